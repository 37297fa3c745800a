/* SPDX-License-Identifier: Apache-2.0 */
/* The actions of rules, each done by a rule of a plan on a fixed clock. */
#include "desk/desk_fixture_test.h"

#include "desk/duty.h"
#include "desk/hook.h"
#include "desk/problem.h"
#include "desk/relation.h"
#include "desk/same.h"
#include "desk/side.h"
#include "desk/ticket_row.h"

#include <string.h>

static const char care[] = "\n## Feedback\n\nWrite to the director, "
                           "Director@desk.example. Complaints are answered"
                           " within 2 business days.\n";

/* Adopts the fixture's plan with these rows in place of its escalation. */
static void
adopt(struct desk *d, const char *rows)
{
    const char *from = strstr(desk_plan, "## Escalation");
    const char *rest = strstr(desk_plan, "## Follow-up");
    const char *topics = strstr(desk_plan, "| Something else |");
    int64_t revision;
    const char *text =
        arena_printf(d->cx.arena,
                     "%.*s| Cause | problem | Network | | |\n"
                     "| Complaint | complaint | Front Desk | | |\n%.*s"
                     "## Escalation\n\n| When | Then |\n|---|---|\n%s\n%s%s",
                     (int)(topics - desk_plan), desk_plan, (int)(from - topics), topics,
                     rows, rest, care);

    DONE(d, policy_adopt(as(d, KINDESK), text, "for the test", 1, &revision));
}

static struct ticket
run(struct desk *d, struct ticket_id id)
{
    DONE(d, ticket_run_due(as(d, KINDESK), id));
    DONE(d, ticket_run_due(as(d, KINDESK), id)); /* a second time does nothing more */
    return desk_ticket(d, id);
}

static struct ticket
run_next(struct desk *d, struct ticket_id id)
{
    struct ticket ticket = desk_ticket(d, id);

    assert_true(ticket.next_due_at > 0);
    if (d->cx.now < ticket.next_due_at)
        d->cx.now = ticket.next_due_at;
    return run(d, id);
}

/* ---- Assigning. */

static void
test_it_goes_to_whoever_has_the_fewest_and_is_not_away(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket one, two, three;

    adopt(d, "| created | assign to whoever has the fewest open tickets |\n");
    DONE(d, team_add_member(as(d, KINDESK), "Front Desk", d->person[OTTO], false));
    one = desk_ask(d, ROSA, "First", "One.");
    one = run(d, one.id);
    assert_int_equal(one.assignee.v, d->person[FRAN].v);
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 1);
    two = desk_ask(d, RUI, "Second", "Two.");
    two = run(d, two.id);
    assert_int_equal(two.assignee.v, d->person[OTTO].v);
    desk_reply(d, FRAN, one.id, "Done.", "Resolved");
    DONE(d, person_set_away(as(d, FRAN), d->person[FRAN], d->cx.now + MS_DAY));
    three = desk_ask(d, RUI, "Third", "Three.");
    three = run(d, three.id);
    assert_int_equal(three.assignee.v, d->person[OTTO].v);
    REFUSED(d, ERR_DENIED, person_set_away(as(d, FRAN), d->person[OTTO], 0));
    REFUSED(d, ERR_INVALID,
            person_set_away(as(d, MIA), d->person[OTTO], d->cx.now - MS_DAY));
}

static void
test_it_goes_in_turn(void **state)
{
    struct desk *d = desk_of(state);
    struct person_id last = {0};

    adopt(d, "| created | assign in turn |\n");
    DONE(d, team_add_member(as(d, KINDESK), "Front Desk", d->person[OTTO], false));
    for (int i = 0; i < 4; i++) {
        struct ticket ticket = desk_ask(d, ROSA, "A question", "Where?");

        d->cx.now += MS_MINUTE;
        ticket = run(d, ticket.id);
        assert_true(ticket.assignee.v && ticket.assignee.v != last.v);
        last = ticket.assignee;
    }
}

