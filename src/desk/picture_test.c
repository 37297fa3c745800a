/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/picture.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int
set_up(void **state)
{
    struct arena *arena = arena_new(0);
    struct cx *cx = NEW(arena, struct cx);

    cx->arena = arena;
    *state = cx;
    return 0;
}

static int
tear_down(void **state)
{
    struct cx *cx = *state;
    struct arena *arena = cx->arena;

    arena_free(&arena);
    return 0;
}

static const char PASTED[] = "<p>See <img src=\"cid:token1\" alt=\"shot\"></p>";

static void
test_pasted_picture_is_shown_from_its_attachment(void **state)
{
    struct cx *cx = *state;
    const char *kept = picture_keep(cx, PASTED, "token0 token1", NULL, 0);
    struct attachment file = {.id = {7}, .content_id = picture_id(cx, "token1")};

    assert_true(picture_is_shown(kept, &file));
    assert_non_null(
        strstr(picture_show(cx, kept, &file, 1, "/files/").s, "src=\"/files/7\""));
}

static void
test_mail_keeps_the_content_id(void **state)
{
    struct cx *cx = *state;
    const char *kept = picture_keep(cx, PASTED, "token1", NULL, 0);
    struct attachment file = {.id = {7}, .content_id = picture_id(cx, "token1")};

    assert_true(picture_is_shown(picture_show(cx, kept, &file, 1, NULL).s, &file));
}

static void
test_picture_of_nobody_loses_its_source(void **state)
{
    struct cx *cx = *state;
    struct attachment file = {.id = {7}, .content_id = picture_id(cx, "token1")};

    assert_null(strstr(picture_keep(cx, PASTED, "token2", NULL, 0), "src="));
    assert_null(strstr(picture_keep(cx, PASTED, NULL, NULL, 0), "src="));
    assert_false(picture_is_shown("<p>none</p>", &file));
    assert_false(picture_is_shown(NULL, &file));
}

static void
test_the_secret_of_an_upload_does_not_leave(void **state)
{
    struct cx *cx = *state;

    assert_null(strstr(picture_keep(cx, PASTED, "token1", NULL, 0), "token1"));
}

static void
test_a_longer_id_is_another_picture(void **state)
{
    struct attachment file = {.id = {7}, .content_id = "a@picture"};

    (void)state;
    assert_false(picture_is_shown("<img src=\"cid:a@pictures\">", &file));
    assert_true(picture_is_shown("<img src=\"cid:a@picture\">", &file));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pasted_picture_is_shown_from_its_attachment,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_mail_keeps_the_content_id, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_picture_of_nobody_loses_its_source, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_the_secret_of_an_upload_does_not_leave,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_longer_id_is_another_picture, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
