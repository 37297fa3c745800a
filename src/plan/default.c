/* SPDX-License-Identifier: Apache-2.0 */
/* What a desk does when its plan does not say, written as a plan. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/zone.h"
#include "plan/fold.h"
#include "plan/read.h"
#include "plan/sections.h"

#include <string.h>

static const char DEFAULT_TEXT[] =
    "# Help desk plan\n"
    "\n"
    "| Setting   | Value     |\n"
    "|-----------|-----------|\n"
    "| Desk      | Help desk |\n"
    "| Time zone | UTC       |\n"
    "| Language  | en        |\n"
    "\n"
    "## Purpose and users\n"
    "\n"
    "We help everybody who asks us, helpfully, promptly and kindly.\n"
    "\n"
    "## Channels\n"
    "\n"
    "| Channel  | Address | Attended |\n"
    "|----------|---------|----------|\n"
    "| Web form | /new    | always   |\n"
    "\n"
    "## Operating hours\n"
    "\n"
    "| Days    | Open  | Close |\n"
    "|---------|-------|-------|\n"
    "| Mon-Fri | 09:00 | 17:00 |\n"
    "\n"
    "## Priorities\n"
    "\n"
    "| Priority | Means                                         | First response | "
    "Update every "
    "| Resolve within | Clock    |\n"
    "|----------|-----------------------------------------------|----------------|-------"
    "-------"
    "|----------------|----------|\n"
    "| Critical | Nobody can work, or harm is being done        | 1 h            | 2 h   "
    "       "
    "| 8 h            | business |\n"
    "| High     | Several people cannot work as they should     | 2 h            | 1 day "
    "       "
    "| 2 days         | business |\n"
    "| Normal   | One person is hindered, or there is a way on  | 1 day          | 3 "
    "days       "
    "| 5 days         | business |\n"
    "| Low      | A question or a wish                          | 2 days         | 1 "
    "week       "
    "| 2 weeks        | business |\n"
    "\n"
    "## Impact and urgency\n"
    "\n"
    "| Impact \\ Urgency | Work has stopped | Work is hindered | Can wait |\n"
    "|------------------|------------------|------------------|----------|\n"
    "| Everyone         | Critical         | High             | Normal   |\n"
    "| A few people     | High             | Normal           | Low      |\n"
    "| Only me          | High             | Normal           | Low      |\n"
    "\n"
    "## Teams\n"
    "\n"
    "| Team      | Tier | Role                              |\n"
    "|-----------|------|-----------------------------------|\n"
    "| Help desk | 1    | Answers, finds and fixes problems |\n"
    "\n"
    "## Topics\n"
    "\n"
    "| Topic             | Kind            | Team      | Ask for                         "
    "   |\n"
    "|-------------------|-----------------|-----------|---------------------------------"
    "---|\n"
    "| Something broke   | incident        | Help desk | what happened, when it began    "
    "   |\n"
    "| Something I need  | service request | Help desk | what you need, by when          "
    "   |\n"
    "| Something else    | question        | Help desk |                                 "
    "   |\n"
    "\n"
    "## Workflow\n"
    "\n"
    "| State             | Clock | Shown to the user as         | Next "
    "                                           |\n"
    "|-------------------|-------|------------------------------|------"
    "-------------------------------------------|\n"
    "| New               | runs  | We have received it          | Open, Spam "
    "                                     |\n"
    "| Open              | runs  | We are working on it         | "
    "Waiting on user, Waiting on vendor, Resolved    |\n"
    "| Waiting on user   | stops | We need an answer from you   | Open, Resolved "
    "                                 |\n"
    "| Waiting on vendor | runs  | We are waiting for a partner | Open, Resolved "
    "                                 |\n"
    "| Resolved          | stops | We believe it is solved      | Open, Closed "
    "                                   |\n"
    "| Closed            | stops | Closed                       |      "
    "                                           |\n"
    "| Spam              | stops |                              | Open "
    "                                           |\n"
    "\n"
    "## Promises\n"
    "\n"
    "- We acknowledge every request at once, with its number, what was received, its "
    "priority "
    "and the time by which a person will answer.\n"
    "- If you have not heard from us by that time, tell us that you are still waiting: "
    "the "
    "request goes to the team lead.\n"
    "- We ask whether the solution worked before we close anything.\n"
    "\n"
    "## Escalation\n"
    "\n"
    "| When                  | Then                               |\n"
    "|-----------------------|------------------------------------|\n"
    "| 75% of first response | notify assignee, notify team       |\n"
    "| first response missed | notify lead                        |\n"
    "| 80% of resolve        | notify assignee, notify lead       |\n"
    "| resolve missed        | notify manager                     |\n"
    "| update missed         | notify assignee                    |\n"
    "| user is still waiting | notify lead                        |\n"
    "| survey score is below 3 | notify manager                   |\n"
    "\n"
    "## Follow-up and closing\n"
    "\n"
    "| When                        | Then                   |\n"
    "|-----------------------------|------------------------|\n"
    "| waiting on user for 2 days  | remind user            |\n"
    "| waiting on user for 5 days  | remind user            |\n"
    "| waiting on user for 10 days | resolve as \"No answer\" |\n"
    "| resolved for 3 days         | close, send survey     |\n"
    "\n"
    "## Satisfaction survey\n"
    "\n"
    "Question: How did we do?\n"
    "\n"
    "| Answer   | Score |\n"
    "|----------|-------|\n"
    "| Great    | 5     |\n"
    "| Good     | 4     |\n"
    "| OK       | 3     |\n"
    "| Not good | 2     |\n"
    "| Bad      | 1     |\n"
    "\n"
    "Ask also: What could we have done better?\n"
    "\n"
    "## Data protection\n"
    "\n"
    "| Data           | Keep for | Then      |\n"
    "|----------------|----------|-----------|\n"
    "| Closed tickets | 3 years  | anonymize |\n"
    "| Attachments    | 1 year   | erase     |\n"
    "| Access log     | 1 year   | erase     |\n"
    "\n"
    "Mask in messages: payment card numbers, passwords.\n";

const char *
plan_default_text(void)
{
    return DEFAULT_TEXT;
}

/* Says which default stands in. */
static void
remark(struct reader *reader, enum plan_section_kind kind)
{
    struct scan_cell at = {"", 1, 1};

    if (!reader->plan->has[kind])
        READ_REMARK(
            reader, &at,
            read_say(reader, "there is no section \"%s\"",
                     tr(reader->problems->lang, sections_name(kind))),
            read_say(reader, "the default stands in; \"plan default\" prints it"));
}

