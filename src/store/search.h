/* SPDX-License-Identifier: Apache-2.0 */
/* Full-text search over tickets, on either engine with the same words found.
 *
 * A document is one text of a ticket.  A query finds the documents that hold all its
 * words; so that the words may stand partly in the subject and partly in a message, give
 * the subject and the requester's name and address as the title of each document of the
 * ticket.  The index keeps no second copy of the texts: to remove a document one gives it
 * again. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum search_kind { SEARCH_TICKET = 1, SEARCH_MESSAGE = 2 };

/* ref       of the ticket or message; one document for each (kind, ref)
 * internal  a note: found only by those who may read notes
 * title     counts more than body; both plain text, may be NULL; the first 16,000 words
 * are indexed, a word is cut at 64 bytes */
struct search_document {
    enum search_kind kind;
    int64_t ref;
    struct ticket_id ticket;
    bool internal;
    const char *title, *body;
};

/* Both in the caller's write transaction.
 * add     CONFLICT when (kind, ref) is there
 * remove  takes the very document that was added; when its words are others, it stays
 * findable until the index is built again, and search_check says so. Absent: nothing
 * happens. */
struct err *search_add(struct cx *cx, const struct search_document *document) MUST_CHECK;
struct err *search_remove(struct cx *cx,
                          const struct search_document *document) MUST_CHECK;

/* Whether the index holds exactly this document. */
struct err *search_holds(struct cx *cx, const struct search_document *document,
                         bool *holds_out) MUST_CHECK;

/* What a person typed, for search_sql's argument: words, "phrases", the last word as the
 * beginning of one; addresses and numbers are phrases of their parts.  Accents and case
 * do not count.  Any text is harmless; at most 16 terms count.  NULL when it holds no
 * word at all (the caller decides between everything and nothing). */
const char *search_query(struct cx *cx, const char *typed);

/* A SELECT of the ids of matching tickets, to stand in WHERE id IN (…); the query is
 * argument $slot.  internal: also by notes. "… WHERE ticket.id IN (", search_sql(cx, 4,
 * true), ") ORDER BY …", … ARG(query) */
const char *search_sql(struct cx *cx, int slot, bool internal);

/* A SELECT of (ticket, rank), one row for each matching ticket, the best having the
 * smallest rank; of the 5,000 newest matches.  To be joined: "… JOIN (",
 * search_ranked_sql(cx, 4, true), ") found ON found.ticket = ticket.id WHERE (found.rank,
 * ticket.id) > ($5, $6) ORDER BY found.rank, ticket.id" */
const char *search_ranked_sql(struct cx *cx, int slot, bool internal);

/* Compares the index with what there should be, and with itself.
 * expected_sql  SELECTs (kind, ref, ticket, internal), a row for each document there
 * should be fault         is called once for each fault, with an English sentence for the
 * console */
struct err *search_check(struct cx *cx, const char *expected_sql,
                         void (*fault)(void *arg, const char *text),
                         void *arg) MUST_CHECK;

/* Empties it, to be filled again; in the caller's write transaction. */
struct err *search_clear(struct cx *cx) MUST_CHECK;

#endif
