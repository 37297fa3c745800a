/* SPDX-License-Identifier: Apache-2.0 */
/* One unlinked temporary file, written at its end. */
#ifndef HTTP_SPOOL_H
#define HTTP_SPOOL_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

struct spool {
    int fd;
    int64_t size;
};

/* In that directory; closed with the arena. NULL when it cannot be made. */
struct spool *spool_new(struct arena *arena, const char *dir);

/* False when the disk is full or fails. */
bool spool_add(struct spool *spool, struct bytes bytes);

#endif
