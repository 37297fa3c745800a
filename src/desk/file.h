/* SPDX-License-Identifier: Apache-2.0 */
/* Files: bytes kept once by their SHA-256, in pieces; attachments of messages; and
 * uploads that were sent ahead of their form. */
#ifndef DESK_FILE_H
#define DESK_FILE_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { FILE_PIECE_BYTES = 256 * 1024 };

/* Where bytes come from: fills at most n bytes into p, returns how many, 0 at the end, -1
 * when reading fails. */
struct file_source {
    long (*read)(void *state, void *p, size_t n);
    void *state;
};

/* Stores bytes; the same bytes are stored once. *hash_out lives in the arena.
 * Errors  LIMIT above max_bytes (0: no limit) */
struct err *file_store(struct cx *cx, struct bytes raw,
                       struct bytes *hash_out) MUST_CHECK;
struct err *file_store_from(struct cx *cx, struct file_source source, int64_t max_bytes,
                            struct bytes *hash_out, int64_t *size_out) MUST_CHECK;

/* One piece, counted from 0; n == 0 after the last. */
struct err *file_piece(struct cx *cx, struct bytes hash, int64_t piece,
                       struct bytes *out) MUST_CHECK;
/* All of it; LIMIT above max_bytes. */
struct err *file_load(struct cx *cx, struct bytes hash, int64_t max_bytes,
                      struct bytes *out) MUST_CHECK;

struct attachment {
    struct attachment_id id;
    struct ticket_id ticket;
    struct message_id message;
    struct bytes hash;
    const char *name, *type, *content_id;
    int64_t size_bytes;
};

/* A name that is safe to show and to save under: no path, no control or
 * direction-changing characters, at most 120 characters (threat B16). Never empty. */
const char *attachment_clean_name(struct cx *cx, const char *raw);

struct err *attachment_add(struct cx *cx, struct ticket_id ticket,
                           struct message_id message,
                           const struct attachment *attachment) MUST_CHECK;
/* By the ticket's visibility; a requester sees none of notes and held messages (threat
 * C22). Errors  NOT_FOUND */
struct err *attachment_get(struct cx *cx, struct attachment_id id,
                           struct attachment *out) MUST_CHECK;
/* Of a whole ticket, in the order of messages. No visibility: for callers that have the
 * ticket. */
struct err *attachment_list(struct cx *cx, struct ticket_id ticket,
                            struct attachment **list_out, size_t *n_out) MUST_CHECK;

/* ---- Uploads. token: what the form carries, 64 hex digits. */
struct upload_kept {
    struct bytes hash;
    const char *token, *name, *type;
    int64_t size_bytes;
};
struct err *upload_add(struct cx *cx, struct file_source source, const char *name,
                       const char *type, struct upload_kept *out) MUST_CHECK;
/* What is still there of these tokens (separated by blanks), to show the form again. */
struct err *upload_list(struct cx *cx, const char *tokens, struct upload_kept **list_out,
                        size_t *n_out) MUST_CHECK;
/* Makes attachments of them; unknown tokens are left out. LIMIT above the number allowed.
 */
struct err *upload_claim(struct cx *cx, const char *tokens, struct ticket_id ticket,
                         struct message_id message) MUST_CHECK;
struct err *upload_sweep(struct cx *cx, int64_t before) MUST_CHECK;

#endif
