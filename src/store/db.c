/* SPDX-License-Identifier: Apache-2.0 */
/* What both engines share: statements kept prepared, open result sets, transactions. */
#include "store/db.h"

#include "base/arena.h"
#include "base/lang.h"
#include "store/db_driver.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Arguments. */

struct db_arg
db_arg_bool(bool value)
{
    return db_arg_int(value ? 1 : 0);
}

struct db_arg
db_arg_int(int64_t value)
{
    return (struct db_arg){.type = DB_INT, .integer = value};
}

struct db_arg
db_arg_opt(int64_t value)
{
    return (struct db_arg){.type = DB_INT, .integer = value, .null = value == 0};
}

struct db_arg
db_arg_real(double value)
{
    return (struct db_arg){.type = DB_REAL, .real = value};
}

struct db_arg
db_arg_text(const char *value)
{
    return (struct db_arg){.type = DB_TEXT, .null = !value, .bytes = bytes_of(value)};
}

struct db_arg
db_arg_bytes(struct bytes value)
{
    return (struct db_arg){.type = DB_BLOB, .null = !value.p, .bytes = value};
}

#define DB_ARG_ID(name)                                                                  \
    struct db_arg db_arg_##name(struct name##_id id)                                     \
    {                                                                                    \
        return db_arg_opt(id.v);                                                         \
    }
IDS(DB_ARG_ID)

/* ---- Prepared statements. */

static uint64_t
hash_of(const char *sql, const char *types)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

    for (; *types; types++)
        hash = (hash ^ (unsigned char)*types) * UINT64_C(0x100000001b3);
    for (; *sql; sql++)
        hash = (hash ^ (unsigned char)*sql) * UINT64_C(0x100000001b3);
    return hash;
}

static void
discard(struct db *db, struct db_statement *statement)
{
    free(statement->sql);
    db->driver->discard(db, statement);
}

/* Gives up the one that was not used for the longest time. */
static void
forget_oldest(struct db *db)
{
    struct db_statement **oldest = NULL;

    for (int i = 0; i < DB_BUCKETS; i++)
        for (struct db_statement **at = &db->buckets[i]; *at; at = &(*at)->next)
            if (!(*at)->busy && (!oldest || (*at)->used_at < (*oldest)->used_at))
                oldest = at;
    if (!oldest)
        return;
    struct db_statement *statement = *oldest;
    *oldest = statement->next;
    db->statements_n--;
    discard(db, statement);
}

static void
types_of(const struct db_arg *args, size_t args_n, char types[DB_ARGS_MAX + 1])
{
    static const char letters[] = {
        [DB_INT] = 'i', [DB_TEXT] = 't', [DB_BLOB] = 'b', [DB_REAL] = 'r'};

    for (size_t i = 0; i < args_n; i++)
        types[i] = letters[args[i].type];
    types[args_n] = '\0';
}

/* A statement that nobody is stepping through; a second use at the same time gets one of
 * its own, which is not kept. */
static struct err *
statement_get(struct cx *cx, const char *sql, const char *types,
              struct db_statement **statement_out)
{
    struct db *db = cx->db;
    uint64_t hash = hash_of(sql, types);
    struct db_statement **bucket = &db->buckets[hash % DB_BUCKETS], *found = *bucket;

    while (found && !(found->hash == hash && strcmp(found->sql, sql) == 0 &&
                      strcmp(found->types, types) == 0))
        found = found->next;
    if (!found || found->busy) {
        bool keep = !found;
        if (keep && db->statements_n >= DB_STATEMENTS_MAX)
            forget_oldest(db);
        TRY(db->driver->prepare(cx, db, sql, types, &found));
        found->hash = hash;
        found->cached = keep;
        snprintf(found->types, sizeof found->types, "%s", types);
        found->sql = strdup(sql);
        if (!found->sql)
            abort();
        if (keep) {
            found->next = *bucket;
            *bucket = found;
            db->statements_n++;
        }
    }
    found->busy = true;
    found->used_at = ++db->clock;
    *statement_out = found;
    return NULL;
}

/* ---- Result sets. */

static void
release(void *rows)
{
    db_close(rows);
}

static void
note_failure(struct db *db, const struct err *err)
{
    if (err && db->in_transaction)
        db->failed = true;
}

static struct err *
refuse_failed(struct cx *cx)
{
    if (cx->db->failed)
        FAIL_INTERNAL(cx, "a statement after an error that ended the transaction");
    return NULL;
}

