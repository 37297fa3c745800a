/* SPDX-License-Identifier: Apache-2.0 */
/* Accepted mail becomes what it is: a new ticket, a message on one, or a row of the
 * ledger that says why it is neither. The rules are in judge.h. */
#ifndef MAIL_INTAKE_H
#define MAIL_INTAKE_H

#include "base/err.h"

struct inbox;
struct job;
struct job_tools;
struct mime_message;
struct words;

/* The one way in for every message that was accepted.
 * words       words_read() of the message: slow for large ones, so done before
 * became_out  its row as it is now
 * Effects     all of the rule's: ticket, message, files, person, queued acknowledgement;
 * inbox; in the caller's transaction. An error leaves nothing. */
struct err *intake_deliver(struct cx *cx, const struct inbox *inbox,
                           const struct mime_message *message, const struct words *words,
                           struct inbox *became_out) MUST_CHECK;

/* Job "deliver-mail", ref: the row of the inbox. Decodes outside, delivers and ends
 * itself in one transaction. What cannot be delivered stays whole, marked as failed with
 * its error; only what may pass by itself is tried again. */
struct err *intake_job(struct cx *cx, const struct job *job,
                       const struct job_tools *tools) MUST_CHECK;

#endif
