/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, schema versions and the readers of threads. */
#include "store/store.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "store/schema.h"
#include "store/store_own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Files. */

struct place
store_place(struct cx *cx)
{
    const char *url = cx->config->database;
    struct place place = {.engine = DB_SQLITE, .directory = cx->config->data};

    if (!str_blank(url)) {
        place.engine = DB_POSTGRESQL;
        place.url = url;
    } else {
        place.file = arena_printf(cx->arena, "%s/kindesk.db", cx->config->data);
    }
    return place;
}

struct err *
store_file_err(struct cx *cx, const char *what, const char *file)
{
    int code = errno;
    struct err *err;

    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        err = ERR(cx, ERR_BUSY,
                  "The disk is full. Nothing was changed; please try again when there is "
                  "room.");
    else if (code == EACCES || code == EPERM || code == EROFS)
        err =
            ERR(cx, ERR_INTERNAL,
                "%s cannot be written to. Please check the permissions of it and of its "
                "directory.",
                file);
    else if (code == ENOENT || code == ENOTDIR)
        err = ERR(cx, ERR_NOT_FOUND, "%s is not there. Please check the name.", file);
    else
        err = ERR(cx, ERR_INTERNAL, "%s cannot be used: %s.", file, strerror(code));
    return err_detail(cx, err, "%s %s: %s", what, file, strerror(code));
}

struct err *
store_sync(struct cx *cx, const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return store_file_err(cx, "open", file);
    if (fsync(fd) < 0) {
        struct err *err = store_file_err(cx, "fsync", file);
        close(fd);
        return err;
    }
    close(fd);
    return NULL;
}

/* One process at a time makes a database in a directory; the lock ends with the process.
 */
static struct err *
lock_directory(struct cx *cx, const char *directory, int *fd_out)
{
    if (mkdir(directory, 0700) < 0 && errno != EEXIST)
        return store_file_err(cx, "mkdir", directory);
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return store_file_err(cx, "open", directory);
    if (flock(fd, LOCK_EX) < 0) {
        struct err *err = store_file_err(cx, "lock", directory);
        close(fd);
        return err;
    }
    *fd_out = fd;
    return NULL;
}

