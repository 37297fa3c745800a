/* SPDX-License-Identifier: Apache-2.0 */
/* Who else is looking at a ticket, or writing on it. Forgotten after a minute of silence.
 */
#ifndef DESK_PRESENCE_H
#define DESK_PRESENCE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct presence {
    struct person_id person;
    const char *name;
    bool writing;
};

/* The actor looks at the ticket, or writes, and has seen its messages up to that one (0:
 * not said). The others are told when that is news.
 * Errors  NOT_FOUND; DENIED below agent */
struct err *presence_mark(struct cx *cx, struct ticket_id ticket, bool writing,
                          struct message_id seen) MUST_CHECK;
struct err *presence_leave(struct cx *cx, struct ticket_id ticket) MUST_CHECK;
/* The others. */
struct err *presence_list(struct cx *cx, struct ticket_id ticket,
                          struct presence **list_out, size_t *n_out) MUST_CHECK;
struct err *presence_sweep(struct cx *cx) MUST_CHECK;

#endif
