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
    {"a|an|one|un|una|uno", 1 },
    {"two|dos",             2 },
    {"three|tres",          3 },
    {"four|cuatro",         4 },
    {"five|cinco",          5 },
    {"six|seis",            6 },
    {"seven|siete",         7 },
    {"eight|ocho",          8 },
    {"nine|nueve",          9 },
    {"ten|diez",            10},
    {"twelve|doce",         12},
};
static const struct named UNITS[] = {
    {"min|mins|min.|minute|minutes|minuto|minutos|m", PLAN_MINUTES },
    {"h|hr|hrs|h.|hour|hours|hora|horas",             PLAN_HOURS_OF},
    {"d|day|days|dia|dias|jornada|jornadas",          PLAN_DAYS    },
    {"w|wk|week|weeks|semana|semanas",                PLAN_WEEKS   },
    {"month|months|mes|meses",                        PLAN_MONTHS  },
    {"y|yr|year|years|ano|anos",                      PLAN_YEARS   },
};
static const char BUSINESS[] =
    "business|working|open|work|habil|habiles|laborable|laborables|laboral|laborales|"
    "abiertas|"
    "abiertos|de atencion|de trabajo|of open time|of business time|de tiempo habil|"
    "de horario de atencion|de tiempo abierto";
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
    {"weekdays|workdays|working days|business days|entre semana|dias laborables|"
     "dias habiles|laborables",                                                0x3E},
    {"weekends|weekend|the weekend|fin de semana|fines de semana|el fin de semana", 0x41},
    {"every day|daily|all days|always|all week|24/7|24x7|todos los dias|diario|a diario|"
     "siempre|cada dia|toda la semana",                                        0x7F},
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
    {"first|1st|1.o|1.er|1o|1er|1\302\272|1.\302\272|primer|primero", 1 },
    {"second|2nd|2.o|2o|2\302\272|2.\302\272|segundo",                2 },
    {"third|3rd|3.o|3.er|3o|3er|3\302\272|3.\302\272|tercer|tercero", 3 },
    {"fourth|4th|4.o|4o|4\302\272|4.\302\272|cuarto",                 4 },
    {"fifth|5th|5.o|5o|5\302\272|5.\302\272|quinto",                  5 },
    {"last|ultimo",                                                   -1},
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

    while (*phrases) {
        size_t n = strcspn(phrases, "|");
        if (!strncmp(p, phrases, n) && !isalnum((unsigned char)p[n]) &&
            (!best || p + n > best))
            best = p + n;
        phrases += n + (phrases[n] == '|');
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

static bool
take_unit(const char **s, int *unit)
{
    const char *p = skip(*s), *end = p;
    char word[16] = {0};

    while (isalpha((unsigned char)*end))
        end++;
    if (end == p || (size_t)(end - p) >= sizeof word)
        return false;
    memcpy(word, p, (size_t)(end - p));
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        if (fold_is_one_of(word, UNITS[i].words)) {
            *unit = UNITS[i].value;
            *s = *end == '.' && !isalnum((unsigned char)end[1]) ? end + 1 : end;
            return true;
        }
    }
    return false;
}

static bool
not_over_ten_years(const struct plan_duration *duration)
{
    static const int YEARLY[] = {525600, 8784, 366, 53, 12, 1};

    return duration->n <= YEARLY[duration->unit] * YEARS_MAX;
}

/* "1.5 h" and "1 h 30 min" are minutes. */
static bool
take_rest(const char **s, int tenths, struct plan_duration *out)
{
    const char *p = *s;
    int more, unit;

    if (tenths >= 0) {
        if (out->unit != PLAN_HOURS_OF)
            return false;
        out->n = out->n * 60 + tenths * 6;
        out->unit = PLAN_MINUTES;
    } else if (out->unit == PLAN_HOURS_OF && value_count(&p, &more) &&
               take_unit(&p, &unit) && unit == PLAN_MINUTES) {
        out->n = out->n * 60 + more;
        out->unit = PLAN_MINUTES;
        *s = p;
    }
    return true;
}

