/* SPDX-License-Identifier: Apache-2.0 */
/* Text to the words that full-text search compares; the same for both engines. */
#ifndef STORE_FOLD_H
#define STORE_FOLD_H

#include <stddef.h>

struct buf;

enum { FOLD_WORD_BYTES = 64 };

/* Adds the words of s to out, a blank between two: small letters without accents (ñ n, ß
 * ss, Ø o, fullwidth forms plain), digits; every other character ends a word; a Han, Kana
 * or Thai character is a word by itself.  A word is cut at 64 bytes. words_max  stops
 * after so many; returns how many were added. */
size_t fold_words_of(struct buf *out, const char *s, size_t words_max);

#endif
