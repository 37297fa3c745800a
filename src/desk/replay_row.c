/* SPDX-License-Identifier: Apache-2.0 */
/* Replays that were asked for, and their results. */
#include "desk/replay.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/job.h"
#include "store/db.h"
#include "store/store.h"

#include <unistd.h>

enum { WAITING_MOST = 3 };

static const struct {
    const char *name, *text;
} kinds[REPLAY_KINDS_N] = {
    {"team",           N_("sent to another team")              },
    {"priority",       N_("given another priority")            },
    {"escalation",     N_("escalated more or less often")      },
    {"reminders",      N_("reminded more or less often")       },
    {"first_response", N_("first response missed by one only") },
    {"update",         N_("update missed by one only")         },
    {"resolve",        N_("resolution missed by one only")     },
    {"state",          N_("left in another state")             },
    {"promise",        N_("promised an answer at another time")},
};

const char *
replay_kind_name(int kind)
{
    return kinds[kind].name;
}

const char *
replay_kind_text(int kind)
{
    return kinds[kind].text;
}

const char *
replay_says(struct arena *arena, const struct lang *lang,
            const struct plan_outcome *outcome, int kind)
{
    switch (1U << kind) {
    case PLAN_DIFFERS_TEAM:
        return outcome->first_team;
    case PLAN_DIFFERS_PRIORITY:
        return outcome->first_priority;
    case PLAN_DIFFERS_STATE:
        return outcome->state;
    case PLAN_DIFFERS_ESCALATION:
        return arena_printf(arena, "%d", outcome->escalated_n);
    case PLAN_DIFFERS_REMINDERS:
        return arena_printf(arena, "%d", outcome->reminded_n);
    case PLAN_DIFFERS_FIRST:
        return tr(lang, outcome->first_missed ? N_("missed") : N_("met"));
    case PLAN_DIFFERS_UPDATE:
        return tr(lang, outcome->update_missed ? N_("missed") : N_("met"));
    case PLAN_DIFFERS_RESOLVE:
        return tr(lang, outcome->resolve_missed ? N_("missed") : N_("met"));
    default:
        return NULL;
    }
}

/* ---- The result as JSON and back. */

