/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the past through a plan, several threads sharing the tickets: each takes the next
 * piece of them, reads its histories in one query and forgets it again. */
#include "desk/replay.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/policy.h"
#include "desk/ticket_row.h"
#include "store/db.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PIECE_N = 128, THREADS_MOST = 8 };

/* What all threads share. words: the tried plan knows other words for its topics, so mail
 * must be sorted anew. */
struct replaying {
    const struct cx *cx;
    struct store *store;
    const struct plan *plan;
    int64_t *ids;
    int64_t n;
    _Atomic int64_t next, done_n;
    bool words;
    struct replay *out;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    int ended_n;
};

/* One thread. work is emptied after each ticket, piece after each piece; what is kept
 * goes to kept. */
struct runner {
    struct replaying *all;
    struct cx cx;
    struct arena *piece, *work, *kept;
    struct replay sums;
    struct err *err;
    pthread_t thread;
    int64_t plan_revision;
    const struct plan *then;
};

/* ---- Adding up. */

static struct replay_share *
share(struct arena *arena, struct replay *sums, bool team, const char *name)
{
    struct replay_share *found;

    for (size_t i = 0; i < (team ? sums->teams.n : sums->priorities.n); i++) {
        found = team ? &sums->teams.at[i] : &sums->priorities.at[i];
        if (str_eq(found->name, name))
            return found;
    }
    found = team ? vec_add(arena, &sums->teams) : vec_add(arena, &sums->priorities);
    *found = (struct replay_share){.name = arena_strdup(arena, name)};
    return found;
}

static bool
happened(const struct plan_outcome *outcome, unsigned kind)
{
    switch (kind) {
    case PLAN_DIFFERS_ESCALATION:
        return outcome->escalated_n > 0;
    case PLAN_DIFFERS_REMINDERS:
        return outcome->reminded_n > 0;
    case PLAN_DIFFERS_FIRST:
        return outcome->first_missed;
    case PLAN_DIFFERS_UPDATE:
        return outcome->update_missed;
    case PLAN_DIFFERS_RESOLVE:
        return outcome->resolve_missed;
    default:
        return false;
    }
}

static void
keep_outcome(struct arena *arena, const struct plan_outcome *from,
             struct plan_outcome *to)
{
    *to = *from;
    to->team = arena_strdup(arena, from->team);
    to->first_team = arena_strdup(arena, from->first_team);
    to->priority = arena_strdup(arena, from->priority);
    to->first_priority = arena_strdup(arena, from->first_priority);
    to->state = arena_strdup(arena, from->state);
}

/* Listed while any of its kinds has room: so the newest of each kind are all there. */
static bool
has_room(const struct replay *sums, unsigned differs)
{
    for (int kind = 0; kind < REPLAY_KINDS_N; kind++)
        if (differs & 1U << kind && sums->of[kind].differ_n < REPLAY_LISTED_N)
            return true;
    return false;
}

static void
count(struct arena *arena, struct replay *sums, const struct replay_ticket *ticket)
{
    const struct plan_outcome *outcome = ticket->outcome;
    struct replay_ticket *kept;

    sums->tickets_n++;
    sums->differ_n += ticket->differs != 0;
    if (has_room(sums, ticket->differs)) {
        kept = vec_add(arena, &sums->listed);
        *kept = *ticket;
        keep_outcome(arena, &outcome[0], &kept->outcome[0]);
        keep_outcome(arena, &outcome[1], &kept->outcome[1]);
    }
    for (int i = 0; i < 2; i++) {
        for (int kind = 0; kind < REPLAY_KINDS_N; kind++)
            sums->of[kind].n[i] += happened(&outcome[i], 1U << kind);
        share(arena, sums, true, outcome[i].first_team)->n[i]++;
        share(arena, sums, false, outcome[i].first_priority)->n[i]++;
    }
    for (int kind = 0; kind < REPLAY_KINDS_N; kind++)
        sums->of[kind].differ_n += (ticket->differs & 1U << kind) != 0;
}

/* ---- One ticket. */

struct past {
    struct ticket_id id;
    int64_t revision, created_at;
    const char *body; /* of mail that is sorted by its words, else NULL */
    VEC(struct event) events;
};

/* The topic that words gave then is the one they give now; NULL where a person chose. */
static const char *
topic_anew(struct runner *runner, const struct plan *from, const struct past *past,
           const struct plan_event *created)
{
    const struct plan_topic *then, *now;

    if (!past->body || !created->topic || created->channel != PLAN_MAIL)
        return NULL;
    then = plan_topic_guess(from, created->subject, past->body, NULL);
    if (!then)
        then = plan_topic_other(from);
    if (!str_eq_fold(then->name, created->topic))
        return NULL;
    now = plan_topic_guess(runner->all->plan, created->subject, past->body, NULL);
    return (now ? now : plan_topic_other(runner->all->plan))->name;
}

