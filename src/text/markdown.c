/* SPDX-License-Identifier: Apache-2.0 */
#include "text/markdown.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/html.h"
#include "text/link.h"

#include <pthread.h>
#include <string.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

enum { QUOTES = 10, INPUT_BYTES = 4 << 20 };

static const char *const extensions[] = {"table", "strikethrough", "autolink"};

static pthread_once_t registered = PTHREAD_ONCE_INIT;

static void
free_parser(void *parser)
{
    cmark_parser_free(parser);
}

static void
free_node(void *node)
{
    cmark_node_free(node);
}

static void
free_text(void *text)
{
    cmark_get_default_mem_allocator()->free(text);
}

struct safe_html
markdown_html(struct arena *arena, const char *text)
{
    struct arena *scratch = arena_new(0);
    cmark_parser *parser;
    cmark_node *document;
    struct safe_html html;
    size_t n = strnlen(text, INPUT_BYTES);
    char *raw;

    pthread_once(&registered, cmark_gfm_core_extensions_ensure_registered);
    parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    arena_on_free(scratch, free_parser, parser);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        cmark_parser_attach_syntax_extension(parser,
                                             cmark_find_syntax_extension(extensions[i]));
    cmark_parser_feed(parser, text, n);
    document = cmark_parser_finish(parser);
    arena_on_free(scratch, free_node, document);
    raw = cmark_render_html(document, CMARK_OPT_DEFAULT,
                            cmark_parser_get_syntax_extensions(parser));
    arena_on_free(scratch, free_text, raw);
    html = html_clean(arena, bytes_of(raw), (struct html_options){0});
    arena_free(&scratch);
    return html;
}

/* ---- Plain text. */

/* Behind the "> " of a quoted line; how deep it is quoted. */
static const char *
skip_quotes(const char *p, unsigned *depth)
{
    *depth = 0;
    while (*p == '>' && *depth < QUOTES) {
        ++*depth;
        p++;
        p += *p == ' ' && p[1] != ' ';
    }
    return p;
}

static void
set_depth(struct buf *html, unsigned *depth, unsigned wanted)
{
    for (; *depth < wanted; ++*depth)
        buf_lit(html, "<blockquote>");
    for (; *depth > wanted; --*depth)
        buf_lit(html, "</blockquote>");
}

struct safe_html
text_html(struct arena *arena, const char *plain)
{
    struct arena *scratch = arena_new(0);
    struct buf html;
    unsigned depth = 0, wanted;
    bool open = false; /* a paragraph */
    struct safe_html safe;

    buf_init(&html, scratch, 0);
    while (*plain) {
        size_t n = strcspn(plain, "\n");
        const char *line = skip_quotes(plain, &wanted);
        size_t line_n = n - (size_t)(line - plain);
        bool blank = strspn(line, " \t\r") >= line_n;

        if (open && (blank || wanted != depth)) {
            buf_lit(&html, "</p>");
            open = false;
        }
        set_depth(&html, &depth, wanted);
        if (!blank) {
            buf_str(&html, open ? "<br>" : "<p>");
            open = true;
            link_html(&html, line, line_n);
        }
        plain += n + (plain[n] == '\n');
    }
    if (open)
        buf_lit(&html, "</p>");
    set_depth(&html, &depth, 0);
    safe = html_clean(arena, buf_bytes(&html), (struct html_options){0});
    arena_free(&scratch);
    return safe;
}
