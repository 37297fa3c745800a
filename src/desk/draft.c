/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/draft.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "desk/job.h"
#include "desk/person.h"
#include "desk/ticket_act.h"
#include "store/db.h"
#include "text/html.h"
#include "text/plain.h"

enum { WRITING, ON_ITS_WAY };

#define COLUMNS                                                                          \
    "d.person, p.name, d.ticket, d.mode, d.html, d.next_state, d.uploads, d.version,"    \
    " d.updated_at, d.send_at FROM draft d JOIN person p ON p.id = d.person"

static void
read_row(struct db_rows *rows, struct draft *out)
{
    *out = (struct draft){{db_int(rows, 0)}, db_text(rows, 1), {db_int(rows, 2)},
                          db_text(rows, 3),  db_text(rows, 4), db_text(rows, 5),
                          db_text(rows, 6),  db_int(rows, 7),  db_int(rows, 8),
                          db_int(rows, 9)};
}

static struct err *
find(struct cx *cx, struct ticket_id ticket, struct person_id person, struct draft *out,
     bool *found_out)
{
    struct db_rows *rows;

    *out = (struct draft){.person = person, .ticket = ticket, .mode = "reply"};
    TRY(db_query(cx, &rows, "SELECT " COLUMNS " WHERE d.ticket = $1 AND d.person = $2",
                 ARG(ticket), ARG(person)));
    *found_out = db_next(rows);
    if (*found_out)
        read_row(rows, out);
    db_close(rows);
    return db_end(rows);
}

struct err *
draft_find(struct cx *cx, struct ticket_id ticket, struct draft *out, bool *found_out)
{
    return find(cx, ticket, cx->actor->person, out, found_out);
}

struct err *
draft_remove(struct cx *cx, struct ticket_id ticket)
{
    return db_exec(cx,
                   "DELETE FROM draft WHERE ticket = $1 AND person = $2 AND state = $3",
                   ARG(ticket), ARG(cx->actor->person), ARG(WRITING));
}

static struct err *
store(struct cx *cx, const struct draft *d, int state, int64_t send_at)
{
    return db_exec(
        cx,
        "INSERT INTO draft (person, ticket, state, mode, html, next_state, uploads,"
        " version, updated_at, send_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
        " $10) ON CONFLICT (person, ticket) DO UPDATE SET state = $3, mode = $4,"
        " html = $5, next_state = $6, uploads = $7, version = $8, updated_at = $9,"
        " send_at = $10",
        ARG(cx->actor->person), ARG(d->ticket), ARG(state), ARG(d->mode),
        ARG(d->html ? d->html : ""), ARG(d->next_state ? d->next_state : ""),
        ARG(d->uploads ? d->uploads : ""), ARG(d->version), ARG(cx->now),
        ARG_OPT(send_at));
}

struct err *
draft_save(struct cx *cx, const struct draft *draft, int64_t *version_out)
{
    struct draft now, next = *draft;
    struct ticket ticket;
    bool found;

    TRY(ticket_must_staff(cx));
    TRY(ticket_get(cx, draft->ticket, &ticket));
    TRY(draft_find(cx, draft->ticket, &now, &found));
    if (found && now.send_at)
        FAIL(cx, ERR_CONFLICT, "Your reply is on its way. Call it back to change it.");
    if (found && now.version > draft->version) {
        struct err *err = ERR(cx, ERR_CONFLICT,
                              "You went on writing on another device. Reload to see it.");

        err->field = "version";
        return err;
    }
    if (draft->html && strlen(draft->html) > (size_t)cx->config->body_bytes)
        FAIL_FIELD(cx, "body", "This is too long. Please put the rest into a file.");
    *version_out = next.version = draft->version + 1;
    if (str_blank(draft->html) && str_blank(draft->uploads))
        return draft_remove(cx, draft->ticket);
    return store(cx, &next, WRITING, 0);
}

static struct ticket_words
words_of(const struct draft *draft)
{
    return (struct ticket_words){
        .html = draft->html,
        .kind = str_eq(draft->mode, "note") ? MESSAGE_NOTE : MESSAGE_REPLY,
        .state = str_blank(draft->next_state) ? NULL : draft->next_state,
        .uploads = draft->uploads,
        .channel = "web",
    };
}

