/* SPDX-License-Identifier: Apache-2.0 */
/* What follows for a ticket now. Each rule has occasions: moments at which all its
 * conditions came to hold, each with a cause. An occasion that began with the effect of a
 * rule has the cause of that rule, so that a rule fires once for one cause, however long
 * the chain. */
#include "plan/decide.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/open.h"

#include <string.h>

/* ---- What was so at a moment. */

/* The facts after the last event that is not later than `at`; n gets how many events that
 * is. */
static const struct story_facts *
facts_at(const struct story *story, int64_t at, size_t *n)
{
    size_t i = story->n;

    while (i && story->history[i - 1].at > at)
        i--;
    *n = i;
    return i ? &story->after[i - 1] : NULL;
}

static bool
has_tag(const struct story *story, size_t n, const char *tag)
{
    for (size_t i = n; i-- > 0;) {
        const struct plan_event *event = &story->history[i];
        if (event->kind == PLAN_EVENT_TAG && fold_eq(event->text, tag))
            return true;
        if (event->kind == PLAN_EVENT_UNTAG && fold_eq(event->text, tag))
            return false;
    }
    return false;
}

static bool
is_named(const struct plan_condition *condition, const char *name)
{
    for (size_t i = 0; name && i < condition->names.n; i++)
        if (fold_eq(condition->names.at[i], name))
            return true;
    return false;
}

static bool
compare(const struct plan_condition *condition, int64_t value)
{
    switch (condition->compare) {
    case '<':
        return value < condition->number;
    case '>':
        return value > condition->number;
    case 'l':
        return value <= condition->number;
    case 'g':
        return value >= condition->number;
    default:
        return value == condition->number;
    }
}

static bool
is_channel(const struct story *story, const struct plan_condition *condition,
           enum plan_channel_kind kind)
{
    for (size_t i = 0; i < story->plan->channels.n; i++)
        if (story->plan->channels.at[i].kind == kind &&
            is_named(condition, story->plan->channels.at[i].name))
            return true;
    return false;
}

static bool
is_kind(const struct story *story, const struct plan_condition *condition,
        const char *name)
{
    const struct plan_topic *topic = plan_topic_find(story->plan, name);

    return topic && is_named(condition, plan_topic_kind_name(topic->kind));
}

static bool
has_words(const struct story *story, const struct plan_condition *condition,
          const char *subject)
{
    const char *folded = fold_text(story->arena, subject);

    for (size_t i = 0; i < condition->names.n; i++)
        if (fold_find_words(folded, condition->names.at[i]))
            return true;
    return false;
}

/* A condition that is about what is, not about what happens. */
bool
decide_is_filter(const struct plan_condition *condition)
{
    return condition->kind >= PLAN_IF_PRIORITY;
}

static bool
filter_holds(const struct story *story, const struct plan_condition *condition,
             const struct story_facts *facts, size_t n, int64_t at)
{
    bool holds = false;

    switch (condition->kind) {
    case PLAN_IF_PRIORITY:
        holds = is_named(condition, facts->priority);
        break;
    case PLAN_IF_TOPIC:
        holds = is_named(condition, facts->topic);
        break;
    case PLAN_IF_TEAM:
        holds = is_named(condition, facts->team);
        break;
    case PLAN_IF_TIER:
        holds = compare(condition, facts->tier);
        break;
    case PLAN_IF_CHANNEL:
        holds = is_channel(story, condition, facts->channel);
        break;
    case PLAN_IF_KIND:
        holds = is_kind(story, condition, facts->topic);
        break;
    case PLAN_IF_ORGANIZATION:
        holds = is_named(condition, facts->organization);
        break;
    case PLAN_IF_STATE:
        holds = is_named(condition, facts->state);
        break;
    case PLAN_IF_TAG:
        for (size_t i = 0; i < condition->names.n; i++)
            holds = holds || has_tag(story, n, condition->names.at[i]);
        break;
    case PLAN_IF_SUBJECT:
        holds = has_words(story, condition, facts->subject);
        break;
    case PLAN_IF_OUTSIDE_HOURS:
        holds = !plan_is_open(story->plan, facts->organization, at);
        break;
    case PLAN_IF_INSIDE_HOURS:
        holds = plan_is_open(story->plan, facts->organization, at);
        break;
    case PLAN_IF_SHARE:
    case PLAN_IF_MISSED:
    case PLAN_IF_STATE_FOR:
    case PLAN_IF_RESOLVED_FOR:
    case PLAN_IF_REOPENED:
    case PLAN_IF_STILL_WAITING:
    case PLAN_IF_SURVEY_ANSWER:
    case PLAN_IF_SURVEY_SCORE:
    case PLAN_IF_CREATED:
    case PLAN_IF_REPLIED:
    case PLAN_IF_ASSIGNED:
    case PLAN_IF_UNASSIGNED_FOR:
    case PLAN_IF_SAME:
        break;
    }
    return holds != condition->negated;
}

