/* SPDX-License-Identifier: Apache-2.0 */
/* Moments, durations and sizes as people say them, in their language and zone.
 *
 * Plain texts in the arena, not escaped. lang NULL is English, zone NULL is UTC; now and
 * at are UTC ms. Times have 24 hours. A moment of 0 is no moment and gives "". */
#ifndef TEXT_SAY_H
#define TEXT_SAY_H

#include <stdint.h>

struct arena;
struct lang;
struct zone;

/* "today, 16:30", "tomorrow, 9:00", "yesterday, 9:00", "Wed 25 Nov, 9:00"; another year
 * is added: "Mon 4 Jan 2027, 9:00". */
char *say_time(struct arena *arena, const struct lang *lang, const struct zone *zone,
               int64_t now, int64_t at);

/* The whole of it, for the pointer that hovers: "Monday 23 November 2026, 16:30 PST". */
char *say_exactly(struct arena *arena, const struct lang *lang, const struct zone *zone,
                  int64_t at);

/* A day: "Mon 23 Nov", of another year "Mon 4 Jan 2027". */
char *say_date(struct arena *arena, const struct lang *lang, const struct zone *zone,
               int64_t now, int64_t at);

/* How long until then: "in 35 min", "in 2 h", "in 3 days", "now" in the minute itself;
 * after it "2 h late". */
char *say_until(struct arena *arena, const struct lang *lang, int64_t now, int64_t at);

/* How long since: "just now", "5 min ago", "2 h ago", "3 days ago". */
char *say_ago(struct arena *arena, const struct lang *lang, int64_t now, int64_t at);

/* "35 min", "2 h", "2 h 15 min" (under 10 h), "14 h", from 48 h "3 days". */
char *say_duration(struct arena *arena, const struct lang *lang, int64_t duration_ms);

/* "812 bytes", "14 kB", "1.4 MB" (1 kB is 1000 bytes). */
char *say_size(struct arena *arena, const struct lang *lang, int64_t size_bytes);

#endif
