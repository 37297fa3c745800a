/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/problem.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/job.h"
#include "desk/message.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/relation.h"
#include "desk/same.h"
#include "desk/setting.h"
#include "desk/ticket_act.h"
#include "desk/ticket_open.h"
#include "store/db.h"

#include <stdlib.h>
#include <string.h>

enum { LISTED_N = 20, ANSWERS_N = 25 };

static const char CHANNEL[] = "problem", PERSON[] = "problem-person";
static const struct actor kindesk = {.system = true, .address = "", .name = "Kindesk"};

static const struct plan_topic *
problem_topic(const struct plan *plan)
{
    for (size_t i = 0; i < plan->topics.n; i++)
        if (plan->topics.at[i].kind == PLAN_PROBLEM)
            return &plan->topics.at[i];
    return NULL;
}

bool
problem_is(const struct plan *plan, const struct ticket *ticket)
{
    const struct plan_topic *topic = plan_topic_find(plan, ticket->topic);

    return str_eq(ticket->channel, CHANNEL) || (topic && topic->kind == PLAN_PROBLEM);
}

static bool
counts_same(const struct plan_rule *rule, int64_t below)
{
    for (size_t i = 0; i < rule->conditions.n; i++)
        if (rule->conditions.at[i].kind == PLAN_IF_SAME &&
            rule->conditions.at[i].number < below)
            return true;
    return false;
}

/* Some rule of the plan speaks of the same reports. */
static bool
plan_gathers(const struct plan *plan)
{
    for (size_t i = 0; i < plan->rules.n; i++) {
        const struct plan_rule *rule = &plan->rules.at[i];

        if (counts_same(rule, INT64_MAX))
            return true;
        for (size_t k = 0; k < rule->actions.n; k++)
            if (rule->actions.at[k].kind == PLAN_OPEN_PROBLEM)
                return true;
    }
    return false;
}

/* ---- The open problem of a report, or of one that is the same. */

static struct err *
problem_of(struct cx *cx, struct ticket_id report, struct ticket_id *out)
{
    return db_number(cx, &out->v, 0,
                     "SELECT min(r.other) FROM relation r JOIN ticket p ON p.id = r.other"
                     " WHERE r.ticket = $1 AND r.kind = 'problem' AND p.phase < 4",
                     ARG(report));
}

static struct err *
problem_of_same(struct cx *cx, const struct same *same, struct ticket_id *out)
{
    out->v = 0;
    for (size_t i = same->n; i > 0 && !out->v; i--)
        TRY(problem_of(cx, same->ids[i - 1], out));
    return NULL;
}

/* ---- Counting. */

static struct err *
say_same(struct cx *cx, struct ticket_id id, int64_t people_n, const char *cause)
{
    struct ticket was, ticket;

    TRY(ticket_get(cx, id, &was));
    ticket = was;
    return ticket_save(
        cx, &was, &ticket,
        &(struct ticket_note){.kind = EVENT_SAME, .number = people_n, .cause = cause});
}

static struct err *
count_people(struct cx *cx, struct ticket_id problem, int64_t *n_out)
{
    return db_number(cx, n_out, 0,
                     "SELECT count(DISTINCT t.requester) FROM relation r JOIN ticket t"
                     " ON t.id = r.other WHERE r.ticket = $1 AND r.kind = 'report'",
                     ARG(problem));
}

struct err *
problem_join(struct cx *cx, struct ticket_id report, struct ticket_id problem)
{
    int64_t before, after;

    TRY(count_people(cx, problem, &before));
    TRY(relation_add(cx, report, RELATION_PROBLEM, problem));
    TRY(count_people(cx, problem, &after));
    return after > before ? say_same(cx, problem, after, NULL) : NULL;
}

struct err *
problem_notice(struct cx *cx, struct ticket_id id)
{
    struct ticket_id problem;
    const struct plan *plan;
    struct ticket ticket;
    struct cx as = *cx;
    struct same same;
    struct err *err;

    as.actor = &kindesk;
    TRY(ticket_get(&as, id, &ticket));
    TRY(ticket_plan(&as, &ticket, &plan));
    if (!plan_gathers(plan) || problem_is(plan, &ticket))
        return NULL;
    TRY(same_find(&as, &ticket, &same));
    if (same.people_n < 2)
        return NULL;
    TRY(problem_of_same(&as, &same, &problem));
    err = problem.v ? problem_join(&as, id, problem)
                    : say_same(&as, id, same.people_n, NULL);
    cx->touched = as.touched;
    return err;
}

