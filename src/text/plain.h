/* SPDX-License-Identifier: Apache-2.0 */
/* Readable plain text out of HTML: for mails without a text part, for search, for quotes.
 */
#ifndef TEXT_PLAIN_H
#define TEXT_PLAIN_H

#include "base/bytes.h"

struct arena;

/* Blocks on lines of their own, lists with "- " and numbers, table rows as lines with " |
 * " between cells, quotes behind "> ", a link's target after its text where the two
 * differ, a picture's alternative text. Styles, scripts and hidden things are left out.
 * Same limits as html_clean(). Valid UTF-8, no carriage returns; never NULL. */
const char *plain_from_html(struct arena *arena, struct bytes raw);

#endif
