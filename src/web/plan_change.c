/* SPDX-License-Identifier: Apache-2.0 */
/* GET /plan/changes/N: what a revision changed, section by section; GET /plan/hours.ics:
 * the hours as a calendar to subscribe to. */
#include "web/plan_page.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/policy.h"
#include "http/etag.h"
#include "http/response.h"
#include "http/security.h"
#include "plan/fold.h"
#include "plan/publish.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

#include <string.h>

/* Of one section; longer ones are cut. */
enum { LINES_N = 2000 };

/* What the actor may see of that revision. */
static struct err *
text_of(struct cx *cx, int64_t revision, bool internal, const char **text_out)
{
    const struct plan *plan;

    TRY(policy_get(cx, revision, &plan));
    *text_out = internal ? plan->text : plan_public_text(cx->arena, plan);
    return NULL;
}

/* What is internal today stays inside also where an earlier revision said it openly. */
static bool
is_inside_now(struct arena *arena, const struct plan *now,
              const struct plan_change *change)
{
    for (size_t i = 0; i < now->sections.n; i++) {
        const struct plan_section *section = &now->sections.at[i];

        if (section->internal &&
            ((change->kind != PLAN_PROSE && section->kind == change->kind) ||
             fold_find_words(fold_text(arena, section->heading),
                             fold_text(arena, change->heading))))
            return true;
    }
    return false;
}

static void
fill_lines(struct cx *cx, const struct plan_change *change, struct view_plan_change *view)
{
    size_t gone_n = change->gone.n < LINES_N ? change->gone.n : LINES_N;
    size_t come_n = change->come.n < LINES_N ? change->come.n : LINES_N;
    struct view_plan_line *lines =
        NEW_N(cx->arena, gone_n + come_n + 1, struct view_plan_line);

    for (size_t i = 0; i < gone_n; i++)
        lines[i].text = change->gone.at[i];
    for (size_t i = 0; i < come_n; i++)
        lines[gone_n + i].text = change->come.at[i];
    view->gone = lines;
    view->gone_n = gone_n;
    view->come = lines + gone_n;
    view->come_n = come_n;
}

static void
fill_changes(struct cx *cx, const struct plan_changes *changes, const struct plan *now,
             struct view_plan_changes *view)
{
    struct view_plan_change *list =
        NEW_N(cx->arena, changes->n + 1, struct view_plan_change);

    for (size_t i = 0; i < changes->n; i++) {
        const struct plan_change *change = &changes->at[i];

        if (!view->internal && is_inside_now(cx->arena, now, change))
            continue;
        list[view->changes_n++] = (struct view_plan_change){
            .heading = *change->heading ? change->heading : tr(cx->lang, "Title"),
            .fresh = !change->before_line,
            .removed = !change->after_line,
        };
        fill_lines(cx, change, &list[view->changes_n - 1]);
    }
    view->changes = list;
}

static struct err *
find_revision(struct cx *cx, struct exchange *x, const struct policy_revision **out,
              const struct policy_revision **before_out)
{
    struct policy_revision *history;
    int64_t number;
    size_t n;

    if (!str_to_int(request_param(&x->request, "revision"), 1, INT64_MAX, &number))
        number = 0;
    TRY(policy_history(cx, &history, &n));
    for (size_t i = 0; i < n; i++)
        if (history[i].number == number) {
            *out = &history[i];
            *before_out = i + 1 < n ? &history[i + 1] : NULL;
            return NULL;
        }
    FAIL(cx, ERR_NOT_FOUND, "There is no such revision of the plan.");
}

struct err *
page_plan_change(struct cx *cx, struct exchange *x)
{
    const struct policy_revision *revision = NULL, *before = NULL;
    const char *text, *text_before = "";
    struct view_plan_changes view = {0};
    const struct plan *now;
    bool staff;

    TRY(policy_current(cx, &now, NULL));
    TRY(find_revision(cx, x, &revision, &before));
    TRY(plan_page_sees_internal(cx, x, &staff, &view.internal));
    TRY(page_frame(cx, x,
                   arena_printf(cx->arena, tr(cx->lang, "What revision %lld changed"),
                                (long long)revision->number),
                   VIEW_SECTION_PLAN, &view.page));
    TRY(text_of(cx, revision->revision, view.internal, &text));
    if (before)
        TRY(text_of(cx, before->revision, view.internal, &text_before));
    view.summary = revision->summary;
    view.author = revision->author ? revision->author : "Kindesk";
    view.at = revision->adopted_at;
    view.first = !before;
    if (before)
        fill_changes(cx, plan_compare(cx->arena, text_before, text), now, &view);
    return PAGE(cx, x, 200, plan_changes, &view);
}

/* ---- The calendar. */

enum { PAST_DAYS = 31, COMING_DAYS = 370 };

/* Programs that fetch it have no cookie: the query may say which desk. */
static struct err *
choose_desk(struct cx *cx, struct exchange *x)
{
    const char *slug = request_query(&x->request, "desk");
    struct desk_row desk;

    if (str_blank(slug))
        return NULL;
    TRY(desk_by_slug(cx, slug, &desk));
    cx->desk = desk.id;
    return NULL;
}

static const char *
host_of(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://");

    host = host ? host + 3 : url;
    return arena_strndup(arena, host, strcspn(host, "/"));
}

struct err *
page_plan_hours(struct cx *cx, struct exchange *x)
{
    struct policy_revision *history;
    const struct plan *plan;
    struct desk_row desk;
    struct plan_ics about;
    size_t n;
    char *ics;

    TRY(choose_desk(cx, x));
    TRY(desk_get(cx, desk_now(cx), &desk));
    TRY(policy_current(cx, &plan, NULL));
    TRY(policy_history(cx, &history, &n));
    for (size_t i = 0; i < plan->hours.n; i++)
        if (plan_line_is_internal(plan, plan->hours.at[i].line))
            FAIL(cx, ERR_NOT_FOUND, "The hours of this desk are not published.");
    about = (struct plan_ics){
        .host = arena_printf(cx->arena, "%s.%s", desk.slug, host_of(cx->arena, desk.url)),
        .url = arena_printf(cx->arena, "%s/plan", desk.url),
        .from = cx->now - cx->now % MS_DAY - PAST_DAYS * MS_DAY,
        .to = cx->now - cx->now % MS_DAY + COMING_DAYS * MS_DAY,
        .stamp = n ? history[0].adopted_at : 0,
    };
    ics = plan_ics(cx->arena, plan, lang_find(plan->language), &about);
    response_body(&x->response, 200, "text/calendar; charset=utf-8", bytes_of(ics));
    response_filename(&x->response, false, "hours.ics");
    response_header(&x->response, "Cache-Control", "public, max-age=3600");
    x->response.etag = etag_of(cx->arena, bytes_of(ics));
    security_headers(&x->response, SECURITY_DATA);
    return NULL;
}
