/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets: reading them, and the one way in which they change.
 *
 * A ticket's row is what its events say. Every change goes through ticket_save(), which
 * writes the event, lets the plan's engine compute the clocks, and writes the row. What
 * people may do is in ticket_act.h and ticket_open.h; lists are in ticket_list.h. */
#ifndef DESK_TICKET_H
#define DESK_TICKET_H

#include "base/err.h"
#include "desk/event.h"
#include "plan/rule.h"

#include <stdbool.h>
#include <stddef.h>

/* The fields down to complaint_done_at are said by events; those after are a cache that the
 * plan's engine and counting give. Names belong to the plan. Moments 0: none. */
struct ticket {
    struct ticket_id id;
    const char *subject;
    struct person_id requester, assignee;
    const char *team, *topic, *impact, *urgency, *priority, *state, *organization,
        *channel, *language, *tags, *solution;
    int64_t tier, restricted, plan;
    struct desk_id desk;
    struct ticket_id merged_into;
    /* clocks beside the promises (duty.h): begun, due, done */
    int64_t report_at, report_due_at, report_done_at;
    int64_t complaint_at, complaint_due_at, complaint_done_at;

    enum plan_phase phase;
    int64_t priority_rank, created_at, updated_at;
    int64_t first_due_at, first_done_at, update_due_at, resolve_due_at, resolved_at,
        closed_at;
    int64_t reopened_n, queue_at, next_due_at; /* next_due_at 0: never */
    int64_t message_n, last_message_at;
    int64_t unanswered; /* the requester's side wrote last */
    int64_t event_n;

    /* of the persons */
    const char *requester_name, *requester_email, *assignee_name;
    bool requester_verified;
};

/* The only way to a ticket: NOT_FOUND when there is none or the actor may not see it.
 * Staff see those of the desks they work for, but no restricted ones of other teams;
 * requesters their own and those they follow; a private link its one ticket.
 * Effects  cx->desk is the ticket's from then on: its plan, teams and look */
struct err *ticket_get(struct cx *cx, struct ticket_id id, struct ticket *out) MUST_CHECK;

/* What the actor may do on a ticket that they may see: staff may all, requesters write.
 */
bool ticket_is_staff(const struct cx *cx);
/* DENIED unless staff. */
struct err *ticket_must_staff(struct cx *cx) MUST_CHECK;

/* The plan that rules the ticket. */
struct err *ticket_plan(struct cx *cx, const struct ticket *ticket,
                        const struct plan **out) MUST_CHECK;

/* The first message of a new ticket: added, and its id set, once the ticket's row is
 * there. */
struct ticket_first {
    struct err *(*add)(struct cx *cx, struct ticket_id ticket,
                       struct ticket_first *first);
    const struct ticket_request *words;
    struct message_id id;
};

/* A conversation with somebody outside (side.h). */
struct side_id {
    int64_t v;
};

/* What goes with an event. why/rule/cause: of the plan; reason: written by a person; text
 * and number: by kind; first: of a new ticket. */
struct ticket_note {
    enum event_kind kind;
    struct ticket_first *first;
    struct message_id message;
    const struct plan_why *why;
    const char *rule, *cause, *reason, *text;
    int64_t number;
    /* relation.h: how it belongs to which; side.h: the conversation with whom outside */
    const char *relation;
    struct ticket_id other;
    struct side_id side;
    struct person_id person;
    int64_t due_at;
};

/* Writes what changed from `was` (NULL: a new ticket, which gets its row and its id)
 * to `ticket` as one event, and the row. Effects  ticket: cache fields and event_n;
 * event; touched Errors   CONFLICT when the ticket changed meanwhile */
struct err *ticket_save(struct cx *cx, const struct ticket *was, struct ticket *ticket,
                        const struct ticket_note *note) MUST_CHECK;

/* The ticket as its events say it, and what the engine decides at `now`; for `kindesk
 * check`, for the worker and for "why?". */
struct err *ticket_fold(struct cx *cx, struct ticket_id id, int64_t now,
                        struct ticket *out,
                        struct plan_decision **decision_out) MUST_CHECK;

/* Has open browsers told, after the commit, that there is news of the ticket.
 * presence  only of who looks or writes */
void ticket_touch(struct cx *cx, struct ticket_id id, bool presence);

/* The cache alone, when time passed and nothing else did. */
struct err *ticket_set_next_due(struct cx *cx, struct ticket_id id,
                                int64_t next_due_at) MUST_CHECK;

/* The names of fields in which two tickets differ, for `check`; NULL none; in the arena.
 */
const char *ticket_differences(struct cx *cx, const struct ticket *a,
                               const struct ticket *b);

/* People besides the requester who get the replies. */
struct ticket_person {
    struct person_id id;
    const char *name, *email, *language;
    bool verified;
};
struct err *ticket_participants(struct cx *cx, struct ticket_id id,
                                struct ticket_person **list_out,
                                size_t *n_out) MUST_CHECK;
struct err *ticket_add_participant(struct cx *cx, struct ticket_id id,
                                   struct person_id person) MUST_CHECK;
/* The person wrote the ticket or follows it. */
struct err *ticket_has_person(struct cx *cx, const struct ticket *ticket,
                              struct person_id person, bool *yes_out) MUST_CHECK;

#endif
