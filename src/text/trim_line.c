/* SPDX-License-Identifier: Apache-2.0 */
#include "text/trim_line.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/trim_words.h"

#include <string.h>

enum { INTRO_LINES = 6, HEADER_LINES = 16 };

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* The marks of direction that some mail programs put around names and dates: U+200E,
 * U+200F, U+202A to U+202E, U+2066 to U+2069. */
static bool
is_direction_mark(const char *p)
{
    unsigned char last;

    if (!str_starts(p, "\xE2\x80") && !str_starts(p, "\xE2\x81"))
        return false;
    last = (unsigned char)p[2];
    return p[1] == '\x80' ? last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE)
                          : last >= 0xA6 && last <= 0xA9;
}

/* Bytes of white space at p: ASCII, no-break space, byte order mark, zero width. */
static size_t
space_bytes(const char *p)
{
    static const char *const wide[] = {"\xC2\xA0", "\xEF\xBB\xBF", "\xE2\x80\x8B",
                                       "\xE2\x80\xAF", "\xE3\x80\x80"};

    if (*p == ' ' || *p == '\t' || *p == '\r')
        return 1;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (str_starts(p, wide[i]))
            return strlen(wide[i]);
    return 0;
}

/* Behind the quote marks of a line; counts them. Up to three blanks may stand before one.
 */
static const char *
skip_quotes(const char *p, unsigned *quote)
{
    for (;;) {
        const char *q = p;
        int blanks = 0;

        while (space_bytes(q) && blanks++ < 3)
            q += space_bytes(q);
        if (*q != '>')
            return p;
        p = q + 1;
        ++*quote;
    }
}

void
trim_line_read(struct arena *arena, const char *p, size_t n, struct trim_line *out)
{
    size_t most = n < TRIM_LINE_BYTES ? n : TRIM_LINE_BYTES;
    char *copy, *to;
    const char *from;

    *out = (struct trim_line){.p = p, .n = n, .text = ""};
    if (!n)
        return;
    copy = to = arena_strndup(arena, p, most);
    from = skip_quotes(copy, &out->quote);
    while (*from) {
        size_t space = space_bytes(from);

        if (is_direction_mark(from)) {
            from += 3;
            continue;
        }
        if (!space) {
            *to++ = *from++;
            continue;
        }
        if (to > copy && to[-1] != ' ')
            *to++ = ' ';
        from += space;
    }
    while (to > copy && to[-1] == ' ')
        to--;
    *to = '\0';
    out->text = copy;
}

/* ---- Evidence in a joined text. */

static bool
has_email(const char *s)
{
    for (const char *at = s; (at = strchr(at, '@')); at++)
        if (at > s && (is_letter(at[-1]) || is_digit(at[-1]) || strchr("-_.+", at[-1])) &&
            (is_letter(at[1]) || is_digit(at[1])))
            return true;
    return false;
}

/* A time (9:05, 18.30, 14h05), a year, or a date of numbers. */
static bool
has_date(const char *s)
{
    for (const char *p = s; *p; p++) {
        size_t n = 0;

        if (!is_digit(*p) || (p > s && is_digit(p[-1])))
            continue;
        while (is_digit(p[n]))
            n++;
        if (n == 4 && (str_starts(p, "19") || str_starts(p, "20")))
            return true;
        if (n <= 2 && strchr(":.hH", p[n]) && p[n] && is_digit(p[n + 1]) &&
            is_digit(p[n + 2]))
            return true;
        if (n <= 2 && strchr("/.-", p[n]) && p[n] && is_digit(p[n + 1]) &&
            strchr("/.-", p[n + 1 + (is_digit(p[n + 2]) ? 1 : 0)]))
            return true;
    }
    return false;
}

static bool
starts_with_word(const char *s, const char *word)
{
    size_t n = strlen(word);

    return strncasecmp(s, word, n) == 0 && !(is_letter(s[n]) && !(word[n - 1] & 0x80));
}

static const char *
skip_marks(const char *s)
{
    return s + strspn(s, "*_|~ ");
}

/* A short word with a comma or a full stop, then a number: a weekday in whatever language
 * ("čet., 14. ožu 2019"). */
static bool
starts_weekday(const char *s)
{
    size_t n = strcspn(s, " ");

    return n >= 2 && n <= 24 && is_letter(*s) && (s[n - 1] == ',' || s[n - 1] == '.') &&
           s[n] == ' ' && is_digit(s[n + 1]) && has_date(s);
}

