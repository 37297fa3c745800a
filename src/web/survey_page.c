/* SPDX-License-Identifier: Apache-2.0 */
/* How did we do? By the link of the mail, or signed in. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/link.h"
#include "desk/survey.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

/* Whose survey: by the token of the route, or /r/:ticket/survey by session. */
struct asked {
    struct ticket ticket;
    const struct plan *plan;
    struct survey survey;
    struct cx cx;
    struct actor actor;
    const char *token; /* NULL: by session */
};

static struct err *
find_asked(struct cx *cx, struct exchange *x, struct asked *asked)
{
    const char *token = request_param(&x->request, "token");
    struct ticket_id id;
    struct link link;
    struct err *err;
    bool found;

    asked->cx = *cx;
    asked->token = token;
    if (token) {
        TRY(link_get(cx, LINK_SURVEY, token, &link));
        asked->actor = (struct actor){.person = link.person,
                                      .role = ROLE_REQUESTER,
                                      .ticket = link.ticket,
                                      .address = cx->actor->address,
                                      .csrf = cx->actor->csrf};
        asked->cx.actor = &asked->actor;
        id = link.ticket;
    } else {
        TRY(page_ticket_id(cx, x, &id));
    }
    err = ticket_get(&asked->cx, id, &asked->ticket);
    if (err && err->kind == ERR_NOT_FOUND && !token) {
        page_as_requester(cx, &asked->cx, &asked->actor);
        err = ticket_get(&asked->cx, id, &asked->ticket);
    }
    TRY(err);
    cx->desk = asked->ticket.desk;
    TRY(ticket_plan(cx, &asked->ticket, &asked->plan));
    TRY(survey_find(&asked->cx, id, &asked->survey, &found));
    if (!found)
        FAIL(cx, ERR_NOT_FOUND, "We did not ask about this request yet.");
    return NULL;
}

/* Best first. */
static const struct view_option *
answers_of(struct cx *cx, const struct plan *plan, const char *chosen)
{
    struct view_option *list = NEW_N(cx->arena, plan->answers.n + 1, struct view_option);

    for (size_t i = 0; i < plan->answers.n; i++) {
        const struct plan_answer *answer = &plan->answers.at[i];
        const char *score = arena_printf(cx->arena, "%d", answer->score);

        list[i] = (struct view_option){score, answer->name, NULL,
                                       str_eq_fold(answer->name, chosen) ||
                                           str_eq(score, chosen)};
    }
    return list;
}

static struct err *
show(struct cx *cx, struct exchange *x, const struct asked *asked, const struct err *err)
{
    const char *chosen = request_line(&x->request, "score");
    const char *linked = request_query(&x->request, "answer");
    struct view_survey view = {
        .number = asked->ticket.id.v,
        .subject = asked->ticket.subject,
        .question = asked->plan->survey_question,
        .ask_also = *asked->plan->survey_ask_also ? asked->plan->survey_ask_also : NULL,
        .errors = view_errors(cx->arena, err),
        .token = asked->token,
        .clicked = linked && !asked->survey.answered_at && !err,
        .thanks = asked->survey.answered_at != 0,
        .finished = asked->survey.answered_at && *asked->survey.comment,
    };

    if (!chosen)
        chosen = linked ? linked : asked->survey.answer;
    TRY(page_frame(cx, x, tr(cx->lang, "How did we do?"), VIEW_SECTION_NONE, &view.page));
    view.answers = answers_of(cx, asked->plan, chosen);
    view.answers_n = asked->plan->answers.n;
    view.comment = view_input(request_field(&x->request, "comment"), err, "comment");
    return PAGE(cx, x, err ? page_status(err->kind) : 200, survey, &view);
}

struct err *
page_survey(struct cx *cx, struct exchange *x)
{
    struct asked asked = {0};

    TRY(find_asked(cx, x, &asked));
    return show(cx, x, &asked, NULL);
}

struct err *
post_survey(struct cx *cx, struct exchange *x)
{
    const char *answer = request_line(&x->request, "score");
    struct asked asked = {0};
    struct err *err;

    TRY(find_asked(cx, x, &asked));
    err = survey_answer(&asked.cx, asked.ticket.id, answer ? answer : asked.survey.answer,
                        request_field(&x->request, "comment"));
    cx->touched = asked.cx.touched;
    if (err && page_is_form_error(err)) {
        TRY(show(cx, x, &asked, err));
        return err;
    }
    TRY(err);
    page_notice(cx, x, tr(cx->lang, "Thank you! Your answer helps us to do better."));
    if (asked.token)
        return page_go(cx, x, "/survey/%s", asked.token);
    return page_go(cx, x, "/r/%lld/survey", (long long)asked.ticket.id.v);
}
