/* SPDX-License-Identifier: Apache-2.0 */
#include "web/entries.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/event_say.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/picture.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "text/markdown.h"

static const struct {
    const char *channel, *words;
} ways[] = {
    {"web",       N_("by web form")       },
    {"mail",      N_("by e-mail")         },
    {"phone",     N_("by telephone")      },
    {"api",       N_("by another program")},
    {"voicemail", N_("by voicemail")      },
    {"sheet",     N_("by a list")         },
};

const char *
entries_way(struct cx *cx, const char *channel)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (str_eq(ways[i].channel, channel))
            return tr(cx->lang, ways[i].words);
    return NULL;
}

const struct view_file *
entries_files(struct cx *cx, const struct attachment *all, size_t all_n,
              struct message_id message, const char *html, size_t *n_out)
{
    VEC(struct view_file) files = {0};

    for (size_t i = 0; i < all_n; i++)
        if (all[i].message.v == message.v && !picture_is_shown(html, &all[i]))
            *vec_add(cx->arena, &files) =
                (struct view_file){all[i].id.v, all[i].name, all[i].type,
                                   all[i].size_bytes, picture_type(all[i].type)};
    *n_out = files.n;
    return files.at;
}

/* ---- Messages. */

static const char *
author_of(struct cx *cx, const struct message *message)
{
    if (!str_blank(message->author_name))
        return message->author_name;
    if (message->author_email)
        return message->author_email;
    return message->author.v ? tr(cx->lang, "Somebody by telephone") : "Kindesk";
}

/* What the desk says on its own pages needs no word on how it came. */
static const char *
by_way(struct cx *cx, const struct message *message)
{
    bool ours = message->kind == MESSAGE_REPLY || message->kind == MESSAGE_NOTE;

    return ours && str_eq(message->channel, "web") ? NULL
                                                   : entries_way(cx, message->channel);
}

static enum view_entry_kind
kind_of(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_REQUEST:
    case MESSAGE_HELD:
        return VIEW_ENTRY_REQUESTER;
    case MESSAGE_NOTE:
        return VIEW_ENTRY_NOTE;
    case MESSAGE_SIDE_IN:
        return VIEW_ENTRY_REQUESTER;
    case MESSAGE_SIDE_OUT:
    case MESSAGE_REPLY:
    case MESSAGE_AUTOMATIC:
        break;
    }
    return VIEW_ENTRY_REPLY;
}

static void
fill_delivery(struct cx *cx, const struct outgoing *mails, size_t n,
              struct view_entry *entry)
{
    static const enum view_delivery states[] = {VIEW_DELIVERY_WAITING, VIEW_DELIVERY_SENT,
                                                VIEW_DELIVERY_FAILED, VIEW_DELIVERY_NONE};
    struct buf note;

    buf_init(&note, cx->arena, 4096);
    for (size_t i = 0; i < n; i++) {
        enum view_delivery state;

        if (mails[i].message.v != entry->id ||
            (mails[i].kind != OUTGOING_REPLY && mails[i].kind != OUTGOING_RESOLVED))
            continue;
        state = states[mails[i].state];
        if (state == VIEW_DELIVERY_WAITING && mails[i].tries)
            state = VIEW_DELIVERY_RETRYING;
        if (state > entry->delivery)
            entry->delivery = state;
        buf_printf(&note, "%s%s", note.n ? ", " : "", mails[i].address);
        if (state == VIEW_DELIVERY_FAILED || state == VIEW_DELIVERY_RETRYING)
            buf_printf(&note, " (%s)", mails[i].answer);
    }
    entry->delivery_note = note.n ? buf_text(&note) : NULL;
}

struct context {
    struct attachment *files;
    struct outgoing *mails;
    size_t files_n, mails_n;
    bool staff;
};

static void
fill_entry(struct cx *cx, const struct context *context, const struct message *message,
           struct view_entry *entry)
{
    bool from_mail = str_eq(message->channel, "mail");

