/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in one cell: each way of writing it, what it means, and what is none. */
#include "plan/value.h"

#include "base/arena.h"
#include "base/clock.h"
#include "plan/fold.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof *(table))

static void
test_lengths_of_time(void **state)
{
    static const struct {
        const char *text;
        int n;
        enum plan_unit unit;
        bool business, calendar;
    } CASES[] = {
        {"15 min",                      15, PLAN_MINUTES,  false, false},
        {"15min",                       15, PLAN_MINUTES,  false, false},
        {"15 mins.",                    15, PLAN_MINUTES,  false, false},
        {"1 minute(s)",                 1,  PLAN_MINUTES,  false, false},
        {"4 hrs",                       4,  PLAN_HOURS_OF, false, false},
        {"4h",                          4,  PLAN_HOURS_OF, false, false},
        {"2 d",                         2,  PLAN_DAYS,     false, false},
        {"1 wk",                        1,  PLAN_WEEKS,    false, false},
        {"6 meses",                     6,  PLAN_MONTHS,   false, false},
        {"3 anos",                      3,  PLAN_YEARS,    false, false},
        {"1 h 30 min",                  90, PLAN_MINUTES,  false, false},
        {"1 h and 30 min",              90, PLAN_MINUTES,  false, false},
        {"1 h y 5 min",                 65, PLAN_MINUTES,  false, false},
        {"1h30",                        90, PLAN_MINUTES,  false, false},
        {"1:30 h",                      90, PLAN_MINUTES,  false, false},
        {"1.5 h",                       90, PLAN_MINUTES,  false, false},
        {"1,5 h",                       90, PLAN_MINUTES,  false, false},
        {"0.25 h",                      15, PLAN_MINUTES,  false, false},
        {"half an hour",                30, PLAN_MINUTES,  false, false},
        {"media hora",                  30, PLAN_MINUTES,  false, false},
        {"a quarter of an hour",        15, PLAN_MINUTES,  false, false},
        {"2 business days",             2,  PLAN_DAYS,     true,  false},
        {"2 biz days",                  2,  PLAN_DAYS,     true,  false},
        {"2 bd",                        2,  PLAN_DAYS,     true,  false},
        {"3 workdays",                  3,  PLAN_DAYS,     true,  false},
        {"3 dias habiles",              3,  PLAN_DAYS,     true,  false},
        {"8 h of open time",            8,  PLAN_HOURS_OF, true,  false},
        {"8 open hours",                8,  PLAN_HOURS_OF, true,  false},
        {"4 h laborables",              4,  PLAN_HOURS_OF, true,  false},
        {"1 h 30 min of business time", 90, PLAN_MINUTES,  true,  false},
        {"3 calendar days",             3,  PLAN_DAYS,     false, true },
        {"3 dias naturales",            3,  PLAN_DAYS,     false, true },
        {"72 h around the clock",       72, PLAN_HOURS_OF, false, true },
        {"next business day",           1,  PLAN_DAYS,     true,  false},
        {"within 2 h",                  2,  PLAN_HOURS_OF, false, false},
        {"at most 2 h",                 2,  PLAN_HOURS_OF, false, false},
        {"<= 2 h",                      2,  PLAN_HOURS_OF, false, false},
        {"dentro de 2 h",               2,  PLAN_HOURS_OF, false, false},
        {"every 4 h",                   4,  PLAN_HOURS_OF, false, false},
        {"cada 2 dias",                 2,  PLAN_DAYS,     false, false},
        {"every day",                   1,  PLAN_DAYS,     false, false},
        {"daily",                       1,  PLAN_DAYS,     false, false},
        {"hourly",                      1,  PLAN_HOURS_OF, false, false},
        {"weekly",                      1,  PLAN_WEEKS,    false, false},
        {"mensual",                     1,  PLAN_MONTHS,   false, false},
        {"yearly",                      1,  PLAN_YEARS,    false, false},
        {"two days",                    2,  PLAN_DAYS,     false, false},
        {"una semana",                  1,  PLAN_WEEKS,    false, false},
        {"thirty minutes",              30, PLAN_MINUTES,  false, false},
        {"10 years",                    10, PLAN_YEARS,    false, false},
        {"",                            0,  PLAN_MINUTES,  false, false},
        {"-",                           0,  PLAN_MINUTES,  false, false},
        {"best effort",                 0,  PLAN_MINUTES,  false, false},
        {"sin plazo",                   0,  PLAN_MINUTES,  false, false},
    };
    struct plan_duration got;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        if (!value_duration(CASES[i].text, &got) || got.n != CASES[i].n ||
            got.unit != CASES[i].unit || got.business != CASES[i].business ||
            got.calendar != CASES[i].calendar)
            fail_msg("%s: %d of %d, business %d, calendar %d", CASES[i].text, got.n,
                     (int)got.unit, got.business, got.calendar);
}

