/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk plan explain: why a ticket has its priority, its team and its times. */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/str.h"
#include "desk/why.h"
#include "plan/plan.h"
#include "text/say.h"

#include <stdio.h>
#include <sysexits.h>

static void
print_why(const char *name, const char *value, const struct event_said *said)
{
    printf("%s %s\n", name, value);
    if (said->reason)
        printf("  a person's reason: %s\n", said->reason);
    if (said->why && said->line)
        printf("  %s (plan, line %d)\n", said->why, said->line);
    else if (said->why)
        printf("  %s\n", said->why);
}

static void
print_moment(struct cli *cli, const char *what, int64_t at)
{
    if (at)
        printf("  %s %s\n", what,
               say_exactly(cli->cx.arena, cli->cx.lang, cli->cx.zone, at));
}

static void
print_clocks(struct cli *cli, const struct why *why)
{
    struct arena *arena = cli->cx.arena;

    printf("\nPromises\n");
    for (size_t i = 0; i < why->clocks_n; i++) {
        const struct why_clock *clock = &why->clocks[i];

        printf("%s: %s", clock->name, clock->why);
        printf(clock->line ? " (plan, line %d)\n" : "\n", clock->line);
        printf("  %s of %s counted%s\n",
               say_duration(arena, cli->cx.lang, clock->elapsed_ms),
               say_duration(arena, cli->cx.lang, clock->target_ms),
               clock->paused ? ", paused now" : "");
        print_moment(cli, "due", clock->due_at);
        print_moment(cli, "kept", clock->done_at);
        print_moment(cli, "missed", clock->missed_at);
    }
}

static void
print_parts(struct cli *cli, const struct why *why)
{
    static const char *const runs[] = {"counts", "stands", "closed"};

    printf("\nTimeline\n");
    for (size_t i = 0; i < why->pieces_n; i++) {
        const struct why_part *piece = &why->pieces[i];

        printf(
            "%s to %s  %s  %s: %s",
            say_time(cli->cx.arena, cli->cx.lang, cli->cx.zone, cli->cx.now, piece->from),
            say_time(cli->cx.arena, cli->cx.lang, cli->cx.zone, cli->cx.now, piece->to),
            runs[piece->run], piece->state, piece->cause);
        printf(piece->line ? " (plan, line %d)\n" : "\n", piece->line);
    }
}

static void
print_decisions(struct cli *cli, const struct why *why)
{
    printf("\nDecisions\n");
    for (size_t i = 0; i < why->decisions_n; i++) {
        const struct event_said *said = &why->decisions[i];

        print_why(
            say_time(cli->cx.arena, cli->cx.lang, cli->cx.zone, cli->cx.now, said->at),
            said->text, said);
    }
}

int
cmd_plan_explain(struct cli *cli)
{
    struct ticket_id id;
    struct why why;
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "plan explain needs the number of the TICKET");
    if (!str_to_int(cli->args[0], 1, INT64_MAX, &id.v))
        return cli_usage(cli, "TICKET is a number");
    err = cli_open(cli);
    if (!err)
        err = why_get(&cli->cx, id, &why);
    if (err)
        return cli_end(cli, err);
    cli->cx.zone = why.plan->zone;
    printf("Ticket %lld: %s\n\n", (long long)id.v, why.ticket.subject);
    print_why("Priority", why.ticket.priority, &why.priority_why);
    print_why("Team", why.ticket.team, &why.team_why);
    print_why("State", why.state, &why.state_why);
    print_clocks(cli, &why);
    print_parts(cli, &why);
    print_decisions(cli, &why);
    return EX_OK;
}
