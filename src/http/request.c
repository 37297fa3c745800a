/* SPDX-License-Identifier: Apache-2.0 */
#include "http/request.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/token.h"

static const char *const method_names[HTTP_METHODS_N] = {
    [HTTP_GET] = "GET",         [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
    [HTTP_PUT] = "PUT",         [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
    [HTTP_OPTIONS] = "OPTIONS",
};

const char *
http_method_name(enum http_method method)
{
    return method_names[method];
}

static const struct fields *
own_fields(const struct request *request)
{
    return request->method == HTTP_GET || request->method == HTTP_HEAD ? &request->query
                                                                       : &request->form;
}

const char *
request_field(const struct request *request, const char *name)
{
    return fields_find(own_fields(request), name);
}

const char *
request_line(const struct request *request, const char *name)
{
    const char *value = request_field(request, name);

    if (!value)
        return NULL;
    return str_trim(request->arena, utf8_clean(request->arena, bytes_of(value), true));
}

size_t
request_field_n(const struct request *request, const char *name)
{
    return fields_count(own_fields(request), name);
}

const char *
request_field_at(const struct request *request, const char *name, size_t i)
{
    return fields_find_at(own_fields(request), name, i);
}

const char *
request_query(const struct request *request, const char *name)
{
    return fields_find(&request->query, name);
}

const char *
request_param(const struct request *request, const char *name)
{
    return fields_find(&request->params, name);
}

const char *
request_header(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->headers.n; i++)
        if (str_eq_fold(request->headers.at[i].name, name))
            return utf8_clean(request->arena, bytes_of(request->headers.at[i].value),
                              true);
    return NULL;
}

size_t
request_header_n(const struct request *request, const char *name)
{
    size_t n = 0;

    for (size_t i = 0; i < request->headers.n; i++)
        n += str_eq_fold(request->headers.at[i].name, name);
    return n;
}

const char *
request_cookie(const struct request *request, const char *name)
{
    return fields_find(&request->cookies, name);
}

const char *
request_type(const struct request *request)
{
    return token_media_type(request->arena, request_header(request, "Content-Type"));
}
