/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/flowed.h"

#include "base/arena.h"
#include "base/buf.h"
#include "mime/scan.h"
#include "mime/transfer.h"

static size_t
quote_depth(struct bytes line)
{
    size_t n = 0;

    while (n < line.n && line.p[n] == '>')
        n++;
    return n;
}

/* RFC 3676 §4.4 and §4.5. */
char *
mime_flowed_join(struct arena *arena, const char *text, bool delsp)
{
    struct bytes raw = bytes_of(text);
    size_t depth_before = 0;
    bool open = false;
    struct buf buf;

    buf_init(&buf, arena, raw.n * 2 + 16);
    for (size_t at = 0; at < raw.n;) {
        bool ended;
        struct bytes line = scan_line(raw, &at);
        size_t depth = quote_depth(line);
        struct bytes content = scan_from(line, depth);
        bool signature, soft;

        ended = at > 0 && raw.p[at - 1] == '\n';
        if (content.n && content.p[0] == ' ') /* stuffed */
            content = scan_from(content, 1);
        signature = content.n == 3 && memcmp(content.p, "-- ", 3) == 0;
        soft = content.n && content.p[content.n - 1] == ' ' && !signature;
        if (open && (depth != depth_before || signature)) {
            buf_char(&buf, '\n');
            open = false;
        }
        if (!open) {
            for (size_t i = 0; i < depth; i++)
                buf_char(&buf, '>');
            if (depth && content.n)
                buf_char(&buf, ' ');
        }
        buf_add(&buf, content.p, content.n - (soft && delsp));
        open = soft;
        depth_before = depth;
        if (!soft && ended)
            buf_char(&buf, '\n');
    }
    return arena_strndup(arena, buf_text(&buf), buf.n);
}

/* Length and characters of a uuencoded line agree. */
static bool
is_uu_line(struct bytes line)
{
    size_t want;

    if (!line.n || line.p[0] < ' ' || line.p[0] > '`')
        return false;
    want = (((line.p[0] - 32u) & 63) + 2) / 3 * 4;
    for (size_t i = 1; i < line.n; i++)
        if (line.p[i] < ' ' || line.p[i] > '`')
            return false;
    return line.n - 1 <= want + 3 && line.n - 1 + 4 >= want;
}

bool
mime_flowed_uu(struct bytes text, size_t from, size_t *begin_out, size_t *end_out,
               struct bytes *name_out)
{
    for (size_t at = from; at < text.n;) {
        size_t start = at, next, lines = 0;

        *name_out = mime_transfer_uu_name(scan_line(text, &at));
        if (!name_out->n)
            continue;
        for (next = at; next < text.n;) {
            size_t line_at = next;
            struct bytes line = scan_line(text, &next);

            if (scan_eq_fold(scan_trim(line), "end") && lines) {
                *begin_out = start;
                *end_out = next;
                return true;
            }
            if (!is_uu_line(line) && scan_trim(line).n) {
                next = line_at;
                break;
            }
            lines++;
        }
        if (lines < 2)
            continue;
        *begin_out = start; /* cut off before its end */
        *end_out = next;
        return true;
    }
    return false;
}
