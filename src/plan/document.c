/* SPDX-License-Identifier: Apache-2.0 */
/* The plan as people read it: chapter by chapter, as it is written or in the order in
 * which such documents are customarily read. What the plan does not say is printed from
 * the defaults that stand in for it. */
#include "plan/publish.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "plan/scan.h"
#include "plan/sections.h"

#include <string.h>

/* Help desk plan: whom and how, then what is promised, then how it is kept. */
static const enum plan_section_kind PLAN_ORDER[] = {
    PLAN_PURPOSE,
    PLAN_SCOPE,
    PLAN_CHANNELS,
    PLAN_HOURS,
    PLAN_PRIORITIES,
    PLAN_MATRIX,
    PLAN_INTERNAL_TARGETS,
    PLAN_TEAMS,
    PLAN_TOPICS,
    PLAN_WORKFLOW,
    PLAN_PROMISES,
    PLAN_ESCALATION,
    PLAN_FOLLOW_UP,
    PLAN_SURVEY,
    PLAN_FEEDBACK,
    PLAN_RESPONSIBILITIES,
    PLAN_TARGETS,
    PLAN_TRAINING,
    PLAN_DATA,
};
/* Standard operating procedure: purpose, scope, who, how step by step, records, review.
 */
static const enum plan_section_kind SOP_ORDER[] = {
    PLAN_PURPOSE,  PLAN_SCOPE,      PLAN_RESPONSIBILITIES, PLAN_TEAMS,   PLAN_CHANNELS,
    PLAN_HOURS,    PLAN_TOPICS,     PLAN_PRIORITIES,       PLAN_MATRIX,  PLAN_WORKFLOW,
    PLAN_PROMISES, PLAN_ESCALATION, PLAN_FOLLOW_UP,        PLAN_SURVEY,  PLAN_FEEDBACK,
    PLAN_DATA,     PLAN_TRAINING,   PLAN_INTERNAL_TARGETS, PLAN_TARGETS,
};
enum { ORDER_N = sizeof PLAN_ORDER / sizeof *PLAN_ORDER };

/* A text by its lines. */
struct pages {
    struct arena *arena;
    const struct plan *plan;
    struct scan scan;
    bool internal;
};

static struct pages
open_pages(struct arena *arena, const struct plan *plan, bool internal)
{
    struct pages pages = {.arena = arena, .plan = plan, .internal = internal};

    scan_text(arena, plan->text, &pages.scan);
    return pages;
}

/* Lines first to last that may be seen. */
static const char *
lines_between(const struct pages *pages, int first, int last)
{
    const struct scan *scan = &pages->scan;
    struct buf buf;

    buf_init(&buf, pages->arena, 0);
    for (int line = first; line <= last && (size_t)line <= scan->lines.n; line++) {
        const char *from = scan->lines.at[line - 1];
        size_t n = strcspn(from, "\n");

        if (!pages->internal && plan_line_is_internal(pages->plan, line))
            continue;
        buf_add(&buf, from, n);
        buf_char(&buf, '\n');
    }
    return str_trim(pages->arena, buf_text(&buf));
}

const char *
plan_public_text(struct arena *arena, const struct plan *plan)
{
    struct pages pages = open_pages(arena, plan, false);

    return lines_between(&pages, 1, (int)pages.scan.lines.n);
}

/* ---- As written. */

/* The heading of that line ends there: one that is underlined has two lines. */
static int
heading_end(const struct pages *pages, size_t *block, int line)
{
    while (*block < pages->scan.blocks.n && pages->scan.blocks.at[*block].line < line)
        ++*block;
    return *block < pages->scan.blocks.n ? pages->scan.blocks.at[*block].last_line : line;
}

static void
cut_chapters(const struct pages *pages, struct plan_chapters *out)
{
    const struct plan *plan = pages->plan;
    size_t block = 0;

    for (size_t i = 0; i < plan->sections.n;) {
        const struct plan_section *section = &plan->sections.at[i];
        int last = section->last_line;

        while (++i < plan->sections.n && plan->sections.at[i].level > 2)
            last = plan->sections.at[i].last_line;
        if (section->internal && !pages->internal)
            continue;
        *vec_add(pages->arena, out) = (struct plan_chapter){
            .kind = section->kind,
            .line = section->line,
            .last_line = last,
            .internal = section->internal,
            .heading = section->heading,
            .text = lines_between(pages, heading_end(pages, &block, section->line) + 1,
                                  last)};
    }
}

/* ---- In the customary order. */

/* A cell's text may not end the cell. */
static void
put_cell(struct buf *buf, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            buf_char(buf, '\\');
        buf_char(buf, *text == '\n' ? ' ' : *text);
    }
    buf_lit(buf, " | ");
}