/* ---- What happened. */

/* This event is what the condition speaks of. */
static bool
event_matches(const struct story *story, const struct plan_condition *condition, size_t i)
{
    const struct plan_event *event = &story->history[i];
    int before = i ? story->after[i - 1].reopened_n : 0;

    switch (condition->kind) {
    case PLAN_IF_CREATED:
        return event->kind == PLAN_EVENT_CREATED;
    case PLAN_IF_STILL_WAITING:
        return event->kind == PLAN_EVENT_WAITING;
    case PLAN_IF_REOPENED:
        return story->after[i].reopened_n == condition->number &&
               before == condition->number - 1;
    case PLAN_IF_SURVEY_ANSWER:
        return event->kind == PLAN_EVENT_SURVEY && is_named(condition, event->text);
    case PLAN_IF_SURVEY_SCORE:
        return event->kind == PLAN_EVENT_SURVEY && compare(condition, event->number);
    case PLAN_IF_REPLIED:
        return event->kind == PLAN_EVENT_REPLY &&
               (!condition->name || event->staff == str_eq(condition->name, "staff"));
    case PLAN_IF_ASSIGNED:
        return event->kind == PLAN_EVENT_ASSIGNED && event->person;
    case PLAN_IF_SAME:
        return event->kind == PLAN_EVENT_SAME && event->number > condition->number &&
               (i == 0 || story->after[i - 1].same_n <= condition->number);
    case PLAN_IF_SHARE:
    case PLAN_IF_MISSED:
    case PLAN_IF_STATE_FOR:
    case PLAN_IF_RESOLVED_FOR:
    case PLAN_IF_UNASSIGNED_FOR:
    case PLAN_IF_PRIORITY:
    case PLAN_IF_TOPIC:
    case PLAN_IF_TEAM:
    case PLAN_IF_TIER:
    case PLAN_IF_CHANNEL:
    case PLAN_IF_KIND:
    case PLAN_IF_ORGANIZATION:
    case PLAN_IF_STATE:
    case PLAN_IF_TAG:
    case PLAN_IF_SUBJECT:
    case PLAN_IF_OUTSIDE_HOURS:
    case PLAN_IF_INSIDE_HOURS:
        break;
    }
    return false;
}

/* The end of a stay: when a duration that began at `since` is over. Days are calendar
 * days unless the plan says business. */
static int64_t
stay_ends(const struct story *story, const struct story_facts *facts,
          const struct plan_condition *condition, int64_t since)
{
    if (!condition->duration.n)
        return since;
    return plan_open_add(story->plan, facts->organization, false, since,
                         condition->duration);
}

static bool
in_state(const struct plan_condition *condition, const struct story_facts *facts)
{
    if (condition->kind == PLAN_IF_RESOLVED_FOR)
        return facts->phase == PLAN_RESOLVED;
    return is_named(condition, facts->state);
}

static bool
share_reached(const struct story *story, const struct plan_condition *condition,
              int64_t at)
{
    for (int i = 0; i < STORY_TARGETS; i++) {
        int64_t reached =
            condition->targets & 1u << i
                ? story_reaches(story, (enum plan_target_kind)i, condition->number)
                : 0;
        if (reached && reached <= at)
            return true;
    }
    return false;
}