/* ---- Opening. */

/* The desk itself asks: a person without an address, so that no mail leaves. */
static struct err *
desk_person(struct cx *cx, const struct plan *plan, struct person_id *out)
{
    const char *known;

    TRY(setting_find(cx, PERSON, &known));
    if (known && str_to_int(known, 1, INT64_MAX, &out->v))
        return NULL;
    TRY(person_add(cx, ROLE_REQUESTER, &(struct person_fields){.name = plan->desk}, out));
    return setting_set(cx, PERSON, arena_printf(cx->arena, "%lld", (long long)out->v));
}

static struct err *
words_of_problem(struct cx *cx, const struct plan *plan, const struct same *same,
                 const char **text_out)
{
    const struct lang *lang = lang_find(plan->language);
    struct buf text;

    buf_init(&text, cx->arena, 0);
    buf_printf(&text,
               tr_n(lang, same->people_n,
                    "%s person reports the same:", "%s people report the same:"),
               arena_printf(cx->arena, "%lld", (long long)same->people_n));
    for (size_t i = 0; i < same->n && i < LISTED_N; i++) {
        struct ticket one;

        TRY(ticket_get(cx, same->ids[i], &one));
        buf_printf(&text, "\n- #%lld %s", (long long)one.id.v, one.subject);
    }
    *text_out = buf_text(&text);
    return NULL;
}

static struct err *
open_new(struct cx *cx, const struct ticket *report, const struct same *same,
         struct ticket_id *out)
{
    const struct plan_topic *topic;
    struct ticket_request request;
    const struct plan *plan;
    struct ticket problem;
    struct cx as = *cx;
    struct err *err;

    TRY(policy_current(cx, &plan, NULL));
    topic = problem_topic(plan);
    if (!topic)
        topic = plan_topic_find(plan, report->topic);
    request = (struct ticket_request){.channel = CHANNEL,
                                      .subject = report->subject,
                                      .topic = topic ? topic->name : NULL,
                                      .organization = report->organization,
                                      .quiet = true};
    TRY(desk_person(cx, plan, &request.requester));
    TRY(words_of_problem(cx, plan, same, &request.text));
    as.actor = &kindesk;
    err = ticket_open(&as, &request, &problem);
    cx->touched = as.touched;
    TRY(err);
    *out = problem.id;
    return NULL;
}

/* The problem is as grave as the report that made it. */
static struct err *
take_over(struct cx *cx, struct ticket_id id, const struct ticket *report)
{
    struct ticket was, ticket;

    TRY(ticket_get(cx, id, &was));
    ticket = was;
    ticket.impact = report->impact;
    ticket.urgency = report->urgency;
    ticket.priority = report->priority;
    return ticket_save(cx, &was, &ticket, &(struct ticket_note){.kind = EVENT_CHANGED});
}

/* Rules that count the same have done so on the reports; on the problem they go on from
 * here. */
static struct err *
go_on_counting(struct cx *cx, struct ticket_id id, const struct plan_action *action,
               int64_t people_n)
{
    const struct plan *plan;
    struct ticket was, ticket;

    TRY(ticket_get(cx, id, &ticket));
    TRY(ticket_plan(cx, &ticket, &plan));
    for (size_t i = 0; i < plan->rules.n; i++) {
        if (!counts_same(&plan->rules.at[i], people_n))
            continue;
        was = ticket;
        TRY(ticket_save(cx, &was, &ticket,
                        &(struct ticket_note){.kind = EVENT_FIRED,
                                              .rule = plan->rules.at[i].key,
                                              .cause = action->cause,
                                              .why = &action->why}));
    }
    return say_same(cx, id, people_n, action->cause);
}

