/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/side.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/address.h"
#include "desk/message.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/team.h"
#include "store/db.h"

#include <string.h>

bool
side_waits(const struct side *side)
{
    return !side->closed_at && side->asked_at > side->answered_at;
}

/* ---- Reading. */

#define COLUMNS                                                                          \
    "SELECT s.id, s.ticket, s.person, s.team, s.subject, s.asked_at, s.due_at,"          \
    " s.answered_at, s.closed_at, p.name, p.email FROM side s"                           \
    " JOIN person p ON p.id = s.person"

static void
read_row(struct db_rows *rows, struct side *out)
{
    *out = (struct side){.id = {db_int(rows, 0)},
                         .ticket = {db_int(rows, 1)},
                         .person = {db_int(rows, 2)},
                         .team = db_text(rows, 3),
                         .subject = db_text(rows, 4),
                         .asked_at = db_int(rows, 5),
                         .due_at = db_int(rows, 6),
                         .answered_at = db_int(rows, 7),
                         .closed_at = db_int(rows, 8),
                         .person_name = db_text(rows, 9),
                         .person_email = db_text(rows, 10)};
}

struct err *
side_list(struct cx *cx, struct ticket_id ticket, struct side **list_out, size_t *n_out)
{
    VEC(struct side) list = {0};
    struct db_rows *rows;

    TRY(ticket_must_staff(cx));
    TRY(db_query(cx, &rows, COLUMNS " WHERE s.ticket = $1 ORDER BY s.id", ARG(ticket)));
    while (db_next(rows))
        read_row(rows, vec_add(cx->arena, &list));
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

struct err *
side_get(struct cx *cx, struct side_id id, struct side *out)
{
    struct ticket ticket;
    struct db_rows *rows;

    TRY(ticket_must_staff(cx));
    TRY(db_one(cx, &rows, N_("There is no such conversation."),
               COLUMNS " WHERE s.id = $1", ARG(id.v)));
    read_row(rows, out);
    db_close(rows);
    return ticket_get(cx, out->ticket, &ticket);
}

/* ---- From events. */

static struct side *
find_side(struct side *list, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].id.v == id)
            return &list[i];
    return NULL;
}

static void
fold_one(struct side *side, const struct event *event, const struct json *data)
{
    if (event->kind == EVENT_SIDE_ANSWERED) {
        side->answered_at = event->at;
        return;
    }
    if (event->kind == EVENT_SIDE_CLOSED) {
        side->closed_at = event->at;
        return;
    }
    side->asked_at = event->at;
    side->due_at = json_as_int(json_member(data, "due_at"));
    side->closed_at = 0;
}

static struct side
first_seen(const struct event *event, const struct json *data)
{
    const char *team = json_as_text(json_member(data, "relation"));
    const char *subject = json_as_text(json_member(data, "text"));

    return (struct side){.id = {json_as_int(json_member(data, "side"))},
                         .ticket = event->ticket,
                         .person = {json_as_int(json_member(data, "person"))},
                         .team = team ? team : "",
                         .subject = subject ? subject : ""};
}

void
side_fold(struct arena *arena, const struct event *events, size_t n,
          struct side **list_out, size_t *n_out)
{
    VEC(struct side) list = {0};

    for (size_t i = 0; i < n; i++) {
        const struct event *event = &events[i];
        const struct json *data;
        const char *wrong;
        struct side *side;

        if (event->kind != EVENT_SIDE_ASKED && event->kind != EVENT_SIDE_ANSWERED &&
            event->kind != EVENT_SIDE_CLOSED)
            continue;
        data = json_parse(arena, bytes_of(event->data), &wrong);
        side = find_side(list.at, list.n, json_as_int(json_member(data, "side")));
        if (!side) {
            side = vec_add(arena, &list);
            *side = first_seen(event, data);
        }
        fold_one(side, event, data);
    }
    *list_out = list.at;
    *n_out = list.n;
}

/* ---- Writing. */

