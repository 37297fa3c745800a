/* SPDX-License-Identifier: Apache-2.0 */
/* Cleans HTML, standard input to standard output: many pieces, each ended by a NUL. */
#include "base/arena.h"
#include "base/buf.h"
#include "text/html.h"

#include <stdio.h>

int
main(void)
{
    struct arena *arena = arena_new(0);
    struct buf buf;
    int c;

    buf_init(&buf, arena, HTML_INPUT_BYTES);
    while ((c = getchar()) != EOF) {
        if (c) {
            buf_char(&buf, (char)c);
            continue;
        }
        fputs(html_clean(arena, buf_bytes(&buf), (struct html_options){0}).s, stdout);
        putchar(0);
        buf_cut(&buf, 0);
    }
    arena_free(&arena);
    return fflush(stdout) ? 1 : 0;
}
