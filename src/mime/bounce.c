/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/bounce.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "mime/address.h"
#include "mime/prose.h"
#include "mime/scan.h"
#include "mime/word.h"

enum { STATUS_BYTES = 256 * 1024, DIAGNOSTIC_CHARACTERS = 500 };

/* What the parts of a report are; the first of each kind. */
struct report {
    const struct mime_part *status;   /* message/delivery-status */
    const struct mime_part *feedback; /* message/feedback-report */
    const struct mime_part *receipt;  /* message/disposition-notification */
    const struct mime_part *original; /* our mail, or its header */
};

/* One recipient's block of a delivery status (RFC 3464 §2.3). */
struct block {
    struct bytes original, final, action, status, diagnostic;
};

struct reader {
    struct mime_reading *reading;
    struct mime_message *message;
    VEC(struct mime_failed) failed;
    bool any_action, any_failed, any_delayed, any_delivered;
    const char *delivered; /* the status of the first who got it, "2.1.5" */
};

static void
find_parts(const struct mime_part *part, struct report *report)
{
    for (; part; part = part->next) {
        if (part->is_multipart)
            find_parts(part->first, report);
        else if (!report->status &&
                 (str_eq(part->type, "message/delivery-status") ||
                  str_eq(part->type, "message/global-delivery-status")))
            report->status = part;
        else if (!report->feedback && str_eq(part->type, "message/feedback-report"))
            report->feedback = part;
        else if (!report->receipt &&
                 str_eq(part->type, "message/disposition-notification"))
            report->receipt = part;
        else if (!report->original && (str_eq(part->type, "message/rfc822") ||
                                       str_eq(part->type, "message/global") ||
                                       str_eq(part->type, "text/rfc822-headers") ||
                                       str_eq(part->type, "message/rfc822-headers") ||
                                       str_eq(part->type, "text/rfc822")))
            report->original = part;
    }
}

/* "rfc822; <a@example.org>" → the address. */
static const char *
address_of(struct arena *arena, struct bytes value)
{
    size_t mark = scan_find(value, 0, ';');
    struct bytes raw = scan_trim(mark < value.n ? scan_from(value, mark + 1) : value);
    struct mime_addresses list = mime_address_list(arena, raw);

    if (memmem(raw.p ? (const char *)raw.p : "", raw.n, "...", 3))
        return NULL; /* made unreadable on purpose, "bo...@example.net" */
    if (list.n)
        return list.at[0].email;
    /* wrong, but what the server says did not work: "a@#example.net" */
    raw = bytes_of(mime_word_text(arena, raw, NULL));
    if (raw.n > 2 && raw.n < 320 && memchr(raw.p + 1, '@', raw.n - 1) &&
        !memchr(raw.p, ' ', raw.n) && !memmem(raw.p, raw.n, "..", 2))
        return arena_strndup(arena, (const char *)raw.p, raw.n);
    return NULL;
}

/* "The time is up": why the tries before it failed tells more. */
static bool
is_expired(const char *status)
{
    return str_ends(status, ".4.7");
}

/* What the other server said counts more than what ours made of it ("5.1.1" for a full
 * mailbox), and a status that only tells the class counts least. */
static const char *
status_of(struct arena *arena, const struct block *block)
{
    int told_grade = 0, said_grade = 0;
    const char *told = mime_prose_status(arena, block->status, &told_grade);
    const char *said = mime_prose_status(arena, block->diagnostic, &said_grade);
    char kind;

    if (said && said_grade == MIME_PROSE_REPLY &&
        !(told && told_grade > MIME_PROSE_VAGUE && is_expired(said)))
        return said;
    if (told && (told_grade > MIME_PROSE_VAGUE || !said || str_ends(said, ".0.0")))
        return told;
    if (said)
        return said;
    kind = mime_prose_class(block->diagnostic);
    return kind ? arena_printf(arena, "%c.0.0", kind) : NULL;
}

static void
add_failed(struct reader *reader, const struct mime_failed *failed)
{
    for (size_t i = 0; i < reader->failed.n; i++)
        if (str_eq_fold(reader->failed.at[i].email, failed->email))
            return;
    if (reader->failed.n < MIME_RECIPIENTS_N)
        *vec_add(reader->reading->arena, &reader->failed) = *failed;
}

