/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/setting.h"

#include "base/arena.h"
#include "store/db.h"

static const char MAC_KEY[] = "mac-key";

struct err *
setting_find(struct cx *cx, const char *name, const char **value_out)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows, "SELECT value FROM setting WHERE name = $1", ARG(name)));
    *value_out = db_next(rows) ? db_text(rows, 0) : NULL;
    db_close(rows);
    return db_end(rows);
}

struct err *
setting_set(struct cx *cx, const char *name, const char *value)
{
    return db_exec(cx,
                   "INSERT INTO setting (name, value) VALUES ($1, $2)"
                   " ON CONFLICT (name) DO UPDATE SET value = $2",
                   ARG(name), ARG(value));
}

struct err *
setting_mac_key(struct cx *cx, unsigned char key_out[MAC_KEY_BYTES])
{
    const char *hex;

    TRY(setting_find(cx, MAC_KEY, &hex));
    if (!hex || !hex_decode(hex, key_out, MAC_KEY_BYTES))
        FAIL_INTERNAL(cx, "setting %s is missing or broken", MAC_KEY);
    return NULL;
}

struct err *
setting_make_keys(struct cx *cx)
{
    return setting_set(cx, MAC_KEY, random_token(cx->arena));
}