static void
test_it_moves_and_the_new_team_hears(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket;

    adopt(d,
          "| created | escalate to next tier, notify team, set priority High, set topic "
          "Network, add tag hot, assign in turn |\n");
    ticket = desk_ask(d, ROSA, "A question", "Where?");
    ticket = run(d, ticket.id);
    assert_string_equal(ticket.team, "Network");
    assert_int_equal(ticket.tier, 2);
    assert_string_equal(ticket.priority, "High");
    assert_string_equal(ticket.topic, "Network");
    assert_string_equal(ticket.tags, "hot");
    assert_int_equal(ticket.assignee.v, d->person[NORA].v);
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 0);
    assert_int_equal(desk_mails(d, NORA, OUTGOING_NOTIFY), 2); /* yours; and the team */
}

/* ---- Words. */

static void
test_a_rule_answers_with_its_words(void **state)
{
    struct desk *d = desk_of(state);
    struct message *messages;
    struct ticket ticket;
    size_t n;

    adopt(d,
          "| words \"key\" in the subject | reply with \"The key is at the gate.\" |\n");
    ticket = desk_ask(d, ROSA, "A key", "Where is it?");
    ticket = run(d, ticket.id);
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_AUTOMATIC), 1);
    assert_done(
        message_list(as(d, ROSA), ticket.id, (struct message_id){0}, &messages, &n));
    assert_int_equal(n, 2);
    assert_string_equal(messages[1].text, "The key is at the gate.");
    assert_int_equal(messages[1].kind, MESSAGE_AUTOMATIC);
    assert_int_equal(ticket.first_done_at, 0); /* not a person's answer */
    assert_int_equal(ticket.unanswered, 1);
}

static void
test_automatic_words_have_a_limit(void **state)
{
    struct desk *d = desk_of(state);

    d->config->auto_mail_per_address_n = 3; /* acknowledgements count too */
    adopt(d, "| created | reply with \"We are on our way.\" |\n");
    for (int i = 0; i < 4; i++) {
        struct ticket ticket = desk_ask(d, ROSA, "A key", "Where is it?");

        run(d, ticket.id);
    }
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_AUTOMATIC) +
                         desk_mails(d, ROSA, OUTGOING_ACKNOWLEDGEMENT),
                     3);
}

static void
test_who_is_silent_hears_that_it_is_settled(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    desk_reply(d, FRAN, ticket.id, "Which key?", "Waiting on user");
    run_next(d, ticket.id);
    ticket = run_next(d, ticket.id);
    assert_string_equal(ticket.state, "Resolved");
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_REMIND), 1);
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_SETTLED), 1);
    ticket = desk_write(d, ROSA, ticket.id, "The blue one.");
    assert_string_equal(ticket.state, "Open");
}

/* ---- Reports. */

static void
test_a_report_warns_is_late_and_is_made(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket;
    int64_t began = d->cx.now, fran;

    adopt(d, "| topic is Devices | report within 72 h |\n");
    ticket = desk_ask(d, ROSA, "My laptop was stolen", "From the car.");
    ticket = run(d, ticket.id);
    assert_int_equal(ticket.report_due_at, began + 72 * MS_HOUR);
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 0);
    d->cx.now = began + 54 * MS_HOUR - 1;
    run(d, ticket.id);
    fran = desk_mails(d, FRAN, OUTGOING_NOTIFY);
    d->cx.now++;
    run(d, ticket.id);
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), fran + 1);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 0);
    d->cx.now = began + 72 * MS_HOUR;
    ticket = run(d, ticket.id);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 1);
    REFUSED(d, ERR_DENIED, duty_report_made(as(d, ROSA), ticket.id, "x"));
    REFUSED(d, ERR_INVALID, duty_report_made(as(d, FRAN), ticket.id, " "));
    DONE(d, duty_report_made(as(d, FRAN), ticket.id, "To the authority, by its form."));
    REFUSED(d, ERR_CONFLICT, duty_report_made(as(d, FRAN), ticket.id, "Again."));
    assert_int_equal(desk_ticket(d, ticket.id).report_done_at, d->cx.now);
}

