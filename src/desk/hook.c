/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/hook.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/str.h"
#include "desk/job.h"
#include "desk/setting.h"
#include "store/db.h"

static const char SECRET[] = "webhook-secret";

static void
put_time(struct cx *cx, struct json_out *out, const char *name, int64_t at)
{
    json_put_text(out, name, at ? clock_rfc3339(cx->arena, at) : NULL);
}

static void
write_ticket(struct cx *cx, struct json_out *out, const struct ticket *t)
{
    json_name(out, "ticket");
    json_open(out, '{');
    json_put_int(out, "number", t->id.v);
    json_put_text(
        out, "url",
        arena_printf(cx->arena, "%s/t/%lld", cx->config->url, (long long)t->id.v));
    json_put_text(out, "subject", t->subject);
    json_put_text(out, "state", t->state);
    json_put_text(out, "priority", t->priority);
    json_put_text(out, "topic", t->topic);
    json_put_text(out, "team", t->team);
    json_put_int(out, "tier", t->tier);
    json_put_text(out, "organization", t->organization);
    json_put_text(out, "channel", t->channel);
    json_put_text(out, "tags", t->tags);
    json_put_text(out, "requester", t->requester_name);
    json_put_text(out, "assignee", t->assignee_name);
    put_time(cx, out, "created_at", t->created_at);
    put_time(cx, out, "first_response_due_at", t->first_due_at);
    put_time(cx, out, "update_due_at", t->update_due_at);
    put_time(cx, out, "resolve_due_at", t->resolve_due_at);
    json_close(out, '}');
}

static const char *
write_body(struct cx *cx, const struct plan_action *action, const struct ticket *ticket)
{
    struct buf buf;
    struct json_out out = {.buf = &buf};

    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_put_text(&out, "event", "rule");
    put_time(cx, &out, "at", cx->now);
    json_name(&out, "rule");
    json_open(&out, '{');
    json_put_int(&out, "plan", ticket->plan);
    json_put_int(&out, "line", action->rule->line);
    json_put_text(&out, "when", action->rule->when);
    json_put_text(&out, "then", action->rule->then);
    json_close(&out, '}');
    write_ticket(cx, &out, ticket);
    json_close(&out, '}');
    return buf_text(&buf);
}

struct err *
hook_add(struct cx *cx, const struct plan_action *action, const struct ticket *ticket)
{
    int64_t id;

    TRY(db_number(cx, &id, 0,
                  "INSERT INTO hook (ticket, url, body, created_at)"
                  " VALUES ($1, $2, $3, $4) RETURNING id",
                  ARG(ticket->id), ARG(action->text), ARG(write_body(cx, action, ticket)),
                  ARG(cx->now)));
    return job_add(cx, "call-webhook", id, 0, cx->now, NULL);
}

#define COLUMNS                                                                          \
    "SELECT id, ticket, url, body, state, tries, answer, created_at, ended_at FROM hook"

static void
read_row(struct db_rows *rows, struct hook *out)
{
    *out = (struct hook){.id = db_int(rows, 0),
                         .ticket = {db_int(rows, 1)},
                         .url = db_text(rows, 2),
                         .body = db_text(rows, 3),
                         .state = (enum hook_state)db_int(rows, 4),
                         .tries = db_int(rows, 5),
                         .answer = db_text(rows, 6),
                         .created_at = db_int(rows, 7),
                         .ended_at = db_int(rows, 8)};
}

struct err *
hook_get(struct cx *cx, int64_t id, struct hook *out)
{
    struct db_rows *rows;

    TRY(db_one(cx, &rows, "There is no such call.", COLUMNS " WHERE id = $1", ARG(id)));
    read_row(rows, out);
    db_close(rows);
    return NULL;
}

struct err *
hook_of_ticket(struct cx *cx, struct ticket_id ticket, struct hook **list_out,
               size_t *n_out)
{
    VEC(struct hook) list = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows, COLUMNS " WHERE ticket = $1 ORDER BY id", ARG(ticket)));
    while (db_next(rows))
        read_row(rows, vec_add(cx->arena, &list));
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

static struct err *
tell_staff(struct cx *cx, int64_t id)
{
    struct ticket was, ticket;
    struct hook hook;

    TRY(hook_get(cx, id, &hook));
    TRY(ticket_get(cx, hook.ticket, &was));
    ticket = was;
    return ticket_save(
        cx, &was, &ticket,
        &(struct ticket_note){
            .kind = EVENT_HOOK_FAILED,
            .text = arena_printf(cx->arena, "%s: %s", hook.url, hook.answer)});
}

struct err *
hook_mark(struct cx *cx, int64_t id, enum hook_state state, const char *answer)
{
    TRY(db_exec_one(cx,
                    "UPDATE hook SET state = $2, answer = $3, tries = tries + 1,"
                    " ended_at = $4 WHERE id = $1 AND state = 0",
                    ARG(id), ARG((int)state), ARG(answer),
                    ARG(state == HOOK_WAITING ? (int64_t)0 : cx->now)));
    return state == HOOK_GIVEN_UP ? tell_staff(cx, id) : NULL;
}

struct err *
hook_secret(struct cx *cx, const char **secret_out)
{
    TRY(setting_find(cx, SECRET, secret_out));
    if (*secret_out)
        return NULL;
    *secret_out = random_token(cx->arena);
    return setting_set(cx, SECRET, *secret_out);
}
