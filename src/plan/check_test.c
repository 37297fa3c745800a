/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of mistake, where it stands and what would be right; and plans that are only
 * unusual. */
#include "plan/plan.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

#define HOURS(rows)                                                                      \
    "# T\n## Hours\n| Days | Open | Close | Organization |\n|-|-|-|-|\n" rows
#define HOURS_IN(rows) "# T\n## Hours\n| Days | Hours | Break |\n|-|-|-|\n" rows
#define PRIORITIES(rows)                                                                 \
    "# T\n## Priorities\n| Priority | First response | Update | Resolve | Clock | "      \
    "Organization |\n|-|-|-|-|-|-|\n" rows
#define TEAMS(rows)                                                                      \
    "# T\n## Teams\n| Team | Tier | Answers for | Vendor |\n|-|-|-|-|\n" rows
#define TOPICS(rows) "# T\n## Topics\n| Topic | Kind | Team |\n|-|-|-|\n" rows
#define STATES(rows)                                                                     \
    "# T\n## Workflow\n| State | Clock | Shown | Next |\n|-|-|-|-|\n" rows
#define RULES(rows) "# T\n## Escalation\n| When | Then |\n|-|-|\n" rows
#define WEEK        "| Mon-Fri | 9:00 | 17:00 | |\n"

struct expected {
    const char *text;
    int line, column;
    const char *wrong, *right; /* wrong NULL: nothing is said of that line */
};

static void
check_all(const struct expected *cases, size_t n, bool warning)
{
    for (size_t i = 0; i < n; i++) {
        struct arena *arena = arena_new(0);
        struct plan_problems problems = {0};
        bool found = false, any = false;

        plan_read(arena, cases[i].text, &problems);
        for (size_t k = 0; k < problems.n; k++) {
            const struct plan_problem *problem = &problems.at[k];
            any = any || (problem->line == cases[i].line && problem->warning == warning);
            found = found ||
                    (cases[i].wrong && problem->line == cases[i].line &&
                     problem->column == cases[i].column && problem->warning == warning &&
                     strstr(problem->wrong, cases[i].wrong) &&
                     strstr(problem->right, cases[i].right));
        }
        if (cases[i].wrong ? !found : any)
            fail_msg("%s\n%s:%d: %s; %s\n%s", cases[i].text, "expected", cases[i].line,
                     cases[i].wrong ? cases[i].wrong : "nothing", cases[i].right,
                     plan_problems_text(arena, "PLAN", &problems));
        arena_free(&arena);
    }
}
#define CHECK(cases, warning) check_all(cases, sizeof(cases) / sizeof *(cases), warning)

