/* SPDX-License-Identifier: Apache-2.0 */
/* The flowchart, drawn from what the plan does: topics to teams, states to states, and
 * the rules that move a request. */
#include "plan/publish.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/utf8.h"
#include "plan/fold.h"
#include "plan/rule.h"

#include <string.h>

enum { LABEL_LETTERS = 48, EDGES_N = 400 };

/* A quoted DOT string: only " and \ need care (Graphviz, "The DOT language"). */
static void
put_quoted(struct arena *arena, struct buf *buf, const char *s)
{
    s = utf8_shorten(arena, s, LABEL_LETTERS);
    buf_char(buf, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            buf_char(buf, '\\');
        buf_char(buf, *s == '\n' ? ' ' : *s);
    }
    buf_char(buf, '"');
}

static size_t
state_index(const struct plan *plan, const char *name)
{
    const struct plan_state *state = plan_state_find(plan, name);

    return state ? (size_t)(state - plan->states.at) : plan->states.n;
}

static size_t
team_index(const struct plan *plan, const char *name)
{
    const struct plan_team *team = plan_team_find(plan, name);

    return team ? (size_t)(team - plan->teams.at) : plan->teams.n;
}

static void
put_states(struct arena *arena, struct buf *buf, const struct plan *plan)
{
    for (size_t i = 0; i < plan->states.n; i++) {
        const struct plan_state *state = &plan->states.at[i];

        buf_printf(buf, "  s%zu [label=", i);
        put_quoted(arena, buf, state->name);
        buf_printf(buf, ", shape=box, style=\"rounded%s\", class=\"%s\"];\n",
                   state->runs ? "" : ",dashed", state->runs ? "runs" : "stops");
    }
    for (size_t i = 0; i < plan->states.n; i++)
        for (size_t k = 0; k < plan->states.at[i].next.n; k++) {
            size_t to = state_index(plan, plan->states.at[i].next.at[k]);
            if (to < plan->states.n)
                buf_printf(buf, "  s%zu -> s%zu;\n", i, to);
        }
}

/* Topics with the team they go to, teams by tier. */
static void
put_teams(struct arena *arena, struct buf *buf, const struct plan *plan)
{
    for (size_t i = 0; i < plan->teams.n; i++) {
        buf_printf(buf, "  t%zu [label=", i);
        put_quoted(arena, buf, plan->teams.at[i].name);
        buf_str(buf, ", shape=hexagon];\n");
    }
    for (size_t i = 0; i < plan->topics.n && i < EDGES_N; i++) {
        size_t to = team_index(plan, plan->topics.at[i].team);

        buf_printf(buf, "  k%zu [label=", i);
        put_quoted(arena, buf, plan->topics.at[i].name);
        buf_printf(buf, ", shape=plain];\n  ask -> k%zu;\n", i);
        if (to < plan->teams.n)
            buf_printf(buf, "  k%zu -> t%zu;\n", i, to);
    }
    for (size_t i = 0; i < plan->teams.n; i++)
        if (plan->teams.at[i].tier == 1)
            buf_printf(buf, "  t%zu -> s0;\n", i);
}

