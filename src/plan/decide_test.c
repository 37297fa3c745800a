/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks and rules of single tickets, on a fixed clock. */
#include "plan/rule.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "plan/open.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdlib.h>

static const char PLAN[] =
    "# T\n\n"
    "| Setting | Value |\n|-|-|\n| Time zone | America/New_York |\n\n"
    "## Hours\n\n"
    "| Days | Open | Close | Organization |\n|-|-|-|-|\n"
    "| Mon-Fri | 09:00 | 17:00 | |\n"
    "| always | | | Night |\n\n"
    "## Channels\n\n"
    "| Channel | Address |\n|-|-|\n| Web form | /new |\n| E-mail | a@b.example |\n"
    "| Phone | 1 |\n\n"
    "## Priorities\n\n"
    "| Priority | First response | Update every | Resolve within | Clock | Organization "
    "|\n"
    "|-|-|-|-|-|-|\n"
    "| Critical | 15 min | 1 h | 4 h | always | |\n"
    "| High | 1 h | 4 h | 1 day | business | |\n"
    "| Normal | 4 h | 1 day | 3 days | business | |\n"
    "| Normal | 2 h | 1 day | 2 days | business | Night |\n\n"
    "## Internal targets\n\n"
    "| Priority | First response | Resolve within |\n|-|-|-|\n| Normal | 1 h | 2 days "
    "|\n\n"
    "## Teams\n\n"
    "| Team | Tier | Answers for |\n|-|-|-|\n| Front | 1 | |\n| Net | 2 | Network |\n"
    "| Apps | 2 | Programs |\n| Core | 3 | Network |\n\n"
    "## Topics\n\n"
    "| Topic | Kind | Team |\n|-|-|-|\n| Network | incident | Front |\n"
    "| Programs | incident | Front |\n| Leak | security incident | Front |\n"
    "| Other | question | Front |\n\n"
    "## Escalation\n\n"
    "| When | Then |\n|-|-|\n%s\n"
    "## Following up\n\n"
    "| When | Then |\n|-|-|\n%s\n";

enum { EVENTS_N = 64 };

static const char *const NAMES[PLAN_ACTIONS_N] = {
    "assignee", "team",     "lead",   "manager",  "address", "escalate",
    "assign",   "fewest",   "turn",   "priority", "topic",   "state",
    "tag",      "untag",    "remind", "resolve",  "close",   "survey",
    "problem",  "restrict", "report", "reply",    "webhook"};

/* A ticket's life, written event by event. Times are minutes after Monday 2026-11-23
 * 09:00. */
struct world {
    struct arena *arena;
    struct plan_problems problems;
    struct plan *plan;
    struct plan_event events[EVENTS_N];
    size_t n;
    int64_t start;
};

static int
set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);

    assert_non_null(world);
    world->arena = arena_new(0);
    assert_true(clock_parse("2026-11-23T14:00:00Z", &world->start));
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

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void
plan_with(struct world *world, const char *escalation, const char *follow_up)
{
    char *text = arena_printf(world->arena, PLAN, escalation, follow_up);

    world->n = 0;
    world->plan = plan_read(world->arena, text, &world->problems);
    assert_non_null(world->plan);
    if (world->problems.errors_n)
        fail_msg("%s", plan_problems_text(world->arena, "PLAN", &world->problems));
}

static struct plan_event *
add(struct world *world, double minutes, enum plan_event_kind kind)
{
    struct plan_event *event = &world->events[world->n++];

    assert_true(world->n < EVENTS_N);
    *event = (struct plan_event){.at = world->start + (int64_t)(minutes * 60000),
                                 .id = (int64_t)world->n,
                                 .kind = kind};
    return event;
}

static void
create(struct world *world, double minutes, const char *priority, const char *topic)
{
    struct plan_event *event = add(world, minutes, PLAN_EVENT_CREATED);

    event->priority = priority;
    event->topic = topic;
    event->team = "Front";
    event->subject = "The outage of printer 7";
    event->channel = PLAN_WEB;
}

static void
set_state(struct world *world, double minutes, const char *name)
{
    struct plan_event *event = add(world, minutes, PLAN_EVENT_STATE);

    event->state = name;
    event->staff = true;
}

