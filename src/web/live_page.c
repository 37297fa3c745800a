/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps open pages up to date: the stream of events, which says only that something
 * changed, and who else is on a ticket. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/presence.h"
#include "http/exchange.h"
#include "http/security.h"
#include "http/stream.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/ticket_page.h"

/* ?queue=1 or ?ticket=N */
struct err *
page_events(struct cx *cx, struct exchange *x)
{
    struct stream_topic *topic = NEW(cx->arena, struct stream_topic);
    struct desk_id *desks;
    struct ticket ticket;
    size_t n;

    if (request_field(&x->request, "ticket")) {
        topic->ticket.v = page_number(x, "ticket", 0);
        TRY(ticket_get(cx, topic->ticket, &ticket));
    }
    TRY(desk_list_mine(cx, &desks, &n, &topic->all_desks));
    for (size_t i = 0; i < n && i < STREAM_DESKS; i++)
        topic->desks[topic->desks_n++] = desks[i];
    x->prepared = topic;
    x->response.status = 200;
    security_headers(&x->response, SECURITY_DATA);
    return NULL;
}

/* The others: [{"name", "initials", "writing"}]. */
struct err *
page_presence(struct cx *cx, struct exchange *x)
{
    struct presence *others;
    struct ticket ticket;
    struct buf buf;
    struct json_out out = {.buf = &buf};
    size_t n;

    TRY(ticket_page_find(cx, x, &ticket));
    TRY(presence_list(cx, ticket.id, &others, &n));
    buf_init(&buf, cx->arena, 0);
    json_open(&out, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(&out, '{');
        json_put_text(&out, "name", others[i].name);
        json_put_text(&out, "initials", view_initials(cx->arena, others[i].name));
        json_put_bool(&out, "writing", others[i].writing);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    response_text(&x->response, 200, "application/json", &buf);
    security_headers(&x->response, SECURITY_DATA);
    return NULL;
}

/* The page says every 25 seconds that it is open, and whether its reader writes. */
struct err *
post_presence(struct cx *cx, struct exchange *x)
{
    struct message_id seen = {page_number(x, "seen", 0)};
    struct ticket_id id;

    TRY(page_ticket_id(cx, x, &id));
    if (page_number(x, "gone", 0))
        TRY(presence_leave(cx, id));
    else
        TRY(presence_mark(cx, id, page_number(x, "writing", 0) != 0, seen));
    x->response.status = 204;
    security_headers(&x->response, SECURITY_DATA);
    return NULL;
}
