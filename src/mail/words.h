/* SPDX-License-Identifier: Apache-2.0 */
/* What a decoded mail says, ready for a ticket: quotes folded, files stored, limits kept.
 */
#ifndef MAIL_WORDS_H
#define MAIL_WORDS_H

#include "base/err.h"
#include "desk/file.h"
#include "mime/reader.h"

#include <stddef.h>

/* subject   one line, never blank ("(no subject)")
 * text      what the sender wrote anew, never blank; what is too long for a message ends
 * with "…" and is whole in an attachment folded    quotes and signature html
 * cleaned, or NULL; ticket_open() and ticket_act.h clean it again language  a code of
 * ours, or NULL when neither header nor words tell */
struct words {
    const char *subject, *text, *folded, *html, *language;
    struct attachment *files;
    size_t files_n;
};

/* What the reader's children can do for words_read(): for reader_new(). */
extern const struct reader_job words_jobs[];
extern const size_t words_jobs_n;

/* Texts only; reads no database. HTML is parsed in a child of the reader, or here where
 * reader is NULL. */
struct err *words_read(struct cx *cx, struct reader *reader,
                       const struct mime_message *message, struct words *out) MUST_CHECK;

/* Stores the files, in the caller's transaction, and lists them in words->files. */
struct err *words_store_files(struct cx *cx, const struct mime_message *message,
                              struct words *words) MUST_CHECK;

#endif
