/* SPDX-License-Identifier: Apache-2.0 */
/* Web and mail addresses in running text. */
#ifndef TEXT_LINK_H
#define TEXT_LINK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

/* A link found at offset start of the text, n bytes long (without the full stop, comma or
 * closing bracket that belongs to the sentence). */
struct link {
    size_t start, n;
    const char *prefix; /* to be put before: "", "https://" or "mailto:" */
};

/* The first link at or after from, false when there is none. Going through a text by
 * from = start + n is linear in its length. */
bool link_next(const char *text, size_t text_n, size_t from, struct link *out);

/* The first word of the text that reads as a host ("paypal.com"), small letters, without
 * "www."; NULL when there is none. */
const char *link_bare_host(struct arena *arena, const char *text);

/* Adds the text, escaped, with its links as <a>. */
void link_html(struct buf *buf, const char *text, size_t text_n);

#endif
