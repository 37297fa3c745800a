/* SPDX-License-Identifier: Apache-2.0 */
#include "text/tpl.h"

#include "base/clock.h"
#include "base/lang.h"
#include "text/say.h"

const struct tpl_piece *
tpl_pick(const struct tpl *t, const struct tpl_piece *const texts[])
{
    return texts[t->lang ? t->lang->number : 0];
}

bool
tpl_piece(struct tpl *t, const struct tpl_piece *piece)
{
    tpl_lit(t, piece->s, piece->n);
    return piece->arg != 0;
}

void
tpl_text(struct tpl *t, const struct tpl_piece *const texts[])
{
    tpl_piece(t, tpl_pick(t, texts));
}

const char *
tpl_lang(const struct tpl *t)
{
    return t->lang ? t->lang->code : "en";
}

static void
time_element(struct tpl *t, int64_t at, const char *words)
{
    struct arena *arena = t->out->arena;

    if (!at)
        return;
    buf_lit(t->out, "<time datetime=\"");
    buf_str(t->out, clock_rfc3339(arena, at));
    buf_lit(t->out, "\" title=\"");
    escape_html(t->out, say_exactly(arena, t->lang, t->zone, at));
    buf_lit(t->out, "\">");
    escape_html(t->out, words);
    buf_lit(t->out, "</time>");
}

void
tpl_time(struct tpl *t, int64_t at)
{
    time_element(t, at, tpl_say_time(t, at));
}

void
tpl_until(struct tpl *t, int64_t at)
{
    time_element(t, at, tpl_say_until(t, at));
}

void
tpl_ago(struct tpl *t, int64_t at)
{
    time_element(t, at, tpl_say_ago(t, at));
}

void
tpl_date(struct tpl *t, int64_t at)
{
    time_element(t, at, tpl_say_date(t, at));
}

const char *
tpl_say_time(struct tpl *t, int64_t at)
{
    return say_time(t->out->arena, t->lang, t->zone, t->now, at);
}

const char *
tpl_say_until(struct tpl *t, int64_t at)
{
    return say_until(t->out->arena, t->lang, t->now, at);
}

const char *
tpl_say_ago(struct tpl *t, int64_t at)
{
    return say_ago(t->out->arena, t->lang, t->now, at);
}

const char *
tpl_say_date(struct tpl *t, int64_t at)
{
    return say_date(t->out->arena, t->lang, t->zone, t->now, at);
}

const char *
tpl_say_duration(struct tpl *t, int64_t duration_ms)
{
    return say_duration(t->out->arena, t->lang, duration_ms);
}

const char *
tpl_say_size(struct tpl *t, int64_t size_bytes)
{
    return say_size(t->out->arena, t->lang, size_bytes);
}

void
tpl_put_int(struct tpl *t, int64_t value)
{
    buf_int(t->out, value);
}

void
tpl_put_uint(struct tpl *t, uint64_t value)
{
    if (value <= INT64_MAX)
        buf_int(t->out, (int64_t)value);
    else
        buf_printf(t->out, "%ju", (uintmax_t)value);
}

void
tpl_put_text(struct tpl *t, const char *s)
{
    escape_html(t->out, s);
}

void
tpl_put_html(struct tpl *t, struct safe_html html)
{
    buf_str(t->out, html.s);
}

void
tpl_put_html_escaped(struct tpl *t, struct safe_html html)
{
    escape_html(t->out, html.s);
}

void
tpl_put_url(struct tpl *t, struct safe_url url)
{
    escape_html(t->out, url.s);
}

static bool
is_dots(const char *s)
{
    return s[0] == '.' && (s[1] == '\0' || (s[1] == '.' && s[2] == '\0'));
}

void
tpl_put_component(struct tpl *t, const char *s)
{
    escape_url_component(t->out, s && is_dots(s) ? "-" : s);
}

void
tpl_put_segment(struct tpl *t, const char *s)
{
    tpl_put_component(t, s && *s ? s : "-");
}

void
tpl_put_plain(struct tpl *t, const char *s)
{
    buf_str(t->out, s);
}

void
tpl_put_plain_url(struct tpl *t, struct safe_url url)
{
    buf_str(t->out, url.s);
}
