/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the parser's tree once and writes what the tables allow. Whatever stands in the
 * output was put there by this file: names from tags.c, attributes from the lists below,
 * values escaped, CSS from css.c. No element written here holds raw text or foreign
 * content, so a second parser cannot read the output another way. */
#include "text/html.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/css.h"
#include "text/dom.h"
#include "text/link.h"
#include "text/tags.h"

#include <string.h>

enum {
    LINK_TEXT_BYTES = 256,
    DATA_URL_BYTES = 12 << 20,
    TITLE_BYTES = 1000,
    OUTPUT_BYTES = 256 << 20,
};

/* open    what was written for the elements on the path: an end tag to write, or NULL
 * link    the target's host while inside a link, else NULL; link_text what it shows */
struct open_element {
    const char *as;
    const char *link_host;
    bool is_link;
};
struct cleaner {
    struct arena *arena;
    struct buf out;
    const struct html_options *options;
    struct html_seen *seen;
    VEC(struct open_element) open;
    size_t written_depth;
    struct buf link_text;
    bool in_link;
};

/* Whether the byte at p begins a control character (C0 but tab and newline, DEL, C1). */
static bool
is_control(const unsigned char *p)
{
    return (*p < 0x20 && *p != '\t' && *p != '\n') || *p == 0x7F ||
           (*p == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0);
}

/* Text with controls left out; what an entity spelt may hold any. */
static void
add_escaped(struct cleaner *cleaner, const char *s)
{
    const unsigned char *p = (const unsigned char *)s, *first = p;

    for (; *p; p++) {
        const char *entity = *p == '&'    ? "&amp;"
                             : *p == '<'  ? "&lt;"
                             : *p == '>'  ? "&gt;"
                             : *p == '"'  ? "&#34;"
                             : *p == '\'' ? "&#39;"
                             : *p == '`'  ? "&#96;"
                                          : NULL;

        if (!entity && !is_control(p))
            continue;
        buf_add(&cleaner->out, first, (size_t)(p - first));
        buf_str(&cleaner->out, entity);
        p += *p == 0xC2;
        first = p + 1;
    }
    buf_add(&cleaner->out, first, (size_t)(p - first));
}

static void
add_attribute(struct cleaner *cleaner, const char *name, const char *value)
{
    buf_char(&cleaner->out, ' ');
    buf_str(&cleaner->out, name);
    buf_lit(&cleaner->out, "=\"");
    add_escaped(cleaner, value);
    buf_char(&cleaner->out, '"');
}

/* ---- Attributes whose value is checked by kind. */

enum value_kind {
    VALUE_TEXT,   /* any text of moderate length */
    VALUE_NUMBER, /* a whole number up to high */
    VALUE_LENGTH, /* the same, or a percentage */
    VALUE_WORD,   /* letters, digits, hyphens */
    VALUE_SWITCH, /* there or not */
};
struct attribute_rule {
    const char *name;
    enum value_kind kind;
    int64_t high;
};

/* clang-format off */
static const struct attribute_rule everywhere[] = {
    {"dir", VALUE_WORD, 0}, {"lang", VALUE_WORD, 0}, {"title", VALUE_TEXT, 0}, {NULL, 0, 0},
};
static const struct attribute_rule in_tables[] = {
    {"abbr", VALUE_TEXT, 0}, {"align", VALUE_WORD, 0}, {"border", VALUE_NUMBER, 40},
    {"cellpadding", VALUE_NUMBER, 100}, {"cellspacing", VALUE_NUMBER, 100},
    {"colspan", VALUE_NUMBER, 100}, {"height", VALUE_LENGTH, 2000}, {"nowrap", VALUE_SWITCH, 0},
    {"rowspan", VALUE_NUMBER, 1000}, {"scope", VALUE_WORD, 0}, {"span", VALUE_NUMBER, 100},
    {"valign", VALUE_WORD, 0}, {"width", VALUE_LENGTH, 2000}, {NULL, 0, 0},
};
static const struct attribute_rule in_lists[] = {
    {"reversed", VALUE_SWITCH, 0}, {"start", VALUE_NUMBER, 1000000}, {"type", VALUE_WORD, 0},
    {"value", VALUE_NUMBER, 1000000}, {NULL, 0, 0},
};
static const struct attribute_rule in_pictures[] = {
    {"align", VALUE_WORD, 0}, {"border", VALUE_NUMBER, 40}, {"height", VALUE_LENGTH, 4000},
    {"width", VALUE_LENGTH, 4000}, {NULL, 0, 0},
};
static const struct attribute_rule in_blocks[] = {
    {"align", VALUE_WORD, 0}, {NULL, 0, 0},
};
static const struct attribute_rule in_rulers[] = {
    {"align", VALUE_WORD, 0}, {"size", VALUE_NUMBER, 40}, {"width", VALUE_LENGTH, 2000}, {NULL, 0, 0},
};
static const struct attribute_rule in_times[] = {{"datetime", VALUE_TEXT, 0}, {NULL, 0, 0}};

