/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/complaint.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/duty.h"
#include "desk/policy.h"
#include "desk/relation.h"
#include "desk/ticket_open.h"
#include "store/db.h"

static const struct actor kindesk = {.system = true, .address = "", .name = "Kindesk"};

struct err *
complaint_find(struct cx *cx, struct ticket_id about, struct ticket_id *out)
{
    return db_number(cx, &out->v, 0,
                     "SELECT min(r.other) FROM relation r JOIN ticket t ON t.id = r.other"
                     " WHERE r.ticket = $1 AND r.kind = 'complaint' AND t.phase < 5",
                     ARG(about));
}

static const char *
topic_of(const struct plan *plan, const struct ticket *about)
{
    for (size_t i = 0; i < plan->topics.n; i++)
        if (plan->topics.at[i].kind == PLAN_COMPLAINT)
            return plan->topics.at[i].name;
    return plan_topic_find(plan, about->topic) ? about->topic : NULL;
}

static const char *
subject_of(struct cx *cx, const struct ticket *about)
{
    const char *whole =
        arena_printf(cx->arena, tr(cx->lang, "Complaint about request %lld: %s"),
                     (long long)about->id.v, about->subject);

    return utf8_shorten(cx->arena, whole, (size_t)cx->config->field_characters - 1);
}

/* What the requester may not do themselves: the clock, and the tie to the request. */
static struct err *
tie(struct cx *cx, const struct ticket *complaint, struct ticket_id about)
{
    struct ticket was = *complaint, ticket = *complaint;
    const struct plan *plan;

    TRY(ticket_plan(cx, complaint, &plan));
    if (!complaint->complaint_at) {
        duty_begin_complaint(plan, &ticket, cx->now);
        TRY(ticket_save(cx, &was, &ticket,
                        &(struct ticket_note){.kind = EVENT_COMPLAINED}));
    }
    return relation_add(cx, complaint->id, RELATION_ABOUT, about);
}

struct err *
complaint_make(struct cx *cx, struct ticket_id about_id, const char *text,
               struct ticket *out)
{
    struct ticket_request request = {.channel = "web", .text = text};
    struct ticket_id open;
    const struct plan *plan;
    struct ticket about;
    struct cx as = *cx;

    TRY(ticket_get(cx, about_id, &about));
    if (str_blank(text))
        FAIL_FIELD(cx, "body", "Please tell us what was not as it should be.");
    TRY(complaint_find(cx, about_id, &open));
    if (open.v)
        FAIL(cx, ERR_CONFLICT,
             "You have complained about this already: see request %lld.",
             (long long)open.v);
    TRY(policy_current(cx, &plan, NULL));
    request.requester = cx->actor->person;
    request.topic = topic_of(plan, &about);
    request.subject = subject_of(cx, &about);
    request.organization = about.organization;
    request.language = about.language;
    TRY(ticket_open(cx, &request, out));
    as = *cx;
    as.actor = &kindesk;
    TRY(tie(&as, out, about_id));
    cx->touched = as.touched;
    return ticket_get(cx, out->id, out);
}
