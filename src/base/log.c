/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"

#include <stdatomic.h>
#include <unistd.h>

static atomic_int least_level = LOG_LEVEL_INFO;

void
log_set_level(enum log_level level)
{
    least_level = (int)level;
}

void
log_write(enum log_level level, const char *what, const struct log_field *fields, int fields_n)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    struct arena *arena;
    struct buf line;

    if ((int)level < least_level)
        return;
    arena = arena_new(0);
    buf_init(&line, arena, 64 * 1024);
    buf_printf(&line, "{\"at\":\"%s\",\"level\":\"%s\",\"what\":",
               clock_rfc3339_ms(arena, clock_now()), names[level]);
    json_add_text(&line, what);
    for (int i = 0; i < fields_n; i++) {
        buf_char(&line, ',');
        json_add_text(&line, fields[i].name);
        buf_char(&line, ':');
        if (fields[i].text)
            json_add_text(&line, fields[i].text);
        else
            buf_int(&line, fields[i].number);
    }
    buf_lit(&line, "}\n");
    if (write(STDERR_FILENO, buf_text(&line), line.n) < 0) {
        /* Nowhere to complain to. */
    }
    arena_free(&arena);
}

void
log_err(const char *what, const char *request_id, const struct err *err)
{
    for (; err; err = err->next)
        LOG(err->kind == ERR_INTERNAL ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, what,
            LOG_TEXT("request", request_id), LOG_TEXT("error", err_kind_name(err->kind)),
            LOG_TEXT("field", err->field), LOG_TEXT("text", err->text),
            LOG_TEXT("detail", err->detail), LOG_TEXT("file", err->file),
            LOG_INT("line", err->line));
}
