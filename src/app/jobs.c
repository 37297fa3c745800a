/* SPDX-License-Identifier: Apache-2.0 */
/* The table of jobs. */
#include "app/worker.h"

#include "app/metrics.h"
#include "base/clock.h"
#include "desk/draft.h"
#include "desk/inbox.h"
#include "desk/job.h"
#include "desk/outgoing.h"
#include "desk/plan_adopt.h"
#include "desk/problem.h"
#include "desk/replay.h"
#include "desk/sweep.h"
#include "mail/hook_call.h"
#include "mail/intake.h"
#include "mail/reread.h"
#include "mail/send.h"
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

/* A few at a time, so that nobody waits for the writer meanwhile. */
static struct err *
answer_reports_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    bool more;

    (void)tools;
    TRY(problem_answer(cx, (struct ticket_id){job->ref}, (struct message_id){job->ref2},
                       &more));
    return more ? job_add(cx, "answer-reports", job->ref, job->ref2, cx->now, NULL)
                : NULL;
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

static struct err *
send_mail_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    struct outgoing mail = {.state = OUTGOING_WAITING};
    struct err *err;

    TRY(send_job(cx, job, tools));
    TRY(store_reader(tools->store, cx));
    err = outgoing_get(cx, (struct outgoing_id){job->ref}, &mail);
    if (err && err->kind != ERR_NOT_FOUND)
        return err;
    if (mail.state == OUTGOING_SENT)
        metrics_count(tools->metrics, METRIC_MAIL_SENT);
    else if (mail.state == OUTGOING_FAILED)
        metrics_count(tools->metrics, METRIC_MAIL_SEND_FAILED);
    return NULL;
}

const struct job_kind job_kinds[] = {
    {"answer-reports", true,  answer_reports_job},
    {"call-webhook",   false, hook_call_job     },
    {"deliver-mail",   false, deliver_mail_job  },
    {"plan-move",      true,  plan_move_job     },
    {"read-mail",      false, reread_job        },
    {"replay",         false, replay_job        },
    {"send-mail",      false, send_mail_job     },
    {"send-reply",     true,  send_reply_job    },
    {"sweep",          true,  sweep_job         },
};
const size_t job_kinds_n = sizeof job_kinds / sizeof *job_kinds;
