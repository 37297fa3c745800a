/* SPDX-License-Identifier: Apache-2.0 */
/* What is answered. Filled by the application, sent by exchange_send(). All texts must
 * live as long as the exchange (its arena, or static). */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "http/fields.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* A file compiled into the program, with its variants (n == 0: none).
 * etag  without quotes; immutable: its name carries a hash, so it may be cached for ever
 */
struct http_asset {
    const char *type;
    const char *etag;
    bool immutable;
    struct bytes plain, gzip, brotli;
};

/* status    0 counts as 500
 * type      Content-Type, or NULL
 * body      memory that lives as long as the exchange; or fd (-1 none) with size, which
 * the response owns and closes etag      without quotes: answers 304 when If-None-Match
 * holds it (GET, HEAD, status 200) compress  may be compressed on the fly (gzip level 1,
 * texts above 1 kB). Never set it where a secret and something the client chose stand in
 * one page (BREACH) close     ends the connection after it wrong     name of the first
 * header that was refused: 500 is sent instead https     the public address is https:
 * cookies get Secure */
struct response {
    struct arena *arena;
    int status;
    const char *type;
    struct bytes body;
    int fd;
    int64_t fd_offset, fd_size;
    struct fields headers;
    const char *etag;
    const struct http_asset *asset;
    bool compress, close, https;
    const char *wrong;
};

/* Name: token (RFC 9110 §5.6.2); value: visible ASCII, blanks, tabs. Anything else (CR,
 * LF, NUL, raw UTF-8) is a fault of the caller: the response becomes a 500 and the log
 * says which header. Framing headers (Content-Length, Transfer-Encoding, Connection,
 * Date) are refused too. response_header() replaces an earlier one of that name,
 * response_header_add() adds. */
void response_header(struct response *response, const char *name, const char *value);
void response_header_add(struct response *response, const char *name, const char *value);

/* Status, type and body in one. */
void response_body(struct response *response, int status, const char *type,
                   struct bytes body);
void response_text(struct response *response, int status, const char *type,
                   const struct buf *body);

/* Part of an open file; the response owns fd from now on. */
void response_file(struct response *response, const char *type, int fd, int64_t offset,
                   int64_t size);

/* The best variant for the client's Accept-Encoding, cached as asset says. */
void response_asset(struct response *response, const struct http_asset *asset);

/* 303 by default use; location: a path of ours or an absolute URL, already encoded. */
void response_redirect(struct response *response, int status, const char *location);

/* Path=/; HttpOnly; SameSite=Lax; Secure when https. max_age_s: 0 until the browser
 * closes, negative removes it. value: cookie octets (RFC 6265 §4.1.1), else the response
 * is wrong. */
void response_cookie(struct response *response, const char *name, const char *value,
                     int64_t max_age_s);

/* Content-Disposition: attachment (or inline) with that file name, in both forms of RFC
 * 6266 (plain ASCII and filename*=UTF-8''…); filename may hold anything. */
void response_filename(struct response *response, bool attachment, const char *filename);

#endif
