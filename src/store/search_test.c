/* SPDX-License-Identifier: Apache-2.0 */
#include "store/search.h"

#include "base/buf.h"
#include "base/str.h"
#include "store/fixture_test.h"
#include "store/fold.h"

static const char *
folded(struct fixture *t, const char *s)
{
    struct buf buf;

    buf_init(&buf, t->cx.arena, 0);
    fold_words_of(&buf, s, 1000);
    return buf_text(&buf);
}

static void
test_words_lose_case_and_accents(void **state)
{
    struct fixture *t = fixture_of(state);

    assert_string_equal(folded(t, "Contraseña PERDIDA"), "contrasena perdida");
    assert_string_equal(folded(t, "Straße, Łódź; Ærø"), "strasse lodz aero");
    assert_string_equal(folded(t, "e\xcc\x81t\xc3\xa9"), "ete"); /* combining acute */
    assert_string_equal(folded(t, "maria.gomez@example.com"), "maria gomez example com");
    assert_string_equal(folded(t, "ＡＢＣ１２"), "abc12");
    assert_string_equal(folded(t, "印刷機"), "印 刷 機");
    assert_string_equal(folded(t, "Ёлка Ἀθήνα"), "елка αθηνα");
    assert_string_equal(folded(t, "#1042, 3.5"), "1042 3 5");
    assert_string_equal(folded(t, " --- \" "), "");
}

static void
test_a_word_without_end_is_cut(void **state)
{
    struct fixture *t = fixture_of(state);
    char *s = arena_take(t->cx.arena, 5001);

    memset(s, 'x', 5000);
    assert_int_equal(strlen(folded(t, s)), FOLD_WORD_BYTES);
}

/* ---- On both engines. */

static struct err *
add(struct cx *cx, enum search_kind kind, int64_t ref, int64_t ticket, const char *body)
{
    struct search_document document = {
        .kind = kind, .ref = ref, .ticket = {ticket}, .body = body};

    if (kind == SEARCH_TICKET) {
        document.title = body;
        document.body = "";
    }
    return search_add(cx, &document);
}

static struct err *
fill(struct cx *cx, void *arg)
{
    (void)arg;
    TRY(add(cx, SEARCH_TICKET, 1, 1, "Impresora atascada en el tercer piso"));
    TRY(add(cx, SEARCH_MESSAGE, 1, 1, "The printer's tray is stuck, call 555-0199."));
    TRY(add(cx, SEARCH_TICKET, 2, 2, "Cannot print"));
    TRY(add(cx, SEARCH_MESSAGE, 2, 2,
            "My address is maría.gómez@example.com, printer HP-4200"));
    TRY(add(cx, SEARCH_MESSAGE, 3, 3, "tray printer printers"));
    return search_add(cx, &(struct search_document){.kind = SEARCH_MESSAGE,
                                                    .ref = 4,
                                                    .ticket = {3},
                                                    .internal = true,
                                                    .title = "Note",
                                                    .body = "she is rude, printer"});
}

/* The tickets found, newest first: "3 2 1". */
static const char *
found(struct fixture *t, const char *typed, bool internal)
{
    const char *query = search_query(&t->cx, typed);
    struct db_rows *rows;
    struct buf out;

    buf_init(&out, t->cx.arena, 0);
    if (!query)
        return "no words";
    assert_done(
        db_query(&t->cx, &rows,
                 arena_printf(t->cx.arena,
                              "SELECT DISTINCT id FROM (SELECT 1 AS id UNION SELECT 2"
                              " UNION SELECT 3) t WHERE id IN (%s) ORDER BY id DESC",
                              search_sql(&t->cx, 1, internal)),
                 ARG(query)));
    while (db_next(rows)) {
        if (out.n > 0)
            buf_char(&out, ' ');
        buf_int(&out, db_int(rows, 0));
    }
    assert_done(db_end(rows));
    return buf_text(&out);
}

static void
test_words_phrases_prefixes_and_addresses_are_found(void **state)
{
    struct fixture *t = fixture_of(state);

    assert_done(store_write(t->store, &t->cx, fill, NULL));
    assert_done(store_reader(t->store, &t->cx));
    assert_string_equal(found(t, "PRINTER", false), "3 2 1");
    assert_string_equal(found(t, "tray printer", false), "3 1");
    assert_string_equal(found(t, "\"tray printer\"", false), "3");
    assert_string_equal(found(t, "\"printer s tray\"", false), "1");
    assert_string_equal(found(t, "impres", false), "1");
    assert_string_equal(found(t, "impres printer", false), "");
    assert_string_equal(found(t, "\"impres\"", false), "");
    assert_string_equal(found(t, "maria.gomez@example.com", false), "2");
    assert_string_equal(found(t, "gomez@maria", false), "");
    assert_string_equal(found(t, "555-0199", false), "1");
    assert_string_equal(found(t, "hp-42", false), "2");
    assert_string_equal(found(t, "rude", false), "");
    assert_string_equal(found(t, "rude", true), "3");
    assert_string_equal(found(t, "?!", true), "no words");
    assert_null(search_query(&t->cx, NULL));
}

