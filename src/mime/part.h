/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a message as a tree (RFC 2046), split but not decoded. Internal to mime/.
 */
#ifndef MIME_PART_H
#define MIME_PART_H

#include "mime/header.h"
#include "mime/message.h"

/* type        "text/plain", what it is after all repairs
 * body        still in its transfer encoding
 * filename    or NULL; disposition "attachment", "inline", … or "" */
struct mime_part {
    struct mime_header header;
    struct mime_typed content_type;
    const char *type;
    const char *disposition;
    const char *encoding;
    const char *charset;
    const char *filename;
    const char *content_id;
    struct bytes body;
    struct mime_part *first, *next;
    bool is_multipart;
};

/* What one reading works with: the limits that are left and what was wrong so far.
 * charset  wanted by the caller, or NULL */
struct mime_reading {
    struct arena *arena;
    const char *charset;
    size_t parts_n;
    unsigned problems;
};

/* Splits raw, a whole message. Never NULL. */
struct mime_part *mime_part_read(struct mime_reading *reading, struct bytes raw);

/* The body with its transfer encoding undone. */
struct bytes mime_part_bytes(struct mime_reading *reading, const struct mime_part *part);

/* The body as clean text, by its charset or a better guess. */
char *mime_part_text(struct mime_reading *reading, const struct mime_part *part);

#endif
