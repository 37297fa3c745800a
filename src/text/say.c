/* SPDX-License-Identifier: Apache-2.0 */
#include "text/say.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/zone.h"

static const char *const weekdays[] = {
    N_("Sunday"),   N_("Monday"), N_("Tuesday"),  N_("Wednesday"),
    N_("Thursday"), N_("Friday"), N_("Saturday"),
};
static const char *const weekdays_short[] = {
    N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"),
};
static const char *const months[] = {
    N_("January"),   N_("February"), N_("March"),    N_("April"),
    N_("May"),       N_("June"),     N_("July"),     N_("August"),
    N_("September"), N_("October"),  N_("November"), N_("December"),
};
/* "May|short" so that a language may tell the short from the long one. */
static const char *const months_short[] = {
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May|short"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"),       N_("Dec"),
};

static struct civil
local(const struct zone *zone, int64_t at)
{
    return zone ? zone_local(zone, at) : civil_from_ms(at);
}

static int64_t
day_number(const struct civil *civil)
{
    return civil_days(civil->year, civil->month, civil->day);
}

/* English keeps its msgid, so the mark behind "|" goes. */
static const char *
month_short(struct arena *arena, const struct lang *lang, int month)
{
    const char *text = tr(lang, months_short[month - 1]);
    size_t n = 0;

    while (text[n] && text[n] != '|')
        n++;
    return text[n] ? arena_strndup(arena, text, n) : text;
}

static char *
date_text(struct arena *arena, const struct lang *lang, const struct civil *civil,
          bool with_year)
{
    const char *weekday = tr(lang, weekdays_short[civil->weekday]);
    const char *month = month_short(arena, lang, civil->month);

    if (with_year)
        return arena_printf(arena, tr(lang, "%1$s %2$d %3$s %4$d"), weekday, civil->day,
                            month, civil->year);
    return arena_printf(arena, tr(lang, "%1$s %2$d %3$s"), weekday, civil->day, month);
}

char *
say_time(struct arena *arena, const struct lang *lang, const struct zone *zone,
         int64_t now, int64_t at)
{
    struct civil here = local(zone, at), today = local(zone, now);
    int64_t days = day_number(&here) - day_number(&today);
    char *clock;

    if (!at)
        return arena_strdup(arena, "");
    clock = arena_printf(arena, "%d:%02d", here.hour, here.minute);
    if (days == 0)
        return arena_printf(arena, tr(lang, "today, %s"), clock);
    if (days == 1)
        return arena_printf(arena, tr(lang, "tomorrow, %s"), clock);
    if (days == -1)
        return arena_printf(arena, tr(lang, "yesterday, %s"), clock);
    return arena_printf(arena, "%s, %s",
                        date_text(arena, lang, &here, here.year != today.year), clock);
}

char *
say_exactly(struct arena *arena, const struct lang *lang, const struct zone *zone,
            int64_t at)
{
    struct civil here = local(zone, at);

    if (!at)
        return arena_strdup(arena, "");
    return arena_printf(arena, tr(lang, "%1$s %2$d %3$s %4$d, %5$d:%6$02d %7$s"),
                        tr(lang, weekdays[here.weekday]), here.day,
                        tr(lang, months[here.month - 1]), here.year, here.hour,
                        here.minute, zone ? zone_abbreviation(zone, at) : "UTC");
}

char *
say_date(struct arena *arena, const struct lang *lang, const struct zone *zone,
         int64_t now, int64_t at)
{
    struct civil here = local(zone, at), today = local(zone, now);

    if (!at)
        return arena_strdup(arena, "");
    return date_text(arena, lang, &here, here.year != today.year);
}

/* One unit, the one that people would use. */
static char *
round_duration(struct arena *arena, const struct lang *lang, int64_t minutes)
{
    int64_t hours = (minutes + 30) / 60, days = (minutes + 720) / 1440;

    if (minutes < 60)
        return arena_printf(arena, tr(lang, "%d min"), (int)minutes);
    if (hours < 48)
        return arena_printf(arena, tr(lang, "%d h"), (int)hours);
    return arena_printf(arena, tr_n(lang, days, "%lld day", "%lld days"),
                        (long long)days);
}

char *
say_until(struct arena *arena, const struct lang *lang, int64_t now, int64_t at)
{
    int64_t left = at - now;

    if (!at)
        return arena_strdup(arena, "");
    if (left > 0)
        return arena_printf(
            arena, tr(lang, "in %s"),
            round_duration(arena, lang, (left + MS_MINUTE - 1) / MS_MINUTE));
    if (left > -MS_MINUTE)
        return arena_strdup(arena, tr(lang, "now"));
    return arena_printf(arena, tr(lang, "%s late"),
                        round_duration(arena, lang, -left / MS_MINUTE));
}

char *
say_ago(struct arena *arena, const struct lang *lang, int64_t now, int64_t at)
{
    if (!at)
        return arena_strdup(arena, "");
    if (now - at < MS_MINUTE)
        return arena_strdup(arena, tr(lang, "just now"));
    return arena_printf(arena, tr(lang, "%s ago"),
                        round_duration(arena, lang, (now - at) / MS_MINUTE));
}

char *
say_duration(struct arena *arena, const struct lang *lang, int64_t duration_ms)
{
    int64_t minutes = (duration_ms + MS_MINUTE - 1) / MS_MINUTE;

    if (minutes < 0)
        minutes = 0;
    if (minutes > 60 && minutes < 600 && minutes % 60)
        return arena_printf(arena, tr(lang, "%1$d h %2$d min"), (int)(minutes / 60),
                            (int)(minutes % 60));
    return round_duration(arena, lang, minutes);
}

char *
say_size(struct arena *arena, const struct lang *lang, int64_t size_bytes)
{
    int64_t tenths;

    if (size_bytes < 1000)
        return arena_printf(arena, tr_n(lang, size_bytes, "%lld byte", "%lld bytes"),
                            (long long)size_bytes);
    if (size_bytes < 999500)
        return arena_printf(arena, tr(lang, "%lld kB"),
                            (long long)(size_bytes + 500) / 1000);
    if (size_bytes < 999950000) {
        tenths = (size_bytes + 50000) / 100000;
        return arena_printf(arena, tr(lang, "%1$lld.%2$d MB"), (long long)tenths / 10,
                            (int)(tenths % 10));
    }
    tenths = (size_bytes + 50000000) / 100000000;
    return arena_printf(arena, tr(lang, "%1$lld.%2$d GB"), (long long)tenths / 10,
                        (int)(tenths % 10));
}
