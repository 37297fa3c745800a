/* SPDX-License-Identifier: Apache-2.0 */
/* The past under another plan: what people did stays, what the rules did is done anew.
 * Nothing is sent or written; each call needs only its own arena, so that several threads
 * may share the tickets between them. */
#ifndef PLAN_REPLAY_H
#define PLAN_REPLAY_H

#include "plan/rule.h"

/* What became of one ticket. Names are the plan's; first_due_at as promised at creation.
 */
struct plan_outcome {
    const char *team, *first_team, *priority, *first_priority, *state;
    int64_t first_due_at;
    int escalated_n, reminded_n, notified_n, fired_n;
    bool first_missed, update_missed, resolve_missed, closed_by_rule;
};

/* A ticket as it was.
 * history  as plan_decide() takes it; effects of rules in it are left out. CREATED may
 * carry impact and urgency, from which the priority is found anew from     the plan that
 * its states, as recorded, belong to; NULL: the one that is tried until    the moment up
 * to which it is followed */
struct plan_past {
    const struct plan_event *history;
    size_t n;
    const struct plan *from;
    int64_t until;
};
void plan_replay(struct arena *arena, const struct plan *plan,
                 const struct plan_past *past, struct plan_outcome *out);

/* How two runs of one ticket differ, as bits. */
enum plan_difference {
    PLAN_DIFFERS_TEAM = 1,
    PLAN_DIFFERS_PRIORITY = 2,
    PLAN_DIFFERS_ESCALATION = 4,
    PLAN_DIFFERS_REMINDERS = 8,
    PLAN_DIFFERS_FIRST = 16, /* missed by one, met by the other */
    PLAN_DIFFERS_UPDATE = 32,
    PLAN_DIFFERS_RESOLVE = 64,
    PLAN_DIFFERS_STATE = 128,
    PLAN_DIFFERS_PROMISE = 256, /* another time of first response was promised */
};
unsigned plan_outcome_differs(const struct plan_outcome *a, const struct plan_outcome *b);

#endif
