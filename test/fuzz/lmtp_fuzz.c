/* SPDX-License-Identifier: Apache-2.0 */
/* What a mail server says: the conversation is the same however it is cut, and nothing
 * but CR LF "." CR LF ends a message. */
#include "base/arena.h"
#include "base/utf8.h"
#include "mail/lmtp.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct lmtp_reply
deliver(void *app, struct arena *arena, const char *from, const char *recipient,
        struct bytes message)
{
    (void)app;
    (void)arena;
    if (!utf8_valid(bytes_of(from)) || !utf8_valid(bytes_of(recipient)) || !*recipient ||
        strpbrk(from, "\r\n") || strpbrk(recipient, "\r\n") || message.n > 2000)
        abort();
    return (struct lmtp_reply){250, "Taken"};
}

static char *
talk(struct arena *arena, struct bytes said, size_t step)
{
    static const struct lmtp_callbacks callbacks = {NULL, deliver};
    static const struct lmtp_options options = {.message_bytes = 2000, .recipients_n = 3};
    struct lmtp_session *session = lmtp_session_new(&options, &callbacks, NULL);
    bool going = true;
    char *answer;

    while (said.n && going) {
        size_t n = said.n < step ? said.n : step;

        going = lmtp_session_take(session, (struct bytes){said.p, n});
        said = (struct bytes){said.p + n, said.n - n};
    }
    answer = arena_strdup(arena, buf_text(lmtp_session_out(session)));
    lmtp_session_free(&session);
    return answer;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena;

    if (!size || size > 65536)
        return 0;
    arena = arena_new(0);
    struct bytes said = {data + 1, size - 1};
    if (strcmp(talk(arena, said, said.n + 1), talk(arena, said, data[0] ? data[0] : 1)) !=
        0)
        abort();
    arena_free(&arena);
    return 0;
}
