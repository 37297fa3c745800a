/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/duty.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/address.h"
#include "desk/side.h"
#include "plan/open.h"

#include <string.h>

enum { ADDRESSES_MOST = 10 };

static const struct {
    const char *name, *sentence, *expects;
} kinds[] = {
    [DUTY_REPORT_WARN] =
        {"desk:report-warn",
                            N_("The plan asks for a report, and three quarters of its time are over."),
                            N_("Make the report, and note on the ticket to whom it went.")           },
    [DUTY_REPORT_LATE] =
        {"desk:report-late",    N_("The report that the plan asks for is late."),
                            N_("See to it that the report is made now, and that the ticket says so.")},
    [DUTY_COMPLAINT_BEGIN] =
        {"desk:complaint",      N_("Somebody complains. The plan says by when we answer."),
                            N_("Read the complaint and answer it, or see to it that somebody does.") },
    [DUTY_COMPLAINT_WARN] =
        {"desk:complaint-warn",
                            N_("A complaint is not answered, and three quarters of its time are over."),
                            N_("Answer the complaint in time.")                                      },
    [DUTY_COMPLAINT_LATE] =
        {"desk:complaint-late",
                            N_("A complaint is not answered within the time that the"
            " plan promises."),
                            N_("Answer the complaint now, and say that we are sorry for the delay.") },
    [DUTY_SIDE_LATE] = {"desk:side-late",
                            N_("A partner has not answered by the time that was set."),
                            N_("Ask the partner again, or go on without them.")                      },
};
_Static_assert(sizeof kinds / sizeof *kinds == DUTY_KINDS_N, "words for each kind");

const char *
duty_name(enum duty_kind kind)
{
    return kinds[kind].name;
}

bool
duty_find_name(const char *name, enum duty_kind *kind_out)
{
    for (int i = 0; i < DUTY_KINDS_N; i++)
        if (str_eq(name, kinds[i].name)) {
            *kind_out = (enum duty_kind)i;
            return true;
        }
    return false;
}

const char *
duty_sentence(enum duty_kind kind)
{
    return kinds[kind].sentence;
}

const char *
duty_expects(enum duty_kind kind)
{
    return kinds[kind].expects;
}

/* ---- What is still to happen. */

struct finding {
    struct arena *arena;
    const struct event *events;
    size_t events_n;
    struct duties *out;
    VEC(struct duty) list;
};

/* Whether it happened: its cause is in the data of an event. */
static bool
happened(const struct finding *f, const char *cause)
{
    for (size_t i = 0; i < f->events_n; i++) {
        const char *wrong;
        const struct json *data;

        if (f->events[i].kind != EVENT_FIRED || !strstr(f->events[i].data, "desk:"))
            continue;
        data = json_parse(f->arena, bytes_of(f->events[i].data), &wrong);
        if (str_eq(json_as_text(json_member(data, "cause")), cause))
            return true;
    }
    return false;
}

static void
add(struct finding *f, enum duty_kind kind, int64_t at, int64_t due_at,
    struct side_id side)
{
    const char *cause = arena_printf(f->arena, "%s#%lld.%lld", kinds[kind].name,
                                     (long long)side.v, (long long)due_at);

    if (happened(f, cause))
        return;
    *vec_add(f->arena, &f->list) = (struct duty){kind, at, due_at, side, cause};
    if (at < f->out->next_at)
        f->out->next_at = at;
}

static void
add_report(struct finding *f, const struct ticket *t)
{
    struct side_id none = {0};

    if (!t->report_due_at || t->report_done_at || t->merged_into.v)
        return;
    add(f, DUTY_REPORT_WARN, t->report_at + (t->report_due_at - t->report_at) / 4 * 3,
        t->report_due_at, none);
    add(f, DUTY_REPORT_LATE, t->report_due_at, t->report_due_at, none);
}

static void
add_complaint(struct finding *f, const struct plan *plan, const struct ticket *t,
              enum plan_phase phase)
{
    const char *organization = str_blank(t->organization) ? NULL : t->organization;
    struct side_id none = {0};
    int64_t open_ms;

    if (!t->complaint_at || t->complaint_done_at || phase >= PLAN_CLOSED ||
        t->merged_into.v)
        return;
    add(f, DUTY_COMPLAINT_BEGIN, t->complaint_at, t->complaint_at, none);
    if (!t->complaint_due_at)
        return;
    open_ms =
        plan_open_between(plan, organization, true, t->complaint_at, t->complaint_due_at);
    add(f, DUTY_COMPLAINT_WARN,
        plan_open_add_ms(plan, organization, true, t->complaint_at, open_ms / 4 * 3),
        t->complaint_due_at, none);
    add(f, DUTY_COMPLAINT_LATE, t->complaint_due_at, t->complaint_due_at, none);
}

