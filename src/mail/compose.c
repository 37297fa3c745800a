/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/compose.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "desk/desk.h"
#include "desk/inbox.h"
#include "desk/message.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/picture.h"
#include "desk/policy.h"
#include "desk/side.h"
#include "desk/ticket.h"
#include "mail/letter.h"
#include "mail/notice.h"
#include "mail/texts.h"
#include "plan/plan.h"
#include "text/markdown.h"
#include "text/say.h"
#include "text/tpl.h"

#include <string.h>

enum { BEGINNING_CHARACTERS = 600, QUOTE_CHARACTERS = 2000, ID_BYTES = 250 };
enum { LETTER_BYTES = 8 * 1024 * 1024 };

/* Everything that a letter is written from. cx speaks to the reader. verified: the reader
 * proved to read mail at the address, so may see words that others typed. */
struct work {
    struct cx cx;
    const struct outgoing *mail;
    const struct plan *plan;
    struct desk_row desk;
    struct person person;
    struct ticket ticket;
    struct message message;
    struct message *messages;
    size_t messages_n;
    struct side side; /* of OUTGOING_SIDE */
    bool verified;
    struct letter letter;
};

/* ---- Addresses. */

static bool
serves(const struct plan_channel *channel, const char *organization)
{
    if (channel->kind != PLAN_MAIL || str_blank(channel->address))
        return false;
    return str_blank(organization) ? str_blank(channel->organization)
                                   : str_eq(channel->organization, organization);
}

const char *
compose_from(struct cx *cx, const struct plan *plan, const char *organization)
{
    const char *host = strstr(cx->config->url, "://");

    for (size_t i = 0; i < plan->channels.n; i++)
        if (serves(&plan->channels.at[i], organization))
            return plan->channels.at[i].address;
    for (size_t i = 0; i < plan->channels.n; i++)
        if (plan->channels.at[i].kind == PLAN_MAIL &&
            !str_blank(plan->channels.at[i].address))
            return plan->channels.at[i].address;
    host = host ? host + 3 : "localhost";
    return arena_printf(cx->arena, "no-reply@%.*s", (int)strcspn(host, ":/"), host);
}

static const char *
phone_of(const struct plan *plan)
{
    for (size_t i = 0; i < plan->channels.n; i++)
        if (plan->channels.at[i].kind == PLAN_PHONE)
            return plan->channels.at[i].address;
    return NULL;
}

/* ---- What is known. */

/* The reader's language and zone: their own, else the ticket's, else the desk's. */
static void
speak_to_reader(struct work *w)
{
    const struct lang *lang = lang_find(w->mail->language);
    const struct zone *zone =
        str_blank(w->person.zone) ? NULL : zone_find(w->person.zone);

    if (!lang && !str_blank(w->ticket.language))
        lang = lang_find(w->ticket.language);
    w->cx.lang = lang ? lang : lang_find(w->plan->language);
    w->cx.zone = zone ? zone : w->plan->zone;
}

static struct err *
load(struct work *w)
{
    struct cx *cx = &w->cx;
    const struct outgoing *mail = w->mail;

    TRY(person_get(cx, mail->person, &w->person));
    w->verified = w->person.verified_at || w->person.role >= ROLE_AGENT;
    if (mail->ticket.v) {
        TRY(ticket_get(cx, mail->ticket, &w->ticket));
        TRY(ticket_plan(cx, &w->ticket, &w->plan));
        TRY(message_list(cx, mail->ticket, (struct message_id){0}, &w->messages,
                         &w->messages_n));
    } else {
        cx->desk = mail->desk;
        TRY(policy_current(cx, &w->plan, NULL));
    }
    TRY(desk_get(cx, desk_now(cx), &w->desk));
    if (mail->message.v)
        TRY(message_get(cx, mail->message, &w->message));
    speak_to_reader(w);
    return NULL;
}

/* The newest of that kind, of the messages before that one (0: of all). */
static const struct message *
newest(const struct work *w, enum message_kind kind, struct message_id before)
{
    for (size_t i = w->messages_n; i > 0; i--)
        if (w->messages[i - 1].kind == kind &&
            (!before.v || w->messages[i - 1].id.v < before.v))
            return &w->messages[i - 1];
    return NULL;
}

static const char *
author_label(const struct message *message)
{
    if (!str_blank(message->author_name))
        return message->author_name;
    return message->author_email ? message->author_email : "";
}

