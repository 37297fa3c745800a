/* SPDX-License-Identifier: Apache-2.0 */
/* "call webhook": what is told to another system, fixed when the rule fires, and what
 * became of it. mail/hook_call.c makes the call. docs/plan.md describes the payload. */
#ifndef DESK_HOOK_H
#define DESK_HOOK_H

#include "base/err.h"
#include "desk/ticket.h"

#include <stddef.h>

struct plan_action;

enum hook_state { HOOK_WAITING, HOOK_DONE, HOOK_GIVEN_UP };

struct hook {
    int64_t id;
    struct ticket_id ticket;
    const char *url, *body, *answer;
    enum hook_state state;
    int64_t tries, created_at, ended_at;
};

/* Effects  hook; job "call-webhook"; in the caller's transaction */
struct err *hook_add(struct cx *cx, const struct plan_action *action,
                     const struct ticket *ticket) MUST_CHECK;
struct err *hook_get(struct cx *cx, int64_t id, struct hook *out) MUST_CHECK;
struct err *hook_of_ticket(struct cx *cx, struct ticket_id ticket, struct hook **list_out,
                           size_t *n_out) MUST_CHECK;
/* After a try. HOOK_WAITING: it is tried again. HOOK_GIVEN_UP writes the event that the
 * staff sees. */
struct err *hook_mark(struct cx *cx, int64_t id, enum hook_state state,
                      const char *answer) MUST_CHECK;

/* The secret that signs calls, made when it is first asked for. Writes. */
struct err *hook_secret(struct cx *cx, const char **secret_out) MUST_CHECK;

#endif
