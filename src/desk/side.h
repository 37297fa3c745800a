/* SPDX-License-Identifier: Apache-2.0 */
/* Side conversations: the staff and one person outside (a vendor, a partner) about a
 * ticket. The requester never sees them. They have mails, Message-IDs and a clock of
 * their own, so that an answer can only land here and never in the public conversation
 * (threats A1, A2). What stands in the table follows from the ticket's events. */
#ifndef DESK_SIDE_H
#define DESK_SIDE_H

#include "base/err.h"
#include "desk/file.h"
#include "desk/ticket.h"

#include <stdbool.h>
#include <stddef.h>

/* asked_at: when we last wrote; due_at: by when an answer is expected, 0 none;
 * answered_at: when they last wrote, 0 never; closed_at 0: it is open.
 * person_name, person_email: not known to side_fold() */
struct side {
    struct side_id id;
    struct ticket_id ticket;
    struct person_id person;
    const char *team, *subject, *person_name, *person_email;
    int64_t asked_at, due_at, answered_at, closed_at;
};

/* We wrote last, and it is not closed. */
bool side_waits(const struct side *side);

/* Of a ticket that the caller got by ticket_get(), for the staff only (DENIED). */
struct err *side_list(struct cx *cx, struct ticket_id ticket, struct side **list_out,
                      size_t *n_out) MUST_CHECK;
/* NOT_FOUND when its ticket is invisible; DENIED below agent. */
struct err *side_get(struct cx *cx, struct side_id id, struct side *out) MUST_CHECK;

/* address  whom to write to; name may be NULL
 * team     a vendor team of the plan that they stand for, or NULL
 * subject  NULL: the ticket's
 * text     plain
 * within_ms  how long until an answer is expected, 0 none
 * hand_over  the ticket goes to the plan's state "with a vendor", if one is next */
struct side_words {
    const char *address, *name, *team, *subject, *text, *uploads;
    int64_t within_ms;
    bool hand_over;
};
/* Errors  NOT_FOUND; DENIED below agent; INVALID "address", "team", "subject", "body",
 *         also when the address is the requester's or follows the ticket
 * Effects message, event, mail */
struct err *side_open(struct cx *cx, struct ticket_id ticket,
                      const struct side_words *words, struct side_id *id_out) MUST_CHECK;
/* Once more to the same person; opens a closed one again. */
struct err *side_write(struct cx *cx, struct side_id id,
                       const struct side_words *words) MUST_CHECK;
struct err *side_close(struct cx *cx, struct side_id id) MUST_CHECK;

/* A mail that answers one of a side's mails: kept there, whoever sent it; the assignee
 * (else the team) is told, and a ticket that waited for the partner goes on.
 * Kindesk itself only. */
struct side_answer {
    struct person_id author;
    const char *text, *html, *folded;
    struct inbox_id inbox;
    const struct attachment *attachments;
    size_t attachments_n;
};
struct err *side_take(struct cx *cx, struct side_id id, const struct side_answer *answer,
                      struct ticket_id *ticket_out) MUST_CHECK;

/* The sides as a ticket's events say them, for the clocks and for `kindesk check`. */
void side_fold(struct arena *arena, const struct event *events, size_t n,
               struct side **list_out, size_t *n_out);

#endif
