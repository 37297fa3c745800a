/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/value.h"

#include "base/arena.h"
#include "base/clock.h"
#include "plan/fold.h"

#include <ctype.h>
#include <string.h>

enum { COUNT_MAX = 100000, YEARS_MAX = 10 };

/* A word, at most 31 letters, in a table of words that mean the same number. */
struct named {
    const char *words;
    int value;
};

static const struct named NUMBERS[] = {
    {"a|an|one|un|una|uno",      1 },
    {"two|dos",                  2 },
    {"three|tres",               3 },
    {"four|cuatro",              4 },
    {"five|cinco",               5 },
    {"six|seis",                 6 },
    {"seven|siete",              7 },
    {"eight|ocho",               8 },
    {"nine|nueve",               9 },
    {"ten|diez",                 10},
    {"twelve|doce",              12},
    {"fifteen|quince",           15},
    {"twenty|veinte",            20},
    {"twenty-four|veinticuatro", 24},
    {"thirty|treinta",           30},
    {"forty-five",               45},
    {"forty-eight",              48},
    {"sixty|sesenta",            60},
    {"seventy-two",              72},
    {"ninety|noventa",           90},
};
static const struct named UNITS[] = {
    {"min|mins|min.|minute|minutes|minuto|minutos|m",                             PLAN_MINUTES },
    {"h|hr|hrs|h.|hour|hours|hora|horas|bh",                                      PLAN_HOURS_OF},
    {"d|day|days|dia|dias|bd|workday|workdays|weekday|weekdays|jornada|jornadas",
     PLAN_DAYS                                                                                 },
    {"w|wk|wks|week|weeks|semana|semanas|sem",                                    PLAN_WEEKS   },
    {"mo|month|months|mes|meses",                                                 PLAN_MONTHS  },
    {"y|yr|yrs|year|years|ano|anos",                                              PLAN_YEARS   },
};
/* Units that are open time whatever the clock says. */
static const char BUSINESS_UNITS[] =
    "bh|bd|workday|workdays|weekday|weekdays|jornada|jornadas";
static const char BUSINESS[] =
    "business|biz|bus|bus.|working|open|work|office|operating|service|support|habil|"
    "habiles|laborable|laborables|laboral|laborales|abiertas|abiertos|de atencion|de "
    "trabajo|of open time|of business time|of working time|of open hours|of business "
    "hours|open time|business time|business hours|working time|working hours|de tiempo "
    "habil|de horario de atencion|de tiempo abierto|de tiempo de atencion";
static const char CALENDAR[] =
    "calendar|elapsed|consecutive|natural|naturales|corrido|corridos|corridas|"
    "consecutivos|consecutivas|around the clock";
static const char BEFORE_DURATION[] =
    "within|in|at most|up to|max|max.|maximum|no more than|less than|under|<=|<|"
    "\342\211\244|en|dentro de|hasta|como maximo|a lo sumo|en menos de|antes de|for|"
    "durante|after|tras";
static const struct named WEEKDAYS[] = {
    {"sun|sunday|sundays|dom|domingo|domingos|do|su",      0},
    {"mon|monday|mondays|lun|lunes|lu|mo",                 1},
    {"tue|tues|tuesday|tuesdays|mar|martes|ma|tu",         2},
    {"wed|wednesday|wednesdays|mie|miercoles|mi|we|mier",  3},
    {"thu|thur|thurs|thursday|thursdays|jue|jueves|ju|th", 4},
    {"fri|friday|fridays|vie|viernes|vi|fr",               5},
    {"sat|saturday|saturdays|sab|sabado|sabados|sa",       6},
};
static const struct named DAY_GROUPS[] = {
    {"weekdays|weekday|workdays|working days|business days|every weekday|every working "
     "day|entre semana|dias laborables|dias laborales|dias habiles|dias de semana|"
     "laborables|dias de trabajo",                                             0x3E},
    {"weekends|weekend|the weekend|fin de semana|fines de semana|el fin de semana", 0x41},
    {"every day|each day|daily|all days|always|all week|24/7|24x7|7 days|seven days|7 "
     "days a week|seven days a week|every day of the week|all days of the week|todos los "
     "dias|diario|diariamente|a diario|siempre|cada dia|toda la semana|los 7 dias|todos "
     "los dias de la semana",                                                  0x7F},
};
static const struct named MONTHS[] = {
    {"jan|january|ene|enero",                   1 },
    {"feb|february|febrero",                    2 },
    {"mar|march|marzo",                         3 },
    {"apr|april|abr|abril",                     4 },
    {"may|mayo",                                5 },
    {"jun|june|junio",                          6 },
    {"jul|july|julio",                          7 },
    {"aug|august|ago|agosto",                   8 },
    {"sep|sept|september|septiembre|setiembre", 9 },
    {"oct|october|octubre",                     10},
    {"nov|november|noviembre",                  11},
    {"dec|december|dic|diciembre",              12},
};
static const struct named ORDINALS[] = {
    {"first|1st|1.o|1.er|1o|1er|primer|primero", 1 },
    {"second|2nd|2.o|2o|segundo",                2 },
    {"third|3rd|3.o|3.er|3o|3er|tercer|tercero", 3 },
    {"fourth|4th|4.o|4o|cuarto",                 4 },
    {"fifth|5th|5.o|5o|quinto",                  5 },
    {"last|final|ultimo|ultima",                 -1},
};

