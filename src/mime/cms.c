/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/cms.h"

#include "base/buf.h"
#include "mime/message.h"
#include "mime/scan.h"

/* Tags of BER (X.690 §8.1). */
enum {
    TAG_INTEGER = 0x02,
    TAG_OCTETS = 0x04,
    TAG_OCTETS_BUILT = 0x24, /* in pieces */
    TAG_OID = 0x06,
    TAG_SEQUENCE = 0x30,
    TAG_SET = 0x31,
    TAG_CONTEXT_0 = 0xA0,
    DEPTH = 8,
};

static const unsigned char signed_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                            0x0D, 0x01, 0x07, 0x02};

/* One value: its tag, what is inside, and whether its end is marked rather than counted.
 */
struct value {
    unsigned char tag;
    struct bytes inside;
    bool open;
};

/* Reads the head at the start of raw; inside then holds everything counted, or all the
 * rest. */
static bool
read_head(struct bytes raw, struct value *out, size_t *head_n)
{
    size_t n = 0, at = 2;

    if (raw.n < 2)
        return false;
    out->tag = raw.p[0];
    out->open = raw.p[1] == 0x80;
    n = raw.p[1];
    if (n > 0x80) {
        size_t digits = n & 0x7F;

        if (digits > 4 || raw.n < 2 + digits)
            return false;
        for (n = 0; at < 2 + digits; at++)
            n = n << 8 | raw.p[at];
    }
    *head_n = at;
    if (out->open)
        n = raw.n - at;
    if (n > raw.n - at)
        return false;
    out->inside = scan_slice(raw, at, at + n);
    return true;
}

/* How many bytes the value at the start of raw takes, its marked end included; 0 broken.
 */
static size_t
whole_length(struct bytes raw, int depth)
{
    struct value value;
    size_t head, at;

    if (depth > DEPTH || !read_head(raw, &value, &head))
        return 0;
    if (!value.open)
        return head + value.inside.n;
    for (at = head; at + 1 < raw.n;) {
        size_t n;

        if (raw.p[at] == 0 && raw.p[at + 1] == 0)
            return at + 2;
        n = whole_length(scan_from(raw, at), depth + 1);
        if (n == 0)
            return 0;
        at += n;
    }
    return 0;
}

/* Steps into the value at the start of *raw when it has that tag. */
static bool
enter(struct bytes *raw, unsigned char tag)
{
    struct value value;
    size_t head;

    if (!read_head(*raw, &value, &head) || value.tag != tag)
        return false;
    *raw = value.inside;
    return true;
}

static bool
skip(struct bytes *raw, unsigned char tag)
{
    size_t n = whole_length(*raw, 0);

    if (n == 0 || raw->p[0] != tag)
        return false;
    *raw = scan_from(*raw, n);
    return true;
}

/* The bytes of a string that may come in pieces within pieces. */
static bool
add_octets(struct buf *out, struct bytes raw, int depth)
{
    struct value value;
    size_t head;

    if (depth > DEPTH || !read_head(raw, &value, &head))
        return false;
    if (value.tag == TAG_OCTETS && !value.open) {
        buf_add(out, value.inside.p, value.inside.n);
        return true;
    }
    if (value.tag != TAG_OCTETS_BUILT)
        return false;
    for (raw = value.inside; raw.n >= 2 && !(raw.p[0] == 0 && raw.p[1] == 0);) {
        size_t n = whole_length(raw, 0);

        if (n == 0 || !add_octets(out, scan_slice(raw, 0, n), depth + 1))
            return false;
        raw = scan_from(raw, n);
    }
    return true;
}

bool
mime_cms_content(struct arena *arena, struct bytes raw, struct bytes *out)
{
    struct bytes type;
    struct buf buf;

    if (!enter(&raw, TAG_SEQUENCE))
        return false;
    type = raw;
    if (!enter(&type, TAG_OID) || type.n != sizeof signed_data ||
        memcmp(type.p, signed_data, sizeof signed_data) != 0)
        return false;
    if (!skip(&raw, TAG_OID) || !enter(&raw, TAG_CONTEXT_0) ||
        !enter(&raw, TAG_SEQUENCE) || !skip(&raw, TAG_INTEGER) || !skip(&raw, TAG_SET) ||
        !enter(&raw, TAG_SEQUENCE) || !skip(&raw, TAG_OID) || !enter(&raw, TAG_CONTEXT_0))
        return false;
    buf_init(&buf, arena, MIME_RAW_BYTES);
    if (!add_octets(&buf, raw, 0) || buf.n == 0)
        return false;
    *out = buf_bytes(&buf);
    return true;
}
