/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include "base/buf.h"
#include "base/str.h"
#include "store/fixture_test.h"
#include "store/schema.h"
#include "store/store_own.h"

#include <pthread.h>

static const char *
path(struct fixture *t, const char *name)
{
    return arena_printf(t->cx.arena, "%s/%s", t->directory, name);
}

static void
put_file(const char *name, const void *p, size_t n)
{
    FILE *file = fopen(name, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(p, 1, n, file), n);
    fclose(file);
}

static struct err *
set_setting(struct cx *cx, void *value)
{
    return db_exec(cx,
                   "INSERT INTO setting (name, value) VALUES ('test', $1)"
                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                   ARG((const char *)value));
}

static const char *
setting(struct fixture *t)
{
    struct db_rows *rows;

    assert_done(store_reader(t->store, &t->cx));
    assert_done(
        db_one(&t->cx, &rows, "none", "SELECT value FROM setting WHERE name = 'test'"));
    const char *value = db_text(rows, 0);
    db_close(rows);
    return value;
}

/* ---- Moments. */

static int64_t
moment(struct fixture *t)
{
    int64_t now = -1;

    assert_done(store_reader(t->store, &t->cx));
    assert_done(store_moment(t->store, &t->cx, &now));
    return now;
}

/* The moment that another thread sees: it has a reader of its own. */
static void *
look(void *arg)
{
    struct fixture *t = arg;
    struct cx own = t->cx;
    int64_t *now = malloc(sizeof *now);

    own.arena = arena_new(0);
    if (!now || store_reader(t->store, &own) || store_moment(t->store, &own, now))
        abort();
    arena_free(&own.arena);
    return now;
}

static int64_t
moment_of_another(struct fixture *t)
{
    pthread_t thread;
    void *result;

    assert_int_equal(pthread_create(&thread, NULL, look, t), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    int64_t now = *(int64_t *)result;
    free(result);
    return now;
}

static void
test_a_moment_ends_with_any_commit(void **state)
{
    struct fixture *t = fixture_of(state);
    struct place place = store_place(&t->cx);
    struct cx other = t->cx;
    int64_t first = moment(t), again, after;

    assert_true(first > 0);
    assert_int_equal(moment(t), first);
    assert_done(store_write(t->store, &t->cx, set_setting, (void *)"a"));
    after = moment(t);
    assert_true(after > first);
    assert_int_equal(moment(t), after);
    assert_done(
        store_connect(&t->cx, &place, DB_SQLITE_WRITE, &other.db)); /* a command */
    assert_done(db_begin(&other, true));
    assert_done(set_setting(&other, (void *)"b"));
    assert_int_equal(moment(t), after);
    assert_done(db_commit(&other));
    db_free(&other.db);
    again = moment(t);
    assert_true(again > after);
    assert_string_equal(setting(t), "b");
}

/* A thread that looks for the first time counts on, and what was read before is not used
 * any more; that costs a page, not the truth. */
static void
test_a_thread_new_to_the_store_begins_a_moment_of_its_own(void **state)
{
    struct fixture *t = fixture_of(state);
    int64_t first = moment(t), other = moment_of_another(t);

    assert_true(other > first);
    assert_int_equal(moment(t), other);
}

static void
test_a_moment_stays_through_a_transaction(void **state)
{
    struct fixture *t = fixture_of(state);
    int64_t before = moment(t), inside;

    assert_done(db_begin(&t->cx, false));
    assert_done(store_moment(t->store, &t->cx, &inside));
    assert_int_equal(inside, before);
    assert_done(store_write(t->store, &t->cx, set_setting, (void *)"a"));
    assert_done(store_reader(t->store, &t->cx));
    assert_done(store_moment(t->store, &t->cx, &inside));
    assert_int_equal(inside, before);
    db_rollback(&t->cx);
    assert_true(moment(t) > before);
}

static void
test_postgresql_cannot_tell_moments(void **state)
{
    assert_int_equal(moment(fixture_of(state)), 0);
}

/* ---- Making and opening. */

static void
test_a_new_desk_opens_with_the_newest_version(void **state)
{
    struct fixture *t = fixture_of(state);

    assert_int_equal(store_version(t->store), store_version_known());
    assert_int_equal(store_create(&t->cx)->kind, ERR_CONFLICT);
    store_free(&t->store);
    assert_done(store_open(&t->cx, &t->store));
    assert_int_equal(store_version(t->store), store_version_known());
}

static void
test_only_the_owner_may_read_the_files(void **state)
{
    static const char *const names[] = {"kindesk.db", "kindesk.db-wal", "kindesk.db-shm"};
    struct fixture *t = fixture_of(state);
    struct stat found;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(stat(path(t, names[i]), &found), 0);
        assert_int_equal(found.st_mode & 0777, 0600);
    }
    assert_int_equal(access(path(t, "kindesk.db.new"), F_OK), -1);
}

