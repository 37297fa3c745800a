/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/ticket_due.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/survey.h"
#include "desk/team.h"
#include "desk/ticket.h"
#include "plan/open.h"

enum { ROUNDS_MOST = 20 };

/* ---- Whom to tell. */

static struct err *
notify(struct cx *cx, struct person_id person, const struct ticket *ticket)
{
    return outgoing_add(cx, OUTGOING_NOTIFY, person, ticket->id, (struct message_id){0},
                        NULL);
}

static struct err *
notify_team(struct cx *cx, const char *team, bool leads_only, const struct ticket *ticket)
{
    struct team_member *members;
    bool any_lead = false;
    size_t n;

    TRY(team_members(cx, team, &members, &n));
    for (size_t i = 0; i < n; i++)
        any_lead = any_lead || members[i].lead;
    for (size_t i = 0; i < n; i++)
        if (!leads_only || members[i].lead || !any_lead)
            TRY(notify(cx, members[i].person, ticket));
    return NULL;
}

static struct err *
notify_managers(struct cx *cx, const struct ticket *ticket)
{
    struct person *people;
    size_t n;

    TRY(person_list(cx, &(struct person_filter){.role = ROLE_MANAGER}, 50, &people, &n));
    for (size_t i = 0; i < n; i++) {
        bool here;

        TRY(desk_has_person(cx, ticket->desk, people[i].id, &here));
        if (people[i].active && here)
            TRY(notify(cx, people[i].id, ticket));
    }
    return NULL;
}

/* An address of the plan is the desk's own word: it counts as verified. */
static struct err *
notify_address(struct cx *cx, const char *address, const struct ticket *ticket)
{
    struct person person;

    TRY(person_reach(cx, address, "", NULL, &person));
    TRY(person_mark_verified(cx, person.id));
    return notify(cx, person.id, ticket);
}

/* ---- What changes the ticket itself. */

static void
move_to_team(const struct plan *plan, const char *name, struct ticket *ticket)
{
    const struct plan_team *team = name ? plan_team_find(plan, name) : NULL;

    if (!team || str_eq(team->name, ticket->team))
        return;
    ticket->team = team->name;
    ticket->tier = team->tier;
    ticket->assignee.v = 0;
}

static void
set_tag(struct cx *cx, const char *tag, bool there, struct ticket *ticket)
{
    struct buf tags;
    char **list;
    size_t n;

    list = str_split(cx->arena, ticket->tags, ',', &n);
    buf_init(&tags, cx->arena, 0);
    for (size_t i = 0; i < n; i++)
        if (!str_eq_fold(list[i], tag))
            buf_printf(&tags, "%s%s", tags.n ? ", " : "", list[i]);
    if (there)
        buf_printf(&tags, "%s%s", tags.n ? ", " : "", tag);
    ticket->tags = buf_text(&tags);
}

static void
set_state(const struct plan *plan, const char *name, struct ticket *ticket)
{
    if (name && plan_state_find(plan, name))
        ticket->state = plan_state_find(plan, name)->name;
}

/* True when the action is one that changes the ticket's own fields. */
static bool
change(struct cx *cx, const struct plan *plan, const struct plan_action *action,
       struct ticket *ticket)
{
    switch (action->kind) {
    case PLAN_ESCALATE:
    case PLAN_ASSIGN_TEAM:
        move_to_team(plan, action->team, ticket);
        return true;
    case PLAN_SET_PRIORITY:
        if (action->text)
            ticket->priority = action->text;
        return true;
    case PLAN_SET_TOPIC:
        ticket->topic = action->text;
        return true;
    case PLAN_SET_STATE:
    case PLAN_CLOSE:
        set_state(plan, action->state ? action->state : action->text, ticket);
        return true;
    case PLAN_RESOLVE_AS:
        set_state(plan, action->state, ticket);
        ticket->solution = action->text;
        return true;
    case PLAN_ADD_TAG:
    case PLAN_REMOVE_TAG:
        set_tag(cx, action->text, action->kind == PLAN_ADD_TAG, ticket);
        return true;
    case PLAN_RESTRICT:
        ticket->restricted = 1;
        return true;
    case PLAN_NOTIFY_ASSIGNEE:
    case PLAN_NOTIFY_TEAM:
    case PLAN_NOTIFY_LEAD:
    case PLAN_NOTIFY_MANAGER:
    case PLAN_NOTIFY_ADDRESS:
    case PLAN_ASSIGN_FEWEST:
    case PLAN_ASSIGN_TURN:
    case PLAN_REMIND_USER:
    case PLAN_SEND_SURVEY:
    case PLAN_OPEN_PROBLEM:
    case PLAN_REPORT_WITHIN:
    case PLAN_REPLY_WITH:
    case PLAN_CALL_WEBHOOK:
    case PLAN_ACTIONS_N:
        break;
    }
    return false;
}

