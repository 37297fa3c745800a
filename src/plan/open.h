/* SPDX-License-Identifier: Apache-2.0 */
/* Business time: when a desk is open, in its own zone. All moments are UTC ms.
 *
 * A moment is open when a row of the hours covers its local time and its local date is
 * not closed. Rows overlap without counting twice. A clock is `business` (open time only)
 * or not (always). Changes of
 * daylight saving make a shift as long as it really is. */
#ifndef PLAN_OPEN_H
#define PLAN_OPEN_H

#include "plan/plan.h"

/* What "never" is: nothing is open within 40 years. */
#define PLAN_NEVER INT64_MAX

/* One stretch of open time, [from, to). */
struct plan_stretch {
    int64_t from, to;
};

bool plan_is_open(const struct plan *plan, const char *organization, int64_t now);
/* The end of the stretch that `now` is in; `now` itself when closed; PLAN_NEVER when it
 * never ends. */
int64_t plan_open_until(const struct plan *plan, const char *organization, int64_t now);
/* The next moment that is open, `now` itself when it is. */
int64_t plan_next_open(const struct plan *plan, const char *organization, int64_t now);
/* The first stretch that ends after `from`, whole; false when there is none. */
bool plan_open_stretch(const struct plan *plan, const char *organization, int64_t from,
                       struct plan_stretch *out);

/* Open time between two moments; to - from on an always clock. Negative when to < from.
 */
int64_t plan_open_between(const struct plan *plan, const char *organization,
                          bool business, int64_t from, int64_t to);
/* The earliest moment m >= from with plan_open_between(from, m) == ms (ms >= 0); for ms 0
 * on a business clock, `from` itself. */
int64_t plan_open_add_ms(const struct plan *plan, const char *organization, bool business,
                         int64_t from, int64_t ms);
/* The same for a duration as the plan writes it. */
int64_t plan_open_add(const struct plan *plan, const char *organization, bool business,
                      int64_t from, struct plan_duration duration);

/* How long a duration is on a clock, in ms of that clock: on a business clock a day is
 * the day's length, a week the desk's open days of a week, a month 4 weeks, a year 52; on
 * an always clock a day is 24 h, a month 30 days, a year 365. duration.business makes the
 * clock business. */
int64_t plan_duration_ms(const struct plan *plan, const char *organization, bool business,
                         struct plan_duration duration);

/* The length of "a day" of open time: what the plan says, else the commonest length of an
 * open day (the longest of those that are as common). */
int64_t plan_day_ms(const struct plan *plan, const char *organization);

/* The name of a closed day, "" when it has none, NULL when the local date of `at` is not
 * closed. */
const char *plan_closed_name(const struct plan *plan, int64_t at);

/* Prepares plan->calendars; called once by plan_read(). */
void plan_open_prepare(struct arena *arena, struct plan *plan);

#endif
