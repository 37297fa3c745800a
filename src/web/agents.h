/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of pages that only the staff sees. */
#ifndef WEB_AGENTS_H
#define WEB_AGENTS_H

#include "base/err.h"
#include "desk/person.h"
#include "plan/plan.h"
#include "web/views.h"

/* A member of the staff as a choice; its value is the number. */
struct view_option agents_option(struct cx *cx, const struct person *person,
                                 int64_t chosen);

/* plan->teams.n choices. */
const struct view_option *agents_teams(struct cx *cx, const struct plan *plan,
                                       const char *chosen);

/* The priorities that hold for an organization (NULL: for everybody), the highest first.
 */
const struct view_option *agents_priorities(struct cx *cx, const struct plan *plan,
                                            const char *organization, const char *chosen,
                                            size_t *n_out);

/* "agent" and the others, in the reader's language. */
const char *agents_role(struct cx *cx, enum role role);

/* A person as lists show them, with the number of their open tickets. */
struct err *agents_person_row(struct cx *cx, const struct person *person,
                              struct view_person_row *out) MUST_CHECK;

#endif
