/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/date.h"

#include "base/clock.h"
#include "mime/scan.h"

/* What the words of a date say; -1: not said. */
struct date {
    int year, month, day, hour, minute, second, offset;
    bool has_offset, afternoon, morning;
};

static const char *const month_names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                          "jul", "aug", "sep", "oct", "nov", "dec"};

/* Minutes east (RFC 5322 §4.3, and zones that mailers write). */
static const struct {
    const char *name;
    int minutes;
} zones[] = {
    {"gmt",  0   },
    {"ut",   0   },
    {"utc",  0   },
    {"z",    0   },
    {"est",  -300},
    {"edt",  -240},
    {"cst",  -360},
    {"cdt",  -300},
    {"mst",  -420},
    {"mdt",  -360},
    {"pst",  -480},
    {"pdt",  -420},
    {"akst", -540},
    {"akdt", -480},
    {"hst",  -600},
    {"ast",  -240},
    {"adt",  -180},
    {"nst",  -210},
    {"wet",  0   },
    {"west", 60  },
    {"bst",  60  },
    {"cet",  60  },
    {"met",  60  },
    {"mez",  60  },
    {"mesz", 120 },
    {"cest", 120 },
    {"mest", 120 },
    {"eet",  120 },
    {"eest", 180 },
    {"msk",  180 },
    {"msd",  240 },
    {"ist",  330 },
    {"jst",  540 },
    {"kst",  540 },
    {"sgt",  480 },
    {"hkt",  480 },
    {"aest", 600 },
    {"aedt", 660 },
    {"nzst", 720 },
    {"nzdt", 780 },
    {"brt",  -180},
};

static int
number(struct bytes word)
{
    int value = 0;

    if (!word.n || word.n > 4)
        return -1;
    for (size_t i = 0; i < word.n; i++) {
        if (!scan_is_digit(word.p[i]))
            return -1;
        value = value * 10 + word.p[i] - '0';
    }
    return value;
}

/* Splits at a separator into at most 3 numbers; returns how many, 0 when one is none. */
static int
numbers(struct bytes word, unsigned char separator, int out[3])
{
    int n = 0;

    for (size_t at = 0; at <= word.n && n < 3;) {
        size_t end = scan_find(word, at, separator);

        out[n] = number(scan_slice(word, at, end));
        if (out[n++] < 0)
            return 0;
        at = end + 1;
    }
    return n;
}

static int
month_of(struct bytes word)
{
    if (word.n >= 3)
        for (int i = 0; i < 12; i++)
            if (scan_starts_fold(word, month_names[i]))
                return i + 1;
    return -1;
}

static void
set_year(struct date *date, int year, size_t digits)
{
    if (digits <= 2) /* RFC 5322 §4.3 */
        year += year < 50 ? 2000 : 1900;
    else if (digits == 3)
        year += 1900;
    date->year = year;
}

/* "16:30", "16:30:05", "16.30.05", "4:30pm", with a fraction or a zone glued behind. */
static bool
read_time(struct date *date, struct bytes word, struct bytes *rest_out)
{
    size_t n = 0, colons = 0;
    int part[3] = {0, 0, 0};
    unsigned char separator = scan_find(word, 0, ':') < word.n ? ':' : '.';

    while (n < word.n && (scan_is_digit(word.p[n]) || word.p[n] == separator))
        colons += word.p[n++] == separator;
    if (!colons || colons > 2 || date->hour >= 0 || (separator == '.' && colons < 2) ||
        !numbers(scan_slice(word, 0, n), separator, part))
        return false;
    if (part[0] > 24 || part[1] > 59 || part[2] > 60)
        return false;
    date->hour = part[0];
    date->minute = part[1];
    date->second = part[2];
    if (scan_eq_fold(scan_from(word, n), "pm"))
        date->afternoon = true;
    if (scan_eq_fold(scan_from(word, n), "am"))
        date->morning = true;
    *rest_out = scan_from(word, n);
    return true;
}

/* "+0200", "-5", "+02:00", "GMT+2"; "-0000" is UTC. */
static bool
read_offset(struct date *date, struct bytes word)
{
    int sign, digits[4], n = 0;

    if (scan_starts_fold(word, "gmt") || scan_starts_fold(word, "utc"))
        word = scan_from(word, 3);
    if (word.n < 2 || (word.p[0] != '+' && word.p[0] != '-'))
        return false;
    sign = word.p[0] == '-' ? -1 : 1;
    for (size_t i = 1; i < word.n && n < 4; i++) {
        if (word.p[i] == ':' && i > 1)
            continue;
        if (!scan_is_digit(word.p[i]))
            break;
        digits[n++] = word.p[i] - '0';
    }
    if (n == 0)
        return false;
    if (n <= 2)
        date->offset = 60 * (n == 1 ? digits[0] : digits[0] * 10 + digits[1]);
    else if (n == 3)
        date->offset = digits[0] * 60 + digits[1] * 10 + digits[2];
    else
        date->offset = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
    date->offset = date->offset > 16 * 60 ? 0 : sign * date->offset;
    return date->has_offset = true;
}

