/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/outgoing.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/address.h"
#include "desk/desk.h"
#include "desk/job.h"
#include "desk/person.h"
#include "desk/rate.h"
#include "desk/setting.h"
#include "desk/ticket.h"
#include "store/db.h"

#include <stdio.h>

enum { NONCE_BYTES = 8, MAC_BYTES = 12 };

static const char *const kinds[] = {
    [OUTGOING_ACKNOWLEDGEMENT] = "acknowledgement",
    [OUTGOING_FIRST] = "first",
    [OUTGOING_REPLY] = "reply",
    [OUTGOING_RESOLVED] = "resolved",
    [OUTGOING_SURVEY] = "survey",
    [OUTGOING_SIGN_IN] = "sign-in",
    [OUTGOING_NOTIFY] = "notify",
    [OUTGOING_REMIND] = "remind",
    [OUTGOING_SETTLED] = "settled",
    [OUTGOING_AUTOMATIC] = "automatic",
    [OUTGOING_SIDE] = "side",
};
_Static_assert(sizeof kinds / sizeof *kinds == OUTGOING_KINDS_N, "a name for each kind");

const char *
outgoing_kind_name(enum outgoing_kind kind)
{
    return kinds[kind];
}

static enum outgoing_kind
kind_of(const char *name)
{
    int kind = 0;

    while (kind < OUTGOING_KINDS_N - 1 && !str_eq(kinds[kind], name))
        kind++;
    return (enum outgoing_kind)kind;
}

/* ---- Message-IDs. */

static const char *
mail_domain(struct cx *cx)
{
    const char *host = cx->config->url;
    const char *after = strstr(host, "://");

    if (*cx->config->mail_domain)
        return cx->config->mail_domain;
    host = after ? after + 3 : host;
    return arena_strndup(cx->arena, host, strcspn(host, ":/"));
}

/* letter: 'k' for a ticket, 's' for a side conversation. */
static struct err *
id_mac(struct cx *cx, char letter, int64_t number, const char *nonce,
       const char **mac_out)
{
    unsigned char key[MAC_KEY_BYTES], mac[HASH_BYTES];
    const char *said =
        arena_printf(cx->arena, "%s\n%lld\n%s", letter == 's' ? "side-id" : "message-id",
                     (long long)number, nonce);

    TRY(setting_mac_key(cx, key));
    mac_sha256(key, bytes_of(said), mac);
    *mac_out = hex_encode(cx->arena, (struct bytes){mac, MAC_BYTES});
    return NULL;
}

static struct err *
make_id(struct cx *cx, char letter, int64_t number, const char **id_out)
{
    unsigned char random[NONCE_BYTES];
    const char *nonce, *mac;

    random_bytes(random, sizeof random);
    nonce = hex_encode(cx->arena, (struct bytes){random, sizeof random});
    TRY(id_mac(cx, letter, number, nonce, &mac));
    *id_out = arena_printf(cx->arena, "%c.%lld.%s.%s@%s", letter, (long long)number,
                           nonce, mac, mail_domain(cx));
    return NULL;
}

static struct err *
check_id(struct cx *cx, char letter, const char *message_id, bool *ours_out,
         int64_t *number_out)
{
    char nonce[NONCE_BYTES * 2 + 1] = "", given[MAC_BYTES * 2 + 1] = "";
    long long number = 0;
    const char *mac, *whole;

    *ours_out = false;
    *number_out = 0;
    if (!message_id || *message_id != letter ||
        sscanf(message_id + 1, ".%18lld.%16[0-9a-f].%24[0-9a-f]@", &number, nonce,
               given) != 3)
        return NULL;
    whole = arena_printf(cx->arena, "%c.%lld.%s.%s@", letter, number, nonce, given);
    if (number < 0 || !str_starts(message_id, whole) ||
        strlen(nonce) != NONCE_BYTES * 2 || strlen(given) != MAC_BYTES * 2)
        return NULL;
    TRY(id_mac(cx, letter, number, nonce, &mac));
    *ours_out = equal_secret(mac, given, MAC_BYTES * 2);
    if (*ours_out)
        *number_out = number;
    return NULL;
}

