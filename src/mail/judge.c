/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/judge.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/inbox.h"
#include "desk/outgoing.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "desk/side.h"
#include "desk/ticket.h"
#include "mime/message.h"
#include "plan/plan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Message-IDs that are looked up in the ledger, the newest of a mail. */
enum { LOOK_UP_N = 20 };

/* A rule that may settle it: *done_out tells. */
typedef struct err *(rule)(struct cx *cx, const struct inbox *inbox,
                           const struct mime_message *message, struct verdict *v,
                           bool *done_out);

static bool
settle(struct verdict *v, enum judgement what, const char *word, const char *why)
{
    v->what = what;
    v->rule = word;
    v->why = why;
    return true;
}

/* The ids that a mail answers, the nearest first; at most LOOK_UP_N. */
static const char **
answered_ids(struct cx *cx, const struct mime_message *message, size_t *n_out)
{
    const char **ids = NEW_N(cx->arena, LOOK_UP_N, const char *);
    size_t n = 0;

    if (message->in_reply_to)
        ids[n++] = message->in_reply_to;
    for (size_t i = message->references.n; i > 0 && n < LOOK_UP_N; i--)
        if (!str_eq(message->references.at[i - 1], message->in_reply_to))
            ids[n++] = message->references.at[i - 1];
    *n_out = n;
    return ids;
}

/* The nearest of them that carries our MAC and a ticket. */
static struct err *
our_id(struct cx *cx, const struct mime_message *message, const char **id_out,
       struct ticket_id *ticket_out)
{
    size_t n;
    const char **ids = answered_ids(cx, message, &n);

    *id_out = NULL;
    for (size_t i = 0; i < n; i++) {
        bool ours;

        TRY(outgoing_check_id(cx, ids[i], &ours, ticket_out));
        if (ours && ticket_out->v) {
            *id_out = ids[i];
            return NULL;
        }
    }
    ticket_out->v = 0;
    return NULL;
}

/* Whether the sender may write there as the requester's side: the staff only on their own
 * requests. *there_out false: no such ticket any more. */
static struct err *
is_on_ticket(struct cx *cx, struct ticket_id id, const struct verdict *v, bool *there_out,
             bool *on_out)
{
    struct ticket ticket;
    struct err *err = ticket_get(cx, id, &ticket);

    *there_out = !err;
    *on_out = false;
    if (err && err->kind == ERR_NOT_FOUND)
        return NULL;
    TRY(err);
    if (v->role < ROLE_AGENT)
        return ticket_has_person(cx, &ticket, v->sender, on_out);
    *on_out = ticket.requester.v == v->sender.v;
    return NULL;
}

/* ---- What nobody shall answer. */

static struct err *
rule_bounce(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
            struct verdict *v, bool *done_out)
{
    (void)inbox;
    if (!message->bounce.is_bounce && !message->bounce.is_feedback)
        return NULL;
    if (message->bounce.temporary)
        *done_out =
            settle(v, JUDGE_IGNORE, "bounce-temporary",
                   tr(cx->lang,
                      "Another mail server says that a mail is late; it still tries."));
    else
        *done_out = settle(
            v, JUDGE_BOUNCE, "bounce",
            tr(cx->lang, "Another mail server reports that a mail did not arrive."));
    return NULL;
}

static struct err *
rule_own(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
         struct verdict *v, bool *done_out)
{
    const struct plan *plan = NULL;
    struct desk_id desk = {0};
    struct ticket_id ticket;
    int64_t side;
    bool ours;

    (void)inbox;
    TRY(outgoing_check_id(cx, message->message_id, &ours, &ticket));
    if (!ours)
        TRY(outgoing_check_side(cx, message->message_id, &ours, &side));
    if (*v->address)
        TRY(policy_find_address(cx, v->address, &desk));
    if (desk.v)
        TRY(policy_of_desk(cx, desk, &plan, NULL));
    if (ours || (plan && plan_channel_by_address(plan, v->address)))
        *done_out = settle(v, JUDGE_IGNORE, "own",
                           tr(cx->lang, "This is our own mail, come back to us."));
    return NULL;
}

