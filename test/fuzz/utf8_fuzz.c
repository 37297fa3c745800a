/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes become safe texts: valid, without controls, stable when cleaned again. */
#include "base/arena.h"
#include "base/utf8.h"

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
check_line(const char *s, bool line)
{
    for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
        bool space = *p == '\n' || *p == '\t';
        check(*p >= 0x20 || (space && !line));
        check(*p != 0x7f);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);

    for (int line = 0; line < 2; line++) {
        const char *clean = utf8_clean(arena, (struct bytes){data, size}, line);
        check(utf8_valid(bytes_of(clean)));
        check_line(clean, line);
        check(strcmp(clean, utf8_clean(arena, bytes_of(clean), line)) == 0);
        size_t n = utf8_length(clean);
        check(n <= strlen(clean));
        const char *brief = utf8_shorten(arena, clean, 10);
        check(utf8_valid(bytes_of(brief)) && utf8_length(brief) <= 11);
    }
    arena_free(&arena);
    return 0;
}
