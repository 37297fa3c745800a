/* SPDX-License-Identifier: Apache-2.0 */
/* One request and its response. It belongs to one thread at a time: the server's until
 * handle() is called, then the application's until it calls exchange_send() or
 * exchange_stream(). */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/request.h"
#include "http/response.h"

#include <stdbool.h>
#include <stdint.h>

struct stream;

/* arena  ends after the response is sent and ended() was called
 * app       the application's own, for what begin() found (route, …)
 * prepared  the handler's own: what its first step found for its second */
struct exchange {
    struct arena *arena;
    struct request request;
    struct response response;
    void *app;
    void *prepared;
};

/* Only in begin(): what the body may be. Without this call no body is taken (413).
 * body_bytes    of all text fields together, or of the raw body
 * upload_bytes  of all files together; 0: no files
 * wants_raw     the body goes to request.body unparsed, whatever its type. Otherwise
 * forms (urlencoded, multipart) are parsed and other types are answered with 415 */
void exchange_limit(struct exchange *x, int64_t body_bytes, int64_t upload_bytes,
                    bool wants_raw);

/* Sends x->response, once. In begin(): at once, without the body (the client is told to
 * close when it has one). In handle(): now or later, from any thread. After it x belongs
 * to the server. */
void exchange_send(struct exchange *x);

/* Has exchange_send() or exchange_stream() been called? */
bool exchange_sent(const struct exchange *x);

#endif
