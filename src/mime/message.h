/* SPDX-License-Identifier: Apache-2.0 */
/* A mail message, decoded: bytes from outside become clean texts, once, here.
 *
 * Every text is valid UTF-8 without control characters (base/utf8.h); a missing one is
 * NULL, never "". Reading never fails on a bad message: it takes what can be understood
 * and notes the rest in `problems`. Work and memory are bounded by the limits below,
 * whatever comes. */
#ifndef MIME_MESSAGE_H
#define MIME_MESSAGE_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MIME_RAW_BYTES = 100 * 1024 * 1024, /* what is beyond is not read */
    MIME_HEADER_BYTES = 1024 * 1024,    /* of one header block */
    MIME_HEADERS_N = 1000,              /* fields of one header block */
    MIME_VALUE_BYTES = 64 * 1024,       /* of one field */
    MIME_DEPTH = 40,                    /* multiparts and messages within each other */
    MIME_PARTS_N = 2000,
    MIME_ATTACHMENTS_N = 500,
    MIME_ADDRESSES_N = 500,             /* of one field */
    MIME_REFERENCES_N = 100,            /* the last ones */
    MIME_TEXT_BYTES = 16 * 1024 * 1024, /* of the text, of the HTML */
    MIME_RECIPIENTS_N = 200,            /* of one bounce */
};

/* email  as written, domain in small letters; never without a local part
 * name   the display name, or NULL */
struct mime_address {
    const char *email;
    const char *name;
};
struct mime_addresses {
    struct mime_address *at;
    size_t n;
};

struct mime_texts {
    const char **at;
    size_t n;
};

/* value  unfolded, encoded words decoded, cleaned to one line */
struct mime_field {
    const char *name;
    const char *value;
};

/* filename    without directories; NULL when the sender gave none
 * type        "image/png", small letters
 * bytes       transfer encoding undone; texts keep their own charset
 * content_id  without <>, or NULL
 * charset     as labelled, or NULL
 * is_inline   a picture that the HTML shows by cid:, or "Content-Disposition: inline" */
struct mime_attachment {
    const char *filename;
    const char *type;
    struct bytes bytes;
    const char *content_id;
    const char *charset;
    bool is_inline;
};

/* One stretch of the visible text, in the order of the message. */
struct mime_piece {
    const char *content;
    bool is_html;
};

/* status      RFC 3463, "5.1.1"; "5.0.0" or "4.0.0" when only the class is known
 * diagnostic  the words of the other server, or NULL */
struct mime_failed {
    const char *email;
    const char *status;
    const char *diagnostic;
    bool temporary;
};

/* A report that our mail did not arrive, or (feedback) that somebody complained about it.
 * is_bounce   a failure or a delay notice; false for a receipt of delivery
 * temporary   all of it is a delay: nothing failed for good, no address may be marked
 * recipients  whom it did not reach; also the complainer of a feedback report
 * status      of the first recipient, or NULL; "2.…" where a receipt tells it
 * original_id Message-ID of the mail that came back, without <>, or NULL */
struct mime_bounce {
    bool is_bounce, is_feedback, temporary;
    struct mime_failed *recipients;
    size_t recipients_n;
    const char *status;
    const char *original_id;
};

/* What was wrong with the message; a set in mime_message.problems. */
enum mime_problem {
    MIME_PROBLEM_CUT = 1 << 0, /* a limit was reached, the rest was left out */
    MIME_PROBLEM_STRUCTURE =
        1 << 1,                     /* multipart without boundary, not closed, too deep */
    MIME_PROBLEM_HEADER = 1 << 2,   /* a line that is no header field */
    MIME_PROBLEM_DOUBLED = 1 << 3,  /* a field that may stand once stands twice */
    MIME_PROBLEM_FROM = 1 << 4,     /* no sender's address */
    MIME_PROBLEM_DATE = 1 << 5,     /* no date that can be read */
    MIME_PROBLEM_CHARSET = 1 << 6,  /* charset missing or wrong: guessed */
    MIME_PROBLEM_ENCODING = 1 << 7, /* base64, quoted-printable broken or unknown */
    MIME_PROBLEM_TNEF = 1 << 8,     /* winmail.dat that could not be read whole */
    MIME_PROBLEM_ENCRYPTED = 1 << 9, /* cannot be read without a key */
};
enum { MIME_PROBLEMS_N = 10 };

/* from … reply_to  the first From counts where it stands twice (and a problem is noted)
 * date             UTC ms, 0 none; date_offset minutes east of UTC as the sender wrote
 * references       without <>, oldest first
 * text             the visible text whole, when plain parts hold all of it; else NULL
 * html             what to show as HTML, raw and dangerous; NULL when no part is HTML
 * pieces           the visible text in order; where an alternative has both, the plain
 * one. The caller makes text of the HTML pieces. Empty: the message has no text calendar
 * the first text/calendar part, or NULL (it is in attachments too) fields           all
 * header fields in order, for whoever needs another one auto_submitted   no automatic
 * answer may be sent to it; auto_reason says why, "List-Id" is_auto_reply    an
 * out-of-office note or the like ignore           must not open a ticket: automatic
 * reply, bounce, feedback, no sender return_path      NULL none; "" the null sender <>
 * is_spam          a filter before us says so (rspamd, SpamAssassin headers) */
struct mime_message {
    struct mime_address from, sender;
    struct mime_addresses from_all, to, cc, reply_to;
    const char *subject;
    int64_t date;
    int date_offset;
    const char *message_id;
    const char *in_reply_to;
    struct mime_texts references;
    const char *text;
    const char *html;
    struct mime_piece *pieces;
    size_t pieces_n;
    const char *calendar;
    struct mime_attachment *attachments;
    size_t attachments_n;
    struct mime_field *fields;
    size_t fields_n;
    bool auto_submitted, is_auto_reply, ignore, is_spam;
    const char *auto_reason;
    const char *return_path;
    struct mime_bounce bounce;
    int64_t size_bytes;
    unsigned problems;
};

/* Decodes a message. Everything lives in cx->arena; raw may be freed afterwards.
 * charset  NULL, or what to read texts as where the sender's label is wrong
 * Errors   none that a message can cause */
struct err *mime_read(struct cx *cx, struct bytes raw,
                      struct mime_message **out) MUST_CHECK;
struct err *mime_read_as(struct cx *cx, struct bytes raw, const char *charset,
                         struct mime_message **out) MUST_CHECK;

/* The first field of that name (case ignored), or NULL. */
const char *mime_field(const struct mime_message *message, const char *name);

/* English words (a msgid for tr()) for one problem. */
const char *mime_problem_text(enum mime_problem problem);

/* The domain of an address, in small letters as mime_read left it; never NULL. */
const char *mime_domain(const char *email);

#endif
