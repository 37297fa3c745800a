/* SPDX-License-Identifier: Apache-2.0 */
/* People: requesters, agents, managers, administrators. */
#ifndef DESK_PERSON_H
#define DESK_PERSON_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* email NULL when we have none (a caller by telephone); verified_at 0 until somebody
 * proved to read mail there; has_password never tells the password's hash. */
struct person {
    struct person_id id;
    const char *email, *name;
    enum role role;
    const char *language, *zone, *phone, *organization, *theme;
    bool compact, active, has_password;
    int64_t verified_at, bounced_at, created_at;
    int64_t away_until; /* of the staff: rules give them no tickets until then; 0 here */
};

/* What one gives to make or change a person; NULL keeps what was. */
struct person_fields {
    const char *email, *name, *language, *zone, *phone, *organization, *theme;
};

const char *role_name(enum role role); /* "requester", …, "nobody" */
bool role_find(const char *name, enum role *role_out);

/* Errors  NOT_FOUND */
struct err *person_get(struct cx *cx, struct person_id id, struct person *out) MUST_CHECK;
/* The same for the staff, which meets those who have to do with its desks: the staff
 * there, and requesters who asked there or nowhere yet. NOT_FOUND also for others */
struct err *person_get_known(struct cx *cx, struct person_id id,
                             struct person *out) MUST_CHECK;
/* *found_out false when nobody has that address. */
struct err *person_find(struct cx *cx, const char *email, struct person *out,
                        bool *found_out) MUST_CHECK;

/* The person of that address, made as a requester when there is none; a name is filled in
 * where we had none. For mail, forms and calls.
 * Errors  INVALID "email"; DENIED when the account was closed */
struct err *person_reach(struct cx *cx, const char *email, const char *name,
                         const char *language, struct person *out) MUST_CHECK;

/* Makes a person. email may be NULL (by telephone), then name or phone must be there.
 * Errors  INVALID "email", "name", …; CONFLICT the address is known; DENIED for a role
 * above the actor's own (threat C30) */
struct err *person_add(struct cx *cx, enum role role, const struct person_fields *fields,
                       struct person_id *id_out) MUST_CHECK;

/* Changes the given fields. One's own, or by a role not lower than the person's.
 * Errors  NOT_FOUND, DENIED, INVALID */
struct err *person_set(struct cx *cx, struct person_id id,
                       const struct person_fields *fields,
                       const bool *compact) MUST_CHECK;
/* Of the staff: rules assign them nothing before that moment; 0 takes it back. One's own,
 * or by a manager. Errors  DENIED; INVALID "away" when it is over or years ahead */
struct err *person_set_away(struct cx *cx, struct person_id id, int64_t until) MUST_CHECK;
/* Somebody was given a ticket now, for "in turn". */
struct err *person_mark_assigned(struct cx *cx, struct person_id id) MUST_CHECK;
/* By an administrator only; end the person's sessions (threat D33), and below agent the
 * memberships and API tokens too. Errors  NOT_FOUND; DENIED; CONFLICT the last
 * administrator */
struct err *person_set_role(struct cx *cx, struct person_id id,
                            enum role role) MUST_CHECK;
struct err *person_set_active(struct cx *cx, struct person_id id, bool active) MUST_CHECK;

/* hash: of base/crypto.h password_hash(), made outside the transaction. Ends the person's
 * sessions and links. */
struct err *person_set_password(struct cx *cx, struct person_id id,
                                const char *hash) MUST_CHECK;
/* What to check a password against; NULL when unknown, without one, or inactive. */
struct err *person_password(struct cx *cx, const char *email, struct person_id *id_out,
                            const char **hash_out) MUST_CHECK;
/* Too short, too long or too common, in words; NULL fine. At least 10 characters (NIST
 * SP 800-63B §5.1.1.2 asks for 8). */
struct err *person_check_password(struct cx *cx, const char *password) MUST_CHECK;

/* Somebody proved to read mail at the person's address. */
struct err *person_mark_verified(struct cx *cx, struct person_id id) MUST_CHECK;

/* A mail server said for good that mail to that address does not arrive. Nothing when
 * nobody has it. */
struct err *person_mark_bounced(struct cx *cx, const char *email) MUST_CHECK;

/* q      part of name, address or telephone (NULL or "" all)
 * role   ROLE_NOBODY for every role
 * after  the last person of the page before; 0 the first page */
struct person_filter {
    const char *q;
    enum role role;
    struct person_id after;
};

/* By name, at most `limit`, as person_get_known(). */
struct err *person_list(struct cx *cx, const struct person_filter *filter, size_t limit,
                        struct person **list_out, size_t *n_out) MUST_CHECK;
/* Of all pages. */
struct err *person_count(struct cx *cx, const struct person_filter *filter,
                         int64_t *n_out) MUST_CHECK;

/* Those who may be assigned at cx->desk: its agents and managers, and administrators, who
 * are active. */
struct err *person_agents(struct cx *cx, struct person **list_out,
                          size_t *n_out) MUST_CHECK;

/* How many administrators there are; setup is possible only while it is 0 (threat E51).
 */
struct err *person_count_role(struct cx *cx, enum role role, int64_t *n_out) MUST_CHECK;

/* The name, else the address, else the telephone. Never NULL. */
const char *person_label(const struct person *person);

#endif
