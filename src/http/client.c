/* SPDX-License-Identifier: Apache-2.0 */
/* Connections: how many from where, and until when each may dawdle. */
#include "base/clock.h"
#include "http/inner.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static struct caller **
bucket_of(struct http_server *server, const struct address *network)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (size_t i = 0; i < sizeof network->v; i++)
        hash = (hash ^ network->v[i]) * 16777619u;
    return &server->callers[hash % CALLER_BUCKETS];
}

static struct caller *
caller_find(struct http_server *server, const struct address *network)
{
    struct caller *caller = *bucket_of(server, network);

    while (caller && memcmp(&caller->network, network, sizeof *network) != 0)
        caller = caller->next;
    return caller;
}

static struct caller *
caller_join(struct http_server *server, const struct address *network)
{
    struct caller *caller = caller_find(server, network);

    if (!caller) {
        struct caller **bucket = bucket_of(server, network);

        caller = calloc(1, sizeof *caller);
        if (!caller)
            return NULL;
        *caller = (struct caller){*bucket, *network, 0};
        *bucket = caller;
    }
    caller->n++;
    return caller;
}

static void
caller_leave(struct http_server *server, struct caller *caller)
{
    struct caller **link;

    if (!caller || --caller->n)
        return;
    link = bucket_of(server, &caller->network);
    while (*link != caller)
        link = &(*link)->next;
    *link = caller->next;
    free(caller);
}

enum MHD_Result
client_policy(void *cls, const struct sockaddr *from, socklen_t n)
{
    struct http_server *server = cls;
    struct address address, network;
    struct caller *caller;
    bool welcome;

    (void)n;
    address_of(from, &address);
    if (networks_hold(&server->trusted, &address))
        return MHD_YES;
    network = address_network(&address);
    pthread_mutex_lock(&server->lock);
    caller = caller_find(server, &network);
    welcome = !caller || caller->n < server->options.connections_per_address_n;
    pthread_mutex_unlock(&server->lock);
    return welcome ? MHD_YES : MHD_NO;
}

static void
started(struct http_server *server, struct MHD_Connection *connection, void **context)
{
    struct client *client = calloc(1, sizeof *client);
    const union MHD_ConnectionInfo *from, *fd;
    struct address network;

    *context = client;
    if (!client)
        return; /* take_target() then refuses */
    from = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    client->server = server;
    client->fd = fd ? fd->connect_fd : -1;
    address_of(from ? from->client_addr : NULL, &client->address);
    network = address_network(&client->address);
    client->deadline_at = clock_monotonic() + server->options.timeout_ms;
    pthread_mutex_lock(&server->lock);
    client->caller = caller_join(server, &network);
    client->next = server->clients;
    client->link = &server->clients;
    if (client->next)
        client->next->link = &client->next;
    server->clients = client;
    server->connections_n++;
    pthread_mutex_unlock(&server->lock);
}

static void
closed(struct http_server *server, struct client *client)
{
    pthread_mutex_lock(&server->lock);
    *client->link = client->next;
    if (client->next)
        client->next->link = client->link;
    caller_leave(server, client->caller);
    if (client->stream)
        stream_forget_client(client->stream);
    server->connections_n--;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
    free(client);
}

void
client_notify(void *cls, struct MHD_Connection *connection, void **context,
              enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        started(cls, connection, context);
    else if (*context)
        closed(cls, *context);
}

void
client_phase_set(struct client *client, enum client_phase phase, int64_t size_bytes)
{
    int64_t timeout_ms = client->server->options.timeout_ms, allowed_ms = 0;

    switch (phase) {
    case CLIENT_IDLE: /* until the next request's headers are complete */
        allowed_ms = 2 * timeout_ms;
        break;
    case CLIENT_WAITING:
        break;
    case CLIENT_READING:
    case CLIENT_WRITING: /* 8 KiB a second at least */
        allowed_ms = timeout_ms + size_bytes / 8;
        break;
    }
    client->phase = (int)phase;
    client->deadline_at = allowed_ms ? clock_monotonic() + allowed_ms : 0;
}

/* Nobody may close the descriptor meanwhile: closed() needs the same lock before. */
static void
hang_up(struct client *client)
{
    static const char answer[] = "HTTP/1.1 408 Request Timeout\r\n"
                                 "Content-Length: 0\r\nConnection: close\r\n\r\n";

    if (client->phase == CLIENT_READING)
        (void)!send(client->fd, answer, sizeof answer - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    client->deadline_at = 0;
    shutdown(client->fd, SHUT_RDWR);
}

void
client_tick(struct http_server *server)
{
    int64_t now = clock_monotonic();
    bool look = now / MS_SECOND % 5 == 0;

    pthread_mutex_lock(&server->lock);
    for (struct client *client = server->clients; client; client = client->next) {
        int64_t deadline_at = client->deadline_at;

        if (deadline_at && now > deadline_at)
            hang_up(client);
        if (client->stream)
            stream_tick(client->stream, now, look);
    }
    pthread_mutex_unlock(&server->lock);
}

void
client_end_all(struct http_server *server, bool waiting_too)
{
    for (struct client *client = server->clients; client; client = client->next) {
        int phase = client->phase;

        if (client->stream)
            stream_end(client->stream);
        if (phase == CLIENT_IDLE || (waiting_too && phase != CLIENT_WAITING))
            shutdown(client->fd, SHUT_RDWR);
    }
}