static const char *
shortened(struct arena *arena, struct bytes raw)
{
    const char *text = mime_word_text(arena, scan_slice(raw, 0, 8000), NULL);

    return str_blank(text) ? NULL : utf8_shorten(arena, text, DIAGNOSTIC_CHARACTERS);
}

/* "2.1.5", where a report says that all went well. */
static const char *
delivered_status(struct arena *arena, struct bytes value)
{
    size_t n = 0;

    value = scan_trim(value);
    while (n < value.n && n < 9 && (scan_is_digit(value.p[n]) || value.p[n] == '.'))
        n++;
    return n >= 5 && value.p[0] == '2' && value.p[1] == '.'
               ? arena_strndup(arena, (const char *)value.p, n)
               : NULL;
}

static void
end_block(struct reader *reader, struct block *block)
{
    struct arena *arena = reader->reading->arena;
    struct bytes action = scan_trim(block->action);
    struct mime_failed failed = {.email = address_of(arena, block->original)};

    if (!failed.email)
        failed.email = address_of(arena, block->final);
    failed.status = status_of(arena, block);
    failed.diagnostic = shortened(arena, block->diagnostic);
    failed.temporary = scan_starts_fold(action, "delay");
    if (!action.n && failed.status && failed.status[0] == '4') {
        *block =
            (struct block){0}; /* "please confirm that you are a person" and the like */
        return;
    }
    reader->any_action = reader->any_action || action.n;
    reader->any_delayed = reader->any_delayed || failed.temporary;
    reader->any_failed = reader->any_failed || scan_starts_fold(action, "fail");
    if (scan_starts_fold(action, "deliver") || scan_starts_fold(action, "relay") ||
        scan_starts_fold(action, "expand")) {
        reader->any_delivered = true;
        if (!reader->delivered)
            reader->delivered = delivered_status(arena, block->status);
    } else if (failed.email && (action.n || block->status.n))
        add_failed(reader, &failed);
    else if ((action.n || block->status.n) && failed.status &&
             !reader->message->bounce.status)
        reader->message->bounce.status = failed.status;
    *block = (struct block){0};
}

static void
take_field(struct block *block, struct bytes line, struct bytes value)
{
    if (scan_starts_fold(line, "Original-Recipient:"))
        block->original = value;
    else if (scan_starts_fold(line, "Final-Recipient:") ||
             (scan_starts_fold(line, "X-Actual-Recipient:") && !block->final.n))
        block->final = value;
    else if (scan_starts_fold(line, "Action:"))
        block->action = value;
    else if (scan_starts_fold(line, "Status:"))
        block->status = value;
    else if (scan_starts_fold(line, "Diagnostic-Code:"))
        block->diagnostic = value;
}

/* The fields of a delivery status; also where they stand in prose ("Technical report:").
 */
static void
read_status(struct reader *reader, struct bytes text)
{
    struct block block = {0};

    text = scan_slice(text, 0, STATUS_BYTES);
    for (size_t at = 0; at < text.n;) {
        struct bytes line = scan_line(text, &at), value;
        size_t colon = scan_find(line, 0, ':'), next = at;

        if (!scan_trim(line).n) { /* also the end of what concerns the whole message */
            if (block.final.n || block.original.n)
                end_block(reader, &block);
            block = (struct block){0};
            continue;
        }
        if (block.final.n && scan_starts_fold(line, "Final-Recipient:"))
            end_block(reader, &block);
        if (colon >= line.n)
            continue;
        value.p = line.p + colon + 1;
        while (next < text.n && (text.p[next] == ' ' || text.p[next] == '\t') &&
               scan_trim(scan_line(text, &(size_t){next})).n)
            line.n = (size_t)(scan_line(text, &next).p - line.p), at = next;
        line.n = at > 0 && text.p[at - 1] == '\n' ? (size_t)(text.p + at - 1 - line.p)
                                                  : (size_t)(text.p + at - line.p);
        value.n = (size_t)(line.p + line.n - value.p);
        take_field(&block, line, value);
    }
    if (block.final.n || block.original.n || block.action.n)
        end_block(reader, &block);
}

