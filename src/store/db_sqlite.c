/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite engine: WAL, synchronous=FULL, foreign keys, a schema that may not call
 * functions with effects (trusted_schema off, defensive). */
#include "base/arena.h"
#include "store/db_driver.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long a statement waits for another process that writes. */
enum { BUSY_TIMEOUT_MS = 10000, CHECKPOINT_TIMEOUT_MS = 50 };

struct sqlite_db {
    struct db db;
    sqlite3 *handle;
    int wal_pages;
};

/* slots[i]  which argument (from 0) the engine's i-th parameter is */
struct sqlite_statement {
    struct db_statement statement;
    sqlite3_stmt *stmt;
    int slots_n;
    unsigned char slots[DB_ARGS_MAX];
};

static struct sqlite_db *
sqlite_of(const struct db *db)
{
    return (struct sqlite_db *)db;
}

static sqlite3_stmt *
stmt_of(const struct db_rows *rows)
{
    return ((struct sqlite_statement *)rows->statement)->stmt;
}

/* ---- Errors. */

static bool
no_room(int code, int system)
{
    return code == SQLITE_FULL || system == ENOSPC || system == EDQUOT || system == EFBIG;
}

static struct err *
err_by_code(struct cx *cx, int code, int system)
{
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return ERR(
            cx, ERR_CONFLICT,
            "This does not fit with what is there already. Please look at it again.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
        return ERR(cx, ERR_BUSY, "The desk is very busy. Please try again in a moment.");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR(cx, ERR_INTERNAL,
                   "The database file is damaged. Please restore a backup of it.");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
        return ERR(cx, ERR_INTERNAL,
                   "The data directory cannot be written to. Nothing was changed; please "
                   "check its permissions.");
    case SQLITE_FULL:
    case SQLITE_IOERR:
        if (no_room(code & 0xff, system))
            return ERR(
                cx, ERR_BUSY,
                "The disk is full. Nothing was changed; please try again when there "
                "is room.");
        return ERR(cx, ERR_INTERNAL,
                   "The disk cannot be read or written. Nothing was changed; please try "
                   "again later.");
    default:
        return ERR(
            cx, ERR_INTERNAL,
            "Something went wrong on our side. Nothing was lost; please try again in "
            "a minute.");
    }
}

