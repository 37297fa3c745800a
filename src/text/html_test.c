/* SPDX-License-Identifier: Apache-2.0 */
#include "text/html.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"

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

static const char *
clean(void **state, const char *html)
{
    return html_clean(*state, bytes_of(html), (struct html_options){0}).s;
}

#define LINK(href, text)                                                                 \
    "<a href=\"" href "\" title=\"" href                                                 \
    "\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">" text "</a>"

static void
test_formatting_stays(void **state)
{
    static const char *const same[] = {
        "<p>a <b>b</b> <i>c</i> <u>d</u> <s>e</s> <em>f</em> <strong>g</strong></p>",
        "<h1>a</h1><h6>b</h6><hr><p>c<br>d</p>",
        "<ul><li>a</li><li>b<ol start=\"3\"><li>c</li></ol></li></ul>",
        "<dl><dt>a</dt><dd>b</dd></dl><blockquote>c</blockquote>",
        "<table border=\"1\"><tbody><tr><td colspan=\"2\">a</td></tr></tbody></table>",
        "<p style=\"color: red; font-weight: bold\">a</p>",
        "x<sub>1</sub><sup>2</sup><small>s</small><code>c</code><kbd>k</kbd>",
    };

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_string_equal(clean(state, same[i]), same[i]);
    assert_string_equal(clean(state, "<center>a</center>"),
                        "<div style=\"text-align: center\">a</div>");
    assert_string_equal(clean(state, "<font color=#f00 size=5>a</font>"),
                        "<span style=\"color: #f00; font-size: x-large\">a</span>");
}

/* THREATS B13 */
static void
test_nothing_that_runs_stays(void **state)
{
    static const char *const gone[] = {"<script>alert(1)</script>",
                                       "<ScRiPt src=//x></sCrIpT>",
                                       "<style>*{x:y}</style>",
                                       "<iframe src=x></iframe>",
                                       "<svg onload=alert(1)><a xlink:href=javascript:1>",
                                       "<math><mi xlink:href='data:x'></mi></math>",
                                       "<meta http-equiv=refresh content=0>",
                                       "<base href=//x>",
                                       "<link rel=stylesheet href=//x>",
                                       "<form action=x></form>",
                                       "<object data=x></object>",
                                       "<embed src=x>",
                                       "<!-- <b>x</b> -->",
                                       "<![CDATA[<b>]]>",
                                       "<input onfocus=alert(1) autofocus>",
                                       "<template></template>"};

    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        const char *out = clean(state, gone[i]);

        if (strcmp(out, "]]&gt;") != 0)
            assert_string_equal(out, "");
    }
    assert_string_equal(clean(state, "<p onclick=a() id=x name=y class=z>a</p>"),
                        "<p>a</p>");
    assert_string_equal(
        clean(state, "<div><p onmouseover='x'><a onclick=x>b</a></p></div>"),
        "<div><p>b</p></div>");
    assert_string_equal(
        clean(state, "<form><button formaction=javascript:1>go</button></form>"), "go");
}

/* THREATS B13: the next parser must not read it another way. */
static void
test_text_never_becomes_markup(void **state)
{
    static const char *const tricks[] = {
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">x",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 "
        "onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src "
        "onerror=alert(1)>",
        "<xmp><img src=x onerror=alert(1)></xmp>",
        "<plaintext><script>alert(1)</script>",
        "<textarea></textarea><img src=x onerror=alert(1)>",
        "<a title=\"`onmouseover=alert(1)`\">x</a>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<title></title><img src=x onerror=alert(1)></title>",
        "<select><template><style></select><img src=x onerror=alert(1)>",
        "<table><caption><svg><title><table><caption></table><style><a "
        "title=\"</style><img "
        "src=x onerror=alert(1)>\">"};

    for (size_t i = 0; i < sizeof tricks / sizeof *tricks; i++) {
        const char *once = clean(state, tricks[i]);
        const char *twice = clean(state, once);

        assert_null(strstr(once, "<script"));
        for (const char *p = once; (p = strchr(p, '<')); p++) {
            size_t n = strcspn(p, ">");

            assert_null(memmem(p, n, " on", 3) ? strstr(p, "onerror=alert(1)>") : NULL);
            assert_null(memchr(p + 1, '<', n - 1));
        }
        assert_non_null(twice);
    }
}

