/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"

#include "base/str.h"
#include "store/fixture_test.h"

/* Runs a test's statements on the writing thread: what it asserts there fails the test.
 */
struct body {
    struct err *(*run)(struct fixture *t, struct cx *cx);
    struct fixture *t;
};

static struct err *
run_body(struct cx *cx, void *arg)
{
    struct body *body = arg;

    return body->run(body->t, cx);
}

static struct err *
write_body(struct fixture *t, struct err *(*run)(struct fixture *t, struct cx *cx))
{
    return store_write(t->store, &t->cx, run_body, &(struct body){run, t});
}

static struct err *
make_things(struct fixture *t, struct cx *cx)
{
    (void)t;
    TRY(db_exec(cx, "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT UNIQUE,"
                    " n BIGINT CHECK (n < 100), owner BIGINT REFERENCES thing (id))"));
    return db_exec(cx,
                   "INSERT INTO thing (id, name, n) VALUES (1, 'one', 1), (2, 'two', 2)");
}

static struct fixture *
with_things(void **state)
{
    struct fixture *t = fixture_of(state);

    assert_done(write_body(t, make_things));
    assert_done(store_reader(t->store, &t->cx));
    return t;
}

static void
test_parameters_may_repeat_and_stand_in_any_order(void **state)
{
    struct fixture *t = with_things(state);
    int64_t n;

    assert_done(db_number(&t->cx, &n, 0,
                          "SELECT id FROM thing WHERE n = $2 AND name = $1 AND id = $2"
                          " AND name = $1",
                          ARG("two"), ARG(2)));
    assert_int_equal(n, 2);
    assert_done(
        db_number(&t->cx, &n, -1, "SELECT n FROM thing WHERE name = $1", ARG("x")));
    assert_int_equal(n, -1);
}

static void
test_values_come_back_as_they_were_given(void **state)
{
    static const unsigned char raw[] = {0, 1, 255, '\'', '\\', 0};
    struct fixture *t = with_things(state);
    struct db_rows *rows;

    assert_done(db_one(&t->cx, &rows, "none",
                       "SELECT $1 + 0 AS big, $2 || '' AS text, $3 AS raw, $4 AS real,"
                       " $5 || '' AS absent, $6 + 0 AS none, $7 + 0 AS yes, $8 AS hollow",
                       ARG(INT64_MIN + 1), ARG("Señor 'Łu\"kasz' 🙂"),
                       ARG(((struct bytes){raw, sizeof raw})), ARG(0.1),
                       ARG((char *)NULL), ARG((struct person_id){0}), ARG(true),
                       ARG(((struct bytes){raw, 0}))));
    assert_int_equal(db_int(rows, 0), INT64_MIN + 1);
    assert_string_equal(db_text(rows, 1), "Señor 'Łu\"kasz' 🙂");
    assert_int_equal(db_blob(rows, 2).n, sizeof raw);
    assert_memory_equal(db_blob(rows, 2).p, raw, sizeof raw);
    assert_true(db_real(rows, 3) == 0.1);
    assert_true(db_null(rows, 4));
    assert_null(db_text(rows, 4));
    assert_true(db_null(rows, 5));
    assert_int_equal(db_int(rows, 5), 0);
    assert_int_equal(db_int(rows, 6), 1);
    assert_false(db_null(rows, 7));
    assert_int_equal(db_blob(rows, 7).n, 0);
    assert_int_equal(db_columns(rows), 8);
    assert_string_equal(db_column_name(rows, 1), "text");
    assert_int_equal(db_column_type(rows, 0), DB_INT);
    assert_int_equal(db_column_type(rows, 1), DB_TEXT);
    assert_int_equal(db_column_type(rows, 2), DB_BLOB);
    assert_int_equal(db_column_type(rows, 3), DB_REAL);
    db_close(rows);
}

static void
test_what_is_absent_is_not_found(void **state)
{
    struct fixture *t = with_things(state);
    struct db_rows *rows;

    struct err *err = db_one(&t->cx, &rows, "There is nothing in it.",
                             "SELECT 1 FROM thing WHERE id = $1", ARG(9));
    assert_int_equal(err->kind, ERR_NOT_FOUND);
    assert_string_equal(err->text, "There is nothing in it.");
}

static void
test_the_same_statement_may_run_inside_itself(void **state)
{
    static const char *const sql = "SELECT id FROM thing ORDER BY id";
    struct fixture *t = with_things(state);
    struct db_rows *outer, *inner;
    int n = 0;

    assert_done(db_query(&t->cx, &outer, sql));
    while (db_next(outer)) {
        assert_done(db_query(&t->cx, &inner, sql));
        while (db_next(inner))
            n += (int)(db_int(outer, 0) * db_int(inner, 0));
        assert_done(db_end(inner));
    }
    assert_done(db_end(outer));
    assert_int_equal(n, 9);
}

