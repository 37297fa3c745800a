/* SPDX-License-Identifier: Apache-2.0 */
#include "text/say.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>

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

static int64_t
utc(const char *s)
{
    int64_t at;

    assert_true(clock_parse(s, &at));
    return at;
}

static void
test_moments_are_said_as_people_do(void **state)
{
    static const struct {
        const char *at, *en, *es;
    } cases[] = {
        {"2026-11-23T16:30:00Z", "today, 16:30",         "hoy, 16:30"          },
        {"2026-11-24T09:05:00Z", "tomorrow, 9:05",       "mañana, 9:05"       },
        {"2026-11-22T23:59:59Z", "yesterday, 23:59",     "ayer, 23:59"         },
        {"2026-11-25T00:00:00Z", "Wed 25 Nov, 0:00",     "mié 25 nov, 0:00"   },
        {"2026-05-02T12:00:00Z", "Sat 2 May, 12:00",     "sáb 2 may, 12:00"   },
        {"2027-01-04T09:00:00Z", "Mon 4 Jan 2027, 9:00", "lun 4 ene 2027, 9:00"},
    };
    int64_t now = utc("2026-11-23T15:00:00Z");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t at = utc(cases[i].at);

        assert_string_equal(say_time(*state, NULL, NULL, now, at), cases[i].en);
        assert_string_equal(say_time(*state, lang_find("es"), NULL, now, at),
                            cases[i].es);
    }
    assert_string_equal(say_time(*state, NULL, NULL, now, 0), "");
}

static void
test_days_are_those_of_the_readers_zone(void **state)
{
    const struct zone *zone = zone_find("America/Los_Angeles");
    int64_t now = utc("2026-11-24T02:00:00Z"); /* Monday evening there */

    assert_non_null(zone);
    assert_string_equal(say_time(*state, NULL, zone, now, utc("2026-11-24T07:30:00Z")),
                        "today, 23:30");
    assert_string_equal(say_date(*state, NULL, zone, now, utc("2026-11-24T07:30:00Z")),
                        "Mon 23 Nov");
    assert_string_equal(say_exactly(*state, NULL, zone, utc("2026-11-24T00:30:00Z")),
                        "Monday 23 November 2026, 16:30 PST");
    assert_string_equal(
        say_exactly(*state, lang_find("es"), zone, utc("2026-07-01T00:05:00Z")),
        "martes 30 de junio de 2026, 17:05 PDT");
}

static void
test_waiting_and_lateness_are_told_apart(void **state)
{
    static const struct {
        int64_t left_ms;
        const char *en, *es;
    } cases[] = {
        {35 * MS_MINUTE,           "in 35 min",  "en 35 min"       },
        {1,                        "in 1 min",   "en 1 min"        },
        {59 * MS_MINUTE + 1,       "in 1 h",     "en 1 h"          },
        {MS_HOUR + 40 * MS_MINUTE, "in 2 h",     "en 2 h"          },
        {47 * MS_HOUR,             "in 47 h",    "en 47 h"         },
        {3 * MS_DAY,               "in 3 days",  "en 3 días"      },
        {0,                        "now",        "ahora"           },
        {1 - MS_MINUTE,            "now",        "ahora"           },
        {-MS_MINUTE,               "1 min late", "1 min de retraso"},
        {-2 * MS_HOUR,             "2 h late",   "2 h de retraso"  },
    };
    int64_t now = utc("2026-11-23T15:00:00Z");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t at = now + cases[i].left_ms;

        assert_string_equal(say_until(*state, NULL, now, at), cases[i].en);
        assert_string_equal(say_until(*state, lang_find("es"), now, at), cases[i].es);
    }
    assert_string_equal(say_until(*state, NULL, now, 0), "");
}

static void
test_the_past_is_counted_in_whole_units(void **state)
{
    int64_t now = utc("2026-11-23T15:00:00Z");

    assert_string_equal(say_ago(*state, NULL, now, now - 59 * MS_SECOND), "just now");
    assert_string_equal(say_ago(*state, NULL, now, now + MS_HOUR), "just now");
    assert_string_equal(say_ago(*state, NULL, now, now - 5 * MS_MINUTE - 1), "5 min ago");
    assert_string_equal(say_ago(*state, lang_find("es"), now, now - 2 * MS_HOUR),
                        "hace 2 h");
    assert_string_equal(say_ago(*state, lang_find("es"), now, now - 2 * MS_DAY),
                        "hace 2 días");
    assert_string_equal(say_ago(*state, NULL, now, 0), "");
}

static void
test_durations_and_sizes_are_short(void **state)
{
    const struct lang *es = lang_find("es");

    assert_string_equal(say_duration(*state, NULL, 30 * MS_MINUTE), "30 min");
    assert_string_equal(say_duration(*state, NULL, 4 * MS_HOUR), "4 h");
    assert_string_equal(say_duration(*state, es, 2 * MS_HOUR + 15 * MS_MINUTE),
                        "2 h 15 min");
    assert_string_equal(say_duration(*state, NULL, 14 * MS_HOUR + MS_MINUTE), "14 h");
    assert_string_equal(say_duration(*state, es, 10 * MS_DAY), "10 días");
    assert_string_equal(say_duration(*state, NULL, -5), "0 min");
    assert_string_equal(say_size(*state, NULL, 1), "1 byte");
    assert_string_equal(say_size(*state, NULL, 999), "999 bytes");
    assert_string_equal(say_size(*state, NULL, 14400), "14 kB");
    assert_string_equal(say_size(*state, NULL, 999499), "999 kB");
    assert_string_equal(say_size(*state, NULL, 999500), "1.0 MB");
    assert_string_equal(say_size(*state, es, 1449999), "1,4 MB");
    assert_string_equal(say_size(*state, es, 2500000000), "2,5 GB");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments_are_said_as_people_do),
        cmocka_unit_test(test_days_are_those_of_the_readers_zone),
        cmocka_unit_test(test_waiting_and_lateness_are_told_apart),
        cmocka_unit_test(test_the_past_is_counted_in_whole_units),
        cmocka_unit_test(test_durations_and_sizes_are_short),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
