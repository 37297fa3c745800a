/* SPDX-License-Identifier: Apache-2.0 */
/* GET /plan/draft: how the draft differs from the plan in force, and the steps to adopt
 * it: try, propose, approve, adopt. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/plan_adopt.h"
#include "desk/policy.h"
#include "desk/replay.h"
#include "http/exchange.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/plan_edit.h"
#include "web/templates.h"

enum { MOVES_N = 200 };

/* ---- Showing it. */

static const char *
numbered(struct cx *cx, const char *name, size_t i)
{
    return arena_printf(cx->arena, "%s_%zu", name, i);
}

static struct view_plan_move
move_view(struct cx *cx, struct exchange *x, const struct plan *plan,
          const struct plan_stranded *stranded, size_t i)
{
    const char *chosen = request_field(&x->request, numbered(cx, "move", i));
    struct view_plan_move view = {
        .field = numbered(cx, "move", i),
        .kind_field = numbered(cx, "kind", i),
        .was_field = numbered(cx, "was", i),
        .kind = plan_name_kind_name(stranded->move.kind),
        .kind_label = tr(cx->lang, plan_name_kind_name(stranded->move.kind)),
        .was = stranded->move.was,
        .tickets = stranded->tickets_n,
        .people = stranded->people_n};
    const char **names = plan_names(cx, plan, stranded->move.kind, &view.options_n);
    struct view_option *options =
        NEW_N(cx->arena, view.options_n + 1, struct view_option);

    if (!chosen)
        chosen = stranded->move.becomes;
    for (size_t k = 0; k < view.options_n; k++)
        options[k] =
            (struct view_option){names[k], names[k], NULL, str_eq(names[k], chosen)};
    view.options = options;
    return view;
}

static struct err *
fill_moves(struct cx *cx, struct exchange *x, const struct plan *plan,
           struct view_plan_draft *view)
{
    struct plan_stranded *list;
    struct view_plan_move *moves;
    size_t n;

    TRY(plan_stranded(cx, plan, &list, &n));
    n = n > MOVES_N ? MOVES_N : n;
    moves = NEW_N(cx->arena, n + 1, struct view_plan_move);
    for (size_t i = 0; i < n; i++)
        moves[i] = move_view(cx, x, plan, &list[i], i);
    view->moves = moves;
    view->moves_n = n;
    return NULL;
}

static struct err *
fill_replay(struct cx *cx, const char *text, struct view_plan_draft *view)
{
    struct replay_row row;

    TRY(replay_find(cx, text, &view->replay));
    if (!view->replay)
        return NULL;
    TRY(replay_get(cx, view->replay, &row));
    view->replay_done = row.state == REPLAY_DONE;
    view->replay_days = row.days;
    view->replay_differ = row.result.differ_n;
    view->replay_tickets = row.result.tickets_n;
    return NULL;
}

static void
fill_steps(struct cx *cx, const struct plan_draft *draft, bool sound,
           struct view_plan_draft *view)
{
    bool manager = cx->actor->role >= ROLE_MANAGER;
    bool ready = manager && sound && draft->base == draft->current;

    view->can_propose = ready && draft->state == PLAN_DRAFT_WRITTEN;
    view->can_approve = plan_draft_may_approve(cx, draft);
    view->can_withdraw = manager && draft->state >= PLAN_DRAFT_PROPOSED;
    view->can_adopt =
        ready && (draft->wants_approval ? draft->state == PLAN_DRAFT_APPROVED
                                        : draft->state != PLAN_DRAFT_NONE);
}

