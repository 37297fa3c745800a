/* SPDX-License-Identifier: Apache-2.0 */
/* A tree of segments: sorted literal children, one child for a name, one for the rest. */
#include "http/router.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENTS_N = 16 };

struct leaf {
    const void *entry;
    const char *names[SEGMENTS_N]; /* of the values, in order */
    size_t names_n;
};

struct node {
    const char *text; /* of a literal */
    size_t text_n;
    struct {
        struct node **at;
        size_t n, room;
    } literals;
    struct node *name, *rest;
    struct leaf leaves[HTTP_METHODS_N];
};

struct router {
    struct node *root;
};

/* What a search has gone through. */
struct search {
    enum http_method method;
    struct {
        const char *p;
        size_t n;
    } values[SEGMENTS_N];
    size_t values_n;
    bool has_method[HTTP_METHODS_N];
};

static void
stop(const char *why, const char *pattern)
{
    fprintf(stderr, "kindesk: the route \"%s\" %s\n", pattern, why);
    abort();
}

static struct node *
literal_find(const struct node *node, const char *p, size_t n)
{
    size_t low = 0, high = node->literals.n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        struct node *child = node->literals.at[middle];
        size_t shorter = n < child->text_n ? n : child->text_n;
        int order = memcmp(p, child->text, shorter);

        if (order == 0 && n == child->text_n)
            return child;
        if (order < 0 || (order == 0 && n < child->text_n))
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static struct node *
literal_add(struct arena *arena, struct node *node, const char *p, size_t n)
{
    struct node *child = literal_find(node, p, n);
    size_t i;

    if (child)
        return child;
    child = NEW(arena, struct node);
    child->text = arena_strndup(arena, p, n);
    child->text_n = n;
    *vec_add(arena, &node->literals) = child;
    for (i = node->literals.n - 1; i; i--) {
        if (strcmp(node->literals.at[i - 1]->text, child->text) < 0)
            break;
        node->literals.at[i] = node->literals.at[i - 1];
    }
    node->literals.at[i] = child;
    return child;
}

static struct node *
child_add(struct arena *arena, struct node **child)
{
    if (!*child)
        *child = NEW(arena, struct node);
    return *child;
}

static void
name_add(struct arena *arena, struct leaf *leaf, const char *p, size_t n,
         const char *pattern)
{
    if (n == 0)
        stop("has a name without letters", pattern);
    for (size_t i = 0; i < leaf->names_n; i++)
        if (strlen(leaf->names[i]) == n && memcmp(leaf->names[i], p, n) == 0)
            stop("has a name twice", pattern);
    leaf->names[leaf->names_n++] = arena_strndup(arena, p, n);
}

static void
route_add(struct arena *arena, struct node *node, const struct router_route *route)
{
    const char *p = route->pattern;
    struct leaf leaf = {.entry = route->entry};
    bool rest = false;

    if (*p != '/' || !route->entry)
        stop("must begin with / and lead somewhere", route->pattern);
    while (*p == '/' && p[1]) {
        size_t n = strcspn(++p, "/");

        if (n == 0 || rest || leaf.names_n == SEGMENTS_N)
            stop("has an empty segment, too many, or one after *", route->pattern);
        rest = *p == '*';
        if (*p == ':' || rest) {
            name_add(arena, &leaf, p + 1, n - 1, route->pattern);
            node = child_add(arena, rest ? &node->rest : &node->name);
        } else {
            node = literal_add(arena, node, p, n);
        }
        p += n;
    }
    if (*p && p != route->pattern)
        stop("ends with /", route->pattern);
    if (node->leaves[route->method].entry)
        stop("is in the table twice", route->pattern);
    node->leaves[route->method] = leaf;
}

const struct router *
router_new(struct arena *arena, const struct router_route *routes, size_t n)
{
    struct router *router = NEW(arena, struct router);

    router->root = NEW(arena, struct node);
    for (size_t i = 0; i < n; i++)
        route_add(arena, router->root, &routes[i]);
    return router;
}

static const struct leaf *
leaf_of(const struct node *node, struct search *search)
{
    enum http_method method = search->method;

    for (size_t i = 0; i < HTTP_METHODS_N; i++)
        search->has_method[i] |= node->leaves[i].entry != NULL;
    if (!node->leaves[method].entry && method == HTTP_HEAD)
        method = HTTP_GET;
    return node->leaves[method].entry ? &node->leaves[method] : NULL;
}

/* p stands behind a slash. */
static const struct leaf *
walk(const struct node *node, const char *p, struct search *search)
{
    size_t n = strcspn(p, "/"), values_n = search->values_n;
    const struct node *next[2] = {literal_find(node, p, n), node->name};
    const struct leaf *leaf;

    for (int i = 0; i < 2 && n; i++) {
        if (!next[i])
            continue;
        search->values_n = values_n;
        if (i == 1) {
            search->values[search->values_n].p = p;
            search->values[search->values_n++].n = n;
        }
        leaf = p[n] ? walk(next[i], p + n + 1, search) : leaf_of(next[i], search);
        if (leaf)
            return leaf;
    }
    search->values_n = values_n;
    if (!n || !node->rest)
        return NULL;
    search->values[search->values_n].p = p;
    search->values[search->values_n++].n = strlen(p);
    return leaf_of(node->rest, search);
}

static const char *
allow_text(struct arena *arena, const struct search *search)
{
    struct buf buf;

    buf_init(&buf, arena, 0);
    for (int i = 0; i < HTTP_METHODS_N; i++) {
        if (!search->has_method[i] && !(i == HTTP_HEAD && search->has_method[HTTP_GET]))
            continue;
        if (buf.n)
            buf_lit(&buf, ", ");
        buf_str(&buf, http_method_name((enum http_method)i));
    }
    return buf_text(&buf);
}

enum router_result
router_match(const struct router *router, struct arena *arena, enum http_method method,
             const char *path, struct router_found *out)
{
    struct search search = {.method = method};
    const struct leaf *leaf;

    *out = (struct router_found){0};
    leaf = path[0] == '/' && path[1] ? walk(router->root, path + 1, &search)
           : path[0] == '/'          ? leaf_of(router->root, &search)
                                     : NULL;
    if (leaf) {
        out->entry = leaf->entry;
        for (size_t i = 0; i < leaf->names_n; i++)
            fields_add(arena, &out->params, leaf->names[i],
                       arena_strndup(arena, search.values[i].p, search.values[i].n));
        return ROUTER_FOUND;
    }
    out->allow = allow_text(arena, &search);
    return *out->allow ? ROUTER_NO_METHOD : ROUTER_NO_PATH;
}
