/* SPDX-License-Identifier: Apache-2.0 */
/* What the plan's rules do with a ticket when their time has come. */
#ifndef DESK_TICKET_DUE_H
#define DESK_TICKET_DUE_H

#include "base/err.h"

/* Asks the engine what follows now, does it, writes the events, and again until nothing
 * is due. Called by the worker, on the writer, as Kindesk itself. */
struct err *ticket_run_due(struct cx *cx, struct ticket_id id) MUST_CHECK;

#endif