static void
write_shares(struct json_out *out, const char *name, const struct replay_share *list,
             size_t n)
{
    json_name(out, name);
    json_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(out, '{');
        json_put_text(out, "name", list[i].name);
        json_put_int(out, "before", list[i].n[0]);
        json_put_int(out, "after", list[i].n[1]);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
write_outcome(struct json_out *out, const char *name, const struct plan_outcome *outcome)
{
    json_name(out, name);
    json_open(out, '{');
    json_put_text(out, "team", outcome->first_team);
    json_put_text(out, "priority", outcome->first_priority);
    json_put_text(out, "state", outcome->state);
    json_put_time(out, "first_due_at", outcome->first_due_at);
    json_put_int(out, "escalated", outcome->escalated_n);
    json_put_int(out, "reminded", outcome->reminded_n);
    json_put_bool(out, "first_missed", outcome->first_missed);
    json_put_bool(out, "update_missed", outcome->update_missed);
    json_put_bool(out, "resolve_missed", outcome->resolve_missed);
    json_close(out, '}');
}

static void
write_ticket(struct json_out *out, const struct replay_ticket *ticket)
{
    json_open(out, '{');
    json_put_int(out, "number", ticket->id.v);
    json_name(out, "differs");
    json_open(out, '[');
    for (int kind = 0; kind < REPLAY_KINDS_N; kind++)
        if (ticket->differs & 1U << kind)
            json_text(out, kinds[kind].name);
    json_close(out, ']');
    write_outcome(out, "before", &ticket->outcome[0]);
    write_outcome(out, "after", &ticket->outcome[1]);
    json_close(out, '}');
}

void
replay_write(struct json_out *out, const struct replay *replay)
{
    json_put_int(out, "days", replay->days);
    json_put_time(out, "from", replay->from);
    json_put_time(out, "until", replay->until);
    json_put_int(out, "tickets", replay->tickets_n);
    json_put_int(out, "differ", replay->differ_n);
    json_put_int(out, "took_ms", replay->took_ms);
    json_name(out, "kinds");
    json_open(out, '[');
    for (int kind = 0; kind < REPLAY_KINDS_N; kind++) {
        json_open(out, '{');
        json_put_text(out, "kind", kinds[kind].name);
        json_put_int(out, "before", replay->of[kind].n[0]);
        json_put_int(out, "after", replay->of[kind].n[1]);
        json_put_int(out, "differ", replay->of[kind].differ_n);
        json_close(out, '}');
    }
    json_close(out, ']');
    write_shares(out, "teams", replay->teams.at, replay->teams.n);
    write_shares(out, "priorities", replay->priorities.at, replay->priorities.n);
    json_name(out, "listed");
    json_open(out, '[');
    for (size_t i = 0; i < replay->listed.n; i++)
        write_ticket(out, &replay->listed.at[i]);
    json_close(out, ']');
}

static int64_t
read_time(const struct json *object, const char *name)
{
    int64_t at = 0;
    const char *text = json_as_text(json_member(object, name));

    return text && clock_parse(text, &at) ? at : 0;
}

static void
read_outcome(const struct json *object, struct plan_outcome *out)
{
    out->team = out->first_team = json_as_text(json_member(object, "team"));
    out->priority = out->first_priority = json_as_text(json_member(object, "priority"));
    out->state = json_as_text(json_member(object, "state"));
    out->first_due_at = read_time(object, "first_due_at");
    out->escalated_n = (int)json_as_int(json_member(object, "escalated"));
    out->reminded_n = (int)json_as_int(json_member(object, "reminded"));
    out->first_missed = json_as_bool(json_member(object, "first_missed"));
    out->update_missed = json_as_bool(json_member(object, "update_missed"));
    out->resolve_missed = json_as_bool(json_member(object, "resolve_missed"));
}

static void
read_ticket(const struct json *object, struct replay_ticket *out)
{
    const struct json *differs = json_member(object, "differs");

    *out = (struct replay_ticket){.id = {json_as_int(json_member(object, "number"))}};
    for (size_t i = 0; i < json_count(differs); i++)
        for (int kind = 0; kind < REPLAY_KINDS_N; kind++)
            if (str_eq(json_as_text(json_at(differs, i)), kinds[kind].name))
                out->differs |= 1U << kind;
    read_outcome(json_member(object, "before"), &out->outcome[0]);
    read_outcome(json_member(object, "after"), &out->outcome[1]);
}

static void
read_share(const struct json *object, struct replay_share *out)
{
    out->name = json_as_text(json_member(object, "name"));
    out->n[0] = json_as_int(json_member(object, "before"));
    out->n[1] = json_as_int(json_member(object, "after"));
}

static void
read_result(struct arena *arena, const char *text, struct replay *out)
{
    const char *why;
    const struct json *json = json_parse(arena, bytes_of(text), &why);
    const struct json *list = json_member(json, "kinds");

    out->days = json_as_int(json_member(json, "days"));
    out->from = read_time(json, "from");
    out->until = read_time(json, "until");
    out->tickets_n = json_as_int(json_member(json, "tickets"));
    out->differ_n = json_as_int(json_member(json, "differ"));
    out->took_ms = json_as_int(json_member(json, "took_ms"));
    for (size_t i = 0; i < json_count(list) && i < REPLAY_KINDS_N; i++) {
        out->of[i].n[0] = json_as_int(json_member(json_at(list, i), "before"));
        out->of[i].n[1] = json_as_int(json_member(json_at(list, i), "after"));
        out->of[i].differ_n = json_as_int(json_member(json_at(list, i), "differ"));
    }
    list = json_member(json, "teams");
    for (size_t i = 0; i < json_count(list); i++)
        read_share(json_at(list, i), vec_add(arena, &out->teams));
    list = json_member(json, "priorities");
    for (size_t i = 0; i < json_count(list); i++)
        read_share(json_at(list, i), vec_add(arena, &out->priorities));
    list = json_member(json, "listed");
    for (size_t i = 0; i < json_count(list); i++)
        read_ticket(json_at(list, i), vec_add(arena, &out->listed));
}

/* ---- Rows. */

struct err *
replay_add(struct cx *cx, const char *text, int64_t days, int64_t *id_out)
{
    int64_t waiting;
    bool mine;

    TRY(desk_is_mine(cx, desk_now(cx), &mine));
    if (!mine || (!cx->actor->system && cx->actor->role < ROLE_MANAGER))
        FAIL(cx, ERR_DENIED, "Only managers and administrators can change the plan.");
    TRY(replay_check(cx, text, days));
    TRY(db_number(cx, &waiting, 0, "SELECT count(*) FROM plan_replay WHERE state = $1",
                  ARG((int)REPLAY_RUNS)));
    if (waiting >= WAITING_MOST)
        FAIL(cx, ERR_LIMIT,
             "Other replays run already. Please wait until they are done.");
    TRY(db_number(cx, id_out, 0,
                  "INSERT INTO plan_replay (desk, text, days, person, created_at)"
                  " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                  ARG(desk_now(cx)), ARG(text), ARG(days), ARG(cx->actor->person),
                  ARG(cx->now)));
    return job_add(cx, "replay", *id_out, desk_now(cx).v, cx->now, NULL);
}

struct err *
replay_get(struct cx *cx, int64_t id, struct replay_row *out)
{
    struct db_rows *rows;
    const char *result;
    bool mine;

    TRY(desk_is_mine(cx, desk_now(cx), &mine));
    if (!mine)
        FAIL(cx, ERR_DENIED, "Only the staff can see the draft of the plan.");
    TRY(db_one(
        cx, &rows, N_("There is no such replay."),
        "SELECT r.days, r.created_at, r.ended_at, r.done_n, r.all_n, p.name, r.text,"
        " r.state, r.result FROM plan_replay r LEFT JOIN person p ON p.id = r.person"
        " WHERE r.id = $1",
        ARG(id)));
    *out = (struct replay_row){.id = id,
                               .days = db_int(rows, 0),
                               .created_at = db_int(rows, 1),
                               .ended_at = db_int(rows, 2),
                               .done_n = db_int(rows, 3),
                               .all_n = db_int(rows, 4),
                               .person_name = db_text(rows, 5),
                               .text = db_text(rows, 6),
                               .state = (enum replay_state)db_int(rows, 7)};
    result = db_text(rows, 8);
    db_close(rows);
    if (out->state == REPLAY_DONE)
        read_result(cx->arena, result, &out->result);
    else if (out->state == REPLAY_FAILED)
        out->error = result;
    return NULL;
}

struct err *
replay_find(struct cx *cx, const char *text, int64_t *id_out)
{
    return db_number(cx, id_out, 0,
                     "SELECT max(id) FROM plan_replay WHERE desk = $1 AND text = $2",
                     ARG(desk_now(cx)), ARG(text));
}

struct err *
replay_sweep(struct cx *cx, int64_t before)
{
    return db_exec(cx, "DELETE FROM plan_replay WHERE created_at < $1", ARG(before));
}

/* ---- The job. */

struct telling {
    struct cx *cx;
    struct store *store;
    struct job_id job;
    int64_t id, done_n, all_n;
    int64_t ended_at;
    enum replay_state state;
    const char *result;
};

static struct err *
save_progress(struct cx *cx, void *arg)
{
    const struct telling *telling = arg;

    return db_exec(cx, "UPDATE plan_replay SET done_n = $2, all_n = $3 WHERE id = $1",
                   ARG(telling->id), ARG(telling->done_n), ARG(telling->all_n));
}

static void
tell(void *arg, int64_t done_n, int64_t all_n)
{
    struct telling *telling = arg;
    struct cx cx = *telling->cx;
    struct err *err;

    telling->done_n = done_n;
    telling->all_n = all_n;
    err = store_write(telling->store, &cx, save_progress, telling);
    if (err)
        log_err("replay", NULL, err);
}

static struct err *
save_end(struct cx *cx, void *arg)
{
    const struct telling *telling = arg;

    TRY(db_exec(
        cx, "UPDATE plan_replay SET state = $2, result = $3, ended_at = $4 WHERE id = $1",
        ARG(telling->id), ARG((int)telling->state), ARG(telling->result),
        ARG(telling->ended_at)));
    return job_done(cx, telling->job);
}

/* It leaves a processor to those who work meanwhile. */
struct err *
replay_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    struct telling telling = {
        .cx = cx, .store = tools->store, .job = job->id, .id = job->ref};
    struct replay_watch watch = {tell, &telling};
    struct replay_wish wish = {.watch = &watch};
    struct json_out out = {0};
    struct replay replay;
    struct replay_row row;
    struct buf buf;
    struct err *err;

    TRY(store_reader(tools->store, cx));
    cx->desk.v = job->ref2;
    TRY(replay_get(cx, job->ref, &row));
    wish.text = row.text;
    wish.days = row.days;
    wish.threads_n = (int)sysconf(_SC_NPROCESSORS_ONLN) - 1;
    if (wish.threads_n < 1)
        wish.threads_n = 1;
    err = replay_run(cx, tools->store, &wish, &replay);
    if (err && (err->kind == ERR_BUSY || err->kind == ERR_INTERNAL) && job->tries < 2)
        return err;
    telling.state = err ? REPLAY_FAILED : REPLAY_DONE;
    buf_init(&buf, cx->arena, 0);
    if (!err) {
        out.buf = &buf;
        json_open(&out, '{');
        replay_write(&out, &replay);
        json_close(&out, '}');
    }
    telling.ended_at = cx->now + (err ? 0 : replay.took_ms);
    telling.result = err ? err->text : buf_text(&buf);
    return store_write(tools->store, cx, save_end, &telling);
}
