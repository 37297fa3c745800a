/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/str.h"
#include "store/db.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place_test {
    struct config config;
    struct cx cx;
    char directory[64];
};

static int
setup(void **state)
{
    struct place_test *t = calloc(1, sizeof *t);

    snprintf(t->directory, sizeof t->directory, "/tmp/kindesk-test-XXXXXX");
    assert_non_null(mkdtemp(t->directory));
    t->config.data = t->directory;
    t->config.database = "";
    t->cx.arena = arena_new(0);
    t->cx.now = clock_now();
    t->cx.config = &t->config;
    *state = t;
    return 0;
}

static int
teardown(void **state)
{
    struct place_test *t = *state;
    DIR *directory = opendir(t->directory);

    for (struct dirent *entry; (entry = readdir(directory));)
        unlinkat(dirfd(directory), entry->d_name, 0);
    closedir(directory);
    rmdir(t->directory);
    arena_free(&t->cx.arena);
    free(t);
    return 0;
}

static void
assert_done(struct err *err)
{
    if (err)
        fail_msg("%s (%s)", err->text, err->detail ? err->detail : "");
}

static void
test_a_new_desk_opens_with_the_newest_version(void **state)
{
    struct place_test *t = *state;
    struct store *store;
    struct stat found;

    assert_done(store_create(&t->cx));
    assert_int_equal(
        stat(arena_printf(t->cx.arena, "%s/kindesk.db", t->directory), &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(store_create(&t->cx)->kind, ERR_CONFLICT);
    assert_done(store_open(&t->cx, &store));
    assert_int_equal(store_version(store), store_version_known());
    store_free(&store);
}

static void
test_no_desk_is_not_found(void **state)
{
    struct place_test *t = *state;
    struct store *store;

    assert_int_equal(store_open(&t->cx, &store)->kind, ERR_NOT_FOUND);
}

static struct err *
make_pairs(struct cx *cx, void *arg)
{
    (void)arg;
    TRY(db_exec(cx, "CREATE TABLE pair (name TEXT NOT NULL UNIQUE, n INTEGER)"));
    return db_exec(cx, "INSERT INTO pair (n, name) VALUES ($2, $1)", ARG("a"), ARG(1));
}

static struct err *
add_again(struct cx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, "INSERT INTO pair (n, name) VALUES ($2, $1)", ARG("a"), ARG(2));
}

static void
test_a_failed_write_says_which_rule(void **state)
{
    struct place_test *t = *state;
    struct store *store;
    int64_t n;

    assert_done(store_create(&t->cx));
    assert_done(store_open(&t->cx, &store));
    assert_done(store_write(store, &t->cx, make_pairs, NULL));
    struct err *err = store_write(store, &t->cx, add_again, NULL);
    assert_int_equal(err->kind, ERR_CONFLICT);
    assert_non_null(str_find_fold(err->detail, "pair.name"));
    assert_done(store_reader(store, &t->cx));
    assert_done(db_number(&t->cx, &n, 0, "SELECT n FROM pair WHERE name = $1", ARG("a")));
    assert_int_equal(n, 1);
    assert_non_null(db_exec(&t->cx, "DELETE FROM pair"));
    store_free(&store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_new_desk_opens_with_the_newest_version,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_desk_is_not_found, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_failed_write_says_which_rule, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
