/* SPDX-License-Identifier: Apache-2.0 */
/* Messages as conversations show them, for requesters and for the staff. */
#ifndef WEB_ENTRIES_H
#define WEB_ENTRIES_H

#include "desk/file.h"
#include "desk/message.h"
#include "desk/ticket.h"
#include "web/views.h"

/* Those that the actor may see, after that message (0: all), with their files and, for
 * the staff, what became of their mail and what happened in between. last_out: the newest
 * id. */
/* Of a conversation with a partner, for the staff. */
struct err *entries_of_side(struct cx *cx, const struct ticket *ticket, int64_t side,
                            const struct view_entry **entries_out,
                            size_t *n_out) MUST_CHECK;
struct err *entries_of_ticket(struct cx *cx, const struct ticket *ticket,
                              struct message_id after,
                              const struct view_entry **entries_out, size_t *n_out,
                              int64_t *last_out) MUST_CHECK;

/* The whole history in words, newest first. */
struct err *entries_history(struct cx *cx, const struct ticket *ticket,
                            const struct view_event **events_out,
                            size_t *n_out) MUST_CHECK;

/* "by e-mail", "by web form", … */
const char *entries_way(struct cx *cx, const char *channel);

/* The files of a message among those of its ticket; without the pictures that its HTML
 * (NULL: none) has a place for. */
const struct view_file *entries_files(struct cx *cx, const struct attachment *all,
                                      size_t all_n, struct message_id message,
                                      const char *html, size_t *n_out);

/* Why something was decided: the sentence of an event's data, or NULL. field: only of the
 * newest event that set it. */
struct err *entries_why(struct cx *cx, const struct ticket *ticket, const char *field,
                        const char **why_out) MUST_CHECK;

#endif
