/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/build.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/str.h"
#include "base/utf8.h"
#include "mime/address.h"

#include <gmime/gmime.h>
#include <pthread.h>

enum { REFERENCES_MAX = 20, BOUNDARY_BYTES = 12 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* One line without control characters, whatever came. Never NULL. */
static const char *
one_line(struct cx *cx, const char *s)
{
    return str_trim(cx->arena, utf8_clean(cx->arena, bytes_of(s ? s : ""), true));
}

static bool
is_id(const char *id)
{
    if (!id || !*id || strlen(id) > 900)
        return false;
    for (const char *c = id; *c; c++)
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7F || *c == '<' ||
            *c == '>')
            return false;
    return true;
}

static struct err *
check(struct cx *cx, const struct mime_draft *draft)
{
    if (!mime_address_valid(draft->from.email))
        FAIL_FIELD(cx, "from", "This is no mail address.");
    if (!mime_address_valid(draft->to.email))
        FAIL_FIELD(cx, "to", "This is no mail address.");
    if (draft->reply_to.email && !mime_address_valid(draft->reply_to.email))
        FAIL_FIELD(cx, "reply_to", "This is no mail address.");
    if (!is_id(draft->message_id))
        return err_detail(
            cx, ERR_FIELD(cx, "message_id", "This message cannot be identified."),
            "Message-ID of a draft");
    return NULL;
}

static void
add_mailbox(struct cx *cx, GMimeMessage *message, GMimeAddressType type,
            const struct mime_address *address)
{
    const char *name = one_line(cx, address->name);

    g_mime_message_add_mailbox(message, type, *name ? name : NULL, address->email);
}

static void
add_header(struct cx *cx, GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, one_line(cx, value), "UTF-8");
}

/* The thread: the first id and the last ones, so that the line stays short however long
 * it has become (RFC 5322 §3.6.4). */
static void
add_references(struct cx *cx, GMimeMessage *message, const struct mime_draft *draft)
{
    struct buf buf;
    size_t skipped =
        draft->references_n > REFERENCES_MAX ? draft->references_n - REFERENCES_MAX : 0;

    buf_init(&buf, cx->arena, 0);
    for (size_t i = 0; i < draft->references_n; i++) {
        if ((i > 0 && i <= skipped) || !is_id(draft->references[i]))
            continue;
        buf_str(&buf, buf.n ? " <" : "<");
        buf_str(&buf, draft->references[i]);
        buf_char(&buf, '>');
    }
    if (buf.n)
        g_mime_object_set_header(GMIME_OBJECT(message), "References", buf_text(&buf),
                                 NULL);
    if (is_id(draft->in_reply_to))
        g_mime_object_set_header(GMIME_OBJECT(message), "In-Reply-To",
                                 arena_printf(cx->arena, "<%s>", draft->in_reply_to),
                                 NULL);
}

static void
add_headers(struct cx *cx, GMimeMessage *message, const struct mime_draft *draft)
{
    GDateTime *date = g_date_time_new_from_unix_utc(draft->date / MS_SECOND);

    add_mailbox(cx, message, GMIME_ADDRESS_TYPE_FROM, &draft->from);
    add_mailbox(cx, message, GMIME_ADDRESS_TYPE_TO, &draft->to);
    if (draft->reply_to.email)
        add_mailbox(cx, message, GMIME_ADDRESS_TYPE_REPLY_TO, &draft->reply_to);
    g_mime_message_set_subject(message, one_line(cx, draft->subject), "UTF-8");
    if (date) {
        g_mime_message_set_date(message, date);
        g_date_time_unref(date);
    }
    g_mime_message_set_message_id(message, draft->message_id);
    add_references(cx, message, draft);
    if (draft->auto_submitted) {
        add_header(cx, message, "Auto-Submitted", draft->auto_submitted);
        add_header(cx, message, "X-Auto-Response-Suppress", "All");
    }
    if (draft->list_unsubscribe)
        add_header(
            cx, message, "List-Unsubscribe",
            arena_printf(cx->arena, "<%s>", one_line(cx, draft->list_unsubscribe)));
    if (draft->language)
        add_header(cx, message, "Content-Language", draft->language);
}

static GMimeObject *
text_part(struct cx *cx, const char *subtype, const char *text)
{
    GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);

    text = utf8_clean(cx->arena, bytes_of(text), false);
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_text_part_set_text(part, text);
    /* quoted-printable also keeps "From " and "." at the start of lines, blanks at their
     * ends and long lines as they are */
    g_mime_part_set_content_encoding(GMIME_PART(part),
                                     GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(part);
}

static void
adopt(GMimeMultipart *parent, GMimeObject *child)
{
    g_mime_multipart_add(parent, child);
    g_object_unref(child);
}

