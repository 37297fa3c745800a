/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/build.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "mime/charset.h"
#include "mime/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const int64_t NOVEMBER = INT64_C(1795451400000);

static int
setup(void **state)
{
    struct cx *cx = calloc(1, sizeof *cx);

    crypto_init();
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

static struct mime_draft
draft(void)
{
    return (struct mime_draft){
        .from = {"desk@example.com", "Riverside help"},
        .to = {"ana@example.org",  "Ana Ibáñez"  },
        .subject = "The printer smokes",
        .message_id = "k.7.abc@example.com",
        .date = NOVEMBER,
        .text = "Thank you.\n"
    };
}

static struct bytes
built(struct cx *cx, const struct mime_draft *d)
{
    struct bytes raw = {0};

    assert_null(mime_build(cx, d, &raw));
    return raw;
}

static struct mime_message *
read_back(struct cx *cx, const struct mime_draft *d)
{
    struct mime_message *m;

    assert_null(mime_read(cx, built(cx, d), &m));
    assert_int_equal(m->problems, 0);
    return m;
}

static void
test_what_is_built_reads_as_it_was_meant(void **state)
{
    static const char *const references[] = {"one@example.org", "two@example.com"};
    struct cx *cx = *state;
    struct mime_draft d = draft();
    struct mime_message *m;

    d.in_reply_to = "two@example.com";
    d.references = references;
    d.references_n = 2;
    d.subject = "Die Drucker­fläche — 印刷機 raucht, und das ist wirklich ein sehr "
                "langer Betreff";
    d.text = "Grüße\n\nFrom here on.\n.\n-- \nDesk \n";
    d.html = "<p>Grüße</p>";
    d.auto_submitted = "auto-replied";
    d.reply_to = (struct mime_address){"reply@example.com", NULL};
    m = read_back(cx, &d);
    assert_string_equal(m->from.email, "desk@example.com");
    assert_string_equal(m->from.name, "Riverside help");
    assert_string_equal(m->to.at[0].email, "ana@example.org");
    assert_string_equal(m->to.at[0].name, "Ana Ibáñez");
    assert_string_equal(m->reply_to.at[0].email, "reply@example.com");
    assert_string_equal(m->subject, d.subject);
    assert_int_equal(m->date, NOVEMBER);
    assert_string_equal(m->message_id, d.message_id);
    assert_string_equal(m->in_reply_to, d.in_reply_to);
    assert_int_equal(m->references.n, 2);
    assert_string_equal(m->references.at[0], references[0]);
    assert_string_equal(m->text, d.text);
    assert_string_equal(m->html, d.html);
    assert_true(m->auto_submitted);
    assert_string_equal(mime_field(m, "MIME-Version"), "1.0");
}

static void
test_files_and_pictures_come_back_whole(void **state)
{
    static const unsigned char all[256] = {0, 1, 2, 3, '\r', '\n', '.', 0xFF, '\n'};
    const struct mime_file files[] = {
        {"Übersicht \"2026\".pdf", "application/pdf",        {all, sizeof all}, NULL              },
        {"pic.png",                 "image/png",              {all, 9},          "pic1@example.com"},
        {"forged.html",             "text/html\r\nX-Evil: 1", {all, 3},          NULL              },
        {"mail.eml",                "message/rfc822",         {all, 3},          NULL              },
        {NULL,                      NULL,                     {NULL, 0},         NULL              },
    };
    struct cx *cx = *state;
    struct mime_draft d = draft();
    struct mime_message *m;

    d.html = "<img src=\"cid:pic1@example.com\">";
    d.files = files;
    d.files_n = 5;
    m = read_back(cx, &d);
    assert_string_equal(m->text, d.text);
    assert_int_equal(m->attachments_n, 5);
    for (size_t i = 0; i < m->attachments_n; i++) {
        struct mime_attachment *file = &m->attachments[i];

        if (file->content_id) {
            assert_true(file->is_inline);
            assert_string_equal(file->content_id, "pic1@example.com");
            assert_memory_equal(file->bytes.p, all, 9);
        } else if (file->bytes.n == sizeof all) {
            assert_string_equal(file->filename, "Übersicht \"2026\".pdf");
            assert_memory_equal(file->bytes.p, all, sizeof all);
        } else {
            assert_string_equal(file->type, "application/octet-stream");
        }
    }
}

static void
test_a6_no_text_makes_a_header_of_its_own(void **state)
{
    static const char *const evil[] = {"x\r\nBcc: evil@example.net",
                                       "x\nBcc: evil@example.net",
                                       "x\rBcc: evil@example.net",
                                       "x\r\n\r\nbody",
                                       "x\n Bcc: evil@example.net",
                                       "\"\r\nBcc: e@example.net\"",
                                       "=?utf-8?Q?x=0D=0ABcc:_e@example.net?="};
    struct cx *cx = *state;

    for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
        struct mime_draft d = draft();
        const struct mime_file file = {
            evil[i], evil[i], {NULL, 0},
              evil[i]
        };
        struct mime_message *m;

        d.subject = d.from.name = d.to.name = d.list_unsubscribe = evil[i];
        d.language = d.auto_submitted = evil[i];
        d.in_reply_to = evil[i];
        d.references = &evil[i];
        d.references_n = 1;
        d.files = &file;
        d.files_n = 1;
        assert_null(mime_read(cx, built(cx, &d), &m));
        assert_null(mime_field(m, "Bcc"));
        assert_string_equal(m->from.email, "desk@example.com");
        assert_int_equal(m->to.n, 1);
        assert_string_equal(m->text, d.text);
    }
}

