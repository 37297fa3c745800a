/* SPDX-License-Identifier: Apache-2.0 */
#include "http/cookie.h"

#include "base/arena.h"
#include "base/buf.h"
#include "http/token.h"

#include <string.h>

enum { COOKIES_N = 100 };

/* RFC 6265 §4.1.1: visible ASCII without quote, comma, semicolon and backslash. */
static bool
octets(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\')
            return false;
    }
    return true;
}

static void
add_pair(struct arena *arena, const char *p, size_t n, struct fields *out)
{
    const char *equals;
    size_t name_n, value_n;

    while (n && (*p == ' ' || *p == '\t'))
        p++, n--;
    while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
        n--;
    equals = memchr(p, '=', n);
    if (!equals)
        return;
    name_n = (size_t)(equals - p);
    value_n = n - name_n - 1;
    p = equals + 1;
    if (value_n >= 2 && p[0] == '"' && p[value_n - 1] == '"')
        p++, value_n -= 2;
    if (!token_valid(equals - name_n, name_n) || !octets(p, value_n))
        return;
    fields_add(arena, out, arena_strndup(arena, equals - name_n, name_n),
               arena_strndup(arena, p, value_n));
}

void
cookie_read(struct arena *arena, const char *header, struct fields *out)
{
    while (header && *header && out->n < COOKIES_N) {
        size_t n = strcspn(header, ";");

        add_pair(arena, header, n, out);
        header += n + (header[n] == ';');
    }
}

const char *
cookie_write(struct arena *arena, const char *name, const char *value, int64_t max_age_s,
             bool secure)
{
    struct buf buf;

    if (!token_valid(name, strlen(name)) || !octets(value, strlen(value)))
        return NULL;
    buf_init(&buf, arena, 4096);
    buf_str(&buf, name);
    buf_char(&buf, '=');
    buf_str(&buf, value);
    buf_lit(&buf, "; Path=/; HttpOnly; SameSite=Lax");
    if (max_age_s) {
        buf_lit(&buf, "; Max-Age=");
        buf_int(&buf, max_age_s < 0 ? 0 : max_age_s);
    }
    if (secure)
        buf_lit(&buf, "; Secure");
    return buf.full ? NULL : buf_text(&buf);
}
