/* SPDX-License-Identifier: Apache-2.0 */
/* Style, script and icons; their address holds their hash, so they are kept for ever. */
#include "base/arena.h"
#include "base/str.h"
#include "http/exchange.h"
#include "http/security.h"
#include "web/assets.h"
#include "web/pages.h"

struct err *
page_asset(struct cx *cx, struct exchange *x)
{
    const struct asset *asset = asset_find(x->request.path);
    struct http_asset *answer;

    if (!asset)
        FAIL(cx, ERR_NOT_FOUND, "There is no page here.");
    answer = NEW(cx->arena, struct http_asset);
    *answer = (struct http_asset){
        .type = asset->type,
        .etag = arena_strndup(cx->arena, asset->etag + 1, strlen(asset->etag) - 2),
        .immutable = true,
        .plain = asset->plain,
        .gzip = asset->gzip,
        .brotli = asset->br};
    response_asset(&x->response, answer);
    security_headers(&x->response, SECURITY_ASSET);
    return NULL;
}
