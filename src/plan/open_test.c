/* SPDX-License-Identifier: Apache-2.0 */
/* Open time against a slow reference that looks at each minute by itself, in every zone
 * whose clocks change between 2025 and 2030. */
#include "plan/open.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char HEAD[] =
    "# T\n\n| Setting | Value |\n|---|---|\n| Time zone | %s |\n\n"
    "## Hours\n\n| Days | Open | Close | Organization |\n|-|-|-|-|\n%s";

static const char SHIFTS[] =
    "| Mon-Fri | 07:30 | 12:00 | |\n| Mon-Thu | 11:00 | 16:30 | |\n"
    "| Sat-Sun | 21:45 | 04:15 | |\n| Sun | 00:30 | 03:00 | |\n"
    "| Mon-Fri | 09:00 | 10:00 | Tugs |\n\n"
    "- every last Mon of May\n- every 12-24 to 01-02\n"
    "- every 02-29: leap day\n- 2026-03-08\n- every 1st Sun of Nov\n";

static struct plan *
read_hours(struct arena *arena, const char *zone, const char *rows)
{
    struct plan_problems problems = {0};
    struct plan *plan =
        plan_read(arena, arena_printf(arena, HEAD, zone, rows), &problems);

    assert_non_null(plan);
    return plan;
}

static int64_t
at(const char *rfc3339)
{
    int64_t out = 0;

    assert_true(clock_parse(rfc3339, &out));
    return out;
}

/* ---- The reference: day by day, row by row, straight from what the plan says. */

static bool
date_is_closed(const struct plan *plan, int64_t day)
{
    struct civil date = civil_from_ms(day * MS_DAY);

    for (size_t i = 0; i < plan->closed.n; i++) {
        const struct plan_closed *closed = &plan->closed.at[i];
        int here = date.month * 100 + date.day;
        int from = closed->month * 100 + closed->day;
        int to = closed->to_month * 100 + closed->to_day;

        if (closed->kind == PLAN_CLOSED_RANGE && day >= closed->first_day &&
            day <= closed->last_day)
            return true;
        if (closed->kind == PLAN_CLOSED_DATE &&
            (from <= to ? here >= from && here <= to : here >= from || here <= to))
            return true;
        if (closed->kind == PLAN_CLOSED_WEEKDAY && date.month == closed->month &&
            date.weekday == closed->weekday &&
            (closed->nth > 0 ? (date.day - 1) / 7 + 1 == closed->nth
                             : civil_from_ms((day + 7) * MS_DAY).month != date.month))
            return true;
    }
    return false;
}

/* One row on one day: open from the opening to the closing as the clock first shows them,
 * but only on dates that are not closed. */
static bool
row_covers(const struct plan *plan, const struct plan_hours *hours, int64_t day,
           int64_t now)
{
    int64_t base = day * MS_DAY;

    for (int part = 0; part < 2; part++) {
        int64_t from = part ? 1440 : hours->open_min;
        int64_t to = part                      ? hours->close_min
                     : hours->close_min < 1440 ? hours->close_min
                                               : 1440;

        if (to > from && !date_is_closed(plan, day + part) &&
            now >= zone_to_utc(plan->zone, base + from * MS_MINUTE) &&
            now < zone_to_utc(plan->zone, base + to * MS_MINUTE))
            return true;
    }
    return false;
}

static bool
slow_is_open(const struct plan *plan, int64_t now)
{
    int64_t today = (now + zone_offset(plan->zone, now)) / MS_DAY;

    for (size_t i = 0; i < plan->hours.n; i++) {
        const struct plan_hours *hours = &plan->hours.at[i];
        for (int64_t day = today - 2; day <= today + 1 && !hours->organization; day++)
            if (hours->days & 1u << civil_from_ms(day * MS_DAY).weekday &&
                row_covers(plan, hours, day, now))
                return true;
    }
    return false;
}

/* Every quarter of an hour of some days around `middle`: sums, single moments and
 * inverses. */
