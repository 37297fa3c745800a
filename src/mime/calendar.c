/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/calendar.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"

#include <string.h>

enum { EVENTS_N = 5, PEOPLE_N = 50, VALUE_BYTES = 8000, TEXT_BYTES = 64 * 1024 };

/* One line: NAME;PARAM=VALUE;…:value. All point into a copy of it. */
struct line {
    char *name, *params, *value;
};

struct event {
    const char *method, *summary, *location, *description, *start, *start_zone, *end;
    const char *organizer, *status;
    const char *people[PEOPLE_N];
    size_t people_n;
};

/* The next line with what was folded onto it (RFC 5545 §3.1), or NULL at the end. */
static char *
next_line(struct arena *arena, const char **at)
{
    struct buf buf;
    const char *p = *at;

    if (!*p)
        return NULL;
    buf_init(&buf, arena, VALUE_BYTES);
    for (;;) {
        size_t n = strcspn(p, "\n");

        buf_add(&buf, p, n && p[n - 1] == '\r' ? n - 1 : n);
        p += n + (p[n] == '\n');
        if (*p != ' ' && *p != '\t')
            break;
        p++;
    }
    *at = p;
    return utf8_clean(arena, buf_bytes(&buf), false);
}

/* Up to the first ":" outside of quotes. */
static bool
split(char *text, struct line *out)
{
    bool quoted = false;
    char *p = text;

    for (; *p && (quoted || *p != ':'); p++)
        quoted ^= *p == '"';
    if (!*p)
        return false;
    *p = '\0';
    out->value = p + 1;
    out->name = text;
    out->params = text + strcspn(text, ";");
    if (*out->params)
        *out->params++ = '\0';
    return true;
}

/* The value of a parameter without its quotes, or NULL. */
static const char *
param(struct arena *arena, const char *params, const char *name)
{
    size_t n = strlen(name);

    while (*params) {
        const char *value = params + n + 1;
        size_t length = 0;
        bool quoted = false;

        if (strncasecmp(params, name, n) == 0 && params[n] == '=') {
            quoted = *value == '"';
            length = strcspn(value + quoted, quoted ? "\"" : ";");
            return arena_strndup(arena, value + quoted, length);
        }
        for (; *params && (quoted || *params != ';'); params++)
            quoted ^= *params == '"';
        params += *params == ';';
    }
    return NULL;
}

