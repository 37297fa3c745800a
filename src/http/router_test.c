/* SPDX-License-Identifier: Apache-2.0 */
#include "http/router.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct router_route routes[] = {
    {HTTP_GET,    "/",                     "home"  },
    {HTTP_GET,    "/t/new",                "new"   },
    {HTTP_GET,    "/t/:ticket",            "ticket"},
    {HTTP_POST,   "/t/:ticket/reply",      "reply" },
    {HTTP_GET,    "/t/:ticket/file/:file", "file"  },
    {HTTP_GET,    "/t/new/help",           "help"  },
    {HTTP_POST,   "/t/new",                "create"},
    {HTTP_GET,    "/static/*path",         "static"},
    {HTTP_DELETE, "/t/:number",            "delete"},
};

struct found {
    enum router_result result;
    struct router_found out;
};

static struct found
find(struct arena *arena, enum http_method method, const char *path)
{
    const struct router *router =
        router_new(arena, routes, sizeof routes / sizeof *routes);
    struct found found = {0};

    found.result = router_match(router, arena, method, path, &found.out);
    return found;
}

static void
test_literal_wins_over_name(void **state)
{
    struct found found = find(*state, HTTP_GET, "/t/new");

    assert_int_equal(found.result, ROUTER_FOUND);
    assert_string_equal(found.out.entry, "new");
    assert_int_equal(found.out.params.n, 0);
    found = find(*state, HTTP_GET, "/t/newer");
    assert_string_equal(found.out.entry, "ticket");
    assert_string_equal(fields_find(&found.out.params, "ticket"), "newer");
}

static void
test_search_turns_back_from_a_literal(void **state)
{
    struct found found = find(*state, HTTP_POST, "/t/new/reply");

    assert_int_equal(found.result, ROUTER_FOUND);
    assert_string_equal(found.out.entry, "reply");
    assert_string_equal(fields_find(&found.out.params, "ticket"), "new");
    assert_int_equal(found.out.params.n, 1);
    found = find(*state, HTTP_DELETE, "/t/new");
    assert_string_equal(found.out.entry, "delete");
    assert_string_equal(fields_find(&found.out.params, "number"), "new");
}

static void
test_names_and_rest_are_told(void **state)
{
    struct found found = find(*state, HTTP_GET, "/t/7/file/9");

    assert_string_equal(fields_find(&found.out.params, "ticket"), "7");
    assert_string_equal(fields_find(&found.out.params, "file"), "9");
    found = find(*state, HTTP_GET, "/static/css/main.css");
    assert_string_equal(fields_find(&found.out.params, "path"), "css/main.css");
    assert_int_equal(find(*state, HTTP_GET, "/static").result, ROUTER_NO_PATH);
    assert_int_equal(find(*state, HTTP_GET, "/static/").result, ROUTER_NO_PATH);
}

static void
test_head_is_get_and_other_methods_are_listed(void **state)
{
    struct found found = find(*state, HTTP_HEAD, "/");

    assert_string_equal(found.out.entry, "home");
    found = find(*state, HTTP_PUT, "/t/new");
    assert_int_equal(found.result, ROUTER_NO_METHOD);
    assert_string_equal(found.out.allow, "GET, HEAD, POST, DELETE");
    found = find(*state, HTTP_GET, "/t/7/reply");
    assert_int_equal(found.result, ROUTER_NO_METHOD);
    assert_string_equal(found.out.allow, "POST");
}

static void
test_unknown_paths_and_closing_slashes_are_not_found(void **state)
{
    static const char *const paths[] = {
        "/x", "/t", "/t/", "/t/7/", "/t/7/reply/x", "/t//reply", "/t/7/file/", "/T/new"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_int_equal(find(*state, HTTP_GET, paths[i]).result, ROUTER_NO_PATH);
}

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literal_wins_over_name),
        cmocka_unit_test(test_search_turns_back_from_a_literal),
        cmocka_unit_test(test_names_and_rest_are_told),
        cmocka_unit_test(test_head_is_get_and_other_methods_are_listed),
        cmocka_unit_test(test_unknown_paths_and_closing_slashes_are_not_found),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
