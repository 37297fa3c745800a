/* SPDX-License-Identifier: Apache-2.0 */
/* One's own requests: the list, one of them, and what can be done there. By session
 * (/r/N), or by the private link of a mail (/l/TOKEN), which reads and presses buttons
 * but does not write. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/complaint.h"
#include "desk/link.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/relation.h"
#include "desk/ticket_act.h"
#include "desk/why.h"
#include "web/entries.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/rows.h"
#include "web/templates.h"

enum { OPEN_MOST = 50, CLOSED_MOST = 50, RELATIONS_MOST = 50 };

struct err *
page_requests(struct cx *cx, struct exchange *x)
{
    struct view_requests view = {0};

    TRY(page_frame(cx, x, tr(cx->lang, "My requests"), VIEW_SECTION_REQUESTS,
                   &view.page));
    TRY(rows_of_own(cx, true, OPEN_MOST, &view.open, &view.open_n));
    TRY(rows_of_own(cx, false, CLOSED_MOST, &view.closed, &view.closed_n));
    return PAGE(cx, x, 200, requests, &view);
}

/* ---- One request. */

/* Received, being worked on, solved. */
static void
fill_steps(struct cx *cx, const struct ticket *ticket, struct view_ticket_public *view)
{
    struct view_step *steps = NEW_N(cx->arena, 3, struct view_step);
    bool begun = ticket->phase != PLAN_NEW, solved = ticket->phase >= PLAN_RESOLVED;

    steps[0] =
        (struct view_step){tr(cx->lang, "Received"), ticket->created_at, true, !begun};
    steps[1] = (struct view_step){tr(cx->lang, "Being worked on"),
                                  begun ? ticket->first_done_at : ticket->first_due_at,
                                  begun, begun && !solved};
    steps[2] = (struct view_step){tr(cx->lang, "Solved"),
                                  solved ? ticket->resolved_at : ticket->resolve_due_at,
                                  solved, solved};
    view->steps = steps;
    view->steps_n = 3;
}

static const char *
next_sentence(struct cx *cx, const struct ticket *ticket)
{
    switch (ticket->phase) {
    case PLAN_NEW:
        return tr(cx->lang, "A person reads it and answers you.");
    case PLAN_OPEN:
    case PLAN_VENDOR:
        return tr(cx->lang,
                  "We write to you when there is news, at the latest at the time below.");
    case PLAN_WAITING:
        return tr(cx->lang, "We need an answer from you to go on.");
    case PLAN_RESOLVED:
        return tr(cx->lang,
                  "We believe that it is solved. Please tell us whether it is.");
    case PLAN_CLOSED:
        return tr(cx->lang,
                  "It is closed. Write again at any time: it becomes a new request.");
    case PLAN_SPAM:
        break;
    }
    return NULL;
}

/* A visitor's link knows no person: it shows the request and its state, not our answers.
 */
static bool
is_visitor(const struct cx *cx)
{
    return cx->actor->ticket.v && !cx->actor->person.v;
}

static struct err *
fill_conversation(struct cx *cx, const struct ticket *ticket,
                  struct view_ticket_public *view)
{
    int64_t last;

    TRY(entries_of_ticket(cx, ticket, (struct message_id){0}, &view->entries,
                          &view->entries_n, &last));
    if (is_visitor(cx) && view->entries_n > 1)
        view->entries_n = 1;
    return NULL;
}

/* Complaints about it, or what it complains about; the requester wrote both. */
static struct err *
fill_complaint(struct cx *cx, const struct ticket *ticket, const char *link_token,
               struct view_ticket_public *view)
{
    struct relation *relations;
    size_t n;

    view->complaint_due_at = ticket->complaint_due_at;
    view->complaint_done_at = ticket->complaint_done_at;
    view->can_complain = !link_token && !ticket->complaint_at && cx->actor->person.v;
    if (link_token)
        return NULL;
    TRY(relation_list(cx, ticket->id, RELATIONS_MOST, &relations, &n));
    for (size_t i = 0; i < n; i++) {
        if (!relations[i].subject)
            continue;
        if (relations[i].kind == RELATION_COMPLAINT && relations[i].phase < PLAN_CLOSED)
            view->complaint = relations[i].other.v;
        if (relations[i].kind == RELATION_ABOUT)
            view->about = relations[i].other.v;
    }
    return NULL;
}

/* Why the promised time is what it is. */
static struct err *
fill_promise(struct cx *cx, const struct ticket *ticket, struct view_ticket_public *view)
{
    struct why why;

    TRY(why_get(cx, ticket->id, &why));
    view->promise = ticket->phase <= PLAN_VENDOR ? why_promise(cx, &why) : "";
    return NULL;
}

