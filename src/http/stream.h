/* SPDX-License-Identifier: Apache-2.0 */
/* Server-sent events (WHATWG HTML §9.2). A stream holds no thread and no exchange;
 * heartbeats go out by the server's own ticker. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "base/ids.h"

#include <stdbool.h>
#include <stddef.h>

struct exchange;
struct stream;

/* What a stream tells of: a ticket, or with 0 the queue, of those desks only unless of
 * all. A handler of a stream leaves it in x->prepared. */
enum { STREAM_DESKS = 64 };
struct stream_topic {
    struct ticket_id ticket;
    bool all_desks;
    struct desk_id desks[STREAM_DESKS];
    size_t desks_n;
};

/* Turns the exchange into a stream, instead of exchange_send(), in handle() or later from
 * any thread. Headers already in x->response are sent too. After it x and its arena are
 * gone. closed(owner) is called once, from a thread of the server, when the client has
 * gone, was too slow, or the server stops; it may call stream_free(). The caller owns one
 * reference. */
struct stream *exchange_stream(struct exchange *x, void (*closed)(void *owner),
                               void *owner);

/* Queues one event; any thread. event NULL is "message"; id NULL none. CR, LF and CRLF in
 * data become lines of their own; in event and id they and NUL are left out. False when
 * the stream has ended, or ended now because more than the limit (stream_queue_bytes)
 * waits unread. */
bool stream_send(struct stream *stream, const char *event, const char *id,
                 const char *data);

/* Ends it after what is queued; any thread. closed() is still called. */
void stream_end(struct stream *stream);

/* Gives the caller's reference back; *stream becomes NULL. Ends it if it has not. */
void stream_free(struct stream **stream);

#endif
