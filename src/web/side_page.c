/* SPDX-License-Identifier: Apache-2.0 */
/* Conversations with partners about a ticket, which only the staff sees. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/side.h"
#include "plan/plan.h"
#include "web/entries.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"
#include "web/ticket_page.h"

static const struct {
    const char *value, *label;
    int64_t ms;
} within[] = {
    {"4",   N_("4 hours"), 4 * MS_HOUR},
    {"24",  N_("1 day"),   MS_DAY     },
    {"72",  N_("3 days"),  3 * MS_DAY },
    {"168", N_("1 week"),  7 * MS_DAY },
    {"0",   N_("no time"), 0          },
};
enum { WITHIN_N = sizeof within / sizeof *within };

static int64_t
within_ms(const char *value)
{
    for (size_t i = 0; i < WITHIN_N; i++)
        if (str_eq(within[i].value, value))
            return within[i].ms;
    return 0;
}

/* ---- Showing. */

static void
fill_within(struct cx *cx, struct exchange *x, struct view_side *view)
{
    struct view_option *list = NEW_N(cx->arena, WITHIN_N, struct view_option);
    const char *sent = request_line(&x->request, "within");

    for (size_t i = 0; i < WITHIN_N; i++)
        list[i] =
            (struct view_option){.value = within[i].value,
                                 .label = tr(cx->lang, within[i].label),
                                 .chosen = str_eq(within[i].value, sent ? sent : "72")};
    view->within = list;
    view->within_n = WITHIN_N;
}

/* Vendors of the plan, and the state in which the ticket waits for them. */
static void
fill_plan(struct cx *cx, struct exchange *x, const struct plan *plan,
          const struct ticket *ticket, struct view_side *view)
{
    const struct plan_state *state = plan_state_find(plan, ticket->state);
    struct view_option *teams = NEW_N(cx->arena, plan->teams.n + 1, struct view_option);
    const char *sent = request_line(&x->request, "team");

    for (size_t i = 0; i < plan->teams.n; i++)
        if (plan->teams.at[i].vendor)
            teams[view->teams_n++] =
                (struct view_option){.value = plan->teams.at[i].name,
                                     .label = plan->teams.at[i].name,
                                     .chosen = str_eq(plan->teams.at[i].name, sent)};
    view->teams = teams;
    for (size_t i = 0; state && i < state->next.n; i++) {
        const struct plan_state *next = plan_state_find(plan, state->next.at[i]);

        if (next && next->phase == PLAN_VENDOR && !view->hand_over)
            view->hand_over = next->name;
    }
}

static void
fill_inputs(struct exchange *x, const struct err *err, struct view_side *view)
{
    view->address = view_input(request_line(&x->request, "address"), err, "address");
    view->name = view_input(request_line(&x->request, "name"), err, "name");
    view->subject = view_input(request_line(&x->request, "subject"), err, "subject");
    view->body = view_input(request_field(&x->request, "body"), err, "body");
    if (!view->id && !view->subject.value)
        view->subject.value = view->ticket_subject;
}

/* side NULL: a new one. */
static struct err *
show(struct cx *cx, struct exchange *x, const struct ticket *ticket,
     const struct side *side, const struct err *err)
{
    struct view_side view = {.number = ticket->id.v,
                             .id = side ? side->id.v : 0,
                             .ticket_subject = ticket->subject,
                             .errors = view_errors(cx->arena, err)};
    const struct plan *plan;

    TRY(page_frame(cx, x,
                   arena_printf(cx->arena, "%s · #%lld", tr(cx->lang, "Partner"),
                                (long long)ticket->id.v),
                   VIEW_SECTION_NONE, &view.page));
    TRY(ticket_plan(cx, ticket, &plan));
    if (side) {
        view.row = ticket_page_side(cx, side);
        view.partner = view.row.partner;
        view.partner_email = side->person_email;
        TRY(entries_of_side(cx, ticket, side->id.v, &view.entries, &view.entries_n));
    }
    fill_within(cx, x, &view);
    fill_plan(cx, x, plan, ticket, &view);
    fill_inputs(x, err, &view);
    TRY(form_uploads(cx, x, err, &view.uploads));
    return PAGE(cx, x, err ? page_status(err->kind) : 200, side, &view);
}

static struct err *
find_side(struct cx *cx, struct exchange *x, struct ticket *ticket, struct side *side)
{
    struct side_id id;

    TRY(ticket_page_find(cx, x, ticket));
    if (!str_to_int(request_param(&x->request, "side"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such conversation.");
    TRY(side_get(cx, id, side));
    if (side->ticket.v != ticket->id.v)
        FAIL(cx, ERR_NOT_FOUND, "There is no such conversation.");
    return NULL;
}

struct err *
page_side_new(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;

    TRY(ticket_page_find(cx, x, &ticket));
    return show(cx, x, &ticket, NULL, NULL);
}

struct err *
page_side(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;
    struct side side;

    TRY(find_side(cx, x, &ticket, &side));
    return show(cx, x, &ticket, &side, NULL);
}

/* ---- Writing. */

static struct err *
read_words(struct cx *cx, struct exchange *x, struct side_words *out)
{
    *out = (struct side_words){
        .address = request_line(&x->request, "address"),
        .name = request_line(&x->request, "name"),
        .team = request_line(&x->request, "team"),
        .subject = request_line(&x->request, "subject"),
        .text = request_field(&x->request, "body"),
        .within_ms = within_ms(request_line(&x->request, "within")),
        .hand_over = !str_blank(request_line(&x->request, "hand_over")),
    };
    return form_take_files(cx, x, &out->uploads);
}

static struct err *
go_to_side(struct cx *cx, struct exchange *x, struct ticket_id ticket,
           struct side_id side)
{
    page_notice(cx, x, tr(cx->lang, "It is on its way to the partner."));
    return page_go(cx, x, "/t/%lld/side/%lld", (long long)ticket.v, (long long)side.v);
}

struct err *
post_side_new(struct cx *cx, struct exchange *x)
{
    struct side_words words;
    struct ticket ticket;
    struct side_id id;
    struct err *err;

    TRY(ticket_page_find(cx, x, &ticket));
    err = read_words(cx, x, &words);
    if (!err)
        err = side_open(cx, ticket.id, &words, &id);
    if (err && page_is_form_error(err)) {
        TRY(show(cx, x, &ticket, NULL, err));
        return err;
    }
    TRY(err);
    return go_to_side(cx, x, ticket.id, id);
}

struct err *
post_side(struct cx *cx, struct exchange *x)
{
    struct side_words words;
    struct ticket ticket;
    struct side side;
    struct err *err;

    TRY(find_side(cx, x, &ticket, &side));
    err = read_words(cx, x, &words);
    if (!err)
        err = side_write(cx, side.id, &words);
    if (err && page_is_form_error(err)) {
        TRY(show(cx, x, &ticket, &side, err));
        return err;
    }
    TRY(err);
    return go_to_side(cx, x, ticket.id, side.id);
}

struct err *
post_side_close(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;
    struct side side;

    TRY(find_side(cx, x, &ticket, &side));
    TRY(side_close(cx, side.id));
    page_notice(cx, x, tr(cx->lang, "The conversation is ended."));
    return page_go(cx, x, "/t/%lld", (long long)ticket.id.v);
}
