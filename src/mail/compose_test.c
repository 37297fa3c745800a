/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/compose.h"

#include "mail/mail_test_support.h"
#include "plan/plan.h"

#define ROSA "rosa@people.example"
#define SAM  "sam@people.example"
#define GIL  "gil@desk.example"

static const struct compose_tokens tokens = {"TICKETTOKEN", "SURVEYTOKEN", "SIGNINTOKEN"};

static struct composed
write_mail(struct desk_test *t, const struct outgoing *mail)
{
    struct composed letter;

    assert_true(mail->id.v);
    assert_done(compose(&t->cx, mail, &tokens, &letter));
    assert_true(*letter.text && *letter.html);
    assert_string_equal(letter.from, HELP);
    assert_string_equal(letter.to, mail->address);
    assert_string_equal(letter.message_id, mail->message_id);
    assert_null(strpbrk(letter.subject, "\r\n"));
    return letter;
}

static void
assert_says(const struct composed *letter, const char *words)
{
    if (!strstr(letter->text, words) || !strstr(letter->html, words))
        fail_msg("“%s” is missing in:\n%s\n%s", words, letter->text, letter->html);
}

static void
assert_silent(const struct composed *letter, const char *words)
{
    const char *all[] = {letter->text,       letter->html,    letter->subject,
                         letter->from,       letter->to_name, letter->from_name,
                         letter->in_reply_to};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] && str_find_fold(all[i], words))
            fail_msg("“%s” stands in:\n%s", words, all[i]);
    for (size_t i = 0; i < letter->references_n; i++)
        assert_null(str_find_fold(letter->references[i], words));
}

static struct err *
queue(struct cx *cx, void *arg)
{
    struct outgoing *mail = arg;

    return outgoing_add(cx, mail->kind, mail->person, mail->ticket, mail->message, NULL);
}

static struct outgoing
queued(struct desk_test *t, enum outgoing_kind kind, struct person_id person,
       struct ticket_id ticket, const char *address)
{
    struct outgoing mail = {.kind = kind, .person = person, .ticket = ticket};

    desk_do(t, queue, &mail);
    return mail_queued(t, address, (int)kind);
}

static struct outgoing
in_spanish(struct outgoing mail)
{
    mail.language = "es";
    return mail;
}

/* ---- Acknowledgement. */

static void
test_the_acknowledgement_says_what_when_and_what_then(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket =
        desk_open(t, t->rosa, "No toner & paper", "The printer is empty.");
    struct outgoing mail = mail_queued(t, ROSA, OUTGOING_ACKNOWLEDGEMENT);
    struct composed letter = write_mail(t, &mail);

    assert_says(&letter, "The printer is empty.");
    assert_says(&letter, "Normal");
    assert_says(&letter, arena_printf(t->cx.arena, "%lld", (long long)ticket.id.v));
    assert_says(&letter, "Monday 23 November 2026, 15:00");
    assert_says(&letter, "https://help.desk.example/l/TICKETTOKEN");
    assert_says(&letter, "I am still waiting");
    assert_says(&letter, "+34 910 000 100");
    assert_non_null(strstr(letter.html, "No toner &amp; paper"));
    assert_non_null(strstr(letter.text, "No toner & paper"));
    assert_non_null(strstr(letter.subject, "No toner & paper"));
    assert_string_equal(letter.from_name, "Test House Desk");
    assert_true(letter.automatic && letter.reply);
    mail = in_spanish(mail);
    letter = write_mail(t, &mail);
    assert_says(&letter, "Tenemos su solicitud");
    assert_says(&letter, "23 de noviembre");
    assert_non_null(strstr(letter.html, "lang=\"es\""));
}

static void
test_the_first_mail_holds_our_own_words_only(void **state)
{
    struct desk_test *t = *state;
    struct inbox inbox = mail_take(
        t, "victim@people.example",
        mail_text(t, "Pills Pillow <victim@people.example>", "Buy pills now",
                  "Message-ID: <pills@pills.example>\r\nReferences: <x@pills.example>\r\n"
                  "Content-Language: es\r\nReply-To: pills@pills.example\r\n",
                  "Cheap pills at pills.example"));
    struct outgoing mail = mail_queued(t, "victim@people.example", -1);
    struct composed letter;

    assert_int_equal(mail.kind, OUTGOING_FIRST);
    for (int spanish = 0; spanish < 2; spanish++) {
        mail.language = spanish ? "es" : "en";
        letter = write_mail(t, &mail);
        assert_silent(&letter, "pill");
        assert_says(&letter,
                    arena_printf(t->cx.arena, "%lld", (long long)inbox.ticket.v));
        assert_says(&letter,
                    spanish ? "lunes 23 de noviembre" : "Monday 23 November 2026");
        assert_says(&letter, "https://help.desk.example/l/TICKETTOKEN");
        assert_says(&letter, "https://help.desk.example/sign-in/SIGNINTOKEN");
        assert_null(letter.to_name);
        assert_true(letter.automatic);
    }
}

