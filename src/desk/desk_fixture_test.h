/* SPDX-License-Identifier: Apache-2.0 */
/* For the desk's tests, on both engines: a desk with a plan of its own, people in every
 * role, and a clock that stands still until a test moves it. Each test ends with
 * check_desk(), which must find nothing. */
#ifndef DESK_DESK_FIXTURE_TEST_H
#define DESK_DESK_FIXTURE_TEST_H

#include "store/fixture_test.h"

#include "base/lang.h"
#include "base/str.h"
#include "base/zone.h"
#include "desk/check.h"
#include "desk/event.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/setting.h"
#include "desk/team.h"
#include "desk/ticket_act.h"
#include "desk/ticket_due.h"
#include "desk/ticket_list.h"
#include "desk/ticket_open.h"
#include "store/store_own.h" /* tests write on a connection of their own */

#define DESK_UNUSED       __attribute__((unused))
#define DESK_SQLITE(test) cmocka_unit_test_setup_teardown(test, desk_on_sqlite, desk_end)
#define DESK_POSTGRESQL(test)                                                            \
    {                                                                                    \
#test "_postgresql", test, desk_on_postgresql, desk_end, NULL                    \
    }
#define DESK_BOTH(test) DESK_SQLITE(test), DESK_POSTGRESQL(test)

/* Monday 23 November 2026, 10:00 UTC, 11:00 at the desk, which is open. */
#define DESK_NOW INT64_C(1795428000000)

static const char desk_plan[] =
    "# Help Desk Plan: Harbour Library\n\n"
    "| Setting | Value |\n|---|---|\n| Desk | Harbour Desk |\n"
    "| Time zone | Europe/Madrid |\n| Language | en |\n\n"
    "## Channels\n\n"
    "| Channel | Address | Attended |\n|---|---|---|\n"
    "| Web form | /new | always |\n| E-mail | help@desk.example | always |\n"
    "| Phone | +34 910 000 100 | operating hours |\n\n"
    "## Operating hours\n\n"
    "| Days | Open | Close |\n|---|---|---|\n| Mon-Fri | 09:00 | 17:00 |\n\n"
    "A day is 8 h of open time.\n\n"
    "## Priorities\n\n"
    "| Priority | Means | First response | Update every | Resolve within | Clock |\n"
    "|---|---|---|---|---|---|\n"
    "| Critical | Nobody can work | 15 min | 1 h | 4 h | always |\n"
    "| High | Many people | 1 h | 4 h | 1 day | business |\n"
    "| Normal | One person | 4 h | 1 day | 3 days | business |\n\n"
    "## Impact and urgency\n\n"
    "| Impact \\ Urgency | Work has stopped | Can wait |\n|---|---|---|\n"
    "| Everyone | Critical | High |\n| A few people | High | Normal |\n"
    "| One person | Normal | Normal |\n\n"
    "## Teams\n\n"
    "| Team | Tier | Role | Answers for | Vendor |\n|---|---|---|---|---|\n"
    "| Front Desk | 1 | First answer | | |\n"
    "| Network | 2 | Wires and wireless | Network, Devices | |\n"
    "| Privacy Office | 3 | Breaches | Security | |\n\n"
    "## Topics\n\n"
    "| Topic | Kind | Team | Ask for | Words that suggest it |\n|---|---|---|---|---|\n"
    "| Devices | incident | Front Desk | asset tag | laptop, charger |\n"
    "| Network | incident | Network | room | wifi, internet |\n"
    "| Security | security incident | Privacy Office | what was seen | phishing |\n"
    "| Something else | question | Front Desk | | |\n\n"
    "## Workflow\n\n"
    "| State | Clock | Shown to the user as | Next |\n|---|---|---|---|\n"
    "| New | runs | We have received it | Open, Spam |\n"
    "| Open | runs | We are working on it | Waiting on user, Waiting on vendor, "
    "Resolved |\n"
    "| Waiting on user | stops | We need an answer from you | Open, Resolved |\n"
    "| Waiting on vendor | runs | We wait for a partner | Open, Resolved |\n"
    "| Resolved | stops | We believe it is solved | Open, Closed |\n"
    "| Closed | stops | Closed | |\n"
    "| Spam | stops | | Open |\n\n"
    "## Escalation\n\n"
    "| When | Then |\n|---|---|\n"
    "| 75% of first response | notify team |\n"
    "| first response missed | notify lead, escalate to tier 2 |\n"
    "| user is still waiting | notify lead, raise priority |\n"
    "| topic is Security | restrict to team, notify manager |\n"
    "| tag is missed | notify manager |\n"
    "| resolve missed | add tag missed |\n\n"
    "## Follow-up and closing\n\n"
    "| When | Then |\n|---|---|\n"
    "| Waiting on user for 2 days | remind user |\n"
    "| Waiting on user for 7 days | resolve as \"No answer\" |\n"
    "| Resolved for 3 days | close, send survey |\n\n"
    "## Satisfaction survey\n\n"
    "How did we do?\n\n"
    "| Answer | Score |\n|---|---|\n| Great | 5 |\n| OK | 3 |\n| Bad | 1 |\n";

