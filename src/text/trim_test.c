/* SPDX-License-Identifier: Apache-2.0 */
#include "text/trim.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int
setup(void **state)
{
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

/* The reply, after checking that nothing of the text was lost. */
static const char *
reply(void **state, const char *text)
{
    struct trim trim = trim_reply(*state, text);
    struct buf joined;

    buf_init(&joined, *state, 0);
    for (size_t i = 0; i < trim.pieces_n; i++)
        buf_str(&joined, trim.pieces[i].text);
    if (joined.n > strlen(text)) /* a last line without its newline */
        buf_cut(&joined, strlen(text));
    assert_string_equal(buf_text(&joined), text);
    return trim.reply;
}

static void
test_introductions_fold_in_many_languages(void **state)
{
    static const char *const intros[] = {
        "On Tue, 3 Mar 2026 at 10:15, Ann Lee <ann@a.example> wrote:",
        "On Tue, 3 Mar 2026 at 10:15, Ann Lee <\nann@a.example> wrote:",
        "Am 03.03.2026 um 10:15 schrieb Ann Lee:",
        "Am Di., 3. März 2026 um 10:15 Uhr schrieb Ann Lee <ann@a.example>:",
        "Le mar. 3 mars 2026 à 10:15, Ann Lee <ann@a.example> a écrit :",
        "El mar, 3 mar 2026 a las 10:15, Ann Lee (<ann@a.example>) escribió:",
        "Il giorno mar 3 mar 2026 alle ore 10:15 Ann Lee <ann@a.example> ha scritto:",
        "Em ter., 3 de mar. de 2026 às 10:15, Ann Lee <ann@a.example> escreveu:",
        "Op di 3 mrt 2026 om 10:15 schreef Ann Lee <ann@a.example>:",
        "Den tis 3 mars 2026 kl 10:15 skrev Ann Lee <ann@a.example>:",
        "W dniu 03.03.2026 o 10:15, Ann Lee napisał(a):",
        "вт, 3 мар. 2026 г. в 10:15, Ann Lee <ann@a.example>:",
        "3 марта 2026 г. 10:15 пользователь Ann <ann@a.example> написал:",
        "2026年3月3日(火) 10:15 Ann Lee <ann@a.example>:",
        "在 2026年3月3日,10:15,Ann Lee <ann@a.example> 写道:",
        "2026-03-03 10:15 GMT+01:00 Ann Lee <ann@a.example>:",
        "W dniu 03.03.2026 o 10:15, Ann Lee pisze:",
        "Am 03.03.2026 um 10:15 schrieben Sie:",
        "Ann Lee schrieb am 03.03.2026 um 10:15:",
        "Ann Lee <ann@a.example>\nschrieb am Di., 3. März 2026 um 10:15 Uhr:",
        "Ann Lee <ann@a.example> kirjoitti\n3.3.2026 kello 10.15:",
        "Вторник, 3 марта 2026, 10:15 +03:00 от Ann Lee <ann@a.example>:",
        "2026/3/3 Ann Lee <ann@a.example>",
        "2026-03-03 10:15 GMT+01:00 Ann Lee",
        "Ann Lee via Help Desk wrote:",
        "Posted by annlee on 03/03/2026",
        "-------- Oprindelig besked --------",
        "2026/03/03 10:15、Ann Lee <ann@a.example>のメール:",
        "\u202bבתאריך יום ג׳, 3 במרץ 2026 ב-10:15 מאת \u202aAnn\u202c "
        "<\u202aann@a.example\u202c>:\u202c",
        "uto, 3. ožu 2026. u 10:15 Ann Lee <ann@a.example> napisao je:",
        "otrd., 2026. g. 3. marts, plkst. 10:15 — lietotājs Ann\n(<ann@a.example>) "
        "rakstīja:",
        "На вт, 3.03.2026 г. в 10:15 Ann Lee <ann@a.example> написа:",
        "Quoting Ann Lee <ann@a.example>:",
        "* Ann Lee <ann@a.example> [2026-03-03 10:15]:",
        "-----Original Message-----",
        "-------- Weitergeleitete Nachricht --------",
        "From: Ann Lee <ann@a.example>\nSent: Tuesday, March 3, 2026 10:15 AM\n"
        "To: Help <help@b.example>\nSubject: Re: Water",
        "________________________________\nVon: Ann Lee <ann@a.example>\nGesendet: "
        "Dienstag, 3. "
        "März 2026 10:15\nAn: Help\nBetreff: Wasser",
        "*De :* Ann Lee\n*Envoyé :* mardi 3 mars 2026 10:15\n*À :* Help\n*Objet :* Eau",
        "От кого: Ann <ann@a.example>\nКому: Help\nДата: 3 марта 2026, 10:15\nТема: Вода",
        "差出人: Ann <ann@a.example>\n送信日時: 2026年3月3日 10:15\n宛先: Help\n件名: 水",
    };

    for (size_t i = 0; i < sizeof intros / sizeof *intros; i++) {
        struct buf text;

        buf_init(&text, *state, 0);
        buf_lit(&text, "It works now.\n\n");
        buf_str(&text, intros[i]);
        buf_lit(&text, "\n\nold words\nmore of them\n");
        assert_string_equal(reply(state, buf_text(&text)), "It works now.");
    }
}

static void
test_answers_between_quotes_stay(void **state)
{
    assert_string_equal(reply(state,
                              "On 3 Mar 2026 at 10:15, Ann <a@a.example> wrote:\n"
                              "> Which room?\n\nThe blue one.\n\n> When?\n\nAt nine.\n"),
                        "The blue one.\n\nAt nine.");
    assert_string_equal(
        reply(state, "Hello\n\nOn 3 Mar 2026 at 10:15, Ann <a@a.example> wrote:\n"
                     "> Which room?\n\nThe blue one.\n"),
        "Hello\n\nThe blue one.");
    assert_string_equal(reply(state, "> You said this\n\nand I answer that.\n"),
                        "> You said this\n\nand I answer that.");
}

static void
test_what_people_write_is_not_taken_for_a_quote(void **state)
{
    static const char *const kept[] = {
        "On Monday the heating failed.\nOn Tuesday too.",
        "I need help with this:\n\nFrom: Berlin\nTo: Munich\n\nThank you for a ticket",
        "The steps I took:\n1. opened it\n2. closed it\n----\nand then it broke for "
        "good.\n\n"
        "This is a longer paragraph that tells what happened afterwards, in all detail.",
        "Date: Wednesday 3, October 2026\nTime: 7:00\nAddress: 130 Fox St\n\nPlease "
        "come.",
        "The message was sent from my phone to all people.\nIs that right?",
        "Here is what I get:\n\n```\n# comment\n####\ncode\n```\n\nEnd.",
        "Peter wrote: nothing works",
        "Name: Ann\nSubject: physics\nGrade: 3",
        "I asked Ann via phone and she wrote:\nthe lamp is broken",
        "He wrote:\nNothing works since Monday.\nPlease look.",
        "Your colleague wrote on 14.03.2026:\nThe problem is solved.\nIt is not!",
        "Quoting prices is hard:\n- 5 for tea\n- 6 for coffee",
        "* ann@a.example 14.03.2026:\nno login possible\n* bob@a.example:\nthe same",
        "2026-03-14 Bob Miller <bob@a.example>\n2026-03-15 Ann <ann@a.example>\nThanks!",
        "From my point of view it is broken.",
        "The phone is dead.\n\nFrom my boss I heard the same.",
    };

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_string_equal(reply(state, kept[i]), kept[i]);
}

static void
test_signatures_fold(void **state)
{
    static const char *const sent[] = {
        "From my iPhone 6",
        "<<sent by galaxy>>",
        "Get [Outlook for iOS](https://mail.example/o)",
        "[Sent from Mail](https://mail.example/m) for Windows",
        "-------- Sent from my Galaxy --------",
        "從我的 iPhone 傳送",
        "Изпратено от моя iPhone",
        "Εστάλη από το iPhone μου",
        "Ann from mobile",
        "———\nAnn Lee\nRoom 5",
    };

    assert_string_equal(reply(state, "Please help.\n\n-- \nAnn Lee\nRoom 5\n"),
                        "Please help.");
    assert_string_equal(reply(state, "Please help.\n--\nAnn\n"), "Please help.");
    assert_string_equal(reply(state, "Please help.\n\nSent from my iPhone\n"),
                        "Please help.");
    assert_string_equal(reply(state, "Bitte helfen.\n\nVon meinem iPhone gesendet\n"),
                        "Bitte helfen.");
    assert_string_equal(reply(state, "Ayuda.\n\nEnviado desde mi iPhone\n"), "Ayuda.");
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++)
        assert_string_equal(
            reply(state, arena_printf(*state, "It broke.\n\n%s\n", sent[i])),
            "It broke.");
    assert_string_equal(reply(state, "Please help.\n\nBest regards,\nAnn Lee\nRoom 5\n"),
                        "Please help.");
    assert_string_equal(
        reply(state, "It broke.\n\nAnn Lee\nann@a.example\n+1 555 0100-200\n"),
        "It broke.");
    assert_string_equal(
        reply(state, "My colleagues are:\n\nAnn\nann@a.example\nbob@a.example\n"),
        "My colleagues are:\n\nAnn\nann@a.example\nbob@a.example");
    assert_string_equal(reply(state, "--\nAnn\n"), "--\nAnn");
    assert_string_equal(reply(state, "Thanks,\nAnn\n"), "Thanks,\nAnn");
}

