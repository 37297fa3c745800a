/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "plan/open.h"
#include "plan/rule.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world {
    struct arena *arena;
    struct plan_problems problems;
};

static int
set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);

    assert_non_null(world);
    world->arena = arena_new(0);
    *state = world;
    return 0;
}

static int
tear_down(void **state)
{
    struct world *world = *state;

    arena_free(&world->arena);
    free(world);
    return 0;
}

/* A file of the project, from its root or from the build folder; NULL when it is absent.
 */
static char *
file_text(struct world *world, const char *path)
{
    char *text = arena_take(world->arena, PLAN_TEXT_BYTES + 2);
    const char *above = arena_printf(world->arena, "../%s", path);
    FILE *file = fopen(above, "r");
    size_t n;

    if (!file)
        file = fopen(path, "r");
    if (!file)
        return NULL;
    n = fread(text, 1, PLAN_TEXT_BYTES, file);
    fclose(file);
    text[n] = 0;
    return text;
}

static struct plan *
read_file(struct world *world, const char *path)
{
    char *text = file_text(world, path);
    struct plan *plan;

    if (!text)
        skip();
    plan = plan_read(world->arena, text, &world->problems);
    assert_non_null(plan);
    if (world->problems.errors_n)
        fail_msg("%s", plan_problems_text(world->arena, path, &world->problems));
    return plan;
}

static struct plan *
read_text(struct world *world, const char *text)
{
    struct plan *plan = plan_read(world->arena, text, &world->problems);

    assert_non_null(plan);
    return plan;
}

/* Some problem stands in that line and holds both texts. */
static void
assert_problem(const struct world *world, int line, int column, const char *wrong,
               const char *right)
{
    for (size_t i = 0; i < world->problems.n; i++) {
        const struct plan_problem *problem = &world->problems.at[i];
        if (problem->line == line && (!column || problem->column == column) &&
            strstr(problem->wrong, wrong) && strstr(problem->right, right))
            return;
    }
    fail_msg("no problem at %d:%d \"%s\" \"%s\" in:\n%s", line, column, wrong, right,
             plan_problems_text(world->arena, "PLAN", &world->problems));
}

static void
assert_no_errors(struct world *world)
{
    if (world->problems.errors_n)
        fail_msg("%s", plan_problems_text(world->arena, "PLAN", &world->problems));
}

static void
test_the_default_plan_has_no_mistakes(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_text(world, plan_default_text());

    assert_no_errors(world);
    assert_int_equal(plan->states.n, 7);
    assert_int_equal(plan->rules.n, 11);
    assert_true(plan->rules.at[0].line > 0);
}

static void
test_a_title_alone_is_a_plan(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_text(world, "# Help at home\n\nWe help the family.\n");

    assert_no_errors(world);
    assert_true(world->problems.n > 5);
    assert_string_equal(plan->title, "Help at home");
    assert_string_equal(plan->desk, "Help at home");
    assert_string_equal(plan->purpose, "We help the family.");
    assert_string_equal(plan->zone_name, "UTC");
    assert_int_equal(plan->priorities.n, 4);
    assert_int_equal(plan->priorities.at[0].line, 0);
    assert_non_null(plan_state_of_phase(plan, PLAN_WAITING));
    assert_non_null(plan_priority_of(plan, NULL, NULL, NULL, NULL));
    assert_int_equal(plan->rules.n, 11);
}

static void
test_a_text_without_a_title_is_told_so(void **state)
{
    struct world *world = *state;

    read_text(world, "");
    assert_problem(world, 1, 1, "no title", "# Help Desk Plan");
}

