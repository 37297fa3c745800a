/* SPDX-License-Identifier: Apache-2.0 */
/* Open time. A calendar holds, for each weekday, the minutes that are open, and for each
 * date of two centuries whether it is closed; a day without a change of clocks is then a
 * few additions, and only days with one ask the zone for each end of a stretch. */
#include "plan/open.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/zone.h"
#include "plan/fold.h"
#include "plan/value.h"

#include <stdlib.h>
#include <string.h>

enum {
    DAY_MIN = 24 * 60,
    FIRST_YEAR = 1970,
    LAST_YEAR = 2170,
    DAYS_N = (LAST_YEAR - FIRST_YEAR) * 366,
    HORIZON_DAYS = 40 * 366,
    BUSINESS_WEEKS_OF_MONTH = 4,
    BUSINESS_WEEKS_OF_YEAR = 52,
};

struct minutes {
    int from, to;
};

/* organization NULL: of everybody. closed: one bit for each day since 1970, shared;
 * last_closed: the last of them, -1 none. always: all of every weekday is open. */
struct plan_calendar {
    const char *organization;
    PLAN_LIST(struct minutes) week[7];
    const unsigned char *closed;
    int64_t last_closed;
    bool always;
    int64_t day_ms, week_ms;
};

/* ---- Preparing. */

static void
mark(unsigned char *closed, int64_t day)
{
    if (day >= 0 && day < DAYS_N)
        closed[day / 8] |= (unsigned char)(1u << (day % 8));
}

static int
weekday_of(int64_t day)
{
    return (int)(((day + 4) % 7 + 7) % 7);
}

static int64_t
month_end(int year, int month)
{
    return civil_days(year + month / 12, month % 12 + 1, 1) - 1;
}

/* The nth (-1: last) weekday of a month, or -1. */
static int64_t
nth_weekday(int year, const struct plan_closed *closed)
{
    int64_t first = civil_days(year, closed->month, 1),
            last = month_end(year, closed->month);
    int64_t day;

    if (closed->nth < 0)
        return last - (weekday_of(last) - closed->weekday + 7) % 7;
    day = first + (closed->weekday - weekday_of(first) + 7) % 7 + (closed->nth - 1) * 7;
    return day <= last ? day : -1;
}

/* The dates of that year as a range; 02-29 closes nothing in years without it. */
static struct plan_closed
dates_of(int year, const struct plan_closed *closed)
{
    bool over = closed->to_month < closed->month ||
                (closed->to_month == closed->month && closed->to_day < closed->day);
    struct plan_closed range = {
        .first_day = civil_days(year, closed->month, 1) + closed->day - 1,
        .last_day = civil_days(year + over, closed->to_month, 1) + closed->to_day - 1};

    if (range.last_day > month_end(year + over, closed->to_month))
        range.last_day = month_end(year + over, closed->to_month);
    return range;
}

static void
mark_range(unsigned char *bits, const struct plan_closed *range)
{
    int64_t last = range->last_day < DAYS_N ? range->last_day : DAYS_N;

    for (int64_t day = range->first_day; day <= last; day++)
        mark(bits, day);
}

static const unsigned char *
closed_days(struct arena *arena, const struct plan *plan)
{
    unsigned char *bits = arena_take(arena, DAYS_N / 8 + 1);

    for (size_t i = 0; i < plan->closed.n; i++) {
        const struct plan_closed *closed = &plan->closed.at[i];

        if (closed->kind == PLAN_CLOSED_RANGE)
            mark_range(bits, closed);
        for (int year = FIRST_YEAR - 1;
             closed->kind != PLAN_CLOSED_RANGE && year < LAST_YEAR; year++) {
            struct plan_closed range = dates_of(year, closed);

            if (closed->kind == PLAN_CLOSED_DATE)
                mark_range(bits, &range);
            else
                mark(bits, nth_weekday(year, closed));
        }
    }
    return bits;
}

static int
by_from(const void *a, const void *b)
{
    const struct minutes *x = a, *y = b;

    return x->from < y->from ? -1 : x->from > y->from;
}