static const struct { const char *as; const struct attribute_rule *rules; } rules_by_element[] = {
    {"table", in_tables}, {"tr", in_tables}, {"td", in_tables}, {"th", in_tables},
    {"thead", in_tables}, {"tbody", in_tables}, {"tfoot", in_tables}, {"col", in_tables},
    {"colgroup", in_tables}, {"caption", in_tables}, {"ol", in_lists}, {"ul", in_lists},
    {"li", in_lists}, {"img", in_pictures}, {"hr", in_rulers}, {"div", in_blocks},
    {"p", in_blocks}, {"h1", in_blocks}, {"h2", in_blocks}, {"h3", in_blocks},
    {"h4", in_blocks}, {"h5", in_blocks}, {"h6", in_blocks}, {"time", in_times},
    {"del", in_times}, {"ins", in_times},
};
/* clang-format on */

static bool
is_word(const char *s)
{
    size_t n =
        strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    return n && n <= 35 && s[n] == '\0';
}

/* The value as it may be written, or NULL. */
static const char *
checked_value(struct cleaner *cleaner, const struct attribute_rule *rule,
              const char *value)
{
    char *trimmed = str_trim(cleaner->arena, value);
    size_t n = strlen(trimmed);
    int64_t number;

    switch (rule->kind) {
    case VALUE_TEXT:
        return n <= TITLE_BYTES ? trimmed : NULL;
    case VALUE_WORD:
        return is_word(trimmed) ? trimmed : NULL;
    case VALUE_SWITCH:
        return "";
    case VALUE_LENGTH:
        if (n > 1 && trimmed[n - 1] == '%') {
            char *digits = arena_strndup(cleaner->arena, trimmed, n - 1);

            return str_to_int(digits, 0, 100, &number) ? trimmed : NULL;
        }
        if (n > 2 && str_eq_fold(trimmed + n - 2, "px"))
            trimmed[n - 2] = '\0';
        return str_to_int(trimmed, 0, rule->high, &number) ? trimmed : NULL;
    case VALUE_NUMBER:
        return str_to_int(trimmed, 0, rule->high, &number) ? trimmed : NULL;
    }
    return NULL;
}

static void
add_checked(struct cleaner *cleaner, const GumboNode *node,
            const struct attribute_rule *rules)
{
    for (size_t i = 0; rules && rules[i].name; i++) {
        const char *value = dom_attribute(node, rules[i].name);

        value = value ? checked_value(cleaner, &rules[i], value) : NULL;
        if (value)
            add_attribute(cleaner, rules[i].name, value);
    }
}

static const struct attribute_rule *
rules_of(const char *as)
{
    for (size_t i = 0; i < sizeof rules_by_element / sizeof *rules_by_element; i++)
        if (str_eq(rules_by_element[i].as, as))
            return rules_by_element[i].rules;
    return NULL;
}

/* ---- Style: the attribute, what the element meant, and the attributes of old. */

static void
add_font_size(struct cleaner *cleaner, struct buf *css, const char *size)
{
    static const char *const names[] = {"x-small", "small",   "medium",
                                        "large",   "x-large", "xx-large"};
    bool relative = *size == '+' || *size == '-';
    int64_t value;

    if (!str_to_int(relative ? size + 1 : size, 0, 7, &value))
        return;
    if (relative)
        value = *size == '+' ? 3 + value : 3 - value;
    value = value < 1 ? 1 : value > 6 ? 6 : value;
    css_add_one(cleaner->arena, css, "font-size", names[value - 1]);
}

