/* SPDX-License-Identifier: Apache-2.0 */
#include "text/plain.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/dom.h"
#include "text/html.h"
#include "text/tags.h"

#include <string.h>

enum { OUTPUT_BYTES = 96 << 20, LISTS = 12, QUOTES = 20 };

/* breaks   newlines owed before the next character; space: a blank is owed
 * depth    of quotes now; line_depth: of the line being written
 * number   of the next item for each open list, 0 for bullets
 * gmail    containers open in which Gmail keeps what it quotes */
struct plain {
    struct arena *arena;
    struct buf out;
    bool marks, space, line_open;
    unsigned breaks, depth, line_depth, pre, gmail;
    int number[LISTS];
    unsigned lists;
    VEC(size_t) links;
};

static void
owe_breaks(struct plain *plain, unsigned n)
{
    plain->space = false;
    if (plain->breaks < n)
        plain->breaks = n;
}

static void
add_prefix(struct plain *plain, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        buf_lit(&plain->out, "> ");
}

static void
end_line(struct plain *plain)
{
    while (plain->out.n && plain->out.p[plain->out.n - 1] == ' ')
        buf_cut(&plain->out, plain->out.n - 1);
    buf_char(&plain->out, '\n');
}

/* Pays what is owed, so that the next byte may be written. */
static void
settle(struct plain *plain)
{
    unsigned between =
        plain->line_depth < plain->depth ? plain->line_depth : plain->depth;

    if (plain->breaks && plain->out.n) {
        end_line(plain);
        for (unsigned i = 1; i < plain->breaks; i++) {
            add_prefix(plain, between);
            end_line(plain);
        }
        plain->line_open = false;
    }
    if (!plain->line_open) {
        add_prefix(plain, plain->depth);
        plain->line_depth = plain->depth;
        plain->line_open = true;
        plain->space = false;
    }
    if (plain->space)
        buf_char(&plain->out, ' ');
    plain->breaks = 0;
    plain->space = false;
}

/* How many bytes at p are white space or a control to be left out; 0 for text. */
static size_t
skipped_bytes(const unsigned char *p)
{
    if (*p <= ' ' || *p == 0x7F)
        return 1;
    return *p == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0 ? 2 : 0;
}

static void
add_flowing(struct plain *plain, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    while (*p) {
        const unsigned char *first = p;
        size_t skip;

        while (*p && !skipped_bytes(p))
            p++;
        if (p > first) {
            settle(plain);
            buf_add(&plain->out, first, (size_t)(p - first));
        }
        while (*p && (skip = skipped_bytes(p))) {
            plain->space |= strchr(" \t\n\f\r", *p) && plain->line_open && !plain->breaks;
            p += skip;
        }
    }
}

static void
add_preformatted(struct plain *plain, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    for (; *p; p++) {
        size_t skip = skipped_bytes(p);

        if (*p == '\n') {
            plain->breaks += plain->breaks < 50;
            continue;
        }
        if (skip && *p != ' ' && *p != '\t') {
            p += skip - 1;
            continue;
        }
        settle(plain);
        buf_char(&plain->out, (char)*p);
    }
}

static unsigned
breaks_around(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
        return 2;
    default:
        return 1;
    }
}

static bool
is_list(const GumboNode *node)
{
    return dom_is(node, GUMBO_TAG_UL) || dom_is(node, GUMBO_TAG_OL) ||
           dom_is(node, GUMBO_TAG_MENU) || dom_is(node, GUMBO_TAG_DIR);
}

/* Gmail indents with the same element as it quotes, but outside of its container. */
static bool
is_quote(const struct plain *plain, const GumboNode *node)
{
    return dom_is(node, GUMBO_TAG_BLOCKQUOTE) &&
           (plain->gmail || !dom_has_class(node, "gmail_quote"));
}

static bool
is_gmail_container(const GumboNode *node)
{
    return dom_is(node, GUMBO_TAG_DIV) && (dom_has_class(node, "gmail_quote") ||
                                           dom_has_class(node, "gmail_quote_container"));
}

