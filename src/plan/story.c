/* SPDX-License-Identifier: Apache-2.0 */
/* Tells a ticket's history from its first event to now, and keeps what clocks and rules
 * need: who, where, in which state, how long each clock ran, and what was missed. */
#include "plan/story.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/open.h"

#include <string.h>

static const int BASE_OF[STORY_TARGETS] = {
    [PLAN_FIRST_RESPONSE] = STORY_FIRST,     [PLAN_UPDATE] = STORY_UPDATE,
    [PLAN_RESOLVE] = STORY_RESOLVE,          [PLAN_INTERNAL_FIRST] = STORY_FIRST,
    [PLAN_INTERNAL_RESOLVE] = STORY_RESOLVE,
};

static struct plan_duration
duration_of(const struct plan_priority *priority, enum plan_target_kind target)
{
    switch (target) {
    case PLAN_FIRST_RESPONSE:
        return priority->first_response;
    case PLAN_UPDATE:
        return priority->update_every;
    case PLAN_RESOLVE:
        return priority->resolve;
    case PLAN_INTERNAL_FIRST:
        return priority->internal_first;
    case PLAN_INTERNAL_RESOLVE:
        return priority->internal_resolve;
    }
    return (struct plan_duration){0};
}

int64_t
story_target_ms(const struct story *story, enum plan_target_kind target,
                bool *business_out)
{
    struct plan_duration duration = duration_of(story->priority, target);

    *business_out =
        (story->priority->business || duration.business) && !duration.calendar;
    if (!duration.n)
        return 0;
    return plan_duration_ms(story->plan, story->facts.organization, *business_out,
                            duration);
}

/* What ran of a target. After reopening at least a first response's time is left, or the
 * whole target where that is shorter. */
static int64_t
ran_of(const struct story *story, enum plan_target_kind target, int64_t target_ms,
       bool business)
{
    const struct story_base *base = &story->base[BASE_OF[target]];
    bool business_grace;
    int64_t grace, most, before = base->ran_before[business];

    if (!base->reopened)
        return base->ran[business];
    grace = story_target_ms(story, PLAN_FIRST_RESPONSE, &business_grace);
    if (!grace)
        grace = MS_HOUR;
    most = target_ms > grace ? target_ms - grace : 0;
    return (before < most ? before : most) + base->ran[business] - before;
}

static bool
is_pending(const struct story *story, enum plan_target_kind target)
{
    const struct story_base *base = &story->base[BASE_OF[target]];

    return story->created && !story->merged && base->begun && !base->done;
}

int64_t
story_reaches(const struct story *story, enum plan_target_kind target, int percent)
{
    bool business;
    int64_t target_ms = story_target_ms(story, target, &business), left;

    if (!target_ms || !story->runs || !is_pending(story, target))
        return 0;
    left = target_ms * percent / 100 - ran_of(story, target, target_ms, business);
    if (left <= 0 && percent == 100 && story->missed_at[target])
        return story->missed_at[target];
    return plan_open_add_ms(story->plan, story->facts.organization, business,
                            story->cursor, left > 0 ? left : 0);
}

/* Notes what is missed between the cursor and `until`. */
static void
note_misses(struct story *story, int64_t until)
{
    for (int i = 0; i < STORY_TARGETS; i++) {
        enum plan_target_kind target = (enum plan_target_kind)i;
        int64_t due;

        if (story->missed_at[i])
            continue;
        due = story_reaches(story, target, 100);
        if (!due || due > until)
            continue;
        story->missed_at[i] = due;
        if (!story->first_missed_at[i])
            story->first_missed_at[i] = due;
        *vec_add(story->arena, &story->misses) =
            (struct story_miss){target, due, story->base[BASE_OF[i]].cycle};
    }
}

static void
run_bases(struct story *story, int64_t from, int64_t to)
{
    int64_t open = -1;

    for (int i = 0; i < STORY_BASES; i++) {
        struct story_base *base = &story->base[i];

        if (!base->begun || base->done)
            continue;
        if (open < 0)
            open =
                plan_open_between(story->plan, story->facts.organization, true, from, to);
        base->ran[0] += to - from;
        base->ran[1] += open;
    }
}

