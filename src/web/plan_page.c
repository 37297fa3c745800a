/* SPDX-License-Identifier: Apache-2.0 */
/* The published plan: /plan as it is written, /plan/document and /plan/sop as complete
 * documents, /plan/changes/N what a revision changed. Parts marked internal are shown to
 * the desk's staff only. */
#include "web/plan_page.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/zone.h"
#include "desk/chart_cache.h"
#include "desk/desk.h"
#include "desk/policy.h"
#include "desk/team.h"
#include "desk/ticket.h"
#include "plan/publish.h"
#include "text/markdown.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

#include <string.h>

enum { HISTORY_N = 100, MEMBERS_N = 200 };

const char *
plan_page_anchor(struct arena *arena, const struct plan_chapter *chapter)
{
    return chapter->line ? arena_printf(arena, "line-%d", chapter->line)
                         : arena_printf(arena, "default-%d", (int)chapter->kind);
}

const char *
plan_page_url(struct cx *cx, const struct plan *plan, int line)
{
    const struct plan_chapters *chapters =
        plan_chapters(cx->arena, plan, cx->lang, PLAN_AS_WRITTEN, ticket_is_staff(cx));

    for (size_t i = 0; line > 0 && i < chapters->n; i++)
        if (chapters->at[i].line <= line && line <= chapters->at[i].last_line)
            return arena_printf(cx->arena, "/plan#%s",
                                plan_page_anchor(cx->arena, &chapters->at[i]));
    return NULL;
}

struct err *
plan_page_sees_internal(struct cx *cx, struct exchange *x, bool *staff_out,
                        bool *internal_out)
{
    *staff_out = false;
    if (ticket_is_staff(cx) && !cx->actor->system)
        TRY(desk_is_mine(cx, desk_now(cx), staff_out));
    *internal_out = *staff_out && !str_eq(request_query(&x->request, "for"), "everybody");
    return NULL;
}

/* ---- Pieces. */

static void
fill_chapters(struct cx *cx, const struct plan_chapters *chapters, bool numbered,
              struct view_plan *view)
{
    struct view_plan_section *list =
        NEW_N(cx->arena, chapters->n + 1, struct view_plan_section);

    for (size_t i = 0; i < chapters->n; i++) {
        const struct plan_chapter *chapter = &chapters->at[i];
        struct safe_html body = markdown_html(cx->arena, chapter->text);

        list[i] = (struct view_plan_section){
            .anchor = plan_page_anchor(cx->arena, chapter),
            .title = numbered
                         ? arena_printf(cx->arena, "%zu. %s", i + 1, chapter->heading)
                         : chapter->heading,
            .body = body,
            .wide = strstr(body.s, "<table") != NULL,
            .internal = chapter->internal,
            .standard = chapter->line == 0,
        };
    }
    view->sections = list;
    view->sections_n = chapters->n;
}

static struct err *
fill_charts(struct cx *cx, const struct plan *plan, bool internal, struct view_plan *view)
{
    struct view_plan_chart *list;
    struct chart_drawn *drawn;
    size_t n;

    TRY(chart_cache_plan(cx, plan, internal, &drawn, &n));
    list = NEW_N(cx->arena, n + 1, struct view_plan_chart);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_plan_chart){
            .anchor = arena_printf(cx->arena, "chart-%zu", i),
            .title = drawn[i].title,
            .description = drawn[i].description,
            .svg = drawn[i].svg,
            .words = markdown_html(cx->arena, drawn[i].words),
        };
    view->charts = list;
    view->charts_n = n;
    return NULL;
}

/* On paper a day without its year says little. */
static const char *
say_day(struct cx *cx, int64_t at)
{
    struct civil day = zone_local(cx->zone, at);

    return arena_printf(cx->arena, "%04d-%02d-%02d", day.year, day.month, day.day);
}

