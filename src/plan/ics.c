/* SPDX-License-Identifier: Apache-2.0 */
/* The hours as iCalendar (RFC 5545; the feed's name and refreshing by RFC 7986). Each
 * stretch of open time is an event of its own, as the clocks count it: weekly rules with
 * exceptions could not say shifts over midnight into a closed day. */
#include "plan/publish.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/zone.h"
#include "plan/open.h"

#include <string.h>

/* A stretch that began before the calendar does is told from its beginning. */
#define LONG_AGO (14 * MS_DAY)

enum { LINE_BYTES = 75, EVENTS_N = 3000, CLOSED_N = 200, CHANGES_N = 40 };

struct ics {
    struct buf buf;
    const struct plan *plan;
    const struct lang *lang;
    const struct plan_ics *about;
};

/* One content line, folded (§3.1): no line is longer than 75 bytes, no letter is cut. */
static void
put_line(struct ics *ics, const char *name, const char *value)
{
    const char *line = arena_printf(ics->buf.arena, "%s:%s", name, value);
    size_t room = LINE_BYTES;

    while (strlen(line) > room) {
        size_t n = room;

        while (n > 1 && ((unsigned char)line[n] & 0xC0) == 0x80)
            n--;
        buf_add(&ics->buf, line, n);
        buf_lit(&ics->buf, "\r\n ");
        line += n;
        room = LINE_BYTES - 1;
    }
    buf_printf(&ics->buf, "%s\r\n", line);
}

/* A TEXT value (§3.3.11). */
static void
put_text(struct ics *ics, const char *name, const char *text)
{
    struct buf value;

    buf_init(&value, ics->buf.arena, 0);
    for (; *text; text++) {
        if (*text == '\n') {
            buf_lit(&value, "\\n");
            continue;
        }
        if (*text == '\\' || *text == ';' || *text == ',')
            buf_char(&value, '\\');
        buf_char(&value, *text);
    }
    put_line(ics, name, buf_text(&value));
}

static const char *
say_moment(struct ics *ics, const struct civil *at)
{
    return arena_printf(ics->buf.arena, "%04d%02d%02dT%02d%02d%02d", at->year, at->month,
                        at->day, at->hour, at->minute, at->second);
}

/* Local times that come twice as the clocks go back. */
static bool
comes_twice(const struct zone *zone, int64_t at)
{
    struct civil local = zone_local(zone, at);
    int64_t change = zone_next_change(zone, at);

    return zone_to_utc(zone, civil_to_ms(&local)) != at ||
           (change != INT64_MAX &&
            at >= change - (zone_offset(zone, at) - zone_offset(zone, change)));
}

/* In the desk's zone; a local time that comes twice is said in UTC, since programs do not
 * agree which of the two it is. */
static void
put_moment(struct ics *ics, const char *name, int64_t at)
{
    struct civil local = zone_local(ics->plan->zone, at);

    if (!comes_twice(ics->plan->zone, at)) {
        put_line(
            ics,
            arena_printf(ics->buf.arena, "%s;TZID=%s", name, zone_name(ics->plan->zone)),
            say_moment(ics, &local));
        return;
    }
    local = civil_from_ms(at);
    put_line(ics, name, arena_printf(ics->buf.arena, "%sZ", say_moment(ics, &local)));
}

/* ---- The zone (§3.6.5): each change of offset by itself. */

static void
put_offset(struct ics *ics, const char *name, int64_t offset_ms)
{
    int64_t s = (offset_ms < 0 ? -offset_ms : offset_ms) / 1000;
    const char *text =
        arena_printf(ics->buf.arena, "%c%02d%02d", offset_ms < 0 ? '-' : '+',
                     (int)(s / 3600), (int)(s / 60 % 60));

    if (s % 60)
        text = arena_printf(ics->buf.arena, "%s%02d", text, (int)(s % 60));
    put_line(ics, name, text);
}

static void
put_observance(struct ics *ics, int64_t at, int64_t before, int64_t after, bool daylight)
{
    struct civil local = civil_from_ms(at + before);
    const char *kind = daylight ? "DAYLIGHT" : "STANDARD";

    put_line(ics, "BEGIN", kind);
    put_line(ics, "DTSTART", say_moment(ics, &local));
    put_offset(ics, "TZOFFSETFROM", before);
    put_offset(ics, "TZOFFSETTO", after);
    put_text(ics, "TZNAME", zone_abbreviation(ics->plan->zone, at));
    put_line(ics, "END", kind);
}