static void
test_no_desk_is_not_found(void **state)
{
    struct fixture *t = fixture_of(state);

    assert_int_equal(store_open(&t->cx, &t->store)->kind, ERR_NOT_FOUND);
    t->config.data = path(t, "nowhere");
    assert_int_equal(store_open(&t->cx, &t->store)->kind, ERR_NOT_FOUND);
}

static void
test_what_an_interrupted_init_left_is_no_hindrance(void **state)
{
    struct fixture *t = fixture_of(state);

    put_file(path(t, "kindesk.db.new"), "half", 4);
    put_file(path(t, "kindesk.db.new-journal"), "half", 4);
    assert_int_equal(store_open(&t->cx, &t->store)->kind, ERR_NOT_FOUND);
    assert_done(store_create(&t->cx));
    assert_done(store_open(&t->cx, &t->store));
    assert_int_equal(access(path(t, "kindesk.db.new"), F_OK), -1);
}

static void
test_a_place_that_cannot_be_written_is_said_clearly(void **state)
{
    struct fixture *t = fixture_of(state);

    t->config.data = "/dev/null/desk";
    struct err *err = store_create(&t->cx);
    assert_non_null(err);
    assert_non_null(strstr(err->text, "/dev/null/desk"));
}

static void
test_a_file_that_is_no_database_is_said_clearly(void **state)
{
    struct fixture *t = fixture_of(state);
    char *text = arena_take(t->cx.arena, 4096);

    memset(text, 'x', 4096);
    put_file(path(t, "kindesk.db"), text, 4096);
    struct err *err = store_open(&t->cx, &t->store);
    assert_int_equal(err->kind, ERR_INTERNAL);
    assert_non_null(strstr(err->text, "damaged"));
}

static void
test_another_database_is_not_taken_for_ours(void **state)
{
    struct fixture *t = fixture_of(state);

    put_file(path(t, "kindesk.db"), "", 0);
    struct err *err = store_open(&t->cx, &t->store);
    assert_int_equal(err->kind, ERR_INTERNAL);
    assert_non_null(strstr(err->text, "not one of Kindesk's"));
}

static struct err *
add_version(struct cx *cx, void *arg)
{
    return db_exec(cx, "INSERT INTO schema_version (version, applied_at) VALUES ($1, 0)",
                   ARG(*(int *)arg));
}

static void
test_a_newer_desk_is_refused(void **state)
{
    struct fixture *t = fixture_of(state);
    int newer = store_version_known() + 1;

    assert_done(store_write(t->store, &t->cx, add_version, &newer));
    store_free(&t->store);
    struct err *err = store_open(&t->cx, &t->store);
    assert_int_equal(err->kind, ERR_CONFLICT);
    assert_non_null(strstr(err->text, "newer"));
}

