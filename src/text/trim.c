/* SPDX-License-Identifier: Apache-2.0 */
/* One pass from the top: each line is written, quoted or signature by what stands there
 * and what came before. A second look from the end settles what only its place can tell:
 * a quote with nothing behind it, a name under "Best regards". */
#include "text/trim.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/plain.h"
#include "text/trim_line.h"

#include <string.h>

/* lines beyond MOST_LINES share the fate of the last; introductions are looked for at
 * MOST_LOOKS lines, for each look reads several */
enum { MOST_LINES = 60000, MOST_LOOKS = 8000, NAME_LINES = 5 };

enum kind { BLANK, WRITTEN, QUOTE, SIGNATURE, LOOSE_QUOTE };

/* written     something by the sender has been seen
 * attributed  an introduction has been seen: quoted lines are history
 * signing     below a signature's delimiter
 * next_quote  for each line, the first quoted line at or after it */
struct scan {
    struct arena *arena;
    struct trim_line *lines;
    unsigned char *kinds;
    size_t *next_quote;
    size_t n, looks;
    const char *rest; /* beyond the last line looked at */
    bool written, attributed, signing, history;
};

static bool
is_blank(const struct trim_line *line)
{
    return !*line->text && !line->quote;
}

static bool
is_mark(const struct trim_line *line)
{
    return str_eq(line->text, PLAIN_MARK);
}

static void
read_lines(struct scan *scan, const char *text)
{
    VEC(struct trim_line) lines = {0};

    while (*text && lines.n < MOST_LINES) {
        size_t n = strcspn(text, "\n");

        trim_line_read(scan->arena, text, n, vec_add(scan->arena, &lines));
        text += n + (text[n] == '\n');
    }
    scan->rest = text;
    scan->lines = lines.at;
    scan->n = lines.n;
    scan->kinds = arena_take(scan->arena, scan->n + 1);
    scan->next_quote = arena_take_n(scan->arena, scan->n + 1, sizeof *scan->next_quote);
    scan->next_quote[scan->n] = scan->n;
    for (size_t i = scan->n; i-- > 0;)
        scan->next_quote[i] = scan->lines[i].quote ? i : scan->next_quote[i + 1];
}

static size_t
intro_at(struct scan *scan, size_t i)
{
    if (scan->looks >= MOST_LOOKS || is_blank(&scan->lines[i]))
        return 0;
    scan->looks++;
    return trim_intro(scan->arena, scan->lines + i, scan->n - i);
}

static size_t
next_full(const struct scan *scan, size_t i)
{
    while (i < scan->n && is_blank(&scan->lines[i]))
        i++;
    return i;
}

static void
set_kind(struct scan *scan, size_t from, size_t to, enum kind kind)
{
    for (size_t i = from; i < to && i < scan->n; i++)
        scan->kinds[i] = is_blank(&scan->lines[i]) ? BLANK : kind;
}

/* Whether what follows an introduction, without quote marks, is history to the end. Where
 * nothing stands above, the text below is all that there is. Where quoted lines follow
 * that nobody introduces, unquoted lines may be answers. */
static bool
is_history_below(struct scan *scan, size_t i)
{
    size_t quote = scan->next_quote[i];

    if (!scan->written)
        return false;
    if (quote >= scan->n || quote == i)
        return true;
    while (quote > i && is_blank(&scan->lines[quote - 1]))
        quote--;
    return quote > i && str_ends(scan->lines[quote - 1].text, ":");
}

/* An introduction of length n at i: folds it, and what it introduces if that has no quote
 * marks. Returns where to go on. */
static size_t
take_intro(struct scan *scan, size_t i, size_t n)
{
    size_t next = next_full(scan, i + n);
    bool headers = n > 1 && scan->lines[i].quote == 0;

    scan->signing = false;
    scan->history = true;
    set_kind(scan, i, i + n, QUOTE);
    if (next < scan->n && scan->lines[next].quote > 0) {
        scan->attributed = true;
        return i + n;
    }
    if (is_history_below(scan, next) || (headers && scan->written && next < scan->n &&
                                         scan->next_quote[next] >= scan->n)) {
        set_kind(scan, i + n, scan->n, QUOTE);
        return scan->n;
    }
    return i + n;
}

/* Whether the lines below a delimiter at i, down to a quote or the end, look like a
 * signature: few and short. */
static bool
is_signature_below(struct scan *scan, size_t i)
{
    size_t dashes = strlen(scan->lines[i].text), full = 0;
    size_t most = dashes == 2 ? 20 : 12;

    if (trim_is_signature_mark(&scan->lines[i]))
        return true;
    for (size_t k = i + 1; k < scan->n && !scan->lines[k].quote; k++) {
        size_t n = strlen(scan->lines[k].text);

        if (!n)
            continue;
        if (++full > most || n > (dashes == 2 ? 300u : 72u))
            return false;
        if (dashes > 2 && n > 45 && strchr(".!?", scan->lines[k].text[n - 1]))
            return false;
        if (full > 1 && intro_at(scan, k))
            break;
    }
    return scan->written;
}

