/* SPDX-License-Identifier: Apache-2.0 */
/* GET /plan: what we promise, for everybody. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "text/markdown.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

#include <string.h>

/* One chapter: a section of the second level with those below it. */
static const char *
chapter_text(struct cx *cx, const struct plan *plan, size_t *i)
{
    struct buf text;

    buf_init(&text, cx->arena, 0);
    buf_printf(&text, "%s\n\n", plan->sections.at[*i].source);
    while (*i + 1 < plan->sections.n && plan->sections.at[*i + 1].level > 2) {
        const struct plan_section *below = &plan->sections.at[++*i];

        if (!below->internal)
            buf_printf(&text, "%.*s %s\n\n%s\n\n", below->level, "######", below->heading,
                       below->source);
    }
    return buf_text(&text);
}

/* What is marked internal stays with the staff. */
static void
fill_chapters(struct cx *cx, const struct plan *plan, struct view_plan *view)
{
    struct view_plan_section *list =
        NEW_N(cx->arena, plan->sections.n + 1, struct view_plan_section);

    for (size_t i = 0; i < plan->sections.n; i++) {
        const struct plan_section *section = &plan->sections.at[i];
        struct safe_html body;
        const char *text;

        if (section->level < 2)
            continue;
        text = chapter_text(cx, plan, &i);
        if (section->internal)
            continue;
        body = markdown_html(cx->arena, text);
        list[view->sections_n++] = (struct view_plan_section){
            arena_printf(cx->arena, "line-%d", section->line), section->heading, body,
            strstr(body.s, "<table") != NULL};
    }
    view->sections = list;
}

struct err *
page_plan(struct cx *cx, struct exchange *x)
{
    struct policy_revision *history;
    struct view_plan view = {0};
    const struct plan *plan;
    size_t n;

    TRY(policy_current(cx, &plan, &view.revision));
    TRY(policy_history(cx, &history, &n));
    TRY(page_frame(cx, x, plan->title && *plan->title ? plan->title : plan->desk,
                   VIEW_SECTION_PLAN, &view.page));
    fill_chapters(cx, plan, &view);
    view.adopted_at = n ? history[0].adopted_at : 0;
    view.adopted_by = n ? history[0].author : NULL;
    return PAGE(cx, x, 200, plan, &view);
}
