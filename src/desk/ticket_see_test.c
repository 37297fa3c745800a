/* SPDX-License-Identifier: Apache-2.0 */
/* Who sees what: every noun of a ticket for every kind of person (threats C22, C23). */
#include "desk/desk_fixture_test.h"
#include "desk/draft.h"
#include "desk/presence.h"
#include "desk/survey.h"

/* Rosa's ticket, which Pia follows: a request, a reply, a note, a held message, a file on
 * each; another ticket of Rui's; Rosa's is restricted to the Network team when asked. */
struct scene {
    struct ticket_id id, other;
    struct message_id note, held;
    struct attachment_id public_file, note_file, held_file;
};

/* A message with a file: by Nora, or held of Sam. */
static struct message_id
say(struct desk *d, struct ticket_id ticket, enum message_kind kind, const char *text,
    struct attachment_id *file_out)
{
    struct attachment file = {.name = "file.txt", .type = "text/plain"};
    struct ticket_words words = {.text = text,
                                 .kind = kind,
                                 .channel = "mail",
                                 .attachments = &file,
                                 .attachments_n = 1};
    struct message_id id;

    DONE(d, file_store(as(d, KINDESK), bytes_of(text), &file.hash));
    if (kind == MESSAGE_HELD)
        DONE(d, ticket_hold(as(d, KINDESK), ticket, d->person[SAM], &words, &id));
    else
        DONE(d, ticket_reply(as(d, NORA), ticket, &words, &id));
    file_out->v = desk_number(d, "SELECT max(id) FROM attachment");
    return id;
}

static struct scene
make_scene(struct desk *d, bool restricted)
{
    struct ticket ticket = desk_ask(d, ROSA, "The wifi is gone", "Nothing connects.");
    struct scene s = {.id = ticket.id};

    s.other = desk_ask(d, RUI, "A question", "Where is the key?").id;
    desk_follow(d, s.id, PIA);
    say(d, s.id, MESSAGE_REPLY, "We are on our way.", &s.public_file);
    s.note = say(d, s.id, MESSAGE_NOTE, "The switch is old.", &s.note_file);
    s.held = say(d, s.id, MESSAGE_HELD, "I want to know too.", &s.held_file);
    if (restricted) {
        struct ticket was = desk_ticket(d, s.id), next = was;

        next.restricted = 1;
        next.assignee.v = 0;
        DONE(d, ticket_save(as(d, KINDESK), &was, &next,
                            &(struct ticket_note){.kind = EVENT_CHANGED}));
    }
    return s;
}

/* link: 0 none, 1 to the scene's ticket, 2 to the other one. */
struct viewer {
    enum who who;
    int link;
    bool sees, sees_restricted, inside;
};
static const struct viewer viewers[] = {
    {NOBODY,  0, false, false, false},
    {KINDESK, 0, true,  true,  true },
    {ROSA,    0, true,  true,  false},
    {RUI,     0, false, false, false},
    {PIA,     0, true,  true,  false},
    {SAM,     0, false, false, false},
    {FRAN,    0, true,  false, true },
    {NORA,    0, true,  true,  true },
    {OTTO,    0, true,  false, true },
    {MIA,     0, true,  true,  true },
    {ADA,     0, true,  true,  true },
    {ROSA,    1, true,  true,  false},
    {NOBODY,  1, true,  true,  false},
    {ROSA,    2, false, false, false},
    {ADA,     2, false, false, false}, /* a link gives no more than its ticket */
    {ADA,     1, true,  true,  false},
};
enum { VIEWERS_N = sizeof viewers / sizeof *viewers };

static struct cx *
see(struct desk *d, const struct scene *s, const struct viewer *v)
{
    return v->link ? by_link(d, v->who, v->link == 1 ? s->id : s->other) : as(d, v->who);
}

static void
expect(bool yes, struct err *err, const struct viewer *v, const char *what)
{
    if (yes ? err != NULL : !err || err->kind != ERR_NOT_FOUND)
        fail_msg("viewer %d, link %d, %s: %s", v->who, v->link, what,
                 err ? err->text : "was shown");
}

