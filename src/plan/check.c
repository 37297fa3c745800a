/* SPDX-License-Identifier: Apache-2.0 */
/* Mistakes that no single cell shows. */
#include "plan/check.h"
#include "base/arena.h"
#include "base/clock.h"
#include "plan/fold.h"
#include "plan/open.h"
#include "plan/read_rule.h"
#include "plan/value.h"

#include <string.h>

enum {
    DAY_MIN = 24 * 60,
    WEEK_MIN = 7 * DAY_MIN,
    SMALLEST_BREAK_MIN = 10,
    LONGEST_NIGHT_MIN = 16 * 60,
};

/* ---- Hours. */

static bool
same_organization(const struct plan_hours *a, const struct plan_hours *b)
{
    return fold_eq(a->organization, b->organization);
}

/* Minutes of the week that both shifts cover, or that lie between them when they do not.
 */
static bool
overlap_on(const struct plan_hours *a, const struct plan_hours *b, int *gap_out)
{
    bool both = false;

    *gap_out = WEEK_MIN;
    for (int i = 0; i < 7; i++) {
        for (int k = 0; k < 7 && a->days & 1u << i; k++) {
            int start = k * DAY_MIN + b->open_min - i * DAY_MIN - a->open_min;
            int gap;

            if (!(b->days & 1u << k))
                continue;
            start = (start + 2 * WEEK_MIN) % WEEK_MIN; /* of b after that of a */
            gap = start - (a->close_min - a->open_min);
            both = both || gap < 0;
            if (gap >= 0 && gap < *gap_out)
                *gap_out = gap;
        }
    }
    return both;
}

static void
check_shifts(struct reader *reader)
{
    const struct plan *plan = reader->plan;

    for (size_t i = 0; i < plan->hours.n; i++) {
        for (size_t k = 0; k <= i; k++) {
            const struct plan_hours *a = &plan->hours.at[k], *b = &plan->hours.at[i];
            struct scan_cell at = read_row_at(reader, b->line);
            int gap, back;
            bool both;

            if (!b->line || !same_organization(a, b))
                continue;
            both = overlap_on(a, b, &gap) && i != k;
            both = (overlap_on(b, a, &back) && i != k) || both;
            if (back < gap)
                gap = back;
            if (both)
                READ_ERROR(
                    reader, &at,
                    read_say(reader, "these hours overlap those in line %d", a->line),
                    read_say(reader, "let one end where the other begins"));
            else if (gap > 0 && gap < SMALLEST_BREAK_MIN && i == k)
                READ_ERROR(reader, &at,
                           read_say(reader,
                                    "there is a hole of %d min between these hours and "
                                    "those of the next day",
                                    gap),
                           read_say(reader, "write 24:00 for midnight"));
            else if (gap > 0 && gap < SMALLEST_BREAK_MIN)
                READ_ERROR(reader, &at,
                           read_say(reader,
                                    "there is a hole of %d min between these hours "
                                    "and those in line %d",
                                    gap, a->line),
                           read_say(reader, "let one begin where the other ends"));
        }
    }
}