/* Nothing that a stranger typed reaches an unverified address through any kind of mail,
 * except what the staff chose to write themselves. */
static void
test_no_kind_of_mail_carries_words_to_an_unverified_address(void **state)
{
    static const enum outgoing_kind kinds[] = {
        OUTGOING_FIRST,  OUTGOING_REPLY,   OUTGOING_RESOLVED, OUTGOING_SURVEY,
        OUTGOING_REMIND, OUTGOING_SETTLED, OUTGOING_SIGN_IN};
    struct desk_test *t = *state;
    struct inbox inbox =
        mail_take(t, "victim@people.example",
                  mail_text(t, "Pill <victim@people.example>", "Pills",
                            "Message-ID: <pill@pill.example>\r\n", "Pills!"));
    struct message_id said =
        desk_reply(t, inbox.ticket, "What is it about?", MESSAGE_REPLY, NULL);
    struct outgoing mail = mail_queued(t, "victim@people.example", -1);

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct composed letter;

        mail.kind = kinds[i];
        mail.message = kinds[i] == OUTGOING_REPLY || kinds[i] == OUTGOING_RESOLVED
                           ? said
                           : (struct message_id){0};
        letter = write_mail(t, &mail);
        assert_silent(&letter, "pill");
    }
}

/* ---- Replies. */

static void
test_a_reply_holds_the_agents_words_and_quotes_the_last(void **state)
{
    struct desk_test *t = *state;
    struct inbox inbox =
        mail_from(t, ROSA, "No toner", "Message-ID: <1@people.example>\r\n",
                  "The printer is empty.");
    struct outgoing mail,
        acknowledgement = mail_queued(t, ROSA, OUTGOING_ACKNOWLEDGEMENT);
    struct composed letter;

    desk_reply(t, inbox.ticket, "Secret: she is annoying.", MESSAGE_NOTE, NULL);
    desk_reply(t, inbox.ticket, "We bring <some>.", MESSAGE_REPLY, NULL);
    mail = mail_queued(t, ROSA, OUTGOING_REPLY);
    letter = write_mail(t, &mail);
    assert_non_null(strstr(letter.text, "We bring <some>."));
    assert_non_null(strstr(letter.html, "We bring &lt;some&gt;."));
    assert_says(&letter, "The printer is empty.");
    assert_says(&letter, "https://help.desk.example/l/TICKETTOKEN");
    assert_silent(&letter, "annoying");
    assert_string_equal(letter.from_name, "Gil Agent (Test House Desk)");
    assert_string_equal(letter.subject, arena_printf(t->cx.arena, "Re: [#%lld] No toner",
                                                     (long long)inbox.ticket.v));
    assert_string_equal(letter.in_reply_to, "1@people.example");
    assert_string_equal(letter.references[0], "1@people.example");
    assert_string_equal(letter.references[1], acknowledgement.message_id);
    assert_false(letter.automatic);
}

static void
test_a_note_never_leaves(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket = desk_open(t, t->rosa, "No toner", "Empty.");
    struct message_id note = desk_reply(t, ticket.id, "Secret.", MESSAGE_NOTE, NULL);
    struct outgoing mail = mail_queued(t, ROSA, -1);
    struct composed letter;
    struct err *err;

    mail.kind = OUTGOING_REPLY;
    mail.message = note;
    err = compose(&t->cx, &mail, &tokens, &letter);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_CONFLICT);
}

static void
test_a_solution_asks_whether_it_helped(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket = desk_open(t, t->rosa, "No toner", "Empty.");
    struct outgoing mail;
    struct composed letter;

    desk_reply(t, ticket.id, "We put some in.", MESSAGE_REPLY, "Resolved");
    mail = mail_queued(t, ROSA, OUTGOING_RESOLVED);
    letter = write_mail(t, &mail);
    assert_says(&letter, "We put some in.");
    assert_says(&letter, "Did that solve it?");
    mail = in_spanish(mail);
    letter = write_mail(t, &mail);
    assert_says(&letter, "Creemos que esto lo resuelve:");
}

