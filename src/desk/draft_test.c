/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/draft.h"

#include "desk/desk_fixture_test.h"
#include "desk/job.h"

static struct draft
writing(struct ticket_id ticket, const char *html)
{
    return (struct draft){.ticket = ticket, .mode = "reply", .html = html};
}

static void
test_an_older_device_does_not_overwrite_a_newer(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct draft draft = writing(ticket.id, "<p>By the</p>"), kept;
    int64_t version;
    bool found;

    DONE(d, draft_save(as(d, FRAN), &draft, &version));
    assert_int_equal(version, 1);
    draft.version = version;
    draft.html = "<p>By the door</p>";
    DONE(d, draft_save(as(d, FRAN), &draft, &version));
    draft.html = "<p>older</p>";
    REFUSED(d, ERR_CONFLICT, draft_save(as(d, FRAN), &draft, &version));
    assert_done(draft_find(as(d, FRAN), ticket.id, &kept, &found));
    assert_string_equal(kept.html, "<p>By the door</p>");
    draft.version = kept.version;
    draft.html = " ";
    DONE(d, draft_save(as(d, FRAN), &draft, &version));
    assert_done(draft_find(as(d, FRAN), ticket.id, &kept, &found));
    assert_false(found);
}

static void
test_a_reply_leaves_after_the_time_to_undo(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct draft draft = writing(ticket.id, "<p>By the door.</p>"), *pending;
    struct job *jobs;
    int64_t send_at, version, none;
    size_t n;

    DONE(d, draft_send(as(d, FRAN), &draft, (struct message_id){0}, &send_at));
    assert_int_equal(send_at, DESK_NOW + d->config->undo_send_ms);
    assert_int_equal(desk_ticket(d, ticket.id).message_n, 1);
    assert_done(draft_pending(as(d, FRAN), ticket.id, &pending, &n));
    assert_int_equal(n, 1);
    REFUSED(d, ERR_CONFLICT, draft_save(as(d, FRAN), &draft, &version));
    REFUSED(d, ERR_CONFLICT,
            draft_send(as(d, FRAN), &draft, (struct message_id){0}, &none));
    desk_exec(d, "DELETE FROM job WHERE kind = 'send-mail'");
    desk_exec(d, "DELETE FROM outgoing");
    DONE(d, job_claim(as(d, KINDESK), 9, MS_MINUTE, &jobs, &n));
    assert_int_equal(n, 0);
    d->cx.now = send_at;
    DONE(d, job_claim(as(d, KINDESK), 9, MS_MINUTE, &jobs, &n));
    assert_int_equal(n, 1);
    assert_string_equal(jobs[0].kind, "send-reply");
    REFUSED(d, ERR_CONFLICT, draft_recall(as(d, FRAN), ticket.id));
    DONE(d, draft_dispatch(as(d, KINDESK), ticket.id, d->person[FRAN]));
    DONE(d, draft_dispatch(as(d, KINDESK), ticket.id, d->person[FRAN]));
    ticket = desk_ticket(d, ticket.id);
    assert_int_equal(ticket.message_n, 2);
    assert_int_equal(ticket.assignee.v, d->person[FRAN].v);
    assert_int_equal(desk_mails(d, ROSA, OUTGOING_REPLY), 1);
}

static void
test_a_reply_that_is_called_back_is_a_draft_again(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct draft draft = writing(ticket.id, "<p>By the door.</p>"), kept;
    int64_t send_at;
    bool found;

    DONE(d, draft_send(as(d, FRAN), &draft, (struct message_id){0}, &send_at));
    DONE(d, draft_recall(as(d, FRAN), ticket.id));
    REFUSED(d, ERR_CONFLICT, draft_recall(as(d, FRAN), ticket.id));
    d->cx.now = send_at;
    DONE(d, draft_dispatch(as(d, KINDESK), ticket.id, d->person[FRAN]));
    assert_int_equal(desk_ticket(d, ticket.id).message_n, 1);
    assert_done(draft_find(as(d, FRAN), ticket.id, &kept, &found));
    assert_true(found && !kept.send_at);
    assert_string_equal(kept.html, draft.html);
}

static void
test_what_cannot_be_sent_is_refused_at_once(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct draft draft = writing(ticket.id, "<p>By the door.</p>");
    struct message_id seen = {desk_number(d, "SELECT max(id) FROM message")};
    int64_t send_at;

    draft.next_state = "Dreaming";
    REFUSED(d, ERR_INVALID, draft_send(as(d, FRAN), &draft, seen, &send_at));
    draft.next_state = "";
    draft.html = "<p> </p>";
    REFUSED(d, ERR_INVALID, draft_send(as(d, FRAN), &draft, seen, &send_at));
    draft.html = "<p>By the door.</p>";
    desk_write(d, ROSA, ticket.id, "I found it.");
    REFUSED(d, ERR_CONFLICT, draft_send(as(d, FRAN), &draft, seen, &send_at));
    assert_int_equal(desk_number(d, "SELECT count(*) FROM draft"), 0);
}

/* While it waited, a colleague closed the way to the state that it should enter. */
static void
test_what_cannot_be_sent_any_more_becomes_a_draft_again(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct draft draft = writing(ticket.id, "<p>By the door.</p>"), kept;
    int64_t send_at, events_n;
    bool found;

    draft.next_state = "Waiting on user";
    DONE(d, draft_send(as(d, FRAN), &draft, (struct message_id){0}, &send_at));
    desk_reply(d, MIA, ticket.id, "Here.", "Resolved");
    DONE(d, ticket_confirm(as(d, ROSA), ticket.id));
    events_n = desk_ticket(d, ticket.id).event_n;
    d->cx.now = send_at;
    DONE(d, draft_dispatch(as(d, KINDESK), ticket.id, d->person[FRAN]));
    assert_int_equal(desk_ticket(d, ticket.id).event_n, events_n);
    assert_done(draft_find(as(d, FRAN), ticket.id, &kept, &found));
    assert_true(found && !kept.send_at);
    assert_string_equal(kept.html, draft.html);
}

static void
test_a_note_goes_at_once(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A question", "Where is the key?");
    struct draft draft = writing(ticket.id, "<p>Nobody knows.</p>");
    int64_t send_at, version;

    draft.mode = "note";
    DONE(d, draft_save(as(d, FRAN), &draft, &version));
    DONE(d, draft_send(as(d, FRAN), &draft, (struct message_id){0}, &send_at));
    assert_int_equal(send_at, 0);
    assert_int_equal(desk_events(d, ticket.id, EVENT_NOTED), 1);
    assert_int_equal(desk_number(d, "SELECT count(*) FROM draft"), 0);
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_an_older_device_does_not_overwrite_a_newer),
    DESK_BOTH(test_a_reply_leaves_after_the_time_to_undo),
    DESK_BOTH(test_a_reply_that_is_called_back_is_a_draft_again),
    DESK_BOTH(test_what_cannot_be_sent_is_refused_at_once),
    DESK_BOTH(test_what_cannot_be_sent_any_more_becomes_a_draft_again),
    DESK_BOTH(test_a_note_goes_at_once),
};
FIXTURE_MAIN(tests)