static void
compare_around(const struct plan *plan, int64_t middle)
{
    const int64_t step = 15 * MS_MINUTE;
    int64_t from = (middle - 3 * MS_DAY) / step * step, to = from + 6 * MS_DAY, sum = 0;

    for (int64_t now = from; now < to; now += step) {
        bool open = slow_is_open(plan, now);

        assert_int_equal(plan_is_open(plan, NULL, now), open);
        assert_int_equal(plan_open_between(plan, NULL, true, from, now), sum);
        if (open && sum)
            assert_int_equal(plan_open_add_ms(plan, NULL, true, from, sum + 1), now + 1);
        sum += open ? step : 0;
    }
}

static void
compare_zone(const char *name)
{
    struct arena *arena = arena_new(0);
    struct plan *plan = read_hours(arena, name, SHIFTS);
    int64_t change = zone_next_change(plan->zone, at("2025-01-01T00:00:00Z"));

    /* the plan's shifts end on quarters of an hour, and so must the zone's changes */
    for (int n = 0; n < 4 && change < at("2031-01-01T00:00:00Z"); n++) {
        compare_around(plan, change);
        change = zone_next_change(plan->zone, change);
    }
    arena_free(&arena);
}

static void
test_every_zone_with_changes_agrees_with_the_reference(void **state)
{
    static const char *const folders[] = {"Africa",  "America", "Antarctica",
                                          "Asia",    "Europe",  "Australia",
                                          "Pacific", "Atlantic"};
    int seen = 0, compared = 0;

    (void)state;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[64], name[400];
        struct dirent *entry;
        DIR *folder;

        snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", folders[i]);
        folder = opendir(path);
        assert_non_null(folder);
        while ((entry = readdir(folder))) {
            const struct zone *zone;
            snprintf(name, sizeof name, "%s/%s", folders[i], entry->d_name);
            zone = entry->d_name[0] == '.' ? NULL : zone_find(name);
            if (!zone || zone_next_change(zone, at("2025-01-01T00:00:00Z")) >
                             at("2031-01-01T00:00:00Z"))
                continue;
            /* all with KINDESK_ALL_ZONES, else some of those that change alike */
            if (getenv("KINDESK_ALL_ZONES") || seen++ % 9 == 0) {
                compare_zone(name);
                compared++;
            }
        }
        closedir(folder);
    }
    compare_zone("Australia/Lord_Howe");
    compare_zone("Pacific/Chatham");
    compare_zone("Africa/Casablanca");
    assert_true(compared >= 10);
}

static void
test_closed_days_agree_with_the_reference(void **state)
{
    static const char *const middles[] = {"2026-12-24T12:00:00Z", "2027-01-02T12:00:00Z",
                                          "2026-05-25T12:00:00Z", "2028-02-29T12:00:00Z",
                                          "2027-03-01T12:00:00Z", "2026-11-01T12:00:00Z",
                                          "2032-05-31T12:00:00Z"};
    struct arena *arena = arena_new(0);
    struct plan *plan = read_hours(arena, "Asia/Kolkata", SHIFTS);

    (void)state;
    for (size_t i = 0; i < sizeof middles / sizeof *middles; i++)
        compare_around(plan, at(middles[i]));
    plan =
        read_hours(arena, "Pacific/Auckland",
                   "| Mon-Sun | 06:00 | 14:00 | |\n| Mon-Sun | 14:00 | 22:00 | |\n\n"
                   "- every 07-04\n- every 3rd Wed of Jul\n- 2026-07-20 to 2026-07-21\n");
    compare_around(plan, at("2026-07-04T12:00:00Z"));
    compare_around(plan, at("2026-07-15T12:00:00Z"));
    compare_around(plan, at("2026-07-20T12:00:00Z"));
    assert_int_equal(plan_open_between(plan, NULL, false, 1000, 5000), 4000);
    arena_free(&arena);
}