/* ---- What each kind says. */

static void
say_promise(struct work *w)
{
    struct arena *arena = w->cx.arena;
    const struct ticket *ticket = &w->ticket;
    const struct plan_priority *priority;
    struct plan_why why = {0};

    priority = plan_priority_of(
        w->plan, str_blank(ticket->organization) ? NULL : ticket->organization,
        ticket->impact, ticket->urgency, &why);
    w->letter.priority = ticket->priority;
    if (str_eq(priority->name, ticket->priority) && why.sentence)
        w->letter.priority_why = plan_why_text(arena, w->cx.lang, &why);
    if (ticket->first_due_at)
        w->letter.due = say_exactly(arena, w->cx.lang, w->cx.zone, ticket->first_due_at);
    w->letter.phone = phone_of(w->plan);
}

static void
say_received(struct work *w)
{
    const struct message *first = w->mail->message.v ? &w->message
                                  : w->messages_n    ? w->messages
                                                     : NULL;

    say_promise(w);
    w->letter.received =
        first ? utf8_shorten(w->cx.arena, first->text, BEGINNING_CHARACTERS) : "";
}

/* Only a public message of the staff may leave: never a note (threat: internal words
 * mailed). */
static struct err *
say_reply(struct work *w)
{
    struct arena *arena = w->cx.arena;
    const struct message *before;
    struct attachment *files;
    size_t n;

    if (w->message.kind != MESSAGE_REPLY)
        FAIL(&w->cx, ERR_CONFLICT,
             "This message is not for the requester; it was not sent.");
    w->letter.author = author_label(&w->message);
    w->letter.text = w->message.text;
    TRY(attachment_list(&w->cx, w->ticket.id, &files, &n));
    w->letter.html = str_blank(w->message.html)
                         ? text_html(arena, w->message.text)
                         : picture_show(&w->cx, w->message.html, files, n, NULL);
    before = newest(w, MESSAGE_REQUEST, w->message.id);
    if (w->verified && before) {
        w->letter.quoted = utf8_shorten(arena, before->text, QUOTE_CHARACTERS);
        w->letter.quoted_by = author_label(before);
    }
    return NULL;
}

static void
say_survey(struct work *w, const char *token)
{
    struct arena *arena = w->cx.arena;
    struct letter_answer *answers =
        NEW_N(arena, w->plan->answers.n + 1, struct letter_answer);

    for (size_t i = 0; i < w->plan->answers.n; i++) {
        struct buf url;

        buf_init(&url, arena, 0);
        buf_printf(&url, "%s/survey/%s?answer=", w->desk.url, token);
        escape_url_component(&url, w->plan->answers.at[i].name);
        answers[i] = (struct letter_answer){w->plan->answers.at[i].name,
                                            safe_url_of(arena, buf_text(&url))};
    }
    w->letter.question = w->plan->survey_question;
    w->letter.answers = answers;
    w->letter.answers_n = w->plan->answers.n;
}

static struct err *
say_notice(struct work *w)
{
    const struct ticket *ticket = &w->ticket;
    int64_t due = ticket->first_done_at ? ticket->resolve_due_at : ticket->first_due_at;

    say_promise(w);
    w->letter.due = due ? say_exactly(w->cx.arena, w->cx.lang, w->cx.zone, due) : NULL;
    w->letter.requester = ticket->requester_name && *ticket->requester_name
                              ? ticket->requester_name
                              : ticket->requester_email;
    w->letter.state = ticket->state;
    return notice_say(&w->cx, w->mail, w->plan, ticket, &w->letter);
}

/* Words of the plan itself; they go to the requester alone. */
static struct err *
say_automatic(struct work *w)
{
    if (w->message.kind != MESSAGE_AUTOMATIC)
        FAIL(&w->cx, ERR_CONFLICT,
             "This message is not for the requester; it was not sent.");
    w->letter.text = w->message.text;
    return NULL;
}

