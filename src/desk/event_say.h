/* SPDX-License-Identifier: Apache-2.0 */
/* An event in words, for every front end. */
#ifndef DESK_EVENT_SAY_H
#define DESK_EVENT_SAY_H

#include "desk/event.h"
#include "desk/ticket.h"

/* text    "Marta changed the ticket: priority: High"
 * reason  what the person wrote for it, NULL none; for the staff only
 * why     what the plan says for it, NULL when a person decided; line of the plan that
 * was in force then, 0 a default */
struct event_said {
    int64_t at, n; /* n: of the event in its ticket */
    const char *text, *reason, *why;
    int line;
};
struct err *event_say(struct cx *cx, const struct event *event,
                      struct event_said *out) MUST_CHECK;

/* The newest event of a list that set that field of the ticket; at 0 when none did. To
 * requesters no reason and no internal line of the plan is told. */
struct err *event_say_why(struct cx *cx, const struct plan *plan,
                          const struct event *events, size_t n, const char *field,
                          struct event_said *out) MUST_CHECK;

#endif
