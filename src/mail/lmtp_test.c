/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/lmtp.h"

#include "base/arena.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* What was delivered, one line each. */
struct box {
    struct arena *arena;
    struct buf got;
};

static struct lmtp_reply
deliver(void *app, struct arena *arena, const char *from, const char *recipient,
        struct bytes message)
{
    struct box *box = app;

    (void)arena;
    if (str_starts(recipient, "full"))
        return (struct lmtp_reply){452, "Disk\r\nfull \xc3\xa9"};
    if (str_starts(recipient, "odd"))
        return (struct lmtp_reply){0, NULL};
    buf_printf(&box->got, "%s>%s:", from, recipient);
    buf_add(&box->got, message.p, message.n);
    buf_char(&box->got, '|');
    return (struct lmtp_reply){250, "Taken"};
}

static struct lmtp_reply
recipient_known(void *app, struct arena *arena, const char *address)
{
    (void)app;
    (void)arena;
    return str_starts(address, "nobody") ? (struct lmtp_reply){550, "No such person"}
                                         : (struct lmtp_reply){250, "Ok"};
}

static const struct lmtp_callbacks callbacks = {recipient_known, deliver};
static const struct lmtp_options options = {
    .name = "desk", .message_bytes = 60, .recipients_n = 3};

#define HELLO "LHLO me\r\nMAIL FROM:<a@x> SIZE=5 BODY=8BITMIME\r\n"
#define START HELLO "RCPT TO:<b@x>\r\nDATA\r\n"

/* Says it in pieces of step bytes; what was answered after the greeting lines. */
static const char *
talk(struct box *box, struct bytes said, size_t step)
{
    struct lmtp_session *session = lmtp_session_new(&options, &callbacks, box);
    const char *answer;
    bool going = true;

    buf_init(&box->got, box->arena, 0);
    while (said.n && going) {
        size_t n = said.n < step ? said.n : step;

        going = lmtp_session_take(session, (struct bytes){said.p, n});
        said = (struct bytes){said.p + n, said.n - n};
    }
    answer = arena_strdup(box->arena, buf_text(lmtp_session_out(session)));
    lmtp_session_free(&session);
    return answer;
}

#define TALK(box, text)                                                                  \
    talk((box), (struct bytes){(const unsigned char *)(text), sizeof(text) - 1}, 7)

static void
test_message_is_delivered_to_each_recipient(void **state)
{
    struct box *box = *state;
    static const char said[] = HELLO
        "RCPT TO:<b@x>\r\nRCPT TO:<nobody@x>\r\nRCPT TO:<full@x>\r\nRCPT TO:<odd@x>\r\n"
        "RCPT TO:<more@x>\r\nDATA\r\nS: 1\r\n\r\n..dot\r\n.\r\nNOOP\r\nQUIT\r\n";

    for (size_t step = 1; step < sizeof said; step += 3) {
        const char *answer = talk(box, bytes_of(said), step);

        assert_string_equal(buf_text(&box->got), "a@x>b@x:S: 1\r\n\r\n.dot\r\n|");
        assert_string_equal(
            answer,
            "220 desk LMTP Kindesk\r\n250-desk\r\n250-PIPELINING\r\n"
            "250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 60\r\n"
            "250 2.1.0 Ok\r\n250 2.0.0 Ok\r\n550 5.0.0 No such person\r\n"
            "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n452 4.5.3 Too many recipients\r\n"
            "354 Please send the message, end it with a dot\r\n"
            "250 2.0.0 <b@x> Taken\r\n452 4.0.0 <full@x> Disk??full ??\r\n"
            "451 4.0.0 <odd@x> Local error\r\n250 2.0.0 Ok\r\n221 2.0.0 Bye\r\n");
    }
}

static void
test_only_crlf_dot_crlf_ends_a_message(void **state)
{
    struct box *box = *state;
    static const char *const tricks[] = {"\n.\n",     "\n.\r\n",    "\r\n.\n",
                                         "\r.\r",     "\r\n.\r",    "\r.\r\n",
                                         "\n\r\n.\n", "\r\n.\r\r\n"};

    for (size_t i = 0; i < sizeof tricks / sizeof *tricks; i++) {
        const char *said = arena_printf(
            box->arena, START "x%sMAIL FROM:<evil@x>\r\n.\r\nRSET\r\n", tricks[i]);

        talk(box, bytes_of(said), 3);
        if (!strstr(buf_text(&box->got), "MAIL FROM:<evil@x>\r\n|"))
            fail_msg("trick %zu ended the message: %s", i, buf_text(&box->got));
        assert_ptr_equal(strchr(buf_text(&box->got), '|'),
                         strrchr(buf_text(&box->got), '|'));
    }
}

static void
test_bare_lf_in_commands_ends_the_conversation(void **state)
{
    const char *answer = TALK(*state, "LHLO me\nMAIL FROM:<a@x>\r\n");

    assert_non_null(strstr(answer, "500 5.5.2 Lines end with CR LF\r\n"));
    assert_null(strstr(answer, "250"));
}

static void
test_too_large_messages_get_552(void **state)
{
    struct box *box = *state;
    const char *answer;

    assert_non_null(
        strstr(TALK(box, "LHLO me\r\nMAIL FROM:<> SIZE=61\r\n"), "552 5.3.4"));
    answer =
        TALK(box, START "123456789 123456789 123456789 123456789 123456789 123456789 x"
                        "\r\n.\r\nMAIL FROM:<>\r\n");
    assert_non_null(strstr(answer, "552 5.3.4 <b@x> The message is too large\r\n"));
    assert_true(str_ends(answer, "250 2.1.0 Ok\r\n"));
    assert_string_equal(buf_text(&box->got), "");
    TALK(box,
         START "123456789 123456789 123456789 123456789 123456789 12345678\r\n.\r\n");
    assert_int_equal(strlen(buf_text(&box->got)), 60 + 9);
}