struct err *
db_sqlite_err(struct cx *cx, struct db *db, int code)
{
    int system = errno; /* zeroed before each step; SQLite's own copy misses commits */
    sqlite3 *handle = db ? sqlite_of(db)->handle : NULL;
    struct err *err = err_by_code(cx, code, system);

    if (db && db->in_transaction && sqlite3_get_autocommit(handle))
        db->lost = true;
    return err_detail(cx, err, "SQLite %d: %s", code,
                      handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
}

static struct err *
sqlite_ready(struct cx *cx, struct db *db)
{
    (void)cx;
    (void)db;
    return NULL;
}

/* ---- Statements. */

static void
sqlite_discard(struct db *db, struct db_statement *statement)
{
    (void)db;
    sqlite3_finalize(((struct sqlite_statement *)statement)->stmt);
    free(statement);
}

/* SQLite numbers $2 … $1 by first appearance; the name says which is meant. */
static bool
map_slots(struct sqlite_statement *statement, size_t args_n)
{
    statement->slots_n = sqlite3_bind_parameter_count(statement->stmt);
    if (statement->slots_n > DB_ARGS_MAX)
        return false;
    for (int i = 0; i < statement->slots_n; i++) {
        const char *name = sqlite3_bind_parameter_name(statement->stmt, i + 1);
        char *end = NULL;
        unsigned long n = name && *name == '$' ? strtoul(name + 1, &end, 10) : 0;
        if (n < 1 || n > args_n || *end)
            return false;
        statement->slots[i] = (unsigned char)(n - 1);
    }
    return true;
}

static struct err *
sqlite_prepare(struct cx *cx, struct db *db, const char *sql, const char *types,
               struct db_statement **out)
{
    struct sqlite_statement *statement = calloc(1, sizeof *statement);
    const char *rest = NULL;

    if (!statement)
        abort();
    errno = 0;
    int code = sqlite3_prepare_v3(sqlite_of(db)->handle, sql, -1,
                                  SQLITE_PREPARE_PERSISTENT, &statement->stmt, &rest);
    if (code == SQLITE_OK && statement->stmt && map_slots(statement, strlen(types))) {
        *out = &statement->statement;
        return NULL;
    }
    struct err *err = db_sqlite_err(cx, db, code);
    if (code == SQLITE_OK)
        err_detail(cx, err, "no statement, or parameters other than $1…$%zu: %s",
                   strlen(types), sql);
    sqlite_discard(db, &statement->statement);
    return err;
}

static int
bind(sqlite3_stmt *stmt, int slot, const struct db_arg *arg)
{
    static const char nothing[1];
    const char *p = arg->bytes.p ? (const char *)arg->bytes.p : nothing;

    if (arg->null)
        return sqlite3_bind_null(stmt, slot);
    switch (arg->type) {
    case DB_INT:
        return sqlite3_bind_int64(stmt, slot, arg->integer);
    case DB_REAL:
        return sqlite3_bind_double(stmt, slot, arg->real);
    case DB_TEXT:
        return sqlite3_bind_text64(stmt, slot, p, arg->bytes.n, SQLITE_TRANSIENT,
                                   SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(stmt, slot, p, arg->bytes.n, SQLITE_TRANSIENT);
    }
    return SQLITE_MISUSE;
}

static struct err *
sqlite_start(struct db_rows *rows, const struct db_arg *args, size_t args_n)
{
    const struct sqlite_statement *statement =
        (const struct sqlite_statement *)rows->statement;

    (void)args_n; /* map_slots has compared */
    for (int i = 0; i < statement->slots_n; i++) {
        int code = bind(statement->stmt, i + 1, &args[statement->slots[i]]);
        if (code != SQLITE_OK)
            return db_sqlite_err(&rows->cx, rows->db, code);
    }
    return NULL;
}

static bool
sqlite_step(struct db_rows *rows)
{
    errno = 0;
    int code = sqlite3_step(stmt_of(rows));
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        if (!sqlite3_stmt_readonly(stmt_of(rows)))
            rows->changed = sqlite3_changes64(sqlite_of(rows->db)->handle);
    } else {
        rows->err = err_detail(
            &rows->cx, db_sqlite_err(&rows->cx, rows->db, code), "SQLite %d: %s in %s",
            code, sqlite3_errmsg(sqlite_of(rows->db)->handle), rows->statement->sql);
    }
    return false;
}

static void
sqlite_finish(struct db_rows *rows)
{
    sqlite3_reset(stmt_of(rows));
    sqlite3_clear_bindings(stmt_of(rows));
}

/* ---- Columns. */

static int
sqlite_columns(struct db_rows *rows)
{
    return sqlite3_column_count(stmt_of(rows));
}

static const char *
sqlite_column_name(struct db_rows *rows, int column)
{
    return sqlite3_column_name(stmt_of(rows), column);
}

static enum db_type
sqlite_column_type(struct db_rows *rows, int column)
{
    switch (sqlite3_column_type(stmt_of(rows), column)) {
    case SQLITE_INTEGER:
        return DB_INT;
    case SQLITE_FLOAT:
        return DB_REAL;
    case SQLITE_BLOB:
        return DB_BLOB;
    default:
        return DB_TEXT;
    }
}

static bool
sqlite_is_null(struct db_rows *rows, int column)
{
    return sqlite3_column_type(stmt_of(rows), column) == SQLITE_NULL;
}

static int64_t
sqlite_integer(struct db_rows *rows, int column)
{
    return sqlite3_column_int64(stmt_of(rows), column);
}

static double
sqlite_real(struct db_rows *rows, int column)
{
    return sqlite3_column_double(stmt_of(rows), column);
}

static struct bytes
sqlite_bytes(struct db_rows *rows, int column, bool text)
{
    sqlite3_stmt *stmt = stmt_of(rows);
    const void *p = text ? (const void *)sqlite3_column_text(stmt, column)
                         : sqlite3_column_blob(stmt, column);

    return (struct bytes){p, (size_t)sqlite3_column_bytes(stmt, column)};
}

/* ---- Scripts. */

static struct err *
run_one(struct cx *cx, struct db *db, const char **at)
{
    sqlite3_stmt *stmt = NULL;
    sqlite3 *handle = sqlite_of(db)->handle;
    const char *rest = *at;

    errno = 0;
    int code = sqlite3_prepare_v2(handle, *at, -1, &stmt, &rest);

    while (code == SQLITE_OK && stmt && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        code = SQLITE_OK;
    struct err *err =
        code == SQLITE_OK || code == SQLITE_DONE ? NULL : db_sqlite_err(cx, db, code);
    sqlite3_finalize(stmt);
    *at = rest;
    return err;
}

static struct err *
sqlite_script(struct cx *cx, struct db *db, const char *sql)
{
    while (*sql)
        TRY(run_one(cx, db, &sql));
    return NULL;
}

/* ---- The connection. */

static void
sqlite_close(struct db *db)
{
    sqlite3_close_v2(sqlite_of(db)->handle);
    free(db);
}

static int
on_wal(void *db, sqlite3 *handle, const char *name, int pages)
{
    (void)handle;
    (void)name;
    ((struct sqlite_db *)db)->wal_pages = pages;
    return SQLITE_OK;
}

/* Small caches: the system's own page cache holds the file. The checkpoints are the
 * checkpoint thread's, so the log's automatic ones are off. */
static struct err *
set_up(struct cx *cx, struct sqlite_db *db, enum db_sqlite_mode mode)
{
    static const char *const settings[] = {
        [DB_SQLITE_READ] = "PRAGMA query_only = 1; PRAGMA cache_size = -1024;",
        [DB_SQLITE_WRITE] = "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -4096;"
                            "PRAGMA temp_store = MEMORY;",
        [DB_SQLITE_CREATE] = "PRAGMA journal_mode = WAL;",
        [DB_SQLITE_COPY] = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;",
        [DB_SQLITE_BACKUP] = "PRAGMA query_only = 1;",
    };

    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    TRY(sqlite_script(cx, &db->db, "PRAGMA synchronous = FULL;"));
    TRY(sqlite_script(cx, &db->db, settings[mode]));
    if (mode == DB_SQLITE_WRITE)
        sqlite3_wal_hook(db->handle, on_wal, db);
    return NULL;
}

/* Without it every allocation of every thread would wait for one lock. */
static void
configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* SQLite opens what it may not write for reading, silently. */
static bool
writable(const struct sqlite_db *db, enum db_sqlite_mode mode)
{
    return mode != DB_SQLITE_WRITE || sqlite3_db_readonly(db->handle, "main") == 0;
}

struct err *
db_sqlite_open(struct cx *cx, const char *file, enum db_sqlite_mode mode, struct db **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct sqlite_db *db = calloc(1, sizeof *db);
    struct db *opened;
    struct err *err;

    if (!db)
        abort();
    db->db.driver = &db_sqlite_driver;
    opened = &db->db;
    pthread_once(&once, configure);
    int flags = mode == DB_SQLITE_BACKUP ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int code = sqlite3_open_v2(file, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK && !writable(db, mode))
        code = SQLITE_READONLY;
    err = code == SQLITE_OK ? set_up(cx, db, mode) : db_sqlite_err(cx, opened, code);
    if (err) {
        db_free(&opened);
        return err;
    }
    *out = opened;
    return NULL;
}

int
db_sqlite_wal_pages(const struct db *db)
{
    return sqlite_of(db)->wal_pages;
}

int64_t
db_sqlite_changes(const struct db *db)
{
    return sqlite3_total_changes64(sqlite_of(db)->handle);
}

int64_t
db_sqlite_last_id(const struct db *db)
{
    return sqlite3_last_insert_rowid(sqlite_of(db)->handle);
}

bool
db_sqlite_checkpoint(struct db *db, enum db_checkpoint how)
{
    static const int modes[] = {SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_RESTART,
                                SQLITE_CHECKPOINT_TRUNCATE};
    sqlite3 *handle = sqlite_of(db)->handle;

    sqlite3_busy_timeout(handle, CHECKPOINT_TIMEOUT_MS);
    return sqlite3_wal_checkpoint_v2(handle, NULL, modes[how], NULL, NULL) == SQLITE_OK;
}

void *
db_sqlite_handle(struct db *db)
{
    return sqlite_of(db)->handle;
}

const struct db_driver db_sqlite_driver = {
    .engine = DB_SQLITE,
    .begin_read = "BEGIN",
    .begin_write = "BEGIN IMMEDIATE",
    .ready = sqlite_ready,
    .prepare = sqlite_prepare,
    .discard = sqlite_discard,
    .start = sqlite_start,
    .step = sqlite_step,
    .finish = sqlite_finish,
    .columns = sqlite_columns,
    .column_name = sqlite_column_name,
    .column_type = sqlite_column_type,
    .is_null = sqlite_is_null,
    .integer = sqlite_integer,
    .real = sqlite_real,
    .bytes = sqlite_bytes,
    .script = sqlite_script,
    .close = sqlite_close,
};
