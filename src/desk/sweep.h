/* SPDX-License-Identifier: Apache-2.0 */
/* Housekeeping: what has ended and nobody needs. */
#ifndef DESK_SWEEP_H
#define DESK_SWEEP_H

#include "base/err.h"

/* Ended sessions and links, done jobs after a week, idempotency keys and unclaimed
 * uploads after a day, old counters. Run by the job "sweep" once an hour. */
struct err *sweep_all(struct cx *cx) MUST_CHECK;

#endif
