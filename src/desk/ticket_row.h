/* SPDX-License-Identifier: Apache-2.0 */
/* Private to the ticket_*.c files: the row, its fields, its history for the engine. */
#ifndef DESK_TICKET_ROW_H
#define DESK_TICKET_ROW_H

#include "desk/ticket.h"

#include <stddef.h>

struct db_rows;
struct json;

/* A field of struct ticket that events say: its name in events and in the database. */
enum ticket_field_type { TICKET_TEXT, TICKET_INT };
struct ticket_field {
    const char *name;
    enum ticket_field_type type;
    size_t offset;
};
extern const struct ticket_field ticket_fields[];
extern const size_t ticket_fields_n;

const char *ticket_field_text(const struct ticket *ticket,
                              const struct ticket_field *field);
int64_t ticket_field_int(const struct ticket *ticket, const struct ticket_field *field);
/* Takes the members of an event's "set" over into the ticket. */
void ticket_apply(struct ticket *ticket, const struct json *set);

/* Columns of a ticket `t` with its persons `r` and `a`, and their reader. */
#define TICKET_COLUMNS                                                                   \
    "t.id, t.subject, t.requester, t.assignee, t.team, t.tier, t.topic, t.impact, "      \
    "t.urgency,"                                                                         \
    " t.priority, t.state, t.organization, t.channel, t.language, t.tags, t.solution,"   \
    " t.restricted, t.merged_into, t.plan, t.phase, t.priority_rank, t.created_at,"      \
    " t.updated_at, t.first_due_at, t.first_done_at, t.update_due_at, t.resolve_due_at," \
    " t.resolved_at, t.closed_at, t.reopened_n, t.queue_at, t.next_due_at, t.message_n," \
    " t.last_message_at, t.unanswered, t.event_n, r.name, r.email, a.name, "             \
    "r.verified_at, t.desk,"                                                             \
    " t.report_at, t.report_due_at, t.report_done_at, t.complaint_at,"                   \
    " t.complaint_due_at, t.complaint_done_at"
#define TICKET_FROM                                                                      \
    " FROM ticket t JOIN person r ON r.id = t.requester"                                 \
    " LEFT JOIN person a ON a.id = t.assignee"
void ticket_read_row(struct db_rows *rows, struct ticket *out);

/* Writes the row: what changed from `was`, or all of a new one, which gets its id.
 * Errors  CONFLICT when it changed meanwhile */
struct err *ticket_row_set(struct cx *cx, const struct ticket *was,
                           const struct ticket *ticket) MUST_CHECK;
struct err *ticket_row_add(struct cx *cx, struct ticket *ticket) MUST_CHECK;

/* A person of the desk acts: not Kindesk, not somebody by a private link. */
bool ticket_by_staff(const struct cx *cx);

/* The events as the plan's engine wants them. */
struct plan_event *ticket_history(struct cx *cx, const struct event *events, size_t n,
                                  size_t *history_n_out);

/* States that only an earlier revision knew become those of the same use, so that what
 * paused stays paused. Needed where a ticket went over to another revision. */
struct ticket_past {
    struct plan_event *history;
    size_t n;
};
struct err *ticket_translate(struct cx *cx, const struct plan *plan,
                             const struct event *events, size_t n,
                             const struct ticket_past *past) MUST_CHECK;

/* The same of a new ticket, whose first event is being made. */
struct plan_event *ticket_history_new(struct cx *cx, const struct ticket *ticket,
                                      const struct event *event, size_t *history_n_out);

/* Fills the cache fields from the engine's decision and from counting the events. */
void ticket_fill_cache(struct ticket *ticket, const struct event *events, size_t n,
                       const struct plan *plan, const struct plan_decision *decision);

#endif
