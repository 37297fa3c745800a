/* SPDX-License-Identifier: Apache-2.0 */
/* The language of plans: many ways of saying the same thing are read as the same thing.
 */
#include "plan/plan.h"
#include "plan/rule.h"

#include "base/arena.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCES_N = 900 };

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

/* A file of the project, from its root or from the build folder. */
static char *
file_text(struct arena *arena, const char *path)
{
    char *text = arena_take(arena, PLAN_TEXT_BYTES + 2);
    FILE *file = fopen(arena_printf(arena, "../%s", path), "r");
    size_t n;

    if (!file)
        file = fopen(path, "r");
    if (!file)
        fail_msg("there is no file %s", path);
    n = fread(text, 1, PLAN_TEXT_BYTES, file);
    fclose(file);
    text[n] = 0;
    return text;
}

static const struct plan *
read_without_errors(struct arena *arena, const char *what, const char *text)
{
    struct plan_problems problems = {0};
    const struct plan *plan = plan_read(arena, text, &problems);

    assert_non_null(plan);
    if (problems.errors_n)
        fail_msg("%s", plan_problems_text(arena, what, &problems));
    return plan;
}

/* ---- Sentences. */

static bool
same_duration(struct plan_duration a, struct plan_duration b)
{
    return a.n == b.n && a.unit == b.unit && a.business == b.business;
}

static bool
same_condition(const struct plan_condition *a, const struct plan_condition *b)
{
    if (a->kind != b->kind || a->targets != b->targets || a->negated != b->negated ||
        a->compare != b->compare || a->number != b->number || a->names.n != b->names.n ||
        !same_duration(a->duration, b->duration))
        return false;
    for (size_t i = 0; i < a->names.n; i++)
        if (!str_eq(a->names.at[i], b->names.at[i]))
            return false;
    return str_eq(a->name, b->name);
}

static bool
same_action(const struct plan_then *a, const struct plan_then *b)
{
    return a->kind == b->kind && str_eq(a->team, b->team) && str_eq(a->text, b->text) &&
           str_eq(a->state, b->state) && a->tier == b->tier && a->raise == b->raise &&
           same_duration(a->duration, b->duration);
}

static bool
same_rule(const struct plan_rule *a, const struct plan_rule *b)
{
    if (a->conditions.n != b->conditions.n || a->actions.n != b->actions.n)
        return false;
    for (size_t i = 0; i < a->conditions.n; i++)
        if (!same_condition(&a->conditions.at[i], &b->conditions.at[i]))
            return false;
    for (size_t i = 0; i < a->actions.n; i++)
        if (!same_action(&a->actions.at[i], &b->actions.at[i]))
            return false;
    return true;
}

/* One rule with that sentence. */
static const struct plan_rule *
rule_with(struct arena *arena, const char *head, const char *sentence, bool when)
{
    const struct plan *plan = read_without_errors(
        arena, sentence,
        arena_printf(arena, "%s| %s | %s |\n", head, when ? sentence : "created",
                     when ? "notify lead" : sentence));

    assert_int_equal(plan->rules.at[0].conditions.n > 0, 1);
    return &plan->rules.at[0];
}

static void
test_other_words_say_the_same(void **state)
{
    struct arena *arena = *state;
    const char *head = file_text(arena, "test/plans/sentences.md");
    const struct plan_rule *first = NULL;
    bool when = true;
    int n = 0;

    for (char *line = file_text(arena, "test/plans/sentences.txt"), *next; line;
         line = next) {
        const struct plan_rule *rule;

        next = strchr(line, '\n');
        if (next)
            *next++ = 0;
        if (str_starts(line, "== "))
            when = str_eq(line, "== WHEN");
        if (!*line)
            first = NULL;
        if (!*line || *line == '#' || str_starts(line, "== "))
            continue;
        rule = rule_with(arena, head, line, when);
        n++;
        if (first && !same_rule(first, rule))
            fail_msg("\"%s\" does not mean \"%s\"", line,
                     when ? first->when : first->then);
        if (!first)
            first = rule;
    }
    assert_true(n > SENTENCES_N);
}

