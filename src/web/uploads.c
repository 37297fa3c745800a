/* SPDX-License-Identifier: Apache-2.0 */
/* POST /uploads: files sent ahead of their form, one a request; and files fetched again.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/json.h"
#include "base/str.h"
#include "desk/file.h"
#include "desk/message.h"
#include "desk/picture.h"
#include "desk/rate.h"
#include "http/exchange.h"
#include "http/security.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"

enum { UPLOADS_OF_STRANGERS = 200 };

/* Strangers may leave only so many files in an hour (threat D37). */
static struct err *
take_budget(struct cx *cx)
{
    bool allowed;

    if (cx->actor->person.v)
        return NULL;
    TRY(rate_take(cx, "upload", rate_network(cx, cx->actor->address), MS_HOUR,
                  UPLOADS_OF_STRANGERS, &allowed));
    if (!allowed)
        FAIL(cx, ERR_LIMIT,
             "Very many files came from your network within an hour. Please wait"
             " a little, or sign in.");
    return NULL;
}

struct err *
post_uploads(struct cx *cx, struct exchange *x)
{
    struct upload_kept *kept;
    const char *tokens;
    struct buf buf;
    struct json_out out = {.buf = &buf};
    size_t n;

    TRY(take_budget(cx));
    TRY(form_take_files(cx, x, &tokens));
    TRY(upload_list(cx, tokens, &kept, &n));
    if (n != 1)
        FAIL_FIELD(cx, "files", "Please send one file at a time.");
    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_put_text(&out, "id", kept[0].token);
    json_put_text(&out, "name", kept[0].name);
    json_put_int(&out, "size", kept[0].size_bytes);
    json_close(&out, '}');
    response_text(&x->response, 201, "application/json", &buf);
    security_headers(&x->response, SECURITY_DATA);
    return NULL;
}

/* A picture that was pasted into a draft; the token is its proof. Files are never shown
 * in our own origin but for pictures that browsers only draw (threats B14, B15). */
struct err *
page_upload(struct cx *cx, struct exchange *x)
{
    struct upload_kept *kept;
    struct bytes raw;
    size_t n;

    TRY(upload_list(cx, request_param(&x->request, "upload"), &kept, &n));
    if (n != 1 || !picture_type(kept[0].type))
        FAIL(cx, ERR_NOT_FOUND, "There is no such file.");
    TRY(file_load(cx, kept[0].hash, cx->config->attachment_bytes, &raw));
    response_body(&x->response, 200, kept[0].type, raw);
    security_headers(&x->response, SECURITY_PICTURE);
    return NULL;
}

/* Who works for another desk gets the files of their own request there. */
static struct err *
find_file(struct cx *cx, struct attachment_id id, struct attachment *out)
{
    struct err *err = attachment_get(cx, id, out);
    struct actor actor;
    struct cx as;

    if (!err || err->kind != ERR_NOT_FOUND)
        return err;
    page_as_requester(cx, &as, &actor);
    return attachment_get(&as, id, out);
}

struct err *
page_file(struct cx *cx, struct exchange *x)
{
    struct attachment_id id;
    struct attachment file;
    struct bytes raw;
    bool picture;

    if (!str_to_int(request_param(&x->request, "attachment"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such file.");
    TRY(find_file(cx, id, &file));
    TRY(file_load(cx, file.hash,
                  cx->config->mail_bytes > cx->config->attachment_bytes
                      ? cx->config->mail_bytes
                      : cx->config->attachment_bytes,
                  &raw));
    picture = picture_type(file.type);
    response_body(&x->response, 200, picture ? file.type : "application/octet-stream",
                  raw);
    response_filename(&x->response, !picture, file.name);
    response_header(&x->response, "Cache-Control", "private, max-age=3600");
    security_headers(&x->response, picture ? SECURITY_PICTURE : SECURITY_FILE);
    return NULL;
}

static struct err *
find_message(struct cx *cx, struct message_id id, struct message *out)
{
    struct err *err = message_get(cx, id, out);
    struct actor actor;
    struct cx as;

    if (!err || err->kind != ERR_NOT_FOUND)
        return err;
    page_as_requester(cx, &as, &actor);
    return message_get(&as, id, out);
}

/* The HTML of a message as it came, cleaned, for the sandboxed frame. */
struct err *
page_html(struct cx *cx, struct exchange *x)
{
    struct message_id id;
    struct safe_html shown;
    struct message message;
    struct buf buf;

    if (!str_to_int(request_param(&x->request, "message"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such message.");
    TRY(find_message(cx, id, &message));
    TRY(picture_inline(cx, &message, &shown));
    buf_init(&buf, cx->arena, 0);
    buf_lit(&buf, "<!doctype html><meta charset=\"utf-8\"><title>Message</title>");
    buf_str(&buf, shown.s);
    response_text(&x->response, 200, "text/html; charset=utf-8", &buf);
    security_headers(&x->response, SECURITY_FRAME);
    return NULL;
}
