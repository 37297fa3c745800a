/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/wire.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"

enum { MAGIC = 0x4B444D31 };

static void
put_int(struct buf *out, int64_t value)
{
    buf_add(out, &value, sizeof value);
}

static void
put_bytes(struct buf *out, struct bytes raw)
{
    put_int(out, (int64_t)raw.n);
    buf_add(out, raw.p, raw.n);
}

/* NULL is told from "" by its length -1; a text keeps its NUL so that it can stay in
 * place. */
static void
put_text(struct buf *out, const char *s)
{
    put_int(out, s ? (int64_t)strlen(s) : -1);
    if (s)
        buf_add(out, s, strlen(s) + 1);
}

static void
put_addresses(struct buf *out, const struct mime_addresses *list)
{
    put_int(out, (int64_t)list->n);
    for (size_t i = 0; i < list->n; i++) {
        put_text(out, list->at[i].email);
        put_text(out, list->at[i].name);
    }
}

static void
put_attachments(struct buf *out, const struct mime_message *message)
{
    put_int(out, (int64_t)message->attachments_n);
    for (size_t i = 0; i < message->attachments_n; i++) {
        const struct mime_attachment *file = &message->attachments[i];

        put_text(out, file->filename);
        put_text(out, file->type);
        put_text(out, file->content_id);
        put_text(out, file->charset);
        put_int(out, file->is_inline);
        put_bytes(out, file->bytes);
    }
}

static void
put_bounce(struct buf *out, const struct mime_bounce *bounce)
{
    put_int(out, bounce->is_bounce | bounce->is_feedback << 1 | bounce->temporary << 2);
    put_text(out, bounce->status);
    put_text(out, bounce->original_id);
    put_int(out, (int64_t)bounce->recipients_n);
    for (size_t i = 0; i < bounce->recipients_n; i++) {
        put_text(out, bounce->recipients[i].email);
        put_text(out, bounce->recipients[i].status);
        put_text(out, bounce->recipients[i].diagnostic);
        put_int(out, bounce->recipients[i].temporary);
    }
}

void
mime_wire_write(struct buf *out, const struct mime_message *m)
{
    put_int(out, MAGIC);
    put_text(out, m->from.email);
    put_text(out, m->from.name);
    put_text(out, m->sender.email);
    put_text(out, m->sender.name);
    put_addresses(out, &m->from_all);
    put_addresses(out, &m->to);
    put_addresses(out, &m->cc);
    put_addresses(out, &m->reply_to);
    put_text(out, m->subject);
    put_int(out, m->date);
    put_int(out, m->date_offset);
    put_text(out, m->message_id);
    put_text(out, m->in_reply_to);
    put_int(out, (int64_t)m->references.n);
    for (size_t i = 0; i < m->references.n; i++)
        put_text(out, m->references.at[i]);
    put_text(out, m->text);
    put_text(out, m->html);
    put_int(out, (int64_t)m->pieces_n);
    for (size_t i = 0; i < m->pieces_n; i++) {
        put_int(out, m->pieces[i].is_html);
        put_text(out, m->pieces[i].content);
    }
    put_text(out, m->calendar);
    put_attachments(out, m);
    put_int(out, (int64_t)m->fields_n);
    for (size_t i = 0; i < m->fields_n; i++) {
        put_text(out, m->fields[i].name);
        put_text(out, m->fields[i].value);
    }
    put_int(out,
            m->auto_submitted | m->is_auto_reply << 1 | m->ignore << 2 | m->is_spam << 3);
    put_text(out, m->auto_reason);
    put_text(out, m->return_path);
    put_bounce(out, &m->bounce);
    put_int(out, m->size_bytes);
    put_int(out, m->problems);
}

/* ---- Reading. After the first fault everything is 0 and NULL. */
struct wire {
    struct arena *arena;
    struct bytes raw;
    bool broken;
};

static int64_t
get_int(struct wire *wire)
{
    int64_t value = 0;

    if (wire->broken || wire->raw.n < sizeof value) {
        wire->broken = true;
        return 0;
    }
    memcpy(&value, wire->raw.p, sizeof value);
    wire->raw.p += sizeof value;
    wire->raw.n -= sizeof value;
    return value;
}

static size_t
get_count(struct wire *wire, int64_t most)
{
    int64_t n = get_int(wire);

    if (n < 0 || n > most)
        wire->broken = true;
    return wire->broken ? 0 : (size_t)n;
}

static struct bytes
get_bytes(struct wire *wire)
{
    struct bytes piece = {wire->raw.p, 0};
    size_t n = get_count(wire, INT64_MAX);

    if (n > wire->raw.n) {
        wire->broken = true;
        return piece;
    }
    piece = (struct bytes){wire->raw.p, n};
    wire->raw.p += n;
    wire->raw.n -= n;
    return piece;
}

static bool
is_clean(struct bytes text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((text.p[i] < 0x20 && text.p[i] != '\n' && text.p[i] != '\t') ||
            text.p[i] == 0x7F)
            return false;
    return utf8_valid(text);
}

