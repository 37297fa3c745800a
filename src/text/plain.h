/* SPDX-License-Identifier: Apache-2.0 */
/* Readable plain text out of HTML: for mails without a text part, for search, for quotes.
 */
#ifndef TEXT_PLAIN_H
#define TEXT_PLAIN_H

#include "base/bytes.h"

struct arena;

/* Blocks on lines of their own, lists with "- " and numbers, table rows as lines with a
 * tab between cells, quotes behind "> ", a link's target after its text where the two
 * differ, a picture's alternative text. Style sheets and scripts are left out; what CSS
 * hides is not, for a text has no other place to show it. Same limits as html_clean().
 * Valid UTF-8, no controls but tab and newline; never NULL. */
const char *plain_from_html(struct arena *arena, struct bytes raw);

/* The same without links' targets, and with a line that holds only PLAIN_MARK where the
 * structure says that what follows was written before (a mail program's own container).
 */
const char *plain_marked(struct arena *arena, struct bytes raw);

#define PLAIN_MARK "\x01"

#endif
