/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/outgoing.h"

#include "desk/desk_fixture_test.h"

static struct outgoing
first_mail(struct desk *d)
{
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct outgoing *list;
    size_t n;

    assert_done(outgoing_of_ticket(as(d, KINDESK), ticket.id, &list, &n));
    assert_int_equal(n, 1);
    return list[0];
}

static void
expect_id(struct desk *d, const char *id, int64_t expected)
{
    struct ticket_id ticket;
    bool ours;

    assert_done(outgoing_check_id(as(d, KINDESK), id, &ours, &ticket));
    if (ours != (expected > 0) || ticket.v != expected)
        fail_msg("%s: %lld", id, (long long)ticket.v);
}

/* Threat A1. */
static void
test_an_id_is_ours_only_with_its_code(void **state)
{
    struct desk *d = desk_of(state);
    struct outgoing mail = first_mail(d);
    char id[128];
    size_t n = strlen(mail.message_id), at = strcspn(mail.message_id, "@");

    assert_true(n < sizeof id - 8);
    expect_id(d, mail.message_id, 1);
    memcpy(id, mail.message_id, n + 1);
    id[2] = '2'; /* of another ticket */
    expect_id(d, id, 0);
    for (size_t i = 4; i < at; i++) { /* each letter of nonce and code counts */
        memcpy(id, mail.message_id, n + 1);
        id[i] = id[i] == 'a' ? 'b' : 'a';
        expect_id(d, id, 0);
        memcpy(id, mail.message_id, i); /* cut short */
        snprintf(id + i, sizeof id - i, "@desk.example");
        expect_id(d, id, 0);
    }
    snprintf(id, sizeof id, "k.+1%s", mail.message_id + 3);
    expect_id(d, id, 0);
    snprintf(id, sizeof id, "k.01%s", mail.message_id + 3);
    expect_id(d, id, 0);
    snprintf(id, sizeof id, "k. 1%s", mail.message_id + 3);
    expect_id(d, id, 0);
    snprintf(id, sizeof id, "%.*s0@desk.example", (int)at, mail.message_id);
    expect_id(d, id, 0);
    snprintf(id, sizeof id, "%.*s@elsewhere.example", (int)at, mail.message_id);
    expect_id(d, id, 1); /* the desk may have had that domain */
    expect_id(d, "k.99999999999999999999999999.0.0@x", 0);
    expect_id(d, "", 0);
    expect_id(d, NULL, 0);
}

/* Threat A4. */
static void
test_strangers_of_one_domain_share_its_budget(void **state)
{
    struct desk *d = desk_of(state);
    int64_t queued_n = 0;

    for (int i = 0; i < 8; i++) {
        char *email = arena_printf(d->cx.arena, "v%d@victim.example", i);
        struct person person;
        bool queued;

        DONE(d, person_reach(as(d, KINDESK), email, "V", NULL, &person));
        DONE(d, outgoing_add(as(d, NOBODY), OUTGOING_FIRST, person.id,
                             (struct ticket_id){0}, (struct message_id){0}, &queued));
        queued_n += queued;
    }
    assert_int_equal(queued_n, d->config->first_mail_per_domain_n);
}

static void
test_strangers_get_nothing_automatic_but_within_their_budget(void **state)
{
    struct desk *d = desk_of(state);
    static const struct {
        enum outgoing_kind kind;
        bool queued;
    } mails[] = {
        {OUTGOING_ACKNOWLEDGEMENT, false},
        {OUTGOING_NOTIFY,          false},
        {OUTGOING_SIGN_IN,         true },
        {OUTGOING_REMIND,          true },
        {OUTGOING_SURVEY,          false}, /* two a day */
        {OUTGOING_FIRST,           false},
        {OUTGOING_REPLY,           true }, /* a person wrote it */
        {OUTGOING_RESOLVED,        true },
    };

    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        bool queued;

        DONE(d, outgoing_add(as(d, KINDESK), mails[i].kind, d->person[SAM],
                             (struct ticket_id){0}, (struct message_id){0}, &queued));
        if (queued != mails[i].queued)
            fail_msg("%s", outgoing_kind_name(mails[i].kind));
    }
}

static void
test_a_failed_mail_is_told_on_its_ticket_and_can_be_tried_again(void **state)
{
    struct desk *d = desk_of(state);
    struct outgoing mail = first_mail(d);
    struct ticket_id ticket;
    bool found;

    DONE(d, outgoing_mark(as(d, KINDESK), mail.id, OUTGOING_SENT, "250 OK"));
    REFUSED(d, ERR_CONFLICT,
            outgoing_mark(as(d, KINDESK), mail.id, OUTGOING_SENT, "250 OK"));
    REFUSED(d, ERR_CONFLICT, outgoing_retry(as(d, FRAN), mail.id));
    DONE(d, outgoing_mark_bounced(as(d, KINDESK), mail.message_id, "550 unknown", &found,
                                  &ticket));
    assert_true(found);
    DONE(d, outgoing_mark_bounced(as(d, KINDESK), mail.message_id, "550 unknown", &found,
                                  &ticket));
    assert_false(found);
    assert_int_equal(ticket.v, mail.ticket.v);
    assert_int_equal(desk_events(d, mail.ticket, EVENT_MAIL_FAILED), 1);
    REFUSED(d, ERR_DENIED, outgoing_retry(as(d, ROSA), mail.id));
    DONE(d, outgoing_retry(as(d, FRAN), mail.id));
}

static void
test_references_are_those_of_one_reader(void **state)
{
    struct desk *d = desk_of(state);
    struct outgoing mail = first_mail(d);
    const char **ids;
    size_t n;

    desk_follow(d, mail.ticket, PIA);
    desk_reply(d, FRAN, mail.ticket, "Which key?", NULL);
    assert_done(outgoing_references(as(d, KINDESK), &mail, &ids, &n));
    assert_int_equal(n, 2);
    assert_string_equal(ids[0], mail.message_id);
    assert_done(outgoing_references(as(d, KINDESK),
                                    &(struct outgoing){.ticket = mail.ticket,
                                                       .person = d->person[PIA],
                                                       .message_id = ""},
                                    &ids, &n));
    assert_int_equal(n, 1);
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_an_id_is_ours_only_with_its_code),
    DESK_BOTH(test_strangers_of_one_domain_share_its_budget),
    DESK_BOTH(test_strangers_get_nothing_automatic_but_within_their_budget),
    DESK_BOTH(test_a_failed_mail_is_told_on_its_ticket_and_can_be_tried_again),
    DESK_BOTH(test_references_are_those_of_one_reader),
};
FIXTURE_MAIN(tests)
