/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/desk.h"

#include "desk/desk_fixture_test.h"
#include "desk/look.h"
#include "desk/staff.h"
#include "plan/plan.h"

static const char lake_plan[] =
    "# Help Desk Plan: Lake School\n\n"
    "| Setting | Value |\n|---|---|\n| Desk | Lake Desk |\n"
    "| Time zone | America/New_York |\n| Language | en |\n\n"
    "## Channels\n\n"
    "| Channel | Address | Attended |\n|---|---|---|\n"
    "| Web form | /new | always |\n| E-mail | help@lake.example | always |\n\n"
    "## Operating hours\n\n"
    "| Days | Open | Close |\n|---|---|---|\n| Mon-Fri | 08:00 | 16:00 |\n\n"
    "## Teams\n\n"
    "| Team | Tier | Role | Answers for |\n|---|---|---|---|\n"
    "| Front Desk | 1 | First answer | |\n| Boats | 2 | Boats | Boats |\n\n"
    "## Topics\n\n"
    "| Topic | Kind | Team | Ask for | Words that suggest it |\n|---|---|---|---|---|\n"
    "| Boats | incident | Boats | | canoe |\n"
    "| Something else | question | Front Desk | | |\n";

/* A second desk, where Nora and Mia work too and Fran and Otto do not. */
static struct desk_id
add_lake(struct desk *d)
{
    struct desk_id lake;

    DONE(d, desk_add(as(d, ADA),
                     &(struct desk_fields){.slug = "lake", .url = "https://Lake.example"},
                     lake_plan, &lake));
    DONE(d, desk_add_member(as(d, KINDESK), lake, d->person[NORA]));
    DONE(d, desk_add_member(as(d, KINDESK), lake, d->person[MIA]));
    return lake;
}

static struct ticket
ask_lake(struct desk *d, struct desk_id lake, enum who who, const char *subject)
{
    struct ticket ticket;

    d->cx.desk = lake;
    ticket = desk_ask(d, who, subject, "It leaks.");
    d->cx.desk.v = 0;
    return ticket;
}

static void
test_each_desk_has_its_own_plan_and_counts_its_own_revisions(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d), found;
    struct policy_revision *history;
    const struct plan *plan;
    int64_t revision, number;
    size_t n;

    assert_done(policy_of_desk(&d->cx, lake, &plan, &revision));
    assert_string_equal(plan->desk, "Lake Desk");
    d->cx.desk = lake;
    DONE(d, policy_adopt(as(d, MIA), lake_plan, "again", revision, &revision));
    assert_done(policy_number(&d->cx, revision, &number));
    assert_int_equal(number, 2);
    assert_done(policy_history(&d->cx, &history, &n));
    assert_int_equal(n, 2);
    assert_int_equal(history[0].number, 2);
    assert_int_equal(history[0].revision, 3);
    d->cx.desk.v = 0;
    assert_done(policy_current(&d->cx, &plan, &revision));
    assert_string_equal(plan->desk, "Harbour Desk");
    assert_int_equal(revision, 1);
    assert_done(policy_history(&d->cx, &history, &n));
    assert_int_equal(n, 1);
    assert_done(policy_find_address(&d->cx, "HELP@lake.example", &found));
    assert_int_equal(found.v, lake.v);
    assert_done(policy_find_address(&d->cx, "help@desk.example", &found));
    assert_int_equal(found.v, 1);
    assert_done(policy_find_address(&d->cx, "help@nowhere.example", &found));
    assert_int_equal(found.v, 0);
}

static void
test_only_managers_of_the_desk_adopt_its_plan(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d);
    int64_t revision;

    DONE(d, desk_remove_member(as(d, KINDESK), lake, d->person[MIA]));
    d->cx.desk = lake;
    REFUSED(d, ERR_DENIED, policy_adopt(as(d, MIA), lake_plan, "no", 2, &revision));
    DONE(d, policy_adopt(as(d, ADA), lake_plan, "yes", 2, &revision));
    REFUSED(d, ERR_DENIED, team_add_member(as(d, MIA), "Boats", d->person[NORA], false));
    DONE(d, team_add_member(as(d, ADA), "Boats", d->person[OTTO], false));
    d->cx.desk.v = 0;
}

