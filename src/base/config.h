/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of the program: where it listens, where it keeps things, and every named limit.
 * Policy is not here but in the plan. Filled by app/config.c from defaults, the
 * configuration file, the environment (KINDESK_…) and options, in that order. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

struct config {
    const char *data;          /* directory */
    const char *database;      /* "" SQLite in data, or postgresql://… */
    const char *listen;        /* ADDR:PORT for HTTP */
    const char *lmtp;          /* ADDR:PORT, "" off */
    const char *smtp;          /* smtp://host:port, smtps://…, "" off (mail waits) */
    const char *smtp_user;
    const char *smtp_password; /* secret */
    const char *smtp_tls;      /* "required", "opportunistic", "off" */
    const char *url;           /* public address without a slash at its end; the only source of
                                * absolute links */
    const char *mail_domain;   /* right side of our Message-IDs; "" means the host of url */
    const char *trusted_proxies; /* networks whose X-Forwarded-For is believed, "" none */
    const char *webhook_hosts;   /* hosts that rules may call although they are inside, "" none */
    int64_t log_level;         /* enum log_level */

    /* limits */
    int64_t body_bytes;             /* of a request without files */
    int64_t upload_bytes;           /* of a request with files */
    int64_t attachment_bytes;       /* of one attachment */
    int64_t attachments_n;          /* on one message */
    int64_t mail_bytes;             /* of one incoming mail */
    int64_t field_characters;       /* of one line field */
    int64_t text_characters;        /* of a message's body */
    int64_t header_bytes;           /* of a request's headers */
    int64_t connections_n;
    int64_t connections_per_address_n;
    int64_t request_timeout_ms;
    int64_t threads_n;              /* serving pages */
    int64_t session_idle_ms, session_absolute_ms;
    int64_t link_ms;                /* a sign-in link */
    int64_t ticket_link_ms;         /* a private link to a ticket */
    int64_t undo_send_ms;
    int64_t mail_give_up_ms;
    int64_t sign_in_per_account_n, sign_in_per_address_n; /* failures in 15 min */
    int64_t first_mail_per_address_n, first_mail_per_network_n,
        first_mail_per_domain_n;    /* to unverified addresses in 24 h */
    int64_t new_per_network_n;      /* tickets by web form in 1 h from one network */
    int64_t auto_mail_per_address_n; /* automatic mails to one address in 1 h */
};

#endif
