/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP server (libmicrohttpd: epoll, a pool of threads, suspended requests). */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/err.h"
#include "http/exchange.h"
#include "http/stream.h"

#include <stdbool.h>
#include <stdint.h>

struct http_server;

/* A value of 0 or NULL means the default in brackets.
 * listen                     "ADDR:PORT", "[v6]:PORT"; port 0 lets the system choose
 * threads_n                  serving requests [number of processors, 2 to 16]
 * connections_n              at a time [2000]; more wait in the kernel
 * connections_per_address_n  from one IPv4 address or IPv6 /64 [100]; trusted proxies
 * have no limit of their own header_bytes               request line and headers [16
 * KiB]; more is 431, a request line above 8 KiB is 414 fields_n, uploads_n        of one
 * request [1000, 50] timeout_ms                 for headers to be complete, and between
 * bytes [20 s]; bodies and responses get that and 1 s more for every 8 KiB stop_ms how
 * long a stop waits for slow clients [10 s] heartbeat_ms               silence on a
 * stream before a comment is sent [25 s] stream_queue_bytes         unread bytes of one
 * stream before it is ended [64 KiB] spool_bytes                files above it go to a
 * temporary file [256 KiB] spool_dir                  where [/tmp] trusted_proxies
 * "127.0.0.1, 10.0.0.0/8, ::1" https                      the public address is https
 * (cookies get Secure) */
struct http_options {
    const char *listen;
    int64_t threads_n;
    int64_t connections_n, connections_per_address_n;
    int64_t header_bytes, fields_n, uploads_n;
    int64_t timeout_ms, stop_ms, heartbeat_ms;
    int64_t stream_queue_bytes;
    int64_t spool_bytes;
    const char *spool_dir;
    const char *trusted_proxies;
    bool https;
};

/* All are called on the server's threads; they must not block for long.
 * begin   headers are there: match the route, call exchange_limit(), or answer at once
 * with exchange_send() (404, 405, …) handle  the whole body is there: fill x->response
 * and exchange_send(x), or give x to another thread, which will refuse  may be NULL: the
 * server itself refuses (400, 408, 413, 414, 415, 431, 501, 503): x->response.status is
 * set; text is an English msgid (catalogue) that says what to do; fill type and body.
 * Without it plain text is sent. x->request may be incomplete: path and query_text are
 * then "" ended   may be NULL: the response is out (or the client gone: sent_bytes < 0);
 * for log and metrics; the last call with x */
struct http_callbacks {
    void (*begin)(void *app, struct exchange *x);
    void (*handle)(void *app, struct exchange *x);
    void (*refuse)(void *app, struct exchange *x, const char *text);
    void (*ended)(void *app, struct exchange *x, int64_t sent_bytes);
};

/* Opens the port and starts serving.
 * Errors   INVALID "listen" that cannot be read, "trusted_proxies"; CONFLICT the port is
 * in use; DENIED the port needs more rights; INTERNAL otherwise Effects  threads; raises
 * the soft limit of open files as far as the hard limit allows */
struct err *http_server_new(struct cx *cx, const struct http_options *options,
                            const struct http_callbacks *callbacks, void *app,
                            struct http_server **server_out) MUST_CHECK;

/* The port that is listened on. */
int http_server_port(const struct http_server *server);

/* For metrics: connections open and exchanges running now, streams open. */
struct http_server_load {
    int64_t connections_n, exchanges_n, streams_n;
};
struct http_server_load http_server_load(struct http_server *server);

/* Takes no more connections, ends streams and idle connections, waits until every
 * exchange is answered (the application must answer all that it was given) and, for
 * stop_ms, until slow clients have read. */
void http_server_stop(struct http_server *server);

/* Stops, if that was not done, and frees. */
void http_server_free(struct http_server **server);

#endif
