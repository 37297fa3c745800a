/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/words.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "mime/message.h"
#include "text/plain.h"
#include "text/trim.h"

#include <ctype.h>
#include <string.h>

enum { GUESS_BYTES = 4000, GUESS_LEAST = 2 };

/* ---- Text. */

static const char *
pieces_text(struct cx *cx, const struct mime_message *message)
{
    struct buf text;

    buf_init(&text, cx->arena, 2 * MIME_TEXT_BYTES);
    for (size_t i = 0; i < message->pieces_n; i++) {
        const struct mime_piece *piece = &message->pieces[i];

        if (text.n)
            buf_char(&text, '\n');
        buf_str(&text, piece->is_html
                           ? plain_from_html(cx->arena, bytes_of(piece->content))
                           : piece->content);
    }
    return buf_text(&text);
}

static struct trim
trim_of(struct cx *cx, const struct mime_message *message)
{
    if (message->text)
        return trim_reply(cx->arena, message->text);
    if (message->pieces_n == 1 && message->pieces->is_html)
        return trim_html(cx->arena, bytes_of(message->pieces->content));
    return trim_reply(cx->arena, pieces_text(cx, message));
}

/* What was folded away; nothing when the reply is the whole text. */
static const char *
folded_of(struct cx *cx, const struct trim *trim)
{
    bool written = false;
    struct buf folded;

    buf_init(&folded, cx->arena, 2 * MIME_TEXT_BYTES);
    for (size_t i = 0; i < trim->pieces_n; i++)
        if (trim->pieces[i].kind == TRIM_WRITTEN)
            written = written || !str_blank(trim->pieces[i].text);
        else
            buf_str(&folded, trim->pieces[i].text);
    return written ? str_trim(cx->arena, buf_text(&folded)) : "";
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
words_read(struct cx *cx, const struct mime_message *message, struct words *out)
{
    struct trim trim = trim_of(cx, message);
    const char *subject = str_trim(cx->arena, message->subject);

    *out = (struct words){.html = message->html};
    out->text = str_trim(cx->arena, trim.reply);
    out->folded = folded_of(cx, &trim);
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
