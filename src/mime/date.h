/* SPDX-License-Identifier: Apache-2.0 */
/* Dates of header fields (RFC 5322 §3.3, RFC 850, asctime, ISO 8601, and what else is
 * sent). */
#ifndef MIME_DATE_H
#define MIME_DATE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* at_out UTC ms, offset_out minutes east of UTC (0 when the zone is not told). False when
 * no day, month and year can be read or the result is outside of 1970 to 2200. */
bool mime_date_parse(const char *s, int64_t *at_out, int *offset_out);

#endif
