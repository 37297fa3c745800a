/* SPDX-License-Identifier: Apache-2.0 */
/* Each kind of damage is found, and named. */
#include "desk/check.h"

#include "base/arena.h"
#include "desk/desk_fixture_test.h"
#include "desk/file.h"
#include "desk/find.h"
#include "desk/inbox.h"
#include "desk/job.h"

#define BROKEN(test)                                                                     \
    cmocka_unit_test_setup_teardown(test, desk_on_sqlite, desk_end_broken)

static struct ticket
lived(struct desk *d)
{
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");

    desk_reply(d, FRAN, ticket.id, "Which key?", "Waiting on user");
    desk_write(d, ROSA, ticket.id, "The one of the cellar.");
    assert_int_equal(desk_check(d).n, 0);
    return ticket;
}

static void
test_a_changed_event_is_found(void **state)
{
    struct desk *d = desk_of(state);

    lived(d);
    desk_exec(d, "UPDATE event SET data = '{\"set\":{}}' WHERE n = 4");
    desk_check_finds(d, "event 4 was changed");
}

static void
test_an_event_of_another_time_is_found(void **state)
{
    struct desk *d = desk_of(state);

    lived(d);
    desk_exec(d, "UPDATE event SET at = at - 1 WHERE n = 1");
    desk_check_finds(d, "event 1 was changed");
}

static void
test_a_missing_event_is_found_wherever_it_was(void **state)
{
    struct desk *d = desk_of(state);
    int64_t last;

    lived(d);
    last = desk_number(d, "SELECT max(n) FROM event");
    DONE(d, db_exec(&d->cx, "DELETE FROM event WHERE n = $1", ARG(last)));
    desk_check_finds(d, "event_n");
    desk_exec(d, "DELETE FROM event WHERE n = 2");
    desk_check_finds(d, "event 2 is missing");
    desk_exec(d, "DELETE FROM event WHERE n = 1");
    desk_check_finds(d, "event 1 is missing");
    desk_exec(d, "DELETE FROM event");
    desk_check_finds(d, "its events say no ticket");
}

/* The first broken ticket does not hide the second. */
static void
test_all_faults_are_told(void **state)
{
    struct desk *d = desk_of(state);

    lived(d);
    lived(d);
    desk_exec(d, "DELETE FROM event WHERE ticket = 1 AND n = 1");
    desk_exec(d, "UPDATE ticket SET subject = 'Another' WHERE id = 2");
    desk_check_finds(d, "ticket 1: event 1 is missing");
    desk_check_finds(d, "ticket 2: the row is not what its events say: subject");
}

static void
test_a_changed_row_is_found(void **state)
{
    struct desk *d = desk_of(state);
    static const struct {
        const char *sql, *name;
    } changes[] = {
        {"UPDATE ticket SET requester = 2",           "requester"     },
        {"UPDATE ticket SET phase = 5",               "phase"         },
        {"UPDATE ticket SET restricted = 1",          "restricted"    },
        {"UPDATE ticket SET resolve_due_at = 1",      "resolve_due_at"},
        {"UPDATE ticket SET priority = 'Critical'",   "priority"      },
        {"UPDATE ticket SET queue_at = queue_at - 1", "queue_at"      },
    };

    lived(d);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        desk_exec(d, changes[i].sql);
        desk_check_finds(d, changes[i].name);
    }
}

static void
test_a_wrong_count_of_open_tickets_is_found(void **state)
{
    struct desk *d = desk_of(state);

    lived(d);
    desk_exec(d, "UPDATE ticket_tally SET n = n + 1 WHERE n > 0");
    desk_check_finds(d, "count of open tickets: 1 too many at desk 1 in team");
    desk_exec(d, "DELETE FROM ticket_tally");
    desk_check_finds(d, "count of open tickets: -1 too many at desk 1 in team");
}

static void
test_a_ticket_that_nobody_will_look_at_is_found(void **state)
{
    struct desk *d = desk_of(state);

    lived(d);
    desk_exec(d, "UPDATE ticket SET next_due_at = NULL");
    desk_check_finds(d, "nobody will look at it when it is due");
    desk_exec(d, "UPDATE ticket SET next_due_at = 9000000000000000");
    desk_check_finds(d, "nobody will look at it when it is due");
}

/* Whatever of it: its words, its HTML, its kind, its files. */
static void
test_a_changed_message_is_found(void **state)
{
    struct desk *d = desk_of(state);
    static const char *const changes[] = {
        "UPDATE message SET text = 'Which lock?' WHERE id = 2",
        "UPDATE message SET text = '', html = 'Which key?' WHERE id = 2",
        "UPDATE message SET folded = 'What nobody wrote' WHERE id = 2",
        "UPDATE message SET kind = 3 WHERE id = 2",
        "INSERT INTO attachment (ticket, message, hash, name, type)"
        " SELECT 1, 2, hash, 'a', 'b' FROM file",
    };
    struct bytes hash;

    lived(d);
    DONE(d, file_store(as(d, KINDESK), bytes_of("bytes"), &hash));
    assert_int_equal(desk_check(d).n, 0);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        desk_exec(d, changes[i]);
        desk_check_finds(d, "message 2 or its files were changed");
        desk_exec(d, "DELETE FROM attachment");
        desk_exec(d, "UPDATE message SET text = 'Which key?', html = '', folded = '',"
                     " kind = 2 WHERE id = 2");
        assert_int_equal(desk_check(d).n, 0);
    }
}

