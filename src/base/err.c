/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include "base/arena.h"
#include "base/lang.h"

#include <stdarg.h>

struct err *
err_new(struct cx *cx, enum err_kind kind, const char *field, const char *file, int line,
        const char *text, ...)
{
    struct err *err = NEW(cx->arena, struct err);
    va_list args;

    *err = (struct err){.kind = kind, .field = field, .file = file, .line = line};
    va_start(args, text);
    err->text = arena_vprintf(cx->arena, tr(cx->lang, text), args);
    va_end(args);
    return err;
}

struct err *
err_detail(struct cx *cx, struct err *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    err->detail = arena_vprintf(cx->arena, format, args);
    va_end(args);
    return err;
}

const char *
err_kind_name(enum err_kind kind)
{
    switch (kind) {
    case ERR_INVALID:
        return "INVALID";
    case ERR_DENIED:
        return "DENIED";
    case ERR_NOT_FOUND:
        return "NOT_FOUND";
    case ERR_CONFLICT:
        return "CONFLICT";
    case ERR_LIMIT:
        return "LIMIT";
    case ERR_BUSY:
        return "BUSY";
    case ERR_INTERNAL:
        return "INTERNAL";
    }
    return "UNKNOWN";
}