static struct err *
fill_history(struct cx *cx, struct view_plan *view)
{
    struct view_plan_revision *list;
    struct policy_revision *history;
    size_t n;

    TRY(policy_history(cx, &history, &n));
    view->history_n = n < HISTORY_N ? n : HISTORY_N;
    list = NEW_N(cx->arena, view->history_n + 1, struct view_plan_revision);
    for (size_t i = 0; i < view->history_n; i++)
        list[i] = (struct view_plan_revision){
            .number = history[i].number,
            .date = say_day(cx, history[i].adopted_at),
            .author = history[i].author ? history[i].author : "Kindesk",
            .summary = history[i].summary,
            .first = i + 1 == n,
        };
    view->history = list;
    if (n) {
        view->revision = history[0].number;
        view->adopted_on = list[0].date;
        view->adopted_by = history[0].author;
    }
    return NULL;
}

/* Who works where is said to the staff. */
static struct err *
fill_teams(struct cx *cx, const struct plan *plan, struct view_plan *view)
{
    struct view_plan_team *list =
        NEW_N(cx->arena, plan->teams.n + 1, struct view_plan_team);

    for (size_t i = 0; i < plan->teams.n && i < MEMBERS_N; i++) {
        struct team_member *members;
        struct buf names;
        size_t n;

        TRY(team_members(cx, plan->teams.at[i].name, &members, &n));
        buf_init(&names, cx->arena, 0);
        for (size_t k = 0; k < n && k < MEMBERS_N; k++) {
            buf_printf(&names, "%s%s", names.n ? ", " : "", members[k].name);
            if (members[k].lead)
                buf_printf(&names, " (%s)", tr(cx->lang, "lead"));
        }
        list[view->teams_n++] = (struct view_plan_team){
            plan->teams.at[i].name,
            names.n ? buf_text(&names) : tr(cx->lang, "Nobody yet")};
    }
    view->teams = list;
    return NULL;
}

static bool
hours_are_public(const struct plan *plan)
{
    for (size_t i = 0; i < plan->hours.n; i++)
        if (plan_line_is_internal(plan, plan->hours.at[i].line))
            return false;
    return true;
}

/* Everything but the chapters, whose order the page decides. */
static struct err *
begin_page(struct cx *cx, struct exchange *x, const struct plan **plan_out,
           struct view_plan *view)
{
    const struct plan *plan;

    TRY(policy_current(cx, &plan, NULL));
    TRY(plan_page_sees_internal(cx, x, &view->staff, &view->internal));
    TRY(page_frame(cx, x, *plan->title ? plan->title : plan->desk, VIEW_SECTION_PLAN,
                   &view->page));
    TRY(fill_history(cx, view));
    TRY(fill_charts(cx, plan, view->internal, view));
    if (view->internal)
        TRY(fill_teams(cx, plan, view));
    view->owner = plan->owner;
    view->zone = plan->zone_name;
    view->calendar = hours_are_public(plan);
    view->preface =
        markdown_html(cx->arena, plan_preface(cx->arena, plan, view->internal));
    *plan_out = plan;
    return NULL;
}

/* ---- Pages. */

struct err *
page_plan(struct cx *cx, struct exchange *x)
{
    struct view_plan view = {0};
    const struct plan *plan;

    TRY(begin_page(cx, x, &plan, &view));
    fill_chapters(
        cx, plan_chapters(cx->arena, plan, cx->lang, PLAN_AS_WRITTEN, view.internal),
        false, &view);
    return PAGE(cx, x, 200, plan, &view);
}

static struct err *
page_document(struct cx *cx, struct exchange *x, enum plan_order order)
{
    struct view_plan view = {.sop = order == PLAN_AS_SOP};
    const struct plan *plan;

    TRY(begin_page(cx, x, &plan, &view));
    if (view.sop)
        view.page.title = arena_printf(
            cx->arena, tr(cx->lang, "Standard operating procedure: %s"), plan->desk);
    fill_chapters(cx, plan_chapters(cx->arena, plan, cx->lang, order, view.internal),
                  true, &view);
    view.chart_number = (int64_t)view.sections_n + 1;
    return PAGE(cx, x, 200, plan_document, &view);
}

struct err *
page_plan_document(struct cx *cx, struct exchange *x)
{
    return page_document(cx, x, PLAN_AS_PLAN);
}

struct err *
page_plan_sop(struct cx *cx, struct exchange *x)
{
    return page_document(cx, x, PLAN_AS_SOP);
}
