/* SPDX-License-Identifier: Apache-2.0 */
#include "text/thin.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/html.h"
#include "text/tags.h"

#include <string.h>

enum { VALUE_BYTES = 8192, NAME_BYTES = 32 };

/* Attributes that anybody after us reads. The two that hold addresses may be long. */
static const char *const kept_attributes[] = {
    "abbr",  "align", "alt",     "bgcolor",  "border", "cellpadding", "cellspacing",
    "class", "color", "colspan", "datetime", "dir",    "face",        "height",
    "href",  "id",    "lang",    "name",     "nowrap", "reversed",    "rowspan",
    "scope", "size",  "span",    "src",      "start",  "style",       "text",
    "title", "type",  "valign",  "value",    "width",  NULL,
};

/* An unclosed formatting element and how many others were open when it began. */
struct format {
    GumboTag tag;
    size_t depth;
};

/* in..end  what is still to be read
 * open     open elements, oldest first; skipped counts start tags left out, by tag
 * formats  unclosed formatting elements, oldest first */
struct thin {
    struct buf out;
    const char *in, *end;
    GumboTag open[HTML_DEPTH];
    size_t open_n, tags_n, work;
    struct format formats[THIN_FORMATS];
    unsigned skipped[GUMBO_TAG_LAST];
    unsigned skipped_n, formats_n;
    bool shortened, no_comment_end;
};

static bool
is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_kept_attribute(const char *name, size_t n)
{
    for (size_t i = 0; kept_attributes[i]; i++)
        if (strlen(kept_attributes[i]) == n &&
            strncasecmp(kept_attributes[i], name, n) == 0)
            return true;
    return false;
}

static void
add_value(struct thin *thin, const char *name, const char *value, size_t n)
{
    bool address = strncasecmp(name, "src", 3) == 0 || strncasecmp(name, "href", 4) == 0;

    if (n > VALUE_BYTES && !address) {
        thin->shortened = true;
        for (n = VALUE_BYTES; n && ((unsigned char)value[n] & 0xC0) == 0x80;)
            n--;
    }
    buf_lit(&thin->out, "=\"");
    while (n) {
        const char *quote = memchr(value, '"', n);
        size_t plain = quote ? (size_t)(quote - value) : n;

        buf_add(&thin->out, value, plain);
        value += plain;
        n -= plain;
        if (n) {
            buf_lit(&thin->out, "&quot;");
            value++;
            n--;
        }
    }
    buf_char(&thin->out, '"');
}

/* Reads a value after "=" (WHATWG §13.2.5.35–39). False when the tag never ends. */
static bool
read_value(struct thin *thin, const char **value, size_t *n)
{
    while (thin->in < thin->end && is_space(*thin->in))
        thin->in++;
    if (thin->in >= thin->end)
        return false;
    if (*thin->in == '"' || *thin->in == '\'') {
        char quote = *thin->in++;
        const char *last = memchr(thin->in, quote, (size_t)(thin->end - thin->in));

        if (!last)
            return false;
        *value = thin->in;
        *n = (size_t)(last - thin->in);
        thin->in = last + 1;
        return true;
    }
    *value = thin->in;
    while (thin->in < thin->end && !is_space(*thin->in) && *thin->in != '>')
        thin->in++;
    *n = (size_t)(thin->in - *value);
    return true;
}

/* Goes through the attributes up to behind ">", writing those that are kept when `write`.
 * False when the input ends before. */
static bool
read_attributes(struct thin *thin, bool write)
{
    size_t written = 0;

    for (;;) {
        const char *name, *value = NULL;
        size_t name_n, value_n = 0;

        while (thin->in < thin->end && (is_space(*thin->in) || *thin->in == '/'))
            thin->in++;
        if (thin->in >= thin->end)
            return false;
        if (*thin->in == '>') {
            thin->in++;
            return true;
        }
        name = thin->in++;
        while (thin->in < thin->end && !is_space(*thin->in) && !strchr("/>=", *thin->in))
            thin->in++;
        name_n = (size_t)(thin->in - name);
        while (thin->in < thin->end && is_space(*thin->in))
            thin->in++;
        if (thin->in < thin->end && *thin->in == '=') {
            thin->in++;
            if (!read_value(thin, &value, &value_n))
                return false;
        }
        if (!write || written >= THIN_ATTRIBUTES || !is_kept_attribute(name, name_n))
            continue;
        written++;
        buf_char(&thin->out, ' ');
        buf_add(&thin->out, name, name_n);
        if (value)
            add_value(thin, name, value, value_n);
    }
}

/* Where "</name" stands, at or after p; the end of input when nowhere. */
static const char *
find_end_tag(const struct thin *thin, const char *name, size_t name_n)
{
    const char *p = thin->in;

    while ((p = memchr(p, '<', (size_t)(thin->end - p)))) {
        if ((size_t)(thin->end - p) > name_n + 2 && p[1] == '/' &&
            strncasecmp(p + 2, name, name_n) == 0 && !is_letter(p[2 + name_n]))
            return p;
        p++;
    }
    return thin->end;
}

