/* SPDX-License-Identifier: Apache-2.0 */
/* Sends what desk/outgoing.h queued. */
#ifndef MAIL_SEND_H
#define MAIL_SEND_H

#include "base/err.h"

struct job;
struct job_tools;

/* Job "send-mail", ref: the row. Makes the links, writes the mail, hands it to the mail
 * server, and says in the row what became of it. What is busy is tried again after
 * 5 s, 20 s, 80 s … 1 h until config->mail_give_up_ms after it was queued, then it has
 * failed for everybody to see; what is refused has failed at once. Without a mail server
 * mail waits. */
struct err *send_job(struct cx *cx, const struct job *job,
                     const struct job_tools *tools) MUST_CHECK;

/* How long to wait after so many tries, ms. */
int64_t send_delay_ms(int64_t tries);

#endif