/* Text of HTML reports, roughly: tags become line ends. Enough to find addresses in. */
static const char *
rough_text(struct arena *arena, const char *html)
{
    struct buf buf;
    bool tag = false;

    buf_init(&buf, arena, 512 * 1024);
    for (; *html && !buf.full; html++) {
        if (*html == '<' &&
            (scan_is_letter((unsigned char)html[1]) || html[1] == '/' || html[1] == '!'))
            tag = true;
        if (!tag && str_starts(html, "&lt;"))
            buf_char(&buf, '<'), html += 3;
        else if (!tag && str_starts(html, "&gt;"))
            buf_char(&buf, '>'), html += 3;
        else if (!tag)
            buf_char(&buf, *html);
        if (tag && *html == '>') {
            tag = false;
            buf_char(&buf, '\n');
        }
    }
    return buf_text(&buf);
}

static struct bytes
report_text(struct mime_reading *reading, const struct mime_message *message)
{
    struct buf buf;

    buf_init(&buf, reading->arena, 1024 * 1024);
    for (size_t i = 0; i < message->pieces_n && i < 3 && buf.n < STATUS_BYTES; i++) {
        buf_str(&buf, message->pieces[i].is_html
                          ? rough_text(reading->arena, message->pieces[i].content)
                          : message->pieces[i].content);
        buf_char(&buf, '\n');
    }
    return buf_bytes(&buf);
}

/* NAMED: a mail server by its name. NAMELESS: nobody, which also careless people are.
 * MACHINE: a program, not known to be a mail server; people say "no-reply" for shops. */
enum sender { SENDER_PERSON, SENDER_MACHINE, SENDER_NAMELESS, SENDER_NAMED };

/* Whether it came to an address that we give only to mail servers, as the sender of the
 * envelope: "…-bounces@", "bounce+…@". */
static bool
is_to_bounces(const struct mime_message *message)
{
    for (size_t i = 0; i < message->to.n && i < 20; i++) {
        const char *email = message->to.at[i].email;

        if (str_starts_fold(email, "bounce") || str_find_fold(email, "-bounces@") ||
            str_find_fold(email, "-bounces+") || str_find_fold(email, "-bounce@"))
            return true;
    }
    return false;
}

static bool
is_machine(const char *email)
{
    static const char *const names[] = {"no-reply",   "noreply",      "no_reply",
                                        "donotreply", "do-not-reply", "robot",
                                        "bounce"};

    for (size_t i = 0; email && i < sizeof names / sizeof *names; i++)
        if (str_starts_fold(email, names[i]))
            return true;
    return false;
}

static enum sender
sender_of(const struct mime_message *message)
{
    static const char *const names[] = {
        "mailer-daemon",      "mailerdaemon", "mail-daemon",          "mdaemon",
        "postmaster",         "post_master",  "mail.delivery.system", "mail delivery",
        "delivery subsystem", "mail system",  "system administrator"};
    const char *from = mime_field(message, "From");

    for (size_t i = 0; from && i < sizeof names / sizeof *names; i++)
        if (str_find_fold(from, names[i]))
            return SENDER_NAMED;
    if (!message->from_all.n || (message->return_path && !*message->return_path))
        return SENDER_NAMELESS;
    return is_machine(message->from.email) ? SENDER_MACHINE : SENDER_PERSON;
}

/* The addresses that a bounce holds without meaning them. */
static struct mime_texts
own_addresses(struct arena *arena, const struct mime_message *message)
{
    VEC(const char *) own = {0};

    if (message->from.email)
        *vec_add(arena, &own) = message->from.email;
    for (size_t i = 0; i < message->to.n && i < 20; i++)
        *vec_add(arena, &own) = message->to.at[i].email;
    return (struct mime_texts){own.at, own.n};
}

