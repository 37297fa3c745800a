/* SPDX-License-Identifier: Apache-2.0 */
#include "text/markdown.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "text/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int
setup(void **state)
{
    *state = arena_new(0);
    return 0;
}

static int
teardown(void **state)
{
    struct arena *arena = *state;

    arena_free(&arena);
    return 0;
}

static void
assert_in(const char *needle, const char *text)
{
    if (!strstr(text, needle))
        print_error("%s\nis not in\n%s\n", needle, text);
    assert_non_null(strstr(text, needle));
}

static void
test_markdown_becomes_html(void **state)
{
    const char *html =
        markdown_html(*state, "# Title\n\n*a* **b** ~~c~~ `d`\n\n- one\n- two\n\n"
                              "| x | y |\n|---|--:|\n| 1 | 2 |\n\n> quoted\n\n"
                              "see https://a.example/b.")
            .s;

    assert_in("<h1>Title</h1>", html);
    assert_in("<em>a</em> <strong>b</strong> <del>c</del> <code>d</code>", html);
    assert_in("<li>two</li>", html);
    assert_in("<td align=\"right\">2</td>", html);
    assert_in("<blockquote>", html);
    assert_in("href=\"https://a.example/b\"", html);
}

static void
test_wrapped_lines_flow_together(void **state)
{
    assert_in("<p>one\ntwo</p>", markdown_html(*state, "one\ntwo\n").s);
    assert_in("<br", markdown_html(*state, "one  \ntwo\n").s);
}

/* THREATS B18 */
static void
test_markdown_holds_no_raw_html(void **state)
{
    const char *html =
        markdown_html(*state, "<script>alert(1)</script>\n\n<img src=x onerror=a>"
                              "\n\n[x](javascript:alert(1)) <b onclick=a>y</b>")
            .s;

    assert_null(strstr(html, "script"));
    assert_null(strstr(html, "onerror"));
    assert_null(strstr(html, "onclick"));
}

/* THREATS A8 */
static void
test_markdown_is_not_quadratic(void **state)
{
    static const char *const pieces[] = {"[", "*a_ ", "> ", "![",
                                         "`", "| a ", "<",  "**a *"};

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf text;
        int64_t began = clock_monotonic();

        buf_init(&text, *state, 0);
        for (int n = 0; n < 10000; n++)
            buf_str(&text, pieces[i]);
        assert_non_null(markdown_html(*state, buf_text(&text)).s);
        assert_true(clock_monotonic() - began < 20 * MS_SECOND);
    }
}

static void
test_plain_text_keeps_its_shape(void **state)
{
    assert_string_equal(text_html(*state, "one\ntwo\n\nthree <b> & more\n").s,
                        "<p>one<br>two</p><p>three &lt;b&gt; &amp; more</p>");
    assert_string_equal(
        text_html(*state, "> a\n>> b\nc").s,
        "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"
        "<p>c</p>");
    assert_string_equal(text_html(*state, "").s, "");
}

/* THREATS B17 */
static void
test_only_web_and_mail_addresses_become_links(void **state)
{
    const char *html =
        text_html(*state, "javascript:alert(1) data:text/html,x (https://a.example/"
                          "b_(c)). www.b.example, me@c.example! http://\"onx=1")
            .s;

    assert_in(
        "<p>javascript:alert(1) data:text/html,x (<a href=\"https://a.example/b_(c)\"",
        html);
    assert_in("</a>). <a href=\"https://www.b.example\"", html);
    assert_in(">www.b.example</a>, <a href=\"mailto:me@c.example\"", html);
    assert_in("</a>! http://&#34;onx=1</p>", html);
}

static void
test_links_are_found_in_one_pass(void **state)
{
    static const char *const pieces[] = {"@",  "a@", "www.",      "http://",
                                         "a.", "(",  "http://a@b"};

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf text, html;
        int64_t began = clock_monotonic();

        buf_init(&text, *state, 0);
        buf_init(&html, *state, 0);
        for (int n = 0; n < 100000; n++)
            buf_str(&text, pieces[i]);
        link_html(&html, buf_text(&text), text.n);
        assert_true(html.n >= text.n);
        assert_true(clock_monotonic() - began < 20 * MS_SECOND);
    }
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_markdown_becomes_html),
        T(test_wrapped_lines_flow_together),
        T(test_markdown_holds_no_raw_html),
        T(test_markdown_is_not_quadratic),
        T(test_plain_text_keeps_its_shape),
        T(test_only_web_and_mail_addresses_become_links),
        T(test_links_are_found_in_one_pass),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