/* A word or sign by which the date of an introduction begins. */
static bool
starts_date(const char *s)
{
    bool near = s[strcspn(s, "0123456789")] != '\0' || str_ends(s, ":");

    s = skip_marks(s);
    s += *s == '[' || *s == '(';
    if (is_digit(*s) || starts_weekday(s))
        return true;
    for (size_t i = 0; trim_starters[i] && near; i++)
        if (starts_with_word(s, trim_starters[i]))
            return true;
    return false;
}

/* The end of a text without what follows the last word: colon, dashes, stars, blanks. */
struct tail {
    size_t n;
    bool colon;
    unsigned dashes;
};

static struct tail
tail_of(const char *s)
{
    struct tail tail = {.n = strlen(s)};

    for (; tail.n; tail.n--) {
        char c = s[tail.n - 1];

        if (c == '-')
            tail.dashes++;
        else if (c == ':')
            tail.colon = true;
        else if (tail.n >= 3 && memcmp(s + tail.n - 3, "\xEF\xBC\x9A", 3) == 0) {
            tail.colon = true;
            tail.n -= 2;
        } else if (!strchr(" *_", c))
            break;
    }
    return tail;
}

/* Where a verb of writing stands in a text.
 * at_end  at its very end
 * dated   a date follows: "Ann wrote on 3 March 2026" */
struct verb {
    bool found, at_start, at_end, dated;
};

static struct verb
find_verb(const char *s, size_t n)
{
    struct verb verb = {0};

    for (size_t i = 0; trim_wrote[i]; i++) {
        const char *word = trim_wrote[i];
        size_t word_n = strlen(word);
        const char *p = s;

        while ((p = str_find_fold(p, word)) && p + word_n <= s + n) {
            bool wide = (word[0] & 0x80) && (unsigned char)word[0] >= 0xE0;
            bool before = p == s || wide || !is_letter(p[-1]);
            bool after = p + word_n == s + n || wide || !is_letter(p[word_n]);

            if (before && after) {
                verb.found = true;
                verb.at_start |= p == s;
                verb.at_end |= p + word_n == s + n;
                verb.dated |= p[word_n] == ' ' && starts_date(p + word_n + 1) &&
                              has_date(p + word_n + 1);
            }
            p += word_n;
        }
    }
    return verb;
}

/* "<a@b.c>" or "(a@b.c)" at the end. */
static bool
ends_with_email(const char *s, size_t n)
{
    size_t i = n;

    if (!n || (s[n - 1] != '>' && s[n - 1] != ')' && s[n - 1] != ']'))
        return false;
    while (i && n - i < 200 && s[i - 1] != '<' && s[i - 1] != '(' && s[i - 1] != '[')
        i--;
    return memchr(s + i, '@', n - i) != NULL;
}

/* ---- "On … wrote:" */

struct intro {
    bool strong; /* begins with a date or a word before one */
    bool quoted_next;
    unsigned dashes; /* that stood before the first word */
};

static bool
has_year(const char *s)
{
    for (; *s; s++)
        if (strspn(s, "0123456789") == 4 && (str_starts(s, "19") || str_starts(s, "20")))
            return true;
    return false;
}

static bool
has_time(const char *s)
{
    for (; *s; s++)
        if (is_digit(s[0]) && s[1] == ':' && is_digit(s[2]) && is_digit(s[3]))
            return true;
    return false;
}

static size_t
count_words(const char *s)
{
    size_t words = *s != '\0';

    for (; *s; s++)
        words += *s == ' ';
    return words;
}

static bool
starts_with_any(const char *s, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (starts_with_word(s, words[i]))
            return true;
    return false;
}

/* "2026/3/3 Ann <ann@a.example>" and "2026-03-03 10:15 GMT+01:00 Ann Lee", which old
 * Gmail wrote, without a colon. */
static bool
is_bare_date(const char *joined, struct tail tail)
{
    const char *zone = strstr(joined, " GMT");
    size_t digits = strspn(joined, "0123456789");

    if (digits != 4 || !str_starts(joined, "20") || !strchr("/-", joined[4]) ||
        !joined[4])
        return false;
    if (zone && (zone[4] == '+' || zone[4] == '-') && is_digit(zone[5]))
        return count_words(zone + 1) <= 6;
    return joined[4] == '/' && ends_with_email(joined, tail.n) &&
           count_words(joined) <= 7;
}