/* Whether a trigger that is not the occasion itself holds by that moment. */
static bool
trigger_holds(const struct story *story, const struct plan_condition *condition,
              const struct story_facts *facts, size_t n, int64_t at)
{
    if (condition->kind == PLAN_IF_SHARE)
        return share_reached(story, condition, at);
    if (condition->kind == PLAN_IF_STATE_FOR || condition->kind == PLAN_IF_RESOLVED_FOR)
        return in_state(condition, facts) &&
               stay_ends(story, facts, condition, facts->state_since) <= at;
    if (condition->kind == PLAN_IF_UNASSIGNED_FOR)
        return !facts->person &&
               stay_ends(story, facts, condition, facts->person_since) <= at;
    if (condition->kind == PLAN_IF_REOPENED)
        return facts->reopened_n >= condition->number;
    if (condition->kind == PLAN_IF_SAME)
        return facts->same_n > condition->number;
    for (size_t i = 0; condition->kind == PLAN_IF_MISSED && i < story->misses.n; i++)
        if (condition->targets & 1u << story->misses.at[i].target &&
            story->misses.at[i].at <= at)
            return true;
    for (size_t i = 0; i < n; i++)
        if (event_matches(story, condition, i))
            return true;
    return false;
}

static bool
others_hold(const struct story *story, const struct plan_rule *rule, size_t but,
            int64_t at)
{
    size_t n;
    const struct story_facts *facts = facts_at(story, at, &n);

    for (size_t i = 0; facts && i < rule->conditions.n; i++) {
        const struct plan_condition *condition = &rule->conditions.at[i];

        if (i == but)
            continue;
        if (decide_is_filter(condition) ? !filter_holds(story, condition, facts, n, at)
                                        : !trigger_holds(story, condition, facts, n, at))
            return false;
    }
    return facts != NULL;
}

/* ---- Occasions. */

struct occasions {
    struct story *story;
    const struct plan_rule *rule;
    struct decide_occasion *out;
    size_t n, room;
    int64_t next_at;
};

static const char *
own_cause(const struct story *story, const char *what, int64_t id)
{
    return arena_printf(story->arena, "%s#%lld", what, (long long)id);
}

static bool
has_fired(const struct story *story, const struct plan_rule *rule, const char *cause)
{
    for (size_t i = 0; i < story->n; i++) {
        const struct plan_event *event = &story->history[i];
        if (event->kind == PLAN_EVENT_FIRED && str_eq(event->rule, rule->key) &&
            str_eq(event->cause, cause))
            return true;
    }
    return false;
}

static void
add_occasion(struct occasions *occasions, int64_t at, const char *cause)
{
    if (at > occasions->story->now) {
        if (at < occasions->next_at)
            occasions->next_at = at;
        return;
    }
    for (size_t i = 0; i < occasions->n; i++)
        if (str_eq(occasions->out[i].cause, cause))
            return;
    if (occasions->n < occasions->room &&
        !has_fired(occasions->story, occasions->rule, cause))
        occasions->out[occasions->n++] = (struct decide_occasion){at, cause};
}

/* An event of the history makes the rule's conditions true. What happened before the plan
 * was adopted has been dealt with under the plan of then. */
static void
add_event(struct occasions *occasions, size_t i, size_t condition)
{
    const struct story *story = occasions->story;
    const struct plan_event *event = &story->history[i];

    if (event->at < story->adopted_at ||
        !others_hold(story, occasions->rule, condition, event->at))
        return;
    add_occasion(occasions, event->at,
                 event->cause ? event->cause : own_cause(story, "event", event->id));
}

static const char *const TARGET_NAMES[] = {"first", "update", "resolve", "internal-first",
                                           "internal-resolve"};

static void
add_misses(struct occasions *occasions, size_t index, enum plan_target_kind target)
{
    struct story *story = occasions->story;
    int64_t due;

    for (size_t i = 0; i < story->misses.n; i++) {
        const struct story_miss *miss = &story->misses.at[i];
        if (miss->target == target && miss->at >= story->adopted_at &&
            others_hold(story, occasions->rule, index, miss->at))
            add_occasion(
                occasions, miss->at,
                own_cause(story,
                          arena_printf(story->arena, "missed-%s", TARGET_NAMES[target]),
                          miss->cycle));
    }
    due = story->missed_at[target] ? 0 : story_reaches(story, target, 100);
    if (due > story->now)
        add_occasion(occasions, due, NULL);
}

