/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/rate.h"

#include "base/arena.h"
#include "store/db.h"

#include <arpa/inet.h>

struct err *
rate_count(struct cx *cx, const char *name, const char *subject, int64_t window_ms,
           int64_t *n_out)
{
    return db_number(
        cx, n_out, 0,
        "SELECT n FROM rate WHERE name = $1 AND subject = $2 AND starts_at > $3",
        ARG(name), ARG(subject), ARG(cx->now - window_ms));
}

struct err *
rate_take(struct cx *cx, const char *name, const char *subject, int64_t window_ms,
          int64_t most, bool *allowed_out)
{
    int64_t n;

    TRY(rate_count(cx, name, subject, window_ms, &n));
    *allowed_out = n < most;
    if (!*allowed_out)
        return NULL;
    return db_exec(
        cx,
        "INSERT INTO rate (name, subject, starts_at, n) VALUES ($1, $2, $3, 1)"
        " ON CONFLICT (name, subject) DO UPDATE SET"
        " n = CASE WHEN rate.starts_at > $4 THEN rate.n + 1 ELSE 1 END,"
        " starts_at = CASE WHEN rate.starts_at > $4 THEN rate.starts_at ELSE $3 END",
        ARG(name), ARG(subject), ARG(cx->now), ARG(cx->now - window_ms));
}

struct err *
rate_clear(struct cx *cx, const char *name, const char *subject)
{
    return db_exec(cx, "DELETE FROM rate WHERE name = $1 AND subject = $2", ARG(name),
                   ARG(subject));
}

const char *
rate_network(struct cx *cx, const char *address)
{
    unsigned char a[16];

    if (inet_pton(AF_INET, address, a) == 1)
        return arena_printf(cx->arena, "%d.%d.%d.0/24", a[0], a[1], a[2]);
    if (inet_pton(AF_INET6, address, a) == 1)
        return arena_printf(cx->arena, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", a[0],
                            a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
    return arena_strdup(cx->arena, address);
}

struct err *
rate_sweep(struct cx *cx, int64_t before)
{
    return db_exec(cx, "DELETE FROM rate WHERE starts_at < $1", ARG(before));
}
