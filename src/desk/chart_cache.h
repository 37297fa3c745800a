/* SPDX-License-Identifier: Apache-2.0 */
/* A plan's flowchart as pictures, drawn once for each plan, language and audience and
 * kept as long as the process runs. */
#ifndef DESK_CHART_CACHE_H
#define DESK_CHART_CACHE_H

#include "base/err.h"
#include "text/safe.h"

#include <stdbool.h>
#include <stddef.h>

struct chart_cache;
struct plan;
struct reader;

/* reader  whose children place the boxes (the job "chart": chart_place()); NULL: nothing
 * is drawn */
struct chart_cache *chart_cache_new(struct reader *reader);
void chart_cache_free(struct chart_cache **cache);

/* svg.s NULL: too large to be read, or it cannot be drawn now; words say the same. */
struct chart_drawn {
    const char *title, *description;
    const char *words; /* Markdown */
    struct safe_html svg;
};
/* In the language of cx; texts live in cx->arena. internal: with what stays with the
 * staff. cx->charts may be NULL (commands): then only words. */
struct err *chart_cache_plan(struct cx *cx, const struct plan *plan, bool internal,
                             struct chart_drawn **list_out, size_t *n_out) MUST_CHECK;

#endif