static void
remove_aside(struct cx *cx, const char *aside)
{
    static const char *const ends[] = {"", "-journal", "-wal", "-shm"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        unlink(arena_printf(cx->arena, "%s%s", aside, ends[i]));
}

static struct err *
make_aside(struct cx *cx, const struct place *place, const char *aside,
           struct err *(*fill)(struct cx *cx, const char *file, void *arg), void *arg)
{
    int fd = open(aside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return store_file_err(cx, "create", aside);
    close(fd);
    TRY(fill(cx, aside, arg));
    TRY(store_sync(cx, aside));
    if (link(aside, place->file) < 0)
        return store_file_err(cx, "link", place->file);
    return store_sync(cx, place->directory);
}

struct err *
store_make_file(struct cx *cx, const struct place *place,
                struct err *(*fill)(struct cx *cx, const char *file, void *arg),
                void *arg)
{
    const char *aside = arena_printf(cx->arena, "%s.new", place->file);
    struct err *err;
    int lock = -1;

    TRY(lock_directory(cx, place->directory, &lock));
    remove_aside(cx, aside); /* of one that was interrupted */
    if (access(place->file, F_OK) == 0)
        err = ERR(cx, ERR_CONFLICT,
                  "There is a desk in %s already. Please choose an empty directory.",
                  place->directory);
    else
        err = make_aside(cx, place, aside, fill, arg);
    remove_aside(cx, aside);
    close(lock);
    return err;
}

/* ---- Schema. */

static struct err *
has_versions(struct cx *cx, bool *has_out)
{
    static const char *const sql[] = {
        [DB_SQLITE] = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'",
        [DB_POSTGRESQL] = "SELECT count(*) FROM information_schema.tables"
                          " WHERE table_name = 'schema_version'"
                          " AND table_schema = current_schema()",
    };
    int64_t n;

    TRY(db_number(cx, &n, 0, sql[db_engine(cx->db)]));
    *has_out = n > 0;
    return NULL;
}

struct err *
store_read_version(struct cx *cx, int *version_out)
{
    int64_t version = 0;
    bool has;

    TRY(has_versions(cx, &has));
    if (has)
        TRY(db_number(cx, &version, 0, "SELECT max(version) FROM schema_version"));
    if (version < 1)
        return err_detail(
            cx,
            ERR(cx, ERR_INTERNAL,
                "This database is not one of Kindesk's. Please check where it "
                "is."),
            "no schema_version, or an empty one");
    if (version > schemas_n)
        return err_detail(
            cx,
            ERR(cx, ERR_CONFLICT,
                "This desk was made by a newer Kindesk. Please install that "
                "version or a later one."),
            "schema version %lld, known %d", (long long)version, schemas_n);
    *version_out = (int)version;
    return NULL;
}

/* The scripts after `version`, in the caller's transaction. */
static struct err *
apply(struct cx *cx, const struct schema *scripts, int scripts_n, int version)
{
    while (version < scripts_n) {
        TRY(db_script(cx, scripts[version].sql[db_engine(cx->db)]));
        version++;
        TRY(db_exec(cx,
                    "INSERT INTO schema_version (version, applied_at) VALUES ($1, $2)",
                    ARG(version), ARG(cx->now)));
    }
    return NULL;
}

static struct err *
apply_whole(struct cx *cx, const struct schema *scripts, int scripts_n, int version)
{
    struct err *err;

    TRY(db_begin(cx, true));
    err = version > 0 ? store_read_version(cx, &version) : NULL; /* now under the lock */
    if (!err)
        err = apply(cx, scripts, scripts_n, version);
    if (err) {
        db_rollback(cx);
        return err;
    }
    return db_commit(cx);
}

struct err *
store_migrate(struct cx *cx, const struct schema *scripts, int scripts_n,
              int *version_out)
{
    TRY(store_read_version(cx, version_out));
    if (*version_out >= scripts_n)
        return NULL;
    TRY(apply_whole(cx, scripts, scripts_n, *version_out));
    *version_out = scripts_n;
    return NULL;
}

/* ---- Making one. */

static struct err *
fill_new(struct cx *cx, const char *file, void *arg)
{
    struct cx own = *cx;
    struct err *err;

    (void)arg;
    TRY(db_sqlite_open(cx, file, DB_SQLITE_CREATE, &own.db));
    err = apply_whole(&own, schemas, schemas_n, 0);
    db_free(&own.db); /* the last connection empties and removes the log */
    return err;
}

static struct err *
create_pg(struct cx *cx)
{
    bool exists;

    TRY(has_versions(cx, &exists));
    if (exists)
        FAIL(cx, ERR_CONFLICT,
             "There is a desk in this database already. Please choose an empty one.");
    return apply_whole(cx, schemas, schemas_n, 0);
}

struct err *
store_create(struct cx *cx)
{
    struct place place = store_place(cx);
    struct cx own = *cx;

    if (place.engine == DB_SQLITE)
        return store_make_file(cx, &place, fill_new, NULL);
    TRY(db_pg_open(cx, place.url, false, &own.db));
    struct err *err = create_pg(&own);
    db_free(&own.db);
    return err;
}

/* ---- Opening. */

struct err *
store_exists(struct cx *cx, const struct place *place)
{
    if (access(place->file, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR))
        FAIL(cx, ERR_NOT_FOUND,
             "There is no desk in %s yet. Please run kindesk init first.",
             place->directory);
    return NULL;
}

struct err *
store_connect(struct cx *cx, const struct place *place, enum db_sqlite_mode mode,
              struct db **out)
{
    if (place->engine == DB_POSTGRESQL)
        return db_pg_open(cx, place->url, mode == DB_SQLITE_READ, out);
    TRY(store_exists(cx, place));
    return db_sqlite_open(cx, place->file, mode, out);
}

static void
reader_free(struct reader *reader)
{
    db_free(&reader->db);
    free(reader);
}

/* At the end of a thread. */
static void
reader_leave(void *arg)
{
    struct reader *reader = arg;
    struct store *store = reader->store;

    pthread_mutex_lock(&store->readers_lock);
    if (reader->before)
        reader->before->after = reader->after;
    else
        store->readers = reader->after;
    if (reader->after)
        reader->after->before = reader->before;
    pthread_mutex_unlock(&store->readers_lock);
    reader_free(reader);
}

static struct err *
migrate_existing(struct cx *cx, int *version_out)
{
    bool exists = true;

    if (db_engine(cx->db) == DB_POSTGRESQL)
        TRY(has_versions(cx, &exists));
    if (!exists)
        FAIL(cx, ERR_NOT_FOUND,
             "There is no desk in this database yet. Please run kindesk init first.");
    return store_migrate(cx, schemas, schemas_n, version_out);
}

static struct err *
check_version(struct cx *cx, const struct place *place, int *version_out)
{
    struct cx own = *cx;

    TRY(store_connect(cx, place, DB_SQLITE_WRITE, &own.db));
    struct err *err = migrate_existing(&own, version_out);
    db_free(&own.db);
    return err;
}

struct err *
store_open(struct cx *cx, struct store **store_out)
{
    struct place place = store_place(cx);
    struct store *store;
    struct arena *arena;
    int version;

    TRY(check_version(cx, &place, &version));
    arena = arena_new(0);
    store = NEW(arena, struct store);
    store->arena = arena;
    store->config = cx->config;
    store->version = version;
    store->place =
        (struct place){place.engine, arena_strdup(arena, place.directory),
                       arena_strdup(arena, place.file), arena_strdup(arena, place.url)};
    pthread_mutex_init(&store->readers_lock, NULL);
    if (pthread_key_create(&store->reader_key, reader_leave) != 0) {
        pthread_mutex_destroy(&store->readers_lock);
        arena_free(&arena);
        FAIL_INTERNAL(cx, "no thread-specific key is left");
    }
    struct err *err = writer_new(cx, store, &store->writer);
    if (err)
        store_free(&store);
    else
        *store_out = store;
    return err;
}

void
store_free(struct store **store_ref)
{
    struct store *store = *store_ref;

    if (!store)
        return;
    writer_free(&store->writer);
    pthread_key_delete(store->reader_key);
    while (store->readers) {
        struct reader *reader = store->readers;
        store->readers = reader->after;
        reader_free(reader);
    }
    pthread_mutex_destroy(&store->readers_lock);
    struct arena *arena = store->arena;
    arena_free(&arena);
    *store_ref = NULL;
}

struct err *
store_reader(struct store *store, struct cx *cx)
{
    struct reader *reader = pthread_getspecific(store->reader_key);
    struct db *db;

    if (!reader) {
        TRY(store_connect(cx, &store->place, DB_SQLITE_READ, &db));
        reader = calloc(1, sizeof *reader);
        if (!reader || pthread_setspecific(store->reader_key, reader) != 0)
            abort();
        reader->store = store;
        reader->db = db;
        pthread_mutex_lock(&store->readers_lock);
        reader->after = store->readers;
        if (reader->after)
            reader->after->before = reader;
        store->readers = reader;
        pthread_mutex_unlock(&store->readers_lock);
    }
    cx->db = reader->db;
    return NULL;
}

/* A connection's data_version changes with each commit of others but means nothing to
 * other connections. So whoever finds it changed counts the common moment on. What was
 * read at moment m is stale when a commit followed; whoever looks after that commit has
 * found it, at some time after the reading, and has counted on then: the moment is not m
 * any more. For that the moment must be taken before the look, and nobody else may have
 * counted meanwhile (else: 0). */
struct err *
store_moment(struct store *store, struct cx *cx, int64_t *moment_out)
{
    struct reader *reader = pthread_getspecific(store->reader_key);
    long long before = atomic_load(&store->moment);
    int64_t version;

    *moment_out = 0;
    if (store->place.engine != DB_SQLITE || !reader || reader->db != cx->db)
        return NULL;
    TRY(db_number(cx, &version, 0, "PRAGMA data_version"));
    if (version == reader->data_version) {
        *moment_out = before;
        return NULL;
    }
    reader->data_version = version;
    if (atomic_fetch_add(&store->moment, 1) == before)
        *moment_out = before + 1;
    return NULL;
}

int
store_version(struct store *store)
{
    return store->version;
}

int
store_version_known(void)
{
    return schemas_n;
}
