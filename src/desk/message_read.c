/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/message_read.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/desk.h"
#include "desk/find.h"
#include "desk/inbox.h"
#include "desk/job.h"
#include "desk/person.h"
#include "desk/ticket.h"
#include "mime/charset.h"

static const char AS_IT_SAYS[] = N_("as it says itself");

static bool
is_choice(const char *charset)
{
    for (size_t i = 0; i < mime_charset_choices_n; i++)
        if (str_eq(charset, mime_charset_choices[i].label))
            return true;
    return !*charset;
}

struct err *
message_ask_charset(struct cx *cx, struct ticket_id ticket, struct message_id id,
                    const char *charset)
{
    struct message message;

    TRY(ticket_must_staff(cx));
    TRY(message_get(cx, id, &message));
    if (message.ticket.v != ticket.v)
        FAIL(cx, ERR_NOT_FOUND, "There is no such message.");
    if (!is_choice(charset))
        FAIL_FIELD(cx, "charset", "Please choose a character set from the list.");
    if (!message.inbox.v)
        FAIL(cx, ERR_CONFLICT, "This message did not come by mail.");
    TRY(message_set_charset(cx, id, charset));
    return job_add(cx, "read-mail", id.v, cx->actor->person.v, cx->now, NULL);
}

/* As ticket_open() made the subject of the mail's. */
static const char *
subject_of(struct cx *cx, const char *subject)
{
    return utf8_shorten(cx->arena, str_trim(cx->arena, subject),
                        (size_t)cx->config->field_characters - 1);
}

/* The subject of the ticket, where it is still the one of this mail. */
static struct err *
retitle(struct cx *cx, const struct message *anew, const char *subject,
        struct ticket *ticket)
{
    struct inbox inbox;

    TRY(inbox_get(cx, anew->inbox, &inbox));
    if (str_blank(subject) || str_eq(inbox.subject, subject))
        return NULL;
    if (str_eq(subject_of(cx, inbox.subject), ticket->subject))
        ticket->subject = subject_of(cx, subject);
    inbox.subject = subject;
    return inbox_mark(cx, &inbox);
}

static struct err *
save(struct cx *cx, const struct message *anew, const char *subject)
{
    struct ticket was, ticket;
    bool retitled;

    TRY(ticket_get(cx, anew->ticket, &was));
    ticket = was;
    TRY(retitle(cx, anew, subject, &ticket));
    retitled = !str_eq(was.subject, ticket.subject);
    if (retitled)
        TRY(find_remove_ticket(cx, was.id));
    else
        TRY(find_remove_message(cx, anew->id));
    TRY(message_set_words(cx, anew));
    TRY(ticket_save(cx, &was, &ticket,
                    &(struct ticket_note){.kind = EVENT_READ_AS,
                                          .message = anew->id,
                                          .text = *anew->charset
                                                      ? anew->charset
                                                      : tr(cx->lang, AS_IT_SAYS)}));
    return retitled ? find_add_ticket(cx, was.id) : find_add_message(cx, anew->id);
}

struct err *
message_read_anew(struct cx *cx, const struct message *anew, const char *subject,
                  struct person_id by)
{
    struct person person;
    struct message was;
    struct actor actor;
    struct cx as = *cx;
    struct err *err;

    TRY(message_get(cx, anew->id, &was));
    if (!str_eq(was.charset, anew->charset)) /* somebody chose again meanwhile */
        return NULL;
    if (str_eq(was.text, anew->text) && str_eq(was.html, anew->html) &&
        str_eq(was.folded, anew->folded))
        return NULL;
    TRY(person_get(cx, by, &person));
    actor = (struct actor){
        .person = by, .role = person.role, .address = "", .name = person.name};
    as.actor = &actor;
    err = save(&as, anew, subject);
    cx->touched = as.touched;
    return err;
}
