/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces of a trimmed text, joined, are the text: nothing that was written is lost.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "text/markdown.h"
#include "text/trim.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(0);
    const char *text = utf8_clean(arena, (struct bytes){data, size}, false);
    struct trim trim = trim_reply(arena, text);
    struct buf joined;

    buf_init(&joined, arena, 0);
    for (size_t i = 0; i < trim.pieces_n; i++) {
        if (i && trim.pieces[i].kind == trim.pieces[i - 1].kind)
            abort();
        buf_str(&joined, trim.pieces[i].text);
    }
    if (joined.n > strlen(text)) /* the newline that the last line lacked */
        buf_cut(&joined, joined.n - 1);
    if (strcmp(buf_text(&joined), text) != 0)
        abort();
    if (!utf8_valid(bytes_of(trim.reply)))
        abort();
    if (!utf8_valid(bytes_of(text_html(arena, text).s)) ||
        !utf8_valid(bytes_of(markdown_html(arena, text).s)))
        abort();
    arena_free(&arena);
    return 0;
}
