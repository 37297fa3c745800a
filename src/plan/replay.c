/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/replay.h"

#include "base/arena.h"
#include "plan/fold.h"
#include "plan/open.h"

#include <string.h>

enum {
    ROUNDS_N = 32,    /* at one moment: rules that follow from rules */
    MOMENTS_N = 1000, /* of one ticket */
};
static const int64_t OWN_ID = INT64_C(1) << 40; /* ids of events that the replay writes */

struct replay {
    struct arena *arena;
    const struct plan *plan, *from;
    struct plan_outcome *out;
    PLAN_LIST(struct plan_event) events;
};

static struct plan_event *
add(struct replay *replay, int64_t at, enum plan_event_kind kind, const char *cause)
{
    struct plan_event *event = vec_add(replay->arena, &replay->events);

    *event = (struct plan_event){
        .at = at, .id = OWN_ID + (int64_t)replay->events.n, .kind = kind, .cause = cause};
    return event;
}

/* ---- What people did, seen by the plan that is tried. */

/* A state of the other plan is that of the same name, else the first of the same phase.
 */
static const char *
translate_state(const struct replay *replay, const char *name)
{
    const struct plan_state *state = plan_state_find(replay->plan, name), *theirs;

    if (state || !replay->from)
        return name;
    theirs = plan_state_find(replay->from, name);
    state = theirs ? plan_state_of_phase(replay->plan, theirs->phase) : NULL;
    return state ? state->name : name;
}

static void
take_created(struct replay *replay, struct plan_event *event)
{
    struct plan_route route = plan_route(replay->plan, event->topic, event->subject, "");
    const struct plan_priority *priority =
        plan_priority_find(replay->plan, event->organization, event->priority);

    if (event->impact || event->urgency || !priority)
        priority = plan_priority_of(replay->plan, event->organization, event->impact,
                                    event->urgency, NULL);
    event->topic = route.topic->name;
    event->team = route.team->name;
    event->priority = priority->name;
    event->state = replay->plan->states.at[0].name;
    replay->out->first_team = event->team;
    replay->out->first_priority = event->priority;
}

/* False for what rules did, and what changes nothing. */
static bool
is_peoples(const struct plan_event *event)
{
    return !event->cause && event->kind != PLAN_EVENT_FIRED &&
           event->kind != PLAN_EVENT_ADOPTED && event->kind != PLAN_EVENT_ACKNOWLEDGED &&
           event->kind != PLAN_EVENT_NOTE;
}

static void
take_event(struct replay *replay, const struct plan_event *recorded)
{
    struct plan_event *event = vec_add(replay->arena, &replay->events);

    *event = *recorded;
    if (event->kind == PLAN_EVENT_CREATED)
        take_created(replay, event);
    else if (event->kind == PLAN_EVENT_STATE)
        event->state = translate_state(replay, event->state);
}

/* ---- What the rules do. */

static void
set_state(struct replay *replay, const struct plan_action *action, int64_t now)
{
    if (!action->state)
        return;
    add(replay, now, PLAN_EVENT_STATE, action->cause)->state = action->state;
    replay->out->closed_by_rule =
        replay->out->closed_by_rule || action->kind == PLAN_CLOSE;
}

static void
act(struct replay *replay, const struct plan_action *action, int64_t now)
{
    struct plan_outcome *out = replay->out;

    switch (action->kind) {
    case PLAN_NOTIFY_ASSIGNEE:
    case PLAN_NOTIFY_TEAM:
    case PLAN_NOTIFY_LEAD:
    case PLAN_NOTIFY_MANAGER:
    case PLAN_NOTIFY_ADDRESS:
        out->notified_n++;
        break;
    case PLAN_ESCALATE:
        out->escalated_n += action->team != NULL;
        if (action->team)
            add(replay, now, PLAN_EVENT_TEAM, action->cause)->team = action->team;
        break;
    case PLAN_ASSIGN_TEAM:
        add(replay, now, PLAN_EVENT_TEAM, action->cause)->team = action->team;
        break;
    case PLAN_SET_PRIORITY:
        if (action->text)
            add(replay, now, PLAN_EVENT_PRIORITY, action->cause)->priority = action->text;
        break;
    case PLAN_SET_TOPIC:
        add(replay, now, PLAN_EVENT_TOPIC, action->cause)->topic = action->text;
        break;
    case PLAN_SET_STATE:
    case PLAN_RESOLVE_AS:
    case PLAN_CLOSE:
        set_state(replay, action, now);
        break;
    case PLAN_ADD_TAG:
        add(replay, now, PLAN_EVENT_TAG, action->cause)->text = action->text;
        break;
    case PLAN_REMOVE_TAG:
        add(replay, now, PLAN_EVENT_UNTAG, action->cause)->text = action->text;
        break;
    case PLAN_REMIND_USER:
        out->reminded_n++;
        break;
    case PLAN_ASSIGN_FEWEST:
    case PLAN_ASSIGN_TURN:
    case PLAN_SEND_SURVEY:
    case PLAN_OPEN_PROBLEM:
    case PLAN_RESTRICT:
    case PLAN_REPORT_WITHIN:
    case PLAN_REPLY_WITH:
    case PLAN_CALL_WEBHOOK:
    case PLAN_ACTIONS_N:
        break;
    }
}

