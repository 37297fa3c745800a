/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that let somebody in: links, sessions, passwords, tokens (threats D33 to D38).
 */
#include "desk/link.h"

#include "desk/desk_fixture_test.h"
#include "desk/session.h"
#include "desk/survey.h"
#include "desk/token.h"

static const struct ticket_id NO_TICKET = {0};

static const char *
make_link(struct desk *d, enum link_purpose purpose, struct ticket_id ticket)
{
    const char *token;

    DONE(d, link_add(as(d, KINDESK), purpose, d->person[ROSA], ticket, &token));
    assert_int_equal(strlen(token), 64);
    return token;
}

static void
test_a_sign_in_link_is_good_once_and_for_a_while(void **state)
{
    struct desk *d = desk_of(state);
    const char *token = make_link(d, LINK_SIGN_IN, NO_TICKET), *late;
    struct link link;

    DONE(d, link_use(as(d, NOBODY), LINK_SIGN_IN, token, &link));
    assert_int_equal(link.person.v, d->person[ROSA].v);
    REFUSED(d, ERR_NOT_FOUND, link_use(as(d, NOBODY), LINK_SIGN_IN, token, &link));
    late = make_link(d, LINK_SIGN_IN, NO_TICKET);
    d->cx.now += d->config->link_ms - 1;
    assert_done(link_get(as(d, NOBODY), LINK_SIGN_IN, late, &link));
    d->cx.now += 1;
    assert_refused(link_get(as(d, NOBODY), LINK_SIGN_IN, late, &link), ERR_NOT_FOUND);
}

static void
test_a_link_is_good_for_its_purpose_only(void **state)
{
    struct desk *d = desk_of(state);
    static const enum link_purpose purposes[] = {LINK_SIGN_IN, LINK_TICKET, LINK_SURVEY,
                                                 LINK_SETUP, LINK_RESET};
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct link link;

    for (int made = 0; made < 5; made++) {
        const char *token = make_link(d, purposes[made], ticket.id);

        for (int used = 0; used < 5; used++) {
            struct err *err = link_get(as(d, NOBODY), purposes[used], token, &link);

            assert_true(made == used ? !err : err && err->kind == ERR_NOT_FOUND);
        }
    }
}

static void
test_what_is_no_token_finds_nothing_and_none_is_stored(void **state)
{
    struct desk *d = desk_of(state);
    const char *token = make_link(d, LINK_TICKET, NO_TICKET);
    char *prefix = arena_strndup(d->cx.arena, token, 63);
    const char *const wrong[] = {"",
                                 "%",
                                 "*",
                                 prefix,
                                 "k\xC3\xA9y",
                                 "' OR 1=1 --",
                                 str_lower(d->cx.arena, "ABCDEF")};
    struct link link;
    int64_t n;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_refused(link_get(as(d, NOBODY), LINK_TICKET, wrong[i], &link),
                       ERR_NOT_FOUND);
    assert_done(db_number(&d->cx, &n, 0, "SELECT count(*) FROM link WHERE hash = $1",
                          ARG(bytes_of(token))));
    assert_int_equal(n, 0);
}

static void
test_a_new_password_and_a_closed_account_end_all_that_let_in(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    const char *sign_in = make_link(d, LINK_SIGN_IN, NO_TICKET), *session;
    const char *private = make_link(d, LINK_TICKET, ticket.id);
    struct session found;
    struct link link;

    DONE(d, session_start(as(d, NOBODY), d->person[ROSA], NULL, &session));
    DONE(d, person_set_password(as(d, ROSA), d->person[ROSA], "hash"));
    assert_refused(link_get(as(d, NOBODY), LINK_SIGN_IN, sign_in, &link), ERR_NOT_FOUND);
    assert_refused(link_get(as(d, NOBODY), LINK_TICKET, private, &link), ERR_NOT_FOUND);
    assert_refused(session_get(as(d, NOBODY), session, &found), ERR_NOT_FOUND);
    DONE(d, person_set_active(as(d, ADA), d->person[ROSA], false));
    private = make_link(d, LINK_TICKET, ticket.id); /* by a mail that was on its way */
    assert_refused(link_get(as(d, NOBODY), LINK_TICKET, private, &link), ERR_NOT_FOUND);
}

