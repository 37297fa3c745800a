/* SPDX-License-Identifier: Apache-2.0 */
/* GET /plan/replay/N: what the last days would have been under the draft. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/replay.h"
#include "desk/ticket.h"
#include "http/exchange.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/plan_edit.h"
#include "web/templates.h"

enum { BAR = 1000, TICKETS_N = 50, DAYS = 90 };

/* ---- Counts with bars. */

static void
set_bars(struct view_replay_count *list, size_t n)
{
    int64_t most = 1;

    for (size_t i = 0; i < n; i++) {
        most = list[i].before > most ? list[i].before : most;
        most = list[i].after > most ? list[i].after : most;
    }
    for (size_t i = 0; i < n; i++) {
        list[i].before_bar = list[i].before * BAR / most;
        list[i].after_bar = list[i].after * BAR / most;
    }
}

static const struct view_replay_count *
shares_view(struct cx *cx, const struct replay_share *shares, size_t n)
{
    struct view_replay_count *list = NEW_N(cx->arena, n + 1, struct view_replay_count);

    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_replay_count){.label = shares[i].name,
                                             .counted = true,
                                             .before = shares[i].n[0],
                                             .after = shares[i].n[1]};
    set_bars(list, n);
    return list;
}

static void
fill_kinds(struct cx *cx, const struct replay *replay, struct view_plan_replay *view)
{
    struct view_replay_count *list =
        NEW_N(cx->arena, REPLAY_KINDS_N, struct view_replay_count);

    for (int kind = 0; kind < REPLAY_KINDS_N; kind++)
        list[kind] = (struct view_replay_count){
            .label = tr(cx->lang, replay_kind_text(kind)),
            .kind = replay_kind_name(kind),
            .counted = replay->of[kind].n[0] || replay->of[kind].n[1],
            .before = replay->of[kind].n[0],
            .after = replay->of[kind].n[1],
            .differ = replay->of[kind].differ_n,
            .chosen = str_eq(replay_kind_name(kind), view->kind)};
    set_bars(list, REPLAY_KINDS_N);
    view->kinds = list;
    view->kinds_n = REPLAY_KINDS_N;
}

/* ---- Tickets. */

static void
fill_says(struct cx *cx, const struct replay_ticket *ticket,
          struct view_replay_ticket *view)
{
    struct view_replay_says *says =
        NEW_N(cx->arena, REPLAY_KINDS_N, struct view_replay_says);

    for (int kind = 0; kind < REPLAY_KINDS_N; kind++) {
        const struct plan_outcome *before = &ticket->outcome[0], *after = before + 1;
        struct view_replay_says *say = &says[view->says_n];

        if (!(ticket->differs & 1U << kind))
            continue;
        *say = (struct view_replay_says){
            .label = tr(cx->lang, replay_kind_text(kind)),
            .before = replay_says(cx->arena, cx->lang, before, kind),
            .after = replay_says(cx->arena, cx->lang, after, kind)};
        if (!say->before) {
            say->before_at = before->first_due_at;
            say->after_at = after->first_due_at;
        }
        view->says_n++;
    }
    view->says = says;
}

/* Of a restricted ticket nothing but its number is shown to those who may not see it. */
static struct err *
fill_listed(struct cx *cx, const struct replay *replay, struct view_plan_replay *view)
{
    struct view_replay_ticket *list =
        NEW_N(cx->arena, TICKETS_N, struct view_replay_ticket);
    struct cx own = *cx;

    for (size_t i = 0; i < replay->listed.n && view->listed_n < TICKETS_N; i++) {
        const struct replay_ticket *ticket = &replay->listed.at[i];
        struct view_replay_ticket *row = &list[view->listed_n];
        struct ticket found;
        struct err *err;
        bool wanted = !view->kind;

        for (int kind = 0; kind < REPLAY_KINDS_N; kind++)
            wanted = wanted || (ticket->differs & 1U << kind &&
                                str_eq(replay_kind_name(kind), view->kind));
        if (!wanted)
            continue;
        *row = (struct view_replay_ticket){.number = ticket->id.v};
        err = ticket_get(&own, ticket->id, &found);
        if (err && err->kind != ERR_NOT_FOUND)
            return err;
        if (!err) {
            row->subject = found.subject;
            fill_says(cx, ticket, row);
        }
        view->listed_n++;
    }
    view->listed = list;
    return NULL;
}

static struct err *
fill_result(struct cx *cx, const struct replay *replay, struct view_plan_replay *view)
{
    view->from = replay->from;
    view->until = replay->until;
    view->tickets = replay->tickets_n;
    view->differ = replay->differ_n;
    fill_kinds(cx, replay, view);
    view->teams = shares_view(cx, replay->teams.at, replay->teams.n);
    view->teams_n = replay->teams.n;
    view->priorities = shares_view(cx, replay->priorities.at, replay->priorities.n);
    view->priorities_n = replay->priorities.n;
    return fill_listed(cx, replay, view);
}

/* ---- The page, and asking for one. */

struct err *
page_plan_replay(struct cx *cx, struct exchange *x)
{
    struct view_plan_replay view = {.kind = request_field(&x->request, "kind")};
    struct plan_draft draft;
    struct replay_row row;

    if (!str_to_int(request_param(&x->request, "replay"), 1, INT64_MAX, &view.id))
        FAIL(cx, ERR_NOT_FOUND, "There is no such replay.");
    TRY(replay_get(cx, view.id, &row));
    TRY(plan_draft_get(cx, &draft));
    TRY(page_frame(cx, x, tr(cx->lang, "The past under the draft"), VIEW_SECTION_PLAN,
                   &view.page));
    if (str_blank(view.kind))
        view.kind = NULL;
    view.days = row.days;
    view.created_at = row.created_at;
    view.person = row.person_name;
    view.done = row.done_n;
    view.all = row.all_n;
    view.percent = row.all_n ? row.done_n * 100 / row.all_n : 0;
    view.runs = row.state == REPLAY_RUNS;
    view.failed = row.state == REPLAY_FAILED;
    view.finished = row.state == REPLAY_DONE;
    view.error = row.error;
    view.of_draft = str_eq(row.text, draft.text);
    view.manager = cx->actor->role >= ROLE_MANAGER;
    if (view.finished)
        TRY(fill_result(cx, &row.result, &view));
    if (view.runs)
        response_header(&x->response, "Refresh", "2");
    return PAGE(cx, x, 200, plan_replay, &view);
}

struct err *
post_plan_replay(struct cx *cx, struct exchange *x)
{
    struct plan_draft draft;
    int64_t id;

    TRY(plan_draft_get(cx, &draft));
    TRY(replay_add(cx, draft.text, page_number(x, "days", DAYS), &id));
    return page_go(cx, x, "/plan/replay/%lld", (long long)id);
}
