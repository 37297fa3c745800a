/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of the store; no other folder includes it. */
#ifndef STORE_STORE_OWN_H
#define STORE_STORE_OWN_H

#include "store/db_driver.h"
#include "store/store.h"

#include <stdatomic.h>
#include <pthread.h>

/* Where it is: a file, or a connection string. */
struct place {
    enum db_engine engine;
    const char *directory, *file; /* SQLite */
    const char *url;              /* PostgreSQL */
};

struct reader {
    struct store *store;
    struct db *db;
    int64_t data_version; /* SQLite's, when it was last asked for; 0 never */
    struct reader *before, *after;
};

struct store {
    struct place place;
    const struct config *config;
    struct arena *arena; /* of what lives as long as the store; opening thread only */
    int version;
    pthread_key_t reader_key;
    pthread_mutex_t readers_lock;
    struct reader *readers;
    struct writer *writer;
    atomic_llong moment;
};

/* From cx->config, in cx->arena. */
struct place store_place(struct cx *cx);

/* A connection; mode is ignored by PostgreSQL.  NOT_FOUND when there is no Kindesk. */
struct err *store_connect(struct cx *cx, const struct place *place,
                          enum db_sqlite_mode mode, struct db **out) MUST_CHECK;

/* The version in cx->db; CONFLICT when newer than known, INTERNAL when it is not ours. */
struct err *store_read_version(struct cx *cx, int *version_out) MUST_CHECK;
/* Runs the scripts that cx->db has not seen yet, all or nothing. */
struct schema;
struct err *store_migrate(struct cx *cx, const struct schema *scripts, int scripts_n,
                          int *version_out) MUST_CHECK;

/* NOT_FOUND unless the file is there. */
struct err *store_exists(struct cx *cx, const struct place *place) MUST_CHECK;

/* An empty directory's database, made aside: fill writes the file named, mode 0600 and
 * empty; then it is fsynced and takes its name.  CONFLICT when there is one already. */
struct err *store_make_file(struct cx *cx, const struct place *place,
                            struct err *(*fill)(struct cx *cx, const char *file,
                                                void *arg),
                            void *arg) MUST_CHECK;

/* What went wrong with a file, by errno: the disk is full, permissions, … */
struct err *store_file_err(struct cx *cx, const char *what, const char *file) MUST_CHECK;
/* Makes a file's (or directory's) content or name durable. */
struct err *store_sync(struct cx *cx, const char *file) MUST_CHECK;

/* Runs a list of writes in one transaction (SQLite); errs[i] becomes what the i-th is to
 * be told.  cx is the thread's own, with its connection. */
enum { GROUP_MAX = 64 };
void group_run(struct cx *cx, struct write *group, struct err **errs);
/* Runs one write in a transaction of its own, again when it met another one (PostgreSQL).
 */
struct err *group_run_alone(struct db *db, struct write *write) MUST_CHECK;

/* The threads that write. */
struct err *writer_new(struct cx *cx, struct store *store,
                       struct writer **out) MUST_CHECK;
void writer_drain(struct writer *writer);
void writer_free(struct writer **writer);

#endif
