/* SPDX-License-Identifier: Apache-2.0 */
#include "app/openapi.h"

#include "api/openapi.h"
#include "app/route.h"
#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "http/security.h"

/* A route that api/openapi.c does not describe is our fault, seen at once. */
struct err *
openapi_document(struct cx *cx, struct exchange *x)
{
    struct openapi_route *list = NEW_N(cx->arena, routes_n, struct openapi_route);
    const char *missing = NULL;
    struct buf buf;
    size_t n = 0;

    for (size_t i = 0; i < routes_n; i++)
        if (str_starts(routes[i].pattern, "/api/v1/"))
            list[n++] = (struct openapi_route){http_method_name(routes[i].method),
                                               routes[i].pattern};
    buf_init(&buf, cx->arena, 0);
    if (!openapi_write(&buf, cx->config->url, list, n, &missing))
        FAIL_INTERNAL(cx, "%s is not described in api/openapi.c", missing);
    response_text(&x->response, 200, "application/json", &buf);
    response_header(&x->response, "Cache-Control", "public, max-age=300");
    security_headers(&x->response, SECURITY_DATA);
    x->response.compress = true;
    return NULL;
}