/* A day without hours between two that have some: Mon-Wed and Fri. */
static void
check_missing_days(struct reader *reader)
{
    static const char *const DAYS[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    const struct plan *plan = reader->plan;

    for (size_t i = 0; i < plan->hours.n; i++) {
        struct scan_cell at = read_row_at(reader, plan->hours.at[i].line);
        unsigned days = 0;
        bool first = true;

        for (size_t k = 0; k < plan->hours.n; k++) {
            if (!same_organization(&plan->hours.at[i], &plan->hours.at[k]))
                continue;
            days |= plan->hours.at[k].days;
            first = first && k >= i;
        }
        for (int day = 2; day <= 4 && first && at.line; day++) {
            unsigned before = days & ((1u << day) - 2),
                     after = days & 0x3E & ~((2u << day) - 1);
            if (!(days & 1u << day) && before && after)
                READ_REMARK(reader, &at,
                            read_say(reader, "there are no hours on %s", DAYS[day]),
                            read_say(reader, "add them if the desk is open on that day"));
        }
    }
}

static int64_t
longest_day(const struct plan *plan, const char *organization)
{
    int64_t longest = 0;

    for (unsigned day = 0; day < 7; day++) {
        int64_t minutes = 0;
        for (size_t i = 0; i < plan->hours.n; i++) {
            const struct plan_hours *hours = &plan->hours.at[i];
            if (hours->days & 1u << day && fold_eq(hours->organization, organization))
                minutes += hours->close_min - hours->open_min;
        }
        if (minutes > longest)
            longest = minutes;
    }
    return longest * MS_MINUTE;
}

static void
check_day_length(struct reader *reader)
{
    const struct plan *plan = reader->plan;
    struct scan_cell at = read_row_at(reader, plan->day_sentence.line);
    int64_t longest = longest_day(plan, NULL);

    if (at.line && plan->day_ms > longest && longest)
        READ_ERROR(reader, &at,
                   read_say(reader,
                            "a day of %d min cannot be met: the longest day of the "
                            "hours is open for %d min",
                            (int)(plan->day_ms / MS_MINUTE), (int)(longest / MS_MINUTE)),
                   read_say(reader, "make the day shorter or the hours longer"));
}

static void
check_never_open(struct reader *reader)
{
    const struct plan *plan = reader->plan;
    int64_t from = civil_days(2025, 1, 1) * MS_DAY;

    for (size_t i = 0; i < plan->hours.n; i++) {
        const char *organization = plan->hours.at[i].organization;
        struct scan_cell at = read_row_at(reader, plan->hours.at[i].line);
        bool first = true;

        for (size_t k = 0; k < i && first; k++)
            first = !same_organization(&plan->hours.at[k], &plan->hours.at[i]);
        if (at.line && first &&
            plan_next_open(plan, i ? organization : NULL, from) == PLAN_NEVER)
            READ_ERROR(reader, &at,
                       read_say(reader,
                                "the desk is never open: no target on business time "
                                "can be met"),
                       read_say(reader, "look at the closed days"));
    }
}

/* "9-5" opens for twenty hours. */
static void
check_long_nights(struct reader *reader)
{
    const struct plan *plan = reader->plan;

    for (size_t i = 0; i < plan->hours.n; i++) {
        const struct plan_hours *hours = &plan->hours.at[i];
        struct scan_cell at = read_row_at(reader, hours->line);
        int length = hours->close_min - hours->open_min;

        if (at.line && hours->close_min > DAY_MIN && length > LONGEST_NIGHT_MIN &&
            length < DAY_MIN)
            READ_REMARK(reader, &at,
                        read_say(reader, "this shift goes over midnight and lasts %d h",
                                 length / 60),
                        read_say(reader, "write 17:00 for five in the afternoon"));
    }
}

/* ---- Priorities. */

static int64_t
length_of(const struct plan *plan, const struct plan_priority *priority,
          struct plan_duration duration)
{
    return duration.n ? plan_duration_ms(plan, priority->organization, priority->business,
                                         duration)
                      : 0;
}

static void
check_internal(struct reader *reader, const struct plan_priority *priority)
{
    const struct plan *plan = reader->plan;
    struct scan_cell at = read_row_at(reader, priority->internal_line);
    int64_t first = length_of(plan, priority, priority->internal_first);
    int64_t resolve = length_of(plan, priority, priority->internal_resolve);
    int64_t promised_first = length_of(plan, priority, priority->first_response);
    int64_t promised_resolve = length_of(plan, priority, priority->resolve);

    if (!at.line)
        return;
    if ((promised_first && first > promised_first) ||
        (promised_resolve && resolve > promised_resolve))
        READ_ERROR(reader, &at,
                   read_say(reader,
                            "the internal target of %s is later than what line %d "
                            "promises",
                            priority->name, priority->line),
                   read_say(reader, "an internal target warns before the promise"));
}

static void
check_priority(struct reader *reader, const struct plan_priority *priority)
{
    const struct plan *plan = reader->plan;
    struct scan_cell at = read_row_at(reader, priority->line);
    int64_t first = length_of(plan, priority, priority->first_response);
    int64_t update = length_of(plan, priority, priority->update_every);
    int64_t resolve = length_of(plan, priority, priority->resolve);

    if (!at.line)
        return;
    if (!first && !resolve)
        READ_ERROR(reader, &at,
                   read_say(reader, "the priority %s has no targets", priority->name),
                   read_say(reader, "say when the first response is due and when it is "
                                    "resolved"));
    else if (!first || !resolve)
        READ_REMARK(reader, &at,
                    first ? read_say(reader,
                                     "the priority %s does not say by when it is "
                                     "resolved",
                                     priority->name)
                          : read_say(reader,
                                     "the priority %s does not say when the first "
                                     "response is due",
                                     priority->name),
                    read_say(reader, "nothing is promised"));
    if (first && resolve && first > resolve)
        READ_ERROR(reader, &at,
                   read_say(reader,
                            "%s cannot be met: resolved before the first response is "
                            "due",
                            priority->name),
                   read_say(reader, "make the first response shorter or resolve longer"));
    if (update && resolve && update > resolve && !priority->organization)
        READ_REMARK(reader, &at,
                    read_say(reader, "%s is resolved before its first update is due",
                             priority->name),
                    read_say(reader, "make the update shorter"));
    check_internal(reader, priority);
}

/* Some rule speaks of that priority or of the hours outside, and so says who helps then.
 */
static bool
is_covered(const struct plan *plan, const struct plan_priority *priority)
{
    for (size_t i = 0; i < plan->rules.n; i++) {
        const struct plan_rule *rule = &plan->rules.at[i];
        for (size_t k = 0; k < rule->conditions.n; k++) {
            const struct plan_condition *condition = &rule->conditions.at[k];
            if (condition->kind == PLAN_IF_OUTSIDE_HOURS)
                return true;
            for (size_t n = 0;
                 condition->kind == PLAN_IF_PRIORITY && n < condition->names.n; n++)
                if (fold_eq(condition->names.at[n], priority->name))
                    return true;
        }
    }
    return false;
}

/* A promise at all hours, while nobody is there at night. */
static void
check_at_night(struct reader *reader)
{
    const struct plan *plan = reader->plan;
    int64_t from = civil_days(2025, 1, 1) * MS_DAY;

    for (size_t i = 0; i < plan->priorities.n; i++) {
        const struct plan_priority *priority = &plan->priorities.at[i];
        struct scan_cell at = read_row_at(reader, priority->line);

        if (!at.line || priority->business || !priority->first_response.n ||
            is_covered(plan, priority) ||
            plan_open_between(plan, priority->organization, true, from,
                              from + 7 * MS_DAY) == 7 * MS_DAY)
            continue;
        READ_REMARK(reader, &at,
                    read_say(reader,
                             "%s is promised at all hours, but the desk is not always "
                             "open and no rule says who answers then",
                             priority->name),
                    read_say(reader,
                             "add a rule with \"outside hours\", or let the clock "
                             "run on business time"));
    }
}

static void
check_general_rows(struct reader *reader)
{
    const struct plan *plan = reader->plan;

    for (size_t i = 0; i < plan->priorities.n; i++) {
        const struct plan_priority *priority = &plan->priorities.at[i];
        struct scan_cell at = read_row_at(reader, priority->line);

        if (at.line && !plan_priority_find(plan, NULL, priority->name))
            READ_REMARK(reader, &at,
                        read_say(reader, "the priority %s is only there for %s",
                                 priority->name, priority->organization),
                        read_say(reader, "add a row without an organization if it is for "
                                         "everybody"));
    }
}

/* A milder priority should not be answered sooner than a graver one. */
static void
check_order(struct reader *reader)
{
    const struct plan *plan = reader->plan;

    for (size_t i = 1; i < plan->priorities.n; i++) {
        const struct plan_priority *a = &plan->priorities.at[i - 1];
        const struct plan_priority *b = &plan->priorities.at[i];
        struct scan_cell at = read_row_at(reader, b->line);

        if (!b->line || a->business != b->business || a->organization || b->organization)
            continue;
        if (length_of(plan, b, b->first_response) &&
            length_of(plan, b, b->first_response) < length_of(plan, a, a->first_response))
            READ_REMARK(reader, &at,
                        read_say(reader,
                                 "%s is answered sooner than %s, which stands above it",
                                 b->name, a->name),
                        read_say(reader, "write the gravest priority first"));
    }
}

static void
check_matrix_uses(struct reader *reader)
{
    const struct plan *plan = reader->plan;
    size_t cells = plan->impacts.n * plan->urgencies.n;

    for (size_t i = 0; i < plan->priorities.n; i++) {
        struct scan_cell at = read_row_at(reader, plan->priorities.at[i].line);
        bool used = plan->priorities.at[i].organization != NULL || !at.line;

        for (size_t k = 0; k < cells && !used; k++)
            used = fold_eq(plan->matrix[k], plan->priorities.at[i].name);
        if (!used && plan->has[PLAN_MATRIX])
            READ_REMARK(reader, &at,
                        read_say(reader, "no impact and urgency lead to the priority %s",
                                 plan->priorities.at[i].name),
                        read_say(reader, "only a person or a rule can set it"));
    }
}

/* ---- Teams and topics. */

static bool
answers_for(const struct plan_team *team, const char *topic)
{
    for (size_t i = 0; i < team->answers_for.n; i++)
        if (fold_eq(team->answers_for.at[i], topic))
            return true;
    return false;
}

static void
check_topics(struct reader *reader)
{
    const struct plan *plan = reader->plan;

    for (size_t i = 0; i < plan->topics.n; i++) {
        const struct plan_topic *topic = &plan->topics.at[i];
        struct scan_cell at = read_row_at(reader, topic->line);
        bool has_team = topic->team != NULL;

        for (size_t k = 0; k < plan->teams.n && !has_team; k++)
            has_team = answers_for(&plan->teams.at[k], topic->name);
        if (!has_team && topic->line)
            READ_ERROR(
                reader, &at, read_say(reader, "the topic %s has no team", topic->name),
                read_say(reader, "name one, such as \"%s\"", plan->teams.at[0].name));
    }
}

/* A rule's "escalate" from some team, for some topic, ends there. */
static bool
is_escalated_to(const struct plan *plan, const struct plan_team *team, int tier)
{
    if (tier && tier != team->tier)
        return false;
    if (plan_team_at(plan, "", NULL, team->tier) == team)
        return true;
    for (size_t i = 0; i < plan->topics.n; i++)
        if (plan_team_at(plan, plan->topics.at[i].team, plan->topics.at[i].name,
                         team->tier) == team)
            return true;
    return false;
}

/* A topic begins there, or a rule sends tickets there. */
static bool
is_reached(const struct plan *plan, const struct plan_team *team)
{
    for (size_t i = 0; i < plan->topics.n; i++)
        if (fold_eq(plan->topics.at[i].team, team->name) ||
            (!plan->topics.at[i].team && answers_for(team, plan->topics.at[i].name)))
            return true;
    for (size_t i = 0; i < plan->rules.n; i++) {
        const struct plan_rule *rule = &plan->rules.at[i];
        for (size_t k = 0; k < rule->actions.n; k++) {
            const struct plan_then *then = &rule->actions.at[k];
            if (then->team ? fold_eq(then->team, team->name)
                           : then->kind == PLAN_ESCALATE &&
                                 is_escalated_to(plan, team, then->tier))
                return true;
        }
    }
    return false;
}

static void
check_reached(struct reader *reader, const struct plan_team *team)
{
    struct scan_cell at = read_row_at(reader, team->line);

    if (team->vendor || team == &reader->plan->teams.at[0] ||
        is_reached(reader->plan, team))
        return;
    if (team->tier > 1 && !team->answers_for.n)
        READ_ERROR(reader, &at,
                   read_say(reader, "nobody escalates to the team %s", team->name),
                   read_say(reader, "let it answer for a topic, or name it in a rule"));
    else
        READ_REMARK(
            reader, &at,
            read_say(reader, "no topic and no rule leads to the team %s", team->name),
            read_say(reader, "only a person can hand it a ticket"));
}

static void
check_teams(struct reader *reader)
{
    const struct plan *plan = reader->plan;
    bool tiers[16] = {false};

    for (size_t i = 0; i < plan->teams.n; i++)
        tiers[plan->teams.at[i].tier & 15] = true;
    for (size_t i = 0; i < plan->teams.n; i++) {
        const struct plan_team *team = &plan->teams.at[i];
        struct scan_cell at = read_row_at(reader, team->line);

        if (!team->line)
            continue;
        if (team->tier > 1 && !tiers[team->tier - 1])
            READ_ERROR(reader, &at,
                       read_say(reader, "there is a team of tier %d but none of tier %d",
                                team->tier, team->tier - 1),
                       read_say(reader, "number the tiers without gaps"));
        check_reached(reader, team);
    }
}

/* ---- Workflow. */

static void
reach(const struct plan *plan, size_t state, bool *reached)
{
    size_t stack[READ_ROWS_N + 1], depth = 0;

    stack[depth++] = state;
    reached[state] = true;
    while (depth) {
        const struct plan_state *from = &plan->states.at[stack[--depth]];
        for (size_t i = 0; i < from->next.n; i++) {
            const struct plan_state *to = plan_state_find(plan, from->next.at[i]);
            size_t at = to ? (size_t)(to - plan->states.at) : 0;
            if (!to || reached[at])
                continue;
            reached[at] = true;
            stack[depth++] = at;
        }
    }
}

/* Where no way leads on to the end of a ticket. */
static void
check_dead_ends(struct reader *reader)
{
    const struct plan *plan = reader->plan;
    bool ends[READ_ROWS_N + 1] = {false}, more = true;

    while (more) {
        more = false;
        for (size_t i = 0; i < plan->states.n; i++) {
            const struct plan_state *state = &plan->states.at[i];
            bool now = state->phase == PLAN_CLOSED;

            for (size_t k = 0; k < state->next.n && !now; k++) {
                const struct plan_state *to = plan_state_find(plan, state->next.at[k]);
                now = to && ends[to - plan->states.at];
            }
            more = more || now != ends[i];
            ends[i] = now;
        }
    }
    for (size_t i = 0; i < plan->states.n; i++) {
        const struct plan_state *state = &plan->states.at[i];
        struct scan_cell at = read_row_at(reader, state->line);

        if (at.line && !ends[i] && state->next.n &&
            plan_state_of_phase(plan, PLAN_CLOSED))
            READ_ERROR(
                reader, &at,
                read_say(reader, "no way leads from the state %s to an end", state->name),
                read_say(reader, "name a state under \"Next\" that leads to %s",
                         plan_state_of_phase(plan, PLAN_CLOSED)->name));
    }
}

static void
check_states(struct reader *reader)
{
    const struct plan *plan = reader->plan;
    bool reached[READ_ROWS_N + 1] = {false};
    struct scan_cell at = read_row_at(reader, plan->states.at[0].line);

    reach(plan, 0, reached);
    for (size_t i = 0; i < plan->states.n; i++) {
        const struct plan_state *state = &plan->states.at[i];
        struct scan_cell row = read_row_at(reader, state->line);

        if (!reached[i] && state->line)
            READ_ERROR(reader, &row,
                       read_say(reader, "the state %s cannot be reached from %s",
                                state->name, plan->states.at[0].name),
                       read_say(reader, "name it under \"Next\" of another state"));
        if (state->runs && !state->next.n && state->line)
            READ_ERROR(reader, &row,
                       read_say(reader,
                                "the state %s has no next, and its clock runs for ever",
                                state->name),
                       read_say(reader, "say what it leads to, or let the clock stop"));
    }
    if (!at.line)
        return;
    if (!plan_state_of_phase(plan, PLAN_CLOSED))
        READ_ERROR(reader, &at, read_say(reader, "no state ends a ticket"),
                   read_say(reader, "add one whose clock stops and that has no next"));
    if (!plan_state_of_phase(plan, PLAN_RESOLVED))
        READ_REMARK(
            reader, &at, read_say(reader, "no state stands between the work and the end"),
            read_say(reader, "add one, such as \"Resolved\", to ask whether it worked"));
}

/* ---- Organizations. */

/* Names that nearly are those of an organization elsewhere. They need not stand
 * elsewhere, so this is only a remark. */
static void
compare_organization(struct reader *reader, int line, const char *name)
{
    struct scan_cell at = read_row_at(reader, line);

    for (size_t i = 0; name && at.line && i < reader->organizations.n; i++) {
        const char *other = reader->organizations.at[i];
        int distance = fold_distance(fold_text(reader->arena, name),
                                     fold_text(reader->arena, other), 2);

        if (!distance || distance > 2 || strlen(name) < 6 || strpbrk(name, "0123456789"))
            continue;
        READ_REMARK(reader, &at,
                    read_say(reader, "the organization \"%s\" stands nowhere else", name),
                    read_say(reader, "did you mean \"%s\"?", other));
        return;
    }
}

static void
check_organizations(struct reader *reader)
{
    const struct plan *plan = reader->plan;

    for (size_t i = 0; i < plan->rules.n && i < 100; i++) {
        const struct plan_rule *rule = &plan->rules.at[i];
        for (size_t k = 0; k < rule->conditions.n; k++) {
            const struct plan_condition *condition = &rule->conditions.at[k];
            for (size_t n = 0;
                 condition->kind == PLAN_IF_ORGANIZATION && n < condition->names.n; n++)
                if (!read_knows_organization(plan, condition->names.at[n]))
                    compare_organization(reader, rule->line, condition->names.at[n]);
        }
    }
}

void
read_check(struct reader *reader)
{
    const struct plan *plan = reader->plan;

    check_shifts(reader);
    check_missing_days(reader);
    check_day_length(reader);
    check_never_open(reader);
    check_long_nights(reader);
    for (size_t i = 0; i < plan->priorities.n; i++)
        check_priority(reader, &plan->priorities.at[i]);
    check_order(reader);
    check_at_night(reader);
    check_general_rows(reader);
    check_matrix_uses(reader);
    check_topics(reader);
    check_teams(reader);
    check_states(reader);
    check_dead_ends(reader);
    check_organizations(reader);
    check_rules(reader);
}
