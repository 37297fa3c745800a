/* SPDX-License-Identifier: Apache-2.0 */
#include "text/link.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/safe.h"

#include <string.h>

enum { LOCAL_PART_BYTES = 64, HOST_BYTES = 253, LINK_BYTES = 2000 };

static bool
is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
is_alpha(char c)
{
    return is_alnum(c) && !(c >= '0' && c <= '9');
}

/* RFC 5322 §3.2.3 atext and the dot, less what is seen in running text around addresses.
 */
static bool
is_local_part(char c)
{
    return is_alnum(c) || strchr("._%+-=~", c) != NULL;
}

/* Bytes at p that read as a host with at least one dot and a last label of letters. */
static size_t
host_length(const char *p, size_t room)
{
    size_t n = 0, dots = 0, label = 0, letters = 0;

    room = room < HOST_BYTES ? room : HOST_BYTES;
    while (n < room && (is_alnum(p[n]) || p[n] == '-' || p[n] == '.' || (p[n] & 0x80))) {
        if (p[n] == '.') {
            if (!label)
                break;
            dots++;
            label = letters = 0;
        } else {
            label++;
            letters += is_alpha(p[n]) || (p[n] & 0x80);
        }
        n++;
    }
    while (n && (p[n - 1] == '.' || p[n - 1] == '-')) {
        dots -= p[n - 1] == '.';
        n--;
        for (label = letters = 0; label < n && p[n - 1 - label] != '.'; label++)
            letters += is_alpha(p[n - 1 - label]);
    }
    return dots && label >= 2 && letters == label ? n : 0;
}

/* The length without what belongs to the sentence around it. */
static size_t
without_tail(const char *p, size_t n)
{
    static const char open[] = "([{", close[] = ")]}";
    int balance[3] = {0};

    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < 3; k++)
            balance[k] += (p[i] == open[k]) - (p[i] == close[k]);
    }
    while (n) {
        const char *bracket = strchr(close, p[n - 1]);

        if (bracket && balance[bracket - close] < 0)
            balance[bracket - close]++;
        else if (!strchr(".,;:!?*_'", p[n - 1]))
            break;
        n--;
    }
    return n;
}

static size_t
url_length(const char *p, size_t room)
{
    size_t n = 0;

    room = room < LINK_BYTES ? room : LINK_BYTES;
    while (n < room && (unsigned char)p[n] > ' ' && !strchr("<>\"`|\\^\x7F", p[n]))
        n++;
    if (n == LINK_BYTES)
        while (n && (p[n] & 0xC0) == 0x80)
            n--;
    return without_tail(p, n);
}

static bool
starts_fold(const char *p, size_t room, const char *word)
{
    size_t n = strlen(word);

    return room > n && strncasecmp(p, word, n) == 0;
}

/* A web address at i. */
static bool
web_link(const char *text, size_t text_n, size_t i, struct link *out)
{
    size_t scheme = starts_fold(text + i, text_n - i, "https://")  ? 8
                    : starts_fold(text + i, text_n - i, "http://") ? 7
                                                                   : 0;
    size_t n;

    if (i && (is_alnum(text[i - 1]) || text[i - 1] == '@'))
        return false;
    if (scheme) {
        if (!is_alnum(text[i + scheme]) && !(text[i + scheme] & 0x80) &&
            text[i + scheme] != '[')
            return false;
    } else if (!starts_fold(text + i, text_n - i, "www.") ||
               host_length(text + i, text_n - i) < 7) {
        return false;
    }
    n = url_length(text + i, text_n - i);
    if (n <= scheme)
        return false;
    *out = (struct link){i, n, scheme ? "" : "https://"};
    return true;
}

/* A mail address around the @ at i. */
static bool
mail_link(const char *text, size_t text_n, size_t from, size_t i, struct link *out)
{
    size_t start = i, host = host_length(text + i + 1, text_n - i - 1);

    while (start > from && i - start <= LOCAL_PART_BYTES &&
           is_local_part(text[start - 1]))
        start--;
    while (start < i && !is_alnum(text[start]))
        start++;
    if (!host || start == i || i - start > LOCAL_PART_BYTES)
        return false;
    *out = (struct link){start, i + 1 + host - start, "mailto:"};
    return true;
}

bool
link_next(const char *text, size_t text_n, size_t from, struct link *out)
{
    for (size_t i = from; i < text_n; i++) {
        char c = text[i] | 0x20;

        if ((c == 'h' || c == 'w') && web_link(text, text_n, i, out))
            return true;
        if (text[i] == '@' && mail_link(text, text_n, from, i, out))
            return true;
    }
    return false;
}

const char *
link_bare_host(struct arena *arena, const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i < n; i++) {
        size_t length;

        if (!is_alnum(text[i]) ||
            (i && (is_alnum(text[i - 1]) || strchr(".-@/", text[i - 1]))))
            continue;
        length = host_length(text + i, n - i);
        if (length) {
            char *host = str_lower(arena, arena_strndup(arena, text + i, length));

            return str_starts(host, "www.") ? host + 4 : host;
        }
        while (i + 1 < n && is_alnum(text[i + 1]))
            i++;
    }
    return NULL;
}

static void
escape_piece(struct buf *buf, const char *p, size_t n)
{
    escape_html(buf, arena_strndup(buf->arena, p, n));
}

void
link_html(struct buf *buf, const char *text, size_t text_n)
{
    size_t at = 0;
    struct link link;

    while (link_next(text, text_n, at, &link)) {
        escape_piece(buf, text + at, link.start - at);
        buf_lit(buf, "<a href=\"");
        buf_str(buf, link.prefix);
        escape_piece(buf, text + link.start, link.n);
        buf_lit(buf, "\">");
        escape_piece(buf, text + link.start, link.n);
        buf_lit(buf, "</a>");
        at = link.start + link.n;
    }
    escape_piece(buf, text + at, text_n - at);
}