enum who {
    NOBODY,
    KINDESK,
    ROSA, /* a requester */
    RUI,  /* another */
    PIA,  /* a requester whom tests make follow a ticket */
    SAM,  /* a stranger: nobody verified the address */
    FRAN, /* agent and lead of Front Desk */
    NORA, /* agent of Network */
    OTTO, /* agent without a team */
    MIA,  /* manager */
    ADA,  /* administrator */
    WHO_N,
};

struct desk {
    struct fixture *fixture;
    struct config *config;
    struct cx cx;
    struct db *db;
    struct actor actor;
    struct person_id person[WHO_N];
};

static const struct {
    enum role role;
    const char *email, *name;
} desk_people[WHO_N] = {
    [ROSA] = {ROLE_REQUESTER,     "rosa@people.example", "Rosa Requester" },
    [RUI] = {ROLE_REQUESTER,     "rui@people.example",  "Rui Another"    },
    [PIA] = {ROLE_REQUESTER,     "pia@people.example",  "Pia Participant"},
    [SAM] = {ROLE_REQUESTER,     "sam@strange.example", "Sam Stranger"   },
    [FRAN] = {ROLE_AGENT,         "fran@desk.example",   "Fran Front"     },
    [NORA] = {ROLE_AGENT,         "nora@desk.example",   "Nora Network"   },
    [OTTO] = {ROLE_AGENT,         "otto@desk.example",   "Otto Alone"     },
    [MIA] = {ROLE_MANAGER,       "mia@desk.example",    "Mia Manager"    },
    [ADA] = {ROLE_ADMINISTRATOR, "ada@desk.example",    "Ada Admin"      },
};

/* The context of a person; valid until somebody else acts. */
static DESK_UNUSED struct cx *
as(struct desk *d, enum who who)
{
    d->actor = (struct actor){.person = d->person[who],
                              .role = desk_people[who].role,
                              .system = who == KINDESK,
                              .address = who == NOBODY ? "192.0.2.7" : "",
                              .name = desk_people[who].name ? desk_people[who].name : ""};
    d->cx.actor = &d->actor;
    return &d->cx;
}

/* By a private link to that ticket, mailed to that person. */
static DESK_UNUSED struct cx *
by_link(struct desk *d, enum who who, struct ticket_id ticket)
{
    as(d, who);
    d->actor.role = ROLE_REQUESTER;
    d->actor.ticket = ticket;
    return &d->cx;
}

/* Runs a call in a transaction that must succeed, or must be refused and is undone. */
#define DONE(d, call)                                                                    \
    do {                                                                                 \
        assert_done(db_begin(&(d)->cx, true));                                           \
        assert_done(call);                                                               \
        assert_done(db_commit(&(d)->cx));                                                \
    } while (0)
#define REFUSED(d, error_kind, call)                                                     \
    do {                                                                                 \
        assert_done(db_begin(&(d)->cx, true));                                           \
        assert_refused(call, error_kind);                                                \
        db_rollback(&(d)->cx);                                                           \
    } while (0)

