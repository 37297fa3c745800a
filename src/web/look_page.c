/* SPDX-License-Identifier: Apache-2.0 */
/* The colours of a desk as a style sheet. Its address holds the accent, from which all of
 * it follows, so it is kept for ever and asks for no desk. */
#include "desk/look.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "http/exchange.h"
#include "http/security.h"
#include "web/page.h"
#include "web/pages.h"

#include <string.h>

enum { HEX = 6 };

/* /look/5a2a82.css */
struct err *
page_look(struct cx *cx, struct exchange *x)
{
    const char *name = request_param(&x->request, "colours");
    const char *accent = arena_printf(cx->arena, "#%.*s", HEX, name);
    struct look look;
    struct buf css;

    if (strlen(name) != HEX + strlen(".css") || !str_ends(name, ".css") ||
        look_check_accent(cx, accent))
        FAIL(cx, ERR_NOT_FOUND, "There is no page here.");
    look_of(cx, accent, &look);
    buf_init(&css, cx->arena, 0);
    buf_printf(&css,
               ":root{--accent:light-dark(%s,%s);--accent-hover:light-dark(%s,%s);"
               "--on-accent:light-dark(%s,%s);--accent-soft:light-dark(%s,%s)}\n",
               look.accent[0], look.accent[1], look.hover[0], look.hover[1], look.on[0],
               look.on[1], look.soft[0], look.soft[1]);
    response_text(&x->response, 200, "text/css; charset=utf-8", &css);
    response_header(&x->response, "Cache-Control", "public, max-age=31536000, immutable");
    security_headers(&x->response, SECURITY_ASSET);
    return NULL;
}
