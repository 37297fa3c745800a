/* SPDX-License-Identifier: Apache-2.0 */
/* The listener: one thread accepts, one thread for each connection, as many as allowed.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/listen.h"
#include "mail/lmtp.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection {
    struct lmtp_server *server;
    struct connection *next, **link;
    int fd;
};

struct lmtp_server {
    struct lmtp_options options;
    struct lmtp_callbacks callbacks;
    void *app;
    struct arena *arena;
    pthread_t thread;
    int listen_fd, stop_fd, port;

    pthread_mutex_t lock; /* everything below */
    pthread_cond_t changed;
    struct connection *connections;
    int64_t connections_n;
};

static bool
flush(struct lmtp_session *session, int fd)
{
    struct buf *out = lmtp_session_out(session);
    size_t done = 0;

    while (done < out->n) {
        ssize_t n = send(fd, out->p + done, out->n - done, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    buf_cut(out, 0);
    return true;
}

static void
converse(struct lmtp_server *server, int fd)
{
    struct lmtp_session *session =
        lmtp_session_new(&server->options, &server->callbacks, server->app);
    unsigned char piece[16 * 1024];
    bool going = flush(session, fd);

    while (going) {
        ssize_t n = recv(fd, piece, sizeof piece, 0);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
                buf_lit(lmtp_session_out(session),
                        "421 4.4.2 You were silent too long\r\n");
            flush(session, fd);
            break;
        }
        going = lmtp_session_take(session, (struct bytes){piece, (size_t)n});
        going = flush(session, fd) && going;
    }
    lmtp_session_free(&session);
}

static void
leave(struct connection *connection)
{
    struct lmtp_server *server = connection->server;

    pthread_mutex_lock(&server->lock);
    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    close(connection->fd);
    free(connection);
    server->connections_n--;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

static void *
serve(void *cls)
{
    struct connection *connection = cls;

    converse(connection->server, connection->fd);
    leave(connection);
    return NULL;
}

static void
turn_away(int fd)
{
    static const char busy[] = "421 4.3.2 Too many connections, please try again\r\n";

    (void)!send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(fd);
}

static struct connection *
join(struct lmtp_server *server, int fd)
{
    struct connection *connection = NULL;

    pthread_mutex_lock(&server->lock);
    if (server->connections_n < server->options.connections_n)
        connection = calloc(1, sizeof *connection);
    if (connection) {
        *connection =
            (struct connection){server, server->connections, &server->connections, fd};
        if (connection->next)
            connection->next->link = &connection->next;
        server->connections = connection;
        server->connections_n++;
    }
    pthread_mutex_unlock(&server->lock);
    return connection;
}

static void
welcome(struct lmtp_server *server, int fd)
{
    int64_t ms = server->options.timeout_ms;
    struct timeval patience = {ms / MS_SECOND, ms % MS_SECOND * 1000};
    struct connection *connection = join(server, fd);
    pthread_attr_t attributes;
    pthread_t thread;

    if (!connection) {
        turn_away(fd);
        return;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attributes, serve, connection))
        leave(connection);
    pthread_attr_destroy(&attributes);
}

static void *
accept_all(void *cls)
{
    struct lmtp_server *server = cls;
    struct pollfd wait[2] = {
        {server->listen_fd, POLLIN, 0},
        {server->stop_fd,   POLLIN, 0}
    };

    for (;;) {
        int fd;

        if (poll(wait, 2, -1) < 0 && errno != EINTR)
            break;
        if (wait[1].revents)
            break;
        fd = accept4(server->listen_fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            welcome(server, fd);
        else if (errno == EMFILE || errno == ENFILE)
            poll(&wait[1], 1, 100); /* until somebody closes a file */
    }
    return NULL;
}

struct err *
lmtp_server_new(struct cx *cx, const struct lmtp_options *options,
                const struct lmtp_callbacks *callbacks, void *app,
                struct lmtp_server **server_out)
{
    struct lmtp_server *server;
    int fd, port;

    *server_out = NULL;
    TRY(listen_open(cx, options->listen, &fd, &port));
    server = calloc(1, sizeof *server);
    if (!server)
        abort();
    server->options = *options;
    server->arena = arena_new(0);
    server->options.name =
        arena_strdup(server->arena, options->name ? options->name : "localhost");
    if (server->options.connections_n <= 0)
        server->options.connections_n = 20;
    if (server->options.timeout_ms <= 0)
        server->options.timeout_ms = 5 * MS_MINUTE;
    server->callbacks = *callbacks;
    server->app = app;
    server->listen_fd = fd;
    server->port = port;
    server->stop_fd = eventfd(0, EFD_CLOEXEC);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    if (server->stop_fd < 0 ||
        pthread_create(&server->thread, NULL, accept_all, server)) {
        close(fd);
        arena_free(&server->arena);
        free(server);
        FAIL_INTERNAL(cx, "the LMTP server did not start: %s", strerror(errno));
    }
    *server_out = server;
    return NULL;
}

int
lmtp_server_port(const struct lmtp_server *server)
{
    return server->port;
}

void
lmtp_server_free(struct lmtp_server **server)
{
    struct lmtp_server *s = *server;

    if (!s)
        return;
    (void)!write(s->stop_fd, &(uint64_t){1}, sizeof(uint64_t));
    pthread_join(s->thread, NULL);
    pthread_mutex_lock(&s->lock);
    for (struct connection *c = s->connections; c; c = c->next)
        shutdown(c->fd, SHUT_RD); /* what is being delivered is still answered */
    while (s->connections_n)
        pthread_cond_wait(&s->changed, &s->lock);
    pthread_mutex_unlock(&s->lock);
    close(s->listen_fd);
    close(s->stop_fd);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->changed);
    arena_free(&s->arena);
    free(s);
    *server = NULL;
}