static struct err *
show(struct cx *cx, struct exchange *x, const struct err *err)
{
    struct view_plan_draft view = {.errors = view_errors(cx->arena, err)};
    struct plan_problems problems;
    const struct plan *current;
    struct plan_draft draft;
    struct plan *plan;

    TRY(plan_draft_get(cx, &draft));
    TRY(policy_current(cx, &current, NULL));
    TRY(page_frame(cx, x, tr(cx->lang, "The draft of the plan"), VIEW_SECTION_PLAN,
                   &view.page));
    plan_edit_fill_draft(cx, &draft, &view.draft);
    TRY(policy_try(cx, draft.text, true, &plan, &problems));
    view.problems = plan_edit_problems(cx, &problems, true, &view.problems_n);
    plan_edit_differs(cx, current->text, draft.text, &view.differs);
    fill_steps(cx, &draft, plan && !problems.errors_n, &view);
    if (plan && !problems.errors_n && draft.state != PLAN_DRAFT_NONE)
        TRY(fill_moves(cx, x, plan, &view));
    if (draft.state != PLAN_DRAFT_NONE)
        TRY(fill_replay(cx, draft.text, &view));
    view.summary = view_input(err ? request_field(&x->request, "summary") : draft.summary,
                              err, "summary");
    return PAGE(cx, x, err ? page_status(err->kind) : 200, plan_draft, &view);
}

struct err *
page_plan_draft(struct cx *cx, struct exchange *x)
{
    return show(cx, x, NULL);
}

/* ---- The steps. */

static struct err *
after(struct cx *cx, struct exchange *x, struct err *err, const char *notice)
{
    if (page_is_form_error(err))
        TRY(show(cx, x, err));
    TRY(err);
    page_notice(cx, x, notice);
    return page_go(cx, x, "/plan/draft");
}

struct err *
post_plan_propose(struct cx *cx, struct exchange *x)
{
    return after(cx, x,
                 plan_draft_propose(cx, plan_edit_version(x),
                                    request_field(&x->request, "summary")),
                 tr(cx->lang, "The draft is proposed."));
}

struct err *
post_plan_approve(struct cx *cx, struct exchange *x)
{
    return after(cx, x, plan_draft_approve(cx, plan_edit_version(x)),
                 tr(cx->lang, "You approved the draft. It can be adopted now."));
}

struct err *
post_plan_withdraw(struct cx *cx, struct exchange *x)
{
    return after(cx, x, plan_draft_withdraw(cx, plan_edit_version(x)),
                 tr(cx->lang, "The draft is being written again."));
}

struct err *
post_plan_rebase(struct cx *cx, struct exchange *x)
{
    return after(cx, x, plan_draft_rebase(cx, plan_edit_version(x)),
                 tr(cx->lang, "The draft goes on from the plan in force."));
}

struct err *
post_plan_discard(struct cx *cx, struct exchange *x)
{
    return after(cx, x, plan_draft_discard(cx, plan_edit_version(x)),
                 tr(cx->lang, "The draft is gone. The plan in force stands as it was."));
}

static size_t
read_moves(struct cx *cx, struct exchange *x, struct plan_move *moves)
{
    size_t n = 0;

    for (size_t i = 0; i < MOVES_N; i++) {
        struct plan_move *move = &moves[n];
        const char *kind = request_field(&x->request, numbered(cx, "kind", i));

        move->was = request_field(&x->request, numbered(cx, "was", i));
        move->becomes = request_field(&x->request, numbered(cx, "move", i));
        if (kind && move->was && move->becomes && plan_name_kind_find(kind, &move->kind))
            n++;
    }
    return n;
}

struct err *
post_plan_adopt(struct cx *cx, struct exchange *x)
{
    struct plan_move *moves = NEW_N(cx->arena, MOVES_N + 1, struct plan_move);
    size_t n = read_moves(cx, x, moves);
    int64_t revision, number;
    struct err *err =
        plan_adopt_draft(cx, plan_edit_version(x), request_field(&x->request, "summary"),
                         moves, n, &revision);

    if (page_is_form_error(err))
        TRY(show(cx, x, err));
    TRY(err);
    TRY(policy_number(cx, revision, &number));
    page_notice(cx, x,
                arena_printf(cx->arena, tr(cx->lang, "Revision %lld is in force."),
                             (long long)number));
    return page_go(cx, x, "/plan/revisions");
}