static void
test_what_is_no_length_of_time(void **state)
{
    static const char *const BAD[] = {"15",          "min",
                                      "15 minuts",   "1.5 days",
                                      "1 day 4 h",   "11 years",
                                      "100001 h",    "0 h",
                                      "-4 h",        "4 h x",
                                      "1:75 h",      "1.255 h",
                                      "1 fortnight", "2 business calendar days",
                                      "soon",        "1 h 70",
                                      "3 days 5 min"};
    struct plan_duration got;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        if (value_duration(BAD[i], &got))
            fail_msg("%s is a length of time", BAD[i]);
}

static void
test_times_of_day(void **state)
{
    static const struct {
        const char *text;
        int minutes;
    } CASES[] = {
        {"08:00",          480 },
        {"8",              480 },
        {"8.30",           510 },
        {"8h30",           510 },
        {"0800",           480 },
        {"1730",           1050},
        {"8 am",           480 },
        {"8am",            480 },
        {"12 am",          0   },
        {"12 pm",          720 },
        {"12:30 a.m.",     30  },
        {"5 p.m.",         1020},
        {"5 p. m.",        1020},
        {"11:59pm",        1439},
        {"5 de la tarde",  1020},
        {"9 de la manana", 540 },
        {"noon",           720 },
        {"mediodia",       720 },
        {"midnight",       0   },
        {"24:00",          1440},
        {"24 h",           1440},
        {"17 hrs",         1020},
        {"a las 8",        480 },
        {"0:00",           0   },
        {"2400",           1440}
    };
    static const char *const BAD[] = {"",     "25:00", "8:60",        "24:01", "13 am",
                                      "0 pm", "8:5",   "8:000",       "eight", "8 xm",
                                      "2460", "2500",  "08:00 08:00", ":30",   "8:30:00"};
    int got;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        if (!value_time(CASES[i].text, &got) || got != CASES[i].minutes)
            fail_msg("%s: %d", CASES[i].text, got);
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        if (value_time(BAD[i], &got))
            fail_msg("%s is a time", BAD[i]);
}

static void
test_days(void **state)
{
    static const struct {
        const char *text;
        unsigned days;
    } CASES[] = {
        {"mon-fri",               0x3E},
        {"mon - fri",             0x3E},
        {"monday to friday",      0x3E},
        {"monday through friday", 0x3E},
        {"from monday to friday", 0x3E},
        {"de lunes a viernes",    0x3E},
        {"m-f",                   0x3E},
        {"l-v",                   0x3E},
        {"l a v",                 0x3E},
        {"m, w, f",               0x2A},
        {"mon wed fri",           0x2A},
        {"mon/wed/fri",           0x2A},
        {"mon, wed and fri",      0x2A},
        {"mon & wed",             0x0A},
        {"l, m, x",               0x0E},
        {"m",                     0x02},
        {"t",                     0x04},
        {"fri-mon",               0x63},
        {"sab",                   0x40},
        {"sabados y domingos",    0x41},
        {"s, d, l",               0x43},
        {"every monday",          0x02},
        {"los lunes",             0x02},
        {"sundays",               0x01},
        {"weekdays",              0x3E},
        {"weekdays and sat",      0x7E},
        {"weekdays (mon-fri)",    0x3E},
        {"weekends",              0x41},
        {"every day",             0x7F},
        {"7 days a week",         0x7F},
        {"always",                0x7F},
        {"todos los dias",        0x7F},
        {"mon.-fri.",             0x3E},
        {"tue, thu; sat",         0x54}
    };
    static const char *const BAD[] = {"",  "funday",      "mon-", "mon to",    "and mon",
                                      "z", "mon, funday", "8:00", "mon-fri (x"};
    unsigned got;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        if (!value_days(CASES[i].text, &got) || got != CASES[i].days)
            fail_msg("%s: %x", CASES[i].text, got);
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        if (value_days(BAD[i], &got))
            fail_msg("%s are days", BAD[i]);
}

