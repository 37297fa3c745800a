/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/ticket_list.h"

#include "desk/desk_fixture_test.h"

enum { MANY = 23 };

static void
fill(struct desk *d)
{
    static const char *const topics[] = {"Devices", "Network", "Something else"};

    for (int i = 0; i < MANY; i++) {
        struct ticket_request request = {
            .requester = d->person[i % 2 ? ROSA : RUI],
            .channel = "web",
            .topic = topics[i % 3],
            .impact = i % 5 ? "One person" : "Everyone",
            .subject = i % 4 ? "La impresión falla" : "Über die Brücke",
            .text = "Nothing to see.",
            .quiet = true};
        struct ticket ticket;

        DONE(d, ticket_open(as(d, KINDESK), &request, &ticket));
        if (i % 3 == 0)
            DONE(d, ticket_take(as(d, FRAN), ticket.id));
        if (i % 6 == 0)
            desk_reply(d, FRAN, ticket.id, "Which?", "Waiting on user");
        if (i % 7 == 0)
            desk_note(d, FRAN, ticket.id, "A secret pelican.");
        d->cx.now += MS_MINUTE;
    }
}

/* All pages together: each ticket once, in order, as many as are counted. */
static int64_t
walk(struct desk *d, const struct ticket_filter *filter, int64_t limit, bool stir)
{
    bool seen[MANY + 1] = {false};
    const char *after = NULL;
    int64_t n = 0, counted, some;

    assert_done(ticket_count(as(d, FRAN), filter, &counted));
    assert_done(ticket_count_some(as(d, FRAN), filter, &some));
    assert_int_equal(some, counted);
    do {
        struct ticket_page page;

        assert_done(ticket_list(as(d, FRAN), filter, after, limit, &page));
        assert_true((int64_t)page.n <= limit);
        for (size_t i = 0; i < page.n; i++) {
            assert_false(seen[page.tickets[i].id.v]);
            seen[page.tickets[i].id.v] = true;
            if (i)
                assert_true(filter->by_id
                                ? page.tickets[i].id.v < page.tickets[i - 1].id.v
                                : page.tickets[i].queue_at >= page.tickets[i - 1].queue_at);
        }
        n += (int64_t)page.n;
        after = page.next;
        if (stir && page.n) /* what was shown changes, and does not come again */
            desk_note(d, FRAN, page.tickets[0].id, "stirred");
    } while (after);
    assert_int_equal(n, counted);
    return n;
}

static void
test_pages_together_are_all_and_none_twice(void **state)
{
    struct desk *d = desk_of(state);
    const struct ticket_filter filters[] = {
        {.assignee = -1},
        {.assignee = -1, .by_id = true},
        {.assignee = 0},
        {.assignee = d->person[FRAN].v},
        {.assignee = -1, .open = true},
        {.assignee = -1, .state = "Waiting on user"},
        {.assignee = -1, .team = "Network"},
        {.assignee = -1, .topic = "Devices", .by_id = true},
        {.assignee = -1, .priority = "Normal"},
        {.assignee = -1, .mine = true},
        {.assignee = -1, .requester = d->person[ROSA]},
        {.assignee = -1, .q = "impresion"},
        {.assignee = -1, .team = "Front Desk", .q = "bruck", .open = true, .mine = true},
    };

    fill(d);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        int64_t n = walk(d, &filters[i], 200, false);

        assert_true(n > 0);
        assert_int_equal(walk(d, &filters[i], 1, false), n);
        assert_int_equal(walk(d, &filters[i], 4, true), n);
    }
    assert_int_equal(walk(d, &filters[0], 7, false), MANY);
}

static void
tally_is_the_count(struct desk *d, enum who who)
{
    struct ticket_filter filter = {.open = true, .assignee = -1};
    struct ticket_tally *list;
    int64_t open, mine, sum = 0;
    size_t n;

    assert_done(ticket_count(as(d, who), &filter, &open));
    assert_done(ticket_list_tally(as(d, who), &list, &n));
    for (size_t i = 0; i < n; i++) {
        filter.desk = list[i].desk;
        filter.team = list[i].team;
        filter.assignee = list[i].assignee.v;
        assert_done(ticket_count(as(d, who), &filter, &mine));
        assert_int_equal(list[i].n, mine);
        assert_done(ticket_count_some(as(d, who), &filter, &mine));
        assert_int_equal(list[i].n, mine);
        sum += list[i].n;
    }
    assert_int_equal(sum, open);
}

static void
restrict_to_team(struct desk *d, int64_t id)
{
    struct ticket was, next;

    DONE(d, ticket_get(as(d, KINDESK), (struct ticket_id){id}, &was));
    next = was;
    next.restricted = 1;
    DONE(d, ticket_save(&d->cx, &was, &next, &(struct ticket_note){.kind = EVENT_CHANGED}));
}

