/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk init: an empty desk, and the one-time link for its first administrator. */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/str.h"
#include "desk/link.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/setting.h"
#include "store/store.h"

#include <stdio.h>

struct beginning {
    const char *plan;
    const char *token;
};

static struct err *
begin_desk(struct cx *cx, void *arg)
{
    struct beginning *beginning = arg;
    int64_t revision;

    TRY(setting_make_keys(cx));
    TRY(policy_adopt(cx, beginning->plan, "The first plan", 0, &revision));
    return link_add(cx, LINK_SETUP, (struct person_id){0}, (struct ticket_id){0},
                    &beginning->token);
}

static struct err *
another_link(struct cx *cx, void *arg)
{
    struct beginning *beginning = arg;
    int64_t administrators_n;

    TRY(person_count_role(cx, ROLE_ADMINISTRATOR, &administrators_n));
    if (administrators_n)
        FAIL(cx, ERR_CONFLICT,
             "This desk has an administrator already, who can add others.");
    return link_add(cx, LINK_SETUP, (struct person_id){0}, (struct ticket_id){0},
                    &beginning->token);
}

static struct err *
init(struct cli *cli, const char *plan_path, bool link_only, struct beginning *beginning)
{
    if (link_only) {
        TRY(cli_open(cli));
        return store_write(cli->store, &cli->cx, another_link, beginning);
    }
    TRY(cli_read_plan(cli, plan_path, &beginning->plan));
    TRY(store_create(&cli->cx));
    TRY(cli_open(cli));
    return store_write(cli->store, &cli->cx, begin_desk, beginning);
}

int
cmd_init(struct cli *cli)
{
    const char *plan_path = cli_option(cli, "plan");
    bool link_only = cli_flag(cli, "link");
    struct beginning beginning = {0};
    struct err *err;

    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "init takes options only");
    err = init(cli, plan_path, link_only, &beginning);
    if (!err)
        printf(
            "The desk is ready in %s. Start it with “kindesk serve --data %s”, then open"
            " this link once, within 24 hours, to become its first "
            "administrator:\n%s/setup/%s\n",
            cli->config->data, cli->config->data, cli->config->url, beginning.token);
    return cli_end(cli, err);
}
