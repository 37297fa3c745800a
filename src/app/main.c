/* SPDX-License-Identifier: Apache-2.0 */
/* kindesk: finds the command, reads the settings, runs it. */
#include "app/commands.h"
#include "app/config.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/str.h"
#include "base/zone.h"

#include <locale.h>
#include <stdio.h>
#include <sysexits.h>

static const struct actor console = {.system = true, .address = "", .name = "Kindesk"};

static void
print_help(void)
{
    puts("kindesk: a help desk whose written plan runs it\n\nCommands:");
    for (size_t i = 0; i < commands_n; i++)
        printf("  %-14s %s\n", commands[i].name, commands[i].summary);
    puts("\n“kindesk COMMAND --help” tells more about each, “kindesk config” lists the "
         "settings.");
}

/* The command of two words, else of one; *words_out says how many. */
static const struct command *
find_command(struct arena *arena, int argc, char **argv, int *words_out)
{
    for (*words_out = 2; *words_out >= 1; --*words_out) {
        const char *name = *words_out == 2 && argc > 2
                               ? arena_printf(arena, "%s %s", argv[1], argv[2])
                               : argv[1];

        if (*words_out == 2 && argc <= 2)
            continue;
        for (size_t i = 0; i < commands_n; i++)
            if (str_eq(commands[i].name, name))
                return &commands[i];
    }
    return NULL;
}

static bool
wants_help(int n, char **args)
{
    for (int i = 0; i < n && !str_eq(args[i], "--"); i++)
        if (str_eq(args[i], "--help") || str_eq(args[i], "-h"))
            return true;
    return false;
}

static int
run(struct arena *arena, const struct command *command, int n, char **args)
{
    struct config *config = NEW(arena, struct config);
    struct cli *cli = NEW(arena, struct cli);
    struct err *err;

    *cli = (struct cli){
        .cx = {.arena = arena,
               .now = clock_now(),
               .actor = &console,
               .config = config,
               .zone = zone_utc()},
        .config = config,
        .name = command->name,
        .usage = command->usage,
        .args = args,
        .args_n = n,
    };
    err = config_load(&cli->cx, args, &cli->args_n, config);
    return err ? (cli_end(cli, err), EX_CONFIG) : command->run(cli);
}

int
main(int argc, char **argv)
{
    struct arena *arena;
    const struct command *command;
    int words, code;

    crypto_init();
    if (argc < 2 || str_eq(argv[1], "--help") || str_eq(argv[1], "-h") ||
        str_eq(argv[1], "help")) {
        print_help();
        return argc < 2 ? EX_USAGE : EX_OK;
    }
    if (str_eq(argv[1], "--version")) {
        puts("kindesk " KINDESK_VERSION);
        return EX_OK;
    }
    arena = arena_new(0);
    command = find_command(arena, argc, argv, &words);
    if (!command) {
        fprintf(stderr,
                "kindesk: there is no command “%s”; “kindesk --help” lists them\n",
                argv[1]);
        code = EX_USAGE;
    } else if (wants_help(argc - 1 - words, argv + 1 + words)) {
        printf("kindesk %s %s\n", command->name, command->usage);
        code = EX_OK;
    } else {
        code = run(arena, command, argc - 1 - words, argv + 1 + words);
    }
    arena_free(&arena);
    return code;
}
