/* SPDX-License-Identifier: Apache-2.0 */
/* The table of jobs. */
#include "app/worker.h"

#include "base/clock.h"
#include "desk/draft.h"
#include "desk/job.h"
#include "desk/sweep.h"

static struct err *
send_reply_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    (void)tools;
    return draft_dispatch(cx, (struct ticket_id){job->ref},
                          (struct person_id){job->ref2});
}

/* Asks for itself again. */
static struct err *
sweep_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    (void)job;
    (void)tools;
    TRY(sweep_all(cx));
    return job_add(cx, "sweep", 0, 0, cx->now + MS_HOUR, NULL);
}

const struct job_kind job_kinds[] = {
    {"send-reply", true, MS_MINUTE, send_reply_job},
    {"sweep",      true, MS_MINUTE, sweep_job     },
};
const size_t job_kinds_n = sizeof job_kinds / sizeof *job_kinds;
