/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a plan: finds the sections, hands their tables to the readers, then joins the
 * names. */
#include "plan/read.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "plan/fold.h"
#include "plan/open.h"
#include "plan/sections.h"
#include "plan/value.h"

#include <stdlib.h>
#include <string.h>

/* ---- Problems. */

char *
read_say(struct reader *reader, const char *text, ...)
{
    va_list args;
    char *said;

    va_start(args, text);
    said = arena_vprintf(reader->arena, tr(reader->problems->lang, text), args);
    va_end(args);
    return said;
}

bool
read_has_room(struct reader *reader, bool warning)
{
    if (reader->is_default)
        return false;
    reader->problems->errors_n += !warning;
    if (reader->problems->n < PLAN_PROBLEMS_N)
        return true;
    reader->problems->more_n++;
    return false;
}

/* Columns are kept in bytes while reading; people count characters. */
static int
column_of(const struct reader *reader, const struct scan_cell *at)
{
    const char *line;
    size_t bytes = (size_t)(at->column > 0 ? at->column - 1 : 0);
    int column = 1;

    if (at->line < 1 || (size_t)at->line > reader->scan.lines.n)
        return 1;
    line = reader->scan.lines.at[at->line - 1];
    for (size_t i = 0; i < bytes && line[i] && line[i] != '\n'; i++)
        column += ((unsigned char)line[i] & 0xC0) != 0x80;
    return column;
}

void
read_problem(struct reader *reader, const struct scan_cell *at, bool warning,
             const char *wrong, const char *right)
{
    struct plan_problem *problem = vec_add(reader->arena, reader->problems);

    *problem = (struct plan_problem){.line = at->line > 0 ? at->line : 1,
                                     .column = column_of(reader, at),
                                     .warning = warning,
                                     .wrong = wrong,
                                     .right = right};
}

