/* SPDX-License-Identifier: Apache-2.0 */
/* The mail by which a message came: as it was sent, as a file, and read by another
 * character set. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/inbox.h"
#include "desk/message_read.h"
#include "desk/ticket.h"
#include "http/exchange.h"
#include "http/security.h"
#include "mime/charset.h"
#include "text/markdown.h"
#include "web/entries.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

/* A message of the ticket that came by mail. Errors  NOT_FOUND */
static struct err *
find_message(struct cx *cx, struct exchange *x, struct ticket_id *ticket,
             struct message *out)
{
    struct message_id id;

    TRY(page_ticket_id(cx, x, ticket));
    if (!str_to_int(request_param(&x->request, "message"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such message.");
    TRY(message_get(cx, id, out));
    if (out->ticket.v != ticket->v || !out->inbox.v)
        FAIL(cx, ERR_NOT_FOUND, "There is no such message.");
    return NULL;
}

static const struct view_option *
charset_options(struct cx *cx, const char *chosen, size_t *n_out)
{
    struct view_option *list =
        NEW_N(cx->arena, mime_charset_choices_n + 1, struct view_option);
    size_t n = 0;

    list[n++] = (struct view_option){
        .value = "", .label = tr(cx->lang, "as it says itself"), .chosen = !*chosen};
    for (size_t i = 0; i < mime_charset_choices_n; i++) {
        const struct mime_charset_choice *choice = &mime_charset_choices[i];

        list[n++] = (struct view_option){
            .value = choice->label,
            .label = arena_printf(cx->arena, "%s · %s", tr(cx->lang, choice->group),
                                  choice->label),
            .chosen = str_eq(choice->label, chosen)};
    }
    *n_out = n;
    return list;
}

struct err *
page_message(struct cx *cx, struct exchange *x)
{
    struct view_message_mail view = {0};
    struct message message;
    struct ticket_id ticket;
    struct inbox mail;

    TRY(find_message(cx, x, &ticket, &message));
    TRY(inbox_get(cx, message.inbox, &mail));
    TRY(page_frame(cx, x, tr(cx->lang, "The message as it was sent"), VIEW_SECTION_QUEUE,
                   &view.page));
    view.ticket = ticket.v;
    view.id = message.id.v;
    view.at = mail.received_at;
    view.size_bytes = mail.size_bytes;
    view.subject = mail.subject;
    view.from = mail.address;
    view.body = text_html(cx->arena, message.text);
    if (*message.folded)
        view.rest = text_html(cx->arena, message.folded);
    view.original = *message.html;
    view.charsets = charset_options(cx, message.charset, &view.charsets_n);
    return PAGE(cx, x, 200, message_mail, &view);
}

/* Byte for byte as it came, never shown in our origin. */
struct err *
page_message_raw(struct cx *cx, struct exchange *x)
{
    struct message message;
    struct ticket_id ticket;
    struct bytes raw;

    TRY(find_message(cx, x, &ticket, &message));
    TRY(inbox_raw(cx, message.inbox, &raw));
    response_body(&x->response, 200, "application/octet-stream", raw);
    response_filename(
        &x->response, true,
        arena_printf(cx->arena, "message-%lld.eml", (long long)message.id.v));
    security_headers(&x->response, SECURITY_FILE);
    return NULL;
}

struct err *
post_charset(struct cx *cx, struct exchange *x)
{
    const char *charset = request_field(&x->request, "charset");
    struct message message;
    struct ticket_id ticket;

    TRY(find_message(cx, x, &ticket, &message));
    TRY(message_ask_charset(cx, ticket, message.id, charset ? charset : ""));
    page_notice(cx, x, tr(cx->lang, "The message is being read again."));
    return page_go(cx, x, "/t/%lld#m%lld", (long long)ticket.v, (long long)message.id.v);
}
