/* SPDX-License-Identifier: Apache-2.0 */
/* /healthz and /metrics. */
#ifndef APP_STATUS_H
#define APP_STATUS_H

#include "base/err.h"

struct exchange;

/* 200 "ok" when the database could be written to now, else 503. */
struct err *status_health(struct cx *cx, struct exchange *x) MUST_CHECK;
/* Prometheus' text format; from the machine itself (loopback), or with an API token. */
struct err *status_metrics(struct cx *cx, struct exchange *x) MUST_CHECK;

#endif
