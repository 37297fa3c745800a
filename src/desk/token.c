/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/token.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/secret.h"
#include "store/db.h"

/* So that scanners of public code recognise a leaked one. */
static const char PREFIX[] = "kindesk_";

struct err *
token_add(struct cx *cx, const char *email, const char **token_out)
{
    struct person person;
    bool found;

    TRY(person_find(cx, email, &person, &found));
    if (!found)
        FAIL(cx, ERR_NOT_FOUND, "There is no person with the address %s.", email);
    if (!person.active)
        FAIL(cx, ERR_DENIED, "The account of %s was closed.", email);
    *token_out = arena_printf(cx->arena, "%s%s", PREFIX, random_token(cx->arena));
    return db_exec(cx,
                   "INSERT INTO api_token (hash, person, created_at) VALUES ($1, $2, $3)",
                   ARG(secret_hash(cx, *token_out)), ARG(person.id), ARG(cx->now));
}

struct err *
token_get(struct cx *cx, const char *token, struct person *out)
{
    struct db_rows *rows;
    struct person_id person = {0};

    if (str_starts(token, PREFIX)) {
        TRY(db_query(
            cx, &rows,
            "SELECT person FROM api_token WHERE hash = $1 AND revoked_at IS NULL",
            ARG(secret_hash(cx, token))));
        if (db_next(rows))
            person.v = db_int(rows, 0);
        db_close(rows);
        TRY(db_end(rows));
    }
    if (!person.v)
        FAIL(cx, ERR_DENIED, "This API token is not known or was revoked.");
    TRY(person_get(cx, person, out));
    if (!out->active)
        FAIL(cx, ERR_DENIED, "This API token is not known or was revoked.");
    return NULL;
}
