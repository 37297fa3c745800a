/* SPDX-License-Identifier: Apache-2.0 */
/* Builds the bytes of an outgoing mail (RFC 5322, RFC 2045–2049, RFC 2231). GMime stays
 * in build.c.
 *
 * Whatever the texts hold, a header field stays one field (threat A6): control
 * characters, line ends among them, never reach a header; they become blanks. Lines are
 * at most 76 characters in the body and in the header as short as their words allow;
 * everything is 7 bit, so that no server on the way has a reason to touch it. Line ends
 * are CRLF. */
#ifndef MIME_BUILD_H
#define MIME_BUILD_H

#include "mime/message.h"

/* type  "image/png"; NULL or a wrong one is application/octet-stream
 * content_id  not NULL: a picture that the HTML shows as cid:… */
struct mime_file {
    const char *filename;
    const char *type;
    struct bytes bytes;
    const char *content_id;
};

/* from, to, reply_to  reply_to.email NULL: none. Each address must be a valid one
 * message_id …        ids without <>; in_reply_to may be NULL
 * date                UTC ms
 * text                plain text, required; html may be NULL
 * auto_submitted      NULL, or "auto-generated", "auto-replied" (RFC 3834)
 * list_unsubscribe    NULL, or an https link
 * language            NULL, or "es" (Content-Language) */
struct mime_draft {
    struct mime_address from, to, reply_to;
    const char *subject;
    const char *message_id, *in_reply_to;
    const char *const *references;
    size_t references_n;
    int64_t date;
    const char *text, *html;
    const char *auto_submitted, *list_unsubscribe, *language;
    const struct mime_file *files;
    size_t files_n;
};

/* The whole message in *out, in the arena.
 * Errors  INVALID "from", "to", "reply_to": no address that mail can be sent to;
 *         INVALID "message_id": an id with blanks, brackets or control characters */
struct err *mime_build(struct cx *cx, const struct mime_draft *draft,
                       struct bytes *out) MUST_CHECK;

#endif
