/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk plan default, kindesk plan check */
#include "cli/commands.h"

#include "base/utf8.h"
#include "plan/plan.h"

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
