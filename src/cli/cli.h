/* SPDX-License-Identifier: Apache-2.0 */
/* What every command is given, and how it ends: sysexits.h, one line on standard error.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/bytes.h"
#include "base/config.h"
#include "base/err.h"

#include <stdbool.h>

struct store;

/* cx      an arena, the present moment, the console as actor; cx.db after cli_open()
 * args    what remains after the command's name and the settings (--data, --listen, …)
 * were taken out; NULL-terminated usage   the command's own, printed by --help */
struct cli {
    struct cx cx;
    const struct config *config;
    const char *name, *usage;
    char **args;
    int args_n;
    struct store *store;
    bool complained; /* of wrong use: one line is enough */
};
typedef int(cli_command)(struct cli *cli);

/* Prints "kindesk NAME: what happened and what to do" for each error; the exit code of
 * the first (sysexits.h by one table). NULL gives 0. */
int cli_end(struct cli *cli, const struct err *err);
/* "--help" tells more: for wrong use. Returns EX_USAGE. */
int cli_usage(struct cli *cli, const char *what);

/* The value of "--name VALUE" or "--name=VALUE", taken out of args; NULL when absent.
 * Again for the next of that name. A missing value gives cli->args_n -1 (cli_rest()
 * complains). */
const char *cli_option(struct cli *cli, const char *name);
bool cli_flag(struct cli *cli, const char *name);
/* The only argument left, or all gone; false (after a message) when there are others. */
bool cli_rest(struct cli *cli, int least, int most);

/* Opens the desk in config->data: store, plans, a reader in cx.db. Closed at exit. */
struct err *cli_open(struct cli *cli) MUST_CHECK;

/* All of a file or of standard input ("-"), at most max_bytes. */
struct err *cli_read(struct cli *cli, const char *path, int64_t max_bytes,
                     struct bytes *out) MUST_CHECK;

/* The desk that --desk names, for what follows; NULL: the first one. After cli_open(). */
struct err *cli_use_desk(struct cli *cli, const char *slug) MUST_CHECK;

/* The text of a plan that has no mistakes, which otherwise are all printed; path NULL:
 * the one that a desk begins with. */
struct err *cli_read_plan(struct cli *cli, const char *path,
                          const char **text_out) MUST_CHECK;

#endif
