/* SPDX-License-Identifier: Apache-2.0 */
#include "web/view_parts.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void
test_initials_are_of_the_first_and_the_last_word(void **state)
{
    struct arena *arena = arena_new(0);

    (void)state;
    assert_string_equal(view_initials(arena, "Ana María Ruiz"), "AR");
    assert_string_equal(view_initials(arena, "  Émile  Ñandú "), "ÉÑ");
    assert_string_equal(view_initials(arena, "Cher"), "C");
    assert_string_equal(view_initials(arena, "ana@x.example"), "a");
    assert_string_equal(view_initials(arena, "@"), "");
    assert_string_equal(view_initials(arena, " "), "");
    assert_string_equal(view_initials(arena, NULL), "");
    arena_free(&arena);
}

static void
test_levels_spread_over_any_number_of_priorities(void **state)
{
    (void)state;
    for (size_t rank = 1; rank <= 4; rank++)
        assert_int_equal(view_priority_level(rank, 4), rank);
    assert_int_equal(view_priority_level(1, 1), 1);
    assert_int_equal(view_priority_level(1, 2), 1);
    assert_int_equal(view_priority_level(2, 2), 4);
    assert_int_equal(view_priority_level(2, 3), 3);
    assert_int_equal(view_priority_level(3, 7), 2);
    assert_int_equal(view_priority_level(9, 7), 4);
}

static void
test_an_error_is_found_at_its_field(void **state)
{
    struct arena *arena = arena_new(0);
    struct err second = {.field = "email", .text = "Please give an address."};
    struct err first = {.text = "Two things are missing.", .next = &second};
    struct view_errors errors = view_errors(arena, &first);

    (void)state;
    assert_int_equal(errors.list_n, 2);
    assert_null(errors.list[0].field);
    assert_string_equal(errors.list[1].field, "email");
    assert_null(view_error_of(&first, "name"));
    assert_string_equal(view_input("x", &first, "email").error,
                        "Please give an address.");
    assert_string_equal(view_input("x", &first, "email").value, "x");
    assert_null(view_input("x", NULL, "email").error);
    assert_int_equal(view_errors(arena, NULL).list_n, 0);
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_initials_are_of_the_first_and_the_last_word),
        cmocka_unit_test(test_levels_spread_over_any_number_of_priorities),
        cmocka_unit_test(test_an_error_is_found_at_its_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
