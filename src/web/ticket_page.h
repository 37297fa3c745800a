/* SPDX-License-Identifier: Apache-2.0 */
/* The page of one ticket as the staff sees it, shown by what reads it and by every form
 * on it that could not be taken. */
#ifndef WEB_TICKET_PAGE_H
#define WEB_TICKET_PAGE_H

#include "desk/ticket.h"
#include "http/exchange.h"
#include "plan/clocks.h"
#include "web/views.h"

/* Which form came back with an error: its words are shown again. */
enum ticket_form {
    TICKET_FORM_NONE,
    TICKET_FORM_REPLY,
    TICKET_FORM_RESOLVE,
    TICKET_FORM_REPORT,
    TICKET_FORM_JOIN,
};

struct err *ticket_page_show(struct cx *cx, struct exchange *x,
                             const struct ticket *ticket, enum ticket_form form,
                             const struct err *err) MUST_CHECK;

/* The ticket of the route. */
struct err *ticket_page_find(struct cx *cx, struct exchange *x,
                             struct ticket *out) MUST_CHECK;

/* The promises of a ticket, each with its reason. */
void ticket_page_clocks(struct cx *cx, const struct ticket *ticket,
                        const struct plan_clocks *clocks, struct view_ticket *view);

/* What it belongs with: problems, reports, complaints, conversations with partners. */
struct err *ticket_page_belonging(struct cx *cx, const struct ticket *ticket,
                                  const struct plan *plan,
                                  struct view_ticket *view) MUST_CHECK;
/* How a conversation with a partner stands. */
struct side;
struct view_side_row ticket_page_side(struct cx *cx, const struct side *side);

/* Choices of the properties and of the composer. */
struct err *ticket_page_choices(struct cx *cx, const struct ticket *ticket,
                                const struct plan *plan,
                                struct view_ticket *view) MUST_CHECK;

/* The conversation after a message, and the replies that can still be called back. */
struct err *ticket_page_entries(struct cx *cx, const struct ticket *ticket,
                                struct message_id after,
                                const struct view_entry **entries_out, size_t *n_out,
                                int64_t *last_out) MUST_CHECK;

#endif
