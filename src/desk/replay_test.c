/* SPDX-License-Identifier: Apache-2.0 */
/* The past is told truly, differs where the plan does, and nothing is written. */
#include "desk/replay.h"

#include "desk/desk_fixture_test.h"
#include "desk/job.h"

static const char *
with(struct desk *d, const char *from, const char *to)
{
    const char *at = strstr(desk_plan, from);

    assert_non_null(at);
    return arena_printf(d->cx.arena, "%.*s%s%s", (int)(at - desk_plan), desk_plan, to,
                        at + strlen(from));
}

/* A store beside the test's own connection, as a replay's threads need it. */
static struct replay
run(struct desk *d, const char *text, int64_t days, int threads_n)
{
    struct replay_wish wish = {.text = text, .days = days, .threads_n = threads_n};
    struct cx cx = *as(d, KINDESK);
    struct store *store;
    struct replay out;

    assert_done(store_open(&cx, &store));
    assert_done(store_reader(store, &cx));
    assert_done(replay_run(&cx, store, &wish, &out));
    store_free(&store);
    return out;
}

static int
bit(enum plan_difference differs)
{
    int kind = 0;

    while (1U << kind != differs)
        kind++;
    return kind;
}

/* One is answered in time, one late by a quarter of an hour, one waits. */
static void
days_pass(struct desk *d)
{
    struct ticket quick = desk_ask(d, ROSA, "No wifi", "The wifi is gone");
    struct ticket slow = desk_ask(d, RUI, "My laptop", "The laptop is dark");

    desk_ask(d, PIA, "A key", "Where is the key?");
    d->cx.now += MS_HOUR;
    desk_reply(d, NORA, quick.id, "Which room?", "Waiting on user");
    d->cx.now += 3 * MS_HOUR + 15 * MS_MINUTE;
    desk_reply(d, FRAN, slow.id, "Is it charged?", NULL);
    d->cx.now += 2 * MS_DAY + 5 * MS_HOUR;
}

static void
test_the_same_plan_changes_nothing(void **state)
{
    struct desk *d = desk_of(state);
    struct replay replay;

    days_pass(d);
    replay = run(d, desk_plan, 90, 2);
    assert_int_equal(replay.tickets_n, 3);
    assert_int_equal(replay.differ_n, 0);
    assert_int_equal(replay.listed.n, 0);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_FIRST)].n[0], 2);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_FIRST)].n[1], 2);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_REMINDERS)].n[1], 1);
}

static void
test_a_longer_promise_is_missed_less(void **state)
{
    struct desk *d = desk_of(state);
    const struct replay_ticket *ticket;
    struct replay replay;

    days_pass(d);
    replay =
        run(d, with(d, "| 4 h | 1 day | 3 days |", "| 5 h | 1 day | 3 days |"), 90, 2);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_FIRST)].n[0], 2);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_FIRST)].n[1], 1);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_FIRST)].differ_n, 1);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_PROMISE)].differ_n, 3);
    assert_int_equal(replay.listed.n, 3);
    ticket = &replay.listed.at[1];
    assert_int_equal(ticket->id.v, 2);
    assert_true(ticket->outcome[0].first_missed && !ticket->outcome[1].first_missed);
    assert_string_equal(
        replay_says(d->cx.arena, NULL, &ticket->outcome[0], bit(PLAN_DIFFERS_FIRST)),
        "missed");
}

static void
test_other_routing_and_reminders(void **state)
{
    struct desk *d = desk_of(state);
    struct replay replay;

    days_pass(d);
    replay = run(d,
                 with(d, "| Devices | incident | Front Desk |",
                      "| Devices | incident | Network |"),
                 90, 1);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_TEAM)].differ_n, 1);
    assert_int_equal(replay.teams.n, 2);
    assert_string_equal(replay.teams.at[0].name, "Front Desk");
    assert_int_equal(replay.teams.at[0].n[0], 2);
    assert_int_equal(replay.teams.at[0].n[1], 1);
    replay = run(d, with(d, "Waiting on user for 2 days", "Waiting on user for 5 days"),
                 90, 1);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_REMINDERS)].differ_n, 1);
}

/* What came by mail is sorted again by the words of its text, not only its subject. */
static void
test_mail_is_sorted_by_the_tried_words(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_request request = {.requester = d->person[ROSA],
                                     .channel = "mail",
                                     .subject = "Help",
                                     .text = "The door of the cellar squeaks."};
    struct ticket ticket;
    struct replay replay;

    DONE(d, ticket_open(as(d, KINDESK), &request, &ticket));
    assert_string_equal(ticket.topic, "Something else");
    d->cx.now += MS_MINUTE;
    replay = run(d, with(d, "wifi, internet", "wifi, internet, cellar"), 1, 1);
    assert_int_equal(replay.of[bit(PLAN_DIFFERS_TEAM)].differ_n, 1);
    assert_string_equal(replay.listed.at[0].outcome[1].first_team, "Network");
}