static void
put_zone(struct ics *ics)
{
    const struct zone *zone = ics->plan->zone;
    int64_t at = ics->about->from - 400 * MS_DAY, least = zone_offset(zone, at), next;

    put_line(ics, "BEGIN", "VTIMEZONE");
    put_line(ics, "TZID", zone_name(zone));
    next = at;
    for (int i = 0; i < CHANGES_N; i++) {
        next = zone_next_change(zone, next);
        if (next >= ics->about->to)
            break;
        if (zone_offset(zone, next) < least)
            least = zone_offset(zone, next);
    }
    put_observance(ics, at, zone_offset(zone, at), zone_offset(zone, at),
                   zone_offset(zone, at) > least);
    for (int i = 0; i < CHANGES_N; i++) {
        at = zone_next_change(zone, at);
        if (at >= ics->about->to)
            break;
        put_observance(ics, at, zone_offset(zone, at - 1), zone_offset(zone, at),
                       zone_offset(zone, at) > least);
    }
    put_line(ics, "END", "VTIMEZONE");
}

/* ---- Events. */

static void
begin_event(struct ics *ics, const char *kind, int64_t at, const char *summary)
{
    struct civil stamp = civil_from_ms(ics->about->stamp), start = civil_from_ms(at);

    put_line(ics, "BEGIN", "VEVENT");
    put_line(ics, "UID",
             arena_printf(ics->buf.arena, "%s-%s@%s", kind, say_moment(ics, &start),
                          ics->about->host));
    put_line(ics, "DTSTAMP",
             arena_printf(ics->buf.arena, "%sZ", say_moment(ics, &stamp)));
    put_text(ics, "SUMMARY", summary);
    put_line(ics, "TRANSP", "TRANSPARENT");
}

static void
put_open(struct ics *ics)
{
    const char *summary =
        arena_printf(ics->buf.arena, tr(ics->lang, N_("%s: open")), ics->plan->desk);
    int64_t at = ics->about->from;
    struct plan_stretch open;

    for (int i = 0; i < EVENTS_N && plan_open_stretch(ics->plan, NULL, at, &open) &&
                    open.from < ics->about->to;
         i++) {
        int64_t from = open.from < at - LONG_AGO ? at : open.from;
        int64_t to = open.to > ics->about->to ? ics->about->to : open.to;

        begin_event(ics, "open", from, summary);
        put_moment(ics, "DTSTART", from);
        put_moment(ics, "DTEND", to);
        put_line(ics, "END", "VEVENT");
        if (open.to >= ics->about->to)
            break;
        at = open.to;
    }
}

static const char *
say_day(struct ics *ics, int64_t days)
{
    struct civil day = civil_from_ms(days * MS_DAY);

    return arena_printf(ics->buf.arena, "%04d%02d%02d", day.year, day.month, day.day);
}

static const char *
closed_on(const struct ics *ics, int64_t day)
{
    return plan_closed_name(ics->plan,
                            zone_to_utc(ics->plan->zone, day * MS_DAY + 12 * MS_HOUR));
}

/* Days in a row that are closed for the same reason are one event. */
static void
put_closed(struct ics *ics)
{
    struct civil first = zone_local(ics->plan->zone, ics->about->from);
    int64_t day = civil_days(first.year, first.month, first.day);
    int64_t last = day + (ics->about->to - ics->about->from) / MS_DAY;

    for (int n = 0; day < last && n < CLOSED_N; day++) {
        const char *name = closed_on(ics, day), *next = name;
        int64_t end = day;

        if (!name)
            continue;
        while (end < last && next && strcmp(next, name) == 0)
            next = closed_on(ics, ++end);
        begin_event(ics, "closed", day * MS_DAY,
                    arena_printf(ics->buf.arena,
                                 *name ? tr(ics->lang, N_("%s: closed (%s)"))
                                       : tr(ics->lang, N_("%s: closed")),
                                 ics->plan->desk, name));
        put_line(ics, "DTSTART;VALUE=DATE", say_day(ics, day));
        put_line(ics, "DTEND;VALUE=DATE", say_day(ics, end));
        put_line(ics, "END", "VEVENT");
        day = end - 1;
        n++;
    }
}

char *
plan_ics(struct arena *arena, const struct plan *plan, const struct lang *lang,
         const struct plan_ics *about)
{
    struct ics ics = {.plan = plan, .lang = lang, .about = about};
    const char *name;

    buf_init(&ics.buf, arena, 0);
    name = arena_printf(arena, tr(lang, N_("%s: hours")), plan->desk);
    put_line(&ics, "BEGIN", "VCALENDAR");
    put_line(&ics, "VERSION", "2.0");
    put_line(&ics, "PRODID", "-//Kindesk//Hours//EN");
    put_line(&ics, "CALSCALE", "GREGORIAN");
    put_line(&ics, "METHOD", "PUBLISH");
    put_text(&ics, "NAME", name);
    put_text(&ics, "X-WR-CALNAME", name);
    put_line(&ics, "X-WR-TIMEZONE", zone_name(plan->zone));
    put_line(&ics, "REFRESH-INTERVAL;VALUE=DURATION", "P1D");
    put_line(&ics, "X-PUBLISHED-TTL", "P1D");
    put_line(&ics, "URL", about->url);
    put_zone(&ics);
    put_open(&ics);
    put_closed(&ics);
    put_line(&ics, "END", "VCALENDAR");
    return arena_strdup(arena, buf_text(&ics.buf));
}
