/* SPDX-License-Identifier: Apache-2.0 */
/* Places the boxes and arrows of a chart by Graphviz ("dot": Gansner et al., "A Technique
 * for Drawing Directed Graphs", 1993). Runs in a child without rights: the layout engine
 * is linked in, so nothing is loaded, and no text of anybody reaches it. */
#include "text/chart.h"

#include "base/arena.h"
#include "base/buf.h"
#include "text/chart_wire.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <graphviz/gvc.h>

/* As Graphviz numbers it inside (its const.h is not installed). */
enum { LEFT_TO_RIGHT = 1 };

extern gvplugin_library_t gvplugin_dot_layout_LTX_library;

static lt_symlist_t built_in[] = {
    {"gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library},
    {NULL,                              NULL                            },
};

/* Graphviz keeps its state in globals. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* Graphviz wants all texts writable. */
static void
set(void *object, const char *name, const char *value)
{
    agsafeset(object, (char *)(uintptr_t)name, (char *)(uintptr_t)value, (char *)"");
}

static int
say_nothing(char *text)
{
    (void)text;
    return 0;
}

struct asked {
    struct chart_ask_head head;
    const struct chart_ask_node *nodes;
    const struct chart_ask_edge *edges;
};

static bool
read_asked(struct arena *arena, struct bytes in, struct asked *asked)
{
    size_t nodes, edges;
    const unsigned char *copy = arena_memdup(arena, in.p, in.n);

    if (in.n < sizeof asked->head)
        return false;
    memcpy(&asked->head, copy, sizeof asked->head);
    if (asked->head.nodes_n < 1 || asked->head.nodes_n > CHART_NODES_N ||
        asked->head.edges_n < 0 || asked->head.edges_n > CHART_EDGES_N)
        return false;
    nodes = (size_t)asked->head.nodes_n * sizeof *asked->nodes;
    edges = (size_t)asked->head.edges_n * sizeof *asked->edges;
    if (in.n != sizeof asked->head + nodes + edges)
        return false;
    asked->nodes = (const void *)(copy + sizeof asked->head);
    asked->edges = (const void *)(copy + sizeof asked->head + nodes);
    for (int i = 0; i < asked->head.nodes_n; i++)
        if (asked->nodes[i].width < 1 || asked->nodes[i].width > CHART_NODE_MOST ||
            asked->nodes[i].height < 1 || asked->nodes[i].height > CHART_NODE_MOST)
            return false;
    for (int i = 0; i < asked->head.edges_n; i++)
        if (asked->edges[i].from < 0 || asked->edges[i].from >= asked->head.nodes_n ||
            asked->edges[i].to < 0 || asked->edges[i].to >= asked->head.nodes_n)
            return false;
    return true;
}

static void
set_size(struct arena *arena, Agnode_t *node, const char *name, int px)
{
    set(node, name, arena_printf(arena, "%.4f", px / 72.0));
}

static Agraph_t *
build(struct arena *arena, const struct asked *asked, Agnode_t **nodes, Agedge_t **edges)
{
    Agraph_t *graph = agopen((char *)"g", Agdirected, NULL);

    set(graph, "rankdir", asked->head.sideways ? "LR" : "TB");
    set(graph, "nodesep", asked->head.sideways ? "0.14" : "0.2");
    set(graph, "ranksep", asked->head.sideways ? "0.5" : "0.3");
    set(graph, "nslimit", "2");
    set(graph, "mclimit", "1");
    for (int i = 0; i < asked->head.nodes_n; i++) {
        nodes[i] = agnode(graph, arena_printf(arena, "%d", i), 1);
        set(nodes[i], "shape", "box");
        set(nodes[i], "label", "");
        set(nodes[i], "fixedsize", "true");
        set_size(arena, nodes[i], "width", asked->nodes[i].width);
        set_size(arena, nodes[i], "height", asked->nodes[i].height);
    }
    for (int i = 0; i < asked->head.edges_n; i++) {
        edges[i] = agedge(graph, nodes[asked->edges[i].from], nodes[asked->edges[i].to],
                          arena_printf(arena, "%d", i), 1);
        set(edges[i], "arrowsize", "0.7");
    }
    return graph;
}

static int32_t
tenths(double px)
{
    double most = CHART_SIZE_MOST * 2;
    double scaled = px * CHART_SCALE + (px < 0 ? -0.5 : 0.5);

    return (int32_t)(scaled > most ? most : scaled > -most ? scaled : -most);
}

/* Its y grows upwards, ours downwards; but what goes from left to right it begins at the
 * bottom and we at the top, so that there y stays. */
static struct chart_point
point_of(const Agraph_t *graph, pointf at)
{
    bool sideways = GD_rankdir(graph) == LEFT_TO_RIGHT;

    return (struct chart_point){
        tenths(at.x - GD_bb(graph).LL.x),
        tenths(sideways ? at.y - GD_bb(graph).LL.y : GD_bb(graph).UR.y - at.y)};
}

static void
put_edge(struct buf *buf, const Agraph_t *graph, Agedge_t *edge)
{
    const splines *drawn = ED_spl(edge);
    struct chart_placed_edge head = {0};
    struct chart_point point;

    if (drawn && drawn->size > 0 && drawn->list[0].size + 1 <= CHART_POINTS_N)
        head.points_n = drawn->list[0].size + 1;
    buf_add(buf, &head, sizeof head);
    if (!head.points_n)
        return;
    for (int i = 0; i < drawn->list[0].size; i++) {
        point = point_of(graph, drawn->list[0].list[i]);
        buf_add(buf, &point, sizeof point);
    }
    point = point_of(graph, drawn->list[0].eflag
                                ? drawn->list[0].ep
                                : drawn->list[0].list[drawn->list[0].size - 1]);
    buf_add(buf, &point, sizeof point);
}

static void
put_placed(struct buf *buf, const Agraph_t *graph, const struct asked *asked,
           Agnode_t **nodes, Agedge_t **edges)
{
    boxf bounds = GD_bb(graph);
    struct chart_placed_head head = {tenths(bounds.UR.x - bounds.LL.x),
                                     tenths(bounds.UR.y - bounds.LL.y)};

    buf_add(buf, &head, sizeof head);
    for (int i = 0; i < asked->head.nodes_n; i++) {
        struct chart_point point = point_of(graph, ND_coord(nodes[i]));

        buf_add(buf, &point, sizeof point);
    }
    for (int i = 0; i < asked->head.edges_n; i++)
        put_edge(buf, graph, edges[i]);
}

static bool
place(struct arena *arena, const struct asked *asked, struct buf *buf)
{
    Agnode_t **nodes = NEW_N(arena, asked->head.nodes_n, Agnode_t *);
    Agedge_t **edges = NEW_N(arena, asked->head.edges_n + 1, Agedge_t *);
    GVC_t *gvc = gvContextPlugins(built_in, 0);
    Agraph_t *graph;
    bool done;

    agseterrf(say_nothing);
    graph = build(arena, asked, nodes, edges);
    done = gvLayout(gvc, graph, "dot") == 0;
    if (done) {
        put_placed(buf, graph, asked, nodes, edges);
        gvFreeLayout(gvc, graph);
    }
    agclose(graph);
    gvFreeContext(gvc);
    return done;
}

struct err *
chart_place(struct cx *cx, struct bytes in, struct bytes *out)
{
    struct asked asked;
    struct buf buf;
    bool done;

    if (!read_asked(cx->arena, in, &asked))
        FAIL_INTERNAL(cx, "this is no chart");
    buf_init(&buf, cx->arena, 1 << 20);
    pthread_mutex_lock(&one_at_a_time);
    done = place(cx->arena, &asked, &buf);
    pthread_mutex_unlock(&one_at_a_time);
    if (!done || buf.full)
        FAIL_INTERNAL(cx, "the chart could not be placed");
    *out = buf_bytes(&buf);
    return NULL;
}

static int
compare_ints(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The C library asks once how much memory there is, for its sorting of long lists. */
void
chart_warm_up(void)
{
    enum { LONG = 4096 };
    int *numbers = calloc(LONG, sizeof *numbers);

    if (!numbers)
        abort();
    for (int i = 0; i < LONG; i++)
        numbers[i] = LONG - i;
    qsort(numbers, LONG, sizeof *numbers, compare_ints);
    free(numbers);
}
