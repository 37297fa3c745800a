/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/inbox.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/file.h"
#include "desk/job.h"
#include "desk/policy.h"
#include "desk/ticket.h"
#include "store/db.h"

const char *
inbox_state_name(enum inbox_state state)
{
    static const char *const names[] = {"accepted", "delivered", "held", "ignored",
                                        "failed"};

    return names[state];
}

static const char NO_MAIL[] = N_("There is no such mail.");

#define COLUMNS                                                                          \
    "id, hash, sender, recipient, size, received_at, tries, state, rule, why, "          \
    "message_id,"                                                                        \
    " subject, address, ticket, message, desk FROM inbox"

static void
read_row(struct db_rows *rows, struct inbox *out)
{
    *out = (struct inbox){
        .id = {db_int(rows, 0)},
        .hash = db_blob(rows, 1),
        .sender = db_text(rows, 2),
        .recipient = db_text(rows, 3),
        .size_bytes = db_int(rows, 4),
        .received_at = db_int(rows, 5),
        .tries = db_int(rows, 6),
        .state = (enum inbox_state)db_int(rows, 7),
        .rule = db_text(rows, 8),
        .why = db_text(rows, 9),
        .message_id = db_text(rows, 10),
        .subject = db_text(rows, 11),
        .address = db_text(rows, 12),
        .ticket = {db_int(rows, 13)},
        .message = {db_int(rows, 14)},
        .desk = {db_int(rows, 15)},
    };
}

struct err *
inbox_accept(struct cx *cx, const char *sender, const char *recipient, struct bytes raw,
             struct inbox_id *id_out, bool *known_out)
{
    struct desk_id desk;
    struct bytes hash;

    if ((int64_t)raw.n > cx->config->mail_bytes)
        FAIL(cx, ERR_LIMIT, "This mail is larger than %d MB.",
             (int)(cx->config->mail_bytes / 1000000));
    TRY(policy_find_address(cx, recipient, &desk));
    if (!desk.v)
        desk = DESK_FIRST;
    TRY(file_store(cx, raw, &hash));
    TRY(db_number(
        cx, &id_out->v, 0,
        "INSERT INTO inbox (hash, recipient, sender, size, received_at, desk)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (hash, recipient) DO NOTHING"
        " RETURNING id",
        ARG(hash), ARG(recipient), ARG(sender), ARG((int64_t)raw.n), ARG(cx->now),
        ARG(desk)));
    *known_out = !id_out->v;
    if (*known_out)
        return db_number(cx, &id_out->v, 0,
                         "SELECT id FROM inbox WHERE hash = $1 AND recipient = $2",
                         ARG(hash), ARG(recipient));
    return job_add(cx, "deliver-mail", id_out->v, 0, cx->now, NULL);
}

struct err *
inbox_get(struct cx *cx, struct inbox_id id, struct inbox *out)
{
    struct db_rows *rows;
    bool mine;

    TRY(db_one(cx, &rows, NO_MAIL, "SELECT " COLUMNS " WHERE id = $1", ARG(id)));
    read_row(rows, out);
    db_close(rows);
    TRY(desk_is_mine(cx, out->desk, &mine));
    if (!mine)
        FAIL(cx, ERR_NOT_FOUND, NO_MAIL);
    return NULL;
}

struct err *
inbox_raw(struct cx *cx, struct inbox_id id, struct bytes *raw_out)
{
    struct inbox inbox;

    TRY(inbox_get(cx, id, &inbox));
    return file_load(cx, inbox.hash, cx->config->mail_bytes, raw_out);
}

struct err *
inbox_list(struct cx *cx, const struct inbox_filter *filter, size_t limit,
           struct inbox **list_out, size_t *n_out)
{
    int64_t below = filter->before.v ? filter->before.v : INT64_MAX;
    VEC(struct inbox) list = {0};
    struct db_rows *rows;
    bool all;

    TRY(desk_all_mine(cx, &all));
    TRY(db_query(cx, &rows,
                 "SELECT " COLUMNS " WHERE ($1 < 0 OR state = $1) AND id < $2"
                 " AND ($3 = '' OR replace(lower(subject), $3, '') <> lower(subject)"
                 "  OR replace(lower(address), $3, '') <> lower(address)"
                 "  OR replace(lower(sender), $3, '') <> lower(sender)"
                 "  OR replace(lower(message_id), $3, '') <> lower(message_id))"
                 " AND ($5 = 1 OR desk IN (SELECT desk FROM desk_member"
                 "  WHERE person = $6)) ORDER BY id DESC LIMIT $4",
                 ARG(filter->state), ARG(below),
                 ARG(str_lower(cx->arena, str_trim(cx->arena, filter->q))), ARG(limit),
                 ARG(all), ARG(cx->actor->person.v)));
    while (db_next(rows))
        read_row(rows, vec_add(cx->arena, &list));
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

struct err *
inbox_mark(struct cx *cx, const struct inbox *inbox)
{
    return db_exec_one(cx,
                       "UPDATE inbox SET state = $2, rule = $3, why = $4, ticket = $5,"
                       " message = $6, message_id = $7, subject = $8, address = $9,"
                       " tries = tries + 1, desk = coalesce((SELECT t.desk FROM ticket t"
                       " WHERE t.id = $5), desk) WHERE id = $1",
                       ARG(inbox->id), ARG((int)inbox->state), ARG(inbox->rule),
                       ARG(inbox->why), ARG(inbox->ticket), ARG(inbox->message),
                       ARG(inbox->message_id ? inbox->message_id : ""),
                       ARG(inbox->subject ? inbox->subject : ""),
                       ARG(inbox->address ? inbox->address : ""));
}

struct err *
inbox_retry(struct cx *cx, struct inbox_id id)
{
    struct inbox inbox;

    TRY(ticket_must_staff(cx));
    TRY(inbox_get(cx, id, &inbox));
    if (inbox.state != INBOX_FAILED && inbox.state != INBOX_IGNORED)
        FAIL(cx, ERR_CONFLICT, "This mail was delivered already.");
    TRY(db_exec_one(cx, "UPDATE inbox SET state = 0 WHERE id = $1 AND state = $2",
                    ARG(id), ARG((int)inbox.state)));
    return job_add(cx, "deliver-mail", id.v, 0, cx->now, NULL);
}

struct err *
inbox_find_message_id(struct cx *cx, const char *message_id, const char *address,
                      struct inbox_id except, struct ticket_id *ticket_out)
{
    ticket_out->v = 0;
    if (!message_id || !*message_id)
        return NULL;
    return db_number(cx, &ticket_out->v, 0,
                     "SELECT max(ticket) FROM inbox WHERE message_id = $1 AND id <> $2"
                     " AND state IN ($3, $4) AND ($5 = '' OR address = $5)",
                     ARG(message_id), ARG(except.v), ARG((int)INBOX_DELIVERED),
                     ARG((int)INBOX_HELD), ARG(address ? address : ""));
}

struct err *
inbox_count(struct cx *cx, enum inbox_state state, int64_t *n_out)
{
    bool all;

    TRY(desk_all_mine(cx, &all));
    return db_number(cx, n_out, 0,
                     "SELECT count(*) FROM inbox WHERE state = $1 AND ($2 = 1 OR desk IN"
                     " (SELECT desk FROM desk_member WHERE person = $3))",
                     ARG((int)state), ARG(all), ARG(cx->actor->person.v));
}