/* The content of an element whose content is not markup: left out, or kept as <pre>. */
static void
raw_content(struct thin *thin, const struct tag_rule *rule, const char *name,
            size_t name_n)
{
    bool plaintext = name_n == 9 && strncasecmp(name, "plaintext", 9) == 0;
    const char *last = plaintext ? thin->end : find_end_tag(thin, name, name_n);
    const char *greater;

    if (rule->flags & TAG_RAW) {
        buf_lit(&thin->out, "<pre>");
        for (const char *p = thin->in; p < last; p++) {
            if (*p == '<')
                buf_lit(&thin->out, "&lt;");
            else
                buf_char(&thin->out, *p);
        }
        buf_lit(&thin->out, "</pre>");
    }
    greater = last < thin->end ? memchr(last, '>', (size_t)(thin->end - last)) : NULL;
    thin->in = greater ? greater + 1 : thin->end;
}

static bool
is_list(GumboTag tag)
{
    return tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL || tag == GUMBO_TAG_DL ||
           tag == GUMBO_TAG_MENU || tag == GUMBO_TAG_DIR;
}

/* Elements that an implied end tag does not reach through. */
static bool
is_boundary(GumboTag tag, GumboTag open)
{
    if (open == GUMBO_TAG_TABLE)
        return true;
    switch (tag) {
    case GUMBO_TAG_LI:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
        return is_list(open) || open == GUMBO_TAG_TD || open == GUMBO_TAG_TH;
    case GUMBO_TAG_P:
        return open != GUMBO_TAG_P;
    default:
        return false;
    }
}

/* Which open elements a start tag closes without saying so. */
static bool
is_closed_by(GumboTag tag, GumboTag open)
{
    switch (tag) {
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
        return open == GUMBO_TAG_DT || open == GUMBO_TAG_DD;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
        return open == GUMBO_TAG_TD || open == GUMBO_TAG_TH;
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_COLGROUP:
    case GUMBO_TAG_CAPTION:
        return open == GUMBO_TAG_THEAD || open == GUMBO_TAG_TBODY ||
               open == GUMBO_TAG_TFOOT || open == GUMBO_TAG_COLGROUP ||
               open == GUMBO_TAG_CAPTION;
    default:
        return open == tag;
    }
}

static void
close_down_to(struct thin *thin, size_t n)
{
    thin->open_n = n;
    if (thin->skipped_n) {
        memset(thin->skipped, 0, sizeof thin->skipped);
        thin->skipped_n = 0;
    }
}

static void
imply_end(struct thin *thin, GumboTag tag, const struct tag_rule *rule)
{
    if ((rule->flags & TAG_BLOCK) && thin->open_n &&
        thin->open[thin->open_n - 1] == GUMBO_TAG_P)
        close_down_to(thin, thin->open_n - 1);
    if (!(rule->flags & TAG_OPTIONAL))
        return;
    for (size_t i = thin->open_n; i-- > 0 && !is_boundary(tag, thin->open[i]);) {
        if (is_closed_by(tag, thin->open[i])) {
            close_down_to(thin, i);
            return;
        }
    }
}

/* Whether a start tag may go to the parser; books it as open. */
static bool
take_start(struct thin *thin, GumboTag tag, const struct tag_rule *rule)
{
    thin->work += 1 + thin->formats_n;
    if (++thin->tags_n > HTML_TAGS || thin->work > THIN_WORK)
        return false;
    if (rule->flags & TAG_VOID)
        return true;
    if (rule->flags & TAG_FORMAT) {
        if (thin->formats_n >= THIN_FORMATS)
            return false;
        thin->formats[thin->formats_n++] = (struct format){tag, thin->open_n};
        return true;
    }
    imply_end(thin, tag, rule);
    if (thin->open_n >= HTML_DEPTH)
        return false;
    thin->open[thin->open_n++] = tag;
    return true;
}

static void
start_tag(struct thin *thin, GumboTag tag, const char *name, size_t name_n)
{
    const struct tag_rule *rule = tag_rule(tag);
    size_t before = thin->out.n;
    bool raw = rule && (rule->flags & (TAG_RAW | TAG_DROP)) && tag != GUMBO_TAG_SVG &&
               tag != GUMBO_TAG_MATH;
    bool take = rule && !raw && take_start(thin, tag, rule);

    if (take) {
        buf_char(&thin->out, '<');
        buf_add(&thin->out, name, name_n);
    }
    if (!read_attributes(thin, take)) {
        thin->in = thin->end;
        buf_cut(&thin->out, before);
        return;
    }
    if (take)
        buf_char(&thin->out, '>');
    else if (raw)
        raw_content(thin, rule, name, name_n);
    else if (rule && !(rule->flags & TAG_VOID)) {
        thin->skipped[tag]++;
        thin->skipped_n++;
        thin->shortened = true;
    }
}