static void
test_a_ticket_of_another_desk_is_not_there(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d);
    struct ticket canoe = ask_lake(d, lake, ROSA, "A canoe leaks"), seen;

    assert_int_equal(canoe.desk.v, lake.v);
    assert_string_equal(canoe.team, "Boats");
    assert_done(ticket_get(as(d, NORA), canoe.id, &seen));
    assert_int_equal(d->cx.desk.v, lake.v); /* its desk is spoken for from here on */
    d->cx.desk.v = 0;
    assert_done(ticket_get(as(d, MIA), canoe.id, &seen));
    assert_done(ticket_get(as(d, ADA), canoe.id, &seen));
    assert_done(ticket_get(as(d, ROSA), canoe.id, &seen));
    d->cx.desk.v = 0;
    assert_refused(ticket_get(as(d, FRAN), canoe.id, &seen), ERR_NOT_FOUND);
    assert_int_equal(d->cx.desk.v, 0); /* nor does it say so by its look */
    assert_refused(ticket_get(as(d, RUI), canoe.id, &seen), ERR_NOT_FOUND);
    REFUSED(d, ERR_NOT_FOUND, ticket_take(as(d, FRAN), canoe.id));
}

static int64_t
counted(struct desk *d, enum who who, const struct ticket_filter *filter)
{
    struct ticket_page page;
    int64_t n, some;

    assert_done(ticket_count(as(d, who), filter, &n));
    assert_done(ticket_count_some(as(d, who), filter, &some));
    assert_done(ticket_list(as(d, who), filter, NULL, 50, &page));
    assert_int_equal(n, some);
    assert_int_equal(n, page.n);
    return n;
}

static void
test_lists_counts_and_search_stay_within_ones_desks(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d);
    struct ticket_filter all = {.assignee = -1}, here = {.assignee = -1, .desk = lake},
                         word = {.assignee = -1, .q = "pelican"},
                         theirs = {.assignee = -1, .requester = d->person[ROSA]};

    desk_ask(d, ROSA, "A pelican at the harbour", "It sits there.");
    ask_lake(d, lake, ROSA, "A pelican on the lake");
    assert_int_equal(counted(d, FRAN, &all), 1);
    assert_int_equal(counted(d, FRAN, &here), 0);
    assert_int_equal(counted(d, FRAN, &word), 1);
    assert_int_equal(counted(d, FRAN, &theirs), 1);
    assert_int_equal(counted(d, NORA, &all), 2);
    assert_int_equal(counted(d, NORA, &here), 1);
    assert_int_equal(counted(d, MIA, &word), 2);
    assert_int_equal(counted(d, ADA, &all), 2);
    DONE(d, desk_remove_member(as(d, KINDESK), DESK_FIRST, d->person[NORA]));
    assert_int_equal(counted(d, NORA, &all), 1);
    DONE(d, desk_remove_member(as(d, KINDESK), lake, d->person[NORA]));
    assert_int_equal(counted(d, NORA, &all), 0);
}

/* Both plans have a team Front Desk: they are two. */
static void
test_a_team_of_the_same_name_is_another_one_at_another_desk(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d);
    struct ticket_filter mine = {.assignee = -1, .mine = true};
    struct team_member *members;
    struct ticket seen, ticket;
    size_t n;

    ticket = ask_lake(d, lake, ROSA, "Something quite different");
    assert_string_equal(ticket.team, "Front Desk");
    DONE(d, desk_add_member(as(d, KINDESK), lake, d->person[FRAN]));
    assert_int_equal(counted(d, FRAN, &mine), 0);
    d->cx.desk = lake;
    assert_done(team_members(&d->cx, "Front Desk", &members, &n));
    assert_int_equal(n, 0);
    d->cx.desk.v = 0;
    desk_exec(d, "UPDATE ticket SET restricted = 1");
    assert_refused(ticket_get(as(d, FRAN), ticket.id, &seen), ERR_NOT_FOUND);
    desk_exec(d, "UPDATE ticket SET restricted = 0");
}