/* Lets the rules act until nothing follows any more; when to look again. */
static int64_t
settle(struct replay *replay, int64_t now)
{
    struct plan_decision *decision = NULL;

    for (int round = 0; round < ROUNDS_N; round++) {
        const char *cause = NULL;
        const struct plan_rule *rule = NULL;

        decision = plan_decide(replay->arena, replay->plan, replay->events.at,
                               replay->events.n, now);
        if (!decision->actions.n)
            break;
        for (size_t i = 0; i < decision->actions.n; i++) {
            const struct plan_action *action = &decision->actions.at[i];

            if (action->rule != rule || action->cause != cause) {
                struct plan_event *fired =
                    add(replay, now, PLAN_EVENT_FIRED, action->cause);
                fired->rule = action->rule->key;
                replay->out->fired_n++;
            }
            rule = action->rule;
            cause = action->cause;
            act(replay, action, now);
        }
    }
    return decision->next_due_at;
}

static void
finish(struct replay *replay, int64_t until)
{
    struct plan_outcome *out = replay->out;
    struct plan_clocks clocks = plan_clocks(replay->arena, replay->plan,
                                            replay->events.at, replay->events.n, until);

    out->priority = clocks.priority->name;
    out->state = clocks.state;
    out->first_missed = clocks.first.missed_at != 0;
    out->update_missed = clocks.update.missed_at != 0;
    out->resolve_missed = clocks.resolve.missed_at != 0;
    out->team = out->first_team;
    for (size_t i = 0; i < replay->events.n; i++)
        if (replay->events.at[i].kind == PLAN_EVENT_TEAM)
            out->team = replay->events.at[i].team;
}

void
plan_replay(struct arena *arena, const struct plan *plan, const struct plan_past *past,
            struct plan_outcome *out)
{
    const struct plan_event *history = past->history;
    struct replay replay = {.arena = arena, .plan = plan, .from = past->from, .out = out};
    int64_t due = PLAN_NEVER;
    size_t i = 0, n = past->n;

    memset(out, 0, sizeof *out);
    for (int moment = 0; moment < MOMENTS_N; moment++) {
        int64_t now;

        while (i < n && !is_peoples(&history[i]))
            i++;
        now = i < n && history[i].at <= due ? history[i].at : due;
        if (now > past->until)
            break;
        for (; i < n && history[i].at <= now; i++)
            if (is_peoples(&history[i]))
                take_event(&replay, &history[i]);
        due = settle(&replay, now);
        if (!moment)
            out->first_due_at =
                plan_clocks(arena, plan, replay.events.at, replay.events.n, now)
                    .first_due_at;
    }
    finish(&replay, past->until);
}

unsigned
plan_outcome_differs(const struct plan_outcome *a, const struct plan_outcome *b)
{
    unsigned bits = 0;

    if (!fold_eq(a->first_team, b->first_team))
        bits |= PLAN_DIFFERS_TEAM;
    if (!fold_eq(a->first_priority, b->first_priority))
        bits |= PLAN_DIFFERS_PRIORITY;
    if (a->escalated_n != b->escalated_n)
        bits |= PLAN_DIFFERS_ESCALATION;
    if (a->reminded_n != b->reminded_n)
        bits |= PLAN_DIFFERS_REMINDERS;
    if (a->first_missed != b->first_missed)
        bits |= PLAN_DIFFERS_FIRST;
    if (a->update_missed != b->update_missed)
        bits |= PLAN_DIFFERS_UPDATE;
    if (a->resolve_missed != b->resolve_missed)
        bits |= PLAN_DIFFERS_RESOLVE;
    if (!fold_eq(a->state, b->state))
        bits |= PLAN_DIFFERS_STATE;
    if (a->first_due_at != b->first_due_at)
        bits |= PLAN_DIFFERS_PROMISE;
    return bits;
}