bool
value_duration_prefix(const char *folded, struct plan_duration *out, const char **end_out)
{
    const char *p = folded;
    int unit, tenths = -1;

    *out = (struct plan_duration){0};
    if (!value_count(&p, &out->n) || out->n > COUNT_MAX)
        return false;
    if ((*p == '.' || *p == ',') && isdigit((unsigned char)p[1]) &&
        !isdigit((unsigned char)p[2])) {
        tenths = p[1] - '0';
        p += 2;
    }
    out->business = take_phrase(&p, BUSINESS);
    if (!take_unit(&p, &unit))
        return false;
    out->unit = (enum plan_unit)unit;
    out->business = take_phrase(&p, BUSINESS) || out->business;
    if (!take_rest(&p, tenths, out))
        return false;
    if (!out->n || !not_over_ten_years(out))
        return false;
    *end_out = p;
    return true;
}

bool
value_duration(const char *folded, struct plan_duration *out)
{
    const char *end;

    if (fold_is_one_of(folded,
                       "|-|--|none|no|ninguno|ninguna|n/a|not promised|sin plazo")) {
        *out = (struct plan_duration){0};
        return true;
    }
    return value_duration_prefix(folded, out, &end) && !*skip(end);
}

bool
value_time(const char *folded, int *out)
{
    const char *p = folded;
    int hour = 0, minute = 0;

    if (fold_is_one_of(folded, "noon|midday|mediodia")) {
        *out = 12 * 60;
        return true;
    }
    if (fold_is_one_of(folded, "midnight|medianoche")) {
        *out = 0;
        return true;
    }
    if (!isdigit((unsigned char)*p) || !value_count(&p, &hour))
        return false;
    if ((*p == ':' || *p == '.' || *p == 'h') && isdigit((unsigned char)p[1]) &&
        isdigit((unsigned char)p[2]) && !isdigit((unsigned char)p[3])) {
        minute = (p[1] - '0') * 10 + (p[2] - '0');
        p += 3;
    }
    p = skip(p);
    if (fold_is_one_of(p, "am|a.m.|a. m.|pm|p.m.|p. m.")) {
        if (hour < 1 || hour > 12)
            return false;
        hour = hour % 12 + (*p == 'p' ? 12 : 0);
        p = "";
    }
    if ((*p && strcmp(p, "h") != 0) || minute > 59 || hour > 24 || (hour == 24 && minute))
        return false;
    *out = hour * 60 + minute;
    return true;
}

static bool
take_weekday(const char **s, int *day)
{
    const char *p = skip(*s), *end = p;
    char word[16] = {0};

    while (isalpha((unsigned char)*end))
        end++;
    if (end == p || (size_t)(end - p) >= sizeof word)
        return false;
    memcpy(word, p, (size_t)(end - p));
    for (size_t i = 0; i < COUNT_OF(WEEKDAYS); i++) {
        if (fold_is_one_of(word, WEEKDAYS[i].words)) {
            *day = WEEKDAYS[i].value;
            *s = *end == '.' ? end + 1 : end;
            return true;
        }
    }
    return false;
}

