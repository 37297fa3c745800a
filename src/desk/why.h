/* SPDX-License-Identifier: Apache-2.0 */
/* "Why this priority, this team, this time?": everything that was decided about a ticket,
 * with the rule, the line of the plan and the values. Texts in the language of cx. */
#ifndef DESK_WHY_H
#define DESK_WHY_H

#include "desk/event_say.h"
#include "desk/ticket.h"

#include <stdbool.h>
#include <stddef.h>

enum why_run {
    WHY_COUNTS,
    WHY_STANDS, /* the state stops the clock */
    WHY_CLOSED, /* outside the hours that the priority's clock counts */
};
/* A stretch of the ticket's life. state: as the actor may see it. counted_ms: of it, on
 * the present priority's clock. cause: a sentence; line of the plan, 0 a default. */
struct why_part {
    int64_t from, to, counted_ms;
    enum why_run run;
    const char *state, *cause;
    int line;
};
/* A promise. times 0: none; target and elapsed on its clock. */
struct why_clock {
    const char *name, *why;
    int64_t target_ms, elapsed_ms, due_at, done_at, missed_at;
    bool paused;
    int line;
};
/* decisions: oldest first, for the staff only. parts: one for each stay in a state;
 * pieces: the same cut where the desk opens and closes, at most WHY_PIECES_N. */
struct why {
    struct ticket ticket;
    const struct plan *plan;
    const char *state;
    struct event_said priority_why, team_why, state_why;
    struct why_clock *clocks;
    struct why_part *parts, *pieces;
    struct event_said *decisions;
    size_t clocks_n, parts_n, pieces_n, decisions_n;
};
enum { WHY_PIECES_N = 400 };

/* Errors  NOT_FOUND as ticket_get(). Requesters get what concerns them: no reasons of
 * persons, nothing internal of the plan. */
struct err *why_get(struct cx *cx, struct ticket_id id, struct why *out) MUST_CHECK;

/* What the ticket waits for next, in plain words, for its requester; "" when nothing is
 * promised. */
const char *why_promise(struct cx *cx, const struct why *why);

#endif