/* THREATS B17 */
static void
test_links_go_where_they_say(void **state)
{
    assert_string_equal(clean(state, "<a href='https://a.example/x'>read</a>"),
                        LINK("https://a.example/x", "read"));
    assert_string_equal(clean(state, "<a href='javascript:alert(1)'>x</a>"), "x");
    assert_string_equal(clean(state, "<a href='java&#9;script:alert(1)'>x</a>"), "x");
    assert_string_equal(clean(state, "<a href='&#106;avascript:alert(1)'>x</a>"), "x");
    assert_string_equal(clean(state, "<a href='data:text/html,x'>x</a>"), "x");
    assert_string_equal(clean(state, "<a href='#top'>x</a>"), "x");
    assert_string_equal(
        clean(state, "<a href='http://evil.example/'>www.bank.example</a>"),
        LINK("http://evil.example/", "www.bank.example") " [evil.example]");
    assert_string_equal(
        clean(state, "<a href='http://bank.example@evil.example/'>bank.example</a>"),
        LINK("http://bank.example@evil.example/", "bank.example") " [evil.example]");
    assert_string_equal(
        clean(state, "<a href='https://www.bank.example/a'>bank.example</a>"),
        LINK("https://www.bank.example/a", "bank.example"));
    assert_string_equal(clean(state, "<a href='mailto:a@b.example'>Write</a>"),
                        LINK("mailto:a@b.example", "Write"));
}

/* THREATS B19 */
static void
test_nothing_is_loaded_from_elsewhere(void **state)
{
    struct html_seen seen;
    struct html_options options = {.seen = &seen};
    const char *out =
        html_clean(
            *state,
            bytes_of(
                "<img src='http://t.example/p.png' alt='Plan' width=20 height=10>"
                "<img src='https://t.example/b.gif' width=1 height=1>"
                "<table background='//t.example/x'><tr><td style=\"background: "
                "#eee url('http://t.example/y')\">a</table>"
                "<p style=\"list-style-image:u\\72l(//t.example);content:'x'\">b</p>"),
            options)
            .s;

    assert_string_equal(
        out, "<img alt=\"Plan\" data-remote=\"1\" height=\"10\" width=\"20\">"
             "<table><tbody><tr><td style=\"background-color: #eee\">a</td></tr>"
             "</tbody></table><p>b</p>");
    assert_int_equal(seen.remote_n, 1);
    options.proxy = "/picture?u=";
    assert_string_equal(
        html_clean(*state, bytes_of("<img src='//t.example/a?b'>"), options).s,
        "<img alt=\"\" src=\"/picture?u=%2F%2Ft.example%2Fa%3Fb\" data-remote=\"1\">");
}

static void
test_pictures_of_the_message_are_resolved(void **state)
{
    static const struct html_cid cids[] = {
        {"a@b", "/files/1?x=1&y=2"}
    };
    struct html_options options = {.cids = cids, .cids_n = 1};

    assert_string_equal(
        html_clean(*state, bytes_of("<img src='cid:a@b'><img src=cid:none alt=n>"),
                   options)
            .s,
        "<img alt=\"\" src=\"/files/1?x=1&amp;y=2\"><img alt=\"n\">");
    assert_string_equal(clean(state, "<img src='data:image/png;base64,iVBO\nRw0='>"),
                        "<img alt=\"\" src=\"data:image/png;base64,iVBORw0=\">");
    assert_string_equal(html_clean(*state, bytes_of("<img src=' c id:\"a<@b'>"),
                                   (struct html_options){.keep_cids = true})
                            .s,
                        "<img alt=\"\" src=\"cid:&#34;a&lt;@b\">");
    /* THREATS B14 */
    assert_string_equal(clean(state, "<img src='data:image/svg+xml;base64,PHN2Zz4='>"),
                        "<img alt=\"\">");
    assert_string_equal(clean(state, "<img src='data:text/html;base64,PHN2Zz4='>"),
                        "<img alt=\"\">");
}

static void
test_css_is_reduced(void **state)
{
    static const char *const cases[][2] = {
        {"position:fixed;top:0;left:0;z-index:9;color:red",                 "color: red"        },
        {"width:expression(alert(1));padding:1px 2px",                      "padding: 1px 2px"  },
        {"color:r\\65 d",                                                   "color: red"        },
        {"background:url(javascript:1)",                                    NULL                },
        {"c/**/olor:red;behavior:url(x);-moz-binding:url(x)",               "color: red"        },
        {"margin:-10px;margin-left:99999px;text-align:center",              "text-align: center"},
        {"font-size:1px;font-size:1000px;font-size:12pt",                   "font-size: 12pt"   },
        {"color:rgb(1, 2, 3);color:rgba(1,2,3,.5)",
         "color: rgb(1, 2, 3); color: rgba(1,2,3,.5)"                                           },
        {"font-family:Arial,\"Segoe UI\";border:1px solid #abc !important",
         "font-family: Arial,&#39;Segoe UI&#39;; border: 1px solid #abc"                        },
        {"@import 'x';color:blue",                                          NULL                },
        {"color:red;/*",                                                    "color: red"        },
        {"font-family:\"a;color:red\"",                                     NULL                },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf in, want;

        buf_init(&in, *state, 0);
        buf_init(&want, *state, 0);
        buf_lit(&in, "<p style='");
        buf_str(&in, cases[i][0]);
        buf_lit(&in, "'>a</p>");
        if (cases[i][1]) {
            buf_lit(&want, "<p style=\"");
            buf_str(&want, cases[i][1]);
            buf_lit(&want, "\">a</p>");
        } else {
            buf_lit(&want, "<p>a</p>");
        }
        assert_string_equal(clean(state, buf_text(&in)), buf_text(&want));
    }
}