static void
test_hostile_queries_are_only_words(void **state)
{
    static const char *const typed[] = {"\"",          "\"\"",
                                        "a\"b\"c",     "tray OR rude",
                                        "NOT tray",    "tray*",
                                        "body:tray",   "^tray",
                                        "tray AND (",  "NEAR(tray printer, 2)",
                                        "'tray'",      "tray' & !x",
                                        "tray:*ABCD",  "tray <-> printer",
                                        "\\",          "tray\\",
                                        "-tray",       "{title body} : tray",
                                        "%_",          "$1",
                                        "--",          "; DROP TABLE ticket",
                                        "\"tray",      "+ + +",
                                        "'''' \"\"\"", "a:A b:B"};
    struct fixture *t = fixture_of(state);

    assert_done(store_write(t->store, &t->cx, fill, NULL));
    assert_done(store_reader(t->store, &t->cx));
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        found(t, typed[i], true);
    assert_string_equal(found(t, "tray OR rude", true), "");
    assert_string_equal(found(t, "tray*", true), "3 1");
    char *many = arena_take(t->cx.arena, 20001);
    for (int i = 0; i < 20000; i++)
        many[i] = i % 2 ? ' ' : 'a';
    found(t, many, true);
    memset(many, '"', 20000);
    found(t, many, true);
    memset(many, 'z', 20000);
    found(t, many, true);
}

static void
test_ranked_hits_put_the_subject_first(void **state)
{
    struct fixture *t = fixture_of(state);
    struct db_rows *rows;

    assert_done(store_write(t->store, &t->cx, fill, NULL));
    assert_done(store_reader(t->store, &t->cx));
    assert_done(db_query(
        &t->cx, &rows,
        arena_printf(t->cx.arena, "SELECT ticket, rank FROM (%s) f ORDER BY rank, ticket",
                     search_ranked_sql(&t->cx, 1, false)),
        ARG(search_query(&t->cx, "print"))));
    assert_true(db_next(rows));
    assert_int_equal(db_int(rows, 0), 2);
    double first = db_real(rows, 1);
    assert_true(db_next(rows));
    assert_true(db_real(rows, 1) >= first);
    db_close(rows);
}

static struct err *
change(struct cx *cx, void *arg)
{
    struct search_document document = {.kind = SEARCH_MESSAGE,
                                       .ref = 3,
                                       .ticket = {3},
                                       .body = "Tray  PRINTER, printers"};
    bool holds;

    (void)arg;
    TRY(search_holds(cx, &document, &holds));
    assert_true(holds);
    TRY(search_remove(cx, &document));
    TRY(search_remove(cx, &document));
    document.body = "lamp";
    TRY(search_holds(cx, &document, &holds));
    assert_false(holds);
    return search_add(cx, &document);
}

static struct err *
remove_wrongly(struct cx *cx, void *arg)
{
    struct search_document document = {
        .kind = SEARCH_MESSAGE, .ref = 3, .ticket = {3}, .body = "not what was added"};

    (void)arg;
    return search_remove(cx, &document);
}

static struct err *
clear(struct cx *cx, void *arg)
{
    (void)arg;
    TRY(search_clear(cx));
    return fill(cx, NULL);
}

static void
count_fault(void *arg, const char *text)
{
    assert_true(str_starts(text, "full-text index: "));
    ++*(int *)arg;
}

static int
faults(struct fixture *t, const char *expected)
{
    int n = 0;

    assert_done(store_reader(t->store, &t->cx));
    assert_done(search_check(&t->cx, expected, count_fault, &n));
    return n;
}

static void
test_a_changed_document_is_found_by_its_new_words_only(void **state)
{
    struct fixture *t = fixture_of(state);

    assert_done(store_write(t->store, &t->cx, fill, NULL));
    assert_done(store_write(t->store, &t->cx, change, NULL));
    assert_done(store_reader(t->store, &t->cx));
    assert_string_equal(found(t, "tray", false), "1");
    assert_string_equal(found(t, "lamp", false), "3");
}

static void
test_check_names_what_is_missing_and_what_is_too_much(void **state)
{
    static const char *const expected =
        "SELECT 1, 1, 1, 0 UNION ALL SELECT 2, 1, 1, 0 UNION ALL SELECT 1, 2, 2, 0"
        " UNION ALL SELECT 2, 2, 2, 0 UNION ALL SELECT 2, 3, 3, 0 UNION ALL SELECT 2, 4, "
        "3, 1";
    struct fixture *t = fixture_of(state);

    assert_done(store_write(t->store, &t->cx, fill, NULL));
    assert_int_equal(faults(t, expected), 0);
    assert_int_equal(faults(t, "SELECT 1, 1, 1, 0 UNION ALL SELECT 1, 9, 9, 0"), 6);
    assert_done(store_write(t->store, &t->cx, remove_wrongly, NULL));
    assert_int_equal(faults(t, expected), db_engine(t->cx.db) == DB_SQLITE ? 2 : 1);
    assert_done(store_write(t->store, &t->cx, clear, NULL));
    assert_int_equal(faults(t, expected), 0);
}

static const struct CMUnitTest tests[] = {
    SQLITE(test_words_lose_case_and_accents),
    SQLITE(test_a_word_without_end_is_cut),
    BOTH(test_words_phrases_prefixes_and_addresses_are_found),
    BOTH(test_hostile_queries_are_only_words),
    BOTH(test_ranked_hits_put_the_subject_first),
    BOTH(test_a_changed_document_is_found_by_its_new_words_only),
    BOTH(test_check_names_what_is_missing_and_what_is_too_much),
};

FIXTURE_MAIN(tests)
