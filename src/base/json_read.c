/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/arena.h"

#include <jansson.h>

/* struct json is jansson's json_t under our name. */
static const json_t *
of(const struct json *json)
{
    return (const json_t *)json;
}

static const struct json *
from(const json_t *json)
{
    return (const struct json *)json;
}

static void
release(void *json)
{
    json_decref(json);
}

/* jansson allows 2048 levels; a text that deep is an attack. */
static bool
too_deep(struct bytes raw)
{
    int depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < raw.n; i++) {
        unsigned char c = raw.p[i];

        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
        if (depth > 64)
            return true;
    }
    return false;
}

const struct json *
json_parse(struct arena *arena, struct bytes raw, const char **why_out)
{
    json_error_t error;
    json_t *json;

    *why_out = NULL;
    if (too_deep(raw)) {
        *why_out = "nested deeper than 64 levels";
        return NULL;
    }
    json = json_loadb((const char *)raw.p, raw.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY,
                      &error);
    if (!json) {
        *why_out = arena_printf(arena, "line %d, column %d: %s", error.line, error.column,
                                error.text);
        return NULL;
    }
    arena_on_free(arena, release, json);
    return from(json);
}

enum json_kind
json_kind(const struct json *json)
{
    if (!json)
        return JSON_KIND_NULL;
    switch (json_typeof(of(json))) {
    case JSON_OBJECT:
        return JSON_KIND_OBJECT;
    case JSON_ARRAY:
        return JSON_KIND_LIST;
    case JSON_STRING:
        return JSON_KIND_TEXT;
    case JSON_INTEGER:
        return JSON_KIND_INT;
    case JSON_REAL:
        return JSON_KIND_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return JSON_KIND_BOOL;
    case JSON_NULL:
        break;
    }
    return JSON_KIND_NULL;
}

const struct json *
json_member(const struct json *object, const char *name)
{
    return json_kind(object) == JSON_KIND_OBJECT ? from(json_object_get(of(object), name))
                                                 : NULL;
}

size_t
json_count(const struct json *json)
{
    switch (json_kind(json)) {
    case JSON_KIND_OBJECT:
        return json_object_size(of(json));
    case JSON_KIND_LIST:
        return json_array_size(of(json));
    case JSON_KIND_NULL:
    case JSON_KIND_TEXT:
    case JSON_KIND_INT:
    case JSON_KIND_REAL:
    case JSON_KIND_BOOL:
        break;
    }
    return 0;
}

const struct json *
json_at(const struct json *array, size_t i)
{
    return json_kind(array) == JSON_KIND_LIST ? from(json_array_get(of(array), i)) : NULL;
}

const char *
json_member_name(const struct json *object, size_t i)
{
    void *at = json_object_iter((json_t *)(void *)(uintptr_t)object);

    while (at && i--)
        at = json_object_iter_next((json_t *)(void *)(uintptr_t)object, at);
    return at ? json_object_iter_key(at) : NULL;
}

const char *
json_as_text(const struct json *json)
{
    return json_kind(json) == JSON_KIND_TEXT ? json_string_value(of(json)) : NULL;
}

int64_t
json_as_int(const struct json *json)
{
    return json_kind(json) == JSON_KIND_INT ? json_integer_value(of(json)) : 0;
}

bool
json_as_bool(const struct json *json)
{
    return json_kind(json) == JSON_KIND_BOOL && json_is_true(of(json));
}
