/* SPDX-License-Identifier: Apache-2.0 */
/* Editing, printing, comparing and replaying plans. */
#include "plan/publish.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "plan/replay.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

static const char TEXT[] = "# Our desk\n\n"
                           "Some *prose*,   kept as it is.\n\n"
                           "## Hours\n\n"
                           "|Days|Open|Close|\n|-|-|-|\n|Mon-Fri|08:00|16:00|\n\n"
                           "Closed:\n\n- every 12-25\n- 2026-05-01: May day\n\n"
                           "## Topics\n\n"
                           "| Topic | Kind |\n|---|---|\n| **A** \\| B | incident |\n"
                           "| Long name of a topic | question |\n\n"
                           "## Our internal ways (internal)\n\nSecret.\n";

static struct plan *
read_text(struct arena *arena, const char *text)
{
    struct plan_problems problems = {0};
    struct plan *plan = plan_read(arena, text, &problems);

    assert_non_null(plan);
    return plan;
}

static int
set_up(void **state)
{
    *state = arena_new(0);
    return 0;
}

static int
tear_down(void **state)
{
    struct arena *arena = *state;

    arena_free(&arena);
    return 0;
}

static void
test_a_table_is_read_as_written(void **state)
{
    struct plan_table table;

    assert_true(plan_table(*state, TEXT, PLAN_TOPICS, &table));
    assert_int_equal(table.columns_n, 2);
    assert_int_equal(table.rows_n, 2);
    assert_string_equal(table.headers[1], "Kind");
    assert_string_equal(table.cells[0], "**A** \\| B");
    assert_int_equal(table.lines[1], 21);
    assert_false(plan_table(*state, TEXT, PLAN_TEAMS, &table));
}

static void
test_the_settings_under_the_title_are_a_table(void **state)
{
    struct plan_table table;
    const char *text = "# Our Desk\n\n| Setting | Value |\n|---|---|\n| Desk | A |\n\n"
                       "## Teams\n\n| Team | Tier |\n|---|---|\n| One | 1 |\n";

    assert_true(plan_table(*state, text, PLAN_SETTINGS, &table));
    assert_string_equal(table.cells[0], "Desk");
    assert_true(plan_table(*state, text, PLAN_TEAMS, &table));
    assert_string_equal(table.cells[0], "One");
    assert_false(plan_table(*state, strstr(text, "## Teams"), PLAN_SETTINGS, &table));
}

static void
test_a_row_is_added_and_nothing_else_touched(void **state)
{
    const char *values[] = {"Printer | paper", "incident"};
    char *text = plan_edit_row(*state, TEXT, PLAN_TOPICS, 0, values);
    char *begin = strstr(text, "## Topics"), *end = strstr(text, "## Our internal");

    assert_non_null(begin);
    assert_memory_equal(text, TEXT, (size_t)(begin - text));
    assert_string_equal(end, strstr(TEXT, "## Our internal"));
    assert_non_null(strstr(text, "| Topic                | Kind     |\n"
                                 "|----------------------|----------|\n"
                                 "| **A** \\| B           | incident |\n"
                                 "| Long name of a topic | question |\n"
                                 "| Printer \\| paper     | incident |\n\n"));
    assert_string_equal(plan_topic_find(read_text(*state, text), "printer | paper")->name,
                        "Printer | paper");
}

static void
test_a_row_is_changed_or_taken_away(void **state)
{
    const char *values[] = {"Mon-Thu", "09:00", "17:00"};
    char *text = plan_edit_row(*state, TEXT, PLAN_HOURS, 9, values);

    assert_non_null(strstr(text, "| Mon-Thu | 09:00 | 17:00 |\n\nClosed:\n"));
    assert_null(strstr(text, "08:00"));
    text = plan_edit_row(*state, TEXT, PLAN_TOPICS, 20, NULL);
    assert_null(strstr(text, "**A**"));
    assert_non_null(strstr(text, "Long name"));
    assert_null(plan_edit_row(*state, TEXT, PLAN_TOPICS, 99, NULL));
    assert_null(plan_edit_row(*state, TEXT, PLAN_TOPICS, 0, NULL));
}

