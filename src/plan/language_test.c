/* SPDX-License-Identifier: Apache-2.0 */
/* The language of plans: many ways of saying the same thing are read as the same thing.
 */
#include "plan/plan.h"
#include "plan/rule.h"

#include "base/arena.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/sections.h"
#include "plan/value.h"

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

/* A block of sentences that must mean the same: each is a rule of one plan. */
static int
check_block(struct arena *arena, const char *rows, bool when)
{
    const char *text =
        arena_printf(arena, "%s%s", file_text(arena, "test/plans/sentences.md"), rows);
    const struct plan *plan = read_without_errors(arena, "sentences.txt", text);
    const struct plan_rule *first = &plan->rules.at[0];
    int n = 0;

    for (size_t i = 0; i < plan->rules.n; i++) {
        const struct plan_rule *rule = &plan->rules.at[i];

        if (rule->section != PLAN_ESCALATION)
            continue; /* of the defaults */
        n++;
        if (!same_rule(first, rule))
            fail_msg("\"%s\" does not mean \"%s\"", when ? rule->when : rule->then,
                     when ? first->when : first->then);
    }
    return n;
}

static void
test_other_words_say_the_same(void **state)
{
    struct arena *arena = *state;
    const char *rows = "";
    bool when = true;
    int n = 0;

    for (char *line = file_text(arena, "test/plans/sentences.txt"), *next; line;
         line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = 0;
        if (str_starts(line, "== ")) {
            when = str_eq(line, "== WHEN");
        } else if (*line && *line != '#') {
            rows =
                arena_printf(arena, "%s| %s | %s |\n", rows,
                             when ? line : "resolve missed", when ? "notify lead" : line);
        } else if (*rows) {
            n += check_block(arena, rows, when);
            rows = "";
        }
    }
    assert_true(n > SENTENCES_N);
}

/* ---- Every example of docs/plan.md. */

/* A table of a plan with the example in it; false when there are mistakes. */
static bool
reads_in(struct arena *arena, const char *table, const char *example)
{
    struct plan_problems problems = {0};

    plan_read(arena, arena_printf(arena, "%s%s |\n", table, example), &problems);
    return problems.errors_n == 0;
}

#define TABLE(heading, columns, row)                                                     \
    "# T\n\n## " heading "\n\n| " columns " |\n|-|-|-|\n| " row " | "

static bool
is_value(struct arena *arena, const char *kind, const char *example)
{
    const char *folded = fold_text(arena, example);
    struct plan_duration duration;
    struct plan_closed closed;
    unsigned days;
    int minutes;

    if (str_eq(kind, "length of time"))
        return value_duration(folded, &duration) &&
               (duration.n || !*folded || *folded == '-');
    if (str_eq(kind, "days"))
        return value_days(folded, &days) && days;
    if (str_eq(kind, "time of day"))
        return value_time(folded, &minutes);
    if (str_eq(kind, "date") || str_eq(kind, "recurring date"))
        return value_closed(folded, &closed) &&
               (closed.kind == PLAN_CLOSED_RANGE) == str_eq(kind, "date");
    if (str_eq(kind, "yes"))
        return value_yes(folded) == 1;
    if (str_eq(kind, "shifts in one cell"))
        return reads_in(arena, TABLE("Hours", "Days | Organization | Hours", "Mon | "),
                        example);
    if (str_eq(kind, "clock"))
        return reads_in(
            arena, TABLE("Priorities", "Priority | Resolve | Clock", "High | 2 days"),
            example);
    if (str_eq(kind, "tier"))
        return reads_in(arena,
                        "# T\n\n## Teams\n\n| Team | Vendor | Tier |\n|-|-|-|\n| A | | 1 "
                        "|\n| V | yes | 2 |\n| B | yes |",
                        example);
    if (str_eq(kind, "measure"))
        return reads_in(
            arena, TABLE("Targets", "Measure | Organization | Target", "A | "), example);
    return str_eq(kind, "list in a cell");
}

/* The next `code` of a line, or NULL. */
static char *
next_code(struct arena *arena, char **line)
{
    char *begin = strchr(*line, '`'), *end = begin ? strchr(begin + 1, '`') : NULL;

    if (!end)
        return NULL;
    *line = end + 1;
    return arena_strndup(arena, begin + 1, (size_t)(end - begin) - 1);
}

/* What the first column of a row says. */
static char *
row_kind(struct arena *arena, char **line)
{
    char *end = **line == '|' ? strstr(*line + 2, " | ") : NULL;
    char *kind = end ? arena_strndup(arena, *line + 2, (size_t)(end - *line) - 2) : NULL;

    if (end)
        *line = end + 2;
    return kind;
}

