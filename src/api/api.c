/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/idempotency.h"
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
        return N_("Something in the request cannot be taken");
    case ERR_DENIED:
        return N_("Not allowed");
    case ERR_NOT_FOUND:
        return N_("Not found");
    case ERR_CONFLICT:
        return N_("Something changed meanwhile");
    case ERR_LIMIT:
        return N_("Too much");
    case ERR_BUSY:
        return N_("Try again later");
    case ERR_INTERNAL:
        break;
    }
    return N_("Something went wrong on our side");
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
api_error_as(struct cx *cx, struct exchange *x, int status, const struct err *err)
{
    struct buf buf;
    struct json_out out = {.buf = &buf};

    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_put_text(&out, "type", "about:blank");
    json_put_text(&out, "title", tr(cx->lang, title_of(err->kind)));
    json_put_int(&out, "status", status);
    json_put_text(&out, "detail", err->text);
    if (err->field)
        json_put_text(&out, "field", err->field);
    if (err->field)
        write_fields(&out, err);
    json_put_text(&out, "request", x->request.id);
    json_close(&out, '}');
    response_text(&x->response, status, "application/problem+json", &buf);
    security_headers(&x->response, SECURITY_DATA);
}

void
api_error(struct cx *cx, struct exchange *x, struct err *err)
{
    bool unknown = err->kind == ERR_DENIED && !cx->actor->person.v;

    if (unknown)
        response_header(&x->response, "WWW-Authenticate", "Bearer realm=\"Kindesk\"");
    if (err->kind == ERR_BUSY)
        response_header(&x->response, "Retry-After", "5");
    api_error_as(cx, x, unknown ? 401 : status_of(err->kind), err);
}

struct err *
api_refuse(struct cx *cx, struct exchange *x, int status, struct err *err)
{
    api_error_as(cx, x, status, err);
    return err;
}

struct err *
api_send(struct exchange *x, int status, const struct buf *body)
{
    response_text(&x->response, status, "application/json", body);
    security_headers(&x->response, SECURITY_DATA);
    return NULL;
}

/* ---- Once for each key. */

/* What an Idempotency-Key stands for: method, path and body. */
static struct bytes
whole_request(struct cx *cx, const struct exchange *x)
{
    struct buf buf;

    buf_init(&buf, cx->arena, x->request.body.n + 16384);
    buf_printf(&buf, "%s %s\n", http_method_name(x->request.method), x->request.path);
    buf_add(&buf, x->request.body.p, x->request.body.n);
    return buf_bytes(&buf);
}

static struct err *
send_made(struct cx *cx, struct exchange *x, int status, const struct buf *body,
          int64_t ticket)
{
    if (ticket)
        response_header(
            &x->response, "Location",
            arena_printf(cx->arena, "/api/v1/tickets/%lld", (long long)ticket));
    return api_send(x, status, body);
}

static struct err *
send_again(struct cx *cx, struct exchange *x, const struct idempotent *known)
{
    const char *why;
    const struct json *json = json_parse(cx->arena, bytes_of(known->body), &why);
    const struct json *ticket = json_member(json, "ticket");
    struct buf buf;

    buf_init(&buf, cx->arena, 0);
    buf_str(&buf, known->body);
    response_header(&x->response, "Idempotency-Replayed", "true");
    return send_made(cx, x, (int)known->status, &buf,
                     json_as_int(ticket ? ticket : json_member(json, "number")));
}

struct err *
api_once_as(struct cx *cx, struct exchange *x, int status, api_work *work)
{
    const char *key = request_header(&x->request, "Idempotency-Key");
    struct bytes request = {0};
    struct idempotent known;
    int64_t ticket = 0;
    bool done = false;
    struct buf buf;
    struct json_out out = {.buf = &buf};

    if (!str_blank(key)) {
        request = whole_request(cx, x);
        TRY(idempotency_find(cx, key, request, &known, &done));
    }
    if (done)
        return send_again(cx, x, &known);
    buf_init(&buf, cx->arena, 0);
    TRY(work(cx, x, &out, &ticket));
    if (!str_blank(key))
        TRY(idempotency_add(cx, key, request, &(struct idempotent){status, buf_text(&buf)}));
    return send_made(cx, x, status, &buf, ticket);
}

struct err *
api_once(struct cx *cx, struct exchange *x, api_work *work)
{
    return api_once_as(cx, x, 201, work);
}

/* ---- Addresses. */

struct err *
api_ticket_id(struct cx *cx, struct exchange *x, struct ticket_id *out)
{
    if (!str_to_int(request_param(&x->request, "ticket"), 1, INT64_MAX, &out->v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such ticket.");
    return NULL;
}

static bool
among(const char *names, const char *name)
{
    size_t length = strlen(name);

    for (; *names; names += strspn(names, " ")) {
        size_t n = strcspn(names, " ");

        if (n == length && !memcmp(name, names, n))
            return true;
        names += n;
    }
    return false;
}

struct err *
api_check_query(struct cx *cx, struct exchange *x, const char *names)
{
    const struct fields *query = &x->request.query;

    for (size_t i = 0; i < query->n; i++) {
        const char *name = query->at[i].name;

        if (!among(names, name))
            FAIL_FIELD(cx, name, "There is no parameter “%s” here.", name);
        if (fields_count(query, name) > 1)
            FAIL_FIELD(cx, name, "“%s” came twice.", name);
    }
    return NULL;
}

struct err *
api_limit(struct cx *cx, struct exchange *x, int64_t *out)
{
    const char *limit = request_query(&x->request, "limit");

    *out = 50;
    if (limit && !str_to_int(limit, 1, 200, out))
        FAIL_FIELD(cx, "limit", "“limit” must be a whole number from 1 to 200.");
    return NULL;
}