/* An older desk goes forward whole or not at all. */
static void
test_a_migration_is_all_or_nothing(void **state)
{
    struct fixture *t = fixture_of(state);
    struct schema scripts[16];
    int64_t n;
    int known = store_version_known(), version;

    memcpy(scripts, schemas, (size_t)known * sizeof *scripts);
    scripts[known] = (struct schema){
        {"CREATE TABLE later (n BIGINT);\n", "CREATE TABLE later (n BIGINT);\n"}
    };
    scripts[known + 1] = (struct schema){
        {"INSERT INTO later (n) VALUES (1);\nSELEC;\n",
         "INSERT INTO later (n) VALUES (1);\nSELEC;\n"}
    };
    struct place place = store_place(&t->cx);
    assert_done(store_connect(&t->cx, &place, DB_SQLITE_WRITE, &t->cx.db));
    assert_non_null(store_migrate(&t->cx, scripts, known + 2, &version));
    assert_non_null(db_number(&t->cx, &n, 0, "SELECT count(*) FROM later"));
    assert_done(store_read_version(&t->cx, &version));
    assert_int_equal(version, known);
    assert_done(store_migrate(&t->cx, scripts, known + 1, &version));
    assert_int_equal(version, known + 1);
    assert_done(db_number(&t->cx, &n, -1, "SELECT count(*) FROM later"));
    assert_int_equal(n, 0);
    db_free(&t->cx.db);
}

/* What was one desk becomes the first of several, with all its staff and teams. */
static void
test_the_first_version_becomes_the_first_desk(void **state)
{
    static const char *const before[] = {
        "INSERT INTO person (id, name, role, created_at) VALUES (7, 'Gil', 2, 0)",
        "INSERT INTO person (id, name, role, created_at) VALUES (8, 'Rosa', 1, 0)",
        "INSERT INTO plan (revision, text, adopted_at, summary) VALUES (3, '# P', 0, '')",
        "INSERT INTO team_member (team, person, lead) VALUES ('Network', 7, 1)",
        "INSERT INTO inbox (hash, recipient, sender, size, received_at)"
        " VALUES ('x', 'a@b.example', '<>', 1, 0)"};
    static const char *const after[] = {
        "SELECT count(*) FROM desk WHERE id = 1 AND slug = 'desk'",
        "SELECT count(*) FROM desk_member WHERE desk = 1 AND person = 7",
        "SELECT 1 - count(*) FROM desk_member WHERE person = 8",
        "SELECT count(*) FROM plan WHERE desk = 1 AND number = 3 AND revision = 3",
        "SELECT count(*) FROM team_member WHERE desk = 1 AND team = 'Network' AND lead = "
        "1",
        "SELECT count(*) FROM inbox WHERE desk = 1"};
    struct fixture *t = fixture_of(state);
    struct place place = store_place(&t->cx);
    char file[96];
    int64_t n;
    int version;

    if (place.engine == DB_SQLITE) {
        snprintf(file, sizeof file, "%s/first", t->directory);
        put_file(file, "", 0);
        assert_done(db_sqlite_open(&t->cx, file, DB_SQLITE_CREATE, &t->cx.db));
    } else {
        assert_done(store_connect(&t->cx, &place, DB_SQLITE_WRITE, &t->cx.db));
        assert_done(
            db_script(&t->cx, "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"));
    }
    assert_done(db_begin(&t->cx, true));
    assert_done(db_script(&t->cx, schemas[0].sql[place.engine]));
    assert_done(db_exec(&t->cx,
                        "INSERT INTO schema_version (version, applied_at) VALUES (1, $1)",
                        ARG(t->cx.now)));
    assert_done(db_commit(&t->cx));
    assert_done(db_begin(&t->cx, true));
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        assert_done(db_exec_args(&t->cx, NULL, before[i], NULL, 0));
    assert_done(db_commit(&t->cx));
    assert_done(store_migrate(&t->cx, schemas, store_version_known(), &version));
    assert_int_equal(version, store_version_known());
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        assert_done(db_number_args(&t->cx, &n, -1, after[i], NULL, 0));
        assert_int_equal(n, 1);
    }
    db_free(&t->cx.db);
}

/* ---- The two schemas. */

