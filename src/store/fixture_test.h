/* SPDX-License-Identifier: Apache-2.0 */
/* For the store's tests: an empty desk on SQLite, and on a PostgreSQL of one's own where
 * it is installed; tests for PostgreSQL are reported as skipped elsewhere. */
#ifndef STORE_FIXTURE_TEST_H
#define STORE_FIXTURE_TEST_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "store/db.h"
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define FIXTURE_UNUSED __attribute__((unused))
#define SQLITE(test)   cmocka_unit_test_setup_teardown(test, fixture_sqlite, fixture_end)
#define POSTGRESQL(test)                                                                 \
    {                                                                                    \
#test "_postgresql", test, fixture_postgresql, fixture_end, NULL                 \
    }
#define BOTH(test) SQLITE(test), POSTGRESQL(test)

/* One desk: created and open, cx->db not set. */
struct fixture {
    struct config config;
    struct cx cx;
    char directory[64], url[128];
    struct store *store;
};

/* The cluster of this process. */
struct fixture_cluster {
    pid_t pid;
    int databases_n;
    char directory[64];
};
static struct fixture_cluster fixture_cluster;

static FIXTURE_UNUSED void
assert_done(struct err *err)
{
    if (err)
        fail_msg("%s (%s)", err->text, err->detail ? err->detail : "");
}

static int
fixture_remove_one(const char *path, const struct stat *found, int flag, struct FTW *at)
{
    (void)found;
    (void)flag;
    (void)at;
    return remove(path);
}

static void
fixture_remove(const char *directory)
{
    nftw(directory, fixture_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- PostgreSQL. */

/* PostgreSQL refuses to run as root. */
static void
fixture_become(const struct passwd *who)
{
    if (who && (setgid(who->pw_gid) < 0 || setuid(who->pw_uid) < 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
}

static pid_t
fixture_start(const struct passwd *who, const char *const argv[])
{
    pid_t pid = fork();

    if (pid == 0) {
        fixture_become(who);
        execv(argv[0], (char *const *)argv);
        _exit(127);
    }
    return pid;
}

static const char *
fixture_url(char *out, size_t n, const char *database)
{
    snprintf(out, n, "postgresql:///%s?host=%s&user=kindesk", database,
             fixture_cluster.directory);
    return out;
}

static bool
fixture_command(const char *sql)
{
    char url[128];
    PGconn *connection = PQconnectdb(fixture_url(url, sizeof url, "postgres"));
    PGresult *result = PQexec(connection, sql);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;

    PQclear(result);
    PQfinish(connection);
    return done;
}

static bool
fixture_cluster_answers(void)
{
    char url[128];

    fixture_url(url, sizeof url, "postgres");
    for (int i = 0; i < 500; i++) {
        if (PQping(url) == PQPING_OK)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    return false;
}

#define FIXTURE_BIN "/usr/lib/postgresql/15/bin/"

/* Once for each test program, at the first test that needs it. False where there is none.
 */
static FIXTURE_UNUSED bool
fixture_cluster_start(void)
{
    struct fixture_cluster *cluster = &fixture_cluster;
    const struct passwd *who = geteuid() == 0 ? getpwnam("postgres") : NULL;
    char data[80];
    int status;

    if (cluster->pid > 0)
        return true;
    if (access(FIXTURE_BIN "initdb", X_OK) < 0 || (geteuid() == 0 && !who))
        return false;
    snprintf(cluster->directory, sizeof cluster->directory, "/tmp/kindesk-pg-XXXXXX");
    assert_non_null(mkdtemp(cluster->directory));
    if (who)
        assert_int_equal(chown(cluster->directory, who->pw_uid, who->pw_gid), 0);
    snprintf(data, sizeof data, "%s/data", cluster->directory);
    const char *const make[] = {
        FIXTURE_BIN "initdb", "-D", data,   "-A",         "trust", "-U", "kindesk",
        "--no-sync",          "-E", "UTF8", "--locale=C", NULL};
    waitpid(fixture_start(who, make), &status, 0);
    assert_int_equal(status, 0);
    const char *const serve[] = {
        FIXTURE_BIN "postgres", "-D", data,        "-k", cluster->directory,    "-c",
        "listen_addresses=",    "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c",
        "max_connections=40",   NULL};
    cluster->pid = fixture_start(who, serve);
    assert_true(fixture_cluster_answers());
    return true;
}

static void
fixture_cluster_stop(void)
{
    if (fixture_cluster.pid > 0) {
        kill(fixture_cluster.pid, SIGQUIT);
        waitpid(fixture_cluster.pid, NULL, 0);
        fixture_remove(fixture_cluster.directory);
        fixture_cluster.pid = 0;
    }
}

/* ---- A desk. */

static struct fixture *
fixture_new(void)
{
    struct fixture *t = calloc(1, sizeof *t);

    snprintf(t->directory, sizeof t->directory, "/tmp/kindesk-test-XXXXXX");
    assert_non_null(mkdtemp(t->directory));
    t->config.data = t->directory;
    t->config.database = "";
    t->cx.arena = arena_new(0);
    t->cx.now = clock_now();
    t->cx.config = &t->config;
    return t;
}

/* A place without a desk. */
static FIXTURE_UNUSED int
fixture_empty(void **state)
{
    *state = fixture_new();
    return 0;
}

static FIXTURE_UNUSED int
fixture_sqlite(void **state)
{
    struct fixture *t = *state = fixture_new();

    assert_done(store_create(&t->cx));
    assert_done(store_open(&t->cx, &t->store));
    return 0;
}

/* Without a PostgreSQL the test's state stays NULL; fixture_skip says so in the test. */
static FIXTURE_UNUSED int
fixture_postgresql(void **state)
{
    struct fixture *t;
    char sql[64], name[32];

    if (!fixture_cluster_start())
        return 0;
    t = *state = fixture_new();
    snprintf(name, sizeof name, "desk_%d", ++fixture_cluster.databases_n);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s", name);
    assert_true(fixture_command(sql));
    t->config.database = fixture_url(t->url, sizeof t->url, name);
    assert_done(store_create(&t->cx));
    assert_done(store_open(&t->cx, &t->store));
    return 0;
}

/* The test's desk; leaves the test as skipped when its engine is not installed. */
static FIXTURE_UNUSED struct fixture *
fixture_of(void **state)
{
    if (!*state) {
        print_message("skipped: PostgreSQL 15 is not installed\n");
        skip();
    }
    return *state;
}

static FIXTURE_UNUSED int
fixture_end(void **state)
{
    struct fixture *t = *state;

    if (!t)
        return 0;
    store_free(&t->store);
    arena_free(&t->cx.arena);
    fixture_remove(t->directory);
    free(t);
    return 0;
}

/* Ends every connection to the test's database. */
static FIXTURE_UNUSED bool
fixture_pg_cut(const struct fixture *t)
{
    PGconn *connection = PQconnectdb(t->url);
    PGresult *result = PQexec(
        connection, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    bool done = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) > 0;

    PQclear(result);
    PQfinish(connection);
    return done;
}

/* Runs a group of tests and ends the cluster. */
#define FIXTURE_MAIN(tests)                                                              \
    int main(void)                                                                       \
    {                                                                                    \
        crypto_init();                                                                   \
        int failed_n = cmocka_run_group_tests((tests), NULL, NULL);                      \
        fixture_cluster_stop();                                                          \
        return failed_n;                                                                 \
    }

#endif
