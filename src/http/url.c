/* SPDX-License-Identifier: Apache-2.0 */
#include "http/url.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int
hex_digit(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
url_decode(struct arena *arena, struct bytes raw, bool plus, struct bytes *out)
{
    unsigned char *to = arena_take(arena, raw.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < raw.n; i++) {
        int high, low;

        if (raw.p[i] != '%') {
            to[n++] = plus && raw.p[i] == '+' ? ' ' : raw.p[i];
            continue;
        }
        if (raw.n - i < 3)
            return false;
        high = hex_digit(raw.p[i + 1]);
        low = hex_digit(raw.p[i + 2]);
        if (high < 0 || low < 0)
            return false;
        to[n++] = (unsigned char)(high << 4 | low);
        i += 2;
    }
    *out = (struct bytes){to, n};
    return true;
}

void
url_encode(struct buf *buf, const char *s)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;

        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            c == '-' || c == '.' || c == '_' || c == '~') {
            buf_char(buf, *s);
        } else {
            buf_char(buf, '%');
            buf_char(buf, digits[c >> 4]);
            buf_char(buf, digits[c & 15]);
        }
    }
}

void
url_add(struct buf *buf, const char *name, const char *value)
{
    if (!value)
        return;
    buf_char(buf, strchr(buf_text(buf), '?') ? '&' : '?');
    url_encode(buf, name);
    buf_char(buf, '=');
    url_encode(buf, value);
}

void
url_add_int(struct buf *buf, const char *name, int64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, value);
    url_add(buf, name, digits);
}

/* One "name=value" piece. */
static bool
add_pair(struct arena *arena, struct bytes piece, struct fields *out)
{
    const unsigned char *equals = memchr(piece.p, '=', piece.n);
    size_t name_n = equals ? (size_t)(equals - piece.p) : piece.n;
    struct bytes name, value = {(const unsigned char *)"", 0};

    if (!url_decode(arena, (struct bytes){piece.p, name_n}, true, &name))
        return false;
    if (equals && !url_decode(arena, (struct bytes){equals + 1, piece.n - name_n - 1},
                              true, &value))
        return false;
    fields_add(arena, out, utf8_clean(arena, name, true),
               utf8_clean(arena, value, false));
    return true;
}

bool
url_fields(struct arena *arena, struct bytes raw, size_t max_n, struct fields *out)
{
    while (raw.n) {
        const unsigned char *end = memchr(raw.p, '&', raw.n);
        size_t n = end ? (size_t)(end - raw.p) : raw.n;

        if (n) {
            if (out->n >= max_n || !add_pair(arena, (struct bytes){raw.p, n}, out))
                return false;
        }
        if (!end)
            break;
        raw = (struct bytes){end + 1, raw.n - n - 1};
    }
    return true;
}

/* "http://host/path" (RFC 9112 §3.2.2) is a request target too. */
static struct bytes
without_authority(struct bytes raw)
{
    static const char *const schemes[] = {"http://", "https://"};

    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(schemes[i]);
        const unsigned char *slash;

        if (raw.n < n || strncasecmp((const char *)raw.p, schemes[i], n) != 0)
            continue;
        slash = memchr(raw.p + n, '/', raw.n - n);
        if (!slash)
            return (struct bytes){(const unsigned char *)"/", 1};
        return (struct bytes){slash, raw.n - (size_t)(slash - raw.p)};
    }
    return raw;
}

static bool
segments_are_plain(const unsigned char *p, size_t n)
{
    size_t start = 1;

    for (size_t i = 1; i <= n; i++) {
        size_t length = i - start;

        if (i < n && p[i] != '/')
            continue;
        if (length == 0 && i < n)
            return false;
        if ((length == 1 && p[start] == '.') ||
            (length == 2 && p[start] == '.' && p[start + 1] == '.'))
            return false;
        start = i + 1;
    }
    return true;
}

const char *
url_path(struct arena *arena, struct bytes raw)
{
    struct bytes path;

    raw = without_authority(raw);
    if (raw.n == 0 || raw.p[0] != '/')
        return NULL;
    for (size_t i = 0; i + 2 < raw.n; i++)
        if (raw.p[i] == '%' && ((raw.p[i + 1] == '2' && (raw.p[i + 2] | 0x20) == 'f') ||
                                (raw.p[i + 1] == '5' && (raw.p[i + 2] | 0x20) == 'c')))
            return NULL;
    if (!url_decode(arena, raw, false, &path) || !utf8_valid(path))
        return NULL;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] < ' ' || path.p[i] == 0x7f || path.p[i] == '\\')
            return NULL;
    if (!segments_are_plain(path.p, path.n))
        return NULL;
    return utf8_clean(arena, path, true);
}

bool
url_is_local(const char *s)
{
    if (!s || s[0] != '/' || s[1] == '/')
        return false;
    for (; *s; s++)
        if ((unsigned char)*s < ' ' || *s == 0x7f || *s == '\\')
            return false;
    return true;
}
