/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of addresses and dates from outside, each the same when it is read once more. */
#include "base/arena.h"
#include "base/utf8.h"
#include "mime/address.h"
#include "mime/charset.h"
#include "mime/date.h"

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
    struct mime_addresses list = mime_address_list(arena, (struct bytes){data, size});
    int64_t at = 0;
    int offset = 0;

    for (size_t i = 0; i < list.n; i++)
        if (!mime_address_valid(list.at[i].email) ||
            !utf8_valid(bytes_of(list.at[i].email)) || strpbrk(list.at[i].email, "\r\n"))
            abort();
    if (mime_date_parse(utf8_clean(arena, (struct bytes){data, size}, true), &at,
                        &offset) &&
        (offset < -16 * 60 || offset > 16 * 60))
        abort();
    arena_free(&arena);
    return 0;
}