static void
test_many_different_statements_fit(void **state)
{
    struct fixture *t = with_things(state);
    int64_t n;

    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 500; i++) {
            const char *sql =
                arena_printf(t->cx.arena, "SELECT id + %d FROM thing WHERE id = $1", i);
            assert_done(db_number(&t->cx, &n, 0, sql, ARG(1)));
            assert_int_equal(n, i + 1);
        }
}

static void
test_rows_after_the_end_of_their_transaction_are_an_error(void **state)
{
    struct fixture *t = with_things(state);
    struct db_rows *rows;

    assert_done(db_begin(&t->cx, false));
    assert_done(db_query(&t->cx, &rows, "SELECT id FROM thing"));
    assert_true(db_next(rows));
    assert_done(db_commit(&t->cx));
    assert_false(db_next(rows));
    assert_non_null(db_end(rows));
}

static void
test_a_reader_cannot_write(void **state)
{
    struct fixture *t = with_things(state);
    int64_t n;

    assert_non_null(db_exec(&t->cx, "DELETE FROM thing"));
    assert_done(db_begin(&t->cx, false));
    assert_non_null(db_exec(&t->cx, "UPDATE thing SET n = 3"));
    db_rollback(&t->cx);
    assert_done(db_number(&t->cx, &n, 0, "SELECT sum(n) FROM thing"));
    assert_int_equal(n, 3);
}

static struct err *
add_seven(struct fixture *t, struct cx *cx)
{
    (void)t;
    return db_exec(cx, "INSERT INTO thing (id, name) VALUES (7, 'seven')");
}

/* A page sees one moment, whatever is written meanwhile. */
static void
test_a_read_transaction_sees_one_moment(void **state)
{
    struct fixture *t = with_things(state);
    struct cx cx = t->cx;
    int64_t n;

    assert_done(db_begin(&t->cx, false));
    assert_done(db_number(&t->cx, &n, 0, "SELECT count(*) FROM thing"));
    cx.db = NULL;
    struct fixture other = *t;
    other.cx = cx;
    assert_done(write_body(&other, add_seven));
    assert_done(db_number(&t->cx, &n, 0, "SELECT count(*) FROM thing"));
    assert_int_equal(n, 2);
    assert_done(db_commit(&t->cx));
    assert_done(db_number(&t->cx, &n, 0, "SELECT count(*) FROM thing"));
    assert_int_equal(n, 3);
}

/* ---- Writing. */

static struct err *
break_rules(struct fixture *t, struct cx *cx)
{
    static const char *const broken[][2] = {
        {"INSERT INTO thing (id, name) VALUES (3, 'one')",               "name" },
        {"INSERT INTO thing (id, name, n) VALUES (3, 'three', 100)",     "thing"},
        {"INSERT INTO thing (id, name, owner) VALUES (3, 'three', 999)", ""     },
        {"INSERT INTO thing (id, name) VALUES (1, 'three')",             "thing"},
    };

    (void)t;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        TRY(db_savepoint(cx));
        struct err *err = db_exec(cx, broken[i][0]);
        assert_non_null(err);
        assert_int_equal(err->kind, ERR_CONFLICT);
        assert_non_null(str_find_fold(err->detail, broken[i][1]));
        err = db_exec(cx, "INSERT INTO thing (id, name) VALUES (4, 'four')");
        assert_non_null(err); /* the first error has ended it */
        assert_int_equal(err->kind, ERR_INTERNAL);
        db_rollback_to(cx);
    }
    return db_exec(cx, "INSERT INTO thing (id, name) VALUES (5, 'five')");
}

static void
test_a_broken_rule_is_a_conflict_that_ends_the_transaction(void **state)
{
    struct fixture *t = with_things(state);
    int64_t n;

    assert_done(write_body(t, break_rules));
    assert_done(db_number(&t->cx, &n, 0, "SELECT sum(id) FROM thing"));
    assert_int_equal(n, 8);
}

static struct err *
change_one(struct fixture *t, struct cx *cx)
{
    int64_t n;

    (void)t;
    TRY(db_exec_one(cx, "UPDATE thing SET n = n + 1 WHERE id = $1", ARG(1)));
    assert_int_equal(
        db_exec_one(cx, "UPDATE thing SET n = 5 WHERE id > $1", ARG(0))->kind,
        ERR_CONFLICT);
    assert_int_equal(db_exec_one(cx, "DELETE FROM thing WHERE id = $1", ARG(99))->kind,
                     ERR_CONFLICT);
    TRY(db_exec_n(cx, &n, "UPDATE thing SET n = $1 WHERE id IN ($2, $3)", ARG(7), ARG(1),
                  ARG(2)));
    assert_int_equal(n, 2);
    TRY(db_number(cx, &n, 0, "INSERT INTO thing (id, name) VALUES ($1, $2) RETURNING id",
                  ARG(11), ARG("eleven")));
    assert_int_equal(n, 11);
    return NULL;
}

