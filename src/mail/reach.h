/* SPDX-License-Identifier: Apache-2.0 */
/* One HTTP request to the outside that cannot be turned against the inside (threat E45):
 * the host is resolved once, every address it has must be a public one, the connection
 * goes to the address that was checked, redirects are not followed, no proxy is used. */
#ifndef MAIL_REACH_H
#define MAIL_REACH_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>

struct sockaddr;

/* Whether an address belongs to the public internet: not this machine, not a private,
 * shared, link-local, multicast, documentation or reserved network, not IPv4 in the
 * clothes of IPv6 (RFC 6890 and the registries it founded). */
bool reach_is_public(const struct sockaddr *address);

/* What a URL may be: https, a host, no user or password; http too, and any address, for a
 * host of the list `inside` ("name" or "name:port", separated by commas).
 * *host_out and *port_out as curl parsed them. Errors  INVALID, in words */
struct err *reach_check_url(struct cx *cx, const char *url, const char *inside,
                            const char **host_out, int *port_out,
                            bool *inside_out) MUST_CHECK;

/* inside: see above; headers: NULL-terminated lines */
struct reach_request {
    const char *url, *inside;
    const char *const *headers;
    struct bytes body;
    int64_t timeout_ms;
};
/* status 0: no answer; refused: will never work, because it may not be called at all;
 * text: what happened, for people. */
struct reach_result {
    int status;
    bool refused;
    const char *text;
};
struct reach_result reach_post(struct cx *cx, const struct reach_request *request);

#endif
