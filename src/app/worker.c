/* SPDX-License-Identifier: Apache-2.0 */
#include "app/worker.h"

#include "app/live.h"
#include "app/metrics.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/zone.h"
#include "desk/job.h"
#include "desk/ticket_due.h"
#include "desk/ticket_list.h"
#include "mail/smtp.h"
#include "store/store.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { CLAIM_N = 16, DUE_N = 64, TRIES_MOST = 20, LOOK_AGAIN_MS = 1000 };
/* Longer than any job takes, so that none is run twice at the same time. */
#define LEASE_MS (10 * MS_MINUTE)

struct worker {
    struct app *app;
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool woken, stopping;
    int threads_n;
    pthread_t threads[16];
};

static const struct actor kindesk = {.system = true, .address = "", .name = "Kindesk"};

static const struct job_kind *
kind_of(const char *name)
{
    for (size_t i = 0; i < job_kinds_n; i++)
        if (str_eq(job_kinds[i].name, name))
            return &job_kinds[i];
    return NULL;
}

/* ---- One job. */

struct run {
    const struct job_tools *tools;
    const struct job *job;
    const struct job_kind *kind;
    const char *error;
};

static struct err *
run_writing(struct cx *cx, void *arg)
{
    struct run *run = arg;

    TRY(run->kind->run(cx, run->job, run->tools));
    return job_done(cx, run->job->id);
}

static int64_t
delay_ms(int64_t tries)
{
    int64_t delay = 10 * MS_SECOND;

    while (tries-- > 0 && delay < MS_HOUR)
        delay *= 2;
    return delay < MS_HOUR ? delay : MS_HOUR;
}

static struct err *
put_back(struct cx *cx, void *arg)
{
    struct run *run = arg;

    if (run->job->tries + 1 >= TRIES_MOST)
        return job_give_up(cx, run->job->id, run->error);
    return job_retry(cx, run->job->id, cx->now + delay_ms(run->job->tries), run->error);
}

static void
failed(struct cx *cx, struct run *run, struct err *err)
{
    const struct job_tools *tools = run->tools;

    log_err("job", run->job->kind, err);
    metrics_count(tools->metrics, run->job->tries + 1 >= TRIES_MOST
                                      ? METRIC_JOBS_GIVEN_UP
                                      : METRIC_JOBS_RETRIED);
    run->error = err->detail ? arena_printf(cx->arena, "%s (%s)", err->text, err->detail)
                             : err->text;
    err = store_write(tools->store, cx, put_back, run);
    if (err)
        log_err("job", run->job->kind, err);
}

static void
run_job(struct app *app, const struct job_tools *tools, const struct cx *outer,
        const struct job *job)
{
    struct run run = {.tools = tools, .job = job, .kind = kind_of(job->kind)};
    struct cx cx = *outer;
    int64_t began = clock_monotonic();
    struct err *err;

    cx.now = clock_now();
    cx.touched = NULL;
    if (!run.kind) {
        failed(&cx, &run, ERR(&cx, ERR_INTERNAL, "There is no job “%s”.", job->kind));
        return;
    }
    err = run.kind->write ? store_write(app->store, &cx, run_writing, &run)
                          : run.kind->run(&cx, job, tools);
    if (err) {
        failed(&cx, &run, err);
        return;
    }
    live_publish(app->live, cx.touched);
    metrics_count(app->metrics, METRIC_JOBS_DONE);
    LOG(LOG_LEVEL_INFO, "job", LOG_TEXT("kind", job->kind), LOG_INT("job", job->id.v),
        LOG_INT("ref", job->ref), LOG_INT("ms", clock_monotonic() - began));
}

/* ---- A round: claim, run, tick. */

struct claim {
    struct job *jobs;
    size_t n;
};

static struct err *
claim(struct cx *cx, void *arg)
{
    struct claim *claim = arg;

    return job_claim(cx, CLAIM_N, LEASE_MS, &claim->jobs, &claim->n);
}

struct due {
    struct ticket_id *ids;
    size_t n;
};

static struct err *
run_due(struct cx *cx, void *arg)
{
    struct ticket_id *id = arg;

    return ticket_run_due(cx, *id);
}

/* False when one failed: it stays due, and must not be tried again and again at once. */
static bool
tick_tickets(struct app *app, struct cx *cx)
{
    struct due due;
    struct err *err = ticket_list_due(cx, DUE_N, &due.ids, &due.n);
    bool all = true;

    for (size_t i = 0; !err && i < due.n; i++) {
        cx->touched = NULL;
        err = store_write(app->store, cx, run_due, &due.ids[i]);
        all = all && !err;
        if (err)
            log_err("due", NULL, err);
        else
            live_publish(app->live, cx->touched);
        err = store_reader(app->store, cx);
    }
    if (err)
        log_err("due", NULL, err);
    return all && !err;
}

