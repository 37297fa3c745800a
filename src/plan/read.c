/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a plan: finds the sections, hands their tables to the readers, then joins the
 * names. */
#include "plan/read.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "plan/fold.h"
#include "plan/open.h"
#include "plan/sections.h"
#include "plan/value.h"

#include <limits.h>
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

/* ---- Sections. */

static void
add_section(struct reader *reader, const struct scan_block *block,
            enum plan_section_kind kind)
{
    struct plan_section *section = vec_add(reader->arena, &reader->plan->sections);

    *section = (struct plan_section){.kind = kind,
                                     .level = block->level,
                                     .line = block->line,
                                     .last_line = block->last_line,
                                     .heading = block->text,
                                     .source = ""};
}

static bool
says_internal(struct reader *reader, const struct scan_block *block)
{
    const char *folded = fold_text(reader->arena, block->text);

    return sections_kind(reader->arena, block->text) == PLAN_INTERNAL_TARGETS ||
           fold_match(folded, "internal|staff only|interno|interna|internos|"
                              "internas|solo personal") > 0;
}

/* From each heading that says so down to the next one that is not below it. */
static void
find_internal(struct reader *reader)
{
    struct plan *plan = reader->plan;
    int level = 0; /* of the heading whose part we are in, 0 none */

    for (size_t i = 0; i < reader->scan.blocks.n; i++) {
        const struct scan_block *block = &reader->scan.blocks.at[i];

        if (block->kind != SCAN_HEADING)
            continue;
        if (level && block->level <= level) {
            plan->internal.at[plan->internal.n - 1].last = block->line - 1;
            level = 0;
        }
        if (level || !says_internal(reader, block))
            continue;
        level = block->level;
        *vec_add(reader->arena, &plan->internal) =
            (struct plan_lines){block->line, INT_MAX};
    }
}

/* True beyond the most; said once. wrong: a msgid, the number in it. */
static bool
too_many(struct reader *reader, const struct scan_block *block, int n, int most,
         const char *wrong)
{
    struct scan_cell at = {"", block->line, block->column};
    struct plan_why why = {0, wrong, {arena_printf(reader->arena, "%d", most)}};

    if (n == most + 1)
        READ_ERROR(reader, &at,
                   plan_why_text(reader->arena, reader->problems->lang, &why),
                   read_say(reader, "leave out what the desk does not need"));
    return n > most;
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
    if (columns && read_fit(reader, block, columns, n, some))
        return under->kind;
    for (int i = 0; i < PLAN_SECTIONS_N; i++) {
        int found;

        columns = columns_of((enum plan_section_kind)i, &n);
        if (!columns || !(under->mentioned & 1u << i))
            continue;
        found = read_fit(reader, block, columns, n, &ignored);
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
    if (!block->rows.n || too_many(reader, block, ++reader->tables_n, READ_TABLES_N,
                                   N_("this plan has more than %s tables")))
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

/* The same without what stays with the staff. */
static const char *
public_source_of(struct reader *reader, int from_line, int to_line)
{
    struct buf buf;
    int from = from_line;

    buf_init(&buf, reader->arena, 0);
    for (size_t i = 0; i < reader->plan->internal.n && from < to_line; i++) {
        const struct plan_lines *hidden = &reader->plan->internal.at[i];

        if (hidden->last <= from || hidden->first >= to_line)
            continue;
        if (hidden->first - 1 > from)
            buf_printf(&buf, "%s\n\n", source_of(reader, from, hidden->first));
        if (hidden->last >= to_line)
            return str_trim(reader->arena, buf_text(&buf));
        from = hidden->last;
    }
    buf_str(&buf, source_of(reader, from, to_line));
    return str_trim(reader->arena, buf_text(&buf));
}

/* What stands between the title and the first section, when it is only prose, says whom
 * the desk helps. */
static void
take_introduction(struct reader *reader)
{
    struct plan *plan = reader->plan;
    int end =
        plan->sections.n ? plan->sections.at[0].line : (int)reader->scan.lines.n + 1;
    const char *text = public_source_of(reader, reader->title_line, end);

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

        int from = section->last_line;
        const char **slot = section->kind == PLAN_PURPOSE            ? &plan->purpose
                            : section->kind == PLAN_SCOPE            ? &plan->scope
                            : section->kind == PLAN_FEEDBACK         ? &plan->feedback
                            : section->kind == PLAN_RESPONSIBILITIES ? &plan->responsibilities
                                                                     : NULL;

        section->source = source_of(reader, section->last_line, end);
        section->internal = plan_line_is_internal(plan, section->line);
        section->last_line = end - 1;
        if (slot && !**slot)
            *slot = public_source_of(reader, from, end);
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
    if (too_many(reader, block, ++reader->headings_n, READ_HEADINGS_N,
                 N_("this plan has more than %s headings")))
        return;
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
    find_internal(reader);
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
read_default_plan(struct arena *arena, const char *language, struct reader *out)
{
    *out = (struct reader){.arena = arena, .plan = new_plan(arena), .is_default = true};
    out->problems = NEW(arena, struct plan_problems);
    read_text(out, plan_default_text_in(language));
    read_join_names(out);
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
    read_join_names(&reader);
    read_internals(&reader);
    read_retention_topics(&reader);
    read_phases(reader.plan);
    plan_open_prepare(arena, reader.plan);
    read_sentences(&reader);
    read_check(&reader);
    if (problems->n)
        qsort(problems->at, problems->n, sizeof *problems->at, by_place);
    return reader.plan;
}
