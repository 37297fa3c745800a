/* SPDX-License-Identifier: Apache-2.0 */
/* The entry of a desk that shares its address with others: /d/SLUG and what follows. */
#include "base/arena.h"
#include "base/str.h"
#include "desk/desk.h"
#include "web/page.h"
#include "web/pages.h"

#include <string.h>

/* One year: who came for a desk once finds it again. */
enum { REMEMBER_S = 365 * 86400 };

/* To the same page of the desk's own address, or of this one, which then is that desk's.
 */
struct err *
page_desk(struct cx *cx, struct exchange *x)
{
    const char *rest = strchr(x->request.path + strlen("/d/"), '/');
    const char *query = x->request.query_text;
    struct desk_row desk;

    TRY(desk_by_slug(cx, request_param(&x->request, "desk"), &desk));
    if (!*desk.host)
        response_cookie(&x->response, DESK_COOKIE, desk.slug, REMEMBER_S);
    return page_go(cx, x, "%s%s%s%s", *desk.host ? desk.url : "", rest ? rest : "/",
                   *query ? "?" : "", query);
}