static struct err *
rule_automatic(struct cx *cx, const struct inbox *inbox,
               const struct mime_message *message, struct verdict *v, bool *done_out)
{
    const char *reason = message->auto_reason ? message->auto_reason : "Return-Path";
    const char *id, *why;

    if (!message->auto_submitted && !message->is_auto_reply &&
        !str_eq(inbox->sender, "<>"))
        return NULL;
    TRY(our_id(cx, message, &id, &v->ticket));
    why = arena_printf(
        cx->arena,
        tr(cx->lang, "A machine wrote this by itself; “%s” in its header says so."),
        reason);
    if (v->ticket.v)
        why = arena_printf(cx->arena,
                           tr(cx->lang, "%s It answers a mail about ticket %lld."), why,
                           (long long)v->ticket.v);
    *done_out = settle(v, JUDGE_IGNORE, "automatic", why);
    return NULL;
}

static struct err *
rule_no_sender(struct cx *cx, const struct inbox *inbox,
               const struct mime_message *message, struct verdict *v, bool *done_out)
{
    (void)inbox;
    (void)message;
    if (!*v->address)
        *done_out = settle(v, JUDGE_IGNORE, "no-sender",
                           tr(cx->lang, "It names no sender whom we could answer."));
    return NULL;
}

static struct err *
rule_duplicate(struct cx *cx, const struct inbox *inbox,
               const struct mime_message *message, struct verdict *v, bool *done_out)
{
    TRY(inbox_find_message_id(cx, message->message_id, v->address, inbox->id,
                              &v->ticket));
    if (v->ticket.v)
        *done_out = settle(
            v, JUDGE_IGNORE, "duplicate",
            arena_printf(cx->arena,
                         tr(cx->lang, "The same mail came before and is on ticket %lld."),
                         (long long)v->ticket.v));
    return NULL;
}

/* ---- Where it belongs. */

/* "[#12-3]" */
static bool
side_in(const char *subject, int64_t *ticket_out, int64_t *side_out)
{
    const char *at = subject ? strstr(subject, "[#") : NULL;
    char *end;

    if (!at || !isdigit((unsigned char)at[2]))
        return false;
    *ticket_out = strtoll(at + 2, &end, 10);
    if (*end != '-' || !isdigit((unsigned char)end[1]))
        return false;
    *side_out = strtoll(end + 1, &end, 10);
    return *end == ']' && end - at < 40;
}

/* The subject names a side, and its partner wrote, as the envelope says too. */
static struct err *
named_side(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
           const struct verdict *v, int64_t *side_out)
{
    int64_t ticket, number;
    struct side side;
    struct err *err;

    *side_out = 0;
    if (!v->sender.v || !str_eq_fold(inbox->sender, v->address) ||
        !side_in(message->subject, &ticket, &number))
        return NULL;
    err = side_get(cx, (struct side_id){number}, &side);
    if (err && err->kind == ERR_NOT_FOUND)
        return NULL;
    TRY(err);
    if (side.ticket.v == ticket && side.person.v == v->sender.v)
        *side_out = number;
    return NULL;
}

/* Whoever answers a mail of a side conversation has read it; their words stay with the
 * staff, so it does not matter who they are, and they are never public (threat A2). */
static struct err *
rule_side(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
          struct verdict *v, bool *done_out)
{
    struct side side;
    struct err *err;
    size_t n;
    const char **ids = answered_ids(cx, message, &n);

    for (size_t i = 0; i < n && !v->side; i++) {
        bool ours;

        TRY(outgoing_check_side(cx, ids[i], &ours, &v->side));
    }
    if (!v->side)
        TRY(named_side(cx, inbox, message, v, &v->side));
    if (!v->side)
        return NULL;
    err = side_get(cx, (struct side_id){v->side}, &side);
    if (err && err->kind == ERR_NOT_FOUND)
        return NULL;
    TRY(err);
    v->ticket = side.ticket;
    *done_out = settle(v, JUDGE_SIDE, "side",
                       tr(cx->lang, "It belongs to a conversation with a partner, which"
                                    " only the staff sees."));
    return NULL;
}

