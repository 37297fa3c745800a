/* SPDX-License-Identifier: Apache-2.0 */
/* Mail that leaves: queued in the transaction that causes it, one row and one job for
 * each recipient, its Message-ID fixed before the first try. mail/outgoing.c writes and
 * sends it. */
#ifndef DESK_OUTGOING_H
#define DESK_OUTGOING_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* The kinds of mail that we write. */
enum outgoing_kind {
    OUTGOING_ACKNOWLEDGEMENT, /* the request arrived: number, what was received, priority,
                                 time */
    OUTGOING_FIRST,    /* the same to an address nobody verified: our own words only */
    OUTGOING_REPLY,    /* a message of the staff to a requester or participant */
    OUTGOING_RESOLVED, /* a solution, with "did that solve it?" */
    OUTGOING_SURVEY,
    OUTGOING_SIGN_IN,
    OUTGOING_NOTIFY,    /* to the staff: something happened */
    OUTGOING_REMIND,    /* to the requester: we wait for an answer */
    OUTGOING_SETTLED,   /* to the requester: a rule of the plan resolved it */
    OUTGOING_AUTOMATIC, /* words of the plan, to the requester */
    OUTGOING_SIDE,      /* to a partner, in a side conversation (side.h) */
    OUTGOING_KINDS_N,
};
const char *outgoing_kind_name(enum outgoing_kind kind);

enum outgoing_state {
    OUTGOING_WAITING,
    OUTGOING_SENT,
    OUTGOING_FAILED,
    OUTGOING_RECALLED,
};

struct ticket;
struct outgoing {
    struct outgoing_id id;
    struct desk_id desk;       /* that writes it */
    struct ticket_id ticket;   /* 0: none */
    struct message_id message; /* 0: none */
    struct person_id person;
    enum outgoing_kind kind;
    enum outgoing_state state;
    const char *address, *message_id, *language, *answer;
    int64_t tries, created_at, sent_at;
    int64_t event; /* the number of the ticket's event that it tells of, 0 the last */
};

/* Queues one mail, to be sent at once. To an address that nobody verified (threat A4) go
 * REPLY, RESOLVED and SIDE, which a person of the desk wrote; FIRST, SIGN_IN, REMIND,
 * SETTLED, SURVEY and AUTOMATIC only within the budgets for its address, network (the
 * actor's) and domain; nothing else. *queued_out (may be NULL) tells whether it was
 * queued. Effects  outgoing, job "send-mail"; in the caller's transaction */
struct err *outgoing_add(struct cx *cx, enum outgoing_kind kind, struct person_id person,
                         struct ticket_id ticket, struct message_id message,
                         bool *queued_out) MUST_CHECK;

/* A NOTIFY to one of the staff, of that event of the ticket. */
struct err *outgoing_add_notice(struct cx *cx, struct person_id person,
                                const struct ticket *ticket, int64_t event) MUST_CHECK;

struct err *outgoing_get(struct cx *cx, struct outgoing_id id,
                         struct outgoing *out) MUST_CHECK;
/* Of the actor's desks. state -1: all. Newest first, before that id (0: from the newest).
 */
struct err *outgoing_list(struct cx *cx, int state, struct outgoing_id before,
                          size_t limit, struct outgoing **list_out,
                          size_t *n_out) MUST_CHECK;
struct err *outgoing_of_ticket(struct cx *cx, struct ticket_id ticket,
                               struct outgoing **list_out, size_t *n_out) MUST_CHECK;

/* After a try; answer is the mail server's or what failed. FAILED writes the event that
 * the staff sees on the ticket. */
struct err *outgoing_mark(struct cx *cx, struct outgoing_id id, enum outgoing_state state,
                          const char *answer) MUST_CHECK;
/* A mail that was taken came back for good: it has failed after all, and its address is
 * marked. message_id  of the mail that came back. *found_out false: it is none of ours,
 * or failed already. *ticket_out: its ticket, or 0 */
struct err *outgoing_mark_bounced(struct cx *cx, const char *message_id,
                                  const char *answer, bool *found_out,
                                  struct ticket_id *ticket_out) MUST_CHECK;
struct err *outgoing_mark_try(struct cx *cx, struct outgoing_id id,
                              const char *answer) MUST_CHECK;
/* A failed one once more. DENIED below agent; NOT_FOUND also of another
 * desk; CONFLICT when it did not fail.
 */
struct err *outgoing_retry(struct cx *cx, struct outgoing_id id) MUST_CHECK;

/* The ids of earlier mails of the same conversation (ticket or side) to the same person,
 * oldest first, for References. */
struct err *outgoing_references(struct cx *cx, const struct outgoing *mail,
                                const char ***ids_out, size_t *n_out) MUST_CHECK;

/* ---- Our Message-IDs: "k.TICKET.NONCE.MAC@domain" without the angle brackets. */
/* Whether an id is ours and its code is right (threat A1); then the ticket, which may be
 * 0. What stands after the @ does not count: the code is ours alone, and the desk's
 * domain may have changed since. */
struct err *outgoing_check_id(struct cx *cx, const char *message_id, bool *ours_out,
                              struct ticket_id *ticket_out) MUST_CHECK;
/* The same for mails of side conversations, "s.SIDE.NONCE.MAC@domain": no id is both. */
struct err *outgoing_check_side(struct cx *cx, const char *message_id, bool *ours_out,
                                int64_t *side_out) MUST_CHECK;
/* Who got the mail of that id; person 0 when we do not know any more. */
struct err *outgoing_recipient(struct cx *cx, const char *message_id,
                               struct person_id *person_out) MUST_CHECK;

#endif
