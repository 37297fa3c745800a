/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/intake.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/inbox.h"
#include "desk/job.h"
#include "desk/message.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/side.h"
#include "desk/ticket_act.h"
#include "desk/ticket_open.h"
#include "mail/judge.h"
#include "mail/words.h"
#include "mime/message.h"
#include "mime/reader.h"
#include "plan/plan.h"
#include "store/store.h"

/* Tries after which a fault of ours is shown instead of tried again. */
enum { FAULTS_MOST = 3 };

/* ---- What each judgement does. */

/* Whoever writes by mail acts as a requester, on that ticket only, whatever their role.
 */
static struct actor
writer(const struct verdict *v, const struct person *person)
{
    return (struct actor){.person = v->sender,
                          .role = ROLE_REQUESTER,
                          .ticket = v->ticket,
                          .address = "",
                          .name = person->name};
}

static struct ticket_words
ticket_words(const struct inbox *inbox, const struct words *words)
{
    return (struct ticket_words){.text = words->text,
                                 .html = words->html,
                                 .folded = words->folded,
                                 .channel = "mail",
                                 .kind = MESSAGE_REQUEST,
                                 .inbox = inbox->id,
                                 .attachments = words->files,
                                 .attachments_n = words->files_n};
}

static struct err *
write_on(struct cx *cx, const struct inbox *inbox, const struct verdict *v,
         const struct words *words, struct inbox *became)
{
    struct ticket_words said = ticket_words(inbox, words);
    struct person person;
    struct ticket ticket;
    struct actor actor;
    struct cx as = *cx;
    struct err *err;

    if (v->proved)
        TRY(ticket_mark_verified(cx, v->sender));
    TRY(person_get(cx, v->sender, &person));
    actor = writer(v, &person);
    as.actor = &actor;
    err = ticket_write(&as, v->ticket, &said, &ticket);
    cx->touched = as.touched;
    TRY(err);
    became->ticket = ticket.id;
    return NULL;
}

static struct err *
hold_on(struct cx *cx, const struct inbox *inbox, const struct verdict *v,
        const struct person *sender, const struct words *words)
{
    struct ticket_words said = ticket_words(inbox, words);
    struct message_id message;

    return ticket_hold(cx, v->ticket, sender->id, &said, &message);
}

static struct err *
answer_side(struct cx *cx, const struct inbox *inbox, const struct verdict *v,
            const struct person *sender, const struct words *words, struct inbox *became)
{
    return side_take(cx, (struct side_id){v->side},
                     &(struct side_answer){.author = sender->id,
                                           .text = words->text,
                                           .html = words->html,
                                           .folded = words->folded,
                                           .inbox = inbox->id,
                                           .attachments = words->files,
                                           .attachments_n = words->files_n},
                     &became->ticket);
}

/* The organization to whose address it was sent. */
static struct err *
organization_of(struct cx *cx, const struct inbox *inbox, const char **organization_out)
{
    const struct plan_channel *channel;
    const struct plan *plan;

    TRY(policy_current(cx, &plan, NULL));
    channel = plan_channel_by_address(plan, inbox->recipient);
    *organization_out =
        channel && !str_blank(channel->organization) ? channel->organization : NULL;
    return NULL;
}

static struct err *
open_new(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
         const struct person *sender, const struct words *words, struct inbox *became)
{
    struct ticket_request request = {
        .requester = sender->id,
        .channel = "mail",
        .subject = words->subject,
        .text = words->text,
        .html = words->html,
        .folded = words->folded,
        .language = str_blank(sender->language) ? words->language : sender->language,
        .attachments = words->files,
        .attachments_n = words->files_n,
        .inbox = inbox->id,
        .quiet = message->is_spam};
    struct ticket ticket;

    TRY(organization_of(cx, inbox, &request.organization));
    TRY(ticket_open(cx, &request, &ticket));
    became->ticket = ticket.id;
    return NULL;
}

static struct err *
take_bounce(struct cx *cx, const struct mime_message *message, struct inbox *became)
{
    const struct mime_bounce *bounce = &message->bounce;
    const struct mime_failed *failed = bounce->recipients_n ? bounce->recipients : NULL;
    const char *said = failed && failed->diagnostic ? failed->diagnostic
                                                    : tr(cx->lang, "the mail came back");
    struct ticket_id ticket;
    bool ours, found;
    int64_t side;

    if (!bounce->is_bounce)
        return NULL;
    TRY(outgoing_check_id(cx, bounce->original_id, &ours, &ticket));
    if (!ours)
        TRY(outgoing_check_side(cx, bounce->original_id, &ours, &side));
    if (!ours)
        return NULL;
    if (bounce->status)
        said = arena_printf(cx->arena, "%s %s", bounce->status, said);
    TRY(outgoing_mark_bounced(cx, bounce->original_id, said, &found, &became->ticket));
    if (became->ticket.v)
        became->why = arena_printf(cx->arena,
                                   tr(cx->lang, "%s It was a mail about ticket %lld: %s"),
                                   became->why, (long long)became->ticket.v, said);
    return NULL;
}