static void
test_a_report_made_in_time_is_never_late(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket;

    adopt(d, "| topic is Devices | report within 72 h |\n");
    ticket = desk_ask(d, ROSA, "My laptop was stolen", "From the car.");
    run(d, ticket.id);
    DONE(d, duty_report_made(as(d, FRAN), ticket.id, "By telephone."));
    d->cx.now += 10 * MS_DAY;
    run(d, ticket.id);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 0);
}

/* ---- Complaints. */

static void
test_a_complaint_goes_to_the_named_and_has_its_time(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_request request = {.requester = d->person[ROSA],
                                     .channel = "web",
                                     .topic = "Complaint",
                                     .subject = "Nobody calls back",
                                     .text = "For a week."};
    struct ticket ticket;
    struct person director;
    bool found;

    adopt(d, "| reopened 9 times | notify lead |\n");
    DONE(d, ticket_open(as(d, ROSA), &request, &ticket));
    /* Monday 11:00 at the desk and 2 business days of 8 h: Wednesday 11:00 */
    assert_int_equal(ticket.complaint_due_at, DESK_NOW + 2 * MS_DAY);
    run(d, ticket.id);
    assert_done(person_find(as(d, KINDESK), "director@desk.example", &director, &found));
    assert_true(found);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 1);
    d->cx.now = ticket.complaint_due_at;
    run(d, ticket.id);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 3); /* warned, and late */
    desk_reply(d, FRAN, ticket.id, "We are sorry.", NULL);
    ticket = desk_ticket(d, ticket.id);
    assert_int_equal(ticket.complaint_done_at, d->cx.now);
    d->cx.now += 10 * MS_DAY;
    run(d, ticket.id);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 3);
}

/* ---- The same. */

static void
test_what_says_the_same(void **state)
{
    struct desk *d = desk_of(state);
    static const struct {
        const char *a, *b;
        bool same;
    } pairs[] = {
        {"No wifi in room 12",         "Wifi is down in the library",      true },
        {"WIFI NOT WORKING!!",         "no wifi",                          true },
        {"Projector flickers",         "The projectors flicker in hall 3", true },
        {"Canvas login fails",         "Cannot login to Canvas",           true },
        {"Laptop charger",             "Laptop screen",                    false},
        {"Laptop",                     "Laptop screen",                    false},
        {"Help!",                      "Help!",                            false},
        {"",                           "",                                 false},
        {"No funciona la impresora",   "Impresoras rotas en el aula 4",    true },
        {"12",                         "12",                               false},
        {"Password forgotten, urgent", "Forgotten password",               true },
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (same_subject(d->cx.arena, pairs[i].a, pairs[i].b) != pairs[i].same)
            fail_msg("“%s” and “%s”", pairs[i].a, pairs[i].b);
}

static int64_t
count_related(struct desk *d, struct ticket_id id, enum relation_kind kind)
{
    int64_t n;

    assert_done(relation_count(as(d, KINDESK), id, kind, &n));
    return n;
}

static const enum who crowd[] = {ROSA, RUI, PIA};

static void
test_many_reports_become_one_problem_and_are_answered_together(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket reports[5], problem;
    struct message_id solution;
    struct relation *list;
    bool more;
    size_t n;

    adopt(d, "| more than 2 people report the same | notify manager, open a problem |\n"
             "| more than 3 people report the same | add tag outage |\n");
    reports[0] = desk_ask(d, ROSA, "No wifi in room 1", "None.");
    reports[1] = desk_ask(d, ROSA, "Wifi gone?", "Again I."); /* the same person */
    reports[2] = desk_ask(d, RUI, "wifi is down", "Since ten.");
    for (int i = 0; i < 3; i++)
        run(d, reports[i].id);
    assert_int_equal(desk_number(d, "SELECT count(*) FROM relation"), 0);
    reports[3] = desk_ask(d, PIA, "The wifi is down", "Here too.");
    run(d, reports[3].id);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 1);
    assert_done(relation_list(as(d, FRAN), reports[0].id, 10, &list, &n));
    assert_int_equal(n, 1);
    assert_int_equal(list[0].kind, RELATION_PROBLEM);
    problem = run(d, list[0].other);
    assert_string_equal(problem.topic, "Cause");
    assert_int_equal(count_related(d, problem.id, RELATION_REPORT), 4);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 1); /* not for the problem */

    reports[4] = desk_ask(d, SAM, "no wifi", "Me too."); /* joins at once */
    run(d, reports[4].id);
    assert_int_equal(count_related(d, problem.id, RELATION_REPORT), 5);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 1);
    problem = run(d, problem.id);
    assert_string_equal(problem.tags, "outage"); /* the second threshold */
    REFUSED(d, ERR_NOT_FOUND, ticket_get(as(d, ROSA), problem.id, &problem));

    solution = desk_reply(d, NORA, problem.id, "We changed the switch.", "Resolved");
    assert_int_equal(
        desk_number(d, "SELECT count(*) FROM job WHERE kind = 'answer-reports'"), 1);
    DONE(d, problem_answer(as(d, KINDESK), problem.id, solution, &more));
    assert_false(more);
    for (int i = 0; i < 5; i++) {
        struct ticket report = desk_ticket(d, reports[i].id);

        assert_string_equal(report.state, "Resolved");
        assert_string_equal(report.solution, "We changed the switch.");
        assert_int_equal(report.assignee.v, d->person[NORA].v);
    }
    assert_int_equal(desk_mails(d, RUI, OUTGOING_RESOLVED), 1);
    DONE(d, problem_answer(as(d, KINDESK), problem.id, solution, &more));
    assert_int_equal(desk_mails(d, RUI, OUTGOING_RESOLVED), 1);
}

