/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/chart_cache.h"

#include "base/arena.h"
#include "base/log.h"
#include "mime/reader.h"
#include "plan/publish.h"
#include "text/chart.h"

#include <pthread.h>
#include <stdlib.h>

enum { KEPT_N = 40 };

/* A plan that was read once stays where it is (desk/policy.h): its address names it. */
struct kept {
    struct kept *before;
    const struct plan *plan;
    const struct lang *lang;
    bool internal;
    struct arena *arena;
    const char **svg;
    size_t n;
};

struct chart_cache {
    pthread_mutex_t lock;
    struct reader *reader;
    struct kept *newest;
    size_t n;
};

struct chart_cache *
chart_cache_new(struct reader *reader)
{
    struct chart_cache *cache = calloc(1, sizeof *cache);

    if (!cache)
        abort();
    cache->reader = reader;
    pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

static void
forget(struct kept **at)
{
    struct kept *kept = *at;

    *at = kept->before;
    arena_free(&kept->arena);
    free(kept);
}

void
chart_cache_free(struct chart_cache **cache)
{
    if (!*cache)
        return;
    while ((*cache)->newest)
        forget(&(*cache)->newest);
    pthread_mutex_destroy(&(*cache)->lock);
    free(*cache);
    *cache = NULL;
}

/* ---- Drawing. */

static struct chart
chart_of(struct arena *arena, const struct plan_flow *flow)
{
    static const enum chart_shape shapes[] = {[PLAN_FLOW_STEP] = CHART_STEP,
                                              [PLAN_FLOW_END] = CHART_END,
                                              [PLAN_FLOW_STOPS] = CHART_STOPS,
                                              [PLAN_FLOW_WHO] = CHART_WHO,
                                              [PLAN_FLOW_RULE] = CHART_RULE};
    struct chart_node *nodes = NEW_N(arena, flow->nodes.n + 1, struct chart_node);
    struct chart_edge *edges = NEW_N(arena, flow->edges.n + 1, struct chart_edge);

    for (size_t i = 0; i < flow->nodes.n; i++) {
        const struct plan_flow_node *node = &flow->nodes.at[i];

        nodes[i] = (struct chart_node){node->text, node->small, shapes[node->shape],
                                       node->width};
    }
    for (size_t i = 0; i < flow->edges.n; i++)
        edges[i] = (struct chart_edge){flow->edges.at[i].from, flow->edges.at[i].to,
                                       flow->edges.at[i].dashed};
    return (struct chart){flow->title,  flow->description, flow->sideways,
                          nodes,        flow->nodes.n,     edges,
                          flow->edges.n};
}

static struct err *
draw(struct cx *cx, const struct plan_flow *flow, size_t number, struct safe_html *out)
{
    struct chart chart = chart_of(cx->arena, flow);
    struct bytes asked, placed;

    TRY(chart_ask(cx, &chart, &asked));
    TRY(reader_run(cx->charts->reader, cx, "chart", asked, &placed));
    return chart_svg(cx, &chart, placed, arena_printf(cx->arena, "flow%zu", number), out);
}

/* False when it should be tried again at the next look. */
static bool
draw_all(struct cx *cx, const struct plan_flows *flows, struct chart_drawn *list)
{
    for (size_t i = 0; i < flows->n; i++) {
        struct err *err = draw(cx, &flows->at[i], i, &list[i].svg);

        if (err && err->kind == ERR_BUSY)
            return false;
        if (err && err->kind == ERR_INTERNAL)
            LOG(LOG_LEVEL_ERROR, "a chart of the plan could not be drawn",
                LOG_TEXT("detail", err->detail ? err->detail : err->text));
    }
    return true;
}

/* ---- Keeping. */

static bool
find(struct cx *cx, const struct plan *plan, bool internal, struct chart_drawn *list,
     size_t n)
{
    bool found = false;

    pthread_mutex_lock(&cx->charts->lock);
    for (const struct kept *kept = cx->charts->newest; kept && !found;
         kept = kept->before) {
        if (kept->plan != plan || kept->lang != cx->lang || kept->internal != internal ||
            kept->n != n)
            continue;
        for (size_t i = 0; i < n; i++)
            list[i].svg.s = arena_strdup(cx->arena, kept->svg[i]);
        found = true;
    }
    pthread_mutex_unlock(&cx->charts->lock);
    return found;
}

static void
keep(struct cx *cx, const struct plan *plan, bool internal,
     const struct chart_drawn *list, size_t n)
{
    struct kept *kept = calloc(1, sizeof *kept), **oldest;

    if (!kept)
        abort();
    *kept = (struct kept){.plan = plan, .lang = cx->lang, .internal = internal, .n = n};
    kept->arena = arena_new(0);
    kept->svg = NEW_N(kept->arena, n + 1, const char *);
    for (size_t i = 0; i < n; i++)
        kept->svg[i] = arena_strdup(kept->arena, list[i].svg.s);
    pthread_mutex_lock(&cx->charts->lock);
    kept->before = cx->charts->newest;
    cx->charts->newest = kept;
    if (++cx->charts->n > KEPT_N) {
        for (oldest = &cx->charts->newest; (*oldest)->before; oldest = &(*oldest)->before)
            ;
        forget(oldest);
        cx->charts->n--;
    }
    pthread_mutex_unlock(&cx->charts->lock);
}

struct err *
chart_cache_plan(struct cx *cx, const struct plan *plan, bool internal,
                 struct chart_drawn **list_out, size_t *n_out)
{
    const struct plan_flows *flows = plan_flow(cx->arena, plan, cx->lang, internal);
    struct chart_drawn *list = NEW_N(cx->arena, flows->n + 1, struct chart_drawn);

    for (size_t i = 0; i < flows->n; i++)
        list[i] = (struct chart_drawn){.title = flows->at[i].title,
                                       .description = flows->at[i].description,
                                       .words = flows->at[i].words};
    *list_out = list;
    *n_out = flows->n;
    if (!cx->charts || !cx->charts->reader || find(cx, plan, internal, list, flows->n))
        return NULL;
    if (draw_all(cx, flows, list))
        keep(cx, plan, internal, list, flows->n);
    return NULL;
}
