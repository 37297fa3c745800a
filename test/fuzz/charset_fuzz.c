/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes by a charset's name, which stands before the first newline: whatever both are,
 * the text is clean UTF-8. */
#include "base/arena.h"
#include "base/utf8.h"
#include "mime/charset.h"
#include "mime/flowed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    mime_charset_init();
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    size_t n = end ? (size_t)(end - data) : 0;
    char *label = arena_strndup(arena, (const char *)data, n < 100 ? n : 100);
    struct bytes raw = {end ? end + 1 : data, end ? size - n - 1 : size};
    char *text = mime_charset_text(arena, raw, label, false, NULL);

    if (!utf8_valid(bytes_of(text)) ||
        !utf8_valid(bytes_of(mime_charset_forced(arena, raw, label, false))) ||
        strchr(mime_charset_text(arena, raw, label, true, NULL), '\n'))
        abort();
    if (!utf8_valid(bytes_of(mime_flowed_join(arena, text, n & 1))))
        abort();
    arena_free(&arena);
    return 0;
}
