/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/ticket_act.h"

#include "desk/desk_fixture_test.h"
#include "desk/survey.h"

static struct ticket
waiting_ticket(struct desk *d)
{
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    desk_reply(d, FRAN, ticket.id, "Which key?", "Waiting on user");
    return desk_ticket(d, ticket.id);
}

static struct ticket
resolved_ticket(struct desk *d)
{
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    desk_reply(d, FRAN, ticket.id, "It hangs by the door.", "Resolved");
    return desk_ticket(d, ticket.id);
}

static struct ticket
closed_ticket(struct desk *d)
{
    struct ticket ticket = resolved_ticket(d);

    DONE(d, ticket_confirm(as(d, ROSA), ticket.id));
    return desk_ticket(d, ticket.id);
}

static void
test_a_reply_opens_takes_and_is_mailed_once_to_each(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    desk_follow(d, ticket.id, PIA);
    desk_follow(d, ticket.id, PIA);
    desk_follow(d, ticket.id, ROSA); /* the requester follows anyway */
    d->cx.now += MS_MINUTE;
    desk_reply(d, FRAN, ticket.id, "By the door.", NULL);
    ticket = desk_ticket(d, ticket.id);
    assert_string_equal(ticket.state, "Open");
    assert_int_equal(ticket.assignee.v, d->person[FRAN].v);
    assert_int_equal(ticket.first_done_at, d->cx.now);
    assert_int_equal(ticket.unanswered, 0);
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_REPLY), 1);
    assert_int_equal(desk_mails(d, PIA, OUTGOING_REPLY), 1);
    assert_int_equal(desk_number(d, "SELECT count(*) FROM participant"), 1);
    desk_reply(d, MIA, ticket.id, "And close it after.", NULL);
    assert_int_equal(desk_ticket(d, ticket.id).assignee.v, d->person[FRAN].v);
}

static void
test_a_note_is_mailed_to_nobody_and_answers_nothing(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    int64_t mails = desk_number(d, "SELECT count(*) FROM outgoing");

    desk_note(d, FRAN, ticket.id, "Nobody knows.");
    ticket = desk_ticket(d, ticket.id);
    assert_string_equal(ticket.state, "New");
    assert_int_equal(ticket.assignee.v, 0);
    assert_int_equal(ticket.first_done_at, 0);
    assert_int_equal(ticket.unanswered, 1);
    assert_int_equal(desk_number(d, "SELECT count(*) FROM outgoing"), mails);
}

static void
test_asking_for_more_stops_the_clocks_and_an_answer_goes_on(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = waiting_ticket(d), before = ticket;

    assert_int_equal(ticket.phase, PLAN_WAITING);
    assert_int_equal(ticket.resolve_due_at, 0);
    assert_true(ticket.queue_at > DESK_NOW + 365 * MS_DAY);
    d->cx.now += 2 * MS_HOUR;
    ticket = desk_write(d, ROSA, ticket.id, "The one of the cellar.");
    assert_string_equal(ticket.state, "Open");
    assert_int_equal(ticket.unanswered, 1);
    /* three days of open time from the beginning, and the two hours that stood still */
    assert_int_equal(ticket.resolve_due_at, DESK_NOW + 3 * MS_DAY + 2 * MS_HOUR);
    assert_int_equal(ticket.event_n, before.event_n + 1);
}

static void
test_a_participant_answers_too(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = waiting_ticket(d);
    struct message *list;
    size_t n;

    desk_follow(d, ticket.id, PIA);
    desk_write(d, PIA, ticket.id, "She means the cellar.");
    assert_done(message_list(as(d, ROSA), ticket.id, (struct message_id){0}, &list, &n));
    assert_int_equal(list[n - 1].author.v, d->person[PIA].v);
    assert_int_equal(desk_ticket(d, ticket.id).requester.v, d->person[ROSA].v);
}

static void
test_resolving_keeps_the_solution_and_asks_whether_it_helped(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = resolved_ticket(d);
    struct ticket_buttons buttons;

    assert_int_equal(ticket.phase, PLAN_RESOLVED);
    assert_string_equal(ticket.solution, "It hangs by the door.");
    assert_int_equal(ticket.resolved_at, DESK_NOW);
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_RESOLVED), 1);
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_REPLY), 0);
    assert_done(ticket_buttons(as(d, ROSA), &ticket, &buttons));
    assert_true(buttons.solved);
    assert_false(buttons.survey);
    assert_false(buttons.still_waiting);
}

