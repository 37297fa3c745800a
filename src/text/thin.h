/* SPDX-License-Identifier: Apache-2.0 */
/* The thinner before the HTML parser: same text, fewer tags where a hostile page has too
 * many.  It need not read HTML exactly as a browser does, for what it lets through is
 * parsed and cleaned afterwards; it only has to keep the parser's work linear. */
#ifndef TEXT_THIN_H
#define TEXT_THIN_H

#include "base/bytes.h"

#include <stdbool.h>

struct arena;

/* Sets *shortened_out (never clears it) when tags were left out for their number or
 * depth. Leaves out: start tags nested deeper than HTML_DEPTH, tags beyond HTML_TAGS,
 * attributes beyond THIN_ATTRIBUTES in one tag, end tags that close nothing, formatting
 * beyond THIN_FORMATS unclosed elements, comments, scripts and style sheets. html: valid
 * UTF-8. Linear in its length. */
struct bytes thin_html(struct arena *arena, struct bytes html, bool *shortened_out);

enum { THIN_ATTRIBUTES = 64, THIN_FORMATS = 24, THIN_WORK = 1200 * 1000 };

#endif