static void
test_work_goes_only_to_people_of_the_desk(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d);
    struct ticket canoe = ask_lake(d, lake, ROSA, "A canoe leaks");
    struct ticket_change to = {.assignee = d->person[OTTO].v};
    struct person *agents;
    size_t n;

    REFUSED(d, ERR_INVALID, ticket_change(as(d, NORA), canoe.id, &to));
    to.assignee = d->person[MIA].v;
    DONE(d, ticket_change(as(d, NORA), canoe.id, &to));
    d->cx.desk = lake;
    assert_done(person_agents(&d->cx, &agents, &n));
    assert_int_equal(n, 3); /* Ada, Mia, Nora */
    d->cx.desk.v = 0;
}

/* Nora works for both desks, Fran and Otto for the first only; Mia is taken out of it. */
static void
test_a_manager_is_one_of_the_desk_only(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d);
    const char *teams[] = {"Boats"};
    struct staff_place place = {
        .role = ROLE_AGENT, .active = true, .teams = teams, .teams_n = 1};
    struct staff_place other = {.role = ROLE_REQUESTER, .active = true};
    struct person *list;
    bool here;
    size_t n;

    DONE(d, desk_remove_member(as(d, KINDESK), DESK_FIRST, d->person[MIA]));
    d->cx.desk = lake;
    assert_done(staff_list(as(d, MIA), &list, &n));
    assert_int_equal(n, 3); /* Ada, Mia, Nora */
    REFUSED(d, ERR_NOT_FOUND, staff_set(as(d, MIA), d->person[FRAN], &place));
    REFUSED(d, ERR_DENIED, staff_set(as(d, MIA), d->person[NORA], &other));
    DONE(d, staff_set(as(d, MIA), d->person[NORA], &place));
    d->cx.desk.v = 0;
    REFUSED(d, ERR_NOT_FOUND, staff_set(as(d, MIA), d->person[OTTO], &other));
    d->cx.desk = lake;
    place.leaves = true;
    DONE(d, staff_set(as(d, MIA), d->person[NORA], &place));
    assert_done(desk_has_person(&d->cx, lake, d->person[NORA], &here));
    assert_false(here);
    assert_done(desk_has_person(&d->cx, DESK_FIRST, d->person[NORA], &here));
    assert_true(here);
    d->cx.desk.v = 0;
}

static void
test_an_administrator_says_who_works_at_a_desk(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d);
    struct person_id people[] = {d->person[OTTO], d->person[MIA]};
    struct person_id wrong[] = {d->person[OTTO], d->person[ROSA]};
    bool here;

    REFUSED(d, ERR_DENIED, staff_set_desk(as(d, MIA), lake, people, 2));
    REFUSED(d, ERR_NOT_FOUND, staff_set_desk(as(d, ADA), lake, wrong, 2));
    DONE(d, staff_set_desk(as(d, ADA), lake, people, 2));
    assert_done(desk_has_person(&d->cx, lake, d->person[OTTO], &here));
    assert_true(here);
    assert_done(desk_has_person(&d->cx, lake, d->person[NORA], &here));
    assert_false(here);
    assert_done(desk_has_person(&d->cx, lake, d->person[ADA], &here));
    assert_true(here);
}

static int64_t
people_met(struct desk *d, enum who who)
{
    struct person_filter filter = {.q = ""};
    struct person *list;
    int64_t counted;
    size_t n;

    assert_done(person_count(as(d, who), &filter, &counted));
    assert_done(person_list(as(d, who), &filter, 50, &list, &n));
    assert_int_equal(counted, n);
    return counted;
}

static void
test_the_staff_meets_those_who_have_to_do_with_its_desks(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d);
    struct person person;
    int64_t all;

    desk_ask(d, RUI, "At the harbour", "It leaks.");
    ask_lake(d, lake, ROSA, "At the lake");
    DONE(d, desk_remove_member(as(d, KINDESK), DESK_FIRST, d->person[MIA]));
    all = desk_number(d, "SELECT count(*) FROM person");
    assert_int_equal(people_met(d, ADA), all);
    assert_int_equal(people_met(d, NORA), all);
    assert_int_equal(people_met(d, FRAN), all - 2); /* neither Rosa nor Mia */
    assert_int_equal(people_met(d, MIA), all - 3);  /* nor Rui, Fran and Otto */
    assert_refused(person_get_known(as(d, FRAN), d->person[ROSA], &person),
                   ERR_NOT_FOUND);
    assert_refused(person_get_known(as(d, MIA), d->person[OTTO], &person), ERR_NOT_FOUND);
    assert_done(person_get_known(as(d, MIA), d->person[ROSA], &person));
    assert_done(person_get_known(as(d, FRAN), d->person[PIA], &person)); /* new */
}

