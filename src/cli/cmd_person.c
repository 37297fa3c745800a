/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk person add, kindesk token add */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/desk.h"
#include "desk/hook.h"
#include "desk/person.h"
#include "desk/team.h"
#include "desk/token.h"
#include "store/store.h"

#include <stdio.h>
#include <unistd.h>

enum { TEAMS_MOST = 32, DESKS_MOST = 32, PASSWORD_BYTES = 4096 };

struct adding {
    enum role role;
    struct person_fields fields;
    const char *teams[TEAMS_MOST];
    size_t teams_n;
    const char *desks[DESKS_MOST]; /* the teams are those of the first */
    size_t desks_n;
    const char *password_hash;
    struct person_id id;
};

/* Whoever runs a command on the server vouches for the address. */
static struct err *
add_person(struct cx *cx, void *arg)
{
    struct adding *adding = arg;
    struct desk_row desk;

    TRY(person_add(cx, adding->role, &adding->fields, &adding->id));
    TRY(person_mark_verified(cx, adding->id));
    for (size_t i = 0; i < adding->teams_n; i++)
        TRY(team_add_member(cx, adding->teams[i], adding->id, false));
    for (size_t i = 1; i < adding->desks_n; i++) {
        TRY(desk_by_slug(cx, adding->desks[i], &desk));
        TRY(desk_add_member(cx, desk.id, adding->id));
    }
    return adding->password_hash
               ? person_set_password(cx, adding->id, adding->password_hash)
               : NULL;
}

static struct err *
read_password(struct cli *cli, const char **hash_out)
{
    struct bytes raw;
    char *password;

    TRY(cli_read(cli, "-", PASSWORD_BYTES, &raw));
    password = utf8_clean(cli->cx.arena, raw, false);
    password[strcspn(password, "\n")] = '\0';
    TRY(person_check_password(&cli->cx, password));
    *hash_out = password_hash(cli->cx.arena, password);
    return NULL;
}

static struct err *
run_add(struct cli *cli, struct adding *adding, bool with_password)
{
    if (with_password)
        TRY(read_password(cli, &adding->password_hash));
    TRY(cli_open(cli));
    TRY(cli_use_desk(cli, adding->desks_n ? adding->desks[0] : NULL));
    return store_write(cli->store, &cli->cx, add_person, adding);
}

int
cmd_person_add(struct cli *cli)
{
    struct adding adding = {
        .fields = {.email = cli_option(cli, "email"),
                   .name = cli_option(cli, "name"),
                   .language = cli_option(cli, "language"),
                   .phone = cli_option(cli, "phone"),
                   .organization = cli_option(cli, "organization")}
    };
    const char *role = cli_option(cli, "role");
    bool with_password = cli_flag(cli, "password-stdin");
    const char *team, *desk;
    struct err *err;

    while ((team = cli_option(cli, "team")) && adding.teams_n < TEAMS_MOST)
        adding.teams[adding.teams_n++] = team;
    while ((desk = cli_option(cli, "desk")) && adding.desks_n < DESKS_MOST)
        adding.desks[adding.desks_n++] = desk;
    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "person add takes options only");
    if (!adding.fields.email || !adding.fields.name)
        return cli_usage(cli, "--email and --name are needed");
    if (!role || !role_find(role, &adding.role))
        return cli_usage(cli,
                         "--role must be requester, agent, manager or administrator");
    if (adding.desks_n && adding.role < ROLE_AGENT)
        return cli_usage(cli,
                         "--desk is for agents and managers: requesters belong to none");
    err = run_add(cli, &adding, with_password);
    if (!err)
        printf("%s %s was added as %s.\n", adding.fields.name, adding.fields.email, role);
    return cli_end(cli, err);
}

struct token_adding {
    const char *email, *token;
};

static struct err *
add_token(struct cx *cx, void *arg)
{
    struct token_adding *adding = arg;

    return token_add(cx, adding->email, &adding->token);
}

int
cmd_token_add(struct cli *cli)
{
    struct token_adding adding = {.email = cli_option(cli, "email")};
    struct err *err;

    if (!cli_rest(cli, 0, 0) || !adding.email)
        return cli_usage(cli, "token add needs --email and nothing else");
    err = cli_open(cli);
    if (!err)
        err = store_write(cli->store, &cli->cx, add_token, &adding);
    if (!err)
        puts(adding.token);
    return cli_end(cli, err);
}

/* ---- The secret of webhooks. */

static struct err *
read_secret(struct cx *cx, void *arg)
{
    return hook_secret(cx, arg);
}

int
cmd_webhook_secret(struct cli *cli)
{
    const char *secret = "";
    struct err *err;

    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "webhook secret needs --data and nothing else");
    err = cli_open(cli);
    if (!err)
        err = store_write(cli->store, &cli->cx, read_secret, &secret);
    if (!err)
        puts(secret);
    return cli_end(cli, err);
}
