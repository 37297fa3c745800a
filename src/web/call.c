/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket taken by telephone, entered on behalf of whoever calls. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/idempotency.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/ticket_open.h"
#include "plan/plan.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

/* Before anything is chosen: the mildest, and the topic for what nobody could place. */
static void
fill_choices(struct cx *cx, struct exchange *x, const struct plan *plan,
             struct view_call *view)
{
    const char *topic = request_line(&x->request, "topic");
    const char *impact = request_line(&x->request, "impact");
    const char *urgency = request_line(&x->request, "urgency");

    view->topics = form_topics(cx, plan, topic ? topic : plan_topic_other(plan)->name);
    view->topics_n = plan->topics.n;
    view->impacts =
        form_labels(cx, plan->impacts.at, plan->impacts.n,
                    impact ? impact : plan->impacts.at[plan->impacts.n - 1].name);
    view->impacts_n = plan->impacts.n;
    view->urgencies =
        form_labels(cx, plan->urgencies.at, plan->urgencies.n,
                    urgency ? urgency : plan->urgencies.at[plan->urgencies.n - 1].name);
    view->urgencies_n = plan->urgencies.n;
}

static struct err *
show_call(struct cx *cx, struct exchange *x, const struct err *err)
{
    const struct request *r = &x->request;
    struct view_call view = {.errors = view_errors(cx->arena, err),
                             .requester_id = page_number(x, "requester", 0),
                             .once = form_once(cx, x)};
    const struct plan *plan;

    TRY(policy_current(cx, &plan, NULL));
    TRY(page_frame(cx, x, tr(cx->lang, "New ticket by telephone"), VIEW_SECTION_CALL,
                   &view.page));
    fill_choices(cx, x, plan, &view);
    view.name = view_input(request_line(r, "name"), err, "name");
    view.email = view_input(request_line(r, "email"), err, "email");
    view.phone = view_input(request_line(r, "phone"), err, "phone");
    view.subject = view_input(request_line(r, "subject"), err, "subject");
    view.body = view_input(request_field(r, "body"), err, "body");
    view.topic_error = view_error_of(err, "topic");
    view.impact_error = view_error_of(err, "impact");
    view.urgency_error = view_error_of(err, "urgency");
    view.take = !err || request_field(r, "take");
    return PAGE(cx, x, err ? page_status(err->kind) : 200, call, &view);
}

struct err *
page_call(struct cx *cx, struct exchange *x)
{
    TRY(page_read_own_desk(cx, x));
    return show_call(cx, x, NULL);
}

/* Somebody we know, somebody of that address, or somebody with a name and a telephone. */
static struct err *
who_calls(struct cx *cx, struct exchange *x, struct person *out)
{
    const struct request *r = &x->request;
    struct person_fields fields = {.name = request_line(r, "name"),
                                   .phone = request_line(r, "phone")};
    struct person_id id = {page_number(x, "requester", 0)};

    if (id.v)
        return person_get_known(cx, id, out);
    if (!str_blank(request_line(r, "email")))
        return person_reach(cx, request_line(r, "email"), fields.name, NULL, out);
    if (str_blank(fields.name))
        FAIL_FIELD(cx, "name", "Please write a name or an e-mail address.");
    TRY(person_add(cx, ROLE_REQUESTER, &fields, &id));
    return person_get(cx, id, out);
}

static struct err *
open_call(struct cx *cx, struct exchange *x, struct ticket *out)
{
    const struct request *r = &x->request;
    const char *subject = request_line(r, "subject"), *body = request_field(r, "body");
    struct person person;

    TRY(who_calls(cx, x, &person));
    return ticket_open(cx,
                       &(struct ticket_request){
                           .requester = person.id,
                           .channel = "phone",
                           .topic = request_line(r, "topic"),
                           .impact = request_line(r, "impact"),
                           .urgency = request_line(r, "urgency"),
                           .subject = subject,
                           .text = str_blank(body) ? subject : body,
                           .language = person.language,
                           .take = request_field(r, "take") != NULL,
                           .quiet = str_blank(person.email),
                       },
                       out);
}

/* The same form sent twice makes one ticket. */
static struct err *
open_once(struct cx *cx, struct exchange *x, struct ticket *out)
{
    const char *once = request_line(&x->request, "once");
    struct bytes what = bytes_of("POST /call");
    struct idempotent done;
    bool found = false;

    if (!str_blank(once))
        TRY(idempotency_find(cx, once, what, &done, &found));
    if (found)
        return ticket_get(cx, (struct ticket_id){done.status}, out);
    TRY(open_call(cx, x, out));
    return str_blank(once)
               ? NULL
               : idempotency_add(cx, once, what, &(struct idempotent){out->id.v, ""});
}

struct err *
post_call(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;
    struct err *err;

    TRY(page_read_own_desk(cx, x));
    err = open_once(cx, x, &ticket);
    if (err) {
        if (page_is_form_error(err))
            TRY(show_call(cx, x, err));
        return err;
    }
    page_notice(cx, x,
                arena_printf(cx->arena, tr(cx->lang, "Ticket %lld is open."),
                             (long long)ticket.id.v));
    return page_go(cx, x, "/t/%lld", (long long)ticket.id.v);
}
