/* SPDX-License-Identifier: Apache-2.0 */
/* /api/v1/tickets and /api/v1/tickets/N */
#include "api/api.h"
#include "api/handlers.h"
#include "api/json_in.h"
#include "api/json_out.h"
#include "base/arena.h"
#include "base/str.h"
#include "desk/ticket_act.h"
#include "desk/ticket_list.h"
#include "desk/ticket_open.h"
#include "http/exchange.h"
#include "plan/plan.h"

/* ---- Reading. */

/* "none", an e-mail address; a person whom nobody knows has no tickets. */
static struct err *
person_of(struct cx *cx, const char *email, int64_t *id_out)
{
    struct person person;
    bool found;

    TRY(person_find(cx, email, &person, &found));
    *id_out = found ? person.id.v : INT64_MAX;
    return NULL;
}

static struct err *
read_filter(struct cx *cx, struct exchange *x, struct ticket_filter *out)
{
    const char *assignee = request_query(&x->request, "assignee");
    const char *requester = request_query(&x->request, "requester");

    *out = (struct ticket_filter){
        .state = request_query(&x->request, "state"),
        .team = request_query(&x->request, "team"),
        .priority = request_query(&x->request, "priority"),
        .topic = request_query(&x->request, "topic"),
        .q = request_query(&x->request, "q"),
        .assignee = str_eq(assignee, "none") ? 0 : -1,
    };
    if (!str_blank(assignee) && out->assignee)
        TRY(person_of(cx, assignee, &out->assignee));
    if (!str_blank(requester))
        TRY(person_of(cx, requester, &out->requester.v));
    return api_desk(cx, request_query(&x->request, "desk"), &out->desk);
}