struct err *
outgoing_check_id(struct cx *cx, const char *message_id, bool *ours_out,
                  struct ticket_id *ticket_out)
{
    return check_id(cx, 'k', message_id, ours_out, &ticket_out->v);
}

struct err *
outgoing_check_side(struct cx *cx, const char *message_id, bool *ours_out,
                    int64_t *side_out)
{
    return check_id(cx, 's', message_id, ours_out, side_out);
}

struct err *
outgoing_recipient(struct cx *cx, const char *message_id, struct person_id *person_out)
{
    return db_number(cx, &person_out->v, 0,
                     "SELECT person FROM outgoing WHERE message_id = $1",
                     ARG(message_id));
}

/* ---- The queue. */

/* Whether one more mail to a stranger fits into today's budgets. */
static struct err *
take_budget(struct cx *cx, const char *address, bool *allowed_out)
{
    const struct config *config = cx->config;

    TRY(rate_take(cx, "first mail address", address, MS_DAY,
                  config->first_mail_per_address_n, allowed_out));
    if (*allowed_out)
        TRY(rate_take(cx, "first mail domain", address_domain(address), MS_DAY,
                      config->first_mail_per_domain_n, allowed_out));
    if (*allowed_out && *cx->actor->address)
        TRY(rate_take(cx, "first mail network", rate_network(cx, cx->actor->address),
                      MS_DAY, config->first_mail_per_network_n, allowed_out));
    return NULL;
}

/* Answers of ours that no person wrote; a few in an hour, so that two machines which
 * answer each other come to rest (threat A5). */
static struct err *
take_automatic(struct cx *cx, enum outgoing_kind kind, const char *address,
               bool *allowed_out)
{
    *allowed_out = true;
    if (kind != OUTGOING_ACKNOWLEDGEMENT && kind != OUTGOING_FIRST &&
        kind != OUTGOING_AUTOMATIC)
        return NULL;
    return rate_take(cx, "automatic mail", address, MS_HOUR,
                     cx->config->auto_mail_per_address_n, allowed_out);
}

static struct err *
may_mail(struct cx *cx, enum outgoing_kind kind, const struct person *person,
         bool *allowed_out)
{
    *allowed_out = person->email && person->active;
    if (*allowed_out)
        TRY(take_automatic(cx, kind, person->email, allowed_out));
    if (!*allowed_out || person->verified_at || person->role >= ROLE_AGENT)
        return NULL;
    *allowed_out =
        kind == OUTGOING_REPLY || kind == OUTGOING_RESOLVED || kind == OUTGOING_SIDE;
    if (*allowed_out || kind == OUTGOING_ACKNOWLEDGEMENT || kind == OUTGOING_NOTIFY)
        return NULL;
    return take_budget(cx, person->email, allowed_out);
}

/* Mails of a side conversation have ids of their own, so that answers go there alone. */
static struct err *
choose_id(struct cx *cx, enum outgoing_kind kind, struct ticket_id ticket,
          struct message_id message, const char **id_out)
{
    int64_t side;

    if (kind != OUTGOING_SIDE)
        return make_id(cx, 'k', ticket.v, id_out);
    TRY(db_number(cx, &side, 0, "SELECT side FROM message WHERE id = $1", ARG(message)));
    return make_id(cx, 's', side, id_out);
}

static struct err *
queue(struct cx *cx, const struct outgoing *mail, bool *queued_out)
{
    struct person person;
    const char *message_id;
    int64_t id;
    bool allowed;

    TRY(person_get(cx, mail->person, &person));
    TRY(may_mail(cx, mail->kind, &person, &allowed));
    if (queued_out)
        *queued_out = allowed;
    if (!allowed)
        return NULL;
    TRY(choose_id(cx, mail->kind, mail->ticket, mail->message, &message_id));
    TRY(db_insert(
        cx, &id,
        "INSERT INTO outgoing (ticket, message, person, address, kind, message_id,"
        " language, created_at, desk, event)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        ARG(mail->ticket), ARG(mail->message), ARG(mail->person), ARG(person.email),
        ARG(kinds[mail->kind]), ARG(message_id),
        ARG(*person.language ? person.language
            : cx->lang       ? cx->lang->code
                             : ""),
        ARG(cx->now), ARG(desk_now(cx)), ARG(mail->event)));
    return job_add(cx, "send-mail", id, 0, cx->now, NULL);
}

