/* SPDX-License-Identifier: Apache-2.0 */
/* How many tickets are open, counted as they change: for the figures beside the views,
 * whatever the number of tickets. A row for each desk, team, assignee and secrecy; only
 * the sum of its slots means something (on PostgreSQL several, so that writers rarely
 * meet). */
#ifndef DESK_TALLY_H
#define DESK_TALLY_H

#include "desk/ticket.h"

/* Counts a ticket where it is now and no longer where it was (NULL: it is new); in the
 * transaction that writes its row. */
struct err *tally_move(struct cx *cx, const struct ticket *was,
                       const struct ticket *ticket) MUST_CHECK;

/* Tells where the counts are not what the tickets say, for `kindesk check`. */
struct err *tally_check(struct cx *cx, void (*fault)(void *arg, const char *text),
                        void *arg) MUST_CHECK;

#endif
