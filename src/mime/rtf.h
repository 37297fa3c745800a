/* SPDX-License-Identifier: Apache-2.0 */
/* Text out of compressed RTF ([MS-OXRTFCP]), for winmail.dat without another body. */
#ifndef MIME_RTF_H
#define MIME_RTF_H

#include "base/bytes.h"

struct arena;

/* The words, without formatting; NULL when it cannot be read.
 * charset  of bytes escaped as \'xx */
char *mime_rtf_text(struct arena *arena, struct bytes raw, const char *charset);

#endif