static bool
read_zone(struct date *date, struct bytes word)
{
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (scan_eq_fold(word, zones[i].name)) {
            if (!date->has_offset)
                date->offset = zones[i].minutes;
            return date->has_offset = true;
        }
    if (scan_eq_fold(word, "pm"))
        return date->afternoon = true;
    if (scan_eq_fold(word, "am"))
        return date->morning = true;
    return false;
}

/* "2026-11-23", "23-Nov-2026", "11/23/2026", "23.11.2026". */
static bool
read_day(struct date *date, struct bytes word)
{
    unsigned char separator = scan_find(word, 0, '-') < word.n   ? '-'
                              : scan_find(word, 0, '/') < word.n ? '/'
                                                                 : '.';
    size_t first = scan_find(word, 0, separator),
           second = scan_find(word, first + 1, separator);
    struct bytes middle = scan_slice(word, first + 1, second);
    int part[3];

    if (second >= word.n || date->day >= 0)
        return false;
    if (month_of(middle) > 0) {
        date->day = number(scan_slice(word, 0, first));
        date->month = month_of(middle);
        set_year(date, number(scan_from(word, second + 1)), word.n - second - 1);
        return true;
    }
    if (numbers(word, separator, part) != 3)
        return false;
    if (first == 4) {
        date->year = part[0];
        date->month = part[1];
        date->day = part[2];
        return true;
    }
    /* with a slash the month stands first (America), unless it cannot */
    date->month = separator == '/' && part[0] <= 12 ? part[0] : part[1];
    date->day = separator == '/' && part[0] <= 12 ? part[1] : part[0];
    set_year(date, part[2], word.n - second - 1);
    return true;
}

static void
read_word(struct date *date, struct bytes word)
{
    size_t t = scan_find(word, 0, 'T');
    int value = number(word);
    struct bytes rest;

    while (word.n && (word.p[word.n - 1] == '.' || word.p[word.n - 1] == ','))
        word.n--;
    if (t == 10 && word.n > 11 && scan_is_digit(word.p[11])) { /* ISO 8601 */
        read_day(date, scan_slice(word, 0, 10));
        word = scan_from(word, 11);
    }
    if (read_time(date, word, &rest)) {
        if (rest.n && rest.p[0] == '.') /* a fraction of a second */
            for (rest = scan_from(rest, 1); rest.n && scan_is_digit(rest.p[0]);)
                rest = scan_from(rest, 1);
        if (rest.n && !read_offset(date, rest))
            read_zone(date, rest);
        return;
    }
    if (read_day(date, word) || read_offset(date, word))
        return;
    if (value >= 0 && date->day < 0 && word.n <= 2)
        date->day = value;
    else if (value >= 0 && date->year < 0)
        set_year(date, value, word.n);
    else if (date->month < 0 && month_of(word) > 0)
        date->month = month_of(word);
    else
        read_zone(date, word);
}

bool
mime_date_parse(const char *s, int64_t *at_out, int *offset_out)
{
    struct date date = {-1, -1, -1, -1, 0, 0, 0, false, false, false};
    struct bytes raw = bytes_of(s);
    struct civil civil = {0};

    for (size_t at = 0; at < raw.n && at < 200;) {
        size_t end = at;

        if (scan_is_blank(raw.p[at]) || strchr(",()\"", raw.p[at])) {
            at++;
            continue;
        }
        while (end < raw.n && !scan_is_blank(raw.p[end]) && !strchr(",()\"", raw.p[end]))
            end++;
        read_word(&date, scan_slice(raw, at, end));
        at = end;
    }
    if (date.afternoon && date.hour >= 0 && date.hour < 12)
        date.hour += 12;
    if (date.morning && date.hour == 12)
        date.hour = 0;
    if (date.year < 1970 || date.year > 2200 || date.month < 1 || date.month > 12 ||
        date.day < 1 || date.day > 31)
        return false;
    civil = (struct civil){.year = date.year,
                           .month = date.month,
                           .day = date.day,
                           .hour = date.hour < 0 ? 0 : date.hour,
                           .minute = date.minute,
                           .second = date.second};
    *at_out = civil_to_ms(&civil) - date.offset * MS_MINUTE;
    *offset_out = date.offset;
    return *at_out >= 0; /* the zone may lead before the first moment */
}
