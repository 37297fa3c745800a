/* SPDX-License-Identifier: Apache-2.0 */
#include "text/safe.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

#include <string.h>

static const char *const outside_schemes[] = {
    "http:", "https:", "mailto:", "tel:", "ftp:"};

/* Blanks, controls and characters without width: browsers drop some of them inside a
 * scheme, so none may hide one from us. */
static bool
vanishes(uint32_t rune)
{
    return rune <= 0x20 || (rune >= 0x7F && rune <= 0xA0) || rune == 0xAD ||
           (rune >= 0x200B && rune <= 0x200F) || (rune >= 0x2028 && rune <= 0x202E) ||
           (rune >= 0x2060 && rune <= 0x2069) || rune == 0xFEFF;
}

/* The URL without characters that vanish; inner blanks stay as %20. */
static char *
squeeze(struct arena *arena, const char *url)
{
    struct bytes raw = bytes_of(url);
    struct buf buf;
    size_t blanks = 0;

    buf_init(&buf, arena, raw.n * 3 + 1);
    for (size_t i = 0; i < raw.n;) {
        uint32_t rune;
        size_t length = utf8_decode(raw.p + i, raw.n - i, &rune);

        if (rune == ' ' && buf.n)
            blanks++;
        if (!vanishes(rune)) {
            for (; blanks; blanks--)
                buf_lit(&buf, "%20");
            buf_rune(&buf, rune);
        }
        i += length;
    }
    return arena_strdup(arena, buf_text(&buf));
}

bool
safe_url_is_outside(const char *url)
{
    for (size_t i = 0; i < sizeof outside_schemes / sizeof *outside_schemes; i++)
        if (str_starts_fold(url, outside_schemes[i]))
            return true;
    return false;
}

/* A path, query or fragment of this site: no scheme, no host. */
static bool
is_site_relative(const char *url)
{
    size_t before_path = strcspn(url, "/?#");

    if (url[0] == '\0' || strchr(url, '\\') || memchr(url, ':', before_path))
        return false;
    return !(url[0] == '/' && url[1] == '/');
}

struct safe_url
safe_url_of(struct arena *arena, const char *untrusted)
{
    char *url = untrusted ? squeeze(arena, untrusted) : NULL;

    if (!url)
        return (struct safe_url){"#"};
    if (safe_url_is_outside(url) && !str_starts_fold(url, "ftp:"))
        return (struct safe_url){url};
    return (struct safe_url){is_site_relative(url) ? url : "#"};
}

void
escape_html(struct buf *buf, const char *s)
{
    while (s && *s) {
        size_t plain = strcspn(s, "&<>\"'`");

        buf_add(buf, s, plain);
        s += plain;
        switch (*s) {
        case '&':
            buf_lit(buf, "&amp;");
            break;
        case '<':
            buf_lit(buf, "&lt;");
            break;
        case '>':
            buf_lit(buf, "&gt;");
            break;
        case '"':
            buf_lit(buf, "&#34;");
            break;
        case '\'':
            buf_lit(buf, "&#39;");
            break;
        case '`':
            buf_lit(buf, "&#96;");
            break;
        default:
            return;
        }
        s++;
    }
}

static bool
is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

void
escape_url_component(struct buf *buf, const char *s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (; s && *s; s++) {
        unsigned char c = (unsigned char)*s;

        if (is_unreserved(c)) {
            buf_char(buf, *s);
        } else {
            buf_char(buf, '%');
            buf_char(buf, hex[c >> 4]);
            buf_char(buf, hex[c & 15]);
        }
    }
}