static void
check_viewer(struct desk *d, const struct scene *s, const struct viewer *v, bool sees)
{
    struct attachment file;
    struct message message, *list;
    struct survey survey;
    struct ticket ticket;
    bool found, inside = sees && v->inside;
    size_t n;

    expect(sees, ticket_get(see(d, s, v), s->id, &ticket), v, "ticket");
    expect(inside, message_get(&d->cx, s->note, &message), v, "note");
    expect(inside, message_get(&d->cx, s->held, &message), v, "held message");
    expect(sees, attachment_get(&d->cx, s->public_file, &file), v, "file");
    expect(inside, attachment_get(&d->cx, s->note_file, &file), v, "file of a note");
    expect(inside, attachment_get(&d->cx, s->held_file, &file), v, "file held");
    expect(sees, survey_find(&d->cx, s->id, &survey, &found), v, "survey");
    if (sees) {
        assert_done(message_list(&d->cx, s->id, (struct message_id){0}, &list, &n));
        assert_int_equal(n, v->inside ? 4 : 2);
    }
}

static void
test_each_sees_what_is_theirs(void **state)
{
    struct desk *d = desk_of(state);
    struct scene s = make_scene(d, false);

    for (int i = 0; i < VIEWERS_N; i++)
        check_viewer(d, &s, &viewers[i], viewers[i].sees);
}

static void
test_a_restricted_ticket_is_for_its_team(void **state)
{
    struct desk *d = desk_of(state);
    struct scene s = make_scene(d, true);

    for (int i = 0; i < VIEWERS_N; i++)
        check_viewer(d, &s, &viewers[i], viewers[i].sees_restricted);
    DONE(d, ticket_change(as(d, MIA), s.id,
                          &(struct ticket_change){.assignee = d->person[OTTO].v}));
    check_viewer(d, &s, &(struct viewer){OTTO, 0, true, true, true}, true);
}

static void
test_what_is_missing_and_what_is_hidden_are_the_same(void **state)
{
    struct desk *d = desk_of(state);
    struct scene s = make_scene(d, false);
    struct ticket ticket;
    struct message message;
    struct attachment file;
    struct err *hidden, *missing;

    hidden = ticket_get(as(d, RUI), s.id, &ticket);
    missing = ticket_get(as(d, RUI), (struct ticket_id){9999}, &ticket);
    assert_string_equal(hidden->text, missing->text);
    assert_int_equal(hidden->kind, missing->kind);
    hidden = message_get(as(d, ROSA), s.note, &message);
    missing = message_get(as(d, ROSA), (struct message_id){9999}, &message);
    assert_string_equal(hidden->text, missing->text);
    hidden = attachment_get(as(d, ROSA), s.note_file, &file);
    missing = attachment_get(as(d, ROSA), (struct attachment_id){9999}, &file);
    assert_string_equal(hidden->text, missing->text);
}

/* Every writing call, by those who may not: the same answer as for a ticket that is not
 * there, or DENIED on their own. */
static void
refuse_all(struct desk *d, struct cx *cx, struct ticket_id id, enum err_kind staff_call,
           enum err_kind own_call)
{
    struct ticket_words words = {.text = "x", .kind = MESSAGE_REPLY, .channel = "web"};
    struct draft draft = {.ticket = id, .mode = "reply", .html = "<p>x</p>"};
    struct ticket_change change = {.subject = "Mine", .assignee = -1};
    struct ticket ticket;
    struct message_id message;
    int64_t version;

    REFUSED(d, staff_call, ticket_reply(cx, id, &words, &message));
    REFUSED(d, staff_call, ticket_change(cx, id, &change));
    REFUSED(d, staff_call, ticket_take(cx, id));
    REFUSED(d, staff_call, draft_save(cx, &draft, &version));
    REFUSED(d, staff_call, draft_send(cx, &draft, (struct message_id){0}, &version));
    REFUSED(d, staff_call, presence_mark(cx, id, true, (struct message_id){0}));
    if (own_call == ERR_NOT_FOUND) {
        REFUSED(d, own_call, ticket_write(cx, id, &words, &ticket));
        REFUSED(d, own_call, ticket_still_waiting(cx, id));
        REFUSED(d, own_call, ticket_confirm(cx, id));
        REFUSED(d, own_call, ticket_not_solved(cx, id, "no"));
        REFUSED(d, own_call, ticket_reopen(cx, id, "no"));
        REFUSED(d, own_call, survey_answer(cx, id, "Great", NULL));
    }
}

