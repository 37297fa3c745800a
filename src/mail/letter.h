/* SPDX-License-Identifier: Apache-2.0 */
/* What the texts of our mails (texts/) show. */
#ifndef MAIL_LETTER_H
#define MAIL_LETTER_H

#include "text/safe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file that was too large to go along. */
struct letter_file {
    const char *name;
    int64_t size_bytes;
};

struct letter_answer {
    const char *name;
    struct safe_url url;
};

/* Texts NULL or "" where there are none; then their sentence is left out.
 *
 * heading    what the mail is about, in its reader's language
 *
 * name       of the reader; NULL to an address that nobody verified, as are subject,
 *            received and quoted: words of strangers go to nobody (threat A4)
 *
 * received   the beginning of what was asked
 *
 * due        the moment of the promise, in words, with its zone; phone: of the desk
 *
 * author     who of the staff wrote; text and html: what they wrote
 *
 * quoted     what the reader's side wrote last, and who
 *
 * what       what happened (to the staff); rule: which rule of the plan said so;
 *            expected: what the reader is to do
 *
 * solution   as what a rule of the plan resolved it
 *
 * link       opens the ticket: private for requesters, the page for the staff; sign_in:
 *            signs in, once */
struct letter {
    const char *desk, *heading, *name, *subject, *received, *priority, *priority_why,
        *due, *phone, *author, *text, *quoted, *quoted_by, *what, *requester, *state,
        *question, *solution, *rule, *expected;
    int64_t number, link_minutes;
    struct safe_html html;
    struct safe_url link, sign_in;
    const struct letter_file *files;
    size_t files_n;
    const struct letter_answer *answers;
    size_t answers_n;
    bool is_answerable; /* a mail back reaches the ticket */
};

#endif