/* Introductions that begin neither with a date nor hold an address: the words tell. */
static bool
is_worded(const char *joined, const struct intro *intro, const struct verb *verb)
{
    struct tail tail = tail_of(joined);
    const char *via = strstr(joined, " via ");
    size_t words = count_words(joined);

    if (str_starts_fold(joined, "Posted by ") && has_date(joined) && words <= 9)
        return true;
    if (!tail.colon)
        return false;
    if (verb->dated && !verb->at_start && words <= 14)
        return intro->quoted_next || (has_year(joined) && has_time(joined));
    if (via && verb->at_end && words <= 9 && !strchr(joined, ',') && via[5] >= 'A' &&
        via[5] <= 'Z')
        return true;
    if (starts_with_any(joined, trim_quoters) &&
        (intro->quoted_next || has_email(joined)))
        return true;
    if (*joined == '*' && has_email(joined) && has_date(joined) && strchr(joined, '['))
        return true;
    return verb->at_end && intro->quoted_next && words >= 2 && words <= 4 &&
           !starts_with_any(joined, trim_pronouns);
}

static bool
is_attribution(const char *joined, const struct intro *intro)
{
    struct tail tail = tail_of(joined);
    bool email = has_email(joined), date = has_date(joined);
    struct verb verb = find_verb(joined, tail.n);

    if (intro->dashes >= 3 && tail.dashes >= 3 && verb.at_end)
        return true;
    if (verb.at_end && email && (tail.colon || intro->strong))
        return true;
    if (verb.at_end && date && intro->strong)
        return tail.colon || intro->quoted_next;
    if (tail.colon && verb.found &&
        (email || (intro->strong && (date || intro->quoted_next))))
        return true;
    if (tail.colon && intro->strong && date && ends_with_email(joined, tail.n))
        return true;
    if (intro->strong && is_digit(*joined) && date && intro->quoted_next &&
        ends_with_email(joined, tail.n))
        return true;
    return is_bare_date(joined, tail) || is_worded(joined, intro, &verb);
}

/* Whether a line may be the last of an introduction; keeps the rest from being looked at.
 */
static bool
may_end_intro(const char *text)
{
    size_t n = strlen(text);

    return n && (strchr(":*_->)", text[n - 1]) || is_letter(text[n - 1]) ||
                 is_digit(text[n - 1]));
}

static bool
is_quoted_at(const struct trim_line *lines, size_t n, size_t i)
{
    while (i < n && !*lines[i].text && !lines[i].quote)
        i++;
    return i < n && lines[i].quote > lines[0].quote;
}

/* Whether an introduction that does not begin with a date may take one more line: the
 * verb stands in it already, or begins the next one; the date may follow there. */
static bool
may_go_on(const char *joined, size_t used, const struct trim_line *lines, size_t n,
          size_t i)
{
    struct verb verb = find_verb(joined, used), next = {0};

    if (i + 1 >= n)
        return false;
    if (verb.found)
        return !verb.at_end || starts_date(lines[i + 1].text);
    next = find_verb(lines[i + 1].text, strlen(lines[i + 1].text));
    return next.at_start;
}

static size_t
attribution_lines(const struct trim_line *lines, size_t n)
{
    char joined[TRIM_JOINED];
    size_t used = 0, blanks = 0, dashes = strspn(lines[0].text, "-");
    struct intro intro = {.strong = starts_date(lines[0].text + dashes),
                          .dashes = (unsigned)dashes};
    bool worded = !intro.strong && !has_email(lines[0].text) && dashes < 3;
    size_t most = intro.strong ? INTRO_LINES : worded ? 1 : 2;

    for (size_t i = 0; i < n && i < most; i++) {
        const char *text = lines[i].text + (i ? 0 : dashes);
        size_t length = strlen(text);

        if (!*text) {
            if (++blanks > 1 || i + 1 >= n || !strchr("<m", *lines[i + 1].text))
                return 0;
            continue;
        }
        if (used + length + 2 > sizeof joined)
            return 0;
        if (used)
            joined[used++] = ' ';
        memcpy(joined + used, text, length + 1);
        used += length;
        if (!may_end_intro(text))
            continue;
        intro.quoted_next = is_quoted_at(lines, n, i + 1);
        if (is_attribution(joined, &intro))
            return i + 1;
        if (!intro.strong && !may_go_on(joined, used, lines, n, i))
            return 0;
    }
    return 0;
}