/* Whoever asks: restricted ones count only for those who see them. */
static void
test_what_is_kept_counts_what_one_sees(void **state)
{
    struct desk *d = desk_of(state);

    fill(d);
    for (enum who who = FRAN; who <= ADA; who++)
        tally_is_the_count(d, who);
    for (int64_t id = 2; id <= 8; id++)
        restrict_to_team(d, id);
    for (enum who who = FRAN; who <= ADA; who++)
        tally_is_the_count(d, who);
}

static void
test_search_finds_subject_person_number_and_notes_for_the_staff(void **state)
{
    struct desk *d = desk_of(state);
    static const struct {
        const char *q;
        enum who who;
        bool finds;
    } searches[] = {
        {"IMPRESION",           FRAN, true },
        {"uber brucke",         FRAN, true },
        {"rosa requester",      FRAN, true },
        {"rui@people.example",  FRAN, true },
        {"17",                  FRAN, true },
        {"pelican",             FRAN, true },
        {"pelican",             RUI,  false},
        {"pelican",             ROSA, false},
        {"impresion",           ROSA, true },
        {"rui@people.example",  ROSA, false},
        {"nothing elephant",    FRAN, false},
        {"!!!",                 FRAN, false},
        {"' OR 1=1 --",         FRAN, false},
    };

    fill(d);
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        struct ticket_filter filter = {.assignee = -1, .q = searches[i].q};
        int64_t n;

        assert_done(ticket_count(as(d, searches[i].who), &filter, &n));
        if ((n > 0) != searches[i].finds)
            fail_msg("“%s” by %d: %lld", searches[i].q, searches[i].who, (long long)n);
    }
}

static void
test_a_page_that_is_none_of_ours_is_refused(void **state)
{
    struct desk *d = desk_of(state);
    static const char *const cursors[] = {"x", "1", "1.", "1.2.3", "1.2x", ".2", "%"};
    struct ticket_filter filter = {.assignee = -1};
    struct ticket_page page;

    for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++)
        assert_refused(ticket_list(as(d, FRAN), &filter, cursors[i], 10, &page),
                       ERR_INVALID);
    assert_refused(ticket_list(as(d, FRAN), &filter, NULL, 0, &page), ERR_INVALID);
    assert_refused(ticket_list(as(d, FRAN), &filter, NULL, 201, &page), ERR_INVALID);
    assert_refused(ticket_list_own(as(d, ROSA), "x", 10, &page), ERR_INVALID);
}

static bool
is_new(struct desk *d, enum who who, struct ticket_id id)
{
    struct ticket_id *ids = NEW_N(d->cx.arena, 60, struct ticket_id);
    bool unseen[60] = {false};

    ids[59] = id; /* behind a whole group of others */
    assert_done(message_unseen(as(d, who), ids, 60, unseen));
    for (int i = 0; i < 59; i++)
        assert_false(unseen[i]);
    return unseen[59];
}

static void
test_new_is_what_this_agent_has_not_read(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket_id id = desk_ask(d, ROSA, "A question", "Where is the key?").id;
    struct message_id first = {desk_number(d, "SELECT max(id) FROM message")};

    assert_true(is_new(d, FRAN, id) && is_new(d, NORA, id));
    DONE(d, message_mark_seen(as(d, FRAN), id, first));
    assert_true(!is_new(d, FRAN, id) && is_new(d, NORA, id));
    desk_reply(d, NORA, id, "Which key?", NULL); /* whoever answers has read */
    assert_true(is_new(d, FRAN, id) && !is_new(d, NORA, id));
    desk_note(d, FRAN, id, "She means the cellar.");
    assert_true(!is_new(d, FRAN, id) && is_new(d, NORA, id));
    d->cx.now += MS_HOUR;
    desk_write(d, ROSA, id, "The one of the cellar.");
    DONE(d, message_mark_all_seen(as(d, KINDESK), d->cx.now));
    assert_true(is_new(d, FRAN, id) && is_new(d, NORA, id) && is_new(d, MIA, id));
    DONE(d, message_mark_all_seen(as(d, KINDESK), d->cx.now + 1));
    assert_true(!is_new(d, FRAN, id) && !is_new(d, NORA, id) && !is_new(d, MIA, id));
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_new_is_what_this_agent_has_not_read),
    DESK_BOTH(test_pages_together_are_all_and_none_twice),
    DESK_BOTH(test_what_is_kept_counts_what_one_sees),
    DESK_BOTH(test_search_finds_subject_person_number_and_notes_for_the_staff),
    DESK_BOTH(test_a_page_that_is_none_of_ours_is_refused),
};
FIXTURE_MAIN(tests)
