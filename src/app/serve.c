/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk serve: everything that runs, started in order and stopped in the other. */
#include "app/commands.h"

#include "app/frame.h"
#include "app/kept.h"
#include "app/live.h"
#include "app/metrics.h"
#include "app/route.h"
#include "app/worker.h"
#include "base/arena.h"
#include "base/log.h"
#include "desk/chart_cache.h"
#include "desk/job.h"
#include "mail/receive.h"
#include "mail/words.h"
#include "mime/reader.h"
#include "store/store.h"
#include "text/chart.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { WORKERS_N = 2, READERS_N = 3 };

static struct err *
first_jobs(struct cx *cx, void *arg)
{
    (void)arg;
    if (!*cx->config->database) /* SQLite: no other worker can hold them */
        TRY(job_release_all(cx));
    return job_add(cx, "sweep", 0, 0, cx->now, "sweep");
}

static struct err *
start_http(struct cli *cli, struct app *app)
{
    const struct config *config = cli->config;
    struct http_options options = {
        .listen = config->listen,
        .threads_n = config->threads_n,
        .connections_n = config->connections_n,
        .connections_per_address_n = config->connections_per_address_n,
        .header_bytes = config->header_bytes,
        .timeout_ms = config->request_timeout_ms,
        .spool_dir = config->data,
        .trusted_proxies = config->trusted_proxies,
        .https = !strncmp(config->url, "https://", 8),
    };

    app->router = frame_router(cli->cx.arena);
    return http_server_new(&cli->cx, &options, &frame_callbacks, app, &app->server);
}

static void
mail_accepted(void *arg)
{
    struct app *app = arg;

    metrics_count(app->metrics, METRIC_MAIL_ACCEPTED);
    worker_wake(app->worker);
}

static struct err *
start_lmtp(struct cli *cli, struct app *app)
{
    struct receive_options options = {.store = app->store,
                                      .policy = app->policy,
                                      .config = cli->config,
                                      .accepted = mail_accepted,
                                      .app = app};

    return *cli->config->lmtp ? receive_new(&cli->cx, &options, &app->receive) : NULL;
}

/* What the children can do: read mail's HTML, place the boxes of charts. */
static struct reader *
start_reader(struct cli *cli)
{
    struct reader_job *jobs = NEW_N(cli->cx.arena, words_jobs_n + 1, struct reader_job);

    memcpy(jobs, words_jobs, words_jobs_n * sizeof *jobs);
    jobs[words_jobs_n] = (struct reader_job){"chart", chart_place};
    chart_warm_up();
    return reader_new(READERS_N, jobs, words_jobs_n + 1);
}

/* The reader comes first: its children must not know the database. The worker is there
 * before the first request, which may wake it, and works only once the port is ours. */
static struct err *
start(struct cli *cli, struct app *app)
{
    app->reader = start_reader(cli);
    TRY(cli_open(cli));
    app->config = cli->config;
    app->store = cli->store;
    app->policy = cli->cx.policy;
    app->charts = chart_cache_new(app->reader);
    app->live = live_new();
    app->kept = kept_new();
    app->metrics = metrics_new(routes_n);
    TRY(store_write(app->store, &cli->cx, first_jobs, NULL));
    app->worker = worker_new(app);
    TRY(start_http(cli, app));
    worker_start(app->worker, WORKERS_N);
    return start_lmtp(cli, app);
}

static void
stop(struct app *app)
{
    if (app->server)
        http_server_stop(app->server);
    receive_free(&app->receive);
    worker_free(&app->worker);
    if (app->store)
        store_drain(app->store);
    http_server_free(&app->server);
    live_free(&app->live);
    kept_free(&app->kept);
    metrics_free(&app->metrics);
    chart_cache_free(&app->charts);
    reader_free(&app->reader);
}

/* Signals are taken by sigwait() in this thread only. */
static void
block_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int
cmd_serve(struct cli *cli)
{
    struct app app = {0};
    sigset_t signals;
    struct err *err;
    int signal_n = 0;

    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "serve takes settings only");
    block_signals(&signals);
    err = start(cli, &app);
    if (!err) {
        printf("Kindesk is ready at %s (port %d)\n", cli->config->url,
               http_server_port(app.server));
        fflush(stdout);
        sigwait(&signals, &signal_n);
        LOG(LOG_LEVEL_INFO, "stopping", LOG_INT("signal", signal_n));
    }
    stop(&app);
    return cli_end(cli, err);
}
