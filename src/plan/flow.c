/* SPDX-License-Identifier: Apache-2.0 */
/* The flowchart, as several small ones that a telephone can show: drawn from what the
 * plan does. Each is said in words as well. */
#include "plan/publish.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/rule.h"

#include <string.h>

/* Beyond NODES_N nothing is added: such a picture is not drawn, its words are whole. */
enum {
    NODES_N = 400,
    WIDE = 230,
    TOPIC = 134,
    TEAM = 126,
    STATE = 118,
    WHEN = 158,
    THEN = 126
};

struct draft {
    struct arena *arena;
    const struct plan *plan;
    const struct lang *lang;
    bool internal;
    struct plan_flow flow;
    struct buf words;
};

static void
begin(struct draft *draft, const struct draft *of, const char *title)
{
    *draft = *of;
    draft->flow = (struct plan_flow){.title = tr(of->lang, title)};
    buf_init(&draft->words, of->arena, 0);
}

static size_t
add_node(struct draft *draft, struct plan_flow_node node)
{
    if (draft->flow.nodes.n < NODES_N)
        *vec_add(draft->arena, &draft->flow.nodes) = node;
    return draft->flow.nodes.n - 1;
}

static void
add_edge(struct draft *draft, size_t from, size_t to, bool dashed)
{
    if (draft->flow.edges.n < NODES_N && from != to)
        *vec_add(draft->arena, &draft->flow.edges) =
            (struct plan_flow_edge){from, to, dashed};
}

static bool
shown(const struct draft *draft, int line)
{
    return draft->internal || !plan_line_is_internal(draft->plan, line);
}

/* Adds the chart to the list when it shows anything. */
static void
finish(struct draft *draft, const char *description, struct plan_flows *out)
{
    if (draft->flow.nodes.n < 2)
        return;
    draft->flow.description = tr(draft->lang, description);
    draft->flow.words = buf_text(&draft->words);
    *vec_add(draft->arena, out) = draft->flow;
}

/* ---- How a request comes in. */

static const char *
channel_names(const struct draft *draft)
{
    struct buf names;

    buf_init(&names, draft->arena, 0);
    for (size_t i = 0; i < draft->plan->channels.n; i++) {
        const struct plan_channel *channel = &draft->plan->channels.at[i];

        if (!channel->organization && shown(draft, channel->line))
            buf_printf(&names, "%s%s", names.n ? " · " : "", channel->name);
    }
    return buf_text(&names);
}

static void
draw_coming_in(const struct draft *of, struct plan_flows *out)
{
    const struct plan *plan = of->plan;
    const struct plan_state *first = plan->states.n ? &plan->states.at[0] : NULL;
    const struct plan_flow_node steps[] = {
        {tr(of->lang, N_("A request comes in")),                               channel_names(of), PLAN_FLOW_END,                                                       WIDE},
        {tr(of->lang,
         N_("We confirm it at once, with its number and its promised times")),
         NULL,                                                                                    PLAN_FLOW_STEP,                                                      WIDE},
        {tr(of->lang, N_("It gets its topic")),
         tr(of->lang,                                                                             N_("the one that was chosen, else the one that its words suggest")),
         PLAN_FLOW_STEP,                                                                                                                                                     WIDE},
        {tr(of->lang,           N_("It gets its priority")),
         tr(of->lang,                                    N_("from how many are affected and how urgent it is")),
         PLAN_FLOW_STEP,                                                             WIDE},
        {tr(of->lang,       N_("It goes to the team of its topic")),                                                              NULL,                                                                     PLAN_FLOW_STEP,
         WIDE},
    };
    enum { STEPS_N = sizeof steps / sizeof *steps };
    struct draft draft;

    begin(&draft, of, N_("How a request comes in"));
    for (size_t i = 0; i < STEPS_N; i++) {
        add_node(&draft, steps[i]);
        if (i)
            add_edge(&draft, i - 1, i, false);
        buf_printf(&draft.words, "%zu. %s%s%s\n", i + 1, steps[i].text,
                   steps[i].small && *steps[i].small ? ": " : "",
                   steps[i].small ? steps[i].small : "");
    }
    if (first && shown(of, first->line)) {
        add_node(&draft, (struct plan_flow_node){first->name, first->shown_as,
                                                 PLAN_FLOW_END, WIDE});
        add_edge(&draft, STEPS_N - 1, STEPS_N, false);
        buf_printf(&draft.words, "%d. %s\n", STEPS_N + 1, first->name);
    }
    finish(&draft, N_("Steps from top to bottom, from coming in to the first state."),
           out);
}

