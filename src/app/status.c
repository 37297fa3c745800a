/* SPDX-License-Identifier: Apache-2.0 */
#include "app/status.h"

#include "app/frame.h"
#include "app/live.h"
#include "app/metrics.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "desk/inbox.h"
#include "desk/job.h"
#include "desk/setting.h"
#include "desk/token.h"
#include "http/exchange.h"
#include "http/security.h"
#include "store/store.h"

struct err *
status_health(struct cx *cx, struct exchange *x)
{
    TRY(setting_set(cx, "healthy-at",
                    arena_printf(cx->arena, "%lld", (long long)cx->now)));
    response_body(&x->response, 200, "text/plain; charset=utf-8", bytes_of("ok\n"));
    security_headers(&x->response, SECURITY_DATA);
    return NULL;
}

static void
gauge(struct buf *buf, const char *name, int64_t value)
{
    buf_printf(buf, "# TYPE kindesk_%s gauge\nkindesk_%s %lld\n", name, name,
               (long long)value);
}

/* Figures tell an attacker how busy we are: for the machine itself, or with a token. */
static struct err *
may_read_metrics(struct cx *cx, struct exchange *x)
{
    const char *header = request_header(&x->request, "Authorization");
    const char *address = x->request.address;
    struct person person;

    if (str_starts(address, "127.") || str_eq(address, "::1"))
        return NULL;
    if (!header || !str_starts_fold(header, "Bearer "))
        FAIL(cx, ERR_NOT_FOUND, "There is no page here.");
    TRY(token_get(cx, header + strlen("Bearer "), &person));
    if (person.role < ROLE_AGENT)
        FAIL(cx, ERR_NOT_FOUND, "There is no page here.");
    return NULL;
}

struct err *
status_metrics(struct cx *cx, struct exchange *x)
{
    const struct app *app = frame_app(x);
    struct store_stats stats;
    struct http_server_load load = http_server_load(app->server);
    int64_t waiting, given_up, failed;
    struct buf buf;

    TRY(may_read_metrics(cx, x));
    TRY(job_count(cx, &waiting, &given_up));
    TRY(inbox_count(cx, INBOX_FAILED, &failed));
    store_stats(app->store, &stats);
    buf_init(&buf, cx->arena, 0);
    metrics_write(app->metrics, &buf);
    gauge(&buf, "jobs_waiting", waiting);
    gauge(&buf, "mail_in_failed", failed);
    gauge(&buf, "jobs_abandoned", given_up);
    gauge(&buf, "writes", stats.writes_n);
    gauge(&buf, "commits", stats.commits_n);
    gauge(&buf, "writes_waiting", stats.waiting_n);
    gauge(&buf, "writer_largest_group", stats.largest_group_n);
    gauge(&buf, "checkpoints", stats.checkpoint_n);
    gauge(&buf, "connections", load.connections_n);
    gauge(&buf, "requests_running", load.exchanges_n);
    gauge(&buf, "streams", load.streams_n);
    response_text(&x->response, 200, "text/plain; version=0.0.4; charset=utf-8", &buf);
    security_headers(&x->response, SECURITY_DATA);
    return NULL;
}
