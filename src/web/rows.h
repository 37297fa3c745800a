/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets as lists show them. */
#ifndef WEB_ROWS_H
#define WEB_ROWS_H

#include "desk/ticket_list.h"
#include "web/views.h"

/* What is due next of a ticket, for its chip. */
struct view_due row_due(struct cx *cx, const struct plan *plan,
                        const struct ticket *ticket);
struct view_priority row_priority(const struct plan *plan, const struct ticket *ticket);

/* For the staff: rows of the queue. */
struct err *rows_of_queue(struct cx *cx, const struct ticket_page *page,
                          const struct view_row **rows_out) MUST_CHECK;

/* For requesters: the words of the plan, what comes next. */
struct err *row_of_request(struct cx *cx, const struct ticket *ticket,
                           struct view_request_row *out) MUST_CHECK;
/* The state in the plan's words for requesters. */
const char *row_state_shown(const struct plan *plan, const struct ticket *ticket);

/* One's own open (or closed) requests, newest first; none for somebody without a session.
 * Groups of at most `limit` tickets are looked at. */
struct err *rows_of_own(struct cx *cx, bool open, size_t limit,
                        const struct view_request_row **rows_out,
                        size_t *n_out) MUST_CHECK;

#endif
