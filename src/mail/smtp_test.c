/* SPDX-License-Identifier: Apache-2.0 */
/* Against a small mail server in a thread, which says what each test wants. */
#include "mail/smtp.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* What the server answers; NULL: the usual. "" hangs up. */
struct script {
    const char *greeting, *ehlo, *starttls, *auth, *mail, *rcpt, *data, *end;
};

struct fake {
    struct arena *arena;
    struct script script;
    pthread_t thread;
    int listen_fd, port, connections_n;
    struct buf heard; /* commands, one a line */
    struct buf message;
};

static bool
answer(int fd, const char *text, const char *usual)
{
    if (!text)
        text = usual;
    return *text && send(fd, text, strlen(text), MSG_NOSIGNAL) > 0;
}

/* One line with its CR LF, byte by byte. */
static bool
read_line(int fd, char *line, size_t room)
{
    size_t n = 0;

    while (n + 1 < room && recv(fd, line + n, 1, 0) == 1) {
        n++;
        line[n] = 0;
        if (n >= 2 && strcmp(line + n - 2, "\r\n") == 0)
            return true;
    }
    return false;
}

static bool
read_message(struct fake *fake, int fd)
{
    char line[4096];

    while (read_line(fd, line, sizeof line)) {
        if (strcmp(line, ".\r\n") == 0)
            return answer(fd, fake->script.end, "250 2.0.0 queued as 7\r\n");
        buf_str(&fake->message, line);
    }
    return false;
}

static bool
obey(struct fake *fake, int fd, const char *line)
{
    const struct script *script = &fake->script;

    buf_str(&fake->heard, line);
    if (str_starts(line, "EHLO"))
        return answer(fd, script->ehlo, "250-fake\r\n250 SIZE 1000000\r\n");
    if (str_starts(line, "STARTTLS"))
        return answer(fd, script->starttls, "454 4.7.0 not now\r\n") && !script->starttls;
    if (str_starts(line, "AUTH"))
        return answer(fd, script->auth, "235 2.7.0 welcome\r\n");
    if (str_starts(line, "MAIL"))
        return answer(fd, script->mail, "250 2.1.0 ok\r\n");
    if (str_starts(line, "RCPT"))
        return answer(fd, script->rcpt, "250 2.1.5 ok\r\n");
    if (str_starts(line, "DATA"))
        return answer(fd, script->data, "354 go\r\n") &&
               (script->data || read_message(fake, fd));
    answer(fd, NULL, "221 2.0.0 bye\r\n");
    return false;
}

static void *
run(void *cls)
{
    struct fake *fake = cls;
    char line[4096];
    int fd;

    while ((fd = accept(fake->listen_fd, NULL, NULL)) >= 0) {
        bool going = answer(fd, fake->script.greeting, "220 fake ESMTP\r\n");

        fake->connections_n++;
        while (going && read_line(fd, line, sizeof line))
            going = obey(fake, fd, line);
        close(fd);
    }
    return NULL;
}

static struct fake *
fake_open(struct script script)
{
    struct fake *fake = calloc(1, sizeof *fake);
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;

    fake->arena = arena_new(0);
    fake->script = script;
    buf_init(&fake->heard, fake->arena, 0);
    buf_init(&fake->message, fake->arena, 0);
    fake->listen_fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fake->listen_fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fake->listen_fd, 5), 0);
    getsockname(fake->listen_fd, (struct sockaddr *)&at, &n);
    fake->port = ntohs(at.sin_port);
    pthread_create(&fake->thread, NULL, run, fake);
    return fake;
}

/* Everything that was heard may be looked at after it. */
static void
fake_stop(struct fake *fake)
{
    shutdown(fake->listen_fd, SHUT_RDWR);
    pthread_join(fake->thread, NULL);
    close(fake->listen_fd);
}

static void
fake_free(struct fake *fake)
{
    arena_free(&fake->arena);
    free(fake);
}

static struct smtp *
client(struct fake *fake, enum smtp_tls tls, const char *password)
{
    struct smtp_options options = {.tls = tls, .name = "desk.example"};

    options.url = arena_printf(fake->arena, "smtp://127.0.0.1:%d", fake->port);
    options.user = password ? "desk" : NULL;
    options.password = password;
    options.timeout_ms = 20000;
    return smtp_new(&options);
}

