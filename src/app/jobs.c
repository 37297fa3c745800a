/* SPDX-License-Identifier: Apache-2.0 */
/* The table of jobs. */
#include "app/worker.h"

#include "app/metrics.h"
#include "base/clock.h"
#include "desk/draft.h"
#include "desk/inbox.h"
#include "desk/job.h"
#include "desk/sweep.h"
#include "mail/intake.h"
#include "store/store.h"

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

/* The jobs of mail end their own row; what became of the mail is counted from its row. */
static struct err *
deliver_mail_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    struct inbox inbox;

    TRY(intake_job(cx, job, tools));
    TRY(store_reader(tools->store, cx));
    TRY(inbox_get(cx, (struct inbox_id){job->ref}, &inbox));
    metrics_count(tools->metrics, inbox.state == INBOX_FAILED ? METRIC_MAIL_FAILED
                                                              : METRIC_MAIL_DELIVERED);
    return NULL;
}

const struct job_kind job_kinds[] = {
    {"deliver-mail", false, 2 * MS_MINUTE, deliver_mail_job},
    {"send-reply",   true,  MS_MINUTE,     send_reply_job  },
    {"sweep",        true,  MS_MINUTE,     sweep_job       },
};
const size_t job_kinds_n = sizeof job_kinds / sizeof *job_kinds;