/* Containers in which mail programs put what was written before, without quote marks. */
static bool
is_history(const GumboNode *node)
{
    static const char *const ids[] = {"divRplyFwdMsg", "OLK_SRC_BODY_SECTION",
                                      "stopSpelling",
                                      "mail-editor-reference-message-container", "zwchr"};
    static const char *const classes[] = {
        "yahoo_quoted", "protonmail_quote", "tutanota_quote",
        "ms-outlook-mobile-reference-message", "zmail_extra"};
    const char *id = dom_attribute(node, "id"), *name = dom_attribute(node, "name");

    for (size_t i = 0; id && i < sizeof ids / sizeof *ids; i++)
        if (str_eq_fold(id, ids[i]))
            return true;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (dom_has_class(node, classes[i]))
            return true;
    return name && str_eq_fold(name, "quote") && dom_is(node, GUMBO_TAG_DIV);
}

static void
begin_item(struct plain *plain)
{
    int *number =
        plain->lists && plain->lists <= LISTS ? &plain->number[plain->lists - 1] : NULL;

    settle(plain);
    for (unsigned i = 1; i < plain->lists && i < LISTS; i++)
        buf_lit(&plain->out, "  ");
    if (number && *number > 0)
        buf_printf(&plain->out, "%d. ", (*number)++);
    else
        buf_lit(&plain->out, "- ");
}

static void
begin_list(struct plain *plain, const GumboNode *node)
{
    int64_t first = 1;

    if (plain->lists < LISTS) {
        (void)str_to_int(dom_attribute(node, "start"), 1, 1000000, &first);
        plain->number[plain->lists] = dom_is(node, GUMBO_TAG_OL) ? (int)first : 0;
    }
    plain->lists++;
    if (plain->lists > 1)
        plain->breaks = plain->breaks > 1 ? 1 : plain->breaks;
}

static void
begin_element(struct plain *plain, const GumboNode *node)
{
    const struct tag_rule *rule = tag_rule(node->v.element.tag);
    const char *alt = dom_is(node, GUMBO_TAG_IMG) ? dom_attribute(node, "alt") : NULL;

    if (rule && (rule->flags & TAG_BLOCK))
        owe_breaks(plain, breaks_around(node->v.element.tag));
    if (plain->marks && is_history(node)) {
        owe_breaks(plain, 1);
        settle(plain);
        buf_lit(&plain->out, PLAIN_MARK);
        owe_breaks(plain, 1);
    }
    plain->gmail += is_gmail_container(node);
    plain->depth += is_quote(plain, node) && plain->depth < QUOTES;
    plain->pre += dom_is(node, GUMBO_TAG_PRE);
    if (is_list(node))
        begin_list(plain, node);
    if (dom_is(node, GUMBO_TAG_LI))
        begin_item(plain);
    if (dom_is(node, GUMBO_TAG_A))
        *vec_add(plain->arena, &plain->links) = plain->out.n;
    if (dom_is(node, GUMBO_TAG_BR)) {
        plain->space = false;
        plain->breaks += plain->breaks < 3;
    }
    if (dom_is(node, GUMBO_TAG_HR)) {
        settle(plain);
        buf_lit(&plain->out, "———");
        owe_breaks(plain, 1);
    }
    if ((dom_is(node, GUMBO_TAG_TD) || dom_is(node, GUMBO_TAG_TH)) && plain->line_open &&
        !plain->breaks)
        buf_char(&plain->out, '\t');
    if (alt && !str_blank(alt))
        add_flowing(plain, alt);
}

/* Whether the address already stands in the link's text. */
static bool
is_shown(const char *text, const char *target)
{
    size_t n;

    target = str_starts_fold(target, "mailto:") ? target + 7 : target;
    target = str_starts_fold(target, "https://") ? target + 8 : target;
    target = str_starts_fold(target, "http://") ? target + 7 : target;
    n = strcspn(target, "?");
    while (n && target[n - 1] == '/')
        n--;
    return n == 0 || memmem(text, strlen(text), target, n);
}