/* Whether at most four short lines follow down to a quote or the end. */
static bool
is_near_end(struct scan *scan, size_t i)
{
    size_t full = 0;

    for (size_t k = i + 1; k < scan->n && !scan->lines[k].quote; k++) {
        size_t n = strlen(scan->lines[k].text);

        if (!n)
            continue;
        if (intro_at(scan, k))
            return true;
        if (++full > 4 || n > 90)
            return false;
    }
    return true;
}

static void
take_line(struct scan *scan, size_t i)
{
    const struct trim_line *line = &scan->lines[i];

    if (is_blank(line)) {
        scan->kinds[i] = BLANK;
    } else if (line->quote) {
        scan->signing = false;
        scan->kinds[i] = scan->attributed ? QUOTE : LOOSE_QUOTE;
    } else if (scan->signing) {
        scan->kinds[i] = SIGNATURE;
    } else if (trim_is_delimiter(line) && is_signature_below(scan, i)) {
        scan->signing = true;
        scan->kinds[i] = SIGNATURE;
    } else if (scan->written && trim_is_sent_from(line) && is_near_end(scan, i)) {
        scan->kinds[i] = SIGNATURE;
    } else {
        scan->written = true;
        scan->kinds[i] = WRITTEN;
    }
}

static void
scan_lines(struct scan *scan)
{
    for (size_t i = 0; i < scan->n;) {
        size_t n;

        if (is_mark(&scan->lines[i])) {
            scan->kinds[i] = QUOTE;
            if (scan->written) {
                scan->history = true;
                set_kind(scan, i, scan->n, QUOTE);
                return;
            }
            i++;
            continue;
        }
        n = scan->attributed && scan->lines[i].quote ? 0 : intro_at(scan, i);
        if (n) {
            i = take_intro(scan, i, n);
        } else {
            take_line(scan, i);
            i++;
        }
    }
}

/* ---- From the end. */

static size_t
last_written(const struct scan *scan)
{
    size_t i = scan->n;

    while (i > 0 && scan->kinds[i - 1] != WRITTEN)
        i--;
    return i; /* one behind it; 0 for none */
}

/* Quotes that nobody introduced are history only where nothing was written behind them.
 */
static void
settle_quotes(struct scan *scan)
{
    size_t end = last_written(scan);

    for (size_t i = 0; i < scan->n; i++) {
        if (scan->kinds[i] != LOOSE_QUOTE)
            continue;
        scan->kinds[i] = i < end ? WRITTEN : QUOTE;
        scan->history |= i >= end;
    }
}

static void
fold_ornaments(struct scan *scan)
{
    size_t i = last_written(scan);

    while (i > 0 && (scan->kinds[i - 1] == BLANK || scan->kinds[i - 1] == SIGNATURE ||
                     trim_is_ornament(&scan->lines[i - 1]))) {
        if (scan->kinds[i - 1] == WRITTEN)
            scan->kinds[i - 1] = SIGNATURE;
        i--;
    }
}

static bool
is_name_line(const struct trim_line *line)
{
    size_t n = strlen(line->text);

    return n && n <= 60 && !strchr("?!:", line->text[n - 1]);
}

static bool
has_written_before(const struct scan *scan, size_t end)
{
    for (size_t i = 0; i < end; i++)
        if (scan->kinds[i] == WRITTEN)
            return true;
    return false;
}

/* "Best regards", then a name and little more, at the very end. */
static size_t
closing_start(const struct scan *scan, size_t end)
{
    size_t names = 0;

    for (size_t i = end; i-- > 0 && end - i <= 2 * NAME_LINES && names <= NAME_LINES;) {
        if (scan->kinds[i] != WRITTEN)
            continue;
        if (names && trim_is_closing(&scan->lines[i]))
            return i;
        if (!is_name_line(&scan->lines[i]))
            break;
        names++;
    }
    return end;
}

/* "-roman" as the last line. */
static size_t
dash_name_start(const struct scan *scan, size_t end)
{
    const char *s = scan->lines[end - 1].text;
    size_t n = strspn(s, "-");
    size_t letters = strcspn(s + n, " 0123456789.,:;!?/\\()<>\"");

    return n && n <= 2 && letters >= 2 && letters <= 20 && s[n + letters] == '\0'
               ? end - 1
               : end;
}

