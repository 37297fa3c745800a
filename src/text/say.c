/* SPDX-License-Identifier: Apache-2.0 */
#include "text/say.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/zone.h"

#include <string.h>

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

/* A text under construction. Longer ones are cut; none of ours comes near. A page says
 * hundreds of times, so that printf and growing buffers would be most of its cost. */
struct words {
    char s[256];
    size_t n;
};

/* What stands at %1$s or %2$d. */
struct value {
    const char *text; /* NULL: the number */
    int64_t number;
};

#define FILL(words, lang, english, ...)                                                  \
    fill((words), tr((lang), english), (const struct value[]){__VA_ARGS__})
#define TEXT(t)                                                                          \
    {                                                                                    \
        .text = (t)                                                                      \
    }
#define NUMBER(n)                                                                        \
    {                                                                                    \
        .number = (n)                                                                    \
    }

static void
add(struct words *words, const char *s, size_t n)
{
    if (n > sizeof words->s - words->n)
        n = sizeof words->s - words->n;
    memcpy(words->s + words->n, s, n);
    words->n += n;
}

static void
add_number(struct words *words, int64_t number, size_t width)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;

    do
        digits[--at] = (char)('0' + left % 10);
    while (left /= 10);
    while (sizeof digits - at < width)
        digits[--at] = '0';
    if (number < 0)
        digits[--at] = '-';
    add(words, digits + at, sizeof digits - at);
}

/* The directives of a catalogue's texts, all that ours use: %s %d %lld %02d and with n$.
 */
static const char *
fill_one(struct words *words, const char *format, const struct value *values, int *order)
{
    size_t width = 0;
    int place;

    if (format[0] >= '1' && format[0] <= '9' && format[1] == '$') {
        place = format[0] - '1';
        format += 2;
    } else {
        place = (*order)++;
    }
    if (format[0] == '0') {
        width = (size_t)(format[1] - '0');
        format += 2;
    }
    while (*format == 'l')
        format++;
    if (values[place].text)
        add(words, values[place].text, strlen(values[place].text));
    else
        add_number(words, values[place].number, width);
    return format + 1;
}

static void
fill(struct words *words, const char *format, const struct value *values)
{
    int order = 0;

    while (*format) {
        size_t n = 0;

        while (format[n] && format[n] != '%')
            n++;
        add(words, format, n);
        format += n;
        if (*format == '%')
            format = fill_one(words, format + 1, values, &order);
    }
}

static char *
finish(struct arena *arena, const struct words *words)
{
    return arena_strndup(arena, words->s, words->n);
}

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
month_short(struct words *words, const struct lang *lang, int month)
{
    const char *text = tr(lang, months_short[month - 1]);

    words->n = 0;
    add(words, text, strcspn(text, "|"));
    add(words, "", 1);
    return words->s;
}

static void
add_date(struct words *words, const struct lang *lang, const struct civil *civil,
         bool with_year)
{
    struct words short_month;
    const char *weekday = tr(lang, weekdays_short[civil->weekday]);
    const char *month = month_short(&short_month, lang, civil->month);

    if (with_year)
        FILL(words, lang, "%1$s %2$d %3$s %4$d", TEXT(weekday), NUMBER(civil->day),
             TEXT(month), NUMBER(civil->year));
    else
        FILL(words, lang, "%1$s %2$d %3$s", TEXT(weekday), NUMBER(civil->day),
             TEXT(month));
}

char *
say_time(struct arena *arena, const struct lang *lang, const struct zone *zone,
         int64_t now, int64_t at)
{
    struct civil here = local(zone, at), today = local(zone, now);
    int64_t days = day_number(&here) - day_number(&today);
    struct words clock, words;

    if (!at)
        return arena_strdup(arena, "");
    clock.n = words.n = 0;
    add_number(&clock, here.hour, 0);
    add(&clock, ":", 1);
    add_number(&clock, here.minute, 2);
    add(&clock, "", 1);
    if (days == 0) {
        FILL(&words, lang, "today, %s", TEXT(clock.s));
    } else if (days == 1) {
        FILL(&words, lang, "tomorrow, %s", TEXT(clock.s));
    } else if (days == -1) {
        FILL(&words, lang, "yesterday, %s", TEXT(clock.s));
    } else {
        add_date(&words, lang, &here, here.year != today.year);
        add(&words, ", ", 2);
        add(&words, clock.s, clock.n - 1);
    }
    return finish(arena, &words);
}

