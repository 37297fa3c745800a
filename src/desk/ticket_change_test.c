/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/desk_fixture_test.h"

#define CHANGE(...) (&(struct ticket_change){.assignee = -1, __VA_ARGS__})

static void
test_impact_and_urgency_decide_the_priority_anew_with_its_reason(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    const char *data;

    DONE(d, ticket_change(as(d, FRAN), ticket.id,
                          CHANGE(.impact = "Everyone", .urgency = "Work has stopped",
                                 .reason = "All stand outside")));
    ticket = desk_ticket(d, ticket.id);
    assert_string_equal(ticket.priority, "Critical");
    assert_int_equal(ticket.first_due_at, DESK_NOW + 15 * MS_MINUTE);
    data = desk_event_data(d, ticket.id, EVENT_CHANGED);
    assert_non_null(strstr(data, "\"why\":{\"line\":"));
    assert_non_null(strstr(data, "All stand outside"));
    DONE(d, ticket_change(as(d, FRAN), ticket.id,
                          CHANGE(.impact = "One person", .priority = "High")));
    assert_string_equal(desk_ticket(d, ticket.id).priority, "High");
}

static void
test_a_topic_moves_to_its_team_and_a_stranger_to_the_team_lets_go(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    DONE(d, ticket_take(as(d, FRAN), ticket.id));
    DONE(d, ticket_change(as(d, FRAN), ticket.id, CHANGE(.topic = "Network")));
    ticket = desk_ticket(d, ticket.id);
    assert_string_equal(ticket.team, "Network");
    assert_int_equal(ticket.tier, 2);
    assert_int_equal(ticket.assignee.v, 0);
    DONE(d, ticket_change(as(d, FRAN), ticket.id,
                          &(struct ticket_change){.team = "Front Desk",
                                                  .assignee = d->person[NORA].v}));
    ticket = desk_ticket(d, ticket.id);
    assert_int_equal(ticket.assignee.v, d->person[NORA].v);
    DONE(d, ticket_change(as(d, FRAN), ticket.id, CHANGE(.team = "Network")));
    assert_int_equal(desk_ticket(d, ticket.id).assignee.v, d->person[NORA].v);
}

static void
test_the_workflow_refuses_what_it_does_not_lead_to(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    REFUSED(d, ERR_INVALID,
            ticket_change(as(d, FRAN), ticket.id, CHANGE(.state = "Closed")));
    REFUSED(d, ERR_INVALID,
            ticket_change(as(d, FRAN), ticket.id, CHANGE(.state = "Resolved")));
    REFUSED(d, ERR_INVALID,
            ticket_change(as(d, FRAN), ticket.id, CHANGE(.state = "Dreaming")));
    DONE(d, ticket_change(as(d, FRAN), ticket.id, CHANGE(.state = "Open")));
}

static void
test_names_that_the_plan_does_not_know_are_refused(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    const struct ticket_change *wrong[] = {
        CHANGE(.topic = "Cooking"),
        CHANGE(.team = "Kitchen"),
        CHANGE(.impact = "Nobody"),
        CHANGE(.urgency = "Yesterday"),
        CHANGE(.priority = "Enormous"),
        CHANGE(.subject = "  "),
        &(struct ticket_change){.assignee = d->person[ROSA].v},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        REFUSED(d, ERR_INVALID, ticket_change(as(d, FRAN), ticket.id, wrong[i]));
    REFUSED(
        d, ERR_NOT_FOUND,
        ticket_change(as(d, FRAN), ticket.id, &(struct ticket_change){.assignee = 999}));
}

static void
test_changing_nothing_writes_nothing(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    DONE(d, ticket_take(as(d, FRAN), ticket.id));
    ticket = desk_ticket(d, ticket.id);
    DONE(d, ticket_take(as(d, FRAN), ticket.id));
    DONE(d, ticket_change(as(d, FRAN), ticket.id, CHANGE(.subject = " A question ")));
    assert_int_equal(desk_ticket(d, ticket.id).event_n, ticket.event_n);
}

static void
test_taking_opens_and_giving_tells_the_other(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    DONE(d, ticket_take(as(d, FRAN), ticket.id));
    ticket = desk_ticket(d, ticket.id);
    assert_string_equal(ticket.state, "Open");
    assert_int_equal(ticket.assignee.v, d->person[FRAN].v);
    assert_int_equal(desk_mails(d, FRAN, OUTGOING_NOTIFY), 0);
    DONE(d, ticket_change(as(d, FRAN), ticket.id,
                          &(struct ticket_change){.assignee = d->person[NORA].v}));
    assert_int_equal(desk_mails(d, NORA, OUTGOING_NOTIFY), 1);
}

static void
test_a_new_subject_is_found(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct ticket_filter filter = {.assignee = -1, .q = "cathedral"};
    int64_t n;

    DONE(d, ticket_change(as(d, FRAN), ticket.id,
                          CHANGE(.subject = "Key of the cathedral")));
    assert_done(ticket_count(as(d, FRAN), &filter, &n));
    assert_int_equal(n, 1);
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_impact_and_urgency_decide_the_priority_anew_with_its_reason),
    DESK_BOTH(test_a_topic_moves_to_its_team_and_a_stranger_to_the_team_lets_go),
    DESK_BOTH(test_the_workflow_refuses_what_it_does_not_lead_to),
    DESK_BOTH(test_names_that_the_plan_does_not_know_are_refused),
    DESK_BOTH(test_changing_nothing_writes_nothing),
    DESK_BOTH(test_taking_opens_and_giving_tells_the_other),
    DESK_BOTH(test_a_new_subject_is_found),
};
FIXTURE_MAIN(tests)
