/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the folder: matches a folded sentence against a pattern of words.
 *
 * Patterns: words; "(one|two words|three)" one of these, with "?" behind it none of them
 * too; %n a number, %d a duration, %s any words, as few as will do. */
#ifndef PLAN_SENTENCE_H
#define PLAN_SENTENCE_H

#include "plan/rule.h"

enum { SENTENCE_BYTES = 600, SENTENCE_STEPS_N = 20000, SENTENCE_WORDS_N = 20 };

/* What the placeholders took; text of %s is [text, text + text_n) in the sentence. */
struct sentence {
    int number;
    struct plan_duration duration;
    const char *text;
    size_t text_n;
    int steps;   /* spent so far; over SENTENCE_STEPS_N nothing matches any more */
    int *budget; /* of all sentences of a plan: counted down, below 0 nothing matches */
};

bool sentence_match(const char *pattern, const char *folded, struct sentence *out);

/* How many of the sentence's first words (folded) stand, perhaps misspelt, in the
 * example. */
int sentence_likeness(struct arena *arena, char **words, size_t words_n,
                      const char *example);

#endif