#define assert_refused(call, error_kind)                                                 \
    do {                                                                                 \
        struct err *refused_ = (call);                                                   \
        if (!refused_)                                                                   \
            fail_msg("it was not refused: %s", #call);                                   \
        if (refused_->kind != (error_kind))                                              \
            fail_msg("refused as %s: %s (%s)", err_kind_name(refused_->kind),            \
                     refused_->text, refused_->detail ? refused_->detail : "");          \
    } while (0)

static DESK_UNUSED int64_t
desk_number(struct desk *d, const char *sql)
{
    int64_t n = -1;

    assert_done(db_number_args(&d->cx, &n, -1, sql, NULL, 0));
    return n;
}

static DESK_UNUSED void
desk_exec(struct desk *d, const char *sql)
{
    DONE(d, db_exec_args(&d->cx, NULL, sql, NULL, 0));
}

static void
desk_settings(struct config *config)
{
    config->url = "https://help.desk.example";
    config->mail_domain = "desk.example";
    config->webhook_hosts = "";
    config->smtp = config->lmtp = config->listen = "";
    config->body_bytes = 1 << 20;
    config->upload_bytes = 60 << 20;
    config->attachment_bytes = 1 << 20;
    config->attachments_n = 3;
    config->mail_bytes = 2 << 20;
    config->field_characters = 100;
    config->text_characters = 2000;
    config->link_ms = 15 * MS_MINUTE;
    config->ticket_link_ms = 30 * MS_DAY;
    config->undo_send_ms = 10 * MS_SECOND;
    config->sign_in_per_account_n = 3;
    config->sign_in_per_address_n = 6;
    config->first_mail_per_address_n = 2;
    config->first_mail_per_network_n = 5;
    config->first_mail_per_domain_n = 4;
    config->new_per_network_n = 10;
    config->auto_mail_per_address_n = 50;
    config->session_idle_ms = MS_DAY;
    config->session_absolute_ms = 14 * MS_DAY;
}

static void
desk_fill(struct desk *d)
{
    struct person_fields fields;
    int64_t revision;

    DONE(d, setting_make_keys(as(d, KINDESK)));
    DONE(d, policy_adopt(as(d, KINDESK), desk_plan, "the first", 0, &revision));
    for (int who = ROSA; who < WHO_N; who++) {
        fields = (struct person_fields){.email = desk_people[who].email,
                                        .name = desk_people[who].name};
        DONE(d,
             person_add(as(d, KINDESK), desk_people[who].role, &fields, &d->person[who]));
        if (who != SAM)
            DONE(d, person_mark_verified(as(d, KINDESK), d->person[who]));
    }
    DONE(d, team_add_member(as(d, KINDESK), "Front Desk", d->person[FRAN], true));
    DONE(d, team_add_member(as(d, KINDESK), "Network", d->person[NORA], true));
}

/* After an engine's own set-up. */
static int
desk_begin(void **state)
{
    struct fixture *fixture = *state;
    struct place place;
    struct desk *d;

    if (!fixture)
        return 0;
    d = *state = calloc(1, sizeof *d);
    d->fixture = fixture;
    d->config = &fixture->config;
    desk_settings(d->config);
    d->cx = fixture->cx;
    d->cx.now = DESK_NOW;
    d->cx.zone = zone_utc();
    d->cx.policy = policy_new();
    place = store_place(&d->cx);
    assert_done(store_connect(&d->cx, &place, DB_SQLITE_WRITE, &d->db));
    d->cx.db = d->db;
    desk_fill(d);
    return 0;
}

static DESK_UNUSED int
desk_on_sqlite(void **state)
{
    fixture_sqlite(state);
    return desk_begin(state);
}

static DESK_UNUSED int
desk_on_postgresql(void **state)
{
    fixture_postgresql(state);
    return desk_begin(state);
}

static DESK_UNUSED struct desk *
desk_of(void **state)
{
    return (struct desk *)fixture_of(state);
}

/* ---- The checker. */

struct desk_faults {
    int n;
    char text[4096];
};

static void
desk_take_fault(void *arg, const char *text)
{
    struct desk_faults *faults = arg;
    size_t used = strlen(faults->text);

    faults->n++;
    snprintf(faults->text + used, sizeof faults->text - used, "%s\n", text);
}

static DESK_UNUSED struct desk_faults
desk_check(struct desk *d)
{
    struct desk_faults faults = {0};
    struct check check = {.fault = desk_take_fault, .arg = &faults};

    assert_done(check_desk(as(d, KINDESK), &check));
    assert_int_equal(check.faults_n, faults.n);
    return faults;
}

/* One fault at least, and one that says this. */
static DESK_UNUSED void
desk_check_finds(struct desk *d, const char *part)
{
    struct desk_faults faults = desk_check(d);

    if (!strstr(faults.text, part))
        fail_msg("“%s” is not among the %d faults:\n%s", part, faults.n, faults.text);
}

static void
desk_free(struct desk *d)
{
    db_free(&d->db);
    policy_free(&d->cx.policy);
    free(d);
}

static DESK_UNUSED int
desk_end(void **state)
{
    struct desk *d = *state;
    struct desk_faults faults;

    if (!d)
        return 0;
    db_rollback(&d->cx);
    faults = desk_check(d);
    *state = d->fixture;
    desk_free(d);
    fixture_end(state);
    if (faults.n)
        print_error("the desk is not sound after the test:\n%s", faults.text);
    return faults.n ? -1 : 0;
}

/* For tests that break the desk themselves. */
static DESK_UNUSED int
desk_end_broken(void **state)
{
    struct desk *d = *state;

    if (!d)
        return 0;
    *state = d->fixture;
    desk_free(d);
    return fixture_end(state);
}

/* ---- Tickets. */

/* Asked by that person, by web form, when signed in (SAM: not signed in). */
static DESK_UNUSED struct ticket
desk_ask(struct desk *d, enum who who, const char *subject, const char *text)
{
    struct ticket_request request = {
        .requester = d->person[who], .channel = "web", .subject = subject, .text = text};
    struct ticket ticket;

    DONE(d, ticket_open(as(d, who == SAM ? NOBODY : who), &request, &ticket));
    return ticket;
}

static DESK_UNUSED struct ticket
desk_ticket(struct desk *d, struct ticket_id id)
{
    struct ticket ticket;

    assert_done(ticket_get(as(d, KINDESK), id, &ticket));
    return ticket;
}

/* state NULL: as the plan goes on. */
static DESK_UNUSED struct message_id
desk_reply(struct desk *d, enum who who, struct ticket_id id, const char *text,
           const char *state)
{
    struct ticket_words words = {
        .text = text, .kind = MESSAGE_REPLY, .state = state, .channel = "web"};
    struct message_id message;

    DONE(d, ticket_reply(as(d, who), id, &words, &message));
    return message;
}

static DESK_UNUSED struct message_id
desk_note(struct desk *d, enum who who, struct ticket_id id, const char *text)
{
    struct ticket_words words = {.text = text, .kind = MESSAGE_NOTE, .channel = "web"};
    struct message_id message;

    DONE(d, ticket_reply(as(d, who), id, &words, &message));
    return message;
}

static DESK_UNUSED struct ticket
desk_write(struct desk *d, enum who who, struct ticket_id id, const char *text)
{
    struct ticket_words words = {.text = text, .channel = "web"};
    struct ticket ticket;

    DONE(d, ticket_write(as(d, who), id, &words, &ticket));
    return ticket;
}

static DESK_UNUSED struct message_id
desk_hold(struct desk *d, struct ticket_id id, enum who who, const char *text)
{
    struct ticket_words words = {.text = text, .channel = "mail"};
    struct message_id message;

    DONE(d, ticket_hold(as(d, KINDESK), id, d->person[who], &words, &message));
    return message;
}

static DESK_UNUSED void
desk_follow(struct desk *d, struct ticket_id id, enum who who)
{
    DONE(d, ticket_add_participant(as(d, KINDESK), id, d->person[who]));
}

/* How many mails of that kind to that person were queued. */
static DESK_UNUSED int64_t
desk_mails(struct desk *d, enum who who, enum outgoing_kind kind)
{
    int64_t n;

    assert_done(db_number(&d->cx, &n, -1,
                          "SELECT count(*) FROM outgoing WHERE person = $1 AND kind = $2",
                          ARG(d->person[who]), ARG(outgoing_kind_name(kind))));
    return n;
}

static DESK_UNUSED int64_t
desk_events(struct desk *d, struct ticket_id id, enum event_kind kind)
{
    int64_t n;

    assert_done(db_number(&d->cx, &n, -1,
                          "SELECT count(*) FROM event WHERE ticket = $1 AND kind = $2",
                          ARG(id), ARG(event_kind_name(kind))));
    return n;
}

/* The data of the newest event of that kind. */
static DESK_UNUSED const char *
desk_event_data(struct desk *d, struct ticket_id id, enum event_kind kind)
{
    const char *data = "";
    struct event *events;
    size_t n;

    assert_done(event_list(&d->cx, id, &events, &n));
    for (size_t i = 0; i < n; i++)
        if (events[i].kind == kind)
            data = events[i].data;
    return data;
}

#endif