static void
test_closed_days_are_edited(void **state)
{
    char *text = plan_edit_closed(*state, TEXT, 0, "2026-12-24: Christmas Eve");

    assert_non_null(
        strstr(text, "- 2026-05-01: May day\n- 2026-12-24: Christmas Eve\n\n"));
    assert_int_equal(read_text(*state, text)->closed.n, 3);
    text = plan_edit_closed(*state, TEXT, 13, NULL);
    assert_non_null(strstr(text, "Closed:\n\n- 2026-05-01"));
    text = plan_edit_closed(*state, TEXT, 13, "every 01-01");
    assert_non_null(strstr(text, "- every 01-01\n- 2026-05-01"));
    assert_null(plan_edit_closed(*state, TEXT, 99, "every 01-01"));
    text = plan_edit_closed(
        *state, "# T\n## Hours\n\n|Days|Hours|\n|-|-|\n|Mon|always|\n", 0, "every 01-01");
    assert_string_equal(strstr(text, "|Mon"),
                        "|Mon|always|\n\nClosed:\n\n- every 01-01\n");
}

static void
test_texts_differ_by_section(void **state)
{
    const char *values[] = {"Printer", "incident"};
    char *text = plan_edit_row(*state, TEXT, PLAN_TOPICS, 0, values);
    struct plan_changes *changes = plan_compare(*state, TEXT, text);

    assert_int_equal(changes->n, 1); /* tidying alone is no change */
    assert_int_equal(changes->at[0].kind, PLAN_TOPICS);
    assert_int_equal(changes->at[0].gone.n, 0);
    assert_int_equal(changes->at[0].come.n, 1);
    assert_non_null(strstr(changes->at[0].come.at[0], "Printer"));
    assert_int_equal(plan_compare(*state, TEXT, TEXT)->n, 0);
    changes = plan_compare(*state, TEXT, "# Our desk\n");
    assert_int_equal(changes->n, 4);
    assert_int_equal(changes->at[3].after_line, 0);
}

static const struct plan_chapter *
chapter(const struct plan_chapters *chapters, const char *heading)
{
    for (size_t i = 0; i < chapters->n; i++)
        if (!strcmp(chapters->at[i].heading, heading))
            return &chapters->at[i];
    return NULL;
}

static void
test_chapters_stand_in_their_customary_order(void **state)
{
    struct plan *plan = read_text(*state, TEXT);
    struct plan_chapters *list = plan_chapters(*state, plan, NULL, PLAN_AS_PLAN, false);

    assert_string_equal(list->at[0].heading, "Purpose and users");
    assert_non_null(strstr(list->at[0].text, "Some *prose*"));
    assert_true(chapter(list, "Hours") < chapter(list, "Topics"));
    assert_int_equal(chapter(list, "Hours")->line, 5);
    assert_int_equal(chapter(list, "Priorities")->line, 0);
    assert_non_null(strstr(chapter(list, "Priorities")->text, "| Priority | Means"));
    assert_null(chapter(list, "Our internal ways (internal)"));
    list = plan_chapters(*state, plan, NULL, PLAN_AS_PLAN, true);
    assert_string_equal(chapter(list, "Our internal ways (internal)")->text, "Secret.");
    assert_true(chapter(list, "Our internal ways (internal)")->internal);
    list = plan_chapters(*state, plan, lang_find("es"), PLAN_AS_SOP, false);
    assert_non_null(chapter(list, "Prioridades"));
    list = plan_chapters(*state, plan, NULL, PLAN_AS_WRITTEN, false);
    assert_string_equal(list->at[0].heading, "Hours");
    assert_string_equal(plan_preface(*state, plan, false),
                        "Some *prose*,   kept as it is.");
}

/* What stands in for teams and matrix follows the plan's own words. */
static void
test_defaults_are_printed_as_they_rule(void **state)
{
    struct plan *plan =
        read_text(*state, "# T\n\n## Priorities\n\n|Priority|First response|\n"
                          "|-|-|\n|Now|1 h|\n|Later|2 h|\n\n## Topics\n\n"
                          "|Topic|Team|\n|-|-|\n|Cars|Garage|\n");
    struct plan_chapters *list =
        plan_chapters(*state, plan, NULL, PLAN_AS_WRITTEN, false);

    assert_non_null(strstr(chapter(list, "Teams")->text, "| Garage | 1 |"));
    assert_null(strstr(chapter(list, "Teams")->text, "Help desk"));
    assert_non_null(strstr(chapter(list, "Impact and urgency")->text, "| Now |"));
    assert_null(strstr(chapter(list, "Impact and urgency")->text, "Critical"));
}

