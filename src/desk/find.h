/* SPDX-License-Identifier: Apache-2.0 */
/* What the search index holds of the desk: one document for each message, whose title is
 * the ticket's subject and its requester. */
#ifndef DESK_FIND_H
#define DESK_FIND_H

#include "base/err.h"

/* Each in the transaction that writes the message or the subject. */
struct err *find_add_message(struct cx *cx, struct message_id message) MUST_CHECK;
struct err *find_remove_message(struct cx *cx, struct message_id message) MUST_CHECK;
/* All messages of a ticket: remove before its subject or requester changes, add after. */
struct err *find_remove_ticket(struct cx *cx, struct ticket_id ticket) MUST_CHECK;
struct err *find_add_ticket(struct cx *cx, struct ticket_id ticket) MUST_CHECK;
/* All tickets of a requester, around a change of the name or address. */
struct err *find_remove_person(struct cx *cx, struct person_id requester) MUST_CHECK;
struct err *find_add_person(struct cx *cx, struct person_id requester) MUST_CHECK;

/* Empties the index and fills it from the messages. */
struct err *find_rebuild(struct cx *cx) MUST_CHECK;

/* What search_check() should expect. */
extern const char find_expected_sql[];

#endif
