/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/presence.h"

#include "base/arena.h"
#include "base/clock.h"
#include "desk/message.h"
#include "desk/ticket.h"
#include "store/db.h"

struct err *
presence_mark(struct cx *cx, struct ticket_id id, bool writing, struct message_id seen)
{
    struct ticket ticket;
    int64_t same;

    TRY(ticket_must_staff(cx));
    TRY(ticket_get(cx, id, &ticket));
    TRY(db_number(cx, &same, 0,
                  "SELECT count(*) FROM presence WHERE ticket = $1 AND person = $2"
                  " AND writing = $3 AND seen_at > $4",
                  ARG(id), ARG(cx->actor->person), ARG(writing),
                  ARG(cx->now - MS_MINUTE)));
    if (!same)
        ticket_touch(cx, id, true);
    if (seen.v)
        TRY(message_mark_seen(cx, id, seen));
    return db_exec(
        cx,
        "INSERT INTO presence (ticket, person, writing, seen_at)"
        " VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (ticket, person) DO UPDATE SET writing = $3, seen_at = $4",
        ARG(id), ARG(cx->actor->person), ARG(writing), ARG(cx->now));
}

struct err *
presence_leave(struct cx *cx, struct ticket_id ticket)
{
    ticket_touch(cx, ticket, true);
    return db_exec(cx, "DELETE FROM presence WHERE ticket = $1 AND person = $2",
                   ARG(ticket), ARG(cx->actor->person));
}

struct err *
presence_list(struct cx *cx, struct ticket_id ticket, struct presence **list_out,
              size_t *n_out)
{
    VEC(struct presence) list = {0};
    struct db_rows *rows;

    TRY(db_query(
        cx, &rows,
        "SELECT p.id, p.name, q.writing FROM presence q JOIN person p ON p.id = q.person"
        " WHERE q.ticket = $1 AND q.seen_at > $2 AND q.person <> $3 ORDER BY p.name",
        ARG(ticket), ARG(cx->now - MS_MINUTE), ARG(cx->actor->person.v)));
    while (db_next(rows))
        *vec_add(cx->arena, &list) =
            (struct presence){{db_int(rows, 0)}, db_text(rows, 1), db_int(rows, 2) != 0};
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

struct err *
presence_sweep(struct cx *cx)
{
    return db_exec(cx, "DELETE FROM presence WHERE seen_at < $1",
                   ARG(cx->now - MS_MINUTE));
}
