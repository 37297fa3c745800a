/* SPDX-License-Identifier: Apache-2.0 */
/* Rules seen together: doubles, actions that the workflow forbids, targets that nobody
 * promises, and circles. */
#include "plan/check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "plan/fold.h"

#include <string.h>

/* ---- Circles. */

static bool
is_over(enum plan_phase phase)
{
    return phase == PLAN_RESOLVED || phase == PLAN_CLOSED || phase == PLAN_SPAM;
}

static bool
names_hold(const struct plan_condition *condition, const char *name)
{
    bool found = false;

    for (size_t i = 0; name && i < condition->names.n; i++)
        found = found || fold_eq(condition->names.at[i], name);
    return found != condition->negated;
}

/* Doing this may make that condition true. */
static bool
makes_state_true(const struct plan *plan, const struct plan_then *then,
                 const struct plan_condition *condition)
{
    const struct plan_state *state = plan_state_find(plan, then->state);

    if (!state)
        return false;
    if (condition->kind == PLAN_IF_STATE || condition->kind == PLAN_IF_STATE_FOR)
        return names_hold(condition, state->name);
    if (condition->kind == PLAN_IF_RESOLVED_FOR)
        return state->phase == PLAN_RESOLVED;
    return condition->kind == PLAN_IF_REOPENED && !is_over(state->phase);
}

static bool
makes_team_true(const struct plan *plan, const struct plan_then *then,
                const struct plan_condition *condition)
{
    const struct plan_team *team = plan_team_find(plan, then->team);

    if (condition->kind == PLAN_IF_TEAM)
        return team ? names_hold(condition, team->name) : then->kind == PLAN_ESCALATE;
    if (condition->kind != PLAN_IF_TIER)
        return false;
    if (then->kind == PLAN_ESCALATE && !team && !then->tier)
        return condition->compare != '<' && condition->compare != 'l';
    return condition->compare != '=' ||
           condition->number == (team ? team->tier : then->tier);
}

static bool
makes_true(const struct plan *plan, const struct plan_then *then,
           const struct plan_condition *condition)
{
    switch (then->kind) {
    case PLAN_SET_STATE:
    case PLAN_RESOLVE_AS:
    case PLAN_CLOSE:
        return makes_state_true(plan, then, condition);
    case PLAN_ESCALATE:
    case PLAN_ASSIGN_TEAM:
        return makes_team_true(plan, then, condition);
    case PLAN_SET_PRIORITY:
        return condition->kind == PLAN_IF_PRIORITY &&
               (then->raise
                    ? !names_hold(condition,
                                  plan->matrix[plan->impacts.n * plan->urgencies.n - 1])
                    : names_hold(condition, then->text));
    case PLAN_SET_TOPIC:
        return condition->kind == PLAN_IF_TOPIC && names_hold(condition, then->text);
    case PLAN_ADD_TAG:
        return condition->kind == PLAN_IF_TAG && !condition->negated &&
               names_hold(condition, then->text);
    case PLAN_REMOVE_TAG:
        return condition->kind == PLAN_IF_TAG && condition->negated &&
               !names_hold(condition, then->text);
    case PLAN_ASSIGN_FEWEST:
    case PLAN_ASSIGN_TURN:
        return condition->kind == PLAN_IF_ASSIGNED;
    case PLAN_OPEN_PROBLEM: /* a ticket of its own, which is created too */
        return condition->kind == PLAN_IF_CREATED;
    case PLAN_NOTIFY_ASSIGNEE:
    case PLAN_NOTIFY_TEAM:
    case PLAN_NOTIFY_LEAD:
    case PLAN_NOTIFY_MANAGER:
    case PLAN_NOTIFY_ADDRESS:
    case PLAN_REMIND_USER:
    case PLAN_SEND_SURVEY:
    case PLAN_RESTRICT:
    case PLAN_REPORT_WITHIN:
    case PLAN_REPLY_WITH:
    case PLAN_CALL_WEBHOOK:
    case PLAN_ACTIONS_N:
        break;
    }
    return false;
}