/* There and back: names of each plan, the clock goes on, nobody is left over. */
static void
test_a_ticket_moves_to_another_desk_and_back(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d);
    struct ticket ticket = desk_ask(d, ROSA, "The canoe at the pier", "It leaks."), moved;

    desk_reply(d, FRAN, ticket.id, "Which?", "Waiting on user");
    d->cx.now += MS_HOUR;
    d->cx.desk.v = 0;
    REFUSED(d, ERR_NOT_FOUND,
            ticket_move(as(d, FRAN), ticket.id, (struct desk_id){99}, NULL));
    REFUSED(d, ERR_CONFLICT, ticket_move(as(d, FRAN), ticket.id, DESK_FIRST, NULL));
    REFUSED(d, ERR_DENIED, ticket_move(as(d, ROSA), ticket.id, lake, NULL));
    DONE(d, ticket_move(as(d, FRAN), ticket.id, lake, "It is on the lake"));
    d->cx.desk.v = 0;
    assert_refused(ticket_get(as(d, FRAN), ticket.id, &moved), ERR_NOT_FOUND);
    moved = desk_ticket(d, ticket.id);
    assert_int_equal(moved.desk.v, lake.v);
    assert_int_equal(moved.phase, PLAN_WAITING);
    assert_string_equal(moved.topic, "Something else"); /* the first plan knew no boats */
    assert_string_equal(moved.team, "Front Desk");
    assert_int_equal(moved.assignee.v, 0); /* Fran does not work there */
    assert_int_equal(moved.first_done_at, DESK_NOW);
    assert_int_equal(desk_check(d).n, 0);
    desk_write(d, ROSA, ticket.id, "The red one.");
    d->cx.desk.v = 0;
    DONE(d, ticket_move(as(d, NORA), ticket.id, DESK_FIRST, NULL));
    moved = desk_ticket(d, ticket.id);
    assert_int_equal(moved.desk.v, 1);
    assert_string_equal(moved.state, "Open");
    assert_string_equal(moved.priority, ticket.priority);
    assert_int_equal(desk_events(d, ticket.id, EVENT_MOVED), 2);
    assert_non_null(strstr(desk_event_data(d, ticket.id, EVENT_MOVED), "Harbour Desk"));
    d->cx.desk.v = 0;
}

static void
test_a_desk_is_added_with_care(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_fields fields = {.slug = "lake", .url = "http://lake.example:8080"};
    struct desk_row row;
    struct desk_id id;

    REFUSED(d, ERR_DENIED, desk_add(as(d, MIA), &fields, lake_plan, &id));
    REFUSED(d, ERR_INVALID, desk_add(as(d, ADA), &fields, "no plan", &id));
    fields.slug = "Lake!";
    REFUSED(d, ERR_INVALID, desk_add(as(d, ADA), &fields, lake_plan, &id));
    fields.slug = NULL;
    REFUSED(d, ERR_INVALID, desk_add(as(d, ADA), &fields, lake_plan, &id));
    fields = (struct desk_fields){.slug = "lake", .url = "https://lake.example/path"};
    REFUSED(d, ERR_INVALID, desk_add(as(d, ADA), &fields, lake_plan, &id));
    fields.url = "javascript:alert(1)";
    REFUSED(d, ERR_INVALID, desk_add(as(d, ADA), &fields, lake_plan, &id));
    fields = (struct desk_fields){.slug = "lake", .accent = "#77aaff"};
    REFUSED(d, ERR_INVALID, desk_add(as(d, ADA), &fields, lake_plan, &id));
    fields = (struct desk_fields){
        .slug = "lake", .url = "http://lake.example:8080", .accent = "#5A2A82"};
    DONE(d, desk_add(as(d, ADA), &fields, lake_plan, &id));
    assert_done(desk_by_slug(&d->cx, "lake", &row));
    assert_int_equal(row.id.v, id.v);
    assert_string_equal(row.name, "Lake Desk");
    assert_string_equal(row.accent, "#5a2a82");
    REFUSED(d, ERR_CONFLICT, desk_add(as(d, ADA), &fields, lake_plan, &id));
    fields.slug = "lagoon";
    REFUSED(d, ERR_CONFLICT, desk_add(as(d, ADA), &fields, lake_plan, &id));
    fields = (struct desk_fields){.url = ""};
    DONE(d, desk_set(as(d, ADA), row.id, &fields));
    assert_done(desk_get(&d->cx, row.id, &row));
    assert_string_equal(row.host, "");
    assert_string_equal(row.url, "https://help.desk.example"); /* the installation's */
    assert_refused(desk_by_slug(&d->cx, "moon", &row), ERR_NOT_FOUND);
}

