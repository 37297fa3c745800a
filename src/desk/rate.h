/* SPDX-License-Identifier: Apache-2.0 */
/* How often something may happen within a window: sign-ins that fail, first mails to
 * strangers, new tickets, automatic answers. Kept in the database, so that all nodes
 * count together. */
#ifndef DESK_RATE_H
#define DESK_RATE_H

#include "base/err.h"

#include <stdbool.h>

/* name     what is counted ("sign-in"), a word of ours
 * subject  of whom (an address, a network, a domain)
 * window_ms, most  at most so many in such a window
 * Counts one; *allowed_out is false, and nothing is counted, when the window is full. */
struct err *rate_take(struct cx *cx, const char *name, const char *subject,
                      int64_t window_ms, int64_t most, bool *allowed_out) MUST_CHECK;

/* How many in the window that runs now, without counting. */
struct err *rate_count(struct cx *cx, const char *name, const char *subject,
                       int64_t window_ms, int64_t *n_out) MUST_CHECK;

/* Starts afresh. */
struct err *rate_clear(struct cx *cx, const char *name, const char *subject) MUST_CHECK;

/* The network of an address: /24 of IPv4, /64 of IPv6; in the arena. */
const char *rate_network(struct cx *cx, const char *address);

struct err *rate_sweep(struct cx *cx, int64_t before) MUST_CHECK;

#endif
