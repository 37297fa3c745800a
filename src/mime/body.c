/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/body.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "mime/flowed.h"
#include "mime/scan.h"
#include "mime/tnef.h"
#include "mime/transfer.h"
#include "mime/word.h"

enum { PICTURES_N = 2000 };

/* A part of the visible text, decoded. */
struct visible {
    const char *content;
    bool is_html;
};

struct body {
    struct mime_reading *reading;
    struct mime_message *message;
    VEC(struct visible) text; /* what a reader of plain text sees */
    VEC(struct visible) html; /* what a reader of HTML sees */
    VEC(struct mime_attachment) files;
};

/* Whether the plain and the HTML view take parts at this place (RFC 8621 sets them to
 * null below an alternative that has chosen the other one). */
struct views {
    bool text, html;
};

static void
add_file(struct body *body, const struct mime_attachment *file)
{
    if (body->files.n >= MIME_ATTACHMENTS_N) {
        body->reading->problems |= MIME_PROBLEM_CUT;
        return;
    }
    *vec_add(body->reading->arena, &body->files) = *file;
}

static const char *
nested_subject(struct mime_reading *reading, struct bytes message)
{
    struct mime_header header;
    struct bytes raw;
    const char *subject;

    mime_header_read(reading->arena, message, true, &header);
    raw = mime_header_get(&header, "Subject");
    subject = raw.p ? mime_word_text(reading->arena, raw, NULL) : "";
    if (!*subject)
        return NULL;
    return arena_printf(reading->arena, "%s.eml", subject);
}

static void
add_tnef(struct body *body, struct mime_attachment *file)
{
    struct mime_tnef tnef;

    if (!mime_tnef_read(body->reading->arena, file->bytes, &tnef))
        body->reading->problems |= MIME_PROBLEM_TNEF;
    if (!tnef.attachments_n && !tnef.text && !tnef.html) {
        add_file(body, file);
        return;
    }
    for (size_t i = 0; i < tnef.attachments_n; i++)
        add_file(body, &tnef.attachments[i]);
    if (body->text.n || body->html.n)
        return;
    if (tnef.text)
        *vec_add(body->reading->arena, &body->text) = (struct visible){tnef.text, false};
    if (tnef.html)
        *vec_add(body->reading->arena, &body->html) = (struct visible){tnef.html, true};
}

static void
add_attachment(struct body *body, const struct mime_part *part)
{
    struct mime_attachment file = {.filename = part->filename,
                                   .type = part->type,
                                   .bytes = mime_part_bytes(body->reading, part),
                                   .content_id = part->content_id,
                                   .charset = part->charset,
                                   .is_inline = str_eq(part->disposition, "inline")};

    if (str_eq(part->type, "application/ms-tnef") ||
        str_eq(part->type, "application/vnd.ms-tnef") ||
        (part->filename && str_eq_fold(part->filename, "winmail.dat"))) {
        add_tnef(body, &file);
        return;
    }
    if (str_eq(part->type, "text/calendar") && !body->message->calendar)
        body->message->calendar = mime_part_text(body->reading, part);
    if (str_eq(part->type, "application/pgp-encrypted") ||
        (str_ends(part->type, "pkcs7-mime") &&
         !str_eq(mime_header_param(&part->content_type, "smime-type"), "signed-data")))
        body->reading->problems |= MIME_PROBLEM_ENCRYPTED;
    if (!file.filename && str_eq(part->type, "message/rfc822"))
        file.filename = nested_subject(body->reading, file.bytes);
    add_file(body, &file);
}