/* Lets time pass up to `until`. */
static void
pass(struct story *story, int64_t until)
{
    if (until <= story->cursor)
        return;
    if (story->created && !story->merged && story->runs) {
        note_misses(story, until);
        run_bases(story, story->cursor, until);
    }
    if (story->segments.n)
        story->segments.at[story->segments.n - 1].to = until;
    story->cursor = until;
}

/* Open time in the running segments between two moments. */
static int64_t
open_time(const struct story *story, int64_t from, int64_t to)
{
    int64_t sum = 0;

    for (size_t k = 0; k < story->segments.n; k++) {
        const struct plan_segment *segment = &story->segments.at[k];
        int64_t begin = segment->from > from ? segment->from : from;
        int64_t end = segment->to < to ? segment->to : to;

        if (segment->runs && end > begin)
            sum += plan_open_between(story->plan, story->facts.organization, true, begin,
                                     end);
    }
    return sum;
}

/* Open time is counted anew on the hours of another organization. */
static void
recount(struct story *story)
{
    for (int i = 0; i < STORY_BASES; i++) {
        struct story_base *base = &story->base[i];

        if (!base->begun)
            continue;
        base->ran[1] =
            open_time(story, base->begun_at, base->done ? base->done_at : story->cursor);
        if (base->reopened)
            base->ran_before[1] = open_time(story, base->begun_at, base->reopened_at);
    }
}

static void
begin(struct story *story, int which, const struct plan_event *event)
{
    story->base[which] =
        (struct story_base){.begun = true, .begun_at = event->at, .cycle = event->id};
    for (int i = 0; i < STORY_TARGETS; i++)
        if (BASE_OF[i] == which)
            story->missed_at[i] = 0;
}

static void
end(struct story_base *base, int64_t at)
{
    if (base->begun && !base->done) {
        base->done = true;
        base->done_at = at;
    }
}

static void
begin_segment(struct story *story, int64_t at)
{
    const struct plan_state *state = plan_state_find(story->plan, story->facts.state);
    struct plan_segment *segment = vec_add(story->arena, &story->segments);

    *segment = (struct plan_segment){.from = at,
                                     .to = at,
                                     .runs = story->runs,
                                     .state = story->facts.state,
                                     .state_line = state ? state->line : 0};
}

static bool
is_over(enum plan_phase phase)
{
    return phase == PLAN_RESOLVED || phase == PLAN_CLOSED || phase == PLAN_SPAM;
}

/* The resolve clock goes on where it stopped, the update clock anew. */
static void
reopen(struct story *story, const struct plan_event *event)
{
    struct story_base *resolve = &story->base[STORY_RESOLVE];

    story->resolved_at = 0;
    resolve->done = false;
    resolve->done_at = 0;
    for (int i = 0; i < STORY_BASES; i++) {
        struct story_base *base = &story->base[i];

        if (base->done)
            continue;
        base->reopened = true;
        base->reopened_at = event->at;
        memcpy(base->ran_before, base->ran, sizeof base->ran);
    }
    if (story->base[STORY_UPDATE].begun || story->base[STORY_FIRST].done)
        begin(story, STORY_UPDATE, event);
}

static void
set_state(struct story *story, const struct plan_event *event, const char *name)
{
    const struct plan_state *state = plan_state_find(story->plan, name);
    enum plan_phase before = story->facts.phase;
    struct story_facts *facts = &story->facts;

    facts->state = state ? state->name : name;
    facts->phase = state ? state->phase : PLAN_OPEN;
    facts->state_since = event->at;
    facts->state_id = event->id;
    facts->state_cause = event->cause;
    story->runs = !story->merged && (!state || state->runs) && !is_over(facts->phase);
    if (event->kind == PLAN_EVENT_STATE && is_over(before) && !is_over(facts->phase)) {
        if (before != PLAN_SPAM)
            facts->reopened_n++;
        reopen(story, event);
    }
    if (is_over(facts->phase)) {
        if (!story->resolved_at)
            story->resolved_at = event->at;
        end(&story->base[STORY_RESOLVE], event->at);
        end(&story->base[STORY_UPDATE], event->at);
    }
    begin_segment(story, event->at);
}

