/* SPDX-License-Identifier: Apache-2.0 */
/* Random people do random things to a few tickets while time passes: the desk stays
 * sound, rows are what events say, clocks never run backwards, and strangers get few
 * mails. */
#include "desk/desk_fixture_test.h"
#include "desk/survey.h"

enum { STEPS_N = 60, TICKETS_MOST = 6 };

struct play {
    struct desk *d;
    uint64_t seed;
    int64_t tickets_n, done_n;
};

/* xorshift64*: the same on every machine. */
static unsigned
next_random(struct play *p, unsigned below)
{
    p->seed ^= p->seed >> 12;
    p->seed ^= p->seed << 25;
    p->seed ^= p->seed >> 27;
    return (unsigned)((p->seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

static const char *
any_of(struct play *p, const char *const *names, unsigned n)
{
    return names[next_random(p, n)];
}

static const char *const states[] = {"New",    "Open", "Waiting on user",  "Resolved",
                                     "Closed", "Spam", "Waiting on vendor"};
static const char *const topics[] = {"Devices", "Network", "Security", "Something else"};
static const char *const impacts[] = {"Everyone", "A few people", "One person"};
static const char *const priorities[] = {"Critical", "High", "Normal"};
static const char *const teams[] = {"Front Desk", "Network", "Privacy Office"};
static const char *const answers[] = {"Great", "OK", "Bad"};

static struct err *
open_one(struct play *p, enum who who)
{
    struct ticket_request request = {.requester = p->d->person[who],
                                     .channel = next_random(p, 3) ? "web" : "phone",
                                     .subject = "Something broke",
                                     .text = "The wifi or the laptop.",
                                     .impact = any_of(p, impacts, 3)};
    struct ticket ticket;

    if (p->tickets_n >= TICKETS_MOST)
        return NULL;
    return ticket_open(as(p->d, who == SAM ? NOBODY : who), &request, &ticket);
}

static struct err *
change_one(struct play *p, enum who who, struct ticket_id id)
{
    struct ticket_change change = {.assignee = -1, .reason = "chance"};

    switch (next_random(p, 6)) {
    case 0:
        change.topic = any_of(p, topics, 4);
        break;
    case 1:
        change.impact = any_of(p, impacts, 3);
        break;
    case 2:
        change.priority = any_of(p, priorities, 3);
        break;
    case 3:
        change.state = any_of(p, states, 7);
        break;
    case 4:
        change.team = any_of(p, teams, 3);
        break;
    default:
        change.assignee = p->d->person[FRAN + (int)next_random(p, 5)].v;
        break;
    }
    return ticket_change(as(p->d, who), id, &change);
}

static struct err *
reply_one(struct play *p, enum who who, struct ticket_id id)
{
    struct ticket_words words = {.text = "We look into it.",
                                 .channel = "web",
                                 .kind = next_random(p, 3) ? MESSAGE_REPLY : MESSAGE_NOTE,
                                 .state =
                                     next_random(p, 2) ? any_of(p, states, 7) : NULL};
    struct message_id message;

    return ticket_reply(as(p->d, who), id, &words, &message);
}

static struct err *
hold_one(struct play *p, struct ticket_id id)
{
    struct ticket_words words = {.text = "I know something.", .channel = "mail"};
    struct message_id message;

    TRY(ticket_hold(as(p->d, KINDESK), id, p->d->person[RUI], &words, &message));
    return next_random(p, 2) ? ticket_admit(as(p->d, MIA), id, message) : NULL;
}

static struct err *
act(struct play *p, enum who who, struct ticket_id id)
{
    struct ticket_words words = {.text = "More words.", .channel = "web"};
    struct ticket ticket;

    switch (next_random(p, 14)) {
    case 0:
    case 1:
        return open_one(p, ROSA + next_random(p, 4));
    case 2:
    case 3:
        return reply_one(p, who, id);
    case 4:
    case 5:
        return change_one(p, who, id);
    case 6:
        return ticket_write(as(p->d, who), id, &words, &ticket);
    case 7:
        return ticket_take(as(p->d, who), id);
    case 8:
        return ticket_still_waiting(as(p->d, who), id);
    case 9:
        return ticket_confirm(as(p->d, who), id);
    case 10:
        return ticket_not_solved(as(p->d, who), id, next_random(p, 2) ? "No." : NULL);
    case 11:
        return ticket_reopen(as(p->d, who), id, "again");
    case 12:
        return hold_one(p, id);
    default:
        return survey_answer(as(p->d, who), id, any_of(p, answers, 3), "so");
    }
}

/* One act in a transaction; what is refused is undone. INTERNAL is never an answer. */
static void
one_step(struct play *p)
{
    struct desk *d = p->d;
    enum who who = (enum who)(ROSA + (int)next_random(p, WHO_N - ROSA));
    struct ticket_id id = {1 + (int64_t)next_random(p, (unsigned)p->tickets_n + 1)};
    struct err *err;

    assert_done(db_begin(&d->cx, true));
    err = act(p, who, id);
    if (!err) {
        assert_done(db_commit(&d->cx));
        p->done_n++;
    } else {
        assert_int_not_equal(err->kind, ERR_INTERNAL);
        db_rollback(&d->cx);
    }
    p->tickets_n = desk_number(d, "SELECT count(*) FROM ticket");
}

static void
let_time_pass(struct play *p)
{
    static const int64_t steps_ms[] = {0, 20 * MS_SECOND, 7 * MS_MINUTE, 3 * MS_HOUR,
                                       30 * MS_HOUR};
    struct desk *d = p->d;
    struct ticket_id *ids;
    size_t n;

    d->cx.now += steps_ms[next_random(p, 5)];
    assert_done(ticket_list_due(as(d, KINDESK), 100, &ids, &n));
    for (size_t i = 0; i < n; i++)
        DONE(d, ticket_run_due(as(d, KINDESK), ids[i]));
    assert_done(ticket_list_due(as(d, KINDESK), 100, &ids, &n));
    assert_int_equal(n, 0);
}

static void
check_all(struct play *p)
{
    struct desk *d = p->d;
    struct desk_faults faults = desk_check(d);

    if (faults.n)
        fail_msg("%s", faults.text);
    for (int64_t id = 1; id <= p->tickets_n; id++) {
        struct plan_decision *decision;
        struct ticket folded;

        assert_done(ticket_fold(as(d, KINDESK), (struct ticket_id){id}, d->cx.now,
                                &folded, &decision));
        assert_int_equal(decision->actions.n, 0);
        assert_true(decision->clocks.first.elapsed_ms >= 0);
        assert_true(decision->clocks.update.elapsed_ms >= 0);
        assert_true(decision->clocks.resolve.elapsed_ms >= 0);
        assert_true(folded.message_n >= 1 && folded.updated_at >= folded.created_at);
    }
}

/* What Kindesk sends a stranger by itself, however long the play was. */
static void
check_stranger(struct play *p)
{
    struct desk *d = p->d;
    int64_t n, days = (d->cx.now - DESK_NOW) / MS_DAY + 1;

    assert_int_equal(desk_mails(d, SAM, OUTGOING_ACKNOWLEDGEMENT), 0);
    assert_int_equal(desk_mails(d, SAM, OUTGOING_NOTIFY), 0);
    n = desk_mails(d, SAM, OUTGOING_FIRST) + desk_mails(d, SAM, OUTGOING_SIGN_IN) +
        desk_mails(d, SAM, OUTGOING_REMIND) + desk_mails(d, SAM, OUTGOING_SURVEY) +
        desk_mails(d, SAM, OUTGOING_SETTLED);
    assert_true(n <= days * d->config->first_mail_per_address_n);
}

static void
play(struct desk *d, uint64_t seed)
{
    struct play p = {.d = d, .seed = seed};

    d->config->new_per_network_n = 1000;
    for (int i = 0; i < STEPS_N; i++) {
        let_time_pass(&p);
        one_step(&p);
        let_time_pass(&p);
        if (i % 5 == 4)
            check_all(&p);
    }
    check_stranger(&p);
    assert_true(p.tickets_n > 1 && p.done_n > STEPS_N / 6);
}

#define PLAY(n)                                                                          \
    static void test_whatever_people_do_the_desk_stays_sound_##n(void **state)           \
    {                                                                                    \
        play(desk_of(state), UINT64_C(0x9E3779B97F4A7C15) * (n));                        \
    }
PLAY(1)
PLAY(2)
PLAY(3)
PLAY(4)
PLAY(5)
PLAY(6)

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_whatever_people_do_the_desk_stays_sound_1),
    DESK_BOTH(test_whatever_people_do_the_desk_stays_sound_2),
    DESK_BOTH(test_whatever_people_do_the_desk_stays_sound_3),
    DESK_SQLITE(test_whatever_people_do_the_desk_stays_sound_4),
    DESK_SQLITE(test_whatever_people_do_the_desk_stays_sound_5),
    DESK_SQLITE(test_whatever_people_do_the_desk_stays_sound_6),
};
FIXTURE_MAIN(tests)
