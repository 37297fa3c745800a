/* SPDX-License-Identifier: Apache-2.0 */
/* Request line and headers: read, checked for everything that two readers could
 * understand in two ways (request smuggling), and cleaned. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/cookie.h"
#include "http/inner.h"
#include "http/token.h"
#include "http/url.h"

#include <string.h>

enum { TARGET_BYTES = 8192, HEADERS_N = 100 };

static void
refuse(struct live *live, int status, const char *text)
{
    if (live->refused)
        return;
    live->refused = status;
    live->refused_text = text;
}

static void
refuse_malformed(struct live *live)
{
    live->framing_wrong = true;
    refuse(live, 400,
           N_("The browser sent a request that we could not read. Please go back and try "
              "again."));
}

/* libmicrohttpd 0.9.75 takes a bare LF for the end of a line, cuts a value at NUL
 * and unfolds lines; another server before us may not. Its texts stand in its read
 * buffer, so each header must begin just behind the CR LF of the last. Later versions
 * refuse such requests themselves, and may copy texts. */
static bool
is_lenient_library(void)
{
    return str_eq(MHD_get_version(), "0.9.75");
}

static enum MHD_Result
add_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n,
           const char *value, size_t value_n)
{
    struct live *live = cls;
    struct fields *headers = &live->x.request.headers;
    struct arena *arena = live->x.arena;

    (void)kind;
    live->header_bytes += name_n + value_n + 4;
    if (headers->n >= HEADERS_N) {
        refuse(live, 431, NULL);
        return MHD_NO;
    }
    if (!token_valid(name, name_n) || (live->next_line && name != live->next_line))
        refuse_malformed(live);
    for (size_t i = 0; value && i < value_n; i++)
        if (((unsigned char)value[i] < ' ' && value[i] != '\t') || value[i] == 0x7f)
            refuse_malformed(live);
    if (live->next_line && value)
        live->next_line = value + value_n + 2;
    fields_add(arena, headers, arena_strndup(arena, name, name_n),
               value ? arena_strndup(arena, value, value_n) : "");
    return MHD_YES;
}

/* RFC 9112 §6.3: one length or chunked, never both, never two. */
static void
read_framing(struct live *live)
{
    const struct request *request = &live->x.request;
    const char *length = request_header(request, "Content-Length");
    const char *encoding = request_header(request, "Transfer-Encoding");

    if (request_header_n(request, "Content-Length") > 1 ||
        request_header_n(request, "Transfer-Encoding") > 1 || (length && encoding) ||
        (encoding && !str_eq_fold(encoding, "chunked")) ||
        (length && !str_to_int(length, 0, INT64_MAX / 2, &live->length)) ||
        (length && (*length < '0' || *length > '9')) ||
        request_header_n(request, "Host") > 1 ||
        request_header_n(request, "Content-Type") > 1) {
        refuse_malformed(live);
        live->length = -1; /* nobody can say where it ends */
        return;
    }
    if (encoding)
        live->length = -1;
    live->expects = request_header(request, "Expect") != NULL;
}

static bool
read_method(const char *name, enum http_method *out)
{
    for (int i = 0; i < HTTP_METHODS_N; i++)
        if (strcmp(name, http_method_name((enum http_method)i)) == 0) {
            *out = (enum http_method)i;
            return true;
        }
    return false;
}

static void
read_target(struct live *live)
{
    struct request *request = &live->x.request;
    struct bytes target = bytes_of(live->target);
    const unsigned char *query = memchr(target.p, '?', target.n);
    struct bytes after = {0};
    const char *path;

    if (query) {
        after = (struct bytes){query + 1, target.n - (size_t)(query - target.p) - 1};
        target.n -= after.n + 1;
    }
    for (size_t i = 0; i < target.n; i++)
        if (target.p[i] <= ' ' || target.p[i] == 0x7f || target.p[i] == '#')
            refuse_malformed(live);
    path = url_path(live->x.arena, target);
    if (!path ||
        !url_fields(live->x.arena, after, live->limits.fields_n, &request->query)) {
        refuse_malformed(live);
        live->framing_wrong = false; /* readable, only not acceptable */
        return;
    }
    request->path = path;
    if (query)
        request->query_text = utf8_clean(live->x.arena, after, true);
}

/* Several X-Forwarded-For headers are one list (RFC 9110 §5.3). */
static void
read_address(struct live *live)
{
    struct request *request = &live->x.request;
    struct address client;
    struct buf buf;

    buf_init(&buf, live->x.arena, 0);
    if (networks_hold(&live->server->trusted, &live->client->address)) {
        for (size_t i = 0; i < request->headers.n; i++) {
            if (!str_eq_fold(request->headers.at[i].name, "X-Forwarded-For"))
                continue;
            if (buf.n)
                buf_char(&buf, ',');
            buf_str(&buf, request->headers.at[i].value);
        }
    }
    client = network_client(&live->server->trusted, &live->client->address,
                            buf.n ? buf_text(&buf) : NULL);
    request->address = address_text(live->x.arena, &client);
}

/* The empty line after the last header, which that library also takes as a bare LF: by
 * how long it says that the whole head was. */
static void
check_end(struct live *live, const char *method)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        live->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    if (info && method + info->header_size != live->next_line + 2)
        refuse_malformed(live);
}

void
head_read(struct live *live, const char *method, const char *version)
{
    struct request *request = &live->x.request;
    const struct http_options *options = &live->server->options;

    live->header_bytes = live->target_n + strlen(method) + strlen(version) + 6;
    if (is_lenient_library())
        live->next_line = version + strlen(version) + 2;
    MHD_get_connection_values_n(live->connection, MHD_HEADER_KIND, add_header, live);
    if (live->next_line && live->refused != 431)
        check_end(live, method);
    read_address(live);
    for (size_t i = 0; i < request->headers.n; i++)
        if (str_eq_fold(request->headers.at[i].name, "Cookie"))
            cookie_read(live->x.arena, request->headers.at[i].value, &request->cookies);
    if (live->target_n > TARGET_BYTES)
        refuse(live, 414,
               N_("The address of this page is too long. Please go to the start page."));
    if ((int64_t)live->header_bytes > options->header_bytes || live->refused == 431) {
        live->refused_text =
            N_("The browser sent too much along with the request. Please remove the "
               "cookies of this site and try again.");
        live->refused = 431;
    }
    /* The version follows the target in the read buffer, unless a NUL cut the target. */
    if ((live->next_line && version != live->target_seen + live->target_n + 1) ||
        (!str_eq(version, "HTTP/1.1") && !str_eq(version, "HTTP/1.0")))
        refuse_malformed(live);
    read_framing(live);
    if (!read_method(method, &request->method))
        refuse(live, 501, N_("We do not know this kind of request."));
    if (live->refused != 414)
        read_target(live);
}