static void
add_prose(struct reader *reader, struct bytes report)
{
    struct arena *arena = reader->reading->arena;
    struct mime_texts own = own_addresses(arena, reader->message), found;
    const char *named = mime_field(reader->message, "X-Failed-Recipients");
    struct mime_addresses list = mime_address_list(arena, bytes_of(named));
    bool delayed = mime_prose_delayed(report) ||
                   mime_prose_delayed(bytes_of(reader->message->subject));
    struct mime_failed failed = {.status = mime_prose_status(arena, report, NULL),
                                 .diagnostic = shortened(arena, report),
                                 .temporary = delayed};

    if (!failed.status) {
        char kind = mime_prose_class(report);

        failed.status = kind == '4' || (!kind && delayed) ? "4.0.0" : "5.0.0";
    }
    if (!reader->message->bounce.status)
        reader->message->bounce.status = failed.status;
    reader->any_delayed = delayed;
    for (size_t i = 0; i < list.n; i++) {
        failed.email = list.at[i].email;
        add_failed(reader, &failed);
    }
    if (list.n)
        return;
    found =
        sender_of(reader->message) == SENDER_NAMED
            ? mime_prose_names(arena, report, mime_domain(reader->message->from.email))
            : (struct mime_texts){0};
    if (!found.n)
        found = mime_prose_recipients(arena, report, &own);
    for (size_t i = 0; i < found.n; i++) {
        failed.email = found.at[i];
        add_failed(reader, &failed);
    }
}

/* The id of our mail: in the part that came back, or in the prose below the report. */
static const char *
original_id(struct mime_reading *reading, const struct report *report, struct bytes prose)
{
    struct bytes raw = report->original ? mime_part_bytes(reading, report->original)
                                        : scan_from(prose, mime_prose_end(prose));
    struct bytes value = {0}, line;
    size_t open, close;

    for (size_t at = 0; at < raw.n && at < STATUS_BYTES && !value.n;) {
        line = scan_line(raw, &at);
        if (scan_starts_fold(line, "Message-ID:"))
            value =
                line.n > 11 + 3 ? scan_from(line, 11) : scan_line(raw, &at); /* folded */
    }
    open = scan_find(value, 0, '<');
    close = scan_find(value, open, '>');
    if (close >= value.n || close - open > 998)
        return NULL;
    return mime_word_text(reading->arena, scan_slice(value, open + 1, close), NULL);
}

static void
read_feedback(struct reader *reader, const struct report *report)
{
    struct arena *arena = reader->reading->arena;
    struct bytes text = mime_part_bytes(reader->reading, report->feedback);

    reader->message->bounce.is_feedback = true;
    for (size_t at = 0; at < text.n && at < STATUS_BYTES;) {
        struct bytes line = scan_line(text, &at);
        struct mime_failed failed = {0};

        if (!scan_starts_fold(line, "Original-Rcpt-To:") &&
            !scan_starts_fold(line, "Removal-Recipient:"))
            continue;
        failed.email = address_of(arena, scan_from(line, scan_find(line, 0, ':') + 1));
        if (failed.email)
            add_failed(reader, &failed);
    }
}

/* JSON of Amazon's notification service. */
static bool
is_notification(struct bytes report)
{
    report = scan_trim(report);
    return report.n && report.p[0] == '{' &&
           memmem(report.p, report.n, "notificationType", 16);
}

/* Whether the words make it a bounce, where no delivery status does. A person who
 * forwards one to us ("Fwd: Undeliverable: …") or asks why mail fails must still get a
 * ticket, so a stranger's subject has to begin like a bounce, the text has to say so too,
 * and our mail has to be in it (or it came to an address only for bounces).
 * returned  our mail came back as a part of it; copied: or in its text */
static bool
words_say(const struct mime_message *message, struct bytes report, bool returned,
          bool copied)
{
    bool failed = mime_prose_failed(report) || mime_prose_delayed(report);
    bool shape = returned || copied || is_to_bounces(message) || is_notification(report);

    if (mime_field(message, "X-Failed-Recipients"))
        return true;
    if (returned && message->from.email &&
        str_starts_fold(message->from.email, "mailer-daemon@"))
        return true; /* whatever its language */
    switch (sender_of(message)) {
    case SENDER_NAMED:
        return failed || mime_prose_subject(message->subject, true);
    case SENDER_NAMELESS:
        return failed && mime_prose_subject(message->subject, true);
    case SENDER_MACHINE:
        return failed && shape && mime_prose_subject(message->subject, true);
    case SENDER_PERSON:
        return failed && shape &&
               mime_prose_subject(message->subject, is_to_bounces(message));
    }
    return false;
}

