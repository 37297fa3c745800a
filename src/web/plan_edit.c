/* SPDX-License-Identifier: Apache-2.0 */
/* GET and POST /plan/edit: the document beside how it will look, saved and checked as one
 * types; without script by its button. */
#include "web/plan_edit.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/policy.h"
#include "http/exchange.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

static struct err *
show(struct cx *cx, struct exchange *x, struct view_plan_edit *view)
{
    struct plan_draft draft;

    TRY(plan_draft_get(cx, &draft));
    TRY(page_frame(cx, x, tr(cx->lang, "Change the plan"), VIEW_SECTION_PLAN,
                   &view->page));
    plan_edit_fill_draft(cx, &draft, &view->draft);
    if (!view->text) {
        view->text = draft.text;
        TRY(plan_edit_check(cx, view->text, true, true, &view->check));
    }
    if (view->conflict)
        plan_edit_differs(cx, draft.text, view->text, &view->theirs);
    view->check.version = draft.version;
    view->forms = plan_edit_forms(cx, view->text, &view->forms_n);
    return PAGE(cx, x,
                view->conflict        ? page_status(ERR_CONFLICT)
                : view->errors.list_n ? page_status(ERR_INVALID)
                                      : 200,
                plan_edit, view);
}

struct err *
page_plan_edit(struct cx *cx, struct exchange *x)
{
    struct view_plan_edit view = {0};

    return show(cx, x, &view);
}

/* Reading a hostile text may take a second: not on the writer's thread. */
struct err *
prepare_plan_edit(struct cx *cx, struct exchange *x)
{
    const char *text = request_field(&x->request, "text");
    bool live = request_field(&x->request, "live") != NULL;
    struct view_plan_check *check = NEW(cx->arena, struct view_plan_check);

    if (!text)
        FAIL_FIELD(cx, "text", "Please write the plan.");
    TRY(plan_edit_check(cx, text, !live, true, check));
    x->prepared = check;
    return NULL;
}

/* What was sent stays in the form; the version is the newest one, so that saving again
 * means to replace what the other wrote, which stands below it by then. */
static struct err *
show_again(struct cx *cx, struct exchange *x, struct err *err)
{
    struct view_plan_edit view = {.text = request_field(&x->request, "text"),
                                  .check = *(const struct view_plan_check *)x->prepared};

    view.conflict = err->kind == ERR_CONFLICT;
    if (view.conflict)
        view.conflict_text = err->text;
    else
        view.errors = view_errors(cx->arena, err);
    TRY(show(cx, x, &view));
    return err;
}

struct err *
post_plan_edit(struct cx *cx, struct exchange *x)
{
    struct view_plan_check check = *(const struct view_plan_check *)x->prepared;
    bool live = request_field(&x->request, "live") != NULL;
    struct err *err = plan_draft_save(cx, request_field(&x->request, "text"),
                                      plan_edit_version(x), &check.version);

    if (err && !live && page_is_form_error(err))
        return show_again(cx, x, err);
    TRY(err);
    if (live)
        return PAGE(cx, x, 200, plan_check, &check);
    page_notice(cx, x,
                check.errors ? tr(cx->lang, "The draft is saved. It has mistakes, which "
                                            "stand at their lines.")
                             : tr(cx->lang, "The draft is saved. It can be adopted."));
    return page_go(cx, x, "/plan/edit");
}
