/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api.h"

#include "base/json.h"
#include "http/exchange.h"
#include "http/security.h"

static int
status_of(enum err_kind kind)
{
    switch (kind) {
    case ERR_INVALID:
        return 422;
    case ERR_DENIED:
        return 403;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_CONFLICT:
        return 409;
    case ERR_LIMIT:
        return 429;
    case ERR_BUSY:
        return 503;
    case ERR_INTERNAL:
        return 500;
    }
    return 500;
}

static const char *
title_of(enum err_kind kind)
{
    switch (kind) {
    case ERR_INVALID:
        return "Something in the request cannot be taken";
    case ERR_DENIED:
        return "Not allowed";
    case ERR_NOT_FOUND:
        return "Not found";
    case ERR_CONFLICT:
        return "Something changed meanwhile";
    case ERR_LIMIT:
        return "Too much";
    case ERR_BUSY:
        return "Try again later";
    case ERR_INTERNAL:
        break;
    }
    return "Something went wrong on our side";
}

static void
write_fields(struct json_out *out, const struct err *err)
{
    json_name(out, "errors");
    json_open(out, '[');
    for (; err; err = err->next) {
        json_open(out, '{');
        json_put_text(out, "field", err->field);
        json_put_text(out, "detail", err->text);
        json_close(out, '}');
    }
    json_close(out, ']');
}

void
api_error(struct cx *cx, struct exchange *x, struct err *err)
{
    bool unknown = err->kind == ERR_DENIED && !cx->actor->person.v;
    int status = unknown ? 401 : status_of(err->kind);
    struct buf buf;
    struct json_out out = {.buf = &buf};

    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_put_text(&out, "type", "about:blank");
    json_put_text(&out, "title", title_of(err->kind));
    json_put_int(&out, "status", status);
    json_put_text(&out, "detail", err->text);
    if (err->field)
        json_put_text(&out, "field", err->field);
    if (err->field)
        write_fields(&out, err);
    json_put_text(&out, "request", x->request.id);
    json_close(&out, '}');
    if (unknown)
        response_header(&x->response, "WWW-Authenticate", "Bearer realm=\"Kindesk\"");
    if (err->kind == ERR_BUSY)
        response_header(&x->response, "Retry-After", "5");
    response_text(&x->response, status, "application/problem+json", &buf);
    security_headers(&x->response, SECURITY_DATA);
}
