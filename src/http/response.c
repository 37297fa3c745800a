/* SPDX-License-Identifier: Apache-2.0 */
#include "http/response.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/cookie.h"
#include "http/token.h"
#include "http/url.h"

#include <string.h>
#include <unistd.h>

static bool
value_valid(const char *s)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;

        if ((c < ' ' && c != '\t') || c >= 0x7f)
            return false;
    }
    return true;
}

/* Headers that say where a message ends: the server's own business. */
static bool
framing(const char *name)
{
    static const char *const names[] = {"Content-Length", "Transfer-Encoding",
                                        "Connection",     "Date",
                                        "Content-Type",   "ETag"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_fold(names[i], name))
            return true;
    return false;
}

void
response_header_add(struct response *response, const char *name, const char *value)
{
    if (!token_valid(name, strlen(name)) || framing(name) || !value ||
        !value_valid(value)) {
        if (!response->wrong)
            response->wrong = name;
        return;
    }
    fields_add(response->arena, &response->headers, name, value);
}

void
response_header(struct response *response, const char *name, const char *value)
{
    struct fields *headers = &response->headers;
    size_t kept = 0;

    for (size_t i = 0; i < headers->n; i++)
        if (!str_eq_fold(headers->at[i].name, name))
            headers->at[kept++] = headers->at[i];
    headers->n = kept;
    response_header_add(response, name, value);
}

static void
drop_file(struct response *response)
{
    if (response->fd >= 0)
        close(response->fd);
    response->fd = -1;
}

void
response_body(struct response *response, int status, const char *type, struct bytes body)
{
    drop_file(response);
    response->asset = NULL;
    response->status = status;
    response->type = type;
    response->body = body;
}

void
response_text(struct response *response, int status, const char *type,
              const struct buf *body)
{
    response_body(response, status, type, buf_bytes(body));
}

void
response_file(struct response *response, const char *type, int fd, int64_t offset,
              int64_t size)
{
    drop_file(response);
    response->asset = NULL;
    response->body = (struct bytes){0};
    response->status = 200;
    response->type = type;
    response->fd = fd;
    response->fd_offset = offset;
    response->fd_size = size;
}

void
response_asset(struct response *response, const struct http_asset *asset)
{
    response_body(response, 200, asset->type, asset->plain);
    response->asset = asset;
    response->etag = asset->etag;
    response_header(response, "Cache-Control",
                    asset->immutable ? "public, max-age=31536000, immutable"
                                     : "no-cache");
}

void
response_redirect(struct response *response, int status, const char *location)
{
    for (const char *s = location; *s; s++)
        if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7f)
            response->wrong = "Location";
    response_body(response, status, NULL, (struct bytes){0});
    response_header(response, "Location", location);
}

void
response_cookie(struct response *response, const char *name, const char *value,
                int64_t max_age_s)
{
    response_header_add(
        response, "Set-Cookie",
        cookie_write(response->arena, name, value, max_age_s, response->https));
}

void
response_filename(struct response *response, bool attachment, const char *filename)
{
    const char *clean = utf8_clean(response->arena, bytes_of(filename), true);
    struct buf buf;

    buf_init(&buf, response->arena, 0);
    buf_str(&buf, attachment ? "attachment" : "inline");
    buf_lit(&buf, "; filename=\"");
    for (const char *s = clean; *s; s++) {
        unsigned char c = (unsigned char)*s;

        if ((c & 0xc0) == 0x80)
            continue; /* one "_" for a character, not for each of its bytes */
        buf_char(&buf, c < ' ' || c >= 0x7f || strchr("\"\\/%;:*?<>|", c) ? '_' : *s);
    }
    buf_lit(&buf, "\"; filename*=UTF-8''");
    url_encode(&buf, clean);
    response_header(response, "Content-Disposition", buf_text(&buf));
}
