/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of writes: groups, failures, other processes, and a process that is killed.
 */
#include "store/store.h"

#include "base/str.h"
#include "store/fixture_test.h"

#include <pthread.h>
#include <semaphore.h>
#include <sys/resource.h>

enum { POSTS = 40 };

/* One posted write of a test. */
struct post {
    struct write write;
    struct cx cx;
    struct arena *arena;
    const char *sql;
    sem_t *answered;
    struct err *err;
    int runs_n;
};

static struct err *
run_post(struct cx *cx, void *arg)
{
    struct post *post = arg;

    post->runs_n++;
    TRY(db_exec(cx, post->sql));
    if (strstr(post->sql, "/* and fails */"))
        FAIL(cx, ERR_DENIED, "%s", "no");
    return NULL;
}

static void
post_done(void *arg, struct err *err)
{
    struct post *post = arg;

    post->err = err;
    sem_post(post->answered);
}

static void
post_sql(struct fixture *t, struct post *post, const char *sql, sem_t *answered)
{
    post->cx = t->cx;
    post->cx.arena = post->arena = arena_new(0);
    post->cx.db = NULL;
    post->sql = sql;
    post->runs_n = 0;
    post->answered = answered;
    post->write = (struct write){&post->cx, run_post, post_done, post, NULL};
    store_write_post(t->store, &post->write);
}

static void
wait_for(sem_t *answered, int n)
{
    while (n > 0)
        if (sem_wait(answered) == 0)
            n--;
}

static struct err *
exec_sql(struct cx *cx, void *sql)
{
    return db_exec(cx, sql);
}

static void
do_sql(struct fixture *t, const char *sql)
{
    assert_done(store_write(t->store, &t->cx, exec_sql, (void *)(uintptr_t)sql));
}

static int64_t
number(struct fixture *t, const char *sql)
{
    int64_t n;

    assert_done(store_reader(t->store, &t->cx));
    assert_done(db_number(&t->cx, &n, -1, sql));
    return n;
}

/* Holds the writer until the test has queued what it wants. */
struct gate {
    sem_t inside, go;
};

static struct err *
pass_gate(struct cx *cx, void *arg)
{
    struct gate *gate = arg;

    (void)cx;
    sem_post(&gate->inside);
    while (sem_wait(&gate->go) < 0)
        continue;
    return NULL;
}

static void
gate_done(void *arg, struct err *err)
{
    (void)arg;
    (void)err;
}

/* Closes the gate; the caller opens it with sem_post(&gate->go). */
static void
close_gate(struct fixture *t, struct gate *gate, struct write *write, struct cx *cx)
{
    sem_init(&gate->inside, 0, 0);
    sem_init(&gate->go, 0, 0);
    *cx = t->cx;
    *write = (struct write){cx, pass_gate, gate_done, gate, NULL};
    store_write_post(t->store, write);
    wait_for(&gate->inside, 1);
}

/* Posts all at once, so that they form one group; waits for their answers. */
static void
post_group(struct fixture *t, struct post *posts, const char *const *sql, int n)
{
    struct gate gate;
    struct write write;
    struct cx cx;
    sem_t answered;

    sem_init(&answered, 0, 0);
    close_gate(t, &gate, &write, &cx);
    for (int i = 0; i < n; i++)
        post_sql(t, &posts[i], sql[i], &answered);
    sem_post(&gate.go);
    wait_for(&answered, n);
}

static void
free_posts(struct post *posts, int n)
{
    for (int i = 0; i < n; i++)
        arena_free(&posts[i].arena);
}

/* ---- Groups. */

static void
test_waiting_writes_are_committed_together(void **state)
{
    struct fixture *t = fixture_of(state);
    const char *sql[POSTS];
    struct post posts[POSTS];
    struct store_stats before, after;

    do_sql(t, "CREATE TABLE entry (n BIGINT)");
    for (int i = 0; i < POSTS; i++)
        sql[i] = "INSERT INTO entry (n) VALUES (1)";
    store_stats(t->store, &before);
    post_group(t, posts, sql, POSTS);
    for (int i = 0; i < POSTS; i++)
        assert_null(posts[i].err);
    store_drain(t->store);
    store_stats(t->store, &after);
    assert_int_equal(number(t, "SELECT count(*) FROM entry"), POSTS);
    assert_int_equal(after.writes_n - before.writes_n, POSTS + 1);
    assert_int_equal(after.commits_n - before.commits_n, 2);
    assert_int_equal(after.largest_group_n, POSTS);
    assert_int_equal(after.waiting_n, 0);
    free_posts(posts, POSTS);
}

