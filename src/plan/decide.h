/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the folder: when the conditions of a rule came to hold. */
#ifndef PLAN_DECIDE_H
#define PLAN_DECIDE_H

#include "plan/story.h"

struct decide_occasion {
    int64_t at;
    const char *cause;
};

/* Conditions about what is; the others are about what happens. */
bool decide_is_filter(const struct plan_condition *condition);

/* Occasions up to now for which the rule has not fired yet. *n: room in, number out.
 * *next_at is brought forward to the next occasion that time alone will bring. */
void decide_occasions(struct story *story, const struct plan_rule *rule,
                      struct decide_occasion *out, size_t *n, int64_t *next_at);

#endif
