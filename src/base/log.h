/* SPDX-License-Identifier: Apache-2.0 */
/* The log: one JSON object a line on standard error. Never a secret, a body or a token. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

struct err;

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR };

/* A member of the line; made by LOG_TEXT and LOG_INT. */
struct log_field {
    const char *name;
    const char *text;
    int64_t number;
};
#define LOG_TEXT(n, s) ((struct log_field){.name = (n), .text = (s) ? (s) : ""})
#define LOG_INT(n, i)  ((struct log_field){.name = (n), .number = (i)})

/* Lines below the level are dropped; the default is INFO. */
void log_set_level(enum log_level level);

void log_write(enum log_level level, const char *what, const struct log_field *fields,
               int fields_n);

#define LOG(level, what, ...)                                                            \
    log_write((level), (what), (const struct log_field[]){__VA_ARGS__},                  \
              (int)(sizeof((const struct log_field[]){__VA_ARGS__}) /                    \
                    sizeof(struct log_field)))

/* An error at the edge, once: kind, place, text and detail, and those in err->next. */
void log_err(const char *what, const char *request_id, const struct err *err);

#endif
