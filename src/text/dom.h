/* SPDX-License-Identifier: Apache-2.0 */
/* HTML as a tree, from bytes that nobody has looked at, in bounded time and memory; only
 * for the files of this folder.
 *
 * gumbo alone is quadratic in open elements, in attributes of one tag and in unclosed
 * formatting, and frees its tree by recursion.  So the input first passes a thinner,
 * which leaves out tags beyond the limits of html.h (never text), and memory is counted.
 */
#ifndef TEXT_DOM_H
#define TEXT_DOM_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

#include <gumbo.h>

struct arena;

/* The root element, living as long as the arena; NULL when the tree would pass
 * DOM_MEMORY_BYTES. *shortened_out: something was left out. */
const GumboNode *dom_parse(struct arena *arena, struct bytes raw, bool *shortened_out);

enum { DOM_MEMORY_BYTES = 400 << 20 };

/* Goes through a tree without recursion. enter() says whether to go into the children;
 * leave() is called for each element that was entered, in both cases. */
struct dom_visitor {
    void *state;
    bool (*enter)(void *state, const GumboNode *node);
    void (*leave)(void *state, const GumboNode *node);
};
void dom_walk(struct arena *arena, const GumboNode *root, struct dom_visitor visitor);

/* An attribute's value, NULL when there is none. */
const char *dom_attribute(const GumboNode *element, const char *name);

/* Whether the class list holds that name, ASCII case ignored. */
bool dom_has_class(const GumboNode *element, const char *name);

/* The text of a node of type text or white space, else NULL. */
const char *dom_text(const GumboNode *node);

bool dom_is(const GumboNode *node, GumboTag tag);

#endif
