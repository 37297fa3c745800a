/* SPDX-License-Identifier: Apache-2.0 */
/* How tickets belong together. Each relation stands on both tickets, in both directions,
 * and in an event of each: `kindesk check` proves that they agree. */
#ifndef DESK_RELATION_H
#define DESK_RELATION_H

#include "base/err.h"
#include "desk/ticket.h"

#include <stdbool.h>
#include <stddef.h>

/* What `other` is to `ticket`. */
enum relation_kind {
    RELATION_PROBLEM,   /* the problem that this report belongs to */
    RELATION_REPORT,    /* a report that this problem gathers */
    RELATION_COMPLAINT, /* a complaint about this request */
    RELATION_ABOUT,     /* the request that this complaint is about */
    RELATION_KINDS_N,
};
const char *relation_name(enum relation_kind kind);
bool relation_find(const char *name, enum relation_kind *kind_out);
enum relation_kind relation_back(enum relation_kind kind);

/* phase, state: of the other; subject NULL: the actor may not see it. */
struct relation {
    enum relation_kind kind;
    struct ticket_id other;
    const char *subject, *state;
    enum plan_phase phase;
};

/* Nothing when they belong together already. For callers that may see both.
 * Effects  relation, an event on each, touched */
struct err *relation_add(struct cx *cx, struct ticket_id ticket, enum relation_kind kind,
                         struct ticket_id other) MUST_CHECK;
struct err *relation_remove(struct cx *cx, struct ticket_id ticket,
                            enum relation_kind kind, struct ticket_id other) MUST_CHECK;

/* Of a ticket that the caller got by ticket_get(), oldest first, at most `limit`. */
struct err *relation_list(struct cx *cx, struct ticket_id ticket, size_t limit,
                          struct relation **list_out, size_t *n_out) MUST_CHECK;
struct err *relation_count(struct cx *cx, struct ticket_id ticket,
                           enum relation_kind kind, int64_t *n_out) MUST_CHECK;

#endif
