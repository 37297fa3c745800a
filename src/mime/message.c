/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/message.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "mime/address.h"
#include "mime/automatic.h"
#include "mime/body.h"
#include "mime/bounce.h"
#include "mime/date.h"
#include "mime/scan.h"
#include "mime/word.h"

/* Fields that may stand once (RFC 5322 §3.6, RFC 2045). */
static const char *const single[] = {
    "From",    "Sender",     "Reply-To",     "To",
    "Cc",      "Message-ID", "In-Reply-To",  "References",
    "Subject", "Date",       "Content-Type", "Content-Transfer-Encoding"};

static const struct {
    enum mime_problem problem;
    const char *text;
} problem_texts[] = {
    {MIME_PROBLEM_CUT,       N_("The message passes a limit; a part of it was left out.")    },
    {MIME_PROBLEM_STRUCTURE, N_("The message's parts are not put together properly.")        },
    {MIME_PROBLEM_HEADER,    N_("The message's header holds lines that are no fields.")      },
    {MIME_PROBLEM_DOUBLED,
     N_("The message's header holds a field twice; the first one counts.")                   },
    {MIME_PROBLEM_FROM,      N_("The message names no sender's address.")                    },
    {MIME_PROBLEM_DATE,      N_("The message has no date that can be read.")                 },
    {MIME_PROBLEM_CHARSET,
     N_("The message does not say its character set rightly; it was guessed.")               },
    {MIME_PROBLEM_ENCODING,  N_("A part of the message is damaged.")                         },
    {MIME_PROBLEM_TNEF,      N_("A winmail.dat file in the message could not be read whole.")},
    {MIME_PROBLEM_ENCRYPTED, N_("A part of the message is encrypted.")                       },
};

const char *
mime_problem_text(enum mime_problem problem)
{
    for (size_t i = 0; i < sizeof problem_texts / sizeof *problem_texts; i++)
        if (problem_texts[i].problem == problem)
            return problem_texts[i].text;
    return "";
}

const char *
mime_field(const struct mime_message *message, const char *name)
{
    for (size_t i = 0; i < message->fields_n; i++)
        if (str_eq_fold(message->fields[i].name, name))
            return message->fields[i].value;
    return NULL;
}

/* Line ends of old Macs and of careless programs: bare CR, without any LF. */
static struct bytes
with_line_ends(struct arena *arena, struct bytes raw)
{
    unsigned char *copy;

    if (!raw.n || memchr(raw.p, '\n', raw.n) || !memchr(raw.p, '\r', raw.n))
        return raw;
    copy = arena_memdup(arena, raw.p, raw.n);
    for (size_t i = 0; i < raw.n; i++)
        if (copy[i] == '\r')
            copy[i] = '\n';
    return (struct bytes){copy, raw.n};
}

/* All fields, decoded. Ours (X-Kindesk-…) are no business of outsiders (threat A7). */
static void
read_fields(struct mime_reading *reading, const struct mime_part *root,
            struct mime_message *message)
{
    message->fields = NEW_N(reading->arena, root->header.n + 1, struct mime_field);
    for (size_t i = 0; i < root->header.n; i++) {
        struct mime_raw_field raw = root->header.at[i];

        if (scan_starts_fold(raw.name, "X-Kindesk-"))
            continue;
        message->fields[message->fields_n++] = (struct mime_field){
            arena_strndup(reading->arena, (const char *)raw.name.p, raw.name.n),
            mime_word_text(reading->arena, raw.value,
                           reading->charset ? reading->charset : root->charset)};
    }
}

/* The ids in <>; without any, the words. */
static struct mime_texts
read_ids(struct arena *arena, const char *value)
{
    VEC(const char *) ids = {0};
    struct bytes raw = bytes_of(value);
    bool brackets = value && strchr(value, '<');
    size_t skip;

    for (size_t at = 0; at < raw.n;) {
        size_t start = brackets ? scan_find(raw, at, '<') + 1 : at, end;
        struct bytes id;

        if (start >= raw.n)
            break;
        for (end = start;
             end < raw.n && raw.p[end] != (brackets ? '>' : ' ') && raw.p[end] != '<';
             end++)
            ;
        id = scan_trim(scan_slice(raw, start, end));
        at = end + (end < raw.n && raw.p[end] != '<');
        if (id.n && id.n <= 998)
            *vec_add(arena, &ids) = arena_strndup(arena, (const char *)id.p, id.n);
    }
    skip = ids.n > MIME_REFERENCES_N ? ids.n - MIME_REFERENCES_N : 0;
    return (struct mime_texts){ids.n ? ids.at + skip : NULL, ids.n - skip};
}

