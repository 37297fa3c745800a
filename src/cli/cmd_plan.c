/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk plan default, kindesk plan check, kindesk plan adopt */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "desk/person.h"
#include "desk/plan_adopt.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>
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
    struct plan_adoption adoption;
    const char *approver;
    int64_t number;
};

static struct err *
adopt(struct cx *cx, void *arg)
{
    struct adopting *adopting = arg;
    struct person person;
    const struct plan *plan;
    int64_t revision;
    bool found = true;

    TRY(policy_current(cx, &plan, &adopting->adoption.expected));
    if (adopting->approver) {
        TRY(person_find(cx, adopting->approver, &person, &found));
        if (!found)
            FAIL(cx, ERR_NOT_FOUND, "There is nobody with the address “%s”.",
                 adopting->approver);
        adopting->adoption.approver = person.id;
    }
    TRY(plan_adopt(cx, &adopting->adoption, &revision));
    return policy_number(cx, revision, &adopting->number);
}

/* Each "--map KIND:WAS=BECOMES"; false after a complaint. */
static bool
read_moves(struct cli *cli, struct plan_adoption *adoption)
{
    VEC(struct plan_move) moves = {0};
    const char *text;

    while ((text = cli_option(cli, "map"))) {
        const char *colon = strchr(text, ':'),
                   *equals = colon ? strchr(colon, '=') : NULL;
        struct plan_move move;

        if (!equals ||
            !plan_name_kind_find(
                arena_strndup(cli->cx.arena, text, (size_t)(colon - text)), &move.kind)) {
            cli_usage(cli,
                      "--map is written “team:OLD NAME=NEW NAME”; besides team there "
                      "are topic, priority and state");
            return false;
        }
        move.was = arena_strndup(cli->cx.arena, colon + 1, (size_t)(equals - colon - 1));
        move.becomes = equals + 1;
        *vec_add(cli->cx.arena, &moves) = move;
    }
    adoption->moves = moves.at;
    adoption->moves_n = moves.n;
    return true;
}

int
cmd_plan_adopt(struct cli *cli)
{
    struct adopting adopting = {.adoption.summary = cli_option(cli, "summary"),
                                .approver = cli_option(cli, "approved-by")};
    const char *desk = cli_option(cli, "desk");
    struct bytes raw;
    struct err *err;

    if (!read_moves(cli, &adopting.adoption))
        return EX_USAGE;
    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "plan adopt needs the FILE to adopt");
    if (!adopting.adoption.summary)
        return cli_usage(cli, "--summary must say what changes");
    err = cli_read(cli, cli->args[0], PLAN_TEXT_BYTES, &raw);
    if (!err)
        err = cli_open(cli);
    if (!err)
        err = cli_use_desk(cli, desk);
    if (err)
        return cli_end(cli, err);
    adopting.adoption.text = utf8_clean(cli->cx.arena, raw, false);
    err = store_write(cli->store, &cli->cx, adopt, &adopting);
    if (!err)
        printf("Revision %lld is in force for new tickets.\n",
               (long long)adopting.number);
    return cli_end(cli, err);
}
