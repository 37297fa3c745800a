/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/header.h"

#include "base/str.h"
#include "mime/message.h"
#include "mime/scan.h"

enum { LOOK_AHEAD_LINES = 3 };

/* Length of the field name when the line is a field, else 0. */
static size_t
name_length(struct bytes line)
{
    size_t n = 0, end;

    while (n < line.n && line.p[n] > ' ' && line.p[n] < 0x7F && line.p[n] != ':')
        n++;
    for (end = n; end < line.n && (line.p[end] == ' ' || line.p[end] == '\t'); end++)
        ;
    return n && n <= 100 && end < line.n && line.p[end] == ':' ? n : 0;
}

static bool
is_folded(struct bytes line)
{
    return line.n && (line.p[0] == ' ' || line.p[0] == '\t');
}

/* A field that nobody writes in prose at the start of a line. */
static bool
is_known_field(struct bytes line)
{
    static const char *const known[] = {
        "content-",    "x-",        "received:",     "mime-version:",
        "message-id:", "date:",     "from:",         "to:",
        "subject:",    "reply-to:", "return-path:",  "in-reply-to:",
        "references:", "dkim-",     "arc-",          "list-",
        "sender:",     "cc:",       "delivered-to:", "authentication-results:"};

    if (!name_length(line))
        return false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (scan_starts_fold(line, known[i]))
            return true;
    return false;
}

/* Whether fields go on behind a line that is none. */
static bool
fields_follow(struct bytes raw, size_t at)
{
    for (int i = 0; i < LOOK_AHEAD_LINES && at < raw.n; i++) {
        struct bytes line = scan_line(raw, &at);

        if (!line.n)
            return false;
        if (is_known_field(line))
            return true;
    }
    return false;
}

static size_t
skip_envelope(struct bytes raw)
{
    size_t at = 0, start;

    if (scan_starts(raw, "\xEF\xBB\xBF"))
        at = 3;
    for (start = at; at < raw.n; start = at) {
        struct bytes line = scan_line(raw, &at);

        if (!scan_starts(line, "From ") && !scan_starts(line, ">From ") &&
            scan_trim(line).n)
            break;
    }
    return start;
}

struct fields {
    struct arena *arena;
    size_t room;
    struct mime_header *out;
};

static void
add_field(struct fields *fields, struct bytes line, size_t name_n)
{
    struct mime_header *out = fields->out;
    size_t colon = scan_find(line, name_n, ':');

    if (out->n >= MIME_HEADERS_N) {
        out->problems |= MIME_PROBLEM_CUT;
        return;
    }
    out->at = arena_grow(fields->arena, out->at, out->n, &fields->room, sizeof *out->at);
    out->at[out->n++] = (struct mime_raw_field){
        .name = scan_slice(line, 0, name_n),
        .value = {.p = line.p + colon + 1, .n = line.n - colon - 1}
    };
}

/* The last field also holds the line that ends at `to`. */
static void
extend_field(struct mime_header *out, const unsigned char *to)
{
    struct bytes *value = &out->at[out->n - 1].value;

    value->n = (size_t)(to - value->p);
    if (value->n > MIME_VALUE_BYTES) {
        value->n = MIME_VALUE_BYTES;
        out->problems |= MIME_PROBLEM_CUT;
    }
}

size_t
mime_header_read(struct arena *arena, struct bytes raw, bool envelope,
                 struct mime_header *out)
{
    struct fields fields = {.arena = arena, .out = out};
    size_t begin = envelope ? skip_envelope(raw) : 0, at = begin, start = at;

    *out = (struct mime_header){0};
    for (; at < raw.n; start = at) {
        struct bytes line = scan_line(raw, &at);
        size_t name_n = name_length(line);

        if (at - begin > MIME_HEADER_BYTES) {
            out->problems |= MIME_PROBLEM_CUT;
            name_n = 0;
        }
        if (!line.n || (!scan_trim(line).n && !fields_follow(raw, at)))
            return at;
        if (name_n) {
            add_field(&fields, line, name_n);
            extend_field(out, line.p + line.n);
        } else if (is_folded(line) && out->n) {
            extend_field(out, line.p + line.n);
        } else if (fields_follow(raw, at)) {
            out->problems |= MIME_PROBLEM_HEADER;
            if (out->n && !scan_starts(line, "From ") && !scan_starts(line, "--"))
                extend_field(out, line.p + line.n);
        } else if (at - begin <= MIME_HEADER_BYTES) {
            out->problems |= MIME_PROBLEM_HEADER;
            return start;
        }
    }
    return raw.n;
}

struct bytes
mime_header_get(const struct mime_header *header, const char *name)
{
    for (size_t i = 0; i < header->n; i++)
        if (scan_eq_fold(header->at[i].name, name))
            return header->at[i].value;
    return (struct bytes){0};
}

size_t
mime_header_count(const struct mime_header *header, const char *name)
{
    size_t n = 0;

    for (size_t i = 0; i < header->n; i++)
        n += scan_eq_fold(header->at[i].name, name);
    return n;
}