static void
test_a_session_rotates_and_ends_when_idle_and_in_any_case(void **state)
{
    struct desk *d = desk_of(state);
    const char *first, *second;
    struct session session;

    DONE(d, session_start(as(d, NOBODY), d->person[FRAN], NULL, &first));
    assert_done(session_get(as(d, NOBODY), first, &session));
    assert_int_equal(session.person.id.v, d->person[FRAN].v);
    DONE(d, session_start(as(d, NOBODY), d->person[FRAN], first, &second));
    assert_string_not_equal(first, second);
    assert_refused(session_get(as(d, NOBODY), first, &session), ERR_NOT_FOUND);
    for (int i = 0; i < 13; i++) { /* used every 23 h: 13 days */
        d->cx.now += 23 * MS_HOUR;
        assert_done(session_get(as(d, NOBODY), second, &session));
        assert_true(session.touch);
        DONE(d, session_mark_seen(as(d, NOBODY), second));
    }
    assert_done(session_get(as(d, NOBODY), second, &session));
    assert_false(session.touch);
    d->cx.now = DESK_NOW + 14 * MS_DAY;
    assert_refused(session_get(as(d, NOBODY), second, &session), ERR_NOT_FOUND);
    DONE(d, session_start(as(d, NOBODY), d->person[FRAN], NULL, &first));
    d->cx.now += MS_DAY;
    assert_refused(session_get(as(d, NOBODY), first, &session), ERR_NOT_FOUND);
}

static void
test_a_change_of_role_ends_sessions_and_tokens(void **state)
{
    struct desk *d = desk_of(state);
    const char *session, *token;
    struct session found;
    struct person person;

    DONE(d, session_start(as(d, NOBODY), d->person[FRAN], NULL, &session));
    DONE(d, token_add(as(d, KINDESK), "fran@desk.example", &token));
    assert_done(token_get(as(d, NOBODY), token, &person));
    DONE(d, person_set_role(as(d, ADA), d->person[FRAN], ROLE_REQUESTER));
    assert_refused(session_get(as(d, NOBODY), session, &found), ERR_NOT_FOUND);
    assert_refused(token_get(as(d, NOBODY), token, &person), ERR_DENIED);
}

/* The same for an address that nobody has (threat D37). */
static void
test_failed_sign_ins_are_limited_for_account_and_network(void **state)
{
    struct desk *d = desk_of(state);
    static const char *const emails[] = {"rosa@people.example", "none@people.example"};
    const char *texts[2];

    for (int e = 0; e < 2; e++) {
        const char *address = e ? "198.51.100.1" : "192.0.2.1";

        for (int i = 0; i < d->config->sign_in_per_account_n; i++) {
            assert_done(session_may_try(as(d, NOBODY), emails[e], address));
            DONE(d, session_tried(as(d, NOBODY), emails[e], address, false));
        }
        struct err *err = session_may_try(as(d, NOBODY), emails[e], "203.0.113.9");
        assert_refused(err, ERR_LIMIT);
        texts[e] = err->text;
    }
    assert_string_equal(texts[0], texts[1]);
    assert_refused(session_may_try(as(d, NOBODY), "ROSA@people.example", "203.0.113.9"),
                   ERR_LIMIT);
    for (int i = 0; i < 3; i++)
        DONE(d,
             session_tried(as(d, NOBODY), "other@people.example", "192.0.2.200", false));
    assert_refused(session_may_try(as(d, NOBODY), "new@people.example", "192.0.2.77"),
                   ERR_LIMIT);
    d->cx.now += 15 * MS_MINUTE;
    assert_done(session_may_try(as(d, NOBODY), emails[0], "192.0.2.1"));
}

/* Threats C30, E51. */
static void
test_nobody_rises_above_themselves_and_one_administrator_stays(void **state)
{
    struct desk *d = desk_of(state);
    struct person_fields fields = {.email = "new@desk.example", .name = "New"};
    struct person_id id;

    REFUSED(d, ERR_DENIED, person_add(as(d, FRAN), ROLE_MANAGER, &fields, &id));
    REFUSED(d, ERR_DENIED, person_add(as(d, MIA), ROLE_ADMINISTRATOR, &fields, &id));
    REFUSED(d, ERR_DENIED, person_add(as(d, NOBODY), ROLE_REQUESTER, &fields, &id));
    REFUSED(d, ERR_DENIED,
            person_set_role(as(d, MIA), d->person[MIA], ROLE_ADMINISTRATOR));
    REFUSED(d, ERR_DENIED, person_set_role(as(d, FRAN), d->person[ROSA], ROLE_AGENT));
    REFUSED(d, ERR_DENIED, person_set_active(as(d, MIA), d->person[ADA], false));
    REFUSED(d, ERR_NOT_FOUND, person_set(as(d, FRAN), d->person[ADA], &fields, NULL));
    REFUSED(d, ERR_NOT_FOUND, person_set(as(d, ROSA), d->person[RUI], &fields, NULL));
    REFUSED(d, ERR_CONFLICT, person_set_role(as(d, ADA), d->person[ADA], ROLE_AGENT));
    REFUSED(d, ERR_CONFLICT, person_set_active(as(d, ADA), d->person[ADA], false));
    DONE(d, person_set_role(as(d, ADA), d->person[MIA], ROLE_ADMINISTRATOR));
    DONE(d, person_set_role(as(d, ADA), d->person[ADA], ROLE_AGENT));
    REFUSED(d, ERR_CONFLICT, person_set_active(as(d, KINDESK), d->person[MIA], false));
}

