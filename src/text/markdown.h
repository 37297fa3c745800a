/* SPDX-License-Identifier: Apache-2.0 */
/* Text written by people in our own forms, as HTML. */
#ifndef TEXT_MARKDOWN_H
#define TEXT_MARKDOWN_H

#include "text/safe.h"

struct arena;

/* CommonMark with GitHub's tables, strike-through and bare links; raw HTML in it is not
 * HTML, and lines that were only wrapped flow together. The result has passed
 * html_clean(). */
struct safe_html markdown_html(struct arena *arena, const char *text);

/* Plain text as it was typed: paragraphs, line breaks, "> " quotes as block quotes, web
 * and mail addresses as links. Linear. */
struct safe_html text_html(struct arena *arena, const char *plain);

#endif
