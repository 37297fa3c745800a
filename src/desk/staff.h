/* SPDX-License-Identifier: Apache-2.0 */
/* Who works at cx->desk: adding people, their role and their teams, by those in charge. */
#ifndef DESK_STAFF_H
#define DESK_STAFF_H

#include "desk/person.h"

/* role     not above the actor's own
 * teams    names of the plan, all that the person is in from now on
 * active   false: cannot sign in any more, sessions and tokens end
 * leaves   works no longer for this desk; perhaps for others */
struct staff_place {
    enum role role;
    bool active, leaves;
    const char *const *teams;
    size_t teams_n;
};

/* Everybody above requester who works there, also those who were closed, by name;
 * administrators see those who work nowhere too. */
struct err *staff_list(struct cx *cx, struct person **list_out, size_t *n_out) MUST_CHECK;

/* Agents and managers of all desks who may sign in, by name, for administrators. */
struct err *staff_everywhere(struct cx *cx, struct person **list_out,
                             size_t *n_out) MUST_CHECK;
/* Exactly those agents and managers work for that desk from now on. By administrators.
 * Errors  DENIED; NOT_FOUND somebody who is none */
struct err *staff_set_desk(struct cx *cx, struct desk_id desk,
                           const struct person_id *people, size_t n) MUST_CHECK;

/* Adds a person with that place; they get a link by mail to sign in.
 * Errors  as person_add() and team_add_member() */
struct err *staff_add(struct cx *cx, const struct person_fields *fields,
                      const struct staff_place *place,
                      struct person_id *id_out) MUST_CHECK;

/* Changes a person's place. Managers may place requesters and agents, administrators all;
 * role and sign-in of who works for other desks too only who is in charge there as well.
 * Errors  DENIED also when the last administrator would be lost; INVALID "team";
 * NOT_FOUND */
struct err *staff_set(struct cx *cx, struct person_id id,
                      const struct staff_place *place) MUST_CHECK;

#endif
