/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the calls that desk/hook.h keeps. */
#ifndef MAIL_HOOK_CALL_H
#define MAIL_HOOK_CALL_H

#include "base/err.h"

struct job;
struct job_tools;

/* Job "call-webhook", ref: the row. POSTs its body, signed:
 *
 *   Kindesk-Delivery: 17
 *   Kindesk-Signature: t=1795428000,v1=HEX     HMAC-SHA-256 of "1795428000.BODY"
 *
 * 2xx is done. No answer, 408, 429 and 5xx are tried again after 10 s, 20 s, 40 s … 1 h
 * for a day; everything else, and a host that may not be called, has failed at once. */
struct err *hook_call_job(struct cx *cx, const struct job *job,
                          const struct job_tools *tools) MUST_CHECK;

/* The header's line, in the arena; secret: 64 hex digits, at: UTC ms. */
const char *hook_signature(struct cx *cx, const char *secret, int64_t at,
                           const char *body);

#endif
