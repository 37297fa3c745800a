/* SPDX-License-Identifier: Apache-2.0 */
/* Who belongs to which team of cx->desk. The teams themselves stand in its plan. */
#ifndef DESK_TEAM_H
#define DESK_TEAM_H

#include "base/err.h"
#include "plan/rule.h"

#include <stdbool.h>
#include <stddef.h>

struct team_member {
    struct person_id person;
    const char *name;
    bool lead;
};

/* A member works for the desk, too, from then on.
 * Errors  INVALID "team" when the plan has no such team; DENIED unless a manager of the
 * desk; NOT_FOUND */
struct err *team_add_member(struct cx *cx, const char *team, struct person_id person,
                            bool lead) MUST_CHECK;
struct err *team_remove_member(struct cx *cx, const char *team,
                               struct person_id person) MUST_CHECK;

/* The members of a team that the plan has no longer join another, leads as leads. */
struct err *team_rename(struct cx *cx, const char *was, const char *becomes) MUST_CHECK;

struct err *team_members(struct cx *cx, const char *team, struct team_member **list_out,
                         size_t *n_out) MUST_CHECK;
/* The member to whom a ticket goes: with the fewest open ones or in turn, never one who
 * is away. 0 when nobody is there. */
struct err *team_pick(struct cx *cx, const char *team, enum plan_action_kind how,
                      struct person_id *person_out) MUST_CHECK;
/* The names of a person's teams. */
struct err *team_list_of(struct cx *cx, struct person_id person, const char ***names_out,
                         size_t *n_out) MUST_CHECK;

/* Out of all teams of the desk, or of all desks. For desk.h. */
struct err *team_leave_desk(struct cx *cx, struct desk_id desk,
                            struct person_id person) MUST_CHECK;
struct err *team_leave_all(struct cx *cx, struct person_id person) MUST_CHECK;

#endif
