/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/part.h"

#include "base/arena.h"
#include "base/str.h"
#include "mime/charset.h"
#include "mime/cms.h"
#include "mime/scan.h"
#include "mime/transfer.h"
#include "mime/word.h"

enum { BOUNDARY_BYTES = 1000 };

static struct mime_part *read_part(struct mime_reading *reading, struct bytes raw,
                                   int depth, const char *default_type);

static const char *
field_text(struct mime_reading *reading, const struct mime_part *part, const char *name)
{
    struct bytes raw = mime_header_get(&part->header, name);

    return raw.p ? mime_word_text(reading->arena, raw, NULL) : NULL;
}

/* Without directories, as senders' systems write them. */
static const char *
base_name(struct arena *arena, const char *name)
{
    const char *slash, *from = name;

    if (str_blank(name))
        return NULL;
    slash = strrchr(name, '/');
    if (slash && slash[1])
        from = slash + 1;
    slash = strrchr(from, '\\');
    if (slash && slash[1])
        from = slash + 1;
    from = str_trim(arena, from);
    return *from && !str_eq(from, ".") && !str_eq(from, "..") ? from : NULL;
}

static const char *
without_brackets(struct arena *arena, const char *id)
{
    size_t n;

    if (str_blank(id))
        return NULL;
    id = str_trim(arena, id);
    n = strlen(id);
    if (*id == '<' && id[n - 1] == '>')
        return n > 2 ? arena_strndup(arena, id + 1, n - 2) : NULL;
    return id;
}

/* "type/subtype" with characters of RFC 2045 tokens. */
static bool
is_type(const char *type)
{
    const char *slash = strchr(type, '/');

    if (!slash || slash == type || !slash[1] || strchr(slash + 1, '/'))
        return false;
    for (const char *c = type; *c; c++)
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7F ||
            strchr("()<>@,;:\\\"[]?=", *c))
            return false;
    return true;
}

/* The sender's type, repaired: "text" alone, "html", nothing at all. */
static const char *
repaired_type(const struct mime_part *part, const char *default_type)
{
    const char *type = part->content_type.value;

    if (!*type)
        return mime_header_param(&part->content_type, "boundary") ? "multipart/mixed"
                                                                  : default_type;
    if (is_type(type))
        return type;
    if (str_starts(type, "multipart"))
        return "multipart/mixed";
    if (strstr(type, "html"))
        return "text/html";
    if (str_starts(type, "text") || str_eq(type, "plain"))
        return "text/plain";
    return mime_header_param(&part->content_type, "boundary") ? "multipart/mixed"
           : part->filename                                   ? "application/octet-stream"
                                                              : default_type;
}

enum boundary { BOUNDARY_NONE, BOUNDARY_PART, BOUNDARY_END };

/* What the line is that holds the boundary's first byte at `at`. */
static enum boundary
boundary_at(struct bytes body, size_t at, size_t boundary_n)
{
    size_t behind = at + boundary_n;
    struct bytes rest;

    if (at > 0 && body.p[at - 1] != '\n')
        return BOUNDARY_NONE;
    rest = scan_line(body, &behind);
    if (!scan_trim(rest).n)
        return BOUNDARY_PART;
    return rest.n >= 2 && rest.p[0] == '-' && rest.p[1] == '-' ? BOUNDARY_END
                                                               : BOUNDARY_NONE;
}

/* Finds the next line of the boundary ("--" included) at or after from. Searched as a
 * whole and not line by line: levels within each other all look through the same bytes.
 */
static enum boundary
next_boundary(struct bytes body, struct bytes boundary, size_t from, size_t *at_out)
{
    while (from < body.n) {
        const unsigned char *hit =
            memmem(body.p + from, body.n - from, boundary.p, boundary.n);
        enum boundary kind;

        if (!hit)
            return BOUNDARY_NONE;
        *at_out = (size_t)(hit - body.p);
        kind = boundary_at(body, *at_out, boundary.n);
        if (kind != BOUNDARY_NONE)
            return kind;
        from = *at_out + 1;
    }
    return BOUNDARY_NONE;
}

