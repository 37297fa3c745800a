/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/ticket_rule.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/hook.h"
#include "desk/message.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/problem.h"
#include "desk/survey.h"
#include "desk/team.h"

/* ---- Whom to tell. */

static struct err *
notify(struct cx *cx, struct person_id person, const struct ticket *ticket)
{
    return outgoing_add_notice(cx, person, ticket, ticket->event_n);
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
    struct err *err = person_reach(cx, address, "", NULL, &person);

    if (err && (err->kind == ERR_DENIED || err->kind == ERR_INVALID))
        return NULL; /* an account that was closed, or prose that only looks like one */
    TRY(err);
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

/* A report that is asked for twice is due by the earlier moment. */
static void
begin_report(struct cx *cx, int64_t due_at, struct ticket *ticket)
{
    if (ticket->report_due_at && !ticket->report_done_at &&
        ticket->report_due_at <= due_at)
        return;
    ticket->report_at = cx->now;
    ticket->report_due_at = due_at;
    ticket->report_done_at = 0;
}

/* Nobody there: it stays with whom it is. */
static struct err *
assign(struct cx *cx, const struct plan *plan, const struct plan_action *action,
       const char *team, struct ticket *ticket)
{
    struct person_id person;

    move_to_team(plan, team, ticket);
    TRY(team_pick(cx, ticket->team, action->kind, &person));
    if (person.v)
        ticket->assignee = person;
    return NULL;
}

static struct err *
change(struct cx *cx, const struct plan *plan, const struct plan_action *action,
       const struct plan_then *then, struct ticket *ticket)
{
    switch (action->kind) {
    case PLAN_ESCALATE:
    case PLAN_ASSIGN_TEAM:
        move_to_team(plan, action->team, ticket);
        break;
    case PLAN_ASSIGN_FEWEST:
    case PLAN_ASSIGN_TURN:
        return assign(cx, plan, action, then->team, ticket);
    case PLAN_SET_PRIORITY:
        if (action->text)
            ticket->priority = action->text;
        break;
    case PLAN_SET_TOPIC:
        ticket->topic = action->text;
        break;
    case PLAN_SET_STATE:
    case PLAN_CLOSE:
        set_state(plan, action->state ? action->state : action->text, ticket);
        break;
    case PLAN_RESOLVE_AS:
        set_state(plan, action->state, ticket);
        ticket->solution = action->text ? action->text : "";
        break;
    case PLAN_ADD_TAG:
    case PLAN_REMOVE_TAG:
        set_tag(cx, action->text, action->kind == PLAN_ADD_TAG, ticket);
        break;
    case PLAN_RESTRICT:
        ticket->restricted = 1;
        break;
    case PLAN_REPORT_WITHIN:
        begin_report(cx, action->due_at, ticket);
        break;
    case PLAN_NOTIFY_ASSIGNEE:
    case PLAN_NOTIFY_TEAM:
    case PLAN_NOTIFY_LEAD:
    case PLAN_NOTIFY_MANAGER:
    case PLAN_NOTIFY_ADDRESS:
    case PLAN_REMIND_USER:
    case PLAN_SEND_SURVEY:
    case PLAN_OPEN_PROBLEM:
    case PLAN_REPLY_WITH:
    case PLAN_CALL_WEBHOOK:
    case PLAN_ACTIONS_N:
        break;
    }
    return NULL;
}

/* ---- Words of the plan, to the requester. */

/* A public message by Kindesk, mailed within the limits of automatic mail (threat A5). */
static struct err *
reply_with(struct cx *cx, const struct plan_action *action, const char *text,
           struct ticket *ticket)
{
    struct message message = {
        .ticket = ticket->id, .kind = MESSAGE_AUTOMATIC, .channel = "plan", .text = text};
    struct ticket was = *ticket;
    struct message_id id;

    TRY(message_add(cx, &message, &id));
    TRY(ticket_save(cx, &was, ticket,
                    &(struct ticket_note){.kind = EVENT_AUTO_REPLIED,
                                          .message = id,
                                          .cause = action->cause,
                                          .why = &action->why}));
    return outgoing_add(cx, OUTGOING_AUTOMATIC, ticket->requester, ticket->id, id, NULL);
}

/* ---- All others. */

/* team: the ticket's when its turn came, after what the rule had done before. */
static struct err *
tell(struct cx *cx, const struct plan_action *action, const char *team,
     struct ticket *ticket)
{
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
    case PLAN_OPEN_PROBLEM:
        TRY(problem_open(cx, action, ticket->id));
        return ticket_get(cx, ticket->id, ticket);
    case PLAN_REPLY_WITH:
        return reply_with(cx, action, action->text, ticket);
    case PLAN_RESOLVE_AS:
        return outgoing_add(cx, OUTGOING_SETTLED, ticket->requester, ticket->id,
                            (struct message_id){0}, NULL);
    case PLAN_CALL_WEBHOOK:
        return hook_add(cx, action, ticket);
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
    case PLAN_RESTRICT:
    case PLAN_REPORT_WITHIN:
    case PLAN_ACTIONS_N:
        break;
    }
    return NULL;
}

