/* SPDX-License-Identifier: Apache-2.0 */
/* The desks of an installation: each has its plan (policy.h), address and look, and its
 * staff. What is not said of a desk is said of the first one. */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define DESK_FIRST ((struct desk_id){1})

/* slug    its name in addresses and commands: a-z, 0-9 and -
 * name    from its plan in force
 * host    "help.example" or "help.example:8443" of its own public address, "" none
 * url     how absolute links to it begin: its own address, else the installation's
 * accent  "#rrggbb", "" Kindesk's own
 * logo    the picture's hash, n 0 without one */
struct desk_row {
    struct desk_id id;
    const char *slug, *name, *host, *url, *accent, *logo_type;
    struct bytes logo;
    int64_t created_at;
};

/* cx->desk, or the first one. */
struct desk_id desk_now(const struct cx *cx);

/* Errors  NOT_FOUND */
struct err *desk_get(struct cx *cx, struct desk_id id, struct desk_row *out) MUST_CHECK;
/* By slug; NOT_FOUND when there is none. */
struct err *desk_by_slug(struct cx *cx, const char *slug,
                         struct desk_row *out) MUST_CHECK;
/* id_out 0 when there is none. */
struct err *desk_find(struct cx *cx, const char *slug, struct desk_id *id_out) MUST_CHECK;
/* By the Host of a request, in any case; id_out 0 when no desk has it. */
struct err *desk_find_host(struct cx *cx, const char *host,
                           struct desk_id *id_out) MUST_CHECK;

/* What one gives to make or change a desk; NULL keeps what was.
 * url     "https://help.example", "" none: then it is found at /d/SLUG
 * accent  "#rrggbb" that can be read on white and bear white text (contrast 4.5), ""
 * Kindesk's own */
struct desk_fields {
    const char *slug, *url, *accent;
};
/* A further desk, with its first plan. By administrators.
 * Errors  DENIED; INVALID "slug", "url", "accent", each in err->next, or "plan" as
 * policy_adopt(); CONFLICT the slug or the address belongs to another desk */
struct err *desk_add(struct cx *cx, const struct desk_fields *fields, const char *plan,
                     struct desk_id *id_out) MUST_CHECK;
struct err *desk_set(struct cx *cx, struct desk_id id,
                     const struct desk_fields *fields) MUST_CHECK;

/* How links to it begin and its short name, without asking for its plan. */
struct err *desk_address(struct cx *cx, struct desk_id id, const char **slug_out,
                         const char **url_out) MUST_CHECK;
/* "#rrggbb", or "". */
struct err *desk_accent(struct cx *cx, struct desk_id id,
                        const char **accent_out) MUST_CHECK;
struct err *desk_count(struct cx *cx, int64_t *n_out) MUST_CHECK;
/* All, the first one first. */
struct err *desk_list(struct cx *cx, struct desk_row **list_out,
                      size_t *n_out) MUST_CHECK;
/* Those that the actor works for: all for administrators and Kindesk itself, none for
 * requesters. all_out (may be NULL): there is no other. */
struct err *desk_list_mine(struct cx *cx, struct desk_id **list_out, size_t *n_out,
                           bool *all_out) MUST_CHECK;
/* Whether they work for all that there are. */
struct err *desk_all_mine(struct cx *cx, bool *all_out) MUST_CHECK;
/* Whether the actor works for that desk. */
struct err *desk_is_mine(struct cx *cx, struct desk_id desk, bool *yes_out) MUST_CHECK;

/* Whether a person does. Administrators do everywhere. */
struct err *desk_has_person(struct cx *cx, struct desk_id desk, struct person_id person,
                            bool *yes_out) MUST_CHECK;
/* Nothing when they do already, or do not. Removing also ends the desk's teams' place.
 * For callers that have asked whether the actor may (staff.h). */
struct err *desk_add_member(struct cx *cx, struct desk_id desk,
                            struct person_id person) MUST_CHECK;
struct err *desk_remove_member(struct cx *cx, struct desk_id desk,
                               struct person_id person) MUST_CHECK;
/* Who joins the staff works for cx->desk unless they work for another one already. */
struct err *desk_add_first(struct cx *cx, struct person_id person) MUST_CHECK;
struct err *desk_remove_everywhere(struct cx *cx, struct person_id person) MUST_CHECK;

#endif
