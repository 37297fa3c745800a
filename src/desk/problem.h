/* SPDX-License-Identifier: Apache-2.0 */
/* A problem: one ticket that gathers all that report the same (same.h). It is the desk's
 * own, so nobody outside sees it; solving it answers all that are tied to it. */
#ifndef DESK_PROBLEM_H
#define DESK_PROBLEM_H

#include "base/err.h"
#include "desk/ticket.h"

#include <stdbool.h>

struct plan_action;

/* Whether the ticket is itself a problem. */
bool problem_is(const struct plan *plan, const struct ticket *ticket);

/* A new ticket: joins the open problem that gathers the same, or notes how many people
 * report the same, when some rule of the plan asks. Effects  events; relation */
struct err *problem_notice(struct cx *cx, struct ticket_id ticket) MUST_CHECK;

/* A report joins a problem, whose own rules hear how many people it are by now. */
struct err *problem_join(struct cx *cx, struct ticket_id report,
                         struct ticket_id problem) MUST_CHECK;

/* "open a problem": the ticket and those that report the same join the one that is open,
 * or a new one. Nothing when the ticket is a problem or belongs to an open one.
 * cause  of the rule, which must not fire again by what it did */
struct err *problem_open(struct cx *cx, const struct plan_action *action,
                         struct ticket_id ticket) MUST_CHECK;

/* The problem was resolved by that message: a job answers its reports. */
struct err *problem_solved(struct cx *cx, struct ticket_id problem,
                           struct message_id message) MUST_CHECK;
/* That job: resolves some of the reports with the same words. *more_out: run it again. */
struct err *problem_answer(struct cx *cx, struct ticket_id problem,
                           struct message_id message, bool *more_out) MUST_CHECK;

#endif