/* ---- Who answers what. */

static void
draw_routing(const struct draft *of, struct plan_flows *out)
{
    const struct plan *plan = of->plan;
    size_t *team_node = NEW_N(of->arena, plan->teams.n + 1, size_t);
    struct draft draft;

    begin(&draft, of, N_("Who answers what"));
    draft.flow.sideways = true;
    for (size_t i = 0; i < plan->topics.n; i++) {
        const struct plan_topic *topic = &plan->topics.at[i];
        struct plan_route route;
        size_t team, node;

        if (!shown(of, topic->line))
            continue;
        route = plan_route(plan, topic->name, "", "");
        team = (size_t)(route.team - plan->teams.at);
        if (!shown(of, route.team->line))
            continue;
        node = add_node(
            &draft, (struct plan_flow_node){topic->name, NULL, PLAN_FLOW_STEP, TOPIC});
        if (!team_node[team])
            team_node[team] =
                1 +
                add_node(&draft, (struct plan_flow_node){
                                     route.team->name,
                                     arena_printf(of->arena, tr(of->lang, N_("Tier %d")),
                                                  route.team->tier),
                                     PLAN_FLOW_WHO, TEAM});
        add_edge(&draft, node, team_node[team] - 1, false);
        buf_printf(&draft.words, "- %s → %s\n", topic->name, route.team->name);
    }
    finish(&draft, N_("Topics at the left, each with an arrow to its team at the right."),
           out);
}

/* ---- From state to state. */

static size_t
state_index(const struct plan *plan, const char *name)
{
    const struct plan_state *state = name ? plan_state_find(plan, name) : NULL;

    return state ? (size_t)(state - plan->states.at) : plan->states.n;
}

/* The state that a rule watches and the one that it leads to; false when it moves none.
 */
static bool
rule_moves(const struct plan *plan, const struct plan_rule *rule, size_t *from,
           size_t *to)
{
    const struct plan_state *resolved = plan_state_of_phase(plan, PLAN_RESOLVED);

    *from = *to = plan->states.n;
    for (size_t i = 0; i < rule->conditions.n; i++) {
        const struct plan_condition *condition = &rule->conditions.at[i];

        if (condition->kind == PLAN_IF_STATE_FOR || condition->kind == PLAN_IF_STATE)
            *from = state_index(plan, condition->name);
        else if (condition->kind == PLAN_IF_RESOLVED_FOR && resolved)
            *from = state_index(plan, resolved->name);
    }
    for (size_t i = 0; i < rule->actions.n; i++)
        if (rule->actions.at[i].state)
            *to = state_index(plan, rule->actions.at[i].state);
    return *from < plan->states.n && *to < plan->states.n && *from != *to;
}

static void
put_state_words(struct draft *draft, const struct plan_state *state)
{
    buf_printf(&draft->words, "- **%s**%s%s. %s", state->name,
               *state->shown_as ? ": " : "", state->shown_as,
               state->runs ? tr(draft->lang, N_("The clock runs."))
                           : tr(draft->lang, N_("The clock stops.")));
    for (size_t i = 0; i < state->next.n; i++)
        buf_printf(&draft->words, "%s%s",
                   i == 0                   ? tr(draft->lang, N_(" Next: "))
                   : i + 1 == state->next.n ? tr(draft->lang, N_(" or "))
                                            : ", ",
                   state->next.at[i]);
    buf_str(&draft->words, state->next.n ? ".\n" : "\n");
}