/* Random, so that nobody can write it into a body beforehand. */
static GMimeMultipart *
multipart(struct cx *cx, const char *subtype)
{
    unsigned char raw[BOUNDARY_BYTES];
    GMimeMultipart *part = g_mime_multipart_new_with_subtype(subtype);

    random_bytes(raw, sizeof raw);
    g_mime_multipart_set_boundary(
        part, arena_printf(cx->arena, "=_%s",
                           hex_encode(cx->arena, (struct bytes){raw, sizeof raw})));
    return part;
}

static bool
is_token(const char *s)
{
    for (const char *c = s; *c; c++)
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7F ||
            strchr("()<>@,;:\\\"/[]?=", *c))
            return false;
    return *s;
}

/* "image/png" in two; anything that is no type becomes a plain row of bytes. multipart/…
 * and message/… would have to be read as structure by the receiver: they are bytes too.
 */
static void
split_type(struct cx *cx, const char *type, const char **major, const char **minor)
{
    char *copy = arena_strdup(cx->arena, type ? type : "");
    char *slash = strchr(copy, '/');

    *major = "application";
    *minor = "octet-stream";
    if (!slash)
        return;
    *slash = '\0';
    if (!is_token(copy) || !is_token(slash + 1) || str_eq_fold(copy, "multipart") ||
        str_eq_fold(copy, "message"))
        return;
    *major = copy;
    *minor = slash + 1;
}

static GMimeObject *
file_part(struct cx *cx, const struct mime_file *file)
{
    const char *major, *minor, *name = one_line(cx, file->filename);
    GMimePart *part;
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(
        file->bytes.n ? (const char *)file->bytes.p : "", file->bytes.n);
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_BINARY);

    split_type(cx, file->type, &major, &minor);
    part = g_mime_part_new_with_type(major, minor);
    g_mime_part_set_content(part, content);
    g_object_unref(content);
    g_object_unref(stream);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(GMIME_OBJECT(part),
                                  file->content_id ? "inline" : "attachment");
    if (*name)
        g_mime_part_set_filename(part, name);
    if (is_id(file->content_id))
        g_mime_part_set_content_id(part, file->content_id);
    return GMIME_OBJECT(part);
}

/* HTML with its pictures (RFC 2387). */
static GMimeObject *
html_part(struct cx *cx, const struct mime_draft *draft)
{
    GMimeObject *html = text_part(cx, "html", draft->html);
    GMimeMultipart *related = NULL;

    for (size_t i = 0; i < draft->files_n; i++) {
        if (!draft->files[i].content_id)
            continue;
        if (!related) {
            related = multipart(cx, "related");
            adopt(related, html);
        }
        adopt(related, file_part(cx, &draft->files[i]));
    }
    return related ? GMIME_OBJECT(related) : html;
}

static GMimeObject *
body(struct cx *cx, const struct mime_draft *draft)
{
    GMimeObject *text = text_part(cx, "plain", draft->text ? draft->text : "");
    GMimeMultipart *mixed = NULL;

    if (draft->html) {
        GMimeMultipart *alternative = multipart(cx, "alternative");

        adopt(alternative, text);
        adopt(alternative, html_part(cx, draft));
        text = GMIME_OBJECT(alternative);
    }
    for (size_t i = 0; i < draft->files_n; i++) {
        if (draft->html && draft->files[i].content_id)
            continue;
        if (!mixed) {
            mixed = multipart(cx, "mixed");
            adopt(mixed, text);
        }
        adopt(mixed, file_part(cx, &draft->files[i]));
    }
    return mixed ? GMIME_OBJECT(mixed) : text;
}

static GMimeFormatOptions *
options_new(void)
{
    GMimeFormatOptions *options = g_mime_format_options_new();

    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_format_options_set_param_encoding_method(options,
                                                    GMIME_PARAM_ENCODING_METHOD_RFC2231);
    return options;
}

struct err *
mime_build(struct cx *cx, const struct mime_draft *draft, struct bytes *out)
{
    GMimeMessage *message;
    GMimeObject *part;
    GMimeFormatOptions *options;
    GMimeStream *stream;
    GByteArray *bytes;

    TRY(check(cx, draft));
    pthread_once(&once, g_mime_init);
    message = g_mime_message_new(TRUE);
    add_headers(cx, message, draft);
    part = body(cx, draft);
    g_mime_message_set_mime_part(message, part);
    g_object_unref(part);
    options = options_new();
    stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream);
    bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    *out = (struct bytes){arena_memdup(cx->arena, bytes->data, bytes->len), bytes->len};
    g_object_unref(stream);
    g_mime_format_options_free(options);
    g_object_unref(message);
    return NULL;
}
