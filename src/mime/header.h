/* SPDX-License-Identifier: Apache-2.0 */
/* A block of header fields (RFC 5322 §2.2), raw. */
#ifndef MIME_HEADER_H
#define MIME_HEADER_H

#include "base/arena.h"
#include "base/bytes.h"

#include <stdbool.h>

/* value  between the colon and the line's end, still folded */
struct mime_raw_field {
    struct bytes name, value;
};
struct mime_header {
    struct mime_raw_field *at;
    size_t n;
    unsigned problems; /* of enum mime_problem */
};

/* Reads the fields at the start of raw; returns where the body begins. Lines that are no
 * field are skipped when fields follow, else the body begins there. envelope  the top of
 * a message: "From " lines and empty lines before the first field are skipped */
size_t mime_header_read(struct arena *arena, struct bytes raw, bool envelope,
                        struct mime_header *out);

/* The raw value of the first field of that name; n 0 and p NULL when there is none. */
struct bytes mime_header_get(const struct mime_header *header, const char *name);

/* How often it stands there. */
size_t mime_header_count(const struct mime_header *header, const char *name);

/* Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2183, RFC 2231). */
struct mime_param {
    const char *name; /* small letters */
    const char *value;
};
struct mime_typed {
    const char *value; /* "text/plain", small letters; "" when missing */
    struct mime_param *params;
    size_t params_n;
};
struct mime_typed mime_header_typed(struct arena *arena, struct bytes raw);

/* NULL when there is none. */
const char *mime_header_param(const struct mime_typed *typed, const char *name);

#endif
