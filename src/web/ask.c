/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for help: the topic, the form, and the page that says that we have it. */
#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/idempotency.h"
#include "desk/link.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/ticket_open.h"
#include "web/entries.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/rows.h"
#include "web/templates.h"

static struct err *
show_topics(struct cx *cx, struct exchange *x, const struct plan *plan)
{
    struct view_new_topic view = {.q = request_line(&x->request, "q")};

    TRY(page_frame(cx, x, tr(cx->lang, "Ask for help"), VIEW_SECTION_NONE, &view.page));
    view.topics = form_topics(cx, plan, NULL);
    view.topics_n = plan->topics.n;
    return PAGE(cx, x, 200, new_topic, &view);
}

static void
fill_asks(struct cx *cx, struct exchange *x, const struct plan_topic *topic,
          const struct err *err, struct view_new *view)
{
    struct view_ask *asks = NEW_N(cx->arena, topic->ask_for.n + 1, struct view_ask);

    for (size_t i = 0; i < topic->ask_for.n; i++) {
        asks[i].name = arena_printf(cx->arena, "ask_%zu", i);
        asks[i].label = form_sentence(cx, topic->ask_for.at[i]);
        asks[i].input =
            view_input(request_line(&x->request, asks[i].name), err, asks[i].name);
    }
    view->asks = asks;
    view->asks_n = topic->ask_for.n;
}

/* The form, also with what was typed and what is wrong with it. */
static struct err *
show_form(struct cx *cx, struct exchange *x, const struct plan *plan,
          const struct plan_topic *topic, const struct err *err)
{
    const struct request *r = &x->request;
    const char *subject = request_line(r, "subject");
    struct view_new view = {.topic = topic->name, .errors = view_errors(cx->arena, err)};

    TRY(page_frame(cx, x, tr(cx->lang, "Ask for help"), VIEW_SECTION_NONE, &view.page));
    fill_asks(cx, x, topic, err, &view);
    view.impacts =
        form_labels(cx, plan->impacts.at, plan->impacts.n, request_line(r, "impact"));
    view.impacts_n = plan->impacts.n;
    view.urgencies = form_labels(cx, plan->urgencies.at, plan->urgencies.n,
                                 request_line(r, "urgency"));
    view.urgencies_n = plan->urgencies.n;
    view.impact_error = view_error_of(err, "impact");
    view.urgency_error = view_error_of(err, "urgency");
    view.subject = view_input(subject ? subject : request_line(r, "q"), err, "subject");
    view.body = view_input(request_field(r, "body"), err, "body");
    view.name = view_input(request_line(r, "name"), err, "name");
    view.email = view_input(request_line(r, "email"), err, "email");
    view.once = form_once(cx, x);
    TRY(form_uploads(cx, x, err, &view.uploads));
    return PAGE(cx, x, err ? page_status(err->kind) : 200, new, &view);
}

struct err *
page_new(struct cx *cx, struct exchange *x)
{
    const struct plan_topic *topic;
    const struct plan *plan;
    const char *name = request_line(&x->request, "topic");

    TRY(policy_current(cx, &plan, NULL));
    topic = name ? plan_topic_find(plan, name) : NULL;
    return topic ? show_form(cx, x, plan, topic, NULL) : show_topics(cx, x, plan);
}

/* ---- What was sent. */

/* The answers to what the plan asks for stand above the rest. */
static const char *
body_with_asks(struct cx *cx, struct exchange *x, const struct plan_topic *topic)
{
    const char *body = request_field(&x->request, "body");
    struct buf text;

    buf_init(&text, cx->arena, 0);
    for (size_t i = 0; i < topic->ask_for.n; i++) {
        const char *answer =
            request_line(&x->request, arena_printf(cx->arena, "ask_%zu", i));

        if (!str_blank(answer))
            buf_printf(&text, "%s: %s\n", form_sentence(cx, topic->ask_for.at[i]),
                       answer);
    }
    if (text.n && !str_blank(body))
        buf_char(&text, '\n');
    buf_str(&text, body);
    return buf_text(&text);
}

static struct err *
who_asks(struct cx *cx, struct exchange *x, struct person *out)
{
    const char *name = request_line(&x->request, "name");

    if (cx->actor->person.v)
        return person_get(cx, cx->actor->person, out);
    if (str_blank(name))
        FAIL_FIELD(cx, "name", "Please tell us your name, so that we can address you.");
    return person_reach(cx, request_line(&x->request, "email"), name,
                        cx->lang ? cx->lang->code : NULL, out);
}

