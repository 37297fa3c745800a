/* SPDX-License-Identifier: Apache-2.0 */
/* Sending one message to one recipient through a mail server (SMTP, by libcurl). */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include "base/bytes.h"

#include <stdint.h>

struct arena;

enum smtp_tls {
    SMTP_TLS_REQUIRED,      /* STARTTLS with a certificate that is checked, or no mail */
    SMTP_TLS_OPPORTUNISTIC, /* STARTTLS where offered; certificates are not checked */
    SMTP_TLS_OFF,
};

/* "required", "opportunistic", "off"; anything else is required. */
enum smtp_tls smtp_tls_of(const char *word);

/* url            "smtp://host:port" or "smtps://host:port" (TLS from the first byte)
 * user, password NULL or "" for none; never logged
 * ca_file        PEM of authorities; NULL the system's
 * name           what we call ourselves (EHLO); NULL curl's choice
 * timeout_ms     for a whole message, 0 means 2 min; connect_timeout_ms, 0 means 20 s */
struct smtp_options {
    const char *url, *user, *password, *ca_file, *name;
    enum smtp_tls tls;
    int64_t timeout_ms, connect_timeout_ms;
};

enum smtp_outcome {
    SMTP_SENT,      /* the server took responsibility */
    SMTP_TEMPORARY, /* try again later: 4xx, network, TLS, sign-in */
    SMTP_PERMANENT, /* never: 5xx for this sender, recipient or message */
};

/* code  the server's last reply, 0 none; text  of that reply, or what happened; one line,
 * in the arena */
struct smtp_result {
    enum smtp_outcome outcome;
    int code;
    const char *text;
};

/* Keeps its connection open for the next message; one thread at a time (one per worker).
 * The options' texts are copied. */
struct smtp *smtp_new(const struct smtp_options *options);
void smtp_free(struct smtp **smtp);

/* from "" for the null sender. Every bare CR or LF of the message becomes CR LF, so that
 * nothing in it can end it early. An address that could break out of its command is
 * PERMANENT. */
struct smtp_result smtp_send(struct smtp *smtp, struct arena *arena, const char *from,
                             const char *recipient, struct bytes message);

#endif
