/* SPDX-License-Identifier: Apache-2.0 */
/* For tests above the store: a desk of its own on SQLite in a temporary directory, with a
 * small plan, a few people and a clock that stands still. */
#ifndef DESK_DESK_TEST_SUPPORT_H
#define DESK_DESK_TEST_SUPPORT_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/zone.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/setting.h"
#include "desk/ticket_act.h"
#include "desk/ticket_open.h"
#include "store/db.h"
#include "store/store.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define DESK_UNUSED     __attribute__((unused))
#define DESK_TEST(test) cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)

/* Monday 23 November 2026, 10:00 UTC. */
#define DESK_NOW INT64_C(1795428000000)

static const char desk_plan[] =
    "# Help Desk Plan: Test House\n\n"
    "| Setting | Value |\n|---|---|\n| Desk | Test House Desk |\n"
    "| Time zone | Europe/Madrid |\n| Language | en |\n\n"
    "## Channels\n\n"
    "| Channel | Address | Attended |\n|---|---|---|\n"
    "| Web form | /new | always |\n| E-mail | help@desk.example | always |\n"
    "| Phone | +34 910 000 100 | operating hours |\n\n"
    "## Priorities\n\n"
    "| Priority | Means | First response | Update every | Resolve within | Clock |\n"
    "|---|---|---|---|---|---|\n"
    "| Critical | Nobody can work | 15 min | 1 h | 4 h | always |\n"
    "| Normal | One person | 4 h | 1 day | 3 days | always |\n\n"
    "## Impact and urgency\n\n"
    "| Impact \\ Urgency | Work has stopped | Can wait |\n|---|---|---|\n"
    "| Everyone | Critical | Normal |\n| One person | Normal | Normal |\n";

/* cx.actor is Kindesk itself until somebody else is put there. */
struct desk_test {
    struct config config;
    struct cx cx;
    struct store *store;
    struct person_id agent, rosa, sam; /* rosa and sam are requesters; sam's address is
                                        * not verified, both others' are */
    char directory[64];
};

static const struct actor desk_itself = {
    .system = true, .address = "", .name = "Kindesk"};

static DESK_UNUSED void
assert_done(struct err *err)
{
    if (err)
        fail_msg("%s (%s) at %s:%d", err->text, err->detail ? err->detail : "", err->file,
                 err->line);
}

/* Runs it on the writer, in a transaction, and leaves cx ready to read. */
static DESK_UNUSED struct err *
desk_try(struct desk_test *t, struct err *(*run)(struct cx *cx, void *arg), void *arg)
{
    struct err *err = store_write(t->store, &t->cx, run, arg);

    assert_done(store_reader(t->store, &t->cx));
    return err;
}

static DESK_UNUSED void
desk_do(struct desk_test *t, struct err *(*run)(struct cx *cx, void *arg), void *arg)
{
    assert_done(desk_try(t, run, arg));
}

static struct err *
desk_add_person(struct cx *cx, enum role role, const char *email, const char *name,
                bool verified, struct person_id *id_out)
{
    struct person_fields fields = {.email = email, .name = name};

    TRY(person_add(cx, role, &fields, id_out));
    return verified ? person_mark_verified(cx, *id_out) : NULL;
}

static struct err *
desk_fill(struct cx *cx, void *arg)
{
    struct desk_test *t = arg;
    int64_t revision;

    TRY(setting_make_keys(cx));
    TRY(policy_adopt(cx, desk_plan, "the first", 0, &revision));
    TRY(desk_add_person(cx, ROLE_AGENT, "gil@desk.example", "Gil Agent", true,
                        &t->agent));
    TRY(desk_add_person(cx, ROLE_REQUESTER, "rosa@people.example", "Rosa Requester", true,
                        &t->rosa));
    return desk_add_person(cx, ROLE_REQUESTER, "sam@people.example", "Sam Stranger",
                           false, &t->sam);
}

