/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include "base/arena.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

void
buf_init(struct buf *buf, struct arena *arena, size_t max_bytes)
{
    *buf = (struct buf){.arena = arena, .max = max_bytes ? max_bytes : (size_t)64 << 20};
}

char *
buf_reserve(struct buf *buf, size_t n)
{
    size_t room = buf->room ? buf->room : 256;
    char *wider;

    if (buf->full || n > buf->max - buf->n) {
        buf->full = true;
        return NULL;
    }
    if (buf->room > buf->n && n < buf->room - buf->n)
        return buf->p + buf->n;
    while (room - buf->n <= n)
        room *= 2;
    wider = arena_take(buf->arena, room);
    if (buf->n)
        memcpy(wider, buf->p, buf->n);
    buf->p = wider;
    buf->room = room;
    return buf->p + buf->n;
}

void
buf_add(struct buf *buf, const void *p, size_t n)
{
    char *at = buf_reserve(buf, n);

    if (!at)
        return;
    if (n)
        memcpy(at, p, n);
    buf->n += n;
    buf->p[buf->n] = '\0';
}

void
buf_str(struct buf *buf, const char *s)
{
    if (s)
        buf_add(buf, s, strlen(s));
}

void
buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void
buf_int(struct buf *buf, int64_t value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;

    do
        *--at = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0)
        *--at = '-';
    buf_add(buf, at, (size_t)(digits + sizeof digits - at));
}

void
buf_vprintf(struct buf *buf, const char *format, va_list args)
{
    buf_str(buf, arena_vprintf(buf->arena, format, args));
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}

void
buf_rune(struct buf *buf, uint32_t rune)
{
    char bytes[4];

    buf_add(buf, bytes, utf8_encode(bytes, rune));
}

void
buf_cut(struct buf *buf, size_t n)
{
    if (n < buf->n) {
        buf->n = n;
        buf->p[n] = '\0';
    }
}

const char *
buf_text(const struct buf *buf)
{
    return buf->p ? buf->p : "";
}

struct bytes
buf_bytes(const struct buf *buf)
{
    return (struct bytes){(const unsigned char *)buf_text(buf), buf->n};
}
