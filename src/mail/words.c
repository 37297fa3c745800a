/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/words.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "mime/calendar.h"
#include "text/html.h"
#include "text/plain.h"
#include "text/trim.h"

#include <ctype.h>
#include <string.h>

enum { GUESS_BYTES = 4000, GUESS_LEAST = 2, HTML_KEPT_BYTES = 2 * 1000 * 1000 };

/* ---- What children without rights do with HTML (mime/reader.h). */

static void
add_pieces(struct buf *out, const struct trim *trim)
{
    bool written = false;

    for (size_t i = 0; i < trim->pieces_n; i++)
        written = written || (trim->pieces[i].kind == TRIM_WRITTEN &&
                              !str_blank(trim->pieces[i].text));
    for (size_t i = 0; written && i < trim->pieces_n; i++)
        if (trim->pieces[i].kind != TRIM_WRITTEN)
            buf_str(out, trim->pieces[i].text);
}

/* The reply, a NUL, what was folded away. */
static struct err *
trim_in_child(struct cx *cx, struct bytes in, struct bytes *out)
{
    struct trim trim = trim_html(cx->arena, in);
    struct buf buf;

    buf_init(&buf, cx->arena, 4 * MIME_TEXT_BYTES);
    buf_add(&buf, trim.reply, strlen(trim.reply) + 1);
    add_pieces(&buf, &trim);
    *out = buf_bytes(&buf);
    return NULL;
}

static struct err *
plain_in_child(struct cx *cx, struct bytes in, struct bytes *out)
{
    *out = bytes_of(plain_from_html(cx->arena, in));
    return NULL;
}

static struct err *
clean_in_child(struct cx *cx, struct bytes in, struct bytes *out)
{
    *out =
        bytes_of(html_clean(cx->arena, in, (struct html_options){.keep_cids = true}).s);
    return NULL;
}

const struct reader_job words_jobs[] = {
    {"trim-html",  trim_in_child },
    {"plain-html", plain_in_child},
    {"clean-html", clean_in_child},
};
const size_t words_jobs_n = sizeof words_jobs / sizeof *words_jobs;

/* In a child; here where there are none (no sandbox on this machine, or a test). */
static struct err *
run_job(struct cx *cx, struct reader *reader, const struct reader_job *job,
        const char *html, struct bytes *out)
{
    return reader ? reader_run(reader, cx, job->name, bytes_of(html), out)
                  : job->run(cx, bytes_of(html), out);
}

/* ---- Text. */

static struct err *
pieces_text(struct cx *cx, struct reader *reader, const struct mime_message *message,
            const char **text_out)
{
    struct buf text;

    buf_init(&text, cx->arena, 2 * MIME_TEXT_BYTES);
    for (size_t i = 0; i < message->pieces_n; i++) {
        const struct mime_piece *piece = &message->pieces[i];
        struct bytes plain = bytes_of(piece->content);

        if (piece->is_html)
            TRY(run_job(cx, reader, &words_jobs[1], piece->content, &plain));
        if (text.n)
            buf_char(&text, '\n');
        buf_str(&text, utf8_clean(cx->arena, plain, false));
    }
    *text_out = buf_text(&text);
    return NULL;
}

/* The answer of trim_in_child(), which comes from outside: cleaned again. */
static void
take_pieces(struct cx *cx, struct bytes raw, struct words *out)
{
    const unsigned char *end = memchr(raw.p, '\0', raw.n);
    size_t n = end ? (size_t)(end - raw.p) : raw.n;

    out->text = utf8_clean(cx->arena, (struct bytes){raw.p, n}, false);
    if (end)
        out->folded =
            utf8_clean(cx->arena, (struct bytes){end + 1, raw.n - n - 1}, false);
}

static void
take_trim(struct cx *cx, const char *text, struct words *out)
{
    struct trim trim = trim_reply(cx->arena, text);
    struct buf folded;

    buf_init(&folded, cx->arena, 2 * MIME_TEXT_BYTES);
    add_pieces(&folded, &trim);
    out->text = trim.reply;
    out->folded = buf_text(&folded);
}

static struct err *
read_text(struct cx *cx, struct reader *reader, const struct mime_message *message,
          struct words *out)
{
    struct bytes raw;
    const char *text;

    if (!message->text && message->pieces_n == 1 && message->pieces->is_html) {
        TRY(run_job(cx, reader, &words_jobs[0], message->pieces->content, &raw));
        take_pieces(cx, raw, out);
        return NULL;
    }
    text = message->text;
    if (!text)
        TRY(pieces_text(cx, reader, message, &text));
    take_trim(cx, text, out);
    return NULL;
}

/* What is larger is shown as text; the mail itself stays in the ledger. */
static struct err *
read_html(struct cx *cx, struct reader *reader, const struct mime_message *message,
          struct words *out)
{
    struct bytes raw;

