/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/message.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "mime/calendar.h"
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
read_bytes(void **state, struct bytes raw)
{
    struct mime_message *message = NULL;

    assert_null(mime_read(*state, raw, &message));
    assert_non_null(message);
    return message;
}

/* The literal's own bytes, NUL included where it holds one. */
#define READ(state, literal)                                                             \
    read_bytes((state),                                                                  \
               (struct bytes){(const unsigned char *)"" literal, sizeof(literal) - 1})

static void
test_an_ordinary_mail_is_read(void **state)
{
    struct mime_message *m =
        READ(state, "Return-Path: <ana@example.org>\r\n"
                    "From: Ana =?utf-8?Q?Ib=C3=A1=C3=B1ez?= <ana@Example.ORG>\r\n"
                    "To: desk@example.com, \"Smith, J.\" <j@example.com>\r\n"
                    "Cc: Team: a@example.com, b@example.com;\r\n"
                    "Subject: The\r\n printer\r\n"
                    "Date: Mon, 23 Nov 2026 18:30:00 +0200\r\n"
                    "Message-ID: <one@example.org>\r\n"
                    "In-Reply-To: <zero@example.com>\r\n"
                    "References: <a@example.com> <b@example.com>\r\n"
                    "\r\n"
                    "It smokes.\r\n");

    assert_string_equal(m->from.email, "ana@example.org");
    assert_string_equal(m->from.name, "Ana Ibáñez");
    assert_int_equal(m->to.n, 2);
    assert_string_equal(m->to.at[1].name, "Smith, J.");
    assert_int_equal(m->cc.n, 2);
    assert_string_equal(m->cc.at[1].email, "b@example.com");
    assert_string_equal(m->subject, "The printer");
    assert_int_equal(m->date, INT64_C(1795451400000));
    assert_int_equal(m->date_offset, 120);
    assert_string_equal(m->message_id, "one@example.org");
    assert_string_equal(m->in_reply_to, "zero@example.com");
    assert_int_equal(m->references.n, 2);
    assert_string_equal(m->references.at[1], "b@example.com");
    assert_string_equal(m->text, "It smokes.\n");
    assert_null(m->html);
    assert_string_equal(m->return_path, "ana@example.org");
    assert_int_equal(m->problems, 0);
    assert_false(m->auto_submitted || m->ignore);
}

static void
test_nothing_at_all_is_a_message_without_a_sender(void **state)
{
    struct mime_message *m = read_bytes(state, (struct bytes){NULL, 0});

    assert_null(m->from.email);
    assert_int_equal(m->pieces_n, 0);
    assert_true(m->ignore);
    assert_true(m->problems & MIME_PROBLEM_FROM);
}

static void
test_encoded_words_split_within_a_character_are_joined(void **state)
{
    assert_string_equal(
        READ(state, "Subject: =?utf-8?B?w7zD?=\r\n =?UTF-8?b?vGFi?=\r\n\r\n")->subject,
        "üüab");
    assert_string_equal(
        READ(state, "Subject: =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9_au?= lait\n\n")->subject,
        "café au lait");
    assert_string_equal(
        READ(state, "Subject: =?iso-8859-1?Q?a?=b =?koi8-r?B?8NLJ18XU?=\n\n")->subject,
        "ab Привет");
}

static void
test_charsets_are_read_as_meant(void **state)
{
    assert_string_equal(READ(state, "Content-Type: text/plain; charset=iso-2022-jp\n\n"
                                    "\x1b$B$3$s$K$A$O\x1b(B\n")
                            ->text,
                        "こんにちは\n");
    assert_string_equal(READ(state, "Content-Type: text/plain; charset=GB2312\n\n"
                                    "\xc4\xe3\xba\xc3\n")
                            ->text,
                        "你好\n");
    assert_string_equal(READ(state, "Content-Type: text/plain; charset=us-ascii\n\n"
                                    "gr\xc3\xbc\xc3\x9f dich\n")
                            ->text,
                        "grüß dich\n");
    assert_string_equal(READ(state, "Content-Type: text/plain; charset=utf-8\n\n"
                                    "Gr\xfc\xdf Gott, sch\xf6ne Gr\xfc\xdf"
                                    "e\n")
                            ->text,
                        "Grüß Gott, schöne Grüße\n");
    assert_string_equal(READ(state, "Content-Type: text/plain; charset=windows-1252\n\n"
                                    "\x93quoted\x94 \x80 5\n")
                            ->text,
                        "“quoted” € 5\n");
    assert_string_equal(READ(state,
                             "Content-Type: text/html\n\n<meta charset=windows-1251>"
                             "\xcf\xf0\xe8\xe2\xe5\xf2")
                            ->html,
                        "<meta charset=windows-1251>Привет");
}

