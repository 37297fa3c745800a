/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/intake.h"

#include "desk/file.h"
#include "mail/mail_test_support.h"

#define ASSERT_BECAME(inbox, wanted_state, wanted_rule)                                  \
    do {                                                                                 \
        assert_string_equal((inbox).rule, (wanted_rule));                                \
        assert_int_equal((inbox).state, (wanted_state));                                 \
        assert_true((inbox).why &&*(inbox).why);                                         \
    } while (0)

#define ROSA "rosa@people.example"
#define SAM  "sam@people.example"
#define GIL  "gil@desk.example"

/* A ticket of rosa's with one answer of the agent; that answer as it was queued. */
static struct outgoing
conversation(struct desk_test *t, struct ticket *ticket_out)
{
    *ticket_out = desk_open(t, t->rosa, "No toner", "The printer is empty.");
    desk_reply(t, ticket_out->id, "We bring some.", MESSAGE_REPLY, NULL);
    *ticket_out = mail_ticket(t, ticket_out->id);
    return mail_queued(t, ROSA, OUTGOING_REPLY);
}

/* ---- New tickets. */

static void
test_a_mail_opens_a_ticket_with_everything_in_it(void **state)
{
    struct desk_test *t = *state;
    struct attachment *files;
    struct message message;
    struct ticket ticket;
    struct bytes raw;
    size_t n;
    struct inbox inbox = mail_take(
        t, ROSA,
        "From: Rosa <Rosa@People.example>\r\nTo: help@desk.example\r\n"
        "Subject: =?utf-8?q?No_t=C3=B3ner?=\r\nMessage-ID: <1@people.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe printer is "
        "empty.\r\n\r\n"
        "-- \r\nRosa\r\n"
        "--b\r\nContent-Type: image/png; name=\"../a.png\"\r\n"
        "Content-Disposition: attachment; filename=\"../a.png\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n");

    ASSERT_BECAME(inbox, INBOX_DELIVERED, "new");
    assert_string_equal(inbox.message_id, "1@people.example");
    assert_string_equal(inbox.address, ROSA);
    ticket = mail_ticket(t, inbox.ticket);
    assert_string_equal(ticket.subject, "No tóner");
    assert_string_equal(ticket.channel, "mail");
    assert_int_equal(ticket.requester.v, t->rosa.v);
    message = mail_last(t, inbox.ticket);
    assert_int_equal(inbox.message.v, message.id.v);
    assert_int_equal(message.inbox.v, inbox.id.v);
    assert_string_equal(message.text, "The printer is empty.");
    assert_non_null(strstr(message.folded, "Rosa"));
    assert_done(attachment_list(&t->cx, inbox.ticket, &files, &n));
    assert_int_equal(n, 1);
    assert_null(strchr(files[0].name, '/'));
    assert_done(file_load(&t->cx, files[0].hash, 100, &raw));
    assert_memory_equal(raw.p, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(mail_queued(t, ROSA, -1).kind, OUTGOING_ACKNOWLEDGEMENT);
}

static void
test_a_stranger_gets_our_own_words_only(void **state)
{
    struct desk_test *t = *state;
    struct inbox inbox = mail_from(t, "new@people.example", "Help", "", "Please.");

    ASSERT_BECAME(inbox, INBOX_DELIVERED, "new");
    assert_int_equal(mail_queued(t, "new@people.example", -1).kind, OUTGOING_FIRST);
    assert_false(mail_ticket(t, inbox.ticket).requester_verified);
}

static void
test_an_empty_mail_still_says_something(void **state)
{
    struct desk_test *t = *state;
    struct inbox inbox = mail_from(t, ROSA, "", "", "");

    ASSERT_BECAME(inbox, INBOX_DELIVERED, "new");
    assert_string_equal(mail_ticket(t, inbox.ticket).subject, "(no subject)");
    assert_string_equal(mail_last(t, inbox.ticket).text, "(no text)");
}

static void
test_a_text_that_is_too_long_is_whole_in_a_file(void **state)
{
    struct desk_test *t = *state;
    struct attachment *files;
    char *text = arena_take(t->cx.arena, 60001);
    struct inbox inbox;
    struct bytes raw;
    size_t n;

    for (int i = 0; i < 60000; i++)
        text[i] = i % 60 == 59 ? '\n' : 'a';
    t->config.text_characters = 1000;
    inbox = mail_from(t, ROSA, "Long", "", text);
    ASSERT_BECAME(inbox, INBOX_DELIVERED, "new");
    assert_true(strlen(mail_last(t, inbox.ticket).text) < 1010);
    assert_done(attachment_list(&t->cx, inbox.ticket, &files, &n));
    assert_int_equal(n, 1);
    assert_done(file_load(&t->cx, files[0].hash, 100000, &raw));
    assert_true(raw.n > 59000);
}

static void
test_the_language_is_guessed_from_the_words(void **state)
{
    struct desk_test *t = *state;
    struct inbox spanish =
        mail_from(t, "lola@people.example", "La impresora no imprime", "",
                  "Hola, no puedo imprimir desde ayer. Gracias por la ayuda.");
    struct inbox english = mail_from(t, "lee@people.example", "The printer is empty", "",
                                     "Hello, it is not on and I cannot print.");

    assert_string_equal(mail_ticket(t, spanish.ticket).language, "es");
    assert_string_equal(mail_ticket(t, english.ticket).language, "en");
}

/* ---- Replies. */

static void
test_a_reply_to_our_mail_lands_on_its_ticket(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket;
    struct outgoing sent = conversation(t, &ticket);
    struct inbox inbox =
        mail_from(t, ROSA, "some other subject", mail_answering(t, &sent), "Thank you!");

    ASSERT_BECAME(inbox, INBOX_DELIVERED, "reply");
    assert_int_equal(inbox.ticket.v, ticket.id.v);
    assert_string_equal(mail_last(t, ticket.id).text, "Thank you!");
    assert_int_equal(mail_last(t, ticket.id).kind, MESSAGE_REQUEST);
    assert_int_equal(mail_last(t, ticket.id).author.v, t->rosa.v);
}

static void
test_a_reply_with_our_code_proves_the_address(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket = desk_open(t, t->sam, "Help", "Please.");
    struct outgoing first = mail_queued(t, SAM, OUTGOING_FIRST);
    struct inbox inbox;

    assert_true(first.id.v);
    assert_false(ticket.requester_verified);
    inbox = mail_from(t, SAM, "Re", mail_answering(t, &first), "It is me.");
    ASSERT_BECAME(inbox, INBOX_DELIVERED, "reply");
    assert_true(mail_ticket(t, ticket.id).requester_verified);
}

static void
test_a_conversation_goes_on_by_foreign_ids(void **state)
{
    struct desk_test *t = *state;
    struct inbox first =
        mail_from(t, ROSA, "One", "Message-ID: <a@people.example>\r\n", "One.");
    struct inbox second = mail_from(t, ROSA, "Two",
                                    "Message-ID: <b@people.example>\r\n"
                                    "References: <a@people.example>\r\n",
                                    "I forgot something.");
    struct inbox other = mail_from(t, SAM, "Three",
                                   "Message-ID: <c@people.example>\r\n"
                                   "References: <a@people.example>\r\n",
                                   "Me too.");

    ASSERT_BECAME(second, INBOX_DELIVERED, "thread");
    assert_int_equal(second.ticket.v, first.ticket.v);
    ASSERT_BECAME(other, INBOX_DELIVERED, "new");
    assert_int_not_equal(other.ticket.v, first.ticket.v);
}

static void
test_the_same_mail_is_taken_once(void **state)
{
    struct desk_test *t = *state;
    const char *raw =
        mail_text(t, ROSA, "Once", "Message-ID: <a@people.example>\r\n", "One.");
    struct inbox first = mail_take(t, ROSA, raw);
    struct mail_taking again = mail_accept(t, ROSA, HELP, bytes_of(raw));
    struct inbox by_list = mail_from(t, ROSA, "Once",
                                     "Received: by another way\r\n"
                                     "Message-ID: <a@people.example>\r\n",
                                     "One.");
    struct inbox of_another =
        mail_from(t, SAM, "Once", "Message-ID: <a@people.example>\r\n", "Not yours.");

    assert_true(again.known);
    assert_int_equal(again.id.v, first.id.v);
    ASSERT_BECAME(by_list, INBOX_IGNORED, "duplicate");
    assert_int_equal(by_list.ticket.v, first.ticket.v);
    ASSERT_BECAME(of_another, INBOX_DELIVERED, "new");
    assert_int_equal(desk_count(t, 't'), 2);
}

/* ---- Threats. */

static void
test_A1_a_forged_agent_writes_no_reply(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket, other = desk_open(t, t->sam, "Other", "Other.");
    struct outgoing sent = conversation(t, &ticket);
    struct outgoing foreign = mail_queued(t, SAM, OUTGOING_FIRST);
    int64_t queued = desk_count(t, 'o');
    char *broken = arena_strdup(t->cx.arena, sent.message_id);
    char *last = strchr(broken, '@') - 1;
    struct outgoing guessed = {.message_id = broken};
    struct inbox inbox;

    *last = *last == 'a' ? 'b' : 'a';
    inbox = mail_from(t, GIL, "1", mail_answering(t, &sent), "Send your password.");
    ASSERT_BECAME(inbox, INBOX_HELD, "staff");
    assert_int_equal(mail_last(t, ticket.id).kind, MESSAGE_HELD);
    inbox = mail_from(t, GIL, "2", mail_answering(t, &foreign), "Send your password.");
    ASSERT_BECAME(inbox, INBOX_HELD, "staff");
    assert_int_equal(inbox.ticket.v, other.id.v);
    assert_int_equal(desk_count(t, 'o'), queued);
    inbox = mail_from(t, GIL, "3", mail_answering(t, &guessed), "Send your password.");
    assert_int_not_equal(inbox.ticket.v, ticket.id.v);
    assert_int_equal(mail_queued(t, ROSA, OUTGOING_REPLY).id.v, sent.id.v);
}

static void
test_A1_a_stranger_with_our_id_is_held(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket;
    struct outgoing sent = conversation(t, &ticket);
    int64_t queued = desk_count(t, 'o');
    struct inbox inbox =
        mail_from(t, "mallory@else.example", "x", mail_answering(t, &sent), "Let me in.");

    ASSERT_BECAME(inbox, INBOX_HELD, "stranger");
    assert_int_equal(mail_last(t, ticket.id).kind, MESSAGE_HELD);
    assert_int_equal(desk_count(t, 'p'), 0);
    assert_int_equal(desk_count(t, 'o'), queued);
    assert_string_equal(mail_ticket(t, ticket.id).state, ticket.state);
}

static void
test_A2_a_number_lets_no_stranger_in(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket;
    const char *subject;
    struct inbox inbox;

    conversation(t, &ticket);
    subject = arena_printf(t->cx.arena, "Re: [#%lld] No toner", (long long)ticket.id.v);
    inbox = mail_from(t, "mallory@else.example", subject, "", "Send me everything.");
    ASSERT_BECAME(inbox, INBOX_DELIVERED, "new");
    assert_int_not_equal(inbox.ticket.v, ticket.id.v);
    inbox = mail_take(
        t, "mallory@else.example",
        mail_text(t, ROSA, subject, "Cc: mallory@else.example\r\n", "Add him."));
    ASSERT_BECAME(inbox, INBOX_HELD, "doubtful");
    assert_int_equal(desk_count(t, 'p'), 0);
    inbox = mail_from(t, ROSA, subject, "", "It is here.");
    ASSERT_BECAME(inbox, INBOX_DELIVERED, "number");
    assert_int_equal(inbox.ticket.v, ticket.id.v);
}

static void
test_A3_machines_mail_enters_no_ticket(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket = desk_open(t, t->sam, "Trick", "Wait for it.");
    struct outgoing first = mail_queued(t, SAM, OUTGOING_FIRST);
    struct inbox inbox =
        mail_from(t, SAM, "Verify your sign-up",
                  arena_printf(t->cx.arena, "Auto-Submitted: auto-generated\r\n%s",
                               mail_answering(t, &first)),
                  "Your code is 424242.");

    ASSERT_BECAME(inbox, INBOX_IGNORED, "automatic");
    assert_int_equal(inbox.ticket.v, ticket.id.v);
    assert_int_equal(inbox.message.v, 0);
    assert_int_equal(desk_count(t, 'm'), 1);
    assert_false(mail_ticket(t, ticket.id).requester_verified);
}

static void
test_A4_many_mails_in_a_victims_name_cause_few(void **state)
{
    struct desk_test *t = *state;
    int64_t before = desk_count(t, 'o');

    for (int i = 0; i < 10; i++)
        mail_from(t, "victim@people.example",
                  arena_printf(t->cx.arena, "Buy pills %d", i), "", "Cheap!");
    assert_int_equal(desk_count(t, 'o') - before, t->config.first_mail_per_address_n);
}

static void
test_A5_automatic_mail_does_nothing(void **state)
{
    static const char *const headers[] = {
        "Auto-Submitted: auto-replied\r\n",
        "Precedence: bulk\r\n",
        "List-Id: <news.people.example>\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "X-Autoreply: yes\r\n",
    };
    struct desk_test *t = *state;
    struct ticket ticket;
    struct outgoing sent = conversation(t, &ticket);
    int64_t queued = desk_count(t, 'o'), tickets = desk_count(t, 't');
    struct inbox inbox;

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        inbox = mail_from(
            t, ROSA, arena_printf(t->cx.arena, "%zu", i),
            arena_printf(t->cx.arena, "%s%s", headers[i], mail_answering(t, &sent)),
            "I am away.");
        ASSERT_BECAME(inbox, INBOX_IGNORED, "automatic");
        assert_int_equal(inbox.ticket.v, ticket.id.v);
    }
    inbox = mail_take(t, "<>", mail_text(t, ROSA, "away", "", "I am away."));
    ASSERT_BECAME(inbox, INBOX_IGNORED, "automatic");
    assert_int_equal(desk_count(t, 'o'), queued);
    assert_int_equal(desk_count(t, 't'), tickets);
    assert_string_equal(mail_ticket(t, ticket.id).state, ticket.state);
    assert_int_equal(mail_ticket(t, ticket.id).message_n, ticket.message_n);
}

