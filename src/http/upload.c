/* SPDX-License-Identifier: Apache-2.0 */
#include "http/upload.h"

#include "base/arena.h"
#include "http/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
spool_close(void *object)
{
    close(((struct spool *)object)->fd);
}

struct spool *
spool_new(struct arena *arena, const char *dir)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    struct spool *spool;

    if (fd < 0) { /* not every file system has O_TMPFILE */
        char *name = arena_printf(arena, "%s/kindesk-upload-XXXXXX", dir);

        fd = mkostemp(name, O_CLOEXEC);
        if (fd < 0)
            return NULL;
        unlink(name);
    }
    spool = NEW(arena, struct spool);
    spool->fd = fd;
    arena_on_free(arena, spool_close, spool);
    return spool;
}

bool
spool_add(struct spool *spool, struct bytes bytes)
{
    while (bytes.n) {
        ssize_t n = pwrite(spool->fd, bytes.p, bytes.n, spool->size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        spool->size += n;
        bytes = (struct bytes){bytes.p + n, bytes.n - (size_t)n};
    }
    return true;
}

struct err *
upload_read(struct cx *cx, const struct upload *upload, int64_t at, void *out, size_t n,
            size_t *n_out)
{
    size_t done = 0;

    *n_out = 0;
    if (at < 0 || at >= upload->size_bytes)
        return NULL;
    if ((int64_t)n > upload->size_bytes - at)
        n = (size_t)(upload->size_bytes - at);
    if (!upload->spool) {
        memcpy(out, upload->memory + at, n);
        *n_out = n;
        return NULL;
    }
    while (done < n) {
        ssize_t got = pread(upload->spool->fd, (char *)out + done, n - done,
                            upload->offset + at + (int64_t)done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            FAIL_INTERNAL(cx, "reading an upload: %s",
                          got ? strerror(errno) : "cut short");
        done += (size_t)got;
    }
    *n_out = n;
    return NULL;
}

struct err *
upload_bytes(struct cx *cx, const struct upload *upload, int64_t max_bytes,
             struct bytes *out)
{
    unsigned char *copy;

    if (upload->size_bytes > max_bytes)
        FAIL(cx, ERR_LIMIT, "The file \"%s\" is too large. Please send a smaller one.",
             upload->filename);
    if (!upload->spool) {
        *out = (struct bytes){upload->memory, (size_t)upload->size_bytes};
        return NULL;
    }
    copy = arena_take(cx->arena, (size_t)upload->size_bytes + 1);
    *out = (struct bytes){copy, 0};
    return upload_read(cx, upload, 0, copy, (size_t)upload->size_bytes, &out->n);
}
