/* SPDX-License-Identifier: Apache-2.0 */
#include "web/rows.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/message.h"
#include "desk/policy.h"
#include "plan/open.h"

enum { OWN_MOST = 50 };

struct view_priority
row_priority(const struct plan *plan, const struct ticket *ticket)
{
    size_t n = 0;

    for (size_t i = 0; i < plan->priorities.n; i++)
        if ((size_t)plan->priorities.at[i].rank > n)
            n = (size_t)plan->priorities.at[i].rank;
    return (struct view_priority){ticket->priority,
                                  view_priority_level((size_t)ticket->priority_rank, n)};
}

static const char *
due_label(struct cx *cx, const struct ticket *ticket)
{
    if (ticket->queue_at == ticket->first_due_at)
        return tr(cx->lang, "First answer");
    if (ticket->queue_at == ticket->update_due_at)
        return tr(cx->lang, "Next update");
    return tr(cx->lang, "Solution");
}

struct view_due
row_due(struct cx *cx, const struct plan *plan, const struct ticket *ticket)
{
    struct view_due due = {.label = due_label(cx, ticket), .at = ticket->queue_at};
    int64_t whole = ticket->queue_at - ticket->created_at;

    (void)plan;
    if (ticket->phase >= PLAN_RESOLVED)
        return (struct view_due){.state = VIEW_DUE_NONE};
    if (ticket->queue_at == PLAN_NEVER || !ticket->queue_at)
        return (struct view_due){.label = tr(cx->lang, "Paused"),
                                 .state = VIEW_DUE_PAUSED};
    if (ticket->queue_at < cx->now)
        due.state = VIEW_DUE_LATE;
    else
        due.state =
            (ticket->queue_at - cx->now) * 4 < whole ? VIEW_DUE_SOON : VIEW_DUE_LATER;
    return due;
}

static const char *
last_text(struct cx *cx, const struct ticket *ticket)
{
    const char *requester = str_blank(ticket->requester_name) ? ticket->requester_email
                                                              : ticket->requester_name;

    if (ticket->unanswered)
        return arena_printf(cx->arena, tr(cx->lang, "%s wrote"),
                            requester ? requester : "");
    if (ticket->assignee_name)
        return arena_printf(cx->arena, tr(cx->lang, "%s answered"),
                            ticket->assignee_name);
    return tr(cx->lang, "Changed");
}

static struct err *
row_of_ticket(struct cx *cx, const struct ticket *ticket, bool several, struct view_row *out)
{
    const struct plan *plan;

    TRY(ticket_plan(cx, ticket, &plan));
    *out = (struct view_row){
        .number = ticket->id.v,
        .desk = several ? plan->desk : NULL,
        .subject = ticket->subject,
        .requester = str_blank(ticket->requester_name) ? ticket->requester_email
                                                       : ticket->requester_name,
        .topic = ticket->topic,
        .team = ticket->team,
        .state = ticket->state,
        .priority = row_priority(plan, ticket),
        .due = row_due(cx, plan, ticket),
        .last = last_text(cx, ticket),
        .last_at = ticket->updated_at,
        .assignee = ticket->assignee_name,
        .initials = view_initials(cx->arena, ticket->assignee_name),
        .mine = ticket->assignee.v && ticket->assignee.v == cx->actor->person.v,
        .unverified = !ticket->requester_verified,
        .closed = ticket->phase >= PLAN_RESOLVED,
    };
    return NULL;
}

struct err *
rows_of_queue(struct cx *cx, const struct ticket_page *page,
              const struct view_row **rows_out)
{
    struct view_row *rows = NEW_N(cx->arena, page->n + 1, struct view_row);
    int64_t desks_n;
    struct ticket_id *ids = NEW_N(cx->arena, page->n + 1, struct ticket_id);
    bool *unseen = NEW_N(cx->arena, page->n + 1, bool);

    for (size_t i = 0; i < page->n; i++)
        ids[i] = page->tickets[i].id;
    TRY(message_unseen(cx, ids, page->n, unseen));
    TRY(desk_count(cx, &desks_n));
    for (size_t i = 0; i < page->n; i++) {
        TRY(row_of_ticket(cx, &page->tickets[i], desks_n > 1, &rows[i]));
        rows[i].fresh = unseen[i] && !rows[i].closed;
    }
    *rows_out = rows;
    return NULL;
}

const char *
row_state_shown(const struct plan *plan, const struct ticket *ticket)
{
    const struct plan_state *state = plan_state_find(plan, ticket->state);

    return state && *state->shown_as ? state->shown_as : ticket->state;
}

struct err *
row_of_request(struct cx *cx, const struct ticket *ticket, struct view_request_row *out)
{
    const struct plan *plan;

    TRY(ticket_plan(cx, ticket, &plan));
    *out = (struct view_request_row){
        .number = ticket->id.v,
        .subject = ticket->subject,
        .state = row_state_shown(plan, ticket),
        .opened_at = ticket->created_at,
        .changed_at = ticket->updated_at,
        .needs_them = ticket->phase == PLAN_WAITING || ticket->phase == PLAN_RESOLVED,
        .closed = ticket->phase >= PLAN_CLOSED,
    };
    if (ticket->phase < PLAN_RESOLVED && ticket->queue_at > cx->now &&
        ticket->queue_at != PLAN_NEVER) {
        out->next = ticket->first_done_at ? tr(cx->lang, "You hear from us by")
                                          : tr(cx->lang, "A person answers by");
        out->next_at = ticket->queue_at;
    }
    return NULL;
}

struct err *
rows_of_own(struct cx *cx, bool open, size_t limit,
            const struct view_request_row **rows_out, size_t *n_out)
{
    VEC(struct view_request_row) rows = {0};
    struct ticket_page page = {0};

    if (cx->actor->person.v)
        TRY(ticket_list_own(cx, NULL, OWN_MOST, &page));
    for (size_t i = 0; i < page.n && rows.n < limit; i++)
        if ((page.tickets[i].phase < PLAN_CLOSED) == open)
            TRY(row_of_request(cx, &page.tickets[i], vec_add(cx->arena, &rows)));
    *rows_out = rows.at;
    *n_out = rows.n;
    return NULL;
}
