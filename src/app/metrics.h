/* SPDX-License-Identifier: Apache-2.0 */
/* Counters for /metrics, in Prometheus' text format 0.0.4. Any thread. */
#ifndef APP_METRICS_H
#define APP_METRICS_H

#include "base/err.h"

#include <stddef.h>

struct buf;
struct metrics;

/* routes_n counts for so many routes and one for requests that found none. */
struct metrics *metrics_new(size_t routes_n);
void metrics_free(struct metrics **metrics);

/* route: its index in the table, routes_n for none. */
void metrics_request(struct metrics *metrics, size_t route, int status, int64_t took_us);

enum metric {
    METRIC_MAIL_ACCEPTED,
    METRIC_MAIL_DELIVERED,
    METRIC_MAIL_FAILED,
    METRIC_MAIL_SENT,
    METRIC_MAIL_SEND_FAILED,
    METRIC_JOBS_DONE,
    METRIC_JOBS_RETRIED,
    METRIC_JOBS_GIVEN_UP,
    METRIC_PAGES_KEPT, /* given out a second time (app/kept.h) */
    METRICS_N,
};
void metrics_count(struct metrics *metrics, enum metric metric);
int64_t metrics_get(const struct metrics *metrics, enum metric metric);

/* Writes the requests' and the counters' lines. */
void metrics_write(const struct metrics *metrics, struct buf *buf);

#endif