/* To a partner: what was written to them and nothing else of the ticket. */
static struct err *
say_side(struct work *w)
{
    struct arena *arena = w->cx.arena;

    if (w->message.kind != MESSAGE_SIDE_OUT)
        FAIL(&w->cx, ERR_CONFLICT, "This message is not for a partner; it was not sent.");
    TRY(side_get(&w->cx, (struct side_id){w->message.side}, &w->side));
    w->letter.heading = w->side.subject;
    w->letter.number = 0;
    w->letter.name = NULL;
    w->letter.author = author_label(&w->message);
    w->letter.text = w->message.text;
    w->letter.html = text_html(arena, w->message.text);
    if (w->side.due_at)
        w->letter.due = say_exactly(arena, w->cx.lang, w->cx.zone, w->side.due_at);
    return NULL;
}

static void
say_our_last_words(struct work *w)
{
    const struct message *asked = newest(w, MESSAGE_REPLY, (struct message_id){0});

    if (asked)
        w->letter.text = utf8_shorten(w->cx.arena, asked->text, QUOTE_CHARACTERS);
}

static struct err *
say(struct work *w, const struct compose_tokens *tokens)
{
    switch (w->mail->kind) {
    case OUTGOING_ACKNOWLEDGEMENT:
        say_received(w);
        return NULL;
    case OUTGOING_FIRST:
        say_promise(w);
        return NULL;
    case OUTGOING_REPLY:
    case OUTGOING_RESOLVED:
        return say_reply(w);
    case OUTGOING_SURVEY:
        say_survey(w, tokens->survey);
        return NULL;
    case OUTGOING_NOTIFY:
        return say_notice(w);
    case OUTGOING_REMIND:
        say_our_last_words(w);
        return NULL;
    case OUTGOING_SETTLED:
        say_our_last_words(w);
        w->letter.solution = w->ticket.solution;
        return NULL;
    case OUTGOING_AUTOMATIC:
        return say_automatic(w);
    case OUTGOING_SIDE:
        return say_side(w);
    case OUTGOING_SIGN_IN:
    case OUTGOING_KINDS_N:
        break;
    }
    return NULL;
}

/* ---- Subjects and headings. Those to addresses that nobody verified are ours alone
 * (A4). */

static const char *
heading_of(const struct work *w)
{
    const struct lang *lang = w->cx.lang;

    switch (w->mail->kind) {
    case OUTGOING_ACKNOWLEDGEMENT:
        return tr(lang, "We have your request");
    case OUTGOING_FIRST:
        return tr(lang, "Please open your request");
    case OUTGOING_REPLY:
        return tr(lang, "An answer to your request");
    case OUTGOING_RESOLVED:
        return tr(lang, "Is it solved?");
    case OUTGOING_SURVEY:
        return tr(lang, "How did we do?");
    case OUTGOING_NOTIFY:
        return tr(lang, "A ticket needs you");
    case OUTGOING_REMIND:
        return tr(lang, "We wait for your answer");
    case OUTGOING_SETTLED:
        return tr(lang, "We take your request as solved");
    case OUTGOING_AUTOMATIC:
        return tr(lang, "News about your request");
    case OUTGOING_SIDE:
    case OUTGOING_SIGN_IN:
    case OUTGOING_KINDS_N:
        break;
    }
    return tr(lang, "Sign in");
}

static const char *
subject_of(const struct work *w)
{
    enum outgoing_kind kind = w->mail->kind;
    struct arena *arena = w->cx.arena;
    long long number = w->ticket.id.v;
    bool again = kind == OUTGOING_REPLY || kind == OUTGOING_RESOLVED ||
                 kind == OUTGOING_REMIND || kind == OUTGOING_SETTLED ||
                 kind == OUTGOING_AUTOMATIC;

    if (kind == OUTGOING_SIDE)
        return arena_printf(arena, "[#%lld-%lld] %s", number, (long long)w->side.id.v,
                            w->side.subject);
    if (kind == OUTGOING_SIGN_IN)
        return arena_printf(arena, "%s: %s", w->plan->desk, heading_of(w));
    if (!w->verified || kind == OUTGOING_FIRST || kind == OUTGOING_SURVEY)
        return arena_printf(arena, "[#%lld] %s", number, heading_of(w));
    if (kind == OUTGOING_NOTIFY)
        return arena_printf(arena, "[#%lld] %s: %s", number, w->ticket.priority,
                            w->ticket.subject);
    return arena_printf(arena, "%s[#%lld] %s", again ? "Re: " : "", number,
                        w->ticket.subject);
}

static struct safe_url
url_of(struct work *w, const char *path, const char *last)
{
    return safe_url_of(w->cx.arena,
                       arena_printf(w->cx.arena, "%s%s%s", w->desk.url, path, last));
}

