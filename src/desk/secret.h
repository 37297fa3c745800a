/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets at rest: only the SHA-256 of a random token is stored (threat D35). */
#ifndef DESK_SECRET_H
#define DESK_SECRET_H

#include "base/bytes.h"
#include "base/cx.h"

/* What is stored of a token; in the arena. The token is hashed as the text that it is. */
struct bytes secret_hash(struct cx *cx, const char *token);

#endif
