/* SPDX-License-Identifier: Apache-2.0 */
/* JSON from outside: what was read and is written again reads as the same, and nothing
 * that could end a script element stands in it raw. */
#include "base/arena.h"
#include "base/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
write_value(struct json_out *out, const struct json *json)
{
    switch (json_kind(json)) {
    case JSON_KIND_OBJECT:
        json_open(out, '{');
        for (size_t i = 0; i < json_count(json); i++) {
            const char *name = json_member_name(json, i);
            json_name(out, name);
            write_value(out, json_member(json, name));
        }
        json_close(out, '}');
        return;
    case JSON_KIND_LIST:
        json_open(out, '[');
        for (size_t i = 0; i < json_count(json); i++)
            write_value(out, json_at(json, i));
        json_close(out, ']');
        return;
    case JSON_KIND_TEXT:
        json_text(out, json_as_text(json));
        return;
    case JSON_KIND_INT:
        json_int(out, json_as_int(json));
        return;
    case JSON_KIND_BOOL:
        json_bool(out, json_as_bool(json));
        return;
    case JSON_KIND_REAL: /* only read, never written */
    case JSON_KIND_NULL:
        json_none(out);
        return;
    }
}

static const char *
written(struct arena *arena, const struct json *json)
{
    struct buf *buf = arena_take(arena, sizeof *buf);
    struct json_out out = {.buf = buf};

    buf_init(buf, arena, 0);
    write_value(&out, json);
    return buf_text(buf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    const char *why = NULL;
    const struct json *json = json_parse(arena, (struct bytes){data, size}, &why);

    if (json) {
        const char *first = written(arena, json);
        if (strpbrk(first, "<>&"))
            abort();
        const struct json *again = json_parse(arena, bytes_of(first), &why);
        if (!again || strcmp(first, written(arena, again)) != 0)
            abort();
    } else if (!why) {
        abort();
    }
    arena_free(&arena);
    return 0;
}