static struct err *
carry_out(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
          const struct verdict *v, struct words *words, struct inbox *became)
{
    struct person sender;

    became->state = INBOX_IGNORED;
    if (v->what == JUDGE_IGNORE)
        return NULL;
    if (v->what == JUDGE_BOUNCE)
        return take_bounce(cx, message, became);
    TRY(words_store_files(cx, message, words));
    TRY(person_reach(cx, v->address, message->from.name ? message->from.name : "",
                     words->language, &sender));
    became->state = v->what == JUDGE_HOLD ? INBOX_HELD : INBOX_DELIVERED;
    if (v->what == JUDGE_HOLD)
        return hold_on(cx, inbox, v, &sender, words);
    if (v->what == JUDGE_SIDE)
        return answer_side(cx, inbox, v, &sender, words, became);
    if (v->what == JUDGE_WRITE)
        return write_on(cx, inbox, v, words, became);
    return open_new(cx, inbox, message, &sender, words, became);
}

/* The address to which it was sent says for which desk it is; the ledger speaks that
 * desk's language. */
static struct err *
speak_to_desk(struct cx *cx, const struct inbox *inbox)
{
    const struct plan *plan;

    TRY(policy_find_address(cx, inbox->recipient, &cx->desk));
    TRY(policy_current(cx, &plan, NULL));
    cx->lang = lang_find(plan->language);
    return NULL;
}

struct err *
intake_deliver(struct cx *cx, const struct inbox *inbox,
               const struct mime_message *message, const struct words *words,
               struct inbox *became_out)
{
    struct words own = *words;
    struct verdict verdict;

    TRY(speak_to_desk(cx, inbox));
    TRY(judge(cx, inbox, message, &verdict));
    *became_out = *inbox;
    became_out->rule = verdict.rule;
    became_out->why = verdict.why;
    became_out->ticket = verdict.ticket;
    became_out->message_id = message->message_id;
    became_out->subject = message->subject;
    became_out->address = verdict.address;
    TRY(carry_out(cx, inbox, message, &verdict, &own, became_out));
    TRY(message_find_inbox(cx, inbox->id, &became_out->message));
    return inbox_mark(cx, became_out);
}

/* ---- The job. */

struct delivery {
    struct job_id job;
    const struct inbox *inbox;
    const struct mime_message *message; /* NULL when it could not be read */
    struct words words;
    const struct err *failed;
};

static struct err *
deliver(struct cx *cx, void *arg)
{
    struct delivery *d = arg;
    struct inbox became;

    TRY(intake_deliver(cx, d->inbox, d->message, &d->words, &became));
    return job_done(cx, d->job);
}

/* Nothing was done; the message stays, and says what is wrong with it. */
static struct err *
mark_failed(struct cx *cx, void *arg)
{
    struct delivery *d = arg;
    struct inbox became = *d->inbox;
    const char *why = d->failed->text;

    became.state = INBOX_FAILED;
    became.rule = "failed";
    if (d->failed->detail)
        why = arena_printf(cx->arena, "%s (%s)", why, d->failed->detail);
    became.why = why;
    if (d->message) {
        became.message_id = d->message->message_id;
        became.subject = d->message->subject;
        became.address =
            d->message->from.email ? str_lower(cx->arena, d->message->from.email) : "";
    }
    TRY(inbox_mark(cx, &became));
    return job_give_up(cx, d->job, why);
}

static struct err *
end_job(struct cx *cx, void *arg)
{
    struct delivery *d = arg;

    return job_done(cx, d->job);
}

/* May pass by itself: the machine is busy, or two writers met. */
static bool
may_pass(const struct err *err, int64_t tries)
{
    return err->kind == ERR_BUSY ||
           ((err->kind == ERR_INTERNAL || err->kind == ERR_CONFLICT) &&
            tries < FAULTS_MOST);
}

static struct err *
read_message(struct cx *cx, struct reader *reader, const struct inbox *inbox,
             struct mime_message **out)
{
    struct bytes raw;

    TRY(inbox_raw(cx, inbox->id, &raw));
    return reader ? reader_read(reader, cx, raw, NULL, out) : mime_read(cx, raw, out);
}

struct err *
intake_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    struct inbox inbox;
    struct delivery d = {.job = job->id, .inbox = &inbox};
    struct mime_message *message = NULL;
    struct err *err;

    TRY(inbox_get(cx, (struct inbox_id){job->ref}, &inbox));
    if (inbox.state != INBOX_ACCEPTED)
        return store_write(tools->store, cx, end_job, &d);
    TRY(speak_to_desk(cx, &inbox));
    err = read_message(cx, tools->reader, &inbox, &message);
    d.message = message;
    if (!err)
        err = words_read(cx, tools->reader, message, &d.words);
    if (!err)
        err = store_write(tools->store, cx, deliver, &d);
    if (!err || may_pass(err, job->tries))
        return err;
    d.failed = err;
    return store_write(tools->store, cx, mark_failed, &d);
}
