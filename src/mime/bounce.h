/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that mail did not arrive. Internal to mime/.
 * Source  RFC 3464 (delivery status), RFC 5965 (abuse reports), RFC 3798 (receipts), and
 * the prose of mail servers older or odder than these */
#ifndef MIME_BOUNCE_H
#define MIME_BOUNCE_H

#include "mime/part.h"

/* Fills message->bounce; the rest of the message is decoded already. */
void mime_bounce_read(struct mime_reading *reading, const struct mime_part *root,
                      struct mime_message *message);

#endif
