/* SPDX-License-Identifier: Apache-2.0 */
/* What a mail tells one of the staff: what happened, which rule and line of the plan said
 * so, and what is expected of them. */
#ifndef MAIL_NOTICE_H
#define MAIL_NOTICE_H

#include "base/err.h"

struct letter;
struct outgoing;
struct plan;
struct ticket;

/* Fills what, rule and expected from the event that the mail tells of, in cx->lang. */
struct err *notice_say(struct cx *cx, const struct outgoing *mail,
                       const struct plan *plan, const struct ticket *ticket,
                       struct letter *letter) MUST_CHECK;

#endif
