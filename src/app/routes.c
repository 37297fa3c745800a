/* SPDX-License-Identifier: Apache-2.0 */
/* The table of routes. */
#include "app/route.h"

#include "app/status.h"
#include "web/pages.h"

enum { W = ROUTE_WRITES, U = ROUTE_WRITES | ROUTE_UPLOADS, A = ROUTE_API };

/* clang-format off */
const struct route routes[] = {
    /* method    pattern            permission      flags  fields  prepare  run */
    {HTTP_GET,  "/",                PERMIT_PUBLIC,  0,     NULL,   NULL,    page_home},
    {HTTP_GET,  "/static/:file",    PERMIT_PUBLIC,  0,     NULL,   NULL,    page_asset},
    {HTTP_GET,  "/healthz",         PERMIT_PUBLIC,  W,     NULL,   NULL,    status_health},
    {HTTP_GET,  "/metrics",         PERMIT_PUBLIC,  0,     NULL,   NULL,    status_metrics},
};
/* clang-format on */
const size_t routes_n = sizeof routes / sizeof *routes;