static void
test_mistakes_in_hours(void **state)
{
    static const struct expected CASES[] = {
        {HOURS("| Mon | 9:00 | 12:00 | |\n| Mon | 11:59 | 13:00 | |\n"),     6, 3,
         "overlap those in line 5",                                                                                      "one end where the other begins"},
        {HOURS("| Mon | 9:00 | 12:00 | |\n| Mon | 12:00 | 13:00 | |\n"),     6, 0,  NULL,                                ""                              },
        {HOURS("| Mon | 9:00 | 12:00 | |\n| Mon | 12:09 | 13:00 | |\n"),     6, 3,
         "a hole of 9 min",                                                                                              "begin where the other ends"    },
        {HOURS("| Mon | 9:00 | 12:00 | |\n| Mon | 12:10 | 13:00 | |\n"),     6, 0,  NULL,                                ""                              },
        {HOURS("| Mon | 22:00 | 06:00 | |\n| Tue | 05:00 | 13:00 | |\n"),    6, 3,
         "overlap those in line 5",                                                                                      ""                              },
        {HOURS("| Sat | 22:00 | 06:00 | |\n| Sun | 05:00 | 13:00 | |\n"),    6, 3,
         "overlap those in line 5",                                                                                      ""                              },
        {HOURS("| Mon | 22:00 | 06:00 | |\n| Tue | 06:05 | 13:00 | |\n"),    6, 3,
         "a hole of 5 min",                                                                                              ""                              },
        {HOURS("| Mon | 9:00 | 12:00 | A |\n| Mon | 11:00 | 13:00 | B |\n"), 6, 0,  NULL,
         ""                                                                                                                                              },
        {HOURS("| Mon-Sun | 0:00 | 23:59 | |\n"),                            5, 3,  "a hole of 1 min",                   "24:00"                         },
        {HOURS("| Mon-Sun | 0:00 | 24:00 | |\n"),                            5, 0,  NULL,                                ""                              },
        {HOURS("| Mon | 9:00 | 9:00 | |\n"),                                 5, 16, "opens and closes at the same time",
         "00:00 and 24:00"                                                                                                                               },
        {HOURS("| Mon | | 9:00 | |\n"),                                      5, 9,  "there is no time here",             "08:00"                         },
        {HOURS("| Mon | 24:00 | 9:00 | |\n"),                                5, 9,  "is not a time of day",              ""                              },
        {HOURS("| Mon | closed | | |\n"),                                    5, 0,  NULL,                                ""                              },
        {HOURS(WEEK "\nA day is 9 h of open time.\n"),                       7, 1,  "a day of 540 min cannot",
         "shorter or the hours longer"                                                                                                                   },
        {HOURS(WEEK "\nA day is 8 h of open time.\n"),                       7, 0,  NULL,                                ""                              },
        {HOURS(WEEK "\nA day is 25 h of open time.\n"),                      7, 1,  "a day cannot be that long",
         ""                                                                                                                                              },
        {HOURS(WEEK "\n- 1970-01-01 to 2199-01-01\n"),                       5, 3,  "never open",                        "closed days"                   },
        {HOURS(WEEK "\n- every 13-01\n"),                                    7, 3,  "\"every 13-01\" is not a date",
         "every 07-04"                                                                                                                                   },
        {HOURS(WEEK "\nClosed:\n\n- Christmas\n"),                           9, 3,  "\"Christmas\" is not a date",
         ""                                                                                                                                              },
        {HOURS(WEEK "\n- We are often there on Fridays.\n"),                 7, 0,  NULL,                                ""                              },
        {"# T\n## Hours\n| Days |\n|-|\n| Mon |\n",                          3, 3,  "does not say when",
         "\"Open\""                                                                                                                                      },
        {HOURS_IN("| Mon | 8-12, 13-17:60 | |\n"),                           5, 15, "\"13-17:60\" is not a shift",
         ""                                                                                                                                              },
        {HOURS_IN("| Mon | | |\n"),                                          5, 9,  "there is no time here",             ""                              },
        {HOURS_IN("| Mon | 8-17 | 12-13 |\n"),                               5, 0,  NULL,                                ""                              },
        {HOURS_IN("| Mon | 8-17 | 18-19 |\n"),                               5, 16, "not inside the hours",              ""                              },
        {HOURS_IN("| Mon | 8-17 | noon |\n"),                                5, 16, "\"noon\" is not a break",           ""                              },
    };

    (void)state;
    CHECK(CASES, false);
}

static void
test_remarks_on_hours(void **state)
{
    static const struct expected CASES[] = {
        {HOURS("| Mon-Tue | 9:00 | 17:00 | |\n| Thu | 9:00 | 17:00 | |\n"), 5, 3,
         "no hours on Wed",                                                                                       ""     },
        {HOURS("| Tue-Fri | 9:00 | 17:00 | |\n"),                           5, 0, NULL,                           ""     },
        {HOURS("| Mon-Thu | 9:00 | 17:00 | |\n"),                           5, 0, NULL,                           ""     },
        {HOURS("| Mon-Fri | 9 | 5 | |\n"),                                  5, 3, "over midnight and lasts 20 h", "17:00"},
        {HOURS("| Mon-Fri | 18:00 | 10:00 | |\n"),                          5, 0, NULL,                           ""     },
    };

    (void)state;
    CHECK(CASES, true);
}