struct err *
outgoing_add(struct cx *cx, enum outgoing_kind kind, struct person_id to,
             struct ticket_id ticket, struct message_id message, bool *queued_out)
{
    return queue(cx,
                 &(struct outgoing){
                     .kind = kind, .person = to, .ticket = ticket, .message = message},
                 queued_out);
}

struct err *
outgoing_add_notice(struct cx *cx, struct person_id to, const struct ticket *ticket,
                    int64_t event)
{
    return queue(
        cx,
        &(struct outgoing){
            .kind = OUTGOING_NOTIFY, .person = to, .ticket = ticket->id, .event = event},
        NULL);
}

static const char NO_MAIL[] = N_("There is no such mail.");

#define COLUMNS                                                                          \
    "id, ticket, message, person, kind, state, address, message_id, language, answer, "  \
    "tries,"                                                                             \
    " created_at, sent_at, desk, event FROM outgoing"

static void
read_row(struct db_rows *rows, struct outgoing *out)
{
    *out = (struct outgoing){
        .id = {db_int(rows, 0)},
        .ticket = {db_int(rows, 1)},
        .message = {db_int(rows, 2)},
        .person = {db_int(rows, 3)},
        .kind = kind_of(db_text(rows, 4)),
        .state = (enum outgoing_state)db_int(rows, 5),
        .address = db_text(rows, 6),
        .message_id = db_text(rows, 7),
        .language = db_text(rows, 8),
        .answer = db_text(rows, 9),
        .tries = db_int(rows, 10),
        .created_at = db_int(rows, 11),
        .sent_at = db_int(rows, 12),
        .desk = {db_int(rows, 13)},
        .event = db_int(rows, 14),
    };
}

struct err *
outgoing_get(struct cx *cx, struct outgoing_id id, struct outgoing *out)
{
    struct db_rows *rows;

    TRY(db_one(cx, &rows, NO_MAIL, "SELECT " COLUMNS " WHERE id = $1", ARG(id)));
    read_row(rows, out);
    db_close(rows);
    return NULL;
}

static struct err *
read_list(struct cx *cx, struct db_rows *rows, struct outgoing **list_out, size_t *n_out)
{
    VEC(struct outgoing) list = {0};

    while (db_next(rows))
        read_row(rows, vec_add(cx->arena, &list));
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

#define OF_MINE                                                                          \
    " AND ($3 = 1 OR desk IN (SELECT desk FROM desk_member WHERE person = $4))"          \
    " ORDER BY id DESC LIMIT $5"

struct err *
outgoing_list(struct cx *cx, int state, struct outgoing_id before, size_t limit,
              struct outgoing **list_out, size_t *n_out)
{
    int64_t below = before.v ? before.v : INT64_MAX;
    struct db_rows *rows;
    bool all;

    TRY(desk_all_mine(cx, &all));
    TRY(db_query(cx, &rows,
                 state < 0 ? "SELECT " COLUMNS " WHERE id < $1 AND $2 < 0" OF_MINE
                           : "SELECT " COLUMNS " WHERE id < $1 AND state = $2" OF_MINE,
                 ARG(below), ARG(state), ARG(all), ARG(cx->actor->person.v), ARG(limit)));
    return read_list(cx, rows, list_out, n_out);
}

struct err *
outgoing_of_ticket(struct cx *cx, struct ticket_id ticket, struct outgoing **list_out,
                   size_t *n_out)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows, "SELECT " COLUMNS " WHERE ticket = $1 ORDER BY id",
                 ARG(ticket)));
    return read_list(cx, rows, list_out, n_out);
}

static struct err *
tell_staff(struct cx *cx, struct outgoing_id id, const char *answer)
{
    struct ticket was, ticket;
    struct outgoing mail;

    TRY(outgoing_get(cx, id, &mail));
    if (!mail.ticket.v)
        return NULL;
    TRY(ticket_get(cx, mail.ticket, &was));
    ticket = was;
    return ticket_save(cx, &was, &ticket,
                       &(struct ticket_note){.kind = EVENT_MAIL_FAILED,
                                             .text = arena_printf(cx->arena, "%s: %s",
                                                                  mail.address, answer)});
}

