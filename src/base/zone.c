/* SPDX-License-Identifier: Apache-2.0 */
/* Reads TZif (RFC 8536) and turns the rule of its footer (POSIX.1-2017 §8.3, TZ) into
 * changes for 400 years, after which the calendar repeats itself. */
#include "base/zone.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/usr/share/zoneinfo/"

enum {
    NAME_BYTES = 64,
    FILE_BYTES = 256 * 1024,
    LABEL_BYTES = 12,
    CYCLE_YEARS = 400, /* the Gregorian calendar's */
    TYPES_N = 256,
    CHANGES_N = 4000, /* of one file; the longest in tzdata has under 300 */
};
static const int64_t CYCLE_S = INT64_C(146097) * 86400;

/* From `at` (UTC s) on, local time is UTC plus offset. */
struct change {
    int64_t at;
    int32_t offset;
    char label[LABEL_BYTES];
};

/* changes[0].at is INT64_MIN: what held before the first change. After cycle_from the
 * changes of the last 400 years repeat. */
struct zone {
    struct zone *next;
    char name[NAME_BYTES];
    struct change *changes;
    size_t n, room;
    int64_t cycle_from; /* INT64_MAX: nothing repeats */
};

static struct change utc_change = {INT64_MIN, 0, "UTC"};
static struct zone utc = {NULL, "UTC", &utc_change, 1, 1, INT64_MAX};

/* Every zone that was ever asked for. Only grows; pushed without a lock. */
static _Atomic(struct zone *) zones;

static void
change_add(struct zone *zone, int64_t at, int32_t offset, const char *label)
{
    struct change *change;

    if (zone->n && zone->changes[zone->n - 1].at >= at)
        return;
    if (zone->n == zone->room) {
        zone->room = zone->room ? zone->room * 2 : 64;
        zone->changes = realloc(zone->changes, zone->room * sizeof *zone->changes);
        if (!zone->changes)
            abort(); /* base/arena.h: allocation cannot fail */
    }
    change = &zone->changes[zone->n++];
    memset(change, 0, sizeof *change);
    change->at = at;
    change->offset = offset;
    for (size_t i = 0; i + 1 < LABEL_BYTES && label[i]; i++)
        change->label[i] = label[i];
}

/* ---- The footer's rule. */

struct day_rule {
    char kind; /* 'M' month.week.weekday, 'J' 1–365 without 29 February, 'n' 0–365 */
    int month, week, day;
    int32_t time_s;
};
struct tz_rule {
    char label[2][LABEL_BYTES]; /* standard, summer */
    int32_t offset[2];
    struct day_rule day[2]; /* summer begins, summer ends */
    bool summer;
};

static bool
take_label(const char **p, char out[LABEL_BYTES])
{
    bool quoted = **p == '<';
    size_t n = 0;

    *p += quoted;
    while (**p && (quoted ? **p != '>' : isalpha((unsigned char)**p))) {
        if (n + 1 < LABEL_BYTES)
            out[n++] = **p;
        ++*p;
    }
    out[n] = 0;
    if (!quoted)
        return n > 0;
    return n > 0 && *(*p)++ == '>';
}

static bool
take_number(const char **p, int high, int *out)
{
    int value = 0;

    if (!isdigit((unsigned char)**p))
        return false;
    while (isdigit((unsigned char)**p)) {
        value = value * 10 + (*(*p)++ - '0');
        if (value > high)
            return false;
    }
    *out = value;
    return true;
}

/* [+-]hh[:mm[:ss]] */
static bool
take_time(const char **p, int32_t *out)
{
    int sign = **p == '-' ? -1 : 1, part[3] = {0};

    *p += **p == '-' || **p == '+';
    if (!take_number(p, 167, &part[0]))
        return false;
    for (int i = 1; i < 3 && **p == ':'; i++) {
        ++*p;
        if (!take_number(p, 59, &part[i]))
            return false;
    }
    *out = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
    return true;
}

static bool
take_day(const char **p, struct day_rule *rule)
{
    bool good;

    if (*(*p)++ != ',')
        return false;
    rule->time_s = 2 * 3600;
    if (**p == 'M') {
        rule->kind = *(*p)++;
        good = take_number(p, 12, &rule->month) && rule->month && *(*p)++ == '.' &&
               take_number(p, 5, &rule->week) && rule->week && *(*p)++ == '.' &&
               take_number(p, 6, &rule->day);
    } else {
        rule->kind = **p == 'J' ? *(*p)++ : 'n';
        good = take_number(p, 365, &rule->day);
    }
    if (!good || **p != '/')
        return good;
    ++*p;
    return take_time(p, &rule->time_s);
}

static bool
take_rule(const char *s, struct tz_rule *rule)
{
    if (!take_label(&s, rule->label[0]) || !take_time(&s, &rule->offset[0]))
        return false;
    rule->offset[0] = -rule->offset[0]; /* POSIX counts west of Greenwich as positive */
    rule->summer = *s != 0;
    if (!rule->summer)
        return true;
    if (!take_label(&s, rule->label[1]))
        return false;
    rule->offset[1] = rule->offset[0] + 3600;
    if (*s != ',') {
        if (!take_time(&s, &rule->offset[1]))
            return false;
        rule->offset[1] = -rule->offset[1];
    }
    return take_day(&s, &rule->day[0]) && take_day(&s, &rule->day[1]) && !*s;
}

