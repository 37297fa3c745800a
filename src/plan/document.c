/* SPDX-License-Identifier: Apache-2.0 */
/* The plan as a complete document, in the order in which such documents are customarily
 * read. What the plan does not say is printed from the defaults that stand in for it. */
#include "plan/publish.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "plan/sections.h"

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

struct document {
    struct buf buf;
    const struct plan *plan, *defaults;
    const struct lang *lang;
    bool internal;
    int number;
};

static void
put_heading(struct document *document, const char *heading)
{
    buf_printf(&document->buf, "\n## %d. %s\n\n", ++document->number, heading);
}

static const struct plan_section *
find(const struct plan *plan, enum plan_section_kind kind)
{
    for (size_t i = 0; i < plan->sections.n; i++)
        if (plan->sections.at[i].kind == kind)
            return &plan->sections.at[i];
    return NULL;
}

static void
put_section(struct document *document, enum plan_section_kind kind)
{
    const struct plan_section *section = find(document->plan, kind);
    bool is_default = !section;

    if (is_default)
        section = find(document->defaults, kind);
    if (is_default && kind == PLAN_PURPOSE && *document->plan->purpose) {
        put_heading(document, tr(document->lang, sections_name(kind)));
        buf_str(&document->buf, document->plan->purpose);
        buf_char(&document->buf, '\n');
        return;
    }
    if (!section || (section->internal && !document->internal))
        return;
    put_heading(document,
                is_default ? tr(document->lang, sections_name(kind)) : section->heading);
    buf_str(&document->buf, section->source);
    buf_char(&document->buf, '\n');
}

static void
put_fact(struct document *document, const char *name, const char *value)
{
    if (value && *value)
        buf_printf(&document->buf, "| %s | %s |\n", tr(document->lang, name), value);
}

static void
put_head(struct document *document, enum plan_document kind)
{
    const struct plan *plan = document->plan;

    buf_str(&document->buf, "# ");
    if (kind == PLAN_DOCUMENT_SOP)
        buf_printf(&document->buf, tr(document->lang, "Standard operating procedure: %s"),
                   plan->desk);
    else
        buf_str(&document->buf, plan->title);
    buf_printf(&document->buf, "\n\n| %s | |\n|---|---|\n",
               tr(document->lang, N_("This document")));
    put_fact(document, N_("Desk"), plan->desk);
    put_fact(document, N_("Owner"), plan->owner);
    put_fact(document, N_("Time zone"), plan->zone_name);
}

/* Sections that are only prose keep their place at the end, in the order of the text. */
static void
put_prose(struct document *document)
{
    for (size_t i = 0; i < document->plan->sections.n; i++) {
        const struct plan_section *section = &document->plan->sections.at[i];
        if (section->kind != PLAN_PROSE || section->level > 2 ||
            (section->internal && !document->internal))
            continue;
        put_heading(document, section->heading);
        buf_str(&document->buf, section->source);
        buf_char(&document->buf, '\n');
    }
}

char *
plan_document(struct arena *arena, const struct plan *plan, const struct lang *lang,
              enum plan_document kind, bool internal)
{
    struct plan_problems problems = {0};
    struct document document = {.plan = plan, .lang = lang, .internal = internal};

    document.defaults = plan_read(arena, plan_default_text(), &problems);
    buf_init(&document.buf, arena, 0);
    put_head(&document, kind);
    for (size_t i = 0; i < ORDER_N; i++)
        put_section(&document, (kind == PLAN_DOCUMENT_SOP ? SOP_ORDER : PLAN_ORDER)[i]);
    put_prose(&document);
    if (kind == PLAN_DOCUMENT_SOP) {
        put_heading(&document, tr(lang, N_("The way of a request")));
        buf_str(&document.buf, plan_flow_text(arena, plan, lang));
    }
    return arena_strdup(arena, buf_text(&document.buf));
}