static void
test_a_wrong_charset_can_be_chosen_anew(void **state)
{
    struct mime_message *m;
    const char *raw =
        "Content-Type: text/plain; charset=windows-1252\n\n\xcf\xf0\xe8\xe2\xe5\xf2";

    assert_null(mime_read_as(*state, bytes_of(raw), "windows-1251", &m));
    assert_string_equal(m->text, "Привет");
}

static void
test_broken_bytes_become_replacement_characters(void **state)
{
    struct mime_message *m = READ(
        state, "Content-Type: text/plain; charset=utf-8\n\n"
               "na\xc3\xafve caf\xc3\xa9 \xc3\xa0 la carte d\xc3\xa9j\xc3\xa0 vu \xff!");

    assert_string_equal(m->text, "naïve café à la carte déjà vu \xef\xbf\xbd!");
    assert_true(m->problems & MIME_PROBLEM_CHARSET);
}

static void
test_rfc_2231_names_are_put_together(void **state)
{
    struct mime_message *m = READ(
        state,
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
        "Content-Type: application/pdf\n"
        "Content-Disposition: attachment; filename*1*=%20%E2%82%AC.pdf;\n"
        " filename*0*=utf-8'en'Rechnung; filename=old.pdf\n\nPDF\n--b\n"
        "Content-Type: image/png; name=\"=?utf-8?Q?gr=C3=BCn?=.png\"\n"
        "Content-Transfer-Encoding: base64\n\niVBORw==\n--b\n"
        "Content-Disposition: attachment; filename=\"..\\\\..\\\\C:\\\\boot.ini\"\n\nx\n"
        "--b--\n");

    assert_int_equal(m->attachments_n, 3);
    assert_string_equal(m->attachments[0].filename, "Rechnung €.pdf");
    assert_string_equal(m->attachments[1].filename, "grün.png");
    assert_int_equal(m->attachments[1].bytes.n, 4);
    assert_string_equal(m->attachments[2].filename, "boot.ini");
}

static void
test_flowed_lines_are_joined_and_quotes_kept(void **state)
{
    assert_string_equal(READ(state,
                             "Content-Type: text/plain; format=flowed\n\n"
                             "One \nline.\n> quoted \n> words\n>> deeper\n  stuffed\n"
                             "-- \nAna\n")
                            ->text,
                        "One line.\n> quoted words\n>> deeper\n stuffed\n-- \nAna\n");
    assert_string_equal(READ(state,
                             "Content-Type: text/plain; format=flowed; delsp=yes\n\n"
                             "日本 \n語\n")
                            ->text,
                        "日本語\n");
}

static void
test_uuencode_in_a_text_is_a_file(void **state)
{
    struct mime_message *m =
        READ(state, "Subject: x\n\nSee:\n\nbegin 644 cat.txt\n#0V%T\n`\nend\n"
                    "Bye\nbegin 644 is a fine year\n");

    assert_int_equal(m->attachments_n, 1);
    assert_string_equal(m->attachments[0].filename, "cat.txt");
    assert_memory_equal(m->attachments[0].bytes.p, "Cat", 3);
    assert_string_equal(m->text, "See:\n\nBye\nbegin 644 is a fine year\n");
}

static void
test_an_alternative_shows_its_plain_part_and_keeps_the_html(void **state)
{
    struct mime_message *m = READ(
        state,
        "Content-Type: multipart/alternative; boundary=b\n\npreamble\n--b\n\nplain\n--b\n"
        "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n"
        "<img src=\"cid:pic@x\">\n--r\nContent-Type: image/png\nContent-ID: "
        "<pic@x>\n\nP\n"
        "--r--\n--b--\nepilogue\n");

    assert_string_equal(m->text, "plain");
    assert_string_equal(m->html, "<img src=\"cid:pic@x\">");
    assert_int_equal(m->attachments_n, 1);
    assert_true(m->attachments[0].is_inline);
}