#define COUNT_OF(table) (sizeof(table) / sizeof *(table))

static const char *
skip(const char *s)
{
    while (*s == ' ')
        s++;
    return s;
}

/* Takes the next word (to a blank or comma) when the table has it. */
static bool
take_named(const char **s, const struct named *table, size_t table_n, int *out)
{
    char word[32] = {0};
    const char *p = skip(*s);
    size_t n = strcspn(p, " ,");

    if (!n || n >= sizeof word)
        return false;
    memcpy(word, p, n);
    for (size_t i = 0; i < table_n; i++) {
        if (fold_is_one_of(word, table[i].words)) {
            *out = table[i].value;
            *s = p + n;
            return true;
        }
    }
    return false;
}

/* Takes one of the phrases when the text goes on with it as a whole word. */
static bool
take_phrase(const char **s, const char *phrases)
{
    const char *p = skip(*s), *best = NULL;

    for (const char *end; *phrases; phrases = end + (*end == '|')) {
        size_t n;

        end = strchrnul(phrases, '|');
        n = (size_t)(end - phrases);
        if (*phrases == *p && !strncmp(p, phrases, n) && !isalnum((unsigned char)p[n]) &&
            (!best || p + n > best))
            best = p + n;
    }
    if (best)
        *s = best;
    return best != NULL;
}

bool
value_count(const char **folded, int *out)
{
    const char *p = skip(*folded);
    int value = 0;

    if (!isdigit((unsigned char)*p))
        return take_named(folded, NUMBERS, COUNT_OF(NUMBERS), out);
    for (; isdigit((unsigned char)*p); p++) {
        value = value * 10 + (*p - '0');
        if (value > COUNT_MAX)
            return false;
    }
    *out = value;
    *folded = p;
    return true;
}

/* A word of letters, at most 15. */
static const char *
take_letters(const char *s, char word[16])
{
    size_t n = 0;

    while (isalpha((unsigned char)s[n]))
        n++;
    if (!n || n >= 16)
        return NULL;
    memcpy(word, s, n);
    word[n] = 0;
    return s + n;
}

/* "days", "day(s)", "min." */
static bool
take_unit(const char **s, struct plan_duration *out)
{
    char word[16];
    const char *end = take_letters(skip(*s), word);

    for (size_t i = 0; end && i < COUNT_OF(UNITS); i++) {
        if (!fold_is_one_of(word, UNITS[i].words))
            continue;
        out->unit = (enum plan_unit)UNITS[i].value;
        out->business = out->business || fold_is_one_of(word, BUSINESS_UNITS);
        if (!strncmp(end, "(s)", 3))
            end += 3;
        else if (!strncmp(end, "(es)", 4))
            end += 4;
        else if (*end == '.' && !isalnum((unsigned char)end[1]))
            end++;
        *s = end;
        return true;
    }
    return false;
}

static bool
not_over_ten_years(const struct plan_duration *duration)
{
    static const int YEARLY[] = {525600, 8784, 366, 53, 12, 1};

    return duration->n <= YEARLY[duration->unit] * YEARS_MAX;
}

/* "1.5 h", "0.25 h", "1:30 h", "1 h 30 min" and "1h30" are minutes. minutes: what stood
 * behind the point or colon, -1 nothing. */