struct err *
ticket_rule_do(struct cx *cx, const struct plan *plan, const struct plan_action *actions,
               size_t n, struct ticket *ticket)
{
    const struct plan_rule *rule = actions->rule;
    const char **teams = NEW_N(cx->arena, n + 1, const char *);
    struct ticket was = *ticket;

    for (size_t i = 0; i < n; i++) {
        const struct plan_then *then = &rule->actions.at[i];

        TRY(change(cx, plan, &actions[i], then, ticket));
        teams[i] = then->team ? then->team : ticket->team;
    }
    TRY(ticket_save(cx, &was, ticket,
                    &(struct ticket_note){.kind = EVENT_FIRED,
                                          .rule = rule->key,
                                          .cause = actions->cause,
                                          .why = &actions->why,
                                          .text = rule->then}));
    if (ticket->assignee.v && ticket->assignee.v != was.assignee.v)
        TRY(notify(cx, ticket->assignee, ticket));
    for (size_t i = 0; i < n; i++) /* these tell of the event that was just written */
        if (actions[i].kind <= PLAN_NOTIFY_ADDRESS)
            TRY(tell(cx, &actions[i], teams[i], ticket));
    for (size_t i = 0; i < n; i++)
        if (actions[i].kind > PLAN_NOTIFY_ADDRESS)
            TRY(tell(cx, &actions[i], teams[i], ticket));
    return NULL;
}

/* ---- Clocks beside the promises. */

static struct err *
notify_workers(struct cx *cx, const struct ticket *ticket)
{
    if (ticket->assignee.v)
        TRY(notify(cx, ticket->assignee, ticket));
    return notify_team(cx, ticket->team, true, ticket);
}

static struct err *
notify_named(struct cx *cx, const struct plan *plan, const struct ticket *ticket)
{
    size_t n;
    const char **addresses = duty_feedback_addresses(cx->arena, plan, &n);

    for (size_t i = 0; i < n; i++)
        TRY(notify_address(cx, addresses[i], ticket));
    return notify_managers(cx, ticket);
}

static struct err *
tell_of_duty(struct cx *cx, const struct plan *plan, const struct duty *duty,
             const struct ticket *ticket)
{
    switch (duty->kind) {
    case DUTY_REPORT_WARN:
        return notify_workers(cx, ticket);
    case DUTY_REPORT_LATE:
        TRY(notify_workers(cx, ticket));
        return notify_managers(cx, ticket);
    case DUTY_COMPLAINT_BEGIN:
    case DUTY_COMPLAINT_LATE:
        return notify_named(cx, plan, ticket);
    case DUTY_COMPLAINT_WARN:
        TRY(notify_workers(cx, ticket));
        return notify_managers(cx, ticket);
    case DUTY_SIDE_LATE:
        return ticket->assignee.v ? notify(cx, ticket->assignee, ticket)
                                  : notify_team(cx, ticket->team, false, ticket);
    case DUTY_KINDS_N:
        break;
    }
    return NULL;
}

struct err *
ticket_rule_duty(struct cx *cx, const struct plan *plan, const struct duty *duty,
                 struct ticket *ticket)
{
    bool complaint =
        duty->kind >= DUTY_COMPLAINT_BEGIN && duty->kind <= DUTY_COMPLAINT_LATE;
    struct plan_why why = {.line = complaint ? plan->complaint_line : 0,
                           .sentence = duty_sentence(duty->kind)};
    struct ticket was = *ticket;

    TRY(ticket_save(cx, &was, ticket,
                    &(struct ticket_note){.kind = EVENT_FIRED,
                                          .rule = duty_name(duty->kind),
                                          .cause = duty->cause,
                                          .why = &why,
                                          .side = duty->side}));
    return tell_of_duty(cx, plan, duty, ticket);
}
