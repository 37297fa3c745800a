/* SPDX-License-Identifier: Apache-2.0 */
/* GET /plan/revisions: every plan that was ever in force, what each changed, and the way
 * back to one. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/policy.h"
#include "http/exchange.h"
#include "text/markdown.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/plan_edit.h"
#include "web/templates.h"

enum { PER_PAGE = 20, SECTIONS_N = 12 };

/* Agents of this desk read what is internal. */
static struct err *
must_work_here(struct cx *cx)
{
    bool mine;

    TRY(desk_is_mine(cx, desk_now(cx), &mine));
    if (!mine)
        FAIL(cx, ERR_DENIED, "Only the staff can see the draft of the plan.");
    return NULL;
}

static struct err *
differs_from_before(struct cx *cx, const struct policy_revision *list, size_t n, size_t i,
                    struct view_differs *out)
{
    const char *text, *before;

    *out = (struct view_differs){0};
    if (i + 1 >= n)
        return NULL;
    TRY(policy_text(cx, list[i].revision, &text));
    TRY(policy_text(cx, list[i + 1].revision, &before));
    plan_edit_differs(cx, before, text, out);
    return NULL;
}

static struct view_revision
revision_view(struct cx *cx, const struct policy_revision *list, size_t n, size_t i,
              const struct view_differs *differs)
{
    const char **names = NEW_N(cx->arena, SECTIONS_N + 1, const char *);
    struct view_revision view = {.number = list[i].number,
                                 .adopted_at = list[i].adopted_at,
                                 .author = list[i].author,
                                 .approver = list[i].approver,
                                 .summary = list[i].summary,
                                 .current = i == 0,
                                 .sections = names,
                                 .first = i + 1 == n};

    for (size_t k = 0; k < differs->sections_n && view.sections_n < SECTIONS_N; k++)
        names[view.sections_n++] = *differs->sections[k].heading
                                       ? differs->sections[k].heading
                                       : tr(cx->lang, "Settings");
    return view;
}

struct err *
page_plan_revisions(struct cx *cx, struct exchange *x)
{
    struct view_plan_revisions view = {0};
    struct view_revision *revisions = NEW_N(cx->arena, PER_PAGE, struct view_revision);
    int64_t before = page_number(x, "before", INT64_MAX);
    struct policy_revision *list;
    struct plan_draft draft;
    size_t n, i = 0;

    TRY(must_work_here(cx));
    TRY(policy_history(cx, &list, &n));
    TRY(plan_draft_get(cx, &draft));
    TRY(page_frame(cx, x, tr(cx->lang, "Revisions of the plan"), VIEW_SECTION_PLAN,
                   &view.page));
    while (i < n && list[i].number >= before)
        i++;
    for (; i < n && view.revisions_n < PER_PAGE; i++) {
        struct view_differs differs;

        TRY(differs_from_before(cx, list, n, i, &differs));
        revisions[view.revisions_n++] = revision_view(cx, list, n, i, &differs);
    }
    view.revisions = revisions;
    if (i < n)
        view.older =
            safe_url_of(cx->arena, arena_printf(cx->arena, "/plan/revisions?before=%lld",
                                                (long long)list[i - 1].number));
    view.draft = draft.state != PLAN_DRAFT_NONE;
    view.manager = cx->actor->role >= ROLE_MANAGER;
    return PAGE(cx, x, 200, plan_revisions, &view);
}

struct err *
page_plan_revision(struct cx *cx, struct exchange *x)
{
    struct view_revision_page view = {0};
    struct policy_revision *list;
    struct plan_draft draft;
    const char *text;
    int64_t number;
    size_t n, i = 0;

    TRY(must_work_here(cx));
    TRY(policy_history(cx, &list, &n));
    TRY(plan_draft_get(cx, &draft));
    if (!str_to_int(request_param(&x->request, "revision"), 1, INT64_MAX, &number))
        number = 0;
    while (i < n && list[i].number != number)
        i++;
    if (i == n)
        FAIL(cx, ERR_NOT_FOUND, "There is no such revision of the plan.");
    TRY(policy_text(cx, list[i].revision, &text));
    TRY(differs_from_before(cx, list, n, i, &view.differs));
    view.revision = revision_view(cx, list, n, i, &view.differs);
    view.body = markdown_html(cx->arena, text);
    view.draft = draft.state != PLAN_DRAFT_NONE;
    view.draft_version = draft.version;
    view.can_return = cx->actor->role >= ROLE_MANAGER && i > 0;
    TRY(page_frame(
        cx, x, arena_printf(cx->arena, tr(cx->lang, "Revision %lld"), (long long)number),
        VIEW_SECTION_PLAN, &view.page));
    return PAGE(cx, x, 200, plan_revision, &view);
}

struct err *
post_plan_return(struct cx *cx, struct exchange *x)
{
    int64_t number;

    if (!str_to_int(request_param(&x->request, "revision"), 1, INT64_MAX, &number))
        FAIL(cx, ERR_NOT_FOUND, "There is no such revision of the plan.");
    TRY(plan_draft_return(cx, number, plan_edit_version(x)));
    page_notice(cx, x,
                arena_printf(cx->arena,
                             tr(cx->lang, "Revision %lld is the draft now. Compare it, "
                                          "and adopt it if it is what you want."),
                             (long long)number));
    return page_go(cx, x, "/plan/draft");
}