static void
add_sides(struct finding *f, const struct ticket *ticket, enum plan_phase phase)
{
    struct side *sides;
    size_t n;

    if (phase >= PLAN_RESOLVED || ticket->merged_into.v)
        return;
    side_fold(f->arena, f->events, f->events_n, &sides, &n);
    for (size_t i = 0; i < n; i++)
        if (side_waits(&sides[i]) && sides[i].due_at)
            add(f, DUTY_SIDE_LATE, sides[i].due_at, sides[i].due_at, sides[i].id);
}

void
duty_list(struct arena *arena, const struct duty_case *of, struct duties *out)
{
    const struct plan_state *state = plan_state_find(of->plan, of->ticket->state);
    enum plan_phase phase = state ? state->phase : PLAN_OPEN;
    struct finding f = {
        .arena = arena, .events = of->events, .events_n = of->events_n, .out = out};

    *out = (struct duties){.next_at = INT64_MAX};
    add_report(&f, of->ticket);
    add_complaint(&f, of->plan, of->ticket, phase);
    add_sides(&f, of->ticket, phase);
    out->list = f.list.at;
    out->n = f.list.n;
}

/* ---- Beginning and ending. */

void
duty_begin_complaint(const struct plan *plan, struct ticket *ticket, int64_t now)
{
    const char *organization =
        str_blank(ticket->organization) ? NULL : ticket->organization;
    int64_t due_at;

    if (ticket->complaint_at)
        return;
    ticket->complaint_at = now;
    if (!plan->complaint_within.n)
        return;
    due_at = plan_open_add(plan, organization, true, now, plan->complaint_within);
    ticket->complaint_due_at = due_at == PLAN_NEVER ? 0 : due_at;
}

void
duty_settle(const struct plan *plan, const struct ticket *was, struct ticket *ticket,
            const struct ticket_note *note, int64_t now)
{
    const struct plan_topic *topic = plan_topic_find(plan, ticket->topic);
    bool answers =
        note->kind == EVENT_REPLIED || (note->kind == EVENT_RESOLVED && note->message.v);

    if (topic && topic->kind == PLAN_COMPLAINT &&
        (!was || !str_eq(was->topic, ticket->topic)))
        duty_begin_complaint(plan, ticket, now);
    if (answers && ticket->complaint_at && !ticket->complaint_done_at)
        ticket->complaint_done_at = now;
}

struct err *
duty_report_made(struct cx *cx, struct ticket_id id, const char *note)
{
    struct ticket was, ticket;

    TRY(ticket_must_staff(cx));
    TRY(ticket_get(cx, id, &was));
    if (!was.report_due_at || was.report_done_at)
        FAIL(cx, ERR_CONFLICT, "This ticket waits for no report.");
    if (str_blank(note))
        FAIL_FIELD(cx, "note", "Please note to whom the report went, and how.");
    if ((int64_t)utf8_length(note) > cx->config->text_characters)
        FAIL_FIELD(cx, "note", "This can have at most %d characters.",
                   (int)cx->config->text_characters);
    ticket = was;
    ticket.report_done_at = cx->now;
    return ticket_save(cx, &was, &ticket,
                       &(struct ticket_note){.kind = EVENT_REPORTED,
                                             .reason = str_trim(cx->arena, note)});
}

/* ---- Whom the feedback names. */

static bool
is_address_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("._+-", c));
}

const char **
duty_feedback_addresses(struct arena *arena, const struct plan *plan, size_t *n_out)
{
    const char **list = NEW_N(arena, ADDRESSES_MOST, const char *);
    const char *text = plan->feedback ? plan->feedback : "";

    *n_out = 0;
    for (const char *at = text; (at = strchr(at, '@')) && *n_out < ADDRESSES_MOST; at++) {
        const char *from = at, *to = at + 1;
        char *address;

        while (from > text && is_address_char(from[-1]))
            from--;
        while (is_address_char(*to))
            to++;
        while (to > at && to[-1] == '.')
            to--;
        address = str_lower(arena, arena_strndup(arena, from, (size_t)(to - from)));
        if (from < at && strchr(address_domain(address), '.'))
            list[(*n_out)++] = address;
    }
    return list;
}
