/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#include "base/arena.h"
#include "base/buf.h"

enum { REPLACEMENT = 0xFFFD };

size_t
utf8_encode(char out[4], uint32_t rune)
{
    if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
        rune = REPLACEMENT;
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        out[0] = (char)(0xC0 | rune >> 6);
        out[1] = (char)(0x80 | (rune & 0x3F));
        return 2;
    }
    if (rune < 0x10000) {
        out[0] = (char)(0xE0 | rune >> 12);
        out[1] = (char)(0x80 | (rune >> 6 & 0x3F));
        out[2] = (char)(0x80 | (rune & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | rune >> 18);
    out[1] = (char)(0x80 | (rune >> 12 & 0x3F));
    out[2] = (char)(0x80 | (rune >> 6 & 0x3F));
    out[3] = (char)(0x80 | (rune & 0x3F));
    return 4;
}

size_t
utf8_decode(const unsigned char *p, size_t n, uint32_t *rune_out)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    uint32_t rune = p[0];

    *rune_out = REPLACEMENT;
    if (length == 1) {
        *rune_out = rune;
        return 1;
    }
    if (p[0] < 0xC2 || p[0] > 0xF4 || length > n)
        return 1;
    rune &= 0xFFu >> (length + 1);
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 1;
        rune = rune << 6 | (p[i] & 0x3F);
    }
    if (rune < smallest[length] || rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
        return 1;
    *rune_out = rune;
    return length;
}

bool
utf8_valid(struct bytes raw)
{
    for (size_t i = 0; i < raw.n;) {
        uint32_t rune;
        size_t length = utf8_decode(raw.p + i, raw.n - i, &rune);

        if (length == 1 && raw.p[i] >= 0x80)
            return false;
        i += length;
    }
    return true;
}

static bool
is_control(uint32_t rune)
{
    return (rune < 0x20 && rune != '\t' && rune != '\n') || (rune >= 0x7F && rune < 0xA0);
}

static bool
is_bidi_override(uint32_t rune)
{
    return (rune >= 0x202A && rune <= 0x202E) || (rune >= 0x2066 && rune <= 0x2069);
}

char *
utf8_clean(struct arena *arena, struct bytes raw, bool line)
{
    struct buf buf;

    buf_init(&buf, arena, raw.n * 3 + 1);
    buf_reserve(&buf, raw.n);
    for (size_t i = 0; i < raw.n;) {
        uint32_t rune;
        bool cr = raw.p[i] == '\r';

        i += utf8_decode(raw.p + i, raw.n - i, &rune);
        if (cr) {
            if (i < raw.n && raw.p[i] == '\n')
                i++;
            rune = '\n';
        }
        if (line && (rune == '\n' || rune == '\t'))
            rune = ' ';
        if (is_control(rune) || (line && is_bidi_override(rune)))
            continue;
        buf_rune(&buf, rune);
    }
    return buf.p ? buf.p : arena_take(arena, 1);
}

size_t
utf8_length(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

char *
utf8_shorten(struct arena *arena, const char *s, size_t characters)
{
    const char *end = s;

    for (size_t i = 0; i < characters && *end; i++)
        do
            end++;
        while (((unsigned char)*end & 0xC0) == 0x80);
    if (!*end)
        return arena_strdup(arena, s);
    return arena_printf(arena, "%.*s…", (int)(end - s), s);
}