static bool
take_rest(const char **s, int minutes, struct plan_duration *out)
{
    struct plan_duration unit = {0};
    const char *p = *s;
    int more;

    if (out->unit != PLAN_HOURS_OF)
        return minutes < 0;
    if (minutes < 0 && take_phrase(&p, "and|y|con|,"))
        p = skip(p);
    if (minutes < 0 && value_count(&p, &more) &&
        (take_unit(&p, &unit) ? unit.unit == PLAN_MINUTES : more < 60 && !*skip(p))) {
        minutes = more;
        *s = p;
    }
    if (minutes < 0)
        return true;
    out->n = out->n * 60 + minutes;
    out->unit = PLAN_MINUTES;
    return true;
}

/* ".5" and ":30" behind a number, as minutes of an hour; -1 when nothing stands there. */
static int
take_part(const char **s)
{
    const char *p = *s;
    int value = 0, n = 0;

    if (!*p || !strchr(".,:", *p) || !isdigit((unsigned char)p[1]))
        return -1;
    while (n < 2 && isdigit((unsigned char)p[1 + n]))
        value = value * 10 + (p[1 + n++] - '0');
    if (isdigit((unsigned char)p[1 + n]) || (*p == ':' && (n != 2 || value > 59)))
        return -1;
    *s = p + 1 + n;
    return *p == ':' ? value : n == 1 ? value * 6 : value * 60 / 100;
}

static void
take_clock(const char **s, struct plan_duration *out)
{
    if (take_phrase(s, BUSINESS))
        out->business = true;
    else if (take_phrase(s, CALENDAR))
        out->calendar = true;
}

/* What is said without a number. */
static bool
take_word_duration(const char **s, struct plan_duration *out)
{
    static const struct {
        const char *words;
        struct plan_duration means;
    } WORDS[] = {
        {"half an hour|half hour|media hora|\302\275 h|\302\275 hour|1/2 h|1/2 hour",
         {30, PLAN_MINUTES, false, false}                                                                             },
        {"a quarter of an hour|quarter of an hour|un cuarto de hora",
         {15, PLAN_MINUTES, false, false}                                                                             },
        {"next business day|next working day|nbd|siguiente dia habil|proximo dia habil|"
         "siguiente dia laborable",                                          {1, PLAN_DAYS, true, false}     },
        {"hourly|every hour|cada hora",                                               {1, PLAN_HOURS_OF, false, false}},
        {"daily|every day|cada dia|diario|a diario",                                  {1, PLAN_DAYS, false, false}    },
        {"weekly|every week|cada semana|semanal",                                     {1, PLAN_WEEKS, false, false}   },
        {"monthly|every month|cada mes|mensual",                                      {1, PLAN_MONTHS, false, false}  },
        {"yearly|annually|annual|every year|each year|once a year|cada ano|anual|"
         "anualmente",                                                       {1, PLAN_YEARS, false, false}   },
    };

    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (!take_phrase(s, WORDS[i].words))
            continue;
        *out = WORDS[i].means;
        return true;
    }
    return false;
}

bool
value_duration_prefix(const char *folded, struct plan_duration *out, const char **end_out)
{
    const char *p = folded;
    int part;

    *out = (struct plan_duration){0};
    *end_out = p;
    if (take_word_duration(end_out, out))
        return true;
    if (!value_count(&p, &out->n))
        return false;
    part = take_part(&p);
    take_clock(&p, out);
    if (!take_unit(&p, out))
        return false;
    take_clock(&p, out);
    if (!take_rest(&p, part, out))
        return false;
    take_clock(&p, out);
    *end_out = p;
    return out->n && !(out->business && out->calendar) && not_over_ten_years(out);
}

bool
value_duration(const char *folded, struct plan_duration *out)
{
    const char *end;

    *out = (struct plan_duration){0};
    if (fold_is_one_of(folded,
                       "|-|--|none|no|ninguno|ninguna|n/a|na|not promised|no target|"
                       "no promise|best effort|sin plazo|no aplica|sin compromiso"))
        return true;
    if (value_duration_prefix(folded, out, &end) && !*skip(end))
        return true;
    take_phrase(&folded, "every|each|cada");
    take_phrase(&folded, BEFORE_DURATION);
    return value_duration_prefix(skip(folded), out, &end) && !*skip(end);
}

