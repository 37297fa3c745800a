/* SPDX-License-Identifier: Apache-2.0 */
/* Where an incoming mail belongs, and by which rule: decides, changes nothing.
 *
 * Nobody is believed by a From alone beyond what they could do without it: whoever knows
 * one of our Message-IDs (they carry our MAC) has read a mail of ours; a number in the
 * subject proves nothing (threats A1, A2, A3). */
#ifndef MAIL_JUDGE_H
#define MAIL_JUDGE_H

#include "base/err.h"

#include <stdbool.h>

struct inbox;
struct mime_message;

/* What to do with it. */
enum judgement {
    JUDGE_IGNORE, /* kept in the ledger only */
    JUDGE_BOUNCE, /* kept; marks the mail that came back */
    JUDGE_OPEN,   /* a new ticket */
    JUDGE_WRITE,  /* the requester's side writes on `ticket` */
    JUDGE_HOLD,   /* kept aside on `ticket` for the staff */
    JUDGE_SIDE,   /* belongs to the side conversation `side`, which only the staff sees */
};

/* rule     a word for the ledger:
 *   bounce, bounce-temporary  a report about a mail of ours, or of somebody
 *   automatic  an automatic answer, a mailing list, bulk mail (RFC 3834)
 *   own        our own mail coming back
 *   duplicate  delivered before under the same Message-ID
 *   no-sender  nobody to answer
 *   side       answers a mail of a side conversation, or names it and comes from its
 * partner reply      answers a mail of ours that its sender got, or may thread answers a
 * mail that its sender wrote before on that ticket number     the subject names the
 * ticket, and its sender is on it stranger   answers a mail of ours, but the sender is
 * not on the ticket staff      the same from one of the staff, who must answer on the
 * page doubtful   only the subject names the ticket, and the envelope names another
 * sender new        none of these why      a sentence for people in the desk's language
 * sender   the known person of From, and their role; 0 when nobody has the address yet
 * address  From in small letters, "" without
 * proved   the sender proved to read mail at the address */
struct verdict {
    enum judgement what;
    const char *rule, *why, *address;
    struct person_id sender;
    enum role role;
    struct ticket_id ticket;
    int64_t side;
    bool proved;
};

struct err *judge(struct cx *cx, const struct inbox *inbox,
                  const struct mime_message *message, struct verdict *out) MUST_CHECK;

#endif
