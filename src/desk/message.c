/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/message.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/find.h"
#include "desk/ticket.h"
#include "store/db.h"

static const char NO_MESSAGE[] = N_("There is no such message.");

#define COLUMNS                                                                          \
    "m.id, m.ticket, m.author, p.name, p.email, p.role, m.kind, m.channel, m.text, "     \
    "m.html,"                                                                            \
    " m.folded, m.inbox, m.created_at, m.side, m.charset FROM message m LEFT JOIN"       \
    " person p ON "                                                                      \
    "p.id = "                                                                            \
    "m.author"

static void
read_row(struct db_rows *rows, struct message *out)
{
    *out = (struct message){
        .id = {db_int(rows, 0)},
        .ticket = {db_int(rows, 1)},
        .author = {db_int(rows, 2)},
        .author_name = db_text(rows, 3),
        .author_email = db_text(rows, 4),
        .author_role = (enum role)db_int(rows, 5),
        .kind = (enum message_kind)db_int(rows, 6),
        .channel = db_text(rows, 7),
        .text = db_text(rows, 8),
        .html = db_text(rows, 9),
        .folded = db_text(rows, 10),
        .inbox = {db_int(rows, 11)},
        .created_at = db_int(rows, 12),
        .side = db_int(rows, 13),
        .charset = db_text(rows, 14),
    };
}

bool
message_is_public(enum message_kind kind)
{
    return kind == MESSAGE_REQUEST || kind == MESSAGE_REPLY || kind == MESSAGE_AUTOMATIC;
}

static bool
may_see(const struct cx *cx, enum message_kind kind)
{
    return ticket_is_staff(cx) || message_is_public(kind);
}

struct err *
message_get(struct cx *cx, struct message_id id, struct message *out)
{
    struct ticket ticket;
    struct db_rows *rows;
    struct err *err;

    TRY(db_one(cx, &rows, NO_MESSAGE, "SELECT " COLUMNS " WHERE m.id = $1", ARG(id)));
    read_row(rows, out);
    db_close(rows);
    err = ticket_get(cx, out->ticket, &ticket);
    if (err && err->kind != ERR_NOT_FOUND)
        return err;
    if (err || !may_see(cx, out->kind))
        FAIL(cx, ERR_NOT_FOUND, NO_MESSAGE);
    return NULL;
}

struct err *
message_list(struct cx *cx, struct ticket_id ticket, struct message_id after,
             struct message **list_out, size_t *n_out)
{
    VEC(struct message) list = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT " COLUMNS " WHERE m.ticket = $1 AND m.id > $2 ORDER BY m.id",
                 ARG(ticket), ARG(after.v)));
    while (db_next(rows)) {
        struct message message;

        read_row(rows, &message);
        if (may_see(cx, message.kind))
            *vec_add(cx->arena, &list) = message;
    }
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

/* With its length before it, so that no two contents look the same. */
static void
hash_field(struct cx *cx, struct sha256 *sha, struct bytes field)
{
    sha256_add(sha, bytes_of(arena_printf(cx->arena, "%zu:", field.n)));
    sha256_add(sha, field);
}

static struct err *
hash_files(struct cx *cx, struct sha256 *sha, struct message_id id)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT name, type, content_id, hash FROM attachment WHERE message = $1"
                 " ORDER BY id",
                 ARG(id)));
    while (db_next(rows)) {
        for (int i = 0; i < 3; i++)
            hash_field(cx, sha, bytes_of(db_text(rows, i)));
        hash_field(cx, sha, db_blob(rows, 3));
    }
    return db_end(rows);
}

struct err *
message_hash(struct cx *cx, struct message_id id, const char **hex_out)
{
    struct sha256 *sha = sha256_new(cx->arena);
    unsigned char hash[HASH_BYTES];
    struct db_rows *rows;
    bool found;

    TRY(db_query(cx, &rows, "SELECT kind, text, html, folded FROM message WHERE id = $1",
                 ARG(id)));
    found = db_next(rows);
    for (int i = 0; found && i < 4; i++)
        hash_field(cx, sha,
                   bytes_of(i ? db_text(rows, i)
                              : message_kind_name((enum message_kind)db_int(rows, 0))));
    db_close(rows);
    TRY(db_end(rows));
    *hex_out = "";
    if (!found)
        return NULL;
    TRY(hash_files(cx, sha, id));
    sha256_end(sha, hash);
    *hex_out = hex_encode(cx->arena, (struct bytes){hash, HASH_BYTES});
    return NULL;
}

struct err *
message_find_inbox(struct cx *cx, struct inbox_id inbox, struct message_id *id_out)
{
    return db_number(cx, &id_out->v, 0, "SELECT max(id) FROM message WHERE inbox = $1",
                     ARG(inbox));
}

