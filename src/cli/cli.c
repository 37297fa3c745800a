/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/desk.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

static int
exit_code(enum err_kind kind)
{
    switch (kind) {
    case ERR_INVALID:
        return EX_DATAERR;
    case ERR_DENIED:
        return EX_NOPERM;
    case ERR_NOT_FOUND:
        return EX_NOINPUT;
    case ERR_CONFLICT:
        return EX_CANTCREAT;
    case ERR_LIMIT:
        return EX_DATAERR;
    case ERR_BUSY:
        return EX_TEMPFAIL;
    case ERR_INTERNAL:
        return EX_SOFTWARE;
    }
    return EX_SOFTWARE;
}

int
cli_end(struct cli *cli, const struct err *err)
{
    int code = err ? exit_code(err->kind) : EX_OK;

    for (; err; err = err->next)
        fprintf(stderr, "kindesk %s: %s%s%s%s\n", cli->name, err->text,
                err->detail ? " (" : "", err->detail ? err->detail : "",
                err->detail ? ")" : "");
    return code;
}

int
cli_usage(struct cli *cli, const char *what)
{
    if (!cli->complained)
        fprintf(stderr, "kindesk %s: %s; see “kindesk %s --help”\n", cli->name, what,
                cli->name);
    cli->complained = true;
    return EX_USAGE;
}

static void
take_out(struct cli *cli, int i, int n)
{
    for (int at = i; at + n <= cli->args_n; at++)
        cli->args[at] = cli->args[at + n];
    cli->args_n -= n;
}

const char *
cli_option(struct cli *cli, const char *name)
{
    size_t length = strlen(name);

    for (int i = 0; i < cli->args_n; i++) {
        char *arg = cli->args[i];

        if (str_eq(arg, "--"))
            break;
        if (str_starts(arg, "--") && str_starts(arg + 2, name) &&
            arg[2 + length] == '=') {
            take_out(cli, i, 1);
            return arg + 3 + length;
        }
        if (str_starts(arg, "--") && str_eq(arg + 2, name) && i + 1 < cli->args_n) {
            const char *value = cli->args[i + 1];

            take_out(cli, i, 2);
            return value;
        }
    }
    return NULL;
}

bool
cli_flag(struct cli *cli, const char *name)
{
    for (int i = 0; i < cli->args_n; i++)
        if (str_starts(cli->args[i], "--") && str_eq(cli->args[i] + 2, name)) {
            take_out(cli, i, 1);
            return true;
        }
    return false;
}

bool
cli_rest(struct cli *cli, int least, int most)
{
    for (int i = 0; i < cli->args_n; i++)
        if (cli->args[i][0] == '-' && cli->args[i][1]) {
            cli_usage(cli, arena_printf(cli->cx.arena,
                                        "“%s” is not an option of this command"
                                        " or lacks its value",
                                        cli->args[i]));
            return false;
        }
    if (cli->args_n < least)
        cli_usage(cli, "an argument is missing");
    else if (cli->args_n > most)
        cli_usage(cli, arena_printf(cli->cx.arena, "“%s” is one argument too many",
                                    cli->args[most]));
    return cli->args_n >= least && cli->args_n <= most;
}

static void
close_store(void *cli)
{
    struct cli *c = cli;

    store_free(&c->store);
    policy_free(&c->cx.policy);
}

struct err *
cli_open(struct cli *cli)
{
    TRY(store_open(&cli->cx, &cli->store));
    cli->cx.policy = policy_new();
    arena_on_free(cli->cx.arena, close_store, cli);
    return store_reader(cli->store, &cli->cx);
}

static struct err *
read_all(struct cli *cli, int fd, const char *path, int64_t max_bytes, struct bytes *out)
{
    struct cx *cx = &cli->cx;
    struct buf buf;

    buf_init(&buf, cx->arena, (size_t)max_bytes + 64 * 1024 + 1);
    for (;;) {
        char *at = buf_reserve(&buf, 64 * 1024);
        ssize_t n = at ? read(fd, at, 64 * 1024) : 0;

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            FAIL(cx, ERR_BUSY, "“%s” cannot be read: %s.", path, strerror(errno));
        if (n == 0)
            break;
        buf.n += (size_t)n;
        buf.p[buf.n] = '\0';
        if ((int64_t)buf.n > max_bytes)
            FAIL(cx, ERR_LIMIT, "“%s” is larger than %lld MB.", path,
                 (long long)(max_bytes / 1000000));
    }
    *out = buf_bytes(&buf);
    return NULL;
}

struct err *
cli_read(struct cli *cli, const char *path, int64_t max_bytes, struct bytes *out)
{
    int fd = str_eq(path, "-") ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    struct err *err;

    if (fd < 0)
        FAIL(&cli->cx, ERR_NOT_FOUND, "“%s” cannot be opened: %s.", path,
             strerror(errno));
    err = read_all(cli, fd, path, max_bytes, out);
    close(fd);
    return err;
}

struct err *
cli_read_plan(struct cli *cli, const char *path, const char **text_out)
{
    struct plan_problems problems = {0};
    struct bytes raw;

    *text_out = plan_default_text();
    if (!path)
        return NULL;
    TRY(cli_read(cli, path, PLAN_TEXT_BYTES, &raw));
    *text_out = utf8_clean(cli->cx.arena, raw, false);
    plan_read(cli->cx.arena, *text_out, &problems);
    if (problems.errors_n) {
        fputs(plan_problems_text(cli->cx.arena, path, &problems), stderr);
        FAIL(&cli->cx, ERR_INVALID,
             "The plan has mistakes. Mend them, then run this again.");
    }
    return NULL;
}

struct err *
cli_use_desk(struct cli *cli, const char *slug)
{
    struct desk_row desk;

    if (!slug)
        return NULL;
    TRY(desk_by_slug(&cli->cx, slug, &desk));
    cli->cx.desk = desk.id;
    return NULL;
}
