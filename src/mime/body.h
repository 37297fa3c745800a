/* SPDX-License-Identifier: Apache-2.0 */
/* Which parts are the visible text and which are attachments (RFC 8621 §4.1.4).
 * Internal to mime/. */
#ifndef MIME_BODY_H
#define MIME_BODY_H

#include "mime/part.h"

/* Fills pieces, text, html, calendar and attachments of the message. */
void mime_body_read(struct mime_reading *reading, const struct mime_part *root,
                    struct mime_message *message);

#endif
