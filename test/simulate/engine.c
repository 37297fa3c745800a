/* SPDX-License-Identifier: Apache-2.0 */
/* Lives tickets through the engine, for simulate.py: reads a plan and what people do,
 * does what the rules say, and prints every action and every clock.
 *
 *   engine PLAN < tickets
 *   ticket UNTIL
 *   AT KIND key=value ...     separated by tabs, oldest first
 *   end
 */
#include "base/arena.h"
#include "base/str.h"
#include "plan/open.h"
#include "plan/rule.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVENTS_N = 2000, ROUNDS_N = 60, LINE_BYTES = 4096, ASSIGNED = 9 };

static const char *const KINDS[] = {
    "created", "state", "priority", "topic",        "team",    "organization",
    "assign",  "reply", "note",     "acknowledged", "waiting", "survey",
    "tag",     "untag", "same",     "merged",       "fired",   "adopted"};
static const char *const ACTIONS[PLAN_ACTIONS_N] = {
    "assignee", "team",     "lead",   "manager",  "address", "escalate",
    "assign",   "fewest",   "turn",   "priority", "topic",   "state",
    "tag",      "untag",    "remind", "resolve",  "close",   "survey",
    "problem",  "restrict", "report", "reply",    "webhook"};

struct ticket {
    struct arena *arena;
    const struct plan *plan;
    struct plan_event done[EVENTS_N], coming[EVENTS_N];
    size_t done_n, coming_n;
    int64_t until;
};

static struct plan_event *
add(struct ticket *ticket, int64_t at, enum plan_event_kind kind, const char *cause)
{
    struct plan_event *event = &ticket->done[ticket->done_n++];

    if (ticket->done_n >= EVENTS_N)
        abort();
    *event = (struct plan_event){
        .at = at, .id = (int64_t)ticket->done_n, .kind = kind, .cause = cause};
    return event;
}

/* ---- What rules do. */

static void
act(struct ticket *ticket, const struct plan_action *action, int64_t now)
{
    switch ((int)action->kind) {
    case PLAN_ESCALATE:
    case PLAN_ASSIGN_TEAM:
        if (action->team)
            add(ticket, now, PLAN_EVENT_TEAM, action->cause)->team = action->team;
        break;
    case PLAN_ASSIGN_FEWEST:
    case PLAN_ASSIGN_TURN:
        add(ticket, now, PLAN_EVENT_ASSIGNED, action->cause)->person = ASSIGNED;
        break;
    case PLAN_SET_PRIORITY:
        if (action->text)
            add(ticket, now, PLAN_EVENT_PRIORITY, action->cause)->priority = action->text;
        break;
    case PLAN_SET_TOPIC:
        add(ticket, now, PLAN_EVENT_TOPIC, action->cause)->topic = action->text;
        break;
    case PLAN_SET_STATE:
    case PLAN_RESOLVE_AS:
    case PLAN_CLOSE:
        add(ticket, now, PLAN_EVENT_STATE, action->cause)->state = action->state;
        break;
    case PLAN_ADD_TAG:
        add(ticket, now, PLAN_EVENT_TAG, action->cause)->text = action->text;
        break;
    case PLAN_REMOVE_TAG:
        add(ticket, now, PLAN_EVENT_UNTAG, action->cause)->text = action->text;
        break;
    default:
        break;
    }
}

static void
print_action(const struct plan_action *action, int64_t now)
{
    bool to_team = action->kind == PLAN_ESCALATE || action->kind == PLAN_ASSIGN_TEAM;

    printf("a\t%" PRId64 "\t%d\t%s\t%s\t%s\t%s\t%" PRId64 "\n", now, action->rule->line,
           ACTIONS[action->kind], to_team && action->team ? action->team : "-",
           action->text ? action->text : "-", action->state ? action->state : "-",
           action->due_at);
}

static void
print_clock(const struct plan_clock *clock)
{
    printf("\t%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%d",
           clock->due_at, clock->done_at, clock->missed_at, clock->elapsed_ms,
           clock->target_ms, clock->paused);
}

static void
print_clocks(const struct plan_clocks *clocks, int64_t now)
{
    printf("c\t%" PRId64 "\t%s\t%d\t%s", now, clocks->state, clocks->runs,
           clocks->priority->name);
    print_clock(&clocks->first);
    print_clock(&clocks->update);
    print_clock(&clocks->resolve);
    print_clock(&clocks->internal_first);
    print_clock(&clocks->internal_resolve);
    printf("\t%" PRId64 "\t%d\t%" PRId64 "\n", clocks->resolved_at, clocks->reopened_n,
           clocks->next_due_at == PLAN_NEVER ? 0 : clocks->next_due_at);
}

