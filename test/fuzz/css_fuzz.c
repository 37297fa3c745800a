/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of a style attribute holds nothing that loads, runs or breaks out, nor
 * when it is reduced once more. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/css.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *
reduced(struct arena *arena, const char *css)
{
    struct buf buf;
    const char *text;

    buf_init(&buf, arena, 0);
    css_add_harmless(arena, &buf, css);
    text = buf_text(&buf);
    if (!utf8_valid(bytes_of(text)) || strpbrk(text, "<>{}\\@") ||
        str_find_fold(text, "url(") || str_find_fold(text, "expression("))
        abort();
    return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);

    reduced(arena, reduced(arena, utf8_clean(arena, (struct bytes){data, size}, false)));
    arena_free(&arena);
    return 0;
}
