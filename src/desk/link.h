/* SPDX-License-Identifier: Apache-2.0 */
/* Links that we send by mail: 256 random bits, stored hashed, for one purpose, one person
 * and at most one ticket, with an end (threats D35, D43). */
#ifndef DESK_LINK_H
#define DESK_LINK_H

#include "base/err.h"

#include <stdbool.h>

/* SIGN_IN  signs in, once, within 15 minutes
 * TICKET   opens a ticket to be read and answered by its buttons; proves the address
 * SURVEY   answers the survey of a ticket
 * SETUP    makes the first administrator, once
 * RESET    sets a password, once */
enum link_purpose { LINK_SIGN_IN, LINK_TICKET, LINK_SURVEY, LINK_SETUP, LINK_RESET };

struct link {
    enum link_purpose purpose;
    struct person_id person;
    struct ticket_id ticket;
    int64_t created_at, expires_at, used_at;
};

/* *token_out: what stands in the address; it is nowhere else. Lives as long as the
 * configuration says for its purpose. */
struct err *link_add(struct cx *cx, enum link_purpose purpose, struct person_id person,
                     struct ticket_id ticket, const char **token_out) MUST_CHECK;

/* NOT_FOUND when unknown, of another purpose, expired, (single use) used, or its
 * person's account was closed. */
struct err *link_get(struct cx *cx, enum link_purpose purpose, const char *token,
                     struct link *out) MUST_CHECK;

/* link_get(), and marks it used, guarded: of two at once one gets CONFLICT. */
struct err *link_use(struct cx *cx, enum link_purpose purpose, const char *token,
                     struct link *out) MUST_CHECK;

struct err *link_sweep(struct cx *cx) MUST_CHECK;

#endif
