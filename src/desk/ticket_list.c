/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/ticket_list.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/ticket_row.h"
#include "store/db.h"
#include "store/search.h"

#include <stdio.h>

enum { ARGS_MOST = 16, LIMIT_MOST = 200 };

/* A WHERE that grows with its arguments; every piece of SQL is a text of ours. */
struct where {
    struct buf sql;
    struct db_arg args[ARGS_MOST];
    size_t n;
    bool tally; /* t is ticket_tally, which has open ones only */
};

static void
and_where(struct where *where, const char *before, struct db_arg arg, const char *after)
{
    where->args[where->n++] = arg;
    buf_str(&where->sql, " AND ");
    buf_str(&where->sql, before);
    buf_printf(&where->sql, "$%zu", where->n);
    buf_str(&where->sql, after);
}

/* "t.desk = $1", or "t.desk IN ($1, $2)"; nothing when they are all. */
static struct err *
only_desks(struct cx *cx, struct where *where)
{
    struct desk_id *desks;
    size_t n;
    bool all;

    TRY(desk_list_mine(cx, &desks, &n, &all));
    if (all)
        return NULL;
    if (n == 1) {
        and_where(where, "t.desk = ", ARG(desks[0]), "");
        return NULL;
    }
    and_where(where, "t.desk IN (SELECT desk FROM desk_member WHERE person = ",
              ARG(cx->actor->person.v), ")");
    return NULL;
}

static const char IN_TEAM[] =
    " OR EXISTS (SELECT 1 FROM team_member m WHERE"
    " m.desk = t.desk AND m.team = t.team AND m.person = $%zu))";

/* Requesters see their own tickets and those they follow; the staff those of their desks,
 * where restricted ones are for their team, their assignee and managers. */
static struct err *
only_visible(struct cx *cx, struct where *where)
{
    if (cx->actor->ticket.v)
        and_where(where, "t.id = ", ARG(cx->actor->ticket.v), "");
    if (!ticket_is_staff(cx)) {
        and_where(where, "(t.requester = ", ARG(cx->actor->person.v), "");
        buf_printf(&where->sql,
                   " OR t.id IN (SELECT ticket FROM participant WHERE person = $%zu))"
                   " AND t.phase <> 6",
                   where->n);
        return NULL;
    }
    TRY(only_desks(cx, where));
    if (cx->actor->system || cx->actor->role >= ROLE_MANAGER)
        return NULL;
    and_where(where, "(t.restricted = 0 OR t.assignee = ", ARG(cx->actor->person.v), "");
    buf_printf(&where->sql, IN_TEAM, where->n);
    return NULL;
}

static struct err *
fill_where(struct cx *cx, const struct ticket_filter *f, struct where *where)
{
    buf_init(&where->sql, cx->arena, 0);
    buf_str(&where->sql, " WHERE 1 = 1");
    TRY(only_visible(cx, where));
    if (f->desk.v)
        and_where(where, "t.desk = ", ARG(f->desk), "");
    if (!str_blank(f->state))
        and_where(where, "t.state = ", ARG(f->state), "");
    else if (f->open && !where->tally)
        buf_str(&where->sql, " AND t.phase < 4");
    if (!str_blank(f->team))
        and_where(where, "t.team = ", ARG(f->team), "");
    if (!str_blank(f->priority))
        and_where(where, "t.priority = ", ARG(f->priority), "");
    if (!str_blank(f->topic))
        and_where(where, "t.topic = ", ARG(f->topic), "");
    if (f->assignee > 0)
        and_where(where, "t.assignee = ", ARG(f->assignee), "");
    else if (f->assignee == 0)
        buf_str(&where->sql,
                where->tally ? " AND t.assignee = 0" : " AND t.assignee IS NULL");
    if (f->requester.v)
        and_where(where, "t.requester = ", ARG(f->requester), "");
    if (f->mine) {
        and_where(where, "(t.assignee = ", ARG(cx->actor->person.v), "");
        buf_printf(&where->sql, IN_TEAM, where->n);
    }
    if (!str_blank(f->q)) {
        const char *query = search_query(cx, f->q);

        if (query) {
            where->args[where->n++] = ARG(query);
            buf_printf(&where->sql, " AND t.id IN (%s)",
                       search_sql(cx, (int)where->n, ticket_is_staff(cx)));
        } else {
            buf_str(&where->sql, " AND 1 = 0");
        }
    }
    return NULL;
}

