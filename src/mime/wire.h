/* SPDX-License-Identifier: Apache-2.0 */
/* A decoded message on its way out of the sandbox. The child that writes it may have been
 * taken over: everything is checked again on this side. Internal to mime/. */
#ifndef MIME_WIRE_H
#define MIME_WIRE_H

#include "mime/message.h"

struct arena;
struct buf;

void mime_wire_write(struct buf *out, const struct mime_message *message);

/* Points into raw, which must live as long. NULL when it is not what mime_wire_write()
 * writes: wrong lengths, counts beyond the limits of mime/message.h, texts that are no
 * clean UTF-8. */
struct mime_message *mime_wire_read(struct arena *arena, struct bytes raw);

#endif
