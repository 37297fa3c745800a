/* SPDX-License-Identifier: Apache-2.0 */
/* What an opaquely signed mail says (S/MIME smime.p7m; RFC 8551, RFC 5652 §5): its
 * content is found, its signature is not checked and means nothing (threat A12). Internal
 * to mime/. */
#ifndef MIME_CMS_H
#define MIME_CMS_H

#include "base/bytes.h"

#include <stdbool.h>

struct arena;

/* False when raw is no SignedData with its content inside (encrypted mail, for one). */
bool mime_cms_content(struct arena *arena, struct bytes raw, struct bytes *out);

#endif
