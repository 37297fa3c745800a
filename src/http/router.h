/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the route for a method and a path. */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/fields.h"
#include "http/request.h"

#include <stddef.h>

struct router;

/* pattern  "/t/:ticket/reply": literal segments and ":name"; the last segment may be
 * "*name", which takes the rest, one segment or more. entry: the caller's own, not NULL
 */
struct router_route {
    enum http_method method;
    const char *pattern;
    const void *entry;
};

/* In the arena, immutable: any thread may use it. Stops the process when the table itself
 * is wrong (malformed pattern, the same method and pattern twice, a name twice in a
 * pattern). */
const struct router *router_new(struct arena *arena, const struct router_route *routes,
                                size_t n);

enum router_result { ROUTER_FOUND, ROUTER_NO_PATH, ROUTER_NO_METHOD };

/* entry   of the route          params  names and values, in the arena
 * allow   with NO_METHOD: the methods there are, "GET, HEAD, POST", for Allow */
struct router_found {
    const void *entry;
    struct fields params;
    const char *allow;
};

/* A literal segment wins over a name, a name over the rest. HEAD finds GET's route. */
enum router_result router_match(const struct router *router, struct arena *arena,
                                enum http_method method, const char *path,
                                struct router_found *out);

#endif
