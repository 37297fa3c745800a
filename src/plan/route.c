/* SPDX-License-Identifier: Apache-2.0 */
/* Where a ticket goes, and who takes it. */
#include "base/lang.h"
#include "plan/fold.h"
#include "plan/rule.h"

static bool
answers_for(const struct plan_team *team, const char *topic)
{
    for (size_t i = 0; topic && i < team->answers_for.n; i++)
        if (fold_eq(team->answers_for.at[i], topic))
            return true;
    return false;
}

/* The next tier above `tier` that a team has, 0 when there is none. */
static int
next_tier(const struct plan *plan, int tier)
{
    int next = 0;

    for (size_t i = 0; i < plan->teams.n; i++) {
        int other = plan->teams.at[i].tier;
        if (other > tier && (!next || other < next))
            next = other;
    }
    return next;
}

const struct plan_team *
plan_team_at(const struct plan *plan, const char *team, const char *topic, int tier)
{
    const struct plan_team *from = plan_team_find(plan, team), *best = NULL;
    int most = -1;

    if (!tier)
        tier = next_tier(plan, from ? from->tier : 1);
    for (size_t i = 0; i < plan->teams.n; i++) {
        const struct plan_team *to = &plan->teams.at[i];
        int points = answers_for(to, topic) ? 4
                     : !to->vendor          ? (to->answers_for.n ? 1 : 2)
                                            : 0;

        if (to->tier != tier || to == from || points <= most)
            continue;
        most = points;
        best = to;
    }
    return best;
}

struct plan_route
plan_route(const struct plan *plan, const char *topic, const char *subject,
           const char *body)
{
    struct plan_route route = {.topic = plan_topic_find(plan, topic)};

    if (route.topic)
        route.why = (struct plan_why){
            route.topic->line, N_("The topic %s was chosen."), {route.topic->name}};
    else
        route.topic = plan_topic_guess(plan, subject, body, &route.why);
    if (!route.topic) {
        route.topic = plan_topic_other(plan);
        route.why = (struct plan_why){route.topic->line,
                                      N_("No word suggests a topic, so it is %s."),
                                      {route.topic->name}};
    }
    route.team = plan_team_find(plan, route.topic->team);
    for (size_t i = 0; i < plan->teams.n && !route.team; i++)
        if (answers_for(&plan->teams.at[i], route.topic->name))
            route.team = &plan->teams.at[i];
    if (!route.team)
        route.team = &plan->teams.at[0];
    route.why.values[2] = route.team->name;
    return route;
}

int64_t
plan_pick(const struct plan_member *members, size_t n, enum plan_action_kind how)
{
    const struct plan_member *best = NULL;

    for (size_t i = 0; i < n; i++) {
        const struct plan_member *member = &members[i];
        bool better = !best;

        if (member->away)
            continue;
        if (best && how == PLAN_ASSIGN_FEWEST && member->open_n != best->open_n)
            better = member->open_n < best->open_n;
        else if (best)
            better = member->last_assigned_at < best->last_assigned_at;
        if (better)
            best = member;
    }
    return best ? best->person : 0;
}