static void
test_adding_and_measuring_are_inverse(void **state)
{
    struct arena *arena = arena_new(0);
    struct plan *plan = read_hours(arena, "America/New_York", SHIFTS);
    uint64_t seed = 12345;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        int64_t from, ms, to;

        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        from = at("2025-01-01T00:00:00Z") + (int64_t)(seed >> 33) % (5 * 365) * MS_DAY +
               (int64_t)(seed >> 20) % MS_DAY;
        ms = 1 + (int64_t)(seed >> 11) % (400 * MS_HOUR);
        to = plan_open_add_ms(plan, NULL, true, from, ms);
        assert_int_equal(plan_open_between(plan, NULL, true, from, to), ms);
        assert_int_equal(plan_open_between(plan, NULL, true, to, from), -ms);
        assert_true(plan_open_between(plan, NULL, true, from, to - 1) == ms - 1);
    }
    arena_free(&arena);
}

static void
test_a_year_takes_microseconds(void **state)
{
    struct arena *arena = arena_new(0);
    struct plan *plan = read_hours(arena, "Europe/Madrid", SHIFTS);
    int64_t began = clock_monotonic(), from = at("2026-01-01T00:00:00Z"), sum = 0;

    (void)state;
    for (int i = 0; i < 100; i++)
        sum += plan_open_between(plan, NULL, true, from, from + 365 * MS_DAY);
    assert_true(sum > 0);
    assert_true(clock_monotonic() - began <
                1000); /* 10 ms each, however slow the machine */
    arena_free(&arena);
}

static void
test_a_shift_of_the_change_lasts_as_long_as_it_lasts(void **state)
{
    struct arena *arena = arena_new(0);
    struct plan *plan =
        read_hours(arena, "America/Los_Angeles", "| Sat-Sun | 22:00 | 06:00 | |\n");
    int64_t spring = at("2026-03-08T06:00:00Z"), autumn = at("2026-11-01T05:00:00Z");

    (void)state;
    assert_int_equal(plan_open_between(plan, NULL, true, spring, spring + MS_DAY / 2),
                     7 * MS_HOUR);
    assert_int_equal(plan_open_between(plan, NULL, true, autumn, autumn + MS_DAY / 2),
                     9 * MS_HOUR);
    arena_free(&arena);
}

static void
test_always_open_ends_never_or_at_the_next_closed_day(void **state)
{
    struct arena *arena = arena_new(0);
    struct plan *never =
        read_hours(arena, "Europe/Madrid", "| Mon-Sun | 00:00 | 24:00 | |\n");
    struct plan *once = read_hours(
        arena, "Europe/Madrid", "| Mon-Sun | 00:00 | 24:00 | |\n\n- 2026-12-01: Works\n");
    int64_t monday = at("2026-11-23T09:00:00Z");

    (void)state;
    assert_true(plan_open_until(never, NULL, monday) == PLAN_NEVER);
    assert_int_equal(plan_next_open(never, NULL, monday), monday);
    assert_int_equal(plan_open_until(once, NULL, monday), at("2026-11-30T23:00:00Z"));
    assert_int_equal(plan_open_until(once, NULL, at("2026-12-01T12:00:00Z")),
                     at("2026-12-01T12:00:00Z"));
    assert_true(plan_open_until(once, NULL, at("2026-12-02T09:00:00Z")) == PLAN_NEVER);
    arena_free(&arena);
}

static void
test_open_until_and_next_open(void **state)
{
    struct arena *arena = arena_new(0);
    struct plan *plan = read_hours(arena, "Asia/Kolkata",
                                   "| Mon-Fri | 09:00 | 12:00 | |\n"
                                   "| Mon-Fri | 12:00 | 17:30 | |\n"
                                   "| always | | | Night |\n\n- 2026-11-24: Feast\n");
    int64_t monday = at("2026-11-23T05:30:00Z"); /* 11:00 */

    (void)state;
    assert_true(plan_is_open(plan, NULL, monday));
    assert_int_equal(plan_open_until(plan, NULL, monday), at("2026-11-23T12:00:00Z"));
    assert_int_equal(plan_next_open(plan, NULL, monday), monday);
    assert_false(plan_is_open(plan, NULL, at("2026-11-23T12:00:00Z")));
    assert_int_equal(plan_next_open(plan, NULL, at("2026-11-23T12:00:00Z")),
                     at("2026-11-25T03:30:00Z"));
    assert_int_equal(plan_open_until(plan, NULL, at("2026-11-24T06:00:00Z")),
                     at("2026-11-24T06:00:00Z"));
    assert_string_equal(plan_closed_name(plan, at("2026-11-24T06:00:00Z")), "Feast");
    assert_null(plan_closed_name(plan, monday));
    assert_true(plan_is_open(plan, "night", at("2026-11-25T23:00:00Z")));
    assert_true(plan_open_until(plan, "Unknown", monday) ==
                plan_open_until(plan, NULL, monday));
    arena_free(&arena);
}

