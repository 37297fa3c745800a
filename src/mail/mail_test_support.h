/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of this folder: mail comes in, and what the desk queued is read. */
#ifndef MAIL_MAIL_TEST_SUPPORT_H
#define MAIL_MAIL_TEST_SUPPORT_H

#include "desk/desk_test_support.h"

#include "desk/inbox.h"
#include "desk/job.h"
#include "desk/message.h"
#include "desk/outgoing.h"
#include "mail/intake.h"

#define HELP "help@desk.example"

struct mail_taking {
    const char *sender, *recipient;
    struct bytes raw;
    struct inbox_id id;
    bool known;
    struct job *jobs;
    size_t jobs_n;
};

static struct err *
mail_accept_run(struct cx *cx, void *arg)
{
    struct mail_taking *taking = arg;

    return inbox_accept(cx, taking->sender, taking->recipient, taking->raw, &taking->id,
                        &taking->known);
}

static struct err *
mail_claim_run(struct cx *cx, void *arg)
{
    struct mail_taking *taking = arg;

    return job_claim(cx, 100, MS_DAY, &taking->jobs, &taking->jobs_n);
}

/* Accepts it without working on it. */
static DESK_UNUSED struct mail_taking
mail_accept(struct desk_test *t, const char *sender, const char *recipient,
            struct bytes raw)
{
    struct mail_taking taking = {sender, recipient, raw, {0}, false, NULL, 0};

    desk_do(t, mail_accept_run, &taking);
    return taking;
}

/* Works on all mail that waits; what is to be sent stays queued. */
static DESK_UNUSED void
mail_work(struct desk_test *t)
{
    struct job_tools tools = {.store = t->store};
    struct mail_taking taking = {0};

    desk_do(t, mail_claim_run, &taking);
    for (size_t i = 0; i < taking.jobs_n; i++)
        if (str_eq(taking.jobs[i].kind, "deliver-mail")) {
            assert_done(intake_job(&t->cx, &taking.jobs[i], &tools));
            assert_done(store_reader(t->store, &t->cx));
        }
}

/* One mail, handed over for that envelope sender, and what became of it. */
static DESK_UNUSED struct inbox
mail_take(struct desk_test *t, const char *sender, const char *raw)
{
    struct mail_taking taking = mail_accept(t, sender, HELP, bytes_of(raw));
    struct inbox inbox;

    mail_work(t);
    assert_done(inbox_get(&t->cx, taking.id, &inbox));
    return inbox;
}

/* "From: FROM\r\n…" with further header lines ("A: b\r\n") and a text. */
static DESK_UNUSED const char *
mail_text(struct desk_test *t, const char *from, const char *subject, const char *headers,
          const char *text)
{
    return arena_printf(t->cx.arena,
                        "From: %s\r\nTo: " HELP
                        "\r\nSubject: %s\r\n%sMIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
                        from, subject, headers, text);
}

/* A mail from that address, whose envelope says the same. */
static DESK_UNUSED struct inbox
mail_from(struct desk_test *t, const char *address, const char *subject,
          const char *headers, const char *text)
{
    return mail_take(t, address, mail_text(t, address, subject, headers, text));
}

/* The newest mail that was queued to that address, of any kind (kind -1) or one. */
static DESK_UNUSED struct outgoing
mail_queued(struct desk_test *t, const char *address, int kind)
{
    struct outgoing *list;
    size_t n;

    assert_done(outgoing_list(&t->cx, -1, (struct outgoing_id){0}, 1000, &list, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].address, address) && (kind < 0 || (int)list[i].kind == kind))
            return list[i];
    return (struct outgoing){.id = {0}};
}

static DESK_UNUSED const char *
mail_answering(struct desk_test *t, const struct outgoing *mail)
{
    return arena_printf(t->cx.arena, "In-Reply-To: <%s>\r\nReferences: <%s>\r\n",
                        mail->message_id, mail->message_id);
}

/* The last message of a ticket, as the staff sees it. */
static DESK_UNUSED struct message
mail_last(struct desk_test *t, struct ticket_id ticket)
{
    struct message *list;
    size_t n;

    assert_done(message_list(&t->cx, ticket, (struct message_id){0}, &list, &n));
    return n ? list[n - 1] : (struct message){.id = {0}};
}

static DESK_UNUSED struct ticket
mail_ticket(struct desk_test *t, struct ticket_id id)
{
    struct ticket ticket;

    assert_done(ticket_get(&t->cx, id, &ticket));
    return ticket;
}

#endif