static void
test_a_failed_write_undoes_only_itself(void **state)
{
    static const char *const sql[] = {
        "INSERT INTO entry (n) VALUES (1)",   "INSERT INTO entry (n) VALUES (2)",
        "INSERT INTO entry (n) VALUES (1)",   "SELEC",
        "INSERT INTO nowhere (n) VALUES (1)", "INSERT INTO entry (n) VALUES (3)",
    };
    struct fixture *t = fixture_of(state);
    struct post posts[6];

    do_sql(t, "CREATE TABLE entry (n BIGINT UNIQUE)");
    post_group(t, posts, sql, 6);
    assert_int_equal(number(t, "SELECT sum(n) FROM entry"), 6);
    if (db_engine(t->cx.db) ==
        DB_SQLITE) { /* in order, so the third is the one refused */
        assert_null(posts[0].err);
        assert_int_equal(posts[2].err->kind, ERR_CONFLICT);
    }
    assert_null(posts[1].err);
    assert_int_equal(posts[3].err->kind, ERR_INTERNAL);
    assert_int_equal(posts[4].err->kind, ERR_INTERNAL);
    assert_null(posts[5].err);
    free_posts(posts, 6);
}

/* Undone together with its neighbours, which are then run again. */
static void
test_a_write_that_fails_half_way_undoes_only_itself(void **state)
{
    static const char *const sql[] = {
        "INSERT INTO entry (n) VALUES (1)",
        "INSERT INTO entry (n) VALUES (2) /* and fails */",
        "INSERT INTO entry (n) VALUES (4)",
        "DELETE FROM entry /* and fails */",
    };
    struct fixture *t = fixture_of(state);
    struct post posts[4];

    do_sql(t, "CREATE TABLE entry (n BIGINT UNIQUE)");
    post_group(t, posts, sql, 4);
    assert_null(posts[0].err);
    assert_int_equal(posts[1].err->kind, ERR_DENIED);
    assert_null(posts[2].err);
    assert_int_equal(posts[3].err->kind, ERR_DENIED);
    assert_int_equal(number(t, "SELECT sum(n) FROM entry"), 5);
    for (int i = 0; i < 4; i++)
        assert_true(posts[i].runs_n <= 2);
    free_posts(posts, 4);
}

static struct err *
overlook(struct cx *cx, void *arg)
{
    (void)arg;
    TRY(db_exec(cx, "INSERT INTO entry (n) VALUES (1)"));
    struct err *overlooked = db_exec(cx, "INSERT INTO entry (n) VALUES (1)");
    return overlooked ? NULL : overlooked;
}

static void
test_an_overlooked_error_is_not_committed(void **state)
{
    struct fixture *t = fixture_of(state);

    do_sql(t, "CREATE TABLE entry (n BIGINT UNIQUE)");
    assert_int_equal(store_write(t->store, &t->cx, overlook, NULL)->kind, ERR_INTERNAL);
    assert_int_equal(number(t, "SELECT count(*) FROM entry"), 0);
}

static struct err *
fail_after_writing(struct cx *cx, void *arg)
{
    (void)arg;
    TRY(db_exec(cx, "INSERT INTO entry (n) VALUES (1)"));
    FAIL(cx, ERR_DENIED, "%s", "no");
}

static void
test_an_error_of_the_desk_undoes_its_writes(void **state)
{
    struct fixture *t = fixture_of(state);

    do_sql(t, "CREATE TABLE entry (n BIGINT UNIQUE)");
    assert_int_equal(store_write(t->store, &t->cx, fail_after_writing, NULL)->kind,
                     ERR_DENIED);
    assert_int_equal(number(t, "SELECT count(*) FROM entry"), 0);
}

static struct err *
leave_rows_open(struct cx *cx, void *arg)
{
    struct db_rows *rows;

    (void)arg;
    TRY(db_query(cx, &rows, "SELECT name FROM setting"));
    db_next(rows);
    return db_exec(cx, "INSERT INTO entry (n) VALUES (5)");
}