static void
say_common(struct work *w, const struct compose_tokens *tokens)
{
    struct letter *letter = &w->letter;

    letter->desk = w->plan->desk;
    letter->heading = heading_of(w);
    letter->number = w->ticket.id.v;
    letter->link_minutes = w->cx.config->link_ms / MS_MINUTE;
    letter->is_answerable =
        w->mail->kind != OUTGOING_SIGN_IN && w->mail->kind != OUTGOING_NOTIFY;
    if (tokens->ticket)
        letter->link = url_of(w, "/l/", tokens->ticket);
    else if (w->ticket.id.v)
        letter->link = url_of(
            w, "/t/", arena_printf(w->cx.arena, "%lld", (long long)w->ticket.id.v));
    if (tokens->sign_in)
        letter->sign_in = url_of(w, "/sign-in/", tokens->sign_in);
    if (!w->verified || w->mail->kind == OUTGOING_FIRST)
        return;
    letter->name = w->person.name;
    letter->subject = w->ticket.subject;
}

/* ---- The two texts. */

typedef void(writer)(struct tpl *tpl, const struct letter *letter);
static const struct {
    writer *text, *html;
} writers[OUTGOING_KINDS_N] = {
    [OUTGOING_ACKNOWLEDGEMENT] = {letter_acknowledgement_text,
                                  letter_acknowledgement_html                       },
    [OUTGOING_FIRST] = {letter_first_text,           letter_first_html    },
    [OUTGOING_REPLY] = {letter_reply_text,           letter_reply_html    },
    [OUTGOING_RESOLVED] = {letter_resolved_text,        letter_resolved_html },
    [OUTGOING_SURVEY] = {letter_survey_text,          letter_survey_html   },
    [OUTGOING_SIGN_IN] = {letter_sign_in_text,         letter_sign_in_html  },
    [OUTGOING_NOTIFY] = {letter_notify_text,          letter_notify_html   },
    [OUTGOING_REMIND] = {letter_remind_text,          letter_remind_html   },
    [OUTGOING_SETTLED] = {letter_settled_text,         letter_settled_html  },
    [OUTGOING_AUTOMATIC] = {letter_automatic_text,       letter_automatic_html},
    [OUTGOING_SIDE] = {letter_side_text,            letter_side_html     },
};

/* The texts are painted in Kindesk's own colour, each time as part of a style that we
 * wrote; a desk's own takes its place. */
static const char *
paint(const struct work *w, const char *html)
{
    static const char *const styles[] = {"background:#0b6b63;color:#ffffff",
                                         "border-left:4px solid #0b6b63;background"};
    struct buf out;

    if (!*w->desk.accent)
        return html;
    buf_init(&out, w->cx.arena, LETTER_BYTES);
    while (*html) {
        size_t n = 0;

        for (size_t i = 0; i < sizeof styles / sizeof *styles && !n; i++)
            if (str_starts(html, styles[i])) {
                const char *colour = strchr(styles[i], '#');

                buf_printf(&out, "%.*s%s%s", (int)(colour - styles[i]), styles[i],
                           w->desk.accent, colour + strlen("#0b6b63"));
                n = strlen(styles[i]);
            }
        if (!n) {
            buf_char(&out, *html);
            n = 1;
        }
        html += n;
    }
    return buf_text(&out);
}

static const char *
write_with(const struct work *w, writer *write)
{
    struct buf out;
    struct tpl tpl = {
        .out = &out, .lang = w->cx.lang, .zone = w->cx.zone, .now = w->cx.now};

    buf_init(&out, w->cx.arena, LETTER_BYTES);
    write(&tpl, &w->letter);
    return buf_text(&out);
}

/* ---- The thread. */

/* An id that may stand in a header as it is. */
static bool
is_plain_id(const char *id)
{
    size_t n = id ? strlen(id) : 0;

    if (n == 0 || n > ID_BYTES || !strchr(id, '@'))
        return false;
    for (size_t i = 0; i < n; i++)
        if (id[i] <= ' ' || id[i] > '~' || strchr("<>()\\\",", id[i]))
            return false;
    return true;
}

