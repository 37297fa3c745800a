/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/ticket_open.h"

#include "desk/desk_fixture_test.h"
#include "desk/idempotency.h"

static struct ticket_request
request_of(struct desk *d, enum who who)
{
    return (struct ticket_request){.requester = d->person[who],
                                   .channel = "web",
                                   .subject = "The wifi is gone",
                                   .text = "In room 12 nothing connects."};
}

static void
test_words_route_and_impact_decides_with_its_reason(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_request request = request_of(d, ROSA);
    struct ticket ticket;
    const char *data;

    request.impact = "Everyone";
    request.urgency = "Work has stopped";
    DONE(d, ticket_open(as(d, ROSA), &request, &ticket));
    assert_string_equal(ticket.topic, "Network");
    assert_string_equal(ticket.team, "Network");
    assert_int_equal(ticket.tier, 2);
    assert_string_equal(ticket.priority, "Critical");
    assert_int_equal(ticket.priority_rank, 1);
    assert_string_equal(ticket.state, "New");
    assert_int_equal(ticket.first_due_at, DESK_NOW + 15 * MS_MINUTE);
    assert_int_equal(ticket.resolve_due_at, DESK_NOW + 4 * MS_HOUR);
    data = desk_event_data(d, ticket.id, EVENT_CREATED);
    assert_non_null(strstr(data, "\"why\":{\"line\":"));
    assert_non_null(strstr(data, "Critical"));
}

static void
test_what_is_not_said_is_the_mildest_and_business_hours_count(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    assert_string_equal(ticket.topic, "Something else");
    assert_string_equal(ticket.team, "Front Desk");
    assert_string_equal(ticket.impact, "One person");
    assert_string_equal(ticket.urgency, "Can wait");
    assert_string_equal(ticket.priority, "Normal");
    /* 11:00 at the desk and 4 h of open time: 15:00, 14:00 UTC */
    assert_int_equal(ticket.first_due_at, DESK_NOW + 4 * MS_HOUR);
    /* three days of 8 h, 2 h of the first gone: Thursday 11:00 */
    assert_int_equal(ticket.resolve_due_at, DESK_NOW + 3 * MS_DAY);
    assert_int_equal(ticket.queue_at, ticket.first_due_at);
    assert_true(ticket.next_due_at > DESK_NOW);
    assert_int_equal(ticket.unanswered, 1);
    assert_int_equal(ticket.message_n, 1);
}

static void
test_a_known_address_gets_the_whole_acknowledgement(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    assert_int_equal(desk_mails(d, ROSA, OUTGOING_ACKNOWLEDGEMENT), 1);
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_FIRST), 0);
    assert_int_equal(desk_events(d, ticket.id, EVENT_ACKNOWLEDGED), 1);
    assert_true(ticket.requester_verified);
}

static void
test_a_stranger_gets_our_own_words_only_and_few(void **state)
{
    struct desk *d = desk_of(state);

    for (int i = 0; i < 4; i++) {
        struct ticket ticket = desk_ask(d, SAM, "A question", "Where is the key?");

        assert_false(ticket.requester_verified);
        assert_int_equal(desk_events(d, ticket.id, EVENT_ACKNOWLEDGED), i < 2);
    }
    assert_int_equal(desk_mails(d, SAM, OUTGOING_FIRST), 2);
    assert_int_equal(desk_mails(d, SAM, OUTGOING_ACKNOWLEDGEMENT), 0);
    d->cx.now += MS_DAY;
    desk_ask(d, SAM, "A question", "Where is the key?");
    assert_int_equal(desk_mails(d, SAM, OUTGOING_FIRST), 3);
}

static void
test_quiet_requests_are_not_acknowledged(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_request request = request_of(d, ROSA);
    struct ticket ticket;

    request.quiet = true;
    DONE(d, ticket_open(as(d, KINDESK), &request, &ticket));
    assert_int_equal(desk_number(d, "SELECT count(*) FROM outgoing"), 0);
}

static void
test_every_field_error_is_told_at_once(void **state)
{
    struct desk *d = desk_of(state);
    static const char *const fields[] = {"subject", "body", "topic", "impact", "urgency"};
    struct ticket_request request = {.requester = d->person[ROSA],
                                     .channel = "web",
                                     .subject = "  \n ",
                                     .text = "",
                                     .topic = "Cooking",
                                     .impact = "Nobody",
                                     .urgency = "Yesterday"};
    struct ticket ticket;
    struct err *err;
    size_t n = 0;

    assert_done(db_begin(&d->cx, true));
    for (err = ticket_open(as(d, ROSA), &request, &ticket); err; err = err->next, n++) {
        assert_true(n < 5);
        assert_int_equal(err->kind, ERR_INVALID);
        assert_string_equal(err->field, fields[n]);
    }
    assert_int_equal(n, 5);
    db_rollback(&d->cx);
}

