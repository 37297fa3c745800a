/* SPDX-License-Identifier: Apache-2.0 */
/* GET /t/:ticket/why: why this priority, this team, this time. */
#include "base/arena.h"
#include "base/lang.h"
#include "desk/policy.h"
#include "desk/why.h"
#include "plan/plan.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/plan_page.h"
#include "web/templates.h"
#include "web/ticket_page.h"

enum { BAR = 1000 };

/* Lines of the plan in force lead to it; those of an earlier one do not. */
struct lines {
    struct cx *cx;
    const struct plan *plan;
    bool in_force;
};

static struct view_why_line
line_of(const struct lines *lines, const char *text, int line)
{
    struct view_why_line view = {.text = text, .line = line};
    const char *url =
        lines->in_force && line ? plan_page_url(lines->cx, lines->plan, line) : NULL;

    if (url)
        view.url = safe_url_of(lines->cx->arena, url);
    return view;
}

static struct view_why_choice
choice_of(const struct lines *lines, const char *label, const char *value,
          const struct event_said *said)
{
    return (struct view_why_choice){.label = label,
                                    .value = value,
                                    .reason = said->reason,
                                    .at = said->at,
                                    .why = line_of(lines, said->why, said->line)};
}

static void
fill_choices(struct cx *cx, const struct lines *lines, const struct why *why,
             struct view_why *view)
{
    struct view_why_choice *list = NEW_N(cx->arena, 3, struct view_why_choice);

    list[0] = choice_of(lines, tr(cx->lang, "Priority"), why->ticket.priority,
                        &why->priority_why);
    list[1] = choice_of(lines, tr(cx->lang, "Team"), why->ticket.team, &why->team_why);
    list[2] = choice_of(lines, tr(cx->lang, "State"), why->state, &why->state_why);
    view->choices = list;
    view->choices_n = 3;
}

static void
fill_clocks(struct cx *cx, const struct lines *lines, const struct why *why,
            struct view_why *view)
{
    struct view_why_clock *list =
        NEW_N(cx->arena, why->clocks_n + 1, struct view_why_clock);

    for (size_t i = 0; i < why->clocks_n; i++) {
        const struct why_clock *clock = &why->clocks[i];

        list[i] = (struct view_why_clock){.name = clock->name,
                                          .target_ms = clock->target_ms,
                                          .elapsed_ms = clock->elapsed_ms,
                                          .due_at = clock->due_at,
                                          .done_at = clock->done_at,
                                          .missed_at = clock->missed_at,
                                          .paused = clock->paused,
                                          .why = line_of(lines, clock->why, clock->line)};
    }
    view->clocks = list;
    view->clocks_n = why->clocks_n;
}

/* Every piece is wide enough to be seen. */
static void
fill_bar(struct cx *cx, const struct why *why, struct view_why *view)
{
    struct view_why_piece *list =
        NEW_N(cx->arena, why->pieces_n + 1, struct view_why_piece);
    int64_t from = why->pieces_n ? why->pieces[0].from : 0;
    int64_t to = why->pieces_n ? why->pieces[why->pieces_n - 1].to : 0;

    for (size_t i = 0; i < why->pieces_n && to > from; i++) {
        const struct why_part *piece = &why->pieces[i];
        int64_t x = (piece->from - from) * BAR / (to - from);
        int64_t end = (piece->to - from) * BAR / (to - from);

        list[view->pieces_n++] =
            (struct view_why_piece){x, end - x > 2 ? end - x : 2,
                                    piece->run == WHY_COUNTS, piece->run == WHY_CLOSED};
    }
    view->pieces = list;
    view->from = from;
    view->to = to;
}

static void
fill_parts(struct cx *cx, const struct lines *lines, const struct why *why,
           struct view_why *view)
{
    struct view_why_part *list = NEW_N(cx->arena, why->parts_n + 1, struct view_why_part);

    for (size_t i = 0; i < why->parts_n; i++) {
        const struct why_part *part = &why->parts[i];

        list[i] = (struct view_why_part){.from = part->from,
                                         .to = part->to < cx->now ? part->to : 0,
                                         .state = part->state,
                                         .counts = part->run == WHY_COUNTS,
                                         .length_ms = part->to - part->from,
                                         .counted_ms = part->counted_ms,
                                         .why = line_of(lines, part->cause, part->line)};
    }
    view->parts = list;
    view->parts_n = why->parts_n;
}

static void
fill_decisions(struct cx *cx, const struct lines *lines, const struct why *why,
               struct view_why *view)
{
    struct view_why_decision *list =
        NEW_N(cx->arena, why->decisions_n + 1, struct view_why_decision);

    for (size_t i = 0; i < why->decisions_n; i++) {
        const struct event_said *said = &why->decisions[i];

        list[i] = (struct view_why_decision){said->at, said->text, said->reason,
                                             line_of(lines, said->why, said->line)};
    }
    view->decisions = list;
    view->decisions_n = why->decisions_n;
}

struct err *
page_ticket_why(struct cx *cx, struct exchange *x)
{
    struct lines lines = {.cx = cx};
    struct view_why view = {0};
    struct ticket ticket;
    struct why why;
    const struct plan *now;

    TRY(ticket_page_find(cx, x, &ticket));
    TRY(why_get(cx, ticket.id, &why));
    TRY(policy_current(cx, &now, NULL));
    lines.plan = why.plan;
    lines.in_force = now == why.plan;
    TRY(page_frame(
        cx, x,
        arena_printf(cx->arena, tr(cx->lang, "Why? #%lld"), (long long)ticket.id.v),
        VIEW_SECTION_NONE, &view.page));
    view.number = ticket.id.v;
    view.subject = ticket.subject;
    fill_choices(cx, &lines, &why, &view);
    fill_clocks(cx, &lines, &why, &view);
    fill_bar(cx, &why, &view);
    fill_parts(cx, &lines, &why, &view);
    fill_decisions(cx, &lines, &why, &view);
    return PAGE(cx, x, 200, why, &view);
}
