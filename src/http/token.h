/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens and parameters of HTTP and MIME headers. */
#ifndef HTTP_TOKEN_H
#define HTTP_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* RFC 9110 §5.6.2: one or more of letters, digits and !#$%&'*+-.^_`|~ */
bool token_valid(const char *s, size_t n);

/* The media type of a Content-Type value, small letters, without parameters; "" when it
 * is malformed or NULL. */
const char *token_media_type(struct arena *arena, const char *header);

/* Parameter `name` of "first; name=value; name="quoted \"value\""", or NULL. The name is
 * compared without case; given twice counts as absent. The bytes are as sent. */
const char *token_parameter(struct arena *arena, const char *header, const char *name);

/* Is `word` an element of a comma-separated header (case ignored) whose q is not 0? */
bool token_accepts(const char *header, const char *word);

#endif
