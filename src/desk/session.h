/* SPDX-License-Identifier: Apache-2.0 */
/* Who is signed in. A session is 256 random bits in a cookie, stored as their SHA-256; it
 * ends when idle, at its absolute end, at sign-out, and when the password changes. */
#ifndef DESK_SESSION_H
#define DESK_SESSION_H

#include "base/err.h"
#include "desk/person.h"

/* csrf: the token that every form of this session carries. touch: the session should be
 * marked as seen (at most once a minute; reading pages does not write). ends_at: unless
 * it is seen again before. */
struct session {
    struct person person;
    const char *csrf;
    int64_t ends_at;
    bool touch;
};

/* A new session; ends the one in old_token (may be NULL), so that the id rotates at
 * sign-in (threat D33). *token_out goes into the cookie. */
struct err *session_start(struct cx *cx, struct person_id person, const char *old_token,
                          const char **token_out) MUST_CHECK;

/* NOT_FOUND when unknown, ended, or the person is closed. Writes nothing. */
struct err *session_get(struct cx *cx, const char *token, struct session *out) MUST_CHECK;
struct err *session_mark_seen(struct cx *cx, const char *token) MUST_CHECK;
struct err *session_end(struct cx *cx, const char *token) MUST_CHECK;
struct err *session_end_all(struct cx *cx, struct person_id person) MUST_CHECK;
struct err *session_sweep(struct cx *cx) MUST_CHECK;

/* ---- Signing in by password. Failures are counted for the account and for the network
 * address; the answer and the time are the same for unknown addresses (threat D37). */
/* Before the password is checked: LIMIT when there were too many failures. */
struct err *session_may_try(struct cx *cx, const char *email,
                            const char *address) MUST_CHECK;
/* ok: the password was right. Counts a failure, or forgets those of the account. */
struct err *session_tried(struct cx *cx, const char *email, const char *address,
                          bool ok) MUST_CHECK;

#endif
