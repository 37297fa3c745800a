/* SPDX-License-Identifier: Apache-2.0 */
/* The tickets of the last days at cx->desk under another plan: what people did stays,
 * what the rules would have done is done anew (plan/replay.h), once under the plan that
 * ruled each ticket and once under the one that is tried. Nothing is sent or written but
 * the result.
 */
#ifndef DESK_REPLAY_H
#define DESK_REPLAY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "plan/replay.h"

struct job;
struct job_tools;
struct store;

enum {
    REPLAY_KINDS_N = 9,    /* the bits of enum plan_difference, in their order */
    REPLAY_LISTED_N = 100, /* of each kind: tickets that are listed, newest first */
    REPLAY_DAYS_MOST = 3660,
};
/* "team", "priority", "escalation", …: what the API says; and an English msgid for
 * people: "sent to another team". */
const char *replay_kind_name(int kind);
const char *replay_kind_text(int kind);

/* What one run says about a kind ("Network", "2", "missed"), in that language; NULL for
 * the promised time, which is outcome->first_due_at. */
const char *replay_says(struct arena *arena, const struct lang *lang,
                        const struct plan_outcome *outcome, int kind);

/* One ticket under both plans: [0] as it was, [1] as it would have been. */
struct replay_ticket {
    struct ticket_id id;
    unsigned differs; /* enum plan_difference */
    struct plan_outcome outcome[2];
};
/* Tickets, of all that were run, that went to that team first or began with that
 * priority. */
struct replay_share {
    const char *name;
    int64_t n[2];
};
/* of      tickets to which it happened under either plan (escalated, reminded, missed; 0
 *         for those kinds that only differ), and how many differ
 * listed  REPLAY_LISTED_N of each kind, by number, newest first */
struct replay {
    int64_t days, from, until, tickets_n, differ_n, took_ms;
    struct {
        int64_t n[2], differ_n;
    } of[REPLAY_KINDS_N];
    VEC(struct replay_share) teams;
    VEC(struct replay_share) priorities;
    VEC(struct replay_ticket) listed;
};

/* How it goes, for who waits: called now and then by the thread that asked. */
struct replay_watch {
    void (*tell)(void *arg, int64_t done_n, int64_t all_n);
    void *arg;
};

/* text       of a plan without mistakes
 * threads_n  each with a read connection of its own; 0: one for each processor
 * Errors     INVALID "plan", "days" */
struct replay_wish {
    const char *text;
    int64_t days;
    int threads_n;
    const struct replay_watch *watch; /* may be NULL */
};
struct err *replay_check(struct cx *cx, const char *text, int64_t days) MUST_CHECK;
struct err *replay_run(struct cx *cx, struct store *store, const struct replay_wish *wish,
                       struct replay *out) MUST_CHECK;

/* ---- As a job, with its result kept. */

enum replay_state { REPLAY_RUNS, REPLAY_DONE, REPLAY_FAILED };
struct replay_row {
    int64_t id, days, created_at, ended_at, done_n, all_n;
    const char *person_name, *text, *error;
    enum replay_state state;
    struct replay result; /* when it is done */
};

/* Wants it done by the job "replay". Errors  as replay_run(); LIMIT when three are
 * waiting already; DENIED below manager */
struct err *replay_add(struct cx *cx, const char *text, int64_t days,
                       int64_t *id_out) MUST_CHECK;
/* NOT_FOUND; DENIED below agent. */
struct err *replay_get(struct cx *cx, int64_t id, struct replay_row *out) MUST_CHECK;
/* The newest of that text, *id_out 0 for none. */
struct err *replay_find(struct cx *cx, const char *text, int64_t *id_out) MUST_CHECK;
struct err *replay_job(struct cx *cx, const struct job *job,
                       const struct job_tools *tools) MUST_CHECK;
struct err *replay_sweep(struct cx *cx, int64_t before) MUST_CHECK;

/* The members of a result. */
void replay_write(struct json_out *out, const struct replay *replay);

#endif
