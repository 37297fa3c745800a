/* SPDX-License-Identifier: Apache-2.0 */
/* Each condition, just true and just not, on tickets of one or two events. */
#include "base/arena.h"
#include "base/clock.h"
#include "plan/rule.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

static const int64_t START = INT64_C(1790000000000);

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

static struct plan *
plan_with(struct arena *arena, const char *when, const char *then)
{
    struct plan_problems problems = {0};
    struct plan *plan = plan_read(
        arena,
        arena_printf(
            arena,
            "# T\n## Teams\n| Team | Tier | Vendor | Answers for |\n|-|-|-|-|\n"
            "| Front | 1 | | |\n| Maker | 2 | yes | |\n| Back | 2 | | |\n"
            "| Top | 3 | | |\n## Priorities\n| Priority | First response | "
            "Resolve within | Clock |\n|-|-|-|-|\n| A | 1 h | 1 day | always |\n"
            "| B | 2 h | 2 days | always |\n| C | 4 h | 4 days | always |\n"
            "## Topics\n| Topic | Kind | Team |\n|-|-|-|\n| Fire | incident | Front |\n"
            "| Water | question | Front |\n"
            "## Escalation\n| When | Then |\n|-|-|\n| %s | %s |\n"
            "| resolve missed | escalate to next tier |\n"
            "## Following up\n\nNothing.\n",
            when, then),
        &problems);

    assert_non_null(plan);
    if (problems.errors_n)
        fail_msg("%s", plan_problems_text(arena, "PLAN", &problems));
    return plan;
}

/* A ticket of priority C, topic Fire, team Front, by web, and what happens an hour later.
 */
static struct plan_decision *
after(struct arena *arena, const char *when, const struct plan_event *event)
{
    struct plan_event history[3] = {
        {.at = START,
         .id = 1,
         .kind = PLAN_EVENT_CREATED,
         .priority = "C",
         .topic = "Fire",
         .team = "Front",
         .subject = "Smoke in room 7",
         .channel = PLAN_WEB}
    };
    size_t n = 1;

    if (event) {
        history[n] = *event;
        history[n].at = START + MS_HOUR;
        history[n++].id = 2;
    }
    return plan_decide(arena, plan_with(arena, when, "notify lead"), history, n,
                       START + MS_HOUR);
}

static bool
fires(struct arena *arena, const char *when, const struct plan_event *event)
{
    return after(arena, when, event)->actions.n > 0;
}

static void
test_what_a_new_ticket_is(void **state)
{
    assert_true(fires(*state, "tier is 1", NULL));
    assert_false(fires(*state, "tier is 2", NULL));
    assert_true(fires(*state, "tier is at least 1", NULL));
    assert_false(fires(*state, "tier is above 1", NULL));
    assert_true(fires(*state, "tier is below 2", NULL));
    assert_true(fires(*state, "tier is at most 1", NULL));
    assert_true(fires(*state, "topic is not Water", NULL));
    assert_false(fires(*state, "topic is not Fire", NULL));
    assert_true(fires(*state, "topic is Water or Fire", NULL));
    assert_true(fires(*state, "kind is incident", NULL));
    assert_false(fires(*state, "kind is question", NULL));
    assert_true(fires(*state, "team is Front", NULL));
    assert_true(fires(*state, "channel is Web form", NULL));
    assert_true(fires(*state, "state is New", NULL));
    assert_true(fires(*state, "priority is not A", NULL));
    assert_false(fires(*state, "priority is at least B", NULL));
    assert_true(fires(*state, "subject contains \"smoke\"", NULL));
    assert_false(fires(*state, "subject contains \"smok\" or \"fire\"", NULL));
    assert_true(fires(*state, "tag is not hot", NULL));
    assert_false(fires(*state, "tag is hot", NULL));
    assert_true(fires(*state, "created", NULL));
    assert_true(fires(*state, "unassigned for 1 h", NULL));
    assert_false(fires(*state, "unassigned for 2 h", NULL));
    assert_true(fires(*state, "New for 1 h", NULL));
    assert_true(fires(*state, "25% of first response", NULL));
    assert_false(fires(*state, "26% of first response", NULL));
    assert_false(fires(*state, "first response missed", NULL));
}

