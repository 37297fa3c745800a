/* SPDX-License-Identifier: Apache-2.0 */
/* Mail that a mail server hands over by LMTP: each message goes to the inbox before
 * anything else, and only what is committed is answered with 250. */
#ifndef MAIL_RECEIVE_H
#define MAIL_RECEIVE_H

#include "base/err.h"

struct lmtp_server;
struct policy;
struct receive;
struct store;

/* What the listener uses; all outlive it.
 * accepted  called after a message was taken, for the worker and the counters; may be
 * NULL */
struct receive_options {
    struct store *store;
    struct policy *policy;
    const struct config *config;
    void (*accepted)(void *app);
    void *app;
};

/* Listens on config->lmtp, which is not empty. The recipients that are taken are the
 * plan's addresses (and ADDRESS+anything of them); others are refused with 550. Errors as
 * lmtp_server_new() */
struct err *receive_new(struct cx *cx, const struct receive_options *options,
                        struct receive **receive_out) MUST_CHECK;
int receive_port(const struct receive *receive);
void receive_free(struct receive **receive);

#endif