/* The whole reply is made and undone again, so that what could be refused is refused now.
 */
static struct err *
rehearse(struct cx *cx, const struct draft *draft, struct message_id seen)
{
    struct ticket_words words = words_of(draft);
    struct message_id message;
    struct touched *touched = cx->touched;
    struct err *err;

    words.seen = seen;
    TRY(db_savepoint(cx));
    err = ticket_reply(cx, draft->ticket, &words, &message);
    db_rollback_to(cx);
    cx->touched = touched;
    return err;
}

/* At once: nobody outside reads a note, and undoing may be switched off. */
static struct err *
send_now(struct cx *cx, const struct draft *draft, struct message_id seen)
{
    struct ticket_words words = words_of(draft);
    struct message_id message;

    words.seen = seen;
    TRY(ticket_reply(cx, draft->ticket, &words, &message));
    return draft_remove(cx, draft->ticket);
}

struct err *
draft_send(struct cx *cx, const struct draft *draft, struct message_id seen,
           int64_t *send_at_out)
{
    int64_t send_at = cx->now + cx->config->undo_send_ms;
    struct draft now, next = *draft;
    bool found;

    *send_at_out = 0;
    TRY(ticket_must_staff(cx));
    if (str_eq(draft->mode, "note") || !cx->config->undo_send_ms)
        return send_now(cx, draft, seen);
    TRY(draft_find(cx, draft->ticket, &now, &found));
    if (found && now.send_at)
        FAIL(cx, ERR_CONFLICT,
             "Your last reply is still on its way. Please wait a moment.");
    TRY(rehearse(cx, draft, seen));
    next.version = now.version + 1;
    TRY(store(cx, &next, ON_ITS_WAY, send_at));
    ticket_touch(cx, draft->ticket, false);
    *send_at_out = send_at;
    return job_add(cx, "send-reply", draft->ticket.v, cx->actor->person.v, send_at, NULL);
}

struct err *
draft_recall(struct cx *cx, struct ticket_id ticket)
{
    bool cancelled;

    TRY(job_cancel(cx, "send-reply", ticket.v, cx->actor->person.v, &cancelled));
    if (!cancelled)
        FAIL(cx, ERR_CONFLICT, "Your reply has left already.");
    ticket_touch(cx, ticket, false);
    return db_exec_one(cx,
                       "UPDATE draft SET state = $3, send_at = NULL, updated_at = $4,"
                       " version = version + 1"
                       " WHERE ticket = $1 AND person = $2 AND send_at IS NOT NULL",
                       ARG(ticket), ARG(cx->actor->person), ARG(WRITING), ARG(cx->now));
}

struct err *
draft_dispatch(struct cx *cx, struct ticket_id ticket, struct person_id person_id)
{
    struct ticket_words words;
    struct person person;
    struct message_id message;
    struct actor actor;
    struct cx as = *cx;
    struct draft draft;
    struct err *err;
    bool found;

    TRY(find(cx, ticket, person_id, &draft, &found));
    if (!found || !draft.send_at)
        return NULL;
    TRY(person_get(cx, person_id, &person));
    actor = (struct actor){
        .person = person_id, .role = person.role, .address = "", .name = person.name};
    as.actor = &actor;
    words = words_of(&draft);
    TRY(db_savepoint(cx));
    err = ticket_reply(&as, ticket, &words, &message);
    if (!err) {
        cx->touched = as.touched;
        TRY(db_release(cx));
        return db_exec_one(cx, "DELETE FROM draft WHERE ticket = $1 AND person = $2",
                           ARG(ticket), ARG(person_id));
    }
    db_rollback_to(cx);
    if (err->kind == ERR_INTERNAL || err->kind == ERR_BUSY)
        return err;
    draft.version++;
    ticket_touch(cx, ticket, false);
    return store(&as, &draft, WRITING, 0);
}

struct err *
draft_pending(struct cx *cx, struct ticket_id ticket, struct draft **list_out,
              size_t *n_out)
{
    VEC(struct draft) list = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT " COLUMNS " WHERE d.ticket = $1 AND d.send_at IS NOT NULL"
                 " ORDER BY d.send_at",
                 ARG(ticket)));
    while (db_next(rows))
        read_row(rows, vec_add(cx->arena, &list));
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}
