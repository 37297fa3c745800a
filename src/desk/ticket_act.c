/* SPDX-License-Identifier: Apache-2.0 */
/* What is said on a ticket, and what follows from it. */
#include "desk/ticket_act.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/picture.h"
#include "desk/policy.h"
#include "desk/problem.h"
#include "desk/rate.h"
#include "desk/survey.h"
#include "desk/team.h"
#include "desk/ticket_open.h"
#include "store/db.h"
#include "text/plain.h"

/* ---- Words. */

/* Text and cleaned HTML of what somebody wrote; text alone is enough. */
static struct err *
read_words(struct cx *cx, const struct ticket_words *words, struct message *out)
{
    out->text = words->text;
    out->html = "";
    if (!str_blank(words->html)) {
        out->html = picture_keep(cx, words->html, words->uploads, words->attachments,
                                 words->attachments_n);
        if (str_blank(out->text))
            out->text = plain_from_html(cx->arena, bytes_of(out->html));
    }
    out->text = str_trim(cx->arena, out->text);
    if (!*out->text && !words->attachments_n && str_blank(words->uploads))
        FAIL_FIELD(cx, "body", "Please write something first.");
    return NULL;
}

static struct err *
add_words(struct cx *cx, struct ticket_id ticket, struct person_id author,
          enum message_kind kind, const struct ticket_words *words,
          struct message_id *id_out)
{
    struct message message = {.ticket = ticket,
                              .author = author,
                              .kind = kind,
                              .channel = words->channel,
                              .folded = words->folded,
                              .inbox = words->inbox};

    TRY(read_words(cx, words, &message));
    TRY(message_add(cx, &message, id_out));
    for (size_t i = 0; i < words->attachments_n; i++)
        TRY(attachment_add(cx, ticket, *id_out, &words->attachments[i]));
    return words->uploads ? upload_claim(cx, words->uploads, ticket, *id_out) : NULL;
}

/* CONFLICT when something came that the writer has not seen. */
static struct err *
nothing_unseen(struct cx *cx, struct ticket_id ticket, struct message_id seen)
{
    int64_t n;

    if (!seen.v)
        return NULL;
    TRY(db_number(cx, &n, 0,
                  "SELECT count(*) FROM message WHERE ticket = $1 AND id > $2 AND side = 0"
                  " AND (author IS NULL OR author <> $3)",
                  ARG(ticket), ARG(seen), ARG(cx->actor->person.v)));
    if (n) {
        struct err *err = ERR(
            cx, ERR_CONFLICT,
            "Something arrived while you were writing. Please read it, then send again.");

        err->field = "seen";
        return err;
    }
    return NULL;
}

/* Whoever answers has read what they answer. */
static struct err *
mark_seen(struct cx *cx, struct ticket_id ticket, struct message_id last)
{
    return cx->actor->person.v ? message_mark_seen(cx, ticket, last) : NULL;
}

/* ---- States. */

/* The first state of a phase that the present one leads to; NULL none. */
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

/* Where work goes on; the present state when no way leads there. */
static const char *
work_state(const struct plan *plan, const struct ticket *ticket)
{
    const char *open = next_of_phase(plan, ticket->state, PLAN_OPEN);

    return ticket->phase != PLAN_OPEN && open ? open : ticket->state;
}

static struct err *
check_state(struct cx *cx, const struct plan *plan, const struct ticket *was,
            const char *to)
{
    const struct plan_state *state = plan_state_find(plan, to);

    if (!state)
        FAIL_FIELD(cx, "state", "The plan has no state “%s”.", to);
    if (!plan_may_change(plan, was->state, to))
        FAIL_FIELD(cx, "state", "The plan does not lead from “%s” to “%s”.", was->state,
                   to);
    return NULL;
}

/* A new ticket that is answered right away passes through the open state. */
static struct err *
enter_state(struct cx *cx, const struct plan *plan, struct ticket *ticket, const char *to)
{
    struct ticket was = *ticket;

    if (str_eq(ticket->state, to))
        return NULL;
    if (plan_may_change(plan, ticket->state, to)) {
        ticket->state = to;
        return NULL;
    }
    ticket->state = work_state(plan, ticket);
    if (!str_eq(ticket->state, was.state)) {
        TRY(ticket_save(cx, &was, ticket, &(struct ticket_note){.kind = EVENT_CHANGED}));
        if (plan_may_change(plan, ticket->state, to)) {
            ticket->state = to;
            return NULL;
        }
    }
    return check_state(cx, plan, ticket, to);
}

