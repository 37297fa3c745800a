/* SPDX-License-Identifier: Apache-2.0 */
/* What a person wrote anew in a mail, apart from quotes, forwarded headers and signature.
 *
 * Nothing is lost: the pieces, joined, are the whole text, so that the folded ones can be
 * opened. When in doubt a line stays visible; answers between quotes are visible. Every
 * step is one pass over lines of bounded length: linear time whatever arrives (THREATS
 * A8). */
#ifndef TEXT_TRIM_H
#define TEXT_TRIM_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum trim_kind {
    TRIM_WRITTEN,   /* by the sender, now: always shown */
    TRIM_QUOTE,     /* what was written before, with its introduction */
    TRIM_SIGNATURE, /* signature, "Sent from my phone", list footer */
};

/* Whole lines with their newlines, in the order of the text. */
struct trim_piece {
    enum trim_kind kind;
    const char *text;
};

/* reply    the written pieces joined, trimmed; the whole text when nothing else would
 * remain pieces   neighbours differ in kind */
struct trim {
    const char *reply;
    const struct trim_piece *pieces;
    size_t pieces_n;
};

/* text: a plain-text body, valid UTF-8. */
struct trim trim_reply(struct arena *arena, const char *text);

/* The same for an HTML body, by its structure (quote elements of the usual mail programs,
 * rulers before header blocks) and by its text. The pieces are plain text. */
struct trim trim_html(struct arena *arena, struct bytes raw);

#endif
