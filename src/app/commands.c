/* SPDX-License-Identifier: Apache-2.0 */
#include "app/commands.h"

#include "app/config.h"
#include "app/route.h"
#include "cli/commands.h"

#include <stdio.h>

/* clang-format off */
const struct command commands[] = {
    {"init", "makes an empty desk",
     "--data DIR [--plan FILE] [--link]\n"
     "Makes an empty desk in DIR with that plan (or a plain one) and prints a link that is good\n"
     "once, to become its first administrator. --link prints another link.", cmd_init},
    {"demo", "makes a demonstration desk",
     "--data DIR\nMakes a desk with people and weeks of tickets in DIR, which must be empty, and writes\n"
     "how to sign in to DIR/demo-sign-in.txt. Nothing of it is ever sent by mail.", cmd_demo},
    {"serve", "runs the desk",
     "--data DIR [--listen ADDR:PORT] [--lmtp ADDR:PORT] [--smtp URL] [--url PUBLIC-URL]\n"
     "Serves pages and the API, takes and sends mail, until SIGTERM. “kindesk config” lists\n"
     "every setting.", cmd_serve},
    {"desk add", "adds a further desk",
     "NAME --data DIR [--plan FILE] [--address https://help.example] [--accent \"#RRGGBB\"]\n"
     "Adds a desk with that plan (or a plain one), to be found at its own address, or without\n"
     "one at /d/NAME. What it is called stands in its plan.", cmd_desk_add},
    {"desk set", "changes a desk's name in addresses, its address or its colour",
     "NAME --data DIR [--name NEW] [--address URL] [--accent \"#RRGGBB\"]\n"
     "An empty --address or --accent takes it away.", cmd_desk_set},
    {"desk list", "lists the desks",
     "--data DIR\nPrints short name, name and address of each desk, with tabs between.", cmd_desk_list},
    {"person add", "adds a person",
     "--data DIR --email E --name N --role requester|agent|manager|administrator\n"
     "           [--desk NAME]... [--team T]... [--language L] [--phone P] [--organization O] [--password-stdin]\n"
     "Adds a person whose address is taken as verified. --password-stdin reads the password\n"
     "from the first line of standard input.", cmd_person_add},
    {"token add", "makes an API token",
     "--data DIR --email E\nPrints a new API token of that person, once.", cmd_token_add},
    {"webhook secret", "prints what signs calls to other systems",
     "--data DIR\nPrints the secret of the Kindesk-Signature header, 64 hex digits.",
     cmd_webhook_secret},
    {"mail deliver", "takes one message from a mail server's pipe",
     "--data DIR [--to ADDRESS] [--from ADDRESS] < MESSAGE\n"
     "Takes the message for that address of the desk (else ORIGINAL_RECIPIENT, RECIPIENT,\n"
     "X-Original-To or Delivered-To) and that sender (else SENDER). Ends with 0 once it is on\n"
     "disk, with 75 when it should be tried again, with 65 never.", cmd_mail_deliver},
    {"mail show", "shows how a message is read",
     "FILE\nPrints the decoded message as JSON; - reads standard input.", cmd_mail_show},
    {"plan default", "prints the plan that a desk begins with",
     "\nPrints the plan that stands in for every section a plan leaves out.", cmd_plan_default},
    {"plan adopt", "puts a plan into force",
     "FILE --data DIR --summary TEXT [--desk NAME] [--approved-by EMAIL] [--map KIND:OLD=NEW]...\n"
     "Checks FILE and adopts it as the next revision; it rules the tickets that come from then\n"
     "on. TEXT says what changes, for the revision history. --approved-by names the manager who\n"
     "approved it, where the plan in force wants that. --map says to which team, topic, priority\n"
     "or state the tickets of one go that FILE has no longer.", cmd_plan_adopt},
    {"plan replay", "runs the past through a plan",
     "FILE --data DIR [--days N] [--list N]\nRuns the tickets of the last N days (90) through FILE and prints how many would have been\n"
     "routed, prioritized, escalated, reminded or missed otherwise, and the newest of them.\n"
     "Nothing is sent or written.", cmd_plan_replay},
    {"plan explain", "says why a ticket has its priority, team and times",
     "--data DIR TICKET\nPrints what was decided about the ticket, by which rule and line of the plan, its\n"
     "promises, and when its clock ran and stood still.", cmd_plan_explain},
    {"plan check", "finds every mistake in a plan",
     "FILE\nPrints FILE:LINE:COLUMN: what is wrong; what would be right, for every mistake.", cmd_plan_check},
    {"mail trim", "shows what is new in a mail's text",
     "FILE\nPrints what remains of a plain-text body without quotes and signature; - reads\n"
     "standard input.", cmd_mail_trim},
    {"html clean", "shows what the HTML cleaner lets through",
     "\nReads HTML from standard input, prints what may be shown.", cmd_html_clean},
    {"check", "proves that the desk's data is in order",
     "--data DIR\nProves the hash chains of events, that rows follow from events, that files are\n"
     "there and unchanged, and that the search index is complete. A line for each fault.", cmd_check},
    {"backup", "copies the whole desk into one file",
     "--data DIR FILE\nWrites a consistent copy into FILE, also while the desk serves.", cmd_backup},
    {"restore", "puts a backup into an empty directory",
     "FILE --data DIR\nPuts a backup into DIR, which must be empty, and checks it.", cmd_restore},
    {"routes", "lists every address and who may call it", "\nPrints METHOD, PATTERN, PERMISSION and flags, a line each.", cmd_routes},
    {"config", "prints a commented configuration file",
     "\nPrints every setting with its default, to be kept as DIR/kindesk.conf.", cmd_config},
};
/* clang-format on */
const size_t commands_n = sizeof commands / sizeof *commands;

const char *
permission_name(enum permission permission)
{
    static const char *const names[] = {"?",       "public",        "signed-in", "agent",
                                        "manager", "administrator", "token"};

    return names[permission];
}

int
cmd_routes(struct cli *cli)
{
    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "routes takes no argument");
    for (size_t i = 0; i < routes_n; i++)
        printf("%-6s %-36s %-13s%s%s%s%s%s\n", http_method_name(routes[i].method),
               routes[i].pattern, permission_name(routes[i].permission),
               routes[i].flags & ROUTE_WRITES ? " writes" : "",
               routes[i].flags & ROUTE_UPLOADS ? " uploads" : "",
               routes[i].flags & ROUTE_API ? " api" : "",
               routes[i].flags & ROUTE_STREAM ? " stream" : "",
               routes[i].flags & ROUTE_KEPT ? " kept" : "");
    return 0;
}

int
cmd_config(struct cli *cli)
{
    if (!cli_rest(cli, 0, 0))
        return cli_usage(cli, "config takes no argument");
    fputs(config_example(&cli->cx), stdout);
    return 0;
}