static void
test_limits_hold_at_their_edge(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_request request = request_of(d, ROSA);
    char subject[102], text[2002];
    struct ticket ticket;

    memset(subject, 'x', sizeof subject - 1);
    memset(text, 'y', sizeof text - 1);
    subject[100] = text[2000] = '\0';
    request.subject = subject;
    request.text = text;
    DONE(d, ticket_open(as(d, ROSA), &request, &ticket));
    subject[100] = 'x';
    subject[101] = '\0';
    REFUSED(d, ERR_INVALID, ticket_open(as(d, ROSA), &request, &ticket));
    subject[100] = '\0';
    text[2000] = 'y';
    text[2001] = '\0';
    REFUSED(d, ERR_INVALID, ticket_open(as(d, ROSA), &request, &ticket));
}

static void
test_strangers_of_one_network_are_limited_and_others_are_not(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_request request = request_of(d, SAM);
    struct ticket ticket;

    request.quiet = true;
    for (int i = 0; i < d->config->new_per_network_n; i++)
        DONE(d, ticket_open(as(d, NOBODY), &request, &ticket));
    REFUSED(d, ERR_LIMIT, ticket_open(as(d, NOBODY), &request, &ticket));
    as(d, NOBODY);
    d->actor.address = "192.0.2.99"; /* the same /24 */
    REFUSED(d, ERR_LIMIT, ticket_open(&d->cx, &request, &ticket));
    d->actor.address = "198.51.100.1";
    DONE(d, ticket_open(&d->cx, &request, &ticket));
    DONE(d, ticket_open(as(d, FRAN), &request, &ticket));
    d->cx.now += MS_HOUR;
    DONE(d, ticket_open(as(d, NOBODY), &request, &ticket));
}

/* An agent on the telephone has answered by opening it, and acts under their own name. */
static void
test_a_call_is_answered_at_once(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_request request = request_of(d, ROSA);
    struct ticket ticket;
    struct event *events;
    size_t n;

    request.channel = "phone";
    DONE(d, ticket_open(as(d, FRAN), &request, &ticket));
    assert_int_equal(ticket.first_done_at, DESK_NOW);
    assert_int_equal(ticket.first_due_at, 0);
    assert_int_equal(ticket.requester.v, d->person[ROSA].v);
    assert_done(event_list(&d->cx, ticket.id, &events, &n));
    assert_int_equal(events[0].actor.v, d->person[FRAN].v);
    /* what was true then stays true when the agent leaves the desk */
    DONE(d, person_set_role(as(d, ADA), d->person[FRAN], ROLE_REQUESTER));
}

static void
test_the_same_form_twice_is_done_once(void **state)
{
    struct desk *d = desk_of(state);
    struct bytes form = bytes_of("subject=wifi"), other = bytes_of("subject=none");
    struct idempotent answer = {.status = 7, .body = "done"}, known;
    bool found;

    assert_done(idempotency_find(as(d, ROSA), "key", form, &known, &found));
    assert_false(found);
    DONE(d, idempotency_add(as(d, ROSA), "key", form, &answer));
    assert_done(idempotency_find(as(d, ROSA), "key", form, &known, &found));
    assert_true(found);
    assert_int_equal(known.status, 7);
    assert_string_equal(known.body, "done");
    assert_refused(idempotency_find(as(d, ROSA), "key", other, &known, &found),
                   ERR_INVALID);
    assert_done(idempotency_find(as(d, RUI), "key", other, &known, &found));
    assert_false(found);
    REFUSED(d, ERR_CONFLICT, idempotency_add(as(d, ROSA), "key", form, &answer));
}

static void
test_a_requester_without_an_account_here_opens_none(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_request request = request_of(d, ROSA);
    struct ticket ticket;

    request.requester.v = 999;
    REFUSED(d, ERR_NOT_FOUND, ticket_open(as(d, KINDESK), &request, &ticket));
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_words_route_and_impact_decides_with_its_reason),
    DESK_BOTH(test_what_is_not_said_is_the_mildest_and_business_hours_count),
    DESK_BOTH(test_a_known_address_gets_the_whole_acknowledgement),
    DESK_BOTH(test_a_stranger_gets_our_own_words_only_and_few),
    DESK_BOTH(test_quiet_requests_are_not_acknowledged),
    DESK_BOTH(test_every_field_error_is_told_at_once),
    DESK_BOTH(test_limits_hold_at_their_edge),
    DESK_BOTH(test_strangers_of_one_network_are_limited_and_others_are_not),
    DESK_BOTH(test_a_call_is_answered_at_once),
    DESK_BOTH(test_the_same_form_twice_is_done_once),
    DESK_BOTH(test_a_requester_without_an_account_here_opens_none),
};
FIXTURE_MAIN(tests)
