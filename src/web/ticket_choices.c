/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ticket_page.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "plan/plan.h"
#include "web/agents.h"
#include "web/form.h"

/* Those that the workflow allows next, and the present one. */
static void
fill_states(struct cx *cx, const struct ticket *ticket, const struct plan *plan,
            struct view_ticket *view)
{
    struct view_option *list = NEW_N(cx->arena, plan->states.n + 1, struct view_option);

    for (size_t i = 0; i < plan->states.n; i++) {
        const char *name = plan->states.at[i].name;

        if (plan_may_change(plan, ticket->state, name))
            list[view->states_n++] =
                (struct view_option){name, name, NULL, str_eq(name, ticket->state)};
    }
    view->states = list;
}

/* In one step, or through the open state, as a reply does it (desk/ticket_act.h). */
static bool
is_reached(const struct plan *plan, const char *from, const char *to)
{
    const struct plan_state *open = plan_state_of_phase(plan, PLAN_OPEN);

    return plan_may_change(plan, from, to) ||
           (open && plan_may_change(plan, from, open->name) &&
            plan_may_change(plan, open->name, to));
}

/* After a reply: work goes on, they are asked for more, somebody else is, or it is
 * solved. */
static void
fill_after(struct cx *cx, const struct ticket *ticket, const struct plan *plan,
           struct view_ticket *view)
{
    struct view_option *list = NEW_N(cx->arena, plan->states.n + 1, struct view_option);
    bool chosen = false;

    for (size_t i = 0; i < plan->states.n; i++) {
        const struct plan_state *state = &plan->states.at[i];
        bool usual = state->phase == PLAN_OPEN && !chosen;

        if (state->phase < PLAN_OPEN || state->phase > PLAN_RESOLVED ||
            !is_reached(plan, ticket->state, state->name))
            continue;
        chosen = chosen || usual;
        list[view->after_n++] =
            (struct view_option){state->name, state->name, NULL, usual};
        view->can_resolve = view->can_resolve || (state->phase == PLAN_RESOLVED &&
                                                  ticket->phase < PLAN_RESOLVED);
    }
    if (!view->after_n)
        list[view->after_n++] = (struct view_option){"", ticket->state, NULL, true};
    view->after = list;
}

static struct err *
fill_assignees(struct cx *cx, const struct ticket *ticket, struct view_ticket *view)
{
    struct view_option *list;
    struct person *agents;
    size_t n;

    TRY(person_agents(cx, &agents, &n));
    list = NEW_N(cx->arena, n + 1, struct view_option);
    list[0] = (struct view_option){"", tr(cx->lang, "Nobody"), NULL, !ticket->assignee.v};
    for (size_t i = 0; i < n; i++)
        list[i + 1] = agents_option(cx, &agents[i], ticket->assignee.v);
    view->assignees = list;
    view->assignees_n = n + 1;
    return NULL;
}

static struct err *
fill_desks(struct cx *cx, const struct ticket *ticket, struct view_ticket *view)
{
    struct view_option *list;
    struct desk_row *desks;
    int64_t count;
    size_t n;

    TRY(desk_count(cx, &count));
    if (count < 2)
        return NULL;
    TRY(desk_list(cx, &desks, &n));
    list = NEW_N(cx->arena, n, struct view_option);
    for (size_t i = 0; i < n; i++)
        if (desks[i].id.v != ticket->desk.v)
            list[view->desks_n++] =
                (struct view_option){desks[i].slug, desks[i].name, NULL, false};
    view->desks = list;
    return NULL;
}

static bool
may_reopen(const struct ticket *ticket, const struct plan *plan)
{
    if (ticket->phase < PLAN_RESOLVED)
        return false;
    for (size_t i = 0; i < plan->states.n; i++)
        if (plan->states.at[i].phase == PLAN_OPEN &&
            plan_may_change(plan, ticket->state, plan->states.at[i].name))
            return true;
    return false;
}

struct err *
ticket_page_choices(struct cx *cx, const struct ticket *ticket, const struct plan *plan,
                    struct view_ticket *view)
{
    const char *organization =
        str_blank(ticket->organization) ? NULL : ticket->organization;

    view->teams = agents_teams(cx, plan, ticket->team);
    view->teams_n = plan->teams.n;
    view->topics = form_topics(cx, plan, ticket->topic);
    view->topics_n = plan->topics.n;
    view->impacts = form_labels(cx, plan->impacts.at, plan->impacts.n, ticket->impact);
    view->impacts_n = plan->impacts.n;
    view->urgencies =
        form_labels(cx, plan->urgencies.at, plan->urgencies.n, ticket->urgency);
    view->urgencies_n = plan->urgencies.n;
    view->priorities =
        agents_priorities(cx, plan, organization, ticket->priority, &view->priorities_n);
    fill_states(cx, ticket, plan, view);
    fill_after(cx, ticket, plan, view);
    view->can_take =
        ticket->phase < PLAN_RESOLVED && ticket->assignee.v != cx->actor->person.v;
    view->can_reopen = may_reopen(ticket, plan);
    TRY(fill_desks(cx, ticket, view));
    return fill_assignees(cx, ticket, view);
}