/* Behind the figures: "am", "h", nothing. */
static bool
take_half(const char *s, int *hour)
{
    static const char AM[] = "am|a.m.|a. m.|a.m|de la manana|de la madrugada";
    static const char PM[] = "pm|p.m.|p. m.|p.m|de la tarde|de la noche";
    bool afternoon = fold_is_one_of(s, PM);

    if (!afternoon && !fold_is_one_of(s, AM))
        return fold_is_one_of(s, "|h|hs|hrs|hr|horas|hours|o'clock");
    if (*hour < 1 || *hour > 12)
        return false;
    *hour = *hour % 12 + (afternoon ? 12 : 0);
    return true;
}

bool
value_day_length(const char *folded, struct plan_duration *out)
{
    for (const char *p = folded; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
        const char *s = p, *end;

        if (!take_phrase(&s, "a|one|1|each|every|un|una|cada|business|days"))
            continue;
        take_phrase(&s, "full|whole|business|working|open");
        if (!take_phrase(&s, "day|days|workday|dia|dias|jornada") && !strstr(p, "days"))
            continue;
        take_phrase(&s, "habil|laborable|laboral|de trabajo|de atencion|of open time|of "
                        "business time|of work|on the business clock");
        if (take_phrase(&s,
                        "is|means|has|lasts|last|counts as|equals|are|es|son|equivale "
                        "a|tiene|dura|cuenta como|significa")
                ? value_duration_prefix(skip(s), out, &end)
                : (s = skip(s), *s == '=' || *s == ':') &&
                      value_duration_prefix(skip(s + 1), out, &end))
            return true;
    }
    return false;
}

bool
value_time(const char *folded, int *out)
{
    const char *p = folded;
    int hour = 0, minute = 0;
    size_t digits;

    take_phrase(&p, "a las|las|at");
    p = skip(p);
    if (fold_is_one_of(
            p, "noon|midday|mediodia|12 noon|12 midday|12 del mediodia|12 m|12 m.|12m")) {
        *out = 12 * 60;
        return true;
    }
    if (fold_is_one_of(p, "midnight|medianoche|12 midnight|12 de la noche")) {
        *out = 0;
        return true;
    }
    digits = strspn(p, "0123456789");
    if (!digits || !value_count(&p, &hour))
        return false;
    if (digits == 4) { /* 0800 */
        minute = hour % 100;
        hour /= 100;
    } else if (*p && strchr(":.h", *p) && isdigit((unsigned char)p[1]) &&
               isdigit((unsigned char)p[2]) && !isdigit((unsigned char)p[3])) {
        minute = (p[1] - '0') * 10 + (p[2] - '0');
        p += 3;
    }
    if (!take_half(skip(p), &hour) || minute > 59 || hour > 24 || (hour == 24 && minute))
        return false;
    *out = hour * 60 + minute;
    return true;
}

/* ---- Days. */

/* One letter may be a day: M T W F, and in Spanish L M X J V S D. */
static bool
take_day_letter(char letter, bool spanish, int *day)
{
    static const char ENGLISH[] = "?mtw?f?", SPANISH[] = "dlmxjvs";
    const char *found = strchr(spanish ? SPANISH : ENGLISH, letter);

    if (!found || letter == '?')
        return false;
    *day = (int)(found - (spanish ? SPANISH : ENGLISH));
    return true;
}

static bool
take_weekday(const char **s, bool spanish, int *day)
{
    char word[16];
    const char *p = skip(*s), *end = take_letters(p, word);

    if (end && end == p + 1 && take_day_letter(*p, spanish, day)) {
        *s = *end == '.' ? end + 1 : end;
        return true;
    }
    for (size_t i = 0; end && i < COUNT_OF(WEEKDAYS); i++) {
        if (!fold_is_one_of(word, WEEKDAYS[i].words))
            continue;
        *day = WEEKDAYS[i].value;
        *s = *end == '.' ? end + 1 : end;
        return true;
    }
    return false;
}

/* A letter that is a day in Spanish only stands alone somewhere. */
static bool
has_spanish_letter(const char *s)
{
    for (size_t i = 0; s[i]; i++)
        if (strchr("lxjv", s[i]) && (!i || !isalpha((unsigned char)s[i - 1])) &&
            !isalpha((unsigned char)s[i + 1]))
            return true;
    return false;
}

