/* SPDX-License-Identifier: Apache-2.0 */
/* /api/v1/files/N: the bytes of an attachment, never to be shown in our own origin. */
#include "api/api.h"
#include "api/handlers.h"
#include "base/config.h"
#include "base/str.h"
#include "desk/file.h"
#include "http/exchange.h"
#include "http/security.h"

struct err *
api_file(struct cx *cx, struct exchange *x)
{
    int64_t most = cx->config->mail_bytes > cx->config->attachment_bytes
                       ? cx->config->mail_bytes
                       : cx->config->attachment_bytes;
    struct attachment file;
    struct attachment_id id;
    struct bytes raw;

    TRY(api_check_query(cx, x, ""));
    if (!str_to_int(request_param(&x->request, "attachment"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such file.");
    TRY(attachment_get(cx, id, &file));
    TRY(file_load(cx, file.hash, most, &raw));
    response_body(&x->response, 200, "application/octet-stream", raw);
    response_filename(&x->response, true, file.name);
    security_headers(&x->response, SECURITY_FILE);
    return NULL;
}
