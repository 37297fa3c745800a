/* SPDX-License-Identifier: Apache-2.0 */
/* Work to do later, in the transaction that asks for it. The worker (app/worker.c) claims
 * what is due and runs the function that app/jobs.c names for its kind. */
#ifndef DESK_JOB_H
#define DESK_JOB_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* What a job may use beside its context. */
struct store;
struct reader;
struct metrics;
struct smtp;
struct job_tools {
    struct store *store;
    struct reader *reader;   /* mime/reader.h; NULL: no sandbox on this machine */
    struct metrics *metrics; /* app/metrics.h */
    struct smtp **smtp;      /* mail/smtp.h; made when needed, kept for the next; or NULL */
};

struct job {
    struct job_id id;
    const char *kind;
    int64_t ref, ref2; /* what it concerns, by kind */
    int64_t run_at;    /* UTC ms */
    int64_t tries;     /* before this one */
    int64_t created_at;
};

/* unique_key  NULL, or a text: a job that is waiting with the same key is kept and this
 * one is not added Effects     writes job; in the caller's transaction */
struct err *job_add(struct cx *cx, const char *kind, int64_t ref, int64_t ref2,
                    int64_t run_at, const char *unique_key) MUST_CHECK;

/* Takes what is due by cx->now, at most n, for lease_ms: nobody else gets them until
 * then. */
struct err *job_claim(struct cx *cx, size_t n, int64_t lease_ms, struct job **jobs_out,
                      size_t *n_out) MUST_CHECK;

/* Gives back what a worker that is gone had claimed: at the start of the only one. */
struct err *job_release_all(struct cx *cx) MUST_CHECK;

/* Ends a claimed job. */
struct err *job_done(struct cx *cx, struct job_id id) MUST_CHECK;
/* Puts it back for run_at with what went wrong. */
struct err *job_retry(struct cx *cx, struct job_id id, int64_t run_at,
                      const char *error) MUST_CHECK;
/* Gives up; the row stays, with its error, to be seen. */
struct err *job_give_up(struct cx *cx, struct job_id id, const char *error) MUST_CHECK;

/* Takes back a waiting job of that kind and ref; *cancelled_out is false when it already
 * ran or runs. */
struct err *job_cancel(struct cx *cx, const char *kind, int64_t ref, int64_t ref2,
                       bool *cancelled_out) MUST_CHECK;

/* When the next one is due, INT64_MAX for none; how many wait. */
struct err *job_next_at(struct cx *cx, int64_t *at_out) MUST_CHECK;
struct err *job_count(struct cx *cx, int64_t *waiting_out,
                      int64_t *given_up_out) MUST_CHECK;

/* Removes jobs that ended before that moment. */
struct err *job_sweep(struct cx *cx, int64_t before) MUST_CHECK;

#endif