static struct err *
rule_reply(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
           struct verdict *v, bool *done_out)
{
    struct person_id recipient;
    bool there, on;
    const char *id;

    (void)inbox;
    TRY(our_id(cx, message, &id, &v->ticket));
    if (!id)
        return NULL;
    TRY(is_on_ticket(cx, v->ticket, v, &there, &on));
    if (!there)
        return NULL;
    TRY(outgoing_recipient(cx, id, &recipient));
    v->proved = v->sender.v && recipient.v == v->sender.v;
    if (on || (v->proved && v->role < ROLE_AGENT))
        *done_out = settle(v, JUDGE_WRITE, "reply",
                           tr(cx->lang, "It answers a mail of ours about this ticket."));
    else if (v->role >= ROLE_AGENT)
        *done_out =
            settle(v, JUDGE_HOLD, "staff",
                   tr(cx->lang, "It comes from an address of the staff, but a mail proves"
                                " nobody: the staff answers on the ticket's page."));
    else
        *done_out =
            settle(v, JUDGE_HOLD, "stranger",
                   tr(cx->lang, "It answers a mail of ours, but its sender is not on"
                                " this ticket."));
    return NULL;
}

static struct err *
rule_thread(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
            struct verdict *v, bool *done_out)
{
    size_t n;
    const char **ids = answered_ids(cx, message, &n);

    for (size_t i = 0; i < n && v->sender.v; i++) {
        struct ticket_id ticket;
        bool there, on;

        TRY(inbox_find_message_id(cx, ids[i], NULL, inbox->id, &ticket));
        if (!ticket.v)
            continue;
        TRY(is_on_ticket(cx, ticket, v, &there, &on));
        if (!on)
            continue;
        v->ticket = ticket;
        *done_out =
            settle(v, JUDGE_WRITE, "thread",
                   tr(cx->lang, "It goes on in a conversation that is on this ticket."));
        return NULL;
    }
    return NULL;
}

/* "[#123]" */
static int64_t
number_in(const char *subject)
{
    const char *at = subject ? strstr(subject, "[#") : NULL;
    char *end;
    int64_t number;

    if (!at || !isdigit((unsigned char)at[2]))
        return 0;
    number = strtoll(at + 2, &end, 10);
    return *end == ']' && end - at < 20 ? number : 0;
}

static struct err *
rule_number(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
            struct verdict *v, bool *done_out)
{
    struct ticket_id ticket = {number_in(message->subject)};
    bool there, on = false;

    if (ticket.v && v->sender.v)
        TRY(is_on_ticket(cx, ticket, v, &there, &on));
    if (!on)
        return NULL;
    v->ticket = ticket;
    if (str_eq_fold(inbox->sender, v->address))
        *done_out = settle(
            v, JUDGE_WRITE, "number",
            tr(cx->lang, "Its subject names this ticket, and its sender is on it."));
    else
        *done_out = settle(v, JUDGE_HOLD, "doubtful",
                           tr(cx->lang,
                              "Its subject names this ticket, but it was handed over for"
                              " another sender than it names."));
    return NULL;
}

static struct err *
rule_new(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
         struct verdict *v, bool *done_out)
{
    (void)inbox;
    (void)message;
    *done_out = settle(v, JUDGE_OPEN, "new",
                       tr(cx->lang, "It belongs to no ticket, so it opened one."));
    return NULL;
}

static rule *const rules[] = {rule_bounce,    rule_own,  rule_no_sender, rule_automatic,
                              rule_duplicate, rule_side, rule_reply,     rule_thread,
                              rule_number,    rule_new};

struct err *
judge(struct cx *cx, const struct inbox *inbox, const struct mime_message *message,
      struct verdict *out)
{
    struct person person;
    bool done = false, known;

    *out = (struct verdict){
        .address = message->from.email ? str_lower(cx->arena, message->from.email) : ""};
    if (*out->address) {
        TRY(person_find(cx, out->address, &person, &known));
        if (known) {
            out->sender = person.id;
            out->role = person.role;
        }
    }
    for (size_t i = 0; !done; i++)
        TRY(rules[i](cx, inbox, message, out, &done));
    return NULL;
}