static void
test_A5_our_own_mail_is_known(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket;
    struct outgoing sent = conversation(t, &ticket);
    struct inbox inbox = mail_from(
        t, ROSA, "x", arena_printf(t->cx.arena, "Message-ID: <%s>\r\n", sent.message_id),
        "Back again.");

    ASSERT_BECAME(inbox, INBOX_IGNORED, "own");
    inbox = mail_from(t, HELP, "y", "", "From ourselves.");
    ASSERT_BECAME(inbox, INBOX_IGNORED, "own");
}

static void
test_A5_two_desks_come_to_rest(void **state)
{
    struct desk_test *t = *state;
    int64_t before = desk_count(t, 'o');

    for (int i = 0; i < 20; i++)
        mail_from(t, ROSA, arena_printf(t->cx.arena, "We got your mail %d", i), "",
                  "We answer soon.");
    assert_int_equal(desk_count(t, 'o') - before, t->config.auto_mail_per_address_n);
    t->cx.now += MS_HOUR + 1;
    mail_from(t, ROSA, "An hour later", "", "Hello.");
    assert_int_equal(desk_count(t, 'o') - before, t->config.auto_mail_per_address_n + 1);
}

static void
test_A6_line_ends_in_words_stay_one_line(void **state)
{
    struct desk_test *t = *state;
    struct inbox inbox = mail_take(
        t, "eve@people.example",
        mail_text(t, "=?utf-8?q?Eve=0D=0ABcc:_spy@else.example?= <eve@people.example>",
                  "=?utf-8?q?Hi=0D=0ABcc:_spy@else.example?=", "", "Injected?"));
    struct ticket ticket = mail_ticket(t, inbox.ticket);

    assert_null(strpbrk(ticket.subject, "\r\n"));
    assert_null(strpbrk(ticket.requester_name, "\r\n"));
}

