/* SPDX-License-Identifier: Apache-2.0 */
/* Edits single rows of a plan's text. The table is written anew, tidily; every other byte
 * stays as it is. */
#include "plan/publish.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "plan/scan.h"
#include "plan/sections.h"

#include <string.h>

enum { WIDEST = 60 };

static const char *
line_start(const struct scan *scan, int line, const char *text)
{
    return line >= 1 && (size_t)line <= scan->lines.n ? scan->lines.at[line - 1]
                                                      : text + strlen(text);
}

/* Raw cells of one line of a table, at most n. */
static void
split_raw(struct arena *arena, const char *line, size_t length, const char **cells,
          size_t n)
{
    size_t i = 0, found = 0;
    bool code = false;

    while (length && strchr(" \t\r\n", line[length - 1]))
        length--;
    while (i < length && line[i] == ' ')
        i++;
    if (i < length && line[i] == '|')
        i++;
    if (length > i && line[length - 1] == '|' && line[length - 2] != '\\')
        length--;
    for (size_t start = i; i <= length && found < n; i++) {
        size_t from = start, to = i;
        if (i < length && line[i] == '\\' && i + 1 < length) {
            i++;
            continue;
        }
        if (i < length && line[i] == '`')
            code = !code;
        if (i < length && line[i] != '|')
            continue;
        while (from < to && (line[from] == ' ' || line[from] == '\t'))
            from++;
        while (to > from && (line[to - 1] == ' ' || line[to - 1] == '\t'))
            to--;
        cells[found++] = arena_strndup(arena, line + from, to - from);
        start = i + 1;
    }
    while (found < n)
        cells[found++] = "";
}

/* The first table under a heading of that kind. */
static const struct scan_block *
find_table(struct arena *arena, const struct scan *scan, enum plan_section_kind kind)
{
    bool inside = false;

    for (size_t i = 0; i < scan->blocks.n; i++) {
        const struct scan_block *block = &scan->blocks.at[i];

        if (block->kind == SCAN_HEADING) {
            enum plan_section_kind found = sections_kind(arena, block->text);
            bool title = block->level == 1 && kind == PLAN_SETTINGS; /* stand under it */
            inside = title || found == kind || (inside && found == PLAN_PROSE);
        }
        if (inside && block->kind == SCAN_TABLE)
            return block;
    }
    return NULL;
}

bool
plan_table(struct arena *arena, const char *text, enum plan_section_kind kind,
           struct plan_table *out)
{
    const struct scan_block *block;
    struct scan scan;

    scan_text(arena, text, &scan);
    block = find_table(arena, &scan, kind);
    *out = (struct plan_table){0};
    if (!block || !block->rows.n)
        return false;
    out->first_line = block->line;
    out->last_line = block->last_line;
    out->columns_n = (size_t)block->rows.at[0].n;
    out->rows_n = block->rows.n - 1;
    out->headers = NEW_N(arena, out->columns_n, const char *);
    out->cells = NEW_N(arena, out->columns_n * out->rows_n + 1, const char *);
    out->lines = NEW_N(arena, out->rows_n + 1, int);
    for (size_t i = 0; i < block->rows.n; i++) {
        int line = block->rows.at[i].line;
        const char *start = line_start(&scan, line, text);
        const char *end = line_start(&scan, line + 1, text);

        split_raw(arena, start, (size_t)(end - start),
                  i ? out->cells + (i - 1) * out->columns_n : out->headers,
                  out->columns_n);
        if (i)
            out->lines[i - 1] = line;
    }
    return true;
}

/* A value must not end its cell or its line. */
static const char *
as_cell(struct arena *arena, const char *value)
{
    const char *line = utf8_clean(arena, bytes_of(value), true);
    char *out = arena_take(arena, strlen(line) * 2 + 1);
    size_t n = 0;

    for (; *line; line++) {
        if (*line == '|' && (!n || out[n - 1] != '\\'))
            out[n++] = '\\';
        out[n++] = *line;
    }
    if (n && out[n - 1] == '\\')
        out[n++] = ' ';
    return out;
}

