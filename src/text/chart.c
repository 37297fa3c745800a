/* SPDX-License-Identifier: Apache-2.0 */
#include "text/chart.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "text/chart_wire.h"

#include <string.h>

/* LINE of text; PAD around it; ROUND of corners; GAP before a second text. */
enum { LINE = 17, PAD_X = 10, PAD_Y = 7, ROUND = 6, GAP = 2, MARGIN = 3, LINES_N = 14 };

struct line {
    const char *s;
    size_t n;
    int width;
    bool small;
};
struct box {
    struct line lines[LINES_N];
    size_t lines_n, first_small;
    int width, height;
};

/* About how wide a letter is at 13 px in the wider of the usual interface fonts. */
static int
letter_tenths(uint32_t rune)
{
    if (rune < 0x80) {
        if (strchr("iljI.,:;'|!()[]ft ", (int)rune))
            return 47;
        if (strchr("mwMW@%", (int)rune))
            return 120;
        return rune >= 'A' && rune <= 'Z' ? 92 : 78;
    }
    return rune >= 0x1100 ? 132 : 82;
}

static int
width_of(const char *s, size_t n)
{
    int tenths = 0;
    uint32_t rune;

    for (size_t i = 0; i < n;) {
        i += utf8_decode((const unsigned char *)s + i, n - i, &rune);
        tenths += letter_tenths(rune);
    }
    return (tenths + 9) / 10;
}

/* How many bytes of s fit into the width, whole words where there are any. */
static size_t
fit(const char *s, int width)
{
    size_t at = 0, blank = 0;
    int tenths = 0;
    uint32_t rune;

    while (s[at] && s[at] != '\n') {
        size_t n = utf8_decode((const unsigned char *)s + at, strlen(s + at), &rune);

        tenths += letter_tenths(rune);
        if (tenths > width * 10 && at)
            return blank ? blank : at;
        if (rune == ' ' && at)
            blank = at;
        at += n;
    }
    return at;
}

static void
break_lines(struct box *box, const char *s, int width, bool small)
{
    while (*s && box->lines_n < LINES_N) {
        size_t n = fit(s, width);
        struct line *line = &box->lines[box->lines_n];

        *line = (struct line){s, n, width_of(s, n), small};
        if (n)
            box->lines_n++;
        if (line->width > box->width)
            box->width = line->width;
        s += n;
        s += *s == '\n';
        while (*s == ' ')
            s++;
    }
}

/* The same for asking and for drawing. What goes sideways stands in columns. */
static struct box
measure(struct arena *arena, const struct chart *chart, const struct chart_node *node)
{
    struct box box = {0};
    bool bare = node->shape == CHART_RULE;
    int width = node->width - (bare ? 4 : 2 * PAD_X);

    break_lines(&box, utf8_shorten(arena, node->text, CHART_TEXT_LETTERS), width, false);
    box.first_small = box.lines_n;
    if (node->small && *node->small)
        break_lines(&box, utf8_shorten(arena, node->small, CHART_TEXT_LETTERS), width,
                    true);
    if (box.width > width)
        box.width = width;
    box.width += bare ? 4 : 2 * PAD_X;
    if (node->shape == CHART_WHO || (chart->sideways && !bare))
        box.width = node->width;
    box.height = (int)box.lines_n * LINE + (bare ? 4 : 2 * PAD_Y) +
                 (box.lines_n > box.first_small ? GAP : 0);
    return box;
}

struct err *
chart_ask(struct cx *cx, const struct chart *chart, struct bytes *out)
{
    struct chart_ask_head head = {chart->sideways, (int32_t)chart->nodes_n,
                                  (int32_t)chart->edges_n};
    struct buf buf;

    if (!chart->nodes_n || chart->nodes_n > CHART_NODES_N ||
        chart->edges_n > CHART_EDGES_N)
        FAIL(cx, ERR_LIMIT, "This picture would be too large to be read.");
    buf_init(&buf, cx->arena, 0);
    buf_add(&buf, &head, sizeof head);
    for (size_t i = 0; i < chart->nodes_n; i++) {
        struct box box = measure(cx->arena, chart, &chart->nodes[i]);
        struct chart_ask_node node = {box.width, box.height};

        buf_add(&buf, &node, sizeof node);
    }
    for (size_t i = 0; i < chart->edges_n; i++) {
        struct chart_ask_edge edge = {(int32_t)chart->edges[i].from,
                                      (int32_t)chart->edges[i].to};

        buf_add(&buf, &edge, sizeof edge);
    }
    *out = buf_bytes(&buf);
    return NULL;
}