static void
add_old_style(struct cleaner *cleaner, const GumboNode *node, struct buf *css)
{
    static const struct {
        GumboTag tag;
        const char *attribute, *property;
    } old[] = {
        {GUMBO_TAG_FONT,  "color",   "color"           },
        {GUMBO_TAG_FONT,  "face",    "font-family"     },
        {GUMBO_TAG_BODY,  "text",    "color"           },
        {GUMBO_TAG_BODY,  "bgcolor", "background-color"},
        {GUMBO_TAG_TABLE, "bgcolor", "background-color"},
        {GUMBO_TAG_TR,    "bgcolor", "background-color"},
        {GUMBO_TAG_TD,    "bgcolor", "background-color"},
        {GUMBO_TAG_TH,    "bgcolor", "background-color"},
    };

    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        const char *value = node->v.element.tag == old[i].tag
                                ? dom_attribute(node, old[i].attribute)
                                : NULL;

        if (value)
            css_add_one(cleaner->arena, css, old[i].property, value);
    }
    if (node->v.element.tag == GUMBO_TAG_FONT && dom_attribute(node, "size"))
        add_font_size(cleaner, css, dom_attribute(node, "size"));
}

static void
add_style(struct cleaner *cleaner, const GumboNode *node, const struct tag_rule *rule)
{
    const char *style = dom_attribute(node, "style");
    struct buf css;

    buf_init(&css, cleaner->arena, 0);
    if (rule->style) {
        buf_str(&css, rule->style);
        buf_lit(&css, "; ");
    }
    add_old_style(cleaner, node, &css);
    if (style)
        css_add_harmless(cleaner->arena, &css, style);
    if (css.n > 2) {
        buf_cut(&css, css.n - 2); /* the last "; " */
        add_attribute(cleaner, "style", buf_text(&css));
    }
}

/* ---- Links. */

/* The host of an absolute address, small letters, without "www."; NULL when it has none.
 */
static const char *
host_of(struct arena *arena, const char *url)
{
    const char *host = url, *last, *at;
    char *lower;

    if (str_starts_fold(url, "mailto:")) {
        host = strchr(url, '@');
        if (!host)
            return NULL;
        host++;
        last = host + strcspn(host, "?&,;> ");
    } else {
        host = strchr(url, ':');
        if (!host || str_starts_fold(url, "tel:"))
            return NULL;
        host += 1 + strspn(host + 1, "/\\");
        last = host + strcspn(host, "/\\?#");
        for (at = host; at < last; at++)
            if (*at == '@')
                host = at + 1;
    }
    lower = str_lower(arena, arena_strndup(arena, host, (size_t)(last - host)));
    if (strchr(lower, ':'))
        *strchr(lower, ':') = '\0';
    return str_starts(lower, "www.") ? lower + 4 : lower;
}

/* Whether one host is the other or stands below it. */
static bool
is_same_site(const char *a, const char *b)
{
    size_t a_n = strlen(a), b_n = strlen(b);

    if (a_n < b_n)
        return is_same_site(b, a);
    return str_ends(a, b) && b_n && (a_n == b_n || a[a_n - b_n - 1] == '.');
}

/* The target as it may be written, or NULL: absolute, of a scheme that mail may link to.
 */
static const char *
link_target(struct cleaner *cleaner, const char *href)
{
    char *plain = str_trim(cleaner->arena, href);
    struct safe_url url;

    if (plain[0] == '/' && plain[1] == '/')
        plain = arena_printf(cleaner->arena, "https:%s", plain);
    else if (str_starts_fold(plain, "www."))
        plain = arena_printf(cleaner->arena, "https://%s", plain);
    url = safe_url_of(cleaner->arena, plain);
    if (str_starts_fold(plain, "ftp://") && !strpbrk(plain, " \t\n\\"))
        return plain;
    return safe_url_is_outside(url.s) ? url.s : NULL;
}

static void
open_link(struct cleaner *cleaner, const GumboNode *node, struct open_element *open)
{
    const char *href = dom_attribute(node, "href");
    const char *target = href ? link_target(cleaner, href) : NULL;

    if (!target)
        return;
    buf_lit(&cleaner->out, "<a");
    add_attribute(cleaner, "href", target);
    add_attribute(cleaner, "title", utf8_shorten(cleaner->arena, target, 200));
    buf_lit(&cleaner->out, " rel=\"noopener noreferrer nofollow\" target=\"_blank\"");
    open->link_host = host_of(cleaner->arena, target);
    open->is_link = true;
    cleaner->in_link = true;
    buf_cut(&cleaner->link_text, 0);
}