/* A rule that names a state, or moves a request to a state or a team. */
static void
put_rule(struct arena *arena, struct buf *buf, const struct plan *plan,
         const struct plan_rule *rule)
{
    size_t from = plan->states.n;

    for (size_t i = 0; i < rule->conditions.n; i++) {
        const struct plan_condition *condition = &rule->conditions.at[i];
        if (condition->kind == PLAN_IF_STATE_FOR || condition->kind == PLAN_IF_STATE)
            from = state_index(plan, condition->name);
        else if (condition->kind == PLAN_IF_RESOLVED_FOR &&
                 plan_state_of_phase(plan, PLAN_RESOLVED))
            from = state_index(plan, plan_state_of_phase(plan, PLAN_RESOLVED)->name);
    }
    for (size_t i = 0; i < rule->actions.n; i++) {
        const struct plan_then *then = &rule->actions.at[i];
        size_t state = then->state ? state_index(plan, then->state) : plan->states.n;
        size_t team = then->kind == PLAN_ESCALATE || then->kind == PLAN_ASSIGN_TEAM
                          ? team_index(plan, then->team)
                          : plan->teams.n;

        for (size_t k = 0;
             then->kind == PLAN_ESCALATE && !then->team && k < plan->teams.n; k++)
            if (team == plan->teams.n &&
                plan->teams.at[k].tier == (then->tier ? then->tier : 2))
                team = k;
        if (state < plan->states.n && from < plan->states.n)
            buf_printf(buf, "  s%zu -> s%zu [style=dashed, label=", from, state);
        else if (team < plan->teams.n)
            buf_printf(buf, "  s%zu -> t%zu [style=dashed, constraint=false, label=",
                       plan->states.n > 1 ? (size_t)1 : (size_t)0, team);
        else
            continue;
        put_quoted(arena, buf, rule->when);
        buf_str(buf, "];\n");
    }
}

char *
plan_flow_dot(struct arena *arena, const struct plan *plan, const struct lang *lang)
{
    struct buf buf;

    buf_init(&buf, arena, 0);
    buf_str(&buf, "digraph plan {\n  rankdir=TB;\n  node [fontname=\"sans-serif\"];\n"
                  "  edge [fontname=\"sans-serif\", fontsize=11];\n  ask [label=");
    put_quoted(arena, &buf, tr(lang, N_("A request comes in")));
    buf_str(&buf, ", shape=oval];\n");
    put_teams(arena, &buf, plan);
    put_states(arena, &buf, plan);
    for (size_t i = 0; i < plan->rules.n && i < EDGES_N; i++)
        put_rule(arena, &buf, plan, &plan->rules.at[i]);
    buf_str(&buf, "}\n");
    return arena_strdup(arena, buf_text(&buf));
}

/* ---- In words. */

static void
put_names(struct buf *buf, const char *const *names, size_t n, const struct lang *lang)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_str(buf, i + 1 == n ? tr(lang, N_(" or ")) : ", ");
        buf_str(buf, names[i]);
    }
}

static void
put_state_words(struct buf *buf, const struct plan_state *state, const struct lang *lang)
{
    buf_printf(buf, "- **%s**", state->name);
    if (*state->shown_as)
        buf_printf(buf, ": %s", state->shown_as);
    buf_str(buf, ". ");
    buf_str(buf, state->runs ? tr(lang, N_("The clock runs."))
                             : tr(lang, N_("The clock stops.")));
    if (state->next.n) {
        buf_char(buf, ' ');
        buf_str(buf, tr(lang, N_("Next:")));
        buf_char(buf, ' ');
        put_names(buf, state->next.at, state->next.n, lang);
        buf_char(buf, '.');
    }
    buf_char(buf, '\n');
}

char *
plan_flow_text(struct arena *arena, const struct plan *plan, const struct lang *lang)
{
    struct buf buf;

    buf_init(&buf, arena, 0);
    buf_printf(&buf, "%s\n\n", tr(lang, N_("A request goes to the team of its topic:")));
    for (size_t i = 0; i < plan->topics.n; i++) {
        struct plan_route route = plan_route(plan, plan->topics.at[i].name, "", "");
        buf_printf(&buf, "- %s \342\206\222 %s\n", plan->topics.at[i].name,
                   route.team->name);
    }
    buf_printf(&buf, "\n%s\n\n", tr(lang, N_("Then it passes through these states:")));
    for (size_t i = 0; i < plan->states.n; i++)
        put_state_words(&buf, &plan->states.at[i], lang);
    buf_printf(&buf, "\n%s\n\n", tr(lang, N_("Meanwhile these rules watch over it:")));
    for (size_t i = 0; i < plan->rules.n; i++)
        buf_printf(&buf, "- %s \342\206\222 %s\n", plan->rules.at[i].when,
                   plan->rules.at[i].then);
    return arena_strdup(arena, buf_text(&buf));
}
