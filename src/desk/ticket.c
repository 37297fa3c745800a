/* SPDX-License-Identifier: Apache-2.0 */
/* Reading tickets, and who may see them. */
#include "desk/ticket.h"

#include "base/arena.h"
#include "base/lang.h"
#include "desk/desk.h"
#include "desk/policy.h"
#include "desk/ticket_row.h"
#include "store/db.h"

static const char NO_TICKET[] = N_("There is no such ticket.");

void
ticket_read_row(struct db_rows *rows, struct ticket *out)
{
    *out = (struct ticket){
        .id = {db_int(rows, 0)},
        .subject = db_text(rows, 1),
        .requester = {db_int(rows, 2)},
        .assignee = {db_int(rows, 3)},
        .team = db_text(rows, 4),
        .tier = db_int(rows, 5),
        .topic = db_text(rows, 6),
        .impact = db_text(rows, 7),
        .urgency = db_text(rows, 8),
        .priority = db_text(rows, 9),
        .state = db_text(rows, 10),
        .organization = db_text(rows, 11),
        .channel = db_text(rows, 12),
        .language = db_text(rows, 13),
        .tags = db_text(rows, 14),
        .solution = db_text(rows, 15),
        .restricted = db_int(rows, 16),
        .merged_into = {db_int(rows, 17)},
        .plan = db_int(rows, 18),
        .phase = (enum plan_phase)db_int(rows, 19),
        .priority_rank = db_int(rows, 20),
        .created_at = db_int(rows, 21),
        .updated_at = db_int(rows, 22),
        .first_due_at = db_int(rows, 23),
        .first_done_at = db_int(rows, 24),
        .update_due_at = db_int(rows, 25),
        .resolve_due_at = db_int(rows, 26),
        .resolved_at = db_int(rows, 27),
        .closed_at = db_int(rows, 28),
        .reopened_n = db_int(rows, 29),
        .queue_at = db_int(rows, 30),
        .next_due_at = db_int(rows, 31),
        .message_n = db_int(rows, 32),
        .last_message_at = db_int(rows, 33),
        .unanswered = db_int(rows, 34),
        .event_n = db_int(rows, 35),
        .requester_name = db_text(rows, 36),
        .requester_email = db_text(rows, 37),
        .assignee_name = db_text(rows, 38),
        .requester_verified = db_int(rows, 39) != 0,
        .desk = {db_int(rows, 40)},
        .report_at = db_int(rows, 41),
        .report_due_at = db_int(rows, 42),
        .report_done_at = db_int(rows, 43),
        .complaint_at = db_int(rows, 44),
        .complaint_due_at = db_int(rows, 45),
        .complaint_done_at = db_int(rows, 46),
    };
}

bool
ticket_by_staff(const struct cx *cx)
{
    return !cx->actor->system && !cx->actor->ticket.v && cx->actor->role >= ROLE_AGENT;
}

bool
ticket_is_staff(const struct cx *cx)
{
    return cx->actor->system || ticket_by_staff(cx);
}

struct err *
ticket_must_staff(struct cx *cx)
{
    if (!ticket_is_staff(cx))
        FAIL(cx, ERR_DENIED, "Only the staff of the desk can do that.");
    return NULL;
}

static struct err *
in_team(struct cx *cx, const struct ticket *ticket, bool *yes_out)
{
    int64_t n;

    TRY(db_number(cx, &n, 0,
                  "SELECT count(*) FROM team_member WHERE desk = $1 AND team = $2"
                  " AND person = $3",
                  ARG(ticket->desk), ARG(ticket->team), ARG(cx->actor->person)));
    *yes_out = n > 0;
    return NULL;
}

struct err *
ticket_has_person(struct cx *cx, const struct ticket *ticket, struct person_id person,
                  bool *yes_out)
{
    int64_t n;

    *yes_out = person.v && ticket->requester.v == person.v;
    if (*yes_out || !person.v)
        return NULL;
    TRY(db_number(cx, &n, 0,
                  "SELECT count(*) FROM participant WHERE ticket = $1 AND person = $2",
                  ARG(ticket->id), ARG(person)));
    *yes_out = n > 0;
    return NULL;
}

static struct err *
may_see(struct cx *cx, const struct ticket *ticket, bool *yes_out)
{
    const struct actor *actor = cx->actor;

    *yes_out = actor->system || (actor->ticket.v && actor->ticket.v == ticket->id.v);
    if (*yes_out || actor->ticket.v || !actor->person.v)
        return NULL;
    if (actor->role < ROLE_AGENT)
        return ticket_has_person(cx, ticket, actor->person, yes_out);
    TRY(desk_is_mine(cx, ticket->desk, yes_out));
    if (!*yes_out)
        return NULL;
    *yes_out = !ticket->restricted || actor->role >= ROLE_MANAGER ||
               ticket->assignee.v == actor->person.v;
    return *yes_out ? NULL : in_team(cx, ticket, yes_out);
}

struct err *
ticket_get(struct cx *cx, struct ticket_id id, struct ticket *out)
{
    struct db_rows *rows;
    bool yes;

    TRY(db_one(cx, &rows, NO_TICKET,
               "SELECT " TICKET_COLUMNS TICKET_FROM " WHERE t.id = $1", ARG(id.v)));
    ticket_read_row(rows, out);
    db_close(rows);
    TRY(may_see(cx, out, &yes));
    if (!yes)
        FAIL(cx, ERR_NOT_FOUND, NO_TICKET);
    cx->desk = out->desk;
    return NULL;
}

struct err *
ticket_plan(struct cx *cx, const struct ticket *ticket, const struct plan **out)
{
    return policy_get(cx, ticket->plan, out);
}

struct err *
ticket_participants(struct cx *cx, struct ticket_id id, struct ticket_person **list_out,
                    size_t *n_out)
{
    VEC(struct ticket_person) list = {0};
    struct db_rows *rows;

    TRY(db_query(
        cx, &rows,
        "SELECT p.id, p.name, p.email, p.language, p.verified_at FROM participant q"
        " JOIN person p ON p.id = q.person WHERE q.ticket = $1 AND p.active = 1"
        " ORDER BY p.id",
        ARG(id)));
    while (db_next(rows))
        *vec_add(cx->arena, &list) = (struct ticket_person){{db_int(rows, 0)},
                                                            db_text(rows, 1),
                                                            db_text(rows, 2),
                                                            db_text(rows, 3),
                                                            db_int(rows, 4) != 0};
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

struct err *
ticket_add_participant(struct cx *cx, struct ticket_id id, struct person_id person)
{
    struct ticket ticket, after;
    bool there;

    TRY(ticket_get(cx, id, &ticket));
    TRY(ticket_has_person(cx, &ticket, person, &there));
    if (there)
        return NULL;
    TRY(db_exec(cx, "INSERT INTO participant (ticket, person) VALUES ($1, $2)", ARG(id),
                ARG(person)));
    after = ticket;
    return ticket_save(cx, &ticket, &after,
                       &(struct ticket_note){.kind = EVENT_JOINED, .number = person.v});
}
