/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the folder: what a ticket's history comes to, for clocks and rules. */
#ifndef PLAN_STORY_H
#define PLAN_STORY_H

#include "plan/clocks.h"
#include "plan/rule.h"

/* What was so just after an event. */
struct story_facts {
    const char *state, *priority, *topic, *team, *organization, *subject;
    enum plan_channel_kind channel;
    enum plan_phase phase;
    int tier, reopened_n;
    int64_t person, state_since, state_id, person_since, person_id, same_n;
    const char *state_cause,
        *person_cause; /* of the event that began the stay, or NULL */
};

/* A target that was missed. cycle: id of the event that began this run of its clock. */
struct story_miss {
    enum plan_target_kind target;
    int64_t at, cycle;
};

enum { STORY_FIRST, STORY_UPDATE, STORY_RESOLVE, STORY_BASES };
enum { STORY_TARGETS = PLAN_INTERNAL_RESOLVE + 1 };

/* Time that ran since a clock began, on both kinds of clock; and what it was when the
 * ticket was last reopened. */
struct story_base {
    bool begun, done;
    int64_t begun_at, done_at, cycle, reopened_at;
    int64_t ran[2], ran_before[2]; /* [0] always, [1] business */
    bool reopened;
};

struct story {
    struct arena *arena;
    const struct plan *plan;
    const struct plan_event *history;
    size_t n;
    int64_t now, cursor; /* all is told up to here */
    struct story_facts facts;
    struct story_facts *after; /* [n]: after each event */
    struct story_base base[STORY_BASES];
    int64_t missed_at[STORY_TARGETS]; /* in the present run of its clock, 0 not */
    int64_t first_missed_at[STORY_TARGETS];
    PLAN_LIST(struct story_miss) misses;
    PLAN_LIST(struct plan_segment) segments;
    bool created, merged, runs;
    int64_t resolved_at, adopted_at;
    const struct plan_priority *priority;
    struct plan_why priority_why;
};

/* arena, plan, history, n and now are set; everything else is told from them. */
void story_tell(struct story *story);

/* The moment when `percent` of a target will have run or has run; 0 when its clock is not
 * running, is done, or has no target. Past moments before the cursor come out as the
 * cursor, unless the target was missed then. */
int64_t story_reaches(const struct story *story, enum plan_target_kind target,
                      int percent);

/* Its length on its clock, 0 when the priority has none. */
int64_t story_target_ms(const struct story *story, enum plan_target_kind target,
                        bool *business_out);

/* Clocks as others see them. */
struct plan_clocks story_clocks(const struct story *story);

#endif
