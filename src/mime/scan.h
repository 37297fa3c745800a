/* SPDX-License-Identifier: Apache-2.0 */
/* Walking over raw bytes; nothing here needs a NUL at the end. Internal to mime/. */
#ifndef MIME_SCAN_H
#define MIME_SCAN_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

static inline struct bytes
scan_from(struct bytes raw, size_t at)
{
    return at >= raw.n ? (struct bytes){0} : (struct bytes){raw.p + at, raw.n - at};
}

static inline struct bytes
scan_slice(struct bytes raw, size_t from, size_t to)
{
    if (to > raw.n)
        to = raw.n;
    return from >= to ? (struct bytes){0} : (struct bytes){raw.p + from, to - from};
}

static inline bool
scan_is_blank(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static inline unsigned char
scan_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static inline bool
scan_is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static inline bool
scan_is_letter(unsigned char c)
{
    c = scan_lower(c);
    return c >= 'a' && c <= 'z';
}

/* The value of a hex digit, or -1. */
static inline int
scan_hex(unsigned char c)
{
    c = scan_lower(c);
    return scan_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline struct bytes
scan_trim(struct bytes raw)
{
    while (raw.n && scan_is_blank(raw.p[0]))
        raw.p++, raw.n--;
    while (raw.n && scan_is_blank(raw.p[raw.n - 1]))
        raw.n--;
    return raw;
}

/* The line at *at without its end (LF or CRLF); moves *at behind it. */
static inline struct bytes
scan_line(struct bytes raw, size_t *at)
{
    const unsigned char *start = raw.n ? raw.p + *at : raw.p;
    size_t left = raw.n - *at;
    const unsigned char *end = left ? memchr(start, '\n', left) : NULL;
    size_t n = end ? (size_t)(end - start) : left;

    *at += end ? n + 1 : n;
    if (end && n && start[n - 1] == '\r')
        n--;
    return (struct bytes){start, n};
}

static inline bool
scan_starts(struct bytes raw, const char *prefix)
{
    size_t n = strlen(prefix);

    return raw.n >= n && memcmp(raw.p, prefix, n) == 0;
}

/* ASCII case ignored. */
static inline bool
scan_starts_fold(struct bytes raw, const char *prefix)
{
    size_t i = 0;

    for (; prefix[i]; i++)
        if (i >= raw.n || scan_lower(raw.p[i]) != scan_lower((unsigned char)prefix[i]))
            return false;
    return true;
}

static inline bool
scan_eq_fold(struct bytes raw, const char *s)
{
    return raw.n == strlen(s) && scan_starts_fold(raw, s);
}

/* Where c stands at or after from; raw.n when nowhere. */
static inline size_t
scan_find(struct bytes raw, size_t from, unsigned char c)
{
    const unsigned char *hit =
        from < raw.n ? memchr(raw.p + from, c, raw.n - from) : NULL;

    return hit ? (size_t)(hit - raw.p) : raw.n;
}

#endif