static int
by_place(const void *a, const void *b)
{
    const struct plan_problem *x = a, *y = b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

int
read_line(const struct reader *reader, int line)
{
    return reader->is_default ? 0 : line;
}

/* ---- Tables. */

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
static int
fit(struct reader *reader, const struct scan_block *block,
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
    if (!*cell->text || fold_is_one_of(fold_text(reader->arena, cell->text),
                                       "-|all|everybody|everyone|todas|todos|any"))
        return NULL;
    return read_name_in(reader, cell, N_("organization"));
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

/* ---- Names. */

const char *
read_nearest(struct reader *reader, const char *name, const char *const *candidates,
             size_t n)
{
    const char *folded = fold_text(reader->arena, name), *best = NULL;
    size_t length = strlen(folded);
    int limit = length < 4 ? 1 : length < 8 ? 2 : 3, nearest;

    nearest = limit + 1;
    for (size_t i = 0; i < n && reader->problems->n < PLAN_PROBLEMS_N; i++) {
        size_t other = strlen(candidates[i]);
        int distance;

        if (other > length + 8 || length > other + 8)
            continue;
        distance = fold_distance(folded, fold_text(reader->arena, candidates[i]), limit);
        if (distance < nearest) {
            nearest = distance;
            best = candidates[i];
        }
    }
    return best;
}

void
read_name_later(struct reader *reader, const char **slot, enum read_name_kind kind,
                const struct scan_cell *at)
{
    *vec_add(reader->arena, &reader->names) =
        (struct read_name){slot, kind, at->line, at->column, NULL};
}

void
read_names_later(struct reader *reader, const struct scan_cell *cell,
                 const struct read_names *names)
{
    struct scan_cell piece;
    size_t at = 0, n = 0;

    *names->at = NEW_N(reader->arena, READ_LIST_N + 1, const char *);
    while (n < READ_LIST_N && read_piece(reader, cell, &at, &piece)) {
        const char **slot = &(*names->at)[n++];

        if (str_starts_fold(piece.text, "and "))
            piece.text += strlen("and ");
        *slot = read_name_in(reader, &piece, names->of_what);
        read_name_later(reader, slot, names->kind, &piece);
    }
    *names->n = n;
    if (n)
        reader->names.at[reader->names.n - 1].list_n = names->n;
    if (read_piece(reader, cell, &at, &piece))
        READ_ERROR(reader, &piece,
                   read_say(reader, "this list has more than %d entries", READ_LIST_N),
                   read_say(reader, "leave some out"));
}

/* The names of one kind, as the plan spells them. */
static const char **
names_of(struct reader *reader, enum read_name_kind kind, size_t *n_out)
{
    const struct plan *plan = reader->plan;
    size_t n = kind == NAME_TEAM    ? plan->teams.n
               : kind == NAME_TOPIC ? plan->topics.n
               : kind == NAME_STATE ? plan->states.n
                                    : plan->priorities.n;
    const char **names = NEW_N(reader->arena, n + 1, const char *);

    for (size_t i = 0; i < n; i++)
        names[i] = kind == NAME_TEAM    ? plan->teams.at[i].name
                   : kind == NAME_TOPIC ? plan->topics.at[i].name
                   : kind == NAME_STATE ? plan->states.at[i].name
                                        : plan->priorities.at[i].name;
    *n_out = n;
    return names;
}

static void
unknown_name(struct reader *reader, const struct read_name *name,
             const char *const *names, size_t n)
{
    static const char *const WRONG[] = {
        N_("there is no team \"%s\""), N_("there is no topic \"%s\""),
        N_("there is no state \"%s\""), N_("there is no priority \"%s\"")};
    struct scan_cell at = {"", name->line, name->column};
    const char *nearest = read_nearest(reader, *name->slot, names, n);
    struct plan_why why = {0, WRONG[name->kind], {*name->slot}};

    READ_ERROR(reader, &at, plan_why_text(reader->arena, reader->problems->lang, &why),
               nearest ? read_say(reader, "did you mean \"%s\"?", nearest)
               : n     ? read_say(reader,
                                  "add it to its table, or name another, such as \"%s\"",
                                  names[0])
                       : read_say(reader, "add it to its table"));
}

struct known_names {
    const char **at;
    size_t n;
};

static const char *
known_as(const struct known_names *known, const char *name)
{
    for (size_t i = 0; i < known->n; i++)
        if (fold_eq(known->at[i], name))
            return known->at[i];
    return NULL;
}

/* "Open and Closed" at the end of a list: two names. */
static bool
join_two(struct reader *reader, const struct read_name *name,
         const struct known_names *known)
{
    static const char *const AND[] = {" and ", " or ", " y ", " o ",
                                      " e ",   " & ",  " / ", "/"};

    for (int i = 0; name->list_n && i < COUNT_OF(AND); i++) {
        const char *cut = strstr(*name->slot, AND[i]), *first, *second;

        if (!cut)
            continue;
        first = known_as(known, arena_strndup(reader->arena, *name->slot,
                                              (size_t)(cut - *name->slot)));
        second = known_as(known, cut + strlen(AND[i]));
        if (!first || !second)
            continue;
        name->slot[0] = first;
        name->slot[1] = second;
        ++*name->list_n;
        return true;
    }
    return false;
}

static void
join_names(struct reader *reader)
{
    struct known_names known[4];

    for (int kind = 0; kind < 4; kind++)
        known[kind].at = names_of(reader, (enum read_name_kind)kind, &known[kind].n);
    for (size_t i = 0; i < reader->names.n; i++) {
        const struct read_name *name = &reader->names.at[i];
        const char *found = known_as(&known[name->kind], *name->slot);

        if (found)
            *name->slot = found;
        else if (!join_two(reader, name, &known[name->kind]))
            unknown_name(reader, name, known[name->kind].at, known[name->kind].n);
    }
}

/* ---- Sections. */

static void
add_section(struct reader *reader, const struct scan_block *block,
            enum plan_section_kind kind)
{
    struct plan_section *section = vec_add(reader->arena, &reader->plan->sections);
    const char *folded = fold_text(reader->arena, block->text);

    *section = (struct plan_section){.kind = kind,
                                     .level = block->level,
                                     .line = block->line,
                                     .last_line = block->last_line,
                                     .heading = block->text,
                                     .source = ""};
    section->internal = kind == PLAN_INTERNAL_TARGETS ||
                        fold_match(folded, "internal|staff only|interno|interna|internos|"
                                           "internas|solo personal") > 0;
}

/* "Impact \ Urgency" in the corner, or both and the priority as columns. */
static bool
is_matrix(struct reader *reader, const struct scan_block *block)
{
    const struct scan_row *head = &block->rows.at[0];
    const char *corner = fold_text(reader->arena, head->cells[0].text);
    const char *next = head->n > 1 ? fold_text(reader->arena, head->cells[1].text) : "";
    const char *both = arena_printf(reader->arena, "%s %s", corner, next);

    if (strstr(corner, "impact") && strstr(corner, "urgen"))
        return true;
    return head->n == 3 && strstr(both, "impact") && strstr(both, "urgen");
}

static const struct read_column *
columns_of(enum plan_section_kind kind, int *n)
{
    const struct read_column *columns = read_desk_columns(kind, n);

    if (!columns)
        columns = read_work_columns(kind, n);
    return columns ? columns : read_care_columns(kind, n);
}

/* A table belongs to the section that its heading begins, or else to another that the
 * heading speaks of and whose columns it has. */
static enum plan_section_kind
kind_of_table(struct reader *reader, const struct scan_block *block, int *some)
{
    const struct read_under *under = &reader->under;
    enum plan_section_kind best = under->kind;
    int most = 0, n, ignored;
    const struct read_column *columns = columns_of(under->kind, &n);

    *some = 1;
    if (under->mentioned & (1u << PLAN_PRIORITIES | 1u << PLAN_MATRIX) &&
        is_matrix(reader, block))
        return PLAN_MATRIX;
    if (columns && fit(reader, block, columns, n, some))
        return under->kind;
    for (int i = 0; i < PLAN_SECTIONS_N; i++) {
        int found;

        columns = columns_of((enum plan_section_kind)i, &n);
        if (!columns || !(under->mentioned & 1u << i))
            continue;
        found = fit(reader, block, columns, n, &ignored);
        if (found <= most)
            continue;
        most = found;
        best = (enum plan_section_kind)i;
        *some = found;
    }
    return best;
}

/* A header that is a misspelt column of the table. */
static bool
is_misspelt(struct reader *reader, const struct scan_block *block,
            enum plan_section_kind kind)
{
    int n;
    const struct read_column *columns = columns_of(kind, &n);
    const char *names[16];

    for (int i = 0; i < n; i++)
        names[i] = columns[i].name;
    for (int i = 0; i < block->rows.at[0].n; i++)
        if (read_nearest(reader, block->rows.at[0].cells[i].text, names, (size_t)n))
            return true;
    return false;
}

/* A table that has no column of its section is for people, like "Escalation contacts";
 * under the section's own heading it is more likely a mistake. */
static void
strange_table(struct reader *reader, const struct scan_block *block,
              enum plan_section_kind kind)
{
    int n;
    const struct read_column *columns = columns_of(kind, &n);
    const struct scan_cell *at = &block->rows.at[0].cells[0];

    if (reader->under.exact && !reader->plan->has_table[kind])
        READ_ERROR(reader, at,
                   read_say(reader, "this table has no column of the section \"%s\"",
                            tr(reader->problems->lang, sections_name(kind))),
                   read_say(reader, "it begins with the column \"%s\"", columns[0].name));
    else
        READ_REMARK(reader, at,
                    read_say(reader, "this table has no column of the section \"%s\"",
                             tr(reader->problems->lang, sections_name(kind))),
                    read_say(reader, "it is published but does nothing"));
}

/* The section that a list or a paragraph belongs to. */
static enum plan_section_kind
kind_of_text(const struct read_under *under)
{
    static const enum plan_section_kind WITH_TEXT[] = {
        PLAN_PROMISES, PLAN_HOURS, PLAN_SURVEY, PLAN_FEEDBACK, PLAN_DATA, PLAN_SETTINGS};

    for (int i = 0; i < COUNT_OF(WITH_TEXT); i++)
        if (under->kind == WITH_TEXT[i])
            return under->kind;
    for (int i = 0; i < COUNT_OF(WITH_TEXT); i++)
        if (under->mentioned & 1u << WITH_TEXT[i])
            return WITH_TEXT[i];
    return under->kind;
}

static void
read_as(struct reader *reader, const struct scan_block *block,
        enum plan_section_kind kind)
{
    switch (kind) {
    case PLAN_SETTINGS:
        read_settings(reader, block);
        break;
    case PLAN_CHANNELS:
        read_channels(reader, block);
        break;
    case PLAN_HOURS:
        read_hours(reader, block);
        break;
    case PLAN_PRIORITIES:
        read_priorities(reader, block);
        break;
    case PLAN_INTERNAL_TARGETS:
        read_internal_targets(reader, block);
        break;
    case PLAN_MATRIX:
        read_matrix(reader, block);
        break;
    case PLAN_TEAMS:
        read_teams(reader, block);
        break;
    case PLAN_TOPICS:
        read_topics(reader, block);
        break;
    case PLAN_WORKFLOW:
        read_workflow(reader, block);
        break;
    case PLAN_PROMISES:
        read_promises(reader, block);
        break;
    case PLAN_ESCALATION:
    case PLAN_FOLLOW_UP:
        read_rules(reader, block, kind);
        break;
    case PLAN_SURVEY:
        read_survey(reader, block);
        break;
    case PLAN_FEEDBACK:
        read_feedback(reader, block);
        break;
    case PLAN_TARGETS:
        read_targets(reader, block);
        break;
    case PLAN_TRAINING:
        read_training(reader, block);
        break;
    case PLAN_DATA:
        read_data(reader, block);
        break;
    case PLAN_PROSE:
    case PLAN_PURPOSE:
    case PLAN_SCOPE:
    case PLAN_RESPONSIBILITIES:
    case PLAN_SECTIONS_N:
        break;
    }
}

static void
read_block(struct reader *reader, const struct scan_block *block)
{
    enum plan_section_kind kind;
    int some = 1, n;

    if (block->kind != SCAN_TABLE) {
        read_day_sentence(reader, block);
        read_as(reader, block, kind_of_text(&reader->under));
        return;
    }
    if (!block->rows.n)
        return;
    kind = kind_of_table(reader, block, &some);
    if (columns_of(kind, &n) && !some && !is_misspelt(reader, block, kind)) {
        strange_table(reader, block, kind);
        return;
    }
    reader->plan->has[kind] = true;
    reader->plan->has_table[kind] = true;
    read_as(reader, block, kind);
}

/* The text between the heading's line and the next section's. */
static const char *
source_of(struct reader *reader, int from_line, int to_line)
{
    const struct scan *scan = &reader->scan;
    const char *from, *to;

    if (from_line < 0 || (size_t)from_line >= scan->lines.n)
        return "";
    from = scan->lines.at[from_line];
    to = (size_t)to_line - 1 < scan->lines.n ? scan->lines.at[to_line - 1]
                                             : from + strlen(from);
    return to > from ? str_trim(reader->arena,
                                arena_strndup(reader->arena, from, (size_t)(to - from)))
                     : "";
}

/* What stands between the title and the first section, when it is only prose, says whom
 * the desk helps. */
static void
take_introduction(struct reader *reader)
{
    struct plan *plan = reader->plan;
    int end =
        plan->sections.n ? plan->sections.at[0].line : (int)reader->scan.lines.n + 1;
    const char *text = source_of(reader, reader->title_line, end);

    if (!*plan->purpose && reader->title_line && !strchr(text, '|'))
        plan->purpose = text;
}

static void
cut_sections(struct reader *reader)
{
    struct plan *plan = reader->plan;

    for (size_t i = 0; i < plan->sections.n; i++) {
        struct plan_section *section = &plan->sections.at[i];
        int end = i + 1 < plan->sections.n ? plan->sections.at[i + 1].line
                                           : (int)reader->scan.lines.n + 1;

        section->source = source_of(reader, section->last_line, end);
        section->last_line = end - 1;
        if (section->kind == PLAN_PURPOSE && !*plan->purpose)
            plan->purpose = section->source;
        else if (section->kind == PLAN_SCOPE && !*plan->scope)
            plan->scope = section->source;
        else if (section->kind == PLAN_FEEDBACK && !*plan->feedback)
            plan->feedback = section->source;
        else if (section->kind == PLAN_RESPONSIBILITIES && !*plan->responsibilities)
            plan->responsibilities = section->source;
    }
}

/* What a heading begins: a section, the plan (its title), or nothing of its own. */
static void
take_heading(struct reader *reader, const struct scan_block *block)
{
    struct read_under *under = &reader->under;
    struct sections_heading heading;

    if (!*reader->plan->title && block->level == 1) {
        reader->plan->title = *block->text ? block->text : "?";
        reader->title_line = block->last_line;
        return;
    }
    heading = sections_read(reader->arena, block->text);
    if (heading.kind == PLAN_PROSE && block->level > under->level && under->level)
        return; /* a part of the section above it */
    *under = (struct read_under){heading.kind, heading.exact, heading.mentioned,
                                 block->level, false};
    if (heading.exact)
        reader->plan->has[heading.kind] = true;
    add_section(reader, block, heading.kind);
    read_hours_heading(reader, block);
}

static void
read_blocks(struct reader *reader)
{
    reader->under = (struct read_under){
        .kind = PLAN_SETTINGS, .exact = true, .mentioned = 1u << PLAN_SETTINGS};
    for (size_t i = 0; i < reader->scan.blocks.n; i++) {
        const struct scan_block *block = &reader->scan.blocks.at[i];
        if (block->kind == SCAN_HEADING)
            take_heading(reader, block);
        else
            read_block(reader, block);
    }
    cut_sections(reader);
    take_introduction(reader);
}

static void
check_text(struct reader *reader)
{
    struct scan_cell at = {"", 1, 1};

    if (!*reader->plan->title) {
        READ_ERROR(
            reader, &at, read_say(reader, "the plan has no title"),
            read_say(reader, "begin with a line like \"# Help Desk Plan: Our School\""));
        reader->plan->title = "Help desk plan";
    }
    at.line = reader->scan.wide_line;
    if (at.line)
        READ_ERROR(reader, &at,
                   read_say(reader, "this table has more than %d columns", SCAN_CELLS_N),
                   read_say(reader, "leave columns out"));
    at.line = reader->scan.full_line;
    if (at.line)
        READ_ERROR(reader, &at,
                   read_say(reader, "the plan is too long; the rest was not read"),
                   read_say(reader, "leave out what the desk does not need"));
}

/* Reads sections and tables into reader->plan; names are not joined yet. */
static void
read_text(struct reader *reader, const char *text)
{
    reader->plan->text = text;
    scan_text(reader->arena, text, &reader->scan);
    reader->columns = NEW_N(reader->arena, reader->scan.lines.n + 2, int);
    read_blocks(reader);
    check_text(reader);
}

static struct plan *
new_plan(struct arena *arena)
{
    struct plan *plan = NEW(arena, struct plan);

    plan->title = plan->desk = plan->zone_name = plan->owner = "";
    plan->purpose = plan->scope = plan->feedback = plan->responsibilities = "";
    plan->survey_question = plan->survey_ask_also = "";
    plan->zone = zone_utc();
    return plan;
}

void
read_default_plan(struct arena *arena, struct reader *out)
{
    *out = (struct reader){.arena = arena, .plan = new_plan(arena), .is_default = true};
    out->problems = NEW(arena, struct plan_problems);
    read_text(out, plan_default_text());
    join_names(out);
}

struct plan *
plan_read(struct arena *arena, const char *text, struct plan_problems *problems)
{
    const struct lang *lang = problems->lang;
    struct reader reader = {.arena = arena, .problems = problems};

    *problems = (struct plan_problems){.lang = lang};
    reader.plan = new_plan(arena);
    if (strlen(text) > PLAN_TEXT_BYTES) {
        struct scan_cell at = {"", 1, 1};
        READ_ERROR(
            &reader, &at,
            read_say(&reader, "the plan is longer than %d KB", PLAN_TEXT_BYTES / 1024),
            read_say(&reader, "leave out what the desk does not need"));
        return NULL;
    }
    read_text(&reader, text);
    read_defaults(&reader);
    join_names(&reader);
    read_internals(&reader);
    read_phases(reader.plan);
    plan_open_prepare(arena, reader.plan);
    read_sentences(&reader);
    read_check(&reader);
    if (problems->n)
        qsort(problems->at, problems->n, sizeof *problems->at, by_place);
    return reader.plan;
}