/* ---- Cursors: "QUEUE_AT.ID", or "ID". */

static struct err *
after_cursor(struct cx *cx, struct where *where, const char *after, bool by_id)
{
    long long queue_at = 0, id = 0;
    int used = 0;

    if (str_blank(after))
        return NULL;
    if (by_id ? sscanf(after, "%lld%n", &id, &used) != 1
              : sscanf(after, "%lld.%lld%n", &queue_at, &id, &used) != 2)
        used = 0;
    if (!used || after[used])
        FAIL_FIELD(cx, "after",
                   "This page does not exist. Please start at the first one.");
    if (by_id) {
        and_where(where, "t.id < ", ARG((int64_t)id), "");
        return NULL;
    }
    and_where(where, "t.queue_at >= ", ARG((int64_t)queue_at), "");
    and_where(where, "(t.queue_at > ", ARG((int64_t)queue_at), "");
    where->args[where->n++] = ARG((int64_t)id);
    buf_printf(&where->sql, " OR t.id > $%zu)", where->n);
    return NULL;
}

static const char *
cursor_of(struct cx *cx, const struct ticket *ticket, bool by_id)
{
    if (by_id)
        return arena_printf(cx->arena, "%lld", (long long)ticket->id.v);
    return arena_printf(cx->arena, "%lld.%lld", (long long)ticket->queue_at,
                        (long long)ticket->id.v);
}

static struct err *
read_page(struct cx *cx, struct db_rows *rows, int64_t limit, bool by_id,
          struct ticket_page *out)
{
    VEC(struct ticket) list = {0};

    while (db_next(rows))
        ticket_read_row(rows, vec_add(cx->arena, &list));
    TRY(db_end(rows));
    *out = (struct ticket_page){list.at, list.n, NULL};
    if ((int64_t)list.n > limit) {
        out->n = (size_t)limit;
        out->next = cursor_of(cx, &list.at[limit - 1], by_id);
    }
    return NULL;
}

static struct err *
check_limit(struct cx *cx, int64_t limit)
{
    if (limit < 1 || limit > LIMIT_MOST)
        FAIL_FIELD(cx, "limit", "A page can have 1 to %d tickets.", LIMIT_MOST);
    return NULL;
}

struct err *
ticket_list(struct cx *cx, const struct ticket_filter *filter, const char *after,
            int64_t limit, struct ticket_page *out)
{
    struct where where = {.n = 0};
    struct db_rows *rows;
    struct buf sql;

    TRY(check_limit(cx, limit));
    TRY(fill_where(cx, filter, &where));
    TRY(after_cursor(cx, &where, after, filter->by_id));
    buf_init(&sql, cx->arena, 0);
    buf_str(&sql, "SELECT " TICKET_COLUMNS TICKET_FROM);
    buf_str(&sql, buf_text(&where.sql));
    where.args[where.n++] = ARG(limit + 1);
    buf_printf(&sql, " ORDER BY %s LIMIT $%zu",
               filter->by_id ? "t.id DESC" : "t.queue_at, t.id", where.n);
    TRY(db_query_args(cx, &rows, buf_text(&sql), where.args, where.n));
    return read_page(cx, rows, limit, filter->by_id, out);
}

struct err *
ticket_count(struct cx *cx, const struct ticket_filter *filter, int64_t *n_out)
{
    struct where where = {.n = 0};
    struct buf sql;

    TRY(fill_where(cx, filter, &where));
    buf_init(&sql, cx->arena, 0);
    buf_str(&sql, "SELECT count(*) FROM ticket t");
    buf_str(&sql, buf_text(&where.sql));
    return db_number_args(cx, n_out, 0, buf_text(&sql), where.args, where.n);
}

/* Whether the counts that are kept (desk/tally.h) know the answer. */
static bool
is_kept(const struct cx *cx, const struct ticket_filter *f)
{
    return f->open && ticket_is_staff(cx) && !cx->actor->ticket.v &&
           str_blank(f->state) && str_blank(f->priority) && str_blank(f->topic) &&
           str_blank(f->q) && !f->requester.v && !f->mine;
}