static void
test_writing_is_for_those_who_may(void **state)
{
    struct desk *d = desk_of(state);
    struct scene s = make_scene(d, true);

    refuse_all(d, as(d, RUI), s.id, ERR_DENIED, ERR_NOT_FOUND);
    refuse_all(d, as(d, NOBODY), s.id, ERR_DENIED, ERR_NOT_FOUND);
    refuse_all(d, as(d, ROSA), s.id, ERR_DENIED, ERR_DENIED);
    refuse_all(d, by_link(d, ADA, s.id), s.id, ERR_DENIED, ERR_DENIED);
    refuse_all(d, by_link(d, ADA, s.other), s.id, ERR_DENIED, ERR_NOT_FOUND);
    refuse_all(d, as(d, FRAN), s.id, ERR_NOT_FOUND, ERR_NOT_FOUND);
}

static void
test_drafts_are_their_writers_own(void **state)
{
    struct desk *d = desk_of(state);
    struct scene s = make_scene(d, false);
    struct draft draft = {.ticket = s.id, .mode = "reply", .html = "<p>secret</p>"};
    int64_t version;
    bool found;

    DONE(d, draft_save(as(d, NORA), &draft, &version));
    for (enum who who = ROSA; who < WHO_N; who++) {
        assert_done(draft_find(as(d, who), s.id, &draft, &found));
        assert_int_equal(found, who == NORA);
    }
    assert_done(draft_find(as(d, NORA), s.other, &draft, &found));
    assert_false(found);
}

static void
test_lists_and_counts_leave_out_what_is_restricted(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_filter all = {.assignee = -1}, words = {.assignee = -1, .q = "switch"};
    static const struct {
        enum who who;
        size_t n;
    } expected[] = {
        {FRAN, 1},
        {OTTO, 1},
        {NORA, 2},
        {MIA,  2},
        {ADA,  2},
    };
    struct ticket_page page;
    int64_t n;

    make_scene(d, true);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_done(ticket_list(as(d, expected[i].who), &all, NULL, 50, &page));
        assert_int_equal(page.n, expected[i].n);
        assert_done(ticket_count(&d->cx, &all, &n));
        assert_int_equal(n, expected[i].n);
        assert_done(ticket_count(&d->cx, &words, &n)); /* no oracle (threat C26) */
        assert_int_equal(n, expected[i].n - 1);
    }
    assert_done(ticket_count(as(d, ROSA), &all, &n));
    assert_int_equal(n, 1);
    assert_done(ticket_count(as(d, ROSA), &words, &n)); /* it stands in a note */
    assert_int_equal(n, 0);
    assert_done(ticket_count(as(d, NOBODY), &all, &n));
    assert_int_equal(n, 0);
    assert_done(ticket_count(by_link(d, ROSA, (struct ticket_id){2}), &all, &n));
    assert_int_equal(n, 0);
}

static void
test_ones_own_list_holds_own_and_followed(void **state)
{
    struct desk *d = desk_of(state);
    struct scene s = make_scene(d, true);
    struct ticket_page page;

    assert_done(ticket_list_own(as(d, ROSA), NULL, 50, &page));
    assert_int_equal(page.n, 1);
    assert_int_equal(page.tickets[0].id.v, s.id.v);
    assert_done(ticket_list_own(as(d, PIA), NULL, 50, &page));
    assert_int_equal(page.n, 1);
    assert_done(ticket_list_own(as(d, RUI), NULL, 50, &page));
    assert_int_equal(page.n, 1);
    assert_int_equal(page.tickets[0].id.v, s.other.v);
    assert_done(ticket_list_own(as(d, NOBODY), NULL, 50, &page));
    assert_int_equal(page.n, 0);
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_each_sees_what_is_theirs),
    DESK_BOTH(test_a_restricted_ticket_is_for_its_team),
    DESK_BOTH(test_what_is_missing_and_what_is_hidden_are_the_same),
    DESK_BOTH(test_writing_is_for_those_who_may),
    DESK_BOTH(test_drafts_are_their_writers_own),
    DESK_BOTH(test_lists_and_counts_leave_out_what_is_restricted),
    DESK_BOTH(test_ones_own_list_holds_own_and_followed),
};
FIXTURE_MAIN(tests)
