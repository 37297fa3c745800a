/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as people compare them: without case, accents, typographic quotes and dashes, and
 * with one blank between words. */
#ifndef PLAN_FOLD_H
#define PLAN_FOLD_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Folded copy in the arena; NULL gives "". Never longer than the text. */
char *fold_text(struct arena *arena, const char *s);

/* Where the word that stands at folded[at] begins in the text that was folded. */
size_t fold_origin(const char *s, const char *folded, size_t at);

/* Equal when folded; two NULLs are equal. */
bool fold_eq(const char *a, const char *b);

/* Where the folded phrase stands in the folded text as whole words, or NULL. */
const char *fold_find_words(const char *folded, const char *phrase);

/* The phrase that stands in the folded text and has most letters: an index into phrases
 * separated by '|', measured; 0 letters when there is none. */
size_t fold_match(const char *folded, const char *phrases);

/* The same up to `end` of the phrases (NULL all of them), and where it stands. */
size_t fold_match_part(const char *folded, const char *phrases, const char *end,
                       const char **at);

/* Equal to one of the phrases separated by '|'. */
bool fold_is_one_of(const char *folded, const char *phrases);

/* How many letters differ (Levenshtein), at most `limit` + 1; texts over 40 bytes are not
 * compared and give limit + 1. */
int fold_distance(const char *a, const char *b, int limit);

#endif
