/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/event_say.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/lang.h"
#include "desk/person.h"
#include "plan/plan.h"

static const struct {
    const char *field, *words;
} changes[] = {
    {"state",        N_("state")       },
    {"priority",     N_("priority")    },
    {"team",         N_("team")        },
    {"topic",        N_("topic")       },
    {"impact",       N_("impact")      },
    {"urgency",      N_("urgency")     },
    {"subject",      N_("subject")     },
    {"organization", N_("organization")},
    {"tags",         N_("tags")        },
};

static void
say_why(struct cx *cx, const struct json *data, struct event_said *out)
{
    const struct json *why = json_member(data, "why");
    const struct json *values = json_member(why, "values");
    struct plan_why sentence = {.line = (int)json_as_int(json_member(why, "line")),
                                .sentence = json_as_text(json_member(why, "sentence"))};

    if (!sentence.sentence)
        return;
    for (size_t i = 0; i < 4 && i < json_count(values); i++)
        sentence.values[i] = json_as_text(json_at(values, i));
    out->why = plan_why_text(cx->arena, cx->lang, &sentence);
    out->line = sentence.line;
}

static struct err *
say_assignee(struct cx *cx, const struct json *set, struct buf *out)
{
    const struct json *value = json_member(set, "assignee");
    struct person person;

    if (!value)
        return NULL;
    buf_str(out, out->n ? ", " : "");
    if (!json_as_int(value)) {
        buf_str(out, tr(cx->lang, "with nobody"));
        return NULL;
    }
    TRY(person_get(cx, (struct person_id){json_as_int(value)}, &person));
    buf_printf(out, tr(cx->lang, "with %s"), person_label(&person));
    return NULL;
}

struct err *
event_say(struct cx *cx, const struct event *event, struct event_said *out)
{
    const char *wrong;
    const struct json *data = json_parse(cx->arena, bytes_of(event->data), &wrong);
    const struct json *set = json_member(data, "set");
    const char *who =
        event->actor_name && *event->actor_name ? event->actor_name : "Kindesk";
    const char *text = json_as_text(json_member(data, "text"));
    struct buf details;

    buf_init(&details, cx->arena, 0);
    for (size_t i = 0;
         event->kind != EVENT_CREATED && i < sizeof changes / sizeof *changes; i++) {
        const char *value = json_as_text(json_member(set, changes[i].field));

        if (!value)
            continue;
        buf_str(&details, details.n ? ", " : "");
        buf_printf(&details, "%s: %s", tr(cx->lang, changes[i].words),
                   *value ? value : "–");
    }
    if (event->kind != EVENT_CREATED && ticket_is_staff(cx))
        TRY(say_assignee(cx, set, &details));
    if (text)
        buf_printf(&details, "%s%s", details.n ? ", " : "", text);
    *out = (struct event_said){.at = event->at,
                               .n = event->n,
                               .reason = json_as_text(json_member(data, "reason"))};
    out->text = arena_printf(cx->arena, "%s %s%s%s", who,
                             tr(cx->lang, event_kind_text(event->kind)),
                             details.n ? ": " : "", buf_text(&details));
    say_why(cx, data, out);
    return NULL;
}

/* Reasons and internal rules are the staff's. */
static void
keep_inside(struct cx *cx, const struct plan *plan, struct event_said *said)
{
    if (ticket_is_staff(cx))
        return;
    if (said->why && plan_line_is_internal(plan, said->line)) {
        said->why = tr(cx->lang, "A rule of the desk decided it.");
        said->line = 0;
    } else if (said->reason) {
        said->why = tr(cx->lang, "A person of the desk decided it.");
        said->line = 0;
    }
    said->reason = NULL;
}

struct err *
event_say_why(struct cx *cx, const struct plan *plan, const struct event *events,
              size_t n, const char *field, struct event_said *out)
{
    *out = (struct event_said){0};
    while (n-- > 0) {
        const char *wrong;
        const struct json *data = json_parse(cx->arena, bytes_of(events[n].data), &wrong);

        if (!json_member(json_member(data, "set"), field))
            continue;
        TRY(event_say(cx, &events[n], out));
        keep_inside(cx, plan, out);
        return NULL;
    }
    return NULL;
}
