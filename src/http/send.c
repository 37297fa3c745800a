/* SPDX-License-Identifier: Apache-2.0 */
/* From struct response to what libmicrohttpd sends: variants, 304, compression. */
#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/inner.h"
#include "http/token.h"

#include <unistd.h>
#include <zlib.h>

enum { COMPRESS_BYTES = 1024 };

static bool
is_text(const char *type)
{
    return type &&
           (str_starts_fold(type, "text/") || str_starts_fold(type, "application/json") ||
            str_starts_fold(type, "application/problem+json") ||
            str_starts_fold(type, "application/javascript") ||
            str_starts_fold(type, "image/svg+xml"));
}

static bool
compress_body(struct response *response)
{
    z_stream z = {0};
    struct bytes body = response->body;
    unsigned char *to;
    uLong room;
    int result;

    if (body.n < COMPRESS_BYTES || body.n > UINT32_MAX / 2)
        return false;
    if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    room = deflateBound(&z, body.n);
    to = arena_take(response->arena, room);
    z.next_in = (unsigned char *)(uintptr_t)body.p;
    z.avail_in = (uInt)body.n;
    z.next_out = to;
    z.avail_out = (uInt)room;
    result = deflate(&z, Z_FINISH);
    if (result == Z_STREAM_END)
        response->body = (struct bytes){to, z.total_out};
    deflateEnd(&z);
    return result == Z_STREAM_END;
}

/* The variant that goes out; the tag of each differs (RFC 9110 §8.8.3.3). */
static const char *
choose_variant(struct response *response, const char *accepts)
{
    const struct http_asset *asset = response->asset;

    if (asset && asset->brotli.n && token_accepts(accepts, "br")) {
        response->body = asset->brotli;
        return "br";
    }
    if (asset && asset->gzip.n && token_accepts(accepts, "gzip")) {
        response->body = asset->gzip;
        return "gzip";
    }
    if (!asset && response->compress && response->fd < 0 && is_text(response->type) &&
        token_accepts(accepts, "gzip") && compress_body(response))
        return "gzip";
    return NULL;
}

static bool
varies(const struct response *response)
{
    return response->asset ? response->asset->brotli.n || response->asset->gzip.n
                           : response->compress;
}

/* Content-Encoding, Vary, ETag; may turn the response into a 304. */
static void
negotiate(struct live *live)
{
    const struct request *request = &live->x.request;
    struct response *response = &live->x.response;
    bool read_only = request->method == HTTP_GET || request->method == HTTP_HEAD;
    const char *variant =
        choose_variant(response, request_header(request, "Accept-Encoding"));
    const char *tag = response->etag;

    if (varies(response))
        response_header_add(response, "Vary", "Accept-Encoding");
    if (tag && variant)
        tag = arena_printf(response->arena, "%s-%s", tag, variant);
    response->etag = tag;
    if (tag && read_only && response->status == 200 &&
        etag_matches(request_header(request, "If-None-Match"), tag)) {
        response_body(response, 304, NULL, (struct bytes){0});
        return;
    }
    if (variant)
        response_header(response, "Content-Encoding", variant);
}

static void
replace_wrong(struct live *live)
{
    struct response *response = &live->x.response;

    LOG(LOG_LEVEL_ERROR, "response header refused",
        LOG_TEXT("request", live->x.request.id), LOG_TEXT("header", response->wrong),
        LOG_TEXT("path", live->x.request.path));
    response->headers.n = 0;
    response->etag = NULL;
    response->compress = false;
    response_body(response, 500, "text/plain; charset=utf-8",
                  bytes_of("Something went wrong on our side. Please try again.\n"));
}

static void
add_headers(struct MHD_Response *out, const struct response *response)
{
    for (size_t i = 0; i < response->headers.n; i++)
        MHD_add_response_header(out, response->headers.at[i].name,
                                response->headers.at[i].value);
    if (response->type)
        MHD_add_response_header(out, "Content-Type", response->type);
    if (response->etag)
        MHD_add_response_header(out, "ETag",
                                arena_printf(response->arena, "\"%s\"", response->etag));
    if (response->close)
        MHD_add_response_header(out, "Connection", "close");
}

static struct MHD_Response *
plain_response(struct live *live)
{
    struct response *response = &live->x.response;

    if (!response->wrong)
        negotiate(live);
    if (response->status < 200 || response->status > 599)
        response->status = 500;
    if (response->wrong)
        replace_wrong(live);
    if (response->fd >= 0) {
        int fd = response->fd;

        response->fd = -1; /* the library closes it */
        live->sent_bytes = response->fd_size;
        return MHD_create_response_from_fd_at_offset64((uint64_t)response->fd_size, fd,
                                                       (uint64_t)response->fd_offset);
    }
    live->sent_bytes = (int64_t)response->body.n;
    return MHD_create_response_from_buffer(
        response->body.n, (void *)(uintptr_t)response->body.p, MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result
queue(struct live *live, struct MHD_Response *out)
{
    enum MHD_Result result;

    if (!out)
        return MHD_NO;
    add_headers(out, &live->x.response);
    client_phase_set(live->client, CLIENT_WRITING, live->sent_bytes);
    result = MHD_queue_response(live->connection, (unsigned)live->x.response.status, out);
    MHD_destroy_response(out);
    return result;
}

/* The exchange ends here, the stream goes on. */
static enum MHD_Result
queue_stream(struct live *live, void **context)
{
    struct response *response = &live->x.response;
    struct client *client = live->client;
    struct stream *stream = live->stream;
    enum MHD_Result result;

    if (response->wrong)
        return queue(live, plain_response(live)); /* live_free() abandons the stream */
    response->status = 200;
    response->type = "text/event-stream";
    response->close = true;
    response_header(response, "Cache-Control", "no-store");
    response_header(response, "X-Accel-Buffering", "no"); /* nginx would wait for more */
    live->stream = NULL;
    result = queue(live, stream_response(stream, client));
    take_completed(live->server, live->connection, context,
                   MHD_REQUEST_TERMINATED_COMPLETED_OK);
    client_phase_set(client, CLIENT_WAITING, 0);
    return result;
}

enum MHD_Result
send_queue(struct live *live, void **context)
{
    if (live->stream)
        return queue_stream(live, context);
    return queue(live, plain_response(live));
}
