/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/openapi.json: what the table of routes offers under /api/v1. */
#ifndef APP_OPENAPI_H
#define APP_OPENAPI_H

#include "base/err.h"

struct exchange;

struct err *openapi_document(struct cx *cx, struct exchange *x) MUST_CHECK;

#endif
