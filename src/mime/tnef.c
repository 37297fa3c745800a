/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/tnef.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "mime/charset.h"
#include "mime/rtf.h"
#include "mime/scan.h"

#include <stdio.h>

/* [MS-OXTNEF] §2.1.3.2 and [MS-OXPROPS]. */
enum {
    SIGNATURE = 0x223E9F78,
    LEVEL_MESSAGE = 1,
    LEVEL_ATTACHMENT = 2,
    ATT_BODY = 0x0002800C,
    ATT_MESSAGE_PROPS = 0x00069003,
    ATT_CODEPAGE = 0x00069007,
    ATT_ATTACH_BEGIN = 0x00069002,
    ATT_ATTACH_TITLE = 0x00018010,
    ATT_ATTACH_DATA = 0x0006800F,
    ATT_ATTACH_PROPS = 0x00069005,
    PROP_BODY = 0x1000,
    PROP_RTF = 0x1009,
    PROP_HTML = 0x1013,
    PROP_ATTACH_DATA = 0x3701,
    PROP_ATTACH_NAME = 0x3704,
    PROP_ATTACH_LONG_NAME = 0x3707,
    PROP_ATTACH_TYPE = 0x370E,
    PROP_ATTACH_ID = 0x3712,
    TYPE_OBJECT = 0x0D,
    TYPE_STRING = 0x1E,
    TYPE_UNICODE = 0x1F,
    TYPE_BINARY = 0x102,
    TYPE_MANY = 0x1000,
    OBJECT_HEAD = 16,
    DEPTH = 3,
};

struct tnef {
    struct arena *arena;
    struct mime_tnef *out;
    VEC(struct mime_attachment) files;
    char charset[24];
    const char *rtf;
    int depth;
};

/* A place in a byte string; reading beyond its end gives 0 and sets `over`. */
struct cursor {
    struct bytes raw;
    size_t at;
    bool over;
};

static struct bytes
take(struct cursor *cursor, size_t n)
{
    struct bytes piece;

    if (n > cursor->raw.n - cursor->at) {
        cursor->over = true;
        n = cursor->raw.n - cursor->at;
    }
    piece = (struct bytes){cursor->raw.p + cursor->at, n};
    cursor->at += n;
    return piece;
}

static uint32_t
number(struct cursor *cursor, size_t n)
{
    struct bytes raw = take(cursor, n);
    uint32_t value = 0;

    for (size_t i = 0; i < raw.n; i++)
        value |= (uint32_t)raw.p[i] << (8 * i);
    return value;
}

static struct bytes
padded(struct cursor *cursor, size_t n)
{
    struct bytes piece = take(cursor, n);

    if (n % 4)
        take(cursor, 4 - n % 4);
    return piece;
}

static size_t
fixed_size(uint32_t type)
{
    switch (type) {
    case 0x05: /* double */
    case 0x06: /* currency */
    case 0x07: /* time */
    case 0x14: /* 64 bit */
    case 0x40: /* system time */
        return 8;
    case 0x48: /* GUID */
        return 16;
    default:
        return 4;
    }
}

static const char *
text_of(struct tnef *tnef, uint32_t type, struct bytes value, bool line)
{
    const char *charset = type == TYPE_UNICODE ? "utf-16le" : tnef->charset;

    if (type != TYPE_UNICODE)
        while (value.n && !value.p[value.n - 1])
            value.n--;
    return mime_charset_text(tnef->arena, value, charset, line, NULL);
}

static struct mime_attachment *
last_file(struct tnef *tnef)
{
    return tnef->files.n ? &tnef->files.at[tnef->files.n - 1] : NULL;
}

static void read_stream(struct tnef *tnef, struct cursor *in);

static void
attachment_property(struct tnef *tnef, uint32_t id, uint32_t type, struct bytes value)
{
    struct mime_attachment *file = last_file(tnef);

    if (!file)
        return;
    if (id == PROP_ATTACH_LONG_NAME || (id == PROP_ATTACH_NAME && !file->filename))
        file->filename = text_of(tnef, type, value, true);
    else if (id == PROP_ATTACH_TYPE)
        file->type = str_lower(tnef->arena, text_of(tnef, type, value, true));
    else if (id == PROP_ATTACH_ID)
        file->content_id = text_of(tnef, type, value, true);
    else if (id == PROP_ATTACH_DATA && type == TYPE_OBJECT && value.n > OBJECT_HEAD &&
             tnef->depth < DEPTH) {
        /* a message inside: its files are the ones that count */
        struct cursor inner = {.raw = scan_from(value, OBJECT_HEAD)};

        tnef->depth++;
        read_stream(tnef, &inner);
        tnef->depth--;
    } else if (id == PROP_ATTACH_DATA && !file->bytes.n) {
        file->bytes = value;
    }
}

