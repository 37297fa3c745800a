/* SPDX-License-Identifier: Apache-2.0 */
#include "http/server.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "http/inner.h"
#include "http/listen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { POOL_EXTRA_BYTES = 16 * 1024, TICK_MS = 500 };

static void
default_to(int64_t *value, int64_t otherwise)
{
    if (*value <= 0)
        *value = otherwise;
}

static void
fill_defaults(struct http_options *options, struct arena *arena)
{
    int64_t processors = sysconf(_SC_NPROCESSORS_ONLN);

    default_to(&options->threads_n, processors < 2    ? 2
                                    : processors > 16 ? 16
                                                      : processors);
    default_to(&options->connections_n, 2000);
    default_to(&options->connections_per_address_n, 100);
    default_to(&options->header_bytes, 16 * 1024);
    default_to(&options->fields_n, 1000);
    default_to(&options->uploads_n, 50);
    default_to(&options->timeout_ms, 20 * MS_SECOND);
    default_to(&options->stop_ms, 10 * MS_SECOND);
    default_to(&options->heartbeat_ms, 25 * MS_SECOND);
    default_to(&options->stream_queue_bytes, 64 * 1024);
    default_to(&options->spool_bytes, 256 * 1024);
    options->spool_dir =
        arena_strdup(arena, options->spool_dir ? options->spool_dir : "/tmp");
}

static void
library_log(void *cls, const char *format, va_list args)
{
    char line[256], *text = line;
    size_t n;

    (void)cls;
    vsnprintf(line, sizeof line, format, args);
    n = strcspn(text, "\r\n");
    text[n] = 0;
    LOG(LOG_LEVEL_DEBUG, "http library", LOG_TEXT("text", text));
}

static void *
tick(void *cls)
{
    struct http_server *server = cls;
    struct timespec until;

    pthread_mutex_lock(&server->lock);
    while (!server->ticker_ends) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += TICK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_cond_timedwait(&server->changed, &server->lock, &until);
        pthread_mutex_unlock(&server->lock);
        client_tick(server);
        pthread_mutex_lock(&server->lock);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* 10,000 open pages are 10,000 descriptors. */
static void
raise_file_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static bool
start(struct http_server *server)
{
    const struct http_options *o = &server->options;
    unsigned timeout_s = (unsigned)((o->timeout_ms + 999) / 1000);
    unsigned threads_n = o->threads_n > 1 ? (unsigned)o->threads_n : 0;

    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC |
            MHD_USE_TURBO | MHD_USE_ERROR_LOG | MHD_USE_PEDANTIC_CHECKS,
        0, client_policy, server, take_request, server, MHD_OPTION_EXTERNAL_LOGGER,
        library_log, NULL, MHD_OPTION_LISTEN_SOCKET, server->listen_fd,
        MHD_OPTION_THREAD_POOL_SIZE, threads_n, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)o->connections_n, MHD_OPTION_CONNECTION_TIMEOUT, timeout_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)o->header_bytes + POOL_EXTRA_BYTES,
        MHD_OPTION_URI_LOG_CALLBACK, take_target, server, MHD_OPTION_NOTIFY_COMPLETED,
        take_completed, server, MHD_OPTION_NOTIFY_CONNECTION, client_notify, server,
        MHD_OPTION_END);
    if (!server->daemon)
        return false;
    server->has_ticker = pthread_create(&server->ticker, NULL, tick, server) == 0;
    return server->has_ticker;
}

struct err *
http_server_new(struct cx *cx, const struct http_options *options,
                const struct http_callbacks *callbacks, void *app,
                struct http_server **server_out)
{
    struct http_server *server;
    struct networks trusted;
    const char *wrong;
    int fd, port;

    *server_out = NULL;
    if (!networks_read(cx->arena, options->trusted_proxies, &trusted, &wrong))
        FAIL_FIELD(cx, "trusted_proxies",
                   "\"%s\" is not a network. Networks look like 10.0.0.0/8 or ::1.",
                   wrong);
    raise_file_limit();
    TRY(listen_open(cx, options->listen, &fd, &port));
    server = calloc(1, sizeof *server);
    if (!server)
        abort();
    server->options = *options;
    server->callbacks = *callbacks;
    server->app = app;
    server->listen_fd = fd;
    server->port = port;
    server->arena = arena_new(0);
    fill_defaults(&server->options, server->arena);
    networks_read(server->arena, options->trusted_proxies, &server->trusted, &wrong);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    *server_out = server; /* before the first request, which may ask for it */
    if (!start(server)) {
        http_server_free(server_out);
        FAIL_INTERNAL(cx, "the HTTP server did not start: %s", strerror(errno));
    }
    return NULL;
}

int
http_server_port(const struct http_server *server)
{
    return server->port;
}

struct http_server_load
http_server_load(struct http_server *server)
{
    struct http_server_load load;

    pthread_mutex_lock(&server->lock);
    load = (struct http_server_load){server->connections_n, server->exchanges_n,
                                     server->streams_n};
    pthread_mutex_unlock(&server->lock);
    return load;
}

/* Exchanges and streams: nothing of them may be left when the library stops. */
static void
wait_for_all(struct http_server *server)
{
    int64_t late_at = clock_monotonic() + server->options.stop_ms;
    struct timespec until;

    pthread_mutex_lock(&server->lock);
    while (server->exchanges_n || server->streams_n) {
        client_end_all(server, clock_monotonic() >= late_at);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 50 * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_cond_timedwait(&server->changed, &server->lock, &until);
    }
    client_end_all(server, false);
    server->ticker_ends = true;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

void
http_server_stop(struct http_server *server)
{
    if (server->stopped)
        return;
    server->stopped = true;
    if (server->daemon)
        MHD_quiesce_daemon(server->daemon);
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_mutex_unlock(&server->lock);
    wait_for_all(server);
    if (server->has_ticker)
        pthread_join(server->ticker, NULL);
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    close(server->listen_fd);
}

void
http_server_free(struct http_server **server)
{
    struct http_server *s = *server;

    if (!s)
        return;
    http_server_stop(s);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->changed);
    arena_free(&s->arena);
    free(s);
    *server = NULL;
}
