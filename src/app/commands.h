/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands. */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "cli/cli.h"

#include <stddef.h>

/* name: one or two words; usage: what --help prints after "kindesk NAME". */
struct command {
    const char *name, *summary, *usage;
    cli_command *run;
};
extern const struct command commands[];
extern const size_t commands_n;

int cmd_serve(struct cli *cli);
int cmd_routes(struct cli *cli);
int cmd_config(struct cli *cli);

#endif