/* Lets the rules act at one moment until nothing follows; when to look again. */
static int64_t
settle(struct ticket *ticket, int64_t now)
{
    struct plan_decision *decision = NULL;

    for (int round = 0; round < ROUNDS_N; round++) {
        const struct plan_rule *rule = NULL;
        const char *cause = NULL;

        decision =
            plan_decide(ticket->arena, ticket->plan, ticket->done, ticket->done_n, now);
        if (!decision->actions.n)
            break;
        for (size_t i = 0; i < decision->actions.n; i++) {
            const struct plan_action *action = &decision->actions.at[i];

            if (action->rule != rule || action->cause != cause)
                add(ticket, now, PLAN_EVENT_FIRED, action->cause)->rule =
                    action->rule->key;
            rule = action->rule;
            cause = action->cause;
            print_action(action, now);
            act(ticket, action, now);
        }
    }
    if (decision->actions.n)
        printf("endless\n");
    print_clocks(&decision->clocks, now);
    return decision->next_due_at;
}

static void
live(struct ticket *ticket)
{
    int64_t due = PLAN_NEVER;
    size_t next = 0;

    for (;;) {
        int64_t now = due;

        if (next < ticket->coming_n && ticket->coming[next].at <= now)
            now = ticket->coming[next].at;
        if (now > ticket->until)
            break;
        for (; next < ticket->coming_n && ticket->coming[next].at <= now; next++) {
            ticket->done[ticket->done_n] = ticket->coming[next];
            ticket->done[ticket->done_n].id = (int64_t)ticket->done_n + 1;
            ticket->done_n++;
        }
        due = settle(ticket, now);
    }
    printf("end\n");
}

/* ---- Reading. */

static void
set_field(struct plan_event *event, const char *key, const char *value)
{
    if (str_eq(key, "state"))
        event->state = value;
    else if (str_eq(key, "priority"))
        event->priority = value;
    else if (str_eq(key, "topic"))
        event->topic = value;
    else if (str_eq(key, "team"))
        event->team = value;
    else if (str_eq(key, "organization"))
        event->organization = value;
    else if (str_eq(key, "subject"))
        event->subject = value;
    else if (str_eq(key, "text"))
        event->text = value;
    else if (str_eq(key, "channel"))
        event->channel = (enum plan_channel_kind)strtol(value, NULL, 10);
    else if (str_eq(key, "person"))
        event->person = strtoll(value, NULL, 10);
    else if (str_eq(key, "number"))
        event->number = strtoll(value, NULL, 10);
    else if (str_eq(key, "staff"))
        event->staff = true;
    else
        abort();
}

static void
take_event(struct ticket *ticket, char *line)
{
    struct plan_event *event = &ticket->coming[ticket->coming_n++];
    char *save, *field = strtok_r(line, "\t\n", &save);

    *event = (struct plan_event){.at = strtoll(field, NULL, 10)};
    field = strtok_r(NULL, "\t\n", &save);
    while (!str_eq(KINDS[event->kind], field))
        event->kind++;
    while ((field = strtok_r(NULL, "\t\n", &save))) {
        char *value = strchr(field, '=');

        *value++ = 0;
        set_field(event, field, arena_strdup(ticket->arena, value));
    }
}

static char *
read_file(struct arena *arena, const char *path)
{
    char *text = arena_take(arena, PLAN_TEXT_BYTES + 1);
    FILE *file = fopen(path, "r");

    if (!file)
        abort();
    text[fread(text, 1, PLAN_TEXT_BYTES, file)] = 0;
    fclose(file);
    return text;
}

int
main(int argc, char **argv)
{
    static struct ticket ticket;
    static char line[LINE_BYTES];
    struct arena *arena = arena_new(0);
    struct plan_problems problems = {0};

    if (argc != 2)
        return 64;
    ticket.plan = plan_read(arena, read_file(arena, argv[1]), &problems);
    if (!ticket.plan || problems.errors_n) {
        fputs(plan_problems_text(arena, argv[1], &problems), stderr);
        return 65;
    }
    while (fgets(line, sizeof line, stdin)) {
        if (str_starts(line, "ticket\t")) {
            ticket.arena = arena_new(0);
            ticket.done_n = ticket.coming_n = 0;
            ticket.until = strtoll(line + strlen("ticket\t"), NULL, 10);
        } else if (str_eq(line, "end\n")) {
            live(&ticket);
            arena_free(&ticket.arena);
        } else {
            take_event(&ticket, line);
        }
    }
    arena_free(&arena);
    return 0;
}
