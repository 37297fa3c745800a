/* SPDX-License-Identifier: Apache-2.0 */
#include "http/fields.h"

#include "base/arena.h"

#include <string.h>

void
fields_add(struct arena *arena, struct fields *fields, const char *name,
           const char *value)
{
    *vec_add(arena, fields) = (struct field){name, value};
}

const char *
fields_find_at(const struct fields *fields, const char *name, size_t i)
{
    for (size_t k = 0; k < fields->n; k++)
        if (strcmp(fields->at[k].name, name) == 0 && i-- == 0)
            return fields->at[k].value;
    return NULL;
}

const char *
fields_find(const struct fields *fields, const char *name)
{
    return fields_find_at(fields, name, 0);
}

size_t
fields_count(const struct fields *fields, const char *name)
{
    size_t n = 0;

    for (size_t k = 0; k < fields->n; k++)
        n += strcmp(fields->at[k].name, name) == 0;
    return n;
}