/* "ticket.id INT required", a line for each column, sorted. */
static const char *
columns_of(struct fixture *t, const char *sql)
{
    struct db_rows *rows;
    struct buf out;

    buf_init(&out, t->cx.arena, 0);
    assert_done(store_reader(t->store, &t->cx));
    assert_done(db_query(&t->cx, &rows, sql));
    while (db_next(rows)) {
        for (int i = 0; i < 5; i++) {
            buf_str(&out, db_text(rows, i));
            buf_char(&out, ' ');
        }
        buf_char(&out, '\n');
    }
    assert_done(db_end(rows));
    return buf_text(&out);
}

static void
test_the_two_schemas_are_the_same(void **state)
{
    static const char *const sqlite_sql =
        "SELECT m.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'bigint'"
        " WHEN 'BLOB' THEN 'bytea' WHEN 'REAL' THEN 'double precision' ELSE "
        "lower(c.type) END,"
        " CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 'NO' ELSE 'YES' END,"
        " coalesce(c.dflt_value, '')"
        " FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        " AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~' AND m.name NOT LIKE 'search~_text%' "
        "ESCAPE '~'"
        " ORDER BY m.name, c.name";
    static const char *const pg_sql =
        "SELECT CAST(table_name AS text) COLLATE \"C\", CAST(column_name AS text) "
        "COLLATE \"C\","
        " data_type, is_nullable, replace(coalesce(column_default, ''), '::text', '')"
        " FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND NOT (table_name = 'search_document' AND column_name = 'words') ORDER BY 1, "
        "2";
    struct fixture *pg = fixture_of(state);
    void *other;

    fixture_sqlite(&other);
    struct fixture *sqlite = other;
    const char *a = columns_of(sqlite, sqlite_sql), *b = columns_of(pg, pg_sql);
    assert_true(strlen(a) > 1000);
    assert_string_equal(a, b);
    fixture_end(&other);
}

/* ---- Copies. */

