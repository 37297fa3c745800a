/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/notice.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/duty.h"
#include "desk/outgoing.h"
#include "desk/ticket.h"
#include "mail/letter.h"

/* ---- What is expected, by what the rule waits for. */

static const struct {
    enum plan_condition_kind when;
    enum plan_target_kind target;
    const char *words;
} expectations[] = {
    {PLAN_IF_SHARE,          PLAN_FIRST_RESPONSE,
     N_("Answer the requester in time; only a person's reply counts.")                                  },
    {PLAN_IF_MISSED,         PLAN_FIRST_RESPONSE,
     N_("Answer the requester now, or give the ticket to somebody who can.")                            },
    {PLAN_IF_SHARE,          PLAN_UPDATE,           N_("Write to the requester how far it is.")         },
    {PLAN_IF_MISSED,         PLAN_UPDATE,
     N_("Write to the requester now how far it is: they were promised to hear from us.")                },
    {PLAN_IF_SHARE,          PLAN_RESOLVE,
     N_("Solve it in time, or say early that it takes longer.")                                         },
    {PLAN_IF_MISSED,         PLAN_RESOLVE,
     N_("See to it that it is solved now, and tell the requester what happens next.")                   },
    {PLAN_IF_SHARE,          PLAN_INTERNAL_FIRST,
     N_("Answer the requester in time; only a person's reply counts.")                                  },
    {PLAN_IF_MISSED,         PLAN_INTERNAL_FIRST,
     N_("Answer the requester now, or give the ticket to somebody who can.")                            },
    {PLAN_IF_SHARE,          PLAN_INTERNAL_RESOLVE,
     N_("Solve it in time, or say early that it takes longer.")                                         },
    {PLAN_IF_MISSED,         PLAN_INTERNAL_RESOLVE,
     N_("See to it that it is solved now, and tell the requester what happens next.")                   },
    {PLAN_IF_STILL_WAITING,  0,
     N_("The requester is still waiting: call or write to them now.")                                   },
    {PLAN_IF_REOPENED,       0,
     N_("The solution did not hold: look at it anew, together with the requester.")                     },
    {PLAN_IF_SURVEY_ANSWER,  0,                     N_("Read the answer, and speak with the requester.")},
    {PLAN_IF_SURVEY_SCORE,   0,                     N_("Read the answer, and speak with the requester.")},
    {PLAN_IF_UNASSIGNED_FOR, 0,                     N_("Take the ticket, or give it to somebody.")      },
    {PLAN_IF_STATE_FOR,      0,                     N_("See to it that the ticket goes on.")            },
    {PLAN_IF_RESOLVED_FOR,   0,                     N_("See to it that the ticket goes on.")            },
    {PLAN_IF_SAME,           0,                     N_("Many report the same: look for the one cause.") },
};

static bool
has_target(enum plan_condition_kind kind)
{
    return kind == PLAN_IF_SHARE || kind == PLAN_IF_MISSED;
}

static bool
restricts(const struct plan_rule *rule)
{
    for (size_t i = 0; i < rule->actions.n; i++)
        if (rule->actions.at[i].kind == PLAN_RESTRICT)
            return true;
    return false;
}

static const char *
expected_of(const struct plan_rule *rule)
{
    for (size_t i = 0; i < rule->conditions.n; i++) {
        const struct plan_condition *condition = &rule->conditions.at[i];

        for (size_t k = 0; k < sizeof expectations / sizeof *expectations; k++)
            if (expectations[k].when == condition->kind &&
                (!has_target(condition->kind) ||
                 condition->targets & 1u << expectations[k].target))
                return expectations[k].words;
    }
    return restricts(rule)
               ? N_("Look at it at once, and keep it among those who need to know.")
               : N_("Look at the ticket and do what comes next.");
}

static const char *
expected_by(const struct plan *plan, const char *key)
{
    enum duty_kind duty;

    if (duty_find_name(key, &duty))
        return duty_expects(duty);
    for (size_t i = 0; i < plan->rules.n; i++)
        if (str_eq(plan->rules.at[i].key, key))
            return expected_of(&plan->rules.at[i]);
    return NULL;
}

/* ---- Saying it. */

static const char *
rule_text(struct cx *cx, const struct json *data)
{
    const struct json *why = json_member(data, "why");
    const struct json *values = json_member(why, "values");
    struct plan_why said = {.line = (int)json_as_int(json_member(why, "line")),
                            .sentence = json_as_text(json_member(why, "sentence"))};
    const char *text;

    if (!said.sentence)
        return NULL;
    for (size_t i = 0; i < 4 && i < json_count(values); i++)
        said.values[i] = json_as_text(json_at(values, i));
    text = plan_why_text(cx->arena, cx->lang, &said);
    return said.line ? arena_printf(cx->arena, "%s (%s %d)", text,
                                    tr(cx->lang, "plan, line"), said.line)
                     : text;
}

/* The event of that number; the last one when there is none. */
static const struct event *
event_of(const struct event *events, size_t n, int64_t number)
{
    for (size_t i = 0; number && i < n; i++)
        if (events[i].n == number)
            return &events[i];
    return n ? &events[n - 1] : NULL;
}

static void
say_event(struct cx *cx, const struct plan *plan, const struct event *event,
          struct letter *letter)
{
    const char *who = str_blank(event->actor_name) ? "Kindesk" : event->actor_name;
    const char *wrong;
    const struct json *data = json_parse(cx->arena, bytes_of(event->data), &wrong);
    const char *key = json_as_text(json_member(data, "rule"));
    const char *expected;

    letter->what =
        arena_printf(cx->arena, "%s %s", who, tr(cx->lang, event_kind_text(event->kind)));
    if (event->kind != EVENT_FIRED || !key)
        return;
    letter->rule = rule_text(cx, data);
    expected = expected_by(plan, key);
    if (expected)
        letter->expected = tr(cx->lang, expected);
}

/* The reader was given the ticket by this event. */
static bool
gives_to(struct cx *cx, const struct event *event, struct person_id reader)
{
    const char *wrong;
    const struct json *data = json_parse(cx->arena, bytes_of(event->data), &wrong);

    return json_as_int(json_member(json_member(data, "set"), "assignee")) == reader.v;
}

struct err *
notice_say(struct cx *cx, const struct outgoing *mail, const struct plan *plan,
           const struct ticket *ticket, struct letter *letter)
{
    const struct event *event;
    struct event *events;
    size_t n;

    letter->what = "";
    TRY(event_list(cx, ticket->id, &events, &n));
    event = event_of(events, n, mail->event);
    if (!event)
        return NULL;
    say_event(cx, plan, event, letter);
    if (ticket->assignee.v == mail->person.v && gives_to(cx, event, mail->person)) {
        letter->what = tr(cx->lang, "This ticket is yours now.");
        if (!letter->expected)
            letter->expected = tr(cx->lang, "Look at the ticket and do what comes next.");
    }
    return NULL;
}