/* Sorted, and what touches or overlaps is one. */
static void
tidy_day(struct plan_calendar *calendar, int weekday)
{
    struct minutes *at = calendar->week[weekday].at;
    size_t n = calendar->week[weekday].n, kept = 0;

    if (n)
        qsort(at, n, sizeof *at, by_from);
    for (size_t i = 0; i < n; i++) {
        if (kept && at[i].from <= at[kept - 1].to) {
            if (at[i].to > at[kept - 1].to)
                at[kept - 1].to = at[i].to;
        } else {
            at[kept++] = at[i];
        }
    }
    calendar->week[weekday].n = kept;
}

static void
add_row(struct arena *arena, struct plan_calendar *calendar,
        const struct plan_hours *hours)
{
    for (int day = 0; day < 7; day++) {
        int next = (day + 1) % 7, close = hours->close_min;

        if (!(hours->days & 1u << day))
            continue;
        *vec_add(arena, &calendar->week[day]) =
            (struct minutes){hours->open_min, close < DAY_MIN ? close : DAY_MIN};
        if (close > DAY_MIN)
            *vec_add(arena, &calendar->week[next]) = (struct minutes){0, close - DAY_MIN};
    }
}

static int64_t
weekday_ms(const struct plan_calendar *calendar, int weekday)
{
    int64_t minutes = 0;

    for (size_t i = 0; i < calendar->week[weekday].n; i++)
        minutes += calendar->week[weekday].at[i].to - calendar->week[weekday].at[i].from;
    return minutes * MS_MINUTE;
}

/* The length of "a day": what the plan says, else the commonest of the open days. A shift
 * over midnight counts for the day on which it begins. */
static void
measure(struct plan_calendar *calendar, const struct plan *plan, const int64_t begun[7])
{
    int most = 0, open_days = 0;

    calendar->day_ms = plan->day_ms;
    for (int day = 0; day < 7; day++) {
        int same = 0;

        open_days += begun[day] > 0;
        for (int other = 0; other < 7; other++)
            same += begun[other] == begun[day];
        if (plan->day_ms || !begun[day] || same < most ||
            (same == most && begun[day] <= calendar->day_ms))
            continue;
        most = same;
        calendar->day_ms = begun[day];
    }
    if (!calendar->day_ms)
        calendar->day_ms = 8 * MS_HOUR;
    calendar->week_ms = calendar->day_ms * (open_days ? open_days : 5);
}

static void
prepare(struct arena *arena, const struct plan *plan, struct plan_calendar *calendar)
{
    struct plan_calendar whole = {0}; /* shifts unbroken, to measure them */
    int64_t begun[7];

    for (size_t i = 0; i < plan->hours.n; i++) {
        const struct plan_hours *hours = &plan->hours.at[i];

        if (!fold_eq(hours->organization, calendar->organization))
            continue;
        add_row(arena, calendar, hours);
        for (int day = 0; day < 7; day++)
            if (hours->days & 1u << day)
                *vec_add(arena, &whole.week[day]) =
                    (struct minutes){hours->open_min, hours->close_min};
    }
    for (int day = 0; day < 7; day++) {
        tidy_day(calendar, day);
        tidy_day(&whole, day);
        begun[day] = weekday_ms(&whole, day);
    }
    measure(calendar, plan, begun);
    calendar->always = true;
    for (int day = 0; day < 7; day++)
        if (weekday_ms(calendar, day) < MS_DAY)
            calendar->always = false;
}

static int64_t
last_of(const unsigned char *closed)
{
    for (int64_t day = DAYS_N - 1; day >= 0; day--)
        if (closed[day / 8] & 1u << (day % 8))
            return day;
    return -1;
}

void
plan_open_prepare(struct arena *arena, struct plan *plan)
{
    const unsigned char *closed = closed_days(arena, plan);
    int64_t last_closed = last_of(closed);

    plan->calendars = NEW_N(arena, plan->hours.n + 1, struct plan_calendar);
    plan->calendars_n = 1;
    for (size_t i = 0; i < plan->hours.n; i++) {
        bool known = !plan->hours.at[i].organization;
        for (size_t k = 0; k < plan->calendars_n && !known; k++)
            known =
                fold_eq(plan->calendars[k].organization, plan->hours.at[i].organization);
        if (!known)
            plan->calendars[plan->calendars_n++].organization =
                plan->hours.at[i].organization;
    }
    for (size_t i = 0; i < plan->calendars_n; i++) {
        plan->calendars[i].closed = closed;
        plan->calendars[i].last_closed = last_closed;
        prepare(arena, plan, &plan->calendars[i]);
    }
}

