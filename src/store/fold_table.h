/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of fold.c, made by tools/fold.py; each sorted. */
#ifndef STORE_FOLD_TABLE_H
#define STORE_FOLD_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct fold_range {
    uint32_t first, last;
};
struct fold_letter {
    uint32_t rune;
    char text[12];
};

/* words    letters and numbers      marks  accents that stand alone: they vanish
 * alone    scripts written without blanks: each character is a word
 * letters  what becomes something else */
extern const struct fold_range fold_words[], fold_marks[], fold_alone[];
extern const struct fold_letter fold_letters[];
extern const size_t fold_words_n, fold_marks_n, fold_alone_n, fold_letters_n;

#endif
