/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/message.h"

#include "base/arena.h"
#include "base/str.h"
#include "mime/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int
setup(void **state)
{
    struct cx *cx = calloc(1, sizeof *cx);

    mime_charset_init();
    cx->arena = arena_new(0);
    *state = cx;
    return 0;
}

static int
teardown(void **state)
{
    struct cx *cx = *state;

    arena_free(&cx->arena);
    free(cx);
    return 0;
}

static struct mime_message *
read_mail(void **state, const char *raw)
{
    struct mime_message *message = NULL;

    assert_null(mime_read(*state, bytes_of(raw), &message));
    return message;
}

static void
assert_failed(const struct mime_message *m, const char *email, const char *status)
{
    assert_true(m->bounce.is_bounce);
    assert_true(m->auto_submitted);
    assert_true(m->ignore);
    assert_int_equal(m->bounce.recipients_n, 1);
    assert_string_equal(m->bounce.recipients[0].email, email);
    assert_string_equal(m->bounce.status, status);
}

/* A report as RFC 3464 has it, with the fields given for its recipient. */
static const char *
report(void **state, const char *fields)
{
    struct cx *cx = *state;

    return arena_printf(
        cx->arena,
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\n"
        "Return-Path: <>\nSubject: Undelivered Mail Returned to Sender\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\n\nI am sorry.\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.net\n\n%s\n--b\n"
        "Content-Type: text/rfc822-headers\n\n"
        "Message-ID: <k.7.abc@desk.example.com>\nTo: bob@example.net\n\n--b--\n",
        fields);
}

static void
test_a_delivery_status_names_recipient_status_and_our_mail(void **state)
{
    struct mime_message *m = read_mail(
        state,
        report(state,
               "Final-Recipient: rfc822; <Bob@Example.net>\nAction: failed\n"
               "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n unknown here\n"));

    assert_failed(m, "Bob@example.net", "5.1.1");
    assert_false(m->bounce.temporary);
    assert_string_equal(m->bounce.original_id, "k.7.abc@desk.example.com");
    assert_string_equal(m->bounce.recipients[0].diagnostic,
                        "smtp; 550 5.1.1 unknown here");
}

static void
test_what_the_far_server_said_counts_more(void **state)
{
    assert_failed(
        read_mail(state, report(state, "Final-Recipient: rfc822; bob@example.net\n"
                                       "Action: failed\nStatus: 5.0.0\n"
                                       "Diagnostic-Code: smtp; 552 5.2.2 Over quota\n")),
        "bob@example.net", "5.2.2");
}

static void
test_the_address_that_we_wrote_to_is_named(void **state)
{
    assert_failed(
        read_mail(state, report(state, "Original-Recipient: rfc822; team@example.net\n"
                                       "Final-Recipient: rfc822; bob@inner.example.net\n"
                                       "Action: failed\nStatus: 5.7.1\n")),
        "team@example.net", "5.7.1");
}

static void
test_a_delay_is_no_failure(void **state)
{
    struct mime_message *m =
        read_mail(state, report(state, "Final-Recipient: rfc822; bob@example.net\n"
                                       "Action: delayed\nStatus: 4.4.1\n"));

    assert_failed(m, "bob@example.net", "4.4.1");
    assert_true(m->bounce.temporary);
    assert_true(m->bounce.recipients[0].temporary);
}

static void
test_a_receipt_of_delivery_is_no_bounce(void **state)
{
    struct mime_message *m =
        read_mail(state, report(state, "Final-Recipient: rfc822; bob@example.net\n"
                                       "Action: delivered\nStatus: 2.0.0\n"));

    assert_false(m->bounce.is_bounce);
    assert_int_equal(m->bounce.recipients_n, 0);
    assert_string_equal(m->bounce.status, "2.0.0");
}