static void
test_confirming_closes_and_asks_how_we_did_once(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = closed_ticket(d);
    struct ticket_buttons buttons;

    assert_int_equal(ticket.phase, PLAN_CLOSED);
    assert_int_equal(ticket.closed_at, DESK_NOW);
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_SURVEY), 1);
    assert_int_equal(desk_events(d, ticket.id, EVENT_SURVEY_ASKED), 1);
    assert_done(ticket_buttons(as(d, ROSA), &ticket, &buttons));
    assert_true(buttons.survey);
    REFUSED(d, ERR_CONFLICT, ticket_confirm(as(d, ROSA), ticket.id));
    REFUSED(d, ERR_CONFLICT, ticket_not_solved(as(d, ROSA), ticket.id, NULL));
    REFUSED(d, ERR_CONFLICT, ticket_still_waiting(as(d, ROSA), ticket.id));
}

static void
test_not_solved_reopens_with_and_without_words(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = resolved_ticket(d);

    DONE(d, ticket_not_solved(as(d, ROSA), ticket.id, NULL));
    ticket = desk_ticket(d, ticket.id);
    assert_string_equal(ticket.state, "Open");
    assert_int_equal(ticket.reopened_n, 1);
    assert_int_equal(ticket.resolved_at, 0);
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 1);
    desk_reply(d, FRAN, ticket.id, "In the drawer.", "Resolved");
    DONE(d, ticket_not_solved(by_link(d, ROSA, ticket.id), ticket.id, "Nor there."));
    ticket = desk_ticket(d, ticket.id);
    assert_string_equal(ticket.state, "Open");
    assert_int_equal(ticket.reopened_n, 2);
    assert_int_equal(desk_events(d, ticket.id, EVENT_NOT_SOLVED), 2);
    assert_int_equal(ticket.unanswered, 1);
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 2);
}

/* Those who come back to a solution do not wait until somebody looks at the queue. */
static void
test_who_has_the_ticket_hears_that_it_goes_on_else_the_team(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = resolved_ticket(d);

    assert_true(ticket.assignee.v == d->person[FRAN].v);
    desk_write(d, ROSA, ticket.id, "Not there either.");
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 1);
    desk_write(d, ROSA, ticket.id, "Nor there.");
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 1);
    desk_reply(d, FRAN, ticket.id, "In the drawer.", "Resolved");
    DONE(d, team_add_member(as(d, KINDESK), "Front Desk", d->person[OTTO], false));
    desk_exec(d, "UPDATE person SET active = 0 WHERE email = 'fran@desk.example'");
    DONE(d, ticket_not_solved(as(d, ROSA), ticket.id, NULL));
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 1);
    assert_int_equal(desk_mails(d, OTTO, OUTGOING_NOTIFY), 1);
}

static void
test_a_message_to_a_closed_ticket_opens_a_new_one_that_names_it(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket closed = closed_ticket(d), next;

    next = desk_write(d, ROSA, closed.id, "It is gone again.");
    assert_true(next.id.v != closed.id.v);
    assert_string_equal(next.subject, "A question (continues request 1)");
    assert_int_equal(next.phase, PLAN_NEW);
    assert_string_equal(next.topic, closed.topic);
    assert_int_equal(desk_ticket(d, closed.id).phase, PLAN_CLOSED);
    assert_int_equal(desk_ticket(d, closed.id).message_n, 2);
}

static void
test_a_long_subject_is_no_hindrance_to_go_on(void **state)
{
    struct desk *d = desk_of(state);
    char subject[101];
    struct ticket ticket;

    memset(subject, 'x', 100);
    subject[100] = '\0';
    ticket = desk_ask(d, ROSA, subject, "Where is the key?");
    desk_reply(d, FRAN, ticket.id, "There.", "Resolved");
    DONE(d, ticket_confirm(as(d, ROSA), ticket.id));
    ticket = desk_write(d, ROSA, ticket.id, "It is gone again.");
    assert_non_null(strstr(ticket.subject, "(continues request 1)"));
    assert_true(strlen(ticket.subject) <= 102);
}

