/* SPDX-License-Identifier: Apache-2.0 */
/* Raw input: bytes from outside that nobody has looked at. They never meet a str function. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stddef.h>
#include <string.h>

struct bytes {
    const unsigned char *p;
    size_t n;
};

/* The bytes of a text, without its NUL; the text keeps the memory. NULL gives none. */
static inline struct bytes
bytes_of(const char *s)
{
    return (struct bytes){(const unsigned char *)s, s ? strlen(s) : 0};
}

#endif