static struct smtp_result
send_with(struct fake *fake, enum smtp_tls tls, const char *password)
{
    struct smtp *smtp = client(fake, tls, password);
    struct smtp_result result =
        smtp_send(smtp, fake->arena, "a@x", "b@y", bytes_of("S: 1\r\n\r\nhi\r\n"));

    smtp_free(&smtp);
    fake_stop(fake);
    return result;
}

static void
expect(struct script script, enum smtp_outcome outcome, int code, const char *text)
{
    struct fake *fake = fake_open(script);
    struct smtp_result result = send_with(fake, SMTP_TLS_OFF, NULL);

    if (result.outcome != outcome || result.code != code ||
        (text && !strstr(result.text, text)))
        fail_msg("outcome %d, code %d, \"%s\"", (int)result.outcome, result.code,
                 result.text);
    fake_free(fake);
}

static void
test_message_is_sent_with_one_connection(void **state)
{
    struct fake *fake = fake_open((struct script){0});
    struct smtp *smtp = client(fake, SMTP_TLS_OFF, NULL);
    struct smtp_result result;

    (void)state;
    for (int i = 0; i < 3; i++) {
        result =
            smtp_send(smtp, fake->arena, i ? "a@x" : "", "b@y", bytes_of("S: 1\r\n\r\n"));
        assert_int_equal(result.outcome, SMTP_SENT);
        assert_int_equal(result.code, 250);
        assert_string_equal(result.text, "2.0.0 queued as 7");
    }
    smtp_free(&smtp);
    fake_stop(fake);
    assert_int_equal(fake->connections_n, 1);
    assert_true(str_starts(buf_text(&fake->heard),
                           "EHLO desk.example\r\nMAIL FROM:<> SIZE=8\r\nRCPT TO:<b@y>\r\n"
                           "DATA\r\nMAIL FROM:<a@x> SIZE=8\r\n"));
    fake_free(fake);
}

static void
test_nothing_in_a_message_ends_it(void **state)
{
    struct fake *fake = fake_open((struct script){0});
    struct smtp *smtp = client(fake, SMTP_TLS_OFF, NULL);
    static const char message[] =
        ".first\n.\r\n.\rMAIL FROM:<evil@x>\n\r\n..two\r\r\nend";

    (void)state;
    assert_int_equal(
        smtp_send(smtp, fake->arena, "a@x", "b@y", bytes_of(message)).outcome, SMTP_SENT);
    smtp_free(&smtp);
    fake_stop(fake);
    assert_string_equal(
        buf_text(&fake->message),
        "..first\r\n..\r\n..\r\nMAIL FROM:<evil@x>\r\n\r\n...two\r\n\r\nend\r\n");
    fake_free(fake);
}

static void
test_replies_are_told_apart(void **state)
{
    (void)state;
    expect((struct script){.rcpt = "550 5.1.1 no such person\r\n"}, SMTP_PERMANENT, 550,
           "5.1.1 no such person");
    expect((struct script){.rcpt = "450 4.2.1 greylisted\r\n"}, SMTP_TEMPORARY, 450,
           "greylisted");
    expect((struct script){.mail = "553 5.1.8 not you\r\n"}, SMTP_PERMANENT, 553,
           "not you");
    expect((struct script){.mail = "421 4.3.2 later\r\n"}, SMTP_TEMPORARY, 421, "later");
    expect((struct script){.data = "554 5.5.1 no\r\n"}, SMTP_PERMANENT, 554, "5.5.1 no");
    expect((struct script){.end = "552 5.3.4 too large\r\n"}, SMTP_PERMANENT, 552,
           "too large");
    expect((struct script){.end = "452 4.3.1 disk full\r\n"}, SMTP_TEMPORARY, 452,
           "disk full");
    expect((struct script){.greeting = "554 5.7.1 go away\r\n"}, SMTP_TEMPORARY, 554,
           NULL);
}