/* Takes uuencoded files out of a text. */
static const char *
without_uu(struct body *body, const char *text)
{
    struct arena *arena = body->reading->arena;
    struct bytes raw = bytes_of(text), name;
    size_t from = 0, begin, end;
    struct buf rest;

    if (!strstr(text, "begin "))
        return text;
    buf_init(&rest, arena, raw.n + 1);
    while (mime_flowed_uu(raw, from, &begin, &end, &name)) {
        bool bad = false;
        struct mime_attachment file = {
            .filename = arena_strndup(arena, (const char *)name.p, name.n),
            .type = "application/octet-stream",
            .bytes = mime_transfer_uu(arena, scan_slice(raw, begin, end), &bad)};

        if (bad)
            body->reading->problems |= MIME_PROBLEM_ENCODING;
        buf_add(&rest, raw.p + from, begin - from);
        add_file(body, &file);
        from = end;
    }
    buf_add(&rest, raw.p + from, raw.n - from);
    return arena_strndup(arena, buf_text(&rest), rest.n);
}

static struct visible
visible_of(struct body *body, const struct mime_part *part)
{
    struct visible visible = {mime_part_text(body->reading, part),
                              str_eq(part->type, "text/html")};
    const char *format = mime_header_param(&part->content_type, "format");
    const char *delsp = mime_header_param(&part->content_type, "delsp");

    if (visible.is_html)
        return visible;
    visible.content = without_uu(body, visible.content);
    if (format && str_eq_fold(format, "flowed"))
        visible.content = mime_flowed_join(body->reading->arena, visible.content,
                                           delsp && str_eq_fold(delsp, "yes"));
    return visible;
}

static void
add_visible(struct body *body, const struct mime_part *part, struct views views)
{
    struct visible visible = visible_of(body, part);

    if (views.text)
        *vec_add(body->reading->arena, &body->text) = visible;
    if (views.html)
        *vec_add(body->reading->arena, &body->html) = visible;
}

static bool
is_text(const struct mime_part *part)
{
    return str_eq(part->type, "text/plain") || str_eq(part->type, "text/html") ||
           str_eq(part->type, "text/enriched") || str_eq(part->type, "text/richtext");
}

/* Shown where it stands, not offered as a file. */
static bool
is_body(const struct mime_part *part, bool first, const char *multipart)
{
    bool related = str_eq(multipart, "multipart/related");

    if (!is_text(part) || str_eq(part->disposition, "attachment"))
        return false;
    if (str_eq(multipart, "multipart/alternative") && !str_eq(part->type, "text/html") &&
        !str_eq(part->type, "text/plain"))
        return false; /* enriched text beside better ones */
    return first || (!related && !part->filename);
}

static bool
all_blank(const struct body *body, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!str_blank(body->text.at[i].content))
            return false;
    return true;
}

/* A plain text that a careless program made of its HTML: all in one line, or with the
 * entities of HTML still in it. */
static bool
is_poor(const char *text)
{
    size_t n = strlen(text);

    while (n && strchr(" \t\n", text[n - 1]))
        n--;
    return n >= 400 && (!memchr(text, '\n', n) || memmem(text, n, "&nbsp;", 6));
}

/* Behind an alternative: what only one of the views has belongs to both; a plain text
 * that is empty or poor beside HTML is as good as none. */
static void
even_out(struct body *body, size_t text_n, size_t html_n)
{
    struct arena *arena = body->reading->arena;

    if (body->html.n > html_n &&
        (all_blank(body, text_n, body->text.n) ||
         (body->text.n == text_n + 1 && is_poor(body->text.at[text_n].content)))) {
        body->text.n = text_n;
        for (size_t i = html_n; i < body->html.n; i++)
            *vec_add(arena, &body->text) = body->html.at[i];
    } else if (body->html.n == html_n) {
        for (size_t i = text_n; i < body->text.n; i++)
            *vec_add(arena, &body->html) = body->text.at[i];
    }
}

/* RFC 8621 §4.1.4, "parseStructure". */
static void
walk(struct body *body, const struct mime_part *first, const char *multipart,
     struct views views, bool in_alternative)
{
    bool alternative = str_eq(multipart, "multipart/alternative");
    size_t text_n = body->text.n, html_n = body->html.n;