static void
test_a_host_decides_in_any_case_and_exactly(void **state)
{
    struct desk *d = desk_of(state);
    struct desk_id lake = add_lake(d), found;

    assert_done(desk_find_host(&d->cx, "LAKE.example", &found));
    assert_int_equal(found.v, lake.v);
    assert_done(desk_find_host(&d->cx, "lake.example:80", &found));
    assert_int_equal(found.v, 0);
    assert_done(desk_find_host(&d->cx, "", &found));
    assert_int_equal(found.v, 0);
    assert_done(desk_find_host(&d->cx, NULL, &found));
    assert_int_equal(found.v, 0);
}

/* A step through colours: whatever is not refused can be read in both themes. */
static void
test_every_accent_that_is_taken_can_be_read(void **state)
{
    struct desk *d = desk_of(state);
    int taken = 0, refused = 0;

    for (unsigned rgb = 0; rgb < 0x1000000; rgb += 0x10f0b) {
        char accent[8];
        struct look look;

        snprintf(accent, sizeof accent, "#%06x", rgb);
        if (look_check_accent(&d->cx, accent)) {
            refused++;
            continue;
        }
        taken++;
        look_of(&d->cx, accent, &look);
        for (int theme = 0; theme < 2; theme++) {
            const char *paper = theme ? "#2c2a27" : "#f0ece5";

            assert_true(look_contrast(look.accent[theme], paper) >= 4.5);
            assert_true(look_contrast(look.hover[theme], paper) >= 4.5);
            assert_true(look_contrast(look.accent[theme], look.soft[theme]) >= 4.5);
            assert_true(look_contrast(look.on[theme], look.accent[theme]) >= 4.5);
            assert_true(look_contrast(look.on[theme], look.hover[theme]) >= 4.5);
        }
    }
    assert_true(taken > 50 && refused > 50);
    assert_non_null(look_check_accent(&d->cx, "teal"));
    assert_non_null(look_check_accent(&d->cx, "#12345"));
    assert_non_null(look_check_accent(&d->cx, "#12345g"));
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_each_desk_has_its_own_plan_and_counts_its_own_revisions),
    DESK_BOTH(test_only_managers_of_the_desk_adopt_its_plan),
    DESK_BOTH(test_a_ticket_of_another_desk_is_not_there),
    DESK_BOTH(test_lists_counts_and_search_stay_within_ones_desks),
    DESK_BOTH(test_a_team_of_the_same_name_is_another_one_at_another_desk),
    DESK_BOTH(test_work_goes_only_to_people_of_the_desk),
    DESK_BOTH(test_a_manager_is_one_of_the_desk_only),
    DESK_BOTH(test_an_administrator_says_who_works_at_a_desk),
    DESK_BOTH(test_the_staff_meets_those_who_have_to_do_with_its_desks),
    DESK_BOTH(test_a_ticket_moves_to_another_desk_and_back),
    DESK_BOTH(test_a_desk_is_added_with_care),
    DESK_BOTH(test_a_host_decides_in_any_case_and_exactly),
    DESK_SQLITE(test_every_accent_that_is_taken_can_be_read),
};
FIXTURE_MAIN(tests)
