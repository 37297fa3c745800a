/* SPDX-License-Identifier: Apache-2.0 */
/* What was said on a ticket. */
#ifndef DESK_MESSAGE_H
#define DESK_MESSAGE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* REQUEST from the requester's side; REPLY from the desk; NOTE for the staff only; HELD
 * from somebody who is not on the ticket, for the staff to judge; AUTOMATIC by Kindesk
 * itself. Those of side conversations (side.h) are for the staff only. */
enum message_kind {
    MESSAGE_REQUEST = 1,
    MESSAGE_REPLY,
    MESSAGE_NOTE,
    MESSAGE_HELD,
    MESSAGE_AUTOMATIC,
    MESSAGE_SIDE_OUT, /* in a side conversation: by the staff */
    MESSAGE_SIDE_IN,  /* and by the partner */
};
/* Whether the requester's side may see it. */
bool message_is_public(enum message_kind kind);

/* text    plain, what the writer typed        html    cleaned, or "" when text is all
 * folded  quotes and signature that were folded away, plain text, or ""
 * inbox   the mail it came by, or 0
 * charset what that mail is read as, as somebody chose; "" as it says itself */
struct message {
    struct message_id id;
    struct ticket_id ticket;
    struct person_id author;
    const char *author_name, *author_email;
    enum role author_role;
    enum message_kind kind;
    const char *channel, *text, *html, *folded, *charset;
    struct inbox_id inbox;
    int64_t side; /* the conversation that it belongs to, 0 the ticket's own */
    int64_t created_at;
};

/* By the ticket's visibility; requesters see neither notes nor held messages.
 * Errors  NOT_FOUND */
struct err *message_get(struct cx *cx, struct message_id id,
                        struct message *out) MUST_CHECK;

/* SHA-256, in hex, of what was said: kind, texts, and each attachment with the hash of
 * its bytes. Events carry it, so that `kindesk check` notices a changed message. "" when
 * there is no such message. No visibility. */
struct err *message_hash(struct cx *cx, struct message_id id,
                         const char **hex_out) MUST_CHECK;

/* Those the actor may see of a ticket that the caller got by ticket_get(), oldest first,
 * after that one (0: from the beginning). */
struct err *message_list(struct cx *cx, struct ticket_id ticket, struct message_id after,
                         struct message **list_out, size_t *n_out) MUST_CHECK;

/* The message that came by that mail; 0 when none did. No visibility: for the ledger. */
struct err *message_find_inbox(struct cx *cx, struct inbox_id inbox,
                               struct message_id *id_out) MUST_CHECK;

/* Writes the row and the search index; the ticket's rules are ticket_act.h's.
 * Errors  INVALID "body" when empty or too long */
struct err *message_add(struct cx *cx, const struct message *message,
                        struct message_id *id_out) MUST_CHECK;

struct err *message_set_charset(struct cx *cx, struct message_id id,
                                const char *charset) MUST_CHECK;
/* text, html and folded anew, of a mail that was read again; the search index is the
 * caller's, before and after. */
struct err *message_set_words(struct cx *cx,
                              const struct message *message) MUST_CHECK;
struct err *message_set_kind(struct cx *cx, struct message_id id,
                             enum message_kind kind) MUST_CHECK;

const char *message_kind_name(enum message_kind kind);

/* What a person has read: the newest message seen. */
struct err *message_mark_seen(struct cx *cx, struct ticket_id ticket,
                              struct message_id last) MUST_CHECK;
/* Every person of the staff has seen every message before that moment: what came before
 * they began is not new to them. */
struct err *message_mark_all_seen(struct cx *cx, int64_t before) MUST_CHECK;
/* unseen_out[i]: somebody else wrote something in ids[i] that the actor has not seen.
 * Takes a few statements for a page of tickets, whatever their number. */
struct err *message_unseen(struct cx *cx, const struct ticket_id *ids, size_t n,
                           bool *unseen_out) MUST_CHECK;

#endif
