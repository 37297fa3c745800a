/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters of Content-Type and Content-Disposition: RFC 2231 pieces and charsets, RFC
 * 2047 words where they do not belong, and values without the quotes that they need. */
#include "mime/header.h"

#include "base/buf.h"
#include "base/str.h"
#include "mime/charset.h"
#include "mime/message.h"
#include "mime/scan.h"
#include "mime/word.h"

enum { PARAMS_N = 64, PIECES_N = 100 };

/* One name=value as written. section -1: not an RFC 2231 piece. */
struct piece {
    const char *name;
    struct bytes value;
    int section;
    bool encoded, used;
};

static void
skip(struct bytes raw, size_t *at)
{
    int depth = 0;

    for (; *at < raw.n; ++*at) {
        unsigned char c = raw.p[*at];

        if (c == '(')
            depth++;
        else if (c == ')' && depth)
            depth--;
        else if (!depth && !scan_is_blank(c) && c != ';')
            return;
    }
}

static struct bytes
quoted_value(struct arena *arena, struct bytes raw, size_t *at)
{
    unsigned char *out = arena_take(arena, raw.n - *at + 1);
    size_t n = 0;

    for (++*at; *at < raw.n && raw.p[*at] != '"'; ++*at) {
        if (raw.p[*at] == '\\' && *at + 1 < raw.n &&
            (raw.p[*at + 1] == '"' || raw.p[*at + 1] == '\\'))
            ++*at;
        out[n++] = raw.p[*at];
    }
    *at = *at < raw.n ? *at + 1 : raw.n;
    return (struct bytes){out, n};
}

/* Up to the semicolon; blanks inside belong to it (names of files are sent so). */
static struct bytes
bare_value(struct bytes raw, size_t *at)
{
    size_t start = *at;

    while (*at < raw.n && raw.p[*at] != ';')
        ++*at;
    return scan_trim(scan_slice(raw, start, *at));
}

/* "filename*1*" → name "filename", section 1, encoded. */
static void
name_piece(struct arena *arena, struct bytes name, struct piece *piece)
{
    size_t star = scan_find(name, 0, '*');
    int section = 0;

    piece->section = -1;
    piece->name = str_lower(arena, arena_strndup(arena, (const char *)name.p, star));
    if (star == name.n)
        return;
    piece->encoded = name.p[name.n - 1] == '*';
    for (size_t i = star + 1; i < name.n && scan_is_digit(name.p[i]) && section < 1000;
         i++)
        section = section * 10 + name.p[i] - '0';
    piece->section = section;
}

static size_t
read_pieces(struct arena *arena, struct bytes raw, struct piece *pieces)
{
    size_t n = 0, at = 0;

    for (skip(raw, &at); at < raw.n && n < PIECES_N; skip(raw, &at)) {
        size_t start = at;
        struct bytes name;

        while (at < raw.n && raw.p[at] != '=' && raw.p[at] != ';')
            at++;
        name = scan_trim(scan_slice(raw, start, at));
        if (at >= raw.n || raw.p[at] == ';' || !name.n) {
            at += at < raw.n;
            continue;
        }
        for (at++; at < raw.n && scan_is_blank(raw.p[at]); at++)
            ;
        name_piece(arena, name, &pieces[n]);
        pieces[n].value = at < raw.n && raw.p[at] == '"' ? quoted_value(arena, raw, &at)
                                                         : bare_value(raw, &at);
        n++;
    }
    return n;
}

static void
add_percent(struct buf *buf, struct bytes raw)
{
    for (size_t i = 0; i < raw.n; i++) {
        int high = raw.p[i] == '%' && i + 2 < raw.n ? scan_hex(raw.p[i + 1]) : -1;
        int low = high >= 0 ? scan_hex(raw.p[i + 2]) : -1;

        if (low >= 0) {
            buf_char(buf, (char)(high << 4 | low));
            i += 2;
        } else {
            buf_char(buf, (char)raw.p[i]);
        }
    }
}

/* charset'language'text → charset, and the text that is left. */
static const char *
take_charset(struct arena *arena, struct bytes *value)
{
    size_t first = scan_find(*value, 0, '\''),
           second = scan_find(*value, first + 1, '\'');
    const char *charset;

    if (second >= value->n)
        return NULL;
    charset = arena_strndup(arena, (const char *)value->p, first);
    *value = scan_from(*value, second + 1);
    return charset;
}

/* Puts the sections of one parameter together, in their order. */
static const char *
join_sections(struct arena *arena, struct piece *pieces, size_t n, const char *name)
{
    const char *charset = NULL;
    bool encoded = false;
    struct buf buf;

    buf_init(&buf, arena, MIME_VALUE_BYTES);
    for (int section = 0; section < PIECES_N; section++)
        for (size_t i = 0; i < n; i++) {
            struct bytes value = pieces[i].value;

            if (pieces[i].used || pieces[i].section != section ||
                !str_eq(pieces[i].name, name))
                continue;
            pieces[i].used = true;
            if (pieces[i].encoded && !charset)
                charset = take_charset(arena, &value);
            encoded = encoded || pieces[i].encoded;
            if (pieces[i].encoded)
                add_percent(&buf, value);
            else
                buf_add(&buf, value.p, value.n);
        }
    if (!encoded || (!charset && memmem(buf_text(&buf), buf.n, "=?", 2)))
        return mime_word_text(arena, buf_bytes(&buf), NULL);
    return str_trim(arena,
                    mime_charset_text(arena, buf_bytes(&buf), charset, true, NULL));
}

static bool
has_param(const struct mime_typed *typed, const char *name)
{
    return mime_header_param(typed, name) != NULL;
}

struct mime_typed
mime_header_typed(struct arena *arena, struct bytes raw)
{
    size_t end = scan_find(raw, 0, ';'), n;
    struct bytes first = scan_slice(raw, 0, end);
    struct piece *pieces = NEW_N(arena, PIECES_N, struct piece);
    struct mime_typed typed = {.params = NEW_N(arena, PARAMS_N, struct mime_param)};
    size_t equal = scan_find(first, 0, '='), word = scan_find(first, 0, '(');

    if (word < first.n)
        first = scan_slice(first, 0, word);
    if (equal < first.n) { /* "text/plain charset=…" or no value at all */
        for (word = 0; word < first.n && scan_is_blank(first.p[word]); word++)
            ;
        while (word < first.n && !scan_is_blank(first.p[word]) && first.p[word] != '=')
            word++;
        end = word < equal ? word : 0;
        first = scan_slice(first, 0, end);
    }
    typed.value = str_lower(arena, mime_word_text(arena, first, NULL));
    n = read_pieces(arena, scan_from(raw, end), pieces);
    /* RFC 2231 before plain ones: where both stand, the plain one is for old readers. */
    for (int plain = 0; plain < 2; plain++)
        for (size_t i = 0; i < n && typed.params_n < PARAMS_N; i++) {
            const char *value;

            if (pieces[i].used || (pieces[i].section < 0) != plain)
                continue;
            value = plain ? mime_word_text(arena, pieces[i].value, NULL)
                          : join_sections(arena, pieces, n, pieces[i].name);
            if (!has_param(&typed, pieces[i].name))
                typed.params[typed.params_n++] =
                    (struct mime_param){pieces[i].name, value};
        }
    return typed;
}

const char *
mime_header_param(const struct mime_typed *typed, const char *name)
{
    for (size_t i = 0; i < typed->params_n; i++)
        if (str_eq(typed->params[i].name, name))
            return typed->params[i].value;
    return NULL;
}
