/* SPDX-License-Identifier: Apache-2.0 */
/* Does what is due: jobs, and tickets at which the plan's engine must look again. */
#ifndef APP_WORKER_H
#define APP_WORKER_H

#include "app/app.h"

#include <stdbool.h>
#include <stddef.h>

struct worker;

/* May be woken from now on, but does nothing before worker_start(). */
struct worker *worker_new(struct app *app);
void worker_start(struct worker *worker, int threads_n);
/* Something may be due now; any thread. */
void worker_wake(struct worker *worker);
/* Finishes what runs and ends. */
void worker_free(struct worker **worker);

/* A job: what runs it. Jobs that `write` run on the writer, their row is ended in the
 * same transaction; others run beside it and end their own row (job_done, job_retry,
 * job_give_up) in the transaction of their effect. An error puts the row back with a
 * growing delay, and gives it up after 20 tries. */
struct job;
struct job_tools;
struct job_kind {
    const char *name;
    bool write;
    struct err *(*run)(struct cx *cx, const struct job *job,
                       const struct job_tools *tools);
};
extern const struct job_kind job_kinds[];
extern const size_t job_kinds_n;

#endif