static void
test_several_recipients_are_told_apart(void **state)
{
    struct mime_message *m = read_mail(
        state, report(state, "Final-Recipient: rfc822; bob@example.net\nAction: failed\n"
                             "Status: 5.1.1\n\nFinal-Recipient: rfc822; eve@example.net\n"
                             "Action: delayed\nStatus: 4.2.2\n\n"
                             "Final-Recipient: rfc822; ok@example.net\nAction: relayed\n"
                             "Status: 2.1.9\n"));

    assert_int_equal(m->bounce.recipients_n, 2);
    assert_false(m->bounce.recipients[0].temporary);
    assert_true(m->bounce.recipients[1].temporary);
    assert_false(m->bounce.temporary);
}

static void
test_bounces_in_prose_are_understood(void **state)
{
    static const struct {
        const char *raw, *email, *status;
    } cases[] = {
        {"From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\n"
         "Hi. This is the program at mx.example.net.\nI wasn't able to deliver your "
         "message.\n\n"
         "<bob@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
         "--- Below this line is a copy of the message.\n\nReceived: x\nTo: "
         "<not@this.example>\n",                              "bob@example.net", "5.1.1"},
        {"From: Mail Delivery System <Mailer-Daemon@mx.example.net>\n"
         "Subject: Mail delivery failed: returning message to sender\n"
         "X-Failed-Recipients: bob@example.net\n\nThe following address(es) failed:\n\n"
         "  other@relay.example\n    550 No such user\n",     "bob@example.net", "5.0.0"},
        {"From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>\n"
         "Subject: Returned mail: see transcript\n\n"
         "   ----- The following addresses had permanent fatal errors "
         "-----\n<bob@example.net>\n"
         "    (reason: 552 5.2.2 Over quota)\n\n   ----- Transcript of session follows "
         "-----\n"
         "<<< 552 5.2.2 Over quota\n",                        "bob@example.net", "5.2.2"},
        {"From: postmaster@example.net\nSubject: Undeliverable: Hello\n\nYour message\n\n"
         "  To:      desk@example.com\n  Subject: Hello\n\n"
         "did not reach the following recipient(s):\n\nbob@example.net on Mon, 23 Nov "
         "2026\n"
         "    The recipient name is not recognized\n",        "bob@example.net", "5.0.0"},
        {"From: postmaster@example.net\nSubject: Undeliverable Mail\n\n"
         "Unknown user: bob@example.net\n\nOriginal message follows.\n\nTo: "
         "x@example.com\n",                                   "bob@example.net", "5.0.0"},
        {"From: \"The Post Office\" <>\nSubject: Delivery failure\n\nYour message could "
         "not be\n"
         "delivered. For assistance contact help@example.net.\n\nRCPT "
         "TO:<bob@example.net>\n"
         "450 4.7.1 Try again later\n",                       "bob@example.net", "4.7.1"},
        {"From: MAILER-DAEMON@mx.example.net\nSubject: Delivery report\n"
         "Content-Type: text/html\n\n<p>Message could not be delivered to<br>"
         "&lt;bob@example.net&gt;<br>550 5.4.1 denied</p>\n", "bob@example.net", "5.4.1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_failed(read_mail(state, cases[i].raw), cases[i].email, cases[i].status);
}

static const struct {
    const char *from, *subject, *body, *email, *status;
} systems[] = {
    {"postmaster@example.net",                 "Returned mail",
     "----- The following addresses had delivery problems -----\nbob@example.net\n"
     "----- Non-delivered information -----\nThe mailbox is over its limit.\n",                                                             "bob@example.net",        "5.0.0"},
    {"\"Courier server\" <@>",                 "NOTICE: mail delivery status.",
     "Your message to the following recipients cannot be "
     "delivered:\n\n<bob@example.net>:\n"
     "    mx.example.net [192.0.2.5]:\n>>> RCPT TO:<bob@example.net>\n"
     "<<< 550 5.1.1 No such user\n",                                                                                                        "bob@example.net",        "5.1.1"},
    {"Postmaster@example.net",                 "DELIVERY FAILURE: User bob not listed",
     "Your message\n\n  Subject: Ticket\n\nwas not delivered to:\n\n  bob@example.net\n\n"
     "because:\n\n  User bob is not listed in the directory\n",                                                                             "bob@example.net",        "5.0.0"},
    {"Administrator <postmaster@example.net>", "Undeliverable: Ticket",
     "did not reach the following recipient(s):\n\nbob@example.net on Tue, 3 Mar 2026\n"
     "    The name is not known\n    <mx.example.net #5.1.1>\n",                                                                            "bob@example.net",        "5.1.1"},
    {"MAILER-DAEMON@example.net",              "Mail could not be delivered",
     "Sent >>> RCPT TO:<bob@example.net>\nReceived <<< 550 5.1.1 user unknown\n\n"
     "Unable to deliver message to <bob@example.net>\n",                                                                                    "bob@example.net",        "5.1.1"},
    {"postmaster@example.net",                 "Undeliverable Mail: Ticket",
     "Your message:\n   From:    desk@ours.example\n\nCould not be delivered because "
     "of\n\n"
     "550 5.1.1 User unknown\n\nThe following recipients were affected:\n"
     "    bob@example.net\n\nOriginal Sender:    <desk@ours.example>\n",                                                                    "bob@example.net",        "5.1.1"},
    {"Internet Mail <postmaster@example.net>",
     "Delivery Notification: Delivery has failed",                                              "This is about a message you sent with the following header fields:\n\n"
     "  Return-path: <desk@ours.example>\n  Received: from mail.ours.example\n"
     "  To: carol@example.net\n\nIt cannot be delivered to the following recipients:\n\n"
     "  Recipient address: bob@example.net\n  Diagnostic code: smtp;550 5.1.1 unknown\n", "bob@example.net",        "5.1.1"},
    {"post_master@mobile.example",             "Undeliverable Message",
     "Error: No valid recipients\n\n  RCPT TO: 5550100@mobile.example\n"
     "  MAIL FROM: desk@ours.example\n",                                                                                                    "5550100@mobile.example", "5.0.0"},
    {"Mail Delivery <postmaster@example.net>", "There was an error sending your mail",
     "1 error(s):\n\nServer <mx.example.net> rejected recipient <bob@example.net>\n"
     "It responded as follows: [550 5.1.1 User unknown]\n",                                                                                 "bob@example.net",        "5.1.1"},
    {"MAILER-DAEMON@example.net",              "failure notice",
     "-------server message\n550 5.1.1 unknown user <bob@example.net>\n\n"
     "-------original message\nReceived: from x\nTo: carol@example.net\n",                                                                  "bob@example.net",        "5.1.1"},
    {"postmaster@example.net",                 "[BOUNCE]",
     "I was not able to deliver your message.\nFailed recipient(s):\nbob@example.net\n\n"
     "Error message:\n550 5.1.1 no such user\n\n  MAIL FROM: desk@ours.example\n"
     "  To: carol@example.net\n",                                                                                                           "bob@example.net",        "5.1.1"},
    {"MAILER-DAEMON@example.net",              "Postfix SMTP server: errors from x[192.0.2.1]",
     "Transcript of session follows.\n\n In:  MAIL FROM:<desk@ours.example>\n"
     " Out: 250 2.1.0 Ok\n In:  RCPT TO:<bob@example.net>\n"
     " Out: 451 4.3.0 Error: queue file write error\n",                                                                                     "bob@example.net",        "4.3.0"},
    {"MAILER-DAEMON@aol.example",              "Mail Delivery Problem",
     "Sorry desk@ours.example. Your mail to the following recipients could not be "
     "delivered because they are not accepting mail:\n\tbob7\n",                                                                            "bob7@aol.example",       "5.0.0"},
    {"MAILER-DAEMON@example.net",              "Returned mail: User unknown",
     "----- Transcript of session follows -----\n550 bob@example.net... User unknown\n\n"
     "----- Unsent message follows -----\nTo: carol@example.net\n",                                                                         "bob@example.net",        "5.0.0"},
    {"PostMaster@example.net",                 "系统退信",
     "抱歉，您的邮件被退回来了\n收件人 bob@example.net\n",                                                                   "bob@example.net",        "5.0.0"},
    {"mailer-daemon@example.net",              "Mail failure.",
     "Ваше письмо не может быть доставлено:\n\n  bob@example.net\n    user not found\n",
     "bob@example.net",                                                                                                                                               "5.0.0"},
    {"no-reply@example.net",                   "お知らせ：エラー通知",
     "送信できませんでした。\n  Could not be delivered to: <bob@example.net>\n\n"
     "Received: from mail.ours.example\nTo: carol@example.net\n",                                                                           "bob@example.net",        "5.0.0"},
    {"no-reply@notify.example",                "AWS Notification Message",
     "{\"Type\":\"Notification\",\"Message\":\"{\\\"notificationType\\\":\\\"Bounce\\\","
     "\\\"bouncedRecipients\\\":[{\\\"emailAddress\\\":\\\"bob@example.net\\\","
     "\\\"status\\\":\\\"5.1.1\\\"}]}\"}\n",                                                                                                "bob@example.net",        "5.1.1"},
};

static void
test_reports_of_many_mail_systems_are_understood(void **state)
{
    struct cx *cx = *state;

    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
        assert_failed(
            read_mail(state,
                      arena_printf(cx->arena,
                                   "From: %s\nTo: desk@ours.example\n"
                                   "Subject: %s\nContent-Type: text/plain; "
                                   "charset=utf-8\n\n%s",
                                   systems[i].from, systems[i].subject, systems[i].body)),
            systems[i].email, systems[i].status);
}

static void
test_mail_to_our_bounce_address_needs_no_known_sender(void **state)
{
    assert_failed(read_mail(state,
                            "From: robot7@corp.example\nTo: desk-bounces@ours.example\n"
                            "Subject: RE: Ticket : non remis (delivery failed)\n\n"
                            "Your message could not be delivered to\n"
                            "bob@example.net\n"),
                  "bob@example.net", "5.0.0");
}

static void
test_when_time_was_up_the_last_try_tells_the_status(void **state)
{
    assert_failed(
        read_mail(state,
                  report(state, "Final-Recipient: rfc822; bob@example.net\n"
                                "Action: failed\nStatus: 4.4.7\nDiagnostic-Code: "
                                "smtp; 554 4.4.7 expired <421 4.4.2 timed out>\n")),
        "bob@example.net", "4.4.2");
}

static void
test_a_plea_to_confirm_is_no_bounce(void **state)
{
    struct mime_message *m = read_mail(
        state, "From: noreply@guard.example\nSubject: Re: Ticket\nContent-Type: "
               "multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
               "Please add yourself to my list.\n--b\n"
               "Content-Type: message/delivery-status\n\n"
               "Reporting-MTA: dns; guard.example\nAction: failed\n\n"
               "Final-Recipient: rfc822; bob@example.net\nStatus: 4.7.0\n--b--\n");

    assert_false(m->bounce.is_bounce);
    assert_true(m->auto_submitted);
}

static void
test_an_address_made_unreadable_is_not_taken(void **state)
{
    struct mime_message *m =
        read_mail(state, report(state, "Final-Recipient: rfc822; bo...@example.net\n"
                                       "Action: failed\nStatus: 5.1.1\n"));

    assert_true(m->bounce.is_bounce);
    assert_int_equal(m->bounce.recipients_n, 0);
}

static void
test_a_warning_in_prose_is_temporary(void **state)
{
    struct mime_message *m = read_mail(
        state, "From: Mailer-Daemon@mx.example.net\nSubject: Warning: message delayed 24 "
               "hours\n\n"
               "The address to which the message has not yet been delivered is:\n\n"
               "  bob@example.net\n\nNo action is required on your part.\n");

    assert_failed(m, "bob@example.net", "4.0.0");
    assert_true(m->bounce.temporary);
}

static void
test_people_who_write_about_bounces_get_a_ticket(void **state)
{
    static const char *const mails[] = {
        "From: Ana <ana@example.org>\nSubject: Fwd: Undeliverable: report\n\n"
        "What does this mean?\n\nYour message could not be delivered to "
        "<bob@example.net>.\n"
        "Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n",
        "From: Ana <ana@example.org>\nSubject: My mail was returned\n\n"
        "It says: user unknown, could not be delivered to bob@example.net\n",
        "From: Ana <ana@example.org>\nSubject: Returned mail\n\n"
        "My mail could not be delivered to bob@example.net. Can you help?\n",
        "From: shop <noreply@parcels.example>\nSubject: Undelivered parcel\n\n"
        "Your parcel could not be delivered. Call us.\n",
        "From: Ana <ana@example.org>\nSubject: please look\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nI got this\n--b\n"
        "Content-Type: message/rfc822\n\nSubject: failure\n"
        "Content-Type: multipart/report; boundary=c\n\n--c\n"
        "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; "
        "bob@example.net\n"
        "Action: failed\nStatus: 5.1.1\n--c--\n--b--\n",
    };

    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        struct mime_message *m = read_mail(state, mails[i]);

        assert_false(m->bounce.is_bounce);
        assert_false(m->ignore);
    }
}

static void
test_a_complaint_is_feedback_and_no_bounce(void **state)
{
    struct mime_message *m =
        read_mail(state, "From: fbl@example.net\nContent-Type: multipart/report; "
                         "report-type=feedback-report; boundary=b\n\n--b\n\nThis is an "
                         "abuse report.\n--b\n"
                         "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
                         "Original-Rcpt-To: <bob@example.net>\n--b--\n");

    assert_true(m->bounce.is_feedback);
    assert_false(m->bounce.is_bounce);
    assert_true(m->ignore);
    assert_int_equal(m->bounce.recipients_n, 1);
    assert_string_equal(m->bounce.recipients[0].email, "bob@example.net");
}

static void
test_a5_a_bounce_is_automatic_whatever_its_header(void **state)
{
    assert_true(read_mail(state,
                          "From: MAILER-DAEMON@example.net\nSubject: failure notice\n\n"
                          "<bob@example.net>: no such user\n")
                    ->auto_submitted);
    assert_true(read_mail(state,
                          "From: bob@example.net\nReturn-Path: <>\nSubject: away\n\nI am "
                          "on holiday.\n")
                    ->auto_submitted);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_delivery_status_names_recipient_status_and_our_mail),
        cmocka_unit_test(test_what_the_far_server_said_counts_more),
        cmocka_unit_test(test_the_address_that_we_wrote_to_is_named),
        cmocka_unit_test(test_a_delay_is_no_failure),
        cmocka_unit_test(test_a_receipt_of_delivery_is_no_bounce),
        cmocka_unit_test(test_several_recipients_are_told_apart),
        cmocka_unit_test(test_bounces_in_prose_are_understood),
        cmocka_unit_test(test_reports_of_many_mail_systems_are_understood),
        cmocka_unit_test(test_mail_to_our_bounce_address_needs_no_known_sender),
        cmocka_unit_test(test_when_time_was_up_the_last_try_tells_the_status),
        cmocka_unit_test(test_a_plea_to_confirm_is_no_bounce),
        cmocka_unit_test(test_an_address_made_unreadable_is_not_taken),
        cmocka_unit_test(test_a_warning_in_prose_is_temporary),
        cmocka_unit_test(test_people_who_write_about_bounces_get_a_ticket),
        cmocka_unit_test(test_a_complaint_is_feedback_and_no_bounce),
        cmocka_unit_test(test_a5_a_bounce_is_automatic_whatever_its_header),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