/* The plan that was adopted since knows neither its topic nor its impact. */
static void
test_what_was_closed_under_an_older_plan_goes_on_under_the_new(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = closed_ticket(d);
    int64_t revision;

    DONE(d, policy_adopt(as(d, KINDESK), "# Help Desk Plan: Another\n", "short", 1,
                         &revision));
    ticket = desk_write(d, ROSA, ticket.id, "It is gone again.");
    assert_int_equal(ticket.plan, revision);
    assert_int_equal(desk_ticket(d, (struct ticket_id){1}).plan, 1);
}

static void
test_only_a_file_is_a_message_too(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = closed_ticket(d);
    struct attachment file = {.name = "key.png", .type = "image/png"};
    struct ticket_words words = {
        .text = "", .channel = "mail", .attachments = &file, .attachments_n = 1};

    DONE(d, file_store(as(d, KINDESK), bytes_of("a picture"), &file.hash));
    DONE(d, ticket_write(as(d, ROSA), ticket.id, &words, &ticket));
    assert_int_equal(desk_number(d, "SELECT count(*) FROM attachment"), 1);
    words.attachments_n = 0;
    REFUSED(d, ERR_INVALID, ticket_write(as(d, ROSA), ticket.id, &words, &ticket));
}

static void
test_a_reply_is_held_back_when_something_unseen_came(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct ticket_words words = {.text = "By the door.",
                                 .kind = MESSAGE_REPLY,
                                 .channel = "web",
                                 .seen = {desk_number(d, "SELECT max(id) FROM message")}};
    struct message_id message;
    struct err *err;

    desk_write(d, ROSA, ticket.id, "I found it!");
    assert_done(db_begin(&d->cx, true));
    err = ticket_reply(as(d, FRAN), ticket.id, &words, &message);
    assert_refused(err, ERR_CONFLICT);
    assert_string_equal(err->field, "seen");
    db_rollback(&d->cx);
    words.seen.v = desk_number(d, "SELECT max(id) FROM message");
    DONE(d, ticket_reply(as(d, FRAN), ticket.id, &words, &message));
    words.text = "And thank you."; /* one's own is seen */
    DONE(d, ticket_reply(as(d, FRAN), ticket.id, &words, &message));
}

static void
test_of_two_changes_from_one_state_the_second_is_refused(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket was = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct ticket first = was, second = was;

    first.subject = "A key";
    second.subject = "A door";
    DONE(d, ticket_save(as(d, FRAN), &was, &first,
                        &(struct ticket_note){.kind = EVENT_CHANGED}));
    REFUSED(d, ERR_CONFLICT,
            ticket_save(as(d, MIA), &was, &second,
                        &(struct ticket_note){.kind = EVENT_CHANGED}));
    DONE(d, ticket_save(as(d, FRAN), &first, &was,
                        &(struct ticket_note){.kind = EVENT_CHANGED}));
}

/* Requests read the clock before they wait for the writer. */
static void
test_a_clock_that_falls_back_loses_nothing(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket;

    ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    d->cx.now += 500;
    desk_reply(d, FRAN, ticket.id, "Which key?", "Waiting on user");
    d->cx.now -= 300;
    ticket = desk_write(d, ROSA, ticket.id, "The one of the cellar.");
    assert_string_equal(ticket.state, "Open");
    assert_int_equal(ticket.updated_at, DESK_NOW + 500);
    assert_true(ticket.resolve_due_at > 0);
}

static void
test_still_waiting_is_noted_but_does_not_raise_again_and_again(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct ticket_buttons buttons;

    d->cx.now = ticket.first_due_at + 1;
    assert_done(ticket_buttons(as(d, ROSA), &ticket, &buttons));
    assert_true(buttons.still_waiting);
    DONE(d, ticket_still_waiting(as(d, ROSA), ticket.id));
    REFUSED(d, ERR_CONFLICT,
            ticket_still_waiting(by_link(d, ROSA, ticket.id), ticket.id));
    DONE(d, ticket_run_due(as(d, KINDESK), ticket.id));
    assert_string_equal(desk_ticket(d, ticket.id).priority, "High");
    assert_int_equal(desk_events(d, ticket.id, EVENT_STILL_WAITING), 1);
}

