/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk mail trim: what a person wrote anew in a plain-text body. */
#ifndef CLI_CMD_TRIM_H
#define CLI_CMD_TRIM_H

/* argv[0] is the command's own name, argv[1] the file, "-" for standard input.
 * Returns EX_OK, EX_USAGE, EX_NOINPUT or EX_IOERR. */
int cmd_mail_trim(int argc, char **argv);

#endif
