/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk mail deliver: one message from a mail server's pipe. Its exit code tells the
 * server: 0 it is on disk, 75 try again, 65 never. */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/inbox.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

struct delivering {
    const char *sender, *recipient;
    struct bytes raw;
    struct inbox_id id;
    bool known;
};

/* ---- To whom. */

/* The first header line of that name ("Delivered-To:"), or NULL. */
static const char *
header_line(struct cx *cx, struct bytes raw, const char *name)
{
    const char *p = (const char *)raw.p, *end = p + raw.n;
    size_t length = strlen(name);

    while (p < end && *p != '\n' && *p != '\r') {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *next = newline ? newline + 1 : end;

        if ((size_t)(next - p) > length && !strncasecmp(p, name, length))
            return str_trim(cx->arena,
                            utf8_clean(cx->arena,
                                       (struct bytes){(const unsigned char *)p + length,
                                                      (size_t)(next - p) - length},
                                       true));
        p = next;
    }
    return NULL;
}

/* The plan's first mail address: a pipe without any other word serves the desk as a
 * whole. */
static struct err *
desk_address(struct cx *cx, const char **address_out)
{
    const struct plan *plan;

    *address_out = "";
    TRY(policy_current(cx, &plan, NULL));
    for (size_t i = 0; i < plan->channels.n && !**address_out; i++)
        if (plan->channels.at[i].kind == PLAN_MAIL && plan->channels.at[i].address)
            *address_out = plan->channels.at[i].address;
    return NULL;
}

static struct err *
find_recipient(struct cx *cx, struct delivering *d)
{
    const char *candidates[] = {d->recipient, getenv("ORIGINAL_RECIPIENT"),
                                getenv("RECIPIENT"),
                                header_line(cx, d->raw, "X-Original-To:"),
                                header_line(cx, d->raw, "Delivered-To:")};

    d->recipient = NULL;
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates && !d->recipient; i++)
        if (!str_blank(candidates[i]) && strchr(candidates[i], '@'))
            d->recipient = str_lower(
                cx->arena, utf8_clean(cx->arena, bytes_of(candidates[i]), true));
    return d->recipient ? NULL : desk_address(cx, &d->recipient);
}

/* "<>" is the null sender of bounces, "" one whom nobody told. */
static const char *
sender_of(struct cx *cx, const char *option)
{
    const char *told = option ? option : getenv("SENDER");

    if (!told)
        return "";
    return *told ? utf8_clean(cx->arena, bytes_of(told), true) : "<>";
}

/* ---- The command. */

static struct err *
accept_mail(struct cx *cx, void *arg)
{
    struct delivering *d = arg;

    return inbox_accept(cx, d->sender, d->recipient, d->raw, &d->id, &d->known);
}

static struct err *
run(struct cli *cli, struct delivering *d)
{
    TRY(cli_read(cli, "-", cli->config->mail_bytes, &d->raw));
    if (!d->raw.n)
        FAIL_FIELD(&cli->cx, "message", "No message came by standard input.");
    TRY(cli_open(cli));
    TRY(find_recipient(&cli->cx, d));
    return store_write(cli->store, &cli->cx, accept_mail, d);
}

int
cmd_mail_deliver(struct cli *cli)
{
    struct delivering d = {.recipient = cli_option(cli, "to")};
    struct err *err;

    d.sender = sender_of(&cli->cx, cli_option(cli, "from"));
    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "mail deliver reads the message from standard input");
    err = run(cli, &d);
    cli_end(cli, err);
    if (!err)
        return EX_OK;
    return err->kind == ERR_LIMIT || err->kind == ERR_INVALID ? EX_DATAERR : EX_TEMPFAIL;
}