struct err *
db_query_args(struct cx *cx, struct db_rows **rows_out, const char *sql,
              const struct db_arg *args, size_t args_n)
{
    struct db *db = cx->db;
    struct db_statement *statement;
    char types[DB_ARGS_MAX + 1];
    struct err *err;

    assert(db && args_n <= DB_ARGS_MAX);
    TRY(refuse_failed(cx));
    TRY(db->driver->ready(cx, db));
    types_of(args, args_n, types);
    err = statement_get(cx, sql, types, &statement);
    if (err) {
        note_failure(db, err);
        return err;
    }
    struct db_rows *rows = NEW(cx->arena, struct db_rows);
    rows->cx = *cx;
    rows->db = db;
    rows->statement = statement;
    rows->after = db->open;
    if (db->open)
        db->open->before = rows;
    db->open = rows;
    err = db->driver->start(rows, args, args_n);
    if (err) {
        db_close(rows);
        note_failure(db, err);
        return err;
    }
    arena_on_free(cx->arena, release, rows);
    *rows_out = rows;
    return NULL;
}

static bool
step(struct db_rows *rows)
{
    if (rows->done || !rows->db)
        return false;
    if (rows->db->driver->step(rows))
        return true;
    note_failure(rows->db, rows->err);
    rows->done = true;
    return false;
}

bool
db_next(struct db_rows *rows)
{
    return step(rows);
}

struct err *
db_end(struct db_rows *rows)
{
    db_close(rows);
    return rows->err;
}

void
db_close(struct db_rows *rows)
{
    struct db *db = rows->db;

    if (!db)
        return;
    db->driver->finish(rows);
    if (rows->before)
        rows->before->after = rows->after;
    else
        db->open = rows->after;
    if (rows->after)
        rows->after->before = rows->before;
    rows->statement->busy = false;
    if (!rows->statement->cached)
        discard(db, rows->statement);
    rows->statement = NULL;
    rows->db = NULL;
}

void
db_close_all(struct db *db)
{
    while (db->open) {
        struct db_rows *rows = db->open;
        if (!rows->done && !rows->err)
            rows->err =
                err_detail(&rows->cx,
                           ERR(&rows->cx, ERR_INTERNAL,
                               "Something went wrong on our side. Nothing was lost; "
                               "please try again "
                               "in a minute."),
                           "rows were read after the end of their transaction: %s",
                           rows->statement->sql);
        db_close(rows);
    }
}

struct err *
db_exec_args(struct cx *cx, int64_t *changed_out, const char *sql,
             const struct db_arg *args, size_t args_n)
{
    struct db_rows *rows;

    TRY(db_query_args(cx, &rows, sql, args, args_n));
    while (step(rows))
        continue;
    if (changed_out)
        *changed_out = rows->changed;
    return db_end(rows);
}

struct err *
db_exec_one_args(struct cx *cx, const char *sql, const struct db_arg *args, size_t args_n)
{
    int64_t changed;

    TRY(db_exec_args(cx, &changed, sql, args, args_n));
    if (changed == 1)
        return NULL;
    return err_detail(
        cx,
        ERR(cx, ERR_CONFLICT,
            "Somebody else changed this a moment ago. Please look at it again."),
        "%lld rows changed instead of one", (long long)changed);
}

struct err *
db_one_args(struct cx *cx, struct db_rows **rows_out, const char *what, const char *sql,
            const struct db_arg *args, size_t args_n)
{
    struct db_rows *rows;

    TRY(db_query_args(cx, &rows, sql, args, args_n));
    if (step(rows)) {
        *rows_out = rows;
        return NULL;
    }
    TRY(db_end(rows));
    FAIL(cx, ERR_NOT_FOUND, "%s", tr(cx->lang, what));
}

struct err *
db_number_args(struct cx *cx, int64_t *out, int64_t missing, const char *sql,
               const struct db_arg *args, size_t args_n)
{
    struct db_rows *rows;

    *out = missing;
    TRY(db_query_args(cx, &rows, sql, args, args_n));
    if (step(rows) && !db_null(rows, 0))
        *out = db_int(rows, 0);
    return db_end(rows);
}

struct err *
db_insert_args(struct cx *cx, int64_t *id_out, const char *sql, const struct db_arg *args,
               size_t args_n)
{
    if (db_engine(cx->db) != DB_SQLITE)
        return db_number_args(
            cx, id_out, 0, arena_printf(cx->arena, "%s RETURNING id", sql), args, args_n);
    TRY(db_exec_args(cx, NULL, sql, args, args_n));
    *id_out = db_sqlite_last_id(cx->db);
    return NULL;
}

/* ---- Columns. */

bool
db_null(struct db_rows *rows, int column)
{
    assert(rows->db);
    return rows->db->driver->is_null(rows, column);
}

int64_t
db_int(struct db_rows *rows, int column)
{
    return db_null(rows, column) ? 0 : rows->db->driver->integer(rows, column);
}

double
db_real(struct db_rows *rows, int column)
{
    return db_null(rows, column) ? 0 : rows->db->driver->real(rows, column);
}