static void
test_mistakes_in_priorities(void **state)
{
    static const struct expected CASES[] = {
        {PRIORITIES("| A | 1 h | | 2 h | | |\n| A | 1 h | | 2 h | | |\n"),                         6, 3,
         "the priority \"A\" stands twice",                                                                                                                  "one row for each organization"},
        {PRIORITIES("| A | 1 h | | 2 h | | |\n| A | 1 h | | 2 h | | Pilots |\n"),                  6, 0,
         NULL,                                                                                                                                               ""                             },
        {PRIORITIES("| A | | 1 h | | | |\n"),                                                      5, 3,  "has no targets",
         "first response is due"                                                                                                                                                            },
        {PRIORITIES("| A | 3 h | | 2 h | | |\n"),                                                  5, 3,  "A cannot be met",                                 ""                             },
        {PRIORITIES("| A | 2 h | | 2 h | | |\n"),                                                  5, 0,  NULL,                                              ""                             },
        {PRIORITIES("| A | 1 day | | 9 h | | |\n"),                                                5, 0,  NULL,                                              ""                             },
        {PRIORITIES("| A | 1 h | | 2 h | sometimes | |\n"),                                        5, 21,
         "\"sometimes\" is not a clock",                                                                                                                     "\"always\" or \"business\""   },
        {PRIORITIES("| A | 1 hr | | 2 hous | | |\n"),                                              5, 16, "\"2 hous\" is not a length",
         ""                                                                                                                                                                                 },
        {PRIORITIES("| A | 1 h | | 2 h | | |\n\n## Internal targets\n| Priority | First "
                    "response | Resolve |\n|-|-|-|\n| A | 61 min | 1 h |\n"),
         10,                                                                                          3,  "later than what line 5 promises",                 "warns before"                 },
        {PRIORITIES("| A | 1 h | | 2 h | | |\n\n## Internal targets\n| Priority | First "
                    "response | Resolve |\n|-|-|-|\n| A | 1 h | 3 h |\n"),
         10,                                                                                          3,  "later than what line 5 promises",                 ""                             },
        {PRIORITIES("| A | 1 h | | 2 h | | |\n\n## Internal targets\n| Priority | First "
                    "response | Resolve |\n|-|-|-|\n| A | 1 h | 2 h |\n| B | 1 h | |\n"),
         11,                                                                                          3,  "there is no priority \"B\"",                      ""                             },
        {PRIORITIES("| A | 1 h | | 2 h | | |\n\n## Matrix\n| Impact | Now | Later "
                    "|\n|-|-|-|\n| All | A | Hihg |\n"),
         10,                                                                                          13, "there is no priority \"Hihg\"",                   ""                             },
        {PRIORITIES(
             "| A | 1 h | | 2 h | | |\n\n## Impact and urgency\n| Impact | Urgency | "
             "Priority |\n|-|-|-|\n| All | Now | A |\n| One | Later | A |\n"),
         8,                                                                                           3,  "no row has impact \"All\" and urgency \"Later\"", "add one"                      },
        {PRIORITIES(
             "| A | 1 h | | 2 h | | |\n\n## Impact and urgency\n| Impact | Urgency | "
             "Priority |\n|-|-|-|\n| All | Now | A |\n| all | now | A |\n"),
         11,                                                                                          3,  "stand twice",                                     "keep one row"                 },
    };

    (void)state;
    CHECK(CASES, false);
}