/* A last paragraph of short lines, at least two of which are ways to reach somebody. */
static size_t
contacts_start(const struct scan *scan, size_t end)
{
    size_t i = end, contacts = 0;

    while (i > 0 && scan->kinds[i - 1] == WRITTEN && end - i <= 7) {
        if (!is_name_line(&scan->lines[i - 1]))
            return end;
        contacts += trim_is_contact(&scan->lines[i - 1]);
        i--;
    }
    if (contacts < 2 || i == 0 || scan->kinds[i - 1] == WRITTEN ||
        trim_is_contact(&scan->lines[i]))
        return end;
    for (size_t k = i; k-- > 0;)
        if (scan->kinds[k] == WRITTEN) /* not where the paragraph above announces them */
            return str_ends(scan->lines[k].text, ":") ? end : i;
    return end;
}

/* In a mail that quotes nothing, the sender's name and address at the end. In one that
 * does, what stands above the quote is short and stays as it is. */
static void
fold_name(struct scan *scan)
{
    size_t end = last_written(scan), start;

    if (!end || scan->history)
        return;
    start = closing_start(scan, end);
    if (start == end)
        start = dash_name_start(scan, end);
    if (start == end)
        start = contacts_start(scan, end);
    if (start < end && has_written_before(scan, start))
        set_kind(scan, start, end, SIGNATURE);
}

/* ---- Result. */

static enum trim_kind
public_kind(enum kind kind)
{
    return kind == QUOTE ? TRIM_QUOTE : kind == SIGNATURE ? TRIM_SIGNATURE : TRIM_WRITTEN;
}

static void
add_line(struct buf *buf, const struct trim_line *line)
{
    if (!is_mark(line)) {
        buf_add(buf, line->p, line->n);
        buf_char(buf, '\n');
    }
}

/* A text without blank lines at both ends and blanks at its end. */
static const char *
trim_ends(struct arena *arena, const char *text)
{
    const char *first = text;
    size_t n;

    for (const char *p = text; *p == ' ' || *p == '\t' || *p == '\n'; p++)
        if (*p == '\n')
            first = p + 1;
    n = strlen(first);
    while (n && strchr(" \t\n", first[n - 1]))
        n--;
    return arena_strndup(arena, first, n);
}

static struct trim
build(struct arena *arena, const struct scan *scan)
{
    VEC(struct trim_piece) pieces = {0};
    struct buf piece, reply;
    enum trim_kind kind = TRIM_WRITTEN;

    buf_init(&piece, scan->arena, 0);
    buf_init(&reply, scan->arena, 0);
    for (size_t i = 0; i < scan->n; i++) {
        enum trim_kind now =
            scan->kinds[i] == BLANK ? kind : public_kind((enum kind)scan->kinds[i]);

        if (now != kind && piece.n) {
            *vec_add(arena, &pieces) =
                (struct trim_piece){kind, arena_strdup(arena, buf_text(&piece))};
            buf_cut(&piece, 0);
        }
        kind = now;
        add_line(&piece, &scan->lines[i]);
        if (now == TRIM_WRITTEN)
            add_line(&reply, &scan->lines[i]);
    }
    buf_str(&piece, scan->rest);
    if (kind == TRIM_WRITTEN)
        buf_str(&reply, scan->rest);
    if (piece.n)
        *vec_add(arena, &pieces) =
            (struct trim_piece){kind, arena_strdup(arena, buf_text(&piece))};
    return (struct trim){trim_ends(arena, buf_text(&reply)), pieces.at, pieces.n};
}

static struct trim
trim_lines(struct arena *arena, const char *text)
{
    struct arena *scratch = arena_new(0);
    struct scan scan = {.arena = scratch};
    struct trim trim;

    read_lines(&scan, text);
    scan_lines(&scan);
    settle_quotes(&scan);
    fold_ornaments(&scan);
    fold_name(&scan);
    if (!last_written(&scan))
        set_kind(&scan, 0, scan.n, WRITTEN);
    trim = build(arena, &scan);
    arena_free(&scratch);
    return trim;
}

struct trim
trim_reply(struct arena *arena, const char *text)
{
    return trim_lines(arena, text);
}

/* A message that is nothing but a forwarded one: who wrote it first is what counts, and
 * HTML keeps its headers in a block of their own, so all of it is shown. */
static bool
is_only_forwarded(struct arena *arena, const char *text)
{
    struct trim_line line;

    text += strspn(text, " \t\n" PLAIN_MARK);
    trim_line_read(arena, text, strcspn(text, "\n"), &line);
    return trim_is_original_message(&line);
}

struct trim
trim_html(struct arena *arena, struct bytes raw)
{
    const char *text = plain_marked(arena, raw);
    struct trim_piece *whole;

    if (!is_only_forwarded(arena, text))
        return trim_lines(arena, text);
    whole = NEW(arena, struct trim_piece);
    *whole = (struct trim_piece){TRIM_WRITTEN, plain_from_html(arena, raw)};
    return (struct trim){trim_ends(arena, whole->text), whole, 1};
}