char *
say_exactly(struct arena *arena, const struct lang *lang, const struct zone *zone,
            int64_t at)
{
    struct civil here = local(zone, at);
    struct words words;

    if (!at)
        return arena_strdup(arena, "");
    words.n = 0;
    FILL(&words, lang, "%1$s %2$d %3$s %4$d, %5$d:%6$02d %7$s",
         TEXT(tr(lang, weekdays[here.weekday])), NUMBER(here.day),
         TEXT(tr(lang, months[here.month - 1])), NUMBER(here.year), NUMBER(here.hour),
         NUMBER(here.minute), TEXT(zone ? zone_abbreviation(zone, at) : "UTC"));
    return finish(arena, &words);
}

char *
say_date(struct arena *arena, const struct lang *lang, const struct zone *zone,
         int64_t now, int64_t at)
{
    struct civil here = local(zone, at), today = local(zone, now);
    struct words words;

    if (!at)
        return arena_strdup(arena, "");
    words.n = 0;
    add_date(&words, lang, &here, here.year != today.year);
    return finish(arena, &words);
}

/* One unit, the one that people would use. */
static void
add_duration(struct words *words, const struct lang *lang, int64_t minutes)
{
    int64_t hours = (minutes + 30) / 60, days = (minutes + 720) / 1440;

    if (minutes < 60)
        FILL(words, lang, "%d min", NUMBER(minutes));
    else if (hours < 48)
        FILL(words, lang, "%d h", NUMBER(hours));
    else
        fill(words, tr_n(lang, days, "%lld day", "%lld days"),
             (const struct value[]){NUMBER(days)});
}

/* "in %s" with the duration. */
static char *
say_around(struct arena *arena, const struct lang *lang, const char *around,
           int64_t minutes)
{
    struct words duration, words;

    duration.n = words.n = 0;
    add_duration(&duration, lang, minutes);
    add(&duration, "", 1);
    fill(&words, around, (const struct value[]){TEXT(duration.s)});
    return finish(arena, &words);
}

char *
say_until(struct arena *arena, const struct lang *lang, int64_t now, int64_t at)
{
    int64_t left = at - now;

    if (!at)
        return arena_strdup(arena, "");
    if (left > 0)
        return say_around(arena, lang, tr(lang, "in %s"),
                          (left + MS_MINUTE - 1) / MS_MINUTE);
    if (left > -MS_MINUTE)
        return arena_strdup(arena, tr(lang, "now"));
    return say_around(arena, lang, tr(lang, "%s late"), -left / MS_MINUTE);
}

char *
say_ago(struct arena *arena, const struct lang *lang, int64_t now, int64_t at)
{
    if (!at)
        return arena_strdup(arena, "");
    if (now - at < MS_MINUTE)
        return arena_strdup(arena, tr(lang, "just now"));
    return say_around(arena, lang, tr(lang, "%s ago"), (now - at) / MS_MINUTE);
}

char *
say_duration(struct arena *arena, const struct lang *lang, int64_t duration_ms)
{
    int64_t minutes = (duration_ms + MS_MINUTE - 1) / MS_MINUTE;
    struct words words;

    words.n = 0;
    if (minutes < 0)
        minutes = 0;
    if (minutes > 60 && minutes < 600 && minutes % 60)
        FILL(&words, lang, "%1$d h %2$d min", NUMBER(minutes / 60), NUMBER(minutes % 60));
    else
        add_duration(&words, lang, minutes);
    return finish(arena, &words);
}

char *
say_size(struct arena *arena, const struct lang *lang, int64_t size_bytes)
{
    int64_t mega_tenths = (size_bytes + 50000) / 100000;
    int64_t giga_tenths = (size_bytes + 50000000) / 100000000;
    struct words words;

    words.n = 0;
    if (size_bytes < 1000)
        fill(&words, tr_n(lang, size_bytes, "%lld byte", "%lld bytes"),
             (const struct value[]){NUMBER(size_bytes)});
    else if (size_bytes < 999500)
        FILL(&words, lang, "%lld kB", NUMBER((size_bytes + 500) / 1000));
    else if (size_bytes < 999950000)
        FILL(&words, lang, "%1$lld.%2$d MB", NUMBER(mega_tenths / 10),
             NUMBER(mega_tenths % 10));
    else
        FILL(&words, lang, "%1$lld.%2$d GB", NUMBER(giga_tenths / 10),
             NUMBER(giga_tenths % 10));
    return finish(arena, &words);
}
