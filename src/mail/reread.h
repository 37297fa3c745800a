/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the mail of a message again, by the character set that somebody chose. */
#ifndef MAIL_REREAD_H
#define MAIL_REREAD_H

#include "base/err.h"

struct job;
struct job_tools;

/* Job "read-mail" (desk/message_read.h). Decodes outside, writes and ends itself in one
 * transaction. */
struct err *reread_job(struct cx *cx, const struct job *job,
                       const struct job_tools *tools) MUST_CHECK;

#endif