/* Whether a part of this boundary begins in the body. */
static bool
boundary_occurs(struct bytes body, struct bytes boundary)
{
    size_t at = 0;
    enum boundary kind;

    while ((kind = next_boundary(body, boundary, at, &at)) == BOUNDARY_END)
        at++;
    return kind == BOUNDARY_PART;
}

/* Where the header forgets it or names another: the first line "--something" that is
 * followed by a header field. "--" included. */
static struct bytes
find_boundary(struct bytes body)
{
    for (size_t at = 0; at < body.n;) {
        struct bytes line = scan_trim(scan_line(body, &at)), below;
        size_t next = at;

        if (line.n < 6 || line.n > BOUNDARY_BYTES || !scan_starts(line, "--") ||
            memchr(line.p, ' ', line.n))
            continue;
        below = next < body.n ? scan_line(body, &next) : (struct bytes){0};
        if (scan_starts_fold(below, "content-"))
            return line;
    }
    return (struct bytes){0};
}

static struct bytes
boundary_of(struct mime_reading *reading, const struct mime_part *part)
{
    const char *given = mime_header_param(&part->content_type, "boundary");

    if (given && *given && strlen(given) <= BOUNDARY_BYTES) {
        struct bytes boundary = bytes_of(arena_printf(reading->arena, "--%s", given));

        if (boundary_occurs(part->body, boundary))
            return boundary;
    }
    reading->problems |= MIME_PROBLEM_STRUCTURE;
    return find_boundary(part->body);
}

/* A part's bytes end before the line end that belongs to the boundary. */
static struct bytes
chop(struct bytes body, size_t from, size_t to)
{
    if (to > from && body.p[to - 1] == '\n')
        to--;
    if (to > from && body.p[to - 1] == '\r')
        to--;
    return scan_slice(body, from, to);
}

static void
read_children(struct mime_reading *reading, struct mime_part *part, struct bytes boundary,
              int depth)
{
    const char *type =
        str_eq(part->type, "multipart/digest") ? "message/rfc822" : "text/plain";
    struct mime_part **tail = &part->first;
    size_t start = 0, at = 0;
    enum boundary kind;
    bool inside = false;

    while ((kind = next_boundary(part->body, boundary, at, &at)) != BOUNDARY_NONE) {
        if (inside) {
            *tail = read_part(reading, chop(part->body, start, at), depth + 1, type);
            if (!*tail) /* no more parts are taken */
                return;
            tail = &(*tail)->next;
        }
        inside = kind == BOUNDARY_PART;
        scan_line(part->body, &at);
        start = at;
    }
    if (inside) {
        reading->problems |= MIME_PROBLEM_STRUCTURE;
        if (scan_trim(scan_from(part->body, start)).n)
            *tail = read_part(reading, scan_from(part->body, start), depth + 1, type);
    }
}

static void
describe(struct mime_reading *reading, struct mime_part *part, const char *default_type)
{
    struct arena *arena = reading->arena;
    struct mime_typed disposition =
        mime_header_typed(arena, mime_header_get(&part->header, "Content-Disposition"));
    const char *name = mime_header_param(&disposition, "filename");

    part->content_type =
        mime_header_typed(arena, mime_header_get(&part->header, "Content-Type"));
    part->disposition = disposition.value;
    if (str_blank(name))
        name = mime_header_param(&part->content_type, "name");
    if (str_blank(name))
        name = mime_header_param(&disposition, "name");
    if (str_blank(name))
        name = mime_header_param(&part->content_type, "filename");
    part->filename = base_name(arena, name);
    part->encoding = field_text(reading, part, "Content-Transfer-Encoding");
    part->content_id = without_brackets(arena, field_text(reading, part, "Content-ID"));
    part->charset = mime_header_param(&part->content_type, "charset");
    part->type = repaired_type(part, default_type);
    part->is_multipart = str_starts(part->type, "multipart/");
}

