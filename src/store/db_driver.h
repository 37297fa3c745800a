/* SPDX-License-Identifier: Apache-2.0 */
/* Between db.c and the engines; no other folder includes it.
 *
 * db.c owns what both engines share: the cache of prepared statements, the list of open
 * result sets, transactions and the rule that an error ends one.  An engine prepares,
 * runs and reads. */
#ifndef STORE_DB_DRIVER_H
#define STORE_DB_DRIVER_H

#include "store/db.h"

enum { DB_BUCKETS = 64, DB_STATEMENTS_MAX = 160, DB_ARGS_MAX = 64 };

/* A prepared statement; the engine's own struct starts with it.
 * types  of its arguments, one letter each (the same SQL with other types is another one)
 */
struct db_statement {
    struct db_statement *next; /* in its bucket */
    uint64_t hash, used_at;
    bool busy, cached;
    char types[DB_ARGS_MAX + 1];
    char *sql;
};

/* args    valid during start only
 * err     what ended it; changed  rows changed, once it has ended */
struct db_rows {
    struct cx cx;  /* a copy: the caller's may be gone when the arena closes this */
    struct db *db; /* NULL once closed */
    struct db_statement *statement;
    struct db_rows *before, *after; /* among the open ones of db */
    struct err *err;
    int64_t changed;
    bool done, ahead;
    void *result; /* the engine's */
    int row;      /* the engine's */
};

/* One connection; the engine's own struct starts with it. */
struct db {
    const struct db_driver *driver;
    struct db_statement *buckets[DB_BUCKETS];
    uint64_t clock;
    size_t statements_n;
    struct db_rows *open;
    int savepoints_n;
    bool in_transaction, write;
    bool
        failed; /* an error ended the transaction: nothing runs until it is rolled back */
    bool lost;  /* the engine has already rolled the whole transaction back */
    bool retry; /* the transaction's error was a serialization failure or a deadlock */
};

struct db_driver {
    enum db_engine engine;
    const char *begin_read, *begin_write;
    /* Before a statement or a transaction: connects again where that was lost. */
    struct err *(*ready)(struct cx *cx, struct db *db);
    /* A new statement, not in the cache yet. */
    struct err *(*prepare)(struct cx *cx, struct db *db, const char *sql,
                           const char *types, struct db_statement **out);
    void (*discard)(struct db *db, struct db_statement *statement);
    /* Binds and starts. */
    struct err *(*start)(struct db_rows *rows, const struct db_arg *args, size_t args_n);
    /* True with a row; false at the end (changed is set) or on an error (err is set). */
    bool (*step)(struct db_rows *rows);
    void (*finish)(struct db_rows *rows);
    int (*columns)(struct db_rows *rows);
    const char *(*column_name)(struct db_rows *rows, int column);
    enum db_type (*column_type)(struct db_rows *rows, int column);
    bool (*is_null)(struct db_rows *rows, int column);
    int64_t (*integer)(struct db_rows *rows, int column);
    double (*real)(struct db_rows *rows, int column);
    struct bytes (*bytes)(struct db_rows *rows, int column,
                          bool text); /* valid until step */
    /* A script of one or more statements without arguments or rows. */
    struct err *(*script)(struct cx *cx, struct db *db, const char *sql);
    void (*close)(struct db *db);
};

extern const struct db_driver db_sqlite_driver;
extern const struct db_driver db_pg_driver;

/* Runs a script (schema, settings) on cx->db. */
struct err *db_script(struct cx *cx, const char *sql) MUST_CHECK;

/* True when the engine has rolled the whole transaction back by itself (disk full). */
bool db_lost(const struct db *db);

/* Closes every open result set; what a writer leaves behind must not reach another
 * thread. */
void db_close_all(struct db *db);

/* Gives up its prepared statements. */
void db_forget(struct db *db);

/* Closes it. */
void db_free(struct db **db);

/* ---- PostgreSQL. */
/* url  postgresql://…, may name several hosts.  Errors  BUSY it cannot be reached */
struct err *db_pg_open(struct cx *cx, const char *url, bool read_only,
                       struct db **out) MUST_CHECK;

/* ---- SQLite. */
/* CREATE  an empty file that exists        BACKUP  a file that is never written to
 * COPY    a file aside, which the caller makes durable when it is whole */
enum db_sqlite_mode {
    DB_SQLITE_READ,
    DB_SQLITE_WRITE,
    DB_SQLITE_CREATE,
    DB_SQLITE_COPY,
    DB_SQLITE_BACKUP,
};
struct err *db_sqlite_open(struct cx *cx, const char *file, enum db_sqlite_mode mode,
                           struct db **out) MUST_CHECK;
/* Pages in the write-ahead log after this connection's last commit. */
int db_sqlite_wal_pages(const struct db *db);
/* Rows that this connection has changed since it was opened. */
int64_t db_sqlite_changes(const struct db *db);
/* The key of the row that it has inserted last. */
int64_t db_sqlite_last_id(const struct db *db);
/* Copies committed pages of the log into the database file.
 * PASSIVE   without waiting for anybody
 * RESTART   all of them, so that the next write begins the log anew; waits 50 ms at most
 * TRUNCATE  and cuts the log to nothing
 * False when it could not. */
enum db_checkpoint {
    DB_CHECKPOINT_PASSIVE,
    DB_CHECKPOINT_RESTART,
    DB_CHECKPOINT_TRUNCATE
};
bool db_sqlite_checkpoint(struct db *db, enum db_checkpoint how);
/* The library's handle (struct sqlite3), for copies. */
void *db_sqlite_handle(struct db *db);
/* The error of a result code, by kind, with the engine's words as detail. */
struct err *db_sqlite_err(struct cx *cx, struct db *db, int code);

#endif