static void
test_dates(void **state)
{
    static const struct {
        const char *text;
        int year, month, day, days; /* days: how many */
    } CASES[] = {
        {"2026-11-26",                            2026, 11, 26, 1 },
        {"2026/11/26",                            2026, 11, 26, 1 },
        {"26 november 2026",                      2026, 11, 26, 1 },
        {"26 nov 2026",                           2026, 11, 26, 1 },
        {"november 26, 2026",                     2026, 11, 26, 1 },
        {"thu, november 26th, 2026",              2026, 11, 26, 1 },
        {"the 26th of november 2026",             2026, 11, 26, 1 },
        {"26 de noviembre de 2026",               2026, 11, 26, 1 },
        {"viernes 3 de abril de 2026",            2026, 4,  3,  1 },
        {"2028-02-29",                            2028, 2,  29, 1 },
        {"2026-12-21 to 2027-01-01",              2026, 12, 21, 12},
        {"from 2026-12-21 to 2026-12-22",         2026, 12, 21, 2 },
        {"2026-12-21 - 2026-12-22",               2026, 12, 21, 2 },
        {"2026-12-21..2026-12-22",                2026, 12, 21, 2 },
        {"del 2026-12-21 al 2026-12-22",          2026, 12, 21, 2 },
        {"21 to 24 december 2026",                2026, 12, 21, 4 },
        {"21 december 2026 until 4 january 2027", 2026, 12, 21, 15},
        {"2026-12-21 to 2026-12-21",              2026, 12, 21, 1 },
    };
    static const char *const BAD[] = {"",
                                      "2026-13-01",
                                      "2026-00-01",
                                      "2026-02-30",
                                      "2027-02-29",
                                      "2026-1-1",
                                      "2026-12-21 to 2026-12-20",
                                      "26-11-2026",
                                      "1969-12-31",
                                      "2201-01-01",
                                      "tomorrow",
                                      "2026-12-21 to",
                                      "2026-12-32",
                                      "2026-12-211",
                                      "2026/12-21",
                                      "12-25",
                                      "24 to 21 december 2026"};
    struct plan_closed got;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        int64_t first = civil_days(CASES[i].year, CASES[i].month, CASES[i].day);
        if (!value_closed(CASES[i].text, &got) || got.kind != PLAN_CLOSED_RANGE ||
            got.first_day != first || got.last_day != first + CASES[i].days - 1)
            fail_msg("%s: %lld to %lld", CASES[i].text, (long long)got.first_day,
                     (long long)got.last_day);
    }
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        if (value_closed(BAD[i], &got))
            fail_msg("%s is a date", BAD[i]);
}

