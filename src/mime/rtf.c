/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/rtf.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "mime/charset.h"
#include "mime/scan.h"

#include <stdlib.h>

enum {
    HEAD = 16,
    COMPRESSED = 0x75465A4C,
    PLAIN = 0x414C454D,
    WINDOW = 4096,
    RTF_BYTES = 16 * 1024 * 1024,
    GROUPS = 200
};

/* What the window holds at the start ([MS-OXRTFCP] §3.1.1.1). */
static const char prefix[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{"
                             "\\f0\\fnil \\froman \\fswiss \\fmodern "
                             "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New "
                             "RomanCourier{\\colortbl\\red0\\green0"
                             "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static uint32_t
little_endian(struct bytes raw, size_t at)
{
    return raw.p[at] | (uint32_t)raw.p[at + 1] << 8 | (uint32_t)raw.p[at + 2] << 16 |
           (uint32_t)raw.p[at + 3] << 24;
}

/* LZFu: a flag byte, then eight literals or references into the window. */
static void
decompress(struct bytes raw, struct buf *out)
{
    char window[WINDOW] = {0};
    size_t write = sizeof prefix - 1, at = HEAD;

    memcpy(window, prefix, write);
    while (at < raw.n && !out->full) {
        unsigned flags = raw.p[at++];

        for (int bit = 0; bit < 8 && at < raw.n; bit++) {
            size_t offset, length;

            if (!(flags & 1u << bit)) {
                buf_char(out, (char)raw.p[at]);
                window[write++ % WINDOW] = (char)raw.p[at++];
                continue;
            }
            if (at + 1 >= raw.n)
                return;
            offset = (size_t)raw.p[at] << 4 | raw.p[at + 1] >> 4;
            length = (raw.p[at + 1] & 15u) + 2;
            at += 2;
            if (offset == write % WINDOW)
                return;
            for (size_t i = 0; i < length; i++) {
                char c = window[(offset + i) % WINDOW];

                buf_char(out, c);
                window[write++ % WINDOW] = c;
            }
        }
    }
}

struct rtf {
    struct arena *arena;
    struct bytes raw;
    size_t at;
    struct buf *out;
    struct buf held; /* bytes of \'xx that wait for their charset */
    const char *charset;
    int depth, hidden; /* hidden: depth of the group that is no text, 0 none */
    int skip;          /* characters that stand for the last \u */
};

static void
flush(struct rtf *rtf)
{
    if (rtf->held.n)
        buf_str(rtf->out, mime_charset_text(rtf->arena, buf_bytes(&rtf->held),
                                            rtf->charset, false, NULL));
    buf_cut(&rtf->held, 0);
}

static void
put(struct rtf *rtf, uint32_t rune)
{
    if (rtf->hidden)
        return;
    if (rtf->skip > 0) {
        rtf->skip--;
        return;
    }
    flush(rtf);
    buf_rune(rtf->out, rune);
}

static void
control_word(struct rtf *rtf, const char *word, int value)
{
    static const char *const hidden[] = {"fonttbl", "colortbl", "stylesheet",
                                         "info",    "pict",     "object",
                                         "header",  "footer",   "htmltag"};

    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (strcmp(word, hidden[i]) == 0 && !rtf->hidden)
            rtf->hidden = rtf->depth;
    if (strcmp(word, "par") == 0 || strcmp(word, "line") == 0 || strcmp(word, "row") == 0)
        put(rtf, '\n');
    else if (strcmp(word, "tab") == 0 || strcmp(word, "cell") == 0)
        put(rtf, '\t');
    else if (strcmp(word, "u") == 0) {
        put(rtf, (uint32_t)(value < 0 ? value + 65536 : value));
        rtf->skip = 1;
    }
}

/* Behind a backslash. */
static void
control(struct rtf *rtf)
{
    char word[32];
    size_t n = 0;
    int value = 0, sign = 1;
    unsigned char c = rtf->at < rtf->raw.n ? rtf->raw.p[rtf->at] : 0;

    if (c == '\'' && rtf->at + 2 < rtf->raw.n) {
        int high = scan_hex(rtf->raw.p[rtf->at + 1]),
            low = scan_hex(rtf->raw.p[rtf->at + 2]);

        rtf->at += 3;
        if (rtf->skip > 0)
            rtf->skip--;
        else if (high >= 0 && low >= 0 && !rtf->hidden)
            buf_char(&rtf->held, (char)(high << 4 | low));
        return;
    }
    if (!scan_is_letter(c)) {
        rtf->at++;
        if (c == '*' && !rtf->hidden)
            rtf->hidden = rtf->depth;
        else if (c == '\\' || c == '{' || c == '}')
            put(rtf, c);
        else if (c == '~')
            put(rtf, ' ');
        return;
    }
    while (rtf->at < rtf->raw.n && scan_is_letter(rtf->raw.p[rtf->at])) {
        if (n < sizeof word - 1)
            word[n++] = (char)rtf->raw.p[rtf->at];
        rtf->at++;
    }
    word[n] = '\0';
    if (rtf->at < rtf->raw.n && rtf->raw.p[rtf->at] == '-') {
        sign = -1;
        rtf->at++;
    }
    for (; rtf->at < rtf->raw.n && scan_is_digit(rtf->raw.p[rtf->at]); rtf->at++)
        if (value < 100000)
            value = value * 10 + rtf->raw.p[rtf->at] - '0';
    if (rtf->at < rtf->raw.n && rtf->raw.p[rtf->at] == ' ')
        rtf->at++;
    control_word(rtf, word, sign * value);
}

static void
words(struct rtf *rtf)
{
    while (rtf->at < rtf->raw.n && !rtf->out->full) {
        unsigned char c = rtf->raw.p[rtf->at++];

        if (c == '\\')
            control(rtf);
        else if (c == '{')
            rtf->depth++;
        else if (c == '}') {
            if (rtf->hidden == rtf->depth)
                rtf->hidden = 0;
            rtf->depth -= rtf->depth > 0;
        } else if (c != '\r' && c != '\n')
            put(rtf, c < 0x80 ? c : 0xFFFD);
    }
    flush(rtf);
}

char *
mime_rtf_text(struct arena *arena, struct bytes raw, const char *charset)
{
    struct buf plain, out;
    struct rtf rtf = {.arena = arena, .out = &out, .charset = charset};

    if (raw.n < HEAD)
        return NULL;
    buf_init(&plain, arena, RTF_BYTES);
    if (little_endian(raw, 8) == COMPRESSED)
        decompress(raw, &plain);
    else if (little_endian(raw, 8) == PLAIN)
        buf_add(&plain, raw.p + HEAD, raw.n - HEAD);
    if (!scan_starts(buf_bytes(&plain), "{\\rtf"))
        return NULL;
    buf_init(&out, arena, RTF_BYTES);
    buf_init(&rtf.held, arena, RTF_BYTES);
    rtf.raw = buf_bytes(&plain);
    words(&rtf);
    return utf8_clean(arena, buf_bytes(&out), false);
}
