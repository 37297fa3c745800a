/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/send.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/job.h"
#include "desk/link.h"
#include "desk/outgoing.h"
#include "desk/picture.h"
#include "mail/compose.h"
#include "mail/smtp.h"
#include "mime/build.h"
#include "store/store.h"

struct sending {
    const struct job *job;
    struct outgoing mail;
    struct compose_tokens tokens;
    struct smtp_result result;
};

int64_t
send_delay_ms(int64_t tries)
{
    int64_t delay = 5 * MS_SECOND;

    while (tries-- > 0 && delay < MS_HOUR)
        delay *= 4;
    return delay < MS_HOUR ? delay : MS_HOUR;
}

/* ---- In transactions. */

/* The secrets of its links, which stand nowhere but in the mail: new ones for each try.
 */
static struct err *
make_links(struct cx *cx, void *arg)
{
    struct sending *s = arg;
    const struct outgoing *mail = &s->mail;

    s->tokens = (struct compose_tokens){0};
    switch (mail->kind) {
    case OUTGOING_FIRST:
        TRY(link_add(cx, LINK_SIGN_IN, mail->person, mail->ticket, &s->tokens.sign_in));
        return link_add(cx, LINK_TICKET, mail->person, mail->ticket, &s->tokens.ticket);
    case OUTGOING_ACKNOWLEDGEMENT:
    case OUTGOING_REPLY:
    case OUTGOING_RESOLVED:
    case OUTGOING_REMIND:
    case OUTGOING_SETTLED:
    case OUTGOING_AUTOMATIC:
        return link_add(cx, LINK_TICKET, mail->person, mail->ticket, &s->tokens.ticket);
    case OUTGOING_SURVEY:
        TRY(link_add(cx, LINK_TICKET, mail->person, mail->ticket, &s->tokens.ticket));
        return link_add(cx, LINK_SURVEY, mail->person, mail->ticket, &s->tokens.survey);
    case OUTGOING_SIGN_IN:
        return link_add(cx, LINK_SIGN_IN, mail->person, mail->ticket, &s->tokens.sign_in);
    case OUTGOING_NOTIFY:
    case OUTGOING_SIDE:
    case OUTGOING_KINDS_N:
        break;
    }
    return NULL;
}

static struct err *
end_job(struct cx *cx, void *arg)
{
    struct sending *s = arg;

    return job_done(cx, s->job->id);
}

static struct err *
wait_for_server(struct cx *cx, void *arg)
{
    struct sending *s = arg;

    return job_retry(cx, s->job->id, cx->now + MS_MINUTE, "no mail server is set (smtp)");
}

static struct err *
end_mail(struct cx *cx, struct sending *s, enum outgoing_state state)
{
    TRY(outgoing_mark(cx, s->mail.id, state, s->result.text));
    return job_done(cx, s->job->id);
}

static struct err *
write_result(struct cx *cx, void *arg)
{
    struct sending *s = arg;

    if (s->result.outcome == SMTP_SENT)
        return end_mail(cx, s, OUTGOING_SENT);
    if (s->result.outcome == SMTP_PERMANENT ||
        cx->now - s->mail.created_at >= cx->config->mail_give_up_ms)
        return end_mail(cx, s, OUTGOING_FAILED);
    TRY(outgoing_mark_try(cx, s->mail.id, s->result.text));
    return job_retry(cx, s->job->id, cx->now + send_delay_ms(s->mail.tries),
                     s->result.text);
}

/* ---- Outside. */

static struct err *
load_files(struct cx *cx, const struct composed *letter, struct mime_file **files_out)
{
    struct mime_file *files = NEW_N(cx->arena, letter->files_n + 1, struct mime_file);

    for (size_t i = 0; i < letter->files_n; i++) {
        const struct attachment *file = &letter->files[i];

        files[i] = (struct mime_file){
            .filename = file->name,
            .type = file->type,
            .content_id = picture_is_shown(letter->html, file) ? file->content_id : NULL,
        };
        TRY(file_load(cx, file->hash, COMPOSE_FILES_BYTES, &files[i].bytes));
    }
    *files_out = files;
    return NULL;
}

static struct err *
build(struct cx *cx, const struct composed *letter, struct bytes *raw_out)
{
    struct mime_draft draft = {
        .from = {letter->from, letter->from_name},
        .to = {letter->to,   letter->to_name  },
        .reply_to = {letter->from, NULL             },
        .subject = letter->subject,
        .message_id = letter->message_id,
        .in_reply_to = letter->in_reply_to,
        .references = letter->references,
        .references_n = letter->references_n,
        .date = cx->now,
        .text = letter->text,
        .html = letter->html,
        .language = letter->language,
        .files_n = letter->files_n,
    };
    struct mime_file *files;

    TRY(load_files(cx, letter, &files));
    draft.files = files;
    if (letter->automatic)
        draft.auto_submitted = letter->reply ? "auto-replied" : "auto-generated";
    return mime_build(cx, &draft, raw_out);
}

/* Through the connection of the mail before, which is kept for the next one. */
static struct smtp_result
hand_over(struct cx *cx, const struct job_tools *tools, const struct composed *letter,
          struct bytes raw)
{
    const struct config *config = cx->config;
    struct smtp *own = NULL, **smtp = tools->smtp ? tools->smtp : &own;
    struct smtp_result result;

    if (!*smtp)
        *smtp = smtp_new(&(struct smtp_options){
            .url = config->smtp,
            .user = config->smtp_user,
            .password = config->smtp_password,
            .tls = smtp_tls_of(config->smtp_tls),
        });
    result = smtp_send(*smtp, cx->arena, letter->from, letter->to, raw);
    if (smtp == &own || result.outcome != SMTP_SENT)
        smtp_free(smtp);
    return result;
}

/* What cannot be written has failed, with the reason where the staff sees it. */
static struct smtp_result
write_and_send(struct cx *cx, const struct job_tools *tools, const struct sending *s)
{
    struct composed letter;
    struct bytes raw;
    struct err *err = compose(cx, &s->mail, &s->tokens, &letter);

    if (!err)
        err = build(cx, &letter, &raw);
    if (!err)
        return hand_over(cx, tools, &letter, raw);
    return (struct smtp_result){
        .outcome = err->kind == ERR_BUSY || err->kind == ERR_INTERNAL ? SMTP_TEMPORARY
                                                                      : SMTP_PERMANENT,
        .text = err->detail ? err->detail : err->text};
}

struct err *
send_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    struct sending s = {.job = job};
    struct err *err = outgoing_get(cx, (struct outgoing_id){job->ref}, &s.mail);

    if (err && err->kind != ERR_NOT_FOUND)
        return err;
    if (err || s.mail.state != OUTGOING_WAITING)
        return store_write(tools->store, cx, end_job, &s);
    if (str_blank(cx->config->smtp))
        return store_write(tools->store, cx, wait_for_server, &s);
    TRY(store_write(tools->store, cx, make_links, &s));
    TRY(store_reader(tools->store, cx));
    s.result = write_and_send(cx, tools, &s);
    return store_write(tools->store, cx, write_result, &s);
}
