/* SPDX-License-Identifier: Apache-2.0 */
/* What is the same for every request, so that handlers are short: match, limits, arena,
 * context, session, permission, CSRF, transaction, declared fields, handler, commit,
 * response, log, metrics. */
#ifndef APP_FRAME_H
#define APP_FRAME_H

#include "app/app.h"
#include "http/server.h"

/* Callbacks for http_server_new(); their `app` is a struct app. */
extern const struct http_callbacks frame_callbacks;

/* The router over the routes table; in the arena. */
const struct router *frame_router(struct arena *arena);

/* The program that serves this exchange, for the status pages. */
const struct app *frame_app(const struct exchange *x);

#endif
