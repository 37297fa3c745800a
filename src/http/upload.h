/* SPDX-License-Identifier: Apache-2.0 */
/* A file that came with a form: small ones in memory, others in one unlinked temporary
 * file per request, which vanishes with the request's arena. */
#ifndef HTTP_UPLOAD_H
#define HTTP_UPLOAD_H

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/err.h"

#include <stdint.h>

struct spool;

/* field       name of the form field        filename  last part of the sender's path,
 * cleaned, never empty, at most 255 bytes, no "/" or "\"; still a claim of the sender
 * type        media type the sender claims, small letters, without parameters;
 *             "application/octet-stream" when none is claimed or it is malformed
 * size_bytes  of the content                sha256    of the content
 * memory, spool, offset  where it is: use upload_read() or upload_bytes() */
struct upload {
    const char *field;
    const char *filename;
    const char *type;
    int64_t size_bytes;
    unsigned char sha256[HASH_BYTES];
    const unsigned char *memory;
    struct spool *spool;
    int64_t offset;
};

struct uploads {
    struct upload *at;
    size_t n, room;
};

/* Reads up to n bytes from that place; *n_out is less than n only at the end, 0 after it.
 * Errors INTERNAL when the temporary file cannot be read. Any thread, one at a time. */
struct err *upload_read(struct cx *cx, const struct upload *upload, int64_t at, void *out,
                        size_t n, size_t *n_out) MUST_CHECK;

/* The whole content, in cx->arena (for what is in memory already, no copy is made).
 * Errors LIMIT when larger than max_bytes; INTERNAL as above. */
struct err *upload_bytes(struct cx *cx, const struct upload *upload, int64_t max_bytes,
                         struct bytes *out) MUST_CHECK;

#endif