/* What a rule sets contradicts another condition of the other rule on the same thing. */
static bool
excludes(const struct plan *plan, const struct plan_rule *from,
         const struct plan_rule *to)
{
    for (size_t i = 0; i < from->actions.n; i++) {
        const struct plan_then *then = &from->actions.at[i];
        for (size_t k = 0; k < to->conditions.n; k++) {
            const struct plan_condition *condition = &to->conditions.at[k];
            bool states = then->state && (condition->kind == PLAN_IF_STATE ||
                                          condition->kind == PLAN_IF_STATE_FOR);
            bool topics =
                then->kind == PLAN_SET_TOPIC && condition->kind == PLAN_IF_TOPIC;
            bool priorities = then->kind == PLAN_SET_PRIORITY && !then->raise &&
                              condition->kind == PLAN_IF_PRIORITY;

            if ((states || topics || priorities) && !makes_true(plan, then, condition))
                return true;
        }
    }
    return false;
}

static bool
fires(const struct plan *plan, const struct plan_rule *from, const struct plan_rule *to)
{
    if (from == to || excludes(plan, from, to))
        return false;
    for (size_t i = 0; i < from->actions.n; i++)
        for (size_t k = 0; k < to->conditions.n; k++)
            if (makes_true(plan, &from->actions.at[i], &to->conditions.at[k]))
                return true;
    return false;
}

struct search {
    const struct plan *plan;
    unsigned char *colour; /* 0 unseen, 1 on the path, 2 done */
    size_t *path;
    size_t depth;
};

static void
say_circle(struct reader *reader, const struct search *search, size_t from)
{
    const struct plan *plan = search->plan;
    struct scan_cell at = read_row_at(reader, plan->rules.at[search->path[from]].line);
    struct buf buf;

    if (!read_has_room(reader, false))
        return;
    buf_init(&buf, reader->arena, 4096);
    for (size_t i = from; i <= search->depth; i++) {
        size_t which = search->path[i == search->depth ? from : i];
        if (i > from)
            buf_str(&buf, " \342\206\222 ");
        buf_printf(&buf, tr(reader->problems->lang, "line %d (%s)"),
                   plan->rules.at[which].line, plan->rules.at[which].when);
    }
    for (size_t i = from; i < search->depth && !at.line; i++)
        at = read_row_at(reader, plan->rules.at[search->path[i]].line);
    read_problem(
        reader, &at, false,
        read_say(reader, "these rules fire each other without end: %s", buf_text(&buf)),
        read_say(reader, "break the circle with a further condition"));
}

/* Depth first; every back edge is a circle. */
static void
visit(struct reader *reader, struct search *search, size_t rule)
{
    size_t *next = NEW_N(reader->arena, search->plan->rules.n + 1, size_t);

    search->path[search->depth] = rule;
    search->depth++;
    search->colour[rule] = 1;
    while (search->depth) {
        size_t at = search->path[search->depth - 1], to = next[at]++;

        if (to >= search->plan->rules.n) {
            search->colour[at] = 2;
            search->depth--;
        } else if (search->colour[to] == 2 ||
                   !fires(search->plan, &search->plan->rules.at[at],
                          &search->plan->rules.at[to])) {
            continue;
        } else if (search->colour[to] == 1) {
            size_t from = search->depth;
            while (from && search->path[from - 1] != to)
                from--;
            say_circle(reader, search, from - 1);
        } else {
            search->colour[to] = 1;
            search->path[search->depth++] = to;
        }
    }
}

static void
check_circles(struct reader *reader)
{
    const struct plan *plan = reader->plan;
    struct search search = {.plan = plan};

    search.colour = arena_take(reader->arena, plan->rules.n + 1);
    search.path = NEW_N(reader->arena, plan->rules.n + 1, size_t);
    for (size_t i = 0; i < plan->rules.n; i++)
        if (!search.colour[i])
            visit(reader, &search, i);
}

/* ---- Single rules. */

/* Some priority has one of these targets. */
static bool
promises(const struct plan *plan, unsigned targets)
{
    for (size_t i = 0; i < plan->priorities.n; i++) {
        const struct plan_priority *priority = &plan->priorities.at[i];
        unsigned has = (priority->first_response.n ? 1u << PLAN_FIRST_RESPONSE : 0) |
                       (priority->update_every.n ? 1u << PLAN_UPDATE : 0) |
                       (priority->resolve.n ? 1u << PLAN_RESOLVE : 0) |
                       (priority->internal_first.n ? 1u << PLAN_INTERNAL_FIRST : 0) |
                       (priority->internal_resolve.n ? 1u << PLAN_INTERNAL_RESOLVE : 0);

        if (has & targets)
            return true;
    }
    return false;
}