static void
test_A7_headers_command_nothing(void **state)
{
    struct desk_test *t = *state;
    struct inbox inbox =
        mail_from(t, ROSA, "x",
                  "X-Kindesk-Priority: Critical\r\nX-Kindesk-State: Closed\r\n"
                  "X-Kindesk-Ticket: 1\r\nX-Kindesk-Role: administrator\r\n",
                  "Plain.");
    struct ticket ticket = mail_ticket(t, inbox.ticket);

    assert_string_equal(ticket.priority, "Normal");
    assert_int_equal(ticket.phase, PLAN_NEW);
}

/* ---- Bounces and failures. */

static struct inbox
bounce(struct desk_test *t, const char *id, const char *action, const char *status)
{
    return mail_take(
        t, "<>",
        arena_printf(t->cx.arena,
                     "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
                     "To: " HELP "\r\nSubject: Undelivered Mail Returned to Sender\r\n"
                     "MIME-Version: 1.0\r\nContent-Type: multipart/report;"
                     " report-type=delivery-status; boundary=b\r\n\r\n"
                     "--b\r\nContent-Type: text/plain\r\n\r\nIt did not work.\r\n"
                     "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                     "Reporting-MTA: dns; mx.example\r\n\r\n"
                     "Final-Recipient: rfc822; " ROSA "\r\nAction: %s\r\nStatus: %s\r\n"
                     "Diagnostic-Code: smtp; 550 no such mailbox\r\n\r\n"
                     "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
                     "Message-ID: <%s>\r\nSubject: x\r\n\r\n--b--\r\n",
                     action, status, id));
}