static void
set_priority(struct story *story, const struct plan_event *event, const char *name)
{
    const struct plan *plan = story->plan;
    const char *organization = story->facts.organization;
    const struct plan_priority *found = plan_priority_find(plan, organization, name);

    if (!found)
        found = plan_priority_of(plan, organization, NULL, NULL, NULL);
    story->priority = found;
    story->facts.priority = found->name;
    if (!event)
        return;
    story->priority_why = (struct plan_why){
        found->line,
        event->kind == PLAN_EVENT_CREATED
            ? N_("The ticket was opened with the priority %s.")
        : event->cause ? N_("A rule of the plan changed the priority to %s.")
                       : N_("A person changed the priority to %s."),
        {found->name}};
}

static void
set_team(struct story *story, const char *name)
{
    const struct plan_team *team = plan_team_find(story->plan, name);

    story->facts.team = team ? team->name : name;
    story->facts.tier = team ? team->tier : 1;
}

static void
set_person(struct story *story, const struct plan_event *event)
{
    story->facts.person = event->person;
    story->facts.person_since = event->at;
    story->facts.person_id = event->id;
    story->facts.person_cause = event->cause;
}

static void
take_created(struct story *story, const struct plan_event *event)
{
    struct story_facts *facts = &story->facts;

    story->created = true;
    facts->subject = event->subject ? event->subject : "";
    facts->channel = event->channel;
    facts->organization = event->organization;
    facts->topic = event->topic;
    set_priority(story, event, event->priority);
    set_team(story, event->team);
    set_person(story, event);
    begin(story, STORY_FIRST, event);
    begin(story, STORY_RESOLVE, event);
    set_state(story, event, event->state ? event->state : story->plan->states.at[0].name);
    if (event->staff &&
        (event->channel == PLAN_PHONE || event->channel == PLAN_WALK_IN)) {
        end(&story->base[STORY_FIRST], event->at);
        begin(story, STORY_UPDATE, event);
    }
}

static void
take_reply(struct story *story, const struct plan_event *event)
{
    if (!event->staff)
        return;
    end(&story->base[STORY_FIRST], event->at);
    begin(story, STORY_UPDATE, event);
    if (is_over(story->facts.phase))
        end(&story->base[STORY_UPDATE], event->at);
}

static void
take_organization(struct story *story, const struct plan_event *event)
{
    story->facts.organization = event->organization;
    set_priority(story, NULL, story->facts.priority);
    recount(story);
}

static void
take(struct story *story, const struct plan_event *event)
{
    switch (event->kind) {
    case PLAN_EVENT_CREATED:
        take_created(story, event);
        break;
    case PLAN_EVENT_STATE:
        set_state(story, event, event->state);
        break;
    case PLAN_EVENT_PRIORITY:
        set_priority(story, event, event->priority);
        break;
    case PLAN_EVENT_TOPIC:
        story->facts.topic = event->topic;
        break;
    case PLAN_EVENT_TEAM:
        set_team(story, event->team);
        break;
    case PLAN_EVENT_ORGANIZATION:
        take_organization(story, event);
        break;
    case PLAN_EVENT_ASSIGNED:
        set_person(story, event);
        break;
    case PLAN_EVENT_REPLY:
        take_reply(story, event);
        break;
    case PLAN_EVENT_SAME:
        story->facts.same_n = event->number;
        break;
    case PLAN_EVENT_MERGED:
        story->merged = true;
        story->runs = false;
        begin_segment(story, event->at);
        break;
    case PLAN_EVENT_ADOPTED:
        story->adopted_at = event->at;
        break;
    case PLAN_EVENT_NOTE:
    case PLAN_EVENT_ACKNOWLEDGED:
    case PLAN_EVENT_WAITING:
    case PLAN_EVENT_SURVEY:
    case PLAN_EVENT_TAG:
    case PLAN_EVENT_UNTAG:
    case PLAN_EVENT_FIRED:
        break;
    }
}

