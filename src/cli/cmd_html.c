/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk html clean: what the cleaner lets through, standard input to standard output. */
#include "cli/commands.h"

#include "text/html.h"

#include <stdio.h>
#include <sysexits.h>

int
cmd_html_clean(struct cli *cli)
{
    struct bytes raw;
    struct err *err;

    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "html clean reads standard input and takes no argument");
    err = cli_read(cli, "-", HTML_INPUT_BYTES, &raw);
    if (err)
        return cli_end(cli, err);
    fputs(html_clean(cli->cx.arena, raw, (struct html_options){0}).s, stdout);
    return fflush(stdout) ? EX_IOERR : EX_OK;
}