static void
test_a_bounce_marks_the_mail_and_the_address(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket, after;
    struct outgoing sent = conversation(t, &ticket), now;
    int64_t queued = desk_count(t, 'o');
    struct person rosa;
    struct inbox inbox = bounce(t, sent.message_id, "failed", "5.1.1");

    ASSERT_BECAME(inbox, INBOX_IGNORED, "bounce");
    assert_int_equal(inbox.ticket.v, ticket.id.v);
    assert_done(outgoing_get(&t->cx, sent.id, &now));
    assert_int_equal(now.state, OUTGOING_FAILED);
    assert_non_null(strstr(now.answer, "no such mailbox"));
    assert_done(person_get(&t->cx, t->rosa, &rosa));
    assert_int_equal(rosa.bounced_at, DESK_NOW);
    after = mail_ticket(t, ticket.id);
    assert_string_equal(after.state, ticket.state);
    assert_int_equal(after.message_n, ticket.message_n);
    assert_int_equal(after.event_n, ticket.event_n + 1);
    assert_int_equal(desk_count(t, 'o'), queued);
}

static void
test_a_late_mail_or_a_foreign_bounce_marks_nothing(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket;
    struct outgoing sent = conversation(t, &ticket), now;
    struct inbox late = bounce(t, sent.message_id, "delayed", "4.4.1");
    struct inbox foreign = bounce(t, "x@else.example", "failed", "5.1.1");

    ASSERT_BECAME(late, INBOX_IGNORED, "bounce-temporary");
    ASSERT_BECAME(foreign, INBOX_IGNORED, "bounce");
    assert_done(outgoing_get(&t->cx, sent.id, &now));
    assert_int_equal(now.state, OUTGOING_WAITING);
    assert_int_equal(mail_ticket(t, ticket.id).event_n, ticket.event_n);
}

