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

static void
test_documents_hold_every_section_in_order(void **state)
{
    struct plan *plan = read_text(*state, TEXT);
    char *text = plan_document(*state, plan, NULL, PLAN_DOCUMENT_PLAN, false);
    const char *hours = strstr(text, "Hours\n"), *topics = strstr(text, "Topics\n");

    assert_non_null(strstr(text, "## 1. Purpose and users\n\nSome *prose*"));
    assert_true(hours && topics && hours < topics);
    assert_non_null(strstr(text, "Priorities\n\n| Priority | Means"));
    assert_null(strstr(text, "Secret."));
    assert_non_null(
        strstr(plan_document(*state, plan, NULL, PLAN_DOCUMENT_PLAN, true), "Secret."));
    text = plan_document(*state, plan, lang_find("es"), PLAN_DOCUMENT_SOP, false);
    assert_non_null(strstr(text, "# Procedimiento"));
    assert_non_null(strstr(text, "Our desk"));
}

static void
test_the_flowchart_shows_what_the_plan_does(void **state)
{
    struct plan *plan = read_text(*state, TEXT);
    char *dot = plan_flow_dot(*state, plan, NULL);
    char *words = plan_flow_text(*state, plan, NULL);

    assert_non_null(strstr(dot, "digraph plan {"));
    assert_string_equal(dot + strlen(dot) - 2, "}\n");
    assert_non_null(strstr(dot, "s0 [label=\"New\""));
    assert_non_null(strstr(dot, "s0 -> s1;"));
    assert_non_null(
        strstr(dot, "s2 -> s4 [style=dashed, label=\"waiting on user for 10 days\"]"));
    assert_non_null(strstr(words, "- A | B \342\206\222 Help desk"));
    assert_non_null(strstr(words,
                           "- **Waiting on user**: We need an answer from you. The clock "
                           "stops. Next: Open or Resolved."));
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
        TEST(test_documents_hold_every_section_in_order),
        TEST(test_the_flowchart_shows_what_the_plan_does),
        TEST(test_the_past_runs_under_another_plan),
        TEST(test_rules_close_in_the_replay_as_they_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
