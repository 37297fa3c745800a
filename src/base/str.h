/* SPDX-License-Identifier: Apache-2.0 */
/* Small helpers for texts: const char *, NUL-terminated, valid UTF-8. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Equal; two NULLs are equal. */
bool str_eq(const char *a, const char *b);
/* Equal when ASCII letters are compared without case. */
bool str_eq_fold(const char *a, const char *b);
bool str_starts(const char *s, const char *prefix);
bool str_starts_fold(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* NULL, empty or only white space. */
bool str_blank(const char *s);

/* Without white space at both ends; a copy. NULL gives "". */
char *str_trim(struct arena *arena, const char *s);
/* ASCII letters made small; a copy. */
char *str_lower(struct arena *arena, const char *s);

/* A whole decimal number within [low, high], nothing else in the text. */
bool str_to_int(const char *s, int64_t low, int64_t high, int64_t *out);

/* Where needle stands in s, ASCII case ignored, or NULL. */
const char *str_find_fold(const char *s, const char *needle);

/* The pieces between separators; each trimmed; empty ones left out. *n_out says how many. */
char **str_split(struct arena *arena, const char *s, char separator, size_t *n_out);

#endif