static void
test_what_happens_to_it(void **state)
{
    const struct plan_event tag = {.kind = PLAN_EVENT_TAG, .text = "hot"};
    const struct plan_event team = {.kind = PLAN_EVENT_TEAM, .team = "Back"};
    const struct plan_event topic = {.kind = PLAN_EVENT_TOPIC, .topic = "Water"};
    const struct plan_event person = {.kind = PLAN_EVENT_ASSIGNED, .person = 3};
    const struct plan_event same = {.kind = PLAN_EVENT_SAME, .number = 6};
    const struct plan_event two = {.kind = PLAN_EVENT_SURVEY, .text = "?", .number = 2};
    const struct plan_event user = {.kind = PLAN_EVENT_REPLY};
    const struct plan_event staff = {.kind = PLAN_EVENT_REPLY, .staff = true};
    const struct plan_event other = {.kind = PLAN_EVENT_ORGANIZATION,
                                     .organization = "X"};

    assert_true(fires(*state, "tag is hot", &tag));
    assert_true(fires(*state, "tier is at least 2", &team));
    assert_true(fires(*state, "team is Back", &team));
    assert_true(fires(*state, "topic is Water", &topic));
    assert_true(fires(*state, "kind is question", &topic));
    assert_true(fires(*state, "assigned", &person));
    assert_false(fires(*state, "unassigned for 1 h", &person));
    assert_true(fires(*state, "more than 5 people report the same", &same));
    assert_false(fires(*state, "more than 6 people report the same", &same));
    assert_true(fires(*state, "assigned and tier is 1", &person));
    assert_false(fires(*state, "assigned and tier is 2", &person));
    assert_false(
        fires(*state, "assigned and more than 5 people report the same", &person));
    assert_true(fires(*state, "survey score is 2 or less", &two));
    assert_true(fires(*state, "survey score is 2 or more", &two));
    assert_true(fires(*state, "survey score is 2", &two));
    assert_false(fires(*state, "survey score is below 2", &two));
    assert_false(fires(*state, "survey score is above 2", &two));
    assert_true(fires(*state, "user replied", &user));
    assert_false(fires(*state, "agent replied", &user));
    assert_true(fires(*state, "agent replied", &staff));
    assert_true(fires(*state, "replied", &staff));
    assert_true(fires(*state, "organization is X", &other));
    assert_false(fires(*state, "organization is Y", &other));
}

static void
test_reasons_and_targets_of_actions(void **state)
{
    const struct plan_event created = {.at = START,
                                       .id = 1,
                                       .kind = PLAN_EVENT_CREATED,
                                       .priority = "C",
                                       .team = "Front"};
    struct plan *plan =
        plan_with(*state, "created", "raise priority, escalate to next tier");
    struct plan_decision *decision = plan_decide(*state, plan, &created, 1, START);

    assert_int_equal(decision->actions.n, 2);
    assert_string_equal(decision->actions.at[0].text, "B");
    assert_string_equal(decision->actions.at[1].team, "Back"); /* not the vendor */
    assert_int_equal(decision->actions.at[1].tier, 2);
    assert_string_equal(decision->actions.at[0].cause, decision->actions.at[1].cause);
    assert_int_equal(decision->clocks.priority_why.line, plan->priorities.at[2].line);
    assert_string_equal(plan_why_text(*state, NULL, &decision->clocks.priority_why),
                        "The ticket was opened with the priority C.");
    assert_string_equal(
        plan_why_text(*state, NULL, &decision->actions.at[0].why),
        "The plan says: when \"created\", then \"raise priority, escalate to "
        "next tier\".");
}

static void
test_a_ticket_may_begin_in_another_state_and_end_merged(void **state)
{
    const struct plan_event history[] = {
        {.at = START, .id = 1,    .kind = PLAN_EVENT_CREATED, .state = "Open"},
        {.at = START + MS_HOUR,           .id = 2, .kind = PLAN_EVENT_MERGED         }
    };
    struct plan *plan = plan_with(*state, "created", "notify lead");
    struct plan_clocks clocks = plan_clocks(*state, plan, history, 2, START + MS_DAY);

    assert_string_equal(clocks.state, "Open");
    assert_int_equal(clocks.segments_n, 2);
    assert_true(clocks.segments[0].runs);
    assert_false(clocks.segments[1].runs);
    assert_int_equal(clocks.segments[1].from, START + MS_HOUR);
    clocks = plan_clocks(*state, plan, history, 0, START);
    assert_int_equal(clocks.first_due_at, 0);
    assert_string_equal(clocks.priority->name, "C");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_what_a_new_ticket_is),
        TEST(test_what_happens_to_it),
        TEST(test_reasons_and_targets_of_actions),
        TEST(test_a_ticket_may_begin_in_another_state_and_end_merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