/* ---- What the child answered. */

struct answer {
    const unsigned char *p, *end;
    struct chart_placed_head head;
};

static bool
take(struct answer *answer, void *out, size_t n)
{
    if ((size_t)(answer->end - answer->p) < n)
        return false;
    memcpy(out, answer->p, n);
    answer->p += n;
    return true;
}

/* A point may lie a little outside: curves bulge. */
static bool
take_point(struct answer *answer, struct chart_point *out)
{
    return take(answer, out, sizeof *out) && out->x >= -CHART_SIZE_MOST &&
           out->x <= 2 * CHART_SIZE_MOST && out->y >= -CHART_SIZE_MOST &&
           out->y <= 2 * CHART_SIZE_MOST;
}

static void
put_tenths(struct buf *buf, int32_t tenths)
{
    unsigned size = (unsigned)(tenths < 0 ? -tenths : tenths);

    if (tenths < 0)
        buf_char(buf, '-');
    buf_int(buf, size / CHART_SCALE);
    if (size % CHART_SCALE) {
        buf_char(buf, '.');
        buf_int(buf, size % CHART_SCALE);
    }
}

static void
put_point(struct buf *buf, struct chart_point point)
{
    put_tenths(buf, point.x);
    buf_char(buf, ' ');
    put_tenths(buf, point.y);
}

/* ---- Drawing. */

static void
put_frame(struct buf *buf, const struct chart_node *node, const struct box *box,
          struct chart_point middle)
{
    int32_t left = middle.x - box->width * CHART_SCALE / 2;
    int32_t top = middle.y - box->height * CHART_SCALE / 2;
    int round = node->shape == CHART_END ? box->height / 2 : ROUND;

    if (node->shape == CHART_RULE)
        return;
    buf_lit(buf, "<rect x=\"");
    put_tenths(buf, left);
    buf_lit(buf, "\" y=\"");
    put_tenths(buf, top);
    buf_printf(buf, "\" width=\"%d\" height=\"%d\" rx=\"%d\"/>", box->width, box->height,
               round > 18 ? 18 : round);
    if (node->shape == CHART_WHO) {
        buf_lit(buf, "<path class=\"chart-bar\" d=\"M");
        put_point(buf, (struct chart_point){left + 15, top + 60});
        buf_printf(buf, "v%d\"/>", box->height - 12);
    }
}

static void
put_lines(struct buf *buf, const struct box *box, struct chart_point middle)
{
    int32_t gap = box->lines_n > box->first_small ? GAP * CHART_SCALE : 0;
    int32_t y = middle.y - ((int32_t)box->lines_n * LINE * CHART_SCALE + gap) / 2 + 125;
    struct buf line;

    for (size_t i = 0; i < box->lines_n; i++) {
        if (i == box->first_small)
            y += gap;
        buf_str(buf,
                box->lines[i].small ? "<text class=\"chart-small\" x=\"" : "<text x=\"");
        put_tenths(buf, middle.x);
        buf_lit(buf, "\" y=\"");
        put_tenths(buf, y);
        buf_lit(buf, "\">");
        buf_init(&line, buf->arena, 0);
        buf_add(&line, box->lines[i].s, box->lines[i].n);
        escape_html(buf, buf_text(&line));
        buf_lit(buf, "</text>");
        y += LINE * CHART_SCALE;
    }
}

static bool
put_nodes(struct buf *buf, const struct chart *chart, struct answer *answer)
{
    static const char *const names[] = {"step", "end", "stops", "who", "rule"};

    for (size_t i = 0; i < chart->nodes_n; i++) {
        struct box box = measure(buf->arena, chart, &chart->nodes[i]);
        struct chart_point middle;

        if (!take_point(answer, &middle))
            return false;
        buf_printf(buf, "<g class=\"chart-%s\">", names[chart->nodes[i].shape]);
        put_frame(buf, &chart->nodes[i], &box, middle);
        put_lines(buf, &box, middle);
        buf_lit(buf, "</g>");
    }
    return true;
}

