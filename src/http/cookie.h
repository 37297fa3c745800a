/* SPDX-License-Identifier: Apache-2.0 */
/* Cookies (RFC 6265). */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "http/fields.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* Reads a Cookie header; pairs that are not cookie octets are left out, at most 100
 * taken. */
void cookie_read(struct arena *arena, const char *header, struct fields *out);

/* A Set-Cookie value as response_cookie() sends it; NULL when name or value is not
 * allowed. */
const char *cookie_write(struct arena *arena, const char *name, const char *value,
                         int64_t max_age_s, bool secure);

#endif