static void
test_shared_plans_load_without_mistakes(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_file(world, "../shared/plans/riverside.md");

    assert_int_equal(plan->rules.n, 14);
    assert_int_equal(plan->retention.n, 4);
    assert_string_equal(plan->retention.at[1].topic, "Student data");
    assert_int_equal(plan->complaint_within.n, 2);
    assert_true(plan->complaint_within.business);
    assert_int_equal(plan->rules.at[0].line, 112);
    plan = read_file(world, "../shared/plans/office.md");
    assert_int_equal(plan->closed.n, 2);
    plan = read_file(world, "../shared/plans/agency.md");
    assert_string_equal(plan_state_of_phase(plan, PLAN_VENDOR)->name, "With engineers");
    assert_string_equal(plan_state_of_phase(plan, PLAN_RESOLVED)->name, "Solved");
    assert_int_equal(
        plan_priority_find(plan, "Grants Portal", "urgent")->first_response.n, 15);
    assert_int_equal(
        plan_priority_find(plan, "Parks Service", "Urgent")->first_response.n, 30);
}

static void
test_a_spanish_plan_says_the_same_things(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_file(world, "test/plans/clinica.md");
    struct plan_why why;

    assert_string_equal(plan->language, "es-ES");
    assert_int_equal(plan->languages.n, 2);
    assert_string_equal(plan->zone_name, "Europe/Madrid");
    assert_int_equal(plan->channels.at[1].kind, PLAN_MAIL);
    assert_true(plan->channels.at[1].always);
    assert_false(plan->channels.at[2].always);
    assert_int_equal(plan->hours.at[0].days, 0x1E);
    assert_int_equal(plan->hours.at[0].close_min, 30 * 60);
    assert_int_equal(plan->closed.n, 4);
    assert_int_equal(plan->closed.at[2].kind, PLAN_CLOSED_WEEKDAY);
    assert_true(plan->priorities.at[3].first_response.business);
    assert_int_equal(plan->priorities.at[0].internal_first.n, 5);
    assert_int_equal(plan->day_ms, 7 * MS_HOUR);
    /* the table is turned: rows are urgencies */
    assert_string_equal(plan->impacts.at[0].name, "Toda la clínica");
    assert_string_equal(
        plan_priority_of(plan, NULL, "una planta", "AHORA MISMO", &why)->name, "Alta");
    assert_string_equal(plan_priority_of(plan, NULL, NULL, NULL, NULL)->name, "Baja");
    assert_true(plan_team_find(plan, "fabricante")->vendor);
    assert_int_equal(plan->rules.n, 14);
    assert_int_equal(plan->rules.at[8].actions.at[0].kind, PLAN_ASSIGN_FEWEST);
    assert_string_equal(plan->rules.at[9].conditions.at[0].names.at[1], "urgente");
    assert_string_equal(plan->rules.at[12].actions.at[0].text, "Sin respuesta");
    assert_string_equal(plan->rules.at[12].actions.at[0].state, "Resuelta");
    assert_int_equal(plan->complaint_within.n, 3);
    assert_string_equal(plan->survey_ask_also, "¿Qué podríamos haber hecho mejor?");
    assert_true(plan->targets.at[1].value > 4.49 && plan->targets.at[1].value < 4.51);
    assert_int_equal(plan->targets.at[2].bound, '<');
}

static void
test_columns_stand_in_any_order(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_file(world, "test/plans/harbour.md");

    assert_string_equal(plan->title, "Harbour Control Support: our plan");
    assert_string_equal(plan->desk, "Harbour Support");
    assert_int_equal(plan->hours.n, 5);
    assert_string_equal(plan->hours.at[2].organization, "Pilots");
    assert_int_equal(plan->hours.at[2].close_min, 24 * 60);
    assert_int_equal(plan->hours.at[3].open_min, 22 * 60);
    assert_int_equal(plan->hours.at[3].close_min, 30 * 60);
    assert_int_equal(plan_priority_find(plan, "Pilots", "Two")->first_response.n, 90);
    assert_int_equal(plan_priority_find(plan, "Pilots", "One")->first_response.n, 15);
    assert_false(plan->priorities.at[0].business);
    assert_int_equal(plan_state_find(plan, "With manufacturer")->phase, PLAN_VENDOR);
    assert_int_equal(plan_state_find(plan, "Parked")->phase, PLAN_WAITING);
    assert_int_equal(plan_state_find(plan, "archived")->phase, PLAN_CLOSED);
    /* a name with "and" in it */
    assert_int_equal(plan->rules.at[0].conditions.n, 2);
    assert_string_equal(plan->rules.at[0].conditions.at[0].name, "Repairs and parts");
    assert_int_equal(plan->rules.at[2].conditions.at[0].names.n, 3);
    assert_int_equal(plan->closed.at[1].to_month, 1);
}