static bool
is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Local second of a year's change. */
static int64_t
rule_local(const struct day_rule *rule, int year)
{
    int64_t first, day;
    int weekday, month_days;

    if (rule->kind != 'M') {
        day = civil_days(year, 1, 1) + rule->day - (rule->kind == 'J');
        if (rule->kind == 'J' && rule->day > 59 && is_leap(year))
            day++;
        return day * 86400 + rule->time_s;
    }
    first = civil_days(year, rule->month, 1);
    month_days =
        (int)(civil_days(year + rule->month / 12, rule->month % 12 + 1, 1) - first);
    weekday = (int)(((first + 4) % 7 + 7) % 7);
    day = (rule->day - weekday + 7) % 7 + (rule->week - 1) * 7;
    while (day >= month_days)
        day -= 7;
    return (first + day) * 86400 + rule->time_s;
}

/* Changes of the years from the last one in the table on. */
static void
extend(struct zone *zone, const struct tz_rule *rule)
{
    int64_t last = zone->changes[zone->n - 1].at;
    int year = 1970, end;

    if (!rule->summer) {
        const struct change *change = &zone->changes[zone->n - 1];
        if (change->offset != rule->offset[0])
            change_add(zone, last == INT64_MIN ? 0 : last + 1, rule->offset[0],
                       rule->label[0]);
        return;
    }
    if (last > 0)
        year = civil_from_ms(last * 1000).year;
    end = year + 2 + CYCLE_YEARS;
    for (; year <= end; year++) {
        int64_t begins = rule_local(&rule->day[0], year) - rule->offset[0];
        int64_t ends = rule_local(&rule->day[1], year) - rule->offset[1];

        for (int i = 0; i < 2; i++) {
            bool summer = (begins < ends) == (i == 0);
            change_add(zone, summer ? begins : ends, rule->offset[summer],
                       rule->label[summer]);
        }
    }
    zone->cycle_from = civil_days(end, 1, 1) * 86400;
}

/* ---- The file. */

static int64_t
big_endian(const unsigned char *p, size_t n)
{
    uint64_t value = p[0] & 0x80 ? UINT64_MAX : 0;

    for (size_t i = 0; i < n; i++)
        value = value << 8 | p[i];
    return (int64_t)value;
}

/* Sizes of the parts of a data block, in the order of its header (RFC 8536 §3.1). */
struct header {
    size_t ut_n, std_n, leap_n, change_n, type_n, label_n;
};

static bool
take_header(const unsigned char *p, size_t n, struct header *header)
{
    int64_t counts[6];

    if (n < 44 || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
        return false;
    for (int i = 0; i < 6; i++) {
        counts[i] = big_endian(p + 20 + 4 * i, 4);
        if (counts[i] < 0 || counts[i] > CHANGES_N)
            return false;
    }
    *header = (struct header){(size_t)counts[0], (size_t)counts[1], (size_t)counts[2],
                              (size_t)counts[3], (size_t)counts[4], (size_t)counts[5]};
    return header->type_n > 0 && header->type_n <= TYPES_N && header->label_n > 0;
}

static size_t
block_bytes(const struct header *header, size_t time_bytes)
{
    return header->change_n * (time_bytes + 1) + header->type_n * 6 + header->label_n +
           header->leap_n * (time_bytes + 4) + header->std_n + header->ut_n;
}

/* The block of 64-bit times at p, header->… known to fit. */
static bool
take_block(struct zone *zone, const unsigned char *p, const struct header *header)
{
    const unsigned char *types = p + header->change_n * 8;
    const unsigned char *infos = types + header->change_n;
    const char *labels = (const char *)infos + header->type_n * 6;
    size_t label;

    if (labels[header->label_n - 1] != 0)
        return false;
    for (size_t i = 0; i <= header->change_n; i++) {
        const unsigned char *info;
        size_t type = i ? types[i - 1] : 0;

        if (type >= header->type_n)
            return false;
        info = infos + type * 6;
        label = info[5];
        if (label >= header->label_n)
            return false;
        change_add(zone, i ? big_endian(p + (i - 1) * 8, 8) : INT64_MIN,
                   (int32_t)big_endian(info, 4), labels + label);
    }
    return true;
}

static bool
take_file(struct zone *zone, unsigned char *p, size_t n)
{
    struct header header;
    struct tz_rule rule = {0};
    char *footer;
    size_t at;

    if (!take_header(p, n, &header))
        return false;
    at = 44 + block_bytes(&header, 4);
    if (at > n || !take_header(p + at, n - at, &header))
        return false;
    at += 44;
    if (block_bytes(&header, 8) > n - at || !take_block(zone, p + at, &header))
        return false;
    at += block_bytes(&header, 8);
    if (n - at < 2 || p[at] != '\n' || p[n - 1] != '\n')
        return false;
    footer = (char *)p + at + 1;
    p[n - 1] = 0;
    if (!*footer)
        return true;
    if (!take_rule(footer, &rule))
        return false;
    extend(zone, &rule);
    return true;
}

static bool
name_is_safe(const char *name)
{
    size_t n = strlen(name);

    if (n == 0 || n >= NAME_BYTES || name[0] == '/' || strstr(name, ".."))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!isalnum((unsigned char)name[i]) && !strchr("_+-/", name[i]))
            return false;
    }
    return true;
}

