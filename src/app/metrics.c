/* SPDX-License-Identifier: Apache-2.0 */
#include "app/metrics.h"

#include "app/route.h"
#include "base/buf.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* Status codes are counted as they are; buckets in microseconds. */
static const int64_t bucket_us[] = {500,   1000,   2500,   5000,   10000,   25000,
                                    50000, 100000, 250000, 500000, 1000000, 2500000};
enum {
    BUCKETS_N = sizeof bucket_us / sizeof *bucket_us,
    STATUS_LOW = 100,
    STATUS_N = 500
};

struct route_counts {
    atomic_llong status[STATUS_N];
    atomic_llong bucket[BUCKETS_N];
    atomic_llong sum_us, n;
};

struct metrics {
    size_t routes_n;
    atomic_llong counters[METRICS_N];
    struct route_counts routes[];
};

struct metrics *
metrics_new(size_t n)
{
    struct metrics *metrics =
        calloc(1, sizeof *metrics + (n + 1) * sizeof metrics->routes[0]);

    if (!metrics)
        abort();
    metrics->routes_n = n;
    return metrics;
}

void
metrics_free(struct metrics **metrics)
{
    free(*metrics);
    *metrics = NULL;
}

void
metrics_request(struct metrics *metrics, size_t route, int status, int64_t took_us)
{
    struct route_counts *counts = &metrics->routes[route];

    if (status >= STATUS_LOW && status < STATUS_LOW + STATUS_N)
        atomic_fetch_add(&counts->status[status - STATUS_LOW], 1);
    for (int i = 0; i < BUCKETS_N; i++)
        if (took_us <= bucket_us[i]) {
            atomic_fetch_add(&counts->bucket[i], 1);
            break;
        }
    atomic_fetch_add(&counts->sum_us, took_us);
    atomic_fetch_add(&counts->n, 1);
}

void
metrics_count(struct metrics *metrics, enum metric metric)
{
    atomic_fetch_add(&metrics->counters[metric], 1);
}

int64_t
metrics_get(const struct metrics *metrics, enum metric metric)
{
    return atomic_load(&metrics->counters[metric]);
}

static void
write_histogram(const struct route_counts *counts, const char *label, struct buf *buf)
{
    long long below = 0;

    for (int i = 0; i < BUCKETS_N; i++) {
        below += atomic_load(&counts->bucket[i]);
        buf_printf(buf, "kindesk_request_seconds_bucket{%s,le=\"%g\"} %lld\n", label,
                   (double)bucket_us[i] / 1e6, below);
    }
    buf_printf(
        buf,
        "kindesk_request_seconds_bucket{%s,le=\"+Inf\"} %lld\n"
        "kindesk_request_seconds_sum{%s} %g\nkindesk_request_seconds_count{%s} %lld\n",
        label, (long long)atomic_load(&counts->n), label,
        (double)atomic_load(&counts->sum_us) / 1e6, label,
        (long long)atomic_load(&counts->n));
}

static void
route_label(const struct metrics *metrics, size_t i, char *label, size_t size)
{
    if (i < metrics->routes_n)
        snprintf(label, size, "method=\"%s\",route=\"%s\"",
                 http_method_name(routes[i].method), routes[i].pattern);
    else
        snprintf(label, size, "method=\"\",route=\"none\"");
}

void
metrics_write(const struct metrics *metrics, struct buf *buf)
{
    static const char *const names[] = {
        "mail_accepted",    "mail_delivered", "mail_failed",  "mail_sent",
        "mail_send_failed", "jobs_done",      "jobs_retried", "jobs_given_up",
        "pages_kept"};
    char label[160];

    buf_lit(buf, "# TYPE kindesk_requests_total counter\n");
    for (size_t i = 0; i <= metrics->routes_n; i++) {
        route_label(metrics, i, label, sizeof label);
        for (int s = 0; s < STATUS_N; s++) {
            long long n = atomic_load(&metrics->routes[i].status[s]);

            if (n)
                buf_printf(buf, "kindesk_requests_total{%s,status=\"%d\"} %lld\n", label,
                           s + STATUS_LOW, n);
        }
    }
    buf_lit(buf, "# TYPE kindesk_request_seconds histogram\n");
    for (size_t i = 0; i <= metrics->routes_n; i++) {
        route_label(metrics, i, label, sizeof label);
        if (atomic_load(&metrics->routes[i].n))
            write_histogram(&metrics->routes[i], label, buf);
    }
    for (int i = 0; i < METRICS_N; i++)
        buf_printf(buf, "# TYPE kindesk_%s_total counter\nkindesk_%s_total %lld\n",
                   names[i], names[i], (long long)atomic_load(&metrics->counters[i]));
}