struct err *
outgoing_mark(struct cx *cx, struct outgoing_id id, enum outgoing_state state,
              const char *answer)
{
    TRY(db_exec_one(cx,
                    "UPDATE outgoing SET state = $2, answer = $3, tries = tries + 1,"
                    " sent_at = $4 WHERE id = $1 AND state = 0",
                    ARG(id), ARG((int)state), ARG(answer),
                    ARG_OPT(state == OUTGOING_SENT ? cx->now : 0)));
    return state == OUTGOING_FAILED ? tell_staff(cx, id, answer) : NULL;
}

struct err *
outgoing_mark_bounced(struct cx *cx, const char *message_id, const char *answer,
                      bool *found_out, struct ticket_id *ticket_out)
{
    struct outgoing_id id;
    struct outgoing mail;
    int64_t changed;

    *found_out = false;
    ticket_out->v = 0;
    TRY(db_number(cx, &id.v, 0, "SELECT id FROM outgoing WHERE message_id = $1",
                  ARG(message_id)));
    if (!id.v)
        return NULL;
    TRY(outgoing_get(cx, id, &mail));
    *ticket_out = mail.ticket;
    TRY(db_exec_n(
        cx, &changed,
        "UPDATE outgoing SET state = $2, answer = $3 WHERE id = $1 AND state < $2",
        ARG(id), ARG((int)OUTGOING_FAILED), ARG(answer)));
    if (!changed)
        return NULL;
    *found_out = true;
    TRY(person_mark_bounced(cx, mail.address));
    return tell_staff(cx, id, answer);
}

struct err *
outgoing_mark_try(struct cx *cx, struct outgoing_id id, const char *answer)
{
    return db_exec_one(cx,
                       "UPDATE outgoing SET answer = $2, tries = tries + 1"
                       " WHERE id = $1 AND state = 0",
                       ARG(id), ARG(answer));
}

struct err *
outgoing_retry(struct cx *cx, struct outgoing_id id)
{
    struct outgoing mail;
    bool mine;

    TRY(ticket_must_staff(cx));
    TRY(outgoing_get(cx, id, &mail));
    TRY(desk_is_mine(cx, mail.desk, &mine));
    if (!mine)
        FAIL(cx, ERR_NOT_FOUND, NO_MAIL);
    if (mail.state != OUTGOING_FAILED)
        FAIL(cx, ERR_CONFLICT, "This mail did not fail, so it cannot be tried again.");
    TRY(db_exec_one(
        cx, "UPDATE outgoing SET state = 0, created_at = $2 WHERE id = $1 AND state = 2",
        ARG(id), ARG(cx->now)));
    return job_add(cx, "send-mail", id.v, 0, cx->now, NULL);
}

/* Those of a side conversation name each other and no others, nor are they named. */
static struct err *
is_of_thread(struct cx *cx, const struct outgoing *mail, const char *id, bool *yes_out)
{
    int64_t own, side;
    bool ours, its;

    TRY(outgoing_check_side(cx, mail->message_id, &ours, &own));
    TRY(outgoing_check_side(cx, id, &its, &side));
    *yes_out = own == side;
    return NULL;
}

struct err *
outgoing_references(struct cx *cx, const struct outgoing *mail, const char ***ids_out,
                    size_t *n_out)
{
    VEC(const char *) ids = {0};
    struct db_rows *rows;
    size_t kept = 0;

    TRY(db_query(cx, &rows,
                 "SELECT message_id FROM (SELECT id, message_id FROM outgoing"
                 " WHERE ticket = $1 AND person = $2 ORDER BY id DESC LIMIT 20) AS latest"
                 " ORDER BY id",
                 ARG(mail->ticket), ARG(mail->person)));
    while (db_next(rows))
        *vec_add(cx->arena, &ids) = db_text(rows, 0);
    TRY(db_end(rows));
    for (size_t i = 0; i < ids.n; i++) {
        bool yes;

        TRY(is_of_thread(cx, mail, ids.at[i], &yes));
        if (yes)
            ids.at[kept++] = ids.at[i];
    }
    *ids_out = ids.at;
    *n_out = kept;
    return NULL;
}