static const char *
matrix_text(struct arena *arena, const struct plan *plan, const struct lang *lang)
{
    struct buf buf;

    buf_init(&buf, arena, 0);
    buf_printf(&buf, "| %s | ", tr(lang, N_("Impact \\ Urgency")));
    for (size_t k = 0; k < plan->urgencies.n; k++)
        put_cell(&buf, plan->urgencies.at[k].name);
    buf_lit(&buf, "\n|-|");
    for (size_t k = 0; k < plan->urgencies.n; k++)
        buf_lit(&buf, "-|");
    for (size_t i = 0; i < plan->impacts.n; i++) {
        buf_lit(&buf, "\n| ");
        put_cell(&buf, plan->impacts.at[i].name);
        for (size_t k = 0; k < plan->urgencies.n; k++)
            put_cell(&buf, plan->matrix[i * plan->urgencies.n + k]);
    }
    return buf_text(&buf);
}

static const char *
teams_text(struct arena *arena, const struct plan *plan, const struct lang *lang)
{
    struct buf buf;

    buf_init(&buf, arena, 0);
    buf_printf(&buf, "| %s | %s |\n|-|-|\n", tr(lang, N_("Team")), tr(lang, N_("Tier")));
    for (size_t i = 0; i < plan->teams.n; i++) {
        buf_lit(&buf, "| ");
        put_cell(&buf, plan->teams.at[i].name);
        buf_printf(&buf, "%d |\n", plan->teams.at[i].tier);
    }
    return buf_text(&buf);
}

/* Matrix and teams of the defaults follow the names that the plan itself has. */
static void
add_default(struct arena *arena, const struct plan *plan, const struct lang *lang,
            enum plan_section_kind kind, struct plan_chapters *out)
{
    struct plan_problems problems = {0};
    const struct plan *defaults =
        plan_read(arena, plan_default_text_in(plan->language), &problems);
    struct plan_chapter chapter = {.kind = kind,
                                   .heading = tr(lang, sections_name(kind))};

    for (size_t i = 0; i < defaults->sections.n; i++)
        if (defaults->sections.at[i].kind == kind)
            chapter.text = defaults->sections.at[i].source;
    if (kind == PLAN_MATRIX)
        chapter.text = matrix_text(arena, plan, lang);
    else if (kind == PLAN_TEAMS)
        chapter.text = teams_text(arena, plan, lang);
    if (chapter.text)
        *vec_add(arena, out) = chapter;
}

static void
add_kind(struct arena *arena, const struct plan_chapters *all,
         enum plan_section_kind kind, struct plan_chapters *out)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].kind == kind)
            *vec_add(arena, out) = all->at[i];
}

/* The introduction stands in for a purpose that has no heading of its own. */
static void
add_purpose(struct arena *arena, const struct plan *plan, const struct lang *lang,
            struct plan_chapters *out)
{
    if (*plan->purpose)
        *vec_add(arena, out) =
            (struct plan_chapter){.kind = PLAN_PURPOSE,
                                  .heading = tr(lang, sections_name(PLAN_PURPOSE)),
                                  .text = plan->purpose};
}

struct plan_chapters *
plan_chapters(struct arena *arena, const struct plan *plan, const struct lang *lang,
              enum plan_order order, bool internal)
{
    struct pages pages = open_pages(arena, plan, internal);
    struct plan_chapters *all = NEW(arena, struct plan_chapters);
    struct plan_chapters *out = NEW(arena, struct plan_chapters);
    const enum plan_section_kind *kinds = order == PLAN_AS_SOP ? SOP_ORDER : PLAN_ORDER;

    cut_chapters(&pages, all);
    if (order == PLAN_AS_WRITTEN)
        *out = *all;
    for (size_t i = 0; i < ORDER_N; i++) {
        if (order != PLAN_AS_WRITTEN)
            add_kind(arena, all, kinds[i], out);
        if (plan->has[kinds[i]])
            continue;
        if (kinds[i] != PLAN_PURPOSE)
            add_default(arena, plan, lang, kinds[i], out);
        else if (order != PLAN_AS_WRITTEN)
            add_purpose(arena, plan, lang, out);
    }
    if (order != PLAN_AS_WRITTEN)
        add_kind(arena, all, PLAN_PROSE, out);
    return out;
}

const char *
plan_preface(struct arena *arena, const struct plan *plan, bool internal)
{
    struct pages pages = open_pages(arena, plan, internal);
    int last = plan->sections.n ? plan->sections.at[0].line - 1 : (int)pages.scan.lines.n;
    const char *text;
    struct buf buf;
    size_t block = 0;

    while (block < pages.scan.blocks.n &&
           pages.scan.blocks.at[block].kind != SCAN_HEADING)
        block++;
    if (block == pages.scan.blocks.n)
        return "";
    text = lines_between(&pages, pages.scan.blocks.at[block].last_line + 1, last);
    buf_init(&buf, arena, 0);
    while (*text) {
        size_t n = strcspn(text, "\n");

        if (text[strspn(text, " ")] != '|')
            buf_add(&buf, text, n + (text[n] == '\n'));
        text += n + (text[n] == '\n');
    }
    return str_trim(arena, buf_text(&buf));
}
