/* SPDX-License-Identifier: Apache-2.0 */
/* winmail.dat from outside; and the answer of a child that was taken over. */
#include "base/arena.h"
#include "mime/charset.h"
#include "mime/tnef.h"
#include "mime/wire.h"

#include <stdint.h>
#include <stdlib.h>

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
    struct mime_tnef tnef;

    mime_tnef_read(arena, (struct bytes){data, size}, &tnef);
    for (size_t i = 0; i < tnef.attachments_n; i++)
        if (!tnef.attachments[i].type || !tnef.attachments[i].bytes.n)
            abort();
    mime_wire_read(arena, (struct bytes){data, size});
    arena_free(&arena);
    return 0;
}
