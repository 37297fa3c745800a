/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what an API caller sent. */
#ifndef API_JSON_IN_H
#define API_JSON_IN_H

#include "api/shape.h"
#include "base/err.h"
#include "base/json.h"

struct attachment;
struct exchange;

/* The body as an object of that shape.
 * Errors  answered at once: 415 when it is not application/json, 400 when it is no JSON,
 *         413 when it is larger than config->body_bytes beside the content of its
 *         attachments; INVALID with the member, one for each that is unknown, missing or
 *         of the wrong type (in err->next) */
struct err *json_in_body(struct cx *cx, struct exchange *x, const struct api_shape *shape,
                         const struct json **out) MUST_CHECK;
struct err *json_in_check(struct cx *cx, const struct json *json,
                          const struct api_shape *shape) MUST_CHECK;

/* Members of a checked object, cleaned for inside; NULL when absent or null. */
const char *json_in_line(struct cx *cx, const struct json *object, const char *name);
const char *json_in_text(struct cx *cx, const struct json *object, const char *name);

/* A file that came, decoded, not stored yet. */
struct json_in_file {
    const char *name, *type;
    struct bytes raw;
};
/* Errors  INVALID "attachments": not base64, a bad media type; LIMIT "attachments": too
 *         many, too large */
struct err *json_in_files(struct cx *cx, const struct json *object,
                          struct json_in_file **files_out, size_t *n_out) MUST_CHECK;
/* Stores them; in the transaction. */
struct err *json_in_store(struct cx *cx, const struct json_in_file *files, size_t n,
                          struct attachment **list_out) MUST_CHECK;

#endif
