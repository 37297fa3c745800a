/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk plan default, kindesk plan check, kindesk plan adopt */
#include "cli/commands.h"

#include "base/utf8.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "store/store.h"

#include <stdio.h>
#include <sysexits.h>

int
cmd_plan_default(struct cli *cli)
{
    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "plan default takes no argument");
    fputs(plan_default_text(), stdout);
    return EX_OK;
}

int
cmd_plan_check(struct cli *cli)
{
    struct plan_problems problems = {0};
    struct bytes raw;
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "plan check needs the FILE to read");
    err = cli_read(cli, cli->args[0], PLAN_TEXT_BYTES, &raw);
    if (err)
        return cli_end(cli, err);
    plan_read(cli->cx.arena, utf8_clean(cli->cx.arena, raw, false), &problems);
    fputs(plan_problems_text(cli->cx.arena, cli->args[0], &problems), stderr);
    if (problems.errors_n)
        return EX_DATAERR;
    printf("%s can be adopted.\n", cli->args[0]);
    return EX_OK;
}

struct adopting {
    const char *text, *summary;
    int64_t revision;
};

static struct err *
adopt(struct cx *cx, void *arg)
{
    struct adopting *adopting = arg;
    const struct plan *plan;
    int64_t now;

    TRY(policy_current(cx, &plan, &now));
    return policy_adopt(cx, adopting->text, adopting->summary, now, &adopting->revision);
}

int
cmd_plan_adopt(struct cli *cli)
{
    struct adopting adopting = {.summary = cli_option(cli, "summary")};
    struct bytes raw;
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "plan adopt needs the FILE to adopt");
    if (!adopting.summary)
        return cli_usage(cli, "--summary must say what changes");
    err = cli_read(cli, cli->args[0], PLAN_TEXT_BYTES, &raw);
    if (!err)
        err = cli_open(cli);
    if (err)
        return cli_end(cli, err);
    adopting.text = utf8_clean(cli->cx.arena, raw, false);
    err = store_write(cli->store, &cli->cx, adopt, &adopting);
    if (!err)
        printf("Revision %lld is in force for new tickets.\n", (long long)adopting.revision);
    return cli_end(cli, err);
}
