/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/sentence.h"

#include "base/arena.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/value.h"

#include <ctype.h>
#include <string.h>

/* What reading them costs, in steps. */
enum { COUNT_STEPS = 5, DURATION_STEPS = 100 };

static bool match(const char *p, const char *t, struct sentence *out);

static bool
is_end(char c)
{
    return !isalnum((unsigned char)c) && (unsigned char)c < 0x80;
}

/* The text goes on with these n bytes as whole words. */
static bool
goes_on(const char *t, const char *words, size_t n)
{
    return !strncmp(t, words, n) && (is_end(t[n]) || (n && is_end(words[n - 1])));
}

static bool
match_group(const char *p, const char *t, struct sentence *out)
{
    const char *close = strchr(p, ')');
    bool optional = close[1] == '?';
    const char *rest = close + 1 + optional;

    for (p++; p < close;) {
        size_t n = strcspn(p, "|)");
        struct sentence kept = *out;

        if (goes_on(t, p, n) && match(rest, t + n, out))
            return true;
        kept.steps = out->steps;
        *out = kept;
        p += n + 1;
    }
    return optional && match(rest, t, out);
}

/* As few words as will do. */
static bool
match_words(const char *p, const char *t, struct sentence *out)
{
    bool quoted = false;

    for (size_t n = 0; t[n]; n++) {
        quoted ^= t[n] == '"';
        if (quoted || (t[n + 1] && t[n + 1] != ' '))
            continue;
        if (match(p, t + n + 1, out)) {
            out->text = t;
            out->text_n = n + 1;
            return true;
        }
    }
    return false;
}

static bool
match_place(const char *p, const char *t, struct sentence *out)
{
    switch (*p++) {
    case 'n':
        *out->budget -= COUNT_STEPS;
        return value_count(&t, &out->number) && match(p, t, out);
    case 'd':
        *out->budget -= DURATION_STEPS;
        return value_duration_prefix(t, &out->duration, &t) && match(p, t, out);
    default:
        return match_words(p, t, out);
    }
}

static bool
match(const char *p, const char *t, struct sentence *out)
{
    size_t n;

    if (out->steps++ > SENTENCE_STEPS_N || (*out->budget)-- < 0)
        return false;
    while (*p == ' ')
        p++;
    while (*t == ' ')
        t++;
    if (!*p)
        return !*t;
    if (*p == '(')
        return match_group(p, t, out);
    if (*p == '%')
        return match_place(p + 1, t, out);
    n = strcspn(p, " (%");
    return goes_on(t, p, n) && match(p + n, t + n, out);
}

bool
sentence_match(const char *pattern, const char *folded, struct sentence *out)
{
    *out = (struct sentence){.steps = out->steps, .budget = out->budget};
    return strlen(folded) <= SENTENCE_BYTES && match(pattern, folded, out);
}

/* How near the example's words come to that word: 4 the same, 0 none like it. */
static int
word_likeness(const char *word, char **known, size_t known_n)
{
    int limit = strlen(word) > 4 ? 2 : strlen(word) > 3, best = 0;

    for (size_t k = 0; k < known_n; k++) {
        int distance = fold_distance(word, known[k], limit);

        if (distance <= limit && 4 - distance > best)
            best = 4 - distance;
    }
    return best;
}

int
sentence_likeness(struct arena *arena, char **words, size_t words_n, const char *example)
{
    size_t example_n;
    char **known = str_split(arena, fold_text(arena, example), ' ', &example_n);
    int points = 0;

    for (size_t i = 0; i < words_n && i < SENTENCE_WORDS_N; i++) {
        int best = word_likeness(words[i], known, example_n);
        points += best ? best : -1;
    }
    return points;
}