static const char *
first_id(struct arena *arena, const char *value)
{
    struct mime_texts ids = read_ids(arena, value);

    return ids.n ? ids.at[0] : NULL;
}

static struct mime_addresses
read_addresses(struct mime_reading *reading, const struct mime_part *root,
               const char *name)
{
    struct mime_addresses list =
        mime_address_list(reading->arena, mime_header_get(&root->header, name));

    if (list.n >= MIME_ADDRESSES_N)
        reading->problems |= MIME_PROBLEM_CUT;
    return list;
}

/* The sender; where From names no address, who else may be answered. The name stays. */
static void
read_from(struct mime_reading *reading, struct mime_message *message,
          const char *return_path)
{
    const char *from = mime_field(message, "From");
    const char *end = from ? strchr(from, '<') : NULL;

    if (message->from_all.n) {
        message->from = message->from_all.at[0];
        return;
    }
    reading->problems |= MIME_PROBLEM_FROM;
    message->from.email = message->reply_to.n     ? message->reply_to.at[0].email
                          : message->sender.email ? message->sender.email
                                                  : return_path;
    if (from) {
        struct bytes name = scan_trim(
            scan_slice(bytes_of(from), 0, end ? (size_t)(end - from) : strlen(from)));

        while (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
            name = scan_slice(name, 1, name.n - 1);
        message->from.name =
            name.n && !memchr(name.p, '@', name.n)
                ? arena_strndup(reading->arena, (const char *)name.p, name.n)
                : NULL;
    }
}

static void
read_senders(struct mime_reading *reading, const struct mime_part *root,
             struct mime_message *message)
{
    struct mime_addresses sender = read_addresses(reading, root, "Sender");
    struct mime_addresses back = read_addresses(reading, root, "Return-Path");

    message->from_all = read_addresses(reading, root, "From");
    message->to = read_addresses(reading, root, "To");
    message->cc = read_addresses(reading, root, "Cc");
    message->reply_to = read_addresses(reading, root, "Reply-To");
    if (sender.n)
        message->sender = sender.at[0];
    read_from(reading, message, back.n ? back.at[0].email : NULL);
    if (back.n)
        message->return_path = back.at[0].email;
    else if (mime_field(message, "Return-Path") &&
             str_starts(mime_field(message, "Return-Path"), "<>"))
        message->return_path = "";
}

/* The Date field; where it cannot be read, the time that the last server wrote. */
static void
read_date(struct mime_reading *reading, struct mime_message *message)
{
    const char *received = mime_field(message, "Received");
    const char *stamp = received ? strrchr(received, ';') : NULL;

    if (mime_date_parse(mime_field(message, "Date"), &message->date,
                        &message->date_offset))
        return;
    reading->problems |= MIME_PROBLEM_DATE;
    if (!stamp || !mime_date_parse(stamp + 1, &message->date, &message->date_offset))
        message->date = message->date_offset = 0;
}

static void
read_header(struct mime_reading *reading, const struct mime_part *root,
            struct mime_message *message)
{
    struct arena *arena = reading->arena;

    read_fields(reading, root, message);
    read_senders(reading, root, message);
    read_date(reading, message);
    message->subject = mime_field(message, "Subject");
    if (str_blank(message->subject))
        message->subject = NULL;
    message->message_id = first_id(arena, mime_field(message, "Message-ID"));
    message->in_reply_to = first_id(arena, mime_field(message, "In-Reply-To"));
    message->references = read_ids(arena, mime_field(message, "References"));
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (mime_header_count(&root->header, single[i]) > 1)
            reading->problems |= MIME_PROBLEM_DOUBLED;
}

struct err *
mime_read_as(struct cx *cx, struct bytes raw, const char *charset,
             struct mime_message **out)
{
    struct mime_message *message = NEW(cx->arena, struct mime_message);
    struct mime_reading reading = {.arena = cx->arena, .charset = charset};
    const struct mime_part *root;

    message->size_bytes = (int64_t)raw.n;
    if (raw.n > MIME_RAW_BYTES) {
        raw.n = MIME_RAW_BYTES;
        reading.problems |= MIME_PROBLEM_CUT;
    }
    root = mime_part_read(&reading, with_line_ends(cx->arena, raw));
    read_header(&reading, root, message);
    mime_body_read(&reading, root, message);
    mime_automatic_read(message);
    mime_bounce_read(&reading, root, message);
    message->ignore = message->is_auto_reply || message->bounce.is_bounce ||
                      message->bounce.is_feedback || !message->from.email;
    message->problems = reading.problems;
    *out = message;
    return NULL;
}

struct err *
mime_read(struct cx *cx, struct bytes raw, struct mime_message **out)
{
    return mime_read_as(cx, raw, NULL, out);
}
