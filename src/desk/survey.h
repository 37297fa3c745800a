/* SPDX-License-Identifier: Apache-2.0 */
/* How did we do? Asked once for each solution. */
#ifndef DESK_SURVEY_H
#define DESK_SURVEY_H

#include "desk/ticket.h"

struct survey {
    struct survey_id id;
    struct ticket_id ticket;
    struct person_id person;
    int64_t asked_at, answered_at, score;
    const char *answer, *comment;
};

/* Asks the requester by mail; once while unanswered. Nothing when the plan has no survey.
 */
struct err *survey_ask(struct cx *cx, struct ticket *ticket) MUST_CHECK;

/* The newest of a ticket, by the ticket's visibility; *found_out false: never asked. */
struct err *survey_find(struct cx *cx, struct ticket_id ticket, struct survey *out,
                        bool *found_out) MUST_CHECK;

/* Records an answer: one of the plan's words, or its score. Answering again before 30 days changes it.
 * comment: NULL keeps what was, at most config->text_characters
 * Errors  INVALID "answer", "comment"; NOT_FOUND; DENIED for anybody but the requester */
struct err *survey_answer(struct cx *cx, struct ticket_id ticket, const char *answer,
                          const char *comment) MUST_CHECK;

#endif