static void
test_a6_addresses_and_ids_with_line_ends_are_refused(void **state)
{
    static const char *const evil[] = {"a@example.org\r\nBcc: b@example.org",
                                       "a b@example.org",
                                       "a@example.org, b@example.org",
                                       "<a@example.org>",
                                       "",
                                       "a@",
                                       "@b",
                                       NULL};
    struct cx *cx = *state;
    struct bytes raw;

    for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
        struct mime_draft d = draft();

        d.to.email = evil[i];
        assert_string_equal(mime_build(cx, &d, &raw)->field, "to");
        d = draft();
        d.from.email = evil[i];
        assert_string_equal(mime_build(cx, &d, &raw)->field, "from");
    }
    struct mime_draft d = draft();
    d.message_id = "a\r\nBcc: x@example.org";
    assert_string_equal(mime_build(cx, &d, &raw)->field, "message_id");
}

static void
test_lines_are_short_and_everything_is_seven_bit(void **state)
{
    struct cx *cx = *state;
    struct mime_draft d = draft();
    char *text = arena_take(cx->arena, 20001);
    const char *references[40];
    struct bytes raw;

    memset(text, 'x', 20000);
    d.text = text;
    d.html = "<p>ünïcödé</p>\r\n\x01";
    for (size_t i = 0; i < 40; i++)
        references[i] =
            arena_printf(cx->arena, "reference-number-%zu-of-a-thread@example.org", i);
    d.references = references;
    d.references_n = 40;
    raw = built(cx, &d);
    for (size_t i = 0; i < raw.n; i++)
        assert_true(raw.p[i] < 0x80 && raw.p[i]);
    for (size_t at = 0; at < raw.n;) {
        size_t start = at;
        struct bytes line = scan_line(raw, &at);

        assert_true(line.n < 998);
        assert_int_equal(at - start - line.n, 2); /* CRLF */
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_built_reads_as_it_was_meant),
        cmocka_unit_test(test_files_and_pictures_come_back_whole),
        cmocka_unit_test(test_a6_no_text_makes_a_header_of_its_own),
        cmocka_unit_test(test_a6_addresses_and_ids_with_line_ends_are_refused),
        cmocka_unit_test(test_lines_are_short_and_everything_is_seven_bit),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