/* Who forwards a bounce to us, as text or as an attachment, asks for help with it: only
 * what comes from a mail server or has the outer shape of a report is looked at any
 * closer. */
static bool
may_be_bounce(const struct mime_message *message, const struct report *report)
{
    const char *type = mime_field(message, "Content-Type");

    if (report->status && type && str_starts_fold(type, "multipart/report"))
        return true;
    return sender_of(message) != SENDER_PERSON ||
           mime_field(message, "X-Failed-Recipients") || is_to_bounces(message) ||
           mime_prose_subject(message->subject, false);
}

/* A report that a filter has wrapped into a message of its own. */
static void
read_inner(struct reader *reader, const struct mime_part *original)
{
    struct report report = {0};
    const struct mime_part *root;
    struct bytes raw = mime_part_bytes(reader->reading, original), type;
    struct mime_header header;

    mime_header_read(reader->reading->arena, raw, true, &header);
    type = scan_trim(mime_header_get(&header, "Content-Type"));
    if (!scan_starts_fold(type, "multipart/report"))
        return;
    root = mime_part_read(reader->reading, raw);
    find_parts(root->is_multipart ? root->first : root, &report);
    if (report.status)
        read_status(reader, mime_part_bytes(reader->reading, report.status));
}

static bool
vague(const char *status)
{
    return status && str_ends(status, ".0.0");
}

/* Where the fields only tell the class, or that the time was up, the words may tell more.
 */
static void
refine_status(struct arena *arena, struct mime_failed *failed, struct bytes told)
{
    const char *status;

    if (!vague(failed->status) && !(failed->status && is_expired(failed->status)))
        return;
    status = mime_prose_status(arena, told, NULL);
    if (status && !vague(status) && status[0] == failed->status[0])
        failed->status = status;
}

static void
read_bounce(struct reader *reader, const struct report *report)
{
    struct mime_bounce *bounce = &reader->message->bounce;
    struct bytes prose, told;

    if (!may_be_bounce(reader->message, report))
        return;
    prose = report_text(reader->reading, reader->message);
    told = scan_slice(prose, 0, mime_prose_end(prose));
    if (report->status)
        read_status(reader, mime_part_bytes(reader->reading, report->status));
    else if (report->original)
        read_inner(reader, report->original);
    if (!reader->any_action)
        read_status(reader, told);
    if (!reader->any_action && !reader->failed.n &&
        sender_of(reader->message) == SENDER_NAMED)
        read_status(reader, prose); /* a report about a report */
    if (reader->failed.n == 1)
        refine_status(reader->reading->arena, &reader->failed.at[0], told);
    if (reader->any_delivered && !reader->any_failed && !reader->any_delayed)
        return;
    bounce->is_bounce = reader->any_failed || reader->any_delayed || reader->failed.n;
    if (!bounce->is_bounce && !report->receipt &&
        words_say(reader->message, told, report->original, told.n < prose.n)) {
        bounce->is_bounce = true;
        add_prose(reader, told);
    } else if (bounce->is_bounce && !reader->failed.n) {
        add_prose(reader, told);
    }
    if (bounce->is_bounce)
        bounce->original_id = original_id(reader->reading, report, prose);
}

void
mime_bounce_read(struct mime_reading *reading, const struct mime_part *root,
                 struct mime_message *message)
{
    struct report report = {0};
    struct reader reader = {.reading = reading, .message = message};
    struct mime_bounce *bounce = &message->bounce;

    find_parts(root->is_multipart ? root->first : root, &report);
    if (!root->is_multipart && root->next)
        return;
    if (report.feedback)
        read_feedback(&reader, &report);
    else
        read_bounce(&reader, &report);
    bounce->recipients = reader.failed.at;
    bounce->recipients_n = bounce->is_bounce || bounce->is_feedback ? reader.failed.n : 0;
    if (bounce->is_bounce && bounce->recipients_n && bounce->recipients[0].status)
        bounce->status = bounce->recipients[0].status;
    if (!bounce->is_bounce)
        bounce->status = reader.delivered;
    bounce->temporary = bounce->is_bounce && reader.any_delayed && !reader.any_failed;
    if (bounce->is_bounce && !message->auto_submitted) {
        message->auto_submitted = true;
        message->auto_reason = "Content-Type";
    }
}
