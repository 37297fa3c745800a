/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules of the plan do to a ticket. */
#ifndef DESK_TICKET_RULE_H
#define DESK_TICKET_RULE_H

#include "base/err.h"
#include "desk/duty.h"
#include "desk/ticket.h"

/* All n actions of one rule, in its order: one event that says what changed and why, then
 * messages, mails and calls. *ticket is the newest afterwards. */
struct err *ticket_rule_do(struct cx *cx, const struct plan *plan,
                           const struct plan_action *actions, size_t n,
                           struct ticket *ticket) MUST_CHECK;

/* A clock beside the promises came to its moment: its event, and who is told. */
struct err *ticket_rule_duty(struct cx *cx, const struct plan *plan,
                             const struct duty *duty, struct ticket *ticket) MUST_CHECK;

#endif
