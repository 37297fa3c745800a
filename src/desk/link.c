/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/link.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "desk/secret.h"
#include "store/db.h"

static const struct {
    const char *name;
    bool once;
    const char *gone;
} purposes[] = {
    [LINK_SIGN_IN] =
        {"sign-in", true,
                        N_("This sign-in link was used already or is too old. Please ask for a"
            " new one.")                                                                         },
    [LINK_TICKET] = {"ticket",  false,
                        N_("This link is too old. Sign in to see your request, or ask for a"
                        " sign-in link.")                                                        },
    [LINK_SURVEY] = {"survey",  false,
                        N_("This link is too old. Thank you for wanting to tell us!")            },
    [LINK_SETUP] =
        {"setup",   true,
                        N_("This link was used already or is too old. Run “kindesk init --link” on"
            " the server for a new one.")                                                        },
    [LINK_RESET] =
        {"reset",   true,
                        N_("This link was used already or is too old. Please ask for a new one.")},
};

static int64_t
lifetime_ms(const struct config *config, enum link_purpose purpose)
{
    switch (purpose) {
    case LINK_SIGN_IN:
    case LINK_RESET:
        return config->link_ms;
    case LINK_TICKET:
    case LINK_SURVEY:
        return config->ticket_link_ms;
    case LINK_SETUP:
        break;
    }
    return MS_DAY;
}

struct err *
link_add(struct cx *cx, enum link_purpose purpose, struct person_id person,
         struct ticket_id ticket, const char **token_out)
{
    *token_out = random_token(cx->arena);
    return db_exec(
        cx,
        "INSERT INTO link (hash, purpose, person, ticket, created_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        ARG(secret_hash(cx, *token_out)), ARG(purposes[purpose].name), ARG(person),
        ARG(ticket), ARG(cx->now), ARG(cx->now + lifetime_ms(cx->config, purpose)));
}

struct err *
link_get(struct cx *cx, enum link_purpose purpose, const char *token, struct link *out)
{
    struct db_rows *rows;

    TRY(db_one(cx, &rows, purposes[purpose].gone,
               "SELECT person, ticket, created_at, expires_at, used_at FROM link"
               " WHERE hash = $1 AND purpose = $2 AND expires_at > $3"
               " AND (person IS NULL OR person IN (SELECT id FROM person"
               " WHERE active = 1))",
               ARG(secret_hash(cx, token)), ARG(purposes[purpose].name), ARG(cx->now)));
    *out = (struct link){purpose,         {db_int(rows, 0)}, {db_int(rows, 1)},
                         db_int(rows, 2), db_int(rows, 3),   db_int(rows, 4)};
    db_close(rows);
    if (out->used_at && purposes[purpose].once)
        FAIL(cx, ERR_NOT_FOUND, "%s", tr(cx->lang, purposes[purpose].gone));
    return NULL;
}

struct err *
link_use(struct cx *cx, enum link_purpose purpose, const char *token, struct link *out)
{
    TRY(link_get(cx, purpose, token, out));
    if (!purposes[purpose].once)
        return db_exec(cx, "UPDATE link SET used_at = $2 WHERE hash = $1",
                       ARG(secret_hash(cx, token)), ARG(cx->now));
    return db_exec_one(cx,
                       "UPDATE link SET used_at = $2 WHERE hash = $1 AND used_at IS NULL",
                       ARG(secret_hash(cx, token)), ARG(cx->now));
}

struct err *
link_sweep(struct cx *cx)
{
    return db_exec(cx, "DELETE FROM link WHERE expires_at < $1", ARG(cx->now));
}
