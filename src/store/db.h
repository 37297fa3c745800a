/* SPDX-License-Identifier: Apache-2.0 */
/* SQL on either engine, one text for both: parameters are $1…$n, bound and typed even
 * when NULL; times are UTC ms, booleans 0/1.  Every function works on cx->db, a
 * connection of this thread.
 *
 * An error of the engine inside a transaction ends it (PostgreSQL's rule, kept on SQLite
 * too): nothing more runs until db_rollback() or db_rollback_to(). What may clash is
 * therefore written with ON CONFLICT, or in a savepoint. CONFLICT of db_exec_one and
 * NOT_FOUND of db_one are no such errors.
 *
 * What PostgreSQL minds and SQLite does not: a truth is no number (WHERE active = 1), a
 * text does not compare with a number, a subquery in FROM needs a name, what is selected
 * beside an aggregate stands in GROUP BY, a parameter has one type wherever it stands.
 * What they do differently: NULLs come first on SQLite, last on PostgreSQL (say NULLS
 * FIRST or LAST); max(a, b) of two values is SQLite's alone. A sum of numbers is read by
 * db_int on both. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

enum db_type { DB_INT, DB_TEXT, DB_BLOB, DB_REAL };

struct db_arg {
    enum db_type type;
    bool null;
    int64_t integer;
    double real;
    struct bytes bytes;
};

struct db_arg db_arg_bool(bool value);
struct db_arg db_arg_int(int64_t value);
struct db_arg db_arg_real(double value);
struct db_arg db_arg_text(const char *value); /* NULL binds a NULL text */
struct db_arg db_arg_bytes(struct bytes value);
#define DB_ARG_ID(name) struct db_arg db_arg_##name(struct name##_id id);
IDS(DB_ARG_ID)
#undef DB_ARG_ID

#define DB_ARG_CASE(name) struct name##_id : db_arg_##name,
/* One bound value. Ids with v == 0 bind NULL. */
#define ARG(value)                                                                       \
    _Generic((value),                                                                    \
        IDS(DB_ARG_CASE)                                                                 \
        bool: db_arg_bool,                                                               \
        int: db_arg_int,                                                                 \
        unsigned: db_arg_int,                                                            \
        long: db_arg_int,                                                                \
        unsigned long: db_arg_int,                                                       \
        long long: db_arg_int,                                                           \
        double: db_arg_real,                                                             \
        char *: db_arg_text,                                                             \
        const char *: db_arg_text,                                                       \
        struct bytes: db_arg_bytes)(value)
/* NULL for 0: an optional moment or number. */
#define ARG_OPT(value) db_arg_opt(value)
struct db_arg db_arg_opt(int64_t value);

#define DB_ARGS(...)                                                                     \
    (const struct db_arg[]){__VA_ARGS__},                                                \
        sizeof((const struct db_arg[]){__VA_ARGS__}) / sizeof(struct db_arg)

/* Runs a statement that gives no rows. changed_out (may be NULL): rows changed.
 * Errors  CONFLICT a unique, check or foreign-key rule (detail names it); BUSY; INTERNAL
 */
struct err *db_exec_args(struct cx *cx, int64_t *changed_out, const char *sql,
                         const struct db_arg *args, size_t args_n) MUST_CHECK;
#define db_exec(cx, sql, ...) db_exec_args((cx), NULL, (sql), DB_ARGS(__VA_ARGS__))
#define db_exec_n(cx, changed_out, sql, ...)                                             \
    db_exec_args((cx), (changed_out), (sql), DB_ARGS(__VA_ARGS__))

/* Inserts one row into a table whose key is the engine's own `id`, and gives that; sql
 * has no RETURNING. (SQLite runs RETURNING as a trigger, in a savepoint of the statement:
 * at each of those the full-text index writes what it has gathered to its tables.) */
struct err *db_insert_args(struct cx *cx, int64_t *id_out, const char *sql,
                           const struct db_arg *args, size_t args_n) MUST_CHECK;
#define db_insert(cx, id_out, sql, ...)                                                  \
    db_insert_args((cx), (id_out), (sql), DB_ARGS(__VA_ARGS__))

/* CONFLICT unless it changed exactly one row. */
struct err *db_exec_one_args(struct cx *cx, const char *sql, const struct db_arg *args,
                             size_t args_n) MUST_CHECK;
#define db_exec_one(cx, sql, ...) db_exec_one_args((cx), (sql), DB_ARGS(__VA_ARGS__))

/* Rows. The handle belongs to cx->arena and is closed by db_next() at the end, by
 * db_close(), or with the arena; close early when leaving early. TRY(db_query(cx, &rows,
 * "SELECT …", ARG(x))); while (db_next(rows)) … db_int(rows, 0) … TRY(db_end(rows)); */
struct db_rows;
struct err *db_query_args(struct cx *cx, struct db_rows **rows_out, const char *sql,
                          const struct db_arg *args, size_t args_n) MUST_CHECK;
#define db_query(cx, rows_out, sql, ...)                                                 \
    db_query_args((cx), (rows_out), (sql), DB_ARGS(__VA_ARGS__))
bool db_next(struct db_rows *rows);
struct err *
db_end(struct db_rows *rows) MUST_CHECK; /* the error that ended it, or NULL */
void db_close(struct db_rows *rows);

/* One row: stands on it when it returns NULL; the caller reads its columns and calls
 * db_close() (or lets the arena do it). NOT_FOUND when there is none ("There is no such
 * …" is the caller's to say: `what` is the msgid of that sentence). */
struct err *db_one_args(struct cx *cx, struct db_rows **rows_out, const char *what,
                        const char *sql, const struct db_arg *args,
                        size_t args_n) MUST_CHECK;
#define db_one(cx, rows_out, what, sql, ...)                                             \
    db_one_args((cx), (rows_out), (what), (sql), DB_ARGS(__VA_ARGS__))

/* The first column of the first row as a number; `missing` when there is no row or it is
 * NULL. */
struct err *db_number_args(struct cx *cx, int64_t *out, int64_t missing, const char *sql,
                           const struct db_arg *args, size_t args_n) MUST_CHECK;
#define db_number(cx, out, missing, sql, ...)                                            \
    db_number_args((cx), (out), (missing), (sql), DB_ARGS(__VA_ARGS__))

/* Columns from 0. Texts and blobs are copied to cx->arena of the query. */
bool db_null(struct db_rows *rows, int column);
int64_t db_int(struct db_rows *rows, int column); /* 0 for NULL */
double db_real(struct db_rows *rows, int column);
const char *db_text(struct db_rows *rows, int column); /* NULL for NULL */
struct bytes db_blob(struct db_rows *rows, int column);
int db_columns(struct db_rows *rows);
const char *db_column_name(struct db_rows *rows, int column);
enum db_type db_column_type(struct db_rows *rows, int column); /* of this row's value */

/* Transactions. On SQLite db_begin takes the write lock at once when write is true. Most
 * code never calls these: the frame, the worker and writer_run() do. */
struct err *db_begin(struct cx *cx, bool write) MUST_CHECK;
struct err *db_commit(struct cx *cx) MUST_CHECK;
void db_rollback(struct cx *cx);
/* A savepoint inside a transaction. */
struct err *db_savepoint(struct cx *cx) MUST_CHECK;
struct err *db_release(struct cx *cx) MUST_CHECK;
void db_rollback_to(struct cx *cx);

/* Which engine, for the one file that differs (full-text search). */
enum db_engine { DB_SQLITE, DB_POSTGRESQL };
enum db_engine db_engine(const struct db *db);

#endif
