/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/send.h"

#include "base/buf.h"
#include "desk/event.h"
#include "mail/mail_test_support.h"
#include "mail/smtp.h"
#include "mime/message.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#define ROSA "rosa@people.example"

/* ---- A small mail server, which answers RCPT as the test wants. */

struct server {
    struct arena *arena;
    const char *rcpt;
    pthread_t thread;
    int listen_fd, port;
    struct buf heard; /* all that was said to it */
};

static bool
say(int fd, const char *text)
{
    return send(fd, text, strlen(text), MSG_NOSIGNAL) > 0;
}

static void
answer(struct server *server, int fd, const char *line, bool *in_data)
{
    if (*in_data) {
        *in_data = strcmp(line, ".\r\n") != 0;
        if (!*in_data)
            say(fd, "250 2.0.0 queued\r\n");
    } else if (str_starts(line, "RCPT")) {
        say(fd, server->rcpt);
    } else if (str_starts(line, "DATA")) {
        *in_data = true;
        say(fd, "354 go\r\n");
    } else {
        say(fd, str_starts(line, "QUIT") ? "221 bye\r\n" : "250 ok\r\n");
    }
}

static void *
serve(void *arg)
{
    struct server *server = arg;
    int fd;

    while ((fd = accept(server->listen_fd, NULL, NULL)) >= 0) {
        FILE *in = fdopen(fd, "r");
        bool in_data = false;
        char line[2000];

        say(fd, "220 test\r\n");
        while (fgets(line, sizeof line, in)) {
            buf_str(&server->heard, line);
            answer(server, fd, line, &in_data);
        }
        fclose(in);
    }
    return NULL;
}

static struct server *
server_open(struct desk_test *t, const char *rcpt)
{
    struct server *server = NEW(t->cx.arena, struct server);
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;

    server->arena = arena_new(0);
    server->rcpt = rcpt;
    buf_init(&server->heard, server->arena, 0);
    server->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->listen_fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(server->listen_fd, 8), 0);
    getsockname(server->listen_fd, (struct sockaddr *)&at, &n);
    t->config.smtp = arena_printf(t->cx.arena, "smtp://127.0.0.1:%d", ntohs(at.sin_port));
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
    return server;
}

/* What it heard; valid until the test ends. */
static const char *
server_close(struct desk_test *t, struct server *server)
{
    const char *heard;

    shutdown(server->listen_fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listen_fd);
    heard = arena_strdup(t->cx.arena, buf_text(&server->heard));
    arena_free(&server->arena);
    return heard;
}

/* ---- The job. */

/* Runs the sending of that mail once; its row afterwards. smtp: a connection to be kept,
 * or NULL. */
static struct outgoing
send_through(struct desk_test *t, struct outgoing_id id, struct smtp **smtp)
{
    struct job_tools tools = {.store = t->store, .smtp = smtp};
    struct mail_taking taking = {0};
    struct outgoing mail;
    bool ran = false;

    desk_do(t, mail_claim_run, &taking);
    for (size_t i = 0; i < taking.jobs_n; i++)
        if (str_eq(taking.jobs[i].kind, "send-mail") && taking.jobs[i].ref == id.v) {
            assert_done(send_job(&t->cx, &taking.jobs[i], &tools));
            assert_done(store_reader(t->store, &t->cx));
            ran = true;
        }
    assert_true(ran);
    assert_done(outgoing_get(&t->cx, id, &mail));
    return mail;
}

static struct outgoing
send_now(struct desk_test *t, struct outgoing_id id)
{
    return send_through(t, id, NULL);
}

static int64_t
next_job_at(struct desk_test *t)
{
    int64_t at;

    assert_done(job_next_at(&t->cx, &at));
    return at;
}

static struct outgoing
acknowledgement(struct desk_test *t, struct ticket *ticket_out)
{
    *ticket_out = desk_open(t, t->rosa, "No tóner", "The printer is empty.");
    return mail_queued(t, ROSA, OUTGOING_ACKNOWLEDGEMENT);
}

static void
test_without_a_server_mail_waits(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket;
    struct outgoing mail = acknowledgement(t, &ticket);

    mail = send_now(t, mail.id);
    assert_int_equal(mail.state, OUTGOING_WAITING);
    assert_int_equal(mail.tries, 0);
    assert_int_equal(next_job_at(t), DESK_NOW + MS_MINUTE);
}

