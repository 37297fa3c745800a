/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/file.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/config.h"
#include "base/crypto.h"
#include "store/db.h"

/* A file arrives under a hash that is not known before its end: its pieces are written
 * under a random one, then moved. */
struct incoming {
    struct bytes hash;
    int64_t size, piece_n;
    struct sha256 *sha;
};

static struct err *
add_piece(struct cx *cx, struct incoming *in, struct bytes piece)
{
    sha256_add(in->sha, piece);
    in->size += (int64_t)piece.n;
    return db_exec(cx, "INSERT INTO file_piece (hash, n, data) VALUES ($1, $2, $3)",
                   ARG(in->hash), ARG(in->piece_n++), ARG(piece));
}

static struct err *
start(struct cx *cx, struct incoming *in)
{
    unsigned char *random = arena_take(cx->arena, HASH_BYTES);

    random_bytes(random, HASH_BYTES);
    *in = (struct incoming){
        {random, HASH_BYTES},
        0, 0, sha256_new(cx->arena)
    };
    return db_exec(cx, "INSERT INTO file (hash, size, created_at) VALUES ($1, 0, $2)",
                   ARG(in->hash), ARG(cx->now));
}

static struct err *
finish(struct cx *cx, struct incoming *in, struct bytes *hash_out)
{
    unsigned char *hash = arena_take(cx->arena, HASH_BYTES);
    int64_t added;

    sha256_end(in->sha, hash);
    *hash_out = (struct bytes){hash, HASH_BYTES};
    TRY(db_exec_n(cx, &added,
                  "INSERT INTO file (hash, size, created_at) VALUES ($1, $2, $3)"
                  " ON CONFLICT (hash) DO NOTHING",
                  ARG(*hash_out), ARG(in->size), ARG(cx->now)));
    if (added)
        TRY(db_exec(cx, "UPDATE file_piece SET hash = $2 WHERE hash = $1", ARG(in->hash),
                    ARG(*hash_out)));
    else
        TRY(db_exec(cx, "DELETE FROM file_piece WHERE hash = $1", ARG(in->hash)));
    return db_exec(cx, "DELETE FROM file WHERE hash = $1", ARG(in->hash));
}

/* Fills a piece as far as the source goes. */
static long
read_piece(struct file_source source, unsigned char *piece)
{
    long n = 0;

    while (n < FILE_PIECE_BYTES) {
        long got = source.read(source.state, piece + n, (size_t)(FILE_PIECE_BYTES - n));

        if (got < 0)
            return -1;
        if (got == 0)
            break;
        n += got;
    }
    return n;
}

struct err *
file_store_from(struct cx *cx, struct file_source source, int64_t max_bytes,
                struct bytes *hash_out, int64_t *size_out)
{
    unsigned char *piece = arena_take(cx->arena, FILE_PIECE_BYTES);
    struct incoming in;

    TRY(start(cx, &in));
    for (;;) {
        long n = read_piece(source, piece);

        if (n < 0)
            FAIL_INTERNAL(cx, "a file could not be read while storing it");
        if (n == 0)
            break;
        if (max_bytes && in.size + n > max_bytes)
            FAIL(cx, ERR_LIMIT, "A file can have at most %lld MB.",
                 (long long)(max_bytes / 1000000));
        TRY(add_piece(cx, &in, (struct bytes){piece, (size_t)n}));
    }
    *size_out = in.size;
    return finish(cx, &in, hash_out);
}

/* The hash is known at once, so nothing has to be moved. */
struct err *
file_store(struct cx *cx, struct bytes raw, struct bytes *hash_out)
{
    unsigned char *hash = arena_take(cx->arena, HASH_BYTES);
    int64_t added;

    sha256(raw, hash);
    *hash_out = (struct bytes){hash, HASH_BYTES};
    TRY(db_exec_n(cx, &added,
                  "INSERT INTO file (hash, size, created_at) VALUES ($1, $2, $3)"
                  " ON CONFLICT (hash) DO NOTHING",
                  ARG(*hash_out), ARG((int64_t)raw.n), ARG(cx->now)));
    for (size_t at = 0, n = 0; added && at < raw.n; at += FILE_PIECE_BYTES, n++) {
        size_t left = raw.n - at;
        struct bytes piece = {raw.p + at,
                              left < FILE_PIECE_BYTES ? left : FILE_PIECE_BYTES};

        TRY(db_exec(cx, "INSERT INTO file_piece (hash, n, data) VALUES ($1, $2, $3)",
                    ARG(*hash_out), ARG((int64_t)n), ARG(piece)));
    }
    return NULL;
}

struct err *
file_piece(struct cx *cx, struct bytes hash, int64_t piece, struct bytes *out)
{
    struct db_rows *rows;

    *out = (struct bytes){0};
    TRY(db_query(cx, &rows, "SELECT data FROM file_piece WHERE hash = $1 AND n = $2",
                 ARG(hash), ARG(piece)));
    if (db_next(rows))
        *out = db_blob(rows, 0);
    db_close(rows);
    return db_end(rows);
}

struct err *
file_load(struct cx *cx, struct bytes hash, int64_t max_bytes, struct bytes *out)
{
    struct bytes piece;
    struct buf buf;
    int64_t size;

    TRY(db_number(cx, &size, -1, "SELECT size FROM file WHERE hash = $1", ARG(hash)));
    if (size < 0)
        FAIL_INTERNAL(cx, "a file is missing");
    if (size > max_bytes)
        FAIL(cx, ERR_LIMIT, "A file can have at most %lld MB.",
             (long long)(max_bytes / 1000000));
    buf_init(&buf, cx->arena, (size_t)size + 1);
    buf_reserve(&buf, (size_t)size);
    for (int64_t n = 0;; n++) {
        TRY(file_piece(cx, hash, n, &piece));
        if (!piece.n)
            break;
        buf_add(&buf, piece.p, piece.n);
    }
    *out = buf_bytes(&buf);
    return NULL;
}
