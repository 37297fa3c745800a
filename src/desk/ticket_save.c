/* SPDX-License-Identifier: Apache-2.0 */
/* The one way in which tickets change: an event, the engine, the row. */
#include "desk/ticket.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/duty.h"
#include "desk/message.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/ticket_row.h"
#include "store/db.h"

#define TEXT_FIELD(name)                                                                 \
    {                                                                                    \
#name, TICKET_TEXT, offsetof(struct ticket, name)                                \
    }
#define INT_FIELD(name)                                                                  \
    {                                                                                    \
#name, TICKET_INT, offsetof(struct ticket, name)                                 \
    }

const struct ticket_field ticket_fields[] = {
    TEXT_FIELD(subject),      INT_FIELD(requester), INT_FIELD(assignee),
    TEXT_FIELD(team),         TEXT_FIELD(topic),    TEXT_FIELD(impact),
    TEXT_FIELD(urgency),      TEXT_FIELD(priority), TEXT_FIELD(state),
    TEXT_FIELD(organization), TEXT_FIELD(channel),  TEXT_FIELD(language),
    TEXT_FIELD(tags),         TEXT_FIELD(solution), INT_FIELD(tier),
    INT_FIELD(restricted),    INT_FIELD(plan),      INT_FIELD(merged_into),
    INT_FIELD(desk),          INT_FIELD(report_at), INT_FIELD(report_due_at),
    INT_FIELD(report_done_at), INT_FIELD(complaint_at), INT_FIELD(complaint_due_at),
    INT_FIELD(complaint_done_at),
};
const size_t ticket_fields_n = sizeof ticket_fields / sizeof *ticket_fields;

_Static_assert(sizeof(struct person_id) == sizeof(int64_t), "an id is one number");

const char *
ticket_field_text(const struct ticket *ticket, const struct ticket_field *field)
{
    const char *value;

    memcpy(&value, (const char *)ticket + field->offset, sizeof value);
    return value ? value : "";
}

int64_t
ticket_field_int(const struct ticket *ticket, const struct ticket_field *field)
{
    int64_t value;

    memcpy(&value, (const char *)ticket + field->offset, sizeof value);
    return value;
}

static bool
same(const struct ticket *a, const struct ticket *b, const struct ticket_field *field)
{
    if (field->type == TICKET_INT)
        return ticket_field_int(a, field) == ticket_field_int(b, field);
    return str_eq(ticket_field_text(a, field), ticket_field_text(b, field));
}

void
ticket_apply(struct ticket *ticket, const struct json *set)
{
    for (size_t i = 0; i < ticket_fields_n; i++) {
        const struct ticket_field *field = &ticket_fields[i];
        const struct json *value = json_member(set, field->name);
        char *at = (char *)ticket + field->offset;

        if (!value)
            continue;
        if (field->type == TICKET_INT) {
            int64_t number = json_as_int(value);

            memcpy(at, &number, sizeof number);
        } else {
            const char *text = json_as_text(value);

            memcpy(at, &text, sizeof text);
        }
    }
}

static void
write_set(struct json_out *out, const struct ticket *was, const struct ticket *ticket)
{
    bool any = false;

    for (size_t i = 0; i < ticket_fields_n; i++) {
        const struct ticket_field *field = &ticket_fields[i];

        if (same(was, ticket, field))
            continue;
        if (!any) {
            json_name(out, "set");
            json_open(out, '{');
            any = true;
        }
        json_name(out, field->name);
        if (field->type == TICKET_INT)
            json_int(out, ticket_field_int(ticket, field));
        else
            json_text(out, ticket_field_text(ticket, field));
    }
    if (any)
        json_close(out, '}');
}

