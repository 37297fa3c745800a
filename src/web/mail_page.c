/* SPDX-License-Identifier: Apache-2.0 */
/* Mail that came in, and what became of it; mail that goes out, and how far it got. */
#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/inbox.h"
#include "desk/message.h"
#include "desk/outgoing.h"
#include "http/security.h"
#include "http/url.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

enum { MAILS_A_PAGE = 50, TEXT_SHOWN = 4000 };

/* ---- Mail that came in. */

static const struct {
    enum inbox_state state;
    enum view_mail_state shown;
    const char *name;
} in_states[] = {
    {INBOX_FAILED,    VIEW_MAIL_FAILED,  N_("Needs somebody")},
    {INBOX_ACCEPTED,  VIEW_MAIL_WAITING, N_("Waiting")       },
    {INBOX_DELIVERED, VIEW_MAIL_DONE,    N_("Delivered")     },
    {INBOX_HELD,      VIEW_MAIL_DONE,    N_("Held")          },
    {INBOX_IGNORED,   VIEW_MAIL_LEFT,    N_("Left aside")    },
};
enum { IN_STATES = sizeof in_states / sizeof *in_states };

static struct view_inbox_row
in_row(struct cx *cx, const struct inbox *mail)
{
    struct view_inbox_row row = {
        .id = mail->id.v,
        .at = mail->received_at,
        .from = str_blank(mail->address) ? mail->sender : mail->address,
        .subject = mail->subject,
        .became = mail->why,
        .rule = mail->rule,
        .ticket = mail->ticket.v,
    };

    for (size_t i = 0; i < IN_STATES; i++)
        if (in_states[i].state == mail->state) {
            row.state = in_states[i].shown;
            if (str_blank(row.became))
                row.became = tr(cx->lang, in_states[i].name);
        }
    return row;
}

static struct err *
fill_in_states(struct cx *cx, const char *chosen, struct view_mail_in *view,
               int *state_out)
{
    struct view_option *list = NEW_N(cx->arena, IN_STATES, struct view_option);

    *state_out = -1;
    for (size_t i = 0; i < IN_STATES; i++) {
        const char *name = inbox_state_name(in_states[i].state);
        int64_t n;

        TRY(inbox_count(cx, in_states[i].state, &n));
        list[i] = (struct view_option){name, tr(cx->lang, in_states[i].name),
                                       arena_printf(cx->arena, "%lld", (long long)n),
                                       str_eq(name, chosen)};
        if (list[i].chosen)
            *state_out = (int)in_states[i].state;
    }
    view->states = list;
    view->states_n = IN_STATES;
    return NULL;
}

/* The address of the next page of a ledger. */
static struct safe_url
next_page(struct cx *cx, const char *path, const char *q, const char *state,
          int64_t before)
{
    struct buf url;

    buf_init(&url, cx->arena, 0);
    buf_str(&url, path);
    url_add(&url, "q", str_blank(q) ? NULL : q);
    url_add(&url, "state", str_blank(state) ? NULL : state);
    url_add_int(&url, "before", before);
    return safe_url_of(cx->arena, buf_text(&url));
}

struct err *
page_mail_in(struct cx *cx, struct exchange *x)
{
    const char *state_name = request_line(&x->request, "state");
    const char *q = request_line(&x->request, "q");
    struct inbox_filter filter = {.q = q ? q : "",
                                  .before = {page_number(x, "before", 0)}};
    struct view_mail_in view = {.q = q ? q : ""};
    struct view_inbox_row *rows;
    struct inbox *mails;

    TRY(page_frame(cx, x, tr(cx->lang, "Mail that came in"), VIEW_SECTION_MAIL_IN,
                   &view.page));
    TRY(fill_in_states(cx, state_name, &view, &filter.state));
    TRY(inbox_list(cx, &filter, MAILS_A_PAGE + 1, &mails, &view.rows_n));
    if (view.rows_n > MAILS_A_PAGE) {
        view.rows_n = MAILS_A_PAGE;
        view.next =
            next_page(cx, "/mail/in", q, state_name, mails[MAILS_A_PAGE - 1].id.v);
    }
    rows = NEW_N(cx->arena, view.rows_n + 1, struct view_inbox_row);
    for (size_t i = 0; i < view.rows_n; i++)
        rows[i] = in_row(cx, &mails[i]);
    view.rows = rows;
    return PAGE(cx, x, 200, mail_in, &view);
}