/* THREATS A8: many times the same piece, in bounded time, and the text is still there. */
static void
test_hostile_size_is_bounded(void **state)
{
    static const char *const pieces[][2] = {
        {"<div>",                                          "</div>"},
        {"<b><i><p>",                                      ""      },
        {"<font color=red><p>x",                           ""      },
        {"<table><tr><td>",                                ""      },
        {"<table>",                                        "<b>x"  },
        {"<a href=x><b>",                                  "</a>"  },
        {"<p style='color:red;color:red;color:red'>x</p>", ""      },
        {"<!--",                                           ""      },
        {"<svg><desc>",                                    ""      },
        {"<script>",                                       ""      },
        {"<ul><li>",                                       ""      },
        {"<select><option>",                               ""      },
        {"</p></br></x>",                                  ""      },
        {"<",                                              ""      },
        {"&",                                              ""      },
    };

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf html;
        int64_t began = clock_monotonic();
        const char *out;

        buf_init(&html, *state, 0);
        buf_lit(&html, "beginning");
        for (int n = 0; n < 30000; n++)
            buf_str(&html, pieces[i][0]);
        buf_lit(&html, "<p>middle</p>");
        for (int n = 0; n < 30000; n++)
            buf_str(&html, pieces[i][1]);
        out = html_clean(*state, buf_bytes(&html), (struct html_options){0}).s;
        assert_non_null(strstr(out, "beginning"));
        assert_true(clock_monotonic() - began < 20 * MS_SECOND); /* under sanitizers */
    }
}

static void
test_text_survives_deep_nesting(void **state)
{
    struct html_seen seen;
    struct html_options options = {.seen = &seen};
    struct buf html;
    const char *out;

    buf_init(&html, *state, 0);
    for (int n = 0; n < 100000; n++)
        buf_lit(&html, "<div>");
    buf_lit(&html, "deep down");
    for (int n = 0; n < 100000; n++)
        buf_lit(&html, "</div>");
    buf_lit(&html, "<p>after</p>");
    out = html_clean(*state, buf_bytes(&html), options).s;
    assert_non_null(strstr(out, "deep down"));
    assert_non_null(strstr(out, "<p>after</p>"));
    assert_true(seen.shortened);
}

static void
test_a_large_table_and_many_styles_stay_readable(void **state)
{
    struct html_seen seen = {0};
    struct html_options options = {.seen = &seen};
    struct buf html;
    const char *out;

    buf_init(&html, *state, 0);
    buf_lit(&html, "<table>");
    for (int n = 0; html.n < 10u << 20; n++)
        buf_printf(&html, "<tr><td style=\"border:1px solid #ccc\">%0200d</td></tr>", n);
    buf_lit(&html, "<tr><td>the last cell</td></tr></table>");
    for (int n = 0; n < 10000; n++)
        buf_printf(&html, "<p style=\"color:#c00;margin:%dpx;background:url(x)\">%d</p>",
                   n % 30, n);
    out = html_clean(*state, buf_bytes(&html), options).s;
    assert_non_null(strstr(out, "the last cell</td>"));
    assert_non_null(strstr(out, "<p style=\"color: #c00; margin: 9px\">9999</p>"));
    assert_null(strstr(out, "url("));
    assert_false(seen.shortened);
}

static void
test_one_tag_with_many_attributes(void **state)
{
    struct buf html;

    buf_init(&html, *state, 0);
    buf_lit(&html, "<p");
    for (int n = 0; n < 100000; n++)
        buf_printf(&html, " a%d=1 title=%d", n, n);
    buf_lit(&html, ">x</p>");
    assert_string_equal(html_clean(*state, buf_bytes(&html), (struct html_options){0}).s,
                        "<p title=\"0\">x</p>");
}

static void
test_broken_bytes_are_harmless(void **state)
{
    assert_string_equal(clean(state, "a\xFF\x01<b>\xC3</b>&#1;&#x80;"),
                        "a\xEF\xBF\xBD<b>\xEF\xBF\xBD</b>\xE2\x82\xAC");
    assert_string_equal(html_clean(*state, (struct bytes){0}, (struct html_options){0}).s,
                        "");
    assert_string_equal(clean(state, "<pre>\n\na</pre>"), "<pre>\n\na</pre>");
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_formatting_stays),
        T(test_nothing_that_runs_stays),
        T(test_text_never_becomes_markup),
        T(test_links_go_where_they_say),
        T(test_nothing_is_loaded_from_elsewhere),
        T(test_pictures_of_the_message_are_resolved),
        T(test_css_is_reduced),
        T(test_hostile_size_is_bounded),
        T(test_text_survives_deep_nesting),
        T(test_a_large_table_and_many_styles_stay_readable),
        T(test_one_tag_with_many_attributes),
        T(test_broken_bytes_are_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
