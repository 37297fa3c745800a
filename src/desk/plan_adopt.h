/* SPDX-License-Identifier: Apache-2.0 */
/* Putting a plan into force, and what that does to the tickets that are open.
 *
 * A ticket keeps the revision that promised it its times. Only where the new plan no
 * longer has its team, topic, priority or state does it go over to the new revision, with
 * the names that the adopter chose for those that vanished; its clocks keep what ran and
 * what paused. */
#ifndef DESK_PLAN_ADOPT_H
#define DESK_PLAN_ADOPT_H

#include "base/err.h"

#include <stddef.h>

struct job;
struct job_tools;
struct plan;

enum plan_name_kind {
    PLAN_NAME_TEAM,
    PLAN_NAME_TOPIC,
    PLAN_NAME_PRIORITY,
    PLAN_NAME_STATE,
    PLAN_NAME_KINDS_N,
};
/* "team", "topic", "priority", "state". */
const char *plan_name_kind_name(enum plan_name_kind kind);
/* False when there is no such kind. */
bool plan_name_kind_find(const char *name, enum plan_name_kind *out);

/* From a name that vanished to one that the new plan has. */
struct plan_move {
    enum plan_name_kind kind;
    const char *was, *becomes;
};

/* A name that tickets which are not closed yet, or people, stand under and the new plan
 * has not. becomes: what suits best (a state of the same use, the priority or tier
 * nearest). */
struct plan_stranded {
    struct plan_move move;
    int64_t tickets_n, people_n;
};
struct err *plan_stranded(struct cx *cx, const struct plan *plan,
                          struct plan_stranded **list_out, size_t *n_out) MUST_CHECK;

/* The name in another plan, or what suits best there. */
const char *plan_name_there(const struct plan *before, const struct plan *plan,
                            enum plan_name_kind kind, const char *name);

/* Names of the new plan of that kind, in its order. */
const char **plan_names(struct cx *cx, const struct plan *plan, enum plan_name_kind kind,
                        size_t *n_out);

/* text      of the new plan
 * expected  the revision in force, as its author saw it
 * approver  0: nobody
 * moves     one for every stranded name */
struct plan_adoption {
    const char *text, *summary;
    int64_t expected;
    struct person_id approver;
    const struct plan_move *moves;
    size_t moves_n;
};

/* Errors  as policy_adopt(); DENIED when the plan in force wants an approval and approver
 * is not another active manager; CONFLICT "moves" when a stranded name has no move, one
 *         error for each; INVALID "moves" for one to a name that the new plan has not
 * Effects plan, plan_move, the members of teams that vanished, the job "plan-move" */
struct err *plan_adopt(struct cx *cx, const struct plan_adoption *adoption,
                       int64_t *revision_out) MUST_CHECK;

/* The draft of that version, which is none after it. summary NULL: as it was proposed. */
struct err *plan_adopt_draft(struct cx *cx, int64_t version, const char *summary,
                             const struct plan_move *moves, size_t moves_n,
                             int64_t *revision_out) MUST_CHECK;

/* Takes some of the stranded tickets of a revision (job->ref, of desk job->ref2) over,
 * and asks for itself again while there are more. In the writer's transaction. */
struct err *plan_move_job(struct cx *cx, const struct job *job,
                          const struct job_tools *tools) MUST_CHECK;

#endif
