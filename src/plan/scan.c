/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/scan.h"

#include "base/arena.h"

#include <ctype.h>
#include <string.h>

/* One line without its end: [p, p + n). */
struct line {
    const char *p;
    size_t n;
    size_t indent;
};

struct scanner {
    struct arena *arena;
    struct scan *scan;
    size_t next; /* line to read */
    const char *end;
};

static struct line
line_at(const struct scanner *scanner, size_t i)
{
    const char *p = scanner->scan->lines.at[i];
    const char *end =
        i + 1 < scanner->scan->lines.n ? scanner->scan->lines.at[i + 1] : scanner->end;
    struct line line = {p, (size_t)(end - p), 0};

    for (bool more = true; line.n && more;) {
        more = strchr("\n\r \t", line.p[line.n - 1]) != NULL;
        line.n -= more;
        if (!more && line.n >= 2 && !memcmp(line.p + line.n - 2, "\302\240", 2)) {
            line.n -= 2;
            more = true;
        }
    }
    while (line.indent < line.n && line.p[line.indent] == ' ')
        line.indent++;
    if (line.indent < line.n && line.p[line.indent] == '\t')
        line.indent = 4;
    return line;
}

static bool
is_blank(const struct line *line)
{
    return line->n == 0;
}

/* ---- Inline marks. */

static const struct {
    const char *name, *text;
} ENTITIES[] = {
    {"&amp;",  "&" },
    {"&lt;",   "<" },
    {"&gt;",   ">" },
    {"&quot;", "\""},
    {"&nbsp;", " " },
    {"&#39;",  "'" }
};

static size_t
take_entity(const char *s, size_t n, char *out)
{
    for (size_t i = 0; i < sizeof ENTITIES / sizeof *ENTITIES; i++) {
        size_t length = strlen(ENTITIES[i].name);
        if (length <= n && !memcmp(s, ENTITIES[i].name, length)) {
            *out = ENTITIES[i].text[0];
            return length;
        }
    }
    return 0;
}

/* Bytes of a blank that is not ASCII: no-break spaces and the like; 0 when it is none. */
static size_t
wide_blank(const char *s, size_t n)
{
    static const char *const BLANKS[] = {"\302\240",     "\342\200\207", "\342\200\257",
                                         "\342\200\211", "\342\200\202", "\342\200\203"};

    for (size_t i = 0; i < sizeof BLANKS / sizeof *BLANKS; i++) {
        size_t length = strlen(BLANKS[i]);
        if (length <= n && !memcmp(s, BLANKS[i], length))
            return length;
    }
    return 0;
}

/* Bytes of a line break written as HTML, "<br>" or "<br />"; 0 when it is none. */
static size_t
line_break(const char *s, size_t n)
{
    static const char *const BREAKS[] = {"<br>", "<br/>", "<br />", "<BR>"};

    for (size_t i = 0; i < sizeof BREAKS / sizeof *BREAKS; i++) {
        size_t length = strlen(BREAKS[i]);
        if (length <= n && !memcmp(s, BREAKS[i], length))
            return length;
    }
    return 0;
}

/* "](address)" at s: how long it is. */
static size_t
link_end(const char *s, size_t n)
{
    const char *close;

    if (n < 3 || s[0] != ']' || s[1] != '(')
        return 0;
    close = memchr(s, ')', n > 2000 ? 2000 : n);
    return close ? (size_t)(close - s) + 1 : 0;
}

/* A run of marks that surrounds words, and is not part of one, as _ is in file_name. */
static bool
is_mark(const char *s, size_t i, size_t n)
{
    size_t first = i, last = i;
    bool before, after;

    if (s[i] == '`')
        return true;
    if (s[i] != '*' && s[i] != '_')
        return false;
    while (first && i - first < 3 && s[first - 1] == s[i])
        first--;
    while (last + 1 < n && last - i < 3 && s[last + 1] == s[i])
        last++;
    before = first == 0 || strchr(" \t\n*_(\"'", s[first - 1]);
    after = last + 1 >= n || strchr(" \t\n*_.,;:!?)\"'", s[last + 1]);
    return before != after;
}