static void
desk_settings(struct config *config, const char *directory)
{
    *config = (struct config){
        .data = directory,
        .database = "",
        .listen = "127.0.0.1:0",
        .lmtp = "",
        .smtp = "",
        .smtp_user = "",
        .smtp_password = "",
        .smtp_tls = "off",
        .url = "https://help.desk.example",
        .mail_domain = "desk.example",
        .trusted_proxies = "",
        .webhook_hosts = "",
        .body_bytes = 1 << 20,
        .upload_bytes = 60 << 20,
        .attachment_bytes = 25 << 20,
        .attachments_n = 20,
        .mail_bytes = 50 << 20,
        .field_characters = 200,
        .text_characters = 100000,
        .link_ms = 15 * MS_MINUTE,
        .ticket_link_ms = 30 * MS_DAY,
        .undo_send_ms = 0,
        .mail_give_up_ms = 5 * MS_DAY,
        .sign_in_per_account_n = 10,
        .sign_in_per_address_n = 50,
        .first_mail_per_address_n = 3,
        .first_mail_per_network_n = 100,
        .first_mail_per_domain_n = 200,
        .new_per_network_n = 300,
        .auto_mail_per_address_n = 5,
        .session_idle_ms = MS_DAY,
        .session_absolute_ms = 14 * MS_DAY,
    };
}

static int
desk_setup(void **state)
{
    struct desk_test *t = *state = calloc(1, sizeof *t);

    snprintf(t->directory, sizeof t->directory, "/tmp/kindesk-desk-XXXXXX");
    assert_non_null(mkdtemp(t->directory));
    desk_settings(&t->config, t->directory);
    t->cx = (struct cx){.arena = arena_new(0),
                        .now = DESK_NOW,
                        .actor = &desk_itself,
                        .config = &t->config,
                        .zone = zone_utc(),
                        .policy = policy_new()};
    assert_done(store_create(&t->cx));
    assert_done(store_open(&t->cx, &t->store));
    desk_do(t, desk_fill, t);
    return 0;
}

static int
desk_remove_one(const char *path, const struct stat *found, int flag, struct FTW *at)
{
    (void)found;
    (void)flag;
    (void)at;
    return remove(path);
}

static int
desk_teardown(void **state)
{
    struct desk_test *t = *state;

    store_free(&t->store);
    arena_free(&t->cx.arena);
    policy_free(&t->cx.policy);
    nftw(t->directory, desk_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(t);
    return 0;
}

/* How many rows a table has: 'o' outgoing, 't' ticket, 'p' participant, 'm' message. */
static DESK_UNUSED int64_t
desk_count(struct desk_test *t, char table)
{
    const char *sql = table == 'o'   ? "SELECT count(*) FROM outgoing"
                      : table == 't' ? "SELECT count(*) FROM ticket"
                      : table == 'p' ? "SELECT count(*) FROM participant"
                                     : "SELECT count(*) FROM message";
    int64_t n = -1;

    assert_done(store_reader(t->store, &t->cx));
    assert_done(db_number_args(&t->cx, &n, -1, sql, NULL, 0));
    return n;
}

/* ---- Tickets. */

struct desk_opening {
    struct ticket_request request;
    struct ticket ticket;
};

static struct err *
desk_open_run(struct cx *cx, void *arg)
{
    struct desk_opening *o = arg;

    return ticket_open(cx, &o->request, &o->ticket);
}

static DESK_UNUSED struct ticket
desk_open(struct desk_test *t, struct person_id requester, const char *subject,
          const char *text)
{
    struct desk_opening o = {
        .request = {
                    .requester = requester, .channel = "web", .subject = subject, .text = text}
    };

    desk_do(t, desk_open_run, &o);
    return o.ticket;
}

struct desk_replying {
    struct desk_test *t;
    struct ticket_id ticket;
    struct ticket_words words;
    struct message_id id;
};

static struct err *
desk_reply_run(struct cx *cx, void *arg)
{
    struct desk_replying *r = arg;
    struct actor agent = {
        .person = r->t->agent, .role = ROLE_MANAGER, .address = "", .name = "Gil Agent"};
    struct cx as = *cx;

    as.actor = &agent;
    return ticket_reply(&as, r->ticket, &r->words, &r->id);
}

/* The agent writes: MESSAGE_REPLY or MESSAGE_NOTE; state NULL as the plan goes on. */
static DESK_UNUSED struct message_id
desk_reply(struct desk_test *t, struct ticket_id ticket, const char *text,
           enum message_kind kind, const char *state)
{
    struct desk_replying r = {
        .t = t,
        .ticket = ticket,
        .words = {.text = text, .kind = kind, .state = state, .channel = "web"}
    };

    desk_do(t, desk_reply_run, &r);
    return r.id;
}

#endif
