/* SPDX-License-Identifier: Apache-2.0 */
/* Corners of a ticket's story: what reopening, another organization and several targets
 * in one condition do to its clocks and rules. */
#include "plan/rule.h"

#include "base/arena.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char PLAN[] =
    "# T\n\n## Hours\n\n| Days | Open | Close | Organization |\n|-|-|-|-|\n"
    "| Mon-Fri | 09:00 | 17:00 | |\n| Mon | 09:00 | 10:00 | Short |\n\n"
    "## Priorities\n\n| Priority | First response | Update | Resolve | Clock "
    "|\n|-|-|-|-|-|\n"
    "| High | 1 h | 2 h | 12 h | business |\n| Slow | | | 2 calendar days | business "
    "|\n\n"
    "## Internal targets\n\n| Priority | First response | Resolve |\n|-|-|-|\n"
    "| High | 30 min | 90 min |\n\n"
    "## Escalation\n\n| When | Then |\n|-|-|\n"
    "| internal target missed | notify lead |\n"
    "| 50% of any target | notify team |\n\n## Follow-up\n\nNothing.\n";

enum { EVENTS_N = 16 };

/* Minutes after Monday 2026-11-23 09:00 UTC. */
struct world {
    struct arena *arena;
    struct plan *plan;
    struct plan_event events[EVENTS_N];
    size_t n;
    int64_t start;
};

static void
set_up(struct world *world, const char *priority)
{
    struct plan_problems problems = {0};

    *world = (struct world){.arena = arena_new(0)};
    world->plan = plan_read(world->arena, PLAN, &problems);
    if (problems.errors_n)
        fail_msg("%s", plan_problems_text(world->arena, "PLAN", &problems));
    assert_true(clock_parse("2026-11-23T09:00:00Z", &world->start));
    world->events[world->n++] = (struct plan_event){.at = world->start,
                                                    .id = 1,
                                                    .kind = PLAN_EVENT_CREATED,
                                                    .priority = priority,
                                                    .state = "Open"};
}

static struct plan_event *
add(struct world *world, int minutes, enum plan_event_kind kind)
{
    struct plan_event *event = &world->events[world->n++];

    *event = (struct plan_event){
        .at = world->start + minutes * MS_MINUTE, .id = (int64_t)world->n, .kind = kind};
    return event;
}

static struct plan_clocks
clocks(struct world *world, int minutes)
{
    return plan_clocks(world->arena, world->plan, world->events, world->n,
                       world->start + minutes * MS_MINUTE);
}

static int
minutes_of(const struct world *world, int64_t at)
{
    return (int)((at - world->start) / MS_MINUTE);
}

static void
test_a_first_response_keeps_its_time_when_reopened(void **state)
{
    struct world world;
    struct plan_clocks c;

    (void)state;
    set_up(&world, "High");
    add(&world, 20, PLAN_EVENT_REPLY)->staff = true;
    add(&world, 30, PLAN_EVENT_STATE)->state = "Resolved";
    add(&world, 60, PLAN_EVENT_STATE)->state = "Open";
    c = clocks(&world, 70);
    assert_int_equal(c.first.elapsed_ms, 20 * MS_MINUTE);
    assert_int_equal(minutes_of(&world, c.first.done_at), 20);
    assert_int_equal(c.resolve.elapsed_ms, 40 * MS_MINUTE);
    assert_int_equal(c.update.elapsed_ms, 10 * MS_MINUTE);
    assert_int_equal(minutes_of(&world, c.update.due_at), 60 + 120);
    arena_free(&world.arena);
}

static void
test_a_reopened_ticket_has_time_for_an_answer(void **state)
{
    struct world world;
    struct plan_clocks c;

    (void)state;
    set_up(&world, "High"); /* its 12 h end on Tuesday at 13:00 */
    add(&world, 1440 + 239, PLAN_EVENT_STATE)->state = "Resolved";
    add(&world, 1440 + 300, PLAN_EVENT_STATE)->state = "Open";
    c = clocks(&world, 1440 + 300);
    assert_int_equal(minutes_of(&world, c.resolve.due_at), 1440 + 360);
    assert_int_equal(c.resolve.missed_at, 0);
    c = clocks(&world, 1440 + 359);
    assert_int_equal(c.resolve.missed_at, 0);
    c = clocks(&world, 1440 + 360);
    assert_int_equal(minutes_of(&world, c.resolve.missed_at), 1440 + 360);
    arena_free(&world.arena);
}

static void
test_what_ran_before_reopening_is_counted_anew_for_another_organization(void **state)
{
    struct world world;
    struct plan_clocks c;

    (void)state;
    set_up(&world, "High");
    add(&world, 240, PLAN_EVENT_STATE)->state = "Resolved";
    add(&world, 300, PLAN_EVENT_STATE)->state = "Open";
    add(&world, 330, PLAN_EVENT_ORGANIZATION)->organization = "Short";
    c = clocks(&world, 360);
    /* the desk of that organization was open for the first of these hours */
    assert_int_equal(c.resolve.elapsed_ms, 60 * MS_MINUTE);
    arena_free(&world.arena);
}

static void
test_calendar_days_run_on_a_business_clock(void **state)
{
    struct world world;
    struct plan_clocks c;

    (void)state;
    set_up(&world, "Slow");
    c = clocks(&world, 1000);
    assert_int_equal(c.resolve.target_ms, 2 * MS_DAY);
    assert_int_equal(minutes_of(&world, c.resolve.due_at), 2 * 1440);
    assert_int_equal(c.resolve.elapsed_ms, 1000 * MS_MINUTE);
    assert_int_equal(c.first.due_at, 0);
    arena_free(&world.arena);
}

/* How many actions follow at that minute; FIRED is written for each. */
static size_t
decide(struct world *world, int minutes, int *next)
{
    struct plan_decision *decision =
        plan_decide(world->arena, world->plan, world->events, world->n,
                    world->start + minutes * MS_MINUTE);

    for (size_t i = 0; i < decision->actions.n; i++) {
        struct plan_event *fired = add(world, minutes, PLAN_EVENT_FIRED);
        fired->rule = decision->actions.at[i].rule->key;
        fired->cause = decision->actions.at[i].cause;
    }
    *next = minutes_of(world, decision->next_due_at);
    return decision->actions.n;
}

static void
test_each_target_of_a_condition_is_a_cause_of_its_own(void **state)
{
    struct world world;
    int next;

    (void)state;
    set_up(&world, "High");
    assert_int_equal(decide(&world, 0, &next), 0);
    assert_int_equal(next, 30);                     /* internal first, half of first */
    assert_int_equal(decide(&world, 30, &next), 2); /* both at once */
    assert_int_equal(decide(&world, 30, &next), 0);
    assert_int_equal(next, 60);
    assert_int_equal(decide(&world, 60, &next), 0);
    assert_int_equal(next, 90);
    assert_int_equal(decide(&world, 90, &next), 1); /* internal resolve */
    assert_int_equal(next, 360);
    assert_int_equal(decide(&world, 360, &next), 1); /* half of resolve */
    arena_free(&world.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_first_response_keeps_its_time_when_reopened),
        cmocka_unit_test(test_a_reopened_ticket_has_time_for_an_answer),
        cmocka_unit_test(
            test_what_ran_before_reopening_is_counted_anew_for_another_organization),
        cmocka_unit_test(test_calendar_days_run_on_a_business_clock),
        cmocka_unit_test(test_each_target_of_a_condition_is_a_cause_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
