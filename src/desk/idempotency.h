/* SPDX-License-Identifier: Apache-2.0 */
/* Idempotency-Key (IETF draft-ietf-httpapi-idempotency-key-header): a POST that is sent
 * twice is done once, and answered twice with the same words, for 24 hours. */
#ifndef DESK_IDEMPOTENCY_H
#define DESK_IDEMPOTENCY_H

#include "base/bytes.h"
#include "base/err.h"

struct idempotent {
    int64_t status;
    const char *body;
};

/* request: what the key stands for (method, path, body), hashed by this function.
 * *found_out true: it was done, the answer is in *out.
 * Errors  INVALID the key was used for another request (422, as the draft asks), or is
 *         longer than 200 characters */
struct err *idempotency_find(struct cx *cx, const char *key, struct bytes request,
                             struct idempotent *out, bool *found_out) MUST_CHECK;
/* In the transaction of the work. */
struct err *idempotency_add(struct cx *cx, const char *key, struct bytes request,
                            const struct idempotent *answer) MUST_CHECK;
struct err *idempotency_sweep(struct cx *cx, int64_t before) MUST_CHECK;

#endif
