/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the columns of a table by their words, and reads what stands in cells. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "plan/fold.h"
#include "plan/read.h"
#include "plan/value.h"

#include <string.h>

/* How well a header's words mean a column: a whole phrase, else its letters; 0 not. */
static int
column_match(const char *folded, const struct read_column *column)
{
    if (*folded && fold_is_one_of(folded, column->words))
        return 1000;
    return (int)fold_match(folded, column->words);
}

/* Each header takes the column that it means best and no header means better. place[c]:
 * of column c, -1 none. */
static void
place_columns(char **folded, int headers, const struct read_column *columns, int n,
              int *place)
{
    bool taken[SCAN_CELLS_N] = {false};

    for (int i = 0; i < n; i++)
        place[i] = -1;
    for (;;) {
        int best = 0, header = 0, column = 0;

        for (int i = 0; i < headers; i++) {
            for (int c = 0; c < n && !taken[i]; c++) {
                int match = place[c] < 0 ? column_match(folded[i], &columns[c]) : 0;
                if (match <= best)
                    continue;
                best = match;
                header = i;
                column = c;
            }
        }
        if (!best)
            return;
        place[column] = header;
        taken[header] = true;
    }
}

static char **
folded_headers(struct reader *reader, const struct scan_row *head)
{
    char **folded = NEW_N(reader->arena, (size_t)head->n + 1, char *);

    for (int i = 0; i < head->n; i++)
        folded[i] = fold_text(reader->arena, head->cells[i].text);
    return folded;
}

static void
unknown_column(struct reader *reader, const struct scan_cell *cell,
               const struct read_column *columns, int n)
{
    const char *names[16];
    const char *nearest;

    for (int i = 0; i < n; i++)
        names[i] = columns[i].name;
    nearest = read_nearest(reader, cell->text, names, (size_t)n);
    if (nearest)
        READ_ERROR(reader, cell,
                   read_say(reader, "\"%s\" is not a column of this table", cell->text),
                   read_say(reader, "did you mean \"%s\"?", nearest));
    else
        READ_REMARK(reader, cell,
                    read_say(reader, "\"%s\" is not a column of this table", cell->text),
                    read_say(reader, "it is published but does nothing"));
}

/* Headers that have no column: another that means the same stands beside it, or nothing
 * is known about it. */
static void
spare_headers(struct reader *reader, const struct read_table *table, char **folded)
{
    const struct scan_row *head = &table->block->rows.at[0];

    for (int i = 0; i < head->n; i++) {
        bool placed = !*folded[i];
        const char *twice = NULL;

        for (int c = 0; c < table->n; c++) {
            placed = placed || table->place[c] == i;
            if (fold_is_one_of(folded[i], table->columns[c].words))
                twice = table->columns[c].name;
        }
        if (!placed && twice)
            READ_ERROR(reader, &head->cells[i],
                       read_say(reader, "the column \"%s\" stands twice", twice),
                       read_say(reader, "keep one of the two"));
        else if (!placed)
            unknown_column(reader, &head->cells[i], table->columns, table->n);
    }
}

bool
read_columns(struct reader *reader, const struct scan_block *block,
             const struct read_column *columns, int n, struct read_table *out)
{
    const struct scan_row *head = &block->rows.at[0];
    char **folded = folded_headers(reader, head);
    bool good = true;

    *out = (struct read_table){.block = block, .columns = columns, .n = n};
    place_columns(folded, head->n, columns, n, out->place);
    spare_headers(reader, out, folded);
    for (int i = 0; i < n; i++) {
        if (!columns[i].required || out->place[i] >= 0)
            continue;
        good = false;
        READ_ERROR(reader, &head->cells[0],
                   read_say(reader, "this table has no column \"%s\"", columns[i].name),
                   read_say(reader, "add it"));
    }
    if (block->rows.n > READ_ROWS_N + 1) {
        struct scan_cell at = {"", block->rows.at[READ_ROWS_N + 1].line, 1};
        READ_ERROR(reader, &at,
                   read_say(reader, "this table has more than %d rows", READ_ROWS_N),
                   read_say(reader, "split the desk or leave rows out"));
    }
    return good;
}

/* How many columns of such a table the block has; 0 when a required one is missing. *some
 * counts those that it has anyway. */
