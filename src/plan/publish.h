/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as people see it and change it: tables that are edited in place, complete
 * documents, the flowchart, and what differs between two texts. Texts live in the arena.
 */
#ifndef PLAN_PUBLISH_H
#define PLAN_PUBLISH_H

#include "plan/plan.h"

/* ---- One table of a text, for forms. Cells are Markdown as written. */
struct plan_table {
    int first_line, last_line; /* of the text, from 1 */
    size_t columns_n, rows_n;  /* rows without the header */
    const char **headers;
    const char **cells; /* [row * columns_n + column] */
    int *lines;         /* of each row */
};
/* The first table of the first section of that kind; false when there is none. */
bool plan_table(struct arena *arena, const char *text, enum plan_section_kind kind,
                struct plan_table *out);

/* The text with one row changed and that table tidied; nothing else is touched.
 * line    of the row; 0 adds one at the end
 * values  one for each column, NULL takes the row away
 * Returns NULL when there is no such table or row. */
char *plan_edit_row(struct arena *arena, const char *text, enum plan_section_kind kind,
                    int line, const char *const *values);

/* The text with one closed day more ("2026-12-24: Christmas Eve"), changed (line > 0), or
 * taken away (item NULL). NULL when the text has no hours or no such line. */
char *plan_edit_closed(struct arena *arena, const char *text, int line, const char *item);

/* ---- Documents, as Markdown, in the customary order of sections. */
enum plan_document { PLAN_DOCUMENT_PLAN, PLAN_DOCUMENT_SOP };
/* internal: with the parts that stay with the staff. What the plan leaves to the defaults
 * is printed from them. */
char *plan_document(struct arena *arena, const struct plan *plan, const struct lang *lang,
                    enum plan_document document, bool internal);

/* ---- The flowchart: how a request comes in, is sorted, worked on, escalated and closed.
 */
/* Graphviz DOT. */
char *plan_flow_dot(struct arena *arena, const struct plan *plan,
                    const struct lang *lang);
/* The same in words, as Markdown. */
char *plan_flow_text(struct arena *arena, const struct plan *plan,
                     const struct lang *lang);

/* ---- What differs between two texts, by section. */
struct plan_change {
    enum plan_section_kind kind;
    const char *heading;
    int before_line, after_line;  /* 0: not there */
    PLAN_LIST(const char *) gone; /* lines that only the earlier text has, in order */
    PLAN_LIST(const char *) come; /* lines that only the later text has */
};
struct plan_changes {
    PLAN_LIST(struct plan_change);
};
struct plan_changes *plan_compare(struct arena *arena, const char *before,
                                  const char *after);

#endif