static bool
is_phase(const struct plan *plan, const char *state, enum plan_phase phase)
{
    const struct plan_state *found = plan_state_find(plan, state);

    return found && found->phase == phase;
}

/* ---- The staff writes. */

/* To the requester and all who follow, except the writer. */
static struct err *
mail_reply(struct cx *cx, enum outgoing_kind kind, const struct ticket *ticket,
           struct message_id message)
{
    struct ticket_person *people;
    size_t n;

    if (ticket->requester.v != cx->actor->person.v)
        TRY(outgoing_add(cx, kind, ticket->requester, ticket->id, message, NULL));
    TRY(ticket_participants(cx, ticket->id, &people, &n));
    for (size_t i = 0; i < n; i++)
        if (people[i].id.v != cx->actor->person.v)
            TRY(outgoing_add(cx, OUTGOING_REPLY, people[i].id, ticket->id, message,
                             NULL));
    return NULL;
}

static struct err *
reply_publicly(struct cx *cx, const struct plan *plan, struct ticket *ticket,
               const struct ticket_words *words, struct message_id *id_out)
{
    const char *to = words->state ? words->state : work_state(plan, ticket);
    bool resolves = is_phase(plan, to, PLAN_RESOLVED);
    struct ticket was;
    struct message said = {0};

    TRY(read_words(cx, words, &said));
    TRY(enter_state(cx, plan, ticket, to));
    TRY(ticket_get(cx, ticket->id, &was));
    if (!ticket->assignee.v && cx->actor->person.v)
        ticket->assignee = cx->actor->person;
    if (resolves)
        ticket->solution = said.text;
    TRY(add_words(cx, ticket->id, cx->actor->person, MESSAGE_REPLY, words, id_out));
    TRY(mark_seen(cx, ticket->id, *id_out));
    TRY(ticket_save(
        cx, &was, ticket,
        &(struct ticket_note){.kind = resolves ? EVENT_RESOLVED : EVENT_REPLIED,
                              .message = *id_out}));
    if (resolves)
        TRY(problem_solved(cx, ticket->id, *id_out));
    return mail_reply(cx, resolves ? OUTGOING_RESOLVED : OUTGOING_REPLY, ticket, *id_out);
}

struct err *
ticket_reply(struct cx *cx, struct ticket_id id, const struct ticket_words *words,
             struct message_id *id_out)
{
    struct ticket was, ticket;
    const struct plan *plan;

    TRY(ticket_must_staff(cx));
    TRY(ticket_get(cx, id, &was));
    TRY(nothing_unseen(cx, id, words->seen));
    TRY(ticket_plan(cx, &was, &plan));
    ticket = was;
    if (words->kind == MESSAGE_REPLY)
        return reply_publicly(cx, plan, &ticket, words, id_out);
    if (words->state)
        TRY(enter_state(cx, plan, &ticket, words->state));
    TRY(add_words(cx, id, cx->actor->person, MESSAGE_NOTE, words, id_out));
    TRY(mark_seen(cx, id, *id_out));
    TRY(ticket_get(cx, id, &was));
    return ticket_save(cx, &was, &ticket,
                       &(struct ticket_note){.kind = EVENT_NOTED, .message = *id_out});
}

/* ---- The requester's side writes. */

static struct person_id
writer(const struct cx *cx, const struct ticket *ticket)
{
    return cx->actor->person.v ? cx->actor->person : ticket->requester;
}

static const char *
known_label(const struct plan_label *labels, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(labels[i].name, name))
            return name;
    return NULL;
}

/* "SUBJECT (continues request 7)", within the limit of a subject. */
static const char *
subject_of_next(struct cx *cx, const struct ticket *closed)
{
    const char *tail =
        arena_printf(cx->arena, " (%s %lld)", tr(cx->lang, "continues request"),
                     (long long)closed->id.v);
    size_t most = (size_t)cx->config->field_characters, tail_n = utf8_length(tail);
    const char *head = closed->subject;

    if (utf8_length(head) + tail_n > most)
        head = most > tail_n + 1 ? utf8_shorten(cx->arena, head, most - tail_n - 1) : "";
    return arena_printf(cx->arena, "%s%s", head, tail);
}

