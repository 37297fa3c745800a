/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/file.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/message.h"
#include "desk/picture.h"
#include "desk/secret.h"
#include "desk/ticket.h"
#include "store/db.h"

enum { NAME_MOST = 120 };

static const char NO_FILE[] = N_("There is no such file.");

const char *
attachment_clean_name(struct cx *cx, const char *raw)
{
    char *name = utf8_clean(cx->arena, bytes_of(raw ? raw : ""), true);

    for (char *p = name; *p; p++)
        if (strchr("/\\:*?\"<>|", *p))
            *p = '_';
    name = str_trim(cx->arena, name);
    while (*name == '.')
        name++;
    if (utf8_length(name) > NAME_MOST) {
        const char *dot = strrchr(name, '.');
        const char *ending = dot && strlen(dot) <= 10 ? dot : "";

        name = arena_printf(cx->arena, "%s%s",
                            utf8_shorten(cx->arena, name, NAME_MOST - 12), ending);
    }
    return *name ? name : tr(cx->lang, "file");
}

struct err *
attachment_add(struct cx *cx, struct ticket_id ticket, struct message_id message,
               const struct attachment *a)
{
    return db_exec(
        cx,
        "INSERT INTO attachment (ticket, message, hash, name, type, content_id)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        ARG(ticket), ARG(message), ARG(a->hash), ARG(attachment_clean_name(cx, a->name)),
        ARG(str_blank(a->type) ? "application/octet-stream" : a->type),
        ARG(a->content_id ? a->content_id : ""));
}

#define COLUMNS                                                                          \
    "a.id, a.ticket, a.message, a.hash, a.name, a.type, a.content_id, f.size"            \
    " FROM attachment a JOIN file f ON f.hash = a.hash"

static void
read_row(struct db_rows *rows, struct attachment *out)
{
    *out = (struct attachment){{db_int(rows, 0)}, {db_int(rows, 1)}, {db_int(rows, 2)},
                               db_blob(rows, 3),  db_text(rows, 4),  db_text(rows, 5),
                               db_text(rows, 6),  db_int(rows, 7)};
}

struct err *
attachment_get(struct cx *cx, struct attachment_id id, struct attachment *out)
{
    struct db_rows *rows;
    struct message message;
    struct err *err;

    TRY(db_one(cx, &rows, NO_FILE, "SELECT " COLUMNS " WHERE a.id = $1", ARG(id)));
    read_row(rows, out);
    db_close(rows);
    err = message_get(cx, out->message, &message);
    if (err && err->kind == ERR_NOT_FOUND)
        FAIL(cx, ERR_NOT_FOUND, NO_FILE);
    return err;
}

struct err *
attachment_list(struct cx *cx, struct ticket_id ticket, struct attachment **list_out,
                size_t *n_out)
{
    VEC(struct attachment) list = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT " COLUMNS " WHERE a.ticket = $1 ORDER BY a.message, a.id",
                 ARG(ticket)));
    while (db_next(rows))
        read_row(rows, vec_add(cx->arena, &list));
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

struct err *
upload_add(struct cx *cx, struct file_source source, const char *name, const char *type,
           struct upload_kept *out)
{
    TRY(file_store_from(cx, source, cx->config->attachment_bytes, &out->hash,
                        &out->size_bytes));
    out->token = random_token(cx->arena);
    out->name = attachment_clean_name(cx, name);
    out->type = str_blank(type) ? "application/octet-stream" : type;
    return db_exec(cx,
                   "INSERT INTO upload (token, hash, name, type, person, created_at)"
                   " VALUES ($1, $2, $3, $4, $5, $6)",
                   ARG(secret_hash(cx, out->token)), ARG(out->hash), ARG(out->name),
                   ARG(out->type), ARG(cx->actor->person), ARG(cx->now));
}

struct kept {
    struct upload_kept shown;
    struct attachment attachment;
};

static struct err *
find_upload(struct cx *cx, const char *token, struct kept *out, bool *found_out)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT u.hash, u.name, u.type, f.size FROM upload u"
                 " JOIN file f ON f.hash = u.hash WHERE u.token = $1",
                 ARG(secret_hash(cx, token))));
    *found_out = db_next(rows);
    if (*found_out) {
        out->attachment = (struct attachment){.hash = db_blob(rows, 0),
                                              .name = db_text(rows, 1),
                                              .type = db_text(rows, 2),
                                              .size_bytes = db_int(rows, 3)};
        out->shown =
            (struct upload_kept){out->attachment.hash, token, out->attachment.name,
                                 out->attachment.type, out->attachment.size_bytes};
    }
    db_close(rows);
    return db_end(rows);
}

static struct err *
find_uploads(struct cx *cx, const char *tokens, struct kept **list_out, size_t *n_out)
{
    VEC(struct kept) list = {0};
    char **token;
    size_t n;

    token = str_split(cx->arena, tokens, ' ', &n);
    if ((int64_t)n > cx->config->attachments_n)
        FAIL_FIELD(cx, "files", "At most %d files can go with one message.",
                   (int)cx->config->attachments_n);
    for (size_t i = 0; i < n; i++) {
        bool found, again = false;
        struct kept kept;

        for (size_t k = 0; k < i && !again; k++)
            again = str_eq(token[k], token[i]);
        if (again)
            continue;
        TRY(find_upload(cx, token[i], &kept, &found));
        if (found)
            *vec_add(cx->arena, &list) = kept;
    }
    *list_out = list.at;
    *n_out = list.n;
    return NULL;
}

struct err *
upload_list(struct cx *cx, const char *tokens, struct upload_kept **list_out,
            size_t *n_out)
{
    struct kept *kept;

    TRY(find_uploads(cx, tokens, &kept, n_out));
    *list_out = NEW_N(cx->arena, *n_out, struct upload_kept);
    for (size_t i = 0; i < *n_out; i++)
        (*list_out)[i] = kept[i].shown;
    return NULL;
}

struct err *
upload_claim(struct cx *cx, const char *tokens, struct ticket_id ticket,
             struct message_id message)
{
    struct kept *kept;
    size_t n;

    TRY(find_uploads(cx, tokens, &kept, &n));
    for (size_t i = 0; i < n; i++) {
        kept[i].attachment.content_id = picture_id(cx, kept[i].shown.token);
        TRY(attachment_add(cx, ticket, message, &kept[i].attachment));
        TRY(db_exec(cx, "DELETE FROM upload WHERE token = $1",
                    ARG(secret_hash(cx, kept[i].shown.token))));
    }
    return NULL;
}

struct err *
upload_sweep(struct cx *cx, int64_t before)
{
    TRY(db_exec(cx, "DELETE FROM upload WHERE created_at < $1", ARG(before)));
    TRY(db_exec(cx,
                "DELETE FROM file_piece WHERE hash IN (SELECT hash FROM file f"
                " WHERE f.created_at < $1"
                " AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.hash = f.hash)"
                " AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.hash = f.hash)"
                " AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.hash = f.hash))",
                ARG(before)));
    return db_exec(cx,
                   "DELETE FROM file WHERE created_at < $1"
                   " AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.hash = file.hash)"
                   " AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.hash = file.hash)"
                   " AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.hash = file.hash)",
                   ARG(before));
}
