/* SPDX-License-Identifier: Apache-2.0 */
/* What a client asked, checked and cleaned at the boundary: every text is valid UTF-8
 * without control characters but newline and tab, and lives in the exchange's arena. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/bytes.h"
#include "http/fields.h"
#include "http/upload.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
};
enum { HTTP_METHODS_N = HTTP_OPTIONS + 1 };

/* "GET", … */
const char *http_method_name(enum http_method method);

/* path        decoded, begins with "/"; no empty segment (but one at the end), no "." or
 * "..", no encoded slash, no control character: those are refused with 400 query_text  as
 * sent, after "?"; "" when there is none; may hold secrets (links): not to be logged
 * params      of the route's pattern; set by whoever matched the route
 * uploads     complete only when handle() is called, like form and body
 * body        as sent, when exchange_limit() asked for it; outside that {NULL, 0}
 * body_n      bytes of body received, parsed or not
 * address     of the client, IPv6 in RFC 5952 form; behind a trusted proxy the one that
 * the proxy vouches for (X-Forwarded-For, read from its right end) id          16 hex
 * digits, random, for the log and for "what to tell us" started_at  clock_monotonic()
 * when the request line was there; received_at UTC ms */
struct request {
    struct arena *arena;
    enum http_method method;
    const char *path;
    const char *query_text;
    struct fields query, form, headers, cookies, params;
    struct uploads uploads;
    struct bytes body;
    int64_t body_n;
    const char *address;
    const char *id;
    int64_t started_at, received_at;
};

/* A field of the form for POST, PUT, PATCH and DELETE, of the query for GET and HEAD (so
 * that a link can never slip a field into a form). Newlines are LF. NULL when absent. */
const char *request_field(const struct request *request, const char *name);

/* The same as one line: newlines and tabs are blanks, no bidirectional overrides,
 * trimmed. */
const char *request_line(const struct request *request, const char *name);

/* For fields that may come several times; i from 0. More than 1 where one was expected is
 * a duplicate, which the caller refuses. */
size_t request_field_n(const struct request *request, const char *name);
const char *request_field_at(const struct request *request, const char *name, size_t i);

/* Of the query, whatever the method; of the route's pattern. NULL when absent. */
const char *request_query(const struct request *request, const char *name);
const char *request_param(const struct request *request, const char *name);

/* A header's value as one line, name without case, the first if there are several; NULL
 * when absent. */
const char *request_header(const struct request *request, const char *name);
size_t request_header_n(const struct request *request, const char *name);

/* The first cookie of that name, or NULL. */
const char *request_cookie(const struct request *request, const char *name);

/* The media type of the body, small letters, without parameters; "" when none. */
const char *request_type(const struct request *request);

#endif
