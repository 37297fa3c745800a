/* SPDX-License-Identifier: Apache-2.0 */
/* /api/v1/tickets/N/messages */
#include "api/api.h"
#include "api/handlers.h"
#include "api/json_in.h"
#include "api/json_out.h"
#include "base/arena.h"
#include "desk/ticket_act.h"
#include "http/exchange.h"

struct saying {
    struct ticket_words words;
    struct json_in_file *files;
    size_t files_n;
};

struct err *
prepare_message_add(struct cx *cx, struct exchange *x)
{
    struct saying *s = NEW(cx->arena, struct saying);
    const struct json *json;

    TRY(api_check_query(cx, x, ""));
    TRY(json_in_body(cx, x, &api_new_message, &json));
    s->words = (struct ticket_words){
        .text = json_in_text(cx, json, "body"),
        .state = json_in_line(cx, json, "state"),
        .channel = "api",
        .kind = json_as_bool(json_member(json, "public")) ? MESSAGE_REPLY : MESSAGE_NOTE,
    };
    TRY(json_in_files(cx, json, &s->files, &s->files_n));
    x->prepared = s;
    return NULL;
}

/* The last message of that ticket: the one just written. */
static struct err *
write_newest(struct cx *cx, struct ticket_id ticket, struct json_out *out)
{
    struct attachment *files;
    struct message *list;
    size_t n, files_n;

    TRY(message_list(cx, ticket, (struct message_id){0}, &list, &n));
    TRY(attachment_list(cx, ticket, &files, &files_n));
    json_out_message(cx, out, &list[n - 1], files, files_n);
    return NULL;
}

/* Those who asked write on their own tickets; a closed one goes on in a new one. */
static struct err *
write_as_requester(struct cx *cx, struct ticket_id id, const struct ticket_words *words,
                   struct json_out *out, int64_t *ticket_out)
{
    struct ticket ticket;

    TRY(ticket_get(cx, id, &ticket));
    if (words->kind == MESSAGE_NOTE)
        FAIL(cx, ERR_DENIED, "Only the staff of the desk writes notes.");
    if (words->state)
        FAIL(cx, ERR_DENIED, "Only the staff of the desk can do that.");
    TRY(ticket_write(cx, id, words, &ticket));
    *ticket_out = ticket.id.v;
    return write_newest(cx, ticket.id, out);
}

static struct err *
say(struct cx *cx, struct exchange *x, struct json_out *out, int64_t *ticket_out)
{
    struct saying *s = x->prepared;
    struct attachment *attachments;
    struct message_id message;
    struct ticket_id id;

    TRY(api_ticket_id(cx, x, &id));
    TRY(json_in_store(cx, s->files, s->files_n, &attachments));
    s->words.attachments = attachments;
    s->words.attachments_n = s->files_n;
    if (!ticket_is_staff(cx))
        return write_as_requester(cx, id, &s->words, out, ticket_out);
    TRY(ticket_reply(cx, id, &s->words, &message));
    *ticket_out = id.v;
    return write_newest(cx, id, out);
}

struct err *
api_message_add(struct cx *cx, struct exchange *x)
{
    return api_once(cx, x, say);
}
