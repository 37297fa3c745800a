/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk plan replay */
#include "cli/commands.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/replay.h"
#include "plan/plan.h"

#include <stdio.h>
#include <sysexits.h>

enum { DAYS = 90, LISTED = 20, NAME_WIDTH = 36 };

/* printf counts bytes, people count characters. */
static void
put_name(const char *name)
{
    size_t n = utf8_length(name);

    fputs(name, stdout);
    for (; n < NAME_WIDTH; n++)
        putchar(' ');
}

static void
put_kinds(const struct replay *replay)
{
    printf("\n");
    put_name("Tickets");
    printf("%11s%11s%11s\n", "as it was", "tried", "differ");
    for (int kind = 0; kind < REPLAY_KINDS_N; kind++) {
        put_name(replay_kind_text(kind));
        if (replay->of[kind].n[0] || replay->of[kind].n[1])
            printf("%11lld%11lld", (long long)replay->of[kind].n[0],
                   (long long)replay->of[kind].n[1]);
        else
            printf("%11s%11s", "", "");
        printf("%11lld\n", (long long)replay->of[kind].differ_n);
    }
}

static void
put_shares(const char *heading, const struct replay_share *list, size_t n)
{
    printf("\n");
    put_name(heading);
    printf("%11s%11s\n", "as it was", "tried");
    for (size_t i = 0; i < n; i++) {
        put_name(list[i].name);
        printf("%11lld%11lld\n", (long long)list[i].n[0], (long long)list[i].n[1]);
    }
}

static void
put_ticket(struct cli *cli, const struct replay_ticket *ticket)
{
    struct arena *arena = cli->cx.arena;

    printf("  %lld", (long long)ticket->id.v);
    for (int kind = 0; kind < REPLAY_KINDS_N; kind++) {
        const char *says[2];

        if (!(ticket->differs & 1U << kind))
            continue;
        for (int i = 0; i < 2; i++) {
            says[i] = replay_says(arena, NULL, &ticket->outcome[i], kind);
            if (!says[i])
                says[i] = clock_rfc3339(arena, ticket->outcome[i].first_due_at);
        }
        printf("  %s: %s -> %s", replay_kind_name(kind), says[0], says[1]);
    }
    printf("\n");
}

static void
put_replay(struct cli *cli, const struct replay *replay, int64_t listed)
{
    printf(
        "%lld tickets of the last %lld days; %lld would have gone otherwise (%.1f s).\n",
        (long long)replay->tickets_n, (long long)replay->days,
        (long long)replay->differ_n, (double)replay->took_ms / 1000.0);
    if (!replay->differ_n)
        return;
    put_kinds(replay);
    put_shares("Team at first", replay->teams.at, replay->teams.n);
    put_shares("Priority at first", replay->priorities.at, replay->priorities.n);
    if (!listed)
        return;
    printf("\nThe newest that differ:\n");
    for (size_t i = 0; i < replay->listed.n && (int64_t)i < listed; i++)
        put_ticket(cli, &replay->listed.at[i]);
}

int
cmd_plan_replay(struct cli *cli)
{
    const char *days = cli_option(cli, "days"), *list = cli_option(cli, "list");
    struct replay_wish wish = {.days = DAYS};
    int64_t listed = LISTED;
    struct replay replay;
    struct bytes raw;
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "plan replay needs the FILE to try");
    if (days && !str_to_int(days, 1, REPLAY_DAYS_MOST, &wish.days))
        return cli_usage(cli, "--days must be a number of days");
    if (list && !str_to_int(list, 0, 10000, &listed))
        return cli_usage(cli, "--list must be a number of tickets");
    err = cli_read(cli, cli->args[0], PLAN_TEXT_BYTES, &raw);
    if (!err)
        err = cli_open(cli);
    if (err)
        return cli_end(cli, err);
    wish.text = utf8_clean(cli->cx.arena, raw, false);
    err = replay_run(&cli->cx, cli->store, &wish, &replay);
    if (!err)
        put_replay(cli, &replay, listed);
    return cli_end(cli, err);
}
