/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of writes and its threads.
 *
 * On SQLite one thread takes what is queued, up to 64 writes, runs each in a savepoint
 * and answers all after one commit: one fsync for the group.  Copying the log into the
 * database file (checkpoints) is slow, so a second thread does it. */
#include "base/arena.h"
#include "base/clock.h"
#include "store/store_own.h"

#include <assert.h>
#include <stdlib.h>

enum {
    CHECKPOINT_PAGES = 1000, /* 4 MB more: copy what can be copied without waiting */
    RESTART_PAGES = 4000,   /* 16 MB: writes wait a moment, so that the log begins anew */
    TRUNCATE_PAGES = 16000, /* 64 MB: and gives its room back */
    PG_THREADS = 4,
    ARENA_MAX_BYTES = 64 << 20,
};

struct hand {
    struct writer *writer;
    pthread_t thread;
    struct db *db;
};

struct writer {
    struct store *store;
    pthread_mutex_t lock;
    pthread_cond_t work, idle, checkpoint;
    struct write *first, **last;
    int64_t waiting_n, running_n;
    bool closed, stop;
    bool pausing;               /* the log is being emptied: no new group */
    int wal_pages, tried_pages; /* in the log now; when it was last copied */
    int restart_at;
    struct store_stats stats;
    struct hand hands[PG_THREADS];
    int hands_n;
    bool checkpointing;
    struct hand checkpointer;
};

static void
answer(struct write *group, struct err **errs)
{
    for (int i = 0; group; i++) {
        struct write *next = group->next; /* done() may free it */
        group->done(group->arg, errs[i]);
        group = next;
    }
}

/* ---- The thread. */

/* Waits for work; NULL when the writer stops and nothing is left. */
static struct write *
take_group(struct writer *writer, int *n_out)
{
    int n = 0, max = writer->store->place.engine == DB_SQLITE ? GROUP_MAX : 1;
    struct write *group, **end;

    pthread_mutex_lock(&writer->lock);
    while (writer->pausing || (!writer->first && !writer->stop))
        pthread_cond_wait(&writer->work, &writer->lock);
    group = writer->first;
    for (end = &group; *end && n < max; end = &(*end)->next)
        n++;
    writer->first = *end;
    if (!writer->first)
        writer->last = &writer->first;
    *end = NULL;
    writer->waiting_n -= n;
    writer->running_n += n;
    pthread_mutex_unlock(&writer->lock);
    *n_out = n;
    return group;
}

static bool
checkpoint_due(const struct writer *writer)
{
    return writer->wal_pages - writer->tried_pages >= CHECKPOINT_PAGES;
}

/* Before the answers, so that whoever has one finds it counted. */
static void
count_group(struct writer *writer, struct db *db, int n)
{
    pthread_mutex_lock(&writer->lock);
    writer->stats.writes_n += n;
    writer->stats.commits_n++;
    if (n > writer->stats.largest_group_n)
        writer->stats.largest_group_n = n;
    if (db_engine(db) == DB_SQLITE)
        writer->wal_pages = db_sqlite_wal_pages(db);
    if (writer->wal_pages < writer->tried_pages)
        writer->tried_pages = 0; /* it has begun anew */
    if (checkpoint_due(writer))
        pthread_cond_signal(&writer->checkpoint);
    pthread_mutex_unlock(&writer->lock);
}

static void
end_group(struct writer *writer, int n)
{
    pthread_mutex_lock(&writer->lock);
    writer->running_n -= n;
    if (writer->running_n == 0)
        pthread_cond_broadcast(&writer->idle);
    pthread_mutex_unlock(&writer->lock);
}

static void *
write_thread(void *arg)
{
    struct hand *hand = arg;
    struct writer *writer = hand->writer;
    struct arena *arena = arena_new(ARENA_MAX_BYTES);
    struct write *group;
    int n;

    while ((group = take_group(writer, &n))) {
        struct cx cx = {.arena = arena,
                        .db = hand->db,
                        .now = clock_now(),
                        .config = writer->store->config};
        struct err *errs[GROUP_MAX] = {NULL};
        if (db_engine(hand->db) == DB_SQLITE)
            group_run(&cx, group, errs);
        else
            errs[0] = group_run_alone(hand->db, group);
        count_group(writer, hand->db, n);
        answer(group, errs);
        end_group(writer, n);
        arena_reset(arena);
    }
    arena_free(&arena);
    return NULL;
}

/* Between two groups; under the lock. Readers of an old moment may prevent it: later,
 * then. */
static void
restart_log(struct writer *writer, struct db *db)
{
    bool truncate = writer->wal_pages >= TRUNCATE_PAGES;

    writer->pausing = true;
    while (writer->running_n > 0)
        pthread_cond_wait(&writer->idle, &writer->lock);
    pthread_mutex_unlock(&writer->lock);
    bool done = db_sqlite_checkpoint(db, truncate ? DB_CHECKPOINT_TRUNCATE
                                                  : DB_CHECKPOINT_RESTART);
    pthread_mutex_lock(&writer->lock);
    writer->pausing = false;
    writer->restart_at = done ? RESTART_PAGES : writer->wal_pages + RESTART_PAGES;
    pthread_cond_broadcast(&writer->work);
}

/* Copies the log into the file whenever it has grown. */
static void *
checkpoint_thread(void *arg)
{
    struct hand *hand = arg;
    struct writer *writer = hand->writer;

    pthread_mutex_lock(&writer->lock);
    while (!writer->stop) {
        if (!checkpoint_due(writer)) {
            pthread_cond_wait(&writer->checkpoint, &writer->lock);
            continue;
        }
        writer->tried_pages = writer->wal_pages;
        pthread_mutex_unlock(&writer->lock);
        db_sqlite_checkpoint(hand->db, DB_CHECKPOINT_PASSIVE);
        pthread_mutex_lock(&writer->lock);
        if (writer->wal_pages >= writer->restart_at)
            restart_log(writer, hand->db);
        writer->stats.checkpoint_n++;
    }
    pthread_mutex_unlock(&writer->lock);
    return NULL;
}

