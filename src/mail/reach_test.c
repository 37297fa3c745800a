/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/reach.h"

#include "desk/desk_test_support.h"
#include "mail/hook_call.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static bool
is_public(const char *text)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};

    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return reach_is_public((const struct sockaddr *)&four);
    if (inet_pton(AF_INET6, text, &six.sin6_addr) != 1)
        fail_msg("%s is no address", text);
    return reach_is_public((const struct sockaddr *)&six);
}

static void
test_only_the_public_internet_is_public(void **state)
{
    static const char *const inside[] = {"0.0.0.0",
                                         "10.1.2.3",
                                         "100.64.0.1",
                                         "100.127.255.255",
                                         "127.0.0.1",
                                         "127.255.0.9",
                                         "169.254.169.254",
                                         "172.16.0.1",
                                         "172.31.255.255",
                                         "192.0.0.8",
                                         "192.0.2.1",
                                         "192.88.99.1",
                                         "192.168.1.1",
                                         "198.18.0.1",
                                         "198.19.255.255",
                                         "198.51.100.7",
                                         "203.0.113.9",
                                         "224.0.0.1",
                                         "239.1.1.1",
                                         "240.0.0.1",
                                         "255.255.255.255",
                                         "::",
                                         "::1",
                                         "::ffff:8.8.8.8",
                                         "::7f00:1",
                                         "64:ff9b::a00:1",
                                         "100::1",
                                         "2001::1",
                                         "2001:10::1",
                                         "2001:db8::1",
                                         "2002:7f00:1::1",
                                         "3fff::1",
                                         "fc00::1",
                                         "fd12::1",
                                         "fe80::1",
                                         "fec0::1",
                                         "ff02::1"};
    static const char *const outside[] = {
        "8.8.8.8",      "100.63.255.255", "100.128.0.1", "172.15.0.1",
        "172.32.0.1",   "193.0.0.1",      "198.17.0.1",  "223.255.255.1",
        "2606:4700::1", "2001:4860::88",  "2a00:1450::1"};

    (void)state;
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (is_public(inside[i]))
            fail_msg("%s is taken for public", inside[i]);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        if (!is_public(outside[i]))
            fail_msg("%s is not taken for public", outside[i]);
}

static bool
may_be_called(struct desk_test *t, const char *url, const char *inside)
{
    const char *host;
    bool is_inside;
    int port;

    return !reach_check_url(&t->cx, url, inside, &host, &port, &is_inside);
}

static void
test_urls_are_https_without_tricks(void **state)
{
    struct desk_test *t = *state;

    assert_true(may_be_called(t, "https://hooks.example/a?b=c", ""));
    assert_true(may_be_called(t, "https://hooks.example:8443/a", ""));
    assert_false(may_be_called(t, "http://hooks.example/a", ""));
    assert_true(may_be_called(t, "http://hooks.example/a", "other, Hooks.example"));
    assert_true(may_be_called(t, "http://hooks.example:80/a", "hooks.example:80"));
    assert_false(may_be_called(t, "http://hooks.example:81/a", "hooks.example:80"));
    assert_false(may_be_called(t, "ftp://hooks.example/a", "hooks.example"));
    assert_false(may_be_called(t, "file:///etc/passwd", ""));
    assert_false(may_be_called(t, "https://a:b@hooks.example/", ""));
    assert_false(may_be_called(t, "https://hooks.example\r\nHost: inside/", ""));
    assert_false(may_be_called(t, "https://", ""));
    assert_false(may_be_called(t, "", ""));
}

/* Each of these means this machine. None is called. */
static void
test_nothing_inside_is_called_however_it_is_written(void **state)
{
    static const char *const urls[] = {
        "https://127.0.0.1/",     "https://2130706433/", "https://0177.0.0.1/",
        "https://0x7f.1/",        "https://[::1]/",      "https://[::ffff:127.0.0.1]/",
        "https://localhost/",     "https://0.0.0.0/",    "https://169.254.169.254/x",
        "https://[fe80::1%25lo]/"};
    struct desk_test *t = *state;

    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct reach_result result = reach_post(
            &t->cx,
            &(struct reach_request){
                .url = urls[i], .inside = "", .body = bytes_of("{}"), .timeout_ms = 200});

        if (result.status ||
            (!result.refused && !str_eq(result.text, "The host was not found.")))
            fail_msg("%s: %d %s", urls[i], result.status, result.text);
    }
}

/* The value is by Python's hmac. */
static void
test_the_signature_is_what_others_compute(void **state)
{
    struct desk_test *t = *state;

    assert_string_equal(
        hook_signature(&t->cx,
                       "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                       DESK_NOW, "{}"),
        "Kindesk-Signature: "
        "t=1795428000,v1="
        "1f6ff40fbcb8d69145d5ea256df0fd9e3f1547d0ca48706bb45240206563435d");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_only_the_public_internet_is_public),
    DESK_TEST(test_urls_are_https_without_tricks),
    DESK_TEST(test_nothing_inside_is_called_however_it_is_written),
    DESK_TEST(test_the_signature_is_what_others_compute),
};

int
main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
