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

/* What is marked internal stays with the staff. */
static const char *
public_text(struct cx *cx, const struct plan *plan)
{
    struct buf text;

    buf_init(&text, cx->arena, 0);
    for (size_t i = 0; i < plan->sections.n; i++) {
        const struct plan_section *section = &plan->sections.at[i];

        if (section->internal)
            continue;
        if (section->level >= 2)
            buf_printf(&text, "%.*s %s\n\n", section->level, "######", section->heading);
        buf_printf(&text, "%s\n\n", section->source);
    }
    return buf_text(&text);
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
    view.body = markdown_html(cx->arena, public_text(cx, plan));
    view.adopted_at = n ? history[0].adopted_at : 0;
    view.adopted_by = n ? history[0].author : NULL;
    return PAGE(cx, x, 200, plan, &view);
}