static void
test_every_mistake_is_found_in_one_run(void **state)
{
    struct world *world = *state;

    read_text(world, "# T\n"
                     "\n"
                     "| Setting | Value |\n"
                     "|---|---|\n"
                     "| Time zone | Mars/Olympus |\n"
                     "| Langauge | en |\n"
                     "\n"
                     "## Hours\n"
                     "| Days | Open | Close |\n"
                     "|---|---|---|\n"
                     "| Mon-Fri | 8:00 | 25:00 |\n"
                     "| Funday | 08:00 | 12:00 |\n"
                     "| Tue | 09:00 | 12:00 |\n"
                     "| Tue | 11:00 | 13:00 |\n"
                     "| Tue | 13:05 | 14:00 |\n"
                     "\n"
                     "- every 13-01\n"
                     "\n"
                     "## Priorities\n"
                     "| Priority | First response | Resolve within | Clock |\n"
                     "|---|---|---|---|\n"
                     "| High | 1 fortnight | 4 h | busines |\n"
                     "| Low | | | |\n"
                     "\n"
                     "## Impact and urgency\n"
                     "| Impact | Now | Later |\n"
                     "|---|---|---|\n"
                     "| All | High | Hihg |\n"
                     "\n"
                     "## Teams\n"
                     "| Team | Tier |\n"
                     "|---|---|\n"
                     "| First | 1 |\n"
                     "| Third | 3 |\n"
                     "\n"
                     "## Topics\n"
                     "| Topic | Kind | Team |\n"
                     "|---|---|---|\n"
                     "| A | incident | |\n"
                     "| B | incdent | Frist |\n");
    assert_problem(world, 5, 15, "no time zone \"Mars/Olympus\"", "America/Los_Angeles");
    assert_problem(world, 6, 3, "\"Langauge\" is not a setting", "\"Language\"");
    assert_problem(world, 11, 20, "\"25:00\" is not a time", "08:00");
    assert_problem(world, 12, 3, "\"Funday\" are not days", "Mon-Fri");
    assert_problem(world, 14, 0, "overlap those in line 13", "");
    assert_problem(world, 15, 0, "hole of 5 min", "");
    assert_problem(world, 17, 3, "\"every 13-01\" is not a date", "every 07-04");
    assert_problem(world, 22, 10, "\"1 fortnight\" is not a length of time", "15 min");
    assert_problem(world, 22, 30, "\"busines\" is not a clock", "business");
    assert_problem(world, 23, 0, "the priority Low has no targets", "");
    assert_problem(world, 28, 16, "no priority \"Hihg\"", "\"High\"");
    assert_problem(world, 34, 0, "tier 3 but none of tier 2", "without gaps");
    assert_problem(world, 34, 0, "nobody escalates to the team Third", "");
    assert_problem(world, 39, 0, "the topic A has no team", "\"First\"");
    assert_problem(world, 40, 7, "\"incdent\" is not a kind", "incident");
    assert_problem(world, 40, 17, "no team \"Frist\"", "\"First\"");
    for (size_t i = 1; i < world->problems.n; i++)
        assert_true(world->problems.at[i].line >= world->problems.at[i - 1].line);
}

