/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in one cell of a plan: durations, times, days, dates, in English and
 * Spanish. Every function takes a folded text (fold_text) and returns false when it is
 * not one. */
#ifndef PLAN_VALUE_H
#define PLAN_VALUE_H

#include "plan/plan.h"

/* "15 min", "1 h 30 min", "2 business days", "un mes"; "", "-", "none" give n 0. At most
 * 10 years. */
bool value_duration(const char *folded, struct plan_duration *out);

/* A duration at the beginning of a text; *end_out is what follows it. */
bool value_duration_prefix(const char *folded, struct plan_duration *out,
                           const char **end_out);

/* "A day is 8 h of open time." somewhere in a text: how long that is. */
bool value_day_length(const char *folded, struct plan_duration *out);

/* "08:00", "8.30", "8 am", "24:00", "noon": minutes after midnight. */
bool value_time(const char *folded, int *out);

/* "Mon-Fri", "Mon, Wed and Fri", "weekdays", "always": bit 0 Sunday … bit 6 Saturday. */
bool value_days(const char *folded, unsigned *out);

/* "2026-11-26", "2026-11-26 to 2026-11-27", "every 07-04", "every 12-24 to 12-26",
 * "every last Mon of May", "every 4 July". */
bool value_closed(const char *folded, struct plan_closed *out);

/* "every 4 h" has its number: a whole number 0 to 100000, or a word for 1 to 12. */
bool value_count(const char **folded, int *out);

/* On a clock that always runs: a day is 24 h, a week 7 days, a month 30, a year 365. */
int64_t value_ms(struct plan_duration duration);

/* Duration as a plan would write it, in the arena. */
char *value_duration_text(struct arena *arena, struct plan_duration duration);

/* "yes" 1, "no" or "" 0, anything else -1. */
int value_yes(const char *folded);

#endif
