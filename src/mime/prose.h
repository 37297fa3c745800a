/* SPDX-License-Identifier: Apache-2.0 */
/* Bounces told in prose: which address failed and why, read out of sentences of mail
 * servers that know no RFC 3464. Internal to mime/. */
#ifndef MIME_PROSE_H
#define MIME_PROSE_H

#include "mime/message.h"

struct arena;

/* Where the report ends and the copy of our mail begins; the length when it never does.
 */
size_t mime_prose_end(struct bytes text);

/* The addresses that a report says failed, best evidence only.
 * not_these  the mail's own sender and receivers: no candidates unless a line names
 * nothing else */
struct mime_texts mime_prose_recipients(struct arena *arena, struct bytes report,
                                        const struct mime_texts *not_these);

/* Recipients named without their domain, as AOL does to its own: a line that announces
 * them and ends with ":", then nothing but names, one a line. */
struct mime_texts mime_prose_names(struct arena *arena, struct bytes report,
                                   const char *domain);

/* The most telling RFC 3463 code in a text ("5.1.1"), or NULL.
 * grade_out  how much it tells, may be NULL: VAGUE x.0.0 or somewhere in the words,
 *            REPLY behind an SMTP reply code ("550 5.1.1 …"), EXPIRED such a one that
 *            only tells that the time was up ("4.4.7") */
enum { MIME_PROSE_VAGUE = 1, MIME_PROSE_EXPIRED = 4, MIME_PROSE_REPLY = 5 };
const char *mime_prose_status(struct arena *arena, struct bytes text, int *grade_out);

/* '4' or '5' by an SMTP reply code in the text, or 0. */
char mime_prose_class(struct bytes text);

/* Whether the words say that delivery failed, or that it only takes longer. */
bool mime_prose_failed(struct bytes text);
bool mime_prose_delayed(struct bytes text);

/* Whether a subject begins like a bounce; anywhere: is enough when a mailer-daemon wrote.
 */
bool mime_prose_subject(const char *subject, bool anywhere);

#endif
