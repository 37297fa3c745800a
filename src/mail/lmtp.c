/* SPDX-License-Identifier: Apache-2.0 */
/* The conversation: commands line by line, message byte by byte. */
#include "mail/lmtp.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    LINE_BYTES = 2048, /* RFC 5321 §4.5.3.1.4: 512, and what extensions add */
    ADDRESS_BYTES = 256 + 64,
    MISTAKES_N = 20,
};

/* Where in a message we stand, as to its end. */
enum data_state { AT_LINE_START, IN_LINE, AFTER_CR, AFTER_DOT, AFTER_DOT_CR };

struct lmtp_session {
    struct lmtp_options options;
    struct lmtp_callbacks callbacks;
    void *app;
    struct arena *io, *transaction;
    struct buf out, line, message;
    bool greeted, has_from, in_data, too_large, line_too_long, utf8, over;
    enum data_state data_state;
    int mistakes_n;
    int64_t attempts_n; /* of recipients, in this transaction */
    const char *from;
    struct {
        const char **at;
        size_t n, room;
    } recipients;
};

struct lmtp_reply
lmtp_reply_of(const struct err *err)
{
    if (!err)
        return (struct lmtp_reply){250, "Taken, thank you"};
    switch (err->kind) {
    case ERR_BUSY:
    case ERR_INTERNAL:
        return (struct lmtp_reply){451, err->text};
    case ERR_LIMIT:
        return (struct lmtp_reply){552, err->text};
    case ERR_INVALID:
    case ERR_DENIED:
    case ERR_NOT_FOUND:
    case ERR_CONFLICT:
        return (struct lmtp_reply){550, err->text};
    }
    return (struct lmtp_reply){451, "Unknown error"};
}

static void
say(struct lmtp_session *session, const char *line)
{
    buf_str(&session->out, line);
    buf_lit(&session->out, "\r\n");
}

static void
mistake(struct lmtp_session *session, const char *line)
{
    if (++session->mistakes_n < MISTAKES_N) {
        say(session, line);
        return;
    }
    say(session, "421 4.7.0 Too many mistakes");
    session->over = true;
}

/* "250 2.0.0 text" of what the application answered. */
static void
say_reply(struct lmtp_session *session, struct lmtp_reply reply, const char *about)
{
    if (reply.code < 200 || reply.code > 599 || reply.code / 100 == 3)
        reply = (struct lmtp_reply){451, "Local error"};
    buf_int(&session->out, reply.code);
    buf_char(&session->out, ' ');
    buf_int(&session->out, reply.code / 100);
    buf_str(&session->out, reply.code == 552 ? ".3.4 " : ".0.0 ");
    if (about) {
        buf_char(&session->out, '<');
        buf_str(&session->out, about);
        buf_lit(&session->out, "> ");
    }
    for (const char *s = reply.text ? reply.text : ""; *s; s++)
        buf_char(&session->out, *s >= ' ' && *s < 0x7f ? *s : '?');
    buf_lit(&session->out, "\r\n");
}

static void
transaction_reset(struct lmtp_session *session)
{
    arena_reset(session->transaction);
    session->has_from = session->utf8 = session->too_large = false;
    session->from = NULL;
    session->attempts_n = 0;
    session->recipients.at = NULL;
    session->recipients.n = session->recipients.room = 0;
    buf_init(&session->message, session->transaction,
             (size_t)session->options.message_bytes);
}

/* The address in "<…>" after a command word; *rest_out is what follows. NULL when
 * malformed. */
static const char *
read_path(struct lmtp_session *session, const char *s, const char **rest_out)
{
    const char *start, *end;
    bool quoted = false;

    s += strspn(s, " ");
    if (*s != '<')
        return NULL;
    start = ++s;
    for (; *s && (quoted || *s != '>'); s++) {
        if (*s == '\\' && s[1])
            s++;
        else if (*s == '"')
            quoted = !quoted;
        else if (!quoted && (*s == ' ' || *s == '<'))
            return NULL;
    }
    end = s;
    if (*end != '>' || end - start > ADDRESS_BYTES || (end[1] && end[1] != ' '))
        return NULL;
    *rest_out = end + 1;
    if (*start == '@') { /* a source route (RFC 5321 §4.1.1.3) is read and ignored */
        start = memchr(start, ':', (size_t)(end - start));
        if (!start)
            return NULL;
        start++;
    }
    return arena_strndup(session->transaction, start, (size_t)(end - start));
}

/* SIZE=n, BODY=…, SMTPUTF8. NULL, or the line to answer. */
static const char *
read_parameter(struct lmtp_session *session, const char *word)
{
    int64_t size;

    if (str_starts_fold(word, "SIZE=")) {
        if (!str_to_int(word + 5, 0, INT64_MAX, &size))
            return "501 5.5.4 SIZE needs a number";
        if (size > session->options.message_bytes)
            return "552 5.3.4 The message is too large";
        return NULL;
    }
    if (str_eq_fold(word, "BODY=7BIT") || str_eq_fold(word, "BODY=8BITMIME"))
        return NULL;
    if (str_eq_fold(word, "SMTPUTF8")) {
        session->utf8 = true;
        return NULL;
    }
    return "555 5.5.4 That parameter is not known here";
}

