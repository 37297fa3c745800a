/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/session.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/rate.h"
#include "desk/secret.h"
#include "store/db.h"

static const char NO_SESSION[] = N_("Please sign in again.");
static const char BY_ACCOUNT[] = "sign-in account";
static const char BY_ADDRESS[] = "sign-in address";
enum { TRY_WINDOW_MS = 15 * 60 * 1000 };

struct err *
session_start(struct cx *cx, struct person_id person, const char *old_token,
              const char **token_out)
{
    if (old_token)
        TRY(session_end(cx, old_token));
    *token_out = random_token(cx->arena);
    return db_exec(
        cx,
        "INSERT INTO session (hash, person, csrf, created_at, seen_at, ends_at)"
        " VALUES ($1, $2, $3, $4, $4, $5)",
        ARG(secret_hash(cx, *token_out)), ARG(person), ARG(random_token(cx->arena)),
        ARG(cx->now), ARG(cx->now + cx->config->session_absolute_ms));
}

struct err *
session_get(struct cx *cx, const char *token, struct session *out)
{
    struct db_rows *rows;
    struct person_id person;
    int64_t seen_at;

    TRY(db_one(cx, &rows, NO_SESSION,
               "SELECT person, csrf, seen_at, ends_at FROM session"
               " WHERE hash = $1 AND ends_at > $2 AND seen_at > $3",
               ARG(secret_hash(cx, token)), ARG(cx->now),
               ARG(cx->now - cx->config->session_idle_ms)));
    person.v = db_int(rows, 0);
    out->csrf = db_text(rows, 1);
    seen_at = db_int(rows, 2);
    out->ends_at = db_int(rows, 3);
    if (out->ends_at > seen_at + cx->config->session_idle_ms)
        out->ends_at = seen_at + cx->config->session_idle_ms;
    db_close(rows);
    out->touch = cx->now - seen_at > MS_MINUTE;
    TRY(person_get(cx, person, &out->person));
    if (!out->person.active)
        FAIL(cx, ERR_NOT_FOUND, NO_SESSION);
    return NULL;
}

struct err *
session_mark_seen(struct cx *cx, const char *token)
{
    return db_exec(cx, "UPDATE session SET seen_at = $2 WHERE hash = $1",
                   ARG(secret_hash(cx, token)), ARG(cx->now));
}

struct err *
session_end(struct cx *cx, const char *token)
{
    return db_exec(cx, "DELETE FROM session WHERE hash = $1",
                   ARG(secret_hash(cx, token)));
}

struct err *
session_end_all(struct cx *cx, struct person_id person)
{
    return db_exec(cx, "DELETE FROM session WHERE person = $1", ARG(person));
}

struct err *
session_sweep(struct cx *cx)
{
    return db_exec(cx, "DELETE FROM session WHERE ends_at < $1", ARG(cx->now));
}

struct err *
session_may_try(struct cx *cx, const char *email, const char *address)
{
    int64_t account_n, address_n;

    TRY(rate_count(cx, BY_ACCOUNT, str_lower(cx->arena, email), TRY_WINDOW_MS,
                   &account_n));
    TRY(rate_count(cx, BY_ADDRESS, rate_network(cx, address), TRY_WINDOW_MS, &address_n));
    if (account_n >= cx->config->sign_in_per_account_n ||
        address_n >= cx->config->sign_in_per_address_n)
        FAIL(cx, ERR_LIMIT,
             "There were too many attempts. Please wait 15 minutes, or ask for a sign-in "
             "link"
             " by mail.");
    return NULL;
}

struct err *
session_tried(struct cx *cx, const char *email, const char *address, bool ok)
{
    const char *account = str_lower(cx->arena, email);
    bool allowed;

    if (ok)
        return rate_clear(cx, BY_ACCOUNT, account);
    TRY(rate_take(cx, BY_ACCOUNT, account, TRY_WINDOW_MS, INT64_MAX, &allowed));
    return rate_take(cx, BY_ADDRESS, rate_network(cx, address), TRY_WINDOW_MS, INT64_MAX,
                     &allowed);
}