static void
check_condition(struct reader *reader, const struct plan_rule *rule,
                const struct plan_condition *condition)
{
    struct scan_cell at = read_row_at(reader, rule->line);
    bool on_target =
        condition->kind == PLAN_IF_SHARE || condition->kind == PLAN_IF_MISSED;

    if (on_target && !promises(reader->plan, condition->targets))
        READ_ERROR(reader, &at,
                   read_say(reader, "\"%s\" never happens: no priority has this target",
                            rule->when),
                   read_say(reader, "add the target, or leave the rule out"));
    if (condition->kind == PLAN_IF_SHARE &&
        (condition->number < 1 || condition->number > 100))
        READ_ERROR(reader, &at,
                   read_say(reader, "%d%% is not a share of a target", condition->number),
                   read_say(reader, "write 1%% to 100%%"));
    if (condition->kind == PLAN_IF_REOPENED && condition->number < 1)
        READ_ERROR(reader, &at, read_say(reader, "reopened 0 times is always so"),
                   read_say(reader, "write \"reopened 1 time\" or more"));
}

/* "Waiting for 7 days" and "close": is there a way from Waiting to Closed? */
static void
check_way(struct reader *reader, const struct plan_rule *rule,
          const struct plan_then *then)
{
    struct scan_cell at = read_row_at(reader, rule->line);

    at.column = then->column;
    for (size_t i = 0; i < rule->conditions.n; i++) {
        const struct plan_condition *condition = &rule->conditions.at[i];
        const struct plan_state *from = NULL;

        if (condition->kind == PLAN_IF_RESOLVED_FOR)
            from = plan_state_of_phase(reader->plan, PLAN_RESOLVED);
        else if ((condition->kind == PLAN_IF_STATE ||
                  condition->kind == PLAN_IF_STATE_FOR) &&
                 !condition->negated)
            from = plan_state_find(reader->plan, condition->name);
        if (from && !plan_may_change(reader->plan, from->name, then->state))
            READ_ERROR(reader, &at,
                       read_say(reader, "the workflow has no way from %s to %s",
                                from->name, then->state),
                       read_say(reader, "name %s under \"Next\" of %s", then->state,
                                from->name));
    }
}

static void
check_action(struct reader *reader, const struct plan_rule *rule,
             const struct plan_then *then)
{
    struct scan_cell at = read_row_at(reader, rule->line);

    at.column = then->column;
    if (then->state)
        check_way(reader, rule, then);
    else if (then->kind == PLAN_RESOLVE_AS || then->kind == PLAN_CLOSE)
        READ_ERROR(reader, &at, read_say(reader, "no state ends a ticket"),
                   read_say(reader, "add one to the workflow"));
    if (then->kind == PLAN_ESCALATE && then->tier) {
        bool found = false;
        for (size_t i = 0; i < reader->plan->teams.n; i++)
            found = found || reader->plan->teams.at[i].tier == then->tier;
        if (!found)
            READ_ERROR(reader, &at,
                       read_say(reader, "there is no team of tier %d", then->tier),
                       read_say(reader, "escalate to a tier that a team has"));
    }
}

static void
check_double(struct reader *reader, size_t i)
{
    const struct plan_rule *rule = &reader->plan->rules.at[i];
    struct scan_cell at = read_row_at(reader, rule->line);

    for (size_t k = 0; k < i; k++) {
        if (!str_eq(reader->plan->rules.at[k].key, rule->key))
            continue;
        READ_ERROR(reader, &at,
                   read_say(reader, "this rule says the same as line %d",
                            reader->plan->rules.at[k].line),
                   read_say(reader, "keep one of the two"));
        return;
    }
}

void
check_rules(struct reader *reader)
{
    const struct plan *plan = reader->plan;

    for (size_t i = 0; i < plan->rules.n; i++) {
        const struct plan_rule *rule = &plan->rules.at[i];

        if (!rule->line)
            continue;
        for (size_t k = 0; k < rule->conditions.n; k++)
            check_condition(reader, rule, &rule->conditions.at[k]);
        for (size_t k = 0; k < rule->actions.n; k++)
            check_action(reader, rule, &rule->actions.at[k]);
        check_double(reader, i);
    }
    check_circles(reader);
}
