/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/find.h"

#include "base/arena.h"
#include "desk/message.h"
#include "store/db.h"
#include "store/search.h"

const char find_expected_sql[] =
    "SELECT 2, id, ticket, CASE WHEN kind IN (3, 4, 6, 7) THEN 1 ELSE 0 END FROM message";

typedef struct err *(apply_fn)(struct cx *, const struct search_document *);

/* sql: one of those below, with its one number. */
static struct err *
each_document(struct cx *cx, const char *sql, int64_t number, apply_fn *apply)
{
    VEC(struct search_document) list = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows, sql, ARG(number)));
    while (db_next(rows))
        *vec_add(cx->arena, &list) = (struct search_document){
            .kind = SEARCH_MESSAGE,
            .ref = db_int(rows, 0),
            .ticket = {db_int(rows, 1)},
            .internal = !message_is_public((enum message_kind)db_int(rows, 2)),
            .title = arena_printf(
                cx->arena, "%s %s %s %lld", db_text(rows, 3), db_text(rows, 4),
                db_null(rows, 5) ? "" : db_text(rows, 5), (long long)db_int(rows, 1)),
            .body = db_text(rows, 6),
        };
    TRY(db_end(rows));
    for (size_t i = 0; i < list.n; i++)
        TRY(apply(cx, &list.at[i]));
    return NULL;
}

#define DOCUMENT                                                                         \
    "SELECT m.id, m.ticket, m.kind, t.subject, p.name, p.email, m.text FROM message m"   \
    " JOIN ticket t ON t.id = m.ticket JOIN person p ON p.id = t.requester WHERE "

static const char one_message[] = DOCUMENT "m.id = $1";
static const char one_ticket[] = DOCUMENT "m.ticket = $1";
static const char one_person[] = DOCUMENT "t.requester = $1";

struct err *
find_add_message(struct cx *cx, struct message_id message)
{
    return each_document(cx, one_message, message.v, search_add);
}

struct err *
find_remove_message(struct cx *cx, struct message_id message)
{
    return each_document(cx, one_message, message.v, search_remove);
}

struct err *
find_add_ticket(struct cx *cx, struct ticket_id ticket)
{
    return each_document(cx, one_ticket, ticket.v, search_add);
}

struct err *
find_remove_ticket(struct cx *cx, struct ticket_id ticket)
{
    return each_document(cx, one_ticket, ticket.v, search_remove);
}

struct err *
find_add_person(struct cx *cx, struct person_id requester)
{
    return each_document(cx, one_person, requester.v, search_add);
}

struct err *
find_remove_person(struct cx *cx, struct person_id requester)
{
    return each_document(cx, one_person, requester.v, search_remove);
}

struct err *
find_rebuild(struct cx *cx)
{
    int64_t last = 0, next;

    TRY(search_clear(cx));
    for (;;) {
        TRY(db_number(cx, &next, 0, "SELECT min(id) FROM ticket WHERE id > $1",
                      ARG(last)));
        if (!next)
            return NULL;
        TRY(find_add_ticket(cx, (struct ticket_id){next}));
        last = next;
    }
}
