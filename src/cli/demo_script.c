/* SPDX-License-Identifier: Apache-2.0 */
/* demo/tickets.txt, by its lines:
 *   @ WHEN CHANNEL REQUESTER [by AGENT] | TOPIC | IMPACT | URGENCY    a new ticket
 *   # SUBJECT
 *   > +DELAY VERB [WHO] [| ARGUMENT]       what came next
 *   ~ FILE                                 goes along with what is said
 *   anything else                          the words of the step above
 * WHEN is "DAYS HH:MM", that many working days ago, or "-MINUTES" before now. */
#include "cli/demo_script.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_N = 8, OPENS_MIN = 7 * 60 + 40, CLOSES_MIN = 16 * 60 + 20 };

static const char *const verbs[] = {
    "open",  "take",    "reply",    "note",    "resolve", "change",
    "write", "confirm", "unsolved", "waiting", "survey",  "hold",
};

struct parser {
    struct cx *cx;
    const struct zone *zone;
    VEC(struct demo_person) people;
    VEC(struct demo_ticket) tickets;
    VEC(struct demo_step) steps;
    struct buf text; /* of the last step */
    int line;
};

const struct demo_file *
demo_file_find(const char *name)
{
    for (size_t i = 0; i < demo_files_n; i++)
        if (str_eq(demo_files[i].name, name))
            return &demo_files[i];
    return NULL;
}

struct demo_person *
demo_person_find(const struct demo_script *script, const char *key)
{
    for (size_t i = 0; i < script->people_n; i++)
        if (str_eq(script->people[i].key, key))
            return &script->people[i];
    return NULL;
}

static struct err *
bad_line(struct parser *p, const char *line)
{
    FAIL_INTERNAL(p->cx, "demo line %d cannot be read: %s", p->line, line);
}

/* ---- Times. */

static bool
is_weekend(const struct civil *day)
{
    return day->weekday == 0 || day->weekday == 6;
}

/* That many working days before today, at that time. */
static int64_t
days_ago(struct parser *p, int days, int hour, int minute)
{
    int64_t at = p->cx->now;
    struct civil local = zone_local(p->zone, at);

    while (days > 0 || is_weekend(&local)) {
        at -= MS_DAY;
        local = zone_local(p->zone, at);
        days -= !is_weekend(&local);
    }
    local.hour = hour;
    local.minute = minute;
    local.second = minute * 7 % 60;
    local.ms = 0;
    return zone_to_utc(p->zone, civil_to_ms(&local));
}

/* The staff works in the desk's hours: later goes to the next morning. */
static int64_t
into_hours(struct parser *p, int64_t at)
{
    struct civil local = zone_local(p->zone, at);
    int minute = local.hour * 60 + local.minute;

    if (minute >= CLOSES_MIN)
        at += MS_DAY;
    local = zone_local(p->zone, at);
    while (is_weekend(&local)) {
        at += MS_DAY;
        local = zone_local(p->zone, at);
        minute = CLOSES_MIN;
    }
    if (minute >= OPENS_MIN && minute < CLOSES_MIN)
        return at;
    local.hour = OPENS_MIN / 60;
    local.minute = OPENS_MIN % 60 + minute % 19;
    return zone_to_utc(p->zone, civil_to_ms(&local));
}

/* "25m", "3h", "2d" */
static bool
read_delay(const char *text, int64_t *ms_out)
{
    char *end;
    long n = strtol(text, &end, 10);

    *ms_out = n * (*end == 'd' ? MS_DAY : *end == 'h' ? MS_HOUR : MS_MINUTE);
    return end != text && strchr("mhd", *end) && end[0] && !end[1];
}

/* ---- Lines. */

static struct err *
read_person(struct parser *p, const char *line)
{
    size_t n;
    char **c = str_split(p->cx->arena, line, '|', &n);

    if (n != COLUMNS_N)
        return bad_line(p, line);
    for (size_t i = 0; i < n; i++)
        if (str_eq(c[i], "-"))
            c[i] = NULL;
    *vec_add(p->cx->arena, &p->people) =
        (struct demo_person){c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], {0}};
    return NULL;
}

static void
end_text(struct parser *p)
{
    if (p->steps.n)
        p->steps.at[p->steps.n - 1].text = str_trim(p->cx->arena, buf_text(&p->text));
    buf_init(&p->text, p->cx->arena, 0);
}

static struct demo_step *
add_step(struct parser *p, enum demo_verb verb, int64_t at)
{
    struct demo_step *step;

    end_text(p);
    step = vec_add(p->cx->arena, &p->steps);
    *step = (struct demo_step){
        .verb = verb, .at = at, .ticket = p->tickets.n - 1, .order = (int)p->steps.n};
    return step;
}

