/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as people see it and change it: tables that are edited in place, chapters,
 * flowchart and calendar, and what differs between two texts. Texts live in the arena. */
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

/* ---- The whole text for readers. */

/* The plan's text without what stays with the staff. */
const char *plan_public_text(struct arena *arena, const struct plan *plan);

/* A section of the second level with those below it, as Markdown. line: of its heading, 0
 * where a default stands in for what the plan does not say. */
struct plan_chapter {
    enum plan_section_kind kind;
    int line, last_line;
    bool internal;
    const char *heading, *text;
};
struct plan_chapters {
    PLAN_LIST(struct plan_chapter);
};
/* AS_WRITTEN in the order of the text; PLAN and SOP in the customary order of a help desk
 * plan and of a standard operating procedure, what the plan leaves to the defaults filled
 * in from them, sections that are prose last. */
enum plan_order { PLAN_AS_WRITTEN, PLAN_AS_PLAN, PLAN_AS_SOP };
/* internal: with the parts that stay with the staff. */
struct plan_chapters *plan_chapters(struct arena *arena, const struct plan *plan,
                                    const struct lang *lang, enum plan_order order,
                                    bool internal);
/* What stands between the title and the first section, without tables; "" for none. */
const char *plan_preface(struct arena *arena, const struct plan *plan, bool internal);

/* ---- The flowchart, as several small charts: how a request comes in, who answers it,
 * its states, who takes over, and what happens by itself. Lengths in px. */
enum plan_flow_shape {
    PLAN_FLOW_STEP,
    PLAN_FLOW_END,   /* where it begins or ends */
    PLAN_FLOW_STOPS, /* a state in which the clock stands still */
    PLAN_FLOW_WHO,   /* a team, or what is done */
    PLAN_FLOW_RULE,  /* words on the way */
};
struct plan_flow_node {
    const char *text, *small;
    enum plan_flow_shape shape;
    int width;
};
struct plan_flow_edge {
    size_t from, to;
    bool dashed;
};
struct plan_flow {
    const char *title, *description;
    const char *words; /* the same as Markdown */
    bool sideways;
    PLAN_LIST(struct plan_flow_node) nodes;
    PLAN_LIST(struct plan_flow_edge) edges;
};
struct plan_flows {
    PLAN_LIST(struct plan_flow);
};
struct plan_flows *plan_flow(struct arena *arena, const struct plan *plan,
                             const struct lang *lang, bool internal);

/* ---- The hours as a calendar that other programs subscribe to (RFC 5545): an event for
 * each stretch of open time and each closed day in [from, to), in the desk's zone.
 * host      for the events' names, which stay the same from one reading to the next
 * stamp     when the plan was adopted */
struct plan_ics {
    const char *host, *url;
    int64_t from, to, stamp;
};
char *plan_ics(struct arena *arena, const struct plan *plan, const struct lang *lang,
               const struct plan_ics *about);

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