/* The second column only: what follows it is prose. */
static void
check_row(struct arena *arena, const char *table, const char *kind, char *line)
{
    const char *head = file_text(arena, "test/plans/sentences.md");
    char *end = strstr(line, " | "), *code;

    if (end)
        *end = 0;
    while ((code = next_code(arena, &line))) {
        if (str_eq(table, "Value")) {
            if (!is_value(arena, kind, code))
                fail_msg("docs/plan.md: `%s` is no %s", code, kind);
        } else {
            rule_with(arena, head, code, str_eq(table, "Condition"));
        }
    }
}

static void
test_every_example_of_the_document_is_read(void **state)
{
    struct arena *arena = *state;
    const char *table = "";
    int n = 0;

    for (char *line = file_text(arena, "docs/plan.md"), *next; line; line = next) {
        char *kind;

        next = strchr(line, '\n');
        if (next)
            *next++ = 0;
        if (str_starts(line, "|-"))
            continue;
        kind = row_kind(arena, &line);
        if (!kind) {
            table = "";
        } else if (str_eq(kind, "Value") || str_eq(kind, "Condition") ||
                   str_eq(kind, "Action")) {
            table = kind;
        } else if (*table) {
            check_row(arena, table, kind, line);
            n++;
        }
    }
    assert_true(n >= 48);
}

/* ---- Headings. */

static void
test_customary_headings_are_known(void **state)
{
    static const struct {
        const char *heading;
        enum plan_section_kind kind;
    } HEADINGS[] = {
        {"3.1 Hours of operation",            PLAN_HOURS           },
        {"Service hours",                     PLAN_HOURS           },
        {"Days off",                          PLAN_HOURS           },
        {"IV. Holidays",                      PLAN_HOURS           },
        {"Horario de servicio",               PLAN_HOURS           },
        {"D\303\255as festivos",              PLAN_HOURS           },
        {"Support channels",                  PLAN_CHANNELS        },
        {"Contact methods",                   PLAN_CHANNELS        },
        {"Medios de contacto",                PLAN_CHANNELS        },
        {"Severity levels",                   PLAN_PRIORITIES      },
        {"SLA",                               PLAN_PRIORITIES      },
        {"Service level targets",             PLAN_PRIORITIES      },
        {"Section 5: Response times",         PLAN_PRIORITIES      },
        {"Niveles de servicio",               PLAN_PRIORITIES      },
        {"Internal service level objectives", PLAN_INTERNAL_TARGETS},
        {"Objetivos internos",                PLAN_INTERNAL_TARGETS},
        {"Priority matrix",                   PLAN_MATRIX          },
        {"Matriz de prioridades",             PLAN_MATRIX          },
        {"Support groups",                    PLAN_TEAMS           },
        {"The help desk team",                PLAN_TEAMS           },
        {"Equipos y niveles",                 PLAN_TEAMS           },
        {"Categories",                        PLAN_TOPICS          },
        {"Tipos de solicitud",                PLAN_TOPICS          },
        {"Ticket lifecycle",                  PLAN_WORKFLOW        },
        {"Status",                            PLAN_WORKFLOW        },
        {"Ciclo de vida",                     PLAN_WORKFLOW        },
        {"Escalation matrix",                 PLAN_ESCALATION      },
        {"Escalation path",                   PLAN_ESCALATION      },
        {"b) Escalation procedure",           PLAN_ESCALATION      },
        {"Procedimiento de escalamiento",     PLAN_ESCALATION      },
        {"Closure",                           PLAN_FOLLOW_UP       },
        {"Seguimiento y cierre",              PLAN_FOLLOW_UP       },
        {"CSAT",                              PLAN_SURVEY          },
        {"Complaints procedure",              PLAN_FEEDBACK        },
        {"Roles and responsibilities",        PLAN_RESPONSIBILITIES},
        {"KPIs",                              PLAN_TARGETS         },
        {"Training plan",                     PLAN_TRAINING        },
        {"Data retention",                    PLAN_DATA            },
        {"Revision history",                  PLAN_PROSE           },
        {"Glossary",                          PLAN_PROSE           },
        {"Change records",                    PLAN_PROSE           },
        {"Status reports",                    PLAN_PROSE           },
        {"",                                  PLAN_PROSE           },
    };

    for (size_t i = 0; i < sizeof HEADINGS / sizeof *HEADINGS; i++)
        if (sections_kind(*state, HEADINGS[i].heading) != HEADINGS[i].kind)
            fail_msg("\"%s\" is %d, not %d", HEADINGS[i].heading,
                     (int)sections_kind(*state, HEADINGS[i].heading),
                     (int)HEADINGS[i].kind);
}