/* "\n", "\," and the like (RFC 5545 §3.3.11). */
static const char *
unescape(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        if (*from == '\\' && from[1]) {
            from++;
            *to++ = *from == 'n' || *from == 'N' ? '\n' : *from;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return text;
}

/* "20260310T100000Z" → "2026-03-10 10:00 UTC"; what is none stays as it is. */
static const char *
moment(struct arena *arena, const char *value)
{
    size_t digits = strspn(value, "0123456789");
    bool timed = digits == 8 && value[8] == 'T' && strspn(value + 9, "0123456789") >= 4;

    if (digits != 8)
        return utf8_shorten(arena, value, 60);
    return arena_printf(arena, timed ? "%.4s-%.2s-%.2s %.2s:%.2s%s" : "%.4s-%.2s-%.2s",
                        value, value + 4, value + 6, value + 9, value + 11,
                        str_ends(value, "Z") ? " UTC" : "");
}

static const char *
person(struct arena *arena, const struct line *line)
{
    const char *name = param(arena, line->params, "CN"), *email = line->value;

    if (str_starts_fold(email, "mailto:"))
        email += 7;
    return str_blank(name) || str_eq_fold(name, email)
               ? arena_strdup(arena, email)
               : arena_printf(arena, "%s <%s>", name, email);
}

static void
take_line(struct arena *arena, struct event *event, struct line *line)
{
    if (str_eq_fold(line->name, "SUMMARY"))
        event->summary = unescape(line->value);
    else if (str_eq_fold(line->name, "LOCATION"))
        event->location = unescape(line->value);
    else if (str_eq_fold(line->name, "DESCRIPTION"))
        event->description = unescape(line->value);
    else if (str_eq_fold(line->name, "STATUS"))
        event->status = line->value;
    else if (str_eq_fold(line->name, "DTSTART")) {
        event->start = moment(arena, line->value);
        event->start_zone = param(arena, line->params, "TZID");
    } else if (str_eq_fold(line->name, "DTEND") || str_eq_fold(line->name, "DUE"))
        event->end = moment(arena, line->value);
    else if (str_eq_fold(line->name, "ORGANIZER"))
        event->organizer = person(arena, line);
    else if (str_eq_fold(line->name, "ATTENDEE") && event->people_n < PEOPLE_N)
        event->people[event->people_n++] = person(arena, line);
}

static void
add_line(struct buf *buf, const char *label, const char *value)
{
    if (!str_blank(value))
        buf_printf(buf, "%s %s\n", label, value);
}

static void
add_when(struct buf *buf, struct arena *arena, const struct lang *lang,
         const struct event *event)
{
    const char *end = event->end;

    if (!event->start)
        return;
    if (end && strlen(end) > 11 && strncmp(end, event->start, 11) == 0)
        end += 11; /* the same day */
    add_line(buf, tr(lang, "When:"),
             arena_printf(arena, "%s%s%s%s%s%s", event->start, end ? " – " : "",
                          end ? end : "", event->start_zone ? " (" : "",
                          event->start_zone ? event->start_zone : "",
                          event->start_zone ? ")" : ""));
}

static void
add_event(struct buf *buf, struct arena *arena, const struct lang *lang,
          const struct event *event)
{
    bool cancelled =
        str_eq_fold(event->method, "CANCEL") || str_eq_fold(event->status, "CANCELLED");

    if (buf->n)
        buf_char(buf, '\n');
    add_line(buf,
             cancelled                             ? tr(lang, "Cancelled:")
             : str_eq_fold(event->method, "REPLY") ? tr(lang, "Answer to an invitation:")
                                                   : tr(lang, "Invitation:"),
             str_blank(event->summary) ? tr(lang, "(no subject)") : event->summary);
    add_when(buf, arena, lang, event);
    add_line(buf, tr(lang, "Where:"), event->location);
    add_line(buf, tr(lang, "Invited by:"), event->organizer);
    for (size_t i = 0; i < event->people_n; i++)
        buf_printf(buf, "%s%s%s", i ? ", " : tr(lang, "Who:"), i ? "" : " ",
                   event->people[i]);
    if (event->people_n)
        buf_char(buf, '\n');
    if (!str_blank(event->description))
        buf_printf(buf, "\n%s\n", event->description);
}

char *
mime_calendar_text(struct arena *arena, const struct lang *lang, const char *calendar)
{
    struct event event = {.method = "", .status = ""};
    struct buf buf;
    bool inside = false;
    size_t events_n = 0;
    char *text;

    buf_init(&buf, arena, TEXT_BYTES);
    while (events_n < EVENTS_N && (text = next_line(arena, &calendar))) {
        struct line line;

        if (!split(text, &line))
            continue;
        if (str_eq_fold(line.name, "METHOD"))
            event.method = line.value;
        else if (str_eq_fold(line.name, "BEGIN") && (str_eq_fold(line.value, "VEVENT") ||
                                                     str_eq_fold(line.value, "VTODO"))) {
            event = (struct event){.method = event.method, .status = ""};
            inside = true;
        } else if (inside && str_eq_fold(line.name, "END") &&
                   !str_eq_fold(line.value, "VALARM")) {
            add_event(&buf, arena, lang, &event);
            inside = false;
            events_n++;
        } else if (inside) {
            take_line(arena, &event, &line);
        }
    }
    return utf8_clean(arena, buf_bytes(&buf), false);
}