static void
test_secrets_and_old_reports_are_not_gathered(void **state)
{
    struct desk *d = desk_of(state);

    adopt(d, "| more than 1 people report the same | open a problem |\n");
    for (size_t i = 0; i < sizeof crowd / sizeof *crowd; i++) {
        struct ticket ticket = desk_ask(d, crowd[i], "No wifi", "None.");

        d->cx.now += MS_DAY;
        run(d, ticket.id);
    }
    assert_int_equal(desk_number(d, "SELECT count(*) FROM relation"), 0);
}

/* ---- Other systems. */

static void
test_a_webhook_is_kept_with_its_job(void **state)
{
    struct desk *d = desk_of(state);
    const char *secret, *again;
    struct ticket ticket;
    struct hook *hooks;
    size_t n;

    adopt(d, "| created | call webhook https://hooks.desk.example/kindesk |\n");
    ticket = desk_ask(d, ROSA, "A \"key\"", "Where is it?");
    run(d, ticket.id);
    assert_done(hook_of_ticket(as(d, KINDESK), ticket.id, &hooks, &n));
    assert_int_equal(n, 1);
    assert_string_equal(hooks[0].url, "https://hooks.desk.example/kindesk");
    assert_non_null(strstr(hooks[0].body, "\"subject\":\"A \\\"key\\\"\""));
    assert_null(strstr(hooks[0].body, "Where is it?"));
    DONE(d, hook_mark(as(d, KINDESK), hooks[0].id, HOOK_WAITING, "It answered 503."));
    DONE(d, hook_mark(as(d, KINDESK), hooks[0].id, HOOK_GIVEN_UP, "It answered 404."));
    assert_int_equal(desk_events(d, ticket.id, EVENT_HOOK_FAILED), 1);
    DONE(d, hook_secret(as(d, KINDESK), &secret));
    DONE(d, hook_secret(as(d, KINDESK), &again));
    assert_string_equal(secret, again);
    assert_int_equal(strlen(secret), 64);
}

/* ---- Conversations with partners, and what the checker proves of all this. */

static struct side_id
open_side(struct desk *d, struct ticket_id ticket)
{
    struct side_words words = {.address = "Repair@depot.example",
                               .name = "Depot",
                               .text = "How long does it take?",
                               .within_ms = MS_DAY,
                               .hand_over = true};
    struct side_id id;

    DONE(d, side_open(as(d, FRAN), ticket, &words, &id));
    return id;
}