static struct err *
open_ticket(struct cx *cx, struct exchange *x, const struct plan_topic *topic,
            struct ticket *out)
{
    const struct request *r = &x->request;
    const char *impact = request_line(r, "impact"), *urgency = request_line(r, "urgency");
    struct person requester;
    const char *uploads;

    TRY(who_asks(cx, x, &requester));
    TRY(form_take_files(cx, x, &uploads));
    return ticket_open(cx,
                       &(struct ticket_request){
                           .requester = requester.id,
                           .channel = "web",
                           .topic = topic->name,
                           .impact = impact ? impact : "",
                           .urgency = urgency ? urgency : "",
                           .subject = request_line(r, "subject"),
                           .text = body_with_asks(cx, x, topic),
                           .uploads = uploads,
                           .language = cx->lang ? cx->lang->code : "",
                       },
                       out);
}

/* A visitor's link shows the state of this ticket but not what we answer: whoever filled
 * in the form may have written somebody else's address. */
static struct err *
visitor_link(struct cx *cx, const struct ticket *ticket, struct safe_url *out)
{
    struct desk_row desk;
    const char *token;

    if (cx->actor->person.v) {
        *out = safe_url_of(cx->arena,
                           arena_printf(cx->arena, "/r/%lld", (long long)ticket->id.v));
        return NULL;
    }
    TRY(link_add(cx, LINK_TICKET, (struct person_id){0}, ticket->id, &token));
    TRY(desk_get(cx, ticket->desk, &desk));
    *out = safe_url_of(cx->arena, arena_printf(cx->arena, "%s/l/%s", desk.url, token));
    return NULL;
}

static struct err *
show_received(struct cx *cx, struct exchange *x, const struct ticket *ticket)
{
    struct view_received view = {.number = ticket->id.v,
                                 .subject = ticket->subject,
                                 .topic = ticket->topic,
                                 .email = ticket->requester_email,
                                 .unverified = !ticket->requester_verified,
                                 .answer_at = ticket->first_due_at};
    const struct plan *plan;
    struct cx as = *cx;
    struct actor actor = *cx->actor;
    struct message *messages;
    struct attachment *files;
    struct outgoing *mails;
    size_t n, files_n, mails_n;

    TRY(page_frame(cx, x, tr(cx->lang, "We have your request"), VIEW_SECTION_NONE,
                   &view.page));
    TRY(ticket_plan(cx, ticket, &plan));
    view.priority = row_priority(plan, ticket);
    TRY(entries_why(cx, ticket, "priority", &view.priority_why));
    TRY(visitor_link(cx, ticket, &view.link));
    TRY(outgoing_of_ticket(cx, ticket->id, &mails, &mails_n));
    view.mailed = mails_n > 0; /* not beyond the limits of outgoing_add() */
    actor.ticket = ticket->id;
    as.actor = &actor;
    TRY(message_list(&as, ticket->id, (struct message_id){0}, &messages, &n));
    TRY(attachment_list(&as, ticket->id, &files, &files_n));
    if (n) {
        view.body = messages[0].text;
        view.files =
            entries_files(cx, files, files_n, messages[0].id, NULL, &view.files_n);
    }
    return PAGE(cx, x, 201, received, &view);
}

/* The same form sent twice makes one ticket. */
static struct err *
open_once(struct cx *cx, struct exchange *x, const struct plan_topic *topic,
          struct ticket *out)
{
    const char *once = request_line(&x->request, "once");
    struct bytes what = bytes_of("POST /new");
    struct idempotent done;
    bool found = false;

    if (!str_blank(once))
        TRY(idempotency_find(cx, once, what, &done, &found));
    if (found) {
        struct cx as = *cx;
        struct actor actor = *cx->actor;

        actor.ticket.v = done.status;
        as.actor = &actor;
        return ticket_get(&as, actor.ticket, out);
    }
    TRY(open_ticket(cx, x, topic, out));
    return str_blank(once)
               ? NULL
               : idempotency_add(cx, once, what, &(struct idempotent){out->id.v, ""});
}

struct err *
post_new(struct cx *cx, struct exchange *x)
{
    const char *name = request_line(&x->request, "topic");
    const struct plan_topic *topic;
    const struct plan *plan;
    struct ticket ticket;
    struct err *err;

    TRY(page_read_desk(cx, x));
    TRY(policy_current(cx, &plan, NULL));
    topic = name ? plan_topic_find(plan, name) : NULL;
    if (!topic)
        return show_topics(cx, x, plan);
    err = open_once(cx, x, topic, &ticket);
    if (!err)
        return show_received(cx, x, &ticket);
    if (page_is_form_error(err))
        TRY(show_form(cx, x, plan, topic, err));
    return err;
}