/* The row is what the events say. */
static struct err *
update_row(struct cx *cx, struct ticket_id ticket, struct side_id id)
{
    struct side *sides, *side;
    struct event *events;
    size_t n;

    TRY(event_list(cx, ticket, &events, &n));
    side_fold(cx->arena, events, n, &sides, &n);
    side = find_side(sides, n, id.v);
    if (!side)
        FAIL_INTERNAL(cx, "side %lld has no events", (long long)id.v);
    return db_exec_one(cx,
                       "UPDATE side SET asked_at = $2, due_at = $3, answered_at = $4,"
                       " closed_at = $5 WHERE id = $1",
                       ARG(id.v), ARG(side->asked_at), ARG(side->due_at),
                       ARG(side->answered_at), ARG(side->closed_at));
}

static struct err *
save(struct cx *cx, const struct side *side, const struct ticket *was,
     struct ticket *ticket, const struct ticket_note *note)
{
    struct ticket_note whole = *note;

    whole.side = side->id;
    whole.person = side->person;
    whole.relation = side->team;
    whole.text = side->subject;
    TRY(ticket_save(cx, was, ticket, &whole));
    return update_row(cx, side->ticket, side->id);
}

static const char *
next_of_phase(const struct plan *plan, const char *from, enum plan_phase phase)
{
    const struct plan_state *state = plan_state_find(plan, from);

    for (size_t i = 0; state && i < state->next.n; i++) {
        const struct plan_state *next = plan_state_find(plan, state->next.at[i]);

        if (next && next->phase == phase)
            return next->name;
    }
    return NULL;
}

static struct err *
add_message(struct cx *cx, const struct side *side, const struct side_words *words,
            struct message_id *id_out)
{
    struct message message = {.ticket = side->ticket,
                              .author = cx->actor->person,
                              .kind = MESSAGE_SIDE_OUT,
                              .channel = "mail",
                              .text = str_trim(cx->arena, words->text),
                              .side = side->id.v};

    if (str_blank(words->text))
        FAIL_FIELD(cx, "body", "Please write something first.");
    TRY(message_add(cx, &message, id_out));
    return str_blank(words->uploads)
               ? NULL
               : upload_claim(cx, words->uploads, side->ticket, *id_out);
}

static struct err *
say(struct cx *cx, const struct side *side, const struct side_words *words)
{
    int64_t due_at = words->within_ms > 0 ? cx->now + words->within_ms : 0;
    const struct plan *plan;
    struct message_id message;
    struct ticket was, ticket;
    const char *to;

    TRY(add_message(cx, side, words, &message));
    TRY(ticket_get(cx, side->ticket, &was));
    TRY(ticket_plan(cx, &was, &plan));
    ticket = was;
    to = words->hand_over ? next_of_phase(plan, was.state, PLAN_VENDOR) : NULL;
    if (to)
        ticket.state = to;
    TRY(save(cx, side, &was, &ticket,
             &(struct ticket_note){
                 .kind = EVENT_SIDE_ASKED, .message = message, .due_at = due_at}));
    return outgoing_add(cx, OUTGOING_SIDE, side->person, side->ticket, message, NULL);
}

/* Whoever reads the public conversation cannot be asked behind its back: their answers
 * could not be told apart. */
static struct err *
choose_partner(struct cx *cx, const struct ticket *ticket, const struct side_words *words,
               struct person *out)
{
    const char *address;
    bool there;

    TRY(address_clean(cx, "address", words->address, &address));
    TRY(person_reach(cx, address, words->name ? words->name : "", NULL, out));
    TRY(ticket_has_person(cx, ticket, out->id, &there));
    if (there)
        FAIL_FIELD(cx, "address",
                   "%s is on this ticket already. Write a reply, or choose another"
                   " address.",
                   address);
    return NULL;
}

struct err *
side_open(struct cx *cx, struct ticket_id id, const struct side_words *words,
          struct side_id *id_out)
{
    const struct plan_team *team = NULL;
    const struct plan *plan;
    struct person partner;
    struct ticket ticket;
    struct side side = {.ticket = id, .team = ""};

