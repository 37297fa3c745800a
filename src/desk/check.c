/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/check.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/str.h"
#include "desk/check_belong.h"
#include "desk/event.h"
#include "desk/file.h"
#include "desk/find.h"
#include "desk/message.h"
#include "desk/tally.h"
#include "desk/ticket.h"
#include "plan/open.h"
#include "store/db.h"
#include "store/search.h"

static void say(struct cx *cx, struct check *check, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
say(struct cx *cx, struct check *check, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    check->faults_n++;
    check->fault(check->arg, arena_vprintf(cx->arena, format, args));
    va_end(args);
}

/* A message against the hash in the newest event about it that has one. */
static struct err *
check_said(struct cx *cx, struct check *check, const struct event *events, size_t n,
           size_t at)
{
    struct message_id message = events[at].message;
    const struct json *data;
    const char *said, *now, *wrong;

    if (!message.v)
        return NULL;
    for (size_t i = at + 1; i < n; i++)
        if (events[i].message.v == message.v)
            return NULL;
    data = json_parse(cx->arena, bytes_of(events[at].data), &wrong);
    said = json_as_text(json_member(data, "said"));
    if (!said)
        return NULL;
    TRY(message_hash(cx, message, &now));
    if (!*now)
        say(cx, check, "ticket %lld: message %lld is missing",
            (long long)events[at].ticket.v, (long long)message.v);
    else if (!str_eq(said, now))
        say(cx, check, "ticket %lld: message %lld or its files were changed",
            (long long)events[at].ticket.v, (long long)message.v);
    return NULL;
}

static struct err *
check_chain(struct cx *cx, struct check *check, struct ticket_id ticket)
{
    struct bytes before = {0};
    struct event *events;
    size_t n;

    TRY(event_list(cx, ticket, &events, &n));
    for (size_t i = 0; i < n; i++) {
        struct bytes hash = event_hash(cx, &events[i], before);

        if (events[i].n != (int64_t)i + 1)
            say(cx, check, "ticket %lld: event %zu is missing", (long long)ticket.v,
                i + 1);
        if (hash.n != events[i].hash.n || memcmp(hash.p, events[i].hash.p, hash.n))
            say(cx, check, "ticket %lld: event %lld was changed (its hash does not fit)",
                (long long)ticket.v, (long long)events[i].n);
        TRY(check_said(cx, check, events, n, i));
        before = events[i].hash;
        check->events_n++;
    }
    return NULL;
}

/* What the engine finds due now or later is not after the moment at which it is asked. */
static struct err *
check_due(struct cx *cx, struct check *check, const struct ticket *row)
{
    int64_t now = cx->now > row->updated_at ? cx->now : row->updated_at, due_at;
    struct plan_decision *decision;
    struct ticket folded;

    TRY(ticket_fold(cx, row->id, now, &folded, &decision));
    due_at = decision->actions.n                   ? now
             : decision->next_due_at == PLAN_NEVER ? 0
                                                   : decision->next_due_at;
    if (due_at && (!row->next_due_at || row->next_due_at > due_at))
        say(cx, check, "ticket %lld: nobody will look at it when it is due",
            (long long)row->id.v);
    return NULL;
}

/* The row against what its events say, and the moment at which the engine looks again. */
static struct err *
check_row(struct cx *cx, struct check *check, struct ticket_id id)
{
    struct plan_decision *decision;
    struct ticket row, folded;
    const char *differences;
    int64_t messages_n;
    struct err *err;

    TRY(ticket_get(cx, id, &row));
    err = ticket_fold(cx, id, row.updated_at, &folded, &decision);
    if (err && err->kind != ERR_INTERNAL && err->kind != ERR_NOT_FOUND)
        return err;
    if (err) {
        say(cx, check, "ticket %lld: its events say no ticket (%s)", (long long)id.v,
            err->detail ? err->detail : err->text);
        return NULL;
    }
    differences = ticket_differences(cx, &row, &folded);
    if (differences)
        say(cx, check, "ticket %lld: the row is not what its events say: %s",
            (long long)id.v, differences);
    TRY(check_due(cx, check, &row));
    TRY(db_number(cx, &messages_n, 0, "SELECT count(*) FROM message WHERE ticket = $1",
                  ARG(id)));
    if (messages_n != row.message_n)
        say(cx, check, "ticket %lld has %lld messages and should have %lld",
            (long long)id.v, (long long)messages_n, (long long)row.message_n);
    return NULL;
}

static struct err *
check_tickets(struct cx *cx, struct check *check)
{
    struct arena *scratch = arena_new(0), *outer = cx->arena;
    struct ticket_id id = {0};
    struct err *err = NULL;

    while (!err) {
        struct cx inner = *cx;

        inner.arena = scratch;
        err = db_number(&inner, &id.v, 0, "SELECT min(id) FROM ticket WHERE id > $1",
                        ARG(id.v));
        if (err || !id.v)
            break;
        check->tickets_n++;
        err = check_chain(&inner, check, id);
        if (!err)
            err = check_row(&inner, check, id);
        if (!err)
            err = check_belonging(&inner, check, id);
        if (!err)
            arena_reset(scratch);
    }
    if (err)
        err = err_detail(cx, ERR(cx, err->kind, "%s", arena_strdup(outer, err->text)),
                         "%s", err->detail ? err->detail : "");
    arena_free(&scratch);
    return err;
}

static struct err *
check_file(struct cx *cx, struct check *check, struct bytes hash, int64_t size)
{
    struct sha256 *sha = sha256_new(cx->arena);
    unsigned char got[HASH_BYTES];
    int64_t total = 0;

    for (int64_t n = 0;; n++) {
        struct bytes piece;

        TRY(file_piece(cx, hash, n, &piece));
        if (!piece.n)
            break;
        sha256_add(sha, piece);
        total += (int64_t)piece.n;
    }
    sha256_end(sha, got);
    if (total != size || hash.n != HASH_BYTES || memcmp(got, hash.p, HASH_BYTES))
        say(cx, check, "file %s is missing or was changed", hex_encode(cx->arena, hash));
    return NULL;
}

static struct err *
check_files(struct cx *cx, struct check *check)
{
    struct bytes last = {(const unsigned char *)"", 0};
    struct arena *scratch = arena_new(0);
    struct cx inner = *cx;
    struct err *err = NULL;

    inner.arena = scratch;
    while (!err) {
        struct db_rows *rows;
        unsigned char hash[HASH_BYTES];
        int64_t size;

        err =
            db_query(&inner, &rows,
                     "SELECT hash, size FROM file WHERE hash > $1 ORDER BY hash LIMIT 1",
                     ARG(last));
        if (err || !db_next(rows))
            break;
        last = db_blob(rows, 0);
        size = db_int(rows, 1);
        db_close(rows);
        check->files_n++;
        err = check_file(&inner, check, last, size);
        memcpy(hash, last.p, last.n < HASH_BYTES ? last.n : HASH_BYTES);
        if (!err)
            arena_reset(scratch);
        last.p = arena_memdup(scratch, hash, last.n);
    }
    if (err)
        err = ERR(cx, err->kind, "%s", err->text);
    arena_free(&scratch);
    return err;
}

/* Rows that point at what is not there; the foreign keys should make these impossible. */
static struct err *
check_references(struct cx *cx, struct check *check)
{
    static const struct {
        const char *sql, *what;
    } queries[] = {
        {"SELECT count(*) FROM attachment a WHERE $1 = 0 AND NOT EXISTS"
         " (SELECT 1 FROM file f WHERE f.hash = a.hash)",    "attachments have no file"                     },
        {"SELECT count(*) FROM inbox i WHERE $1 = 0 AND NOT EXISTS"
         " (SELECT 1 FROM file f WHERE f.hash = i.hash)",    "mails in the ledger have no bytes"            },
        {"SELECT count(*) FROM inbox i WHERE $1 = 0 AND i.state = 0 AND NOT EXISTS"
         " (SELECT 1 FROM job j WHERE j.kind = 'deliver-mail' AND j.ref = i.id AND "
         "j.state = 0)",                                     "accepted mails have no job that delivers them"},
        {"SELECT count(*) FROM outgoing o WHERE $1 = 0 AND o.state = 0 AND NOT EXISTS"
         " (SELECT 1 FROM job j WHERE j.kind = 'send-mail' AND j.ref = o.id AND j.state "
         "= 0)",                                             "waiting mails have no job that sends them"    },
        {"SELECT count(*) FROM hook h WHERE $1 = 0 AND h.state = 0 AND NOT EXISTS"
         " (SELECT 1 FROM job j WHERE j.kind = 'call-webhook' AND j.ref = h.id AND"
         " j.state = 0)",                                    "waiting webhooks have no job that calls them" },
        {"SELECT count(*) FROM relation r WHERE $1 = 0 AND NOT EXISTS (SELECT 1 FROM"
         " relation b WHERE b.ticket = r.other AND b.other = r.ticket AND b.kind ="
         " CASE r.kind WHEN 'problem' THEN 'report' WHEN 'report' THEN 'problem'"
         " WHEN 'about' THEN 'complaint' ELSE 'about' END)", "relations of tickets stand on one side only"  },
    };

    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        int64_t n;

        TRY(db_number(cx, &n, 0, queries[i].sql, ARG(0)));
        if (n)
            say(cx, check, "%lld %s", (long long)n, queries[i].what);
    }
    return NULL;
}

struct found {
    struct cx *cx;
    struct check *check;
};

static void
say_fault(void *arg, const char *text)
{
    struct found *found = arg;

    say(found->cx, found->check, "%s", text);
}

struct err *
check_desk(struct cx *cx, struct check *check)
{
    struct found found = {cx, check};

    TRY(check_tickets(cx, check));
    TRY(check_files(cx, check));
    TRY(check_references(cx, check));
    TRY(tally_check(cx, say_fault, &found));
    return search_check(cx, find_expected_sql, say_fault, &found);
}
