/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int
setup(void **state)
{
    crypto_init();
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
count(void *n)
{
    ++*(int *)n;
}

static void
test_arena_runs_clean_ups_and_keeps_alignment(void **state)
{
    struct arena *arena = arena_new(0);
    int n = 0;

    (void)state;
    arena_on_free(arena, count, &n);
    for (size_t i = 1; i < 5000; i++)
        assert_int_equal((uintptr_t)arena_take(arena, i) % sizeof(max_align_t) % 16, 0);
    arena_reset(arena);
    assert_int_equal(n, 1);
    arena_on_free(arena, count, &n);
    arena_free(&arena);
    assert_int_equal(n, 2);
}

static void
test_buf_stops_at_its_ceiling(void **state)
{
    struct buf buf;

    buf_init(&buf, *state, 10);
    buf_str(&buf, "12345");
    buf_str(&buf, "678901");
    assert_true(buf.full);
    assert_string_equal(buf_text(&buf), "12345");
}

static void
test_broken_utf8_is_mended_at_the_boundary(void **state)
{
    static const char *const cases[][2] = {
        {"a\xC0\xAF"
         "b",
         "a\xEF\xBF\xBD\xEF\xBF\xBD"
         "b"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"a\r\nb\rc\x01", "a b c"},
        {"\xE2\x80\xAE"
         "exe.gpj",
         "exe.gpj"},
        {"ñ😀", "ñ😀"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *clean = utf8_clean(*state, bytes_of(cases[i][0]), true);

        assert_string_equal(clean, cases[i][1]);
        assert_true(utf8_valid(bytes_of(clean)));
    }
    assert_string_equal(utf8_shorten(*state, "añb", 2), "añ…");
}

static void
test_civil_time_round_trips(void **state)
{
    int64_t at;

    for (int64_t ms = -MS_DAY * 800000; ms < MS_DAY * 800000; ms += MS_DAY * 97 + 12345678) {
        struct civil civil = civil_from_ms(ms);

        assert_int_equal(civil_to_ms(&civil), ms);
    }
    assert_true(clock_parse("2026-11-23T16:30:00+01:00", &at));
    assert_string_equal(clock_rfc3339(*state, at), "2026-11-23T15:30:00Z");
    assert_string_equal(clock_rfc5322(*state, at), "Mon, 23 Nov 2026 15:30:00 +0000");
    assert_false(clock_parse("2026-13-23T16:30:00Z", &at));
    assert_false(clock_parse("2026-11-23T16:30:00", &at));
}

static void
test_hashes_match_published_vectors(void **state)
{
    assert_string_equal(sha1_hex(*state, bytes_of("abc")),
                        "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert_string_equal(
        sha1_hex(*state,
                 bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    assert_string_equal(sha256_hex(*state, bytes_of("abc")),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
test_password_is_known_again(void **state)
{
    char *hash = password_hash(*state, "correct horse");

    assert_true(password_matches(hash, "correct horse"));
    assert_false(password_matches(hash, "correct horsf"));
    assert_false(password_matches(NULL, "correct horse"));
}

static void
test_json_round_trips_and_is_safe_in_html(void **state)
{
    struct buf buf;
    struct json_out out = {.buf = &buf};
    const struct json *json;
    const char *why;

    buf_init(&buf, *state, 0);
    json_open(&out, '{');
    json_put_text(&out, "a", "</script>\"\xE2\x80\xA8\n");
    json_name(&out, "b");
    json_open(&out, '[');
    json_int(&out, -5);
    json_bool(&out, true);
    json_none(&out);
    json_close(&out, ']');
    json_close(&out, '}');
    assert_string_equal(
        buf_text(&buf),
        "{\"a\":\"\\u003c/script\\u003e\\\"\\u2028\\n\",\"b\":[-5,true,null]}");
    json = json_parse(*state, buf_bytes(&buf), &why);
    assert_non_null(json);
    assert_string_equal(json_as_text(json_member(json, "a")), "</script>\"\xE2\x80\xA8\n");
    assert_int_equal(json_as_int(json_at(json_member(json, "b"), 0)), -5);
    assert_null(json_parse(*state, bytes_of("{\"a\":1,\"a\":2}"), &why));
    assert_non_null(why);
}

static void
test_language_is_chosen_by_weight(void **state)
{
    (void)state;
    assert_string_equal(lang_accept("fr, es-MX;q=0.8, en;q=0.5")->code, "es");
    assert_string_equal(lang_accept("en-US,en;q=0.9,es;q=0.8")->code, "en");
    assert_string_equal(lang_accept(NULL)->code, "en");
    assert_string_equal(lang_find("es-MX")->code, "es");
    assert_null(lang_find("fr"));
}

static void
test_numbers_are_read_whole(void **state)
{
    int64_t value;

    (void)state;
    assert_true(str_to_int("42", 0, 100, &value));
    assert_int_equal(value, 42);
    assert_false(str_to_int("42x", 0, 100, &value));
    assert_false(str_to_int(" 42", 0, 100, &value));
    assert_false(str_to_int("101", 0, 100, &value));
    assert_false(str_to_int("99999999999999999999", 0, INT64_MAX, &value));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_runs_clean_ups_and_keeps_alignment),
        cmocka_unit_test(test_buf_stops_at_its_ceiling),
        cmocka_unit_test(test_broken_utf8_is_mended_at_the_boundary),
        cmocka_unit_test(test_civil_time_round_trips),
        cmocka_unit_test(test_hashes_match_published_vectors),
        cmocka_unit_test(test_password_is_known_again),
        cmocka_unit_test(test_json_round_trips_and_is_safe_in_html),
        cmocka_unit_test(test_language_is_chosen_by_weight),
        cmocka_unit_test(test_numbers_are_read_whole),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
