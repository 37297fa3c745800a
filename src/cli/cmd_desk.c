/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk desk add, kindesk desk set, kindesk desk list */
#include "cli/commands.h"

#include "base/str.h"
#include "desk/desk.h"
#include "store/store.h"

#include <stdio.h>
#include <sysexits.h>

struct adding {
    struct desk_fields fields;
    const char *plan;
    struct desk_id id;
};

static struct err *
add_desk(struct cx *cx, void *arg)
{
    struct adding *adding = arg;

    return desk_add(cx, &adding->fields, adding->plan, &adding->id);
}

static struct err *
set_desk(struct cx *cx, void *arg)
{
    struct adding *adding = arg;

    return desk_set(cx, adding->id, &adding->fields);
}

static void
print_desk(const struct desk_row *desk)
{
    if (*desk->host)
        printf("%s\t%s\t%s\n", desk->slug, desk->name, desk->url);
    else
        printf("%s\t%s\t%s/d/%s\n", desk->slug, desk->name, desk->url, desk->slug);
}

static int
end(struct cli *cli, const struct adding *adding, struct err *err)
{
    struct desk_row desk;

    if (!err)
        err = store_reader(cli->store, &cli->cx);
    if (!err)
        err = desk_get(&cli->cx, adding->id, &desk);
    if (!err)
        print_desk(&desk);
    return cli_end(cli, err);
}

int
cmd_desk_add(struct cli *cli)
{
    struct adding adding = {
        .fields = {.url = cli_option(cli, "address"),
                   .accent = cli_option(cli, "accent")}
    };
    const char *path = cli_option(cli, "plan");
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "desk add needs the short NAME of the desk");
    adding.fields.slug = cli->args[0];
    err = cli_read_plan(cli, path, &adding.plan);
    if (!err)
        err = cli_open(cli);
    if (!err)
        err = store_write(cli->store, &cli->cx, add_desk, &adding);
    return end(cli, &adding, err);
}

int
cmd_desk_set(struct cli *cli)
{
    struct adding adding = {
        .fields = {.slug = cli_option(cli, "name"),
                   .url = cli_option(cli, "address"),
                   .accent = cli_option(cli, "accent")}
    };
    struct desk_row desk;
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "desk set needs the short NAME of the desk");
    err = cli_open(cli);
    if (!err)
        err = desk_by_slug(&cli->cx, cli->args[0], &desk);
    if (err)
        return cli_end(cli, err);
    adding.id = desk.id;
    return end(cli, &adding, store_write(cli->store, &cli->cx, set_desk, &adding));
}

int
cmd_desk_list(struct cli *cli)
{
    struct desk_row *desks;
    struct err *err;
    size_t n = 0;

    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "desk list takes no argument");
    err = cli_open(cli);
    if (!err)
        err = desk_list(&cli->cx, &desks, &n);
    for (size_t i = 0; !err && i < n; i++)
        print_desk(&desks[i]);
    return cli_end(cli, err);
}
