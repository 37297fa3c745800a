/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the folder: what passes between chart.c and the child that places the boxes. One
 * machine, one program: plain numbers as they stand in memory. */
#ifndef TEXT_CHART_WIRE_H
#define TEXT_CHART_WIRE_H

#include <stdint.h>

enum {
    CHART_SCALE = 10,         /* positions are in tenths of a px */
    CHART_SIZE_MOST = 200000, /* of the picture, in tenths */
    CHART_POINTS_N = 200,     /* of one arrow */
    CHART_NODE_MOST = 2000,   /* px of a box */
};

/* To the child: head, node sizes (px), edges. */
struct chart_ask_head {
    int32_t sideways, nodes_n, edges_n;
};
struct chart_ask_node {
    int32_t width, height;
};
struct chart_ask_edge {
    int32_t from, to;
};

struct chart_point {
    int32_t x, y;
};
/* Back: head, the middle of each node, then for each edge its head and its points: a
 * Bézier curve of 3k+1 points, then the arrow's tip. */
struct chart_placed_head {
    int32_t width, height;
};
struct chart_placed_edge {
    int32_t points_n; /* with the tip; 0 when it could not be drawn */
};

#endif
