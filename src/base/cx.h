/* SPDX-License-Identifier: Apache-2.0 */
/* The context of one request or job: what it may use and on whose behalf it acts. */
#ifndef BASE_CX_H
#define BASE_CX_H

#include "base/ids.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct chart_cache;
struct config;
struct db;
struct lang;
struct policy;
struct zone;

enum role { ROLE_NOBODY, ROLE_REQUESTER, ROLE_AGENT, ROLE_MANAGER, ROLE_ADMINISTRATOR };

/* Who acts. Decided once at the edge (session, token, mail, job), never changed after.
 * person   0 for nobody and for Kindesk itself
 * system   Kindesk itself: a job or a command on the server's own console
 * ticket   when not 0, a private link: the actor may see this ticket and no other
 * address  of the network, for limits and the log; never NULL
 * csrf     what a form of this browser must carry; NULL where there is no browser
 * session  the session's secret from the cookie, NULL without one */
struct actor {
    struct person_id person;
    enum role role;
    bool system;
    struct ticket_id ticket;
    const char *address;
    const char *name;
    const char *csrf, *session;
};

/* What a transaction touched, told to open browsers after the commit.
 * desk      at which it is
 * presence  only who looks or writes has changed */
struct touched {
    struct touched *before;
    struct ticket_id ticket;
    struct desk_id desk;
    bool presence;
};

/* arena  memory of this request      db    connection: a reader, or the writer in a
 * transaction now    UTC ms, one value for the whole request lang   for texts to the
 * actor       zone  for times shown to the actor, never NULL in pages policy the plans in
 * memory, shared by the process (desk/policy.h)  charts  pictures of them
 * (desk/chart_cache.h), NULL in commands and jobs
 * desk   which one is spoken for: by address, cookie or option at the edge, then by the
 * ticket that ticket_get() found; 0: the first one */
struct cx {
    struct arena *arena;
    struct db *db;
    int64_t now;
    const struct actor *actor;
    const struct config *config;
    const struct lang *lang;
    const struct zone *zone;
    struct touched *touched;
    struct policy *policy;
    struct chart_cache *charts;
    struct desk_id desk;
};

#endif
