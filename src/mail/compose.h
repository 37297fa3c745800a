/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a queued mail: whom, from whom, subject, both texts, thread and files. Reads the
 * desk, changes nothing; header text is made safe by mime/build.h. */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include "base/err.h"
#include "desk/file.h"

#include <stdbool.h>
#include <stddef.h>

struct outgoing;

enum {
    COMPOSE_FILES_BYTES = 15 * 1024 * 1024
}; /* of all files that go along with one mail */

/* What stands in the links; NULL where the kind has none (mail/send.c). */
struct compose_tokens {
    const char *ticket, *survey, *sign_in;
};

/* Ids without <>. automatic: no person wrote it (RFC 3834); reply: it answers one mail */
struct composed {
    const char *from_name, *from, *to_name, *to, *subject, *text, *html, *message_id,
        *in_reply_to, *language;
    const char **references;
    size_t references_n;
    const struct attachment *files;
    size_t files_n;
    bool automatic, reply;
};

/* Errors  CONFLICT when the message is not one that may leave the desk; those of the desk
 */
struct err *compose(struct cx *cx, const struct outgoing *mail,
                    const struct compose_tokens *tokens, struct composed *out) MUST_CHECK;

/* The address and the name from which the desk writes about tickets of that organization
 * (NULL: any): the first mail channel of the plan for it. */
struct plan;
const char *compose_from(struct cx *cx, const struct plan *plan,
                         const char *organization);

#endif
