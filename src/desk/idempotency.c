/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/idempotency.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "store/db.h"

enum { KEY_MOST = 200 };

static struct bytes
request_hash(struct cx *cx, struct bytes request)
{
    unsigned char *hash = arena_take(cx->arena, HASH_BYTES);

    sha256(request, hash);
    return (struct bytes){hash, HASH_BYTES};
}

struct err *
idempotency_find(struct cx *cx, const char *key, struct bytes request,
                 struct idempotent *out, bool *found_out)
{
    struct bytes hash = request_hash(cx, request), known;
    struct db_rows *rows;

    if (strlen(key) > KEY_MOST)
        FAIL_FIELD(cx, "Idempotency-Key", "The key can have at most %d characters.",
                   KEY_MOST);
    TRY(db_query(
        cx, &rows,
        "SELECT request, status, body FROM idempotency WHERE person = $1 AND key = $2",
        ARG(cx->actor->person.v), ARG(key)));
    *found_out = db_next(rows);
    if (*found_out) {
        known = db_blob(rows, 0);
        *out = (struct idempotent){db_int(rows, 1), db_text(rows, 2)};
        if (known.n != HASH_BYTES || memcmp(known.p, hash.p, HASH_BYTES))
            FAIL_FIELD(cx, "Idempotency-Key",
                       "This Idempotency-Key was used for another request.");
    }
    db_close(rows);
    return db_end(rows);
}

struct err *
idempotency_add(struct cx *cx, const char *key, struct bytes request,
                const struct idempotent *answer)
{
    return db_exec(
        cx,
        "INSERT INTO idempotency (person, key, request, status, body, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        ARG(cx->actor->person.v), ARG(key), ARG(request_hash(cx, request)),
        ARG(answer->status), ARG(answer->body), ARG(cx->now));
}

struct err *
idempotency_sweep(struct cx *cx, int64_t before)
{
    return db_exec(cx, "DELETE FROM idempotency WHERE created_at < $1", ARG(before));
}
