/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger of incoming mail: one row for each message ever seen for a recipient, saying
 * what became of it and by which rule. Only what stands here was accepted. */
#ifndef DESK_INBOX_H
#define DESK_INBOX_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum inbox_state {
    INBOX_ACCEPTED,
    INBOX_DELIVERED,
    INBOX_HELD,
    INBOX_IGNORED,
    INBOX_FAILED
};
const char *inbox_state_name(enum inbox_state state);

/* rule: a word of ours (mail/intake.h lists them); why: a sentence for people. */
struct inbox {
    struct inbox_id id;
    struct desk_id desk; /* of the recipient, then of the ticket */
    struct bytes hash;
    const char *sender, *recipient; /* of the envelope */
    int64_t size_bytes, received_at, tries;
    enum inbox_state state;
    const char *rule, *why, *message_id, *subject, *address; /* address: From */
    struct ticket_id ticket;
    struct message_id message;
};

/* Takes a raw message: the bytes, the row and the job that delivers it, in one
 * transaction. The same message for the same recipient is taken once: *known_out tells.
 * Errors  LIMIT larger than config->mail_bytes */
struct err *inbox_accept(struct cx *cx, const char *sender, const char *recipient,
                         struct bytes raw, struct inbox_id *id_out,
                         bool *known_out) MUST_CHECK;

/* NOT_FOUND when there is none or it is of a desk where the actor does not work. */
struct err *inbox_get(struct cx *cx, struct inbox_id id, struct inbox *out) MUST_CHECK;
/* The message byte for byte. */
struct err *inbox_raw(struct cx *cx, struct inbox_id id,
                      struct bytes *raw_out) MUST_CHECK;
/* state -1: all. q: part of sender, subject or Message-ID, "" all. before: only older
 * ones, 0 from the newest. */
struct inbox_filter {
    int state;
    const char *q;
    struct inbox_id before;
};
/* Of the actor's desks, newest first. */
struct err *inbox_list(struct cx *cx, const struct inbox_filter *filter, size_t limit,
                       struct inbox **list_out, size_t *n_out) MUST_CHECK;

/* What became of it: state, rule, why, ticket, message, and what was read from its
 * header. */
struct err *inbox_mark(struct cx *cx, const struct inbox *inbox) MUST_CHECK;

/* Delivers a failed one again. Staff only. */
struct err *inbox_retry(struct cx *cx, struct inbox_id id) MUST_CHECK;

/* A message with that Message-ID that was delivered before, to another of our addresses
 * or by another way; its ticket, or 0. address  only one from that sender, so that nobody
 * can make us take another's mail for known; NULL: of anybody */
struct err *inbox_find_message_id(struct cx *cx, const char *message_id,
                                  const char *address, struct inbox_id except,
                                  struct ticket_id *ticket_out) MUST_CHECK;

/* At the actor's desks. */
struct err *inbox_count(struct cx *cx, enum inbox_state state, int64_t *n_out) MUST_CHECK;

#endif
