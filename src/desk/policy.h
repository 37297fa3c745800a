/* SPDX-License-Identifier: Apache-2.0 */
/* The adopted plans: numbered revisions in the database, read once and kept in memory for
 * as long as the process runs (there are few). Each desk has its own; a revision's key is
 * counted for all desks, so that a ticket's says its plan, and its number, which is what
 * people read, for its desk. */
#ifndef DESK_POLICY_H
#define DESK_POLICY_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct plan;
struct plan_problems;
struct policy;

struct policy *policy_new(void);
void policy_free(struct policy **policy);

/* The plan in force at cx->desk and its key (revision_out may be NULL). Valid until
 * policy_free(). */
struct err *policy_current(struct cx *cx, const struct plan **plan_out,
                           int64_t *revision_out) MUST_CHECK;
/* The same of any desk. */
struct err *policy_of_desk(struct cx *cx, struct desk_id desk,
                           const struct plan **plan_out,
                           int64_t *revision_out) MUST_CHECK;
/* Which desk has that address among its plan's channels; 0 none. */
struct err *policy_find_address(struct cx *cx, const char *address,
                                struct desk_id *desk_out) MUST_CHECK;
/* That revision: a ticket remembers the one that promised it its times. */
struct err *policy_get(struct cx *cx, int64_t revision,
                       const struct plan **plan_out) MUST_CHECK;

/* Adopts a plan as the next revision of cx->desk. expected: the key of the revision that
 * the author began from, so that two adoptions at once do not overwrite each other; 0 for
 * the first. Errors
 * INVALID "plan" with every mistake, each in err->next; CONFLICT; DENIED */
struct err *policy_adopt(struct cx *cx, const char *text, const char *summary,
                         int64_t expected, int64_t *revision_out) MUST_CHECK;

/* INVALID "plan" for each mistake that keeps a text from being adopted, in err->next. */
struct err *policy_check(struct cx *cx, const char *text) MUST_CHECK;
/* Reads a text as policy_check() does, for who is writing it. Reading may take a second, so
 * one text is read at a time. wait: when another is being read; else BUSY then.
 * plan_out is NULL for a text that is too long. */
struct err *policy_try(struct cx *cx, const char *text, bool wait, struct plan **plan_out,
                       struct plan_problems *problems) MUST_CHECK;
/* Who approved a revision, in the transaction that adopts it. */
struct err *policy_set_approver(struct cx *cx, int64_t revision,
                                struct person_id approver) MUST_CHECK;

/* revision: its key; number: what people call it; approver NULL: nobody had to. */
struct policy_revision {
    int64_t revision, number, adopted_at;
    const char *author, *summary, *approver;
};
/* Of cx->desk, newest first. */
struct err *policy_history(struct cx *cx, struct policy_revision **list_out,
                           size_t *n_out) MUST_CHECK;
struct err *policy_text(struct cx *cx, int64_t revision,
                        const char **text_out) MUST_CHECK;

/* The key of cx->desk's revision of that number. NOT_FOUND */
struct err *policy_find_number(struct cx *cx, int64_t number,
                               int64_t *revision_out) MUST_CHECK;
/* What people call that revision. */
struct err *policy_number(struct cx *cx, int64_t revision,
                          int64_t *number_out) MUST_CHECK;

#endif