static void
test_changes_are_counted(void **state)
{
    struct fixture *t = with_things(state);
    int64_t n;

    assert_done(write_body(t, change_one));
    assert_done(db_number(&t->cx, &n, 0, "SELECT count(*) FROM thing WHERE n = 7"));
    assert_int_equal(n, 2);
}

static struct err *
nest(struct fixture *t, struct cx *cx)
{
    struct db_rows *rows;
    int n = 0;

    (void)t;
    TRY(db_query(cx, &rows, "SELECT id FROM thing WHERE id < 10 ORDER BY id"));
    while (db_next(rows)) {
        TRY(db_savepoint(cx));
        TRY(db_savepoint(cx));
        TRY(db_exec(cx, "INSERT INTO thing (id) VALUES ($1)", ARG(db_int(rows, 0) + 20)));
        TRY(db_release(cx));
        TRY(db_exec(cx, "INSERT INTO thing (id) VALUES ($1)", ARG(db_int(rows, 0) + 30)));
        if (db_int(rows, 0) == 1)
            db_rollback_to(cx);
        else
            TRY(db_release(cx));
        n++;
    }
    TRY(db_end(rows));
    assert_int_equal(n, 2);
    return NULL;
}

static void
test_savepoints_nest_while_rows_are_read(void **state)
{
    struct fixture *t = with_things(state);
    int64_t n;

    assert_done(write_body(t, nest));
    assert_done(db_number(&t->cx, &n, 0, "SELECT sum(id) FROM thing WHERE id > 10"));
    assert_int_equal(n, 22 + 32);
}

static struct err *
insert_two(struct fixture *t, struct cx *cx)
{
    static const char sql[] = "INSERT INTO api_token (hash, person, created_at)"
                              " VALUES ($1, $2, $3)";
    struct db_rows *rows;
    int64_t person, first = 0, second = 0;

    (void)t;
    TRY(db_insert(cx, &person,
                  "INSERT INTO person (name, role, created_at) VALUES ($1, 2, $2)",
                  ARG("Nora"), ARG(1)));
    TRY(db_insert(cx, &first, sql, ARG(bytes_of("a")), ARG(person), ARG(1)));
    TRY(db_insert(cx, &second, sql, ARG(bytes_of("b")), ARG(person), ARG(1)));
    assert_true(second > first && first > 0);
    TRY(db_one(cx, &rows, "none", "SELECT hash FROM api_token WHERE id = $1",
               ARG(second)));
    assert_memory_equal(db_blob(rows, 0).p, "b", 1);
    db_close(rows);
    return NULL;
}

static void
test_an_inserted_row_gives_its_id(void **state)
{
    assert_done(write_body(fixture_of(state), insert_two));
}

static void
test_wrong_sql_is_our_fault(void **state)
{
    struct fixture *t = with_things(state);
    struct db_rows *rows;

    assert_int_equal(db_query(&t->cx, &rows, "SELEC 1")->kind, ERR_INTERNAL);
    assert_int_equal(db_query(&t->cx, &rows, "SELECT $2", ARG(1))->kind, ERR_INTERNAL);
    assert_int_equal(db_query(&t->cx, &rows, "SELECT \"nothing\" FROM thing")->kind,
                     ERR_INTERNAL);
}

static const struct CMUnitTest tests[] = {
    BOTH(test_parameters_may_repeat_and_stand_in_any_order),
    BOTH(test_values_come_back_as_they_were_given),
    BOTH(test_what_is_absent_is_not_found),
    BOTH(test_the_same_statement_may_run_inside_itself),
    BOTH(test_many_different_statements_fit),
    BOTH(test_rows_after_the_end_of_their_transaction_are_an_error),
    BOTH(test_a_reader_cannot_write),
    BOTH(test_a_read_transaction_sees_one_moment),
    BOTH(test_a_broken_rule_is_a_conflict_that_ends_the_transaction),
    BOTH(test_changes_are_counted),
    BOTH(test_savepoints_nest_while_rows_are_read),
    BOTH(test_an_inserted_row_gives_its_id),
    BOTH(test_wrong_sql_is_our_fault),
};

FIXTURE_MAIN(tests)