static void
put_cell(struct buf *buf, const char *cell, size_t width)
{
    size_t length = utf8_length(cell);

    buf_str(buf, "| ");
    buf_str(buf, cell);
    for (; length < width; length++)
        buf_char(buf, ' ');
    buf_char(buf, ' ');
}

static void
put_table(struct buf *buf, const struct plan_table *table)
{
    size_t widths[SCAN_CELLS_N] = {0};

    for (size_t i = 0; i < table->columns_n; i++) {
        widths[i] = utf8_length(table->headers[i]);
        for (size_t k = 0; k < table->rows_n; k++) {
            size_t length = utf8_length(table->cells[k * table->columns_n + i]);
            if (length > widths[i] && length <= WIDEST)
                widths[i] = length;
        }
        if (widths[i] < 3)
            widths[i] = 3;
        put_cell(buf, table->headers[i], widths[i]);
    }
    buf_str(buf, "|\n");
    for (size_t i = 0; i < table->columns_n; i++) {
        buf_char(buf, '|');
        for (size_t k = 0; k < widths[i] + 2; k++)
            buf_char(buf, '-');
    }
    buf_str(buf, "|\n");
    for (size_t k = 0; k < table->rows_n; k++) {
        for (size_t i = 0; i < table->columns_n; i++)
            put_cell(buf, table->cells[k * table->columns_n + i], widths[i]);
        buf_str(buf, "|\n");
    }
}

/* The text with the lines [first, last] replaced by what put() writes. */
static char *
replaced(struct arena *arena, const char *text, int first, int last, const char *by)
{
    struct scan scan;
    const char *from, *to;

    scan_text(arena, text, &scan);
    from = line_start(&scan, first, text);
    to = line_start(&scan, last + 1, text);
    return arena_printf(arena, "%.*s%s%s", (int)(from - text), text, by, to);
}

char *
plan_edit_row(struct arena *arena, const char *text, enum plan_section_kind kind,
              int line, const char *const *values)
{
    struct plan_table table;
    struct buf buf;
    const char **cells;
    size_t row = 0;

    if (!plan_table(arena, text, kind, &table))
        return NULL;
    while (row < table.rows_n && table.lines[row] != line)
        row++;
    if ((line && row == table.rows_n) || (!line && !values))
        return NULL;
    cells = NEW_N(arena, (table.rows_n + 1) * table.columns_n, const char *);
    memcpy(cells, table.cells, table.rows_n * table.columns_n * sizeof *cells);
    if (!values) {
        memmove(cells + row * table.columns_n, cells + (row + 1) * table.columns_n,
                (table.rows_n - row - 1) * table.columns_n * sizeof *cells);
        table.rows_n--;
    } else {
        for (size_t i = 0; i < table.columns_n; i++)
            cells[row * table.columns_n + i] = as_cell(arena, values[i]);
        table.rows_n += row == table.rows_n;
    }
    table.cells = cells;
    buf_init(&buf, arena, 0);
    put_table(&buf, &table);
    return replaced(arena, text, table.first_line, table.last_line, buf_text(&buf));
}

char *
plan_edit_closed(struct arena *arena, const char *text, int line, const char *item)
{
    struct scan scan;
    bool inside = false, list = false;
    int last = 0, own_last = 0;

    scan_text(arena, text, &scan);
    for (size_t i = 0; i < scan.blocks.n; i++) {
        const struct scan_block *block = &scan.blocks.at[i];

        if (block->kind == SCAN_HEADING) {
            enum plan_section_kind found = sections_kind(arena, block->text);
            inside = found == PLAN_HOURS || (inside && found == PLAN_PROSE);
        } else if (inside && (block->kind == SCAN_ITEM || !list)) {
            last = block->last_line;
            list = list || block->kind == SCAN_ITEM;
            if (block->kind == SCAN_ITEM && block->line == line)
                own_last = block->last_line;
        }
    }
    if (!last || (line && !own_last) || (!line && !item))
        return NULL;
    item = item ? utf8_clean(arena, bytes_of(item), true) : NULL;
    if (line)
        return replaced(arena, text, line, own_last,
                        item ? arena_printf(arena, "- %s\n", item) : "");
    return replaced(arena, text, last + 1, last,
                    arena_printf(arena, list ? "- %s\n" : "\nClosed:\n\n- %s\n", item));
}
