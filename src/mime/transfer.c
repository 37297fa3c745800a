/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/transfer.h"

#include "base/str.h"
#include "mime/scan.h"

static int
base64_value(unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (scan_is_digit(c))
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* A line below the end of base64, such as a list's footer. */
static bool
is_foreign(struct bytes line)
{
    for (size_t i = 0; i < line.n; i++)
        if (base64_value(line.p[i]) < 0 && line.p[i] != '=' && !scan_is_blank(line.p[i]))
            return true;
    return false;
}

struct base64 {
    unsigned char *out;
    size_t n;
    unsigned bits, held;
    bool padded;
};

static bool
base64_line(struct base64 *state, struct bytes line)
{
    bool clean = true;

    for (size_t i = 0; i < line.n; i++) {
        int value = base64_value(line.p[i]);

        if (line.p[i] == '=') {
            state->padded = true;
            state->held = 0;
            continue;
        }
        if (value < 0) {
            clean = clean && scan_is_blank(line.p[i]);
            continue;
        }
        state->bits = state->bits << 6 | (unsigned)value;
        state->held += 6;
        if (state->held >= 8) {
            state->held -= 8;
            state->out[state->n++] = (unsigned char)(state->bits >> state->held);
        }
    }
    return clean;
}

struct bytes
mime_transfer_base64(struct arena *arena, struct bytes raw, bool *bad_out)
{
    struct base64 state = {.out = arena_take(arena, raw.n / 4 * 3 + 4)};
    bool clean = true;

    for (size_t at = 0; at < raw.n;) {
        struct bytes line = scan_line(raw, &at);

        if (state.padded && is_foreign(line))
            clean = false;
        else
            clean = base64_line(&state, line) && clean;
    }
    if (bad_out && !clean)
        *bad_out = true;
    return (struct bytes){state.out, state.n};
}

static size_t
quoted_line(struct bytes line, unsigned char *out, bool *bad)
{
    size_t n = 0;

    for (size_t i = 0; i < line.n; i++) {
        int high = line.p[i] == '=' && i + 2 < line.n ? scan_hex(line.p[i + 1]) : -1;
        int low = high >= 0 ? scan_hex(line.p[i + 2]) : -1;

        if (low >= 0) {
            out[n++] = (unsigned char)(high << 4 | low);
            i += 2;
            continue;
        }
        *bad = *bad || line.p[i] == '=';
        out[n++] = line.p[i];
    }
    return n;
}

struct bytes
mime_transfer_quoted(struct arena *arena, struct bytes raw, bool *bad_out)
{
    unsigned char *out = arena_take(arena, raw.n + 1);
    size_t n = 0;
    bool bad = false;

    for (size_t at = 0; at < raw.n;) {
        size_t start = at;
        struct bytes line = scan_line(raw, &at);
        size_t end = at - start - line.n; /* of the line's own end */
        bool soft;

        while (line.n && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t'))
            line.n--;
        soft = line.n && line.p[line.n - 1] == '=';
        line.n -= soft;
        n += quoted_line(line, out + n, &bad);
        if (!soft && end) {
            if (end >= 2 && raw.p[at - 2] == '\r')
                out[n++] = '\r';
            out[n++] = '\n';
        }
    }
    if (bad_out && bad)
        *bad_out = true;
    return (struct bytes){out, n};
}

struct bytes
mime_transfer_q(struct arena *arena, struct bytes raw)
{
    unsigned char *copy = arena_take(arena, raw.n + 1),
                  *out = arena_take(arena, raw.n + 1);
    bool bad = false;

    for (size_t i = 0; i < raw.n; i++)
        copy[i] = raw.p[i] == '_' ? ' ' : raw.p[i];
    return (struct bytes){out, quoted_line((struct bytes){copy, raw.n}, out, &bad)};
}

struct bytes
mime_transfer_uu_name(struct bytes line)
{
    size_t at = 6, digits = 0;

    if (!scan_starts(line, "begin "))
        return (struct bytes){0};
    while (at < line.n && line.p[at] >= '0' && line.p[at] <= '7')
        at++, digits++;
    if (digits < 3 || digits > 4 || at >= line.n || line.p[at] != ' ')
        return (struct bytes){0};
    return scan_trim(scan_from(line, at));
}

static size_t
uu_line(struct bytes line, unsigned char *out)
{
    size_t want = (line.p[0] - 32u) & 63, n = 0;

    for (size_t i = 1; i < line.n && n < want; i += 4) {
        unsigned v = 0;

        for (size_t k = 0; k < 4; k++)
            v = v << 6 | (i + k < line.n ? (line.p[i + k] - 32u) & 63 : 0);
        for (int shift = 16; shift >= 0 && n < want; shift -= 8)
            out[n++] = (unsigned char)(v >> shift);
    }
    return n;
}

struct bytes
mime_transfer_uu(struct arena *arena, struct bytes raw, bool *bad_out)
{
    unsigned char *out = arena_take(arena, raw.n + 64);
    size_t n = 0;
    bool begun = false, ended = false;

    for (size_t at = 0; at < raw.n && !ended;) {
        struct bytes line = scan_line(raw, &at);

        if (!begun)
            begun = mime_transfer_uu_name(line).n > 0;
        else if (scan_eq_fold(scan_trim(line), "end"))
            ended = true;
        else if (line.n)
            n += uu_line(line, out + n);
    }
    if (bad_out && !ended)
        *bad_out = true;
    return (struct bytes){out, n};
}

/* Labelled base64 but plainly prose: more than one line in three holds foreign
 * characters. */
static bool
is_not_base64(struct bytes raw)
{
    size_t lines = 0, foreign = 0;

    for (size_t at = 0; at < raw.n && lines < 50;) {
        struct bytes line = scan_line(raw, &at);

        if (!line.n)
            continue;
        lines++;
        foreign += is_foreign(line);
    }
    return foreign * 3 > lines && foreign > 1;
}

struct bytes
mime_transfer_decode(struct arena *arena, struct bytes raw, const char *encoding,
                     bool *bad_out)
{
    struct bytes name = scan_trim(bytes_of(encoding));
    size_t word = 0;

    while (word < name.n && !strchr(" \t;(,\"", name.p[word])) /* what follows it */
        word++;
    name = scan_slice(name, 0, word);
    if (scan_eq_fold(name, "base64") || scan_eq_fold(name, "base-64")) {
        if (!is_not_base64(raw))
            return mime_transfer_base64(arena, raw, bad_out);
        *bad_out = true;
        return raw;
    }
    if (scan_eq_fold(name, "quoted-printable") || scan_eq_fold(name, "quotedprintable"))
        return mime_transfer_quoted(arena, raw, bad_out);
    if (scan_eq_fold(name, "x-uuencode") || scan_eq_fold(name, "uuencode") ||
        scan_eq_fold(name, "x-uue") || scan_eq_fold(name, "uue"))
        return mime_transfer_uu(arena, raw, bad_out);
    if (name.n && !scan_eq_fold(name, "7bit") && !scan_eq_fold(name, "8bit") &&
        !scan_eq_fold(name, "binary"))
        *bad_out = true;
    return raw;
}