struct err *
api_tickets(struct cx *cx, struct exchange *x)
{
    struct ticket_filter filter;
    struct ticket_page page;
    int64_t total, limit;
    struct buf buf;
    struct json_out out = {.buf = &buf};

    TRY(api_check_query(
        cx, x, "desk state team assignee priority topic requester q limit after"));
    TRY(api_limit(cx, x, &limit));
    TRY(read_filter(cx, x, &filter));
    TRY(ticket_list(cx, &filter, request_query(&x->request, "after"), limit, &page));
    TRY(ticket_count(cx, &filter, &total));
    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_put_int(&out, "total", total);
    json_name(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < page.n; i++) {
        json_open(&out, '{');
        TRY(json_out_ticket(cx, &out, &page.tickets[i]));
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_put_text(&out, "next", page.next);
    json_close(&out, '}');
    return api_send(x, 200, &buf);
}

static struct err *
write_whole(struct cx *cx, struct ticket_id id, struct json_out *out)
{
    struct ticket ticket;

    TRY(ticket_get(cx, id, &ticket));
    json_open(out, '{');
    TRY(json_out_ticket(cx, out, &ticket));
    TRY(json_out_relations(cx, out, &ticket));
    TRY(json_out_sides(cx, out, &ticket));
    TRY(json_out_messages(cx, out, &ticket));
    json_close(out, '}');
    return NULL;
}

struct err *
api_ticket(struct cx *cx, struct exchange *x)
{
    struct ticket_id id;
    struct buf buf;
    struct json_out out = {.buf = &buf};

    TRY(api_check_query(cx, x, ""));
    TRY(api_ticket_id(cx, x, &id));
    buf_init(&buf, cx->arena, 0);
    TRY(write_whole(cx, id, &out));
    return api_send(x, 200, &buf);
}

/* What the desk does inside (notes, routing, rules, held mail) stays inside. */
static bool
is_for_requesters(enum event_kind kind)
{
    switch (kind) {
    case EVENT_CREATED:
    case EVENT_ACKNOWLEDGED:
    case EVENT_REQUESTER_WROTE:
    case EVENT_REPLIED:
    case EVENT_RESOLVED:
    case EVENT_REOPENED:
    case EVENT_CLOSED:
    case EVENT_STILL_WAITING:
    case EVENT_CONFIRMED:
    case EVENT_NOT_SOLVED:
    case EVENT_SURVEY_ASKED:
    case EVENT_SURVEY_ANSWERED:
    case EVENT_VERIFIED:
    case EVENT_AUTO_REPLIED:
    case EVENT_COMPLAINED:
        return true;
    case EVENT_NOTED:
    case EVENT_HELD:
    case EVENT_ADMITTED:
    case EVENT_CHANGED:
    case EVENT_MAIL_FAILED:
    case EVENT_FIRED:
    case EVENT_JOINED:
    case EVENT_LEFT:
    case EVENT_ADOPTED:
    case EVENT_MOVED:
    case EVENT_SAME:
    case EVENT_JOINED_TO:
    case EVENT_PARTED_FROM:
    case EVENT_REPORTED:
    case EVENT_SIDE_ASKED:
    case EVENT_SIDE_ANSWERED:
    case EVENT_SIDE_CLOSED:
    case EVENT_HOOK_FAILED:
    case EVENT_READ_AS:
    case EVENT_KINDS_N:
        break;
    }
    return false;
}

struct err *
api_ticket_events(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;
    struct event *events;
    struct ticket_id id;
    struct buf buf;
    struct json_out out = {.buf = &buf};
    size_t n;

    TRY(api_check_query(cx, x, ""));
    TRY(api_ticket_id(cx, x, &id));
    TRY(ticket_get(cx, id, &ticket));
    TRY(event_list(cx, id, &events, &n));
    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_name(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < n; i++)
        if (ticket_is_staff(cx) || is_for_requesters(events[i].kind))
            json_out_event(cx, &out, &events[i]);
    json_close(&out, ']');
    json_close(&out, '}');
    return api_send(x, 200, &buf);
}

/* ---- Opening. */

struct opening {
    struct ticket_request request;
    struct desk_id desk;
    const char *email, *name;
    struct json_in_file *files;
    size_t files_n;
};

struct err *
prepare_ticket_add(struct cx *cx, struct exchange *x)
{
    struct opening *o = NEW(cx->arena, struct opening);
    const struct json *json, *requester;

    TRY(api_check_query(cx, x, ""));
    TRY(json_in_body(cx, x, &api_new_ticket, &json));
    requester = json_member(json, "requester");
    TRY(api_desk(cx, json_in_line(cx, json, "desk"), &o->desk));
    o->email = json_in_line(cx, requester, "email");
    o->name = json_in_line(cx, requester, "name");
    o->request = (struct ticket_request){
        .channel = "api",
        .subject = json_in_line(cx, json, "subject"),
        .text = json_in_text(cx, json, "body"),
        .topic = json_in_line(cx, json, "topic"),
        .impact = json_in_line(cx, json, "impact"),
        .urgency = json_in_line(cx, json, "urgency"),
    };
    TRY(json_in_files(cx, json, &o->files, &o->files_n));
    x->prepared = o;
    return NULL;
}

/* Only the staff asks for somebody else (threat C28). */
static struct err *
choose_requester(struct cx *cx, struct opening *o)
{
    struct person person;

    TRY(person_get(cx, cx->actor->person, &person));
    if (o->email && !ticket_is_staff(cx) && !str_eq_fold(o->email, person.email))
        FAIL_FIELD(cx, "requester", "Only the staff can ask for somebody else.");
    if (o->email && ticket_is_staff(cx))
        TRY(person_reach(cx, o->email, o->name, NULL, &person));
    o->request.requester = person.id;
    return NULL;
}

static struct err *
open_ticket(struct cx *cx, struct exchange *x, struct json_out *out, int64_t *ticket_out)
{
    struct opening *o = x->prepared;
    struct attachment *attachments;
    struct ticket ticket;

    if (o->desk.v)
        cx->desk = o->desk;
    TRY(choose_requester(cx, o));
    TRY(json_in_store(cx, o->files, o->files_n, &attachments));
    o->request.attachments = attachments;
    o->request.attachments_n = o->files_n;
    TRY(ticket_open(cx, &o->request, &ticket));
    *ticket_out = ticket.id.v;
    json_open(out, '{');
    TRY(json_out_ticket(cx, out, &ticket));
    json_close(out, '}');
    return NULL;
}

struct err *
api_ticket_add(struct cx *cx, struct exchange *x)
{
    return api_once(cx, x, open_ticket);
}

/* ---- Changing. */

struct changing {
    struct ticket_change change;
    const char *assignee, *solution, *desk;
    bool alone; /* nothing is changed beside solution and state, or desk and reason */
};

struct err *
prepare_ticket_change(struct cx *cx, struct exchange *x)
{
    struct changing *c = NEW(cx->arena, struct changing);
    const struct json *json;

    TRY(api_check_query(cx, x, ""));
    TRY(json_in_body(cx, x, &api_ticket_changes, &json));
    c->change = (struct ticket_change){
        .subject = json_in_line(cx, json, "subject"),
        .topic = json_in_line(cx, json, "topic"),
        .team = json_in_line(cx, json, "team"),
        .impact = json_in_line(cx, json, "impact"),
        .urgency = json_in_line(cx, json, "urgency"),
        .priority = json_in_line(cx, json, "priority"),
        .state = json_in_line(cx, json, "state"),
        .organization = json_in_line(cx, json, "organization"),
        .reason = json_in_line(cx, json, "reason"),
        .assignee = json_member(json, "assignee") ? 0 : -1,
    };
    c->assignee = json_in_line(cx, json, "assignee");
    c->solution = json_in_text(cx, json, "solution");
    c->desk = json_in_line(cx, json, "desk");
    c->alone = json_count(json) ==
               ((c->desk ? c->change.reason : c->change.state) ? 2 : 1);
    x->prepared = c;
    return NULL;
}

/* A solution is a reply: without a state it goes to the plan's for what is solved. */
static struct err *
resolve(struct cx *cx, struct ticket_id id, const struct changing *c)
{
    struct ticket_words words = {.text = c->solution,
                                 .state = c->change.state,
                                 .kind = MESSAGE_REPLY,
                                 .channel = "api"};
    const struct plan_state *state;
    const struct plan *plan;
    struct message_id message;
    struct ticket ticket;

    if (!c->alone)
        FAIL_FIELD(cx, "solution", "“solution” stands alone or with “state”.");
    TRY(ticket_get(cx, id, &ticket));
    TRY(ticket_plan(cx, &ticket, &plan));
    state = words.state ? plan_state_find(plan, words.state)
                        : plan_state_of_phase(plan, PLAN_RESOLVED);
    if (!state || state->phase != PLAN_RESOLVED)
        FAIL_FIELD(cx, "state", "A solution goes with a state for what is solved.");
    words.state = state->name;
    return ticket_reply(cx, id, &words, &message);
}

/* To any desk: the present one's staff knows that it is there. */
static struct err *
move(struct cx *cx, struct ticket_id id, const struct changing *c)
{
    struct desk_id desk;

    if (!c->alone)
        FAIL_FIELD(cx, "desk", "“desk” stands alone or with “reason”.");
    TRY(desk_find(cx, c->desk, &desk));
    if (!desk.v)
        FAIL_FIELD(cx, "desk", "There is no such desk.");
    return ticket_move(cx, id, desk, c->change.reason);
}

/* One of them: each is one call. */
static struct err *
change_or_resolve(struct cx *cx, struct ticket_id id, struct changing *c)
{
    if (c->solution)
        return resolve(cx, id, c);
    if (c->desk)
        return move(cx, id, c);
    if (c->assignee)
        TRY(person_of(cx, c->assignee, &c->change.assignee));
    if (c->change.assignee == INT64_MAX)
        FAIL_FIELD(cx, "assignee", "%s is not an agent of this desk.", c->assignee);
    return ticket_change(cx, id, &c->change);
}

struct err *
api_ticket_change(struct cx *cx, struct exchange *x)
{
    static const struct actor mover = {.system = true, .address = ""};
    struct changing *c = x->prepared;
    struct cx as = *cx;
    struct ticket_id id;
    struct buf buf;
    struct json_out out = {.buf = &buf};

    TRY(api_ticket_id(cx, x, &id));
    TRY(change_or_resolve(cx, id, c));
    if (c->desk)
        as.actor = &mover; /* the answer shows it once more, wherever it went */
    buf_init(&buf, cx->arena, 0);
    TRY(write_whole(&as, id, &out));
    return api_send(x, 200, &buf);
}
