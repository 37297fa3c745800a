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

/* The column that a heading's words mean, or -1; the longest phrase decides. */
static int
column_for(const char *folded, const struct read_column *columns, int n)
{
    size_t best = 0;
    int found = -1;

    for (int i = 0; i < n; i++) {
        size_t match = fold_match(folded, columns[i].words);
        if (match > best) {
            best = match;
            found = i;
        }
    }
    return found;
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

bool
read_columns(struct reader *reader, const struct scan_block *block,
             const struct read_column *columns, int n, struct read_table *out)
{
    const struct scan_row *head = &block->rows.at[0];
    bool good = true;

    *out = (struct read_table){.block = block, .columns = columns, .n = n};
    for (int i = 0; i < n; i++)
        out->place[i] = -1;
    for (int i = 0; i < head->n; i++) {
        const char *folded = fold_text(reader->arena, head->cells[i].text);
        int column = column_for(folded, columns, n);

        if (column < 0 && *folded)
            unknown_column(reader, &head->cells[i], columns, n);
        else if (column >= 0 && out->place[column] >= 0)
            READ_ERROR(
                reader, &head->cells[i],
                read_say(reader, "the column \"%s\" stands twice", columns[column].name),
                read_say(reader, "keep one of the two"));
        else if (column >= 0)
            out->place[column] = i;
    }
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

const char *
read_name_in(struct reader *reader, const struct scan_cell *cell, const char *of_what)
{
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

bool
read_piece(struct reader *reader, const struct scan_cell *cell, size_t *at,
           struct scan_cell *out)
{
    const char *s = cell->text;
    size_t start, end;
    bool quoted = false;

    while (s[*at] && strchr(" ,;", s[*at]))
        ++*at;
    if (!s[*at])
        return false;
    start = *at;
    for (; s[*at] && (quoted || (s[*at] != ',' && s[*at] != ';')); ++*at)
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
        (struct read_name){slot, kind, at->line, at->column};
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

static void
join_names(struct reader *reader)
{
    size_t counts[4];
    const char **names[4];

    for (int kind = 0; kind < 4; kind++)
        names[kind] = names_of(reader, (enum read_name_kind)kind, &counts[kind]);
    for (size_t i = 0; i < reader->names.n; i++) {
        const struct read_name *name = &reader->names.at[i];
        const char *found = NULL;

        for (size_t k = 0; k < counts[name->kind] && !found; k++)
            if (fold_eq(names[name->kind][k], *name->slot))
                found = names[name->kind][k];
        if (found)
            *name->slot = found;
        else
            unknown_name(reader, name, names[name->kind], counts[name->kind]);
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

/* "Impact \ Urgency" in the corner, below a heading that speaks of priorities. */
static bool
is_matrix(struct reader *reader, const struct scan_block *block)
{
    const char *corner;

    if (block->kind != SCAN_TABLE)
        return false;
    corner = fold_text(reader->arena, block->rows.at[0].cells[0].text);
    return strstr(corner, "impact") && strstr(corner, "urgen");
}

static void
read_block(struct reader *reader, const struct scan_block *block,
           enum plan_section_kind kind)
{
    if (block->kind == SCAN_TABLE && !block->rows.n)
        return;
    if (block->kind == SCAN_PARAGRAPH)
        read_day_sentence(reader, block);
    if (kind == PLAN_PRIORITIES && is_matrix(reader, block)) {
        reader->plan->has[PLAN_MATRIX] = true;
        kind = PLAN_MATRIX;
    }
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
static enum plan_section_kind
take_heading(struct reader *reader, const struct scan_block *block,
             enum plan_section_kind kind, int *level)
{
    enum plan_section_kind found;

    if (!*reader->plan->title && block->level == 1) {
        reader->plan->title = *block->text ? block->text : "?";
        reader->title_line = block->last_line;
        return PLAN_SETTINGS;
    }
    found = sections_kind(reader->arena, block->text);
    if (found == PLAN_PROSE && block->level > *level && *level)
        return kind; /* a part of the section above it */
    *level = block->level;
    reader->plan->has[found] = true;
    add_section(reader, block, found);
    return found;
}

static void
read_blocks(struct reader *reader)
{
    enum plan_section_kind kind = PLAN_SETTINGS;
    int level = 0;

    for (size_t i = 0; i < reader->scan.blocks.n; i++) {
        const struct scan_block *block = &reader->scan.blocks.at[i];
        if (block->kind == SCAN_HEADING)
            kind = take_heading(reader, block, kind, &level);
        else
            read_block(reader, block, kind);
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