int
read_fit(struct reader *reader, const struct scan_block *block,
         const struct read_column *columns, int n, int *some)
{
    const struct scan_row *head = &block->rows.at[0];
    int place[16], found = 0;
    bool all = true;

    place_columns(folded_headers(reader, head), head->n, columns, n, place);
    for (int i = 0; i < n; i++) {
        found += place[i] >= 0;
        all = all && (place[i] >= 0 || !columns[i].required);
    }
    *some = found;
    return all ? found : 0;
}

const struct scan_cell *
read_cell(const struct read_table *table, const struct scan_row *row, int column)
{
    static const struct scan_cell none = {"", 0, 0};

    return table->place[column] < 0 ? &none : &row->cells[table->place[column]];
}

const char *
read_folded(struct reader *reader, const struct read_table *table,
            const struct scan_row *row, int column)
{
    return fold_text(reader->arena, read_cell(table, row, column)->text);
}

void
read_remember(struct reader *reader, const struct scan_cell *cell)
{
    if (!reader->is_default && cell->line > 0 &&
        (size_t)cell->line <= reader->scan.lines.n && !reader->columns[cell->line])
        reader->columns[cell->line] = cell->column;
}

struct scan_cell
read_row_at(const struct reader *reader, int line)
{
    bool known = line > 0 && (size_t)line <= reader->scan.lines.n;

    return (struct scan_cell){"", line,
                              known && reader->columns[line] ? reader->columns[line] : 1};
}

const char *
read_name_in(struct reader *reader, const struct scan_cell *cell, const char *of_what)
{
    read_remember(reader, cell);
    if (!*cell->text) {
        READ_ERROR(reader, cell,
                   read_say(reader, "there is no %s in this row",
                            tr(reader->problems->lang, of_what)),
                   read_say(reader, "write its name"));
        return "?";
    }
    if (strlen(cell->text) > READ_NAME_BYTES) {
        READ_ERROR(reader, cell, read_say(reader, "this name is too long"),
                   read_say(reader, "at most %d letters", READ_NAME_BYTES));
        return utf8_shorten(reader->arena, cell->text, READ_NAME_BYTES / 4);
    }
    return cell->text;
}

const char *
read_organization(struct reader *reader, const struct scan_cell *cell)
{
    const char *name;
    bool known = false;

    if (!*cell->text ||
        fold_is_one_of(fold_text(reader->arena, cell->text),
                       "-|all|everybody|everyone|any|any other|others|todas|todos|"
                       "cualquiera|general"))
        return NULL;
    name = read_name_in(reader, cell, N_("organization"));
    for (size_t i = 0; i < reader->organizations.n && !known; i++)
        known = fold_eq(reader->organizations.at[i], name);
    if (!known && reader->organizations.n < READ_ROWS_N)
        *vec_add(reader->arena, &reader->organizations) = name;
    return name;
}

struct plan_duration
read_duration(struct reader *reader, const struct scan_cell *cell)
{
    struct plan_duration duration;

    if (!value_duration(fold_text(reader->arena, cell->text), &duration))
        READ_ERROR(reader, cell,
                   read_say(reader, "\"%s\" is not a length of time", cell->text),
                   read_say(reader, "write it like 15 min, 4 h, 3 days, 1 week or "
                                    "2 business days"));
    return duration;
}

int
read_choice(const char *folded, const char *const *choices, int n)
{
    for (int i = 0; i < n; i++)
        if (fold_is_one_of(folded, choices[i]))
            return i;
    return -1;
}

int
read_best_choice(struct reader *reader, const char *text, const char *const *choices,
                 int n)
{
    const char *folded = fold_text(reader->arena, text);
    size_t best = 0;
    int found = -1;

    for (int i = 0; i < n; i++) {
        size_t match = fold_match(folded, choices[i]);
        if (match <= best)
            continue;
        best = match;
        found = i;
    }
    return found;
}

bool
read_piece(struct reader *reader, const struct scan_cell *cell, size_t *at,
           struct scan_cell *out)
{
    const char *s = cell->text;
    size_t start, end;
    bool quoted = false;

    while (s[*at] && strchr(" ,;\n", s[*at]))
        ++*at;
    if (!s[*at])
        return false;
    start = *at;
    for (; s[*at] && (quoted || !strchr(",;\n", s[*at])); ++*at)
        quoted ^= s[*at] == '"';
    end = *at;
    while (end > start && s[end - 1] == ' ')
        end--;
    out->text = arena_strndup(reader->arena, s + start, end - start);
    out->line = cell->line;
    out->column = cell->column + (int)start;
    return true;
}