static struct err *
show_request(struct cx *cx, struct exchange *x, const struct ticket *ticket,
             const char *link_token, const struct err *err)
{
    struct view_ticket_public view = {.number = ticket->id.v,
                                      .subject = ticket->subject,
                                      .topic = ticket->topic,
                                      .errors = view_errors(cx->arena, err),
                                      .link_token = link_token};
    struct ticket_buttons buttons;
    const struct plan *plan;

    TRY(page_frame(cx, x, ticket->subject, VIEW_SECTION_REQUESTS, &view.page));
    TRY(ticket_plan(cx, ticket, &plan));
    TRY(ticket_buttons(cx, ticket, &buttons));
    TRY(fill_conversation(cx, ticket, &view));
    TRY(fill_complaint(cx, ticket, link_token, &view));
    fill_steps(cx, ticket, &view);
    view.state = row_state_shown(plan, ticket);
    view.next = next_sentence(cx, ticket);
    view.priority = row_priority(plan, ticket);
    TRY(entries_why(cx, ticket, "priority", &view.priority_why));
    TRY(fill_promise(cx, ticket, &view));
    if (ticket->phase <= PLAN_VENDOR && ticket->queue_at > cx->now &&
        ticket->queue_at != INT64_MAX)
        view.answer_at = ticket->queue_at;
    view.can_reply = !link_token && ticket->phase != PLAN_SPAM;
    view.can_wait = buttons.still_waiting && !is_visitor(cx);
    view.can_confirm = buttons.solved && !is_visitor(cx);
    view.needs_them = ticket->phase == PLAN_WAITING;
    view.closed = ticket->phase >= PLAN_CLOSED;
    view.reply = view_input(request_field(&x->request, "body"), err, "body");
    view.once = form_once(cx, x);
    TRY(form_uploads(cx, x, err, &view.uploads));
    return PAGE(cx, x, err ? page_status(err->kind) : 200, ticket_public, &view);
}

/* ---- The private link. */

/* Acts as the person to whom the link was mailed, on its ticket only. */
static void
act_by_link(struct cx *cx, const struct link *link, struct cx *as, struct actor *actor)
{
    *actor = *cx->actor;
    actor->person = link->person;
    actor->role = ROLE_REQUESTER;
    actor->ticket = link->ticket;
    actor->session = NULL;
    *as = *cx;
    as->actor = actor;
}

static struct err *
ask_to_verify(struct cx *cx, struct exchange *x, const char *token,
              const struct person *person, const struct link *link)
{
    struct view_sign_in_link view = {.token = arena_printf(cx->arena, "%s", token),
                                     .email = person->email,
                                     .verify = true,
                                     .ticket = link->ticket.v};

    TRY(page_frame(cx, x, tr(cx->lang, "Is this your request?"), VIEW_SECTION_NONE,
                   &view.page));
    return PAGE(cx, x, 200, sign_in_link, &view);
}

struct err *
page_link(struct cx *cx, struct exchange *x)
{
    const char *token = request_param(&x->request, "token");
    struct person person = {0};
    struct ticket ticket;
    struct actor actor;
    struct link link;
    struct cx as;

    TRY(link_get(cx, LINK_TICKET, token, &link));
    if (link.person.v)
        TRY(person_get(cx, link.person, &person));
    if (link.person.v && !person.verified_at)
        return ask_to_verify(cx, x, token, &person, &link);
    if (cx->actor->person.v && cx->actor->person.v == link.person.v)
        return page_go(cx, x, "/r/%lld", (long long)link.ticket.v);
    act_by_link(cx, &link, &as, &actor);
    TRY(ticket_get(&as, link.ticket, &ticket));
    return show_request(&as, x, &ticket, token, NULL);
}

/* "Yes, it is mine": the address is proved by whoever reads mail there. */
struct err *
post_link(struct cx *cx, struct exchange *x)
{
    const char *token = request_param(&x->request, "token");
    struct actor system = {.system = true, .address = ""};
    struct cx as = *cx;
    struct link link;

    TRY(link_use(cx, LINK_TICKET, token, &link));
    as.actor = &system;
    if (link.person.v)
        TRY(ticket_mark_verified(&as, link.person));
    cx->touched = as.touched;
    return page_go(cx, x, "/l/%s", token);
}

/* The ticket of the route, seen by session or by the field "link". */
struct seen {
    struct ticket ticket;
    struct cx cx;
    struct actor actor;
    const char *link;
};

