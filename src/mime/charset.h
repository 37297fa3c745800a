/* SPDX-License-Identifier: Apache-2.0 */
/* Charsets: what mail claims, what it hides, and UTF-8. ICU stays in charset.c; it reads
 * its tables from its own library and never opens a file, so it works in the sandbox. */
#ifndef MIME_CHARSET_H
#define MIME_CHARSET_H

#include "base/arena.h"
#include "base/bytes.h"

#include <stdbool.h>

/* Once per process, before a sandbox is entered. */
void mime_charset_init(void);

/* The text of raw, cleaned (base/utf8.h).
 * label        the charset's name as sent, NULL none; a wrong one is noticed and replaced
 * line         for a header: one line
 * guessed_out  set to true when the label did not say it (never to false); may be NULL
 * Source       labels as browsers take them:
 * https://encoding.spec.whatwg.org/#names-and-labels */
char *mime_charset_text(struct arena *arena, struct bytes raw, const char *label,
                        bool line, bool *guessed_out);

/* The same where a person has chosen the charset: nothing is guessed, what it does not
 * hold becomes U+FFFD. */
char *mime_charset_forced(struct arena *arena, struct bytes raw, const char *label,
                          bool line);

/* What a person may choose for a message that was read wrongly. group is an English msgid;
 * several follow each other in a group. */
struct mime_charset_choice {
    const char *label, *group;
};
extern const struct mime_charset_choice mime_charset_choices[];
extern const size_t mime_charset_choices_n;

/* Whether a charset of that name can be read. */
bool mime_charset_known(const char *label);

#endif
