/* SPDX-License-Identifier: Apache-2.0 */
/* Parts that the pages of changing the plan share. */
#ifndef WEB_PLAN_EDIT_H
#define WEB_PLAN_EDIT_H

#include "base/err.h"
#include "desk/plan_draft.h"
#include "plan/plan.h"
#include "web/views.h"

struct exchange;

void plan_edit_fill_draft(struct cx *cx, const struct plan_draft *draft,
                          struct view_draft *out);

/* Reads a text; what is wrong with it, and with preview how it will look.
 * wait  as policy_try()
 * Errors BUSY */
struct err *plan_edit_check(struct cx *cx, const char *text, bool wait, bool preview,
                            struct view_plan_check *out) MUST_CHECK;

/* Each mistake or remark as a sentence; errors_only leaves the remarks out. */
const struct view_problem *plan_edit_problems(struct cx *cx,
                                              const struct plan_problems *problems,
                                              bool errors_only, size_t *n_out);

void plan_edit_differs(struct cx *cx, const char *before, const char *after,
                       struct view_differs *out);

/* The tables of that text which have a form. */
const struct view_plan_form *plan_edit_forms(struct cx *cx, const char *text,
                                             size_t *n_out);

/* The version that a form was made from. */
int64_t plan_edit_version(struct exchange *x);

#endif