/* A closed ticket stays closed: what is said goes on in a new one, under the plan of now,
 * which may not know the names of then. */
static struct err *
go_on_in_new(struct cx *cx, const struct ticket *closed, const struct ticket_words *words,
             struct ticket *out)
{
    const struct plan *plan;
    struct message said = {0};

    TRY(read_words(cx, words, &said));
    TRY(policy_current(cx, &plan, NULL));
    return ticket_open(
        cx,
        &(struct ticket_request){
            .requester = writer(cx, closed),
            .channel = words->channel,
            .subject = subject_of_next(cx, closed),
            .text = *said.text ? said.text : tr(cx->lang, "See the attached file."),
            .html = words->html,
            .folded = words->folded,
            .topic = plan_topic_find(plan, closed->topic) ? closed->topic : NULL,
            .impact = known_label(plan->impacts.at, plan->impacts.n, closed->impact),
            .urgency =
                known_label(plan->urgencies.at, plan->urgencies.n, closed->urgency),
            .uploads = words->uploads,
            .attachments = words->attachments,
            .attachments_n = words->attachments_n,
            .inbox = words->inbox,
        },
        out);
}

/* Whoever has it, else the whole team: the requester says that it goes on. */
static struct err *
tell_staff(struct cx *cx, const struct ticket *ticket)
{
    struct team_member *members;
    bool told = false;
    size_t n;

    if (ticket->assignee.v)
        TRY(outgoing_add(cx, OUTGOING_NOTIFY, ticket->assignee, ticket->id,
                         (struct message_id){0}, &told));
    if (told)
        return NULL;
    TRY(team_members(cx, ticket->team, &members, &n));
    for (size_t i = 0; i < n; i++)
        TRY(outgoing_add(cx, OUTGOING_NOTIFY, members[i].person, ticket->id,
                         (struct message_id){0}, NULL));
    return NULL;
}

struct err *
ticket_write(struct cx *cx, struct ticket_id id, const struct ticket_words *words,
             struct ticket *out)
{
    const struct plan *plan;
    struct message_id message;
    struct ticket was;

    TRY(ticket_get(cx, id, &was));
    if (was.phase == PLAN_CLOSED)
        return go_on_in_new(cx, &was, words, out);
    TRY(ticket_plan(cx, &was, &plan));
    TRY(add_words(cx, id, writer(cx, &was), MESSAGE_REQUEST, words, &message));
    *out = was;
    if (was.phase == PLAN_WAITING || was.phase == PLAN_RESOLVED)
        out->state = work_state(plan, &was);
    TRY(ticket_save(
        cx, &was, out,
        &(struct ticket_note){.kind = EVENT_REQUESTER_WROTE, .message = message}));
    return was.phase == PLAN_RESOLVED ? tell_staff(cx, out) : NULL;
}

struct err *
ticket_hold(struct cx *cx, struct ticket_id id, struct person_id author,
            const struct ticket_words *words, struct message_id *id_out)
{
    struct ticket was, ticket;

    TRY(ticket_get(cx, id, &was));
    TRY(add_words(cx, id, author, MESSAGE_HELD, words, id_out));
    ticket = was;
    return ticket_save(cx, &was, &ticket,
                       &(struct ticket_note){.kind = EVENT_HELD, .message = *id_out});
}

struct err *
ticket_admit(struct cx *cx, struct ticket_id id, struct message_id message_id)
{
    struct ticket was, ticket;
    struct message message;

    TRY(ticket_must_staff(cx));
    TRY(message_get(cx, message_id, &message));
    if (message.ticket.v != id.v)
        FAIL(cx, ERR_NOT_FOUND, "There is no such message.");
    if (message.kind != MESSAGE_HELD)
        FAIL(cx, ERR_CONFLICT, "This message is not held any more.");
    TRY(message_set_kind(cx, message_id, MESSAGE_REQUEST));
    if (message.author.v)
        TRY(ticket_add_participant(cx, id, message.author));
    TRY(ticket_get(cx, id, &was));
    ticket = was;
    return ticket_save(
        cx, &was, &ticket,
        &(struct ticket_note){.kind = EVENT_ADMITTED, .message = message_id});
}

