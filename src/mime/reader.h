/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what came from outside in child processes without rights, so that whoever takes
 * over a parser gets nothing: no file, no network, no database, no key, not even the next
 * message.
 *
 * reader_new() forks a nursery before anything secret is opened. The nursery forks
 * children ahead of time; each enters the sandbox (mime/sandbox.h), does one piece of
 * work and ends. So a child knows nothing but its own piece, and one that dies or takes
 * too long harms no other. */
#ifndef MIME_READER_H
#define MIME_READER_H

#include "mime/message.h"

enum {
    READER_TIMEOUT_MS = 10000, /* of one piece of work, waiting included */
    READER_INPUT_BYTES = MIME_RAW_BYTES,
    READER_OUTPUT_BYTES = 400 * 1024 * 1024,
    READER_CHILDREN_MAX = 64,
};

struct reader;

/* A piece of work: bytes in, bytes out, memory from cx->arena; it sees no database, no
 * config and no clock. An error's detail reaches the caller's log, nothing else of it. */
struct reader_job {
    const char *name;
    struct err *(*run)(struct cx *cx, struct bytes in, struct bytes *out);
};

/* Call once, at start: before keys or the database are opened and before any thread.
 * children_n  how many wait ready, 1 to READER_CHILDREN_MAX
 * jobs        what else the children can do (mail they can by themselves); must stay in
 * place NULL when the sandbox cannot be built on this machine; the log says why. */
struct reader *reader_new(size_t children_n, const struct reader_job *jobs,
                          size_t jobs_n);

/* mime_read_as() in a child. From any thread.
 * Errors   LIMIT more than READER_INPUT_BYTES; INTERNAL the child died or took too long
 * (the message must be kept, marked as unreadable); BUSY no child can be had now */
struct err *reader_read(struct reader *reader, struct cx *cx, struct bytes raw,
                        const char *charset, struct mime_message **out) MUST_CHECK;

/* Runs a job by its name. The output is whatever the child says: treat it like outside
 * bytes. Errors   as reader_read(); INTERNAL also when the job itself failed */
struct err *reader_run(struct reader *reader, struct cx *cx, const char *job,
                       struct bytes in, struct bytes *out) MUST_CHECK;

/* Ends nursery and children. */
void reader_free(struct reader **reader);

#endif