bool
value_days(const char *folded, unsigned *out)
{
    const char *p = folded;
    int first, last;

    *out = 0;
    for (size_t i = 0; i < COUNT_OF(DAY_GROUPS); i++) {
        if (fold_is_one_of(folded, DAY_GROUPS[i].words)) {
            *out = (unsigned)DAY_GROUPS[i].value;
            return true;
        }
    }
    take_phrase(&p, "from|de|del|los");
    while (take_weekday(&p, &first)) {
        last = first;
        p = skip(p);
        if (*p == '-' || *p == '/' ? (p++, true)
                                   : take_phrase(&p, "to|through|thru|a|al")) {
            if (!take_weekday(&p, &last))
                return false;
        }
        for (int day = first;; day = (day + 1) % 7) {
            *out |= 1u << day;
            if (day == last)
                break;
        }
        p = skip(p);
        if (!*p)
            return true;
        if (*p == ',' || *p == ';' || *p == '&')
            p++;
        else if (!take_phrase(&p, "and|y|e"))
            return false;
        take_phrase(&p, "and|y|e");
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

static bool
take_date(const char **s, int64_t *day_out)
{
    int year, month, day;

    *s = skip(*s);
    if (!take_digits(s, 4, &year) || *(*s)++ != '-' || !take_digits(s, 2, &month) ||
        *(*s)++ != '-' || !take_digits(s, 2, &day))
        return false;
    if (year < 1970 || month < 1 || month > 12 || day < 1 ||
        day > month_days(year, month))
        return false;
    *day_out = civil_days(year, month, day);
    return true;
}

/* "07-04", "July 4", "4 July", "4 de julio" */
static bool
take_month_day(const char **s, int *month, int *day)
{
    const char *p = skip(*s);

    if (take_digits(&p, 2, month) && *p == '-') {
        p++;
        if (!take_digits(&p, 2, day))
            return false;
    } else {
        p = skip(*s);
        if (isdigit((unsigned char)*p)) {
            if (!value_count(&p, day))
                return false;
            take_phrase(&p, "de|of");
            if (!take_named(&p, MONTHS, COUNT_OF(MONTHS), month))
                return false;
        } else if (!take_named(&p, MONTHS, COUNT_OF(MONTHS), month) ||
                   !value_count(&p, day)) {
            return false;
        }
    }
    if (*month < 1 || *month > 12 || *day < 1 || *day > month_days(2000, *month))
        return false;
    *s = p;
    return true;
}

static bool
take_to(const char **s)
{
    const char *p = skip(*s);

    if (*p == '-' && (p[1] == ' ' || isdigit((unsigned char)p[1]))) {
        *s = p + 1;
        return true;
    }
    if (!strncmp(p, "..", 2)) {
        *s = p + 2;
        return true;
    }
    return take_phrase(s, "to|through|until|till|and|a|al|hasta|y|hasta el");
}

static bool
take_nth_weekday(const char **s, struct plan_closed *out)
{
    const char *p = *s;

    if (!take_named(&p, ORDINALS, COUNT_OF(ORDINALS), &out->nth) ||
        !take_weekday(&p, &out->weekday))
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
    take_phrase(s, "the|el|ano el");
    if (take_nth_weekday(s, out))
        return true;
    out->kind = PLAN_CLOSED_DATE;
    if (!take_month_day(s, &out->month, &out->day))
        return false;
    out->to_month = out->month;
    out->to_day = out->day;
    return !take_to(s) || take_month_day(s, &out->to_month, &out->to_day);
}

bool
value_closed(const char *folded, struct plan_closed *out)
{
    const char *p = folded;

    *out = (struct plan_closed){.name = ""};
    if (take_phrase(
            &p, "every|each|every year|each year|cada|cada ano|todos los anos|yearly")) {
        if (!take_recurring(&p, out))
            return false;
    } else {
        take_phrase(&p, "from|de|del");
        out->kind = PLAN_CLOSED_RANGE;
        if (!take_date(&p, &out->first_day))
            return false;
        out->last_day = out->first_day;
        if (take_to(&p) && !take_date(&p, &out->last_day))
            return false;
        if (out->last_day < out->first_day)
            return false;
    }
    return !*skip(p);
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
                        duration.business ? "business " : "",
                        (duration.n == 1 ? ONE : MANY)[duration.unit]);
}

int
value_yes(const char *folded)
{
    if (fold_is_one_of(folded, "yes|y|true|x|si|s|\342\234\223|\342\234\224"))
        return 1;
    return fold_is_one_of(folded, "|no|n|false|-|--") ? 0 : -1;
}