/* ---- "-----Original Message-----" */

static bool
is_original_message(const char *text)
{
    const char *s = skip_marks(text);
    size_t dashes = 0, n;

    for (size_t i = 0; trim_forwards[i]; i++)
        if (str_starts_fold(s, trim_forwards[i]) &&
            strlen(s) < strlen(trim_forwards[i]) + 8)
            return true;
    while (*s == '-' || *s == '_' || *s == '=' || str_starts(s, "—") ||
           str_starts(s, "–")) {
        s += (*s & 0x80) ? 3 : 1;
        dashes++;
    }
    n = strlen(s);
    while (n && strchr("*_ :", s[n - 1]))
        n--;
    if (dashes < 2 || n < 4 || n > 90 || strchr("-=_>", s[n - 1]) == NULL)
        return false;
    for (size_t i = 0; trim_message_words[i]; i++)
        if (str_find_fold(s, trim_message_words[i]))
            return true;
    return false;
}

/* ---- From:, Sent:, To:, Subject: */

/* The kind of header that a line begins with, 0 for none; value is what follows. */
static unsigned
header_kind(const char *text, const char **value)
{
    const char *s = skip_marks(text);

    s += *s == ':';
    for (size_t i = 0; trim_header_words[i].word; i++) {
        size_t n = strlen(trim_header_words[i].word);
        const char *p = s + n;

        if (strncasecmp(s, trim_header_words[i].word, n) != 0)
            continue;
        p += strspn(p, " *_");
        if (*p == ':')
            *value = p + 1;
        else if (str_starts(p, "\xEF\xBC\x9A"))
            *value = p + 3;
        else
            continue;
        return trim_header_words[i].kind;
    }
    return 0;
}

static unsigned
count_bits(unsigned mask)
{
    unsigned n = 0;

    for (; mask; mask >>= 1)
        n += mask & 1;
    return n;
}

/* Whether lines with these headers and values are a mail's and not somebody's form. */
static bool
is_header_block(unsigned mask, bool email, bool date)
{
    unsigned n = count_bits(mask & (TRIM_FROM | TRIM_SENT | TRIM_TO | TRIM_SUBJECT));

    if (n >= 3)
        return email || (mask & TRIM_SUBJECT) || ((mask & TRIM_FROM) && date);
    return n == 2 && (mask & (TRIM_FROM | TRIM_SENT)) && email &&
           (date || (mask & TRIM_SUBJECT));
}

static size_t
header_lines(const struct trim_line *lines, size_t n)
{
    unsigned mask = 0, loose = 0;
    bool email = false, date = false;
    size_t last = 0;
    const char *value = NULL;

    for (size_t i = 0; i < n && i < HEADER_LINES && loose < 3; i++) {
        unsigned kind = *lines[i].text ? header_kind(lines[i].text, &value) : 0;

        if (!kind && !mask)
            return 0;
        if (!kind && lines[i].quote != lines[0].quote)
            break;
        if (kind) {
            if ((mask & kind) && kind != TRIM_OTHER)
                break;
            mask |= kind;
            last = i + 1;
            loose = 0;
        } else {
            loose++;
        }
        if (*lines[i].text) {
            email |= has_email(lines[i].text) && i < last + 2;
            date |= kind == TRIM_SENT && has_date(lines[i].text);
        }
    }
    return is_header_block(mask, email, date) ? last : 0;
}

static bool
is_ruler(const char *text)
{
    const char *s = skip_marks(text);
    size_t n = 0;

    n = strspn(text, "-_=* ");
    if (text[n] == '\0' && n >= 3)
        return true;
    while (str_starts(s, "—") || str_starts(s, "–") || str_starts(s, "─")) {
        s += 3;
        n++;
    }
    return *s == '\0' && n >= 3;
}

size_t
trim_intro(struct arena *arena, const struct trim_line *lines, size_t n)
{
    size_t skip = 0, found;

    (void)arena;
    if (!n || !*lines[0].text)
        return 0;
    if (is_original_message(lines[0].text)) {
        size_t next = 1;

        while (next < n && next < 3 && !*lines[next].text)
            next++;
        found = next < n ? header_lines(lines + next, n - next) : 0;
        return found ? next + found : 1;
    }
    if (is_ruler(lines[0].text)) {
        for (skip = 1; skip < n && skip < 3 && !*lines[skip].text;)
            skip++;
        found = skip < n ? header_lines(lines + skip, n - skip) : 0;
        return found ? skip + found : 0;
    }
    found = header_lines(lines, n);
    return found ? found : attribution_lines(lines, n);
}