/* An opaquely signed part shows what it holds; one that cannot be opened stays a file. */
static void
open_signed(struct mime_reading *reading, struct mime_part *part, int depth)
{
    struct bytes content;

    if (depth >= MIME_DEPTH || !(str_eq(part->type, "application/pkcs7-mime") ||
                                 str_eq(part->type, "application/x-pkcs7-mime")))
        return;
    if (!mime_cms_content(reading->arena, mime_part_bytes(reading, part), &content))
        return;
    part->first = read_part(reading, content, depth + 1, "text/plain");
    if (!part->first)
        return;
    part->type = "multipart/mixed";
    part->is_multipart = true;
}

static struct mime_part *
read_part(struct mime_reading *reading, struct bytes raw, int depth,
          const char *default_type)
{
    struct mime_part *part;
    struct bytes boundary;
    size_t body;

    if (reading->parts_n >= MIME_PARTS_N) {
        reading->problems |= MIME_PROBLEM_CUT;
        return NULL;
    }
    reading->parts_n++;
    part = NEW(reading->arena, struct mime_part);
    body = mime_header_read(reading->arena, raw, depth == 0, &part->header);
    reading->problems |= part->header.problems;
    part->body = scan_from(raw, body);
    describe(reading, part, default_type);
    if (!part->is_multipart) {
        open_signed(reading, part, depth);
        return part;
    }
    boundary = depth < MIME_DEPTH ? boundary_of(reading, part) : (struct bytes){0};
    if (depth >= MIME_DEPTH)
        reading->problems |= MIME_PROBLEM_CUT | MIME_PROBLEM_STRUCTURE;
    if (boundary.n)
        read_children(reading, part, boundary, depth);
    if (!part->first) { /* no parts in it: a text, as far as anybody can tell */
        reading->problems |= MIME_PROBLEM_STRUCTURE;
        part->is_multipart = false;
        part->type = "text/plain";
    }
    return part;
}

struct mime_part *
mime_part_read(struct mime_reading *reading, struct bytes raw)
{
    return read_part(reading, raw, 0, "text/plain");
}

struct bytes
mime_part_bytes(struct mime_reading *reading, const struct mime_part *part)
{
    bool bad = false;
    struct bytes bytes =
        mime_transfer_decode(reading->arena, part->body, part->encoding, &bad);

    if (bad)
        reading->problems |= MIME_PROBLEM_ENCODING;
    return bytes;
}

/* The charset that HTML names itself (HTML §13.2.3.2): looked for in the first 4 kB. */
static const char *
html_charset(struct arena *arena, struct bytes html)
{
    size_t end = html.n < 4096 ? html.n : 4096, from;

    for (size_t at = 0; at + 8 < end; at++) {
        if (!scan_starts_fold(scan_slice(html, at, end), "charset="))
            continue;
        for (at += 8; at < end && (html.p[at] == '"' || html.p[at] == '\''); at++)
            ;
        for (from = at;
             at < end && (scan_is_letter(html.p[at]) || scan_is_digit(html.p[at]) ||
                          strchr("-_.:", html.p[at]));
             at++)
            ;
        return at > from ? arena_strndup(arena, (const char *)html.p + from, at - from)
                         : NULL;
    }
    return NULL;
}

char *
mime_part_text(struct mime_reading *reading, const struct mime_part *part)
{
    struct bytes bytes = mime_part_bytes(reading, part);
    const char *charset = part->charset;
    bool guessed = false;
    char *text;

    if (bytes.n > MIME_TEXT_BYTES) {
        bytes.n = MIME_TEXT_BYTES;
        reading->problems |= MIME_PROBLEM_CUT;
    }
    if (reading->charset)
        return mime_charset_forced(reading->arena, bytes, reading->charset, false);
    if (str_eq(part->type, "text/html") && (!charset || !mime_charset_known(charset)))
        charset = html_charset(reading->arena, bytes);
    text = mime_charset_text(reading->arena, bytes, charset, false, &guessed);
    if (guessed)
        reading->problems |= MIME_PROBLEM_CHARSET;
    return text;
}