static void
message_property(struct tnef *tnef, uint32_t id, uint32_t type, struct bytes value)
{
    if (tnef->depth)
        return;
    if (id == PROP_BODY && (type == TYPE_STRING || type == TYPE_UNICODE))
        tnef->out->text = text_of(tnef, type, value, false);
    else if (id == PROP_HTML)
        tnef->out->html = text_of(tnef, type, value, false);
    else if (id == PROP_RTF && type == TYPE_BINARY)
        tnef->rtf = mime_rtf_text(tnef->arena, value, tnef->charset);
}

static void
read_properties(struct tnef *tnef, struct bytes raw, bool of_attachment)
{
    struct cursor in = {.raw = raw};
    uint32_t n = number(&in, 4);

    for (uint32_t i = 0; i < n && !in.over && i < 10000; i++) {
        uint32_t type = number(&in, 2), id = number(&in, 2), many = 1;
        bool variable;

        if (id >= 0x8000) { /* a named one: skip its name */
            take(&in, 16);
            if (number(&in, 4) == 0)
                take(&in, 4);
            else
                padded(&in, number(&in, 4));
        }
        variable = (type & 0xFFF) == TYPE_STRING || (type & 0xFFF) == TYPE_UNICODE ||
                   (type & 0xFFF) == TYPE_BINARY || (type & 0xFFF) == TYPE_OBJECT;
        if (variable || (type & TYPE_MANY))
            many = number(&in, 4);
        for (uint32_t k = 0; k < many && !in.over; k++) {
            struct bytes value =
                padded(&in, variable ? number(&in, 4) : fixed_size(type & 0xFFF));

            if (k > 0 || in.over || (type & TYPE_MANY))
                continue;
            if (of_attachment)
                attachment_property(tnef, id, type, value);
            else
                message_property(tnef, id, type, value);
        }
    }
}

static void
read_attribute(struct tnef *tnef, uint32_t id, struct bytes value)
{
    struct cursor in = {.raw = value};
    struct mime_attachment *file = last_file(tnef);

    if (id == ATT_CODEPAGE)
        snprintf(tnef->charset, sizeof tnef->charset, "windows-%u",
                 number(&in, 4) % 100000);
    else if (id == ATT_BODY && !tnef->depth && !tnef->out->text)
        tnef->out->text = text_of(tnef, TYPE_STRING, value, false);
    else if (id == ATT_MESSAGE_PROPS)
        read_properties(tnef, value, false);
    else if (id == ATT_ATTACH_BEGIN && tnef->files.n < MIME_ATTACHMENTS_N)
        *vec_add(tnef->arena, &tnef->files) =
            (struct mime_attachment){.type = "application/octet-stream"};
    else if (id == ATT_ATTACH_TITLE && file)
        file->filename = text_of(tnef, TYPE_STRING, value, true);
    else if (id == ATT_ATTACH_DATA && file)
        file->bytes = value;
    else if (id == ATT_ATTACH_PROPS)
        read_properties(tnef, value, true);
}

static void
read_stream(struct tnef *tnef, struct cursor *in)
{
    if (number(in, 4) != SIGNATURE) {
        in->over = true;
        return;
    }
    number(in, 2); /* a key that nobody needs */
    while (in->at < in->raw.n && !in->over) {
        uint32_t level = number(in, 1), id = number(in, 4), n = number(in, 4);
        struct bytes value = take(in, n);

        if (level != LEVEL_MESSAGE && level != LEVEL_ATTACHMENT) {
            in->over = true;
            return;
        }
        if (!in->over)
            read_attribute(tnef, id, value);
        number(in, 2); /* checksum: wrong in the wild */
    }
}

bool
mime_tnef_read(struct arena *arena, struct bytes raw, struct mime_tnef *out)
{
    struct tnef tnef = {.arena = arena, .out = out, .charset = "windows-1252"};
    struct cursor in = {.raw = raw};

    *out = (struct mime_tnef){0};
    if (!raw.n)
        return false;
    read_stream(&tnef, &in);
    if (str_blank(out->text))
        out->text = str_blank(tnef.rtf) ? NULL : tnef.rtf;
    if (str_blank(out->html))
        out->html = NULL;
    for (size_t i = 0; i < tnef.files.n; i++)
        if (tnef.files.at[i].bytes.n)
            tnef.files.at[out->attachments_n++] = tnef.files.at[i];
    out->attachments = tnef.files.at;
    return !in.over;
}
