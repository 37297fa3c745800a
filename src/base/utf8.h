/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 (RFC 3629) at the boundary: inside, texts are valid and hold no control characters
 * but tab and newline. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Writes at most 4 bytes, returns how many; surrogates and out of range give U+FFFD. */
size_t utf8_encode(char out[4], uint32_t rune);

/* Reads one character at p (n > 0), stores it, returns its length in bytes; a broken byte
 * gives U+FFFD and length 1. */
size_t utf8_decode(const unsigned char *p, size_t n, uint32_t *rune_out);

bool utf8_valid(struct bytes raw);

/* A text that is safe inside: broken bytes become U+FFFD, CRLF and CR become LF, NUL and other
 * controls (C0, DEL, C1) vanish, and so do the bidirectional overrides U+202A–202E, U+2066–2069
 * when `line` is set; then newlines and tabs become blanks too. Lives in the arena. */
char *utf8_clean(struct arena *arena, struct bytes raw, bool line);

/* Characters in a valid text. */
size_t utf8_length(const char *s);

/* The first characters of a text, whole ones; adds "…" when something was cut. */
char *utf8_shorten(struct arena *arena, const char *s, size_t characters);

#endif