static struct err *
plan_of(struct runner *runner, int64_t revision, const struct plan **out)
{
    if (revision != runner->plan_revision) {
        TRY(policy_get(&runner->cx, revision, &runner->then));
        runner->plan_revision = revision;
    }
    *out = runner->then;
    return NULL;
}

static struct err *
run_ticket(struct runner *runner, const struct past *past)
{
    struct replay_ticket ticket = {.id = past->id};
    struct cx cx = runner->cx;
    struct plan_past run = {.until = runner->all->out->until};
    struct plan_event *history;
    const struct plan *from;
    const char *topic;

    TRY(plan_of(runner, past->revision, &from));
    cx.arena = runner->work;
    history = ticket_history(&cx, past->events.at, past->events.n, &run.n);
    TRY(ticket_translate(&cx, from, past->events.at, past->events.n,
                         &(struct ticket_past){history, run.n}));
    if (!run.n || history[0].kind != PLAN_EVENT_CREATED)
        return NULL;
    run.history = history;
    plan_replay(runner->work, from, &run, &ticket.outcome[0]);
    topic = topic_anew(runner, from, past, &history[0]);
    if (topic)
        history[0].topic = topic;
    run.from = from;
    plan_replay(runner->work, runner->all->plan, &run, &ticket.outcome[1]);
    ticket.differs = plan_outcome_differs(&ticket.outcome[0], &ticket.outcome[1]);
    count(runner->kept, &runner->sums, &ticket);
    return NULL;
}

/* ---- A piece: numbers next to each other, newest first. */

static struct past *
past_of(struct past *list, size_t n, int64_t id)
{
    size_t low = 0, high = n; /* descending */

    while (low < high) {
        size_t at = (low + high) / 2;

        if (list[at].id.v == id)
            return &list[at];
        if (list[at].id.v > id)
            low = at + 1;
        else
            high = at;
    }
    return NULL;
}

static struct err *
load_revisions(struct cx *cx, struct past *list, size_t n)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows, "SELECT id, plan FROM ticket WHERE id BETWEEN $1 AND $2",
                 ARG(list[n - 1].id), ARG(list[0].id)));
    while (db_next(rows)) {
        struct past *past = past_of(list, n, db_int(rows, 0));

        if (past)
            past->revision = db_int(rows, 1);
    }
    return db_end(rows);
}

static struct err *
load_events(struct cx *cx, struct past *list, size_t n)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT ticket, n, at, kind, actor, message, data FROM event"
                 " WHERE ticket BETWEEN $1 AND $2 ORDER BY ticket, n",
                 ARG(list[n - 1].id), ARG(list[0].id)));
    while (db_next(rows)) {
        struct past *past = past_of(list, n, db_int(rows, 0));
        struct event event = {.ticket = {db_int(rows, 0)},
                              .n = db_int(rows, 1),
                              .at = db_int(rows, 2),
                              .actor = {db_int(rows, 4)},
                              .message = {db_int(rows, 5)}};

        if (!past || !event_kind_find(db_text(rows, 3), &event.kind))
            continue;
        event.data = db_text(rows, 6);
        *vec_add(cx->arena, &past->events) = event;
    }
    return db_end(rows);
}

/* The beginning of the first message of what came by mail. */
static struct err *
load_bodies(struct cx *cx, struct past *list, size_t n)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT m.ticket, substr(m.text, 1, 4000) FROM message m"
                 " WHERE m.ticket BETWEEN $1 AND $2 AND m.channel = 'mail' AND m.id ="
                 " (SELECT min(f.id) FROM message f WHERE f.ticket = m.ticket)",
                 ARG(list[n - 1].id), ARG(list[0].id)));
    while (db_next(rows)) {
        struct past *past = past_of(list, n, db_int(rows, 0));

        if (past)
            past->body = db_text(rows, 1);
    }
    return db_end(rows);
}

static struct err *
run_piece(struct runner *runner, const int64_t *ids, size_t n)
{
    struct cx *cx = &runner->cx;
    struct past *list = NEW_N(runner->piece, n, struct past);

    for (size_t i = 0; i < n; i++)
        list[i].id.v = ids[i];
    TRY(load_revisions(cx, list, n));
    TRY(load_events(cx, list, n));
    if (runner->all->words)
        TRY(load_bodies(cx, list, n));
    for (size_t i = 0; i < n; i++) {
        TRY(run_ticket(runner, &list[i]));
        arena_reset(runner->work);
    }
    return NULL;
}