bool
trim_is_original_message(const struct trim_line *line)
{
    return !line->quote && is_original_message(line->text);
}

/* ---- Signatures. */

bool
trim_is_signature_mark(const struct trim_line *line)
{
    return line->n == 3 && memcmp(line->p, "-- ", 3) == 0;
}

bool
trim_is_delimiter(const struct trim_line *line)
{
    size_t n = strlen(line->text), dashes = 0;

    if (line->quote || n < 2)
        return false;
    while (str_starts(line->text + dashes, "—") || str_starts(line->text + dashes, "–"))
        dashes += 3;
    return (dashes == n && n > 3) || strspn(line->text, "-") == n ||
           strspn(line->text, "_") == n;
}

bool
trim_is_ornament(const struct trim_line *line)
{
    const char *s = line->text;

    if (line->quote || !*s)
        return false;
    if (str_eq(s, "\xE1\x90\xA7")) /* left by a tracker of Gmail */
        return true;
    return strlen(s) >= 2 && s[strspn(s, "-_=*~#+. ")] == '\0';
}

/* A line without the signs around it and without the address of a link: "[Outlook for
 * iOS](https://…)" is "Outlook for iOS". */
static void
bare_words(const char *text, char *out, size_t out_n)
{
    size_t n = 0;

    for (; *text && n + 1 < out_n; text++) {
        bool link = n && (str_starts(text, "](") || str_starts(text, "]<") ||
                          str_starts(text, "<http"));

        if (link)
            text += strcspn(text, ")>");
        else if (!strchr("*_[]()<>", *text) && (n || !strchr("- ", *text)))
            out[n++] = *text;
        if (!*text)
            break;
    }
    while (n && strchr("-. ", out[n - 1]))
        n--;
    out[n] = '\0';
}

static bool
ends_with_any(const char *s, const char *const *words)
{
    size_t n = strlen(s);

    for (size_t i = 0; words[i]; i++) {
        size_t end_n = strlen(words[i]);

        if (n > end_n && strncasecmp(s + n - end_n, words[i], end_n) == 0)
            return true;
    }
    return false;
}

/* "From my iPhone 6", "Typed on my phone" and nothing more. */
static bool
is_from_device(const char *s)
{
    static const char *const fronts[] = {"From my ", "Typed on ", "Written on ",
                                         "Sent by ", "från min ", "fra min "};
    bool front = false;

    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        front |= str_starts_fold(s, fronts[i]);
    for (size_t i = 0; front && strlen(s) < 40 && trim_devices[i]; i++)
        if (str_find_fold(s, trim_devices[i]))
            return true;
    return false;
}

bool
trim_is_sent_from(const struct trim_line *line)
{
    char words[TRIM_LINE_BYTES];

    if (line->quote)
        return false;
    bare_words(line->text, words, sizeof words);
    if (strlen(words) > 110)
        return false;
    for (size_t i = 0; trim_sent_froms[i]; i++)
        if (str_starts_fold(words, trim_sent_froms[i]))
            return true;
    return is_from_device(words) ||
           (strlen(words) < 70 && ends_with_any(words, trim_sent_from_ends));
}

bool
trim_is_closing(const struct trim_line *line)
{
    size_t n = strlen(line->text);

    while (n && strchr(",.! -", line->text[n - 1]))
        n--;
    for (size_t i = 0; trim_closings[i]; i++)
        if (strlen(trim_closings[i]) == n &&
            strncasecmp(line->text, trim_closings[i], n) == 0)
            return true;
    return false;
}

bool
trim_is_contact(const struct trim_line *line)
{
    const char *s = line->text;
    size_t digits = 0, words = 0;

    for (const char *p = s; *p; p++) {
        digits += is_digit(*p);
        words += *p == ' ';
    }
    if (strlen(s) > 70)
        return false;
    if (words <= 2 && (has_email(s) || str_find_fold(s, "http://") ||
                       str_find_fold(s, "https://") || str_find_fold(s, "www.")))
        return true;
    return digits >= 7 && strlen(s) - digits - words <= 12;
}
