/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the body of a form as it comes: application/x-www-form-urlencoded (WHATWG URL
 * §5.1) and multipart/form-data (RFC 7578, RFC 2046 §5.1.1). */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "http/fields.h"
#include "http/upload.h"

#include <stdint.h>

struct form;

/* As in exchange_limit() and struct http_options. */
struct form_limits {
    int64_t body_bytes, upload_bytes;
    size_t fields_n, uploads_n;
    int64_t spool_bytes;
    const char *spool_dir;
};

/* What a form can be refused for; the values are HTTP statuses. */
enum form_result {
    FORM_OK = 0,
    FORM_MALFORMED = 400,
    FORM_TOO_LARGE = 413,
    FORM_NO_SPACE = 503, /* no temporary file can be written */
};

/* NULL when the Content-Type is neither kind of form (or NULL). limits must live as long.
 */
struct form *form_new(struct arena *arena, const struct form_limits *limits,
                      const char *content_type);

/* Once something other than FORM_OK was returned, nothing more may be added. */
enum form_result form_add(struct form *form, struct bytes bytes);

/* All is there: the fields and files, in order. Texts are cleaned, newlines are LF. */
enum form_result form_end(struct form *form, struct fields *fields_out,
                          struct uploads *uploads_out);

#endif
