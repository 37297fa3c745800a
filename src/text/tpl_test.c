/* SPDX-License-Identifier: Apache-2.0 */
#include "text/tpl.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "text/tpl_test_templates.h"
#include "text/tpl_test_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOSTILE "<b>\"'&`javascript:/../é%\n"

static const struct test_row rows[] = {
    {"a<b", 0            },
    {"c",   1795451400000}
};
static const char *const words[] = {"x&y", NULL};

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

static struct test_view
hostile_view(void)
{
    return (struct test_view){
        .hostile = HOSTILE,
        .letters = "<i>",
        .html = {"<em title=\"x\">y</em>"},
        .url = {"/a?b=1&c=\"'"},
        .state = TEST_STATE_OPEN,
        .on = true,
        .count = 3,
        .at = 1795451400000, /* 2026-11-23T16:30:00Z */
        .huge = UINT64_MAX,
        .rows = rows,
        .rows_n = 2,
        .words = words,
        .words_n = 2,
        .label = "tomorrow, %s",
    };
}

static const char *
page(struct arena *arena, const struct lang *lang, const struct test_view *view,
     void (*template)(struct tpl *, const struct test_view *))
{
    struct buf *out = NEW(arena, struct buf);
    struct tpl tpl = {.out = out, .lang = lang, .now = 1795449300000};

    buf_init(out, arena, 0);
    template(&tpl, view);
    return buf_text(out);
}

static const char *
between(struct arena *arena, const char *text, const char *from, const char *to)
{
    const char *start = strstr(text, from), *end;

    assert_non_null(start);
    start += strlen(from);
    end = strstr(start, to);
    assert_non_null(end);
    return arena_strndup(arena, start, (size_t)(end - start));
}

#define TEXT_ESCAPED "&lt;b&gt;&#34;&#39;&amp;&#96;javascript:/../é%\n"
#define URL_ESCAPED  "%3Cb%3E%22%27%26%60javascript%3A%2F..%2F%C3%A9%25%0A"

static void
test_hostile_values_are_escaped_where_they_stand(void **state)
{
    struct test_view view = hostile_view();
    const char *html = page(*state, NULL, &view, tpl_test_case_html);

    assert_string_equal(between(*state, html, "<title>", "</title>"), TEXT_ESCAPED);
    assert_string_equal(between(*state, html, "<p>", "</p>"), TEXT_ESCAPED
                        "|<em title=\"x\">y</em>|/a?b=1&amp;c=&#34;&#39;|&lt;i&gt;"
                        "|3|18446744073709551615");
    assert_string_equal(between(*state, html, "<p title=", "></p>"),
                        "\"" TEXT_ESCAPED "\" data-x='" TEXT_ESCAPED "'");
    assert_non_null(strstr(html, "<a href=\"/a?b=1&amp;c=&#34;&#39;\"></a>"));
    assert_non_null(
        strstr(html, "<a href=\"/a/" URL_ESCAPED "?q=" URL_ESCAPED "#3\"></a>"));
    assert_non_null(strstr(html, "<a href=\"mailto:" URL_ESCAPED "\">"));
    assert_string_equal(between(*state, html, "srcdoc=\"", "\">"),
                        "&lt;em title=&#34;x&#34;&gt;y&lt;/em&gt;");
    assert_string_equal(between(*state, html, "<textarea>", "</textarea>"),
                        "\n " TEXT_ESCAPED);
}

static void
test_first_path_piece_never_makes_another_host(void **state)
{
    struct test_view view = hostile_view();

    view.label = "";
    assert_non_null(
        strstr(page(*state, NULL, &view, tpl_test_case_html), "<a href=\"/-/x\"></a>"));
    view.label = "..";
    assert_non_null(
        strstr(page(*state, NULL, &view, tpl_test_case_html), "<a href=\"/-/x\"></a>"));
    view.label = "/evil.example";
    assert_non_null(strstr(page(*state, NULL, &view, tpl_test_case_html),
                           "<a href=\"/%2Fevil.example/x\"></a>"));
}

