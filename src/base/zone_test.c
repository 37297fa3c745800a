/* SPDX-License-Identifier: Apache-2.0 */
#include "base/zone.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

static int64_t
at(const char *rfc3339)
{
    int64_t out = 0;

    assert_true(clock_parse(rfc3339, &out));
    return out;
}

static const struct zone *
zone(const char *name)
{
    const struct zone *found = zone_find(name);

    assert_non_null(found);
    return found;
}

static void
test_unknown_and_unsafe_names_are_refused(void **state)
{
    (void)state;
    assert_null(zone_find("Mars/Olympus"));
    assert_null(zone_find("../passwd"));
    assert_null(zone_find("America/../UTC"));
    assert_null(zone_find("/etc/passwd"));
    assert_null(zone_find(""));
    assert_null(zone_find(NULL));
    assert_null(zone_find("America"));
    assert_null(zone_find("tzdata.zi"));
    assert_null(
        zone_find("America/Los_Angeles America/Los_Angeles America/Los_Angeles x"));
}

static void
test_a_zone_is_kept(void **state)
{
    (void)state;
    assert_ptr_equal(zone("Europe/Madrid"), zone("Europe/Madrid"));
    assert_string_equal(zone_name(zone("Europe/Madrid")), "Europe/Madrid");
    assert_ptr_equal(zone("UTC"), zone_utc());
    assert_int_equal(zone_offset(zone_utc(), 0), 0);
    assert_true(zone_next_change(zone_utc(), 0) == INT64_MAX);
}

static void
test_offsets_follow_the_table_and_the_rule(void **state)
{
    const struct zone *la = zone("America/Los_Angeles");

    (void)state;
    assert_int_equal(zone_offset(la, at("2026-03-08T09:59:59Z")), -8 * MS_HOUR);
    assert_int_equal(zone_offset(la, at("2026-03-08T10:00:00Z")), -7 * MS_HOUR);
    assert_int_equal(zone_offset(la, at("2026-11-01T08:59:59Z")), -7 * MS_HOUR);
    assert_int_equal(zone_offset(la, at("2026-11-01T09:00:00Z")), -8 * MS_HOUR);
    assert_string_equal(zone_abbreviation(la, at("2026-07-01T00:00:00Z")), "PDT");
    /* beyond the table, and beyond 400 years of the rule */
    assert_int_equal(zone_offset(la, at("2060-07-01T00:00:00Z")), -7 * MS_HOUR);
    assert_int_equal(zone_offset(la, at("2999-01-15T00:00:00Z")), -8 * MS_HOUR);
    assert_int_equal(zone_offset(la, at("2999-07-15T00:00:00Z")), -7 * MS_HOUR);
    assert_int_equal(zone_offset(zone("Asia/Kolkata"), at("2026-07-01T00:00:00Z")),
                     5 * MS_HOUR + 30 * MS_MINUTE);
    assert_int_equal(zone_offset(zone("Australia/Lord_Howe"), at("2050-01-01T00:00:00Z")),
                     11 * MS_HOUR);
    assert_int_equal(zone_offset(zone("Australia/Lord_Howe"), at("2050-06-01T00:00:00Z")),
                     10 * MS_HOUR + 30 * MS_MINUTE);
    assert_int_equal(zone_offset(zone("Pacific/Chatham"), at("2045-01-01T00:00:00Z")),
                     13 * MS_HOUR + 45 * MS_MINUTE);
    /* a rule with a negative time of day, and one whose summer is the winter */
    assert_int_equal(zone_offset(zone("America/Nuuk"), at("2050-07-01T00:00:00Z")),
                     -1 * MS_HOUR);
    assert_int_equal(zone_offset(zone("Europe/Dublin"), at("2050-01-01T00:00:00Z")), 0);
    assert_int_equal(zone_offset(zone("Europe/Dublin"), at("2050-07-01T00:00:00Z")),
                     MS_HOUR);
}

