/* SPDX-License-Identifier: Apache-2.0 */
/* winmail.dat: Microsoft's TNEF ([MS-OXTNEF]), text and files. Internal to mime/.
 *
 * Our own reader because libytnef is under the GPL, which Kindesk's licence does not go
 * with in one program, and because what is wanted is small. */
#ifndef MIME_TNEF_H
#define MIME_TNEF_H

#include "mime/message.h"

struct arena;

struct mime_tnef {
    const char *text, *html; /* or NULL */
    struct mime_attachment *attachments;
    size_t attachments_n;
};

/* False when the stream is broken; what was read before that is in *out all the same. */
bool mime_tnef_read(struct arena *arena, struct bytes raw, struct mime_tnef *out);

#endif
