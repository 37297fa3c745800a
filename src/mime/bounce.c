/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/bounce.h"
void
mime_bounce_read(struct mime_reading *reading, const struct mime_part *root,
                 struct mime_message *message)
{
    (void)reading;
    (void)root;
    (void)message;
}