static void
test_a_survey_is_answered_by_its_requester_and_may_be_changed(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct survey survey;
    bool found;

    desk_follow(d, ticket.id, PIA);
    REFUSED(d, ERR_NOT_FOUND, survey_answer(as(d, ROSA), ticket.id, "Great", NULL));
    desk_reply(d, FRAN, ticket.id, "There.", "Resolved");
    DONE(d, ticket_confirm(as(d, ROSA), ticket.id));
    DONE(d, survey_answer(by_link(d, ROSA, ticket.id), ticket.id, "Great", NULL));
    DONE(d, survey_answer(as(d, ROSA), ticket.id, "bad", "It broke again."));
    DONE(d, survey_answer(as(d, ROSA), ticket.id, "Bad", NULL));
    assert_done(survey_find(as(d, FRAN), ticket.id, &survey, &found));
    assert_int_equal(survey.score, 1);
    assert_string_equal(survey.comment, "It broke again.");
    REFUSED(d, ERR_INVALID, survey_answer(as(d, ROSA), ticket.id, "Splendid", NULL));
    REFUSED(d, ERR_DENIED, survey_answer(as(d, PIA), ticket.id, "Great", NULL));
    REFUSED(d, ERR_DENIED,
            survey_answer(by_link(d, PIA, ticket.id), ticket.id, "Great", NULL));
    REFUSED(d, ERR_DENIED, survey_answer(as(d, FRAN), ticket.id, "Great", NULL));
    d->cx.now += 31 * MS_DAY;
    REFUSED(d, ERR_CONFLICT, survey_answer(as(d, ROSA), ticket.id, "Great", NULL));
}

static void
test_people_are_found_by_part_of_their_name_page_by_page(void **state)
{
    struct desk *d = desk_of(state);
    struct person_fields fields = {.email = "angela@people.example", .name = "Ángela Ñu"};
    struct person_filter filter = {.q = "Ángela"};
    struct person *list;
    struct person_id id;
    int64_t total, seen_n = 0;
    size_t n;

    DONE(d, person_add(as(d, KINDESK), ROLE_REQUESTER, &fields, &id));
    assert_done(person_list(as(d, FRAN), &filter, 10, &list, &n));
    assert_int_equal(n, 1);
    filter.q = "  PEOPLE.example ";
    assert_done(person_count(as(d, FRAN), &filter, &total));
    assert_int_equal(total, 4);
    do {
        assert_done(person_list(as(d, FRAN), &filter, 3, &list, &n));
        if (n)
            filter.after = list[n - 1].id;
        seen_n += (int64_t)n;
    } while (n == 3);
    assert_int_equal(seen_n, total);
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_a_sign_in_link_is_good_once_and_for_a_while),
    DESK_BOTH(test_a_link_is_good_for_its_purpose_only),
    DESK_BOTH(test_what_is_no_token_finds_nothing_and_none_is_stored),
    DESK_BOTH(test_a_new_password_and_a_closed_account_end_all_that_let_in),
    DESK_BOTH(test_a_session_rotates_and_ends_when_idle_and_in_any_case),
    DESK_BOTH(test_a_change_of_role_ends_sessions_and_tokens),
    DESK_BOTH(test_failed_sign_ins_are_limited_for_account_and_network),
    DESK_BOTH(test_nobody_rises_above_themselves_and_one_administrator_stays),
    DESK_BOTH(test_a_survey_is_answered_by_its_requester_and_may_be_changed),
    DESK_BOTH(test_people_are_found_by_part_of_their_name_page_by_page),
};
FIXTURE_MAIN(tests)
