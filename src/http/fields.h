/* SPDX-License-Identifier: Apache-2.0 */
/* Names with values, in the order in which they came: query, form, headers, cookies. */
#ifndef HTTP_FIELDS_H
#define HTTP_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct field {
    const char *name;
    const char *value;
};

struct fields {
    struct field *at;
    size_t n, room;
};

void fields_add(struct arena *arena, struct fields *fields, const char *name,
                const char *value);

/* The first value of that name, or NULL. Names are compared exactly. */
const char *fields_find(const struct fields *fields, const char *name);

/* The i-th value of that name (from 0), or NULL. */
const char *fields_find_at(const struct fields *fields, const char *name, size_t i);

/* How often the name occurs: more than 1 means a duplicate. */
size_t fields_count(const struct fields *fields, const char *name);

#endif