static void
test_workflow_and_rules_are_checked_as_a_whole(void **state)
{
    struct world *world = *state;

    read_text(world,
              "# T\n"
              "## Workflow\n"
              "| State | Clock | Shown as | Next |\n"
              "|---|---|---|---|\n"
              "| New | runs | New | Open, Gone |\n"
              "| Open | runs | Open | Done |\n"
              "| Lost | runs | Lost | |\n"
              "| Done | stops | Done | |\n"
              "## Escalation\n"
              "| When | Then |\n"
              "|---|---|\n"
              "| priority is Hihg | notify lead |\n"
              "| reslove mised | notify lead, notfy manager |\n"
              "| topic is Something broke | set topic Something else |\n"
              "| topic is Something else and tier is 1 | set topic Something broke |\n"
              "| first response missed | escalate to tier 4 |\n"
              "| update missed | notify lead |\n"
              "| Update missed | notify  lead |\n"
              "| 75% of internal resolve | notify lead |\n"
              "## Following up\n"
              "| When | Then |\n"
              "|---|---|\n"
              "| New for 2 days | close |\n");
    assert_problem(world, 5, 28, "no state \"Gone\"", "");
    assert_problem(world, 7, 0, "cannot be reached from New", "");
    assert_problem(world, 7, 0, "clock runs for ever", "");
    assert_problem(world, 12, 3, "no priority \"hihg\"", "\"High\"");
    assert_problem(world, 13, 3, "\"reslove mised\" is not a condition",
                   "\"resolve missed\"");
    assert_problem(world, 13, 32, "\"notfy manager\" is not an action",
                   "\"notify manager\"");
    assert_problem(world, 14, 0,
                   "line 14 (topic is Something broke) \342\206\222 line 15", "");
    assert_problem(world, 16, 0, "no team of tier 4", "");
    assert_problem(world, 18, 0, "the same as line 17", "");
    assert_problem(world, 19, 0, "no priority has this target", "");
    assert_problem(world, 23, 0, "no way from New to Done", "");
}

static void
test_other_words_say_the_same(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_text(
        world, "# T\n## Opening times\n| Day | From | Until |\n|-|-|-|\n"
               "| Weekdays | 8 am | 5 pm |\n| Sat | closed | closed |\n"
               "## Holidays\n- 2026-12-25 (Christmas)\n- every 4 July - Independence\n"
               "## How we set the priority\n| Urgency \\ Impact | All | One |\n|-|-|-|\n"
               "| Now | Critical | High |\n| Later | High | Low |\n"
               "## When we escalate\n| If | Do |\n|-|-|\n"
               "| words in the subject: fire, flood | notify lead and manager |\n"
               "| First response is missed | restrict to team Help desk and close |\n");

    assert_no_errors(world);
    assert_int_equal(plan->hours.n, 1);
    assert_int_equal(plan->closed.n, 2);
    assert_string_equal(plan->closed.at[0].name, "Christmas");
    assert_string_equal(plan->closed.at[1].name, "Independence");
    assert_string_equal(plan_priority_of(plan, NULL, "One", "Now", NULL)->name, "High");
    assert_int_equal(plan->priorities.n, 4);
    assert_int_equal(plan->rules.at[0].conditions.at[0].names.n, 2);
    assert_int_equal(plan->rules.at[0].actions.n, 2);
    assert_int_equal(plan->rules.at[0].actions.at[1].kind, PLAN_NOTIFY_MANAGER);
    assert_string_equal(plan->rules.at[1].actions.at[0].team, "Help desk");
    assert_int_equal(plan->rules.at[1].actions.at[1].kind, PLAN_CLOSE);
}

static void
test_problems_beyond_the_limit_are_counted(void **state)
{
    struct world *world = *state;
    char *text = arena_take(world->arena, 100000), *p = text;

    p += snprintf(p, 100, "# T\n## Topics\n| Topic | Kind |\n|---|---|\n");
    for (int i = 0; i < 499; i++)
        p += snprintf(p, 100, "| t%d | nonsense |\n", i);
    read_text(world, text);
    assert_int_equal(world->problems.n, PLAN_PROBLEMS_N);
    assert_true(world->problems.more_n > 100);
    assert_non_null(
        strstr(plan_problems_text(world->arena, "p.md", &world->problems), "p.md: and "));
}

