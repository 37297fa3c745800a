/* SPDX-License-Identifier: Apache-2.0 */
/* Incoming mail from a mail server on this machine or network: LMTP (RFC 2033, RFC 5321)
 * with PIPELINING, 8BITMIME, SMTPUTF8, SIZE, ENHANCEDSTATUSCODES.
 *
 * Only CR LF "." CR LF ends a message and only CR LF ends a command: a bare CR or LF
 * never does (SMTP smuggling). */
#ifndef MAIL_LMTP_H
#define MAIL_LMTP_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* code  2xx: it is safe on disk; 4xx: try again; 5xx: never. Anything else counts as 451.
 * text  one line; what is not visible ASCII is replaced. In the arena, or static */
struct lmtp_reply {
    int code;
    const char *text;
};

/* Called on the connection's thread. Texts are UTF-8, without control characters.
 * recipient  may be NULL (all are accepted): is there somebody of that address?
 * deliver    once for each accepted recipient after the message is complete; 250 is only
 * sent once it has returned. from is "" for bounces. arena ends with the message */
struct lmtp_callbacks {
    struct lmtp_reply (*recipient)(void *app, struct arena *arena, const char *address);
    struct lmtp_reply (*deliver)(void *app, struct arena *arena, const char *from,
                                 const char *recipient, struct bytes message);
};

/* The reply that an error deserves: BUSY and INTERNAL 451, LIMIT 552, others 550; NULL
 * 250. */
struct lmtp_reply lmtp_reply_of(const struct err *err);

/* 0 or NULL means the default in brackets.
 * listen         "ADDR:PORT", port 0 any       message_bytes  [25 MiB], more is 552
 * recipients_n   of one message [100]          connections_n  at a time [20], more are
 * told 421 timeout_ms     between bytes [5 min]         name           our name in the
 * greeting */
struct lmtp_options {
    const char *listen, *name;
    int64_t message_bytes, recipients_n, connections_n, timeout_ms;
};

struct lmtp_server;

/* Errors as listen_open(). */
struct err *lmtp_server_new(struct cx *cx, const struct lmtp_options *options,
                            const struct lmtp_callbacks *callbacks, void *app,
                            struct lmtp_server **server_out) MUST_CHECK;
int lmtp_server_port(const struct lmtp_server *server);

/* Takes no more connections, lets running deliveries be answered, frees. */
void lmtp_server_free(struct lmtp_server **server);

/* ---- One conversation without a socket (the server's inside, tests, fuzzing). */
struct lmtp_session;

struct lmtp_session *lmtp_session_new(const struct lmtp_options *options,
                                      const struct lmtp_callbacks *callbacks, void *app);
void lmtp_session_free(struct lmtp_session **session);

/* Takes what the client sent. False once the connection is to be closed. */
bool lmtp_session_take(struct lmtp_session *session, struct bytes bytes);

/* What is to be sent to the client, from the greeting on; the caller cuts it (buf_cut).
 */
struct buf *lmtp_session_out(struct lmtp_session *session);

#endif