/* Events written before there was a hash of what was said carry none. */
static void
test_an_event_without_that_hash_is_no_fault(void **state)
{
    struct desk *d = desk_of(state);
    struct bytes before = {0};
    struct event *events;
    size_t n;

    lived(d);
    DONE(d, event_list(as(d, KINDESK), (struct ticket_id){1}, &events, &n));
    for (size_t i = 0; i < n; i++) {
        const char *said = strstr(events[i].data, "\"said\"");

        if (said && said > events[i].data + 1)
            events[i].data = arena_printf(
                d->cx.arena, "%.*s}", (int)(said - events[i].data - 1), events[i].data);
        else if (said)
            events[i].data = "{}";
        before = event_hash(&d->cx, &events[i], before);
        DONE(d, db_exec(&d->cx, "UPDATE event SET data = $2, hash = $3 WHERE n = $1",
                        ARG(events[i].n), ARG(events[i].data), ARG(before)));
    }
    assert_int_equal(desk_number(d, "SELECT count(*) FROM event WHERE data LIKE"
                                    " '%said%'"),
                     0);
    assert_int_equal(desk_check(d).n, 0);
}

static void
test_a_missing_message_is_found(void **state)
{
    struct desk *d = desk_of(state);

    lived(d);
    desk_exec(d, "UPDATE outgoing SET message = NULL");
    desk_exec(d, "DELETE FROM message WHERE id = 2");
    desk_check_finds(d, "has 2 messages and should have 3");
}

static void
test_a_missing_or_changed_piece_of_a_file_is_found(void **state)
{
    struct desk *d = desk_of(state);
    struct bytes hash;

    DONE(d, file_store(as(d, KINDESK), bytes_of("a picture"), &hash));
    assert_int_equal(desk_check(d).n, 0);
    DONE(d,
         db_exec(&d->cx, "UPDATE file_piece SET data = $1", ARG(bytes_of("a forgery"))));
    desk_check_finds(d, "is missing or was changed");
    desk_exec(d, "DELETE FROM file_piece");
    desk_check_finds(d, "is missing or was changed");
}

static void
test_a_message_that_search_does_not_know_is_found(void **state)
{
    struct desk *d = desk_of(state);

    lived(d);
    DONE(d, find_remove_message(as(d, KINDESK), (struct message_id){2}));
    assert_true(desk_check(d).n > 0);
    DONE(d, find_rebuild(as(d, KINDESK)));
    assert_int_equal(desk_check(d).n, 0);
}

static void
test_work_that_nobody_does_is_found(void **state)
{
    struct desk *d = desk_of(state);
    struct inbox_id id;
    bool known;

    lived(d);
    DONE(d, inbox_accept(as(d, KINDESK), "a@b.example", "help@desk.example",
                         bytes_of("Subject: x\r\n\r\ny\r\n"), &id, &known));
    desk_exec(d, "DELETE FROM job");
    desk_check_finds(d, "accepted mails have no job");
    desk_check_finds(d, "waiting mails have no job");
}

/* A name that changes is a word of the index. */
static void
test_a_new_name_is_found_and_the_old_one_is_not(void **state)
{
    struct desk *d = desk_of(state);
    struct person_fields fields = {.name = "Rosalía Nueva"};
    struct ticket_filter now = {.assignee = -1, .q = "rosalia"},
                         before = {.assignee = -1, .q = "Requester"};
    int64_t n;

    lived(d);
    DONE(d, person_set(as(d, ROSA), d->person[ROSA], &fields, NULL));
    assert_int_equal(desk_check(d).n, 0);
    assert_done(ticket_count(as(d, FRAN), &now, &n));
    assert_int_equal(n, 1);
    assert_done(ticket_count(as(d, FRAN), &before, &n));
    assert_int_equal(n, 0);
}

static const struct CMUnitTest tests[] = {
    BROKEN(test_a_changed_event_is_found),
    BROKEN(test_an_event_of_another_time_is_found),
    BROKEN(test_a_missing_event_is_found_wherever_it_was),
    BROKEN(test_all_faults_are_told),
    BROKEN(test_a_changed_row_is_found),
    BROKEN(test_a_wrong_count_of_open_tickets_is_found),
    BROKEN(test_a_ticket_that_nobody_will_look_at_is_found),
    BROKEN(test_a_changed_message_is_found),
    BROKEN(test_an_event_without_that_hash_is_no_fault),
    BROKEN(test_a_missing_message_is_found),
    BROKEN(test_a_missing_or_changed_piece_of_a_file_is_found),
    BROKEN(test_a_message_that_search_does_not_know_is_found),
    BROKEN(test_work_that_nobody_does_is_found),
    DESK_BOTH(test_a_new_name_is_found_and_the_old_one_is_not),
};
FIXTURE_MAIN(tests)
