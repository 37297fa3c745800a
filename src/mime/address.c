/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/address.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "mime/scan.h"
#include "mime/word.h"

enum { ADDRESS_BYTES = 320 };

/* Collects one address: what stands outside of <> and comments, inside of <>, in
 * comments. */
struct mailbox {
    struct arena *arena;
    struct buf name, angle, comment;
    bool has_angle, quoted;
    struct mime_addresses *out;
    size_t room;
};

static void
mailbox_reset(struct mailbox *box)
{
    buf_init(&box->name, box->arena, MIME_VALUE_BYTES);
    buf_init(&box->angle, box->arena, MIME_VALUE_BYTES);
    buf_init(&box->comment, box->arena, MIME_VALUE_BYTES);
    box->has_angle = box->quoted = false;
}

bool
mime_address_valid(const char *email)
{
    const char *at = email ? strrchr(email, '@') : NULL;

    if (!at || at == email || !at[1] || strlen(email) > ADDRESS_BYTES)
        return false;
    for (const char *c = email; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7F || *c == '<' || *c == '>' ||
            *c == ',' || *c == ';' || (*c == '@' && c != at && email[0] != '"'))
            return false;
    return at[1] != '.' && !strstr(at, "..");
}

/* Cleans "smtp:x@y", "<<x@y>", "@relay:x@y", "'x@y'", "x @ y." → x@y, domain small; NULL
 * none. */
static char *
clean_email(struct arena *arena, struct bytes raw)
{
    char *s = mime_word_text(arena, raw, NULL), *at, *colon;
    size_t n = 0;
    bool quoted = *s == '"';

    for (const char *c = s; *c; c++) {
        bool beside = n == 0 || s[n - 1] == '@' || s[n - 1] == '.' || c[1] == '@' ||
                      c[1] == '.' || !c[1];

        if (quoted || !(strchr("<>", *c) || (*c == ' ' && beside)))
            s[n++] = *c;
    }
    s[n] = '\0';
    if (str_starts_fold(s, "mailto:") || str_starts_fold(s, "smtp:"))
        s = strchr(s, ':') + 1;
    if (*s == '@' && (colon = strchr(s, ':')))
        s = colon + 1;
    while (*s == '\'' || (*s == '"' && !strstr(s + 1, "\"@")))
        s++;
    for (n = strlen(s); n && strchr("'\".,;:", s[n - 1]); n--)
        s[n - 1] = '\0';
    at = strrchr(s, '@');
    for (char *c = at; c && *c; c++)
        *c = (char)scan_lower((unsigned char)*c);
    if (!quoted)
        return mime_address_valid(s) ? s : NULL;
    /* "john"@example.org is john@example.org; other quoted local parts stay as they are.
     */
    if (at && at > s + 1 && at[-1] == '"') {
        char *plain = arena_printf(arena, "%.*s%s", (int)(at - s - 2), s + 1, at);

        if (mime_address_valid(plain) && !strchr(plain, '\\') && !strchr(plain, '"'))
            return plain;
    }
    return mime_address_valid(s) && at && at > s + 1 ? s : NULL;
}

static const char *
clean_name(struct arena *arena, struct bytes raw)
{
    char *name = mime_word_text(arena, raw, NULL);
    size_t n = strlen(name);

    while (n >= 2 && ((name[0] == '"' && name[n - 1] == '"') ||
                      (name[0] == '\'' && name[n - 1] == '\''))) {
        name[n - 1] = '\0';
        name = str_trim(arena, name + 1);
        n = strlen(name);
    }
    return *name ? name : NULL;
}

/* The last word that holds an "@" of a name without <>: "John Smith john@example.com". */
static bool
email_in_text(struct bytes text, struct bytes *email, struct bytes *rest)
{
    for (size_t end = text.n; end;) {
        size_t start;

        while (end && scan_is_blank(text.p[end - 1]))
            end--;
        for (start = end; start && !scan_is_blank(text.p[start - 1]); start--)
            ;
        *email = scan_slice(text, start, end);
        if (memchr(email->p ? email->p : (const void *)"", '@', email->n)) {
            *rest = scan_slice(text, 0, start);
            return true;
        }
        end = start;
    }
    return false;
}

static void
mailbox_add(struct mailbox *box, const char *email, const char *name)
{
    struct mime_addresses *out = box->out;

    if (!email || out->n >= MIME_ADDRESSES_N)
        return;
    out->at = arena_grow(box->arena, out->at, out->n, &box->room, sizeof *out->at);
    out->at[out->n++] = (struct mime_address){email, name};
}

/* Ends an address at a separator. Returns false when it was none, so that the text goes
 * on: "Smith, John <john@example.com>" sent without quotes. */