/* Takes back the "[" of a link whose end was found. */
static size_t
open_link(char *out, size_t used)
{
    for (size_t k = used; k-- > 0 && used - k < 1000;) {
        if (out[k] != '[')
            continue;
        memmove(out + k, out + k + 1, used - k - 1);
        return used - 1;
    }
    return used;
}

char *
scan_plain(struct arena *arena, const char *s, size_t n)
{
    char *out = arena_take(arena, n + 1);
    size_t used = 0, skip;
    int links = 0;

    for (size_t i = 0; i < n; i++) {
        if (s[i] == '\\' && i + 1 < n && ispunct((unsigned char)s[i + 1])) {
            out[used++] = s[++i];
        } else if (s[i] == '&' && (skip = take_entity(s + i, n - i, out + used))) {
            used++;
            i += skip - 1;
        } else if ((skip = wide_blank(s + i, n - i))) {
            out[used++] = ' ';
            i += skip - 1;
        } else if (s[i] == '<' && (skip = line_break(s + i, n - i))) {
            out[used++] = '\n';
            i += skip - 1;
        } else if (s[i] == '[' && memchr(s + i, ']', n - i > 500 ? 500 : n - i)) {
            links++;
            out[used++] = '[';
        } else if (links && (skip = link_end(s + i, n - i))) {
            used = open_link(out, used);
            links--;
            i += skip - 1;
        } else if (!is_mark(s, i, n)) {
            out[used++] = s[i] == '\n' || s[i] == '\t' ? ' ' : s[i];
        }
    }
    while (used && strchr(" \n", out[used - 1]))
        used--;
    out[used] = 0;
    return out + strspn(out, " \n");
}

/* Plain text of [p, p + n), without blanks around. *column moves over those in front. */
static const char *
plain(struct scanner *scanner, const char *p, size_t n, int *column)
{
    size_t skip = 0;

    for (size_t wide; skip < n; skip += wide ? wide : 1) {
        wide = wide_blank(p + skip, n - skip);
        if (!wide && p[skip] != ' ' && p[skip] != '\t')
            break;
    }
    p += skip;
    n -= skip;
    if (column)
        *column += (int)skip;
    return n ? scan_plain(scanner->arena, p, n) : "";
}

/* ---- Tables. */

/* Splits a row at its bars; without scanner only counts. */
static int
split_row(struct scanner *scanner, const struct line *line, struct scan_cell *cells,
          int room)
{
    size_t i = line->indent, end = line->n;
    int n = 0;

    if (i < end && line->p[i] == '|')
        i++;
    if (end > i && line->p[end - 1] == '|' && (end < 2 || line->p[end - 2] != '\\'))
        end--;
    for (size_t start = i; i <= end; i++) {
        if (i < end && line->p[i] == '\\' && i + 1 < end) {
            i++;
            continue;
        }
        if (i < end && line->p[i] != '|')
            continue;
        if (cells && n < room) {
            cells[n].column = (int)start + 1;
            cells[n].text = plain(scanner, line->p + start, i - start, &cells[n].column);
        }
        n++;
        start = i + 1;
    }
    return n;
}

/* Only bars, dashes, colons and blanks, a dash in each cell. */
static bool
is_delimiter(const struct line *line)
{
    bool dash = false, any = false;

    if (is_blank(line) || line->indent > 3)
        return false;
    for (size_t i = line->indent; i < line->n; i++) {
        char c = line->p[i];
        if (!strchr("|-: \t", c))
            return false;
        any = any || c == '|';
        dash = dash || c == '-';
    }
    return dash && any;
}

static bool
is_table(const struct scanner *scanner, size_t i)
{
    struct line head = line_at(scanner, i), next;

    if (i + 1 >= scanner->scan->lines.n || head.indent > 3 ||
        !memchr(head.p, '|', head.n))
        return false;
    next = line_at(scanner, i + 1);
    return is_delimiter(&next) &&
           split_row(NULL, &head, NULL, 0) == split_row(NULL, &next, NULL, 0);
}