/* Whether something is due within reach, and when at the latest to look again. */
static struct err *
next_look(struct cx *cx, bool *due_out, int64_t *at_out)
{
    int64_t job_at, ticket_at;

    TRY(job_next_at(cx, &job_at));
    TRY(ticket_next_due(cx, &ticket_at));
    *at_out = job_at < ticket_at ? job_at : ticket_at;
    *due_out = job_at <= cx->now;
    return NULL;
}

/* UTC ms at which to look again. A connection to the mail server lasts as long as there
 * is work. */
static int64_t
round_of_work(struct app *app, struct arena *arena, struct smtp **smtp)
{
    const struct job_tools tools = {app->store, app->reader, app->metrics, smtp};
    struct cx cx = {.arena = arena,
                    .now = clock_now(),
                    .actor = &kindesk,
                    .config = app->config,
                    .policy = app->policy,
                    .zone = zone_utc()};
    struct claim claimed = {0};
    int64_t next = cx.now;
    bool due = false;
    struct err *err = store_reader(app->store, &cx);

    if (!err)
        err = next_look(&cx, &due, &next);
    if (!err && due)
        err = store_write(app->store, &cx, claim, &claimed);
    if (!err)
        err = store_reader(app->store, &cx);
    for (size_t i = 0; !err && i < claimed.n; i++) {
        run_job(app, &tools, &cx, &claimed.jobs[i]);
        err = store_reader(app->store, &cx);
    }
    if (!claimed.n)
        smtp_free(smtp);
    if (!err && !tick_tickets(app, &cx))
        return clock_now() + LOOK_AGAIN_MS;
    if (err) {
        log_err("worker", NULL, err);
        return clock_now() + LOOK_AGAIN_MS;
    }
    return claimed.n ? 0 : next;
}

static void
wait_until(struct worker *worker, int64_t at)
{
    int64_t wait_ms = at - clock_now();
    struct timespec until;

    if (wait_ms > LOOK_AGAIN_MS)
        wait_ms = LOOK_AGAIN_MS;
    pthread_mutex_lock(&worker->lock);
    if (wait_ms > 0 && !worker->woken && !worker->stopping) {
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += wait_ms / 1000;
        until.tv_nsec += wait_ms % 1000 * 1000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_sec++;
            until.tv_nsec -= 1000000000;
        }
        pthread_cond_timedwait(&worker->change, &worker->lock, &until);
    }
    worker->woken = false;
    pthread_mutex_unlock(&worker->lock);
}

static bool
stopping(struct worker *worker)
{
    bool stop;

    pthread_mutex_lock(&worker->lock);
    stop = worker->stopping;
    pthread_mutex_unlock(&worker->lock);
    return stop;
}

static void *
work(void *arg)
{
    struct worker *worker = arg;
    struct arena *arena = arena_new(0);
    struct smtp *smtp = NULL;

    while (!stopping(worker)) {
        int64_t next = round_of_work(worker->app, arena, &smtp);

        arena_reset(arena);
        wait_until(worker, next);
    }
    smtp_free(&smtp);
    arena_free(&arena);
    return NULL;
}

struct worker *
worker_new(struct app *app)
{
    struct worker *worker = calloc(1, sizeof *worker);
    pthread_condattr_t monotonic;

    if (!worker)
        abort();
    worker->app = app;
    pthread_mutex_init(&worker->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&worker->change, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return worker;
}

void
worker_start(struct worker *worker, int threads_n)
{
    for (int i = 0; i < threads_n && i < 16; i++)
        if (!pthread_create(&worker->threads[worker->threads_n], NULL, work, worker))
            worker->threads_n++;
}

void
worker_wake(struct worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    worker->woken = true;
    pthread_cond_signal(&worker->change);
    pthread_mutex_unlock(&worker->lock);
}

void
worker_free(struct worker **worker)
{
    if (!*worker)
        return;
    pthread_mutex_lock(&(*worker)->lock);
    (*worker)->stopping = true;
    pthread_cond_broadcast(&(*worker)->change);
    pthread_mutex_unlock(&(*worker)->lock);
    for (int i = 0; i < (*worker)->threads_n; i++)
        pthread_join((*worker)->threads[i], NULL);
    pthread_cond_destroy(&(*worker)->change);
    pthread_mutex_destroy(&(*worker)->lock);
    free(*worker);
    *worker = NULL;
}
