/* SPDX-License-Identifier: Apache-2.0 */
/* Entity tags (RFC 9110 §8.8.3). */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include "base/bytes.h"

#include <stdbool.h>

struct arena;

/* A tag from the content: 22 characters of its SHA-256, without quotes. */
const char *etag_of(struct arena *arena, struct bytes content);

/* Does an If-None-Match header hold the tag (weak comparison, "*" holds any)? NULL does
 * not. */
bool etag_matches(const char *header, const char *etag);

#endif
