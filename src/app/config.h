/* SPDX-License-Identifier: Apache-2.0 */
/* Settings: defaults, then the configuration file, then the environment, then options. */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include "base/config.h"
#include "base/err.h"

/* Fills config from: its defaults; FILE (--config, KINDESK_CONFIG, or DIR/kindesk.conf of
 * the data directory, each only if there); KINDESK_NAME in the environment; --name VALUE
 * in args, which are taken out (args is NULL-terminated, *args_n shrinks). Errors INVALID
 * naming the setting, where it stands, and what would be right */
struct err *config_load(struct cx *cx, char **args, int *args_n,
                        struct config *config) MUST_CHECK;

/* The whole commented file, with every setting at its default, for "kindesk config". In
 * the arena. */
const char *config_example(struct cx *cx);

#endif