static void
test_a_backup_is_put_back(void **state)
{
    struct fixture *t = fixture_of(state);
    const char *copy = path(t, "copy");
    struct stat found;

    assert_done(store_write(t->store, &t->cx, set_setting, (void *)"before"));
    assert_done(store_backup(&t->cx, copy));
    assert_done(store_write(t->store, &t->cx, set_setting, (void *)"after"));
    assert_int_equal(stat(copy, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(store_restore(&t->cx, copy)->kind, ERR_CONFLICT);
    store_free(&t->store);
    t->config.data = path(t, "again");
    assert_done(store_restore(&t->cx, copy));
    assert_int_equal(access(path(t, "copy-wal"), F_OK), -1);
    assert_done(store_open(&t->cx, &t->store));
    assert_string_equal(setting(t), "before");
    assert_done(store_write(t->store, &t->cx, set_setting, (void *)"later"));
    assert_string_equal(setting(t), "later");
    assert_int_equal(stat(path(t, "again/kindesk.db"), &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
}

static void
test_a_failed_backup_leaves_nothing(void **state)
{
    struct fixture *t = fixture_of(state);

    assert_non_null(store_backup(&t->cx, path(t, "nowhere/copy")));
    mkdir(path(t, "taken"), 0700);
    assert_non_null(store_backup(&t->cx, path(t, "taken"))); /* a directory is there */
    DIR *directory = opendir(t->directory);
    for (struct dirent *entry; (entry = readdir(directory));)
        assert_false(str_starts(entry->d_name, "taken."));
    closedir(directory);
}

/* Any broken byte of a page must not come back as a desk. */
static void
test_a_damaged_backup_is_refused(void **state)
{
    struct fixture *t = fixture_of(state);
    const char *copy = path(t, "copy");
    char junk[4096];

    assert_done(store_backup(&t->cx, copy));
    store_free(&t->store);
    t->config.data = path(t, "again");
    FILE *file = fopen(copy, "r+");
    memset(junk, 0x5a, sizeof junk);
    assert_int_equal(fseek(file, 2 * 4096, SEEK_SET), 0);
    fwrite(junk, 1, sizeof junk, file);
    fclose(file);
    assert_int_equal(store_restore(&t->cx, copy)->kind, ERR_INVALID);
    assert_int_equal(truncate(copy, 3 * 4096), 0);
    assert_int_equal(store_restore(&t->cx, copy)->kind, ERR_INVALID);
    put_file(copy, junk, sizeof junk);
    assert_int_equal(store_restore(&t->cx, copy)->kind, ERR_INVALID);
    put_file(copy, junk, 0);
    assert_int_equal(store_restore(&t->cx, copy)->kind, ERR_INVALID);
    assert_int_equal(store_restore(&t->cx, path(t, "none"))->kind, ERR_NOT_FOUND);
    assert_int_equal(store_open(&t->cx, &t->store)->kind, ERR_NOT_FOUND);
}

static void
test_postgresql_is_copied_by_its_own_tools(void **state)
{
    struct fixture *t = fixture_of(state);

    assert_int_equal(store_backup(&t->cx, path(t, "copy"))->kind, ERR_INVALID);
    assert_int_equal(store_restore(&t->cx, path(t, "copy"))->kind, ERR_INVALID);
}

/* ---- Connections that are lost. */

static void
test_a_lost_connection_comes_back(void **state)
{
    struct fixture *t = fixture_of(state);
    int64_t n;

    assert_done(store_write(t->store, &t->cx, set_setting, (void *)"one"));
    assert_string_equal(setting(t), "one");
    assert_true(fixture_pg_cut(t));
    assert_done(db_begin(&t->cx, false));
    assert_done(db_number(&t->cx, &n, 0, "SELECT count(*) FROM setting"));
    assert_int_equal(n, 1);
    assert_non_null(db_exec(&t->cx, "DELETE FROM setting"));
    db_rollback(&t->cx);
    for (int i = 0; i < 8; i++) /* each of the writer's connections */
        assert_done(store_write(t->store, &t->cx, set_setting, (void *)"two"));
    assert_true(fixture_pg_cut(t));
    assert_int_equal(db_number(&t->cx, &n, 0, "SELECT 1")->kind, ERR_BUSY);
    assert_done(db_number(&t->cx, &n, 0, "SELECT 1"));
}

static void
test_an_unknown_host_is_said_clearly(void **state)
{
    struct fixture *t = fixture_of(state);

    t->config.database = "postgresql:///desk?host=/nonexistent&user=nobody&password=hush";
    struct err *err = store_open(&t->cx, &t->store);
    assert_int_equal(err->kind, ERR_BUSY);
    assert_null(strstr(err->text, "hush"));
    assert_null(strstr(err->detail, "hush"));
}

#define EMPTY(test) cmocka_unit_test_setup_teardown(test, fixture_empty, fixture_end)

static const struct CMUnitTest tests[] = {
    SQLITE(test_a_moment_ends_with_any_commit),
    SQLITE(test_a_thread_new_to_the_store_begins_a_moment_of_its_own),
    SQLITE(test_a_moment_stays_through_a_transaction),
    POSTGRESQL(test_postgresql_cannot_tell_moments),
    BOTH(test_a_new_desk_opens_with_the_newest_version),
    SQLITE(test_only_the_owner_may_read_the_files),
    EMPTY(test_no_desk_is_not_found),
    EMPTY(test_what_an_interrupted_init_left_is_no_hindrance),
    EMPTY(test_a_place_that_cannot_be_written_is_said_clearly),
    EMPTY(test_a_file_that_is_no_database_is_said_clearly),
    EMPTY(test_another_database_is_not_taken_for_ours),
    BOTH(test_a_newer_desk_is_refused),
    BOTH(test_a_migration_is_all_or_nothing),
    BOTH(test_the_first_version_becomes_the_first_desk),
    POSTGRESQL(test_the_two_schemas_are_the_same),
    SQLITE(test_a_backup_is_put_back),
    SQLITE(test_a_failed_backup_leaves_nothing),
    SQLITE(test_a_damaged_backup_is_refused),
    POSTGRESQL(test_postgresql_is_copied_by_its_own_tools),
    POSTGRESQL(test_a_lost_connection_comes_back),
    EMPTY(test_an_unknown_host_is_said_clearly),
};

FIXTURE_MAIN(tests)