/* ---- The threads. */

static void *
run_pieces(void *arg)
{
    struct runner *runner = arg;
    struct replaying *all = runner->all;

    runner->err = store_reader(all->store, &runner->cx);
    while (!runner->err) {
        int64_t at = atomic_fetch_add(&all->next, PIECE_N);
        int64_t n = all->n - at < PIECE_N ? all->n - at : PIECE_N;

        if (n <= 0)
            break;
        runner->err = run_piece(runner, all->ids + at, (size_t)n);
        if (!runner->err)
            arena_reset(runner->piece);
        atomic_fetch_add(&all->done_n, n);
    }
    pthread_mutex_lock(&all->lock);
    all->ended_n++;
    pthread_cond_signal(&all->ended);
    pthread_mutex_unlock(&all->lock);
    return NULL;
}

static int
newest_first(const void *a, const void *b)
{
    const struct replay_ticket *x = a, *y = b;

    return x->id.v < y->id.v ? 1 : x->id.v > y->id.v ? -1 : 0;
}

static void
add_sums(struct arena *arena, struct replay *out, const struct replay *sums)
{
    out->tickets_n += sums->tickets_n;
    out->differ_n += sums->differ_n;
    for (int kind = 0; kind < REPLAY_KINDS_N; kind++) {
        out->of[kind].n[0] += sums->of[kind].n[0];
        out->of[kind].n[1] += sums->of[kind].n[1];
        out->of[kind].differ_n += sums->of[kind].differ_n;
    }
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < sums->teams.n; k++)
            share(arena, out, true, sums->teams.at[k].name)->n[i] +=
                sums->teams.at[k].n[i];
        for (size_t k = 0; k < sums->priorities.n; k++)
            share(arena, out, false, sums->priorities.at[k].name)->n[i] +=
                sums->priorities.at[k].n[i];
    }
    for (size_t k = 0; k < sums->listed.n; k++) {
        struct replay_ticket *ticket = vec_add(arena, &out->listed);

        *ticket = sums->listed.at[k];
        keep_outcome(arena, &sums->listed.at[k].outcome[0], &ticket->outcome[0]);
        keep_outcome(arena, &sums->listed.at[k].outcome[1], &ticket->outcome[1]);
    }
}

/* Each thread listed the newest of its own: together that is more than is wanted. */
static void
cut_list(struct replay *out)
{
    int64_t seen[REPLAY_KINDS_N] = {0};
    size_t n = 0;

    if (out->listed.n)
        qsort(out->listed.at, out->listed.n, sizeof *out->listed.at, newest_first);
    for (size_t i = 0; i < out->listed.n; i++) {
        struct replay_ticket ticket = out->listed.at[i];
        bool wanted = false;

        for (int kind = 0; kind < REPLAY_KINDS_N; kind++)
            if (ticket.differs & 1U << kind)
                wanted = seen[kind]++ < REPLAY_LISTED_N || wanted;
        if (wanted)
            out->listed.at[n++] = ticket;
    }
    out->listed.n = n;
}

/* In the order of the plan; what only the past knew comes last. */
static int64_t
place_of(const struct plan *plan, bool team, const char *name)
{
    for (size_t i = 0; team && i < plan->teams.n; i++)
        if (str_eq_fold(plan->teams.at[i].name, name))
            return (int64_t)i;
    for (size_t i = 0; !team && i < plan->priorities.n; i++)
        if (str_eq_fold(plan->priorities.at[i].name, name))
            return (int64_t)i;
    return INT64_MAX;
}

static void
sort_shares(const struct plan *plan, bool team, struct replay_share *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct replay_share moved = list[i];
        int64_t place = place_of(plan, team, moved.name);
        size_t k = i;

        for (; k && place_of(plan, team, list[k - 1].name) > place; k--)
            list[k] = list[k - 1];
        list[k] = moved;
    }
}

/* Waits for that many threads, telling now and then how far they are. */
static void
wait_for(struct replaying *all, int threads_n, const struct replay_watch *watch)
{
    struct timespec until;

    pthread_mutex_lock(&all->lock);
    while (all->ended_n < threads_n) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&all->ended, &all->lock, &until);
        if (!watch)
            continue;
        pthread_mutex_unlock(&all->lock);
        watch->tell(watch->arg, atomic_load(&all->done_n), all->n);
        pthread_mutex_lock(&all->lock);
    }
    pthread_mutex_unlock(&all->lock);
}

