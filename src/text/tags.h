/* SPDX-License-Identifier: Apache-2.0 */
/* The elements that the cleaner knows; only for the files of this folder. What is not
 * here loses its tags and keeps its text. */
#ifndef TEXT_TAGS_H
#define TEXT_TAGS_H

#include <gumbo.h>

enum tag_flag {
    TAG_VOID = 1 << 0,       /* has no content */
    TAG_BLOCK = 1 << 1,      /* stands on lines of its own */
    TAG_FORMAT = 1 << 2,     /* the parser reopens it after a block (WHATWG §13.2.4.3) */
    TAG_OPTIONAL = 1 << 3,   /* its end tag is often left out */
    TAG_DROP = 1 << 4,       /* left out with all that is inside */
    TAG_ATTRIBUTES = 1 << 5, /* written only when it has attributes */
    TAG_RAW = 1 << 6,        /* its content is text, shown as <pre> */
};

/* as     the element that is written, NULL for none
 * style  what the element meant, as CSS; NULL for nothing */
struct tag_rule {
    const char *as;
    unsigned flags;
    const char *style;
};

/* NULL for an element that loses its tags. */
const struct tag_rule *tag_rule(GumboTag tag);

#endif
