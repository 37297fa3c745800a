/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/sweep.h"

#include "base/clock.h"
#include "desk/file.h"
#include "desk/idempotency.h"
#include "desk/job.h"
#include "desk/link.h"
#include "desk/presence.h"
#include "desk/rate.h"
#include "desk/replay.h"
#include "desk/session.h"

struct err *
sweep_all(struct cx *cx)
{
    TRY(session_sweep(cx));
    TRY(link_sweep(cx));
    TRY(presence_sweep(cx));
    TRY(job_sweep(cx, cx->now - 7 * MS_DAY));
    TRY(rate_sweep(cx, cx->now - 2 * MS_DAY));
    TRY(idempotency_sweep(cx, cx->now - MS_DAY));
    TRY(replay_sweep(cx, cx->now - 30 * MS_DAY));
    return upload_sweep(cx, cx->now - MS_DAY);
}