static void
test_too_long_a_plan_is_refused(void **state)
{
    struct world *world = *state;
    char *text = arena_take(world->arena, PLAN_TEXT_BYTES + 2);

    memset(text, 'a', PLAN_TEXT_BYTES + 1);
    assert_null(plan_read(world->arena, text, &world->problems));
    assert_int_equal(world->problems.errors_n, 1);
    text[PLAN_TEXT_BYTES] = 0;
    assert_non_null(plan_read(world->arena, text, &world->problems));
}

/* The worst shapes known, as long as a plan may be. */
static void
test_any_text_is_read_within_its_bounds(void **state)
{
    static const struct {
        const char *head, *line;
    } SHAPES[] = {
        {"# T\n",                                    "a\n\n"                   },
        {"",                                         "#\n"                     },
        {"# T\n## Topics\n|a|b|c|\n|-|-|-|\n",       "|\n"                     },
        {"# T\n## Topics\n|Topic|Team|\n|-|-|\n",
         "|aaaaaaaaaaaaaaaaaaaa|bbbbbbbbbbbbb|\n"                              },
        {"# T\n## Escalation\n|When|Then|\n|-|-|\n",
         "|for for is is for for is is for for is is|for for, is is, to to, a a, the "
         "the|\n"                                                              },
        {"# T\n",                                    "[a](x)["                 },
        {"# T\n## Hours\n",                          "- every 01-02 to 01-01\n"},
    };
    struct world *world = *state;
    char *text = malloc(PLAN_TEXT_BYTES + 1);

    assert_non_null(text);
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) {
        struct arena *arena = arena_new(0);
        size_t n = strlen(SHAPES[i].head), step = strlen(SHAPES[i].line);

        memcpy(text, SHAPES[i].head, n);
        for (; n + step <= PLAN_TEXT_BYTES; n += step)
            memcpy(text + n, SHAPES[i].line, step);
        text[n] = 0;
        assert_non_null(plan_read(arena, text, &world->problems));
        assert_true(arena_used(arena) < 64 << 20);
        assert_true(world->problems.n <= PLAN_PROBLEMS_N);
        arena_free(&arena);
    }
    free(text);
}

static void
test_words_suggest_a_topic(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_file(world, "test/plans/clinica.md");
    struct plan_why why = {0};

    assert_string_equal(
        plan_topic_guess(plan, "No hay WIFI", "ni conexion a internet, ni receta", &why)
            ->name,
        "Red");
    assert_non_null(strstr(plan_why_text(world->arena, NULL, &why), "\"wifi\""));
    assert_null(plan_topic_guess(plan, "Buenos días", "wifis", NULL));
    assert_string_equal(plan_topic_other(plan)->name, "Otra cosa");
    assert_string_equal(plan_route(plan, NULL, "robo", "").team->name, "Sistemas");
    assert_string_equal(plan_route(plan, "Acceso", "robo", "").topic->name, "Acceso");
}

static void
test_without_a_question_the_last_topic_takes_the_rest(void **state)
{
    struct world *world = *state;
    struct plan *plan =
        read_text(world, "# T\n\nWe help.\n\n## Topics\n| Topic | Kind | Team "
                         "|\n|-|-|-|\n| A | incident | X |\n| B | change | "
                         "X |\n\n## Scope\n\nAll of us.\n\n## Survey\n\n"
                         "Question: How was it?\n");

    assert_no_errors(world);
    assert_string_equal(plan_topic_other(plan)->name, "B");
    assert_string_equal(plan->survey_question, "How was it?");
    assert_string_equal(plan->survey_ask_also, "");
    assert_string_equal(plan->purpose, "We help.");
    assert_string_equal(plan->scope, "All of us.");
    assert_string_equal(plan->sections.at[0].source,
                        "| Topic | Kind | Team |\n|-|-|-|\n| A | incident | X |\n"
                        "| B | change | X |");
    assert_string_equal(plan->sections.at[2].source, "Question: How was it?");
    assert_int_equal(plan->sections.at[1].line, 11);
    assert_int_equal(plan->sections.at[1].last_line, 14);
}

