/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a request through libmicrohttpd's callbacks: target, headers, body, handler.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "http/inner.h"

#include <string.h>
#include <unistd.h>

/* What is read and thrown away so that a refused client gets to read our answer, and what
 * multipart may need beside its contents. */
enum { DRAIN_BYTES = 64 << 20, MULTIPART_EXTRA_BYTES = 256 << 10 };

static struct client *
client_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static void
live_free(struct live *live)
{
    struct http_server *server = live->server;
    struct arena *arena = live->x.arena;
    bool counted = live->counted;

    if (live->stream)
        stream_abandon(live->stream);
    if (live->x.response.fd >= 0)
        close(live->x.response.fd);
    pthread_mutex_destroy(&live->lock);
    arena_free(&arena);
    if (!counted)
        return;
    pthread_mutex_lock(&server->lock);
    server->exchanges_n--;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

void *
take_target(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct http_server *server = cls;
    struct client *client = client_of(connection);
    unsigned char id[8];
    struct arena *arena;
    struct live *live;

    if (!client)
        return NULL;
    arena = arena_new(0);
    live = NEW(arena, struct live);
    live->server = server;
    live->client = client;
    live->connection = connection;
    live->target = arena_strdup(arena, uri);
    live->target_seen = uri;
    live->target_n = strlen(uri);
    live->limits = (struct form_limits){
        .fields_n = (size_t)server->options.fields_n,
        .uploads_n = (size_t)server->options.uploads_n,
        .spool_bytes = server->options.spool_bytes,
        .spool_dir = server->options.spool_dir,
    };
    pthread_mutex_init(&live->lock, NULL);
    live->x.arena = live->x.request.arena = live->x.response.arena = arena;
    live->x.response.fd = -1;
    live->x.response.https = server->options.https;
    random_bytes(id, sizeof id);
    live->x.request.id = hex_encode(arena, (struct bytes){id, sizeof id});
    live->x.request.path = live->x.request.query_text = live->x.request.address = "";
    live->x.request.started_at = clock_monotonic();
    live->x.request.received_at = clock_now();
    client->phase = CLIENT_READING;
    return live;
}

void
exchange_limit(struct exchange *x, int64_t body_bytes, int64_t upload_bytes,
               bool wants_raw)
{
    struct live *live = (struct live *)x;

    live->limited = true;
    live->limits.body_bytes = body_bytes;
    live->limits.upload_bytes = upload_bytes;
    live->wants_raw = wants_raw;
}

static void
refuse(struct live *live, int status)
{
    if (live->refused || live->sent)
        return;
    live->refused = status;
    switch (status) {
    case 413:
        live->refused_text =
            N_("What you sent is too large. Please send less, or smaller files.");
        break;
    case 415:
        live->refused_text =
            N_("We cannot read this kind of content. Please use the form.");
        break;
    case 503:
        live->refused_text =
            N_("We have no room for your files at the moment. Please try again in "
               "a few minutes.");
        break;
    default:
        live->refused_text =
            N_("The form arrived damaged. Please go back and send it again.");
        break;
    }
}

/* How much body may come at all. */
static int64_t
most_bytes(const struct live *live)
{
    const struct form_limits *limits = &live->limits;

    if (!live->limited)
        return 0;
    if (live->wants_raw)
        return limits->body_bytes;
    return limits->body_bytes + limits->upload_bytes + MULTIPART_EXTRA_BYTES;
}

static void
expect_body(struct live *live)
{
    const struct request *request = &live->x.request;

    if (live->length == 0 || live->sent || live->refused)
        return;
    if (live->length > most_bytes(live) || !live->limited) {
        refuse(live, 413);
        return;
    }
    buf_init(&live->body, live->x.arena, (size_t)live->limits.body_bytes);
    if (live->wants_raw)
        return;
    live->form =
        form_new(live->x.arena, &live->limits, request_header(request, "Content-Type"));
    if (!live->form)
        refuse(live, 415);
}

/* Fills the response of what the server itself refuses. */
static void
answer_refused(struct live *live)
{
    struct http_server *server = live->server;
    struct response *response = &live->x.response;

    if (live->refusing || live->sent)
        return;
    live->refusing = true;
    response->status = live->refused;
    if (server->callbacks.refuse)
        server->callbacks.refuse(server->app, &live->x, live->refused_text);
    if (!response->type)
        response_body(response, live->refused, "text/plain; charset=utf-8",
                      bytes_of(live->refused_text));
    live->sent = true;
}

static enum MHD_Result
begin(struct live *live, const char *method, const char *version, void **context)
{
    struct http_server *server = live->server;
    bool done, no_drain;

    live->begun = true;
    live->counted = true;
    pthread_mutex_lock(&server->lock);
    server->exchanges_n++;
    if (server->stopping)
        live->x.response.close = true;
    pthread_mutex_unlock(&server->lock);
    head_read(live, method, version);
    if (!live->refused)
        server->callbacks.begin(server->app, &live->x);
    expect_body(live);
    done = live->sent || live->refused;
    no_drain = live->framing_wrong || live->length > DRAIN_BYTES || live->expects;
    if (done && live->length != 0 && no_drain) {
        answer_refused(live);
        live->x.response.close = true;
        return send_queue(live, context);
    }
    if (live->framing_wrong)
        live->x.response.close = true;
    client_phase_set(live->client, CLIENT_READING,
                     live->length > 0 ? live->length : most_bytes(live));
    return MHD_YES;
}

static enum MHD_Result
take_body(struct live *live, struct bytes bytes)
{
    struct request *request = &live->x.request;

    request->body_n += (int64_t)bytes.n;
    if (live->refused || live->sent)
        return request->body_n > DRAIN_BYTES ? MHD_NO : MHD_YES;
    if (request->body_n > most_bytes(live)) {
        refuse(live, 413);
    } else if (live->wants_raw) {
        buf_add(&live->body, bytes.p, bytes.n);
    } else if (live->form) {
        enum form_result result = form_add(live->form, bytes);

        if (result != FORM_OK)
            refuse(live, (int)result);
    }
    return MHD_YES;
}

static void
body_complete(struct live *live)
{
    struct request *request = &live->x.request;
    enum form_result result = FORM_OK;

    if (live->refused || live->sent)
        return;
    if (live->form)
        result = form_end(live->form, &request->form, &request->uploads);
    if (result != FORM_OK)
        refuse(live, (int)result);
    if (live->wants_raw)
        request->body = buf_bytes(&live->body);
}

static enum MHD_Result
finish(struct live *live, void **context)
{
    struct http_server *server = live->server;
    bool now;

    if (!live->handled) {
        live->handled = true;
        body_complete(live);
        client_phase_set(live->client, CLIENT_WAITING, 0);
        if (live->refused)
            answer_refused(live);
        else if (!live->sent)
            server->callbacks.handle(server->app, &live->x);
    }
    pthread_mutex_lock(&live->lock);
    now = live->sent;
    if (!now) {
        live->suspended = true;
        MHD_suspend_connection(live->connection);
    }
    pthread_mutex_unlock(&live->lock);
    return now ? send_queue(live, context) : MHD_YES;
}

enum MHD_Result
take_request(void *server, struct MHD_Connection *connection, const char *url,
             const char *method, const char *version, const char *data, size_t *data_n,
             void **context)
{
    struct live *live = *context;
    enum MHD_Result result;

    (void)server;
    (void)connection;
    (void)url;
    if (!live)
        return MHD_NO;
    if (!live->begun)
        return begin(live, method, version, context);
    if (!*data_n)
        return finish(live, context);
    result = take_body(live, (struct bytes){(const unsigned char *)data, *data_n});
    *data_n = 0;
    return result;
}

void
take_completed(void *cls, struct MHD_Connection *connection, void **context,
               enum MHD_RequestTerminationCode code)
{
    struct http_server *server = cls;
    struct client *client = client_of(connection);
    struct live *live = *context;
    bool sent = code == MHD_REQUEST_TERMINATED_COMPLETED_OK;

    if (client)
        client_phase_set(client, CLIENT_IDLE, 0);
    if (!live)
        return;
    *context = NULL;
    if (live->begun && server->callbacks.ended)
        server->callbacks.ended(server->app, &live->x, sent ? live->sent_bytes : -1);
    live_free(live);
}

void
exchange_send(struct exchange *x)
{
    struct live *live = (struct live *)x;

    pthread_mutex_lock(&live->lock);
    live->sent = true;
    if (live->suspended) {
        live->suspended = false;
        MHD_resume_connection(live->connection);
    }
    pthread_mutex_unlock(&live->lock);
}

bool
exchange_sent(const struct exchange *x)
{
    return ((const struct live *)x)->sent;
}