static void
test_an_empty_plain_part_does_not_hide_the_html(void **state)
{
    struct mime_message *m =
        READ(state, "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\n"
                    "Content-Type: text/html\n\n<p>Hello</p>\n--b--\n");

    assert_null(m->text);
    assert_int_equal(m->pieces_n, 1);
    assert_true(m->pieces[0].is_html);
}

static void
test_a_plain_part_in_one_endless_line_gives_way_to_the_html(void **state)
{
    struct cx *cx = *state;
    struct buf raw;
    struct mime_message *m;

    buf_init(&raw, cx->arena, 0);
    buf_lit(&raw, "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n");
    for (int i = 0; i < 40; i++)
        buf_lit(&raw, "all of it in one ");
    buf_lit(&raw, "line\n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n");
    m = read_bytes(state, buf_bytes(&raw));
    assert_null(m->text);
    assert_int_equal(m->pieces_n, 1);
    assert_string_equal(m->pieces[0].content, "<p>Hello</p>");
}

static void
test_a_chosen_charset_counts_more_than_what_the_mail_says(void **state)
{
    static const char raw[] = "Subject: \xe4\xc1\nContent-Type: text/plain; "
                              "charset=windows-1251\n\n\xe4\xc1";
    struct mime_message *m = read_bytes(state, bytes_of(raw));

    assert_string_equal(m->text, "дБ");
    assert_null(mime_read_as(*state, bytes_of(raw), "koi8-r", &m));
    assert_string_equal(m->text, "Да");
    assert_string_equal(m->subject, "Да");
    assert_null(mime_read_as(*state, bytes_of(raw), "utf-8", &m));
    assert_string_equal(m->text, "\xef\xbf\xbd\xef\xbf\xbd");
}

static void
test_charsets_that_mail_hides_are_found(void **state)
{
    static const struct {
        const char *label, *raw, *text;
    } cases[] = {
        {"us-ascii",
         "\xe4\xcf\xc2\xd2\xd9\xca \xc4\xc5\xce\xd8, \xd0\xd2\xc9\xce\xd4\xc5\xd2 "
         "\xce\xc5 "
         "\xd0\xc5\xde\xc1\xd4\xc1\xc5\xd4 \xd3 "
         "\xd0\xcf\xce\xc5\xc4\xc5\xcc\xd8\xce\xc9\xcb\xc1.", "Добрый день, принтер не печатает с понедельника."},
        {"utf-8",        "\xef\xbb\xbfHi",                    "Hi"                                                                                      },
        {"utf-8",        "caf\xc3\xa9 \xff ok",               "café \xef\xbf\xbd ok"                                                                   },
        {"utf-8",        "caf\xe9",                           "café"                                                                                   },
        {"iso-8859-1",   "caf\xc3\xa9 d\xc3\xa9j\xc3\xa0",    "café déjà"                                                                            },
        {"iso-8859-1",   "\x93hi\x94",                        "“hi”"                                                                                },
        {"utf-7",        "caf+AOk-",                          "café"                                                                                   },
        {"windows-1252", "\x1b$B$3$s\x1b(B",                  "こん"                                                                                  },
        {"no-such",      "\xc3\xa9",                          "é"                                                                                      },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cx *cx = *state;
        struct mime_message *m = read_bytes(
            state,
            bytes_of(arena_printf(cx->arena, "Content-Type: text/plain; charset=%s\n\n%s",
                                  cases[i].label, cases[i].raw)));

        assert_string_equal(m->text, cases[i].text);
    }
}

static void
test_words_of_iso_2022_jp_stand_for_themselves(void **state)
{
    assert_string_equal(READ(state, "Subject: =?iso-2022-jp?B?GyRCJDMkcxsoQg==?=\n "
                                    "=?iso-2022-jp?B?GyRCJEskQRsoQg==?=\n\nx")
                            ->subject,
                        "こんにち");
}

static void
test_names_of_encodings_may_be_followed_by_anything(void **state)
{
    assert_string_equal(
        READ(state, "Content-Transfer-Encoding: BASE64; x\n\naGk=\n")->text, "hi");
    assert_string_equal(
        READ(state, "Content-Transfer-Encoding: quoted-printable (so)\n\na=3Db")->text,
        "a=b");
}

