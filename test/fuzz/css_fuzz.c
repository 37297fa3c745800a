/* SPDX-License-Identifier: Apache-2.0 */
/* A style attribute, whatever it holds, becomes declarations that load nothing, reach out
 * of nothing and are the same when they are reduced again. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/css.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
    if (!holds)
        abort();
}

static void
check_harmless(const char *css)
{
    static const char *const never[] = {"url",      "expression", "import", "@",
                                        "position", "behavior",   "/*",     "\\",
                                        "<",        "var(",       "attr(",  "image("};

    check(utf8_valid(bytes_of(css)));
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        check(!str_find_fold(css, never[i]));
}

static const char *
reduced(struct arena *arena, const char *css)
{
    struct buf out;

    buf_init(&out, arena, 0);
    css_add_harmless(arena, &out, css);
    return buf_text(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    const char *css = utf8_clean(arena, (struct bytes){data, size}, false);
    const char *once = reduced(arena, css);
    struct buf one;

    check_harmless(once);
    check(str_eq(once, reduced(arena, once)));
    buf_init(&one, arena, 0);
    css_add_one(arena, &one, "background-color", css);
    check_harmless(buf_text(&one));
    arena_free(&arena);
    return 0;
}
