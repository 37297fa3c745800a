/* SPDX-License-Identifier: Apache-2.0 */
/* What people do with a ticket. Each function finds the ticket by ticket_get(), so
 * NOT_FOUND when the actor may not see it, and DENIED when they may not do that. */
#ifndef DESK_TICKET_ACT_H
#define DESK_TICKET_ACT_H

#include "desk/file.h"
#include "desk/message.h"
#include "desk/ticket.h"

/* text or html (raw, cleaned here; text is made from it where text is NULL)
 * kind        of the staff: MESSAGE_REPLY or MESSAGE_NOTE; others always write REQUEST
 * state       of the staff: the state to go to with it, NULL as the plan goes on
 * seen        the newest message the writer had before their eyes; 0: do not ask.
 * CONFLICT "seen" when something arrived since channel     "web", "mail", "api", "phone"
 * inbox, folded, attachments, uploads  as in ticket_open.h */
struct ticket_words {
    const char *text, *html, *folded, *state, *channel, *uploads;
    enum message_kind kind;
    struct message_id seen;
    struct inbox_id inbox;
    const struct attachment *attachments;
    size_t attachments_n;
};

/* The staff writes. A reply to a new ticket opens it and, if nobody has it, the writer
 * takes it; it is mailed to the requester and to all who follow. Resolving is a reply
 * with the state of that phase: the text is kept as the solution and the requester is
 * asked whether it helped. */
struct err *ticket_reply(struct cx *cx, struct ticket_id id,
                         const struct ticket_words *words,
                         struct message_id *id_out) MUST_CHECK;

/* The requester's side writes (web, mail, private link). It goes on where it waited; a
 * resolved ticket is reopened, and whoever has it, else the team, hears so; a closed one
 * stays and a new ticket is opened that names it: *out is the ticket that holds the
 * message. */
struct err *ticket_write(struct cx *cx, struct ticket_id id,
                         const struct ticket_words *words, struct ticket *out) MUST_CHECK;

/* A message of somebody who is not on the ticket: only the staff sees it, until admitted.
 */
struct err *ticket_hold(struct cx *cx, struct ticket_id id, struct person_id author,
                        const struct ticket_words *words,
                        struct message_id *id_out) MUST_CHECK;
/* Lets it in; its author follows the ticket from now on. */
struct err *ticket_admit(struct cx *cx, struct ticket_id id,
                         struct message_id message) MUST_CHECK;

/* NULL keeps what is. assignee: -1 keeps, 0 nobody. Changing impact or urgency decides
 * the priority anew unless one is given; changing the topic moves to its team unless one
 * is given; a person outside the new team stays only if given. When nothing would change,
 * nothing happens. Errors  INVALID with the field, also "state" when the plan's workflow
 * does not lead there from the present one */
struct ticket_change {
    const char *subject, *team, *topic, *impact, *urgency, *priority, *state,
        *organization, *reason;
    int64_t assignee;
};
struct err *ticket_change(struct cx *cx, struct ticket_id id,
                          const struct ticket_change *change) MUST_CHECK;
/* To oneself. */
struct err *ticket_take(struct cx *cx, struct ticket_id id) MUST_CHECK;
/* To another desk, under its plan in force: the topic of the same name there, else that of
 * its words; the team of that topic; the state of the same use; who has it only if they
 * work there. Staff of the desk where it is; those of the other one may move it back.
 * Errors  CONFLICT it is there already; NOT_FOUND also no such desk */
struct err *ticket_move(struct cx *cx, struct ticket_id id, struct desk_id to,
                        const char *reason) MUST_CHECK;
/* Staff, or the requester of a resolved ticket. */
struct err *ticket_reopen(struct cx *cx, struct ticket_id id,
                          const char *reason) MUST_CHECK;

/* The requester's buttons. */
/* CONFLICT when it is not open, or was pressed within the hour: each time raises the
 * priority. */
struct err *ticket_still_waiting(struct cx *cx, struct ticket_id id) MUST_CHECK;
/* "That solved it": closes, and asks how we did. CONFLICT unless it is resolved. */
struct err *ticket_confirm(struct cx *cx, struct ticket_id id) MUST_CHECK;
/* "It did not": back to work; whoever has it, else the team, hears so at once. */
struct err *ticket_not_solved(struct cx *cx, struct ticket_id id,
                              const char *text) MUST_CHECK;

/* The address of the requester was proved: noted on their open tickets that say
 * otherwise. */
struct err *ticket_mark_verified(struct cx *cx, struct person_id person) MUST_CHECK;

/* What the requester may press now. */
struct ticket_buttons {
    bool still_waiting, solved, survey;
};
struct err *ticket_buttons(struct cx *cx, const struct ticket *ticket,
                           struct ticket_buttons *out) MUST_CHECK;

#endif