/* ---- Public. */

static struct err *
start_hand(struct cx *cx, struct writer *writer, struct hand *hand, void *(*run)(void *))
{
    hand->writer = writer;
    TRY(store_connect(cx, &writer->store->place, DB_SQLITE_WRITE, &hand->db));
    if (pthread_create(&hand->thread, NULL, run, hand) == 0)
        return NULL;
    db_free(&hand->db);
    FAIL_INTERNAL(cx, "no further thread can be started");
}

static struct err *
start_hands(struct cx *cx, struct writer *writer)
{
    bool sqlite = writer->store->place.engine == DB_SQLITE;

    for (int n = sqlite ? 1 : PG_THREADS; writer->hands_n < n; writer->hands_n++)
        TRY(start_hand(cx, writer, &writer->hands[writer->hands_n], write_thread));
    if (sqlite)
        TRY(start_hand(cx, writer, &writer->checkpointer, checkpoint_thread));
    writer->checkpointing = sqlite;
    return NULL;
}

struct err *
writer_new(struct cx *cx, struct store *store, struct writer **out)
{
    struct writer *writer = calloc(1, sizeof *writer);
    struct err *err;

    if (!writer)
        abort();
    writer->store = store;
    writer->last = &writer->first;
    writer->restart_at = RESTART_PAGES;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->work, NULL);
    pthread_cond_init(&writer->idle, NULL);
    pthread_cond_init(&writer->checkpoint, NULL);
    err = start_hands(cx, writer);
    if (err)
        writer_free(&writer);
    else
        *out = writer;
    return err;
}

void
writer_drain(struct writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    writer->closed = true;
    while (writer->first || writer->running_n > 0)
        pthread_cond_wait(&writer->idle, &writer->lock);
    pthread_mutex_unlock(&writer->lock);
}

void
writer_free(struct writer **writer_ref)
{
    struct writer *writer = *writer_ref;

    if (!writer)
        return;
    writer_drain(writer);
    pthread_mutex_lock(&writer->lock);
    writer->stop = true;
    pthread_cond_broadcast(&writer->work);
    pthread_cond_broadcast(&writer->checkpoint);
    pthread_mutex_unlock(&writer->lock);
    for (int i = 0; i < writer->hands_n; i++) {
        pthread_join(writer->hands[i].thread, NULL);
        db_free(&writer->hands[i].db);
    }
    if (writer->checkpointing) {
        pthread_join(writer->checkpointer.thread, NULL);
        db_free(&writer->checkpointer.db);
    }
    pthread_cond_destroy(&writer->work);
    pthread_cond_destroy(&writer->idle);
    pthread_cond_destroy(&writer->checkpoint);
    pthread_mutex_destroy(&writer->lock);
    free(writer);
    *writer_ref = NULL;
}

void
store_write_post(struct store *store, struct write *write)
{
    struct writer *writer = store->writer;
    bool closed;

    write->next = NULL;
    pthread_mutex_lock(&writer->lock);
    closed = writer->closed;
    if (!closed) {
        *writer->last = write;
        writer->last = &write->next;
        writer->waiting_n++;
        pthread_cond_signal(&writer->work);
    }
    pthread_mutex_unlock(&writer->lock);
    if (closed)
        write->done(write->arg,
                    ERR(write->cx, ERR_BUSY,
                        "The desk is being stopped. Please try again in a moment."));
}

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done;
    struct err *err;
    struct err *(*run)(struct cx *cx, void *arg);
    void *arg;
};

static struct err *
run_waiter(struct cx *cx, void *arg)
{
    struct waiter *waiter = arg;

    return waiter->run(cx, waiter->arg);
}

static void
wake_waiter(void *arg, struct err *err)
{
    struct waiter *waiter = arg;

    pthread_mutex_lock(&waiter->lock);
    waiter->err = err;
    waiter->done = true;
    pthread_cond_signal(&waiter->answered);
    pthread_mutex_unlock(&waiter->lock);
}

struct err *
store_write(struct store *store, struct cx *cx,
            struct err *(*run)(struct cx *cx, void *arg), void *arg)
{
    struct waiter waiter = {.run = run, .arg = arg};
    struct write write = {
        .cx = cx, .run = run_waiter, .done = wake_waiter, .arg = &waiter};

    for (int i = 0; i < store->writer->hands_n; i++)
        assert(!pthread_equal(pthread_self(), store->writer->hands[i].thread));
    pthread_mutex_init(&waiter.lock, NULL);
    pthread_cond_init(&waiter.answered, NULL);
    store_write_post(store, &write);
    pthread_mutex_lock(&waiter.lock);
    while (!waiter.done)
        pthread_cond_wait(&waiter.answered, &waiter.lock);
    pthread_mutex_unlock(&waiter.lock);
    pthread_cond_destroy(&waiter.answered);
    pthread_mutex_destroy(&waiter.lock);
    return waiter.err;
}

void
store_drain(struct store *store)
{
    writer_drain(store->writer);
}

void
store_stats(struct store *store, struct store_stats *out)
{
    struct writer *writer = store->writer;

    pthread_mutex_lock(&writer->lock);
    *out = writer->stats;
    out->waiting_n = writer->waiting_n;
    pthread_mutex_unlock(&writer->lock);
}