static void
draw_states(const struct draft *of, struct plan_flows *out)
{
    const struct plan *plan = of->plan;
    struct draft draft;

    if (!plan->states.n || !shown(of, plan->states.at[0].line))
        return;
    begin(&draft, of, N_("From state to state"));
    for (size_t i = 0; i < plan->states.n; i++) {
        const struct plan_state *state = &plan->states.at[i];

        add_node(&draft,
                 (struct plan_flow_node){
                     state->name,
                     fold_eq(state->name, state->shown_as) ? NULL : state->shown_as,
                     state->runs ? PLAN_FLOW_STEP : PLAN_FLOW_STOPS, STATE});
        put_state_words(&draft, state);
    }
    for (size_t i = 0; i < plan->states.n && i < NODES_N; i++)
        for (size_t k = 0; k < plan->states.at[i].next.n; k++) {
            size_t to = state_index(plan, plan->states.at[i].next.at[k]);

            if (to < draft.flow.nodes.n)
                add_edge(&draft, i, to, false);
        }
    for (size_t i = 0; i < plan->rules.n; i++) {
        const struct plan_rule *rule = &plan->rules.at[i];
        size_t from, to, node;

        if (!shown(of, rule->line) || !rule_moves(plan, rule, &from, &to) ||
            from >= NODES_N || to >= NODES_N)
            continue;
        node = add_node(&draft,
                        (struct plan_flow_node){rule->when, NULL, PLAN_FLOW_RULE, STATE});
        add_edge(&draft, from, node, true);
        add_edge(&draft, node, to, true);
        buf_printf(&draft.words, "- %s → %s\n", rule->when, rule->then);
    }
    finish(&draft,
           N_("Boxes are states, arrows lead to what may come next. In a state with a "
              "broken frame the clock stands still. Broken arrows go by themselves."),
           out);
}

/* ---- Who takes over. */

/* The next tier that has a team, 0 above the last. */
static int
tier_above(const struct plan *plan, int tier)
{
    int above = 0;

    for (size_t i = 0; i < plan->teams.n; i++)
        if (plan->teams.at[i].tier > tier && (!above || plan->teams.at[i].tier < above))
            above = plan->teams.at[i].tier;
    return above;
}

static int
tier_below(const struct plan *plan, int tier)
{
    int below = 0;

    for (size_t i = 0; i < plan->teams.n; i++)
        if (plan->teams.at[i].tier < tier && plan->teams.at[i].tier > below)
            below = plan->teams.at[i].tier;
    return below;
}

/* Whether the rule takes a ticket from that tier to the next one that is drawn. */
static bool
climbs(const struct plan *plan, const struct plan_rule *rule, int from, int to)
{
    for (size_t i = 0; i < rule->actions.n; i++) {
        const struct plan_then *then = &rule->actions.at[i];
        const struct plan_team *team =
            then->team ? plan_team_find(plan, then->team) : NULL;
        int goal = team ? team->tier : then->tier;

        if (then->kind != PLAN_ESCALATE && then->kind != PLAN_ASSIGN_TEAM)
            continue;
        if (goal ? goal == to && tier_below(plan, goal) == from
                 : then->kind == PLAN_ESCALATE)
            return true;
    }
    return false;
}

static const char *
teams_of_tier(const struct draft *draft, int tier)
{
    struct buf names;

    buf_init(&names, draft->arena, 0);
    for (size_t i = 0; i < draft->plan->teams.n; i++) {
        const struct plan_team *team = &draft->plan->teams.at[i];

        if (team->tier == tier && shown(draft, team->line))
            buf_printf(&names, "%s%s", names.n ? ", " : "", team->name);
    }
    return buf_text(&names);
}

static const char *
climb_words(const struct draft *draft, int from, int to)
{
    struct buf words;

    buf_init(&words, draft->arena, 0);
    for (size_t i = 0; i < draft->plan->rules.n; i++) {
        const struct plan_rule *rule = &draft->plan->rules.at[i];

        if (shown(draft, rule->line) && climbs(draft->plan, rule, from, to))
            buf_printf(&words, "%s%s", words.n ? "\n" : "", rule->when);
    }
    return buf_text(&words);
}