/* A word such as paypal.com that a reader takes for the place where the link goes. */
static const char *
host_in_text(struct arena *arena, const char *text)
{
    size_t n = strlen(text);
    struct link link;

    if (link_next(text, n, 0, &link)) {
        char *found = arena_strndup(arena, text + link.start, link.n);

        return host_of(arena, arena_printf(arena, "%s%s", link.prefix, found));
    }
    return link_bare_host(arena, text);
}

/* Behind a link whose text names another host than its target: the real one. */
static void
close_link(struct cleaner *cleaner, const struct open_element *open)
{
    const char *shown;

    cleaner->in_link = false;
    if (!open->link_host)
        return;
    shown = host_in_text(cleaner->arena, buf_text(&cleaner->link_text));
    if (shown && *shown && !is_same_site(shown, open->link_host)) {
        buf_lit(&cleaner->out, " [");
        add_escaped(cleaner, open->link_host);
        buf_lit(&cleaner->out, "]");
    }
}

/* ---- Pictures. */

static bool
is_harmless_data_url(const char *src)
{
    static const char *const types[] = {"png", "gif", "jpeg", "jpg", "webp"};
    const char *p;

    if (!str_starts_fold(src, "data:image/") || strlen(src) > DATA_URL_BYTES)
        return false;
    p = src + strlen("data:image/");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t n = strlen(types[i]);

        if (strncasecmp(p, types[i], n) == 0 && str_starts_fold(p + n, ";base64,")) {
            p += n + strlen(";base64,");
            return p[strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               "0123456789+/=")] == '\0';
        }
    }
    return false;
}

static const char *
cid_url(const struct html_options *options, const char *src)
{
    for (size_t i = 0; i < options->cids_n; i++)
        if (str_eq_fold(options->cids[i].cid, src + strlen("cid:")))
            return options->cids[i].url;
    return options->keep_cids ? src : NULL;
}

static char *
without_space(struct arena *arena, const char *s)
{
    char *copy = arena_strdup(arena, s), *to = copy;

    for (; *s; s++)
        if ((unsigned char)*s > ' ')
            *to++ = *s;
    *to = '\0';
    return copy;
}

static const char *
proxied(struct cleaner *cleaner, const char *src)
{
    struct buf url;

    buf_init(&url, cleaner->arena, 0);
    buf_str(&url, cleaner->options->proxy);
    escape_url_component(&url, src);
    return buf_text(&url);
}

/* One dot of a picture is there to tell that the mail was opened. */
static bool
is_beacon(const GumboNode *node)
{
    int64_t width = 100, height = 100;

    (void)str_to_int(dom_attribute(node, "width"), 0, 5000, &width);
    (void)str_to_int(dom_attribute(node, "height"), 0, 5000, &height);
    return width <= 1 && height <= 1;
}

static void
add_picture(struct cleaner *cleaner, const GumboNode *node)
{
    const char *alt = dom_attribute(node, "alt");
    char *src = without_space(
        cleaner->arena, dom_attribute(node, "src") ? dom_attribute(node, "src") : "");
    bool remote = str_starts_fold(src, "http:") || str_starts_fold(src, "https:") ||
                  str_starts(src, "//");
    const char *url = NULL;

    if (str_starts_fold(src, "cid:"))
        url = cid_url(cleaner->options, src);
    else if (is_harmless_data_url(src))
        url = src;
    else if (remote && cleaner->options->proxy && !is_beacon(node))
        url = proxied(cleaner, src);
    if (remote && is_beacon(node))
        return;
    buf_lit(&cleaner->out, "<img");
    add_attribute(cleaner, "alt", alt ? alt : "");
    if (url)
        add_attribute(cleaner, "src", url);
    if (remote)
        add_attribute(cleaner, "data-remote", "1");
    cleaner->seen->remote_n += remote;
}

/* ---- The walk. */

static void
start_element(struct cleaner *cleaner, const GumboNode *node, const struct tag_rule *rule,
              struct open_element *open)
{
    size_t before = cleaner->out.n, bare;

