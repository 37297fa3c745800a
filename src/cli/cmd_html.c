/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cmd_html.h"

#include "base/arena.h"
#include "base/buf.h"
#include "text/html.h"

#include <stdio.h>
#include <sysexits.h>

int
cmd_html_clean(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct html_seen seen;
    struct html_options options = {.seen = &seen};
    struct buf in;
    char piece[16384];
    size_t n;
    int status = EX_OK;

    (void)argv;
    if (argc > 1) {
        fprintf(stderr,
                "kindesk html clean reads standard input; give it no arguments\n");
        arena_free(&arena);
        return EX_USAGE;
    }
    buf_init(&in, arena, HTML_INPUT_BYTES);
    while ((n = fread(piece, 1, sizeof piece, stdin)) > 0)
        buf_add(&in, piece, n);
    fputs(html_clean(arena, buf_bytes(&in), options).s, stdout);
    if (in.full)
        fprintf(stderr,
                "kindesk: the input was longer than %d bytes; the rest was left out\n",
                HTML_INPUT_BYTES);
    if (ferror(stdin) || fflush(stdout)) {
        perror("kindesk html clean");
        status = EX_IOERR;
    }
    arena_free(&arena);
    return status;
}
