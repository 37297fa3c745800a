/* SPDX-License-Identifier: Apache-2.0 */
/* API tokens: shown once, stored hashed, acting as their person until revoked. */
#ifndef DESK_TOKEN_H
#define DESK_TOKEN_H

#include "base/err.h"
#include "desk/person.h"

/* For the person of that address: the token may what they may.
 * Errors  NOT_FOUND, DENIED */
struct err *token_add(struct cx *cx, const char *email,
                      const char **token_out) MUST_CHECK;

/* DENIED when unknown or revoked, or the person is closed. */
struct err *token_get(struct cx *cx, const char *token, struct person *out) MUST_CHECK;

#endif