struct err *
message_add(struct cx *cx, const struct message *message, struct message_id *id_out)
{
    if (message->text &&
        (int64_t)utf8_length(message->text) > cx->config->text_characters)
        FAIL_FIELD(cx, "body",
                   "This is longer than %d characters. Please put the rest into a file.",
                   (int)cx->config->text_characters);
    TRY(db_insert(
        cx, &id_out->v,
        "INSERT INTO message (ticket, author, kind, channel, text, html, folded, inbox,"
        " created_at, side) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        ARG(message->ticket), ARG(message->author), ARG((int)message->kind),
        ARG(message->channel), ARG(message->text ? message->text : ""),
        ARG(message->html ? message->html : ""),
        ARG(message->folded ? message->folded : ""), ARG(message->inbox), ARG(cx->now),
        ARG(message->side)));
    return find_add_message(cx, *id_out);
}

struct err *
message_set_charset(struct cx *cx, struct message_id id, const char *charset)
{
    return db_exec_one(cx, "UPDATE message SET charset = $2 WHERE id = $1", ARG(id),
                       ARG(charset));
}

struct err *
message_set_words(struct cx *cx, const struct message *message)
{
    return db_exec_one(
        cx, "UPDATE message SET text = $2, html = $3, folded = $4 WHERE id = $1",
        ARG(message->id), ARG(message->text), ARG(message->html), ARG(message->folded));
}

struct err *
message_set_kind(struct cx *cx, struct message_id id, enum message_kind kind)
{
    TRY(find_remove_message(cx, id));
    TRY(db_exec_one(cx, "UPDATE message SET kind = $2 WHERE id = $1", ARG(id),
                    ARG((int)kind)));
    return find_add_message(cx, id);
}

const char *
message_kind_name(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_REQUEST:
        return "request";
    case MESSAGE_REPLY:
        return "reply";
    case MESSAGE_NOTE:
        return "note";
    case MESSAGE_HELD:
        return "held";
    case MESSAGE_AUTOMATIC:
        return "automatic";
    case MESSAGE_SIDE_OUT:
        return "side-out";
    case MESSAGE_SIDE_IN:
        return "side-in";
    }
    return "unknown";
}

struct err *
message_mark_seen(struct cx *cx, struct ticket_id ticket, struct message_id last)
{
    return db_exec(
        cx,
        "INSERT INTO seen (person, ticket, message)"
        " SELECT $1, $2, max(id) FROM message WHERE ticket = $2 AND id <= $3"
        " HAVING count(*) > 0"
        " ON CONFLICT (person, ticket) DO UPDATE SET message = excluded.message"
        " WHERE seen.message < excluded.message",
        ARG(cx->actor->person), ARG(ticket), ARG(last));
}

struct err *
message_mark_all_seen(struct cx *cx, int64_t before)
{
    return db_exec(
        cx,
        "INSERT INTO seen (person, ticket, message)"
        " SELECT p.id, m.ticket, m.last FROM person p, (SELECT ticket, max(id) AS last"
        " FROM message WHERE created_at < $1 GROUP BY ticket) AS m WHERE p.role > $2"
        " ON CONFLICT (person, ticket) DO UPDATE SET message = excluded.message"
        " WHERE seen.message < excluded.message",
        ARG(before), ARG((int)ROLE_REQUESTER));
}

/* One statement for UNSEEN_N tickets, so that it is prepared once; 0 is no ticket. */
enum { UNSEEN_N = 25 };

struct err *
message_unseen(struct cx *cx, const struct ticket_id *ids, size_t n, bool *unseen_out)
{
    struct db_arg args[UNSEEN_N + 1] = {ARG(cx->actor->person.v)};
    struct db_rows *rows;

    for (size_t from = 0; from < n; from += UNSEEN_N) {
        for (size_t i = 0; i < UNSEEN_N; i++)
            args[i + 1] = ARG(from + i < n ? ids[from + i].v : 0);
        TRY(db_query_args(
            cx, &rows,
            "SELECT t.id FROM ticket t WHERE t.id IN ($2, $3, $4, $5, $6, $7, $8, $9,"
            " $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,"
            " $25, $26) AND EXISTS (SELECT 1 FROM message m WHERE m.ticket = t.id"
            " AND m.id > coalesce((SELECT s.message FROM seen s WHERE s.person = $1"
            " AND s.ticket = t.id), 0) AND (m.author IS NULL OR m.author <> $1))",
            args, UNSEEN_N + 1));
        while (db_next(rows))
            for (size_t i = from; i < n; i++)
                unseen_out[i] = unseen_out[i] || ids[i].v == db_int(rows, 0);
        TRY(db_end(rows));
    }
    return NULL;
}
