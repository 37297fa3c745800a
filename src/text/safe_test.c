/* SPDX-License-Identifier: Apache-2.0 */
#include "text/safe.h"

#include "base/arena.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

/* THREATS B17 */
static void
test_hidden_schemes_are_refused(void **state)
{
    static const char *const refused[] = {"javascript:alert(1)",
                                          "JaVaScRiPt:alert(1)",
                                          " \tjava\nscript:alert(1)",
                                          "\x01javascript:alert(1)",
                                          "java\xE2\x80\x8Bscript:alert(1)",
                                          "data:text/html,x",
                                          "vbscript:x",
                                          "//evil.example/x",
                                          "/\\evil.example",
                                          "\\\\evil.example",
                                          "/\t/evil.example",
                                          "file:///etc/passwd",
                                          "blob:x",
                                          "ftp://host/x",
                                          "",
                                          "x:y",
                                          "view-source:https://a.example"};

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_string_equal(safe_url_of(*state, refused[i]).s, "#");
    assert_string_equal(safe_url_of(*state, NULL).s, "#");
}

static void
test_plain_targets_stay(void **state)
{
    static const char *const kept[] = {"https://a.example/x?y=1:2",
                                       "HTTP://a.example",
                                       "mailto:a@b.example",
                                       "tel:+1555",
                                       "/tickets/1?a=b",
                                       "?after=1",
                                       "#top",
                                       "tickets/1"};

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_string_equal(safe_url_of(*state, kept[i]).s, kept[i]);
    assert_string_equal(safe_url_of(*state, " https://a.example/my file ").s,
                        "https://a.example/my%20file");
}

static void
test_escaping_leaves_no_markup(void **state)
{
    struct buf buf;

    buf_init(&buf, *state, 0);
    escape_html(&buf, "<a b=\"c\" d='e'>&`é");
    assert_string_equal(buf_text(&buf),
                        "&lt;a b=&#34;c&#34; d=&#39;e&#39;&gt;&amp;&#96;é");
    buf_cut(&buf, 0);
    escape_url_component(&buf, "a b/c?é~");
    assert_string_equal(buf_text(&buf), "a%20b%2Fc%3F%C3%A9~");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_hidden_schemes_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_plain_targets_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(test_escaping_leaves_no_markup, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
