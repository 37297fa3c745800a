/* SPDX-License-Identifier: Apache-2.0 */
/* What a ticket belongs with, on its page for the staff. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/duty.h"
#include "desk/problem.h"
#include "desk/relation.h"
#include "desk/side.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/ticket_page.h"

enum { RELATIONS_SHOWN = 200 };

static const char *
relation_words(struct cx *cx, enum relation_kind kind)
{
    switch (kind) {
    case RELATION_PROBLEM:
        return tr(cx->lang, "Problem");
    case RELATION_REPORT:
        return tr(cx->lang, "Report of it");
    case RELATION_COMPLAINT:
        return tr(cx->lang, "Complaint about it");
    case RELATION_ABOUT:
        return tr(cx->lang, "Complains about");
    case RELATION_KINDS_N:
        break;
    }
    return "";
}

static struct err *
fill_relations(struct cx *cx, const struct ticket *ticket, const struct plan *plan,
               struct view_ticket *view)
{
    struct view_relation *list;
    struct relation *relations;
    size_t n;

    TRY(relation_list(cx, ticket->id, RELATIONS_SHOWN, &relations, &n));
    list = NEW_N(cx->arena, n + 1, struct view_relation);
    view->can_join = !problem_is(plan, ticket) && ticket->phase < PLAN_RESOLVED;
    for (size_t i = 0; i < n; i++) {
        list[i] = (struct view_relation){.kind = relation_name(relations[i].kind),
                                         .words = relation_words(cx, relations[i].kind),
                                         .subject = relations[i].subject,
                                         .state = relations[i].state,
                                         .number = relations[i].other.v,
                                         .done = relations[i].phase >= PLAN_RESOLVED};
        if (relations[i].kind == RELATION_PROBLEM)
            view->can_join = false;
    }
    view->relations = list;
    view->relations_n = n;
    return NULL;
}

struct view_side_row
ticket_page_side(struct cx *cx, const struct side *side)
{
    struct view_side_row row = {
        .id = side->id.v,
        .partner =
            str_blank(side->team)
                ? str_blank(side->person_name) ? side->person_email : side->person_name
                : side->team,
        .subject = side->subject,
        .closed = side->closed_at != 0,
        .waits_since = side_waits(side) ? side->asked_at : 0,
        .due = {.label = tr(cx->lang, "Their answer"), .at = side->due_at}
    };

    if (!side->due_at || !side_waits(side))
        return row;
    row.due.state = side->due_at < cx->now ? VIEW_DUE_LATE
                    : (side->due_at - cx->now) * 4 < side->due_at - side->asked_at
                        ? VIEW_DUE_SOON
                        : VIEW_DUE_LATER;
    return row;
}

static struct err *
fill_sides(struct cx *cx, const struct ticket *ticket, struct view_ticket *view)
{
    struct view_side_row *list;
    struct side *sides;
    size_t n;

    TRY(side_list(cx, ticket->id, &sides, &n));
    list = NEW_N(cx->arena, n + 1, struct view_side_row);
    for (size_t i = 0; i < n; i++)
        list[i] = ticket_page_side(cx, &sides[i]);
    view->sides = list;
    view->sides_n = n;
    return NULL;
}

struct err *
ticket_page_belonging(struct cx *cx, const struct ticket *ticket, const struct plan *plan,
                      struct view_ticket *view)
{
    view->report_open = ticket->report_due_at && !ticket->report_done_at;
    TRY(fill_relations(cx, ticket, plan, view));
    return fill_sides(cx, ticket, view);
}

/* ---- What the staff does there. */

static struct err *
done(struct cx *cx, struct exchange *x, const struct ticket *ticket, const char *notice)
{
    page_notice(cx, x, notice);
    return page_go(cx, x, "/t/%lld", (long long)ticket->id.v);
}

struct err *
post_report(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;
    struct err *err;

    TRY(ticket_page_find(cx, x, &ticket));
    err = duty_report_made(cx, ticket.id, request_field(&x->request, "note"));
    if (err && page_is_form_error(err)) {
        TRY(ticket_page_show(cx, x, &ticket, TICKET_FORM_REPORT, err));
        return err;
    }
    TRY(err);
    return done(cx, x, &ticket, tr(cx->lang, "The report is noted as made."));
}

static struct err *
join(struct cx *cx, struct exchange *x, struct ticket_id report)
{
    const char *text = request_line(&x->request, "problem");
    struct ticket problem;
    struct ticket_id id;
    struct err *err;

    if (text && *text == '#')
        text++;
    if (!str_to_int(text ? text : "", 1, INT64_MAX, &id.v))
        FAIL_FIELD(cx, "problem", "Please give the number of the problem's ticket.");
    err = ticket_get(cx, id, &problem);
    if (err && err->kind == ERR_NOT_FOUND)
        FAIL_FIELD(cx, "problem", "There is no ticket of that number.");
    TRY(err);
    if (problem.phase >= PLAN_RESOLVED)
        FAIL_FIELD(cx, "problem", "This problem is solved already.");
    return problem_join(cx, report, id);
}

struct err *
post_join(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;
    struct err *err;

    TRY(ticket_page_find(cx, x, &ticket));
    err = join(cx, x, ticket.id);
    if (err && page_is_form_error(err)) {
        TRY(ticket_page_show(cx, x, &ticket, TICKET_FORM_JOIN, err));
        return err;
    }
    TRY(err);
    return done(cx, x, &ticket, tr(cx->lang, "It belongs to the problem now."));
}

struct err *
post_part(struct cx *cx, struct exchange *x)
{
    enum relation_kind kind;
    struct ticket ticket, other;
    struct ticket_id id;

    TRY(ticket_page_find(cx, x, &ticket));
    if (!relation_find(request_line(&x->request, "kind"), &kind) ||
        kind > RELATION_REPORT ||
        !str_to_int(request_line(&x->request, "other"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_INVALID, "These tickets do not belong together.");
    TRY(ticket_get(cx, id, &other));
    TRY(relation_remove(cx, ticket.id, kind, id));
    return done(cx, x, &ticket, tr(cx->lang, "They are apart now."));
}