/* A list that the text leaves empty becomes the default's. */
#define FILL(reader, from, kind, list)                                                   \
    do {                                                                                 \
        remark((reader), (kind));                                                        \
        if (!(reader)->plan->list.n)                                                     \
            memcpy(&(reader)->plan->list, &(from)->list, sizeof(from)->list);            \
    } while (0)

static void
fill_settings(struct reader *reader, const struct plan *from)
{
    struct plan *plan = reader->plan;
    struct scan_cell at = {"", 1, 1};

    if (!*plan->desk)
        plan->desk = plan->title;
    if (!*plan->zone_name) {
        plan->zone_name = from->zone_name;
        READ_REMARK(reader, &at, read_say(reader, "the plan does not say its time zone"),
                    read_say(reader, "add the setting \"Time zone\"; UTC stands in"));
    }
    if (!plan->languages.n)
        memcpy(&plan->languages, &from->languages, sizeof from->languages);
    plan->language = plan->languages.at[0];
    if (!*plan->purpose)
        plan->purpose = from->purpose;
}

/* Without a table of teams there are those that the topics name. */
static void
fill_teams(struct reader *reader, const struct plan *from)
{
    struct plan *plan = reader->plan;

    for (size_t i = 0; i < plan->topics.n && !plan->has[PLAN_TEAMS]; i++) {
        struct plan_team *team;
        if (!plan->topics.at[i].team || plan_team_find(plan, plan->topics.at[i].team))
            continue;
        team = READ_ADD(reader, &plan->teams);
        if (!team)
            break;
        *team =
            (struct plan_team){.name = plan->topics.at[i].team, .role = "", .tier = 1};
    }
    FILL(reader, from, PLAN_TEAMS, teams);
}

static void
fill_topics(struct reader *reader, const struct plan *from)
{
    struct plan *plan = reader->plan;
    bool own_teams = plan->teams.n > 0;

    remark(reader, PLAN_TOPICS);
    if (plan->topics.n)
        return;
    for (size_t i = 0; i < from->topics.n; i++) {
        struct plan_topic *topic = READ_ADD(reader, &plan->topics);
        *topic = from->topics.at[i];
        if (own_teams)
            topic->team = plan->teams.at[0].name;
    }
}

