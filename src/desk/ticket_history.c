/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket's events as the plan's engine reads them. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "desk/policy.h"
#include "desk/ticket_row.h"
#include "plan/open.h"

#include <string.h>

enum { STEPS_OF_EVENT = 64 };

/* staff: a member of the staff did what is being read, by the role of then. tags: so far.
 */
struct history {
    struct arena *arena;
    bool staff;
    const char *tags;
    VEC(struct plan_event) list;
};

static const struct {
    const char *name;
    enum plan_channel_kind kind;
} channels[] = {
    {"web",       PLAN_WEB      },
    {"mail",      PLAN_MAIL     },
    {"phone",     PLAN_PHONE    },
    {"api",       PLAN_OTHER    },
    {"voicemail", PLAN_VOICEMAIL},
    {"sheet",     PLAN_SHEET    },
    {"walk-in",   PLAN_WALK_IN  },
};

static enum plan_channel_kind
channel_kind(const char *name)
{
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++)
        if (str_eq(name, channels[i].name))
            return channels[i].kind;
    return PLAN_OTHER;
}

static struct plan_event *
step(struct history *history, const struct event *event, enum plan_event_kind kind)
{
    size_t before = history->list.n;
    struct plan_event *next = vec_add(history->arena, &history->list);
    int64_t first = event->n * STEPS_OF_EVENT;
    int64_t id = before && next[-1].id >= first ? next[-1].id + 1 : first;

    *next = (struct plan_event){
        .at = event->at, .id = id, .kind = kind, .staff = history->staff};
    return next;
}

static bool
has_tag(char **tags, size_t n, const char *tag)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_fold(tags[i], tag))
            return true;
    return false;
}

/* A step for each tag that went or came. */
static void
retag(struct history *history, const struct event *event, const char *tags)
{
    size_t before_n, after_n;
    char **before = str_split(history->arena, history->tags, ',', &before_n);
    char **after = str_split(history->arena, tags, ',', &after_n);

    for (size_t i = 0; i < before_n; i++)
        if (!has_tag(after, after_n, before[i]))
            step(history, event, PLAN_EVENT_UNTAG)->text = before[i];
    for (size_t i = 0; i < after_n; i++)
        if (!has_tag(before, before_n, after[i]))
            step(history, event, PLAN_EVENT_TAG)->text = after[i];
    history->tags = tags;
}

/* ticket: as it was made. */
static void
created(struct history *history, const struct event *event, const struct ticket *ticket)
{
    struct plan_event *e = step(history, event, PLAN_EVENT_CREATED);

    e->state = ticket->state;
    e->priority = ticket->priority;
    e->topic = ticket->topic;
    e->team = ticket->team;
    e->organization = str_blank(ticket->organization) ? NULL : ticket->organization;
    e->subject = ticket->subject;
    e->impact = ticket->impact;
    e->urgency = ticket->urgency;
    e->channel = channel_kind(ticket->channel);
    e->person = ticket->assignee.v;
    if (!str_blank(ticket->tags))
        retag(history, event, ticket->tags);
}

/* A message comes before what it changed. */
static void
said(struct history *history, const struct event *event, const struct json *data)
{
    switch (event->kind) {
    case EVENT_REPLIED:
    case EVENT_REQUESTER_WROTE:
        step(history, event, PLAN_EVENT_REPLY)->staff = event->kind == EVENT_REPLIED;
        break;
    case EVENT_RESOLVED:
        if (event->message.v)
            step(history, event, PLAN_EVENT_REPLY)->staff = true;
        break;
    case EVENT_ADMITTED:
        step(history, event, PLAN_EVENT_REPLY)->staff = false;
        break;
    case EVENT_NOTED:
        step(history, event, PLAN_EVENT_NOTE);
        break;
    case EVENT_ACKNOWLEDGED:
    case EVENT_AUTO_REPLIED:
        step(history, event, PLAN_EVENT_ACKNOWLEDGED);
        break;
    case EVENT_STILL_WAITING:
        step(history, event, PLAN_EVENT_WAITING);
        break;
    case EVENT_SURVEY_ANSWERED: {
        struct plan_event *e = step(history, event, PLAN_EVENT_SURVEY);

        e->text = json_as_text(json_member(data, "text"));
        e->number = json_as_int(json_member(data, "number"));
        break;
    }
    case EVENT_SAME: {
        struct plan_event *e = step(history, event, PLAN_EVENT_SAME);

        e->number = json_as_int(json_member(data, "number"));
        e->cause = json_as_text(json_member(data, "cause"));
        break;
    }
    case EVENT_FIRED: {
        struct plan_event *e = step(history, event, PLAN_EVENT_FIRED);

        e->rule = json_as_text(json_member(data, "rule"));
        e->cause = json_as_text(json_member(data, "cause"));
        break;
    }
    case EVENT_CREATED:
    case EVENT_HELD:
    case EVENT_CHANGED:
    case EVENT_REOPENED:
    case EVENT_CLOSED:
    case EVENT_CONFIRMED:
    case EVENT_NOT_SOLVED:
    case EVENT_SURVEY_ASKED:
    case EVENT_MAIL_FAILED:
    case EVENT_VERIFIED:
    case EVENT_JOINED:
    case EVENT_LEFT:
    case EVENT_ADOPTED:
    case EVENT_MOVED:
    case EVENT_JOINED_TO:
    case EVENT_PARTED_FROM:
    case EVENT_REPORTED:
    case EVENT_COMPLAINED:
    case EVENT_SIDE_ASKED:
    case EVENT_SIDE_ANSWERED:
    case EVENT_SIDE_CLOSED:
    case EVENT_HOOK_FAILED:
    case EVENT_READ_AS:
    case EVENT_KINDS_N:
        break;
    }
}

