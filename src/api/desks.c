/* SPDX-License-Identifier: Apache-2.0 */
/* /api/v1/desks */
#include "desk/desk.h"

#include "api/api.h"
#include "api/handlers.h"
#include "api/json_out.h"
#include "base/str.h"
#include "http/exchange.h"

struct err *
api_desk(struct cx *cx, const char *slug, struct desk_id *out)
{
    bool mine = true;

    out->v = 0;
    if (str_blank(slug))
        return NULL;
    TRY(desk_find(cx, slug, out));
    if (out->v && cx->actor->role >= ROLE_AGENT)
        TRY(desk_is_mine(cx, *out, &mine));
    if (!out->v || !mine)
        FAIL_FIELD(cx, "desk", "There is no such desk.");
    return NULL;
}

struct err *
api_desks(struct cx *cx, struct exchange *x)
{
    struct desk_row *desks;
    struct buf buf;
    struct json_out out = {.buf = &buf};
    size_t n;
    bool mine;

    TRY(api_check_query(cx, x, ""));
    TRY(desk_list(cx, &desks, &n));
    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_name(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < n; i++) {
        TRY(desk_is_mine(cx, desks[i].id, &mine));
        if (mine)
            json_out_desk(&out, &desks[i]);
    }
    json_close(&out, ']');
    json_close(&out, '}');
    return api_send(x, 200, &buf);
}