static const char *
get_text(struct wire *wire)
{
    int64_t n = get_int(wire);
    struct bytes text = {wire->raw.p, (size_t)n};

    if (wire->broken || n < 0)
        return NULL;
    if ((uint64_t)n >= wire->raw.n || wire->raw.p[n] || !is_clean(text)) {
        wire->broken = true;
        return NULL;
    }
    wire->raw.p += n + 1;
    wire->raw.n -= (size_t)n + 1;
    return (const char *)text.p;
}

static struct mime_addresses
get_addresses(struct wire *wire)
{
    struct mime_addresses list = {.n = get_count(wire, MIME_ADDRESSES_N)};

    list.at = NEW_N(wire->arena, list.n + 1, struct mime_address);
    for (size_t i = 0; i < list.n; i++) {
        list.at[i].email = get_text(wire);
        list.at[i].name = get_text(wire);
        wire->broken = wire->broken || !list.at[i].email;
    }
    return list;
}

static void
get_attachments(struct wire *wire, struct mime_message *message)
{
    size_t n = message->attachments_n = get_count(wire, MIME_ATTACHMENTS_N);

    message->attachments = NEW_N(wire->arena, n + 1, struct mime_attachment);
    for (size_t i = 0; i < n; i++) {
        struct mime_attachment *file = &message->attachments[i];

        file->filename = get_text(wire);
        file->type = get_text(wire);
        file->content_id = get_text(wire);
        file->charset = get_text(wire);
        file->is_inline = get_int(wire);
        file->bytes = get_bytes(wire);
        wire->broken = wire->broken || !file->type;
    }
}

static void
get_bounce(struct wire *wire, struct mime_bounce *bounce)
{
    int64_t flags = get_int(wire);

    bounce->is_bounce = flags & 1;
    bounce->is_feedback = flags & 2;
    bounce->temporary = flags & 4;
    bounce->status = get_text(wire);
    bounce->original_id = get_text(wire);
    bounce->recipients_n = get_count(wire, MIME_RECIPIENTS_N);
    bounce->recipients = NEW_N(wire->arena, bounce->recipients_n + 1, struct mime_failed);
    for (size_t i = 0; i < bounce->recipients_n; i++) {
        struct mime_failed *failed = &bounce->recipients[i];

        failed->email = get_text(wire);
        failed->status = get_text(wire);
        failed->diagnostic = get_text(wire);
        failed->temporary = get_int(wire);
        wire->broken = wire->broken || !failed->email;
    }
}

static void
get_pieces(struct wire *wire, struct mime_message *m)
{
    m->pieces_n = get_count(wire, MIME_PARTS_N);
    m->pieces = NEW_N(wire->arena, m->pieces_n + 1, struct mime_piece);
    for (size_t i = 0; i < m->pieces_n; i++) {
        m->pieces[i].is_html = get_int(wire);
        m->pieces[i].content = get_text(wire);
        wire->broken = wire->broken || !m->pieces[i].content;
    }
}

static void
get_fields(struct wire *wire, struct mime_message *m)
{
    m->fields_n = get_count(wire, MIME_HEADERS_N);
    m->fields = NEW_N(wire->arena, m->fields_n + 1, struct mime_field);
    for (size_t i = 0; i < m->fields_n; i++) {
        m->fields[i].name = get_text(wire);
        m->fields[i].value = get_text(wire);
        wire->broken = wire->broken || !m->fields[i].name || !m->fields[i].value;
    }
}

static void
get_head(struct wire *wire, struct mime_message *m)
{
    m->from = (struct mime_address){.email = get_text(wire)};
    m->from.name = get_text(wire);
    m->sender = (struct mime_address){.email = get_text(wire)};
    m->sender.name = get_text(wire);
    m->from_all = get_addresses(wire);
    m->to = get_addresses(wire);
    m->cc = get_addresses(wire);
    m->reply_to = get_addresses(wire);
    m->subject = get_text(wire);
    m->date = get_int(wire);
    m->date_offset = (int)get_int(wire);
    m->message_id = get_text(wire);
    m->in_reply_to = get_text(wire);
    m->references.n = get_count(wire, MIME_REFERENCES_N);
    m->references.at = NEW_N(wire->arena, m->references.n + 1, const char *);
    for (size_t i = 0; i < m->references.n; i++) {
        m->references.at[i] = get_text(wire);
        wire->broken = wire->broken || !m->references.at[i];
    }
}

struct mime_message *
mime_wire_read(struct arena *arena, struct bytes raw)
{
    struct mime_message *m = NEW(arena, struct mime_message);
    struct wire wire = {.arena = arena, .raw = raw};
    int64_t flags;

    if (get_int(&wire) != MAGIC)
        return NULL;
    get_head(&wire, m);
    m->text = get_text(&wire);
    m->html = get_text(&wire);
    get_pieces(&wire, m);
    m->calendar = get_text(&wire);
    get_attachments(&wire, m);
    get_fields(&wire, m);
    flags = get_int(&wire);
    m->auto_submitted = flags & 1;
    m->is_auto_reply = flags & 2;
    m->ignore = flags & 4;
    m->is_spam = flags & 8;
    m->auto_reason = get_text(&wire);
    m->return_path = get_text(&wire);
    get_bounce(&wire, &m->bounce);
    m->size_bytes = get_int(&wire);
    m->problems = (unsigned)get_int(&wire);
    return wire.broken || wire.raw.n ? NULL : m;
}
