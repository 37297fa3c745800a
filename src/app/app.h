/* SPDX-License-Identifier: Apache-2.0 */
/* The running program: what its parts share. */
#ifndef APP_APP_H
#define APP_APP_H

#include "base/config.h"
#include "base/err.h"

#include <stdatomic.h>

struct chart_cache;
struct http_server;
struct kept;
struct live;
struct metrics;
struct policy;
struct reader;
struct receive;
struct router;
struct store;
struct worker;

/* Filled by app/serve.c before the first request, then only read. */
struct app {
    const struct config *config;
    struct store *store;
    struct policy *policy;
    struct chart_cache *charts;
    struct reader *reader; /* the sandboxed children that read what came from outside */
    const struct router *router;
    struct http_server *server;
    struct live *live;
    struct kept *kept;
    struct metrics *metrics;
    struct worker *worker;
    struct receive *receive; /* LMTP; NULL when it is off */
};

#endif
