/* SPDX-License-Identifier: Apache-2.0 */
/* What the staff does on a ticket. */
#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/draft.h"
#include "desk/idempotency.h"
#include "desk/ticket_act.h"
#include "http/security.h"
#include "plan/plan.h"
#include "text/markdown.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/ticket_page.h"

static struct err *
back_to_ticket(struct cx *cx, struct exchange *x, struct ticket_id id, const char *notice)
{
    if (notice)
        page_notice(cx, x, notice);
    return page_go(cx, x, "/t/%lld", (long long)id.v);
}

/* Shows the ticket again with what is wrong, and undoes what was written. */
static struct err *
show_again(struct cx *cx, struct exchange *x, const struct ticket *ticket,
           enum ticket_form form, struct err *err)
{
    if (page_is_form_error(err))
        TRY(ticket_page_show(cx, x, ticket, form, err));
    return err;
}

/* ---- Writing. */

/* The words of the composer; without script only their plain text comes. */
static const char *
composed(struct cx *cx, struct exchange *x)
{
    const char *html = request_field(&x->request, "body_html");
    const char *text = request_field(&x->request, "body");

    if (!str_blank(html))
        return html;
    return str_blank(text) ? "" : text_html(cx->arena, text).s;
}

static const char *
mode_of(struct exchange *x)
{
    return str_eq(request_line(&x->request, "mode"), "note") ? "note" : "reply";
}

static struct err *
send_reply(struct cx *cx, struct exchange *x, struct ticket_id id, int64_t *send_at_out)
{
    struct message_id seen = {page_number(x, "seen", 0)};
    struct draft draft = {.ticket = id, .mode = mode_of(x), .html = composed(cx, x)};

    if (str_eq(draft.mode, "reply"))
        draft.next_state = request_line(&x->request, "state");
    TRY(form_take_files(cx, x, &draft.uploads));
    return draft_send(cx, &draft, seen, send_at_out);
}

/* The same form sent twice writes once. */
static struct err *
send_once(struct cx *cx, struct exchange *x, struct ticket_id id, int64_t *send_at_out)
{
    const char *once = request_line(&x->request, "once");
    struct bytes what = bytes_of(x->request.path);
    struct idempotent done;
    bool found = false;

    if (str_blank(once))
        return send_reply(cx, x, id, send_at_out);
    TRY(idempotency_find(cx, once, what, &done, &found));
    if (found)
        return NULL;
    TRY(send_reply(cx, x, id, send_at_out));
    return idempotency_add(cx, once, what, &(struct idempotent){id.v, ""});
}

struct err *
post_reply(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;
    int64_t send_at = 0;
    struct err *err;

    TRY(ticket_page_find(cx, x, &ticket));
    err = send_once(cx, x, ticket.id, &send_at);
    if (err)
        return show_again(cx, x, &ticket, TICKET_FORM_REPLY, err);
    return back_to_ticket(cx, x, ticket.id, NULL);
}

struct err *
post_undo(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;

    TRY(ticket_page_find(cx, x, &ticket));
    TRY(draft_recall(cx, ticket.id));
    return back_to_ticket(cx, x, ticket.id,
                          tr(cx->lang, "It has not been sent. Here it is again."));
}

static struct err *
answer_draft(struct cx *cx, struct exchange *x, int64_t version, const struct err *err)
{
    struct buf buf;
    struct json_out out = {.buf = &buf};

    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    if (err)
        json_put_text(&out, "detail", err->text);
    else
        json_put_int(&out, "version", version);
    json_close(&out, '}');
    response_text(&x->response, err ? page_status(err->kind) : 200, "application/json",
                  &buf);
    security_headers(&x->response, SECURITY_DATA);
    return NULL;
}

struct err *
post_draft(struct cx *cx, struct exchange *x)
{
    struct draft draft = {.mode = mode_of(x),
                          .html = composed(cx, x),
                          .next_state = request_line(&x->request, "state"),
                          .uploads = form_upload_tokens(cx, x),
                          .version = page_number(x, "version", 0)};
    int64_t version = 0;
    struct err *err;

    TRY(page_ticket_id(cx, x, &draft.ticket));
    err = draft_save(cx, &draft, &version);
    if (err && !page_is_form_error(err))
        return err;
    TRY(answer_draft(cx, x, version, err));
    return err;
}

/* ---- Solving. */

/* Errors of the words stand at the field in which they were written. */
static struct err *
at_solution(struct err *err)
{
    for (struct err *e = err; e; e = e->next)
        if (str_eq(e->field, "body"))
            e->field = "solution";
    return err;
}

