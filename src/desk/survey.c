/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/survey.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/outgoing.h"
#include "store/db.h"

#define CHANGE_MS (30 * MS_DAY)

static const char NO_SURVEY[] = N_("We did not ask about this request yet.");

struct err *
survey_find(struct cx *cx, struct ticket_id ticket, struct survey *out, bool *found_out)
{
    struct ticket seen;
    struct db_rows *rows;

    TRY(ticket_get(cx, ticket, &seen));
    TRY(db_query(
        cx, &rows,
        "SELECT id, ticket, person, asked_at, answered_at, score, answer, comment"
        " FROM survey WHERE ticket = $1 ORDER BY id DESC LIMIT 1",
        ARG(ticket)));
    *found_out = db_next(rows);
    if (*found_out)
        *out = (struct survey){{db_int(rows, 0)}, {db_int(rows, 1)}, {db_int(rows, 2)},
                               db_int(rows, 3),   db_int(rows, 4),   db_int(rows, 5),
                               db_text(rows, 6),  db_text(rows, 7)};
    db_close(rows);
    return db_end(rows);
}

struct err *
survey_ask(struct cx *cx, struct ticket *ticket)
{
    const struct plan *plan;
    struct survey survey;
    struct ticket was = *ticket;
    bool found;

    TRY(ticket_plan(cx, ticket, &plan));
    if (!plan->answers.n)
        return NULL;
    TRY(survey_find(cx, ticket->id, &survey, &found));
    if (found && !survey.answered_at)
        return NULL;
    TRY(db_exec(cx, "INSERT INTO survey (ticket, person, asked_at) VALUES ($1, $2, $3)",
                ARG(ticket->id), ARG(ticket->requester), ARG(cx->now)));
    TRY(outgoing_add(cx, OUTGOING_SURVEY, ticket->requester, ticket->id,
                     (struct message_id){0}, NULL));
    return ticket_save(cx, &was, ticket,
                       &(struct ticket_note){.kind = EVENT_SURVEY_ASKED});
}

/* By its words, or by its score. */
static const struct plan_answer *
find_answer(const struct plan *plan, const char *said)
{
    int64_t score;

    for (size_t i = 0; i < plan->answers.n; i++)
        if (str_eq_fold(plan->answers.at[i].name, said))
            return &plan->answers.at[i];
    for (size_t i = 0; i < plan->answers.n; i++)
        if (str_to_int(said, INT32_MIN, INT32_MAX, &score) &&
            plan->answers.at[i].score == score)
            return &plan->answers.at[i];
    return NULL;
}

static struct err *
may_answer(struct cx *cx, const struct ticket *ticket)
{
    if (cx->actor->person.v != ticket->requester.v)
        FAIL(cx, ERR_DENIED, "Only the person who asked for help can answer this.");
    return NULL;
}

struct err *
survey_answer(struct cx *cx, struct ticket_id id, const char *answer, const char *comment)
{
    const struct plan_answer *chosen;
    const struct plan *plan;
    struct ticket ticket, was;
    struct survey survey;
    bool found;

    TRY(ticket_get(cx, id, &ticket));
    TRY(may_answer(cx, &ticket));
    TRY(survey_find(cx, id, &survey, &found));
    if (!found)
        FAIL(cx, ERR_NOT_FOUND, NO_SURVEY);
    if (survey.answered_at && cx->now - survey.answered_at > CHANGE_MS)
        FAIL(cx, ERR_CONFLICT, "You have already answered. Thank you!");
    TRY(ticket_plan(cx, &ticket, &plan));
    chosen = find_answer(plan, answer);
    if (!chosen)
        FAIL_FIELD(cx, "answer", "Please choose one of the answers.");
    if (comment && (int64_t)utf8_length(comment) > cx->config->text_characters)
        FAIL_FIELD(cx, "comment", "This can have at most %d characters.",
                   (int)cx->config->text_characters);
    TRY(db_exec_one(
        cx,
        "UPDATE survey SET score = $2, answer = $3, comment = $4, answered_at = $5"
        " WHERE id = $1",
        ARG(survey.id), ARG(chosen->score), ARG(chosen->name),
        ARG(comment ? comment : survey.comment), ARG(cx->now)));
    was = ticket;
    return ticket_save(cx, &was, &ticket,
                       &(struct ticket_note){.kind = EVENT_SURVEY_ANSWERED,
                                             .text = chosen->name,
                                             .number = chosen->score,
                                             .reason = comment});
}
