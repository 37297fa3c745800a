/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk html clean: what the cleaner lets through. */
#ifndef CLI_CMD_HTML_H
#define CLI_CMD_HTML_H

/* Standard input to standard output; argv[0] is the command's own name, nothing follows.
 * Returns EX_OK, EX_USAGE or EX_IOERR. */
int cmd_html_clean(int argc, char **argv);

#endif