static void
test_what_was_sent_is_marked_and_well_made(void **state)
{
    struct desk_test *t = *state;
    struct server *server = server_open(t, "250 ok\r\n");
    struct ticket ticket;
    struct outgoing mail = acknowledgement(t, &ticket);
    struct mime_message *read;
    const char *heard, *from, *end;

    mail = send_now(t, mail.id);
    heard = server_close(t, server);
    assert_int_equal(mail.state, OUTGOING_SENT);
    assert_int_equal(mail.sent_at, DESK_NOW);
    assert_int_equal(next_job_at(t), INT64_MAX);
    assert_non_null(strstr(heard, "MAIL FROM:<help@desk.example>"));
    assert_non_null(strstr(heard, "RCPT TO:<" ROSA ">"));
    from = strstr(heard, "DATA\r\n");
    assert_non_null(from);
    end = strstr(from, "\r\n.\r\n");
    assert_non_null(end);
    from += 6;
    assert_done(mime_read(
        &t->cx, (struct bytes){(const unsigned char *)from, (size_t)(end - from)},
        &read));
    assert_string_equal(read->message_id, mail.message_id);
    assert_string_equal(read->from.email, HELP);
    assert_string_equal(read->from.name, "Test House Desk");
    assert_int_equal(read->to.n, 1);
    assert_string_equal(read->to.at[0].email, ROSA);
    assert_string_equal(mime_field(read, "Auto-Submitted"), "auto-replied");
    assert_non_null(strstr(read->subject, "No tóner"));
    assert_non_null(strstr(read->text, "https://help.desk.example/l/"));
    assert_non_null(strstr(read->html, "https://help.desk.example/l/"));
    assert_true(read->auto_submitted);
}

/* Three mails, the second of which is refused: the first connection carries two. */
static void
test_mails_share_a_connection_until_one_is_refused(void **state)
{
    struct desk_test *t = *state;
    struct server *server = server_open(t, "250 ok\r\n");
    struct smtp *smtp = NULL;
    struct ticket ticket;
    const char *heard, *second;

    for (int i = 0; i < 3; i++) {
        server->rcpt = i == 1 ? "550 5.1.1 nobody here\r\n" : "250 ok\r\n";
        assert_int_equal(send_through(t, acknowledgement(t, &ticket).id, &smtp).state,
                         i == 1 ? OUTGOING_FAILED : OUTGOING_SENT);
    }
    assert_non_null(smtp);
    smtp_free(&smtp);
    heard = server_close(t, server);
    second = strstr(heard + 1, "EHLO");
    assert_non_null(second);
    assert_null(strstr(second + 1, "EHLO"));
}

static void
test_a_refusal_fails_at_once_and_the_ticket_says_so(void **state)
{
    struct desk_test *t = *state;
    struct server *server = server_open(t, "550 5.1.1 nobody here\r\n");
    struct ticket ticket;
    struct outgoing mail = acknowledgement(t, &ticket);
    struct event *events;
    size_t n;

    mail = send_now(t, mail.id);
    server_close(t, server);
    assert_int_equal(mail.state, OUTGOING_FAILED);
    assert_non_null(strstr(mail.answer, "nobody here"));
    assert_done(event_list(&t->cx, ticket.id, &events, &n));
    assert_int_equal(events[n - 1].kind, EVENT_MAIL_FAILED);
    assert_int_equal(next_job_at(t), INT64_MAX);
}

static void
test_a_busy_server_is_tried_again_until_the_time_is_over(void **state)
{
    struct desk_test *t = *state;
    struct server *server = server_open(t, "451 4.3.0 later\r\n");
    struct ticket ticket;
    struct outgoing mail = acknowledgement(t, &ticket);

    mail = send_now(t, mail.id);
    assert_int_equal(mail.state, OUTGOING_WAITING);
    assert_int_equal(mail.tries, 1);
    assert_non_null(strstr(mail.answer, "later"));
    assert_int_equal(next_job_at(t), DESK_NOW + 5 * MS_SECOND);
    t->cx.now = next_job_at(t);
    mail = send_now(t, mail.id);
    assert_int_equal(mail.tries, 2);
    assert_int_equal(next_job_at(t), t->cx.now + 20 * MS_SECOND);
    t->cx.now = DESK_NOW + t->config.mail_give_up_ms;
    mail = send_now(t, mail.id);
    server_close(t, server);
    assert_int_equal(mail.state, OUTGOING_FAILED);
}

static void
test_no_server_at_all_is_tried_again(void **state)
{
    struct desk_test *t = *state;
    struct ticket ticket;
    struct outgoing mail = acknowledgement(t, &ticket);

    t->config.smtp = "smtp://127.0.0.1:1";
    mail = send_now(t, mail.id);
    assert_int_equal(mail.state, OUTGOING_WAITING);
    assert_int_equal(mail.tries, 1);
    assert_true(*mail.answer);
}

static void
test_delays_grow_up_to_an_hour(void **state)
{
    (void)state;
    assert_int_equal(send_delay_ms(0), 5 * MS_SECOND);
    assert_int_equal(send_delay_ms(3), 320 * MS_SECOND);
    assert_int_equal(send_delay_ms(6), MS_HOUR);
    assert_int_equal(send_delay_ms(1000), MS_HOUR);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_without_a_server_mail_waits),
        DESK_TEST(test_what_was_sent_is_marked_and_well_made),
        DESK_TEST(test_mails_share_a_connection_until_one_is_refused),
        DESK_TEST(test_a_refusal_fails_at_once_and_the_ticket_says_so),
        DESK_TEST(test_a_busy_server_is_tried_again_until_the_time_is_over),
        DESK_TEST(test_no_server_at_all_is_tried_again),
        cmocka_unit_test(test_delays_grow_up_to_an_hour),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