static void
test_a_partner_is_asked_and_answers_beside(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A broken hinge", "It broke.");
    struct side_words again = {.text = "And?"};
    struct side_answer answer = {.text = "Three days.", .html = "", .folded = ""};
    struct ticket_id where;
    struct message *messages;
    struct side_id id;
    struct side *sides;
    size_t n;

    desk_reply(d, FRAN, ticket.id, "We look.", NULL);
    id = open_side(d, ticket.id);
    assert_string_equal(desk_ticket(d, ticket.id).state, "Waiting on vendor");
    assert_done(
        message_list(as(d, ROSA), ticket.id, (struct message_id){0}, &messages, &n));
    assert_int_equal(n, 2);
    assert_refused(side_list(as(d, ROSA), ticket.id, &sides, &n), ERR_DENIED);
    assert_done(side_list(as(d, FRAN), ticket.id, &sides, &n));
    assert_true(n == 1 && side_waits(&sides[0]));
    answer.author = sides[0].person;
    DONE(d, side_take(as(d, KINDESK), id, &answer, &where));
    assert_int_equal(where.v, ticket.id.v);
    assert_string_equal(desk_ticket(d, ticket.id).state, "Open");
    assert_done(
        message_list(as(d, ROSA), ticket.id, (struct message_id){0}, &messages, &n));
    assert_int_equal(n, 2);
    DONE(d, side_close(as(d, FRAN), id));
    REFUSED(d, ERR_CONFLICT, side_close(as(d, FRAN), id));
    d->cx.now += MS_MINUTE;
    DONE(d, side_write(as(d, FRAN), id, &again)); /* opens it again */
    assert_done(side_list(as(d, FRAN), ticket.id, &sides, &n));
    assert_true(n == 1 && side_waits(&sides[0]) && !sides[0].due_at);
}

static void
test_the_checker_sees_a_relation_on_one_side(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket one = desk_ask(d, ROSA, "One", "1."),
                  two = desk_ask(d, RUI, "Two", "2.");

    DONE(d, relation_add(as(d, KINDESK), one.id, RELATION_PROBLEM, two.id));
    assert_int_equal(desk_check(d).n, 0);
    desk_exec(d, "DELETE FROM relation WHERE kind = 'report'");
    desk_check_finds(d, "stand on one side only");
    desk_check_finds(d, "a relation is not what its events say");
}

static void
test_the_checker_sees_a_changed_side(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A broken hinge", "It broke.");

    open_side(d, ticket.id);
    assert_int_equal(desk_check(d).n, 0);
    desk_exec(d, "UPDATE side SET due_at = due_at + 1");
    desk_check_finds(d, "a side conversation is not what its events say");
    desk_exec(d, "UPDATE message SET side = 0");
    desk_check_finds(d, "messages stand half in a side conversation");
}

#define BROKEN(test)                                                                     \
    cmocka_unit_test_setup_teardown(test, desk_on_sqlite, desk_end_broken)

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_it_goes_to_whoever_has_the_fewest_and_is_not_away),
    DESK_BOTH(test_it_goes_in_turn),
    DESK_BOTH(test_it_moves_and_the_new_team_hears),
    DESK_BOTH(test_a_rule_answers_with_its_words),
    DESK_BOTH(test_automatic_words_have_a_limit),
    DESK_BOTH(test_who_is_silent_hears_that_it_is_settled),
    DESK_BOTH(test_a_report_warns_is_late_and_is_made),
    DESK_BOTH(test_a_report_made_in_time_is_never_late),
    DESK_BOTH(test_a_complaint_goes_to_the_named_and_has_its_time),
    DESK_SQLITE(test_what_says_the_same),
    DESK_BOTH(test_many_reports_become_one_problem_and_are_answered_together),
    DESK_BOTH(test_secrets_and_old_reports_are_not_gathered),
    DESK_BOTH(test_a_webhook_is_kept_with_its_job),
    DESK_BOTH(test_a_partner_is_asked_and_answers_beside),
    BROKEN(test_the_checker_sees_a_relation_on_one_side),
    BROKEN(test_the_checker_sees_a_changed_side),
};
FIXTURE_MAIN(tests)
