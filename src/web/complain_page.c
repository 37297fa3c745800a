/* SPDX-License-Identifier: Apache-2.0 */
/* "Complain about this": of one's own request. */
#include "base/arena.h"
#include "base/lang.h"
#include "desk/complaint.h"
#include "plan/open.h"
#include "text/markdown.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

static struct err *
show(struct cx *cx, struct exchange *x, const struct ticket *about, const struct err *err)
{
    struct view_complain view = {.number = about->id.v,
                                 .subject = about->subject,
                                 .errors = view_errors(cx->arena, err)};
    const struct plan *plan;
    int64_t at;

    TRY(page_frame(cx, x, tr(cx->lang, "Complain"), VIEW_SECTION_REQUESTS, &view.page));
    TRY(ticket_plan(cx, about, &plan));
    if (plan->complaint_within.n) {
        at = plan_open_add(plan, *about->organization ? about->organization : NULL, true,
                           cx->now, plan->complaint_within);
        view.answer_at = at == PLAN_NEVER ? 0 : at;
    }
    view.feedback = markdown_html(cx->arena, plan->feedback);
    view.body = view_input(request_field(&x->request, "body"), err, "body");
    return PAGE(cx, x, err ? page_status(err->kind) : 200, complain, &view);
}

static struct err *
find(struct cx *cx, struct exchange *x, struct ticket *out)
{
    struct ticket_id id;

    TRY(page_ticket_id(cx, x, &id));
    return ticket_get(cx, id, out);
}

struct err *
page_complain(struct cx *cx, struct exchange *x)
{
    struct ticket about;

    TRY(find(cx, x, &about));
    return show(cx, x, &about, NULL);
}

struct err *
post_complain(struct cx *cx, struct exchange *x)
{
    struct ticket about, complaint;
    struct err *err;

    TRY(find(cx, x, &about));
    err = complaint_make(cx, about.id, request_field(&x->request, "body"), &complaint);
    if (err && page_is_form_error(err)) {
        TRY(show(cx, x, &about, err));
        return err;
    }
    TRY(err);
    page_notice(cx, x,
                tr(cx->lang, "We have your complaint. Thank you for telling us."));
    return page_go(cx, x, "/r/%lld", (long long)complaint.id.v);
}