/* "7 09:40 web ana" or "-40 phone ana by dana" */
static bool
read_when(struct parser *p, char **words, size_t n, int64_t *at_out, size_t *used_out)
{
    int days, hour, minute;
    int64_t minutes;

    if (n && *words[0] == '-' && str_to_int(words[0] + 1, 0, 100000, &minutes)) {
        *at_out = p->cx->now - minutes * MS_MINUTE;
        *used_out = 1;
        return true;
    }
    if (n < 2 || sscanf(words[0], "%d", &days) != 1 ||
        sscanf(words[1], "%d:%d", &hour, &minute) != 2)
        return false;
    *at_out = days_ago(p, days, hour, minute);
    *used_out = 2;
    return true;
}

static struct err *
read_ticket(struct parser *p, const char *line)
{
    struct arena *arena = p->cx->arena;
    size_t parts_n, n, used;
    char **parts = str_split(arena, line, '|', &parts_n);
    char **words = str_split(arena, parts[0], ' ', &n);
    struct demo_step *step;
    int64_t at;

    if (parts_n != 4 || !read_when(p, words, n, &at, &used) || n < used + 2)
        return bad_line(p, line);
    *vec_add(arena, &p->tickets) = (struct demo_ticket){.channel = words[used],
                                                        .requester = words[used + 1],
                                                        .topic = parts[1],
                                                        .impact = parts[2],
                                                        .urgency = parts[3],
                                                        .subject = ""};
    step = add_step(p, DEMO_OPEN, at);
    step->who = n == used + 4 ? words[used + 3] : words[used + 1];
    return NULL;
}

static struct err *
read_step(struct parser *p, const char *line)
{
    struct arena *arena = p->cx->arena;
    size_t parts_n, n, verb = 0;
    char **parts = str_split(arena, line, '|', &parts_n);
    char **words = str_split(arena, parts[0], ' ', &n);
    int64_t delay, at;
    struct demo_step *step;

    if (n < 2 || !p->steps.n || *words[0] != '+' || !read_delay(words[0] + 1, &delay))
        return bad_line(p, line);
    while (verb < sizeof verbs / sizeof *verbs && !str_eq(verbs[verb], words[1]))
        verb++;
    if (verb == sizeof verbs / sizeof *verbs)
        return bad_line(p, line);
    at = p->steps.at[p->steps.n - 1].at + delay;
    if (verb < DEMO_WRITE)
        at = into_hours(p, at);
    step = add_step(p, (enum demo_verb)verb, at);
    step->who = n > 2 ? words[2] : NULL;
    step->argument = parts_n > 1 ? parts[1] : NULL;
    return NULL;
}

static struct err *
read_line(struct parser *p, const char *line)
{
    if (str_starts(line, "@ "))
        return read_ticket(p, line + 2);
    if (str_starts(line, "> "))
        return read_step(p, line + 2);
    if (str_starts(line, "# ") && p->tickets.n)
        p->tickets.at[p->tickets.n - 1].subject = str_trim(p->cx->arena, line + 2);
    else if (str_starts(line, "~ ") && p->steps.n)
        p->steps.at[p->steps.n - 1].file = str_trim(p->cx->arena, line + 2);
    else if (!str_starts(line, "//"))
        buf_printf(&p->text, "%s\n", line);
    return NULL;
}

static struct err *
read_lines(struct parser *p, const char *file,
           struct err *(*read)(struct parser *p, const char *line))
{
    char *rest = utf8_clean(p->cx->arena, demo_file_find(file)->bytes, false), *line;

    for (p->line = 1; (line = strsep(&rest, "\n")); p->line++)
        if (read == read_line || (!str_blank(line) && !str_starts(line, "//")))
            TRY(read(p, line));
    return NULL;
}

static int
by_time(const void *a, const void *b)
{
    const struct demo_step *x = a, *y = b;

    return x->at != y->at ? (x->at > y->at) - (x->at < y->at)
                          : (x->order > y->order) - (x->order < y->order);
}

struct err *
demo_script_read(struct cx *cx, const struct zone *zone, struct demo_script *out)
{
    struct parser p = {.cx = cx, .zone = zone};
    size_t n = 0;

    buf_init(&p.text, cx->arena, 0);
    TRY(read_lines(&p, "people.txt", read_person));
    TRY(read_lines(&p, "tickets.txt", read_line));
    end_text(&p);
    for (size_t i = 0; i < p.steps.n; i++)
        if (p.steps.at[i].at <= cx->now)
            p.steps.at[n++] = p.steps.at[i];
    qsort(p.steps.at, n, sizeof *p.steps.at, by_time);
    *out = (struct demo_script){p.people.at, p.tickets.at, p.steps.at,
                                p.people.n,  p.tickets.n,  n};
    return NULL;
}
