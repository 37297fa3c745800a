/* SPDX-License-Identifier: Apache-2.0 */
/* What plain texts hide: soft line ends (RFC 3676) and uuencoded files. Internal to
 * mime/. */
#ifndef MIME_FLOWED_H
#define MIME_FLOWED_H

#include "base/bytes.h"

#include <stdbool.h>

struct arena;

/* Joins the lines of format=flowed; the quote marks stay. delsp: the blank at a soft end
 * goes. */
char *mime_flowed_join(struct arena *arena, const char *text, bool delsp);

/* Finds the next uuencoded file in a text at or after from: where it begins, where it
 * ends, what it is called. False when there is none that is whole enough to believe. */
bool mime_flowed_uu(struct bytes text, size_t from, size_t *begin_out, size_t *end_out,
                    struct bytes *name_out);

#endif
