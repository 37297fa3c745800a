/* SPDX-License-Identifier: Apache-2.0 */
/* Charts: asked for, placed, drawn; answers that are none are refused. */
#include "text/chart.h"

#include "base/arena.h"
#include "text/chart_wire.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

static const struct chart_node nodes[] = {
    {"A request comes in",                    "by <b>mail</b>", CHART_END,   200},
    {"<script>alert(\"1\")</script> & so on", NULL,             CHART_STEP,  120},
    {"Waiting",                               "We wait",        CHART_STOPS, 120},
    {"Waiting for 7 days\nand another line",  NULL,             CHART_RULE,  120},
    {"Closed",                                NULL,             CHART_WHO,   120},
};
static const struct chart_edge edges[] = {
    {0, 1, false},
    {1, 2, false},
    {2, 1, false},
    {2, 3, true },
    {3, 4, true },
};
static const struct chart small = {.title = "A \"small\" chart",
                                   .description = "For <those> who cannot see it",
                                   .nodes = nodes,
                                   .nodes_n = 5,
                                   .edges = edges,
                                   .edges_n = 5};

static int
set_up(void **state)
{
    static struct cx cx;

    cx = (struct cx){.arena = arena_new(0)};
    *state = &cx;
    return 0;
}

static int
tear_down(void **state)
{
    struct cx *cx = *state;

    arena_free(&cx->arena);
    return 0;
}

static struct bytes
placed(struct cx *cx, const struct chart *chart)
{
    struct bytes asked, answer;

    assert_null(chart_ask(cx, chart, &asked));
    assert_null(chart_place(cx, asked, &answer));
    return answer;
}

static void
test_a_chart_is_drawn_and_its_texts_are_escaped(void **state)
{
    struct safe_html svg;

    assert_null(chart_svg(*state, &small, placed(*state, &small), "c1", &svg));
    assert_ptr_equal(
        strstr(svg.s, "<svg class=\"chart\" role=\"img\" aria-labelledby=\"c1-t\""),
        svg.s);
    assert_non_null(strstr(svg.s, "<title id=\"c1-t\">A &#34;small&#34; chart</title>"));
    assert_non_null(
        strstr(svg.s, "<desc id=\"c1-d\">For &lt;those&gt; who cannot see it"));
    assert_non_null(strstr(svg.s, "&lt;script&gt;"));
    assert_null(strstr(svg.s, "<script"));
    assert_null(strstr(svg.s, "<b>"));
    assert_non_null(strstr(svg.s, "class=\"chart-line chart-dashed\""));
    assert_non_null(strstr(svg.s, ">and another line</text>"));
}

/* Lines of the same box never overlap, and all boxes are inside. */
static void
test_the_picture_is_as_wide_as_its_boxes(void **state)
{
    struct bytes answer = placed(*state, &small);
    struct chart_placed_head head;

    memcpy(&head, answer.p, sizeof head);
    assert_in_range(head.width, 1200, 3600);
    assert_in_range(head.height, 2000, 9000);
}

static void
test_the_same_chart_is_placed_the_same_way(void **state)
{
    struct bytes a = placed(*state, &small), b = placed(*state, &small);

    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
}

static void
test_an_answer_that_is_none_is_refused(void **state)
{
    struct bytes answer = placed(*state, &small);
    struct cx *cx = *state;
    struct safe_html svg;

    for (size_t n = 0; n < answer.n; n++)
        assert_non_null(chart_svg(cx, &small, (struct bytes){answer.p, n}, "c", &svg));
    for (size_t at = 0; at + 4 <= answer.n; at += 4) {
        unsigned char *broken = arena_memdup(cx->arena, answer.p, answer.n);

        memset(broken + at, 0x7f, 4);
        assert_non_null(
            chart_svg(cx, &small, (struct bytes){broken, answer.n}, "c", &svg));
    }
}

static void
test_a_question_that_is_none_is_refused(void **state)
{
    struct cx *cx = *state;
    struct bytes asked, answer;

    assert_null(chart_ask(cx, &small, &asked));
    for (size_t n = 0; n < asked.n; n++)
        assert_non_null(chart_place(cx, (struct bytes){asked.p, n}, &answer));
    for (size_t at = 0; at < asked.n; at += 4) {
        unsigned char *broken = arena_memdup(cx->arena, asked.p, asked.n);
        struct err *err;

        memset(broken + at, 0x7f, 4);
        err = chart_place(cx, (struct bytes){broken, asked.n}, &answer);
        /* any direction will do; all else is a number too large */
        assert_true(at == 0 ? err == NULL : err != NULL);
    }
}

static void
test_what_nobody_could_read_is_not_drawn(void **state)
{
    struct chart chart = small;
    struct chart_node many[CHART_NODES_N + 1];
    struct chart_edge arrows[CHART_EDGES_N + 1];
    struct cx *cx = *state;
    struct bytes asked;
    struct err *err;

    for (size_t i = 0; i <= CHART_NODES_N; i++)
        many[i] = (struct chart_node){"x", NULL, CHART_STEP, 100};
    for (size_t i = 0; i <= CHART_EDGES_N; i++)
        arrows[i] =
            (struct chart_edge){i * 7 % CHART_NODES_N, i * 13 % CHART_NODES_N, false};
    chart.nodes = many;
    chart.edges = arrows;
    chart.nodes_n = CHART_NODES_N;
    chart.edges_n = CHART_EDGES_N;
    assert_true(placed(cx, &chart).n > 0);
    chart.edges_n++;
    err = chart_ask(cx, &chart, &asked);
    assert_int_equal(err->kind, ERR_LIMIT);
    chart.edges_n = 0;
    chart.nodes_n++;
    assert_non_null(chart_ask(cx, &chart, &asked));
    chart.nodes_n = 0;
    assert_non_null(chart_ask(cx, &chart, &asked));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_chart_is_drawn_and_its_texts_are_escaped),
        TEST(test_the_picture_is_as_wide_as_its_boxes),
        TEST(test_the_same_chart_is_placed_the_same_way),
        TEST(test_an_answer_that_is_none_is_refused),
        TEST(test_a_question_that_is_none_is_refused),
        TEST(test_what_nobody_could_read_is_not_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
