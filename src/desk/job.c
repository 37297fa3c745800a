/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/job.h"

#include "base/arena.h"
#include "store/db.h"

enum { WAITING, DONE, GIVEN_UP };

struct err *
job_add(struct cx *cx, const char *kind, int64_t ref, int64_t ref2, int64_t run_at,
        const char *unique_key)
{
    return db_exec(cx,
                   "INSERT INTO job (kind, ref, ref2, run_at, unique_key, created_at)"
                   " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (unique_key) DO NOTHING",
                   ARG(kind), ARG(ref), ARG(ref2), ARG(run_at), ARG(unique_key),
                   ARG(cx->now));
}

struct err *
job_claim(struct cx *cx, size_t n, int64_t lease_ms, struct job **jobs_out, size_t *n_out)
{
    VEC(struct job) jobs = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT id, kind, ref, ref2, run_at, tries, created_at FROM job"
                 " WHERE state = 0 AND run_at <= $1 AND lease_until <= $1"
                 " ORDER BY run_at LIMIT $2",
                 ARG(cx->now), ARG(n)));
    while (db_next(rows))
        *vec_add(cx->arena, &jobs) = (struct job){
            {db_int(rows, 0)}, db_text(rows, 1), db_int(rows, 2), db_int(rows, 3),
            db_int(rows, 4),   db_int(rows, 5),  db_int(rows, 6)};
    TRY(db_end(rows));
    *n_out = 0;
    for (size_t i = 0; i < jobs.n; i++) {
        int64_t changed;

        TRY(db_exec_n(cx, &changed,
                      "UPDATE job SET lease_until = $2, tries = tries + 1"
                      " WHERE id = $1 AND state = 0 AND lease_until <= $3",
                      ARG(jobs.at[i].id), ARG(cx->now + lease_ms), ARG(cx->now)));
        if (changed)
            jobs.at[(*n_out)++] = jobs.at[i];
    }
    *jobs_out = jobs.at;
    return NULL;
}

struct err *
job_release_all(struct cx *cx)
{
    return db_exec(cx,
                   "UPDATE job SET lease_until = 0 WHERE state = $1 AND lease_until > $2",
                   ARG(WAITING), ARG(0));
}

/* unique_key is given back, so that the same work can be asked for again. */
static struct err *
end_job(struct cx *cx, struct job_id id, int state, const char *error)
{
    return db_exec(
        cx,
        "UPDATE job SET state = $2, error = $3, unique_key = NULL, lease_until = 0,"
        " run_at = $4 WHERE id = $1",
        ARG(id), ARG(state), ARG(error), ARG(cx->now));
}

struct err *
job_done(struct cx *cx, struct job_id id)
{
    return end_job(cx, id, DONE, "");
}

struct err *
job_give_up(struct cx *cx, struct job_id id, const char *error)
{
    return end_job(cx, id, GIVEN_UP, error);
}

struct err *
job_retry(struct cx *cx, struct job_id id, int64_t run_at, const char *error)
{
    return db_exec(cx,
                   "UPDATE job SET run_at = $2, error = $3, lease_until = 0"
                   " WHERE id = $1 AND state = 0",
                   ARG(id), ARG(run_at), ARG(error));
}

struct err *
job_cancel(struct cx *cx, const char *kind, int64_t ref, int64_t ref2,
           bool *cancelled_out)
{
    int64_t changed;

    TRY(db_exec_n(cx, &changed,
                  "DELETE FROM job WHERE kind = $1 AND ref = $2 AND ref2 = $3"
                  " AND state = 0 AND lease_until <= $4",
                  ARG(kind), ARG(ref), ARG(ref2), ARG(cx->now)));
    *cancelled_out = changed > 0;
    return NULL;
}

struct err *
job_next_at(struct cx *cx, int64_t *at_out)
{
    return db_number(
        cx, at_out, INT64_MAX,
        "SELECT min(CASE WHEN lease_until > run_at THEN lease_until ELSE run_at"
        " END) FROM (SELECT run_at, lease_until FROM job WHERE state = 0"
        " ORDER BY run_at LIMIT $1) AS soon",
        ARG(100));
}

struct err *
job_count(struct cx *cx, int64_t *waiting_out, int64_t *given_up_out)
{
    TRY(db_number(cx, waiting_out, 0, "SELECT count(*) FROM job WHERE state = $1",
                  ARG(WAITING)));
    return db_number(cx, given_up_out, 0, "SELECT count(*) FROM job WHERE state = $1",
                     ARG(GIVEN_UP));
}

struct err *
job_sweep(struct cx *cx, int64_t before)
{
    return db_exec(cx, "DELETE FROM job WHERE state = $1 AND run_at < $2", ARG(DONE),
                   ARG(before));
}