/* ---- The others. */

static void
test_the_survey_has_a_link_for_each_answer(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket = desk_open(t, t->rosa, "No toner", "Empty.");
    struct outgoing mail = queued(t, OUTGOING_SURVEY, t->rosa, ticket.id, ROSA);
    struct composed letter = write_mail(t, &mail);
    const char *at = letter.text;
    const struct plan *plan;
    size_t n = 0;

    assert_done(policy_current(&t->cx, &plan, NULL));
    while ((at = strstr(at, "https://help.desk.example/survey/SURVEYTOKEN?answer="))) {
        at++;
        n++;
    }
    assert_int_equal(n, plan->answers.n);
    assert_true(n > 1);
}

static void
test_the_sign_in_link_stands_alone(void **state)
{
    struct desk_test *t = *state;
    struct outgoing mail =
        queued(t, OUTGOING_SIGN_IN, t->rosa, (struct ticket_id){0}, ROSA);
    struct composed letter = write_mail(t, &mail);

    assert_says(&letter, "https://help.desk.example/sign-in/SIGNINTOKEN");
    assert_says(&letter, "15 minutes");
    assert_int_equal(letter.references_n, 0);
    mail = in_spanish(mail);
    letter = write_mail(t, &mail);
    assert_says(&letter, "15 minutos");
}

static void
test_the_staff_is_told_what_happened_and_where(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket = desk_open(t, t->rosa, "No toner", "Empty.");
    struct outgoing mail = queued(t, OUTGOING_NOTIFY, t->agent, ticket.id, GIL);
    struct compose_tokens none = {0};
    struct composed letter;

    assert_done(compose(&t->cx, &mail, &none, &letter));
    assert_says(&letter, "No toner");
    assert_says(&letter, "Rosa Requester");
    assert_says(&letter, arena_printf(t->cx.arena, "https://help.desk.example/t/%lld",
                                      (long long)ticket.id.v));
    assert_true(letter.automatic);
}

static void
test_a_reminder_shows_the_question(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket = desk_open(t, t->rosa, "No toner", "Empty.");
    struct outgoing mail;
    struct composed letter;

    desk_reply(t, ticket.id, "Which printer?", MESSAGE_REPLY, NULL);
    mail = queued(t, OUTGOING_REMIND, t->rosa, ticket.id, ROSA);
    letter = write_mail(t, &mail);
    assert_says(&letter, "Which printer?");
    assert_says(&letter, "cannot go on without your answer");
}

static void
test_what_a_rule_resolved_says_so_and_how_to_go_on(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket = desk_open(t, t->rosa, "No toner", "Empty.");
    struct outgoing mail;
    struct composed letter;

    desk_reply(t, ticket.id, "Which printer?", MESSAGE_REPLY, NULL);
    mail = queued(t, OUTGOING_SETTLED, t->rosa, ticket.id, ROSA);
    letter = write_mail(t, &mail);
    assert_says(&letter, "we now take your request as solved");
    assert_says(&letter, "Which printer?");
    assert_says(&letter, "https://help.desk.example/l/TICKETTOKEN");
    assert_non_null(strstr(letter.subject, "Re: "));
    assert_true(letter.automatic && !letter.reply);
    mail = in_spanish(mail);
    letter = write_mail(t, &mail);
    assert_says(&letter, "damos su solicitud por resuelta");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_the_acknowledgement_says_what_when_and_what_then),
        DESK_TEST(test_the_first_mail_holds_our_own_words_only),
        DESK_TEST(test_no_kind_of_mail_carries_words_to_an_unverified_address),
        DESK_TEST(test_a_reply_holds_the_agents_words_and_quotes_the_last),
        DESK_TEST(test_a_note_never_leaves),
        DESK_TEST(test_a_solution_asks_whether_it_helped),
        DESK_TEST(test_the_survey_has_a_link_for_each_answer),
        DESK_TEST(test_the_sign_in_link_stands_alone),
        DESK_TEST(test_the_staff_is_told_what_happened_and_where),
        DESK_TEST(test_a_reminder_shows_the_question),
        DESK_TEST(test_what_a_rule_resolved_says_so_and_how_to_go_on),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