static bool
mailbox_end(struct mailbox *box, bool last)
{
    struct bytes text = scan_trim(buf_bytes(&box->name)), email, rest;
    const char *name;

    if (box->has_angle) {
        const char *found = clean_email(box->arena, buf_bytes(&box->angle));

        name = clean_name(box->arena, text.n ? text : buf_bytes(&box->comment));
        if (!found && email_in_text(buf_bytes(&box->angle), &email, &rest))
            found = clean_email(box->arena, email); /* <John Smith john@example.com> */
        if (!found && name && email_in_text(bytes_of(name), &email, &rest))
            found = clean_email(box->arena, email);
        mailbox_add(box, found,
                    name && found && str_eq_fold(name, found) && !text.n ? NULL : name);
    } else if (email_in_text(text, &email, &rest)) {
        const char *whole = NULL;

        if (scan_trim(rest).n && memchr(rest.p, '@', rest.n) == NULL &&
            text.n < ADDRESS_BYTES && (email.p[0] == '@' || rest.p[rest.n - 1] == '@'))
            whole = clean_email(box->arena, text); /* "john @ example.com" */
        name = scan_trim(rest).n ? clean_name(box->arena, rest)
                                 : clean_name(box->arena, buf_bytes(&box->comment));
        if (whole)
            mailbox_add(box, whole, clean_name(box->arena, buf_bytes(&box->comment)));
        else
            mailbox_add(box, clean_email(box->arena, email), name);
    } else if (text.n && !last) {
        return false;
    }
    mailbox_reset(box);
    return true;
}

static size_t
add_comment(struct mailbox *box, struct bytes raw, size_t at)
{
    int depth = 1;

    if (box->comment.n)
        buf_char(&box->comment, ' ');
    for (at++; at < raw.n; at++) {
        if (raw.p[at] == '\\' && at + 1 < raw.n)
            at++;
        else if (raw.p[at] == '(')
            depth++;
        else if (raw.p[at] == ')' && --depth == 0)
            break;
        buf_char(&box->comment, (char)raw.p[at]);
    }
    return at;
}

/* A quoted string; the quotes of a local part stay ("a b"@example.com). */
static size_t
add_quoted(struct mailbox *box, struct buf *to, struct bytes raw, size_t at)
{
    size_t end = at + 1;
    bool local;

    while (end < raw.n && raw.p[end] != '"')
        end += raw.p[end] == '\\' && end + 1 < raw.n ? 2 : 1;
    if (end >= raw.n) /* never closed: an ordinary character */
        return at;
    local = end + 1 < raw.n && raw.p[end + 1] == '@';
    if (local)
        buf_char(to, '"');
    for (size_t i = at + 1; i < end; i++) {
        if (raw.p[i] == '\\' && i + 1 < end && !local)
            i++;
        buf_char(to, (char)raw.p[i]);
    }
    if (local)
        buf_char(to, '"');
    box->quoted = true;
    return end;
}

static bool
is_group_start(const struct mailbox *box, struct bytes raw, size_t at)
{
    struct bytes name = scan_trim(buf_bytes(&box->name));

    if (box->has_angle || memchr(buf_text(&box->name), '@', box->name.n))
        return false;
    if (scan_starts_fold(name, "mailto") || scan_starts_fold(name, "smtp"))
        return false;
    /* a group ends by a semicolon, or is empty */
    return scan_find(raw, at, ';') < raw.n;
}

static void
parse(struct mailbox *box, struct bytes raw)
{
    for (size_t at = 0; at < raw.n && box->out->n < MIME_ADDRESSES_N; at++) {
        unsigned char c = raw.p[at];
        size_t close;

        if (c == '(')
            at = add_comment(box, raw, at);
        else if (c == '"')
            at = add_quoted(box, &box->name, raw, at);
        else if (c == '<') {
            close = scan_find(raw, at, '>');
            if (box->has_angle && !box->angle.n)
                buf_cut(&box->angle, 0);
            if (!box->has_angle)
                buf_add(&box->angle, raw.p + at + 1,
                        (close < raw.n ? close : raw.n) - at - 1);
            box->has_angle = true;
            at = close;
        } else if (c == ',' || c == ';') {
            if (!mailbox_end(box, c == ';'))
                buf_char(&box->name, ',');
        } else if (c == ':' && is_group_start(box, raw, at))
            mailbox_reset(box);
        else
            buf_char(&box->name, (char)c);
    }
    mailbox_end(box, true);
}

struct mime_addresses
mime_address_list(struct arena *arena, struct bytes raw)
{
    struct mime_addresses list = {0};
    struct mailbox box = {.arena = arena, .out = &list};
    const char *decoded;

    mailbox_reset(&box);
    parse(&box, raw);
    if (list.n || !scan_trim(raw).n)
        return list;
    /* The whole field as one encoded word, brackets and all. */
    decoded = mime_word_text(arena, raw, NULL);
    mailbox_reset(&box);
    parse(&box, bytes_of(decoded));
    return list;
}

const char *
mime_domain(const char *email)
{
    const char *at = email ? strrchr(email, '@') : NULL;

    return at ? at + 1 : "";
}
