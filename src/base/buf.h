/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text or byte string with a ceiling. What passes the ceiling is dropped and
 * remembered in `full`, so that builders need one check at the end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/bytes.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* p is always NUL-terminated once something was added; n does not count the NUL. */
struct buf {
    struct arena *arena;
    char *p;
    size_t n, room, max;
    bool full;
};

/* Memory comes from the arena. max_bytes: ceiling, 0 means 64 MiB. */
void buf_init(struct buf *buf, struct arena *arena, size_t max_bytes);

void buf_add(struct buf *buf, const void *p, size_t n);
void buf_str(struct buf *buf, const char *s);
void buf_char(struct buf *buf, char c);
void buf_int(struct buf *buf, int64_t value);
void buf_printf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list args);

/* One character as UTF-8; what is not a character becomes U+FFFD. */
void buf_rune(struct buf *buf, uint32_t rune);

/* Room for n more bytes, to be filled by the caller, who then adds to buf->n; NULL when full. */
char *buf_reserve(struct buf *buf, size_t n);

/* Shortens to n bytes. */
void buf_cut(struct buf *buf, size_t n);

/* The text so far, never NULL. */
const char *buf_text(const struct buf *buf);
struct bytes buf_bytes(const struct buf *buf);

#define buf_lit(buf, literal) buf_add((buf), "" literal, sizeof(literal) - 1)

#endif
