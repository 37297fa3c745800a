/* SPDX-License-Identifier: Apache-2.0 */
/* A requester complains about how their request was handled: a ticket of its own, beside
 * that one, with the answer time of the plan's feedback (duty.h). */
#ifndef DESK_COMPLAINT_H
#define DESK_COMPLAINT_H

#include "base/err.h"
#include "desk/ticket.h"

/* The complaint about that request which is not closed; id 0 none. */
struct err *complaint_find(struct cx *cx, struct ticket_id about,
                           struct ticket_id *out) MUST_CHECK;

/* By whoever asked or follows. Its topic is the plan's of kind complaint, else that of
 * the request.
 * Errors  NOT_FOUND; INVALID "body"; CONFLICT when one is open already
 * Effects ticket, relation, acknowledgement */
struct err *complaint_make(struct cx *cx, struct ticket_id about, const char *text,
                           struct ticket *out) MUST_CHECK;

#endif
