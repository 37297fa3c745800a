/* SPDX-License-Identifier: Apache-2.0 */
/* From occasions to actions: whom, where to, and why. */
#include "base/arena.h"
#include "base/lang.h"
#include "plan/decide.h"
#include "plan/open.h"

enum { OCCASIONS_N = 16 };

/* The priority one above, NULL at the top. */
static const char *
raised(const struct story *story)
{
    const struct plan *plan = story->plan;
    const char *best = NULL;
    int rank = 0;

    for (size_t i = 0; i < plan->priorities.n; i++) {
        const struct plan_priority *priority = &plan->priorities.at[i];
        if (priority->rank < story->priority->rank && priority->rank > rank &&
            plan_priority_find(plan, story->facts.organization, priority->name)) {
            rank = priority->rank;
            best = priority->name;
        }
    }
    return best;
}

/* Nobody is escalated downwards or to where the ticket is. */
static void
escalate(const struct story *story, const struct plan_then *then,
         struct plan_action *action)
{
    const struct plan_team *team = plan_team_find(story->plan, then->team);

    if (!team && then->tier && then->tier <= story->facts.tier)
        return;
    if (!team)
        team =
            plan_team_at(story->plan, story->facts.team, story->facts.topic, then->tier);
    if (!team)
        return;
    action->team = team->name;
    action->tier = team->tier;
}

static void
fill(const struct story *story, const struct plan_then *then,
     const struct decide_occasion *occasion, struct plan_action *action)
{
    action->kind = then->kind;
    action->cause = occasion->cause;
    action->team = then->team ? then->team : story->facts.team;
    action->text = then->text;
    action->state = then->state;
    if (then->kind == PLAN_ESCALATE) {
        action->team = NULL;
        escalate(story, then, action);
    }
    if (then->raise)
        action->text = raised(story);
    if (then->kind == PLAN_REPORT_WITHIN)
        action->due_at = plan_open_add(story->plan, story->facts.organization, false,
                                       occasion->at, then->duration);
}

static void
add_actions(const struct story *story, const struct plan_rule *rule,
            const struct decide_occasion *occasion, struct plan_decision *decision)
{
    for (size_t i = 0; i < rule->actions.n; i++) {
        struct plan_action *action = vec_add(story->arena, &decision->actions);

        *action = (struct plan_action){.rule = rule};
        fill(story, &rule->actions.at[i], occasion, action);
        action->why = (struct plan_why){
            rule->line,
            N_("The plan says: when \"%s\", then \"%s\"."),
            {rule->when, rule->then}
        };
    }
}

static void
bring_forward(int64_t *next_at, int64_t at, int64_t now)
{
    if (at > now && at < *next_at)
        *next_at = at;
}

struct plan_decision *
plan_decide(struct arena *arena, const struct plan *plan,
            const struct plan_event *history, size_t n, int64_t now)
{
    struct plan_decision *decision = NEW(arena, struct plan_decision);
    struct story story = {
        .arena = arena, .plan = plan, .history = history, .n = n, .now = now};

    story_tell(&story);
    decision->clocks = story_clocks(&story);
    decision->next_due_at = PLAN_NEVER;
    if (!story.created || story.merged)
        return decision;
    for (size_t i = 0; i < plan->rules.n; i++) {
        struct decide_occasion occasions[OCCASIONS_N];
        size_t found = OCCASIONS_N;

        decide_occasions(&story, &plan->rules.at[i], occasions, &found,
                         &decision->next_due_at);
        for (size_t k = 0; k < found; k++)
            add_actions(&story, &plan->rules.at[i], &occasions[k], decision);
    }
    bring_forward(&decision->next_due_at, decision->clocks.first.due_at, now);
    bring_forward(&decision->next_due_at, decision->clocks.update.due_at, now);
    bring_forward(&decision->next_due_at, decision->clocks.resolve.due_at, now);
    bring_forward(&decision->next_due_at, decision->clocks.internal_first.due_at, now);
    bring_forward(&decision->next_due_at, decision->clocks.internal_resolve.due_at, now);
    decision->clocks.next_due_at = decision->next_due_at;
    return decision;
}
