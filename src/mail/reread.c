/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/reread.h"

#include "base/config.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/inbox.h"
#include "desk/job.h"
#include "desk/message_read.h"
#include "mail/words.h"
#include "mime/reader.h"
#include "store/store.h"

struct reread {
    const struct job *job;
    struct message anew;
    const char *subject;
};

static struct err *
write_anew(struct cx *cx, void *arg)
{
    struct reread *reread = arg;

    TRY(message_read_anew(cx, &reread->anew, reread->subject,
                          (struct person_id){reread->job->ref2}));
    return job_done(cx, reread->job->id);
}

/* Kept as a message is: what is too long for one stays whole in the mail. */
static const char *
bounded(struct cx *cx, const char *text)
{
    size_t most = (size_t)cx->config->text_characters;

    return utf8_length(text) > most ? utf8_shorten(cx->arena, text, most - 1) : text;
}

static struct err *
read_words(struct cx *cx, struct reader *reader, struct reread *reread)
{
    struct message *anew = &reread->anew;
    const char *charset = *anew->charset ? anew->charset : NULL;
    struct mime_message *message;
    struct words words;
    struct bytes raw;

    TRY(inbox_raw(cx, anew->inbox, &raw));
    if (reader)
        TRY(reader_read(reader, cx, raw, charset, &message));
    else
        TRY(mime_read_as(cx, raw, charset, &message));
    TRY(words_read(cx, reader, message, &words));
    anew->text = bounded(cx, words.text);
    anew->folded = bounded(cx, words.folded);
    anew->html = words.html ? words.html : "";
    reread->subject = message->subject;
    return NULL;
}

struct err *
reread_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    struct reread reread = {.job = job};

    TRY(message_get(cx, (struct message_id){job->ref}, &reread.anew));
    TRY(read_words(cx, tools->reader, &reread));
    return store_write(tools->store, cx, write_anew, &reread);
}