static void
test_changes_of_state_follow_the_workflow(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_text(world, "# T\n");

    assert_true(plan_may_change(plan, "New", "open"));
    assert_true(plan_may_change(plan, "Open", "Open"));
    assert_false(plan_may_change(plan, "New", "Closed"));
    assert_false(plan_may_change(plan, "Closed", "Open"));
    assert_false(plan_may_change(plan, "Nowhere", "Nowhere"));
}

static void
test_the_team_of_the_next_tier_is_found(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_file(world, "test/plans/clinica.md");

    assert_string_equal(plan_team_at(plan, "Primera línea", "Red", 0)->name, "Sistemas");
    assert_string_equal(plan_team_at(plan, "Primera línea", "Historia clínica", 2)->name,
                        "Historia clínica");
    assert_string_equal(plan_team_at(plan, "Sistemas", "Red", 0)->name, "Fabricante");
    assert_null(plan_team_at(plan, "Fabricante", "Red", 0));
}

static void
test_the_one_with_least_work_is_picked(void **state)
{
    const struct plan_member members[] = {
        {1, 4, 100, false},
        {2, 2, 300, false},
        {3, 2, 200, false},
        {4, 0, 0,   true }
    };

    (void)state;
    assert_int_equal(plan_pick(members, 4, PLAN_ASSIGN_FEWEST), 3);
    assert_int_equal(plan_pick(members, 4, PLAN_ASSIGN_TURN), 1);
    assert_int_equal(plan_pick(members + 3, 1, PLAN_ASSIGN_TURN), 0);
}

static void
test_markdown_marks_do_not_hide_words(void **state)
{
    struct world *world = *state;
    struct plan *plan = read_text(
        world, "Our *plan*\n---\n# The **Plan** of [us](http://x)\n"
               "<!-- ## Teams\n| nothing | here |\n|-|-|\n-->\n"
               "```\n## Topics\n```\n"
               "### **Teams**, _all_ of them ###\n\n"
               "Team | Tier\n---|:--:\n`Desk \\| one` | 1\n**Two** &amp; more | 2\n"
               "end of table | 2\n\nTeam|Tier|\nx\n");

    assert_string_equal(plan->title, "The Plan of us");
    assert_true(plan->has[PLAN_TEAMS]);
    assert_false(plan->has[PLAN_TOPICS]);
    assert_int_equal(plan->teams.n, 3);
    assert_string_equal(plan->teams.at[0].name, "Desk | one");
    assert_string_equal(plan->teams.at[1].name, "Two & more");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_the_default_plan_has_no_mistakes),
        TEST(test_a_title_alone_is_a_plan),
        TEST(test_a_text_without_a_title_is_told_so),
        TEST(test_shared_plans_load_without_mistakes),
        TEST(test_a_spanish_plan_says_the_same_things),
        TEST(test_columns_stand_in_any_order),
        TEST(test_every_mistake_is_found_in_one_run),
        TEST(test_workflow_and_rules_are_checked_as_a_whole),
        TEST(test_other_words_say_the_same),
        TEST(test_problems_beyond_the_limit_are_counted),
        TEST(test_too_long_a_plan_is_refused),
        TEST(test_any_text_is_read_within_its_bounds),
        TEST(test_words_suggest_a_topic),
        TEST(test_without_a_question_the_last_topic_takes_the_rest),
        TEST(test_changes_of_state_follow_the_workflow),
        TEST(test_the_team_of_the_next_tier_is_found),
        TEST(test_the_one_with_least_work_is_picked),
        TEST(test_markdown_marks_do_not_hide_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