/* Who works for another desk sees their own request there as every requester does. */
static struct err *
get_seen(struct cx *cx, struct ticket_id id, struct seen *seen)
{
    struct err *err = ticket_get(&seen->cx, id, &seen->ticket);

    if (!err || err->kind != ERR_NOT_FOUND || seen->link || cx->actor->role < ROLE_AGENT)
        return err;
    page_as_requester(cx, &seen->cx, &seen->actor);
    return ticket_get(&seen->cx, id, &seen->ticket);
}

static struct err *
find_request(struct cx *cx, struct exchange *x, struct seen *seen)
{
    const char *token = request_line(&x->request, "link");
    struct ticket_id id;
    struct link link;

    TRY(page_ticket_id(cx, x, &id));
    seen->cx = *cx;
    seen->link = str_blank(token) ? NULL : token;
    if (seen->link) {
        TRY(link_get(cx, LINK_TICKET, token, &link));
        if (link.ticket.v != id.v || !link.person.v)
            FAIL(cx, ERR_NOT_FOUND, "There is no such ticket.");
        act_by_link(cx, &link, &seen->cx, &seen->actor);
    } else if (!cx->actor->person.v) {
        FAIL(cx, ERR_DENIED, "Please sign in first.");
    }
    return get_seen(cx, id, seen);
}

/* By session alone. */
static struct err *
find_own(struct cx *cx, struct exchange *x, struct seen *seen)
{
    struct ticket_id id;

    TRY(page_ticket_id(cx, x, &id));
    seen->cx = *cx;
    return get_seen(cx, id, seen);
}

/* The staff works on tickets in its own place. */
struct err *
page_request(struct cx *cx, struct exchange *x)
{
    struct seen seen = {0};
    bool theirs;

    TRY(find_own(cx, x, &seen));
    TRY(ticket_has_person(cx, &seen.ticket, cx->actor->person, &theirs));
    if (!theirs && ticket_is_staff(&seen.cx))
        return page_go(cx, x, "/t/%lld", (long long)seen.ticket.id.v);
    return show_request(&seen.cx, x, &seen.ticket, NULL, NULL);
}

/* ---- What can be done. */

static struct err *
back_to_request(struct cx *cx, struct exchange *x, const struct seen *seen,
                const char *notice)
{
    cx->touched = seen->cx.touched;
    page_notice(cx, x, notice);
    if (seen->link)
        return page_go(cx, x, "/l/%s", seen->link);
    return page_go(cx, x, "/r/%lld", (long long)seen->ticket.id.v);
}

struct err *
post_waiting(struct cx *cx, struct exchange *x)
{
    struct seen seen = {0};

    TRY(find_request(cx, x, &seen));
    TRY(ticket_still_waiting(&seen.cx, seen.ticket.id));
    return back_to_request(
        cx, x, &seen,
        tr(cx->lang, "Thank you for telling us. The person in charge knows."));
}

struct err *
post_solved(struct cx *cx, struct exchange *x)
{
    struct seen seen = {0};

    TRY(find_request(cx, x, &seen));
    TRY(ticket_confirm(&seen.cx, seen.ticket.id));
    if (!seen.link) {
        cx->touched = seen.cx.touched;
        return page_go(cx, x, "/r/%lld/survey", (long long)seen.ticket.id.v);
    }
    return back_to_request(cx, x, &seen,
                           tr(cx->lang, "We are glad. Thank you for telling us!"));
}

struct err *
post_unsolved(struct cx *cx, struct exchange *x)
{
    struct seen seen = {0};

    TRY(find_request(cx, x, &seen));
    TRY(ticket_not_solved(&seen.cx, seen.ticket.id, request_field(&x->request, "body")));
    return back_to_request(
        cx, x, &seen,
        tr(cx->lang, "We are sorry. We go on; tell us below what still goes wrong."));
}

struct err *
post_request_reply(struct cx *cx, struct exchange *x)
{
    struct ticket_words words = {.text = request_field(&x->request, "body"),
                                 .channel = "web"};
    struct seen seen = {0};
    struct ticket out;
    struct err *err;

    TRY(find_own(cx, x, &seen));
    TRY(form_take_files(cx, x, &words.uploads));
    err = ticket_write(&seen.cx, seen.ticket.id, &words, &out);
    if (err && page_is_form_error(err)) {
        TRY(show_request(&seen.cx, x, &seen.ticket, NULL, err));
        return err;
    }
    TRY(err);
    cx->touched = seen.cx.touched;
    page_notice(cx, x,
                out.id.v == seen.ticket.id.v
                    ? tr(cx->lang, "We have your message.")
                    : tr(cx->lang, "That request was closed, so this is a new one."));
    return page_go(cx, x, "/r/%lld", (long long)out.id.v);
}
