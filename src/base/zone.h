/* SPDX-License-Identifier: Apache-2.0 */
/* Time zones from the system's tzdata (RFC 8536, TZif), with the rule for years beyond
 * its table (POSIX TZ string in the footer). Immutable once loaded, usable from any
 * thread. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zone;

/* "America/Los_Angeles". NULL when there is none of that name (names hold letters,
 * digits, _ + - and /, never ".."). Loaded once per process and kept; the caller does not
 * free it. */
const struct zone *zone_find(const char *name);

/* The zone that a misspelt name ("Europe/Madird", "Los Angeles") most likely means, or
 * NULL. */
const struct zone *zone_nearest(const char *name);

/* Coordinated Universal Time, always there. */
const struct zone *zone_utc(void);

const char *zone_name(const struct zone *zone);

/* Ms to add to UTC for local time at that moment. */
int64_t zone_offset(const struct zone *zone, int64_t at);

/* Local calendar of a moment. */
struct civil zone_local(const struct zone *zone, int64_t at);

/* The moment of a local time (ms as if it were UTC). In a gap (clocks went forward) the
 * moment of the change; in an overlap the first of the two. */
int64_t zone_to_utc(const struct zone *zone, int64_t local);

/* The first change of offset after `at`, or INT64_MAX. */
int64_t zone_next_change(const struct zone *zone, int64_t at);

/* "PDT", for people. */
const char *zone_abbreviation(const struct zone *zone, int64_t at);

#endif
