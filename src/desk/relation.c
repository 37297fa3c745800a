/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/relation.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "store/db.h"

static const struct {
    const char *name;
    enum relation_kind back;
} kinds[] = {
    [RELATION_PROBLEM] = {"problem",   RELATION_REPORT   },
    [RELATION_REPORT] = {"report",    RELATION_PROBLEM  },
    [RELATION_COMPLAINT] = {"complaint", RELATION_ABOUT    },
    [RELATION_ABOUT] = {"about",     RELATION_COMPLAINT},
};
_Static_assert(sizeof kinds / sizeof *kinds == RELATION_KINDS_N, "a name for each kind");

const char *
relation_name(enum relation_kind kind)
{
    return kinds[kind].name;
}

bool
relation_find(const char *name, enum relation_kind *kind_out)
{
    for (int i = 0; i < RELATION_KINDS_N; i++)
        if (str_eq(name, kinds[i].name)) {
            *kind_out = (enum relation_kind)i;
            return true;
        }
    return false;
}

enum relation_kind
relation_back(enum relation_kind kind)
{
    return kinds[kind].back;
}

static struct err *
is_there(struct cx *cx, struct ticket_id ticket, enum relation_kind kind,
         struct ticket_id other, bool *there_out)
{
    int64_t n;

    TRY(db_number(
        cx, &n, 0,
        "SELECT count(*) FROM relation WHERE ticket = $1 AND kind = $2 AND other = $3",
        ARG(ticket), ARG(kinds[kind].name), ARG(other)));
    *there_out = n > 0;
    return NULL;
}

/* One direction: the row, and the event that says it. */
static struct err *
write_one(struct cx *cx, struct ticket_id ticket, enum relation_kind kind,
          struct ticket_id other, bool there)
{
    struct ticket was, after;

    if (there)
        TRY(db_exec(cx, "INSERT INTO relation (ticket, kind, other) VALUES ($1, $2, $3)",
                    ARG(ticket), ARG(kinds[kind].name), ARG(other)));
    else
        TRY(db_exec_one(
            cx, "DELETE FROM relation WHERE ticket = $1 AND kind = $2 AND other = $3",
            ARG(ticket), ARG(kinds[kind].name), ARG(other)));
    TRY(ticket_get(cx, ticket, &was));
    after = was;
    return ticket_save(
        cx, &was, &after,
        &(struct ticket_note){.kind = there ? EVENT_JOINED_TO : EVENT_PARTED_FROM,
                              .relation = kinds[kind].name,
                              .other = other});
}

struct err *
relation_add(struct cx *cx, struct ticket_id ticket, enum relation_kind kind,
             struct ticket_id other)
{
    bool there;

    if (ticket.v == other.v)
        FAIL_FIELD(cx, "other", "A ticket cannot belong to itself.");
    TRY(is_there(cx, ticket, kind, other, &there));
    if (there)
        return NULL;
    TRY(write_one(cx, ticket, kind, other, true));
    return write_one(cx, other, kinds[kind].back, ticket, true);
}

struct err *
relation_remove(struct cx *cx, struct ticket_id ticket, enum relation_kind kind,
                struct ticket_id other)
{
    TRY(write_one(cx, ticket, kind, other, false));
    return write_one(cx, other, kinds[kind].back, ticket, false);
}

struct err *
relation_list(struct cx *cx, struct ticket_id ticket, size_t limit,
              struct relation **list_out, size_t *n_out)
{
    VEC(struct relation) list = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT kind, other FROM relation WHERE ticket = $1"
                 " ORDER BY kind, other LIMIT $2",
                 ARG(ticket), ARG(limit)));
    while (db_next(rows)) {
        struct relation relation = {.other = {db_int(rows, 1)}};

        if (relation_find(db_text(rows, 0), &relation.kind))
            *vec_add(cx->arena, &list) = relation;
    }
    TRY(db_end(rows));
    for (size_t i = 0; i < list.n; i++) {
        struct ticket other;
        struct err *err = ticket_get(cx, list.at[i].other, &other);

        if (err && err->kind == ERR_NOT_FOUND)
            continue;
        TRY(err);
        list.at[i].subject = other.subject;
        list.at[i].state = other.state;
        list.at[i].phase = other.phase;
    }
    *list_out = list.at;
    *n_out = list.n;
    return NULL;
}

struct err *
relation_count(struct cx *cx, struct ticket_id ticket, enum relation_kind kind,
               int64_t *n_out)
{
    return db_number(cx, n_out, 0,
                     "SELECT count(*) FROM relation WHERE ticket = $1 AND kind = $2",
                     ARG(ticket), ARG(kinds[kind].name));
}
