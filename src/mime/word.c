/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/word.h"

#include "base/buf.h"
#include "base/str.h"
#include "mime/charset.h"
#include "mime/scan.h"
#include "mime/transfer.h"

/* =?charset?B?payload?= */
struct word {
    struct bytes charset, payload;
    bool base64;
};

/* Reads a word at `at`; returns its length or 0. The payload may hold blanks and even
 * question marks (both are sent); it ends at the first "?=". */
static size_t
word_at(struct bytes raw, size_t at, struct word *out)
{
    size_t mark = scan_find(raw, at + 2, '?'), end;
    unsigned char kind;

    if (mark == at + 2 || mark - at > 80 || mark + 2 >= raw.n || raw.p[mark + 2] != '?')
        return 0;
    out->charset = scan_slice(raw, at + 2, mark);
    for (size_t i = 0; i < out->charset.n; i++)
        if (out->charset.p[i] <= ' ' || out->charset.p[i] == '=')
            return 0;
    kind = scan_lower(raw.p[mark + 1]);
    if (kind != 'q' && kind != 'b')
        return 0;
    out->base64 = kind == 'b';
    for (end = mark + 3; end < raw.n; end++) {
        end = scan_find(raw, end, '?');
        if (end + 1 < raw.n && raw.p[end + 1] == '=' &&
            !(end == mark + 3 && end + 2 < raw.n && !out->base64 &&
              scan_hex(raw.p[end + 2]) >= 0 && scan_find(raw, end + 2, '?') < raw.n))
            break;
    }
    if (end >= raw.n) { /* cut off: take the rest when it looks like a payload */
        out->payload = scan_from(raw, mark + 3);
        for (size_t i = 0; i < out->payload.n; i++)
            if (out->payload.p[i] == ' ' || out->payload.p[i] == '<')
                return 0;
        return raw.n - at;
    }
    out->payload = scan_slice(raw, mark + 3, end);
    return end + 2 - at;
}

static bool
same_charset(struct bytes a, struct bytes b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (scan_lower(a.p[i]) != scan_lower(b.p[i]))
            return false;
    return true;
}

/* Words of one charset that stand side by side are one run of bytes: senders split
 * characters. */
struct run {
    struct arena *arena;
    struct buf *text;
    struct buf bytes;
    struct bytes charset;
    bool open;
};

static void
run_end(struct run *run)
{
    if (run->open)
        buf_str(run->text,
                mime_charset_text(run->arena, buf_bytes(&run->bytes),
                                  arena_strndup(run->arena, (const char *)run->charset.p,
                                                run->charset.n),
                                  true, NULL));
    run->open = false;
}

/* Words of ISO-2022 stand for themselves, unless a sender has cut one in two. */
static bool
begins_anew(struct bytes charset, struct bytes piece)
{
    return scan_starts_fold(charset, "iso-2022") && piece.n && piece.p[0] == 0x1B;
}

static void
run_add(struct run *run, const struct word *word)
{
    struct bytes piece = word->base64
                             ? mime_transfer_base64(run->arena, word->payload, NULL)
                             : mime_transfer_q(run->arena, word->payload);

    if (run->open &&
        (!same_charset(run->charset, word->charset) || begins_anew(run->charset, piece)))
        run_end(run);
    if (!run->open) {
        buf_init(&run->bytes, run->arena, 0);
        run->charset = word->charset;
        run->open = true;
    }
    buf_add(&run->bytes, piece.p, piece.n);
}

/* Line ends vanish, the blank behind them stays (RFC 5322 §2.2.3). */
static struct bytes
unfold(struct arena *arena, struct bytes raw)
{
    unsigned char *p = arena_take(arena, raw.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < raw.n; i++)
        if (raw.p[i] != '\r' && raw.p[i] != '\n' && raw.p[i])
            p[n++] = raw.p[i];
    return (struct bytes){p, n};
}

char *
mime_word_text(struct arena *arena, struct bytes raw, const char *charset)
{
    struct buf text;
    struct run run = {.arena = arena, .text = &text};
    size_t plain = 0, at = 0;

    buf_init(&text, arena, raw.n * 4 + 64);
    raw = unfold(arena, scan_trim(raw));
    while ((at = scan_find(raw, at, '=')) < raw.n) {
        struct word word;
        size_t n = at + 1 < raw.n && raw.p[at + 1] == '?' ? word_at(raw, at, &word) : 0;
        struct bytes between = scan_slice(raw, plain, at);

        if (!n) {
            at++;
            continue;
        }
        if (!run.open || scan_trim(between).n) {
            run_end(&run);
            buf_str(&text, mime_charset_text(arena, between, charset, true, NULL));
        }
        run_add(&run, &word);
        at += n;
        plain = at;
    }
    run_end(&run);
    buf_str(&text, mime_charset_text(arena, scan_from(raw, plain), charset, true, NULL));
    return str_trim(arena, buf_text(&text));
}
