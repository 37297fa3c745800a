/* SPDX-License-Identifier: Apache-2.0 */
#include "api/json_in.h"

#include "desk/desk_test_support.h"
#include "desk/file.h"
#include "desk/idempotency.h"

static const struct json *
parse(struct desk_test *t, const char *text)
{
    const char *why;
    const struct json *json = json_parse(t->cx.arena, bytes_of(text), &why);

    assert_non_null(json);
    return json;
}

/* The fields of all complaints, joined by commas. */
static const char *
complaints(struct desk_test *t, const char *text, const struct api_shape *shape)
{
    struct err *err = json_in_check(&t->cx, parse(t, text), shape);
    const char *said = "";

    for (; err; err = err->next) {
        assert_int_equal(err->kind, ERR_INVALID);
        said = arena_printf(t->cx.arena, "%s%s%s", said, *said ? "," : "",
                            err->field ? err->field : "-");
    }
    return said;
}

static void
test_a_right_object_is_taken(void **state)
{
    assert_string_equal(complaints(*state,
                                   "{\"subject\":\"a\",\"body\":\"b\",\"topic\":null,"
                                   "\"requester\":{\"email\":\"a@b.example\"},"
                                   "\"attachments\":[]}",
                                   &api_new_ticket),
                        "");
}

static void
test_unknown_members_are_refused(void **state)
{
    assert_string_equal(
        complaints(*state, "{\"subject\":\"a\",\"body\":\"b\",\"priority\":\"x\"}",
                   &api_new_ticket),
        "priority");
}

static void
test_unknown_members_inside_are_refused(void **state)
{
    assert_string_equal(complaints(*state,
                                   "{\"subject\":\"a\",\"body\":\"b\",\"requester\":"
                                   "{\"email\":\"a@b.example\",\"role\":\"manager\"}}",
                                   &api_new_ticket),
                        "role");
}

static void
test_every_wrong_member_is_named(void **state)
{
    assert_string_equal(
        complaints(*state, "{\"subject\":5,\"attachments\":[1]}", &api_new_ticket),
        "subject,attachments,body");
}

static void
test_null_is_taken_only_where_it_means_something(void **state)
{
    assert_string_equal(complaints(*state, "{\"assignee\":null}", &api_ticket_changes),
                        "");
    assert_string_equal(complaints(*state, "{\"team\":null}", &api_ticket_changes),
                        "team");
}

static void
test_truths_are_no_texts_and_numbers_no_truths(void **state)
{
    assert_string_equal(
        complaints(*state, "{\"body\":\"b\",\"public\":\"true\"}", &api_new_message),
        "public");
    assert_string_equal(
        complaints(*state, "{\"body\":\"b\",\"public\":1}", &api_new_message), "public");
}

static void
test_a_list_is_no_object(void **state)
{
    assert_string_equal(complaints(*state, "[]", &api_new_message), "-");
}

static void
test_texts_lose_their_controls(void **state)
{
    struct desk_test *t = *state;
    const struct json *json =
        parse(t, "{\"subject\":\"a\\nb\\u001b\",\"body\":\"a\\r\\nb\"}");

    assert_string_equal(json_in_line(&t->cx, json, "subject"), "a b");
    assert_string_equal(json_in_text(&t->cx, json, "body"), "a\nb");
    assert_null(json_in_text(&t->cx, json, "absent"));
}

static struct err *
files(struct desk_test *t, const char *list, struct json_in_file **out, size_t *n_out)
{
    return json_in_files(
        &t->cx, parse(t, arena_printf(t->cx.arena, "{\"attachments\":%s}", list)), out,
        n_out);
}

static void
test_files_are_decoded(void **state)
{
    struct json_in_file *list;
    size_t n;

    assert_done(files(*state, "[{\"filename\":\"a\",\"content\":\"AAEC\"}]", &list, &n));
    assert_int_equal(n, 1);
    assert_int_equal(list[0].raw.n, 3);
    assert_memory_equal(list[0].raw.p, "\0\1\2", 3);
}

static void
test_what_is_not_base64_is_refused(void **state)
{
    struct json_in_file *list;
    struct err *err;
    size_t n;

    err = files(*state, "[{\"filename\":\"a\",\"content\":\"%%\"}]", &list, &n);
    assert_non_null(err);
    assert_string_equal(err->field, "attachments");
}