static void
test_an_invitation_is_told_in_words(void **state)
{
    struct cx *cx = *state;
    const char *text = mime_calendar_text(
        cx->arena, NULL,
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T0000"
        "00\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY:Printer\r\n  repair\r\n"
        "DTSTART;TZID=\"Europe/Berlin\":20260310T100000\r\nDTEND:20260310T110000\r\n"
        "LOCATION:Room 5\\, second floor\r\nORGANIZER;CN=\"Lee: "
        "Ann\":mailto:ann@a.example\r\n"
        "ATTENDEE;CN=Bob:mailto:bob@a.example\r\nATTENDEE:mailto:eve@a.example\r\n"
        "DESCRIPTION:Bring toner.\\nThanks\r\nBEGIN:VALARM\r\nEND:VALARM\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n");

    assert_string_equal(text, "Invitation: Printer repair\n"
                              "When: 2026-03-10 10:00 – 11:00 (Europe/Berlin)\n"
                              "Where: Room 5, second floor\n"
                              "Invited by: Lee: Ann <ann@a.example>\n"
                              "Who: Bob <bob@a.example>, eve@a.example\n"
                              "\nBring toner.\nThanks\n");
    assert_string_equal(mime_calendar_text(cx->arena, NULL, "BEGIN:VEVENT\nDTSTART:x"),
                        "");
    assert_string_equal(
        mime_calendar_text(cx->arena, NULL,
                           "METHOD:CANCEL\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:"
                           "20260310\nEND:VEVENT\n"),
        "Cancelled: (no subject)\nWhen: 2026-03-10\n");
}

static void
test_text_behind_a_picture_is_shown_too(void **state)
{
    struct mime_message *m =
        READ(state, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nfirst\n--b\n"
                    "Content-Type: image/png; name=a.png\n\nP\n--b\n\nlast\n--b--\n");

    assert_string_equal(m->text, "first\nlast");
    assert_int_equal(m->attachments_n, 1);
}

