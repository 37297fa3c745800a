/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cmd_trim.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/trim.h"

#include <stdio.h>
#include <sysexits.h>

enum { INPUT_BYTES = 16 << 20 };

static bool
read_all(FILE *file, struct buf *out)
{
    char piece[16384];
    size_t n;

    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(out, piece, n);
    return !ferror(file);
}

int
cmd_mail_trim(int argc, char **argv)
{
    struct arena *arena;
    struct buf in;
    FILE *file;
    bool good;

    if (argc != 2) {
        fprintf(stderr, "kindesk mail trim wants one FILE, or - for standard input\n");
        return EX_USAGE;
    }
    file = str_eq(argv[1], "-") ? stdin : fopen(argv[1], "rb");
    if (!file) {
        perror(argv[1]);
        return EX_NOINPUT;
    }
    arena = arena_new(0);
    buf_init(&in, arena, INPUT_BYTES);
    good = read_all(file, &in);
    if (file != stdin)
        fclose(file);
    puts(trim_reply(arena, utf8_clean(arena, buf_bytes(&in), false)).reply);
    good = fflush(stdout) == 0 && good;
    arena_free(&arena);
    return good ? EX_OK : EX_IOERR;
}