static void
test_too_large_a_file_is_refused(void **state)
{
    struct desk_test *t = *state;
    struct json_in_file *list;
    size_t n;

    t->config.attachment_bytes = 3;
    assert_done(files(t, "[{\"filename\":\"a\",\"content\":\"AAEC\"}]", &list, &n));
    t->config.attachment_bytes = 2;
    assert_int_equal(
        files(t, "[{\"filename\":\"a\",\"content\":\"AAEC\"}]", &list, &n)->kind,
        ERR_LIMIT);
}

static void
test_too_many_files_are_refused(void **state)
{
    struct desk_test *t = *state;
    struct json_in_file *list;
    size_t n;

    t->config.attachments_n = 1;
    assert_int_equal(files(t,
                           "[{\"filename\":\"a\",\"content\":\"\"},"
                           "{\"filename\":\"b\",\"content\":\"\"}]",
                           &list, &n)
                         ->kind,
                     ERR_LIMIT);
}

/* ---- Idempotency. */

struct keyed {
    const char *request;
    struct idempotent known;
    bool found;
};

static struct err *
add_key(struct cx *cx, void *arg)
{
    struct keyed *keyed = arg;

    return idempotency_add(cx, "key", bytes_of(keyed->request),
                           &(struct idempotent){201, "{\"number\":1}"});
}

static struct err *
find_key(struct desk_test *t, struct keyed *keyed)
{
    return idempotency_find(&t->cx, "key", bytes_of(keyed->request), &keyed->known,
                            &keyed->found);
}

static void
act_as(struct desk_test *t, struct actor *actor, struct person_id person)
{
    *actor = (struct actor){.person = person, .role = ROLE_AGENT, .address = ""};
    t->cx.actor = actor;
}

static void
test_the_same_request_gets_the_first_answer(void **state)
{
    struct desk_test *t = *state;
    struct keyed keyed = {.request = "POST /x {}"};
    struct actor actor;

    act_as(t, &actor, t->agent);
    assert_done(find_key(t, &keyed));
    assert_false(keyed.found);
    desk_do(t, add_key, &keyed);
    assert_done(find_key(t, &keyed));
    assert_true(keyed.found);
    assert_int_equal(keyed.known.status, 201);
    assert_string_equal(keyed.known.body, "{\"number\":1}");
}

static void
test_another_request_with_the_key_is_refused(void **state)
{
    struct desk_test *t = *state;
    struct keyed keyed = {.request = "POST /x {}"};
    struct actor actor;
    struct err *err;

    act_as(t, &actor, t->agent);
    desk_do(t, add_key, &keyed);
    keyed.request = "POST /x {\"a\":1}";
    err = find_key(t, &keyed);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_INVALID);
    assert_string_equal(err->field, "Idempotency-Key");
}

static void
test_keys_are_ones_own(void **state)
{
    struct desk_test *t = *state;
    struct keyed keyed = {.request = "POST /x {}"};
    struct actor actor;

    act_as(t, &actor, t->agent);
    desk_do(t, add_key, &keyed);
    act_as(t, &actor, t->rosa);
    assert_done(find_key(t, &keyed));
    assert_false(keyed.found);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_a_right_object_is_taken),
        DESK_TEST(test_unknown_members_are_refused),
        DESK_TEST(test_unknown_members_inside_are_refused),
        DESK_TEST(test_every_wrong_member_is_named),
        DESK_TEST(test_null_is_taken_only_where_it_means_something),
        DESK_TEST(test_truths_are_no_texts_and_numbers_no_truths),
        DESK_TEST(test_a_list_is_no_object),
        DESK_TEST(test_texts_lose_their_controls),
        DESK_TEST(test_files_are_decoded),
        DESK_TEST(test_what_is_not_base64_is_refused),
        DESK_TEST(test_too_large_a_file_is_refused),
        DESK_TEST(test_too_many_files_are_refused),
        DESK_TEST(test_the_same_request_gets_the_first_answer),
        DESK_TEST(test_another_request_with_the_key_is_refused),
        DESK_TEST(test_keys_are_ones_own),
    };

    crypto_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
