/* SPDX-License-Identifier: Apache-2.0 */
/* Transfer encodings (RFC 2045 §6): undone as well as their senders allow. */
#ifndef MIME_TRANSFER_H
#define MIME_TRANSFER_H

#include "base/arena.h"
#include "base/bytes.h"

#include <stdbool.h>

/* Each returns bytes in the arena; *bad_out (may be NULL) becomes true when something had
 * to be left out, and is never set to false. */
struct bytes mime_transfer_base64(struct arena *arena, struct bytes raw, bool *bad_out);
struct bytes mime_transfer_quoted(struct arena *arena, struct bytes raw, bool *bad_out);
/* Of encoded words: "_" is a blank (RFC 2047 §4.2). */
struct bytes mime_transfer_q(struct arena *arena, struct bytes raw);
/* From "begin 644 name" to "end". */
struct bytes mime_transfer_uu(struct arena *arena, struct bytes raw, bool *bad_out);

/* By the Content-Transfer-Encoding; raw itself when it is 7bit, 8bit, binary or unknown.
 */
struct bytes mime_transfer_decode(struct arena *arena, struct bytes raw,
                                  const char *encoding, bool *bad_out);

/* A line "begin MODE NAME" of uuencode: its name, or n 0. */
struct bytes mime_transfer_uu_name(struct bytes line);

#endif
