/* SPDX-License-Identifier: Apache-2.0 */
/* A stream that has nothing to say is a suspended connection; sending resumes it. */
#include "http/stream.h"

#include "base/clock.h"
#include "http/inner.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BLOCK_BYTES = 1024 };

struct stream {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct client *client; /* under the server's lock */
    void (*closed)(void *owner);
    void *owner;
    _Atomic int references;

    pthread_mutex_t lock; /* everything below */
    char *queue;
    size_t queue_at, queue_n, queue_room;
    int64_t quiet_since;
    bool suspended, ended, dropped;
};

static void
unref(struct stream *stream)
{
    if (--stream->references)
        return;
    pthread_mutex_destroy(&stream->lock);
    free(stream->queue);
    free(stream);
}

static void
resume(struct stream *stream)
{
    if (!stream->suspended)
        return;
    stream->suspended = false;
    MHD_resume_connection(stream->connection);
}

static void
append(struct stream *stream, const char *p, size_t n)
{
    size_t waiting = stream->queue_n - stream->queue_at;

    if (waiting + n > (size_t)stream->server->options.stream_queue_bytes) {
        stream->dropped = stream->ended = true;
        return;
    }
    if (stream->queue_n + n > stream->queue_room) {
        size_t room = 2 * (stream->queue_n + n) + 256;
        char *wider = realloc(stream->queue, room);

        if (!wider) {
            stream->dropped = stream->ended = true;
            return;
        }
        stream->queue = wider;
        stream->queue_room = room;
    }
    memcpy(stream->queue + stream->queue_n, p, n);
    stream->queue_n += n;
}

struct stream *
exchange_stream(struct exchange *x, void (*closed)(void *owner), void *owner)
{
    struct live *live = (struct live *)x;
    struct stream *stream = calloc(1, sizeof *stream);

    if (!stream)
        abort();
    stream->server = live->server;
    stream->connection = live->connection;
    stream->closed = closed;
    stream->owner = owner;
    stream->references = 2;
    stream->quiet_since = clock_monotonic();
    pthread_mutex_init(&stream->lock, NULL);
    append(stream, ":\n\n", 3); /* so that the browser knows at once that it is open */
    live->stream = stream;
    exchange_send(x);
    return stream;
}

/* One line of a field: CR and LF end it, NUL is left out. */
static void
append_line(struct stream *stream, const char *name, const char *p, size_t n)
{
    append(stream, name, strlen(name));
    append(stream, p, n);
    append(stream, "\n", 1);
}

static void
append_name(struct stream *stream, const char *name, const char *value)
{
    if (!value)
        return;
    append(stream, name, strlen(name));
    while (*value) {
        size_t n = strcspn(value, "\r\n");

        append(stream, value, n);
        value += n;
        value += strspn(value, "\r\n");
    }
    append(stream, "\n", 1);
}

bool
stream_send(struct stream *stream, const char *event, const char *id, const char *data)
{
    bool alive;

    pthread_mutex_lock(&stream->lock);
    if (!stream->ended) {
        append_name(stream, "event: ", event);
        append_name(stream, "id: ", id);
        for (;;) {
            size_t n = strcspn(data, "\r\n");

            append_line(stream, "data: ", data, n);
            data += n;
            if (!*data)
                break;
            data += data[0] == '\r' && data[1] == '\n' ? 2 : 1;
        }
        append(stream, "\n", 1);
        stream->quiet_since = clock_monotonic();
        resume(stream);
    }
    alive = !stream->ended;
    pthread_mutex_unlock(&stream->lock);
    return alive;
}

void
stream_end(struct stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->ended = true;
    resume(stream);
    pthread_mutex_unlock(&stream->lock);
}

void
stream_free(struct stream **stream)
{
    if (!*stream)
        return;
    stream_end(*stream);
    unref(*stream);
    *stream = NULL;
}

static ssize_t
read_queue(void *cls, uint64_t at, char *to, size_t room)
{
    struct stream *stream = cls;
    bool over;
    size_t n;

    (void)at;
    pthread_mutex_lock(&stream->lock);
    n = stream->queue_n - stream->queue_at;
    n = stream->dropped ? 0 : n < room ? n : room;
    if (n) {
        memcpy(to, stream->queue + stream->queue_at, n);
        stream->queue_at += n;
        if (stream->queue_at == stream->queue_n) {
            free(stream->queue);
            stream->queue = NULL;
            stream->queue_at = stream->queue_n = stream->queue_room = 0;
        }
    } else if (!stream->ended) {
        stream->suspended = true;
        MHD_suspend_connection(stream->connection);
    }
    over = stream->ended;
    pthread_mutex_unlock(&stream->lock);
    return n || !over ? (ssize_t)n : MHD_CONTENT_READER_END_OF_STREAM;
}

static void
say_closed(struct stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->ended = true;
    stream->suspended = false;
    pthread_mutex_unlock(&stream->lock);
    if (stream->closed)
        stream->closed(stream->owner);
    unref(stream);
}

static void
response_freed(void *cls)
{
    struct stream *stream = cls;
    struct http_server *server = stream->server;

    pthread_mutex_lock(&server->lock);
    if (stream->client)
        stream->client->stream = NULL;
    stream->client = NULL;
    pthread_mutex_unlock(&server->lock);
    say_closed(stream);
    pthread_mutex_lock(&server->lock);
    server->streams_n--;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

struct MHD_Response *
stream_response(struct stream *stream, struct client *client)
{
    struct http_server *server = stream->server;

    pthread_mutex_lock(&server->lock);
    server->streams_n++;
    stream->client = client;
    client->stream = stream;
    if (server->stopping)
        stream->ended = true;
    pthread_mutex_unlock(&server->lock);
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_queue,
                                             stream, response_freed);
}

void
stream_forget_client(struct stream *stream)
{
    stream->client = NULL;
}

void
stream_abandon(struct stream *stream)
{
    say_closed(stream);
}

void
stream_tick(struct stream *stream, int64_t now, bool look)
{
    int fd = stream->client->fd;
    char byte;

    pthread_mutex_lock(&stream->lock);
    if (look && !stream->ended && recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
        stream->dropped = stream->ended = true;
    if (!stream->ended &&
        now - stream->quiet_since >= stream->server->options.heartbeat_ms) {
        append(stream, ":\n\n", 3);
        stream->quiet_since = now;
        resume(stream);
    }
    if (stream->dropped) {
        shutdown(fd, SHUT_RDWR);
        resume(stream);
    }
    pthread_mutex_unlock(&stream->lock);
}