static void
test_a_held_message_is_let_in_with_its_author(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct message_id held = desk_hold(d, ticket.id, RUI, "I have the pelican key.");
    struct ticket_filter filter = {.assignee = -1, .q = "pelican"};
    int64_t n;

    ticket = desk_ticket(d, ticket.id);
    assert_int_equal(ticket.message_n, 2);
    REFUSED(d, ERR_DENIED, ticket_admit(as(d, ROSA), ticket.id, held));
    REFUSED(d, ERR_NOT_FOUND, ticket_admit(as(d, FRAN), (struct ticket_id){77}, held));
    DONE(d, ticket_admit(as(d, FRAN), ticket.id, held));
    REFUSED(d, ERR_CONFLICT, ticket_admit(as(d, FRAN), ticket.id, held));
    ticket = desk_ticket(d, ticket.id);
    assert_int_equal(ticket.message_n, 2);
    assert_int_equal(desk_events(d, ticket.id, EVENT_JOINED), 1);
    assert_done(ticket_get(as(d, RUI), ticket.id, &ticket));
    desk_reply(d, FRAN, ticket.id, "Bring it, please.", NULL);
    assert_int_equal(desk_mails(d, RUI, OUTGOING_REPLY), 1);
    assert_done(ticket_count(as(d, FRAN), &filter, &n));
    assert_int_equal(n, 1);
}

static void
test_proving_an_address_is_noted_on_the_open_tickets(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket first = desk_ask(d, SAM, "A question", "Where is the key?");
    struct ticket second = desk_ask(d, SAM, "Another", "Where is the door?");

    DONE(d, ticket_mark_verified(as(d, KINDESK), d->person[SAM]));
    DONE(d, ticket_mark_verified(as(d, KINDESK), d->person[SAM]));
    assert_int_equal(desk_events(d, first.id, EVENT_VERIFIED), 1);
    assert_int_equal(desk_events(d, second.id, EVENT_VERIFIED), 1);
    assert_true(desk_ticket(d, second.id).requester_verified);
}

static void
test_only_the_requester_of_a_resolved_ticket_reopens_it(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = resolved_ticket(d), spam;

    desk_follow(d, ticket.id, PIA);
    REFUSED(d, ERR_DENIED, ticket_reopen(as(d, PIA), ticket.id, "again"));
    DONE(d, ticket_reopen(as(d, ROSA), ticket.id, "again"));
    assert_string_equal(desk_ticket(d, ticket.id).state, "Open");
    REFUSED(d, ERR_CONFLICT, ticket_reopen(as(d, FRAN), ticket.id, "again"));
    spam = desk_ask(d, ROSA, "Cheap keys", "Buy them.");
    DONE(d, ticket_change(as(d, FRAN), spam.id,
                          &(struct ticket_change){.state = "Spam", .assignee = -1}));
    REFUSED(d, ERR_CONFLICT, ticket_reopen(as(d, ROSA), spam.id, "it is not"));
    DONE(d, ticket_reopen(as(d, FRAN), spam.id, "it is not"));
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_a_reply_opens_takes_and_is_mailed_once_to_each),
    DESK_BOTH(test_a_note_is_mailed_to_nobody_and_answers_nothing),
    DESK_BOTH(test_asking_for_more_stops_the_clocks_and_an_answer_goes_on),
    DESK_BOTH(test_a_participant_answers_too),
    DESK_BOTH(test_resolving_keeps_the_solution_and_asks_whether_it_helped),
    DESK_BOTH(test_confirming_closes_and_asks_how_we_did_once),
    DESK_BOTH(test_not_solved_reopens_with_and_without_words),
    DESK_BOTH(test_who_has_the_ticket_hears_that_it_goes_on_else_the_team),
    DESK_BOTH(test_a_message_to_a_closed_ticket_opens_a_new_one_that_names_it),
    DESK_BOTH(test_a_long_subject_is_no_hindrance_to_go_on),
    DESK_BOTH(test_what_was_closed_under_an_older_plan_goes_on_under_the_new),
    DESK_BOTH(test_only_a_file_is_a_message_too),
    DESK_BOTH(test_a_reply_is_held_back_when_something_unseen_came),
    DESK_BOTH(test_of_two_changes_from_one_state_the_second_is_refused),
    DESK_BOTH(test_a_clock_that_falls_back_loses_nothing),
    DESK_BOTH(test_still_waiting_is_noted_but_does_not_raise_again_and_again),
    DESK_BOTH(test_a_held_message_is_let_in_with_its_author),
    DESK_BOTH(test_proving_an_address_is_noted_on_the_open_tickets),
    DESK_BOTH(test_only_the_requester_of_a_resolved_ticket_reopens_it),
};
FIXTURE_MAIN(tests)
