/* SPDX-License-Identifier: Apache-2.0 */
/* Runs writes and commits them.
 *
 * A savepoint around each write costs much (the full-text index goes to its tables at
 * each), and few writes fail once they have written.  So a group runs without savepoints
 * first; when a write fails that has changed something, the whole group is undone and
 * runs again, each write in its savepoint. */
#include "base/crypto.h"
#include "base/lang.h"
#include "store/store_own.h"

#include <time.h>

enum { TRIES_MAX = 8 };

/* Some random ms, more with each try, so that two that met do not meet again. */
static void
wait_a_little(int try_n)
{
    unsigned char random;

    random_bytes(&random, 1);
    long ms = 1 + random * (1L << try_n) / 64;
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

/* The same error for each member, in its own arena and language. */
static struct err *
err_for(struct cx *cx, const struct err *err)
{
    struct err *own =
        err_new(cx, err->kind, NULL, err->file, err->line, "%s", tr(cx->lang, err->text));

    return err->detail ? err_detail(cx, own, "%s", err->detail) : own;
}

/* The error that the write gave, also when it overlooked one. */
static struct err *
run_checked(struct db *db, struct write *write)
{
    struct err *err = write->run(write->cx, write->arg);

    db_close_all(db);
    if (err || !db->failed)
        return err;
    return err_detail(
        write->cx,
        ERR(write->cx, ERR_INTERNAL,
            "Something went wrong on our side. Nothing was lost; please try again in a "
            "minute."),
        "a write went on after an error of the database");
}

/* Without a savepoint; *undo_out when it failed and left something behind. */
static struct err *
run_lightly(struct db *db, struct write *write, bool *undo_out)
{
    int64_t changes = db_sqlite_changes(db);
    struct err *err = run_checked(db, write);

    if (!err)
        return NULL;
    *undo_out = changes != db_sqlite_changes(db) || db->savepoints_n > 0;
    if (!*undo_out && !db->lost)
        db->failed = false;
    return err;
}

static struct err *
run_carefully(struct db *db, struct write *write)
{
    struct err *err;

    TRY(db_savepoint(write->cx));
    err = run_checked(db, write);
    if (!err)
        return db_release(write->cx);
    while (db->savepoints_n > 1) /* what it left open */
        db_rollback_to(write->cx);
    db_rollback_to(write->cx);
    return err;
}

/* Runs all; stops when the engine has given the transaction up (returns its error) or
 * when all must be undone. */
static struct err *
run_members(struct db *db, struct write *group, bool careful, struct err **errs,
            bool *undo_out)
{
    int i = 0;

    for (struct write *write = group; write; write = write->next, i++) {
        struct db *before = write->cx->db;
        write->cx->db = db;
        errs[i] = careful ? run_carefully(db, write) : run_lightly(db, write, undo_out);
        write->cx->db = before;
        if (*undo_out && !db->lost)
            return NULL;
        if (errs[i] && (db->lost || db->failed))
            return errs[i];
    }
    return NULL;
}

/* One try of all; *undo_out: nothing was committed, to be run again with care. */
static struct err *
try_group(struct cx *cx, struct write *group, bool careful, struct err **errs,
          bool *undo_out)
{
    struct err *err;

    *undo_out = false;
    TRY(db_begin(cx, true));
    err = run_members(cx->db, group, careful, errs, undo_out);
    if (!err && !*undo_out)
        return db_commit(cx);
    db_rollback(cx);
    return err;
}

void
group_run(struct cx *cx, struct write *group, struct err **errs)
{
    struct touched *touched[GROUP_MAX];
    bool undo;
    int i = 0;

    for (struct write *write = group; write; write = write->next)
        touched[i++] = write->cx->touched;
    struct err *whole = try_group(cx, group, false, errs, &undo);
    if (!whole && undo) {
        i = 0;
        for (struct write *write = group; write; write = write->next, i++) {
            write->cx->touched = touched[i];
            errs[i] = NULL;
        }
        whole = try_group(cx, group, true, errs, &undo);
    }
    if (!whole)
        return;
    i = 0;
    for (struct write *write = group; write; write = write->next, i++)
        if (!errs[i])
            errs[i] = err_for(write->cx, whole);
}

static struct err *
try_alone(struct db *db, struct write *write)
{
    struct err *err;

    TRY(db_begin(write->cx, true));
    err = run_checked(db, write);
    if (!err)
        return db_commit(write->cx);
    db_rollback(write->cx);
    return err;
}

struct err *
group_run_alone(struct db *db, struct write *write)
{
    struct db *before = write->cx->db;
    struct touched *touched = write->cx->touched;
    struct err *err;

    write->cx->db = db;
    err = try_alone(db, write);
    for (int try_n = 1; err && db->retry && try_n < TRIES_MAX; try_n++) {
        wait_a_little(try_n);
        write->cx->touched = touched;
        err = try_alone(db, write);
    }
    write->cx->db = before;
    return err;
}