/* The file's bytes, n_out of them; NULL when there is no such file. */
static unsigned char *
load_file(const char *name, size_t *n_out)
{
    char path[sizeof FOLDER + NAME_BYTES] = FOLDER;
    unsigned char *bytes = NULL;
    struct stat status;
    ssize_t got = -1;
    int file;

    memcpy(path + sizeof FOLDER - 1, name, strlen(name) + 1);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return NULL;
    if (!fstat(file, &status) && S_ISREG(status.st_mode) &&
        status.st_size <= FILE_BYTES) {
        bytes = malloc((size_t)status.st_size + 1);
        if (bytes)
            got = read(file, bytes, (size_t)status.st_size);
    }
    close(file);
    if (got <= 0) {
        free(bytes);
        return NULL;
    }
    *n_out = (size_t)got;
    return bytes;
}

static struct zone *
load(const char *name)
{
    size_t n;
    unsigned char *bytes = load_file(name, &n);
    struct zone *zone;
    bool good;

    if (!bytes)
        return NULL;
    zone = calloc(1, sizeof *zone);
    if (!zone)
        abort();
    memcpy(zone->name, name, strlen(name) + 1);
    zone->cycle_from = INT64_MAX;
    good = take_file(zone, bytes, n);
    free(bytes);
    if (good)
        return zone;
    free(zone->changes);
    free(zone);
    return NULL;
}

/* ---- Public. */

const struct zone *
zone_find(const char *name)
{
    struct zone *zone, *first = atomic_load(&zones);

    if (!name || !name_is_safe(name))
        return NULL;
    if (!strcmp(name, "UTC"))
        return &utc;
    for (zone = first; zone; zone = zone->next) {
        if (!strcmp(zone->name, name))
            return zone;
    }
    zone = load(name);
    if (!zone)
        return NULL;
    /* Two threads may load the same zone at once: both copies stay, and both are right.
     */
    zone->next = first;
    while (!atomic_compare_exchange_weak(&zones, &zone->next, zone))
        continue;
    return zone;
}

const struct zone *
zone_utc(void)
{
    return &utc;
}

const char *
zone_name(const struct zone *zone)
{
    return zone->name;
}

/* at_s within the table, and how far it was moved back. */
static int64_t
fold_cycle(const struct zone *zone, int64_t *at_s)
{
    int64_t cycles;

    if (*at_s < zone->cycle_from)
        return 0;
    cycles = (*at_s - zone->cycle_from) / CYCLE_S + 1;
    *at_s -= cycles * CYCLE_S;
    return cycles * CYCLE_S;
}

static int64_t
floor_s(int64_t at)
{
    return at >= 0 ? at / 1000 : -((-at + 999) / 1000);
}

/* Index of the change that holds at that second. */
static size_t
change_at(const struct zone *zone, int64_t at_s)
{
    size_t low = 0, high = zone->n;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes[middle].at <= at_s)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int64_t
zone_offset(const struct zone *zone, int64_t at)
{
    int64_t at_s = floor_s(at);

    fold_cycle(zone, &at_s);
    return (int64_t)zone->changes[change_at(zone, at_s)].offset * 1000;
}

struct civil
zone_local(const struct zone *zone, int64_t at)
{
    return civil_from_ms(at + zone_offset(zone, at));
}

int64_t
zone_to_utc(const struct zone *zone, int64_t local)
{
    int64_t local_s = floor_s(local), ms = local - local_s * 1000;
    int64_t from = local_s - 2 * 86400, moved = fold_cycle(zone, &from);

    local_s -= moved;
    for (size_t i = change_at(zone, from); i < zone->n; i++) {
        int64_t at = local_s - zone->changes[i].offset;

        if (at < zone->changes[i].at) /* in the gap before this change */
            return (zone->changes[i].at + moved) * 1000;
        if (i + 1 == zone->n || at < zone->changes[i + 1].at)
            return (at + moved) * 1000 + ms;
    }
    return local; /* not reached: the last change holds for ever */
}

int64_t
zone_next_change(const struct zone *zone, int64_t at)
{
    int64_t at_s = floor_s(at), moved = fold_cycle(zone, &at_s);

    for (size_t i = change_at(zone, at_s) + 1; i < zone->n; i++) {
        if (zone->changes[i].offset != zone->changes[i - 1].offset)
            return (zone->changes[i].at + moved) * 1000;
    }
    return INT64_MAX;
}

const char *
zone_abbreviation(const struct zone *zone, int64_t at)
{
    int64_t at_s = floor_s(at);

    fold_cycle(zone, &at_s);
    return zone->changes[change_at(zone, at_s)].label;
}