static void
test_broken_connections_are_temporary(void **state)
{
    struct fake *fake;
    struct smtp *smtp;
    struct smtp_result result;

    (void)state;
    expect((struct script){.greeting = ""}, SMTP_TEMPORARY, 0, NULL);
    expect((struct script){.rcpt = ""}, SMTP_TEMPORARY, 0, NULL);
    expect((struct script){.end = ""}, SMTP_TEMPORARY, 0, NULL);
    fake = fake_open((struct script){0});
    fake_stop(fake);
    smtp = client(fake, SMTP_TLS_OFF, NULL);
    result = smtp_send(smtp, fake->arena, "a@x", "b@y", bytes_of("x"));
    assert_int_equal(result.outcome, SMTP_TEMPORARY);
    assert_true(*result.text != 0);
    smtp_free(&smtp);
    fake_free(fake);
}

static void
test_required_tls_never_falls_back(void **state)
{
    static const char offers[] = "250-fake\r\n250 STARTTLS\r\n";
    struct script scripts[] = {
        {0},
        {              .ehlo = offers},
        { .ehlo = offers, .starttls = "220 go\r\n"}
    };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct fake *fake = fake_open(scripts[i]);
        struct smtp_result result = send_with(fake, SMTP_TLS_REQUIRED, "geheim");

        assert_int_equal(result.outcome, SMTP_TEMPORARY);
        assert_null(strstr(buf_text(&fake->heard), "MAIL"));
        assert_null(strstr(buf_text(&fake->heard), "AUTH"));
        assert_null(strstr(result.text, "geheim"));
        fake_free(fake);
    }
    assert_int_equal(smtp_tls_of("off"), SMTP_TLS_OFF);
    assert_int_equal(smtp_tls_of("opportunistic"), SMTP_TLS_OPPORTUNISTIC);
    assert_int_equal(smtp_tls_of("Off"), SMTP_TLS_REQUIRED);
    assert_int_equal(smtp_tls_of(NULL), SMTP_TLS_REQUIRED);
}

static void
test_opportunistic_tls_falls_back(void **state)
{
    struct fake *fake = fake_open((struct script){0});

    (void)state;
    assert_int_equal(send_with(fake, SMTP_TLS_OPPORTUNISTIC, NULL).outcome, SMTP_SENT);
    fake_free(fake);
}

static void
test_refused_sign_in_is_temporary(void **state)
{
    struct fake *fake = fake_open((struct script){
        .ehlo = "250-fake\r\n250 AUTH PLAIN\r\n", .auth = "535 5.7.8 wrong\r\n"});
    struct smtp_result result = send_with(fake, SMTP_TLS_OFF, "geheim");

    (void)state;
    assert_int_equal(result.outcome, SMTP_TEMPORARY);
    assert_null(strstr(result.text, "geheim"));
    fake_free(fake);
    fake = fake_open((struct script){.ehlo = "250-fake\r\n250 AUTH PLAIN\r\n"});
    assert_int_equal(send_with(fake, SMTP_TLS_OFF, "geheim").outcome, SMTP_SENT);
    assert_non_null(strstr(buf_text(&fake->heard), "AUTH PLAIN"));
    fake_free(fake);
}

static void
test_addresses_that_break_out_are_refused(void **state)
{
    static const char *const wrong[] = {"b@y\r\nDATA", "b@y> SIZE=1", "b@y b", "",
                                        "b\x01@y",     "<b@y"};
    struct fake *fake = fake_open((struct script){0});
    struct smtp *smtp = client(fake, SMTP_TLS_OFF, NULL);

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(
            smtp_send(smtp, fake->arena, "a@x", wrong[i], bytes_of("x")).outcome,
            SMTP_PERMANENT);
    assert_int_equal(smtp_send(smtp, fake->arena, "a@x>\n", "b@y", bytes_of("x")).outcome,
                     SMTP_PERMANENT);
    smtp_free(&smtp);
    fake_stop(fake);
    assert_int_equal(fake->connections_n, 0);
    fake_free(fake);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message_is_sent_with_one_connection),
        cmocka_unit_test(test_nothing_in_a_message_ends_it),
        cmocka_unit_test(test_replies_are_told_apart),
        cmocka_unit_test(test_broken_connections_are_temporary),
        cmocka_unit_test(test_required_tls_never_falls_back),
        cmocka_unit_test(test_opportunistic_tls_falls_back),
        cmocka_unit_test(test_refused_sign_in_is_temporary),
        cmocka_unit_test(test_addresses_that_break_out_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
