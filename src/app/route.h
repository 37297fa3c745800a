/* SPDX-License-Identifier: Apache-2.0 */
/* The routes: what answers which address, and who may call it. app/routes.c is the table.
 */
#ifndef APP_ROUTE_H
#define APP_ROUTE_H

#include "base/err.h"
#include "http/exchange.h"

#include <stddef.h>

/* Whether an actor may use a function at all; whether they may see this row is decided by
 * ticket_get(). "Public" must be written: 0 is a mistake in the table. */
enum permission {
    PERMIT_PUBLIC = 1, /* anybody */
    PERMIT_SIGNED_IN,  /* every person with a session */
    PERMIT_AGENT,      /* agents, managers, administrators */
    PERMIT_MANAGER,
    PERMIT_ADMINISTRATOR,
    PERMIT_TOKEN, /* everybody with an API token; others of the API ask for its person's
                     role */
};
const char *permission_name(enum permission permission);

enum route_flags {
    ROUTE_WRITES =
        1, /* runs on the writer, in a transaction; pages carry the CSRF token */
    ROUTE_UPLOADS = 2, /* takes files */
    ROUTE_API = 4,     /* JSON in and out, problem+json errors, no cookies */
    ROUTE_STREAM =
        8, /* becomes an event stream: the handler sets x->prepared to its topic */
    ROUTE_FRAGMENT = 16, /* a piece of a page: errors are pieces too */
    ROUTE_KEPT = 32      /* depends on what app/kept.h says and on nothing else */
};

typedef struct err *(route_handler)(struct cx *cx, struct exchange *x);

/* fields   names of form fields or JSON members that the handler reads, separated by
 * blanks; "ask_*" is a beginning. Others are refused (threat C28). NULL: none prepare
 * NULL, or run before, with a reader and without a transaction: for slow work such as
 *          password hashes; its result goes to x->prepared
 * run      fills x->response. An error undoes the transaction; a response that is filled
 *          already (a form shown again) is sent all the same */
struct route {
    enum http_method method;
    const char *pattern;
    enum permission permission;
    unsigned flags;
    const char *fields;
    route_handler *prepare, *run;
};

extern const struct route routes[];
extern const size_t routes_n;

#endif