static const char SECRETS[] =
    "# Our desk\n\nOpen words.\n\n## Purpose\n\nWe help.\n\n### Inside "
    "(internal)\n\nSECRET-1\n\n"
    "#### Deeper\n\nSECRET-2\n\n### Open again\n\nEverybody.\n\n"
    "## Channels\n\n|Channel|Address|\n|-|-|\n|Mail|help@x.example|\n\n"
    "## Our ways (staff only)\n\n### Escalation\n\n|When|Then|\n|-|-|\n"
    "|resolve missed|notify lead|\n|created|add tag \"SECRET-3\"|\n\n"
    "Internal hours\n--------------\n\nSECRET-4\n\n"
    "## Follow-up\n\n|When|Then|\n|-|-|\n|waiting on user for 9 days|remind user|\n\n"
    "## Internal targets\n\n|Priority|First response|\n|-|-|\n|High|7 min|\n";

static void
test_internal_parts_stay_inside(void **state)
{
    struct plan *plan = read_text(*state, SECRETS);
    const struct plan_flows *flows;

    for (int order = PLAN_AS_WRITTEN; order <= PLAN_AS_SOP; order++) {
        struct plan_chapters *list =
            plan_chapters(*state, plan, NULL, (enum plan_order)order, false);

        for (size_t i = 0; i < list->n; i++) {
            assert_null(strstr(list->at[i].text, "SECRET"));
            assert_null(strstr(list->at[i].text, "7 min"));
        }
        assert_non_null(strstr(chapter(list, "Purpose")->text, "Everybody."));
        /* what is said inside is not replaced by what a default would say */
        assert_null(chapter(list, "Escalation"));
        list = plan_chapters(*state, plan, NULL, (enum plan_order)order, true);
        assert_non_null(strstr(chapter(list, "Purpose")->text, "SECRET-2"));
    }
    assert_null(strstr(plan->purpose, "SECRET"));
    assert_non_null(strstr(plan->purpose, "We help."));
    assert_null(strstr(plan_public_text(*state, plan), "SECRET"));
    assert_non_null(strstr(plan_public_text(*state, plan), "remind user"));
    flows = plan_flow(*state, plan, NULL, false);
    for (size_t i = 0; i < flows->n; i++) {
        assert_null(strstr(flows->at[i].words, "SECRET"));
        assert_null(strstr(flows->at[i].words, "notify lead"));
        for (size_t k = 0; k < flows->at[i].nodes.n; k++)
            assert_null(strstr(flows->at[i].nodes.at[k].text, "resolve missed"));
    }
    flows = plan_flow(*state, plan, NULL, true);
    assert_non_null(strstr(flows->at[flows->n - 1].words, "SECRET-3"));
}

static bool
leads(const struct plan_flow *flow, const char *from, const char *to)
{
    for (size_t i = 0; i < flow->edges.n; i++)
        if (!strcmp(flow->nodes.at[flow->edges.at[i].from].text, from) &&
            !strcmp(flow->nodes.at[flow->edges.at[i].to].text, to))
            return true;
    return false;
}

static void
test_the_flowchart_shows_what_the_plan_does(void **state)
{
    struct plan *plan = read_text(*state, TEXT);
    const struct plan_flows *flows = plan_flow(*state, plan, NULL, false);

    assert_string_equal(flows->at[0].title, "How a request comes in");
    assert_true(leads(&flows->at[1], "A | B", "Help desk"));
    assert_true(leads(&flows->at[2], "New", "Open"));
    assert_true(leads(&flows->at[2], "Waiting on user", "waiting on user for 10 days"));
    assert_true(leads(&flows->at[2], "waiting on user for 10 days", "Resolved"));
    assert_non_null(strstr(flows->at[1].words, "- A | B → Help desk"));
    assert_non_null(strstr(flows->at[2].words,
                           "- **Waiting on user**: We need an answer from you. The clock "
                           "stops. Next: Open or Resolved."));
}

