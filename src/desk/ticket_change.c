/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of a ticket, changed by the staff. */
#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/desk.h"
#include "desk/find.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/team.h"
#include "desk/ticket_act.h"

static struct err *
choose_assignee(struct cx *cx, const struct ticket_change *change, struct ticket *ticket)
{
    struct person person;
    bool here;

    if (change->assignee < 0)
        return NULL;
    ticket->assignee.v = change->assignee;
    if (!change->assignee)
        return NULL;
    TRY(person_get(cx, ticket->assignee, &person));
    TRY(desk_has_person(cx, ticket->desk, person.id, &here));
    if (!here || !person.active)
        FAIL_FIELD(cx, "assignee", "%s is not an agent of this desk.",
                   person_label(&person));
    return NULL;
}

static struct err *
choose_team(struct cx *cx, const struct plan *plan, const struct ticket_change *change,
            struct ticket *ticket)
{
    const struct plan_topic *topic;
    const struct plan_team *team;

    if (change->topic) {
        topic = plan_topic_find(plan, change->topic);
        if (!topic)
            FAIL_FIELD(cx, "topic", "The plan has no topic “%s”.", change->topic);
        if (!str_eq(topic->name, ticket->topic) && !change->team) {
            struct plan_route route = plan_route(plan, topic->name, ticket->subject, "");

            ticket->team = route.team->name;
            ticket->tier = route.team->tier;
        }
        ticket->topic = topic->name;
    }
    if (!change->team)
        return NULL;
    team = plan_team_find(plan, change->team);
    if (!team)
        FAIL_FIELD(cx, "team", "The plan has no team “%s”.", change->team);
    ticket->team = team->name;
    ticket->tier = team->tier;
    return NULL;
}

/* Who has it keeps it only in a team of their own. */
static struct err *
leave_team(struct cx *cx, const struct ticket_change *change, const struct ticket *was,
           struct ticket *ticket)
{
    struct team_member *members;
    size_t n;

    if (change->assignee >= 0 || !ticket->assignee.v || str_eq(was->team, ticket->team))
        return NULL;
    TRY(team_members(cx, ticket->team, &members, &n));
    for (size_t i = 0; i < n; i++)
        if (members[i].person.v == ticket->assignee.v)
            return NULL;
    ticket->assignee.v = 0;
    return NULL;
}

static const char *
find_label(const struct plan_label *labels, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_fold(labels[i].name, name))
            return labels[i].name;
    return NULL;
}

static struct err *
choose_priority(struct cx *cx, const struct plan *plan,
                const struct ticket_change *change, struct ticket *ticket,
                struct plan_why *why)
{
    const char *organization = *ticket->organization ? ticket->organization : NULL;
    const struct plan_priority *priority = NULL;

    if (change->impact) {
        ticket->impact = find_label(plan->impacts.at, plan->impacts.n, change->impact);
        if (!ticket->impact)
            FAIL_FIELD(cx, "impact", "The plan has no impact “%s”.", change->impact);
    }
    if (change->urgency) {
        ticket->urgency =
            find_label(plan->urgencies.at, plan->urgencies.n, change->urgency);
        if (!ticket->urgency)
            FAIL_FIELD(cx, "urgency", "The plan has no urgency “%s”.", change->urgency);
    }
    if (change->priority) {
        priority = plan_priority_find(plan, organization, change->priority);
        if (!priority)
            FAIL_FIELD(cx, "priority", "The plan has no priority “%s”.",
                       change->priority);
    } else if (change->impact || change->urgency) {
        priority =
            plan_priority_of(plan, organization, ticket->impact, ticket->urgency, why);
    }
    if (priority)
        ticket->priority = priority->name;
    return NULL;
}

static struct err *
choose_state(struct cx *cx, const struct plan *plan, const struct ticket_change *change,
             struct ticket *ticket)
{
    const struct plan_state *state;

    if (!change->state)
        return NULL;
    state = plan_state_find(plan, change->state);
    if (!state)
        FAIL_FIELD(cx, "state", "The plan has no state “%s”.", change->state);
    if (!plan_may_change(plan, ticket->state, state->name))
        FAIL_FIELD(cx, "state", "The plan does not lead from “%s” to “%s”.",
                   ticket->state, state->name);
    ticket->state = state->name;
    return NULL;
}

static struct err *
choose_subject(struct cx *cx, const struct ticket_change *change, struct ticket *ticket)
{
    if (!change->subject)
        return NULL;
    ticket->subject = str_trim(cx->arena, change->subject);
    if (!*ticket->subject)
        FAIL_FIELD(cx, "subject", "Please say in a few words what this is about.");
    if ((int64_t)utf8_length(ticket->subject) > cx->config->field_characters)
        FAIL_FIELD(cx, "subject", "This can have at most %d characters.",
                   (int)cx->config->field_characters);
    return NULL;
}