static const struct plan_calendar *
calendar_of(const struct plan *plan, const char *organization)
{
    for (size_t i = 1; organization && i < plan->calendars_n; i++)
        if (fold_eq(plan->calendars[i].organization, organization))
            return &plan->calendars[i];
    return &plan->calendars[0];
}

/* ---- Walking. */

/* Local days one after another. Between steady_from and steady_to the offset is the same.
 */
struct walk {
    const struct plan_calendar *calendar;
    const struct zone *zone;
    int64_t day, day_end;
    size_t next; /* stretch of the day */
    int64_t steady_from, steady_to, offset;
};

static bool
is_closed(const struct plan_calendar *calendar, int64_t day)
{
    return day >= 0 && day < DAYS_N && calendar->closed[day / 8] & 1u << (day % 8);
}

static int64_t
floor_day(int64_t local)
{
    return local >= 0 ? local / MS_DAY : -((-local + MS_DAY - 1) / MS_DAY);
}

static int64_t
to_utc(struct walk *walk, int64_t local)
{
    int64_t at = local - walk->offset;

    /* a day's distance to both changes: the offset is certain */
    if (at > walk->steady_from + MS_DAY && at < walk->steady_to - MS_DAY)
        return at;
    return zone_to_utc(walk->zone, local);
}

static void
steady(struct walk *walk, int64_t at)
{
    walk->offset = zone_offset(walk->zone, at);
    walk->steady_from = at;
    walk->steady_to = zone_next_change(walk->zone, at);
    if (walk->steady_to == INT64_MAX)
        walk->steady_to = INT64_MAX / 2;
}

/* From the local day before that of `from` on: its last shift may go over midnight, and a
 * change of clocks may have moved the date. */
static void
walk_start(struct walk *walk, const struct plan *plan, const char *organization,
           int64_t from)
{
    walk->calendar = calendar_of(plan, organization);
    walk->zone = plan->zone;
    steady(walk, from - 4 * MS_DAY);
    walk->day = floor_day(from + zone_offset(plan->zone, from)) - 1;
    walk->day_end = walk->day + HORIZON_DAYS;
    walk->next = 0;
}

/* The next stretch within one local day; those of neighbouring days may touch. */
static bool
walk_next(struct walk *walk, struct plan_stretch *out)
{
    for (; walk->day < walk->day_end; walk->day++, walk->next = 0) {
        int weekday = weekday_of(walk->day);
        int64_t midnight = walk->day * MS_DAY;

        if (is_closed(walk->calendar, walk->day))
            continue;
        while (midnight - walk->offset > walk->steady_to + MS_DAY)
            steady(walk, walk->steady_to);
        while (walk->next < walk->calendar->week[weekday].n) {
            const struct minutes *minutes =
                &walk->calendar->week[weekday].at[walk->next++];

            out->from = to_utc(walk, midnight + minutes->from * MS_MINUTE);
            out->to = to_utc(walk, midnight + minutes->to * MS_MINUTE);
            if (out->to > out->from)
                return true;
        }
    }
    return false;
}

bool
plan_open_stretch(const struct plan *plan, const char *organization, int64_t from,
                  struct plan_stretch *out)
{
    struct plan_stretch next;
    struct walk walk;
    bool more;

    walk_start(&walk, plan, organization, from);
    more = walk_next(&walk, &next);
    do {
        if (!more)
            return false;
        *out = next;
        if (walk.calendar->always && walk.day > walk.calendar->last_closed) {
            out->to = PLAN_NEVER; /* without going through 40 years of days */
            return true;
        }
        while ((more = walk_next(&walk, &next)) && next.from <= out->to)
            out->to = next.to > out->to ? next.to : out->to;
    } while (out->to <= from);
    if (!more && out->to > from + (HORIZON_DAYS - 10) * MS_DAY)
        out->to = PLAN_NEVER;
    return true;
}

bool
plan_is_open(const struct plan *plan, const char *organization, int64_t now)
{
    struct plan_stretch stretch;
    struct walk walk;

    walk_start(&walk, plan, organization, now);
    while (walk_next(&walk, &stretch) && stretch.from <= now)
        if (stretch.to > now)
            return true;
    return false;
}

