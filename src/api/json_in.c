/* SPDX-License-Identifier: Apache-2.0 */
#include "api/json_in.h"

#include "api/api.h"
#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/file.h"
#include "http/exchange.h"

/* ---- Shapes. */

static const struct api_member *
member_of(const struct api_shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->n; i++)
        if (str_eq(shape->members[i].name, name))
            return &shape->members[i];
    return NULL;
}

static bool
fits(const struct api_member *member, const struct json *value)
{
    switch (json_kind(value)) {
    case JSON_KIND_NULL:
        return member->flags & API_NULL;
    case JSON_KIND_TEXT:
        return member->type == API_LINE || member->type == API_TEXT ||
               member->type == API_TIME;
    case JSON_KIND_INT:
        return member->type == API_INT;
    case JSON_KIND_BOOL:
        return member->type == API_BOOL;
    case JSON_KIND_OBJECT:
        return member->type == API_OBJECT;
    case JSON_KIND_LIST:
        return member->type == API_LIST || member->type == API_LINES;
    case JSON_KIND_REAL:
        break;
    }
    return false;
}

static const char *
type_words(enum api_type type)
{
    switch (type) {
    case API_LINE:
    case API_TEXT:
    case API_TIME:
        return N_("text");
    case API_INT:
        return N_("a whole number");
    case API_BOOL:
        return N_("true or false");
    case API_OBJECT:
        return N_("an object");
    case API_LIST:
    case API_LINES:
        return N_("a list");
    }
    return "";
}

/* The end of a chain of errors, where the next one goes. */
static struct err **
last(struct err **at)
{
    while (*at)
        at = &(*at)->next;
    return at;
}

static void check_object(struct cx *cx, const struct json *json,
                         const struct api_shape *shape, struct err **errors);

/* Objects and lists in it are of that shape too; shapes nest three deep at most. */
static void
check_value(struct cx *cx, const struct json *value, const struct api_member *member,
            struct err **errors)
{
    if (!fits(member, value)) {
        *last(errors) = ERR_FIELD(cx, member->name, "“%s” must be %s.", member->name,
                                  tr(cx->lang, type_words(member->type)));
        return;
    }
    if (member->type == API_OBJECT && json_kind(value) == JSON_KIND_OBJECT && member->of)
        check_object(cx, value, member->of, errors);
    for (size_t i = 0; member->type == API_LIST && i < json_count(value); i++)
        if (json_kind(json_at(value, i)) == JSON_KIND_OBJECT)
            check_object(cx, json_at(value, i), member->of, errors);
        else
            *last(errors) = ERR_FIELD(cx, member->name, "“%s” must be a list of objects.",
                                      member->name);
}

static void
check_object(struct cx *cx, const struct json *json, const struct api_shape *shape,
             struct err **errors)
{
    for (size_t i = 0; i < json_count(json); i++) {
        const char *name = json_member_name(json, i);
        const struct api_member *member = member_of(shape, name);

        if (!member)
            *last(errors) = ERR_FIELD(cx, name, "There is no member “%s” here.", name);
        else
            check_value(cx, json_member(json, name), member, errors);
    }
    for (size_t i = 0; i < shape->n; i++)
        if (shape->members[i].flags & API_NEEDED &&
            !json_member(json, shape->members[i].name))
            *last(errors) = ERR_FIELD(cx, shape->members[i].name, "“%s” is missing.",
                                      shape->members[i].name);
}

struct err *
json_in_check(struct cx *cx, const struct json *json, const struct api_shape *shape)
{
    struct err *errors = NULL;

    if (json_kind(json) != JSON_KIND_OBJECT)
        FAIL(cx, ERR_INVALID, "The body must be a JSON object.");
    check_object(cx, json, shape, &errors);
    return errors;
}

/* ---- The body. */

static size_t
files_bytes(const struct json *json)
{
    const struct json *list = json_member(json, "attachments");
    size_t n = 0;

    for (size_t i = 0; i < json_count(list); i++) {
        const char *content = json_as_text(json_member(json_at(list, i), "content"));

        n += content ? strlen(content) : 0;
    }
    return n;
}

struct err *
json_in_body(struct cx *cx, struct exchange *x, const struct api_shape *shape,
             const struct json **out)
{
    struct bytes body = x->request.body;
    const char *why = "";

    if (!str_eq(request_type(&x->request), "application/json"))
        return api_refuse(cx, x, 415,
                          ERR(cx, ERR_INVALID,
                              "The body must be JSON: Content-Type: application/json."));
    *out = json_parse(cx->arena, body, &why);
    if (!*out)
        return api_refuse(cx, x, 400,
                          ERR(cx, ERR_INVALID, "The body is not JSON: %s.", why));
    if ((int64_t)(body.n - files_bytes(*out)) > cx->config->body_bytes)
        return api_refuse(
            cx, x, 413,
            ERR(cx, ERR_LIMIT,
                "What you sent is too large. Please send less, or smaller files."));
    return json_in_check(cx, *out, shape);
}

const char *
json_in_line(struct cx *cx, const struct json *object, const char *name)
{
    const char *text = json_as_text(json_member(object, name));

    return text ? utf8_clean(cx->arena, bytes_of(text), true) : NULL;
}

const char *
json_in_text(struct cx *cx, const struct json *object, const char *name)
{
    const char *text = json_as_text(json_member(object, name));

    return text ? utf8_clean(cx->arena, bytes_of(text), false) : NULL;
}

/* ---- Files. */

static struct err *
of_attachments(struct err *err)
{
    err->field = "attachments";
    return err;
}

static struct err *
read_file(struct cx *cx, const struct json *json, struct json_in_file *out)
{
    out->name = json_in_line(cx, json, "filename");
    out->type = json_in_line(cx, json, "type");
    if (!base64_decode(cx->arena, json_as_text(json_member(json, "content")), &out->raw))
        FAIL_FIELD(cx, "attachments", "The content of “%s” is not base64.", out->name);
    if ((int64_t)out->raw.n > cx->config->attachment_bytes)
        return of_attachments(ERR(cx, ERR_LIMIT, "One file can have at most %lld MB.",
                                  (long long)cx->config->attachment_bytes >> 20));
    return NULL;
}

struct err *
json_in_files(struct cx *cx, const struct json *object, struct json_in_file **files_out,
              size_t *n_out)
{
    const struct json *list = json_member(object, "attachments");

    *n_out = json_count(list);
    *files_out = NEW_N(cx->arena, *n_out + 1, struct json_in_file);
    if ((int64_t)*n_out > cx->config->attachments_n)
        return of_attachments(ERR(cx, ERR_LIMIT,
                                  "One message can have at most %lld files.",
                                  (long long)cx->config->attachments_n));
    for (size_t i = 0; i < *n_out; i++)
        TRY(read_file(cx, json_at(list, i), &(*files_out)[i]));
    return NULL;
}

struct err *
json_in_store(struct cx *cx, const struct json_in_file *files, size_t n,
              struct attachment **list_out)
{
    *list_out = NEW_N(cx->arena, n + 1, struct attachment);
    for (size_t i = 0; i < n; i++) {
        struct attachment *a = &(*list_out)[i];

        *a = (struct attachment){.name = files[i].name,
                                 .type = files[i].type,
                                 .size_bytes = (int64_t)files[i].raw.n};
        TRY(file_store(cx, files[i].raw, &a->hash));
    }
    return NULL;
}