static void
draw_tiers(const struct draft *of, struct plan_flows *out)
{
    struct draft draft;
    size_t below = 0;
    int from = 0;

    begin(&draft, of, N_("Who takes over when it takes longer"));
    for (int tier = tier_above(of->plan, 0); tier; tier = tier_above(of->plan, tier)) {
        const char *when = from ? climb_words(of, from, tier) : "";
        size_t node = add_node(
            &draft, (struct plan_flow_node){
                        arena_printf(of->arena, tr(of->lang, N_("Tier %d")), tier),
                        teams_of_tier(of, tier), PLAN_FLOW_WHO, WIDE});

        buf_printf(&draft.words, "- %s: %s\n", draft.flow.nodes.at[node].text,
                   draft.flow.nodes.at[node].small);
        if (*when) {
            size_t rule = add_node(
                &draft, (struct plan_flow_node){when, NULL, PLAN_FLOW_RULE, WIDE});

            add_edge(&draft, below, rule, true);
            add_edge(&draft, rule, node, true);
        }
        below = node;
        from = tier;
    }
    for (size_t i = 0; i < of->plan->rules.n && from; i++)
        for (int tier = tier_above(of->plan, 0); tier;
             tier = tier_above(of->plan, tier)) {
            const struct plan_rule *rule = &of->plan->rules.at[i];

            if (!shown(of, rule->line) ||
                !climbs(of->plan, rule, tier, tier_above(of->plan, tier)))
                continue;
            buf_printf(&draft.words, "- %s → %s\n", rule->when, rule->then);
            break;
        }
    if (draft.flow.edges.n)
        finish(
            &draft,
            N_("Tiers of teams from top to bottom; on the way down stands what takes a "
               "request from one to the next."),
            out);
}

/* ---- What is watched meanwhile. */

/* "notify lead, raise priority": each on its line. */
static char *
one_a_line(struct arena *arena, const char *then)
{
    char *text = arena_strdup(arena, then);

    for (char *comma = strstr(text, ", "); comma; comma = strstr(comma + 2, ", "))
        comma[1] = '\n';
    return text;
}

/* Rules that do the same are one row. */
static void
draw_rules(const struct draft *of, struct plan_flows *out)
{
    struct draft draft;

    begin(&draft, of, N_("What happens by itself"));
    draft.flow.sideways = true;
    for (size_t i = 0; i < of->plan->rules.n; i++) {
        const struct plan_rule *rule = &of->plan->rules.at[i];
        const char *then = one_a_line(of->arena, rule->then);
        size_t from, to, same = 1;

        if (!shown(of, rule->line))
            continue;
        buf_printf(&draft.words, "- %s → %s\n", rule->when, rule->then);
        if (rule_moves(of->plan, rule, &from, &to))
            continue;
        while (same < draft.flow.nodes.n && !str_eq(draft.flow.nodes.at[same].text, then))
            same += 2;
        if (same < draft.flow.nodes.n) {
            struct plan_flow_node *node = &draft.flow.nodes.at[same - 1];

            node->text = arena_printf(of->arena, "%s\n%s", node->text, rule->when);
            continue;
        }
        from = add_node(&draft,
                        (struct plan_flow_node){rule->when, NULL, PLAN_FLOW_STEP, WHEN});
        to = add_node(&draft, (struct plan_flow_node){then, NULL, PLAN_FLOW_WHO, THEN});
        add_edge(&draft, from, to, false);
    }
    finish(&draft,
           N_("What may happen at the left, what the desk then does at the right."), out);
}

struct plan_flows *
plan_flow(struct arena *arena, const struct plan *plan, const struct lang *lang,
          bool internal)
{
    struct plan_flows *out = NEW(arena, struct plan_flows);
    struct draft draft = {
        .arena = arena, .plan = plan, .lang = lang, .internal = internal};

    draw_coming_in(&draft, out);
    draw_routing(&draft, out);
    draw_states(&draft, out);
    draw_tiers(&draft, out);
    draw_rules(&draft, out);
    return out;
}