    *entry = (struct view_entry){
        .kind = kind_of(message->kind),
        .id = message->id.v,
        .at = message->created_at,
        .author = author_of(cx, message),
        .way = by_way(cx, message),
        .mine = message->author.v && message->author.v == cx->actor->person.v,
        .held = message->kind == MESSAGE_HELD,
    };
    entry->initials = view_initials(cx->arena, entry->author);
    entry->body = from_mail        ? text_html(cx->arena, message->text)
                  : *message->html ? picture_show(cx, message->html, context->files,
                                                  context->files_n, "/files/")
                                   : text_html(cx->arena, message->text);
    if (*message->folded)
        entry->rest = text_html(cx->arena, message->folded);
    entry->files = entries_files(cx, context->files, context->files_n, message->id,
                                 from_mail ? NULL : message->html, &entry->files_n);
    if (!context->staff)
        return;
    entry->address = message->author_email;
    entry->original = message->inbox.v && *message->html;
    entry->mail_of = message->inbox.v ? message->ticket.v : 0;
    if (entry->held)
        entry->held_why =
            tr(cx->lang, "This address is not on the ticket, so only you can see it.");
    fill_delivery(cx, context->mails, context->mails_n, entry);
}

/* last: the newest message that was looked at. */
struct entries {
    const struct view_entry *list;
    size_t n;
    int64_t last;
};

/* Those of one conversation: the ticket's own (side 0), or one with a partner. */
static struct err *
entries_of(struct cx *cx, const struct ticket *ticket, int64_t side,
           struct message_id after, struct entries *out)
{
    struct context context = {.staff = ticket_is_staff(cx)};
    struct message *messages;
    struct view_entry *entries;
    size_t n;

    TRY(message_list(cx, ticket->id, after, &messages, &n));
    TRY(attachment_list(cx, ticket->id, &context.files, &context.files_n));
    if (context.staff)
        TRY(outgoing_of_ticket(cx, ticket->id, &context.mails, &context.mails_n));
    *out = (struct entries){.last = after.v};
    entries = NEW_N(cx->arena, n + 1, struct view_entry);
    for (size_t i = 0; i < n; i++) {
        out->last = messages[i].id.v;
        if (messages[i].side == side)
            fill_entry(cx, &context, &messages[i], &entries[out->n++]);
    }
    out->list = entries;
    return NULL;
}

struct err *
entries_of_ticket(struct cx *cx, const struct ticket *ticket, struct message_id after,
                  const struct view_entry **entries_out, size_t *n_out, int64_t *last_out)
{
    struct entries entries;

    TRY(entries_of(cx, ticket, 0, after, &entries));
    *entries_out = entries.list;
    *n_out = entries.n;
    *last_out = entries.last;
    return NULL;
}

struct err *
entries_of_side(struct cx *cx, const struct ticket *ticket, int64_t side,
                const struct view_entry **entries_out, size_t *n_out)
{
    struct entries entries;

    TRY(entries_of(cx, ticket, side, (struct message_id){0}, &entries));
    *entries_out = entries.list;
    *n_out = entries.n;
    return NULL;
}

/* ---- History. */

static const char *
with_line(struct cx *cx, const struct event_said *said)
{
    return said->why && said->line ? arena_printf(cx->arena, "%s (%s %d)", said->why,
                                                  tr(cx->lang, "plan, line"), said->line)
                                   : said->why;
}

struct err *
entries_history(struct cx *cx, const struct ticket *ticket,
                const struct view_event **events_out, size_t *n_out)
{
    struct view_event *list;
    struct event_said said;
    struct event *events;
    size_t n;

    TRY(event_list(cx, ticket->id, &events, &n));
    list = NEW_N(cx->arena, n + 1, struct view_event);
    for (size_t i = 0; i < n; i++) {
        TRY(event_say(cx, &events[n - 1 - i], &said));
        list[i] = (struct view_event){said.at, said.text,
                                      said.reason ? said.reason : with_line(cx, &said)};
    }
    *events_out = list;
    *n_out = n;
    return NULL;
}

struct err *
entries_why(struct cx *cx, const struct ticket *ticket, const char *field,
            const char **why_out)
{
    const struct plan *plan;
    struct event_said said;
    struct event *events;
    size_t n;

    TRY(ticket_plan(cx, ticket, &plan));
    TRY(event_list(cx, ticket->id, &events, &n));
    TRY(event_say_why(cx, plan, events, n, field, &said));
    *why_out = said.reason ? said.reason : with_line(cx, &said);
    return NULL;
}
