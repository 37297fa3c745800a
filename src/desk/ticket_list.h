/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of tickets: the queue, a requester's own, the API's. Keyset paging only. */
#ifndef DESK_TICKET_LIST_H
#define DESK_TICKET_LIST_H

#include "desk/ticket.h"

/* NULL or 0: any. open: only phases before resolved (ignored when state is given).
 * assignee -1: any, 0: nobody. mine: teams of the actor or assigned to them.
 * q: as a person types it. by_id: newest first instead of by what is due next. */
struct ticket_filter {
    const char *team, *state, *priority, *topic, *q;
    int64_t assignee;
    struct desk_id desk;
    struct person_id requester;
    bool open, mine, by_id;
};

/* Where the next page begins: opaque text for addresses; NULL the first page. */
struct ticket_page {
    struct ticket *tickets;
    size_t n;
    const char *next; /* NULL: this is the last */
};

/* Only what the actor may see. limit 1 to 200.
 * Errors  INVALID "after" when the cursor is not one of ours; "limit" */
struct err *ticket_list(struct cx *cx, const struct ticket_filter *filter,
                        const char *after, int64_t limit,
                        struct ticket_page *out) MUST_CHECK;
struct err *ticket_count(struct cx *cx, const struct ticket_filter *filter,
                         int64_t *n_out) MUST_CHECK;
/* The same, but stops at TICKET_COUNT_SOME where it must count one by one: for the
 * figures beside views, whose cost must not grow with the desk. */
enum { TICKET_COUNT_SOME = 1000 };
struct err *ticket_count_some(struct cx *cx, const struct ticket_filter *filter,
                              int64_t *n_out) MUST_CHECK;

/* The open ones that the actor, who is of the staff, may see: how many each team of a
 * desk has with each assignee (0: nobody). */
struct ticket_tally {
    struct desk_id desk;
    const char *team;
    struct person_id assignee;
    int64_t n;
};
struct err *ticket_list_tally(struct cx *cx, struct ticket_tally **list_out,
                              size_t *n_out) MUST_CHECK;

/* A requester's own and those they follow, newest first. */
struct err *ticket_list_own(struct cx *cx, const char *after, int64_t limit,
                            struct ticket_page *out) MUST_CHECK;

/* Tickets whose next_due_at is reached, oldest first. */
struct err *ticket_list_due(struct cx *cx, int64_t limit, struct ticket_id **ids_out,
                            size_t *n_out) MUST_CHECK;
/* When the next one is due; INT64_MAX never. */
struct err *ticket_next_due(struct cx *cx, int64_t *at_out) MUST_CHECK;

#endif