static void
write_why(struct json_out *out, const struct plan_why *why)
{
    json_name(out, "why");
    json_open(out, '{');
    json_put_int(out, "line", why->line);
    json_put_text(out, "sentence", why->sentence);
    json_name(out, "values");
    json_open(out, '[');
    for (size_t i = 0; i < 4 && why->values[i]; i++)
        json_text(out, why->values[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static void
write_relation(struct json_out *out, const struct ticket_note *note)
{
    if (note->relation)
        json_put_text(out, "relation", note->relation);
    if (note->other.v)
        json_put_int(out, "other", note->other.v);
    if (note->side.v)
        json_put_int(out, "side", note->side.v);
    if (note->person.v)
        json_put_int(out, "person", note->person.v);
    if (note->due_at)
        json_put_int(out, "due_at", note->due_at);
}

/* The event's data: what changed, what its note says, and the hash of what was said. */
static struct err *
write_data(struct cx *cx, const struct ticket *was, const struct ticket *ticket,
           const struct ticket_note *note, const char **data_out)
{
    static const struct ticket nothing;
    struct buf buf;
    struct json_out out = {.buf = &buf};
    const char *said;

    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    if (ticket_by_staff(cx))
        json_put_int(&out, "staff", 1);
    write_set(&out, was ? was : &nothing, ticket);
    if (note->why && note->why->sentence)
        write_why(&out, note->why);
    if (note->rule)
        json_put_text(&out, "rule", note->rule);
    if (note->cause)
        json_put_text(&out, "cause", note->cause);
    if (!str_blank(note->reason))
        json_put_text(&out, "reason", note->reason);
    if (note->text)
        json_put_text(&out, "text", note->text);
    if (note->number)
        json_put_int(&out, "number", note->number);
    write_relation(&out, note);
    if (note->message.v) {
        TRY(message_hash(cx, note->message, &said));
        json_put_text(&out, "said", said);
    }
    json_close(&out, '}');
    *data_out = buf_text(&buf);
    return NULL;
}

/* The clocks beside the promises may be due before the engine's. */
static void
add_duties(struct cx *cx, const struct duty_case *of, struct plan_decision *decision)
{
    struct duties duties;

    duty_list(cx->arena, of, &duties);
    if (duties.next_at < decision->next_due_at)
        decision->next_due_at = duties.next_at;
}

static struct err *
decide(struct cx *cx, struct ticket *ticket, const struct event *events, size_t n,
       int64_t now, struct plan_decision **decision_out)
{
    const struct plan *plan;
    struct plan_event *history;
    size_t history_n;

    if (!n)
        FAIL_INTERNAL(cx, "ticket %lld has no events", (long long)ticket->id.v);
    if (now < events[n - 1].at)
        now = events[n - 1].at;
    TRY(ticket_plan(cx, ticket, &plan));
    history = ticket_history(cx, events, n, &history_n);
    TRY(ticket_translate(cx, plan, events, n, &(struct ticket_past){history, history_n}));
    *decision_out = plan_decide(cx->arena, plan, history, history_n, now);
    add_duties(cx, &(struct duty_case){plan, ticket, events, n}, *decision_out);
    ticket_fill_cache(ticket, events, n, plan, *decision_out);
    return NULL;
}

void
ticket_touch(struct cx *cx, struct ticket_id id, bool presence)
{
    struct touched *touched = NEW(cx->arena, struct touched);

    *touched = (struct touched){cx->touched, id, desk_now(cx), presence};
    cx->touched = touched;
}

/* The row of a new ticket is written once, as it is after its first event; that needs the
 * number of the message, which needs that of the ticket. */
static struct err *
save_new(struct cx *cx, struct ticket *ticket, const struct ticket_note *note)
{
    struct event event = {
        .n = 1, .at = cx->now, .kind = note->kind, .actor = cx->actor->person};
    struct ticket_note said = *note;
    struct plan_decision *decision;
    struct plan_event *history;
    const struct plan *plan;
    size_t n;

    event.message.v = note->first ? 1 : 0; /* one is coming */
    TRY(ticket_plan(cx, ticket, &plan));
    duty_settle(plan, NULL, ticket, note, cx->now);
    history = ticket_history_new(cx, ticket, &event, &n);
    decision = plan_decide(cx->arena, plan, history, n, cx->now);
    add_duties(cx, &(struct duty_case){plan, ticket, &event, 1}, decision);
    ticket_fill_cache(ticket, &event, 1, plan, decision);
    TRY(ticket_row_add(cx, ticket));
    event.ticket = ticket->id;
    if (note->first) {
        TRY(note->first->add(cx, ticket->id, note->first));
        event.message = said.message = note->first->id;
    }
    TRY(write_data(cx, NULL, ticket, &said, &event.data));
    return event_add(cx, &event);
}

static struct err *
save_change(struct cx *cx, const struct ticket *was, struct ticket *ticket,
            const struct ticket_note *note)
{
    struct event event = {.ticket = ticket->id,
                          .n = was->event_n + 1,
                          .kind = note->kind,
                          .message = note->message};
    struct plan_decision *decision;
    const struct plan *plan;
    struct event *events;
    size_t n;

    TRY(ticket_plan(cx, ticket, &plan));
    duty_settle(plan, was, ticket, note, cx->now);
    TRY(write_data(cx, was, ticket, note, &event.data));
    TRY(event_add(cx, &event));
    TRY(event_list(cx, ticket->id, &events, &n));
    TRY(decide(cx, ticket, events, n, cx->now, &decision));
    return ticket_row_set(cx, was, ticket);
}

struct err *
ticket_save(struct cx *cx, const struct ticket *was, struct ticket *ticket,
            const struct ticket_note *note)
{
    TRY(was ? save_change(cx, was, ticket, note) : save_new(cx, ticket, note));
    ticket_touch(cx, ticket->id, false);
    if (ticket->assignee.v && (!was || was->assignee.v != ticket->assignee.v))
        return person_mark_assigned(cx, ticket->assignee);
    return NULL;
}

struct err *
ticket_fold(struct cx *cx, struct ticket_id id, int64_t now, struct ticket *out,
            struct plan_decision **decision_out)
{
    struct event *events;
    const char *why;
    size_t n;

    *out =
        (struct ticket){.id = id, .desk = DESK_FIRST}; /* said since there are several */
    TRY(event_list(cx, id, &events, &n));
    for (size_t i = 0; i < n; i++) {
        const struct json *data = json_parse(cx->arena, bytes_of(events[i].data), &why);

        if (!data)
            FAIL_INTERNAL(cx, "event %lld of ticket %lld: %s", (long long)events[i].n,
                          (long long)id.v, why);
        ticket_apply(out, json_member(data, "set"));
    }
    return decide(cx, out, events, n, now, decision_out);
}

struct err *
ticket_set_next_due(struct cx *cx, struct ticket_id id, int64_t next_due_at)
{
    return db_exec_one(cx, "UPDATE ticket SET next_due_at = $2 WHERE id = $1", ARG(id),
                       ARG_OPT(next_due_at));
}

const char *
ticket_differences(struct cx *cx, const struct ticket *a, const struct ticket *b)
{
#define CACHED(name)                                                                     \
    {                                                                                    \
#name, TICKET_INT, offsetof(struct ticket, name)                                 \
    }
    static const struct ticket_field cached[] = {
        CACHED(priority_rank),  CACHED(created_at),    CACHED(updated_at),
        CACHED(first_due_at),   CACHED(first_done_at), CACHED(update_due_at),
        CACHED(resolve_due_at), CACHED(resolved_at),   CACHED(closed_at),
        CACHED(reopened_n),     CACHED(queue_at),      CACHED(message_n),
        CACHED(unanswered),     CACHED(event_n),       CACHED(last_message_at),
    };
#undef CACHED
    struct buf names;

    buf_init(&names, cx->arena, 0);
    for (size_t i = 0; i < ticket_fields_n; i++)
        if (!same(a, b, &ticket_fields[i]))
            buf_printf(&names, " %s", ticket_fields[i].name);
    for (size_t i = 0; i < sizeof cached / sizeof *cached; i++)
        if (!same(a, b, &cached[i]))
            buf_printf(&names, " %s", cached[i].name);
    if (a->phase != b->phase)
        buf_lit(&names, " phase");
    return names.n ? buf_text(&names) + 1 : NULL;
}
