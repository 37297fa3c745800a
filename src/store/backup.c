/* SPDX-License-Identifier: Apache-2.0 */
/* Copies of a SQLite database: made while the desk serves, checked and put back. */
#include "base/arena.h"
#include "base/str.h"
#include "store/store_own.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* 4 MB at a time. */
enum { STEP_PAGES = 1024 };

static struct err *
copy_pages(struct cx *cx, struct db *from, struct db *to)
{
    sqlite3_backup *backup =
        sqlite3_backup_init(db_sqlite_handle(to), "main", db_sqlite_handle(from), "main");
    int code;

    if (!backup)
        return db_sqlite_err(cx, to, sqlite3_errcode(db_sqlite_handle(to)));
    do
        code = sqlite3_backup_step(backup, STEP_PAGES);
    while (code == SQLITE_OK);
    int finished = sqlite3_backup_finish(backup);
    if (code == SQLITE_DONE && finished == SQLITE_OK)
        return NULL;
    return db_sqlite_err(cx, to, finished != SQLITE_OK ? finished : code);
}

/* In one read transaction of the source: a consistent moment, while others write on. The
 * copy keeps no log beside it. */
static struct err *
copy_moment(struct cx *source, struct cx *target)
{
    int64_t n;

    TRY(db_begin(source, false));
    struct err *err = db_number(source, &n, 0, "SELECT count(*) FROM schema_version");
    if (!err)
        err = copy_pages(target, source->db, target->db);
    if (!err)
        err = db_script(target, "PRAGMA journal_mode = DELETE;");
    db_rollback(source);
    return err;
}

/* The whole of one database into another file that exists and is empty. */
static struct err *
copy_file(struct cx *cx, const char *from, enum db_sqlite_mode mode, const char *to)
{
    struct cx source = *cx, target = *cx;

    TRY(db_sqlite_open(cx, from, mode, &source.db));
    struct err *err = db_sqlite_open(cx, to, DB_SQLITE_COPY, &target.db);
    if (!err)
        err = copy_moment(&source, &target);
    if (target.db != cx->db)
        db_free(&target.db);
    db_free(&source.db);
    return err;
}

/* ---- Backup. */

static struct err *
name_copy(struct cx *cx, const char *aside, const char *file)
{
    TRY(store_sync(cx, aside));
    if (rename(aside, file) < 0)
        return store_file_err(cx, "rename", file);
    return store_sync(cx, dirname(arena_strdup(cx->arena, file)));
}

struct err *
store_backup(struct cx *cx, const char *file)
{
    struct place place = store_place(cx);
    struct cx own = *cx;
    struct err *err;

    if (place.engine != DB_SQLITE)
        FAIL(cx, ERR_INVALID, "This desk is on PostgreSQL. Please copy it with pg_dump.");
    own.db = NULL;
    char *aside = arena_printf(cx->arena, "%s.XXXXXX", file);
    TRY(store_exists(cx, &place));
    int fd = mkostemp(aside, O_CLOEXEC); /* mode 0600 */
    if (fd < 0)
        return store_file_err(cx, "create", file);
    close(fd);
    err = copy_file(&own, place.file, DB_SQLITE_READ, aside);
    if (!err)
        err = name_copy(cx, aside, file);
    if (err)
        unlink(aside);
    return err;
}

/* ---- Restore. */

/* Nothing damaged, no reference into nowhere, a version that we know. */
static struct err *
check_copy(struct cx *cx, const char *file)
{
    struct db_rows *rows;
    int64_t n;
    int version;

    TRY(db_one(cx, &rows, "There is nothing in it.", "PRAGMA integrity_check(1)"));
    const char *answer = db_text(rows, 0);
    db_close(rows);
    if (!str_eq(answer, "ok"))
        return err_detail(
            cx,
            ERR(cx, ERR_INVALID, "%s is damaged. Please choose another backup.", file),
            "%s", answer);
    TRY(db_number(cx, &n, 0, "SELECT count(*) FROM pragma_foreign_key_check"));
    if (n > 0)
        return err_detail(
            cx,
            ERR(cx, ERR_INVALID, "%s is damaged. Please choose another backup.", file),
            "%lld references into nowhere", (long long)n);
    TRY(store_read_version(cx, &version));
    return db_script(cx, "PRAGMA journal_mode = WAL;");
}

static struct err *
fill_restored(struct cx *cx, const char *aside, void *arg)
{
    const char *file = arg;
    struct cx own = *cx;
    struct err *err;

    own.db = NULL;
    err = copy_file(&own, file, DB_SQLITE_BACKUP, aside);
    if (err && err->kind == ERR_INTERNAL)
        return err_detail(
            cx,
            ERR(cx, ERR_INVALID,
                "%s is not a backup of a desk, or it is damaged. Please choose "
                "another one.",
                file),
            "%s", err->detail);
    TRY(err);
    TRY(db_sqlite_open(cx, aside, DB_SQLITE_COPY, &own.db));
    err = check_copy(&own, file);
    db_free(&own.db);
    return err;
}

struct err *
store_restore(struct cx *cx, const char *file)
{
    struct place place = store_place(cx);

    if (place.engine != DB_SQLITE)
        FAIL(cx, ERR_INVALID,
             "This desk is on PostgreSQL. Please put it back with pg_restore.");
    if (access(file, R_OK) < 0)
        return store_file_err(cx, "read", file);
    return store_make_file(cx, &place, fill_restored, (void *)(uintptr_t)file);
}
