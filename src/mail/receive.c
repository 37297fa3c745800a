/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/receive.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/str.h"
#include "base/zone.h"
#include "desk/inbox.h"
#include "desk/policy.h"
#include "mail/lmtp.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

struct receive {
    struct receive_options options;
    struct lmtp_server *server;
};

static const struct actor mail_server = {.system = true, .address = "", .name = "LMTP"};

static struct cx
context(const struct receive *receive, struct arena *arena)
{
    return (struct cx){.arena = arena,
                       .now = clock_now(),
                       .actor = &mail_server,
                       .config = receive->options.config,
                       .policy = receive->options.policy,
                       .zone = zone_utc()};
}

/* "help+anything@desk.example" without its extension (RFC 5233). */
static const char *
without_extension(struct arena *arena, const char *address)
{
    const char *plus = strchr(address, '+'), *at = strrchr(address, '@');

    if (!plus || !at || plus > at)
        return address;
    return arena_printf(arena, "%.*s%s", (int)(plus - address), address, at);
}

static struct lmtp_reply
recipient(void *app, struct arena *arena, const char *address)
{
    struct receive *receive = app;
    struct cx cx = context(receive, arena);
    struct desk_id desk;
    struct err *err = store_reader(receive->options.store, &cx);

    if (!err)
        err = policy_find_address(&cx, without_extension(arena, address), &desk);
    if (err) {
        log_err("lmtp", NULL, err);
        return lmtp_reply_of(err);
    }
    if (desk.v)
        return (struct lmtp_reply){250, "Yes"};
    return (struct lmtp_reply){550, "The desk has no such address"};
}

struct arrival {
    const char *from, *recipient;
    struct bytes message;
    bool known;
    struct inbox_id id;
};

static struct err *
accept_mail(struct cx *cx, void *arg)
{
    struct arrival *a = arg;

    return inbox_accept(cx, a->from, a->recipient, a->message, &a->id, &a->known);
}

static struct lmtp_reply
deliver(void *app, struct arena *arena, const char *from, const char *to,
        struct bytes message)
{
    struct receive *receive = app;
    struct cx cx = context(receive, arena);
    struct arrival arrival = {.from = *from ? from : "<>",
                              .recipient = str_lower(arena, without_extension(arena, to)),
                              .message = message};
    struct err *err = store_write(receive->options.store, &cx, accept_mail, &arrival);

    if (err) {
        log_err("lmtp", NULL, err);
        return lmtp_reply_of(err);
    }
    LOG(LOG_LEVEL_INFO, "mail taken", LOG_INT("inbox", arrival.id.v),
        LOG_TEXT("recipient", arrival.recipient), LOG_INT("bytes", (int64_t)message.n),
        LOG_INT("known", arrival.known));
    if (receive->options.accepted)
        receive->options.accepted(receive->options.app);
    return (struct lmtp_reply){250, "Taken"};
}

struct err *
receive_new(struct cx *cx, const struct receive_options *options,
            struct receive **receive_out)
{
    static const struct lmtp_callbacks callbacks = {recipient, deliver};
    struct lmtp_options lmtp = {.listen = options->config->lmtp,
                                .message_bytes = options->config->mail_bytes};
    struct receive *receive = calloc(1, sizeof *receive);
    struct err *err;

    if (!receive)
        abort();
    receive->options = *options;
    err = lmtp_server_new(cx, &lmtp, &callbacks, receive, &receive->server);
    if (err) {
        free(receive);
        return err;
    }
    *receive_out = receive;
    return NULL;
}

int
receive_port(const struct receive *receive)
{
    return lmtp_server_port(receive->server);
}

void
receive_free(struct receive **receive)
{
    if (!*receive)
        return;
    lmtp_server_free(&(*receive)->server);
    free(*receive);
    *receive = NULL;
}