static void
test_remarks_on_priorities(void **state)
{
    static const struct expected CASES[] = {
        {PRIORITIES("| A | 1 h | | | | |\n"),                                     5, 3, "by when it is resolved",
         "nothing is promised"                                                                                                                                   },
        {PRIORITIES("| A | | | 1 h | | |\n"),                                     5, 3, "when the first response is due",               ""                       },
        {PRIORITIES("| A | 1 h | 3 h | 2 h | | |\n"),                             5, 3, "before its first update",
         ""                                                                                                                                                      },
        {PRIORITIES("| A | 2 h | | 4 h | | |\n| B | 1 h | | 4 h | | |\n"),        6, 3,
         "B is answered sooner than A",                                                                                                 "gravest priority first" },
        {PRIORITIES("| A | 2 h | | 4 h | | |\n| B | 1 h | | 4 h | always | |\n"), 5, 0,
         NULL,                                                                                                                          ""                       },
        {PRIORITIES("| A | 2 h | | 4 h | always | |\n"),                          5, 3, "promised at all hours",
         "outside hours"                                                                                                                                         },
        {PRIORITIES("| A | 2 h | | 4 h | always | |\n\n## Escalation\n| When | Then "
                    "|\n|-|-|\n| priority is A | notify lead |\n"),
         5,                                                                          0, NULL,                                           ""                       },
        {PRIORITIES("| A | 2 h | | 4 h | always | |\n\n## Escalation\n| When | Then "
                    "|\n|-|-|\n| outside hours | notify lead |\n"),
         5,                                                                          0, NULL,                                           ""                       },
        {PRIORITIES("| A | 2 h | | 4 h | always | |\n\n## Hours\n| Days | Open | Close "
                    "|\n|-|-|-|\n| daily | 0:00 | 24:00 |\n"),
         5,                                                                          0, NULL,                                           ""                       },
        {PRIORITIES("| A | 2 h | | 4 h | | |\n| B | 2 h | | 5 h | | Pilots |\n"), 6, 3,
         "the priority B is only there for Pilots",                                                                                     "without an organization"},
        {PRIORITIES("| A | 2 h | | 4 h | | |\n| B | 2 h | | 4 h | | |\n\n## Matrix\n| "
                    "Impact | Now |\n|-|-|\n| All | A |\n"),
         6,                                                                          3, "no impact and urgency lead to the priority B", ""                       },
    };

    (void)state;
    CHECK(CASES, true);
}

static void
test_mistakes_in_teams_and_topics(void **state)
{
    static const struct expected CASES[] = {
        {TEAMS("| A | 1 | | |\n| a | 1 | | |\n"),                6, 3,  "the team \"a\" stands twice",
         ""                                                                                                                  },
        {TEAMS("| A | 1 | | |\n| B | 3 | | |\n"),                6, 3,  "tier 3 but none of tier 2",
         "without gaps"                                                                                                      },
        {TEAMS("| A | 1 | | |\n| B | 2 | | |\n"),                6, 3,  "nobody escalates to the team B",
         "name it in a rule"                                                                                                 },
        {TEAMS("| A | 1 | | |\n| B | 2 | | yes |\n"),            6, 0,  NULL,                                ""              },
        {TEAMS("| A | 1 | | |\n| B | 2 | | |\n\n## Escalation\n| When | Then |\n|-|-|\n| "
               "created | escalate |\n"),
         6,                                                         0,  NULL,                                ""              },
        {TEAMS("| A | 1 | | |\n| B | 2 | | |\n\n## Escalation\n| When | Then |\n|-|-|\n| "
               "created | escalate to tier 2 |\n"),
         6,                                                         0,  NULL,                                ""              },
        {TEAMS("| A | 1 | | |\n| B | 2 | | |\n\n## Escalation\n| When | Then |\n|-|-|\n| "
               "created | assign to B |\n"),
         6,                                                         0,  NULL,                                ""              },
        {TEAMS("| A | 0 | | |\n"),                               5, 7,  "\"0\" is not a tier",               "1 to 9"        },
        {TEAMS("| A | 10 | | |\n"),                              5, 7,  "\"10\" is not a tier",              ""              },
        {TEAMS("| A | 1 | | perhaps |\n"),                       5, 13, "whether it is a vendor",            "yes"           },
        {TEAMS("| A | 1 | Nteworks | |\n\n## Topics\n| Topic | Kind | Team |\n|-|-|-|\n| "
               "Networks | incident | A |\n"),
         5,                                                         11, "no topic \"Nteworks\"",             "\"Networks\""  },
        {TEAMS("| | 1 | | |\n"),                                 5, 3,  "there is no team in this row",      "write its name"},
        {TOPICS("| A | incident | |\n"),                         5, 3,  "the topic A has no team",           ""              },
        {TOPICS("| A | incident | X |\n| A | incident | X |\n"), 6, 3,
         "the topic \"A\" stands twice",                                                                     ""              },
        {TOPICS("| A | incdnt | X |\n"),                         5, 7,  "\"incdnt\" is not a kind of topic", ""              },
        {TOPICS("| A | incident | X |\n"),                       5, 0,  NULL,                                ""              },
    };

    (void)state;
    CHECK(CASES, false);
}

