/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include "base/arena.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char BLANKS[] = " \t\r\n\f\v";

bool
str_eq(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

bool
str_eq_fold(const char *a, const char *b)
{
    return a == b || (a && b && !strcasecmp(a, b));
}

bool
str_starts(const char *s, const char *prefix)
{
    return !strncmp(s, prefix, strlen(prefix));
}

bool
str_starts_fold(const char *s, const char *prefix)
{
    return !strncasecmp(s, prefix, strlen(prefix));
}

bool
str_ends(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);

    return n >= m && !strcmp(s + n - m, suffix);
}

bool
str_blank(const char *s)
{
    return !s || !s[strspn(s, BLANKS)];
}

char *
str_trim(struct arena *arena, const char *s)
{
    size_t n;

    if (!s)
        return arena_strdup(arena, "");
    s += strspn(s, BLANKS);
    n = strlen(s);
    while (n && strchr(BLANKS, s[n - 1]))
        n--;
    return arena_strndup(arena, s, n);
}

char *
str_lower(struct arena *arena, const char *s)
{
    char *copy = arena_strdup(arena, s);

    for (char *p = copy; p && *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return copy;
}

bool
str_to_int(const char *s, int64_t low, int64_t high, int64_t *out)
{
    char *end;
    long long value;

    if (!s || !(isdigit((unsigned char)*s) || (*s == '-' && isdigit((unsigned char)s[1]))))
        return false;
    errno = 0;
    value = strtoll(s, &end, 10);
    if (errno || *end || value < low || value > high)
        return false;
    *out = value;
    return true;
}

const char *
str_find_fold(const char *s, const char *needle)
{
    return strcasestr(s, needle);
}

char **
str_split(struct arena *arena, const char *s, char separator, size_t *n_out)
{
    VEC(char *) pieces = {0};
    const char stop[2] = {separator, '\0'};

    while (s && *s) {
        size_t n = strcspn(s, stop);
        char *piece = str_trim(arena, arena_strndup(arena, s, n));

        if (*piece)
            *vec_add(arena, &pieces) = piece;
        s += n + (s[n] != '\0');
    }
    *n_out = pieces.n;
    return pieces.at;
}