static bool starts_block(const struct line *line);

static void
take_table(struct scanner *scanner)
{
    struct scan_block *block = vec_add(scanner->arena, &scanner->scan->blocks);
    struct line line = line_at(scanner, scanner->next);
    int columns = split_row(NULL, &line, NULL, 0);

    *block = (struct scan_block){.kind = SCAN_TABLE,
                                 .line = (int)scanner->next + 1,
                                 .column = (int)line.indent + 1,
                                 .text = ""};
    if (columns > SCAN_CELLS_N) {
        scanner->scan->wide_line = block->line;
        columns = SCAN_CELLS_N;
    }
    for (size_t first = scanner->next; scanner->next < scanner->scan->lines.n;
         scanner->next++) {
        struct scan_row *row;

        line = line_at(scanner, scanner->next);
        if (is_blank(&line) || (scanner->next != first && starts_block(&line)))
            break;
        block->last_line = (int)scanner->next + 1;
        if (scanner->scan->rows_n++ > SCAN_ROWS_N)
            break;
        if (scanner->next == first + 1)
            continue;
        row = vec_add(scanner->arena, &block->rows);
        row->n = columns;
        row->line = (int)scanner->next + 1;
        row->cells = NEW_N(scanner->arena, (size_t)columns, struct scan_cell);
        for (int i = 0; i < columns; i++)
            row->cells[i] = (struct scan_cell){"", row->line, (int)line.n + 1};
        split_row(scanner, &line, row->cells, columns);
    }
}

/* ---- Other blocks. */

static size_t
heading_level(const struct line *line)
{
    size_t i = line->indent, level = 0;

    if (line->indent > 3)
        return 0;
    while (i < line->n && line->p[i] == '#') {
        i++;
        level++;
    }
    if (level > 6 || (i < line->n && line->p[i] != ' ' && line->p[i] != '\t'))
        return 0;
    return level;
}

/* Bytes of "- " or "12. " in front of an item. */
static size_t
bullet(const struct line *line)
{
    size_t i = line->indent;

    if (i >= line->n)
        return 0;
    if (strchr("-*+", line->p[i])) {
        i++;
    } else {
        size_t digits = i;
        while (i < line->n && isdigit((unsigned char)line->p[i]) && i - digits < 9)
            i++;
        if (i == digits || i >= line->n || !strchr(".)", line->p[i]))
            return 0;
        i++;
    }
    return i < line->n && (line->p[i] == ' ' || line->p[i] == '\t') ? i + 1 : 0;
}

/* The fence's character when a line opens or closes a fenced block, else 0. */
static char
fence(const struct line *line)
{
    const char *p = line->p + line->indent;
    size_t n = line->n - (line->indent < line->n ? line->indent : line->n);

    if (line->indent > 3 || n < 3 || (*p != '`' && *p != '~'))
        return 0;
    return p[1] == *p && p[2] == *p ? *p : 0;
}

/* A line of only = or -, at least one: 1 or 2; else 0. */
static int
underline(const struct line *line)
{
    size_t i = line->indent;
    char c = i < line->n ? line->p[i] : 0;

    if (line->indent > 3 || (c != '=' && c != '-'))
        return 0;
    while (i < line->n && line->p[i] == c)
        i++;
    return i == line->n ? (c == '=' ? 1 : 2) : 0;
}

static bool
is_break(const struct line *line)
{
    size_t marks = 0;
    char c = line->indent < line->n ? line->p[line->indent] : 0;

    if (!c || !strchr("-*_", c) || line->indent > 3)
        return false;
    for (size_t i = line->indent; i < line->n; i++) {
        if (line->p[i] == c)
            marks++;
        else if (line->p[i] != ' ')
            return false;
    }
    return marks >= 3;
}

static bool
is_comment(const struct line *line)
{
    return line->n - line->indent >= 4 && line->indent < line->n &&
           !memcmp(line->p + line->indent, "<!--", 4);
}

