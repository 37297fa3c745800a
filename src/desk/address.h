/* SPDX-License-Identifier: Apache-2.0 */
/* E-mail addresses as we keep them. */
#ifndef DESK_ADDRESS_H
#define DESK_ADDRESS_H

#include "base/err.h"

/* The address in lower case, without blanks around. Takes what mail servers take: one @,
 * a local part of at most 64 and a domain of at most 253 bytes (RFC 5321 §4.5.3.1), UTF-8
 * allowed (RFC 6531), no controls, blanks, quotes, commas or brackets. Errors  INVALID
 * with that field, in words that say what is missing */
struct err *address_clean(struct cx *cx, const char *field, const char *raw,
                          const char **address_out) MUST_CHECK;

/* What stands after the @. */
const char *address_domain(const char *address);

#endif