static struct err *
count_kept(struct cx *cx, const struct ticket_filter *filter, int64_t *n_out)
{
    struct where where = {.tally = true};
    struct buf sql;

    TRY(fill_where(cx, filter, &where));
    buf_init(&sql, cx->arena, 0);
    buf_str(&sql, "SELECT sum(t.n) FROM ticket_tally t");
    buf_str(&sql, buf_text(&where.sql));
    return db_number_args(cx, n_out, 0, buf_text(&sql), where.args, where.n);
}

struct err *
ticket_count_some(struct cx *cx, const struct ticket_filter *filter, int64_t *n_out)
{
    struct where where = {.n = 0};
    struct buf sql;

    if (is_kept(cx, filter))
        return count_kept(cx, filter, n_out);
    TRY(fill_where(cx, filter, &where));
    where.args[where.n++] = ARG((int64_t)TICKET_COUNT_SOME);
    buf_init(&sql, cx->arena, 0);
    buf_str(&sql, "SELECT count(*) FROM (SELECT 1 FROM ticket t");
    buf_str(&sql, buf_text(&where.sql));
    buf_printf(&sql, " LIMIT $%zu) AS first_ones", where.n);
    return db_number_args(cx, n_out, 0, buf_text(&sql), where.args, where.n);
}

struct err *
ticket_list_tally(struct cx *cx, struct ticket_tally **list_out, size_t *n_out)
{
    struct where where = {.tally = true};
    VEC(struct ticket_tally) list = {0};
    struct db_rows *rows;
    struct buf sql;

    TRY(ticket_must_staff(cx));
    TRY(fill_where(cx, &(struct ticket_filter){.open = true, .assignee = -1}, &where));
    buf_init(&sql, cx->arena, 0);
    buf_str(&sql, "SELECT t.desk, t.team, t.assignee, sum(t.n) FROM ticket_tally t");
    buf_str(&sql, buf_text(&where.sql));
    buf_str(&sql, " GROUP BY t.desk, t.team, t.assignee");
    TRY(db_query_args(cx, &rows, buf_text(&sql), where.args, where.n));
    while (db_next(rows))
        *vec_add(cx->arena, &list) = (struct ticket_tally){
            {db_int(rows, 0)}, db_text(rows, 1), {db_int(rows, 2)}, db_int(rows, 3)};
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

struct err *
ticket_list_own(struct cx *cx, const char *after, int64_t limit, struct ticket_page *out)
{
    int64_t below = INT64_MAX;
    struct db_rows *rows;

    TRY(check_limit(cx, limit));
    if (!str_blank(after) && !str_to_int(after, 1, INT64_MAX, &below))
        FAIL_FIELD(cx, "after",
                   "This page does not exist. Please start at the first one.");
    TRY(db_query(cx, &rows,
                 "SELECT " TICKET_COLUMNS TICKET_FROM " WHERE t.id IN"
                 " (SELECT id FROM ticket WHERE requester = $1"
                 "  UNION SELECT ticket FROM participant WHERE person = $1)"
                 " AND t.id < $2 AND t.phase <> 6 ORDER BY t.id DESC LIMIT $3",
                 ARG(cx->actor->person.v), ARG(below), ARG(limit + 1)));
    return read_page(cx, rows, limit, true, out);
}

struct err *
ticket_list_due(struct cx *cx, int64_t limit, struct ticket_id **ids_out, size_t *n_out)
{
    VEC(struct ticket_id) ids = {0};
    struct db_rows *rows;

    TRY(db_query(
        cx, &rows,
        "SELECT id FROM ticket WHERE next_due_at IS NOT NULL AND next_due_at <= $1"
        " ORDER BY next_due_at LIMIT $2",
        ARG(cx->now), ARG(limit)));
    while (db_next(rows))
        *vec_add(cx->arena, &ids) = (struct ticket_id){db_int(rows, 0)};
    *ids_out = ids.at;
    *n_out = ids.n;
    return db_end(rows);
}

struct err *
ticket_next_due(struct cx *cx, int64_t *at_out)
{
    return db_number(cx, at_out, INT64_MAX,
                     "SELECT next_due_at FROM ticket WHERE next_due_at IS NOT NULL"
                     " AND next_due_at > $1 ORDER BY next_due_at LIMIT 1",
                     ARG(0));
}
