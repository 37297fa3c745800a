/* SPDX-License-Identifier: Apache-2.0 */
/* What a decoded mail says, ready for a ticket: quotes folded, files stored, limits kept.
 */
#ifndef MAIL_WORDS_H
#define MAIL_WORDS_H

#include "base/err.h"
#include "desk/file.h"

#include <stddef.h>

struct mime_message;

/* subject   one line, never blank ("(no subject)")
 * text      what the sender wrote anew, never blank; what is too long for a message ends
 * with "…" and is whole in an attachment folded    quotes and signature html      raw and
 * dangerous, or NULL; ticket_open() and ticket_act.h clean it language  a code of ours,
 * or NULL when neither header nor words tell */
struct words {
    const char *subject, *text, *folded, *html, *language;
    struct attachment *files;
    size_t files_n;
};

/* Texts only; reads no database. */
struct err *words_read(struct cx *cx, const struct mime_message *message,
                       struct words *out) MUST_CHECK;

/* Stores the files, in the caller's transaction, and lists them in words->files. */
struct err *words_store_files(struct cx *cx, const struct mime_message *message,
                              struct words *words) MUST_CHECK;

#endif
