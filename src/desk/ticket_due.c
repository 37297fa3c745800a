/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/ticket_due.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "desk/duty.h"
#include "desk/ticket.h"
#include "desk/ticket_rule.h"
#include "plan/open.h"

enum { ROUNDS_MOST = 20 };

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

/* The rules of the plan. */
static struct err *
do_rules(struct cx *cx, const struct plan *plan, const struct plan_decision *decision,
         struct ticket *ticket)
{
    for (size_t i = 0, n; i < decision->actions.n; i += n) {
        n = same_rule(decision, i);
        TRY(ticket_rule_do(cx, plan, &decision->actions.at[i], n, ticket));
    }
    return NULL;
}

/* The clocks beside its promises. */
static struct err *
do_duties(struct cx *cx, const struct plan *plan, struct ticket *ticket, bool *any_out)
{
    struct duties duties;
    struct event *events;
    size_t n;

    *any_out = false;
    TRY(event_list(cx, ticket->id, &events, &n));
    duty_list(cx->arena, &(struct duty_case){plan, ticket, events, n}, &duties);
    for (size_t i = 0; i < duties.n; i++) {
        if (duties.list[i].at > cx->now)
            continue;
        *any_out = true;
        TRY(ticket_rule_duty(cx, plan, &duties.list[i], ticket));
    }
    return NULL;
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
        bool any;

        TRY(ticket_get(cx, id, &ticket));
        TRY(ticket_plan(cx, &ticket, &plan));
        TRY(ticket_fold(cx, id, cx->now, &folded, &decision));
        TRY(do_rules(cx, plan, decision, &ticket));
        TRY(do_duties(cx, plan, &ticket, &any));
        if (!decision->actions.n && !any)
            return ticket_set_next_due(
                cx, id, decision->next_due_at == PLAN_NEVER ? 0 : decision->next_due_at);
    }
    log_rules(id);
    return ticket_set_next_due(cx, id, cx->now + MS_HOUR);
}
