/* SPDX-License-Identifier: Apache-2.0 */
/* The store of one installation: opening, schema, a reader for each thread, one queue of
 * writes. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct store;

/* Makes the schema in an empty place (config->data for SQLite: DIR/kindesk.db, mode 0600;
 * or config->database). CONFLICT when there is one already. Leaves nothing half made. */
struct err *store_create(struct cx *cx) MUST_CHECK;

/* Opens what is there; migrates an older schema forward in one transaction.
 * Errors  NOT_FOUND none there ("run kindesk init"); CONFLICT made by a newer Kindesk;
 *         BUSY; INTERNAL */
struct err *store_open(struct cx *cx, struct store **store_out) MUST_CHECK;
void store_free(struct store **store);

/* This thread's read connection: made at first use, closed by store_free(). A cx with it
 * can read only (a write fails). One read transaction per request keeps a page
 * consistent: db_begin(cx, false) … db_commit(cx). */
struct err *store_reader(struct store *store, struct cx *cx) MUST_CHECK; /* sets cx->db */

/* A number that differs when a commit, of whichever process, lies between: what was read
 * at one moment is still true at the same moment later. Called with a reader, outside of
 * a transaction or as the first thing in it, which then sees that moment. 0: cannot be
 * told (now and then; always on PostgreSQL). */
struct err *store_moment(struct store *store, struct cx *cx,
                         int64_t *moment_out) MUST_CHECK;

/* The name of the schema's version, and the newest this program knows. */
int store_version(struct store *store);
int store_version_known(void);

/* ---- Writes. On SQLite one thread runs them one after another, and one commit with one
 * fsync answers a whole group (DESIGN §4); on PostgreSQL a few threads, each its own
 * transaction, run again on a serialization failure.
 *
 * run    called with cx->db set, in a transaction; an error undoes only this one. It may
 * be called a second time after what it did was undone (another write of its group failed
 *        half-way; two met on PostgreSQL), so it must be repeatable: it touches nothing
 * but the database, the arena, cx->touched (put back before) and what it overwrites whole
 * done   called after the commit (or the failure), on the writer's thread: quick, no
 * waiting; err is what run returned, or the commit's error The caller owns cx, its arena
 * and arg until done was called. */
struct write {
    struct cx *cx;
    struct err *(*run)(struct cx *cx, void *arg);
    void (*done)(void *arg, struct err *err);
    void *arg;
    struct write *next; /* the writer's */
};
void store_write_post(struct store *store, struct write *write);

/* Posts and waits for the commit. Not on the writer's own thread. */
struct err *store_write(struct store *store, struct cx *cx,
                        struct err *(*run)(struct cx *cx, void *arg),
                        void *arg) MUST_CHECK;

/* No new writes are taken; returns when all were answered. */
void store_drain(struct store *store);

/* For /metrics. */
struct store_stats {
    int64_t writes_n, commits_n, waiting_n, largest_group_n, checkpoint_n;
};
void store_stats(struct store *store, struct store_stats *out);

/* ---- Copies. */
/* Writes a consistent copy into FILE while the desk serves (SQLite's online backup;
 * pg_dump's job on PostgreSQL: INVALID). FILE appears only when whole (written aside,
 * fsynced, renamed). */
struct err *store_backup(struct cx *cx, const char *file) MUST_CHECK;
/* Puts such a file into an empty data directory after checking it (integrity, version).
 */
struct err *store_restore(struct cx *cx, const char *file) MUST_CHECK;

#endif