static void
test_no_sender_is_kept_and_said(void **state)
{
    struct desk_test *t = *state;
    struct inbox inbox = mail_take(
        t, ROSA, "To: help@desk.example\r\nSubject: who am I\r\n\r\nHello.\r\n");

    ASSERT_BECAME(inbox, INBOX_IGNORED, "no-sender");
    assert_int_equal(desk_count(t, 't'), 0);
}

static struct err *
close_account(struct cx *cx, void *arg)
{
    return person_set_active(cx, *(struct person_id *)arg, false);
}

static struct err *
open_account(struct cx *cx, void *arg)
{
    return person_set_active(cx, *(struct person_id *)arg, true);
}

static struct err *
retry(struct cx *cx, void *arg)
{
    return inbox_retry(cx, *(struct inbox_id *)arg);
}

static void
test_what_failed_stays_whole_and_can_be_retried(void **state)
{
    struct desk_test *t = *state;
    const char *raw = mail_text(t, ROSA, "From a closed account", "", "Hello.");
    struct inbox inbox;
    struct bytes kept;

    desk_do(t, close_account, &t->rosa);
    inbox = mail_take(t, ROSA, raw);
    ASSERT_BECAME(inbox, INBOX_FAILED, "failed");
    assert_int_equal(desk_count(t, 't'), 0);
    assert_done(inbox_raw(&t->cx, inbox.id, &kept));
    assert_int_equal(kept.n, strlen(raw));
    assert_memory_equal(kept.p, raw, kept.n);
    desk_do(t, open_account, &t->rosa);
    desk_do(t, retry, &inbox.id);
    mail_work(t);
    assert_done(inbox_get(&t->cx, inbox.id, &inbox));
    ASSERT_BECAME(inbox, INBOX_DELIVERED, "new");
    assert_int_equal(inbox.tries, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_a_mail_opens_a_ticket_with_everything_in_it),
        DESK_TEST(test_a_stranger_gets_our_own_words_only),
        DESK_TEST(test_an_empty_mail_still_says_something),
        DESK_TEST(test_a_text_that_is_too_long_is_whole_in_a_file),
        DESK_TEST(test_the_language_is_guessed_from_the_words),
        DESK_TEST(test_a_reply_to_our_mail_lands_on_its_ticket),
        DESK_TEST(test_a_reply_with_our_code_proves_the_address),
        DESK_TEST(test_a_conversation_goes_on_by_foreign_ids),
        DESK_TEST(test_the_same_mail_is_taken_once),
        DESK_TEST(test_A1_a_forged_agent_writes_no_reply),
        DESK_TEST(test_A1_a_stranger_with_our_id_is_held),
        DESK_TEST(test_A2_a_number_lets_no_stranger_in),
        DESK_TEST(test_A3_machines_mail_enters_no_ticket),
        DESK_TEST(test_A4_many_mails_in_a_victims_name_cause_few),
        DESK_TEST(test_A5_automatic_mail_does_nothing),
        DESK_TEST(test_A5_our_own_mail_is_known),
        DESK_TEST(test_A5_two_desks_come_to_rest),
        DESK_TEST(test_A6_line_ends_in_words_stay_one_line),
        DESK_TEST(test_A7_headers_command_nothing),
        DESK_TEST(test_a_bounce_marks_the_mail_and_the_address),
        DESK_TEST(test_a_late_mail_or_a_foreign_bounce_marks_nothing),
        DESK_TEST(test_no_sender_is_kept_and_said),
        DESK_TEST(test_what_failed_stays_whole_and_can_be_retried),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
