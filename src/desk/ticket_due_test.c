/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/ticket_due.h"

#include "desk/desk_fixture_test.h"

/* Moves the clock to the ticket's next moment and does what is due. */
static struct ticket
pass_next(struct desk *d, struct ticket_id id)
{
    struct ticket ticket = desk_ticket(d, id);

    assert_true(ticket.next_due_at > 0);
    if (d->cx.now < ticket.next_due_at)
        d->cx.now = ticket.next_due_at;
    DONE(d, ticket_run_due(as(d, KINDESK), id));
    DONE(d, ticket_run_due(as(d, KINDESK), id)); /* a second time does nothing more */
    return desk_ticket(d, id);
}

static void
test_a_promise_warns_then_is_missed_and_climbs_once(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    ticket = pass_next(d, ticket.id);
    assert_int_equal(d->cx.now, DESK_NOW + 3 * MS_HOUR); /* 75% of 4 h */
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 1);
    assert_string_equal(ticket.team, "Front Desk");
    ticket = pass_next(d, ticket.id);
    assert_int_equal(d->cx.now, DESK_NOW + 4 * MS_HOUR);
    assert_string_equal(ticket.team, "Network");
    assert_int_equal(desk_events(d, ticket.id, EVENT_FIRED), 2);
    ticket = pass_next(d, ticket.id); /* a tag, which another rule waits for */
    assert_int_equal(d->cx.now, DESK_NOW + 3 * MS_DAY);
    assert_string_equal(ticket.tags, "missed");
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 1);
}

static void
test_silence_is_reminded_then_resolved_then_closed_and_surveyed(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    desk_reply(d, FRAN, ticket.id, "Which key?", "Waiting on user");
    pass_next(d, ticket.id);
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_REMIND), 1);
    ticket = pass_next(d, ticket.id);
    assert_string_equal(ticket.state, "Resolved");
    assert_string_equal(ticket.solution, "No answer");
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_SETTLED), 1);
    ticket = pass_next(d, ticket.id);
    assert_string_equal(ticket.state, "Closed");
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_SURVEY), 1);
    assert_int_equal(ticket.next_due_at, 0);
}

static void
test_what_is_secret_is_restricted_at_once(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "Phishing", "A mail asks for my password.");

    assert_string_equal(ticket.topic, "Security");
    ticket = pass_next(d, ticket.id);
    assert_int_equal(d->cx.now, DESK_NOW);
    assert_int_equal(ticket.restricted, 1);
    assert_int_equal(desk_mails(d, MIA, OUTGOING_NOTIFY), 1);
    REFUSED(d, ERR_NOT_FOUND, ticket_take(as(d, FRAN), ticket.id));
}

static void
test_due_tickets_are_listed_when_their_time_came(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct ticket_id *ids;
    int64_t at;
    size_t n;

    assert_done(ticket_next_due(as(d, KINDESK), &at));
    assert_int_equal(at, ticket.next_due_at);
    d->cx.now = at - 1;
    assert_done(ticket_list_due(as(d, KINDESK), 10, &ids, &n));
    assert_int_equal(n, 0);
    d->cx.now = at;
    assert_done(ticket_list_due(as(d, KINDESK), 10, &ids, &n));
    assert_int_equal(n, 1);
    DONE(d, ticket_run_due(as(d, KINDESK), ids[0]));
    assert_done(ticket_list_due(as(d, KINDESK), 10, &ids, &n));
    assert_int_equal(n, 0);
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_a_promise_warns_then_is_missed_and_climbs_once),
    DESK_BOTH(test_silence_is_reminded_then_resolved_then_closed_and_surveyed),
    DESK_BOTH(test_what_is_secret_is_restricted_at_once),
    DESK_BOTH(test_due_tickets_are_listed_when_their_time_came),
};
FIXTURE_MAIN(tests)