static bool
starts_block(const struct line *line)
{
    return heading_level(line) || bullet(line) || fence(line) || is_comment(line) ||
           is_break(line) ||
           (line->indent < line->n && line->p[line->indent] == '>' && line->indent < 4);
}

static void
take_heading(struct scanner *scanner, const struct line *line, size_t level)
{
    struct scan_block *block = vec_add(scanner->arena, &scanner->scan->blocks);
    size_t start = line->indent + level, n = line->n;
    int column = (int)start + 1;

    while (n > start && line->p[n - 1] == '#')
        n--;
    if (n > start && line->p[n - 1] != ' ' && n < line->n)
        n = line->n; /* "C#" keeps its sign */
    *block =
        (struct scan_block){.kind = SCAN_HEADING,
                            .level = (int)level,
                            .line = (int)scanner->next + 1,
                            .last_line = (int)scanner->next + 1,
                            .text = plain(scanner, line->p + start, n - start, &column)};
    block->column = column;
    scanner->next++;
}

static void
skip_fenced(struct scanner *scanner, char c)
{
    while (++scanner->next < scanner->scan->lines.n) {
        struct line line = line_at(scanner, scanner->next);
        if (fence(&line) == c)
            break;
    }
    scanner->next++;
}

static void
skip_comment(struct scanner *scanner)
{
    for (; scanner->next < scanner->scan->lines.n; scanner->next++) {
        struct line line = line_at(scanner, scanner->next);
        if (memmem(line.p, line.n, "-->", 3))
            break;
    }
    scanner->next++;
}

/* An item or a paragraph, with the lines that go on from it. */
static void
take_text(struct scanner *scanner, const struct line *first, size_t skip)
{
    struct scan_block *block = vec_add(scanner->arena, &scanner->scan->blocks);
    size_t line_n = scanner->next, start = skip ? skip : first->indent;
    const char *end = first->p + first->n;
    int level = 0;

    *block = (struct scan_block){.kind = skip ? SCAN_ITEM : SCAN_PARAGRAPH,
                                 .line = (int)line_n + 1,
                                 .column = (int)start + 1};
    while (++line_n < scanner->scan->lines.n) {
        struct line line = line_at(scanner, line_n);
        if (is_blank(&line))
            break;
        level = skip ? 0 : underline(&line);
        if (level || starts_block(&line) || is_table(scanner, line_n))
            break;
        end = line.p + line.n;
    }
    block->text = plain(scanner, first->p + start, (size_t)(end - first->p) - start,
                        &block->column);
    block->last_line = (int)line_n;
    scanner->next = line_n;
    if (level) {
        block->kind = SCAN_HEADING;
        block->level = level;
        scanner->next++;
    }
}

static void
take_block(struct scanner *scanner)
{
    struct line line = line_at(scanner, scanner->next);
    size_t level;

    if (is_blank(&line)) {
        scanner->next++;
    } else if (line.indent > 3 && !bullet(&line)) {
        scanner->next++; /* indented code, or more of an item after a blank line */
    } else if ((level = heading_level(&line))) {
        take_heading(scanner, &line, level);
    } else if (fence(&line)) {
        skip_fenced(scanner, fence(&line));
    } else if (is_comment(&line)) {
        skip_comment(scanner);
    } else if (is_table(scanner, scanner->next)) {
        take_table(scanner);
    } else if (is_break(&line)) {
        scanner->next++;
    } else {
        take_text(scanner, &line, bullet(&line));
    }
}

void
scan_text(struct arena *arena, const char *text, struct scan *out)
{
    struct scanner scanner = {arena, out, 0, text + strlen(text)};

    *out = (struct scan){0};
    for (const char *p = text; *p;) {
        const char *end = strchr(p, '\n');
        *vec_add(arena, &out->lines) = p;
        if (!end)
            break;
        p = end + 1;
    }
    while (scanner.next < out->lines.n) {
        if (out->blocks.n >= SCAN_BLOCKS_N || out->rows_n > SCAN_ROWS_N) {
            out->full_line = (int)scanner.next + 1;
            break;
        }
        take_block(&scanner);
    }
}
