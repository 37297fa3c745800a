/* SPDX-License-Identifier: Apache-2.0 */
/* A message whose mail was read by the wrong character set is read again, by one that the
 * staff chooses. The mail itself never changes, so that the choice can be taken back. */
#ifndef DESK_MESSAGE_READ_H
#define DESK_MESSAGE_READ_H

#include "desk/message.h"

/* Has the mail of a message read again: by a job, "read-mail", ref the message, ref2 the
 * person who asked. Staff only.
 * charset  one of mime_charset_choices, or "" for what the mail says itself
 * Errors   INVALID "charset"; CONFLICT when it did not come by mail */
struct err *message_ask_charset(struct cx *cx, struct ticket_id ticket,
                                struct message_id id, const char *charset) MUST_CHECK;

/* What came out of it, by that person: the words of the message, and the subject of the
 * ticket where it still is that of the mail. Nothing happens when it reads the same.
 * subject  of the mail as it reads now */
struct err *message_read_anew(struct cx *cx, const struct message *anew,
                              const char *subject, struct person_id by) MUST_CHECK;

#endif
