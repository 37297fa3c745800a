/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of this folder; app/commands.c is the table. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/cli.h"

cli_command cmd_init, cmd_person_add, cmd_token_add, cmd_webhook_secret, cmd_check,
    cmd_backup, cmd_restore, cmd_desk_add, cmd_desk_set, cmd_desk_list, cmd_plan_check,
    cmd_plan_adopt, cmd_plan_replay, cmd_plan_explain, cmd_plan_default, cmd_mail_deliver, cmd_mail_show,
    cmd_mail_trim, cmd_html_clean, cmd_demo;

#endif