/* A day, a range of days or a group of days. */
static bool
take_days(const char **s, bool spanish, unsigned *out)
{
    const char *p = skip(*s);
    int first, last;

    for (size_t i = 0; i < COUNT_OF(DAY_GROUPS); i++) {
        if (take_phrase(&p, DAY_GROUPS[i].words)) {
            *out |= (unsigned)DAY_GROUPS[i].value;
            *s = p;
            return true;
        }
    }
    take_phrase(&p, "from|on|de|del|los|el|every|each|cada|todos los");
    if (!take_weekday(&p, spanish, &first))
        return false;
    last = first;
    p = skip(p);
    if (*p == '-' ? (p++, true)
                  : take_phrase(&p, "to|through|thru|until|till|a|al|hasta")) {
        take_phrase(&p, "el|los");
        if (!take_weekday(&p, spanish, &last))
            return false;
    }
    for (int day = first;; day = (day + 1) % 7) {
        *out |= 1u << day;
        if (day == last)
            break;
    }
    *s = p;
    return true;
}

bool
value_days(const char *folded, unsigned *out)
{
    const char *p = folded;
    bool spanish = has_spanish_letter(folded);

    *out = 0;
    while (take_days(&p, spanish, out)) {
        p = skip(p);
        while (*p && strchr(",;&/ ", *p))
            p++;
        take_phrase(&p, "and|y|e");
        p = skip(p);
        if (!*p || (*p == '(' && p[strlen(p) - 1] == ')'))
            return true; /* "weekdays (Mon-Fri)" */
    }
    return false;
}

/* ---- Dates. */

static bool
take_digits(const char **s, int n, int *out)
{
    *out = 0;
    for (int i = 0; i < n; i++, ++*s) {
        if (!isdigit((unsigned char)**s))
            return false;
        *out = *out * 10 + (**s - '0');
    }
    return !isdigit((unsigned char)**s);
}

static int
month_days(int year, int month)
{
    return (int)(civil_days(year + month / 12, month % 12 + 1, 1) -
                 civil_days(year, month, 1));
}

/* "2026-11-26", "2026/11/26" */
static bool
take_figures(const char **s, int *year, int *month, int *day)
{
    const char *p = skip(*s);
    char mark;

    if (!take_digits(&p, 4, year) || (*p != '-' && *p != '/'))
        return false;
    mark = *p++;
    if (!take_digits(&p, 2, month) || *p++ != mark || !take_digits(&p, 2, day))
        return false;
    *s = p;
    return true;
}

/* "4", "4th", "1.o" */
static bool
take_day_number(const char **s, int *day)
{
    const char *p = skip(*s);

    if (!isdigit((unsigned char)*p) || !value_count(&p, day))
        return false;
    take_phrase(&p, "st|nd|rd|th|o|er|.o");
    *s = p;
    return true;
}

/* "07-04", "July 4", "4 July", "4th of July", "4 de julio" */
static bool
take_month_day(const char **s, int *month, int *day)
{
    const char *p = skip(*s);

    if (take_digits(&p, 2, month) && *p == '-' && (p++, take_digits(&p, 2, day))) {
        *s = p;
    } else {
        p = skip(*s);
        take_phrase(&p, "the|el");
        if (take_day_number(&p, day)) {
            take_phrase(&p, "de|of|.");
            if (!take_named(&p, MONTHS, COUNT_OF(MONTHS), month))
                return false;
        } else if (!take_named(&p, MONTHS, COUNT_OF(MONTHS), month) ||
                   !take_day_number(&p, day)) {
            return false;
        }
    }
    if (*month < 1 || *month > 12 || *day < 1 || *day > month_days(2000, *month))
        return false;
    *s = p;
    return true;
}

static bool
is_date(int year, int month, int day)
{
    return year >= 1970 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_days(year, month);
}

/* "2026-11-26", "26 November 2026", "Thu, November 26, 2026", "26 de noviembre de 2026"
 */
static bool
take_date(const char **s, int64_t *day_out)
{
    const char *p = skip(*s);
    int year, month, day, weekday;

    if (take_weekday(&p, false, &weekday) && *p == ',')
        p++;
    if (!take_figures(&p, &year, &month, &day)) {
        if (!take_month_day(&p, &month, &day))
            return false;
        if (*p == ',')
            p++;
        take_phrase(&p, "de|del|of");
        p = skip(p);
        if (!take_digits(&p, 4, &year))
            return false;
    }
    if (!is_date(year, month, day))
        return false;
    *day_out = civil_days(year, month, day);
    *s = p;
    return true;
}

