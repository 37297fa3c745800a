/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks of a Markdown text that a plan is made of, with their places: headings,
 * tables (GitHub Flavored Markdown 0.29 §4.10), list items and paragraphs (CommonMark
 * 0.30). Fenced and indented code and HTML comments are skipped. One pass: time and
 * memory grow with the text, whatever it holds, which is why no general Markdown library
 * reads plans. */
#ifndef PLAN_SCAN_H
#define PLAN_SCAN_H

#include "plan/plan.h"

/* A piece of text without its Markdown marks. column counts bytes from 1. */
struct scan_cell {
    const char *text;
    int line, column;
};
struct scan_row {
    struct scan_cell *cells;
    int n, line;
};

enum scan_kind { SCAN_HEADING, SCAN_TABLE, SCAN_ITEM, SCAN_PARAGRAPH };

/* text: of a heading, item or paragraph (lines joined by a blank). rows: of a table, the
 * header first; every row has as many cells as the header. */
struct scan_block {
    enum scan_kind kind;
    int level, line, last_line, column;
    const char *text;
    PLAN_LIST(struct scan_row) rows;
};

struct scan {
    PLAN_LIST(struct scan_block) blocks;
    PLAN_LIST(const char *) lines; /* where each line starts */
    int wide_line;                 /* a table with over SCAN_CELLS_N columns; 0 none */
    int full_line;                 /* where reading stopped: too many blocks; 0 nowhere */
    int rows_n;
};
enum { SCAN_CELLS_N = 32, SCAN_BLOCKS_N = 20000, SCAN_ROWS_N = 10000 };

void scan_text(struct arena *arena, const char *text, struct scan *out);

/* The text of n bytes without Markdown marks: emphasis, code, links, escapes, entities.
 */
char *scan_plain(struct arena *arena, const char *s, size_t n);

#endif