static void
end_link(struct plain *plain, const GumboNode *node)
{
    size_t start = plain->links.at[--plain->links.n];
    const char *href = dom_attribute(node, "href");
    struct safe_url url = safe_url_of(plain->arena, href);
    bool kept = safe_url_is_outside(url.s) && strlen(url.s) < 2000;

    if (plain->marks || !kept || start >= plain->out.n ||
        is_shown(plain->out.p + start, url.s))
        return;
    plain->space = true;
    settle(plain);
    buf_char(&plain->out, '(');
    buf_str(&plain->out, url.s);
    buf_char(&plain->out, ')');
}

static bool
enter(void *state, const GumboNode *node)
{
    struct plain *plain = state;
    const struct tag_rule *rule;

    if (dom_text(node)) {
        if (plain->pre)
            add_preformatted(plain, dom_text(node));
        else
            add_flowing(plain, dom_text(node));
        return false;
    }
    if (node->type != GUMBO_NODE_ELEMENT ||
        node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML)
        return false;
    rule = tag_rule(node->v.element.tag);
    if (rule && (rule->flags & TAG_DROP))
        return false;
    begin_element(plain, node);
    return true;
}

static void
leave(void *state, const GumboNode *node)
{
    struct plain *plain = state;
    const struct tag_rule *rule = tag_rule(node->v.element.tag);

    if (dom_is(node, GUMBO_TAG_A))
        end_link(plain, node);
    plain->depth -= is_quote(plain, node) && plain->depth > 0;
    plain->gmail -= is_gmail_container(node);
    plain->pre -= dom_is(node, GUMBO_TAG_PRE);
    plain->lists -= is_list(node);
    if (rule && (rule->flags & TAG_BLOCK) && !dom_is(node, GUMBO_TAG_HR))
        owe_breaks(plain, breaks_around(node->v.element.tag));
}

/* For what is too large to take apart: tags cut out. */
static void
only_text(struct plain *plain, struct bytes raw)
{
    const char *p;

    raw.n = raw.n < HTML_INPUT_BYTES ? raw.n : HTML_INPUT_BYTES;
    p = utf8_clean(plain->arena, raw, false);
    while (*p) {
        size_t n = strcspn(p, "<");

        buf_add(&plain->out, p, n);
        p += n;
        p += *p ? strcspn(p, ">") : 0;
        p += *p != '\0';
    }
}

static const char *
render(struct arena *arena, struct bytes raw, bool marks)
{
    struct arena *scratch = arena_new((size_t)2 << 30);
    struct plain plain = {.arena = scratch, .marks = marks};
    const GumboNode *root;
    bool shortened;
    const char *text;

    buf_init(&plain.out, scratch, OUTPUT_BYTES);
    root = dom_parse(scratch, raw, &shortened);
    if (root)
        dom_walk(scratch, root, (struct dom_visitor){&plain, enter, leave});
    else
        only_text(&plain, raw);
    text = arena_strndup(arena, buf_text(&plain.out), plain.out.n);
    arena_free(&scratch);
    return text;
}

/* The inside of <title>, or nothing. */
static struct bytes
title_of(struct bytes raw)
{
    const unsigned char *first = memmem(raw.p, raw.n, "<title>", 7), *last;

    if (!first)
        return (struct bytes){0};
    first += 7;
    last = memmem(first, raw.n - (size_t)(first - raw.p), "</title>", 8);
    return (struct bytes){first, last ? (size_t)(last - first) : 0};
}

const char *
plain_from_html(struct arena *arena, struct bytes raw)
{
    const char *text = render(arena, raw, false);

    return *text ? text : render(arena, title_of(raw), false);
}

const char *
plain_marked(struct arena *arena, struct bytes raw)
{
    return render(arena, raw, true);
}