static struct err *
resolve(struct cx *cx, struct exchange *x, const struct ticket *ticket)
{
    struct ticket_words words = {.text = request_field(&x->request, "solution"),
                                 .kind = MESSAGE_REPLY,
                                 .seen = {page_number(x, "seen", 0)},
                                 .channel = "web"};
    const struct plan_state *state;
    const struct plan *plan;
    struct message_id message;

    TRY(ticket_plan(cx, ticket, &plan));
    state = plan_state_of_phase(plan, PLAN_RESOLVED);
    if (!state)
        FAIL(cx, ERR_CONFLICT, "The plan has no state for what is solved.");
    words.state = state->name;
    return ticket_reply(cx, ticket->id, &words, &message);
}

struct err *
post_resolve(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;
    struct err *err;

    TRY(ticket_page_find(cx, x, &ticket));
    err = at_solution(resolve(cx, x, &ticket));
    if (err)
        return show_again(cx, x, &ticket, TICKET_FORM_RESOLVE, err);
    return back_to_ticket(
        cx, x, ticket.id,
        tr(cx->lang, "It is resolved. The requester is asked whether it helped."));
}

struct err *
post_reopen(struct cx *cx, struct exchange *x)
{
    struct ticket_id id;

    TRY(page_ticket_id(cx, x, &id));
    TRY(ticket_reopen(cx, id, request_line(&x->request, "reason")));
    return back_to_ticket(cx, x, id, tr(cx->lang, "The ticket is open again."));
}

/* It may be out of sight then. */
struct err *
post_move(struct cx *cx, struct exchange *x)
{
    struct ticket_id id;
    struct desk_row desk;
    const char *said;
    bool mine;

    TRY(page_ticket_id(cx, x, &id));
    TRY(desk_by_slug(cx, request_line(&x->request, "desk"), &desk));
    TRY(ticket_move(cx, id, desk.id, request_line(&x->request, "reason")));
    TRY(desk_is_mine(cx, desk.id, &mine));
    said = arena_printf(cx->arena, tr(cx->lang, "Ticket %lld is at %s now."),
                        (long long)id.v, desk.name);
    if (mine)
        return back_to_ticket(cx, x, id, said);
    page_notice(cx, x, said);
    return page_go(cx, x, "/queue");
}

/* ---- Properties. */

struct err *
post_take(struct cx *cx, struct exchange *x)
{
    struct ticket_id id;

    TRY(page_ticket_id(cx, x, &id));
    TRY(ticket_take(cx, id));
    return back_to_ticket(cx, x, id, tr(cx->lang, "The ticket is yours now."));
}

/* The form carries every property; what is as it was has not been asked for. */
static const char *
changed(struct exchange *x, const char *field, const char *now)
{
    const char *value = request_line(&x->request, field);

    return str_blank(value) || str_eq(value, now) ? NULL : value;
}

static struct err *
changed_assignee(struct cx *cx, struct exchange *x, const struct ticket *ticket,
                 int64_t *out)
{
    const char *value = request_line(&x->request, "assignee");

    *out = 0;
    if (value && *value && !str_to_int(value, 1, INT64_MAX, out))
        FAIL_FIELD(cx, "assignee", "There is nobody with that number.");
    if (!value || *out == ticket->assignee.v)
        *out = -1;
    return NULL;
}

static struct err *
change(struct cx *cx, struct exchange *x, const struct ticket *ticket)
{
    struct ticket_change change = {
        .team = changed(x, "team", ticket->team),
        .state = changed(x, "state", ticket->state),
        .topic = changed(x, "topic", ticket->topic),
        .impact = changed(x, "impact", ticket->impact),
        .urgency = changed(x, "urgency", ticket->urgency),
        .priority = changed(x, "priority", ticket->priority),
        .reason = request_line(&x->request, "reason"),
    };

    if (str_blank(change.reason))
        change.reason = NULL;
    TRY(changed_assignee(cx, x, ticket, &change.assignee));
    return ticket_change(cx, ticket->id, &change);
}

struct err *
post_change(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;
    struct err *err;

    TRY(ticket_page_find(cx, x, &ticket));
    err = change(cx, x, &ticket);
    if (err)
        return show_again(cx, x, &ticket, TICKET_FORM_NONE, err);
    return back_to_ticket(cx, x, ticket.id, tr(cx->lang, "The ticket was changed."));
}

/* ---- Held messages. */

struct err *
post_admit(struct cx *cx, struct exchange *x)
{
    struct message_id message;
    struct ticket_id id;

    TRY(page_ticket_id(cx, x, &id));
    if (!str_to_int(request_param(&x->request, "message"), 1, INT64_MAX, &message.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such message.");
    TRY(ticket_admit(cx, id, message));
    return back_to_ticket(cx, x, id,
                          tr(cx->lang, "The message belongs to the ticket now."));
}