static void
reply(struct world *world, double minutes, bool staff)
{
    add(world, minutes, PLAN_EVENT_REPLY)->staff = staff;
}

static struct plan_clocks
clocks(struct world *world, double minutes)
{
    return plan_clocks(world->arena, world->plan, world->events, world->n,
                       world->start + (int64_t)(minutes * 60000));
}

/* Minutes after the start, -1 for 0. */
static double
minutes(const struct world *world, int64_t at)
{
    return at ? (double)(at - world->start) / 60000.0 : -1;
}

#define assert_minutes(world, at, expected)                                              \
    do {                                                                                 \
        double got_ = minutes((world), (at));                                            \
        if (got_ != (double)(expected))                                                  \
            fail_msg("%s is %.3f min, not %.3f", #at, got_, (double)(expected));         \
    } while (0)

/* What is decided now, as one text: "line:action(detail) …"; writes it into the history,
 * so that asking again may show what follows from it. */
static const char *
decide(struct world *world, double at)
{
    struct plan_decision *decision =
        plan_decide(world->arena, world->plan, world->events, world->n,
                    world->start + (int64_t)(at * 60000));
    char *out = arena_strdup(world->arena, "");
    const struct plan_rule *last = NULL;
    const char *last_cause = NULL;

    for (size_t i = 0; i < decision->actions.n; i++) {
        const struct plan_action *action = &decision->actions.at[i];
        struct plan_event *event;

        out = arena_printf(
            world->arena, "%s%s%s(%s%s%s)", out, *out ? " " : "", NAMES[action->kind],
            action->team && action->kind == PLAN_ESCALATE ? action->team : "",
            action->text ? action->text : "", action->state ? action->state : "");
        if (action->rule != last || !str_eq(action->cause, last_cause)) {
            event = add(world, at, PLAN_EVENT_FIRED);
            event->rule = action->rule->key;
            event->cause = action->cause;
        }
        last = action->rule;
        last_cause = action->cause;
        if (action->kind == PLAN_ESCALATE && action->team) {
            event = add(world, at, PLAN_EVENT_TEAM);
            event->team = action->team;
            event->cause = action->cause;
        } else if (action->kind == PLAN_SET_PRIORITY && action->text) {
            event = add(world, at, PLAN_EVENT_PRIORITY);
            event->priority = action->text;
            event->cause = action->cause;
        } else if (action->kind == PLAN_SET_TOPIC) {
            event = add(world, at, PLAN_EVENT_TOPIC);
            event->topic = action->text;
            event->cause = action->cause;
        } else if (action->state) {
            event = add(world, at, PLAN_EVENT_STATE);
            event->state = action->state;
            event->cause = action->cause;
        }
    }
    return out;
}

static double
next_due(struct world *world, double at)
{
    int64_t due = plan_decide(world->arena, world->plan, world->events, world->n,
                              world->start + (int64_t)(at * 60000))
                      ->next_due_at;

    return due == PLAN_NEVER ? -1 : minutes(world, due);
}

#define RULE(when, then) "| " when " | " then " |\n"

static void
test_targets_count_open_time_from_creation(void **state)
{
    struct world *world = *state;
    struct plan_clocks c;

    plan_with(world, "", "");
    create(world, 7 * 60, "Normal", "Network"); /* 16:00, an hour before closing */
    c = clocks(world, 7 * 60);
    assert_minutes(world, c.first_due_at, 24 * 60 + 3 * 60);
    assert_minutes(world, c.resolve_due_at, 3 * 24 * 60 + 7 * 60);
    assert_minutes(world, c.internal_first.due_at, 8 * 60);
    assert_minutes(world, c.update_due_at, -1);
    assert_minutes(world, c.queue_at, 24 * 60 + 3 * 60);
    assert_string_equal(c.state, "New");
    assert_false(c.first_missed);
}

static void
test_critical_counts_always(void **state)
{
    struct world *world = *state;

    plan_with(world, "", "");
    create(world, -120, "Critical", "Network");
    assert_minutes(world, clocks(world, -120).first_due_at, -105);
    assert_false(clocks(world, -105.001).first_missed);
    assert_true(clocks(world, -105).first_missed);
    assert_minutes(world, clocks(world, 500).first.missed_at, -105);
}

static void
test_only_a_persons_reply_is_a_first_response(void **state)
{
    struct world *world = *state;

    plan_with(world, "", "");
    create(world, 0, "High", "Network");
    add(world, 0, PLAN_EVENT_ACKNOWLEDGED);
    reply(world, 10, false);
    add(world, 15, PLAN_EVENT_NOTE)->staff = true;
    assert_minutes(world, clocks(world, 20).first_due_at, 60);
    reply(world, 30, true);
    assert_minutes(world, clocks(world, 40).first_due_at, -1);
    assert_minutes(world, clocks(world, 40).first_done_at, 30);
    assert_false(clocks(world, 4000).first_missed);
    assert_minutes(world, clocks(world, 40).update_due_at, 30 + 240);
    reply(world, 50, true);
    assert_minutes(world, clocks(world, 60).first_done_at, 30);
    assert_minutes(world, clocks(world, 60).update_due_at, 50 + 240);
}

static void
test_a_call_is_answered_at_once(void **state)
{
    struct world *world = *state;

    plan_with(world, "", "");
    create(world, 0, "High", "Network");
    world->events[0].channel = PLAN_PHONE;
    assert_minutes(world, clocks(world, 1).first_due_at, 60);
    world->events[0].staff = true;
    assert_minutes(world, clocks(world, 1).first_done_at, 0);
    assert_minutes(world, clocks(world, 1).update_due_at, 240);
}

static void
test_waiting_stops_the_clock_and_is_not_counted(void **state)
{
    struct world *world = *state;
    struct plan_clocks c;

    plan_with(world, "", "");
    create(world, 0, "High", "Network");
    set_state(world, 10, "Open");
    reply(world, 20, true);
    set_state(world, 20, "Waiting on user");
    c = clocks(world, 100);
    assert_minutes(world, c.resolve_due_at, -1);
    assert_true(c.resolve.paused);
    assert_true(c.queue_at == PLAN_NEVER);
    assert_int_equal(c.resolve.elapsed_ms, 20 * MS_MINUTE);
    set_state(world, 120, "Open");
    c = clocks(world, 130);
    assert_minutes(world, c.resolve_due_at, 24 * 60 + 100);
    assert_int_equal(c.resolve.elapsed_ms, 30 * MS_MINUTE);
    assert_minutes(world, c.update_due_at, 20 + 240 + 100);
    assert_int_equal(c.segments_n, 4);
    assert_false(c.segments[2].runs);
    assert_minutes(world, c.segments[2].to, 120);
    assert_minutes(world, c.segments[3].to, 130);
}

static void
test_a_vendors_clock_runs(void **state)
{
    struct world *world = *state;

    plan_with(world, "", "");
    create(world, 0, "Critical", "Network");
    set_state(world, 1, "Open");
    set_state(world, 2, "Waiting on vendor");
    assert_minutes(world, clocks(world, 100).resolve_due_at, 240);
}

static void
test_paused_time_survives_changes(void **state)
{
    struct world *world = *state;

    plan_with(world, "", "");
    create(world, 0, "Normal", "Network");
    set_state(world, 30, "Open");
    set_state(world, 60, "Waiting on user");
    add(world, 70, PLAN_EVENT_PRIORITY)->priority = "Critical";
    add(world, 80, PLAN_EVENT_TOPIC)->topic = "Programs";
    set_state(world, 24 * 60, "Open");
    /* 60 min ran, of 4 h on the clock that always counts */
    assert_minutes(world, clocks(world, 24 * 60 + 1).resolve_due_at, 24 * 60 + 180);
    add(world, 24 * 60 + 10, PLAN_EVENT_PRIORITY)->priority = "High";
    assert_minutes(world, clocks(world, 24 * 60 + 10).resolve_due_at, 24 * 60 + 420);
    add(world, 24 * 60 + 10, PLAN_EVENT_ADOPTED);
    assert_minutes(world, clocks(world, 24 * 60 + 20).resolve_due_at, 24 * 60 + 420);
}

static void
test_another_organization_counts_by_its_hours(void **state)
{
    struct world *world = *state;

    plan_with(world, "", "");
    create(world, -60, "Normal", "Network"); /* 08:00, before opening */
    assert_minutes(world, clocks(world, -60).first_due_at, 240);
    add(world, -30, PLAN_EVENT_ORGANIZATION)->organization = "night";
    assert_minutes(world, clocks(world, -30).first_due_at, 60);
    assert_int_equal(clocks(world, -30).first.elapsed_ms, 30 * MS_MINUTE);
}

static void
test_resolving_ends_and_reopening_goes_on(void **state)
{
    struct world *world = *state;
    struct plan_clocks c;

    plan_with(world, "", "");
    create(world, 0, "Critical", "Network");
    set_state(world, 1, "Open");
    reply(world, 2, true);
    set_state(world, 239, "Resolved");
    c = clocks(world, 1000);
    assert_minutes(world, c.resolve.done_at, 239);
    assert_minutes(world, c.resolved_at, 239);
    assert_minutes(world, c.resolve_due_at, -1);
    assert_false(c.resolve_missed);
    set_state(world, 1000, "Open");
    c = clocks(world, 1000);
    assert_int_equal(c.reopened_n, 1);
    /* one minute was left, but a reopened ticket gets a first response's time */
    assert_minutes(world, c.resolve_due_at, 1015);
    assert_minutes(world, c.resolved_at, -1);
    assert_minutes(world, c.update_due_at, 1060);
    assert_true(clocks(world, 1015).resolve_missed);
    assert_false(clocks(world, 1014.9).resolve_missed);
}

static void
test_what_was_missed_stays_missed(void **state)
{
    struct world *world = *state;
    struct plan_clocks c;

    plan_with(world, "", "");
    create(world, 0, "Critical", "Network");
    set_state(world, 1, "Open");
    set_state(world, 300, "Resolved");
    c = clocks(world, 301);
    assert_minutes(world, c.resolve.missed_at, 240);
    set_state(world, 400, "Open");
    add(world, 401, PLAN_EVENT_PRIORITY)->priority = "Normal";
    c = clocks(world, 402);
    assert_minutes(world, c.resolve.missed_at, 240);
    assert_true(c.resolve_due_at > world->start + 402 * MS_MINUTE);
}

static void
test_a_raise_may_be_late_at_once(void **state)
{
    struct world *world = *state;
    struct plan_clocks c;

    plan_with(world, "", "");
    create(world, 0, "Normal", "Network");
    add(world, 120, PLAN_EVENT_PRIORITY)->priority = "Critical";
    c = clocks(world, 120);
    assert_true(c.first_missed);
    assert_minutes(world, c.first.missed_at, 120);
    assert_minutes(world, c.first_due_at, 120);
}

static void
test_merged_tickets_stop(void **state)
{
    struct world *world = *state;
    struct plan_clocks c;

    plan_with(world, RULE("first response missed", "notify lead"), "");
    create(world, 0, "High", "Network");
    add(world, 30, PLAN_EVENT_MERGED);
    c = clocks(world, 500);
    assert_true(c.merged);
    assert_minutes(world, c.first_due_at, -1);
    assert_false(c.first_missed);
    assert_string_equal(decide(world, 500), "");
    assert_true(next_due(world, 500) == -1);
}

static void
test_the_reason_of_the_priority_is_told(void **state)
{
    struct world *world = *state;
    struct plan_clocks c;

    plan_with(world, "", "");
    create(world, 0, "High", "Network");
    add(world, 5, PLAN_EVENT_PRIORITY)->priority = "Normal";
    c = clocks(world, 6);
    assert_string_equal(plan_why_text(world->arena, NULL, &c.priority_why),
                        "A person changed the priority to Normal.");
}

/* ---- Rules. */

static void
test_a_share_warns_before_and_a_miss_after(void **state)
{
    struct world *world = *state;

    plan_with(world,
              RULE("75% of first response", "notify assignee, notify team")
                  RULE("first response missed", "notify lead, escalate to tier 2"),
              "");
    create(world, 0, "High", "Network");
    assert_string_equal(decide(world, 0), "");
    assert_true(next_due(world, 0) == 45);
    assert_string_equal(decide(world, 44.99), "");
    assert_string_equal(decide(world, 45), "assignee() team()");
    assert_string_equal(decide(world, 50), "");
    assert_true(next_due(world, 50) == 60);
    assert_string_equal(decide(world, 60), "lead() escalate(Net)");
    assert_string_equal(decide(world, 60), "");
    assert_string_equal(decide(world, 600), "");
}

static void
test_an_answer_in_time_fires_nothing(void **state)
{
    struct world *world = *state;

    plan_with(world,
              RULE("75% of first response", "notify assignee")
                  RULE("first response missed", "notify lead"),
              "");
    create(world, 0, "High", "Network");
    reply(world, 30, true);
    assert_string_equal(decide(world, 500), "");
}

static void
test_each_missed_update_is_a_cause_of_its_own(void **state)
{
    struct world *world = *state;

    plan_with(world, RULE("update missed", "notify assignee"), "");
    create(world, 0, "Critical", "Network");
    reply(world, 10, true);
    assert_string_equal(decide(world, 70), "assignee()");
    assert_string_equal(decide(world, 200), "");
    reply(world, 210, true);
    assert_string_equal(decide(world, 269), "");
    assert_string_equal(decide(world, 270), "assignee()");
}

static void
test_internal_targets_have_their_own_rules(void **state)
{
    struct world *world = *state;

    plan_with(world, RULE("internal first response missed", "notify lead"), "");
    create(world, 0, "Normal", "Network");
    assert_string_equal(decide(world, 60), "lead()");
}

static void
test_silence_is_followed_up(void **state)
{
    struct world *world = *state;
    const double day = 24 * 60;

    plan_with(world, "",
              RULE("Waiting on user for 2 days", "remind user")
                  RULE("Waiting on user for 4 days", "remind user")
                      RULE("Waiting on user for 7 days", "resolve as \"No answer\"")
                          RULE("Resolved for 3 days", "close, send survey"));
    create(world, 0, "Normal", "Network");
    set_state(world, 5, "Open");
    set_state(world, 10, "Waiting on user");
    assert_true(next_due(world, 10) == 10 + 2 * day);
    assert_string_equal(decide(world, 10 + 2 * day), "remind()");
    assert_string_equal(decide(world, 10 + 2 * day), "");
    assert_string_equal(decide(world, 10 + 4 * day), "remind()");
    assert_string_equal(decide(world, 10 + 7 * day), "resolve(No answerResolved)");
    assert_string_equal(decide(world, 10 + 7 * day), "");
    assert_true(next_due(world, 10 + 7 * day) == 10 + 10 * day);
    assert_string_equal(decide(world, 10 + 10 * day), "close(Closed) survey()");
    assert_string_equal(decide(world, 10 + 99 * day), "");
    assert_true(next_due(world, 10 + 99 * day) == -1);
}

static void
test_an_answer_ends_the_silence_and_a_new_one_counts_anew(void **state)
{
    struct world *world = *state;
    const double day = 24 * 60;

    plan_with(world, "", RULE("Waiting on user for 2 days", "remind user"));
    create(world, 0, "Normal", "Network");
    set_state(world, 10, "Open");
    set_state(world, 10, "Waiting on user");
    set_state(world, 1 * day, "Open");
    assert_string_equal(decide(world, 5 * day), "");
    set_state(world, 5 * day, "Waiting on user");
    assert_string_equal(decide(world, 7 * day - 1), "");
    assert_string_equal(decide(world, 7 * day), "remind()");
}

static void
test_a_rule_about_what_is_fires_when_it_comes_to_be(void **state)
{
    struct world *world = *state;

    plan_with(world,
              RULE("priority is Critical", "notify lead")
                  RULE("topic is Leak", "restrict to team, report within 72 h"),
              "");
    create(world, 0, "High", "Network");
    assert_string_equal(decide(world, 0), "");
    add(world, 10, PLAN_EVENT_PRIORITY)->priority = "Critical";
    assert_string_equal(decide(world, 10), "lead()");
    reply(world, 20, true);
    assert_string_equal(decide(world, 20), "");
    add(world, 30, PLAN_EVENT_PRIORITY)->priority = "High";
    add(world, 40, PLAN_EVENT_PRIORITY)->priority = "Critical";
    assert_string_equal(decide(world, 40), "lead()");
    add(world, 50, PLAN_EVENT_TOPIC)->topic = "Leak";
    assert_string_equal(decide(world, 50), "restrict() report()");
}

static void
test_a_report_is_due_from_the_moment_it_is_known(void **state)
{
    struct world *world = *state;
    struct plan_decision *decision;

    plan_with(world, RULE("topic is Leak", "report within 72 h"), "");
    create(world, 30, "High", "Leak");
    decision = plan_decide(world->arena, world->plan, world->events, world->n,
                           world->start + 40 * MS_MINUTE);
    assert_int_equal(decision->actions.n, 1);
    assert_minutes(world, decision->actions.at[0].due_at, 30 + 72 * 60);
    assert_int_equal(decision->actions.at[0].why.line,
                     decision->actions.at[0].rule->line);
}

static void
test_conditions_join(void **state)
{
    struct world *world = *state;

    plan_with(
        world,
        RULE("topic is Network and outside hours", "notify address a@b.example")
            RULE("organization is Night and priority is Critical or High", "notify lead")
                RULE("subject contains \"outage\" and channel is Web form and "
                     "kind is incident",
                     "add tag out"),
        "");
    create(world, 0, "High", "Network");
    assert_string_equal(decide(world, 0), "tag(out)");
    add(world, 1, PLAN_EVENT_ORGANIZATION)->organization = "Night";
    assert_string_equal(decide(world, 1), "lead()");
    world->n = 0;
    create(world, -60, "High", "Network");
    world->events[0].channel = PLAN_MAIL;
    assert_string_equal(decide(world, -60), "address(a@b.example)");
}

static void
test_still_waiting_each_time_it_is_said(void **state)
{
    struct world *world = *state;

    plan_with(world, RULE("user is still waiting", "notify lead, raise priority"), "");
    create(world, 0, "Normal", "Network");
    add(world, 10, PLAN_EVENT_WAITING);
    assert_string_equal(decide(world, 10), "lead() priority(High)");
    assert_string_equal(decide(world, 10), "");
    add(world, 20, PLAN_EVENT_WAITING);
    assert_string_equal(decide(world, 20), "lead() priority(Critical)");
    add(world, 30, PLAN_EVENT_WAITING);
    assert_string_equal(decide(world, 30), "lead() priority()");
}

static void
test_reopening_the_second_time(void **state)
{
    struct world *world = *state;

    plan_with(world, RULE("reopened 2 times", "escalate to next tier"), "");
    create(world, 0, "Normal", "Network");
    for (int i = 0; i < 3; i++) {
        set_state(world, 10 * i + 1, "Open");
        assert_string_equal(decide(world, 10 * i + 1), i == 2 ? "escalate(Net)" : "");
        set_state(world, 10 * i + 2, "Resolved");
    }
    set_state(world, 100, "Open");
    assert_string_equal(decide(world, 100), "");
}

static void
test_surveys_and_many_reports(void **state)
{
    struct world *world = *state;
    struct plan_event *event;

    plan_with(world,
              RULE("survey is Bad", "notify manager")
                  RULE("survey score is 2 or less", "notify lead")
                      RULE("more than 5 people report the same", "open a problem"),
              "");
    create(world, 0, "Normal", "Network");
    event = add(world, 1, PLAN_EVENT_SURVEY);
    event->text = "Good";
    event->number = 4;
    assert_string_equal(decide(world, 1), "");
    event = add(world, 2, PLAN_EVENT_SURVEY);
    event->text = "Bad";
    event->number = 1;
    assert_string_equal(decide(world, 2), "manager() lead()");
    add(world, 3, PLAN_EVENT_SAME)->number = 5;
    assert_string_equal(decide(world, 3), "");
    add(world, 4, PLAN_EVENT_SAME)->number = 6;
    assert_string_equal(decide(world, 4), "problem()");
    add(world, 5, PLAN_EVENT_SAME)->number = 7;
    assert_string_equal(decide(world, 5), "");
}

static void
test_nobody_takes_it(void **state)
{
    struct world *world = *state;

    plan_with(world,
              RULE("unassigned for 2 h", "assign to whoever has the fewest open tickets")
                  RULE("assigned", "notify assignee"),
              "");
    create(world, 0, "Normal", "Network");
    assert_true(next_due(world, 0) == 60); /* the internal target */
    assert_string_equal(decide(world, 119), "");
    assert_string_equal(decide(world, 120), "fewest()");
    add(world, 130, PLAN_EVENT_ASSIGNED)->person = 7;
    assert_string_equal(decide(world, 130), "assignee()");
    add(world, 140, PLAN_EVENT_ASSIGNED)->person = 0;
    assert_string_equal(decide(world, 259), "");
    assert_string_equal(decide(world, 260), "fewest()");
}

static void
test_rules_that_chase_each_other_stop(void **state)
{
    struct world *world = *state;

    plan_with(world, "", "");
    world->plan =
        plan_read(world->arena,
                  arena_printf(world->arena, PLAN,
                               RULE("topic is Network", "set topic Programs")
                                   RULE("topic is Programs", "set topic Network"),
                               RULE("Open for 1 day", "set state Waiting on user")
                                   RULE("Waiting on user for 1 day", "set state Open")),
                  &world->problems);
    assert_int_equal(world->problems.errors_n, 2); /* both circles are shown */
    create(world, 0, "Normal", "Network");
    assert_string_equal(decide(world, 0), "topic(Programs)");
    assert_string_equal(decide(world, 0), "topic(Network)");
    assert_string_equal(decide(world, 0), "");
    set_state(world, 10, "Open");
    assert_string_equal(decide(world, 1450), "state(Waiting on userWaiting on user)");
    assert_string_equal(decide(world, 2890), "state(OpenOpen)");
    assert_string_equal(decide(world, 4330), "");
    assert_string_equal(decide(world, 99999), "");
}

static void
test_a_new_revision_does_not_dig_up_the_past(void **state)
{
    struct world *world = *state;

    plan_with(world,
              RULE("created", "notify team") RULE("priority is High", "notify lead")
                  RULE("first response missed", "notify manager"),
              RULE("Waiting on user for 2 days", "remind user"));
    create(world, 0, "High", "Network");
    set_state(world, 1, "Open");
    set_state(world, 70, "Waiting on user");
    add(world, 5 * 1440, PLAN_EVENT_ADOPTED);
    assert_string_equal(decide(world, 5 * 1440), "remind()");
}

static void
test_escalation_goes_up_only(void **state)
{
    struct world *world = *state;

    plan_with(world,
              RULE("reopened", "escalate to tier 2")
                  RULE("replied", "escalate to next tier"),
              "");
    create(world, 0, "Normal", "Programs");
    reply(world, 1, false);
    assert_string_equal(decide(world, 1), "escalate(Apps)");
    set_state(world, 2, "Open");
    set_state(world, 2, "Resolved");
    set_state(world, 3, "Open");
    assert_string_equal(decide(world, 3), "escalate()"); /* it is at tier 2 already */
    reply(world, 4, false);
    assert_string_equal(decide(world, 4), "escalate(Core)");
    reply(world, 5, true);
    assert_string_equal(decide(world, 5), "escalate()");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_targets_count_open_time_from_creation),
        TEST(test_critical_counts_always),
        TEST(test_only_a_persons_reply_is_a_first_response),
        TEST(test_a_call_is_answered_at_once),
        TEST(test_waiting_stops_the_clock_and_is_not_counted),
        TEST(test_a_vendors_clock_runs),
        TEST(test_paused_time_survives_changes),
        TEST(test_another_organization_counts_by_its_hours),
        TEST(test_resolving_ends_and_reopening_goes_on),
        TEST(test_what_was_missed_stays_missed),
        TEST(test_a_raise_may_be_late_at_once),
        TEST(test_merged_tickets_stop),
        TEST(test_the_reason_of_the_priority_is_told),
        TEST(test_a_share_warns_before_and_a_miss_after),
        TEST(test_an_answer_in_time_fires_nothing),
        TEST(test_each_missed_update_is_a_cause_of_its_own),
        TEST(test_internal_targets_have_their_own_rules),
        TEST(test_silence_is_followed_up),
        TEST(test_an_answer_ends_the_silence_and_a_new_one_counts_anew),
        TEST(test_a_rule_about_what_is_fires_when_it_comes_to_be),
        TEST(test_a_report_is_due_from_the_moment_it_is_known),
        TEST(test_conditions_join),
        TEST(test_still_waiting_each_time_it_is_said),
        TEST(test_reopening_the_second_time),
        TEST(test_surveys_and_many_reports),
        TEST(test_nobody_takes_it),
        TEST(test_rules_that_chase_each_other_stop),
        TEST(test_a_new_revision_does_not_dig_up_the_past),
        TEST(test_escalation_goes_up_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