static void
test_commands_out_of_order_are_refused(void **state)
{
    struct box *box = *state;

    assert_non_null(strstr(TALK(box, "MAIL FROM:<a@x>\r\n"), "503"));
    assert_non_null(strstr(TALK(box, "LHLO me\r\nRCPT TO:<a@x>\r\n"), "503"));
    assert_non_null(strstr(TALK(box, HELLO "DATA\r\n"), "503"));
    assert_non_null(strstr(TALK(box, HELLO "MAIL FROM:<b@x>\r\n"), "503"));
    assert_non_null(strstr(TALK(box, HELLO "RCPT TO:<nobody@x>\r\nDATA\r\n"), "503"));
    assert_non_null(strstr(TALK(box, START "x\r\n.\r\nDATA\r\n"), "503"));
    assert_non_null(strstr(TALK(box, "EHLO me\r\n"), "500"));
    assert_non_null(strstr(TALK(box, "LHLO\r\n"), "500"));
    assert_non_null(strstr(TALK(box, "VRFY a\r\n"), "252"));
}

static void
test_strange_addresses_are_refused(void **state)
{
    static const char *const wrong[] = {
        "MAIL FROM:a@x",          "MAIL FROM:<a@x",
        "MAIL FROM:<a b@x>",      "MAIL FROM:<a@x>y",
        "MAIL FROM:<a@x> FOO=1",  "MAIL FROM:<a@x> SIZE=x",
        "MAIL FROM:<\xc3\xa9@x>", "MAIL FROM:<\xff@x> SMTPUTF8",
        "MAIL FROM:<a\x01@x>",    "MAIL FROM:<@r>"};
    struct box *box = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *said = arena_printf(box->arena, "LHLO me\r\n%s\r\n", wrong[i]);
        const char *answer = strstr(talk(box, bytes_of(said), 5), "SIZE 60\r\n");

        if (answer[9] != '5')
            fail_msg("\"%s\" was answered with \"%s\"", wrong[i], answer);
    }
    TALK(box, "LHLO me\r\nMAIL FROM:<\xc3\xa9@x> SMTPUTF8\r\nRCPT TO:<@r:\"b "
              ">\"@x>\r\nDATA\r\n."
              "\r\n");
    assert_string_equal(buf_text(&box->got), "\xc3\xa9@x>\"b >\"@x:|");
}

static void
test_long_lines_and_many_mistakes_end_well(void **state)
{
    struct box *box = *state;
    struct buf said;
    const char *answer;

    buf_init(&said, box->arena, 0);
    for (int i = 0; i < 5000; i++)
        buf_char(&said, 'x');
    buf_str(&said, "\r\nNOOP\r\n");
    answer = talk(box, buf_bytes(&said), 100);
    assert_non_null(strstr(answer, "500 5.5.2 The line is too long\r\n250 2.0.0 Ok\r\n"));
    for (int i = 0; i < 30; i++)
        buf_str(&said, "X\r\n");
    answer = talk(box, buf_bytes(&said), 100);
    assert_true(str_ends(answer, "421 4.7.0 Too many mistakes\r\n"));
}

static int
dial(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void
hear(int fd, const char *until)
{
    char heard[4096] = "";
    size_t n = 0;

    while (!strstr(heard, until)) {
        ssize_t got = recv(fd, heard + n, sizeof heard - 1 - n, 0);

        if (got <= 0)
            fail_msg("wanted \"%s\", got \"%s\"", until, heard);
        n += (size_t)got;
        heard[n] = 0;
    }
}

static void
test_server_takes_mail_and_bounds_connections(void **state)
{
    struct box *box = *state;
    struct cx cx = {.arena = box->arena};
    struct lmtp_options bounded = options;
    struct lmtp_server *server;
    int first, second;

    bounded.listen = "127.0.0.1:0";
    bounded.connections_n = 1;
    buf_init(&box->got, box->arena, 0);
    assert_null(lmtp_server_new(&cx, &bounded, &callbacks, box, &server));
    first = dial(lmtp_server_port(server));
    hear(first, "220 desk");
    second = dial(lmtp_server_port(server));
    hear(second, "421 4.3.2");
    close(second);
    assert_true(send(first, START "hi\r\n.\r\n", sizeof(START "hi\r\n.\r\n") - 1, 0) > 0);
    hear(first, "<b@x> Taken\r\n");
    assert_string_equal(buf_text(&box->got), "a@x>b@x:hi\r\n|");
    lmtp_server_free(&server);
    close(first);
}

static int
setup(void **state)
{
    struct box *box = calloc(1, sizeof *box);

    box->arena = arena_new(0);
    *state = box;
    return 0;
}

static int
teardown(void **state)
{
    struct box *box = *state;

    arena_free(&box->arena);
    free(box);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message_is_delivered_to_each_recipient),
        cmocka_unit_test(test_only_crlf_dot_crlf_ends_a_message),
        cmocka_unit_test(test_bare_lf_in_commands_ends_the_conversation),
        cmocka_unit_test(test_too_large_messages_get_552),
        cmocka_unit_test(test_commands_out_of_order_are_refused),
        cmocka_unit_test(test_strange_addresses_are_refused),
        cmocka_unit_test(test_long_lines_and_many_mistakes_end_well),
        cmocka_unit_test(test_server_takes_mail_and_bounds_connections),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
