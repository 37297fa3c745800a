/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/arena.h"
#include "base/clock.h"

static void
add_escaped(struct buf *buf, unsigned char c)
{
    switch (c) {
    case '"':
        buf_lit(buf, "\\\"");
        break;
    case '\\':
        buf_lit(buf, "\\\\");
        break;
    case '\n':
        buf_lit(buf, "\\n");
        break;
    case '\t':
        buf_lit(buf, "\\t");
        break;
    default:
        buf_printf(buf, "\\u%04x", c);
    }
}

static bool
is_line_separator(const char *s)
{
    return s[0] == '\xE2' && s[1] == '\x80' && (s[2] == '\xA8' || s[2] == '\xA9');
}

void
json_add_text(struct buf *buf, const char *s)
{
    const char *plain = s;

    buf_char(buf, '"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        bool separator = is_line_separator(s);

        if (c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' &&
            c != 0x7F && !separator)
            continue;
        buf_add(buf, plain, (size_t)(s - plain));
        if (separator) {
            buf_str(buf, s[2] == '\xA8' ? "\\u2028" : "\\u2029");
            s += 2;
        } else {
            add_escaped(buf, c);
        }
        plain = s + 1;
    }
    buf_add(buf, plain, (size_t)(s - plain));
    buf_char(buf, '"');
}

static void
before_value(struct json_out *out)
{
    if (out->comma)
        buf_char(out->buf, ',');
    out->comma = true;
}

void
json_open(struct json_out *out, char bracket)
{
    before_value(out);
    buf_char(out->buf, bracket);
    out->comma = false;
}

void
json_close(struct json_out *out, char bracket)
{
    buf_char(out->buf, bracket);
    out->comma = true;
}

void
json_name(struct json_out *out, const char *name)
{
    before_value(out);
    json_add_text(out->buf, name);
    buf_char(out->buf, ':');
    out->comma = false;
}

void
json_text(struct json_out *out, const char *s)
{
    before_value(out);
    if (s)
        json_add_text(out->buf, s);
    else
        buf_lit(out->buf, "null");
}

void
json_int(struct json_out *out, int64_t value)
{
    before_value(out);
    buf_int(out->buf, value);
}

void
json_bool(struct json_out *out, bool value)
{
    before_value(out);
    buf_str(out->buf, value ? "true" : "false");
}

void
json_none(struct json_out *out)
{
    json_text(out, NULL);
}

void
json_time(struct json_out *out, int64_t at)
{
    json_text(out, at ? clock_rfc3339(out->buf->arena, at) : NULL);
}

void
json_put_text(struct json_out *out, const char *name, const char *s)
{
    json_name(out, name);
    json_text(out, s);
}

void
json_put_int(struct json_out *out, const char *name, int64_t value)
{
    json_name(out, name);
    json_int(out, value);
}

void
json_put_bool(struct json_out *out, const char *name, bool value)
{
    json_name(out, name);
    json_bool(out, value);
}

void
json_put_time(struct json_out *out, const char *name, int64_t at)
{
    json_name(out, name);
    json_time(out, at);
}