static void
test_rows_left_open_do_not_outlive_a_write(void **state)
{
    struct fixture *t = fixture_of(state);

    do_sql(t, "INSERT INTO setting (name, value) VALUES ('a', 'b'), ('c', 'd')");
    do_sql(t, "CREATE TABLE entry (n BIGINT)");
    assert_done(store_write(t->store, &t->cx, leave_rows_open, NULL));
    assert_int_equal(number(t, "SELECT n FROM entry"), 5);
    arena_reset(t->cx.arena);
}

static void
test_a_stopped_writer_answers_what_it_has_and_takes_no_more(void **state)
{
    struct fixture *t = fixture_of(state);

    do_sql(t, "CREATE TABLE entry (n BIGINT)");
    store_drain(t->store);
    assert_int_equal(store_write(t->store, &t->cx, exec_sql,
                                 (void *)"INSERT INTO entry (n) VALUES (1)")
                         ->kind,
                     ERR_BUSY);
    assert_int_equal(number(t, "SELECT count(*) FROM entry"), 0);
}

/* ---- Several threads. */

static struct err *
count_up(struct cx *cx, void *arg)
{
    int64_t n;

    (void)arg;
    TRY(db_number(cx, &n, 0, "SELECT n FROM entry"));
    return db_exec_one(cx, "UPDATE entry SET n = $1", ARG(n + 1));
}

static void *
count_thread(void *arg)
{
    struct fixture *t = arg;
    struct cx cx = t->cx;

    cx.arena = arena_new(0);
    for (int i = 0; i < 25; i++) {
        struct err *err = store_write(t->store, &cx, count_up, NULL);
        int64_t n;
        assert_null(err);
        assert_null(store_reader(t->store, &cx));
        assert_null(db_number(&cx, &n, 0, "SELECT n FROM entry"));
        assert_true(n > i);
    }
    arena_free(&cx.arena);
    return NULL;
}

/* What each thread reads and writes is as if it were alone; on PostgreSQL by trying
 * again. */
static void
test_threads_that_meet_lose_no_write(void **state)
{
    struct fixture *t = fixture_of(state);
    pthread_t threads[3];

    do_sql(t, "CREATE TABLE entry (n BIGINT)");
    do_sql(t, "INSERT INTO entry (n) VALUES (0)");
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_thread, t), 0);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(number(t, "SELECT n FROM entry"), 75);
}

/* ---- The disk. */

static struct err *
limit_pages(struct cx *cx, void *arg)
{
    int64_t n;

    TRY(db_number(cx, &n, 0, "PRAGMA page_count"));
    const char *sql = arena_printf(cx->arena, "PRAGMA max_page_count = %lld",
                                   (long long)(*(int *)arg ? n + *(int *)arg : 1000000));
    return db_number(cx, &n, 0, sql);
}

static void
test_a_full_disk_is_said_and_passes(void **state)
{
    struct fixture *t = fixture_of(state);
    int limited = 2, free_again = 0;
    struct err *err = NULL;

    do_sql(t, "CREATE TABLE entry (data BLOB)");
    assert_done(store_write(t->store, &t->cx, limit_pages, &limited));
    for (int i = 0; i < 100 && !err; i++)
        err = store_write(t->store, &t->cx, exec_sql,
                          (void *)"INSERT INTO entry (data) VALUES (zeroblob(9000))");
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_BUSY);
    assert_non_null(strstr(err->text, "disk is full"));
    int64_t before = number(t, "SELECT count(*) FROM entry");
    assert_done(store_write(t->store, &t->cx, limit_pages, &free_again));
    do_sql(t, "INSERT INTO entry (data) VALUES (zeroblob(9000))");
    assert_int_equal(number(t, "SELECT count(*) FROM entry"), before + 1);
}

/* The commit itself fails: nobody of the group may be told that it was done. */
static void
test_a_failed_commit_answers_the_whole_group(void **state)
{
    static const char *const sql[] = {
        "INSERT INTO entry (data) VALUES (zeroblob(50000))",
        "INSERT INTO entry (data) VALUES (zeroblob(50000))"};
    struct fixture *t = fixture_of(state);
    struct rlimit before, none;
    struct post posts[2];

    do_sql(t, "CREATE TABLE entry (data BLOB)");
    getrlimit(RLIMIT_FSIZE, &before);
    none = before;
    none.rlim_cur = 4096;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
    post_group(t, posts, sql, 2);
    setrlimit(RLIMIT_FSIZE, &before);
    for (int i = 0; i < 2; i++) {
        assert_non_null(posts[i].err);
        assert_int_equal(posts[i].err->kind, ERR_BUSY);
        assert_non_null(strstr(posts[i].err->text, "disk is full"));
    }
    assert_int_equal(number(t, "SELECT count(*) FROM entry"), 0);
    do_sql(t, sql[0]);
    assert_int_equal(number(t, "SELECT count(*) FROM entry"), 1);
    free_posts(posts, 2);
}