static struct err *
find_mail(struct cx *cx, struct exchange *x, struct inbox *out)
{
    struct inbox_id id;

    if (!str_to_int(request_param(&x->request, "inbox"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such mail.");
    return inbox_get(cx, id, out);
}

static void
fill_headers(struct cx *cx, const struct inbox *mail, struct view_mail_one *view)
{
    const struct view_pair all[] = {
        {"From",      mail->address  },
        {"Subject",   mail->subject  },
        {"MAIL FROM", mail->sender   },
        {"RCPT TO",   mail->recipient}
    };
    enum { ALL = sizeof all / sizeof *all };
    struct view_pair *list = NEW_N(cx->arena, ALL, struct view_pair);

    for (size_t i = 0; i < ALL; i++)
        if (!str_blank(all[i].value))
            list[view->headers_n++] = all[i];
    view->headers = list;
}

static struct err *
fill_text(struct cx *cx, const struct inbox *mail, struct view_mail_one *view)
{
    struct message message;
    struct err *err;

    if (!mail->message.v)
        return NULL;
    err = message_get(cx, mail->message, &message);
    if (err)
        return err->kind == ERR_NOT_FOUND ? NULL : err;
    view->text = utf8_shorten(cx->arena, message.text, TEXT_SHOWN);
    return NULL;
}

struct err *
page_mail_one(struct cx *cx, struct exchange *x)
{
    struct view_mail_one view = {0};
    struct inbox mail;

    TRY(find_mail(cx, x, &mail));
    view.row = in_row(cx, &mail);
    TRY(page_frame(cx, x,
                   str_blank(mail.subject) ? tr(cx->lang, "(no subject)") : mail.subject,
                   VIEW_SECTION_MAIL_IN, &view.page));
    view.message_id = mail.message_id;
    view.hash = hex_encode(cx->arena, mail.hash);
    view.size_bytes = mail.size_bytes;
    view.tries = mail.tries;
    view.error = mail.state == INBOX_FAILED ? view.row.became : NULL;
    view.can_retry = mail.state == INBOX_FAILED || mail.state == INBOX_IGNORED;
    fill_headers(cx, &mail, &view);
    TRY(fill_text(cx, &mail, &view));
    return PAGE(cx, x, 200, mail_one, &view);
}

/* Byte for byte as it came, never shown in our origin. */
struct err *
page_mail_raw(struct cx *cx, struct exchange *x)
{
    struct inbox mail;
    struct bytes raw;

    TRY(find_mail(cx, x, &mail));
    TRY(inbox_raw(cx, mail.id, &raw));
    response_body(&x->response, 200, "application/octet-stream", raw);
    response_filename(&x->response, true,
                      arena_printf(cx->arena, "mail-%lld.eml", (long long)mail.id.v));
    security_headers(&x->response, SECURITY_FILE);
    return NULL;
}

struct err *
post_mail_in_retry(struct cx *cx, struct exchange *x)
{
    struct inbox mail;

    TRY(find_mail(cx, x, &mail));
    TRY(inbox_retry(cx, mail.id));
    page_notice(cx, x, tr(cx->lang, "It is being taken in once more."));
    return page_go(cx, x, "/mail/in/%lld", (long long)mail.id.v);
}

/* ---- Mail that goes out. */

static const struct {
    const char *name, *label;
    enum view_delivery shown;
} out_states[] = {
    [OUTGOING_WAITING] = {"waiting",  N_("Waiting"),       VIEW_DELIVERY_WAITING},
    [OUTGOING_SENT] = {"sent",     N_("Sent"),          VIEW_DELIVERY_SENT   },
    [OUTGOING_FAILED] = {"failed",   N_("Not delivered"), VIEW_DELIVERY_FAILED },
    [OUTGOING_RECALLED] = {"recalled", N_("Called back"),   VIEW_DELIVERY_NONE   },
};
enum { OUT_STATES = sizeof out_states / sizeof *out_states };

static const char *
what_it_is(struct cx *cx, enum outgoing_kind kind)
{
    switch (kind) {
    case OUTGOING_ACKNOWLEDGEMENT:
    case OUTGOING_FIRST:
        return tr(cx->lang, "We have your request");
    case OUTGOING_REPLY:
        return tr(cx->lang, "Reply");
    case OUTGOING_RESOLVED:
        return tr(cx->lang, "Solution");
    case OUTGOING_SURVEY:
        return tr(cx->lang, "How did we do?");
    case OUTGOING_SIGN_IN:
        return tr(cx->lang, "Link to sign in");
    case OUTGOING_NOTIFY:
        return tr(cx->lang, "Notice to the staff");
    case OUTGOING_REMIND:
        return tr(cx->lang, "Reminder");
    case OUTGOING_SETTLED:
        return tr(cx->lang, "We take your request as solved");
    case OUTGOING_AUTOMATIC:
        return tr(cx->lang, "Answer by a rule");
    case OUTGOING_SIDE:
        return tr(cx->lang, "To a partner");
    case OUTGOING_KINDS_N:
        break;
    }
    return "";
}

static const char *
say_tries(struct cx *cx, int64_t n)
{
    if (n == 1)
        return tr(cx->lang, "Tried once");
    return arena_printf(cx->arena, tr(cx->lang, "Tried %s times"),
                        arena_printf(cx->arena, "%lld", (long long)n));
}

static struct view_outgoing_row
out_row(struct cx *cx, const struct outgoing *mail)
{
    bool again = mail->state == OUTGOING_WAITING && mail->tries;

    return (struct view_outgoing_row){
        .id = mail->id.v,
        .at = mail->sent_at ? mail->sent_at : mail->created_at,
        .ticket = mail->ticket.v,
        .to = mail->address,
        .subject = what_it_is(cx, mail->kind),
        .state = again ? VIEW_DELIVERY_RETRYING : out_states[mail->state].shown,
        .state_text = again ? say_tries(cx, mail->tries)
                            : tr(cx->lang, out_states[mail->state].label),
        .error =
            mail->state == OUTGOING_SENT || str_blank(mail->answer) ? NULL : mail->answer,
    };
}

struct err *
page_mail_out(struct cx *cx, struct exchange *x)
{
    const char *state_name = request_line(&x->request, "state");
    struct outgoing_id before = {page_number(x, "before", 0)};
    struct view_mail_out view = {.off = str_blank(cx->config->smtp)};
    struct view_option *states = NEW_N(cx->arena, OUT_STATES, struct view_option);
    struct view_outgoing_row *rows;
    struct outgoing *mails;
    int state = -1;

    TRY(page_frame(cx, x, tr(cx->lang, "Mail that goes out"), VIEW_SECTION_MAIL_OUT,
                   &view.page));
    for (size_t i = 0; i < OUT_STATES; i++) {
        states[i] =
            (struct view_option){out_states[i].name, tr(cx->lang, out_states[i].label),
                                 NULL, str_eq(out_states[i].name, state_name)};
        if (states[i].chosen)
            state = (int)i;
    }
    TRY(outgoing_list(cx, state, before, MAILS_A_PAGE + 1, &mails, &view.rows_n));
    if (view.rows_n > MAILS_A_PAGE) {
        view.rows_n = MAILS_A_PAGE;
        view.next =
            next_page(cx, "/mail/out", NULL, state_name, mails[MAILS_A_PAGE - 1].id.v);
    }
    rows = NEW_N(cx->arena, view.rows_n + 1, struct view_outgoing_row);
    for (size_t i = 0; i < view.rows_n; i++)
        rows[i] = out_row(cx, &mails[i]);
    view.rows = rows;
    view.states = states;
    view.states_n = OUT_STATES;
    return PAGE(cx, x, 200, mail_out, &view);
}

struct err *
post_mail_out_retry(struct cx *cx, struct exchange *x)
{
    struct outgoing_id id;

    if (!str_to_int(request_param(&x->request, "outgoing"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such mail.");
    TRY(outgoing_retry(cx, id));
    page_notice(cx, x, tr(cx->lang, "It goes out once more."));
    return page_go(cx, x, "/mail/out");
}
