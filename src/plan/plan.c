/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "plan/fold.h"

#include <string.h>

enum { GUESS_BYTES = 20000 };

/* ---- Texts. */

char *
plan_why_text(struct arena *arena, const struct lang *lang, const struct plan_why *why)
{
    struct buf buf;
    size_t next = 0;

    buf_init(&buf, arena, 0);
    for (const char *p = why->sentence ? tr(lang, why->sentence) : ""; *p; p++) {
        size_t which = next;
        const char *directive = p + 1;

        if (*p == '%' && p[1] >= '1' && p[1] <= '4' && p[2] == '$') {
            which = (size_t)(p[1] - '1');
            directive = p + 3;
        }
        if (*p != '%' || *directive != 's' || which >= 4) {
            buf_char(&buf, *p);
            continue;
        }
        buf_str(&buf, why->values[which] ? why->values[which] : "");
        next = which + 1;
        p = directive;
    }
    return arena_strdup(arena, buf_text(&buf));
}

bool
plan_line_is_internal(const struct plan *plan, int line)
{
    size_t low = 0, high = plan->internal.n;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (plan->internal.at[middle].last < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low < plan->internal.n && plan->internal.at[low].first <= line;
}

char *
plan_problems_text(struct arena *arena, const char *file,
                   const struct plan_problems *problems)
{
    struct buf buf;

    buf_init(&buf, arena, 0);
    for (size_t i = 0; i < problems->n; i++) {
        const struct plan_problem *problem = &problems->at[i];

        buf_printf(&buf, "%s:%d:%d: %s%s%s%s\n", file, problem->line, problem->column,
                   problem->warning ? tr(problems->lang, "remark: ") : "", problem->wrong,
                   *problem->right ? "; " : "", problem->right);
    }
    if (problems->more_n) {
        buf_printf(&buf, "%s: ", file);
        buf_printf(&buf, tr(problems->lang, "and %d more"), problems->more_n);
        buf_char(&buf, '\n');
    }
    return arena_strdup(arena, buf_text(&buf));
}

/* ---- Lookups. */

#define FIND(plan, list, wanted)                                                         \
    do {                                                                                 \
        for (size_t i_ = 0; (wanted) && i_ < (plan)->list.n; i_++)                       \
            if ((plan)->list.at[i_].name == (wanted))                                    \
                return &(plan)->list.at[i_];                                             \
        for (size_t i_ = 0; (wanted) && i_ < (plan)->list.n; i_++)                       \
            if (fold_eq((plan)->list.at[i_].name, (wanted)))                             \
                return &(plan)->list.at[i_];                                             \
        return NULL;                                                                     \
    } while (0)

const struct plan_topic *
plan_topic_find(const struct plan *plan, const char *name)
{
    FIND(plan, topics, name);
}

const struct plan_state *
plan_state_find(const struct plan *plan, const char *name)
{
    FIND(plan, states, name);
}

const struct plan_team *
plan_team_find(const struct plan *plan, const char *name)
{
    FIND(plan, teams, name);
}

const struct plan_priority *
plan_priority_find(const struct plan *plan, const char *organization, const char *name)
{
    const struct plan_priority *general = NULL;

    for (size_t i = 0; name && i < plan->priorities.n; i++) {
        const struct plan_priority *priority = &plan->priorities.at[i];

        if (!fold_eq(priority->name, name))
            continue;
        if (organization && priority->organization &&
            fold_eq(priority->organization, organization))
            return priority;
        if (!priority->organization && !general)
            general = priority;
    }
    return general;
}

const struct plan_state *
plan_state_of_phase(const struct plan *plan, enum plan_phase phase)
{
    for (size_t i = 0; i < plan->states.n; i++)
        if (plan->states.at[i].phase == phase && plan->states.at[i].main)
            return &plan->states.at[i];
    return NULL;
}

bool
plan_may_change(const struct plan *plan, const char *from, const char *to)
{
    const struct plan_state *state = plan_state_find(plan, from);

    if (!state || !plan_state_find(plan, to))
        return false;
    if (fold_eq(from, to))
        return true;
    for (size_t i = 0; i < state->next.n; i++)
        if (fold_eq(state->next.at[i], to))
            return true;
    return false;
}

const struct plan_channel *
plan_channel_by_address(const struct plan *plan, const char *address)
{
    for (size_t i = 0; i < plan->channels.n; i++) {
        const struct plan_channel *channel = &plan->channels.at[i];
        if (channel->kind == PLAN_MAIL && str_eq_fold(channel->address, address))
            return channel;
    }
    return NULL;
}

/* ---- Priority. */

static size_t
label_index(const struct plan_label *labels, size_t n, const char *name)
{
    for (size_t i = 0; name && i < n; i++)
        if (fold_eq(labels[i].name, name))
            return i;
    return n - 1;
}

/* The mildest that rules this organization. */
static const struct plan_priority *
last_priority(const struct plan *plan, const char *organization)
{
    const char *name = plan->priorities.at[0].name;
    int rank = 0;
    const struct plan_priority *found;

    for (size_t i = 0; i < plan->priorities.n; i++) {
        if (plan->priorities.at[i].rank > rank &&
            plan_priority_find(plan, organization, plan->priorities.at[i].name)) {
            rank = plan->priorities.at[i].rank;
            name = plan->priorities.at[i].name;
        }
    }
    found = plan_priority_find(plan, organization, name);
    return found ? found : &plan->priorities.at[plan->priorities.n - 1];
}

const struct plan_priority *
plan_priority_of(const struct plan *plan, const char *organization, const char *impact,
                 const char *urgency, struct plan_why *why)
{
    size_t row = label_index(plan->impacts.at, plan->impacts.n, impact);
    size_t column = label_index(plan->urgencies.at, plan->urgencies.n, urgency);
    const char *name = plan->matrix[row * plan->urgencies.n + column];
    const struct plan_priority *priority = plan_priority_find(plan, organization, name);

    if (!priority)
        priority = last_priority(plan, organization);
    if (why)
        *why = (struct plan_why){
            plan->impacts.at[row].line,
            N_("Impact \"%s\" and urgency \"%s\" make the priority %s."),
            {plan->impacts.at[row].name, plan->urgencies.at[column].name,
                                                                        priority->name}
        };
    return priority;
}

/* ---- Topics. */

const struct plan_topic *
plan_topic_other(const struct plan *plan)
{
    for (size_t i = plan->topics.n; i-- > 0;)
        if (plan->topics.at[i].kind == PLAN_QUESTION)
            return &plan->topics.at[i];
    return &plan->topics.at[plan->topics.n - 1];
}

const struct plan_topic *
plan_topic_guess(const struct plan *plan, const char *subject, const char *body,
                 struct plan_why *why)
{
    struct arena *arena = arena_new(0); /* for the folded texts only */
    const char *in_subject = fold_text(arena, subject);
    const char *in_body = fold_text(
        arena, arena_strndup(arena, body, body ? strnlen(body, GUESS_BYTES) : 0));
    const struct plan_topic *best = NULL;
    const char *word = NULL;
    int most = 0;

    for (size_t i = 0; i < plan->topics.n; i++) {
        const struct plan_topic *topic = &plan->topics.at[i];
        const char *first = NULL;
        int points = 0;

        for (size_t k = 0; k < topic->words.n; k++) {
            bool above = fold_find_words(in_subject, topic->words.at[k]) != NULL;
            bool below = fold_find_words(in_body, topic->words.at[k]) != NULL;

            points += above ? 2 : below;
            if ((above || below) && !first)
                first = topic->words.at[k];
        }
        if (points > most) {
            most = points;
            best = topic;
            word = first;
        }
    }
    arena_free(&arena);
    if (why && best)
        *why = (struct plan_why){
            best->line, N_("The word \"%s\" suggests the topic %s."), {word, best->name}
        };
    return best;
}