/* Impact and urgency shade from the highest to the lowest of the plan's own priorities.
 */
static void
fill_matrix(struct reader *reader, const struct plan *from, bool own_priorities)
{
    struct plan *plan = reader->plan;
    size_t rows = from->impacts.n, columns = from->urgencies.n;

    remark(reader, PLAN_MATRIX);
    if (plan->matrix)
        return;
    memcpy(&plan->impacts, &from->impacts, sizeof from->impacts);
    memcpy(&plan->urgencies, &from->urgencies, sizeof from->urgencies);
    plan->matrix = NEW_N(reader->arena, rows * columns, const char *);
    for (size_t i = 0; i < rows * columns; i++) {
        size_t step = (i / columns + i % columns) * 100 / (rows + columns - 2);
        int lowest = 1, rank;

        for (size_t k = 0; k < plan->priorities.n; k++)
            if (plan->priorities.at[k].rank > lowest)
                lowest = plan->priorities.at[k].rank;
        rank = 1 + ((int)step * (lowest - 1) + 50) / 100;
        plan->matrix[i] = from->matrix[i];
        for (size_t k = 0; k < plan->priorities.n && own_priorities; k++)
            if (plan->priorities.at[k].rank == rank)
                plan->matrix[i] = plan->priorities.at[k].name;
    }
}

static void
fill_rules(struct reader *reader, const struct reader *from,
           enum plan_section_kind section)
{
    remark(reader, section);
    if (reader->plan->has[section])
        return;
    for (size_t i = 0; i < from->rules.n; i++)
        if (from->rules.at[i].section == section)
            *vec_add(reader->arena, &reader->rules) = from->rules.at[i];
}

void
read_defaults(struct reader *reader)
{
    struct reader from;
    struct plan *plan = reader->plan;
    bool own_priorities = plan->priorities.n > 0;

    read_default_plan(reader->arena, plan->language, &from);
    fill_settings(reader, from.plan);
    FILL(reader, from.plan, PLAN_CHANNELS, channels);
    FILL(reader, from.plan, PLAN_HOURS, hours);
    FILL(reader, from.plan, PLAN_PRIORITIES, priorities);
    fill_matrix(reader, from.plan, own_priorities);
    fill_topics(reader, from.plan);
    fill_teams(reader, from.plan);
    FILL(reader, from.plan, PLAN_WORKFLOW, states);
    remark(reader, PLAN_PROMISES);
    if (!plan->has[PLAN_PROMISES])
        memcpy(&plan->promises, &from.plan->promises, sizeof plan->promises);
    fill_rules(reader, &from, PLAN_ESCALATION);
    fill_rules(reader, &from, PLAN_FOLLOW_UP);
    FILL(reader, from.plan, PLAN_SURVEY, answers);
    if (!*plan->survey_question) {
        plan->survey_question = from.plan->survey_question;
        if (!plan->has[PLAN_SURVEY])
            plan->survey_ask_also = from.plan->survey_ask_also;
    }
    remark(reader, PLAN_DATA);
    if (!plan->has[PLAN_DATA]) {
        memcpy(&plan->retention, &from.plan->retention, sizeof plan->retention);
        memcpy(&plan->masks, &from.plan->masks, sizeof plan->masks);
    }
}

/* "Registro de acceso" is about no topic, "Solicitudes de Red" is. */
void
read_retention_topics(struct reader *reader)
{
    for (size_t i = 0; i < reader->plan->retention.n; i++) {
        struct plan_retention *retention = &reader->plan->retention.at[i];
        const struct plan_topic *topic = plan_topic_find(reader->plan, retention->topic);

        retention->topic = topic ? topic->name : NULL;
    }
}

/* The organization's own row, else every row of that name without targets of its own. */
void
read_internals(struct reader *reader)
{
    struct plan *plan = reader->plan;

    for (size_t i = 0; i < reader->internals.n; i++) {
        const struct read_internal *internal = &reader->internals.at[i];

        for (size_t k = 0; k < plan->priorities.n; k++) {
            struct plan_priority *priority = &plan->priorities.at[k];
            bool own = fold_eq(priority->organization, internal->organization);

            if (!fold_eq(priority->name, internal->name) ||
                (!own && (internal->organization || priority->internal_line)))
                continue;
            priority->internal_line = internal->line;
            priority->internal_first = internal->first;
            priority->internal_resolve = internal->resolve;
        }
    }
}