static bool
is_ascii(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s >= 0x80)
            return false;
    return true;
}

static void
command_mail(struct lmtp_session *session, const char *arguments)
{
    const char *from, *rest, *wrong = NULL;
    char **words;
    size_t n;

    if (!session->greeted || session->has_from) {
        mistake(session, session->greeted ? "503 5.5.1 There is a sender already"
                                          : "503 5.5.1 Please say LHLO first");
        return;
    }
    transaction_reset(session);
    from = read_path(session, arguments, &rest);
    if (!from) {
        mistake(session, "501 5.1.7 The sender's address cannot be read");
        return;
    }
    words = str_split(session->transaction, rest, ' ', &n);
    for (size_t i = 0; i < n && !wrong; i++)
        wrong = read_parameter(session, words[i]);
    if (!wrong && !session->utf8 && !is_ascii(from))
        wrong = "553 5.6.7 That address needs SMTPUTF8";
    if (wrong) {
        mistake(session, wrong);
        return;
    }
    session->from = from;
    session->has_from = true;
    say(session, "250 2.1.0 Ok");
}

static void
command_rcpt(struct lmtp_session *session, const char *arguments)
{
    const char *address, *rest;
    struct lmtp_reply reply = {250, "Ok"};

    if (!session->has_from) {
        mistake(session, "503 5.5.1 Please say MAIL first");
        return;
    }
    if (session->attempts_n++ > 10 * session->options.recipients_n) {
        mistake(session, "452 4.5.3 Too many recipients");
        return;
    }
    address = read_path(session, arguments, &rest);
    if (!address || !*address) {
        mistake(session, "501 5.1.3 The recipient's address cannot be read");
        return;
    }
    if (!str_blank(rest)) {
        mistake(session, "555 5.5.4 That parameter is not known here");
        return;
    }
    if (!session->utf8 && !is_ascii(address)) {
        mistake(session, "553 5.6.7 That address needs SMTPUTF8");
        return;
    }
    if ((int64_t)session->recipients.n >= session->options.recipients_n) {
        say(session, "452 4.5.3 Too many recipients");
        return;
    }
    if (session->callbacks.recipient)
        reply = session->callbacks.recipient(session->app, session->transaction, address);
    if (reply.code / 100 == 2)
        *vec_add(session->transaction, &session->recipients) = address;
    say_reply(session, reply, NULL);
}

static void
command_data(struct lmtp_session *session)
{
    if (session->recipients.n == 0) {
        mistake(session, "503 5.5.1 There is no recipient");
        return;
    }
    session->in_data = true;
    session->data_state = AT_LINE_START;
    say(session, "354 Please send the message, end it with a dot");
}

static void
command_lhlo(struct lmtp_session *session, const char *arguments)
{
    if (str_blank(arguments)) {
        mistake(session, "501 5.5.4 LHLO needs a name");
        return;
    }
    transaction_reset(session);
    session->greeted = true;
    buf_lit(&session->out, "250-");
    say(session, session->options.name);
    say(session, "250-PIPELINING");
    say(session, "250-ENHANCEDSTATUSCODES");
    say(session, "250-8BITMIME");
    say(session, "250-SMTPUTF8");
    buf_lit(&session->out, "250 SIZE ");
    buf_int(&session->out, session->options.message_bytes);
    buf_lit(&session->out, "\r\n");
}

static void
command(struct lmtp_session *session, const char *line)
{
    if (str_starts_fold(line, "LHLO ")) {
        command_lhlo(session, line + 5);
    } else if (str_starts_fold(line, "MAIL FROM:")) {
        command_mail(session, line + 10);
    } else if (str_starts_fold(line, "RCPT TO:")) {
        command_rcpt(session, line + 8);
    } else if (str_eq_fold(line, "DATA")) {
        command_data(session);
    } else if (str_eq_fold(line, "RSET")) {
        transaction_reset(session);
        say(session, "250 2.0.0 Ok");
    } else if (str_eq_fold(line, "NOOP") || str_starts_fold(line, "NOOP ")) {
        say(session, "250 2.0.0 Ok");
    } else if (str_starts_fold(line, "VRFY ")) {
        say(session, "252 2.5.0 Please send the mail and see");
    } else if (str_eq_fold(line, "QUIT")) {
        say(session, "221 2.0.0 Bye");
        session->over = true;
    } else {
        mistake(session, "500 5.5.2 This is LMTP, and that command is not known here");
    }
}

