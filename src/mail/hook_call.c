/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/hook_call.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "desk/hook.h"
#include "desk/job.h"
#include "mail/reach.h"
#include "store/store.h"

#include <string.h>

enum { TIMEOUT_MS = 10000 };

struct calling {
    const struct job *job;
    struct hook hook;
    const char *secret;
    struct reach_result result;
};

const char *
hook_signature(struct cx *cx, const char *secret, int64_t at, const char *body)
{
    unsigned char key[MAC_KEY_BYTES] = {0}, mac[HASH_BYTES];
    const char *said =
        arena_printf(cx->arena, "%lld.%s", (long long)(at / MS_SECOND), body);

    if (!hex_decode(secret, key, sizeof key))
        memset(key, 0, sizeof key);
    mac_sha256(key, bytes_of(said), mac);
    return arena_printf(cx->arena, "Kindesk-Signature: t=%lld,v1=%s",
                        (long long)(at / MS_SECOND),
                        hex_encode(cx->arena, (struct bytes){mac, sizeof mac}));
}

static struct err *
begin(struct cx *cx, void *arg)
{
    struct calling *c = arg;

    TRY(hook_get(cx, c->job->ref, &c->hook));
    return hook_secret(cx, &c->secret);
}

static int64_t
delay_ms(int64_t tries)
{
    int64_t delay = 10 * MS_SECOND;

    while (tries-- > 0 && delay < MS_HOUR)
        delay *= 2;
    return delay < MS_HOUR ? delay : MS_HOUR;
}

static bool
may_pass(const struct reach_result *result)
{
    return !result->refused && (result->status == 0 || result->status == 408 ||
                                result->status == 429 || result->status >= 500);
}

static struct err *
write_result(struct cx *cx, void *arg)
{
    struct calling *c = arg;
    bool done = c->result.status >= 200 && c->result.status < 300;

    if (c->hook.state != HOOK_WAITING)
        return job_done(cx, c->job->id);
    if (!done && may_pass(&c->result) && cx->now - c->hook.created_at < MS_DAY) {
        TRY(hook_mark(cx, c->hook.id, HOOK_WAITING, c->result.text));
        return job_retry(cx, c->job->id, cx->now + delay_ms(c->hook.tries),
                         c->result.text);
    }
    TRY(hook_mark(cx, c->hook.id, done ? HOOK_DONE : HOOK_GIVEN_UP, c->result.text));
    return job_done(cx, c->job->id);
}

struct err *
hook_call_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    struct calling c = {.job = job};

    TRY(store_write(tools->store, cx, begin, &c));
    if (c.hook.state == HOOK_WAITING) {
        const char *const headers[] = {
            "Content-Type: application/json",
            "User-Agent: Kindesk/" KINDESK_VERSION,
            arena_printf(cx->arena, "Kindesk-Delivery: %lld", (long long)c.hook.id),
            hook_signature(cx, c.secret, cx->now, c.hook.body),
            NULL,
        };

        c.result = reach_post(cx, &(struct reach_request){
                                      .url = c.hook.url,
                                      .inside = cx->config->webhook_hosts,
                                      .headers = headers,
                                      .body = bytes_of(c.hook.body),
                                      .timeout_ms = TIMEOUT_MS,
                                  });
    }
    return store_write(tools->store, cx, write_result, &c);
}
