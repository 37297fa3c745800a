/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON API under /api/v1. */
#ifndef API_API_H
#define API_API_H

#include "base/err.h"

struct exchange;

/* Problem details (RFC 9457) with the status of the error's kind; "errors" lists every
 * field that is wrong. */
void api_error(struct cx *cx, struct exchange *x, struct err *err);

#endif
