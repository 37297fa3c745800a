/* SPDX-License-Identifier: Apache-2.0 */
/* What people type, as Markdown or as plain text, becomes HTML in which nothing runs. */
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/html.h"
#include "text/markdown.h"

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
check_harmless(const char *html)
{
    static const char *const never[] = {
        "<script", "<style", "<iframe", "<svg",
        "<form",   "<input", "<object", "href=\"javascript"};

    check(utf8_valid(bytes_of(html)));
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        check(!str_find_fold(html, never[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    const char *text = utf8_clean(arena, (struct bytes){data, size}, false);

    check_harmless(markdown_html(arena, text).s);
    check_harmless(text_html(arena, text).s);
    arena_free(&arena);
    return 0;
}
