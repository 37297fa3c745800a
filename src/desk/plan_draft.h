/* SPDX-License-Identifier: Apache-2.0 */
/* The draft of the next plan: one for cx->desk, the same on every device, written by its
 * managers in turn, proposed, and approved by another person where the plan in force
 * wants that ("Approval | by another person"). plan_adopt.h puts it into force. */
#ifndef DESK_PLAN_DRAFT_H
#define DESK_PLAN_DRAFT_H

#include "base/err.h"

#include <stdbool.h>

enum plan_draft_state {
    PLAN_DRAFT_NONE, /* text is that of the plan in force */
    PLAN_DRAFT_WRITTEN,
    PLAN_DRAFT_PROPOSED,
    PLAN_DRAFT_APPROVED,
};

/* base     the key of the revision that it was begun from; `current` of the one in force;
 *          base_n and current_n what people call them
 * version  grows with each change, so that nobody overwrites what they have not seen
 * author   who changed its text last. Names are NULL where there is nobody. */
struct plan_draft {
    enum plan_draft_state state;
    int64_t version, base, current, base_n, current_n;
    const char *text, *summary;
    struct person_id author, proposer, approver;
    const char *author_name, *proposer_name, *approver_name;
    int64_t updated_at, proposed_at, approved_at;
    bool wants_approval; /* says the plan in force */
};

/* DENIED to all but the desk's staff. */
struct err *plan_draft_get(struct cx *cx, struct plan_draft *out) MUST_CHECK;

/* The rest is for managers (DENIED), changes the draft of that version or none (CONFLICT
 * "version", which names who changed it), and writes plan_draft. */

/* Saves a text; what was proposed or approved is so no longer.
 * Errors  LIMIT "text" over PLAN_TEXT_BYTES */
struct err *plan_draft_save(struct cx *cx, const char *text, int64_t version,
                            int64_t *version_out) MUST_CHECK;
struct err *plan_draft_discard(struct cx *cx, int64_t version) MUST_CHECK;
/* Goes on from the revision that was adopted meanwhile: the text stays, the writer has
 * seen how it differs. */
struct err *plan_draft_rebase(struct cx *cx, int64_t version) MUST_CHECK;

/* summary  what changes and why, for the history; at most 500 characters
 * Errors   INVALID "summary"; CONFLICT nothing was changed, or another revision is in
 *          force than the one it was begun from; INVALID "plan" with every mistake */
struct err *plan_draft_propose(struct cx *cx, int64_t version,
                               const char *summary) MUST_CHECK;
/* DENIED to those who wrote or proposed it. */
struct err *plan_draft_approve(struct cx *cx, int64_t version) MUST_CHECK;
/* Back to being written. */
struct err *plan_draft_withdraw(struct cx *cx, int64_t version) MUST_CHECK;
/* Another revision, by its number, as the draft, to be adopted again; whatever was
 * written before goes.
 */
struct err *plan_draft_return(struct cx *cx, int64_t number, int64_t version) MUST_CHECK;

/* Whether a draft waits for the actor: to be approved by them, or adopted. */
struct err *plan_draft_waits(struct cx *cx, bool *yes_out) MUST_CHECK;
/* Whether the actor may approve this draft. */
bool plan_draft_may_approve(const struct cx *cx, const struct plan_draft *draft);

#endif