static void
test_conditions_and_lists_follow_the_view(void **state)
{
    struct test_view view = hostile_view();
    const char *html = page(*state, NULL, &view, tpl_test_case_html);

    assert_non_null(strstr(html, "</textarea> B <input type=\"checkbox\" checked>"));
    assert_non_null(strstr(html, "<ul><li>a&lt;b</li> <hr><li>c</li> <li>x&amp;y</li>"
                                 "<li></li></ul>"));
    view.state = TEST_STATE_CLOSED;
    assert_non_null(
        strstr(page(*state, NULL, &view, tpl_test_case_html), "</textarea> A "));
    view.on = false;
    view.hostile = "";
    view.rows_n = view.words_n = 0;
    view.only = &rows[1];
    html = page(*state, NULL, &view, tpl_test_case_html);
    assert_non_null(strstr(html, "</textarea> C <input type=\"checkbox\">"));
    assert_non_null(strstr(html, "<ul><li>0</li></ul>"));
    assert_non_null(strstr(html, "<li>c</li> c"));
}

static void
test_texts_come_in_the_readers_language(void **state)
{
    struct test_view view = hostile_view();
    const char *html = page(*state, lang_find("es"), &view, tpl_test_case_html);

    assert_non_null(strstr(html, "<html lang=\"es\">"));
    assert_non_null(strstr(html, "<p>" TEXT_ESCAPED " de retraso|en <time"
                                 " datetime=\"2026-11-23T16:30:00Z\""
                                 " title=\"lunes 23 de noviembre de 2026, 16:30 UTC\">"
                                 "hoy, 16:30</time>|mañana, %s</p>"));
}

static void
test_plain_text_keeps_its_lines_and_escapes_nothing(void **state)
{
    struct test_view view = hostile_view();

    assert_string_equal(page(*state, NULL, &view, tpl_test_mail_text),
                        "in " HOSTILE
                        "\n  /a?b=1&c=\"' 3\n- a<b, \n- c, today, 16:30\n.\n");
    view.on = false;
    view.rows_n = 0;
    assert_string_equal(page(*state, NULL, &view, tpl_test_mail_text),
                        "  /a?b=1&c=\"' 3\n.\n");
}

static void
test_a_null_text_puts_nothing(void **state)
{
    struct test_view view = {0};
    const char *html = page(*state, NULL, &view, tpl_test_case_html);

    assert_string_equal(between(*state, html, "<p>", "</p>"), "||||0|0");
    assert_string_equal(between(*state, html, "|in ", "|"), "");
}

/* Fifty rows must not be what makes a queue slow: the bound is loose enough for
 * sanitizers. */
static void
test_a_thousand_pages_take_no_time(void **state)
{
    struct test_row many[50];
    struct test_view view = hostile_view();
    int64_t start;

    for (size_t i = 0; i < 50; i++)
        many[i] = (struct test_row){"The printer on the second floor prints nothing", 1};
    view.rows = many;
    view.rows_n = 50;
    start = clock_monotonic();
    for (int i = 0; i < 1000; i++) {
        page(*state, lang_find("es"), &view, tpl_test_case_html);
        arena_reset(*state);
    }
    print_message("%d us a page\n", (int)(clock_monotonic() - start));
    assert_true(clock_monotonic() - start < 5000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile_values_are_escaped_where_they_stand),
        cmocka_unit_test(test_first_path_piece_never_makes_another_host),
        cmocka_unit_test(test_conditions_and_lists_follow_the_view),
        cmocka_unit_test(test_texts_come_in_the_readers_language),
        cmocka_unit_test(test_plain_text_keeps_its_lines_and_escapes_nothing),
        cmocka_unit_test(test_a_null_text_puts_nothing),
        cmocka_unit_test(test_a_thousand_pages_take_no_time),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
