/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/tally.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/db.h"

enum { SLOTS = 8 };

static bool
is_open(const struct ticket *ticket)
{
    return ticket && ticket->phase < PLAN_RESOLVED;
}

static bool
same_place(const struct ticket *a, const struct ticket *b)
{
    return a->desk.v == b->desk.v && str_eq(a->team, b->team) &&
           a->assignee.v == b->assignee.v && a->restricted == b->restricted;
}

static struct err *
add(struct cx *cx, const struct ticket *ticket, int64_t n)
{
    int64_t slot = db_engine(cx->db) == DB_SQLITE ? 0 : ticket->id.v % SLOTS;

    return db_exec(cx,
                   "INSERT INTO ticket_tally (desk, team, assignee, restricted, slot, n)"
                   " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT"
                   " (desk, team, assignee, restricted, slot)"
                   " DO UPDATE SET n = ticket_tally.n + excluded.n",
                   ARG(ticket->desk), ARG(ticket->team), ARG(ticket->assignee.v),
                   ARG(ticket->restricted), ARG(slot), ARG(n));
}

struct err *
tally_move(struct cx *cx, const struct ticket *was, const struct ticket *ticket)
{
    bool before = is_open(was), after = is_open(ticket);

    if (before == after && (!after || same_place(was, ticket)))
        return NULL;
    if (before)
        TRY(add(cx, was, -1));
    return after ? add(cx, ticket, 1) : NULL;
}

struct err *
tally_check(struct cx *cx, void (*fault)(void *arg, const char *text), void *arg)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT desk, team, assignee, restricted, sum(n) FROM"
                 " (SELECT desk, team, assignee, restricted, n FROM ticket_tally"
                 " UNION ALL SELECT desk, team, coalesce(assignee, 0), restricted, -1"
                 " FROM ticket WHERE phase < $1) AS both_ways"
                 " GROUP BY desk, team, assignee, restricted HAVING sum(n) <> 0"
                 " ORDER BY desk, team, assignee, restricted",
                 ARG((int)PLAN_RESOLVED)));
    while (db_next(rows))
        fault(arg,
              arena_printf(cx->arena,
                           "count of open tickets: %lld too many at desk %lld in team"
                           " %s with person %lld%s",
                           (long long)db_int(rows, 4), (long long)db_int(rows, 0),
                           db_text(rows, 1), (long long)db_int(rows, 2),
                           db_int(rows, 3) ? " (restricted)" : ""));
    return db_end(rows);
}
