/* SPDX-License-Identifier: Apache-2.0 */
#include "http/token.h"

#include "base/arena.h"
#include "base/str.h"

#include <string.h>
#include <strings.h>

static bool
token_char(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

bool
token_valid(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!token_char((unsigned char)s[i]))
            return false;
    return n > 0;
}

const char *
token_media_type(struct arena *arena, const char *header)
{
    const char *slash;
    size_t n;

    if (!header)
        return "";
    header += strspn(header, " \t");
    n = strcspn(header, "; \t");
    slash = memchr(header, '/', n);
    if (!slash || n > 127 || !token_valid(header, (size_t)(slash - header)) ||
        !token_valid(slash + 1, n - (size_t)(slash - header) - 1))
        return "";
    return str_lower(arena, arena_strndup(arena, header, n));
}

/* The value after "="; *at_io moves behind it. */
static const char *
parameter_value(struct arena *arena, const char **at_io)
{
    const char *p = *at_io;
    size_t n = 0;
    char *value;

    if (*p != '"') {
        n = strcspn(p, "; \t");
        *at_io = p + n;
        return arena_strndup(arena, p, n);
    }
    value = arena_take(arena, strlen(p) + 1);
    for (p++; *p && *p != '"'; p++) {
        /* Browsers write %22 for a quote and leave "\" alone; others escape. */
        if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
            p++;
        value[n++] = *p;
    }
    *at_io = *p ? p + 1 : p;
    return value;
}

const char *
token_parameter(struct arena *arena, const char *header, const char *name)
{
    const char *found = NULL;
    size_t name_n = strlen(name);

    if (!header)
        return NULL;
    header += strcspn(header, ";");
    while (*header == ';') {
        const char *start, *value;
        size_t n;

        header += 1 + strspn(header + 1, " \t");
        start = header;
        n = strcspn(header, "=; \t");
        header += n;
        header += strspn(header, " \t");
        if (*header == '=') {
            header += 1 + strspn(header + 1, " \t");
            value = parameter_value(arena, &header);
            if (n == name_n && strncasecmp(start, name, n) == 0) {
                if (found)
                    return NULL;
                found = value;
            }
        }
        header += strcspn(header, ";");
    }
    return found;
}

/* "q=0", "q=0.0" … : refused. */
static bool
zero_quality(const char *p, size_t n)
{
    const char *q = memchr(p, '=', n);

    if (!q)
        return false;
    for (q++; q < p + n; q++)
        if (*q >= '1' && *q <= '9')
            return false;
    return true;
}

bool
token_accepts(const char *header, const char *word)
{
    size_t word_n = strlen(word);

    while (header && *header) {
        size_t all_n = strcspn(header, ","), n;

        while (*header == ' ' || *header == '\t')
            header++, all_n--;
        n = strcspn(header, "; \t,");
        if (n == word_n && strncasecmp(header, word, n) == 0)
            return !zero_quality(header + n, all_n - n);
        header += all_n;
        header += *header == ',';
    }
    return false;
}