/* In place: what is said between messages must not fill the arena. */
static const char *
trimmed(struct buf *line)
{
    const char *text;

    while (line->n && line->p[line->n - 1] == ' ')
        buf_cut(line, line->n - 1);
    text = buf_text(line);
    return text + strspn(text, " ");
}

/* One line, without its CR LF. */
static void
take_line(struct lmtp_session *session)
{
    struct bytes raw = buf_bytes(&session->line);
    bool plain = utf8_valid(raw);

    for (size_t i = 0; i < raw.n; i++)
        plain = plain && raw.p[i] >= ' ' && raw.p[i] != 0x7f;
    if (session->line_too_long)
        mistake(session, "500 5.5.2 The line is too long");
    else if (!plain)
        mistake(session, "500 5.5.2 The line holds control characters");
    else
        command(session, trimmed(&session->line));
    session->line_too_long = false;
    buf_cut(&session->line, 0);
}

/* A bare LF is answered by ending the conversation: whoever sends one wants to confuse.
 */
static void
take_command_byte(struct lmtp_session *session, char c)
{
    struct buf *line = &session->line;

    if (c == '\n' && line->n && line->p[line->n - 1] == '\r') {
        buf_cut(line, line->n - 1);
        take_line(session);
    } else if (c == '\n') {
        say(session, "500 5.5.2 Lines end with CR LF");
        session->over = true;
    } else if (line->n < LINE_BYTES) {
        buf_char(line, c);
    } else {
        session->line_too_long = true;
        line->p[line->n - 1] = c; /* so that a CR at the end is still seen */
    }
}

static void
add_byte(struct lmtp_session *session, char c)
{
    if (session->message.n >= (size_t)session->options.message_bytes)
        session->too_large = true;
    else
        buf_char(&session->message, c);
}

static void
message_end(struct lmtp_session *session)
{
    struct bytes message = buf_bytes(&session->message);

    for (size_t i = 0; i < session->recipients.n; i++) {
        const char *to = session->recipients.at[i];
        struct lmtp_reply reply = {552, "The message is too large"};

        if (!session->too_large)
            reply = session->callbacks.deliver(session->app, session->transaction,
                                               session->from, to, message);
        say_reply(session, reply, is_ascii(to) ? to : NULL);
    }
    session->in_data = false;
    transaction_reset(session);
}

static enum data_state
after(char c)
{
    return c == '\r' ? AFTER_CR : IN_LINE;
}

/* RFC 5321 §4.5.2; the dot that stands for transparency is dropped. */
static void
take_data_byte(struct lmtp_session *session, char c)
{
    switch (session->data_state) {
    case AT_LINE_START:
        if (c == '.') {
            session->data_state = AFTER_DOT;
            return;
        }
        break;
    case AFTER_CR:
        if (c == '\n') {
            add_byte(session, c);
            session->data_state = AT_LINE_START;
            return;
        }
        break;
    case AFTER_DOT:
        if (c == '\r') {
            session->data_state = AFTER_DOT_CR;
            return;
        }
        break;
    case AFTER_DOT_CR:
        if (c == '\n') {
            message_end(session);
            return;
        }
        add_byte(session, '\r');
        break;
    case IN_LINE:
        break;
    }
    add_byte(session, c);
    session->data_state = after(c);
}

struct lmtp_session *
lmtp_session_new(const struct lmtp_options *options,
                 const struct lmtp_callbacks *callbacks, void *app)
{
    struct lmtp_session *session = calloc(1, sizeof *session);

    if (!session)
        abort();
    session->options = *options;
    if (session->options.message_bytes <= 0)
        session->options.message_bytes = 25 << 20;
    if (session->options.recipients_n <= 0)
        session->options.recipients_n = 100;
    if (!session->options.name)
        session->options.name = "localhost";
    session->callbacks = *callbacks;
    session->app = app;
    session->io = arena_new(0);
    session->transaction = arena_new(0);
    buf_init(&session->out, session->io, 1 << 20);
    buf_init(&session->line, session->io, LINE_BYTES + 1);
    transaction_reset(session);
    buf_lit(&session->out, "220 ");
    buf_str(&session->out, session->options.name);
    buf_lit(&session->out, " LMTP Kindesk\r\n");
    return session;
}

void
lmtp_session_free(struct lmtp_session **session)
{
    struct lmtp_session *s = *session;

    if (!s)
        return;
    arena_free(&s->io);
    arena_free(&s->transaction);
    free(s);
    *session = NULL;
}

bool
lmtp_session_take(struct lmtp_session *session, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.n && !session->over; i++) {
        if (session->in_data)
            take_data_byte(session, (char)bytes.p[i]);
        else
            take_command_byte(session, (char)bytes.p[i]);
    }
    return !session->over && !session->out.full;
}

struct buf *
lmtp_session_out(struct lmtp_session *session)
{
    return &session->out;
}