static struct err *
tell(struct cx *cx, const struct plan_action *action, struct ticket *ticket)
{
    const char *team = action->team ? action->team : ticket->team;

    switch (action->kind) {
    case PLAN_NOTIFY_ASSIGNEE:
        return ticket->assignee.v ? notify(cx, ticket->assignee, ticket) : NULL;
    case PLAN_NOTIFY_TEAM:
        return notify_team(cx, team, false, ticket);
    case PLAN_NOTIFY_LEAD:
        return notify_team(cx, team, true, ticket);
    case PLAN_NOTIFY_MANAGER:
        return notify_managers(cx, ticket);
    case PLAN_NOTIFY_ADDRESS:
        return notify_address(cx, action->text, ticket);
    case PLAN_REMIND_USER:
        return outgoing_add(cx, OUTGOING_REMIND, ticket->requester, ticket->id,
                            (struct message_id){0}, NULL);
    case PLAN_SEND_SURVEY:
        return survey_ask(cx, ticket);
    case PLAN_RESOLVE_AS:
        return outgoing_add(cx, OUTGOING_SETTLED, ticket->requester, ticket->id,
                            (struct message_id){0}, NULL);
    case PLAN_ESCALATE:
    case PLAN_ASSIGN_TEAM:
    case PLAN_ASSIGN_FEWEST:
    case PLAN_ASSIGN_TURN:
    case PLAN_SET_PRIORITY:
    case PLAN_SET_TOPIC:
    case PLAN_SET_STATE:
    case PLAN_ADD_TAG:
    case PLAN_REMOVE_TAG:
    case PLAN_CLOSE:
    case PLAN_OPEN_PROBLEM:
    case PLAN_RESTRICT:
    case PLAN_REPORT_WITHIN:
    case PLAN_REPLY_WITH:
    case PLAN_CALL_WEBHOOK:
    case PLAN_ACTIONS_N:
        break;
    }
    return NULL;
}

/* All actions of one rule: one event that says what changed and why, then who is told. */
static struct err *
do_rule(struct cx *cx, const struct plan *plan, const struct plan_action *actions,
        size_t n, struct ticket *ticket)
{
    struct ticket was = *ticket;

    for (size_t i = 0; i < n; i++)
        change(cx, plan, &actions[i], ticket);
    TRY(ticket_save(cx, &was, ticket,
                    &(struct ticket_note){.kind = EVENT_FIRED,
                                          .rule = actions->rule->key,
                                          .cause = actions->cause,
                                          .why = &actions->why,
                                          .text = actions->rule->then}));
    for (size_t i = 0; i < n; i++)
        TRY(tell(cx, &actions[i], ticket));
    return NULL;
}

static size_t
same_rule(const struct plan_decision *decision, size_t from)
{
    size_t n = 1;

    while (from + n < decision->actions.n &&
           decision->actions.at[from + n].rule == decision->actions.at[from].rule &&
           str_eq(decision->actions.at[from + n].cause, decision->actions.at[from].cause))
        n++;
    return n;
}

/* The engine promises an end; were it wrong, the ticket would wait for an hour instead of
 * keeping everybody else waiting. */
static void
log_rules(struct ticket_id id)
{
    LOG(LOG_LEVEL_ERROR, "rules without end", LOG_INT("ticket", id.v));
}

struct err *
ticket_run_due(struct cx *cx, struct ticket_id id)
{
    for (int round = 0; round < ROUNDS_MOST; round++) {
        struct plan_decision *decision;
        struct ticket folded, ticket;
        const struct plan *plan;

        TRY(ticket_get(cx, id, &ticket));
        TRY(ticket_plan(cx, &ticket, &plan));
        TRY(ticket_fold(cx, id, cx->now, &folded, &decision));
        if (!decision->actions.n)
            return ticket_set_next_due(
                cx, id, decision->next_due_at == PLAN_NEVER ? 0 : decision->next_due_at);
        for (size_t i = 0, n; i < decision->actions.n; i += n) {
            n = same_rule(decision, i);
            TRY(do_rule(cx, plan, &decision->actions.at[i], n, &ticket));
        }
    }
    log_rules(id);
    return ticket_set_next_due(cx, id, cx->now + MS_HOUR);
}
