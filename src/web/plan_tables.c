/* SPDX-License-Identifier: Apache-2.0 */
#include "web/plan_tables.h"

#include "base/lang.h"
#include "base/str.h"

/* clang-format off */
const struct plan_table_form plan_tables[] = {
    {PLAN_HOURS,            "hours",            N_("Hours and closed days"), N_("When the desk is open, and the days on which it is closed.")},
    {PLAN_PRIORITIES,       "priorities",       N_("Priorities and targets"), N_("Gravest first. Times are written like 15 min, 4 h or 3 days.")},
    {PLAN_INTERNAL_TARGETS, "internal-targets", N_("Internal targets"), N_("Earlier times that only the staff sees, to warn in time.")},
    {PLAN_TEAMS,            "teams",            N_("Teams and their people"), N_("Teams stand in the plan; who is in them is kept beside it and changes at once.")},
    {PLAN_TOPICS,           "topics",           N_("Topics"), N_("What people may ask about, which team answers, what we ask for, and the words that suggest it.")},
    {PLAN_CHANNELS,         "channels",         N_("Channels"), N_("The ways to reach the desk.")},
    {PLAN_MATRIX,           "matrix",           N_("Impact and urgency"), N_("Which priority follows from how many are affected and how badly.")},
    {PLAN_WORKFLOW,         "workflow",         N_("Workflow"), N_("The states of a ticket, whether its clock runs in them, and what comes next.")},
    {PLAN_ESCALATION,       "escalation",       N_("Escalation"), N_("When something happens, what follows.")},
    {PLAN_FOLLOW_UP,        "follow-up",        N_("Follow-up and closing"), N_("What happens to tickets that nobody touches.")},
    {PLAN_SURVEY,           "survey",           N_("Satisfaction survey"), N_("The answers that people may give, and what each counts.")},
    {PLAN_TARGETS,          "targets",          N_("Targets of the desk"), N_("What we measure ourselves by.")},
    {PLAN_TRAINING,         "training",         N_("Training"), N_("What the staff learns, and how long that is good for.")},
    {PLAN_DATA,             "data",             N_("Data protection"), N_("How long what is kept.")},
    {PLAN_SETTINGS,         "settings",         N_("Settings"), N_("The name of the desk, its time zone and languages, and who approves changes.")},
};
/* clang-format on */
const size_t plan_tables_n = sizeof plan_tables / sizeof *plan_tables;

const struct plan_table_form *
plan_table_form(const char *name)
{
    for (size_t i = 0; i < plan_tables_n; i++)
        if (str_eq(plan_tables[i].name, name))
            return &plan_tables[i];
    return NULL;
}