/* The slot of an event for a property that a plan names. */
static const char **
name_slot(struct plan_event *event, int property)
{
    const char **slots[] = {&event->team, &event->topic, &event->priority, &event->state};

    return slots[property];
}

/* From it on another plan rules the ticket: a later revision, or another desk's. */
static bool
is_other_plan(enum event_kind kind)
{
    return kind == EVENT_ADOPTED || kind == EVENT_MOVED;
}

/* A new revision has another name for what the ticket is: so it was called all the time,
 * and nothing happened but that the revision rules from here on. */
static void
adopted(struct history *history, const struct event *event, const struct json *set)
{
    static const char *const properties[] = {"team", "topic", "priority", "state"};

    for (int i = 0; i < 4; i++) {
        const char *becomes = json_as_text(json_member(set, properties[i])), *was = NULL;

        for (size_t k = history->list.n; becomes && !was && k-- > 0;)
            was = *name_slot(&history->list.at[k], i);
        for (size_t k = 0; was && k < history->list.n; k++) {
            const char **slot = name_slot(&history->list.at[k], i);

            if (*slot && str_eq(*slot, was))
                *slot = becomes;
        }
    }
    step(history, event, PLAN_EVENT_ADOPTED);
    if (json_member(set, "assignee"))
        step(history, event, PLAN_EVENT_ASSIGNED)->person =
            json_as_int(json_member(set, "assignee"));
}

static void
changed(struct history *history, const struct event *event, const struct json *data)
{
    const struct json *set = json_member(data, "set");
    const char *cause = json_as_text(json_member(data, "cause"));
    size_t first = history->list.n;
    const char *text;

    if ((text = json_as_text(json_member(set, "topic"))))
        step(history, event, PLAN_EVENT_TOPIC)->topic = text;
    if ((text = json_as_text(json_member(set, "organization"))))
        step(history, event, PLAN_EVENT_ORGANIZATION)->organization = text;
    if ((text = json_as_text(json_member(set, "priority"))))
        step(history, event, PLAN_EVENT_PRIORITY)->priority = text;
    if ((text = json_as_text(json_member(set, "team"))))
        step(history, event, PLAN_EVENT_TEAM)->team = text;
    if (json_member(set, "assignee"))
        step(history, event, PLAN_EVENT_ASSIGNED)->person =
            json_as_int(json_member(set, "assignee"));
    if ((text = json_as_text(json_member(set, "state"))))
        step(history, event, PLAN_EVENT_STATE)->state = text;
    if ((text = json_as_text(json_member(set, "tags"))))
        retag(history, event, text);
    if (json_as_int(json_member(set, "merged_into")))
        step(history, event, PLAN_EVENT_MERGED);
    for (size_t i = first; i < history->list.n; i++)
        history->list.at[i].cause = cause;
}