static void
test_recurring_dates(void **state)
{
    static const struct {
        const char *text;
        int month, day, to_month, to_day, nth, weekday;
    } CASES[] = {
        {"every 07-04",                    7,  4,  7,  4,  0,  0},
        {"every 4 july",                   7,  4,  7,  4,  0,  0},
        {"every july 4th",                 7,  4,  7,  4,  0,  0},
        {"every year on 4 july",           7,  4,  7,  4,  0,  0},
        {"25 december",                    12, 25, 12, 25, 0,  0},
        {"cada 25 de diciembre",           12, 25, 12, 25, 0,  0},
        {"todos los 25 de diciembre",      12, 25, 12, 25, 0,  0},
        {"1 de enero",                     1,  1,  1,  1,  0,  0},
        {"every 02-29",                    2,  29, 2,  29, 0,  0},
        {"every 12-24 to 01-02",           12, 24, 1,  2,  0,  0},
        {"every 12-24 to 12-26",           12, 24, 12, 26, 0,  0},
        {"every 24 to 26 december",        12, 24, 12, 26, 0,  0},
        {"every 24 december to 2 january", 12, 24, 1,  2,  0,  0},
        {"every last mon of may",          5,  0,  0,  0,  -1, 1},
        {"the last friday in august",      8,  0,  0,  0,  -1, 5},
        {"every 4th thu of nov",           11, 0,  0,  0,  4,  4},
        {"every first monday of october",  10, 0,  0,  0,  1,  1},
        {"cada ultimo lunes de mayo",      5,  0,  0,  0,  -1, 1},
        {"cada tercer lunes de febrero",   2,  0,  0,  0,  3,  1},
        {"el segundo domingo de mayo",     5,  0,  0,  0,  2,  0},
        {"every 5th sat of march",         3,  0,  0,  0,  5,  6},
    };
    static const char *const BAD[] = {"every",         "every 13-01",
                                      "every 02-30",   "every 00-10",
                                      "every 06-31",   "every 6th mon of may",
                                      "every mon",     "every last of may",
                                      "every 07-04 x", "every 26 to 24 december",
                                      "every 0 july",  "every july"};
    struct plan_closed got;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        bool weekday = CASES[i].nth != 0;
        if (!value_closed(CASES[i].text, &got) ||
            got.kind != (weekday ? PLAN_CLOSED_WEEKDAY : PLAN_CLOSED_DATE) ||
            got.month != CASES[i].month ||
            (weekday ? got.nth != CASES[i].nth || got.weekday != CASES[i].weekday
                     : got.day != CASES[i].day || got.to_month != CASES[i].to_month ||
                           got.to_day != CASES[i].to_day))
            fail_msg("%s: %d, %d-%d to %d-%d, %d %d", CASES[i].text, (int)got.kind,
                     got.month, got.day, got.to_month, got.to_day, got.nth, got.weekday);
    }
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        if (value_closed(BAD[i], &got))
            fail_msg("%s is a date", BAD[i]);
}

static void
test_what_a_day_is(void **state)
{
    static const char *const CASES[] = {
        "a day is 8 h of open time.",
        "one business day equals 8 hours.",
        "for us, a working day means 8 h.",
        "1 day = 8 h",
        "every day has 8 hours",
        "business days last 8 h",
        "un dia habil equivale a 8 horas",
        "una jornada son 8 h",
        "on the business clock a day is 8 h of open time, a week 5 days",
    };
    static const char *const BAD[] = {
        "a good day is 8 h", "a day is long", "a day 8 h", "", "days", "a week is 8 h"};
    struct plan_duration got;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        if (!value_day_length(CASES[i], &got) || value_ms(got) != 8 * MS_HOUR)
            fail_msg("%s: %d", CASES[i], got.n);
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        if (value_day_length(BAD[i], &got))
            fail_msg("%s says what a day is", BAD[i]);
}

static void
test_lengths_are_written_and_measured(void **state)
{
    struct arena *arena = arena_new(0);
    struct plan_duration duration = {.n = 2, .unit = PLAN_DAYS, .business = true};

    (void)state;
    assert_string_equal(value_duration_text(arena, duration), "2 business days");
    duration = (struct plan_duration){.n = 1, .unit = PLAN_WEEKS, .calendar = true};
    assert_string_equal(value_duration_text(arena, duration), "1 calendar week");
    assert_int_equal(value_ms(duration), 7 * MS_DAY);
    duration = (struct plan_duration){.n = 3, .unit = PLAN_MONTHS};
    assert_int_equal(value_ms(duration), 90 * MS_DAY);
    duration = (struct plan_duration){.n = 2, .unit = PLAN_YEARS};
    assert_int_equal(value_ms(duration), 730 * MS_DAY);
    assert_string_equal(value_duration_text(arena, (struct plan_duration){0}), "");
    assert_int_equal(value_yes("si"), 1);
    assert_int_equal(value_yes("no"), 0);
    assert_int_equal(value_yes(""), 0);
    assert_int_equal(value_yes("perhaps"), -1);
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths_of_time),
        cmocka_unit_test(test_what_is_no_length_of_time),
        cmocka_unit_test(test_times_of_day),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_recurring_dates),
        cmocka_unit_test(test_what_a_day_is),
        cmocka_unit_test(test_lengths_are_written_and_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