    if (dom_is(node, GUMBO_TAG_A)) {
        open_link(cleaner, node, open);
        if (!open->is_link)
            return;
    } else if (dom_is(node, GUMBO_TAG_IMG) || dom_is(node, GUMBO_TAG_IMAGE)) {
        add_picture(cleaner, node);
        if (cleaner->out.n == before)
            return;
    } else {
        buf_char(&cleaner->out, '<');
        buf_str(&cleaner->out, rule->as);
    }
    bare = cleaner->out.n;
    add_style(cleaner, node, rule);
    add_checked(cleaner, node, rules_of(rule->as));
    if (!open->is_link) /* whose title is its target */
        add_checked(cleaner, node, everywhere);
    if ((rule->flags & TAG_ATTRIBUTES) && cleaner->out.n == bare) {
        buf_cut(&cleaner->out, before);
        return;
    }
    buf_char(&cleaner->out, '>');
    if (str_eq(rule->as, "pre"))
        buf_char(&cleaner->out,
                 '\n'); /* which the next parser drops, else it drops one of ours */
    if (!(rule->flags & TAG_VOID))
        open->as = rule->as;
}

static void
add_text(struct cleaner *cleaner, const char *text)
{
    add_escaped(cleaner, text);
    if (cleaner->in_link && cleaner->link_text.n < LINK_TEXT_BYTES)
        buf_add(&cleaner->link_text, text, strnlen(text, LINK_TEXT_BYTES));
}

static bool
enter(void *state, const GumboNode *node)
{
    struct cleaner *cleaner = state;
    struct open_element open = {0};
    const struct tag_rule *rule;

    if (dom_text(node)) {
        add_text(cleaner, dom_text(node));
        return false;
    }
    if (node->type != GUMBO_NODE_ELEMENT ||
        node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML)
        return false;
    rule = tag_rule(node->v.element.tag);
    if (rule && (rule->flags & TAG_DROP))
        return false;
    if (rule && rule->as && cleaner->written_depth < HTML_DEPTH)
        start_element(cleaner, node, rule, &open);
    cleaner->written_depth += open.as != NULL;
    *vec_add(cleaner->arena, &cleaner->open) = open;
    return true;
}

static void
leave(void *state, const GumboNode *node)
{
    struct cleaner *cleaner = state;
    struct open_element *open = &cleaner->open.at[--cleaner->open.n];

    (void)node;
    if (!open->as)
        return;
    buf_lit(&cleaner->out, "</");
    buf_str(&cleaner->out, open->as);
    buf_char(&cleaner->out, '>');
    cleaner->written_depth--;
    if (str_eq(open->as, "a"))
        close_link(cleaner, open);
}

/* For what is too large to take apart: its text, tags cut out. */
static void
only_text(struct cleaner *cleaner, struct bytes raw)
{
    const char *p;

    raw.n = raw.n < HTML_INPUT_BYTES ? raw.n : HTML_INPUT_BYTES;
    p = utf8_clean(cleaner->arena, raw, false);
    cleaner->seen->shortened = true;
    buf_lit(&cleaner->out, "<pre>\n");
    while (*p) {
        size_t n = strcspn(p, "<");

        add_escaped(cleaner, arena_strndup(cleaner->arena, p, n));
        p += n;
        p += *p ? strcspn(p, ">") : 0;
        p += *p != '\0';
    }
    buf_lit(&cleaner->out, "</pre>");
}

struct safe_html
html_clean(struct arena *arena, struct bytes raw, struct html_options options)
{
    struct arena *scratch = arena_new((size_t)2 << 30);
    struct html_seen ignored = {0};
    struct cleaner cleaner = {.arena = scratch,
                              .options = &options,
                              .seen = options.seen ? options.seen : &ignored};
    const GumboNode *root;
    struct safe_html html;

    *cleaner.seen = (struct html_seen){0};
    buf_init(&cleaner.out, scratch, OUTPUT_BYTES);
    buf_init(&cleaner.link_text, scratch, 0);
    root = dom_parse(scratch, raw, &cleaner.seen->shortened);
    if (root)
        dom_walk(scratch, root, (struct dom_visitor){&cleaner, enter, leave});
    if (!root || cleaner.out.full) {
        buf_init(&cleaner.out, scratch, OUTPUT_BYTES);
        only_text(&cleaner, raw);
    }
    html.s = arena_strndup(arena, buf_text(&cleaner.out), cleaner.out.n);
    arena_free(&scratch);
    return html;
}
