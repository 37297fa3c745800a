/* SPDX-License-Identifier: Apache-2.0 */
#include "text/plain.h"

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

static void
test_structure_becomes_lines(void **state)
{
    static const char *const cases[][2] = {
        {"<p>one</p><p>two<br>three</p>",                         "one\n\ntwo\nthree"       },
        {"<div>one</div><div>two</div>",                          "one\ntwo"                },
        {" a\n <b> b</b>&nbsp;c &amp; d ",                        "a b\xC2\xA0"
                                           "c & d"},
        {"<ul><li>a<li>b<ol start=3><li>c<li>d</ol></ul>",        "- a\n- b\n  3. c\n  4. d"},
        {"<table><tr><td>1<td>2<tr><td>3<td>4</table>",           "1\t2\n3\t4"              },
        {"<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"      },
        {"<pre>a\n  b\n\nc</pre>",                                "a\n  b\n\nc"             },
        {"<h1>t</h1><hr>x",                                       "t\n\n———\nx"       },
        {"<img src=x alt='A picture'> y",                         "A picture y"             },
        {"<style>x{}</style><script>y</script><!-- z -->a",       "a"                       },
        {"<title>Only a title</title><body> </body>",             "Only a title"            },
        {"",                                                      ""                        },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(plain_from_html(*state, bytes_of(cases[i][0])), cases[i][1]);
}

static void
test_targets_stand_behind_links(void **state)
{
    static const char *const cases[][2] = {
        {"<a href='https://a.example/x'>here</a>.",                "here (https://a.example/x)."},
        {"<a href='https://a.example/'>a.example</a>",             "a.example"                  },
        {"<a href='mailto:a@b.example?subject=x'>a@b.example</a>", "a@b.example"                },
        {"<a href='javascript:alert(1)'>x</a>",                    "x"                          },
        {"<a href='https://a.example'><img src=x></a>y",           "y"                          },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(plain_from_html(*state, bytes_of(cases[i][0])), cases[i][1]);
}

static void
test_containers_of_history_are_marked(void **state)
{
    assert_string_equal(
        plain_marked(*state, bytes_of("a<div class='x yahoo_quoted'>b</div>")),
        "a\n" PLAIN_MARK "\nb");
    assert_string_equal(plain_marked(*state, bytes_of("a&#1;b")), "ab");
}

/* THREATS A8 */
static void
test_hostile_size_is_bounded(void **state)
{
    static const char *const pieces[] = {
        "<blockquote>", "<ul><li>", "<a href=https://a.example>x", "<br>", "<pre>\n",
        "<td>x",        "<p><b>"};

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf html;
        int64_t began = clock_monotonic();

        buf_init(&html, *state, 0);
        for (int n = 0; n < 50000; n++)
            buf_str(&html, pieces[i]);
        buf_lit(&html, "end");
        assert_non_null(strstr(plain_from_html(*state, buf_bytes(&html)), "end"));
        assert_true(clock_monotonic() - began < 20 * MS_SECOND);
    }
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_structure_becomes_lines),
        T(test_targets_stand_behind_links),
        T(test_containers_of_history_are_marked),
        T(test_hostile_size_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