static void
test_only_the_days_that_are_asked_for(void **state)
{
    struct desk *d = desk_of(state);
    struct replay_wish wish = {.text = "# Help Desk Plan: A\n\n## Hours\n\nwhenever\n",
                               .days = 0};
    struct replay replay;

    days_pass(d);
    d->cx.now += 3 * MS_DAY;
    desk_ask(d, ROSA, "Another", "It is new");
    d->cx.now++;
    replay = run(d, desk_plan, 1, 0);
    assert_int_equal(replay.tickets_n, 1);
    assert_refused(replay_run(as(d, KINDESK), NULL, &wish, &replay), ERR_INVALID);
    wish.days = REPLAY_DAYS_MOST + 1;
    assert_refused(replay_run(as(d, KINDESK), NULL, &wish, &replay), ERR_INVALID);
}

/* However many threads, the sums and the list are the same. */
static void
test_threads_agree(void **state)
{
    struct desk *d = desk_of(state);
    const char *text = with(d, "| 4 h | 1 day | 3 days |", "| 5 h | 1 day | 3 days |");
    struct replay one, many;

    for (int i = 0; i < 300; i++) {
        desk_ask(d, i % 2 ? ROSA : RUI, "A key", "Where is the key?");
        d->config->new_per_network_n = 1000;
        d->cx.now += MS_MINUTE;
    }
    one = run(d, text, 90, 1);
    many = run(d, text, 90, 3);
    assert_int_equal(one.tickets_n, 300);
    assert_int_equal(one.differ_n, 300);
    assert_int_equal(many.differ_n, 300);
    assert_in_range(one.listed.n, REPLAY_LISTED_N, 2 * REPLAY_LISTED_N);
    assert_int_equal(many.listed.n, one.listed.n);
    for (size_t i = 0; i < one.listed.n; i++)
        assert_int_equal(one.listed.at[i].id.v, many.listed.at[i].id.v);
    assert_int_equal(one.listed.at[0].id.v, 300);
}

static void
test_the_job_keeps_its_result(void **state)
{
    struct desk *d = desk_of(state);
    struct job_tools tools = {0};
    struct job job = {.kind = "replay", .ref2 = 1};
    struct replay_row row;
    struct cx cx;
    int64_t events;

    days_pass(d);
    events = desk_number(d, "SELECT count(*) FROM event");
    REFUSED(d, ERR_DENIED, replay_add(as(d, FRAN), desk_plan, 90, &job.ref));
    REFUSED(d, ERR_INVALID,
            replay_add(as(d, MIA),
                       "# Help Desk Plan: A\n\n## Hours\n\n"
                       "| Days | Open | Close |\n|---|---|---|\n"
                       "| Mon | 9 | noon |\n| Tue | x | y |\n",
                       90, &job.ref));
    DONE(d, replay_add(as(d, MIA),
                       with(d, "| 4 h | 1 day | 3 days |", "| 5 h | 1 day | 3 days |"),
                       90, &job.ref));
    assert_done(replay_get(as(d, FRAN), job.ref, &row));
    assert_int_equal(row.state, REPLAY_RUNS);
    job.id.v = desk_number(d, "SELECT id FROM job WHERE kind = 'replay'");
    cx = *as(d, KINDESK);
    assert_done(store_open(&cx, &tools.store));
    assert_done(replay_job(&cx, &job, &tools));
    store_free(&tools.store);
    assert_done(replay_get(as(d, FRAN), job.ref, &row));
    assert_int_equal(row.state, REPLAY_DONE);
    assert_string_equal(row.person_name, "Mia Manager");
    assert_int_equal(row.result.tickets_n, 3);
    assert_int_equal(row.result.of[bit(PLAN_DIFFERS_FIRST)].differ_n, 1);
    assert_int_equal(row.result.listed.n, 3);
    assert_true(row.result.listed.at[1].differs & PLAN_DIFFERS_FIRST);
    assert_int_equal(row.result.teams.n, 2);
    assert_int_equal(desk_number(d, "SELECT count(*) FROM event"), events);
    assert_int_equal(desk_number(d, "SELECT state FROM job WHERE kind = 'replay'"), 1);
    assert_refused(replay_get(as(d, ROSA), job.ref, &row), ERR_DENIED);
    assert_refused(replay_get(as(d, MIA), job.ref + 1, &row), ERR_NOT_FOUND);
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_the_same_plan_changes_nothing),
    DESK_BOTH(test_a_longer_promise_is_missed_less),
    DESK_SQLITE(test_other_routing_and_reminders),
    DESK_BOTH(test_mail_is_sorted_by_the_tried_words),
    DESK_SQLITE(test_only_the_days_that_are_asked_for),
    DESK_SQLITE(test_threads_agree),
    DESK_BOTH(test_the_job_keeps_its_result),
};
FIXTURE_MAIN(tests)