struct err *
problem_open(struct cx *cx, const struct plan_action *action, struct ticket_id id)
{
    struct ticket_id problem;
    const struct plan *plan;
    struct ticket ticket;
    struct same same;

    TRY(ticket_get(cx, id, &ticket));
    TRY(ticket_plan(cx, &ticket, &plan));
    TRY(problem_of(cx, id, &problem));
    if (problem.v || problem_is(plan, &ticket))
        return NULL;
    TRY(same_find(cx, &ticket, &same));
    TRY(problem_of_same(cx, &same, &problem));
    if (problem.v)
        return problem_join(cx, id, problem);
    same.ids[same.n++] = id;
    TRY(open_new(cx, &ticket, &same, &problem));
    TRY(take_over(cx, problem, &ticket));
    for (size_t i = 0; i < same.n; i++)
        TRY(relation_add(cx, same.ids[i], RELATION_PROBLEM, problem));
    return go_on_counting(cx, problem, action, same.people_n);
}

/* ---- Solving. */

struct err *
problem_solved(struct cx *cx, struct ticket_id problem, struct message_id message)
{
    int64_t n;

    TRY(relation_count(cx, problem, RELATION_REPORT, &n));
    return n ? job_add(cx, "answer-reports", problem.v, message.v, cx->now, NULL) : NULL;
}

/* Whoever solved it answers; Kindesk when they have left the desk since. */
static struct err *
solver(struct cx *cx, const struct message *message, struct actor *out)
{
    struct person person;

    *out = kindesk;
    if (!message->author.v)
        return NULL;
    TRY(person_get(cx, message->author, &person));
    if (person.role >= ROLE_AGENT && person.active)
        *out = (struct actor){.person = person.id,
                              .role = ROLE_ADMINISTRATOR, /* of the problem's reach */
                              .address = "",
                              .name = person_label(&person)};
    return NULL;
}

/* With the state of its plan that is resolved; a plan that does not lead there from where
 * the report is gets the words alone. */
static struct err *
answer_one(struct cx *cx, struct ticket_id id, const struct message *solution)
{
    const struct plan_state *resolved;
    const struct plan *plan;
    struct ticket ticket;
    struct message_id said;
    struct err *err;
    struct ticket_words words = {.text = solution->text,
                                 .html = strstr(solution->html, "cid:") ? NULL
                                                                        : solution->html,
                                 .channel = CHANNEL,
                                 .kind = MESSAGE_REPLY};

    TRY(ticket_get(cx, id, &ticket));
    TRY(ticket_plan(cx, &ticket, &plan));
    resolved = plan_state_of_phase(plan, PLAN_RESOLVED);
    words.state = resolved ? resolved->name : NULL;
    err = ticket_reply(cx, id, &words, &said);
    if (!err || err->kind != ERR_INVALID || !str_eq(err->field, "state"))
        return err;
    words.state = NULL;
    return ticket_reply(cx, id, &words, &said);
}

struct err *
problem_answer(struct cx *cx, struct ticket_id problem, struct message_id message_id,
               bool *more_out)
{
    VEC(struct ticket_id) ids = {0};
    struct message message;
    struct db_rows *rows;
    struct actor actor;
    struct cx as = *cx;
    struct err *err = NULL;

    TRY(message_get(cx, message_id, &message));
    TRY(solver(cx, &message, &actor));
    TRY(db_query(cx, &rows,
                 "SELECT r.other FROM relation r JOIN ticket t ON t.id = r.other"
                 " WHERE r.ticket = $1 AND r.kind = 'report' AND t.phase < 4"
                 " AND NOT EXISTS (SELECT 1 FROM message m WHERE m.ticket = t.id"
                 " AND m.channel = 'problem' AND m.created_at >= $2)"
                 " ORDER BY r.other LIMIT $3",
                 ARG(problem), ARG(message.created_at), ARG((int64_t)ANSWERS_N)));
    while (db_next(rows))
        *vec_add(cx->arena, &ids) = (struct ticket_id){db_int(rows, 0)};
    TRY(db_end(rows));
    as.actor = &actor;
    for (size_t i = 0; !err && i < ids.n; i++)
        err = answer_one(&as, ids.at[i], &message);
    cx->touched = as.touched;
    *more_out = ids.n == ANSWERS_N;
    return err;
}
