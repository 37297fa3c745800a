/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk mail show: a message as Kindesk reads it, as JSON. Read in a child without
 * rights, as the server does. */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/str.h"
#include "mime/calendar.h"
#include "mime/reader.h"
#include "text/plain.h"
#include "text/trim.h"

#include <stdio.h>
#include <sysexits.h>

static const char *
whole_text(struct cx *cx, const struct mime_message *message)
{
    struct buf text;

    if (message->text)
        return message->text;
    buf_init(&text, cx->arena, 2 * MIME_TEXT_BYTES);
    for (size_t i = 0; i < message->pieces_n; i++) {
        const struct mime_piece *piece = &message->pieces[i];

        if (text.n)
            buf_char(&text, '\n');
        buf_str(&text, piece->is_html
                           ? plain_from_html(cx->arena, bytes_of(piece->content))
                           : piece->content);
    }
    if (!text.n && message->calendar)
        return mime_calendar_text(cx->arena, cx->lang, message->calendar);
    return buf_text(&text);
}

static const char *
reply_text(struct cx *cx, const struct mime_message *message, const char *text)
{
    bool html = !message->text && message->pieces_n == 1 && message->pieces->is_html;

    return html ? trim_html(cx->arena, bytes_of(message->pieces->content)).reply
                : trim_reply(cx->arena, text).reply;
}

static void
put_addresses(struct json_out *out, const char *name,
              const struct mime_addresses *addresses)
{
    json_name(out, name);
    json_open(out, '[');
    for (size_t i = 0; i < addresses->n; i++)
        json_text(out, addresses->at[i].email);
    json_close(out, ']');
}

static void
put_references(struct json_out *out, const struct mime_texts *references)
{
    json_name(out, "references");
    json_open(out, '[');
    for (size_t i = 0; i < references->n; i++)
        json_text(out, references->at[i]);
    json_close(out, ']');
}

static void
put_attachments(struct cx *cx, struct json_out *out, const struct mime_message *message)
{
    json_name(out, "attachments");
    json_open(out, '[');
    for (size_t i = 0; i < message->attachments_n; i++) {
        const struct mime_attachment *file = &message->attachments[i];

        json_open(out, '{');
        json_put_text(out, "filename", file->filename);
        json_put_text(out, "type", file->type);
        json_put_int(out, "size", (int64_t)file->bytes.n);
        json_put_text(out, "sha1", sha1_hex(cx->arena, file->bytes));
        json_put_text(out, "content_id", file->content_id);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
put_bounce(struct json_out *out, const struct mime_bounce *bounce)
{
    json_put_bool(out, "is_bounce", bounce->is_bounce);
    json_name(out, "bounce");
    if (!bounce->is_bounce && !bounce->recipients_n && !bounce->status) {
        json_none(out);
        return;
    }
    json_open(out, '{');
    json_name(out, "recipients");
    json_open(out, '[');
    for (size_t i = 0; i < bounce->recipients_n; i++)
        json_text(out, bounce->recipients[i].email);
    json_close(out, ']');
    json_put_text(out, "status", bounce->status);
    json_put_bool(out, "temporary", bounce->temporary);
    json_put_bool(out, "feedback", bounce->is_feedback);
    json_put_text(out, "original_id", bounce->original_id);
    json_close(out, '}');
}

static void
put_problems(struct json_out *out, unsigned problems)
{
    json_name(out, "problems");
    json_open(out, '[');
    for (int i = 0; i < MIME_PROBLEMS_N; i++)
        if (problems & 1u << i)
            json_text(out, mime_problem_text((enum mime_problem)(1u << i)));
    json_close(out, ']');
}

static const char *
write_message(struct cx *cx, const struct mime_message *message)
{
    const char *text = whole_text(cx, message);
    struct buf buf;
    struct json_out out = {.buf = &buf};

    buf_init(&buf, cx->arena, 8 * (size_t)MIME_TEXT_BYTES);
    json_open(&out, '{');
    json_put_text(&out, "from", message->from.email);
    json_put_text(&out, "from_name", message->from.name);
    put_addresses(&out, "to", &message->to);
    put_addresses(&out, "cc", &message->cc);
    json_put_text(&out, "subject", message->subject);
    json_put_time(&out, "date", message->date);
    json_put_text(&out, "message_id", message->message_id);
    json_put_text(&out, "in_reply_to", message->in_reply_to);
    put_references(&out, &message->references);
    json_put_text(&out, "text", text);
    json_put_text(&out, "reply", reply_text(cx, message, text));
    put_attachments(cx, &out, message);
    json_put_bool(&out, "auto_submitted", message->auto_submitted);
    json_put_bool(&out, "ignore", message->ignore);
    put_bounce(&out, &message->bounce);
    put_problems(&out, message->problems);
    json_close(&out, '}');
    return buf_text(&buf);
}

static struct err *
show(struct cli *cli, struct reader *reader)
{
    struct mime_message *message;
    struct bytes raw;

    TRY(cli_read(cli, cli->args[0], READER_INPUT_BYTES, &raw));
    TRY(reader_read(reader, &cli->cx, raw, NULL, &message));
    puts(write_message(&cli->cx, message));
    return NULL;
}

int
cmd_mail_show(struct cli *cli)
{
    struct reader *reader;
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli,
                         "mail show needs the FILE to read, or - for standard input");
    reader = reader_new(1, NULL, 0);
    if (!reader) {
        fputs("kindesk mail show: the sandbox cannot be built on this machine\n", stderr);
        return EX_OSERR;
    }
    err = show(cli, reader);
    reader_free(&reader);
    if (err)
        return cli_end(cli, err);
    return fflush(stdout) ? EX_IOERR : EX_OK;
}