static void
test_remarks_on_teams(void **state)
{
    static const struct expected CASES[] = {
        {TEAMS("| A | 1 | | |\n| B | 1 | | |\n"),              6, 3, "leads to the team B", ""},
        {TEAMS("| A | 1 | | |\n| B | 1 | | |\n\n## Topics\n| Topic | Kind | Team "
               "|\n|-|-|-|\n| X | question | B |\n"),
         6,                                                       0, NULL,                  ""},
        {TEAMS("| A | 1 | X | |\n| B | 1 | X | |\n\n## Topics\n| Topic | Kind "
               "|\n|-|-|\n| X | question |\n"),
         6,                                                       0, NULL,                  ""},
    };

    (void)state;
    CHECK(CASES, true);
}

#define END "| Done | stops | Done | |\n"

static void
test_mistakes_in_the_workflow(void **state)
{
    static const struct expected CASES[] = {
        {STATES("| New | runs | N | Done |\n" END "| Lost | runs | L | Done |\n"),       7, 3,
         "Lost cannot be reached from New",                                                                                                   "\"Next\" of another state"},
        {STATES("| New | runs | N | Stuck, Done |\n| Stuck | runs | S | |\n" END),       6, 3,
         "its clock runs for ever",                                                                                                           "let the clock stop"       },
        {STATES("| New | runs | N | Loop, Done |\n| Loop | runs | L | Turn |\n| Turn | "
                "stops | T | Loop |\n" END),
         6,                                                                                 3,  "no way leads from the state Loop to an end", "leads to Done"            },
        {STATES("| New | runs | N | Loop |\n| Loop | runs | L | New |\n"),               5, 3,
         "no state ends a ticket",                                                                                                            "has no next"              },
        {STATES("| New | runs | N | Done |\n| new | runs | N | Done |\n" END),           6, 3,
         "the state \"new\" stands twice",                                                                                                    ""                         },
        {STATES("| New | walks | N | Done |\n" END),                                     5, 9,  "whether the clock runs",
         "\"runs\" or \"stops\""                                                                                                                                         },
        {STATES("| New | runs | N | Doen |\n" END),                                      5, 20, "no state \"Doen\"",
         "\"Done\""                                                                                                                                                      },
        {STATES("| New | runs | N | Open and Done |\n| Open | runs | O | Done |\n" END),
         5,                                                                                 0,  NULL,                                         ""                         },
    };

    (void)state;
    CHECK(CASES, false);
}

