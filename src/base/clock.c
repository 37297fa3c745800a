/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include "base/arena.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static int64_t
read_clock(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

#ifdef KINDESK_TEST
/* A test build's clock can be set: it starts at KINDESK_NOW and goes on from there. */
static int64_t
clock_shift(void)
{
    static _Atomic int64_t shift = INT64_MIN;
    const char *start = getenv("KINDESK_NOW");
    int64_t at;

    if (shift == INT64_MIN)
        shift = start && clock_parse(start, &at) ? at - read_clock(CLOCK_REALTIME) : 0;
    return shift;
}
/* And it can be moved while the program runs: the file KINDESK_CLOCK holds 8 bytes, how many
 * ms to add, in the machine's order. */
static int64_t
clock_moved(void)
{
    static _Atomic(const _Atomic int64_t *) map = NULL;
    static const _Atomic int64_t still = 0;
    const char *path;
    void *at;
    int file;

    if (map)
        return *map;
    path = getenv("KINDESK_CLOCK");
    file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    at = file >= 0 ? mmap(NULL, sizeof still, PROT_READ, MAP_SHARED, file, 0) : MAP_FAILED;
    map = at == MAP_FAILED ? &still : at;
    if (file >= 0)
        close(file);
    return *map;
}
#else
static int64_t
clock_shift(void)
{
    return 0;
}

static int64_t
clock_moved(void)
{
    return 0;
}
#endif

int64_t
clock_now(void)
{
    return read_clock(CLOCK_REALTIME) + clock_shift() + clock_moved();
}

int64_t
civil_days(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct civil
civil_from_ms(int64_t at)
{
    int64_t days = at / MS_DAY - (at % MS_DAY < 0);
    int64_t rest = at - days * MS_DAY;
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    int month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);

    return (struct civil){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1),
        .hour = (int)(rest / MS_HOUR),
        .minute = (int)(rest / MS_MINUTE % 60),
        .second = (int)(rest / MS_SECOND % 60),
        .ms = (int)(rest % MS_SECOND),
        .weekday = (int)(((days + 4) % 7 + 7) % 7),
    };
}

int64_t
civil_to_ms(const struct civil *civil)
{
    return civil_days(civil->year, civil->month, civil->day) * MS_DAY +
           civil->hour * MS_HOUR + civil->minute * MS_MINUTE + civil->second * MS_SECOND +
           civil->ms;
}

static void
two_digits(char *at, int value)
{
    at[0] = (char)('0' + value / 10 % 10);
    at[1] = (char)('0' + value % 10);
}

/* A page writes hundreds of these, so the years we live in go without printf. */
char *
clock_rfc3339(struct arena *arena, int64_t at)
{
    struct civil c = civil_from_ms(at);

    if (c.year >= 0 && c.year <= 9999) {
        char *s = arena_strdup(arena, "0000-00-00T00:00:00Z");

        two_digits(s, c.year / 100);
        two_digits(s + 2, c.year);
        two_digits(s + 5, c.month);
        two_digits(s + 8, c.day);
        two_digits(s + 11, c.hour);
        two_digits(s + 14, c.minute);
        two_digits(s + 17, c.second);
        return s;
    }
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
                        c.hour, c.minute, c.second);
}

char *
clock_rfc3339_ms(struct arena *arena, int64_t at)
{
    struct civil c = civil_from_ms(at);

    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day,
                        c.hour, c.minute, c.second, c.ms);
}

char *
clock_rfc5322(struct arena *arena, int64_t at)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct civil c = civil_from_ms(at);

    return arena_printf(arena, "%.3s, %d %.3s %04d %02d:%02d:%02d +0000",
                        days + c.weekday * 3, c.day, months + (c.month - 1) * 3, c.year,
                        c.hour, c.minute, c.second);
}

static _Bool
in_range(const struct civil *c)
{
    return c->month >= 1 && c->month <= 12 && c->day >= 1 && c->day <= 31 && c->hour <= 23 &&
           c->minute <= 59 && c->second <= 60;
}

_Bool
clock_parse(const char *s, int64_t *at_out)
{
    struct civil c = {0};
    int used = 0, offset_hour, offset_minute, sign;
    char fraction[4] = "000";

    if (!s || sscanf(s, "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n", &c.year, &c.month, &c.day, &c.hour,
                     &c.minute, &c.second, &used) != 6 || !used || !in_range(&c))
        return 0;
    s += used;
    if (*s == '.') {
        s++;
        for (int i = 0; *s >= '0' && *s <= '9'; s++, i++)
            if (i < 3)
                fraction[i] = *s;
    }
    c.ms = (fraction[0] - 48) * 100 + (fraction[1] - 48) * 10 + fraction[2] - 48;
    *at_out = civil_to_ms(&c);
    if ((*s == 'Z' || *s == 'z') && !s[1])
        return 1;
    sign = *s == '-' ? -1 : 1;
    used = 0;
    if ((*s != '+' && *s != '-') ||
        sscanf(s + 1, "%2d:%2d%n", &offset_hour, &offset_minute, &used) != 2 || s[1 + used])
        return 0;
    *at_out -= sign * (offset_hour * MS_HOUR + offset_minute * MS_MINUTE);
    return 1;
}