/* ---- The requester's buttons. */

struct err *
ticket_still_waiting(struct cx *cx, struct ticket_id id)
{
    struct ticket was, ticket;
    bool allowed;

    TRY(ticket_get(cx, id, &was));
    if (was.phase >= PLAN_RESOLVED)
        FAIL(cx, ERR_CONFLICT,
             "This request is not open any more. Write to us to open it again.");
    TRY(rate_take(cx, "still waiting", arena_printf(cx->arena, "%lld", (long long)id.v),
                  MS_HOUR, 1, &allowed));
    if (!allowed)
        FAIL(cx, ERR_CONFLICT,
             "We know that you are waiting, and have told those who can help.");
    ticket = was;
    return ticket_save(cx, &was, &ticket,
                       &(struct ticket_note){.kind = EVENT_STILL_WAITING});
}

struct err *
ticket_confirm(struct cx *cx, struct ticket_id id)
{
    const struct plan *plan;
    struct ticket was, ticket;
    const char *closed;

    TRY(ticket_get(cx, id, &was));
    if (was.phase != PLAN_RESOLVED)
        FAIL(cx, ERR_CONFLICT, "This request is not waiting for your word any more.");
    TRY(ticket_plan(cx, &was, &plan));
    closed = next_of_phase(plan, was.state, PLAN_CLOSED);
    ticket = was;
    if (closed)
        ticket.state = closed;
    TRY(ticket_save(cx, &was, &ticket, &(struct ticket_note){.kind = EVENT_CONFIRMED}));
    return survey_ask(cx, &ticket);
}

struct err *
ticket_not_solved(struct cx *cx, struct ticket_id id, const char *text)
{
    struct ticket_words words = {.text = text, .channel = "web"};
    const struct plan *plan;
    struct ticket was, ticket;

    TRY(ticket_get(cx, id, &was));
    if (was.phase != PLAN_RESOLVED)
        FAIL(cx, ERR_CONFLICT, "This request is not waiting for your word any more.");
    if (!str_blank(text))
        TRY(ticket_write(cx, id, &words, &ticket));
    TRY(ticket_get(cx, id, &was));
    TRY(ticket_plan(cx, &was, &plan));
    ticket = was;
    if (was.phase == PLAN_RESOLVED)
        ticket.state = work_state(plan, &was);
    TRY(ticket_save(cx, &was, &ticket, &(struct ticket_note){.kind = EVENT_NOT_SOLVED}));
    return str_blank(text) ? tell_staff(cx, &ticket) : NULL; /* else ticket_write() did */
}

struct err *
ticket_buttons(struct cx *cx, const struct ticket *ticket, struct ticket_buttons *out)
{
    struct survey survey;
    bool asked;

    TRY(survey_find(cx, ticket->id, &survey, &asked));
    *out = (struct ticket_buttons){
        .still_waiting = ticket->phase <= PLAN_VENDOR && ticket->phase != PLAN_WAITING &&
                         ticket->queue_at < cx->now,
        .solved = ticket->phase == PLAN_RESOLVED,
        .survey = asked && !survey.answered_at,
    };
    return NULL;
}

struct err *
ticket_mark_verified(struct cx *cx, struct person_id person)
{
    struct person known;
    struct db_rows *rows;
    VEC(struct ticket_id) ids = {0};

    TRY(person_get(cx, person, &known));
    if (known.verified_at)
        return NULL;
    TRY(person_mark_verified(cx, person));
    TRY(db_query(cx, &rows, "SELECT id FROM ticket WHERE requester = $1 AND phase < 5",
                 ARG(person)));
    while (db_next(rows))
        *vec_add(cx->arena, &ids) = (struct ticket_id){db_int(rows, 0)};
    TRY(db_end(rows));
    for (size_t i = 0; i < ids.n; i++) {
        struct ticket was, ticket;

        TRY(ticket_get(cx, ids.at[i], &was));
        ticket = was;
        TRY(ticket_save(cx, &was, &ticket,
                        &(struct ticket_note){.kind = EVENT_VERIFIED}));
    }
    return NULL;
}
