/* SPDX-License-Identifier: Apache-2.0 */
/* Charts of boxes and arrows, as SVG that may stand in a page.
 *
 * The caller says what stands in the boxes and what leads where; Graphviz places them, in
 * a child without rights, and hands back nothing but numbers; the SVG is written here, so
 * every text in it is escaped by us. Lengths are in px at natural size. */
#ifndef TEXT_CHART_H
#define TEXT_CHART_H

#include "base/bytes.h"
#include "base/err.h"
#include "text/safe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Larger ones are not drawn: nobody could read them. */
enum { CHART_NODES_N = 120, CHART_EDGES_N = 240, CHART_TEXT_LETTERS = 220 };

enum chart_shape {
    CHART_STEP,  /* a box */
    CHART_END,   /* where it begins or ends: round */
    CHART_STOPS, /* a box with a broken frame */
    CHART_WHO,   /* people: a box with a bar at its side */
    CHART_RULE,  /* words on the way, without a box */
};

/* text   lines are broken at blanks, and at '\n'; cut after CHART_TEXT_LETTERS
 * small  a second text below in a quieter tone, or NULL
 * width  most that its text may take */
struct chart_node {
    const char *text, *small;
    enum chart_shape shape;
    int width;
};
struct chart_edge {
    size_t from, to;
    bool dashed;
};

/* title, description  of the picture for those who cannot see it
 * sideways            from left to right instead of downwards */
struct chart {
    const char *title, *description;
    bool sideways;
    const struct chart_node *nodes;
    size_t nodes_n;
    const struct chart_edge *edges;
    size_t edges_n;
};

/* What the child that places the boxes is told, and what it answers with. Errors LIMIT
 * when the chart is too large to be drawn or empty. */
struct err *chart_ask(struct cx *cx, const struct chart *chart,
                      struct bytes *out) MUST_CHECK;

/* The child's work (a reader_job): runs Graphviz's "dot" with its built-in parts; opens
 * no file, asks for no time. Errors  INTERNAL */
struct err *chart_place(struct cx *cx, struct bytes in, struct bytes *out) MUST_CHECK;

/* Loads what chart_place() would load only at its first call; before the sandbox. */
void chart_warm_up(void);

/* The picture. placed: the child's answer, judged like outside bytes.
 * id  unique in the page, of letters and digits
 * Errors  INTERNAL when the answer is not one of that chart */
struct err *chart_svg(struct cx *cx, const struct chart *chart, struct bytes placed,
                      const char *id, struct safe_html *out) MUST_CHECK;

#endif