static void
test_gap_gives_the_change_and_overlap_the_first(void **state)
{
    const struct zone *la = zone("America/Los_Angeles");

    (void)state;
    assert_int_equal(zone_to_utc(la, at("2026-03-08T02:30:00Z")),
                     at("2026-03-08T10:00:00Z"));
    assert_int_equal(zone_to_utc(la, at("2026-03-08T03:00:00Z")),
                     at("2026-03-08T10:00:00Z"));
    assert_int_equal(zone_to_utc(la, at("2026-03-08T01:59:59Z")),
                     at("2026-03-08T09:59:59Z"));
    assert_int_equal(zone_to_utc(la, at("2026-11-01T01:30:00Z")),
                     at("2026-11-01T08:30:00Z"));
    assert_int_equal(zone_to_utc(la, at("2026-11-01T02:00:00Z")),
                     at("2026-11-01T10:00:00Z"));
    assert_int_equal(zone_to_utc(la, at("2800-07-01T12:00:00.250Z")),
                     at("2800-07-01T19:00:00.250Z"));
    /* Samoa had no 30 December 2011 */
    assert_int_equal(zone_to_utc(zone("Pacific/Apia"), at("2011-12-30T12:00:00Z")),
                     at("2011-12-30T10:00:00Z"));
}

static void
test_next_change_finds_each_change_once(void **state)
{
    const struct zone *madrid = zone("Europe/Madrid");

    (void)state;
    assert_int_equal(zone_next_change(madrid, at("2026-01-01T00:00:00Z")),
                     at("2026-03-29T01:00:00Z"));
    assert_int_equal(zone_next_change(madrid, at("2026-03-29T01:00:00Z")),
                     at("2026-10-25T01:00:00Z"));
    assert_int_equal(zone_next_change(madrid, at("2699-12-01T00:00:00Z")),
                     at("2700-03-25T01:00:00Z"));
    assert_true(zone_next_change(zone("Asia/Kolkata"), at("2026-01-01T00:00:00Z")) ==
                INT64_MAX);
}

/* Local time there and back, every 31 h 13 min over seven years. */
static void
there_and_back(const char *name)
{
    const struct zone *found = zone_find(name);
    int64_t step = 31 * MS_HOUR + 13 * MS_MINUTE;

    if (!found)
        return;
    for (int64_t t = at("2024-12-01T00:00:00Z"); t < at("2031-02-01T00:00:00Z");
         t += step) {
        int64_t local = t + zone_offset(found, t), back = zone_to_utc(found, local);

        assert_true(back <= t);
        assert_int_equal(back + zone_offset(found, back), local);
        if (back != t) /* the first of two, so there must be two */
            assert_true(zone_next_change(found, back) <= t);
    }
}

static void
test_local_time_there_and_back_in_every_zone(void **state)
{
    static const char *const folders[] = {"Africa",   "America", "Antarctica", "Asia",
                                          "Atlantic", "Europe",  "Australia",  "Pacific"};
    char path[600], name[400];
    int n = 0;

    (void)state;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        struct dirent *entry;
        DIR *folder;

        snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", folders[i]);
        folder = opendir(path);
        assert_non_null(folder);
        while ((entry = readdir(folder))) {
            snprintf(name, sizeof name, "%s/%s", folders[i], entry->d_name);
            if (entry->d_name[0] == '.' || !zone_find(name))
                continue;
            there_and_back(name);
            n++;
        }
        closedir(folder);
    }
    assert_true(n > 300);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_and_unsafe_names_are_refused),
        cmocka_unit_test(test_a_zone_is_kept),
        cmocka_unit_test(test_offsets_follow_the_table_and_the_rule),
        cmocka_unit_test(test_gap_gives_the_change_and_overlap_the_first),
        cmocka_unit_test(test_next_change_finds_each_change_once),
        cmocka_unit_test(test_local_time_there_and_back_in_every_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
