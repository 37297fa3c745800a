/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks that a ticket has beside its promises, and what they do by themselves:
 *
 *   report     "report within 72 h": warns who works on it, then tells the managers
 *   complaint  the time that the plan's feedback promises, on open time: tells those whom
 *              the feedback names, warns, then tells the managers
 *   side       a partner's answer that is late: tells who works on it
 *
 * What they did stands in the ticket's events as a rule of its own ("desk:report-late"),
 * so that it happens once. A function of (plan, ticket, events) alone. */
#ifndef DESK_DUTY_H
#define DESK_DUTY_H

#include "base/err.h"
#include "desk/ticket.h"

#include <stdbool.h>
#include <stddef.h>

enum duty_kind {
    DUTY_REPORT_WARN,
    DUTY_REPORT_LATE,
    DUTY_COMPLAINT_BEGIN,
    DUTY_COMPLAINT_WARN,
    DUTY_COMPLAINT_LATE,
    DUTY_SIDE_LATE,
    DUTY_KINDS_N,
};
/* "desk:report-late", …; false when that is not the name of one. */
const char *duty_name(enum duty_kind kind);
bool duty_find_name(const char *name, enum duty_kind *kind_out);
/* An English msgid: why it happened, with no %; and what is expected of the reader. */
const char *duty_sentence(enum duty_kind kind);
const char *duty_expects(enum duty_kind kind);

/* One that has not happened yet. at: when it does. */
struct duty {
    enum duty_kind kind;
    int64_t at, due_at;
    struct side_id side;
    const char *cause;
};
struct duties {
    struct duty *list;
    size_t n;
    int64_t next_at; /* the earliest, INT64_MAX none */
};
struct duty_case {
    const struct plan *plan;
    const struct ticket *ticket;
    const struct event *events;
    size_t events_n;
};
void duty_list(struct arena *arena, const struct duty_case *of, struct duties *out);

/* Begins and ends the clocks with what is being saved; called by ticket_save(). */
void duty_settle(const struct plan *plan, const struct ticket *was, struct ticket *ticket,
                 const struct ticket_note *note, int64_t now);
/* Makes the ticket a complaint; nothing when it is one. */
void duty_begin_complaint(const struct plan *plan, struct ticket *ticket, int64_t now);

/* The report was made; `note` says to whom and how.
 * Errors  DENIED; NOT_FOUND; CONFLICT none is asked for, or it was made;
 *         INVALID "note" */
struct err *duty_report_made(struct cx *cx, struct ticket_id id,
                             const char *note) MUST_CHECK;

/* The addresses that the plan's feedback names; in the arena. */
const char **duty_feedback_addresses(struct arena *arena, const struct plan *plan,
                                     size_t *n_out);

#endif