static void
test_broken_structures_lose_nothing(void **state)
{
    struct mime_message *m =
        READ(state, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nnever closed\n");

    assert_string_equal(m->text, "never closed\n");
    assert_true(m->problems & MIME_PROBLEM_STRUCTURE);
    m = READ(
        state,
        "Content-Type: multipart/mixed\n\n--real-one\nContent-Type: text/plain\n\nhi\n"
        "--real-one--\n");
    assert_string_equal(m->text, "hi");
    m = READ(state, "Content-Type: multipart/mixed; boundary=b\n\nno parts here\n");
    assert_string_equal(m->text, "no parts here\n");
    m = READ(state,
             "From: a@example.org\nSubject: x\nthe body without an empty line\nmore\n");
    assert_string_equal(m->text, "the body without an empty line\nmore\n");
    m = READ(state, "From: a@example.org\rSubject: old Mac\r\rbody\r");
    assert_string_equal(m->subject, "old Mac");
    assert_string_equal(m->text, "body\n");
}

static void
test_forwarded_messages_and_digests_are_files(void **state)
{
    struct mime_message *m = READ(
        state,
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\n"
        "Content-Type: message/rfc822\n\nSubject: Old news\n\nbody\n--b\n"
        "Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: One\n\n1\n--d\n\n"
        "Subject: Two\n\n2\n--d--\n--b--\n");

    assert_string_equal(m->text, "see below");
    assert_int_equal(m->attachments_n, 3);
    assert_string_equal(m->attachments[0].filename, "Old news.eml");
    assert_string_equal(m->attachments[2].filename, "Two.eml");
    assert_string_equal(m->attachments[2].type, "message/rfc822");
}

static void
test_an_invitation_is_kept(void **state)
{
    struct mime_message *m = READ(
        state, "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nCome\n--b\n"
               "Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\n"
               "BEGIN:VCALENDAR\nEND:VCALENDAR\n--b--\n");

    assert_string_equal(m->text, "Come");
    assert_string_equal(m->calendar, "BEGIN:VCALENDAR\nEND:VCALENDAR");
    assert_int_equal(m->attachments_n, 1);
}

static void
test_doubled_and_missing_fields_are_noticed(void **state)
{
    struct mime_message *m = READ(state, "From: a@example.org\nFrom: b@example.org\n\nx");

    assert_string_equal(m->from.email, "a@example.org");
    assert_true(m->problems & MIME_PROBLEM_DOUBLED);
    assert_true(m->problems & MIME_PROBLEM_DATE);
    m = READ(state, "From: Ghost <>\nReply-To: c@example.org\n\nx");
    assert_string_equal(m->from.email, "c@example.org");
    assert_string_equal(m->from.name, "Ghost");
}

static void
test_addresses_that_senders_make_up_are_understood(void **state)
{
    static const struct {
        const char *raw, *email, *name;
    } cases[] = {
        {"john@example.com (John Smith)",          "john@example.com", "John Smith"      },
        {"Smith, John <john@example.com>",         "john@example.com", "Smith, John"     },
        {"'john@example.com'",                     "john@example.com", NULL              },
        {"<john@example.com",                      "john@example.com", NULL              },
        {"john@example.com <john@example.com>",    "john@example.com", "john@example.com"},
        {"\"john\"@example.com",                   "john@example.com", NULL              },
        {"<@relay.example:john@example.com>",      "john@example.com", NULL              },
        {"mailto:john@example.com",                "john@example.com", NULL              },
        {"John Smith john@example.com",            "john@example.com", "John Smith"      },
        {"=?utf-8?Q?John_<john@example.com>?=",    "john@example.com", "John"            },
        {"=?utf-8?Q?A=2C_B?= <ab@example.com>",    "ab@example.com",   "A, B"            },
        {"\"O'Neil \\\"Jo\\\"\" <jo@example.com>", "jo@example.com",   "O'Neil \"Jo\""   },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cx *cx = *state;
        struct mime_message *m = read_bytes(
            state, bytes_of(arena_printf(cx->arena, "From: %s\n\nx", cases[i].raw)));

        assert_int_equal(m->from_all.n, 1);
        assert_string_equal(m->from.email, cases[i].email);
        if (cases[i].name)
            assert_string_equal(m->from.name, cases[i].name);
        else
            assert_null(m->from.name);
    }
}

static void
test_dates_of_every_kind(void **state)
{
    static const struct {
        const char *date, *utc;
    } cases[] = {
        {"Mon, 23 Nov 2026 16:30:00 +0000",       "2026-11-23T16:30:00Z"},
        {"23 Nov 2026 16:30 GMT",                 "2026-11-23T16:30:00Z"},
        {"Mon Nov 23 16:30:00 2026",              "2026-11-23T16:30:00Z"},
        {"Monday, 23-Nov-26 16:30:00 GMT",        "2026-11-23T16:30:00Z"},
        {"2026-11-23T16:30:00.5+01:00",           "2026-11-23T15:30:00Z"},
        {"2026-11-23 16:30:00",                   "2026-11-23T16:30:00Z"},
        {"Mon, 23 Nov 2026 08:30:00 PST",         "2026-11-23T16:30:00Z"},
        {"Mon, 23 Nov 2026 4:30 PM -0500",        "2026-11-23T21:30:00Z"},
        {"Mon, 23 Nov 2026 16:30:00 +0100 (CET)", "2026-11-23T15:30:00Z"},
        {"Mon, 23 Nov 99 16:30:00 +0000",         "1999-11-23T16:30:00Z"},
        {"Mon, 23 Nov 2026 16.30.00 +0000",       "2026-11-23T16:30:00Z"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cx *cx = *state;
        struct mime_message *m = read_bytes(
            state, bytes_of(arena_printf(cx->arena, "Date: %s\n\nx", cases[i].date)));

        assert_string_equal(clock_rfc3339(cx->arena, m->date), cases[i].utc);
    }
    assert_int_equal(READ(state, "Date: whenever\n\nx")->date, 0);
}

static void
test_automatic_mail_is_known(void **state)
{
    static const char *const headers[] = {
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "X-Auto-Response-Suppress: OOF, DR",
        "List-Id: <x.example.org>",
        "Return-Path: <>",
        "X-Autoreply: yes",
        "From: MAILER-DAEMON@example.org",
    };

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct cx *cx = *state;
        struct mime_message *m = read_bytes(
            state, bytes_of(arena_printf(cx->arena, "%s\nFrom: a@example.org\n\nx",
                                         headers[i])));

        assert_true(m->auto_submitted);
        assert_non_null(m->auto_reason);
    }
    assert_false(
        READ(state, "From: a@example.org\nAuto-Submitted: no\n\nx")->auto_submitted);
    assert_true(READ(state, "From: a@example.org\nSubject: Automatische Antwort: x\n\nx")
                    ->ignore);
    assert_true(READ(state, "From: a@example.org\nAuto-Submitted: auto-replied\n\n")
                    ->is_auto_reply);
    assert_false(
        READ(state, "From: a@example.org\nAuto-Submitted: auto-generated\n\n")->ignore);
}

static void
test_a6_line_breaks_in_encoded_headers_stay_in_one_line(void **state)
{
    struct mime_message *m = READ(
        state,
        "Subject: =?utf-8?Q?Hi=0D=0ABcc:_evil@example.com=00?=\n"
        "From: =?utf-8?Q?A=0ABcc:_x?= <a@example.org>\n"
        "Content-Disposition: attachment; filename*=utf-8''a%0D%0ABcc%3A%00.txt\n\nx");

    assert_string_equal(m->subject, "Hi Bcc: evil@example.com");
    assert_string_equal(m->from.name, "A Bcc: x");
    assert_null(strpbrk(m->attachments[0].filename, "\r\n"));
}

static void
test_a7_our_own_fields_from_outside_are_dropped(void **state)
{
    assert_null(mime_field(READ(state, "X-Kindesk-Priority: 1\nX-Other: y\n\nx"),
                           "X-Kindesk-Priority"));
}

static void
test_a10_the_first_of_doubled_fields_counts_everywhere(void **state)
{
    struct mime_message *m = READ(
        state, "Content-Type: text/plain\nContent-Type: text/html\nMessage-ID: <1@x>\n"
               "Message-ID: <2@x>\n\n<b>x</b>");

    assert_string_equal(m->text, "<b>x</b>");
    assert_null(m->html);
    assert_string_equal(m->message_id, "1@x");
    assert_true(m->problems & MIME_PROBLEM_DOUBLED);
}

static void
test_a12_signed_fields_of_outsiders_mean_nothing(void **state)
{
    struct mime_message *m =
        READ(state,
             "From: a@example.org\nX-PGP-Signature: good\nX-Kindesk-Verified: yes\n"
             "Content-Type: multipart/encrypted; boundary=b\n\n--b\n"
             "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
             "Content-Type: application/octet-stream; name=encrypted.asc\n\nxx\n--b--\n");

    assert_true(m->problems & MIME_PROBLEM_ENCRYPTED);
    assert_null(mime_field(m, "X-Kindesk-Verified"));
    assert_int_equal(m->attachments_n, 2);
}

static void
test_an_opaquely_signed_mail_shows_its_words(void **state)
{
    struct mime_message *m = READ(
        state,
        "From: a@example.org\n"
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n"
        "Content-Transfer-Encoding: base64\n\n"
        "MIAGCSqGSIb3DQEHAqCAMIACAQExADCABgkqhkiG9w0BBwGggCSABBRDb250ZW50\n"
        "LVR5cGU6IHRleHQvcAQWbGFpbg0KDQpTaWduZWQgd29yZHMNCgAAAAAAADEAAAAA\n"
        "AAAA\n");

    assert_string_equal(m->text, "Signed words\n");
    assert_int_equal(m->problems & MIME_PROBLEM_ENCRYPTED, 0);
    m = READ(state,
             "From: a@example.org\n"
             "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nxx");
    assert_int_equal(m->attachments_n, 1);
    assert_true(m->problems & MIME_PROBLEM_ENCRYPTED);
}

/* Repeats a text n times between two others. */
static struct bytes
repeated(void **state, const char *head, const char *middle, size_t n, const char *tail)
{
    struct cx *cx = *state;
    struct buf buf;

    buf_init(&buf, cx->arena, 128 << 20);
    buf_str(&buf, head);
    for (size_t i = 0; i < n; i++)
        buf_str(&buf, middle);
    buf_str(&buf, tail);
    return buf_bytes(&buf);
}

static void
test_a8_hostile_sizes_are_bounded(void **state)
{
    int64_t start = clock_monotonic();
    struct mime_message *m;

    m = read_bytes(state, repeated(state, "Content-Type: multipart/mixed; boundary=b\n\n",
                                   "--b\n\nx\n", 100000, "--b--\n"));
    assert_true(m->problems & MIME_PROBLEM_CUT);
    m = read_bytes(state, repeated(state, "",
                                   "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
                                   10000, "x"));
    assert_non_null(m);
    m = read_bytes(state, repeated(state, "To: ", "a@example.org, ", 1000000, "\n\nx"));
    assert_true(m->to.n <= MIME_ADDRESSES_N);
    m = read_bytes(state, repeated(state, "X: ", "x", 10 << 20, "\n\nbody"));
    assert_non_null(m);
    m = read_bytes(state, repeated(state, "", "A: b\n", 2 << 20, "\nbody"));
    assert_true(m->fields_n <= MIME_HEADERS_N);
    m = read_bytes(state, repeated(state, "Subject: ", "=?utf-8?Q?", 100000, "\n\nx"));
    assert_non_null(m);
    m = read_bytes(state, repeated(state, "From: ", "(((((\"<", 10000, "\n\nx"));
    assert_non_null(m);
    m = read_bytes(state,
                   repeated(state, "Content-Type: a/b", "; a*0*=x'y'%41", 5000, "\n\nx"));
    assert_non_null(m);
    m = read_bytes(state, repeated(state, "\n", "begin 644 a\n#0V%T\n", 100000, ""));
    assert_non_null(m);
    assert_true(clock_monotonic() - start < 60 * MS_SECOND); /* under the sanitizers */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_ordinary_mail_is_read),
        cmocka_unit_test(test_nothing_at_all_is_a_message_without_a_sender),
        cmocka_unit_test(test_encoded_words_split_within_a_character_are_joined),
        cmocka_unit_test(test_charsets_are_read_as_meant),
        cmocka_unit_test(test_a_wrong_charset_can_be_chosen_anew),
        cmocka_unit_test(test_broken_bytes_become_replacement_characters),
        cmocka_unit_test(test_rfc_2231_names_are_put_together),
        cmocka_unit_test(test_flowed_lines_are_joined_and_quotes_kept),
        cmocka_unit_test(test_uuencode_in_a_text_is_a_file),
        cmocka_unit_test(test_an_alternative_shows_its_plain_part_and_keeps_the_html),
        cmocka_unit_test(test_an_empty_plain_part_does_not_hide_the_html),
        cmocka_unit_test(test_a_plain_part_in_one_endless_line_gives_way_to_the_html),
        cmocka_unit_test(test_a_chosen_charset_counts_more_than_what_the_mail_says),
        cmocka_unit_test(test_charsets_that_mail_hides_are_found),
        cmocka_unit_test(test_words_of_iso_2022_jp_stand_for_themselves),
        cmocka_unit_test(test_names_of_encodings_may_be_followed_by_anything),
        cmocka_unit_test(test_an_invitation_is_told_in_words),
        cmocka_unit_test(test_text_behind_a_picture_is_shown_too),
        cmocka_unit_test(test_broken_structures_lose_nothing),
        cmocka_unit_test(test_forwarded_messages_and_digests_are_files),
        cmocka_unit_test(test_an_invitation_is_kept),
        cmocka_unit_test(test_doubled_and_missing_fields_are_noticed),
        cmocka_unit_test(test_addresses_that_senders_make_up_are_understood),
        cmocka_unit_test(test_dates_of_every_kind),
        cmocka_unit_test(test_automatic_mail_is_known),
        cmocka_unit_test(test_a6_line_breaks_in_encoded_headers_stay_in_one_line),
        cmocka_unit_test(test_a7_our_own_fields_from_outside_are_dropped),
        cmocka_unit_test(test_a10_the_first_of_doubled_fields_counts_everywhere),
        cmocka_unit_test(test_a12_signed_fields_of_outsiders_mean_nothing),
        cmocka_unit_test(test_an_opaquely_signed_mail_shows_its_words),
        cmocka_unit_test(test_a8_hostile_sizes_are_bounded),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