static struct err *
choose_organization(struct cx *cx, const struct ticket_change *change,
                    struct ticket *ticket)
{
    if (!change->organization)
        return NULL;
    ticket->organization = str_trim(cx->arena, change->organization);
    if ((int64_t)utf8_length(ticket->organization) > cx->config->field_characters)
        FAIL_FIELD(cx, "organization", "This can have at most %d characters.",
                   (int)cx->config->field_characters);
    return NULL;
}

static enum event_kind
kind_of_change(const struct plan *plan, const struct ticket *was,
               const struct ticket *ticket)
{
    const struct plan_state *state = plan_state_find(plan, ticket->state);

    if (str_eq(was->state, ticket->state) || !state)
        return EVENT_CHANGED;
    if (state->phase == PLAN_CLOSED)
        return EVENT_CLOSED;
    if (state->phase == PLAN_RESOLVED)
        return EVENT_RESOLVED;
    return was->phase >= PLAN_RESOLVED && state->phase < PLAN_RESOLVED ? EVENT_REOPENED
                                                                       : EVENT_CHANGED;
}

static bool
same_ticket(struct cx *cx, const struct ticket *a, const struct ticket *b)
{
    return !ticket_differences(cx, a, b);
}

static struct err *
notify_assignee(struct cx *cx, const struct ticket *was, const struct ticket *ticket)
{
    if (!ticket->assignee.v || ticket->assignee.v == was->assignee.v ||
        ticket->assignee.v == cx->actor->person.v)
        return NULL;
    return outgoing_add(cx, OUTGOING_NOTIFY, ticket->assignee, ticket->id,
                        (struct message_id){0}, NULL);
}

struct err *
ticket_change(struct cx *cx, struct ticket_id id, const struct ticket_change *change)
{
    struct ticket was, ticket;
    const struct plan *plan;
    struct plan_why why = {0};
    bool subject_changes;

    TRY(ticket_must_staff(cx));
    TRY(ticket_get(cx, id, &was));
    TRY(ticket_plan(cx, &was, &plan));
    ticket = was;
    TRY(choose_subject(cx, change, &ticket));
    TRY(choose_organization(cx, change, &ticket));
    TRY(choose_team(cx, plan, change, &ticket));
    TRY(choose_priority(cx, plan, change, &ticket, &why));
    TRY(choose_assignee(cx, change, &ticket));
    TRY(leave_team(cx, change, &was, &ticket));
    TRY(choose_state(cx, plan, change, &ticket));
    if (same_ticket(cx, &was, &ticket))
        return NULL;
    subject_changes = !str_eq(was.subject, ticket.subject);
    if (subject_changes)
        TRY(find_remove_ticket(cx, id));
    TRY(ticket_save(cx, &was, &ticket,
                    &(struct ticket_note){.kind = kind_of_change(plan, &was, &ticket),
                                          .reason = change->reason,
                                          .why = why.sentence ? &why : NULL}));
    if (subject_changes)
        TRY(find_add_ticket(cx, id));
    return notify_assignee(cx, &was, &ticket);
}

struct err *
ticket_take(struct cx *cx, struct ticket_id id)
{
    struct ticket_change change = {.assignee = cx->actor->person.v};
    const struct plan *plan;
    struct ticket ticket;

    TRY(ticket_must_staff(cx));
    TRY(ticket_get(cx, id, &ticket));
    TRY(ticket_plan(cx, &ticket, &plan));
    if (ticket.phase == PLAN_NEW) {
        const struct plan_state *open = plan_state_of_phase(plan, PLAN_OPEN);

        if (open && plan_may_change(plan, ticket.state, open->name))
            change.state = open->name;
    }
    return ticket_change(cx, id, &change);
}

struct err *
ticket_reopen(struct cx *cx, struct ticket_id id, const char *reason)
{
    struct ticket was, ticket;
    const struct plan *plan;
    const struct plan_state *state;

    TRY(ticket_get(cx, id, &was));
    if (!ticket_is_staff(cx)) {
        if (was.requester.v != cx->actor->person.v)
            FAIL(cx, ERR_DENIED, "Only the person who asked for help can do that.");
        if (was.phase != PLAN_RESOLVED)
            FAIL(cx, ERR_CONFLICT, "The plan does not let this ticket be opened again.");
    }
    TRY(ticket_plan(cx, &was, &plan));
    state = plan_state_find(plan, was.state);
    ticket = was;
    for (size_t i = 0; state && i < state->next.n; i++) {
        const struct plan_state *next = plan_state_find(plan, state->next.at[i]);

        if (next && next->phase == PLAN_OPEN) {
            ticket.state = next->name;
            break;
        }
    }
    if (was.phase < PLAN_RESOLVED || str_eq(was.state, ticket.state))
        FAIL(cx, ERR_CONFLICT, "The plan does not let this ticket be opened again.");
    return ticket_save(cx, &was, &ticket,
                       &(struct ticket_note){.kind = EVENT_REOPENED, .reason = reason});
}
