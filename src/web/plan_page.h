/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the plan and those that refer to it share. */
#ifndef WEB_PLAN_PAGE_H
#define WEB_PLAN_PAGE_H

#include "base/err.h"

#include <stdbool.h>

struct arena;
struct exchange;
struct plan;
struct plan_chapter;

/* Where a chapter stands on /plan. */
const char *plan_page_anchor(struct arena *arena, const struct plan_chapter *chapter);

/* "/plan#line-12": the chapter of the plan in force that holds the line; NULL for a
 * default, and for a line that the actor may not see. */
const char *plan_page_url(struct cx *cx, const struct plan *plan, int line);

/* staff: the actor works for this desk. internal: and wants to see the internal parts
 * ("?for=everybody" shows the page as everybody sees it). */
struct err *plan_page_sees_internal(struct cx *cx, struct exchange *x, bool *staff_out,
                                    bool *internal_out) MUST_CHECK;

#endif
