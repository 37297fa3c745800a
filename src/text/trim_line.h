/* SPDX-License-Identifier: Apache-2.0 */
/* What lines of a mail look like; only for trim.c. Recognisers are matchers written by
 * hand, each one pass over at most TRIM_JOINED bytes: no pattern here can run away. */
#ifndef TEXT_TRIM_LINE_H
#define TEXT_TRIM_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { TRIM_LINE_BYTES = 600, TRIM_JOINED = 700 };

/* p, n     as it stands, without its newline
 * quote    how many ">" it begins with
 * text     without those, trimmed, no-break spaces as blanks, at most TRIM_LINE_BYTES;
 *          "" for a blank line */
struct trim_line {
    const char *p;
    size_t n;
    unsigned quote;
    const char *text;
};

void trim_line_read(struct arena *arena, const char *p, size_t n, struct trim_line *out);

/* How many lines, from the first of n, introduce what was written before: "On … wrote:"
 * in many languages and orders, "-----Original Message-----", or a block of From:, Sent:,
 * To:, Subject: lines, with a ruler above. 0 when they do not. */
size_t trim_intro(struct arena *arena, const struct trim_line *lines, size_t n);

/* "-----Original Message-----", "Begin forwarded message:". */
bool trim_is_original_message(const struct trim_line *line);

/* "--", "-- ", rulers of three or more dashes or underscores, two or more long dashes. */
bool trim_is_delimiter(const struct trim_line *line);
/* Exactly the delimiter of RFC 3676 §4.3, "-- ". */
bool trim_is_signature_mark(const struct trim_line *line);
/* "Sent from my iPhone" in many languages. */
bool trim_is_sent_from(const struct trim_line *line);
/* Only signs: dashes, stars, underscores and the like. */
bool trim_is_ornament(const struct trim_line *line);
/* "Best regards," and nothing more, in many languages. */
bool trim_is_closing(const struct trim_line *line);
/* A mail or web address or a telephone number and little else. */
bool trim_is_contact(const struct trim_line *line);

#endif