    if (str_blank(message->html))
        return NULL;
    TRY(run_job(cx, reader, &words_jobs[2], message->html, &raw));
    if (raw.n <= HTML_KEPT_BYTES)
        out->html = utf8_clean(cx->arena, raw, false);
    return NULL;
}

static bool
too_long(const struct cx *cx, const char *text)
{
    return (int64_t)utf8_length(text) > cx->config->text_characters;
}

/* ---- Language: the header, else the little words that every text is full of. */

static const struct {
    const char *code, *words;
} common[] = {
    {"en",
     " the and of to is in it for not with you that have my on we are this please hello "
     "thanks can cannot "      },
    {"es",
     " el la de que y en los las no un una por con para se mi hola gracias es está lo "
     "puedo tengo desde favor "},
};

static size_t
count_words(struct arena *arena, const char *text, const char *words)
{
    char *low = str_lower(arena, utf8_shorten(arena, text, GUESS_BYTES));
    char *rest = low, *word;
    size_t n = 0;

    while ((word = strsep(&rest, " \t\n.,;:!?()\"")))
        if (*word && strlen(word) < 20 &&
            strstr(words, arena_printf(arena, " %s ", word)))
            n++;
    return n;
}

static const char *
guess_language(struct cx *cx, const struct mime_message *message,
               const struct words *words)
{
    const char *said = mime_field(message, "Content-Language");
    const struct lang *lang = said ? lang_find(said) : NULL;
    const char *all = arena_printf(cx->arena, "%s %s", words->subject, words->text);
    const char *best = NULL;
    size_t most = GUESS_LEAST - 1;

    if (lang)
        return lang->code;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        size_t n = count_words(cx->arena, all, common[i].words);

        if (n > most) {
            most = n;
            best = common[i].code;
        }
    }
    return best;
}

struct err *
words_read(struct cx *cx, struct reader *reader, const struct mime_message *message,
           struct words *out)
{
    const char *subject = str_trim(cx->arena, message->subject);

    *out = (struct words){.folded = ""};
    TRY(read_text(cx, reader, message, out));
    if (str_blank(out->text) && message->calendar)
        out->text = mime_calendar_text(cx->arena, cx->lang, message->calendar);
    TRY(read_html(cx, reader, message, out));
    out->text = str_trim(cx->arena, out->text);
    out->folded = str_trim(cx->arena, out->folded);
    out->subject = *subject ? utf8_shorten(cx->arena, subject,
                                           (size_t)cx->config->field_characters - 1)
                            : tr(cx->lang, "(no subject)");
    out->language = guess_language(cx, message, out);
    if (!*out->text)
        out->text = tr(cx->lang, "(no text)");
    return NULL;
}

/* ---- Files. */

static struct err *
store_one(struct cx *cx, struct bytes raw, const char *name, const char *type,
          struct attachment *out)
{
    *out = (struct attachment){.name = attachment_clean_name(cx, name),
                               .type = type ? type : "application/octet-stream",
                               .content_id = "",
                               .size_bytes = (int64_t)raw.n};
    return file_store(cx, raw, &out->hash);
}

/* A text that does not fit into a message is kept whole beside it. */
static struct err *
keep_long_text(struct cx *cx, struct words *words)
{
    if (too_long(cx, words->text)) {
        TRY(store_one(cx, bytes_of(words->text), tr(cx->lang, "whole text.txt"),
                      "text/plain; charset=utf-8", &words->files[words->files_n++]));
        words->text =
            utf8_shorten(cx->arena, words->text, (size_t)cx->config->text_characters - 1);
    }
    if (too_long(cx, words->folded)) {
        TRY(store_one(cx, bytes_of(words->folded), tr(cx->lang, "quoted text.txt"),
                      "text/plain; charset=utf-8", &words->files[words->files_n++]));
        words->folded = utf8_shorten(cx->arena, words->folded,
                                     (size_t)cx->config->text_characters - 1);
    }
    return NULL;
}

struct err *
words_store_files(struct cx *cx, const struct mime_message *message, struct words *words)
{
    words->files = NEW_N(cx->arena, message->attachments_n + 2, struct attachment);
    words->files_n = 0;
    for (size_t i = 0; i < message->attachments_n; i++) {
        const struct mime_attachment *file = &message->attachments[i];
        struct attachment *kept = &words->files[words->files_n++];
        const char *name = file->filename ? file->filename
                                          : arena_printf(cx->arena, "%s %zu",
                                                         tr(cx->lang, "file"), i + 1);

        TRY(store_one(cx, file->bytes, name, file->type, kept));
        kept->content_id = file->content_id ? file->content_id : "";
    }
    return keep_long_text(cx, words);
}
