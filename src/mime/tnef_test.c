/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/tnef.h"

#include "base/arena.h"
#include "base/buf.h"
#include "mime/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* ---- Writing a stream ([MS-OXTNEF] §2.1): little-endian numbers, attributes,
 * properties. */
static void
put(struct buf *buf, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(buf, (char)(value >> 8 * i));
}

static void
put_attribute(struct buf *buf, int level, uint32_t id, struct bytes data)
{
    put(buf, (uint32_t)level, 1);
    put(buf, id, 4);
    put(buf, (uint32_t)data.n, 4);
    buf_add(buf, data.p, data.n);
    put(buf, 0, 2); /* a wrong checksum, as in the wild */
}

static void
put_property(struct buf *buf, uint32_t type, uint32_t id, struct bytes data)
{
    put(buf, type, 2);
    put(buf, id, 2);
    put(buf, 1, 4);
    put(buf, (uint32_t)data.n, 4);
    buf_add(buf, data.p, data.n);
    for (size_t i = data.n; i % 4; i++)
        buf_char(buf, '\0');
}

static void
begin(struct buf *buf, struct arena *arena)
{
    buf_init(buf, arena, 0);
    put(buf, 0x223E9F78, 4);
    put(buf, 1, 2);
}

static int
setup(void **state)
{
    mime_charset_init();
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

static struct bytes
two_files(struct arena *arena)
{
    static const char name[] = "B\0r\0i\0e\0f\0 \0\xac\x20.\0t\0x\0t\0\0";
    struct buf stream, message, file;

    buf_init(&message, arena, 0);
    put(&message, 2, 4);
    put_property(&message, 0x1E, 0x1000, bytes_of("Hello from Outlook"));
    put_property(&message, 0x102, 0x1013, bytes_of("<p>Hello</p>"));
    buf_init(&file, arena, 0);
    put(&file, 2, 4);
    put_property(&file, 0x1F, 0x3707, (struct bytes){(const unsigned char *)name, 24});
    put_property(&file, 0x1E, 0x370E, bytes_of("text/plain"));
    begin(&stream, arena);
    put_attribute(&stream, 1, 0x00069003, buf_bytes(&message));
    put_attribute(&stream, 2, 0x00069002, bytes_of("x"));
    put_attribute(&stream, 2, 0x00018010, bytes_of("BRIEF~1.TXT"));
    put_attribute(&stream, 2, 0x0006800F, bytes_of("the content"));
    put_attribute(&stream, 2, 0x00069005, buf_bytes(&file));
    put_attribute(&stream, 2, 0x00069002, bytes_of("x"));
    put_attribute(&stream, 2, 0x00018010, bytes_of("second.bin"));
    put_attribute(&stream, 2, 0x0006800F, bytes_of("more"));
    return buf_bytes(&stream);
}

static void
test_text_and_files_come_out_of_winmail_dat(void **state)
{
    struct mime_tnef tnef;

    assert_true(mime_tnef_read(*state, two_files(*state), &tnef));
    assert_string_equal(tnef.text, "Hello from Outlook");
    assert_string_equal(tnef.html, "<p>Hello</p>");
    assert_int_equal(tnef.attachments_n, 2);
    assert_string_equal(tnef.attachments[0].filename, "Brief €.txt");
    assert_string_equal(tnef.attachments[0].type, "text/plain");
    assert_int_equal(tnef.attachments[0].bytes.n, 11);
    assert_string_equal(tnef.attachments[1].filename, "second.bin");
}

static void
test_a_cut_stream_gives_what_was_whole(void **state)
{
    struct bytes raw = two_files(*state);
    struct mime_tnef tnef;

    for (size_t n = 0; n < raw.n; n++)
        mime_tnef_read(*state, (struct bytes){raw.p, n}, &tnef);
    assert_false(mime_tnef_read(*state, (struct bytes){raw.p, raw.n - 5}, &tnef));
    assert_string_equal(tnef.text, "Hello from Outlook");
    assert_int_equal(tnef.attachments_n, 1);
    assert_false(mime_tnef_read(*state, bytes_of("this is no such stream"), &tnef));
}

static void
test_rtf_alone_becomes_text(void **state)
{
    static const char rtf[] =
        "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}First\\par "
        "Sch\\'f6n \\u8364?\\{5\\}}";
    struct buf stream, message, raw;
    struct mime_tnef tnef;

    buf_init(&raw, *state, 0);
    put(&raw, sizeof rtf - 1 + 12, 4);
    put(&raw, sizeof rtf - 1, 4);
    put(&raw, 0x414C454D, 4);
    put(&raw, 0, 4);
    buf_add(&raw, rtf, sizeof rtf - 1);
    buf_init(&message, *state, 0);
    put(&message, 1, 4);
    put_property(&message, 0x102, 0x1009, buf_bytes(&raw));
    begin(&stream, *state);
    put_attribute(&stream, 1, 0x00069003, buf_bytes(&message));
    assert_true(mime_tnef_read(*state, buf_bytes(&stream), &tnef));
    assert_string_equal(tnef.text, "First\nSchön €{5}");
}

static void
test_compressed_rtf_is_unpacked(void **state)
{
    /* The example of [MS-OXRTFCP] §3.1.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n"
     */
    static const unsigned char packed[] = {
        0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1,
        0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32,
        0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
        0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
    struct buf stream, message;
    struct mime_tnef tnef;

    buf_init(&message, *state, 0);
    put(&message, 1, 4);
    put_property(&message, 0x102, 0x1009, (struct bytes){packed, sizeof packed});
    begin(&stream, *state);
    put_attribute(&stream, 1, 0x00069003, buf_bytes(&message));
    assert_true(mime_tnef_read(*state, buf_bytes(&stream), &tnef));
    assert_string_equal(tnef.text, "hello world");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_and_files_come_out_of_winmail_dat),
        cmocka_unit_test(test_a_cut_stream_gives_what_was_whole),
        cmocka_unit_test(test_rtf_alone_becomes_text),
        cmocka_unit_test(test_compressed_rtf_is_unpacked),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