/* ---- Whole plans, in other words. */

static const struct plan *
read_file(struct arena *arena, const char *path)
{
    return read_without_errors(arena, path, file_text(arena, path));
}

static void
test_a_procedure_in_customary_words_is_read_whole(void **state)
{
    const struct plan *plan = read_file(*state, "test/plans/northwind.md");

    assert_string_equal(plan->desk, "Northwind IT");
    assert_string_equal(plan->zone_name, "Asia/Kolkata");
    assert_string_equal(plan->language, "en");
    assert_int_equal(plan->channels.n, 4);
    assert_true(plan->channels.at[1].always);
    assert_false(plan->channels.at[3].always);
    assert_int_equal(plan->hours.at[0].open_min, 8 * 60);
    assert_int_equal(plan->hours.at[1].close_min, 13 * 60);
    assert_int_equal(plan->closed.n, 3);
    assert_string_equal(plan->closed.at[1].name, "Independence Day");
    assert_int_equal(plan->day_ms, 9 * 3600000);
    /* what P1 means and when it is due stand in two tables */
    assert_int_equal(plan->priorities.n, 3);
    assert_string_equal(plan->priorities.at[0].means, "Everything is down");
    assert_int_equal(plan->priorities.at[0].first_response.n, 15);
    assert_int_equal(plan->priorities.at[0].internal_resolve.n, 2);
    assert_string_equal(plan_priority_of(plan, NULL, "Department", "High", NULL)->name,
                        "P2");
    assert_int_equal(plan->teams.at[1].answers_for.n, 2);
    assert_int_equal(plan->teams.at[2].answers_for.n, 2);
    assert_true(plan->teams.at[3].vendor);
    assert_int_equal(plan_state_find(plan, "Completed")->phase, PLAN_RESOLVED);
    assert_int_equal(plan_state_find(plan, "Pending customer")->phase, PLAN_WAITING);
    assert_int_equal(plan_state_find(plan, "Pending supplier")->next.n, 2);
    assert_int_equal(plan->rules.n, 12);
    assert_string_equal(plan->rules.at[10].actions.at[0].text, "No reply from customer");
    assert_int_equal(plan->answers.n, 2);
    assert_int_equal(plan->targets.at[2].bound, '<');
    assert_int_equal(plan->courses.at[0].valid.unit, PLAN_YEARS);
    assert_int_equal(plan->retention.at[1].keep.n, 18);
}

static void
test_a_spanish_procedure_is_read_whole(void **state)
{
    const struct plan *plan = read_file(*state, "test/plans/alameda.md");

    assert_string_equal(plan->zone_name, "America/Sao_Paulo");
    assert_string_equal(plan->language, "es");
    assert_int_equal(plan->hours.n, 3);
    assert_int_equal(plan->hours.at[0].days, 0x3E);
    assert_int_equal(plan->hours.at[1].open_min, 13 * 60);
    assert_int_equal(plan->closed.n, 5);
    assert_string_equal(plan->closed.at[4].name, "Viernes santo");
    assert_false(plan->priorities.at[0].business);
    assert_true(plan->priorities.at[1].first_response.business);
    assert_string_equal(plan_priority_of(plan, NULL, "Una casa", "Ahora", NULL)->name,
                        "Media");
    assert_int_equal(plan->teams.at[0].tier, 1);
    assert_int_equal(plan->teams.at[1].tier, 2);
    assert_int_equal(plan->topics.at[2].kind, PLAN_COMPLAINT);
    assert_int_equal(plan_state_find(plan, "Pendiente del vecino")->next.n, 2);
    assert_int_equal(plan->rules.n, 10);
    assert_int_equal(plan->rules.at[6].conditions.at[0].names.n, 2);
    assert_int_equal(plan->rules.at[9].actions.n, 2);
    assert_int_equal(plan->complaint_within.n, 5);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_other_words_say_the_same),
        TEST(test_a_procedure_in_customary_words_is_read_whole),
        TEST(test_a_spanish_procedure_is_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