static void
test_a_heading_may_speak_of_two_sections(void **state)
{
    const struct plan *plan = read_without_errors(
        *state, "PLAN",
        "# T\n\n## Hours and channels\n\n"
        "| Channel | Address |\n|-|-|\n| Phone | 1 |\n\n"
        "| Days | Open | Close |\n|-|-|-|\n| Mon | 8 | 9 |\n\nClosed:\n\n- 2026-12-24\n\n"
        "## Teams and topics\n\n"
        "| Topic | Kind | Team |\n|-|-|-|\n| A | question | X |\n\n"
        "| Team | Tier |\n|-|-|\n| X | 1 |\n");

    assert_int_equal(plan->channels.n, 1);
    assert_int_equal(plan->hours.n, 1);
    assert_int_equal(plan->closed.n, 1);
    assert_int_equal(plan->topics.n, 1);
    assert_string_equal(plan->teams.at[0].name, "X");
    assert_int_equal(plan->teams.n, 1);
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
test_more_plans_in_other_forms_are_read_whole(void **state)
{
    const struct plan *plan = read_file(*state, "test/plans/valle.md");

    assert_int_equal(plan->hours.n, 3); /* a break, and noon as "12 m." */
    assert_int_equal(plan->hours.at[2].close_min, 12 * 60);
    assert_int_equal(plan->closed.n, 3);
    assert_int_equal(plan->teams.at[1].tier, 2);
    assert_string_equal(plan->teams.at[1].answers_for.at[0], "Conectividad y telefonía");
    assert_int_equal(plan->rules.n, 11);
    assert_int_equal(plan_state_find(plan, "Atendida")->phase, PLAN_RESOLVED);
    assert_int_equal(plan_state_find(plan, "Espera de usuario")->phase, PLAN_WAITING);
    assert_string_equal(plan_priority_of(plan, NULL, "Alto", "Alta", NULL)->name,
                        "Crítica");
    plan = read_file(*state, "test/plans/library.md");
    assert_string_equal(plan->zone_name, "Africa/Casablanca");
    assert_string_equal(plan->desk, "City Library Help");
    assert_int_equal(plan->hours.n, 3);
    assert_int_equal(plan->closed.n, 4);
    assert_string_equal(plan->closed.at[0].name, "New Year");
    assert_int_equal(plan->priorities.at[1].update_every.n, 1);
    assert_string_equal(plan->topics.at[0].ask_for.at[0], "title | author");
    assert_int_equal(plan_state_find(plan, "Archived")->phase, PLAN_CLOSED);
    assert_int_equal(plan->rules.at[2].conditions.n, 2);
    assert_int_equal(plan->rules.n, 7);
    assert_string_equal(plan->survey_ask_also, "Why?");
}

static void
test_the_defaults_of_a_spanish_desk_are_spanish(void **state)
{
    struct arena *arena = *state;
    struct plan_problems problems = {0};
    const struct plan *plan = plan_read(arena, plan_default_text_in("es-MX"), &problems);

    assert_int_equal(problems.n, 0);
    assert_int_equal(plan->retention.n, 3);
    assert_null(plan->retention.at[2].topic);
    assert_string_equal(plan_default_text_in("en"), plan_default_text());
    assert_string_equal(plan_default_text_in("est"), plan_default_text());
    plan_read(arena, plan_default_text(), &problems);
    assert_int_equal(problems.n, 0);
    plan = read_without_errors(
        arena, "PLAN", "# T\n\n| Setting | Value |\n|-|-|\n| Language | es, en |\n");
    assert_string_equal(plan_state_of_phase(plan, PLAN_WAITING)->name,
                        "Esperando al usuario");
    assert_string_equal(plan_state_of_phase(plan, PLAN_VENDOR)->name,
                        "Esperando al proveedor");
    assert_int_equal(plan->rules.n, 11);
    assert_int_equal(plan->topics.at[0].kind, PLAN_INCIDENT);
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
        TEST(test_every_example_of_the_document_is_read),
        TEST(test_customary_headings_are_known),
        TEST(test_a_heading_may_speak_of_two_sections),
        TEST(test_a_procedure_in_customary_words_is_read_whole),
        TEST(test_a_spanish_procedure_is_read_whole),
        TEST(test_more_plans_in_other_forms_are_read_whole),
        TEST(test_the_defaults_of_a_spanish_desk_are_spanish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
