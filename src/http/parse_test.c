/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that reads outside bytes: URLs, forms, cookies, tags, addresses. */
#include "base/arena.h"
#include "base/crypto.h"
#include "base/str.h"
#include "http/cookie.h"
#include "http/etag.h"
#include "http/form.h"
#include "http/network.h"
#include "http/token.h"
#include "http/url.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct form_limits limits = {.body_bytes = 1000,
                                          .upload_bytes = 1 << 20,
                                          .fields_n = 10,
                                          .uploads_n = 3,
                                          .spool_bytes = 1000,
                                          .spool_dir = "/tmp"};

static void
test_paths_are_decoded_and_traps_refused(void **state)
{
    static const char *const wrong[] = {
        "",       "x",    "*",    "//",        "/a//b",  "/a/../b", "/a/%2e%2e/b",
        "/a/./b", "/..",  "/%00", "/a%2fb",    "/a%5cb", "/a\\b",   "/%",
        "/%4",    "/%zz", "/%ff", "/a%0d%0ab", "/%7f",   "http:/x"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_null(url_path(*state, bytes_of(wrong[i])));
    assert_string_equal(url_path(*state, bytes_of("/")), "/");
    assert_string_equal(url_path(*state, bytes_of("/caf%C3%A9/a+b")), "/café/a+b");
    assert_string_equal(url_path(*state, bytes_of("/a/")), "/a/");
    assert_string_equal(url_path(*state, bytes_of("/..a")), "/..a");
    assert_string_equal(url_path(*state, bytes_of("http://h:1/x")), "/x");
    assert_string_equal(url_path(*state, bytes_of("http://h")), "/");
}

static void
test_queries_are_cleaned(void **state)
{
    struct fields fields = {0};

    assert_true(
        url_fields(*state, bytes_of("a=1&b=%41+c&&d&a=2%0d%0A3&e=%00x%ff"), 10, &fields));
    assert_int_equal(fields.n, 5);
    assert_string_equal(fields_find(&fields, "b"), "A c");
    assert_string_equal(fields_find(&fields, "d"), "");
    assert_int_equal(fields_count(&fields, "a"), 2);
    assert_string_equal(fields_find_at(&fields, "a", 1), "2\n3");
    assert_string_equal(fields_find(&fields, "e"), "x\xef\xbf\xbd");
    assert_null(fields_find(&fields, "z"));
    assert_false(url_fields(*state, bytes_of("a=%"), 10, &fields));
    fields = (struct fields){0};
    assert_false(url_fields(*state, bytes_of("a&b&c"), 2, &fields));
}

static void
test_urls_are_built_encoded(void **state)
{
    struct buf buf;

    buf_init(&buf, *state, 0);
    buf_str(&buf, "/queue");
    url_add(&buf, "q", "a&b=c é");
    url_add(&buf, "none", NULL);
    url_add_int(&buf, "page", -2);
    assert_string_equal(buf_text(&buf), "/queue?q=a%26b%3Dc%20%C3%A9&page=-2");
    assert_true(url_is_local("/t/7?x=1"));
    assert_false(url_is_local("//evil.example"));
    assert_false(url_is_local("/\\evil.example"));
    assert_false(url_is_local("https://evil.example"));
    assert_false(url_is_local("/\tx"));
    assert_false(url_is_local(NULL));
}

static void
test_cookies_are_read_and_written(void **state)
{
    struct fields fields = {0};

    cookie_read(*state, " a=1; b=\"2\"; c; =x; d=e=f;a=3; bad\x01=1; g=h\x7f", &fields);
    assert_int_equal(fields.n, 4);
    assert_string_equal(fields_find(&fields, "a"), "1");
    assert_int_equal(fields_count(&fields, "a"), 2);
    assert_string_equal(fields_find(&fields, "b"), "2");
    assert_string_equal(fields_find(&fields, "d"), "e=f");
    assert_string_equal(cookie_write(*state, "s", "x", 60, true),
                        "s=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
    assert_string_equal(cookie_write(*state, "s", "", -1, false),
                        "s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    assert_null(cookie_write(*state, "s", "a;b", 0, false));
    assert_null(cookie_write(*state, "s", "a\r\nb", 0, false));
    assert_null(cookie_write(*state, "s s", "a", 0, false));
}

static void
test_tags_and_accepted_codings_match(void **state)
{
    const char *tag = etag_of(*state, bytes_of("x"));

    assert_int_equal(strlen(tag), 22);
    assert_true(etag_matches("\"a\", W/\"b\"", "b"));
    assert_true(etag_matches("*", "b"));
    assert_false(etag_matches("\"ab\"", "b"));
    assert_false(etag_matches("b", "b"));
    assert_false(etag_matches("\"b", "b"));
    assert_false(etag_matches(NULL, "b"));
    assert_true(token_accepts("deflate, gzip;q=0.5", "gzip"));
    assert_false(token_accepts("gzip;q=0, br", "gzip"));
    assert_false(token_accepts("gzip;q=0.000", "gzip"));
    assert_true(token_accepts("br,gzip", "gzip"));
    assert_false(token_accepts("xgzip", "gzip"));
    assert_false(token_accepts(NULL, "gzip"));
}

static struct address
address(const char *s)
{
    struct address out;

    assert_true(address_read(s, true, &out));
    return out;
}

static const char *
client(void *arena, const char *trusted, const char *peer, const char *forwarded)
{
    struct networks networks;
    const char *wrong;
    struct address from = address(peer), who;

    assert_true(networks_read(arena, trusted, &networks, &wrong));
    who = network_client(&networks, &from, forwarded);
    return address_text(arena, &who);
}

static void
test_forwarded_address_only_from_trusted_proxies(void **state)
{
    assert_string_equal(client(*state, "", "192.0.2.1", "198.51.100.7"), "192.0.2.1");
    assert_string_equal(client(*state, "192.0.2.0/24", "192.0.2.1", "198.51.100.7"),
                        "198.51.100.7");
    /* what the client wrote itself stands to the left */
    assert_string_equal(
        client(*state, "192.0.2.0/24", "192.0.2.1", "127.0.0.1, 198.51.100.7"),
        "198.51.100.7");
    assert_string_equal(
        client(*state, "192.0.2.0/24,10.0.0.0/8", "192.0.2.1", "198.51.100.7, 10.1.2.3"),
        "198.51.100.7");
    assert_string_equal(client(*state, "::1", "::1", "2001:DB8::0:7"), "2001:db8::7");
    assert_string_equal(client(*state, "::1", "::1", "[2001:db8::7]:443"), "2001:db8::7");
    assert_string_equal(client(*state, "::1", "::1", "192.0.2.9:55"), "192.0.2.9");
    assert_string_equal(client(*state, "::1", "::1", "<script>"), "::1");
    assert_string_equal(client(*state, "::1", "::1", ",,"), "::1");
    assert_string_equal(client(*state, "10.0.0.0/9", "10.128.0.1", "192.0.2.9"),
                        "10.128.0.1");
    assert_string_equal(client(*state, "127.0.0.1", "::ffff:127.0.0.1", "192.0.2.9"),
                        "192.0.2.9");
}

static void
test_wrong_networks_are_named(void **state)
{
    struct networks networks;
    const char *wrong;

    assert_false(networks_read(*state, "10.0.0.0/8, 10.0.0.0/33", &networks, &wrong));
    assert_string_equal(wrong, "10.0.0.0/33");
    assert_false(networks_read(*state, "proxy", &networks, &wrong));
}

struct parsed {
    struct fields fields;
    struct uploads uploads;
};

/* Feeds a form in pieces of step bytes. */
static enum form_result
feed(void *arena, const char *type, struct bytes body, size_t step, struct parsed *out)
{
    struct form *form = form_new(arena, &limits, type);

    *out = (struct parsed){0};
    assert_non_null(form);
    while (body.n) {
        size_t n = body.n < step ? body.n : step;
        enum form_result result = form_add(form, (struct bytes){body.p, n});

        if (result != FORM_OK)
            return result;
        body = (struct bytes){body.p + n, body.n - n};
    }
    return form_end(form, &out->fields, &out->uploads);
}

#define MULTIPART "multipart/form-data; boundary=\"b-1\""
#define PART(head, content)                                                              \
    "--b-1\r\nContent-Disposition: form-data; " head "\r\n\r\n" content "\r\n"

static void
test_multipart_is_the_same_however_it_is_cut(void **state)
{
    static const char body[] =
        "preamble\r\n" PART("name=\"subject\"", "Caf\xc3\xa9\r\n--b-2 \r\n-")
            PART("name=\"a%22b\"; filename=\"C:\\dir\\../\xe2\x80\xae"
                 "x.txt\"\r\nContent-Type: "
                 "Text/HTML; charset=x",
                 "one\r\n--b") PART("name=empty; filename=\"\"", "")
                PART("name=none", "") "--b-1--\r\nepilogue";
    struct parsed got;

    for (size_t step = 1; step < sizeof body; step++) {
        assert_int_equal(feed(*state, MULTIPART, bytes_of(body), step, &got), FORM_OK);
        assert_int_equal(got.fields.n, 2);
        assert_string_equal(fields_find(&got.fields, "subject"), "Café\n--b-2 \n-");
        assert_string_equal(fields_find(&got.fields, "none"), "");
        assert_int_equal(got.uploads.n, 1);
        assert_string_equal(got.uploads.at[0].field, "a\"b");
        assert_string_equal(got.uploads.at[0].filename, "x.txt");
        assert_string_equal(got.uploads.at[0].type, "text/html");
        assert_int_equal(got.uploads.at[0].size_bytes, 8);
        assert_memory_equal(got.uploads.at[0].memory, "one\r\n--b", 8);
    }
}

static void
test_large_file_goes_to_the_spool(void **state)
{
    struct cx cx = {.arena = *state};
    struct parsed got;
    unsigned char hash[HASH_BYTES];
    struct bytes whole;
    struct buf buf, file;
    char piece[100];
    size_t n;

    buf_init(&file, *state, 0);
    for (int i = 0; i < 20000; i++)
        buf_printf(&file, "%d\r\n--b_", i);
    buf_init(&buf, *state, 0);
    buf_str(&buf, PART("name=x; filename=small", "small"));
    buf_str(&buf,
            "--b-1\r\nContent-Disposition: form-data; name=f; filename=big\r\n\r\n");
    buf_add(&buf, file.p, file.n);
    buf_str(&buf, "\r\n" PART("name=x; filename=after", "after") "--b-1--\r\n");
    assert_int_equal(feed(*state, MULTIPART, buf_bytes(&buf), 777, &got), FORM_OK);
    assert_int_equal(got.uploads.n, 3);
    assert_non_null(got.uploads.at[1].spool);
    assert_null(got.uploads.at[2].spool);
    assert_int_equal(got.uploads.at[1].size_bytes, file.n);
    assert_null(upload_bytes(&cx, &got.uploads.at[1], 1 << 20, &whole));
    assert_int_equal(whole.n, file.n);
    assert_memory_equal(whole.p, file.p, file.n);
    sha256(buf_bytes(&file), hash);
    assert_memory_equal(hash, got.uploads.at[1].sha256, HASH_BYTES);
    assert_null(
        upload_read(&cx, &got.uploads.at[1], (int64_t)file.n - 10, piece, 100, &n));
    assert_int_equal(n, 10);
    assert_memory_equal(piece, file.p + file.n - 10, 10);
    assert_null(upload_read(&cx, &got.uploads.at[1], (int64_t)file.n, piece, 100, &n));
    assert_int_equal(n, 0);
    assert_int_equal(upload_bytes(&cx, &got.uploads.at[1], 10, &whole)->kind, ERR_LIMIT);
}

static void
test_damaged_multipart_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "--b-1--x",
        "--b-2--\r\n",
        "--b-1\r\n\r\nx\r\n--b-1--\r\n",
        PART("name=a", "x"),
        PART("name=a", "x") "--b-1",
        PART("name=a", "x") "--b-1x--\r\n",
        "--b-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b-1--\r\n",
        "--b-1\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b-1--\r\n",
        "--b-1\r\nContent-Disposition form-data; name=a\r\n\r\nx\r\n--b-1--\r\n",
        "--b-1\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--b-1--\r\n",
        "--b-1\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: "
        "form-data; "
        "name=b\r\n\r\nx\r\n--b-1--\r\n",
    };
    static const char *const types[] = {
        "multipart/form-data",
        "multipart/form-data; boundary=", "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=\"a\r\nb\"",
        "multipart/form-data; "
        "boundary="
        "12345678901234567890123456789012345678901234567890123456789012345678901"};
    struct parsed got;

    /* the second and third: an epilogue and a stranger's boundary */
    assert_int_equal(feed(*state, MULTIPART, bytes_of(wrong[1]), 9, &got), FORM_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (i != 1)
            assert_int_equal(feed(*state, MULTIPART, bytes_of(wrong[i]), 9, &got),
                             FORM_MALFORMED);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        assert_int_equal(
            feed(*state, types[i], bytes_of(PART("name=a", "x") "--b-1--"), 9, &got),
            FORM_MALFORMED);
    assert_null(form_new(*state, &limits, "text/plain"));
    assert_null(form_new(*state, &limits, NULL));
}

static void
test_forms_are_limited_in_each_way(void **state)
{
    struct parsed got;
    struct buf buf;

    buf_init(&buf, *state, 0);
    for (int i = 0; i < 11; i++)
        buf_str(&buf, PART("name=a", "x"));
    buf_str(&buf, "--b-1--");
    assert_int_equal(feed(*state, MULTIPART, buf_bytes(&buf), 99, &got), FORM_TOO_LARGE);
    buf_cut(&buf, 0);
    for (int i = 0; i < 4; i++)
        buf_str(&buf, PART("name=a; filename=x", ""));
    buf_str(&buf, "--b-1--");
    assert_int_equal(feed(*state, MULTIPART, buf_bytes(&buf), 99, &got), FORM_TOO_LARGE);
    buf_cut(&buf, 0);
    buf_str(&buf, "--b-1\r\nContent-Disposition: form-data; name=a\r\n\r\n");
    for (int i = 0; i < 1001; i++)
        buf_char(&buf, 'x');
    buf_str(&buf, "\r\n--b-1--");
    assert_int_equal(feed(*state, MULTIPART, buf_bytes(&buf), 99, &got), FORM_TOO_LARGE);
    buf_cut(&buf, 0);
    buf_str(&buf, "--b-1\r\nX: ");
    for (int i = 0; i < 9000; i++)
        buf_char(&buf, 'x');
    assert_int_equal(feed(*state, MULTIPART, buf_bytes(&buf), 99, &got), FORM_MALFORMED);
    assert_int_equal(
        feed(*state, "application/x-www-form-urlencoded", buf_bytes(&buf), 99, &got),
        FORM_TOO_LARGE);
    assert_int_equal(feed(*state, "Application/X-WWW-Form-URLEncoded; charset=utf-8",
                          bytes_of("a=1&b=%C3%A9"), 1, &got),
                     FORM_OK);
    assert_string_equal(fields_find(&got.fields, "b"), "é");
}

static int
setup(void **state)
{
    crypto_init();
    *state = arena_new(0);
    return 0;
}

static int
teardown(void **state)
{
    struct arena *arena = *state;

    arena_free(&arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_are_decoded_and_traps_refused),
        cmocka_unit_test(test_queries_are_cleaned),
        cmocka_unit_test(test_urls_are_built_encoded),
        cmocka_unit_test(test_cookies_are_read_and_written),
        cmocka_unit_test(test_tags_and_accepted_codings_match),
        cmocka_unit_test(test_forwarded_address_only_from_trusted_proxies),
        cmocka_unit_test(test_wrong_networks_are_named),
        cmocka_unit_test(test_multipart_is_the_same_however_it_is_cut),
        cmocka_unit_test(test_large_file_goes_to_the_spool),
        cmocka_unit_test(test_damaged_multipart_is_refused),
        cmocka_unit_test(test_forms_are_limited_in_each_way),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
