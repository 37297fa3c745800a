/* SPDX-License-Identifier: Apache-2.0 */
#include "text/dom.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/html.h"
#include "text/thin.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* A block of the parser's memory, in a ring, so that all go at once without a walk. */
struct piece {
    struct piece *before, *after;
    size_t size;
    size_t align;
};

struct heap {
    struct piece ring;
    size_t used;
    jmp_buf full;
};

static void *
heap_take(void *userdata, size_t size)
{
    struct heap *heap = userdata;
    struct piece *piece = NULL;

    if (size < DOM_MEMORY_BYTES && heap->used + size < DOM_MEMORY_BYTES)
        piece = malloc(sizeof *piece + size);
    if (!piece)
        longjmp(heap->full, 1);
    piece->size = size + sizeof *piece;
    heap->used += piece->size;
    piece->before = &heap->ring;
    piece->after = heap->ring.after;
    piece->after->before = piece;
    heap->ring.after = piece;
    return piece + 1;
}

static void
heap_give(void *userdata, void *p)
{
    struct heap *heap = userdata;
    struct piece *piece = p;

    if (!p)
        return;
    piece--;
    piece->before->after = piece->after;
    piece->after->before = piece->before;
    heap->used -= piece->size;
    free(piece);
}

static void
heap_free(void *object)
{
    struct heap *heap = object;

    while (heap->ring.after != &heap->ring) {
        struct piece *piece = heap->ring.after;

        heap->ring.after = piece->after;
        free(piece);
    }
    heap->ring.before = &heap->ring;
}

const GumboNode *
dom_parse(struct arena *arena, struct bytes raw, bool *shortened_out)
{
    struct heap *heap = NEW(arena, struct heap);
    GumboOptions options = kGumboDefaultOptions;
    struct bytes html;

    *shortened_out = raw.n > HTML_INPUT_BYTES;
    if (raw.n > HTML_INPUT_BYTES)
        raw.n = HTML_INPUT_BYTES;
    html = bytes_of(utf8_clean(arena, raw, false));
    html = thin_html(arena, html, shortened_out);
    heap->ring.before = heap->ring.after = &heap->ring;
    arena_on_free(arena, heap_free, heap);
    options.allocator = heap_take;
    options.deallocator = heap_give;
    options.userdata = heap;
    options.max_errors = 0;
    if (setjmp(heap->full)) {
        heap_free(heap);
        *shortened_out = true;
        return NULL;
    }
    return gumbo_parse_with_options(&options, (const char *)html.p, html.n)->root;
}

struct place {
    const GumboNode *node;
    unsigned next;
};

static const GumboVector *
children_of(const GumboNode *node)
{
    static const GumboVector none;

    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE
               ? &node->v.element.children
               : &none;
}

void
dom_walk(struct arena *arena, const GumboNode *root, struct dom_visitor visitor)
{
    VEC(struct place) path = {0};

    if (!visitor.enter(visitor.state, root))
        return;
    *vec_add(arena, &path) = (struct place){root, 0};
    while (path.n) {
        struct place *place = &path.at[path.n - 1];
        const GumboVector *children = children_of(place->node);

        if (place->next < children->length) {
            const GumboNode *child = children->data[place->next++];

            if (visitor.enter(visitor.state, child))
                *vec_add(arena, &path) = (struct place){child, 0};
        } else {
            visitor.leave(visitor.state, place->node);
            path.n--;
        }
    }
}

const char *
dom_attribute(const GumboNode *element, const char *name)
{
    const GumboAttribute *attribute;

    if (element->type != GUMBO_NODE_ELEMENT && element->type != GUMBO_NODE_TEMPLATE)
        return NULL;
    attribute = gumbo_get_attribute(&element->v.element.attributes, name);
    return attribute ? attribute->value : NULL;
}

bool
dom_has_class(const GumboNode *element, const char *name)
{
    const char *p = dom_attribute(element, "class");
    size_t n = strlen(name);

    while (p && *p) {
        size_t word;

        p += strspn(p, " \t\n");
        word = strcspn(p, " \t\n");
        if (word == n && strncasecmp(p, name, n) == 0)
            return true;
        p += word;
    }
    return false;
}

const char *
dom_text(const GumboNode *node)
{
    return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE
               ? node->v.text.text
               : NULL;
}

bool
dom_is(const GumboNode *node, GumboTag tag)
{
    return node->type == GUMBO_NODE_ELEMENT &&
           node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML &&
           node->v.element.tag == tag;
}