static bool
take_to(const char **s)
{
    const char *p = skip(*s);

    if (*p == '-' && (p[1] == ' ' || isalnum((unsigned char)p[1]))) {
        *s = p + 1;
        return true;
    }
    if (!strncmp(p, "..", 2)) {
        *s = p + 2;
        return true;
    }
    return take_phrase(
        s, "to|through|thru|until|till|and|a|al|hasta|y|hasta el|and ending|y el");
}

static bool
take_nth_weekday(const char **s, struct plan_closed *out)
{
    const char *p = *s;

    if (!take_named(&p, ORDINALS, COUNT_OF(ORDINALS), &out->nth) ||
        !take_weekday(&p, false, &out->weekday))
        return false;
    take_phrase(&p, "of|in|de|en");
    if (!take_named(&p, MONTHS, COUNT_OF(MONTHS), &out->month))
        return false;
    out->kind = PLAN_CLOSED_WEEKDAY;
    *s = p;
    return true;
}

static bool
take_recurring(const char **s, struct plan_closed *out)
{
    const char *p;
    int first;

    take_phrase(s, "on|the|el|ano el|on the|dia|el dia");
    if (take_nth_weekday(s, out))
        return true;
    out->kind = PLAN_CLOSED_DATE;
    p = *s;
    if (take_day_number(&p, &first) && take_to(&p) &&
        take_month_day(&p, &out->to_month, &out->to_day)) { /* "24 to 26 December" */
        out->month = out->to_month;
        out->day = first;
        *s = p;
        return first >= 1 && first <= out->to_day;
    }
    if (!take_month_day(s, &out->month, &out->day))
        return false;
    out->to_month = out->month;
    out->to_day = out->day;
    return !take_to(s) || take_month_day(s, &out->to_month, &out->to_day);
}

/* "2026-12-21 to 2027-01-01", "21 to 24 December 2026" */
static bool
take_range(const char **s, struct plan_closed *out)
{
    const char *p = *s;
    int first, month, day;

    out->kind = PLAN_CLOSED_RANGE;
    if (take_date(s, &out->first_day)) {
        out->last_day = out->first_day;
        return (!take_to(s) || take_date(s, &out->last_day)) &&
               out->last_day >= out->first_day;
    }
    if (!take_day_number(&p, &first) || !take_to(&p))
        return false;
    *s = p;
    if (!take_month_day(&p, &month, &day) || !take_date(s, &out->last_day))
        return false;
    out->first_day = out->last_day - (day - first);
    return first >= 1 && first <= day;
}

static bool
has_month(const char *s)
{
    for (size_t i = 0; i < COUNT_OF(MONTHS); i++)
        if (fold_match(s, MONTHS[i].words))
            return true;
    return false;
}

bool
value_closed(const char *folded, struct plan_closed *out)
{
    const char *p = folded, *start;

    *out = (struct plan_closed){.name = ""};
    if (take_phrase(&p, "every|each|every year|each year|every year on|each year on|cada|"
                        "cada ano|todos los|todos los anos|todos los anos el|yearly|"
                        "annually|yearly on|annually on"))
        return take_recurring(&p, out) && !*skip(p);
    take_phrase(&p, "from|de|del|desde el");
    start = p;
    if (take_range(&p, out) && !*skip(p))
        return true;
    p = start; /* "25 December", without a year: every year */
    return has_month(folded) && take_recurring(&p, out) && !*skip(p);
}

int64_t
value_ms(struct plan_duration duration)
{
    static const int64_t UNIT_MS[] = {MS_MINUTE,  MS_HOUR,     MS_DAY,
                                      7 * MS_DAY, 30 * MS_DAY, 365 * MS_DAY};

    return duration.n * UNIT_MS[duration.unit];
}

char *
value_duration_text(struct arena *arena, struct plan_duration duration)
{
    static const char *const ONE[] = {"min", "h", "day", "week", "month", "year"};
    static const char *const MANY[] = {"min", "h", "days", "weeks", "months", "years"};

    if (!duration.n)
        return arena_strdup(arena, "");
    return arena_printf(arena, "%d %s%s", duration.n,
                        duration.business   ? "business "
                        : duration.calendar ? "calendar "
                                            : "",
                        (duration.n == 1 ? ONE : MANY)[duration.unit]);
}

int
value_yes(const char *folded)
{
    if (fold_is_one_of(folded, "yes|y|true|x|si|s|\342\234\223|\342\234\224"))
        return 1;
    return fold_is_one_of(folded, "|no|n|false|-|--") ? 0 : -1;
}