static const char TIERS[] =
    "# T\n\n## Teams\n\n|Team|Tier|\n|-|-|\n|Front|1|\n|Middle|2|\n|Deep|4|\n\n"
    "## Escalation\n\n|When|Then|\n|-|-|\n|first response missed|escalate to tier 2|\n"
    "|resolve missed|escalate to next tier|\n|reopened 2 times|assign to Deep|\n"
    "|survey is Bad|notify manager|\n|priority is High|notify manager|\n";

static void
test_who_takes_over_is_drawn_from_the_rules(void **state)
{
    const struct plan_flows *flows =
        plan_flow(*state, read_text(*state, TIERS), NULL, false);
    const struct plan_flow *tiers = &flows->at[3], *rules = &flows->at[4];

    assert_true(leads(tiers, "Tier 1", "first response missed\nresolve missed"));
    assert_true(leads(tiers, "first response missed\nresolve missed", "Tier 2"));
    assert_true(leads(tiers, "resolve missed\nreopened 2 times", "Tier 4"));
    assert_true(leads(rules, "survey is Bad\npriority is High", "notify manager"));
}

/* 2026: summer time in Madrid ends on 25 October at 3:00, which is 2:00 again. */
static void
test_hours_are_a_calendar(void **state)
{
    struct plan *plan = read_text(
        *state,
        "# Our; desk\n\n| Setting | Value |\n|-|-|\n| Time zone | Europe/Madrid |\n\n"
        "## Hours\n\n|Days|Open|Close|\n|-|-|-|\n|Mon-Fri|08:00|16:00|\n"
        "|Sat|22:00|06:00|\n\nClosed:\n\n- 2026-10-26 to 2026-10-27: Fair, and more\n");
    const struct plan_ics about = {.host = "desk.example",
                                   .url = "https://desk.example/plan",
                                   .from = INT64_C(1792713600000), /* 2026-10-23T00:00Z */
                                   .to = INT64_C(1793404800000),   /* 2026-10-31T00:00Z */
                                   .stamp = INT64_C(1790000000000)};
    char *ics = plan_ics(*state, plan, NULL, &about);

    assert_non_null(strstr(ics, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    assert_non_null(strstr(ics, "TZID:Europe/Madrid\r\n"));
    assert_non_null(strstr(ics,
                           "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\n"
                           "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n"));
    assert_non_null(strstr(ics, "DTSTART;TZID=Europe/Madrid:20261023T080000\r\n"
                                "DTEND;TZID=Europe/Madrid:20261023T160000\r\n"));
    assert_non_null(strstr(ics, "DTSTART;TZID=Europe/Madrid:20261024T220000\r\n"
                                "DTEND;TZID=Europe/Madrid:20261025T060000\r\n"));
    assert_null(strstr(ics, "20261026T080000"));
    assert_non_null(strstr(ics, "SUMMARY:Our\\; desk: closed (Fair\\, and more)\r\n"));
    assert_non_null(
        strstr(ics, "DTSTART;VALUE=DATE:20261026\r\nDTEND;VALUE=DATE:20261028\r\n"));
    for (const char *line = ics; *line; line = strstr(line, "\r\n") + 2)
        assert_true(strstr(line, "\r\n") - line <= 75);
}

/* ---- Replay. */

static const char REPLAYED[] = "# T\n\n## Hours\n\n| Days | Open | Close |\n|-|-|-|\n"
                               "| always | | |\n\n## Priorities\n\n"
                               "| Priority | First response | Resolve within |\n|-|-|-|\n"
                               "| High | %s | 8 h |\n| Low | 1 day | 3 days |\n\n"
                               "## Following up\n\n| When | Then |\n|-|-|\n"
                               "| waiting on user for %s | remind user |\n";

static void
test_the_past_runs_under_another_plan(void **state)
{
    struct plan *old, *new;
    const int64_t start = INT64_C(1790000000000);
    const struct plan_event history[] = {
        {.at = start,
         .id = 1,
         .kind = PLAN_EVENT_CREATED,
         .priority = "High",
         .subject = "x"},
        {.at = start + 90 * MS_MINUTE,           .id = 2, .kind = PLAN_EVENT_REPLY, .staff = true},
        {.at = start + 90 * MS_MINUTE,
         .id = 3,
         .kind = PLAN_EVENT_STATE,
         .state = "Open"                                                   },
        {.at = start + 91 * MS_MINUTE,
         .id = 4,
         .kind = PLAN_EVENT_STATE,
         .state = "Waiting on user"                                                   },
        {.at = start + 60 * MS_HOUR,           .id = 5,   .kind = PLAN_EVENT_STATE,   .state = "Open"},
        {.at = start + 61 * MS_HOUR,
         .id = 6,
         .kind = PLAN_EVENT_STATE,
         .state = "Resolved"                                                   },
    };
    struct plan_outcome a, b;
    struct plan_past past;
    char *first = arena_strdup(*state, REPLAYED), *text;

    text = arena_printf(
        *state, "%.*s2 h%.*s3 days%s", (int)(strstr(first, "%s") - first), first,
        (int)(strstr(strstr(first, "%s") + 2, "%s") - strstr(first, "%s") - 2),
        strstr(first, "%s") + 2, strstr(strstr(first, "%s") + 2, "%s") + 2);
    old = read_text(*state, text);
    text = arena_printf(
        *state, "%.*s1 h%.*s1 day%s", (int)(strstr(first, "%s") - first), first,
        (int)(strstr(strstr(first, "%s") + 2, "%s") - strstr(first, "%s") - 2),
        strstr(first, "%s") + 2, strstr(strstr(first, "%s") + 2, "%s") + 2);
    new = read_text(*state, text);
    past = (struct plan_past){history, 6, NULL, start + 90 * MS_DAY};
    plan_replay(*state, old, &past, &a);
    past.from = old;
    plan_replay(*state, new, &past, &b);
    assert_false(a.first_missed);
    assert_true(b.first_missed);
    assert_int_equal(a.reminded_n, 0);
    assert_int_equal(b.reminded_n, 1);
    assert_int_equal(a.first_due_at, start + 2 * MS_HOUR);
    assert_string_equal(a.state, "Resolved");
    assert_int_equal(plan_outcome_differs(&a, &b),
                     PLAN_DIFFERS_FIRST | PLAN_DIFFERS_REMINDERS | PLAN_DIFFERS_PROMISE);
    assert_int_equal(plan_outcome_differs(&a, &a), 0);
}

static void
test_rules_close_in_the_replay_as_they_would(void **state)
{
    struct plan *plan = read_text(*state, plan_default_text());
    const int64_t start = INT64_C(1790000000000);
    const struct plan_event history[] = {
        {.at = start,
         .id = 1,
         .kind = PLAN_EVENT_CREATED,
         .impact = "Everyone",
         .urgency = "Work has stopped"                                                },
        {.at = start + MS_HOUR,   .id = 2, .kind = PLAN_EVENT_STATE, .state = "Open"},
        {.at = start + MS_HOUR,
         .id = 3,
         .kind = PLAN_EVENT_STATE,
         .state = "Waiting on user"                                               },
        {.at = start + MS_DAY,
         .id = 4,
         .kind = PLAN_EVENT_TEAM,
         .team = "?",
         .cause = "rule"},
    };
    struct plan_outcome out;
    struct plan_past past;

    past = (struct plan_past){history, 4, NULL, start + 99 * MS_DAY};
    plan_replay(*state, plan, &past, &out);
    assert_string_equal(out.state, "Closed");
    assert_true(out.closed_by_rule);
    assert_int_equal(out.reminded_n, 2);
    assert_string_equal(out.first_priority, "Critical");
    assert_string_equal(out.team, "Help desk"); /* what a rule did is left out */
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_table_is_read_as_written),
        TEST(test_the_settings_under_the_title_are_a_table),
        TEST(test_a_row_is_added_and_nothing_else_touched),
        TEST(test_a_row_is_changed_or_taken_away),
        TEST(test_closed_days_are_edited),
        TEST(test_texts_differ_by_section),
        TEST(test_chapters_stand_in_their_customary_order),
        TEST(test_defaults_are_printed_as_they_rule),
        TEST(test_internal_parts_stay_inside),
        TEST(test_the_flowchart_shows_what_the_plan_does),
        TEST(test_who_takes_over_is_drawn_from_the_rules),
        TEST(test_hours_are_a_calendar),
        TEST(test_the_past_runs_under_another_plan),
        TEST(test_rules_close_in_the_replay_as_they_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