static void
test_the_log_is_copied_while_writes_go_on(void **state)
{
    struct fixture *t = fixture_of(state);
    struct store_stats stats = {0};

    do_sql(t, "CREATE TABLE entry (data BLOB)");
    for (int i = 0; i < 3000 && stats.checkpoint_n == 0; i++) {
        do_sql(t, "INSERT INTO entry (data) VALUES (zeroblob(60000))");
        arena_reset(t->cx.arena);
        store_stats(t->store, &stats);
    }
    assert_true(stats.checkpoint_n > 0);
}

/* ---- Other processes. */

/* Adds 1…n in a process of its own, writing each number to fd once it was answered. */
static pid_t
start_writer(const struct fixture *t, int n, int fd)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    struct cx cx = t->cx;
    struct store *store;
    cx.arena = arena_new(0);
    if (store_open(&cx, &store))
        _exit(1);
    for (int i = 1; i <= n; i++) {
        const char *sql = arena_printf(cx.arena, "INSERT INTO entry (n) VALUES (%d)", i);
        if (store_write(store, &cx, exec_sql, (void *)(uintptr_t)sql))
            _exit(2);
        if (write(fd, &i, sizeof i) != sizeof i)
            _exit(3);
    }
    store_free(&store);
    arena_free(&cx.arena);
    _exit(0);
}

static void
test_what_was_answered_survives_a_kill(void **state)
{
    struct fixture *t = fixture_of(state);
    int last = 0, got, ends[2];

    do_sql(t, "CREATE TABLE entry (n BIGINT)");
    store_free(&t->store);
    assert_int_equal(pipe(ends), 0);
    pid_t pid = start_writer(t, 100000, ends[1]);
    close(ends[1]);
    while (last < 60 && read(ends[0], &got, sizeof got) == sizeof got)
        last = got;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    while (read(ends[0], &got, sizeof got) == sizeof got)
        last = got;
    close(ends[0]);
    assert_true(last >= 60);
    assert_done(store_open(&t->cx, &t->store));
    assert_true(number(t, "SELECT count(*) FROM entry") >= last);
    assert_int_equal(number(t, "SELECT count(DISTINCT n) - max(n) FROM entry"), 0);
}

/* A command beside the serving process. */
static void
test_two_processes_write_in_turn(void **state)
{
    struct fixture *t = fixture_of(state);
    int status, got, ends[2];

    do_sql(t, "CREATE TABLE entry (n BIGINT)");
    store_free(&t->store); /* no threads while forking */
    assert_int_equal(pipe(ends), 0);
    pid_t pid = start_writer(t, 50, ends[1]);
    close(ends[1]);
    assert_done(store_open(&t->cx, &t->store));
    for (int i = 0; i < 50; i++)
        do_sql(t, "INSERT INTO entry (n) VALUES (1000)");
    while (read(ends[0], &got, sizeof got) == sizeof got)
        continue;
    close(ends[0]);
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(number(t, "SELECT count(*) FROM entry"), 100);
}

static const struct CMUnitTest tests[] = {
    SQLITE(test_waiting_writes_are_committed_together),
    BOTH(test_a_failed_write_undoes_only_itself),
    BOTH(test_a_write_that_fails_half_way_undoes_only_itself),
    BOTH(test_an_overlooked_error_is_not_committed),
    BOTH(test_an_error_of_the_desk_undoes_its_writes),
    BOTH(test_rows_left_open_do_not_outlive_a_write),
    BOTH(test_a_stopped_writer_answers_what_it_has_and_takes_no_more),
    BOTH(test_threads_that_meet_lose_no_write),
    SQLITE(test_a_full_disk_is_said_and_passes),
    SQLITE(test_a_failed_commit_answers_the_whole_group),
    SQLITE(test_the_log_is_copied_while_writes_go_on),
    BOTH(test_what_was_answered_survives_a_kill),
    BOTH(test_two_processes_write_in_turn),
};

FIXTURE_MAIN(tests)