/* The arrow's head: from the curve's end to the tip, half as wide as long. */
static void
put_head(struct buf *buf, struct chart_point end, struct chart_point tip)
{
    int32_t x = (tip.y - end.y) * 45 / 100, y = (end.x - tip.x) * 45 / 100;

    buf_lit(buf, "<path class=\"chart-head\" d=\"M");
    put_point(buf, tip);
    buf_lit(buf, "L");
    put_point(buf, (struct chart_point){end.x + x, end.y + y});
    buf_lit(buf, "L");
    put_point(buf, (struct chart_point){end.x - x, end.y - y});
    buf_lit(buf, "z\"/>");
}

static bool
put_edge(struct buf *buf, struct answer *answer, bool dashed)
{
    struct chart_placed_edge head;
    struct chart_point points[CHART_POINTS_N];

    if (!take(answer, &head, sizeof head))
        return false;
    if (!head.points_n)
        return true;
    if (head.points_n < 5 || head.points_n > CHART_POINTS_N || (head.points_n - 2) % 3)
        return false;
    for (int i = 0; i < head.points_n; i++)
        if (!take_point(answer, &points[i]))
            return false;
    buf_str(buf, dashed ? "<path class=\"chart-line chart-dashed\" d=\"M"
                        : "<path class=\"chart-line\" d=\"M");
    put_point(buf, points[0]);
    for (int i = 1; i < head.points_n - 1; i++) {
        buf_str(buf, i == 1 ? "C" : " ");
        put_point(buf, points[i]);
    }
    buf_lit(buf, "\"/>");
    put_head(buf, points[head.points_n - 2], points[head.points_n - 1]);
    return true;
}

static void
put_open(struct buf *buf, const struct chart *chart, const struct answer *answer,
         const char *id)
{
    int width = answer->head.width / CHART_SCALE + 2 * MARGIN;
    int height = answer->head.height / CHART_SCALE + 2 * MARGIN;

    buf_printf(buf,
               "<svg class=\"chart\" role=\"img\" aria-labelledby=\"%s-t\" "
               "aria-describedby=\"%s-d\" width=\"%d\" height=\"%d\" "
               "viewBox=\"-%d -%d %d %d\"><title id=\"%s-t\">",
               id, id, width, height, MARGIN, MARGIN, width, height, id);
    escape_html(buf, chart->title);
    buf_printf(buf, "</title><desc id=\"%s-d\">", id);
    escape_html(buf, chart->description);
    buf_lit(buf, "</desc>");
}

static bool
draw(struct buf *buf, const struct chart *chart, struct answer *answer, const char *id)
{
    struct buf nodes;

    if (!take(answer, &answer->head, sizeof answer->head) || answer->head.width < 0 ||
        answer->head.width > CHART_SIZE_MOST || answer->head.height < 0 ||
        answer->head.height > CHART_SIZE_MOST)
        return false;
    buf_init(&nodes, buf->arena, 0);
    if (!put_nodes(&nodes, chart, answer))
        return false;
    put_open(buf, chart, answer, id);
    for (size_t i = 0; i < chart->edges_n; i++)
        if (!put_edge(buf, answer, chart->edges[i].dashed))
            return false;
    buf_add(buf, nodes.p, nodes.n);
    buf_lit(buf, "</svg>");
    return answer->p == answer->end;
}

struct err *
chart_svg(struct cx *cx, const struct chart *chart, struct bytes placed, const char *id,
          struct safe_html *out)
{
    struct answer answer = {.p = placed.p, .end = placed.p + placed.n};
    struct buf buf;

    buf_init(&buf, cx->arena, 1 << 20);
    if (!draw(&buf, chart, &answer, id) || buf.full)
        FAIL_INTERNAL(cx, "the chart came back broken");
    out->s = buf_text(&buf);
    return NULL;
}
