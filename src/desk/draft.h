/* SPDX-License-Identifier: Apache-2.0 */
/* What an agent is writing on a ticket: saved as they type, the same on every device; and
 * the few seconds in which a sent reply can be called back. */
#ifndef DESK_DRAFT_H
#define DESK_DRAFT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* mode "reply" or "note"; html raw from the composer; next_state "" none; uploads tokens.
 * version grows with each save, so that an older device does not overwrite a newer one.
 * send_at not 0: on its way, can be called back until then. */
struct draft {
    struct person_id person;
    const char *person_name;
    struct ticket_id ticket;
    const char *mode, *html, *next_state, *uploads;
    int64_t version, updated_at, send_at;
};

/* The actor's own. *found_out false: none. */
struct err *draft_find(struct cx *cx, struct ticket_id ticket, struct draft *out,
                       bool *found_out) MUST_CHECK;

/* Saves; an empty html removes it. version: the one that the writer saw.
 * Errors  CONFLICT "version" when another device saved meanwhile, or it is on its way;
 *         NOT_FOUND the ticket; DENIED below agent */
struct err *draft_save(struct cx *cx, const struct draft *draft,
                       int64_t *version_out) MUST_CHECK;
struct err *draft_remove(struct cx *cx, struct ticket_id ticket) MUST_CHECK;

/* Sends a reply after config->undo_send_ms: checks now what ticket_reply() would check
 * (words, state, nothing unseen), keeps it, and lets the job "send-reply" do it. A note,
 * and everything when that time is 0, goes at once: then *send_at_out is 0.
 * Effects  draft, job; or what ticket_reply() does */
struct err *draft_send(struct cx *cx, const struct draft *draft, struct message_id seen,
                       int64_t *send_at_out) MUST_CHECK;
/* Calls it back into a draft. CONFLICT when it has left. */
struct err *draft_recall(struct cx *cx, struct ticket_id ticket) MUST_CHECK;
/* The job's: makes the reply as its writer. Nothing when it was called back. What cannot
 * be sent any more (the ticket changed meanwhile) becomes a draft again, so that nothing
 * is lost and the writer sees it. */
struct err *draft_dispatch(struct cx *cx, struct ticket_id ticket,
                           struct person_id person) MUST_CHECK;

/* Replies of anybody on their way on a ticket. */
struct err *draft_pending(struct cx *cx, struct ticket_id ticket, struct draft **list_out,
                          size_t *n_out) MUST_CHECK;

#endif
