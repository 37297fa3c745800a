/* SPDX-License-Identifier: Apache-2.0 */
/* The OpenAPI 3.1 document, made from the table of routes and from shape.h. */
#ifndef API_OPENAPI_H
#define API_OPENAPI_H

#include "base/buf.h"

#include <stdbool.h>

/* One route of /api/v1 as the document lists it. */
struct openapi_route {
    const char *method, *pattern; /* "GET", "/api/v1/tickets/:ticket" */
};

/* Writes the document over these routes, which stand ordered by pattern.
 * Returns false, naming the route in *missing_out, when one of them is not described. */
bool openapi_write(struct buf *buf, const char *url, const struct openapi_route *routes,
                   size_t n, const char **missing_out);

#endif