static void
test_a_desk_without_open_time_never_opens(void **state)
{
    struct arena *arena = arena_new(0);
    struct plan *plan = read_hours(arena, "UTC",
                                   "| Mon | 09:00 | 10:00 | |\n\n"
                                   "- 1970-01-01 to 2169-12-31\n");

    (void)state;
    assert_true(plan_next_open(plan, NULL, at("2026-01-01T00:00:00Z")) == PLAN_NEVER);
    assert_true(plan_open_add_ms(plan, NULL, true, at("2026-01-01T00:00:00Z"), 1) ==
                PLAN_NEVER);
    arena_free(&arena);
}

static void
test_a_day_is_what_the_plan_says_or_the_commonest(void **state)
{
    struct arena *arena = arena_new(0);
    struct plan *plan =
        read_hours(arena, "UTC",
                   "| Mon-Fri | 09:00 | 12:30 | |\n| Mon-Thu | 13:15 | 17:00 | |\n"
                   "| Mon-Sun | 22:00 | 06:00 | Night |\n");
    struct plan_duration day = {.n = 1, .unit = PLAN_DAYS};
    struct plan_duration week = {.n = 1, .unit = PLAN_WEEKS};
    struct plan_duration business_day = {.n = 2, .unit = PLAN_DAYS, .business = true};

    (void)state;
    assert_int_equal(plan_day_ms(plan, NULL), 7 * MS_HOUR + 15 * MS_MINUTE);
    assert_int_equal(plan_day_ms(plan, "Night"), 8 * MS_HOUR);
    assert_int_equal(plan_duration_ms(plan, NULL, true, week),
                     5 * (7 * MS_HOUR + 15 * MS_MINUTE));
    assert_int_equal(plan_duration_ms(plan, "Night", true, week), 56 * MS_HOUR);
    assert_int_equal(plan_duration_ms(plan, NULL, false, day), MS_DAY);
    assert_int_equal(plan_duration_ms(plan, NULL, false, business_day),
                     2 * (7 * MS_HOUR + 15 * MS_MINUTE));
    /* from Monday noon, a day later it is Tuesday noon */
    assert_int_equal(plan_open_add(plan, NULL, true, at("2026-11-23T12:00:00Z"), day),
                     at("2026-11-24T12:00:00Z"));
    plan = read_hours(arena, "UTC",
                      "| Mon-Fri | 09:00 | 17:00 | |\n\nA day is 6 h of open time.\n");
    assert_int_equal(plan_day_ms(plan, NULL), 6 * MS_HOUR);
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_zone_with_changes_agrees_with_the_reference),
        cmocka_unit_test(test_closed_days_agree_with_the_reference),
        cmocka_unit_test(test_adding_and_measuring_are_inverse),
        cmocka_unit_test(test_a_year_takes_microseconds),
        cmocka_unit_test(test_a_shift_of_the_change_lasts_as_long_as_it_lasts),
        cmocka_unit_test(test_always_open_ends_never_or_at_the_next_closed_day),
        cmocka_unit_test(test_open_until_and_next_open),
        cmocka_unit_test(test_a_desk_without_open_time_never_opens),
        cmocka_unit_test(test_a_day_is_what_the_plan_says_or_the_commonest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
