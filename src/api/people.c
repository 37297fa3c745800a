/* SPDX-License-Identifier: Apache-2.0 */
/* /api/v1/people */
#include "api/api.h"
#include "api/handlers.h"
#include "api/json_out.h"
#include "base/arena.h"
#include "base/str.h"
#include "desk/person.h"
#include "desk/ticket.h"
#include "http/exchange.h"

static struct err *
read_query(struct cx *cx, struct exchange *x, enum role *role_out,
           struct person_id *after_out)
{
    const char *role = request_query(&x->request, "role");
    const char *after = request_query(&x->request, "after");

    TRY(ticket_must_staff(cx));
    TRY(api_check_query(cx, x, "q role limit after"));
    *role_out = ROLE_NOBODY;
    *after_out = (struct person_id){0};
    if (!str_blank(role) && !role_find(role, role_out))
        FAIL_FIELD(cx, "role",
                   "“role” must be requester, agent, manager or administrator.");
    if (!str_blank(after) && !str_to_int(after, 1, INT64_MAX, &after_out->v))
        FAIL_FIELD(cx, "after",
                   "This page does not exist. Please start at the first one.");
    return NULL;
}

struct err *
api_people(struct cx *cx, struct exchange *x)
{
    const char *q = request_query(&x->request, "q");
    struct person_id after;
    struct person *list;
    enum role role;
    int64_t limit;
    struct buf buf;
    struct json_out out = {.buf = &buf};
    size_t n;
    bool more;

    TRY(read_query(cx, x, &role, &after));
    TRY(api_limit(cx, x, &limit));
    TRY(person_list(cx, &(struct person_filter){q, role, after}, (size_t)limit + 1, &list,
                    &n));
    more = (int64_t)n > limit;
    if (more)
        n = (size_t)limit;
    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_name(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < n; i++)
        json_out_person(&out, &list[i]);
    json_close(&out, ']');
    json_put_text(&out, "next",
                  more ? arena_printf(cx->arena, "%lld", (long long)list[n - 1].id.v)
                       : NULL);
    json_close(&out, '}');
    return api_send(x, 200, &buf);
}