int64_t
plan_open_until(const struct plan *plan, const char *organization, int64_t now)
{
    struct plan_stretch stretch;

    if (!plan_open_stretch(plan, organization, now, &stretch) || stretch.from > now)
        return now;
    return stretch.to;
}

int64_t
plan_next_open(const struct plan *plan, const char *organization, int64_t now)
{
    struct plan_stretch stretch;
    struct walk walk;

    walk_start(&walk, plan, organization, now);
    while (walk_next(&walk, &stretch))
        if (stretch.to > now)
            return stretch.from > now ? stretch.from : now;
    return PLAN_NEVER;
}

int64_t
plan_open_between(const struct plan *plan, const char *organization, bool business,
                  int64_t from, int64_t to)
{
    struct plan_stretch stretch;
    struct walk walk;
    int64_t sum = 0, done = from;

    if (!business)
        return to - from;
    if (to < from)
        return -plan_open_between(plan, organization, true, to, from);
    walk_start(&walk, plan, organization, from);
    while (walk_next(&walk, &stretch) && stretch.from < to) {
        int64_t begin = stretch.from > done ? stretch.from : done;
        int64_t end = stretch.to < to ? stretch.to : to;

        if (end > begin) {
            sum += end - begin;
            done = end;
        }
    }
    return sum;
}

int64_t
plan_open_add_ms(const struct plan *plan, const char *organization, bool business,
                 int64_t from, int64_t ms)
{
    struct plan_stretch stretch;
    struct walk walk;
    int64_t done = from;

    if (ms <= 0)
        return from;
    if (!business)
        return from + ms;
    walk_start(&walk, plan, organization, from);
    while (walk_next(&walk, &stretch)) {
        int64_t begin = stretch.from > done ? stretch.from : done;

        if (stretch.to <= begin)
            continue;
        if (stretch.to - begin >= ms)
            return begin + ms;
        ms -= stretch.to - begin;
        done = stretch.to;
    }
    return PLAN_NEVER;
}

/* ---- Durations. */

int64_t
plan_day_ms(const struct plan *plan, const char *organization)
{
    return calendar_of(plan, organization)->day_ms;
}

int64_t
plan_duration_ms(const struct plan *plan, const char *organization, bool business,
                 struct plan_duration duration)
{
    const struct plan_calendar *calendar = calendar_of(plan, organization);
    int64_t n = duration.n;

    if ((!business && !duration.business) || duration.calendar ||
        duration.unit <= PLAN_HOURS_OF)
        return value_ms(duration);
    if (duration.unit == PLAN_DAYS)
        return n * calendar->day_ms;
    if (duration.unit == PLAN_MONTHS)
        n *= BUSINESS_WEEKS_OF_MONTH;
    if (duration.unit == PLAN_YEARS)
        n *= BUSINESS_WEEKS_OF_YEAR;
    return n * calendar->week_ms;
}

int64_t
plan_open_add(const struct plan *plan, const char *organization, bool business,
              int64_t from, struct plan_duration duration)
{
    return plan_open_add_ms(plan, organization,
                            (business || duration.business) && !duration.calendar, from,
                            plan_duration_ms(plan, organization, business, duration));
}

/* The entry closes that local day. */
static bool
covers(const struct plan_closed *closed, int64_t day, int year)
{
    if (closed->kind == PLAN_CLOSED_RANGE)
        return day >= closed->first_day && day <= closed->last_day;
    if (closed->kind == PLAN_CLOSED_WEEKDAY)
        return day == nth_weekday(year, closed);
    for (int begun = year - 1; begun <= year; begun++) {
        struct plan_closed dates = dates_of(begun, closed);
        if (day >= dates.first_day && day <= dates.last_day)
            return true;
    }
    return false;
}

const char *
plan_closed_name(const struct plan *plan, int64_t at)
{
    struct civil local = zone_local(plan->zone, at);
    int64_t day = civil_days(local.year, local.month, local.day);

    for (size_t i = 0; i < plan->closed.n; i++)
        if (covers(&plan->closed.at[i], day, local.year))
            return plan->closed.at[i].name;
    return NULL;
}
