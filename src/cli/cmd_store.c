/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk check, backup, restore */
#include "cli/commands.h"

#include "base/arena.h"
#include "desk/check.h"
#include "desk/policy.h"
#include "store/store.h"

#include <stdio.h>
#include <sysexits.h>

static void
print_fault(void *arg, const char *text)
{
    (void)arg;
    printf("%s\n", text);
}

static int
check_and_print(struct cli *cli)
{
    struct check check = {.fault = print_fault};
    struct err *err = check_desk(&cli->cx, &check);

    if (err)
        return cli_end(cli, err);
    printf("%lld tickets, %lld events, %lld files: %s\n", (long long)check.tickets_n,
           (long long)check.events_n, (long long)check.files_n,
           check.faults_n ? "not in order" : "all in order");
    return check.faults_n ? EX_DATAERR : EX_OK;
}

int
cmd_check(struct cli *cli)
{
    struct err *err;

    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "check takes no argument");
    err = cli_open(cli);
    return err ? cli_end(cli, err) : check_and_print(cli);
}

int
cmd_backup(struct cli *cli)
{
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "backup needs the FILE to write");
    err = cli_open(cli);
    if (!err)
        err = store_backup(&cli->cx, cli->args[0]);
    if (!err)
        printf("The whole desk is in %s.\n", cli->args[0]);
    return cli_end(cli, err);
}

int
cmd_restore(struct cli *cli)
{
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "restore needs the FILE to read");
    err = store_restore(&cli->cx, cli->args[0]);
    if (!err)
        err = cli_open(cli);
    if (err)
        return cli_end(cli, err);
    printf("Restored to %s: ", cli->config->data);
    return check_and_print(cli);
}
