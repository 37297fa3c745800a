/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the server share; nobody outside this folder includes it.
 *
 * Locks: the server's, then a stream's; an exchange's own lock is taken alone. */
#ifndef HTTP_INNER_H
#define HTTP_INNER_H

#include "base/buf.h"
#include "http/form.h"
#include "http/network.h"
#include "http/server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

/* One connection. deadline_at (monotonic ms, 0 none) is when its patience ends. */
enum client_phase { CLIENT_IDLE, CLIENT_READING, CLIENT_WAITING, CLIENT_WRITING };
struct client {
    struct http_server *server;
    struct client *next, **link;
    struct stream *stream;
    struct address address;
    struct caller *caller;
    int fd;
    _Atomic int64_t deadline_at;
    _Atomic int phase;
};

/* How many connections a network has; in a bucket of http_server.callers. */
struct caller {
    struct caller *next;
    struct address network;
    int64_t n;
};

enum { CALLER_BUCKETS = 1024 };

struct http_server {
    struct MHD_Daemon *daemon;
    struct http_options options;
    struct http_callbacks callbacks;
    void *app;
    struct arena *arena;
    struct networks trusted;
    int listen_fd, port;
    pthread_t ticker;
    bool has_ticker;

    pthread_mutex_t lock; /* everything below */
    pthread_cond_t changed;
    struct client *clients;
    struct caller *callers[CALLER_BUCKETS];
    int64_t connections_n, exchanges_n, streams_n;
    bool stopping, stopped, ticker_ends;
};

/* An exchange with what only the server knows. */
struct live {
    struct exchange x; /* first */
    struct http_server *server;
    struct client *client;
    struct MHD_Connection *connection;
    const char *target;      /* as sent, a copy */
    const char *target_seen; /* where it stood, to notice a NUL in the request line */
    size_t target_n, header_bytes;
    const char *next_line; /* where the next header must stand; see head.c */

    struct form_limits limits;
    struct form *form;
    struct buf body;
    int64_t length; /* Content-Length, -1 chunked */
    bool limited, wants_raw, begun, handled, refusing;
    bool framing_wrong, expects, counted;
    int refused; /* status, 0 not */
    const char *refused_text;
    int64_t sent_bytes;

    pthread_mutex_t lock; /* sent, suspended */
    bool sent, suspended;
    struct stream *stream;
};

/* client.c */
enum MHD_Result client_policy(void *server, const struct sockaddr *from, socklen_t n);
void client_notify(void *server, struct MHD_Connection *connection, void **context,
                   enum MHD_ConnectionNotificationCode code);
void client_phase_set(struct client *client, enum client_phase phase, int64_t size_bytes);
void client_tick(struct http_server *server);
void client_end_all(struct http_server *server, bool waiting_too);

/* take.c */
void *take_target(void *server, const char *uri, struct MHD_Connection *connection);
enum MHD_Result take_request(void *server, struct MHD_Connection *connection,
                             const char *url, const char *method, const char *version,
                             const char *data, size_t *data_n, void **live);
void take_completed(void *server, struct MHD_Connection *connection, void **live,
                    enum MHD_RequestTerminationCode code);

/* head.c: reads and checks the headers; sets live->refused. */
void head_read(struct live *live, const char *method, const char *version);

/* send.c: queues the response; the exchange may be gone after it (streams). */
enum MHD_Result send_queue(struct live *live, void **context);

/* stream.c */
struct MHD_Response *stream_response(struct stream *stream, struct client *client);
/* Under the server's lock; looks when the client has hung up too. */
void stream_tick(struct stream *stream, int64_t now, bool look);
void stream_forget_client(struct stream *stream);
/* A stream whose exchange could not be answered. */
void stream_abandon(struct stream *stream);

#endif
