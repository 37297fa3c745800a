/* SPDX-License-Identifier: Apache-2.0 */
/* A mail from outside: whatever it holds, what comes out is clean text within the limits,
 * and it passes the wall of the sandbox unchanged. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "mime/charset.h"
#include "mime/wire.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    mime_charset_init();
    return 0;
}

static void
check_line(const char *text)
{
    if (text && (!utf8_valid(bytes_of(text)) || strpbrk(text, "\r\n")))
        abort();
}

static void
check(const struct mime_message *m)
{
    check_line(m->subject);
    check_line(m->from.email);
    check_line(m->from.name);
    check_line(m->message_id);
    for (size_t i = 0; i < m->fields_n; i++)
        check_line(m->fields[i].value);
    for (size_t i = 0; i < m->attachments_n; i++) {
        check_line(m->attachments[i].filename);
        if (m->attachments[i].filename && strchr(m->attachments[i].filename, '/') &&
            m->attachments[i].filename[strlen(m->attachments[i].filename) - 1] != '/' &&
            strstr(m->attachments[i].filename, "../"))
            abort();
    }
    if (!m->from.email && !m->ignore)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cx cx = {.arena = arena_new(0)};
    struct mime_message *message, *again;
    struct buf first, second;

    if (mime_read(&cx, (struct bytes){data, size}, &message))
        abort();
    check(message);
    buf_init(&first, cx.arena, 0);
    buf_init(&second, cx.arena, 0);
    mime_wire_write(&first, message);
    again = mime_wire_read(cx.arena, buf_bytes(&first));
    if (!again)
        abort();
    mime_wire_write(&second, again);
    if (first.n != second.n || memcmp(first.p, second.p, first.n) != 0)
        abort();
    arena_free(&cx.arena);
    return 0;
}
