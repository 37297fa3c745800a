/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encoding (RFC 3986 §2.1), queries and paths. */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include "base/buf.h"
#include "http/fields.h"

#include <stdbool.h>
#include <stddef.h>

/* Decodes; plus: "+" is a blank (forms). False when a "%" is not followed by two hex
 * digits. The bytes live in the arena and may be anything. */
bool url_decode(struct arena *arena, struct bytes raw, bool plus, struct bytes *out);

/* Everything but unreserved characters (RFC 3986 §2.3) as %XX. */
void url_encode(struct buf *buf, const char *s);

/* Adds "?name=value" or "&name=value" to the URL in buf, encoded. value NULL adds
 * nothing. */
void url_add(struct buf *buf, const char *name, const char *value);
void url_add_int(struct buf *buf, const char *name, int64_t value);

/* Fields of "a=1&b=2" (application/x-www-form-urlencoded), cleaned for inside.
 * False when a percent sign is wrong or there are more than max_n. */
bool url_fields(struct arena *arena, struct bytes raw, size_t max_n, struct fields *out);

/* The path of a request target, decoded (see request.h), or NULL when it is refused. */
const char *url_path(struct arena *arena, struct bytes raw);

/* May we send a browser there after sign-in? True for a path of our own: one "/" at the
 * start, no "//", no "\", no control character. NULL is not. */
bool url_is_local(const char *s);

#endif