/* Message-IDs of the reader's own mails on this ticket: the first and the newest. */
static struct err *
foreign_ids(struct work *w, const char **first_out, const char **newest_out)
{
    struct inbox inbox;

    *first_out = *newest_out = NULL;
    for (size_t i = 0; i < w->messages_n; i++) {
        const struct message *m = &w->messages[i];

        if (!m->inbox.v || m->author.v != w->person.id.v || m->kind != MESSAGE_REQUEST)
            continue;
        if (w->mail->message.v && m->id.v > w->mail->message.v)
            break;
        TRY(inbox_get(&w->cx, m->inbox, &inbox));
        if (!is_plain_id(inbox.message_id))
            continue;
        *newest_out = inbox.message_id;
        if (!*first_out)
            *first_out = inbox.message_id;
    }
    return NULL;
}

/* References: the reader's first mail, ours before this one, the reader's newest. To an
 * address that nobody verified only ours: an id is typed by a stranger too. */
static struct err *
thread(struct work *w, struct composed *out)
{
    const char **ours, *first = NULL, *last = NULL;
    VEC(const char *) ids = {0};
    size_t n;

    if (!w->ticket.id.v)
        return NULL;
    TRY(outgoing_references(&w->cx, w->mail, &ours, &n));
    if (w->verified && w->mail->kind != OUTGOING_NOTIFY && w->mail->kind != OUTGOING_SIDE)
        TRY(foreign_ids(w, &first, &last));
    if (first)
        *vec_add(w->cx.arena, &ids) = first;
    for (size_t i = 0; i < n && !str_eq(ours[i], w->mail->message_id); i++)
        *vec_add(w->cx.arena, &ids) = ours[i];
    if (last && !str_eq(first, last))
        *vec_add(w->cx.arena, &ids) = last;
    out->references = ids.at;
    out->references_n = ids.n;
    out->in_reply_to = last ? last : ids.n ? ids.at[ids.n - 1] : NULL;
    return NULL;
}

/* ---- Files. */

/* A person of the desk wrote it. */
static bool
by_person(enum outgoing_kind kind)
{
    return kind == OUTGOING_REPLY || kind == OUTGOING_RESOLVED || kind == OUTGOING_SIDE;
}

/* Those of the reply that fit go along, the others are named. */
static struct err *
choose_files(struct work *w, struct composed *out)
{
    VEC(struct attachment) taken = {0};
    VEC(struct letter_file) left = {0};
    struct attachment *files;
    int64_t total = 0;
    size_t n;

    if (!by_person(w->mail->kind))
        return NULL;
    TRY(attachment_list(&w->cx, w->ticket.id, &files, &n));
    for (size_t i = 0; i < n; i++) {
        if (files[i].message.v != w->message.id.v)
            continue;
        if (total + files[i].size_bytes <= COMPOSE_FILES_BYTES) {
            total += files[i].size_bytes;
            *vec_add(w->cx.arena, &taken) = files[i];
        } else {
            *vec_add(w->cx.arena, &left) =
                (struct letter_file){files[i].name, files[i].size_bytes};
        }
    }
    out->files = taken.at;
    out->files_n = taken.n;
    w->letter.files = left.at;
    w->letter.files_n = left.n;
    return NULL;
}

static const char *
from_name(const struct work *w)
{
    if (str_blank(w->letter.author))
        return w->plan->desk;
    return arena_printf(w->cx.arena, "%s (%s)", w->letter.author, w->plan->desk);
}

struct err *
compose(struct cx *cx, const struct outgoing *mail, const struct compose_tokens *tokens,
        struct composed *out)
{
    struct work w = {.cx = *cx, .mail = mail};

    *out = (struct composed){.to = mail->address, .message_id = mail->message_id};
    TRY(load(&w));
    say_common(&w, tokens);
    TRY(say(&w, tokens));
    TRY(choose_files(&w, out));
    TRY(thread(&w, out));
    out->from = compose_from(&w.cx, w.plan, w.ticket.organization);
    out->from_name = from_name(&w);
    out->to_name = w.letter.name;
    out->language = w.cx.lang ? w.cx.lang->code : NULL;
    out->subject = subject_of(&w);
    out->automatic = !by_person(mail->kind);
    out->reply = mail->kind == OUTGOING_ACKNOWLEDGEMENT || mail->kind == OUTGOING_FIRST ||
                 mail->kind == OUTGOING_AUTOMATIC;
    out->text = write_with(&w, writers[mail->kind].text);
    out->html = paint(&w, write_with(&w, writers[mail->kind].html));
    return NULL;
}
