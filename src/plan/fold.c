/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/fold.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Base letters of U+00C0 to U+017F; a blank keeps the character. */
static const char LATIN[] =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static uint32_t
fold_rune(uint32_t rune)
{
    if (rune < 0x80)
        return rune >= 'A' && rune <= 'Z' ? rune + 32 : rune;
    if (rune >= 0xC0 && rune < 0xC0 + sizeof LATIN - 1)
        return LATIN[rune - 0xC0] == ' ' ? rune : (uint32_t)LATIN[rune - 0xC0];
    if ((rune >= 0x391 && rune <= 0x3A9) || (rune >= 0x410 && rune <= 0x42F))
        return rune + 0x20;
    if (rune >= 0x400 && rune <= 0x40F)
        return rune + 0x50;
    if ((rune >= 0x300 && rune <= 0x36F) || rune == 0x200B || rune == 0xFEFF)
        return 0; /* combining marks and what has no width */
    if (rune == 0xA0 || (rune >= 0x2000 && rune <= 0x200A) || rune == 0x202F)
        return ' ';
    if (rune >= 0x2010 && rune <= 0x2015)
        return '-';
    if (rune == 0xAA)
        return 'a'; /* 1.ª, 1.º */
    if (rune == 0xBA)
        return 'o';
    if (rune == 0x2212)
        return '-';
    if (rune == 0x2018 || rune == 0x2019)
        return '\'';
    if (rune == 0x201C || rune == 0x201D || rune == 0xAB || rune == 0xBB)
        return '"';
    return rune;
}

static bool
is_blank(uint32_t rune)
{
    return rune == ' ' || rune == '\t' || rune == '\n';
}

/* The next folded character, 0 at the end; a run of blanks is one. */
static uint32_t
next(const char **s)
{
    for (;;) {
        uint32_t rune = (unsigned char)**s;
        if (!rune)
            return 0;
        if (rune < 0x80)
            ++*s;
        else
            *s += utf8_decode((const unsigned char *)*s, strnlen(*s, 4), &rune);
        rune = fold_rune(rune);
        if (is_blank(rune)) {
            while (is_blank((unsigned char)**s))
                ++*s;
            return ' ';
        }
        if (rune)
            return rune;
    }
}

static void
skip_blanks(const char **s)
{
    while (*s && is_blank((unsigned char)**s))
        ++*s;
}

char *
fold_text(struct arena *arena, const char *s)
{
    size_t n = s ? strlen(s) : 0, used = 0;
    char *out = arena_take(arena, n + 5);
    uint32_t rune;

    if (!s)
        return out;
    skip_blanks(&s);
    while ((rune = next(&s)))
        if (rune != ' ' || (used && out[used - 1] != ' '))
            used += utf8_encode(out + used, rune);
    while (used && out[used - 1] == ' ')
        used--;
    out[used] = 0;
    return out;
}

bool
fold_eq(const char *a, const char *b)
{
    uint32_t x, y;

    if (!a || !b || a == b)
        return a == b;
    skip_blanks(&a);
    skip_blanks(&b);
    while (*a == *b && *a > ' ' && *a < 0x7F) { /* most names, most of the way */
        a++;
        b++;
    }
    do {
        x = next(&a);
        y = next(&b);
        if (x == ' ' && !*a)
            x = next(&a);
        if (y == ' ' && !*b)
            y = next(&b);
        if (x != y)
            return false;
    } while (x);
    return true;
}

size_t
fold_origin(const char *s, const char *folded, size_t at)
{
    size_t i = strspn(s, " ");

    for (size_t k = 0; k < at; k++) {
        if (folded[k] != ' ')
            continue;
        i += strcspn(s + i, " \t\n");
        i += strspn(s + i, " \t\n");
    }
    return i;
}

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static const char *
find_words(const char *folded, const char *phrase, size_t n)
{
    if (!n)
        return NULL;
    for (const char *p = folded; (p = memmem(p, strlen(p), phrase, n)); p++) {
        bool starts = p == folded || !is_word(p[-1]) || !is_word(phrase[0]);
        bool ends = !is_word(p[n]) || !is_word(phrase[n - 1]);
        if (starts && ends)
            return p;
    }
    return NULL;
}

const char *
fold_find_words(const char *folded, const char *phrase)
{
    return find_words(folded, phrase, strlen(phrase));
}

size_t
fold_match_part(const char *folded, const char *phrases, const char *end, const char **at)
{
    size_t best = 0;

    while (*phrases && (!end || phrases < end)) {
        size_t n = strcspn(phrases, "|");
        const char *found = n > best ? find_words(folded, phrases, n) : NULL;

        if (found) {
            best = n;
            *at = found;
        }
        phrases += n + (phrases[n] == '|');
    }
    return best;
}

size_t
fold_match(const char *folded, const char *phrases)
{
    const char *at;

    return fold_match_part(folded, phrases, NULL, &at);
}

bool
fold_is_one_of(const char *folded, const char *phrases)
{
    size_t n = strlen(folded);

    for (const char *end;; phrases = end + 1) {
        end = strchrnul(phrases, '|');
        if ((size_t)(end - phrases) == n && !memcmp(phrases, folded, n))
            return true;
        if (!*end || !end[1])
            return false;
    }
}

int
fold_distance(const char *a, const char *b, int limit)
{
    enum { LONGEST = 40 };
    size_t n = strlen(a), m = strlen(b);
    int row[LONGEST + 1];

    if (n > LONGEST || m > LONGEST || n > m + (size_t)limit || m > n + (size_t)limit)
        return limit + 1;
    for (size_t j = 0; j <= m; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int corner = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int change = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            if (row[j] + 1 < change)
                change = row[j] + 1;
            if (row[j - 1] + 1 < change)
                change = row[j - 1] + 1;
            row[j] = change;
        }
    }
    return row[m] > limit ? limit + 1 : row[m];
}