static void
test_a_text_of_quotes_only_is_shown(void **state)
{
    assert_string_equal(reply(state, "> only this\n"), "> only this");
    assert_string_equal(reply(state, ""), "");
    assert_string_equal(reply(state, "\n \n"), "");
}

static void
test_pieces_tell_what_folds(void **state)
{
    struct trim trim =
        trim_reply(*state, "Yes.\n\n-- \nAnn\n\nOn 3 Mar 2026 at 10:15, Bob "
                           "<b@b.example> wrote:\n> Do you?\n");

    assert_int_equal(trim.pieces_n, 3);
    assert_int_equal(trim.pieces[0].kind, TRIM_WRITTEN);
    assert_int_equal(trim.pieces[1].kind, TRIM_SIGNATURE);
    assert_int_equal(trim.pieces[2].kind, TRIM_QUOTE);
    assert_string_equal(trim.pieces[1].text, "-- \nAnn\n\n");
}

static void
test_html_replies_fold_by_structure(void **state)
{
    static const char *const cases[] = {
        "<div>Yes.</div><div class=gmail_quote><div class=gmail_attr>On Tue, 3 Mar 2026 "
        "at "
        "10:15, Ann &lt;<a href=mailto:a@a.example>a@a.example</a>&gt; wrote:<br></div>"
        "<blockquote class=gmail_quote>old</blockquote></div>",
        "<p>Yes.</p><div class=moz-cite-prefix>Am 03.03.26 um 10:15 schrieb "
        "Ann:<br></div>"
        "<blockquote type=cite><p>old</p></blockquote>",
        "<p>Yes.</p><div id=divRplyFwdMsg><b>Afs&auml;nder:</b> Ann</div><div>old</div>",
        "<p>Yes.</p><div class=yahoo_quoted><p>whatever</p><p>old</p></div>",
        "<div>Yes.</div><div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Ann "
        "&lt;a@a.example&gt;<br><b>Sent:</b> Tuesday, March 3, 2026 10:15 "
        "AM<br><b>To:</b> Help"
        "<br><b>Subject:</b> Water</p></div><p>old</p>",
        "<div>Yes.</div><blockquote>old</blockquote>",
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(trim_html(*state, bytes_of(cases[i])).reply, "Yes.");
}

static void
test_inline_answers_in_html_stay(void **state)
{
    const char *text =
        trim_html(
            *state,
            bytes_of("<div class=gmail_quote><div>On 3 Mar 2026 at 10:15 Ann "
                     "&lt;a@a.example&gt; wrote:</div><blockquote class=gmail_quote>"
                     "Which?</blockquote><div>The blue one.</div><blockquote "
                     "class=gmail_quote>When?</blockquote><div>At nine.</div>"
                     "</div>"))
            .reply;

    assert_non_null(strstr(text, "The blue one."));
    assert_non_null(strstr(text, "At nine."));
    assert_null(strstr(text, "Which?"));
}

/* THREATS A8 */
static void
test_hostile_texts_take_linear_time(void **state)
{
    static const char *const pieces[] = {
        "On 1 wrote:\n",
        "1:\n",
        "a@b.c\n",
        "--\n",
        "From: a@b.c\n",
        "> ",
        ">\n",
        "-----Original Message-----\n",
        "Thanks,\n",
        "Sent from x\n",
        "On 3 Mar 2026 <",
        "wrote wrote ",
        "a@b.c wrote:\n",
        "To: x\nFrom: y\n",
        "On 2026-01-01 10:00 x wrote:\n\n> a\n\nb\n",
        "\n",
    };

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf text;
        int64_t began = clock_monotonic();

        buf_init(&text, *state, 0);
        while (text.n < 1000 * 1000)
            buf_str(&text, pieces[i]);
        assert_non_null(trim_reply(*state, buf_text(&text)).reply);
        assert_true(clock_monotonic() - began < 20 * MS_SECOND);
    }
}

static void
test_introduction_without_a_date_is_known_by_its_quote(void **state)
{
    assert_string_equal(
        trim_reply(*state, "Yes.\n\nOn Mon, Ana wrote:\n> question\n").reply, "Yes.");
    assert_string_equal(
        trim_reply(*state, "Yes.\n\nAnn Lee writes:\n\n> question\n").reply, "Yes.");
    assert_string_equal(
        trim_reply(*state, "On reflection, this is what I wrote:\n\nbuy toner\n").reply,
        "On reflection, this is what I wrote:\n\nbuy toner");
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_introduction_without_a_date_is_known_by_its_quote),
        T(test_introductions_fold_in_many_languages),
        T(test_answers_between_quotes_stay),
        T(test_what_people_write_is_not_taken_for_a_quote),
        T(test_signatures_fold),
        T(test_a_text_of_quotes_only_is_shown),
        T(test_pieces_tell_what_folds),
        T(test_html_replies_fold_by_structure),
        T(test_inline_answers_in_html_stay),
        T(test_hostile_texts_take_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