static struct err *
run_threads(struct cx *cx, struct replaying *all, int threads_n,
            const struct replay_watch *watch)
{
    struct runner runners[THREADS_MOST] = {0};
    struct err *err = NULL;
    int began_n = 0;

    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->ended, NULL);
    for (int i = 0; i < threads_n; i++) {
        struct runner *runner = &runners[i];

        runner->all = all;
        runner->piece = arena_new(0);
        runner->work = arena_new(0);
        runner->kept = arena_new(0);
        runner->cx = *all->cx;
        runner->cx.arena = runner->piece;
        began_n += !pthread_create(&runner->thread, NULL, run_pieces, runner);
        if (began_n <= i)
            break;
    }
    wait_for(all, began_n, watch);
    for (int i = 0; i < began_n; i++) {
        pthread_join(runners[i].thread, NULL);
        if (runners[i].err && !err)
            err = ERR(cx, runners[i].err->kind, "%s", runners[i].err->text);
        if (runners[i].err && runners[i].err->detail)
            err = err_detail(cx, err, "%s", runners[i].err->detail);
        add_sums(cx->arena, all->out, &runners[i].sums);
    }
    for (int i = 0; i < threads_n && runners[i].all; i++) {
        arena_free(&runners[i].piece);
        arena_free(&runners[i].work);
        arena_free(&runners[i].kept);
    }
    pthread_cond_destroy(&all->ended);
    pthread_mutex_destroy(&all->lock);
    if (!err && !began_n)
        FAIL_INTERNAL(cx, "no thread could be begun");
    return err;
}

/* ---- All of it. */

/* Whether mail would be sorted by other words. */
static bool
other_words(const struct plan *a, const struct plan *b)
{
    if (a->topics.n != b->topics.n)
        return true;
    for (size_t i = 0; i < a->topics.n; i++) {
        const struct plan_topic *x = &a->topics.at[i], *y = &b->topics.at[i];

        if (!str_eq(x->name, y->name) || x->kind != y->kind || x->words.n != y->words.n)
            return true;
        for (size_t k = 0; k < x->words.n; k++)
            if (!str_eq(x->words.at[k], y->words.at[k]))
                return true;
    }
    return false;
}

static struct err *
load_ids(struct cx *cx, struct replaying *all)
{
    VEC(int64_t) ids = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT id FROM ticket WHERE desk = $1 AND created_at >= $2"
                 " AND created_at < $3 AND event_n > 0 ORDER BY id DESC",
                 ARG(desk_now(cx)), ARG(all->out->from), ARG(all->out->until)));
    while (db_next(rows))
        *vec_add(cx->arena, &ids) = db_int(rows, 0);
    all->ids = ids.at;
    all->n = (int64_t)ids.n;
    return db_end(rows);
}

static int
threads_for(const struct replaying *all, int wanted)
{
    int64_t most = (all->n + PIECE_N - 1) / PIECE_N;
    int64_t n = wanted ? wanted : sysconf(_SC_NPROCESSORS_ONLN);

    n = n > THREADS_MOST ? THREADS_MOST : n;
    n = n > most ? most : n;
    return n > 0 ? (int)n : 1;
}

struct err *
replay_check(struct cx *cx, const char *text, int64_t days)
{
    if (days < 1 || days > REPLAY_DAYS_MOST)
        FAIL_FIELD(cx, "days", "Please choose 1 to %d days.", (int)REPLAY_DAYS_MOST);
    return policy_check(cx, text);
}

struct err *
replay_run(struct cx *cx, struct store *store, const struct replay_wish *wish,
           struct replay *out)
{
    struct plan_problems problems = {.lang = cx->lang};
    struct replaying all = {.cx = cx, .store = store, .out = out};
    int64_t began = clock_monotonic();
    const struct plan *current;

    *out = (struct replay){.days = wish->days, .until = cx->now + 1};
    TRY(replay_check(cx, wish->text, wish->days));
    out->from = cx->now - wish->days * MS_DAY;
    all.plan = plan_read(cx->arena, arena_strdup(cx->arena, wish->text), &problems);
    TRY(policy_current(cx, &current, NULL));
    all.words = other_words(current, all.plan);
    TRY(load_ids(cx, &all));
    TRY(run_threads(cx, &all, threads_for(&all, wish->threads_n), wish->watch));
    cut_list(out);
    sort_shares(all.plan, true, out->teams.at, out->teams.n);
    sort_shares(all.plan, false, out->priorities.at, out->priorities.n);
    out->took_ms = clock_monotonic() - began;
    return NULL;
}
