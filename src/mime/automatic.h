/* SPDX-License-Identifier: Apache-2.0 */
/* Mail that no person wrote to us: RFC 3834 and the fields that are usual beside it.
 * Internal to mime/. */
#ifndef MIME_AUTOMATIC_H
#define MIME_AUTOMATIC_H

#include "mime/message.h"

/* Sets auto_submitted, is_auto_reply, auto_reason and is_spam from what is decoded so
 * far. */
void mime_automatic_read(struct mime_message *message);

#endif
