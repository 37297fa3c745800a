/* SPDX-License-Identifier: Apache-2.0 */
/* The time: UTC milliseconds since 1970, as everything inside counts it. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct arena;

#define MS_SECOND INT64_C(1000)
#define MS_MINUTE (60 * MS_SECOND)
#define MS_HOUR   (60 * MS_MINUTE)
#define MS_DAY    (24 * MS_HOUR)

/* Now, UTC ms; only the edges (frame, worker, commands) may ask. When the environment holds
 * KINDESK_NOW (RFC 3339) in a test build, the clock starts there and goes on from it; the
 * file KINDESK_CLOCK moves it on while the program runs. */
int64_t clock_now(void);

/* Ms that only grow, for measuring. */
int64_t clock_monotonic(void);

/* RFC 3339 in UTC, "2026-11-23T16:30:00Z"; with ms, "…:00.123Z". In the arena. */
char *clock_rfc3339(struct arena *arena, int64_t at);
char *clock_rfc3339_ms(struct arena *arena, int64_t at);

/* RFC 5322 §3.3, "Mon, 23 Nov 2026 16:30:00 +0000". */
char *clock_rfc5322(struct arena *arena, int64_t at);

/* RFC 3339 with "Z" or an offset; false when it is not. */
_Bool clock_parse(const char *s, int64_t *at_out);

/* Civil calendar, proleptic Gregorian (Hinnant's days_from_civil), without the C library. */
struct civil {
    int year, month, day;       /* month 1–12, day 1–31 */
    int hour, minute, second, ms;
    int weekday;                /* 0 Sunday … 6 Saturday */
};
int64_t civil_days(int year, int month, int day);
struct civil civil_from_ms(int64_t at);
int64_t civil_to_ms(const struct civil *civil);

#endif
