/* SPDX-License-Identifier: Apache-2.0 */
/* Languages. The English text is its own key; a catalogue is one file src/base/lang/CODE.po
 * (GNU gettext's format), compiled in by tools/catalogue.py, which refuses a catalogue that
 * lacks a text used by a template or by C, or whose % directives differ. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include <stddef.h>

struct lang_text {
    const char *english;
    const char *translated;
};

/* code  BCP 47 primary subtag, "en", "es"; name  in the language itself, "Español"
 * texts sorted by english; empty for English
 * number  its place in langs[], which compiled templates index their texts by */
struct lang {
    const char *code;
    const char *name;
    const struct lang_text *texts;
    size_t texts_n;
    size_t number;
};

/* All languages, English first; generated. */
extern const struct lang *const langs[];
extern const size_t langs_n;

/* The text in that language; English where lang is NULL or has none. Never NULL. */
const char *tr(const struct lang *lang, const char *english)
    __attribute__((format_arg(2)));

/* One or many, by the rule of the language (all of ours so far: one when n is 1). */
const char *tr_n(const struct lang *lang, long long n, const char *one, const char *many)
    __attribute__((format_arg(3), format_arg(4)));

/* Marks a text in a table for the catalogue without translating it there. */
#define N_(english) english

/* The language of that code ("es", "es-MX", "ES"), or NULL. */
const struct lang *lang_find(const char *code);

/* The best of ours for an Accept-Language header (RFC 9110 §12.5.4); English for NULL. */
const struct lang *lang_accept(const char *header);

#endif