    TRY(ticket_must_staff(cx));
    TRY(ticket_get(cx, id, &ticket));
    TRY(ticket_plan(cx, &ticket, &plan));
    TRY(choose_partner(cx, &ticket, words, &partner));
    if (!str_blank(words->team)) {
        team = plan_team_find(plan, words->team);
        if (!team)
            FAIL_FIELD(cx, "team", "The plan has no team “%s”.", words->team);
        side.team = team->name;
    }
    side.person = partner.id;
    side.subject =
        str_blank(words->subject) ? ticket.subject : str_trim(cx->arena, words->subject);
    if ((int64_t)utf8_length(side.subject) > cx->config->field_characters)
        FAIL_FIELD(cx, "subject", "This can have at most %d characters.",
                   (int)cx->config->field_characters);
    TRY(db_number(cx, &side.id.v, 0,
                  "INSERT INTO side (ticket, person, team, subject, asked_at)"
                  " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                  ARG(id), ARG(side.person), ARG(side.team), ARG(side.subject),
                  ARG(cx->now)));
    *id_out = side.id;
    return say(cx, &side, words);
}

struct err *
side_write(struct cx *cx, struct side_id id, const struct side_words *words)
{
    struct side side;

    TRY(side_get(cx, id, &side));
    return say(cx, &side, words);
}

struct err *
side_close(struct cx *cx, struct side_id id)
{
    struct ticket was, ticket;
    struct side side;

    TRY(side_get(cx, id, &side));
    if (side.closed_at)
        FAIL(cx, ERR_CONFLICT, "This conversation is ended already.");
    TRY(ticket_get(cx, side.ticket, &was));
    ticket = was;
    return save(cx, &side, &was, &ticket,
                &(struct ticket_note){.kind = EVENT_SIDE_CLOSED});
}

/* ---- What comes back. */

static struct err *
other_waits(struct cx *cx, const struct side *side, bool *yes_out)
{
    struct side *sides;
    size_t n;

    *yes_out = false;
    TRY(side_list(cx, side->ticket, &sides, &n));
    for (size_t i = 0; i < n; i++)
        *yes_out = *yes_out || (sides[i].id.v != side->id.v && side_waits(&sides[i]));
    return NULL;
}

static struct err *
tell_staff(struct cx *cx, const struct ticket *ticket)
{
    struct team_member *members;
    size_t n;

    if (ticket->assignee.v)
        return outgoing_add_notice(cx, ticket->assignee, ticket, ticket->event_n);
    TRY(team_members(cx, ticket->team, &members, &n));
    for (size_t i = 0; i < n; i++)
        TRY(outgoing_add_notice(cx, members[i].person, ticket, ticket->event_n));
    return NULL;
}

struct err *
side_take(struct cx *cx, struct side_id id, const struct side_answer *answer,
          struct ticket_id *ticket_out)
{
    struct message message = {.author = answer->author,
                              .kind = MESSAGE_SIDE_IN,
                              .channel = "mail",
                              .text = answer->text,
                              .html = answer->html,
                              .folded = answer->folded,
                              .inbox = answer->inbox,
                              .side = id.v};
    const struct plan *plan;
    struct ticket was, ticket;
    struct message_id said;
    const char *to;
    struct side side;
    bool waits;

    TRY(side_get(cx, id, &side));
    message.ticket = *ticket_out = side.ticket;
    TRY(message_add(cx, &message, &said));
    for (size_t i = 0; i < answer->attachments_n; i++)
        TRY(attachment_add(cx, side.ticket, said, &answer->attachments[i]));
    TRY(ticket_get(cx, side.ticket, &was));
    TRY(ticket_plan(cx, &was, &plan));
    TRY(other_waits(cx, &side, &waits));
    ticket = was;
    to = was.phase == PLAN_VENDOR && !waits ? next_of_phase(plan, was.state, PLAN_OPEN)
                                            : NULL;
    if (to)
        ticket.state = to;
    TRY(save(cx, &side, &was, &ticket,
             &(struct ticket_note){.kind = EVENT_SIDE_ANSWERED, .message = said}));
    return tell_staff(cx, &ticket);
}
