/* SPDX-License-Identifier: Apache-2.0 */
/* A date of a header is a moment within the bounds that date.h promises, or none. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "mime/date.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    const char *text = utf8_clean(arena, (struct bytes){data, size}, true);
    int64_t at = -1;
    int offset = 0;

    /* Years of 365.2425 days, and a day more than the zones can differ. */
    if (mime_date_parse(text, &at, &offset) &&
        (at < 0 || at > 231 * INT64_C(31556952000) + MS_DAY || offset < -24 * 60 ||
         offset > 24 * 60))
        abort();
    arena_free(&arena);
    return 0;
}