const char *
db_text(struct db_rows *rows, int column)
{
    if (db_null(rows, column))
        return NULL;
    struct bytes bytes = rows->db->driver->bytes(rows, column, true);
    return arena_strndup(rows->cx.arena, bytes.n ? (const char *)bytes.p : "", bytes.n);
}

struct bytes
db_blob(struct db_rows *rows, int column)
{
    static const unsigned char nothing[1];

    if (db_null(rows, column))
        return (struct bytes){NULL, 0};
    struct bytes bytes = rows->db->driver->bytes(rows, column, false);
    if (bytes.n == 0)
        return (struct bytes){nothing, 0};
    return (struct bytes){arena_memdup(rows->cx.arena, bytes.p, bytes.n), bytes.n};
}

int
db_columns(struct db_rows *rows)
{
    return rows->db->driver->columns(rows);
}

const char *
db_column_name(struct db_rows *rows, int column)
{
    return rows->db->driver->column_name(rows, column);
}

enum db_type
db_column_type(struct db_rows *rows, int column)
{
    return rows->db->driver->column_type(rows, column);
}

/* ---- Transactions. */

struct err *
db_script(struct cx *cx, const char *sql)
{
    TRY(refuse_failed(cx));
    TRY(cx->db->driver->ready(cx, cx->db));
    struct err *err = cx->db->driver->script(cx, cx->db, sql);
    note_failure(cx->db, err);
    return err;
}

struct err *
db_begin(struct cx *cx, bool write)
{
    struct db *db = cx->db;

    assert(!db->in_transaction);
    db->failed = db->lost = db->retry = false;
    db->savepoints_n = 0;
    const char *sql = write ? db->driver->begin_write : db->driver->begin_read;
    TRY(db->driver->ready(cx, db));
    struct err *err = db->driver->script(cx, db, sql);
    if (err && err->kind == ERR_BUSY && db->driver->engine == DB_POSTGRESQL) {
        /* Only now the loss of the connection shows; nothing has happened on it yet. */
        TRY(db->driver->ready(cx, db));
        err = db->driver->script(cx, db, sql);
    }
    if (err)
        return err;
    db->in_transaction = true;
    db->write = write;
    return NULL;
}

struct err *
db_commit(struct cx *cx)
{
    struct db *db = cx->db;
    struct err *err;

    assert(db->in_transaction);
    db_close_all(db);
    err = refuse_failed(cx);
    if (!err)
        err = db->driver->script(cx, db, "COMMIT");
    if (err)
        db_rollback(cx);
    db->in_transaction = false;
    return err;
}

void
db_rollback(struct cx *cx)
{
    struct db *db = cx->db;

    db_close_all(db);
    if (db->in_transaction && !db->lost) {
        struct err *ignored = db->driver->script(cx, db, "ROLLBACK");
        (void)ignored; /* fails only when the engine rolled back by itself */
    }
    db->in_transaction = db->failed = db->lost = false;
}

static const char *
savepoint_sql(struct cx *cx, const char *verb)
{
    return arena_printf(cx->arena, "%s kindesk_%d", verb, cx->db->savepoints_n);
}

struct err *
db_savepoint(struct cx *cx)
{
    assert(cx->db->in_transaction);
    cx->db->savepoints_n++;
    struct err *err = db_script(cx, savepoint_sql(cx, "SAVEPOINT"));
    if (err)
        cx->db->savepoints_n--;
    return err;
}

struct err *
db_release(struct cx *cx)
{
    assert(cx->db->savepoints_n > 0);
    struct err *err = db_script(cx, savepoint_sql(cx, "RELEASE SAVEPOINT"));
    cx->db->savepoints_n--;
    return err;
}

void
db_rollback_to(struct cx *cx)
{
    struct db *db = cx->db;
    struct err *err;

    assert(db->savepoints_n > 0);
    if (!db->lost) {
        err = db->driver->script(cx, db, savepoint_sql(cx, "ROLLBACK TO SAVEPOINT"));
        if (!err)
            err = db->driver->script(cx, db, savepoint_sql(cx, "RELEASE SAVEPOINT"));
        db->failed = err != NULL;
    }
    db->savepoints_n--;
}

bool
db_lost(const struct db *db)
{
    return db->lost;
}

enum db_engine
db_engine(const struct db *db)
{
    return db->driver->engine;
}

void
db_forget(struct db *db)
{
    db_close_all(db);
    for (int i = 0; i < DB_BUCKETS; i++)
        while (db->buckets[i]) {
            struct db_statement *statement = db->buckets[i];
            db->buckets[i] = statement->next;
            discard(db, statement);
        }
    db->statements_n = 0;
}

void
db_free(struct db **db_ref)
{
    struct db *db = *db_ref;

    if (!db)
        return;
    db_forget(db);
    db->driver->close(db);
    *db_ref = NULL;
}