static void
test_mistakes_in_rules(void **state)
{
    static const struct expected CASES[] = {
        {RULES("| created | notify leed |\n"),                                5, 13, "\"leed\" is nobody to notify",
         "\"lead\""                                                                                                                      },
        {RULES("| created | notify lead, clsoe |\n"),                         5, 26, "\"clsoe\" is not an action",
         "\"close\""                                                                                                                     },
        {RULES("| priority is Hihg | close |\n"),                             5, 3,  "no priority \"hihg\"",
         "\"High\""                                                                                                                      },
        {RULES("| created and reslove mised | close |\n"),                    5, 15,
         "\"reslove mised\" is not a condition",                                                                     "\"resolve missed\""},
        {RULES("| primera respueta incumplida | close |\n"),                  5, 3,  "is not a condition",
         "primera respuesta incumplida"                                                                                                  },
        {RULES("| created | escalate to tier 4 |\n"),                         5, 13, "no team of tier 4",            ""                  },
        {RULES("| created | set state Nowhere |\n"),                          5, 13, "no state \"Nowhere\"",         ""                  },
        {RULES("| created | call webhook ftp://x |\n"),                       5, 13, "begins with https://",
         ""                                                                                                                              },
        {RULES("| | close |\n"),                                              5, 3,  "there is no condition here",   ""                  },
        {RULES("| created | |\n"),                                            5, 13, "there is no action here",      ""                  },
        {RULES("| created | notify lead |\n| Created | notify  lead |\n"),    6, 3,
         "says the same as line 5",                                                                                  "keep one"          },
        {RULES("| 0% of resolve | notify lead |\n"),                          5, 3,  "0% is not a share",
         "1% to 100%"                                                                                                                    },
        {RULES("| 100% of resolve | notify lead |\n"),                        5, 0,  NULL,                           ""                  },
        {RULES("| 101% of resolve | notify lead |\n"),                        5, 3,  "101% is not a share",          ""                  },
        {RULES("| reopened 0 times | notify lead |\n"),                       5, 3,  "0 times is always so",         ""                  },
        {RULES("| internal resolve missed | notify lead |\n"),                5, 3,  "never happens",                ""                  },
        {RULES("| New for 2 days | close |\n"),                               5, 20, "no way from New to Closed",    ""                  },
        {RULES("| resolved for 2 days | close |\n"),                          5, 0,  NULL,                           ""                  },
        {RULES("| tag is a | add tag b |\n| tag is b | add tag a |\n"),       5, 3,
         "line 5 (tag is a) \342\206\222 line 6 (tag is b) \342\206\222 line 5",                                     "break"             },
        {RULES("| tag is a | add tag b |\n| tag is b | add tag c |\n"),       5, 0,  NULL,                           ""                  },
        {RULES("| priority is High | set priority Low |\n| priority is Low | raise "
               "priority "
               "|\n| priority is Normal | set priority High |\n"),
         5,                                                                      3,  "without end",                  ""                  },
        {"# T\n## Escalation\n| Wehn | Then |\n|-|-|\n| created | close |\n", 3, 3,
         "\"Wehn\" is not a column",                                                                                 "\"When\""          },
        {"# T\n## Escalation\n| Step | Who |\n|-|-|\n| 1 | Anna |\n",         3, 3,
         "no column of the section \"Escalation\"",                                                                  "\"When\""          },
    };

    (void)state;
    CHECK(CASES, false);
}

static void
test_remarks_on_names(void **state)
{
    static const struct expected CASES[] = {
        {HOURS(WEEK
               "| Sat | 9:00 | 12:00 | Grants Portal |\n\n## Escalation\n| When | Then "
               "|\n|-|-|\n| organization is Grants Protal | notify lead |\n"),
         11,                                                                               3, "stands nowhere else",                     "\"Grants Portal\""},
        {HOURS(WEEK
               "| Sat | 9:00 | 12:00 | Grants Portal |\n\n## Escalation\n| When | Then "
               "|\n|-|-|\n| organization is Grants Portal | notify lead |\n"),
         11,                                                                               0, NULL,                                      ""                 },
        {HOURS(WEEK
               "| Sat | 9:00 | 12:00 | Grants Portal |\n\n## Escalation\n| When | Then "
               "|\n|-|-|\n| organization is Elsewhere | notify lead |\n"),
         11,                                                                               0, NULL,                                      ""                 },
        {"# T\n## Escalation\n| When | Then |\n|-|-|\n| created | notify lead |\n\n### "
         "Escalation contacts\n| Name | Phone |\n|-|-|\n| Anna | 1 |\n",       8, 3, "no column of the section \"Escalation\"", "does nothing"     },
        {"# T\n| Setting | Value |\n|-|-|\n| Colour | red |\n",                         4, 3,
         "\"Colour\" is not a setting",                                                                                                  "does nothing"     },
    };

    (void)state;
    CHECK(CASES, true);
}

