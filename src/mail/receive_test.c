/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/receive.h"

#include "mail/mail_test_support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* A mail server that hands over: one connection to the listener. */
struct client {
    struct receive *receive;
    FILE *in;
    int fd, accepted_n;
    char line[1000];
};

static void
count(void *app)
{
    ((struct client *)app)->accepted_n++;
}

/* The code of the next answer, its lines read. */
static int
answer(struct client *client)
{
    do
        assert_non_null(fgets(client->line, sizeof client->line, client->in));
    while (client->line[3] == '-');
    return (int)strtol(client->line, NULL, 10);
}

static int
say(struct client *client, const char *words)
{
    assert_int_equal(send(client->fd, words, strlen(words), MSG_NOSIGNAL), strlen(words));
    return answer(client);
}

static void
client_open(struct desk_test *t, struct client *client)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct receive_options options = {.store = t->store,
                                      .policy = t->cx.policy,
                                      .config = &t->config,
                                      .accepted = count,
                                      .app = client};

    t->config.lmtp = "127.0.0.1:0";
    assert_done(receive_new(&t->cx, &options, &client->receive));
    at.sin_port = htons((uint16_t)receive_port(client->receive));
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(client->fd, (struct sockaddr *)&at, sizeof at), 0);
    client->in = fdopen(client->fd, "r");
    assert_int_equal(answer(client), 220);
    assert_int_equal(say(client, "LHLO mx\r\n"), 250);
}

static void
client_close(struct client *client)
{
    fclose(client->in);
    receive_free(&client->receive);
}

static struct inbox
newest(struct desk_test *t, size_t *n_out)
{
    struct inbox *list;

    assert_done(store_reader(t->store, &t->cx));
    assert_done(inbox_list(&t->cx, &(struct inbox_filter){.state = -1, .q = ""}, 100,
                           &list, n_out));
    return *n_out ? list[0] : (struct inbox){.state = INBOX_FAILED};
}

static void
test_a_message_is_in_the_inbox_when_it_is_answered(void **state)
{
    struct desk_test *t = *state;
    struct client client = {0};
    struct inbox inbox;
    size_t n;

    client_open(t, &client);
    assert_int_equal(say(&client, "MAIL FROM:<rosa@people.example>\r\n"), 250);
    assert_int_equal(say(&client, "RCPT TO:<Help+x@Desk.example>\r\n"), 250);
    assert_int_equal(say(&client, "RCPT TO:<nobody@desk.example>\r\n"), 550);
    assert_int_equal(say(&client, "DATA\r\n"), 354);
    assert_int_equal(say(&client, "From: rosa@people.example\r\n\r\nHello.\r\n.\r\n"),
                     250);
    inbox = newest(t, &n);
    assert_int_equal(n, 1);
    assert_string_equal(inbox.sender, "rosa@people.example");
    assert_string_equal(inbox.recipient, HELP);
    assert_int_equal(inbox.state, INBOX_ACCEPTED);
    assert_int_equal(client.accepted_n, 1);
    client_close(&client);
}

static void
test_the_null_sender_is_told_from_an_unknown_one(void **state)
{
    struct desk_test *t = *state;
    struct client client = {0};
    size_t n;

    client_open(t, &client);
    assert_int_equal(say(&client, "MAIL FROM:<>\r\n"), 250);
    assert_int_equal(say(&client, "RCPT TO:<help@desk.example>\r\n"), 250);
    assert_int_equal(say(&client, "DATA\r\n"), 354);
    assert_int_equal(say(&client, "From: x@people.example\r\n\r\nAway.\r\n.\r\n"), 250);
    assert_string_equal(newest(t, &n).sender, "<>");
    client_close(&client);
}

static void
test_what_is_too_large_is_refused_for_good(void **state)
{
    struct desk_test *t = *state;
    struct client client = {0};
    size_t n;

    t->config.mail_bytes = 1000;
    client_open(t, &client);
    assert_int_equal(say(&client, "MAIL FROM:<rosa@people.example>\r\n"), 250);
    assert_int_equal(say(&client, "RCPT TO:<help@desk.example>\r\n"), 250);
    assert_int_equal(say(&client, "DATA\r\n"), 354);
    for (int i = 0; i < 50; i++)
        assert_true(send(client.fd, "0123456789012345678901234567890\r\n", 33,
                         MSG_NOSIGNAL) == 33);
    assert_int_equal(say(&client, ".\r\n"), 552);
    newest(t, &n);
    assert_int_equal(n, 0);
    client_close(&client);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_a_message_is_in_the_inbox_when_it_is_answered),
        DESK_TEST(test_the_null_sender_is_told_from_an_unknown_one),
        DESK_TEST(test_what_is_too_large_is_refused_for_good),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
