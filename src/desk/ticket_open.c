/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/ticket_open.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/desk.h"
#include "desk/message.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/picture.h"
#include "desk/policy.h"
#include "desk/problem.h"
#include "desk/rate.h"
#include "desk/ticket_act.h"
#include "desk/ticket_row.h"
#include "store/db.h"

static bool
has_label(const struct plan_label *labels, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(labels[i].name, name))
            return true;
    return false;
}

/* Every fault of a form at once, so that it is filled in once more, not many times. */
static struct err *
check_request(struct cx *cx, const struct plan *plan, const struct ticket_request *r)
{
    struct err *first = NULL, **next = &first;

#define COMPLAIN(...)                                                                    \
    do {                                                                                 \
        *next = ERR_FIELD(cx, __VA_ARGS__);                                              \
        next = &(*next)->next;                                                           \
    } while (0)
    if (str_blank(r->subject))
        COMPLAIN("subject", "Please say in a few words what this is about.");
    else if ((int64_t)utf8_length(r->subject) > cx->config->field_characters)
        COMPLAIN("subject", "This can have at most %d characters. The rest fits below.",
                 (int)cx->config->field_characters);
    if (str_blank(r->text))
        COMPLAIN("body", "Please tell us what happened, so that we can help.");
    else if ((int64_t)utf8_length(r->text) > cx->config->text_characters)
        COMPLAIN("body",
                 "This is longer than %d characters. Please put the rest into a file.",
                 (int)cx->config->text_characters);
    if (r->topic && !plan_topic_find(plan, r->topic))
        COMPLAIN("topic", "Please choose one of the topics.");
    if (r->impact && !has_label(plan->impacts.at, plan->impacts.n, r->impact))
        COMPLAIN("impact", "Please choose who is affected.");
    if (r->urgency && !has_label(plan->urgencies.at, plan->urgencies.n, r->urgency))
        COMPLAIN("urgency", "Please choose how urgent it is.");
#undef COMPLAIN
    return first;
}

/* Strangers may open only so many from one network. */
static struct err *
take_new_budget(struct cx *cx, const struct ticket_request *r)
{
    bool allowed;

    if (cx->actor->system || cx->actor->person.v || !str_eq(r->channel, "web"))
        return NULL;
    TRY(rate_take(cx, "new ticket", rate_network(cx, cx->actor->address), MS_HOUR,
                  cx->config->new_per_network_n, &allowed));
    if (!allowed)
        FAIL(cx, ERR_LIMIT,
             "Very many requests came from your network within an hour. Please wait a "
             "little,"
             " sign in, or telephone us.");
    return NULL;
}

static struct err *
add_first_message(struct cx *cx, struct ticket_id ticket, struct ticket_first *first)
{
    const struct ticket_request *r = first->words;
    struct message message = {
        .ticket = ticket,
        .author = r->requester,
        .kind = MESSAGE_REQUEST,
        .channel = r->channel,
        .text = r->text,
        .html = str_blank(r->html) ? ""
                                   : picture_keep(cx, r->html, r->uploads, r->attachments,
                                                  r->attachments_n),
        .folded = r->folded,
        .inbox = r->inbox,
    };

    TRY(message_add(cx, &message, &first->id));
    for (size_t i = 0; i < r->attachments_n; i++)
        TRY(attachment_add(cx, ticket, first->id, &r->attachments[i]));
    return r->uploads ? upload_claim(cx, r->uploads, ticket, first->id) : NULL;
}

/* The queued answer is an event of its own, written by Kindesk. */
static struct err *
acknowledge(struct cx *cx, const struct person *requester, struct message_id message,
            struct ticket *ticket)
{
    struct ticket was = *ticket;
    bool queued;

    TRY(outgoing_add(cx,
                     requester->verified_at ? OUTGOING_ACKNOWLEDGEMENT : OUTGOING_FIRST,
                     requester->id, ticket->id, message, &queued));
    if (!queued)
        return NULL;
    return ticket_save(cx, &was, ticket,
                       &(struct ticket_note){.kind = EVENT_ACKNOWLEDGED});
}

static struct ticket
first_state(const struct plan *plan, const struct ticket_request *r,
            const char *organization, struct plan_why *why)
{
    struct plan_route route = plan_route(plan, r->topic, r->subject, r->text);
    const struct plan_priority *priority = plan_priority_of(
        plan, *organization ? organization : NULL, r->impact, r->urgency, why);

    return (struct ticket){
        .requester = r->requester,
        .subject = r->subject,
        .team = route.team->name,
        .tier = route.team->tier,
        .topic = route.topic->name,
        .impact = r->impact ? r->impact : plan->impacts.at[plan->impacts.n - 1].name,
        .urgency =
            r->urgency ? r->urgency : plan->urgencies.at[plan->urgencies.n - 1].name,
        .priority = priority->name,
        .state = plan_state_of_phase(plan, PLAN_NEW)->name,
        .organization = organization,
        .channel = r->channel,
        .language = r->language ? r->language : "",
    };
}

static struct err *
open_as(struct cx *cx, const struct ticket_request *r, const struct person *requester,
        struct ticket *out)
{
    const char *organization =
        r->organization ? r->organization : requester->organization;
    struct ticket_first first = {.add = add_first_message, .words = r};
    const struct plan *plan;
    struct plan_why why = {0};
    int64_t revision;

    TRY(policy_current(cx, &plan, &revision));
    *out = first_state(plan, r, organization, &why);
    out->plan = revision;
    out->desk = desk_now(cx);
    TRY(ticket_save(
        cx, NULL, out,
        &(struct ticket_note){.kind = EVENT_CREATED, .first = &first, .why = &why}));
    if (!r->quiet)
        TRY(acknowledge(cx, requester, first.id, out));
    TRY(problem_notice(cx, out->id));
    if (r->take)
        TRY(ticket_take(cx, out->id));
    return ticket_get(cx, out->id, out);
}

struct err *
ticket_open(struct cx *cx, const struct ticket_request *request, struct ticket *out)
{
    struct ticket_request r = *request;
    struct person requester;
    const struct plan *plan;
    struct actor actor;
    struct cx as = *cx;
    struct err *err;
    bool staff;

    r.subject = str_trim(cx->arena, r.subject);
    TRY(policy_current(cx, &plan, NULL));
    TRY(check_request(cx, plan, &r));
    TRY(take_new_budget(cx, &r));
    TRY(person_get(cx, r.requester, &requester));
    actor = (struct actor){.person = requester.id,
                           .role = ROLE_REQUESTER,
                           .address = cx->actor->address,
                           .name = requester.name};
    TRY(desk_is_mine(cx, desk_now(cx), &staff));
    if (cx->actor->role >= ROLE_AGENT && !staff && requester.id.v != cx->actor->person.v)
        FAIL(cx, ERR_DENIED, "You do not work for this desk.");
    if (!staff || (!cx->actor->system && cx->actor->role < ROLE_AGENT))
        as.actor = &actor;
    err = open_as(&as, &r, &requester, out);
    cx->touched = as.touched;
    return err;
}