static void
add_share(struct occasions *occasions, size_t index, enum plan_target_kind target)
{
    const struct plan_condition *condition = &occasions->rule->conditions.at[index];
    struct story *story = occasions->story;
    int64_t at = story_reaches(story, target, condition->number);
    int64_t cycle = story
                        ->base[target == PLAN_UPDATE ? STORY_UPDATE
                               : target == PLAN_RESOLVE || target == PLAN_INTERNAL_RESOLVE
                                   ? STORY_RESOLVE
                                   : STORY_FIRST]
                        .cycle;

    if (at && at >= story->adopted_at &&
        (at > story->now || others_hold(story, occasions->rule, index, at)))
        add_occasion(
            occasions, at,
            own_cause(story, arena_printf(story->arena, "share-%s", TARGET_NAMES[target]),
                      cycle));
}

static void
add_targets(struct occasions *occasions, size_t index)
{
    const struct plan_condition *condition = &occasions->rule->conditions.at[index];

    for (int i = 0; i < STORY_TARGETS; i++) {
        if (!(condition->targets & 1u << i))
            continue;
        if (condition->kind == PLAN_IF_MISSED)
            add_misses(occasions, index, (enum plan_target_kind)i);
        else
            add_share(occasions, index, (enum plan_target_kind)i);
    }
}

static void
add_stay(struct occasions *occasions, size_t index)
{
    const struct plan_condition *condition = &occasions->rule->conditions.at[index];
    struct story *story = occasions->story;
    const struct story_facts *facts = &story->facts;
    bool person = condition->kind == PLAN_IF_UNASSIGNED_FOR;
    const char *cause = person ? facts->person_cause : facts->state_cause;
    int64_t at;

    if (person ? facts->person != 0 : !in_state(condition, facts))
        return;
    at = stay_ends(story, facts, condition,
                   person ? facts->person_since : facts->state_since);
    if (at <= story->now && !others_hold(story, occasions->rule, index, story->now))
        return;
    add_occasion(occasions, at,
                 cause ? cause
                       : own_cause(story, person ? "unassigned" : "state",
                                   person ? facts->person_id : facts->state_id));
}

static void
add_trigger(struct occasions *occasions, size_t index)
{
    const struct plan_condition *condition = &occasions->rule->conditions.at[index];

    if (condition->kind == PLAN_IF_MISSED || condition->kind == PLAN_IF_SHARE) {
        add_targets(occasions, index);
    } else if (condition->kind == PLAN_IF_STATE_FOR ||
               condition->kind == PLAN_IF_RESOLVED_FOR ||
               condition->kind == PLAN_IF_UNASSIGNED_FOR) {
        add_stay(occasions, index);
    } else {
        for (size_t i = 0; i < occasions->story->n; i++)
            if (event_matches(occasions->story, condition, i))
                add_event(occasions, i, index);
    }
}

/* All filters but those of hours, after event i. */
static bool
filters_hold(const struct story *story, const struct plan_rule *rule, size_t i)
{
    for (size_t k = 0; k < rule->conditions.n; k++) {
        const struct plan_condition *condition = &rule->conditions.at[k];
        if (condition->kind < PLAN_IF_OUTSIDE_HOURS &&
            !filter_holds(story, condition, &story->after[i], i + 1,
                          story->history[i].at))
            return false;
    }
    return true;
}

/* Rules only about what is fire when it comes to be so. */
static void
add_edges(struct occasions *occasions)
{
    const struct story *story = occasions->story;
    bool before = false, created = false;

    for (size_t i = 0; i < story->n; i++) {
        bool now;

        created = created || story->history[i].kind == PLAN_EVENT_CREATED;
        now = created && filters_hold(story, occasions->rule, i);
        if (now && !before)
            add_event(occasions, i, occasions->rule->conditions.n);
        before = now;
    }
}

void
decide_occasions(struct story *story, const struct plan_rule *rule,
                 struct decide_occasion *out, size_t *n, int64_t *next_at)
{
    struct occasions occasions = {
        .story = story, .rule = rule, .out = out, .room = *n, .next_at = *next_at};
    bool trigger = false;

    for (size_t i = 0; i < rule->conditions.n; i++) {
        if (decide_is_filter(&rule->conditions.at[i]))
            continue;
        trigger = true;
        add_trigger(&occasions, i);
    }
    if (!trigger)
        add_edges(&occasions);
    *n = occasions.n;
    *next_at = occasions.next_at;
}
