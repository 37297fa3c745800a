/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: created where they are understood, passed up unchanged, logged once at the edge,
 * and turned into an HTTP status, SMTP reply or exit code by one table each. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/cx.h"

#define MUST_CHECK __attribute__((warn_unused_result))

/* INVALID    what was given cannot be taken: `field` says which
 * DENIED     the actor may not       NOT_FOUND  there is none, or none that the actor may see
 * CONFLICT   something changed meanwhile, or is done already
 * LIMIT      too large, too many, too often
 * BUSY       try again later         INTERNAL   our fault or the machine's; detail in the log */
enum err_kind {
    ERR_INVALID,
    ERR_DENIED,
    ERR_NOT_FOUND,
    ERR_CONFLICT,
    ERR_LIMIT,
    ERR_BUSY,
    ERR_INTERNAL,
};

/* text    for the reader, in the reader's language: what happened and what to do
 * field   the form field or JSON member it concerns, or NULL
 * detail  for the log, never shown; may be NULL
 * next    further errors of the same submission (other fields), or NULL */
struct err {
    enum err_kind kind;
    const char *field;
    const char *text;
    const char *detail;
    const char *file;
    int line;
    struct err *next;
};

/* text is an English msgid in printf form; it is translated to cx->lang, then formatted.
 * NULL cx->lang leaves English. The error lives in cx->arena. */
struct err *err_new(struct cx *cx, enum err_kind kind, const char *field, const char *file,
                    int line, const char *text, ...)
    __attribute__((format(printf, 6, 7)));

/* Adds what only the log should say. Returns err. */
struct err *err_detail(struct cx *cx, struct err *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "INVALID", "DENIED", … for logs. */
const char *err_kind_name(enum err_kind kind);

#define ERR(cx, kind, ...)          err_new((cx), (kind), NULL, __FILE__, __LINE__, __VA_ARGS__)
#define ERR_FIELD(cx, field, ...)   err_new((cx), ERR_INVALID, (field), __FILE__, __LINE__, __VA_ARGS__)
#define FAIL(cx, kind, ...)         return ERR((cx), (kind), __VA_ARGS__)
#define FAIL_FIELD(cx, field, ...)  return ERR_FIELD((cx), (field), __VA_ARGS__)

/* An INTERNAL error: the reader is told that it is our fault, the log gets the detail. */
#define FAIL_INTERNAL(cx, ...)                                                           \
    return err_detail((cx),                                                              \
                      ERR((cx), ERR_INTERNAL,                                            \
                          "Something went wrong on our side. Nothing was lost; please try again in a minute."), \
                      __VA_ARGS__)

#define TRY(expression)                                                                  \
    do {                                                                                 \
        struct err *try_err_ = (expression);                                             \
        if (try_err_)                                                                    \
            return try_err_;                                                             \
    } while (0)

#endif
