/* SPDX-License-Identifier: Apache-2.0 */
/* Encoded words in header fields (RFC 2047), as they are sent rather than as they should
 * be. */
#ifndef MIME_WORD_H
#define MIME_WORD_H

#include "base/arena.h"
#include "base/bytes.h"

/* One line of clean text from a field's raw value: unfolded, words decoded (also inside
 * quotes, glued together or split in the middle of a character), bytes outside ASCII
 * guessed. charset  of the body, a hint for raw bytes; may be NULL. Never NULL, trimmed.
 */
char *mime_word_text(struct arena *arena, struct bytes raw, const char *charset);

#endif
