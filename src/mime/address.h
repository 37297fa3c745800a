/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses in header fields (RFC 5322 §3.4), groups, comments and what senders make of
 * them. */
#ifndef MIME_ADDRESS_H
#define MIME_ADDRESS_H

#include "mime/message.h"

struct arena;

/* All addresses of a field, at most MIME_ADDRESSES_N; those that cannot be read are left
 * out. */
struct mime_addresses mime_address_list(struct arena *arena, struct bytes raw);

/* Whether it has the shape local@domain, without blanks, brackets or control characters.
 */
bool mime_address_valid(const char *email);

#endif
