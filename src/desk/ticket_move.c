/* SPDX-License-Identifier: Apache-2.0 */
/* From one desk to another, whose plan has other names for everything. */
#include "desk/desk.h"
#include "desk/plan_adopt.h"
#include "desk/policy.h"
#include "desk/ticket_act.h"
#include "plan/plan.h"

#include "base/str.h"

/* The same word, else the mildest. */
static const char *
label_there(const struct plan_label *labels, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_fold(labels[i].name, name))
            return labels[i].name;
    return labels[n - 1].name;
}

/* As the other plan calls all that the ticket is. Its team is that of its topic there. */
static void
rename_all(const struct plan *before, const struct plan *plan, struct ticket *ticket)
{
    const struct plan_topic *topic = plan_topic_find(plan, ticket->topic);
    struct plan_route route =
        plan_route(plan, topic ? topic->name : NULL, ticket->subject, "");

    ticket->topic = route.topic->name;
    ticket->team = route.team->name;
    ticket->tier = route.team->tier;
    ticket->priority =
        plan_name_there(before, plan, PLAN_NAME_PRIORITY, ticket->priority);
    ticket->state = plan_name_there(before, plan, PLAN_NAME_STATE, ticket->state);
    ticket->impact = label_there(plan->impacts.at, plan->impacts.n, ticket->impact);
    ticket->urgency = label_there(plan->urgencies.at, plan->urgencies.n, ticket->urgency);
}

struct err *
ticket_move(struct cx *cx, struct ticket_id id, struct desk_id to, const char *reason)
{
    const struct plan *before, *plan;
    struct ticket was, ticket;
    struct desk_row desk;
    bool stays = false;

    TRY(ticket_must_staff(cx));
    TRY(ticket_get(cx, id, &was));
    TRY(desk_get(cx, to, &desk));
    if (was.desk.v == to.v)
        FAIL(cx, ERR_CONFLICT, "The ticket is at this desk already.");
    TRY(ticket_plan(cx, &was, &before));
    ticket = was;
    ticket.desk = to;
    TRY(policy_of_desk(cx, to, &plan, &ticket.plan));
    rename_all(before, plan, &ticket);
    if (was.assignee.v)
        TRY(desk_has_person(cx, to, was.assignee, &stays));
    if (!stays)
        ticket.assignee.v = 0;
    ticket_touch(cx, id, false); /* the desk that it leaves hears of it, too */
    cx->desk = to;
    return ticket_save(
        cx, &was, &ticket,
        &(struct ticket_note){
            .kind = EVENT_MOVED, .reason = reason, .text = desk.name, .number = to.v});
}
