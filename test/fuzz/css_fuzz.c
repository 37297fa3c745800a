/* SPDX-License-Identifier: Apache-2.0 */
/* What is left of a style attribute holds nothing that loads, runs or breaks out, and the
 * same is left when it is reduced once more. */
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

    buf_init(&buf, arena, 0);
    css_add_harmless(arena, &buf, css);
    return buf_text(&buf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    const char *once =
        reduced(arena, utf8_clean(arena, (struct bytes){data, size}, false));

    if (!utf8_valid(bytes_of(once)) || strpbrk(once, "<>{}\\@") ||
        str_find_fold(once, "url(") || str_find_fold(once, "expression("))
        abort();
    if (strcmp(reduced(arena, once), once) != 0)
        abort();
    arena_free(&arena);
    return 0;
}