    for (const struct mime_part *part = first; part; part = part->next) {
        if (part->is_multipart) {
            walk(body, part->first, part->type, views,
                 in_alternative || str_eq(part->type, "multipart/alternative"));
        } else if (!is_body(part, part == first, multipart)) {
            add_attachment(body, part);
        } else if (alternative) {
            bool html = str_eq(part->type, "text/html");

            add_visible(body, part,
                        (struct views){views.text && !html, views.html && html});
        } else {
            if (in_alternative && str_eq(part->type, "text/html"))
                views.text = false;
            else if (in_alternative)
                views.html = false;
            add_visible(body, part, views);
        }
    }
    if (alternative && views.text && views.html)
        even_out(body, text_n, html_n);
}

/* A picture is inline when the HTML shows it. */
static void
mark_inline(struct body *body)
{
    const char *at = body->message->html;

    for (int n = 0; at && n < PICTURES_N && (at = str_find_fold(at, "cid:")); n++) {
        at += 4;
        for (size_t i = 0; i < body->files.n; i++) {
            const char *id = body->files.at[i].content_id;

            if (id && str_starts(at, id))
                body->files.at[i].is_inline = true;
        }
    }
}

static void
add_escaped(struct buf *buf, const char *text)
{
    buf_lit(buf, "<div style=\"white-space: pre-wrap\">");
    for (; *text; text++)
        if (*text == '<')
            buf_lit(buf, "&lt;");
        else if (*text == '>')
            buf_lit(buf, "&gt;");
        else if (*text == '&')
            buf_lit(buf, "&amp;");
        else
            buf_char(buf, *text);
    buf_lit(buf, "</div>\n");
}

/* The HTML view, when one of its parts is HTML. */
static const char *
joined_html(struct body *body)
{
    bool any = false;
    struct buf buf;

    for (size_t i = 0; i < body->html.n; i++)
        any = any || body->html.at[i].is_html;
    if (!any)
        return NULL;
    if (body->html.n == 1)
        return body->html.at[0].content;
    buf_init(&buf, body->reading->arena, 2 * MIME_TEXT_BYTES);
    for (size_t i = 0; i < body->html.n; i++)
        if (body->html.at[i].is_html)
            buf_str(&buf, body->html.at[i].content);
        else
            add_escaped(&buf, body->html.at[i].content);
    return buf_text(&buf);
}

static const char *
joined_text(struct body *body)
{
    struct buf buf;

    for (size_t i = 0; i < body->text.n; i++)
        if (body->text.at[i].is_html)
            return NULL;
    if (body->text.n <= 1)
        return body->text.n ? body->text.at[0].content : NULL;
    buf_init(&buf, body->reading->arena, MIME_TEXT_BYTES);
    for (size_t i = 0; i < body->text.n; i++) {
        if (buf.n && buf.p[buf.n - 1] != '\n')
            buf_char(&buf, '\n');
        buf_str(&buf, body->text.at[i].content);
    }
    return buf_text(&buf);
}

void
mime_body_read(struct mime_reading *reading, const struct mime_part *root,
               struct mime_message *message)
{
    struct body body = {.reading = reading, .message = message};
    struct mime_part top = *root;

    /* A message that is nothing but a message: what that one says. */
    for (int i = 0; i < 3 && str_eq(top.type, "message/rfc822"); i++)
        top = *mime_part_read(reading, mime_part_bytes(reading, &top));
    top.next = NULL;
    if (top.is_multipart)
        walk(&body, top.first, top.type, (struct views){true, true},
             str_eq(top.type, "multipart/alternative"));
    else
        walk(&body, &top, "", (struct views){true, true}, false);
    if (!body.text.n && body.html.n)
        *vec_add(reading->arena, &body.text) = body.html.at[0];
    message->pieces = NEW_N(reading->arena, body.text.n + 1, struct mime_piece);
    for (size_t i = 0; i < body.text.n; i++)
        if (!str_blank(body.text.at[i].content))
            message->pieces[message->pieces_n++] =
                (struct mime_piece){body.text.at[i].content, body.text.at[i].is_html};
    message->text = joined_text(&body);
    message->html = joined_html(&body);
    if (str_blank(message->text))
        message->text = NULL;
    mark_inline(&body);
    message->attachments = body.files.at;
    message->attachments_n = body.files.n;
}
