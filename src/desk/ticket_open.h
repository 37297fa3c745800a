/* SPDX-License-Identifier: Apache-2.0 */
/* A new ticket, by whatever way it comes. */
#ifndef DESK_TICKET_OPEN_H
#define DESK_TICKET_OPEN_H

#include "desk/file.h"
#include "desk/ticket.h"

/* requester     reached by person_reach() or person_add()
 * channel       "web", "mail", "phone", "api", …
 * organization  NULL: the requester's
 * topic         NULL: by the words in subject and text; unknown: INVALID
 * impact, urgency  in the plan's words; NULL: the mildest
 * text          plain; html: raw HTML of a composer or mail, cleaned here, or NULL
 * folded        quotes and signature, or NULL
 * uploads       tokens of files sent ahead, or NULL
 * attachments   files stored already (mail, API)
 * take          the member of the staff who enters it takes it
 * quiet         no acknowledgement: automatic mail, or the requester is on the telephone
 *               without an address */
struct ticket_request {
    struct person_id requester;
    const char *channel, *organization, *topic, *impact, *urgency, *subject, *text, *html,
        *folded, *uploads, *language;
    const struct attachment *attachments;
    size_t attachments_n;
    struct inbox_id inbox;
    bool take, quiet;
};

/* Opens it: routed, prioritized and promised its times by the plan in force, with the
 * reason of each in its history; acknowledged by mail (to an address that is not
 * verified: our own words only). The requester acts unless a member of the desk's
 * staff does.
 * Errors  INVALID "subject", "body", "topic", "impact", "urgency", each in err->next;
 *         LIMIT too many from this network; DENIED staff of another desk for others */
struct err *ticket_open(struct cx *cx, const struct ticket_request *request,
                        struct ticket *out) MUST_CHECK;

#endif