/* The end of a formatting element. Where blocks were opened inside and are still open,
 * the parser moves them about (WHATWG §13.2.6.4.7, the adoption agency), which costs the
 * square of their number. */
static bool
close_format(struct thin *thin, GumboTag tag)
{
    unsigned i = thin->formats_n;
    size_t across;

    while (i > 0 && thin->formats[i - 1].tag != tag)
        i--;
    if (!i)
        return false;
    across = thin->open_n > thin->formats[i - 1].depth
                 ? thin->open_n - thin->formats[i - 1].depth
                 : 0;
    thin->work += across ? 20 + 2 * across * across : 0;
    if (thin->work > THIN_WORK)
        return false;
    thin->formats_n--;
    memmove(&thin->formats[i - 1], &thin->formats[i],
            (thin->formats_n - (i - 1)) * sizeof *thin->formats);
    return true;
}

/* Whether an end tag closes something that the parser knows of. */
static bool
take_end(struct thin *thin, GumboTag tag, const struct tag_rule *rule)
{
    if (thin->skipped[tag]) {
        thin->skipped[tag]--;
        thin->skipped_n--;
        return false;
    }
    if (rule->flags & TAG_FORMAT)
        return close_format(thin, tag);
    for (size_t i = thin->open_n; i-- > 0;) {
        if (thin->open[i] == tag) {
            close_down_to(thin, i);
            return true;
        }
    }
    return false;
}

static void
end_tag(struct thin *thin, GumboTag tag, const char *name, size_t name_n)
{
    const struct tag_rule *rule = tag_rule(tag);

    if (!read_attributes(thin, false)) {
        thin->in = thin->end;
        return;
    }
    if (tag == GUMBO_TAG_BR && ++thin->tags_n <= HTML_TAGS)
        buf_lit(&thin->out, "<br>");
    if (!rule || (rule->flags & (TAG_VOID | TAG_RAW)) || !take_end(thin, tag, rule))
        return;
    buf_lit(&thin->out, "</");
    buf_add(&thin->out, name, name_n);
    buf_char(&thin->out, '>');
}

static const char *
comment_end(struct thin *thin)
{
    const char *p = thin->in + 4;

    if (thin->end - p >= 1 && *p == '>')
        return p + 1;
    if (thin->end - p >= 2 && p[0] == '-' && p[1] == '>')
        return p + 2;
    for (; !thin->no_comment_end; p++) {
        p = memchr(p, '-', (size_t)(thin->end - p));
        if (!p || thin->end - p < 3) {
            thin->no_comment_end = true;
            break;
        }
        if (p[1] == '-' && p[2] == '>')
            return p + 3;
        if (thin->end - p >= 4 && memcmp(p, "--!>", 4) == 0)
            return p + 4;
    }
    return NULL;
}

/* Comments, declarations and processing instructions: up to their end, or the next ">".
 */
static void
skip_declaration(struct thin *thin)
{
    const char *last = NULL;

    if (thin->end - thin->in >= 4 && memcmp(thin->in, "<!--", 4) == 0)
        last = comment_end(thin);
    if (!last) {
        last = memchr(thin->in, '>', (size_t)(thin->end - thin->in));
        last = last ? last + 1 : thin->end;
    }
    thin->in = last;
}

/* At "<". */
static void
markup(struct thin *thin)
{
    char next = thin->end - thin->in > 1 ? thin->in[1] : '\0';
    bool closing = next == '/';
    char name[NAME_BYTES];
    size_t name_n = 0;
    GumboTag tag;

    if (next == '!' || next == '?' ||
        (closing && thin->end - thin->in > 2 && !is_letter(thin->in[2]))) {
        skip_declaration(thin);
        return;
    }
    if (!closing && !is_letter(next)) {
        buf_lit(&thin->out, "&lt;");
        thin->in++;
        return;
    }
    thin->in += closing ? 2 : 1;
    while (thin->in < thin->end && !is_space(*thin->in) && *thin->in != '/' &&
           *thin->in != '>') {
        if (name_n < sizeof name - 1)
            name[name_n++] = *thin->in;
        thin->in++;
    }
    name[name_n] = '\0';
    tag = gumbo_tag_enum(name);
    (closing ? end_tag : start_tag)(thin, tag, name, name_n);
}

struct bytes
thin_html(struct arena *arena, struct bytes html, bool *shortened_out)
{
    struct thin *thin = NEW(arena, struct thin);

    thin->in = (const char *)html.p;
    thin->end = thin->in + html.n;
    buf_init(&thin->out, arena, (html.n + 16) * 6);
    buf_reserve(&thin->out, html.n + html.n / 8);
    while (thin->in < thin->end) {
        const char *less = memchr(thin->in, '<', (size_t)(thin->end - thin->in));
        size_t text_n = (size_t)((less ? less : thin->end) - thin->in);

        buf_add(&thin->out, thin->in, text_n);
        thin->in += text_n;
        if (less)
            markup(thin);
    }
    *shortened_out |= thin->shortened || thin->tags_n > HTML_TAGS;
    return buf_bytes(&thin->out);
}
