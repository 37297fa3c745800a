/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk mail trim: what a person wrote anew in a plain-text body. */
#include "cli/commands.h"

#include "base/utf8.h"
#include "text/trim.h"

#include <stdio.h>
#include <sysexits.h>

enum { TEXT_BYTES = 16 << 20 };

int
cmd_mail_trim(struct cli *cli)
{
    struct bytes raw;
    struct err *err;

    if (!cli_rest(cli, 1, 1))
        return cli_usage(cli, "mail trim needs the FILE to read, or - for standard input");
    err = cli_read(cli, cli->args[0], TEXT_BYTES, &raw);
    if (err)
        return cli_end(cli, err);
    puts(trim_reply(cli->cx.arena, utf8_clean(cli->cx.arena, raw, false)).reply);
    return fflush(stdout) ? EX_IOERR : EX_OK;
}