static void
test_mistakes_elsewhere(void **state)
{
    static const struct expected CASES[] = {
        {"# T\n| Setting | Value |\n|-|-|\n| Time zone | Europe/Madird |\n",           4, 15,
         "no time zone \"Europe/Madird\"",                                                                                         "\"Europe/Madrid\""},
        {"# T\n| Setting | Value |\n|-|-|\n| Time zone | Madrid |\n",                  4, 15,
         "no time zone \"Madrid\"",                                                                                                "\"Europe/Madrid\""},
        {"# T\n| Setting | Value |\n|-|-|\n| Time zone | |\n",                         4, 15, "has no value",                      ""                 },
        {"# T\n| Setting | Value |\n|-|-|\n| Language | e1 |\n",                       4, 14,
         "\"e1\" is not a language tag",                                                                                           ""                 },
        {"# T\n## Channels\n| Channel | Address |\n|-|-|\n| E-mail | nobody |\n",      5, 12,
         "\"nobody\" is not an e-mail address",                                                                                    ""                 },
        {"# T\n## Channels\n| Channel | Address |\n|-|-|\n| E-mail | |\n",             5, 12,
         "has no address",                                                                                                         ""                 },
        {"# T\n## Channels\n| Channel | Address |\n|-|-|\n| E-mail | a@b.example |\n| "
         "Mail | "
         "A@b.example |\n",                                                   6, 10, "stands twice",                      ""                 },
        {"# T\n## Channels\n| Channel | Attended |\n|-|-|\n| Phone | sometimes |\n",   5,
         11,                                                                                  "is not when a channel is attended", ""                 },
        {"# T\n## Survey\n| Answer | Score |\n|-|-|\n| Good | a lot |\n",              5, 10,
         "\"a lot\" is not a score",                                                                                               ""                 },
        {"# T\n## Targets\n| Measure | Target |\n|-|-|\n| A | most |\n",               5, 7,
         "\"most\" is not a target",                                                                                               ""                 },
        {"# T\n## Data\n| Data | Keep for | Then |\n|-|-|-|\n| A | 1 year | burn |\n", 5,
         16,                                                                                  "\"burn\" is not what happens",      ""                 },
        {"# T\n## Data\n| Data | Keep for | Then |\n|-|-|-|\n| Tickets on Moon | 1 year "
         "| "
         "erase |\n",                                                         5, 14, "no topic \"Moon\"",                 ""                 },
        {"No title\n",                                                                 1, 1,  "no title",                          "# Help Desk Plan" },
    };

    (void)state;
    CHECK(CASES, false);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes_in_hours),
        cmocka_unit_test(test_remarks_on_hours),
        cmocka_unit_test(test_mistakes_in_priorities),
        cmocka_unit_test(test_remarks_on_priorities),
        cmocka_unit_test(test_mistakes_in_teams_and_topics),
        cmocka_unit_test(test_remarks_on_teams),
        cmocka_unit_test(test_mistakes_in_the_workflow),
        cmocka_unit_test(test_mistakes_in_rules),
        cmocka_unit_test(test_remarks_on_names),
        cmocka_unit_test(test_mistakes_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