void
story_tell(struct story *story)
{
    const struct plan *plan = story->plan;
    const struct plan_event *history = story->history;
    size_t n = story->n;
    int64_t now = story->now;

    story->cursor = n ? history[0].at : now;
    story->facts.state = plan->states.at[0].name;
    story->facts.subject = "";
    story->facts.team = "";
    story->facts.tier = 1;
    set_priority(story, NULL, NULL);
    story->after = NEW_N(story->arena, n + 1, struct story_facts);
    for (size_t i = 0; i < n && history[i].at <= now; i++) {
        pass(story, history[i].at);
        take(story, &history[i]);
        story->after[i] = story->facts;
        story->n = i + 1;
    }
    if (story->n < n && !story->created)
        story->cursor = now;
    pass(story, now);
    if (story->created && !story->merged && story->runs)
        note_misses(story, now);
}

/* ---- As others see it. */

static struct plan_clock
clock_of(const struct story *story, enum plan_target_kind target)
{
    const struct story_base *base = &story->base[BASE_OF[target]];
    struct plan_clock clock = {0};
    bool business;

    clock.target_ms = story_target_ms(story, target, &business);
    clock.missed_at = story->first_missed_at[target];
    if (target == PLAN_UPDATE)
        clock.missed_at = story->missed_at[target];
    if (!clock.target_ms || !base->begun)
        return clock;
    clock.elapsed_ms = ran_of(story, target, clock.target_ms, business);
    clock.done_at = base->done ? base->done_at : 0;
    clock.due_at = story_reaches(story, target, 100);
    if (clock.due_at == PLAN_NEVER)
        clock.due_at = 0;
    clock.paused = is_pending(story, target) && !story->runs;
    return clock;
}

static int64_t
earliest(int64_t a, int64_t b)
{
    return b && b < a ? b : a;
}

struct plan_clocks
story_clocks(const struct story *story)
{
    struct plan_clocks clocks = {
        .first = clock_of(story, PLAN_FIRST_RESPONSE),
        .update = clock_of(story, PLAN_UPDATE),
        .resolve = clock_of(story, PLAN_RESOLVE),
        .internal_first = clock_of(story, PLAN_INTERNAL_FIRST),
        .internal_resolve = clock_of(story, PLAN_INTERNAL_RESOLVE),
        .resolved_at = story->resolved_at,
        .next_due_at = PLAN_NEVER,
        .reopened_n = story->facts.reopened_n,
        .merged = story->merged,
        .runs = story->runs,
        .priority = story->priority,
        .priority_why = story->priority_why,
        .state = story->facts.state,
        .state_since = story->facts.state_since,
        .segments = story->segments.at,
        .segments_n = story->segments.n,
    };

    clocks.first_due_at = clocks.first.due_at;
    clocks.first_done_at = clocks.first.done_at;
    clocks.first_missed = clocks.first.missed_at != 0;
    clocks.update_due_at = clocks.update.due_at;
    clocks.resolve_due_at = clocks.resolve.due_at;
    clocks.resolve_missed = clocks.resolve.missed_at != 0;
    clocks.queue_at = earliest(PLAN_NEVER, clocks.first_due_at);
    clocks.queue_at = earliest(clocks.queue_at, clocks.update_due_at);
    clocks.queue_at = earliest(clocks.queue_at, clocks.resolve_due_at);
    return clocks;
}

struct plan_clocks
plan_clocks(struct arena *arena, const struct plan *plan,
            const struct plan_event *history, size_t n, int64_t now)
{
    struct story story = {
        .arena = arena, .plan = plan, .history = history, .n = n, .now = now};

    story_tell(&story);
    return story_clocks(&story);
}