struct plan_event *
ticket_history(struct cx *cx, const struct event *events, size_t n, size_t *history_n_out)
{
    struct history history = {.arena = cx->arena, .tags = ""};

    for (size_t i = 0; i < n; i++) {
        const char *why;
        const struct json *data = json_parse(cx->arena, bytes_of(events[i].data), &why);

        history.staff = json_as_int(json_member(data, "staff")) != 0;
        if (events[i].kind == EVENT_CREATED) {
            struct ticket made = {0};

            ticket_apply(&made, json_member(data, "set"));
            created(&history, &events[i], &made);
            continue;
        }
        if (is_other_plan(events[i].kind)) {
            adopted(&history, &events[i], json_member(data, "set"));
            continue;
        }
        said(&history, &events[i], data);
        changed(&history, &events[i], data);
    }
    *history_n_out = history.list.n;
    return history.list.at;
}

/* The revision that ruled the ticket with its event number n. */
static int64_t
revision_at(struct cx *cx, const struct event *events, size_t n, int64_t at_n)
{
    int64_t revision = 0;

    for (size_t i = 0; i < n && events[i].n <= at_n; i++) {
        const struct json *data;
        const char *why;

        if (events[i].kind != EVENT_CREATED && !is_other_plan(events[i].kind))
            continue;
        data = json_parse(cx->arena, bytes_of(events[i].data), &why);
        revision = json_as_int(json_member(json_member(data, "set"), "plan"));
    }
    return revision;
}

struct err *
ticket_translate(struct cx *cx, const struct plan *plan, const struct event *events,
                 size_t n, const struct ticket_past *past)
{
    bool any = false;

    for (size_t i = 0; i < n; i++)
        any = any || is_other_plan(events[i].kind);
    for (size_t i = 0; any && i < past->n; i++) {
        struct plan_event *event = &past->history[i];
        const struct plan_state *was, *now;
        const struct plan *then;

        if (!event->state || plan_state_find(plan, event->state))
            continue;
        TRY(policy_get(cx, revision_at(cx, events, n, event->id / STEPS_OF_EVENT),
                       &then));
        was = plan_state_find(then, event->state);
        now = was ? plan_state_of_phase(plan, was->phase) : NULL;
        if (now)
            event->state = now->name;
    }
    return NULL;
}

struct plan_event *
ticket_history_new(struct cx *cx, const struct ticket *ticket, const struct event *event,
                   size_t *history_n_out)
{
    struct history history = {
        .arena = cx->arena, .tags = "", .staff = ticket_by_staff(cx)};

    created(&history, event, ticket);
    *history_n_out = history.list.n;
    return history.list.at;
}

static int64_t
or_none(int64_t at)
{
    return at == PLAN_NEVER ? 0 : at;
}

static void
count_messages(struct ticket *ticket, const struct event *events, size_t n)
{
    ticket->message_n = ticket->last_message_at = ticket->unanswered = 0;
    for (size_t i = 0; i < n; i++) {
        if (!events[i].message.v || events[i].kind == EVENT_READ_AS)
            continue;
        if (events[i].kind != EVENT_ADMITTED)
            ticket->message_n++;
        ticket->last_message_at = events[i].at;
        if (events[i].kind == EVENT_CREATED || events[i].kind == EVENT_REQUESTER_WROTE ||
            events[i].kind == EVENT_ADMITTED)
            ticket->unanswered = 1;
        else if (events[i].kind == EVENT_REPLIED || events[i].kind == EVENT_RESOLVED)
            ticket->unanswered = 0;
    }
}

void
ticket_fill_cache(struct ticket *ticket, const struct event *events, size_t n,
                  const struct plan *plan, const struct plan_decision *decision)
{
    const struct plan_clocks *clocks = &decision->clocks;
    const struct plan_state *state = plan_state_find(plan, ticket->state);

    ticket->phase = state ? state->phase : PLAN_OPEN;
    ticket->priority_rank = clocks->priority->rank;
    ticket->created_at = events[0].at;
    ticket->updated_at = events[n - 1].at;
    ticket->first_due_at = or_none(clocks->first_due_at);
    ticket->first_done_at = clocks->first_done_at;
    ticket->update_due_at = or_none(clocks->update_due_at);
    ticket->resolve_due_at = or_none(clocks->resolve_due_at);
    ticket->resolved_at = clocks->resolved_at;
    ticket->closed_at = ticket->phase == PLAN_CLOSED ? clocks->state_since : 0;
    ticket->reopened_n = clocks->reopened_n;
    ticket->queue_at = clocks->queue_at;
    ticket->next_due_at =
        decision->actions.n ? events[n - 1].at : or_none(decision->next_due_at);
    ticket->event_n = (int64_t)n;
    count_messages(ticket, events, n);
}
