/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/prose.h"

#include "base/arena.h"
#include "base/str.h"
#include "mime/address.h"
#include "mime/scan.h"

enum { REPORT_BYTES = 64 * 1024, LINE_BYTES = 2000 };

/* Begin the copy of our mail when the line is a heading or a sentence about it. */
static const char *const copies[] = {
    "original message follows",
    "original message headers",
    "original message details",
    "original message header",
    "message headers follow",
    "message header follows",
    "message body follows",
    "below this line is",
    "below the next line is",
    "copy of the message",
    "copy of your message",
    "copy of the original",
    "header of the original",
    "headers of the original",
    "unsent message",
    "returned mail -",
    "original message -",
    "- original message",
    "original message below",
    "rejected message",
    "message text follows",
    "undelivered message follows",
    "text of the message",
    "text of your message",
    "returned message -",
    "original mail follows",
    "attachment is a copy",
    "original text follows",
    "headers and body follow",
    "body of the message follows",
    "start of returned message",
    "message contents follow",
    "--- returned",
    "original headers:",
    "beginning of the message",
    "return message follows",
};

/* A line with one of these is about somebody else than the one who did not get the mail.
 */
static const char *const elsewhere[] = {
    "contact",   "assistance",     "please send",
    "questions", "mail from:",     "reply-to:",
    "sender:",   "from:",          "postmaster@",
    "abuse@",    "mailer-daemon@", "mailto:",
    "http://",   "https://",       "message-id",
    "help desk", "on behalf of",   "cc:",
    "forward",   "support@",       "undeliverable sender",
};

/* In front of or beside the address that failed. */
static const char *const labels[] = {
    "rcpt to:",
    "recipient:",
    "recipient address",
    "undeliverable address",
    "delivery userid",
    "unknown user",
    "user unknown",
    "failed recipient",
    "your message to",
    "your mail to",
    "delivered to",
    "undeliverable to",
    "undeliverable for",
    "following recipient",
    "mailbox",
    "allowed size",
    "deliver message to",
    "error delivering",
    "deliver mail to",
    "no such user",
    "over quota",
    "quota violation",
    "quota",
    "to=<",
    "not delivered",
    "could not be delivered",
    "was addressed",
    "is full",
    "not found",
    "cannot be delivered",
    "did not reach",
    "expanded from",
    "unknown recipient",
    "no such",
    "does not exist",
    "doesn't exist",
    "doesn't have",
    "invalid",
    "message to",
    "recipients:",
    "addressee",
    "unavailable",
    "rejected",
    "gateway for",
    "email to",
    "failed:",
    "delivery to",
    "sent to",
    "for <",
    "emailaddress",
};

static const char *const announcements[] = {
    "recipient",    "could not be delivered", "failed to",
    "user unknown", "not accepting mail",
};

static const char *const failures[] = {
    "could not be delivered",
    "couldn't be delivered",
    "cannot be delivered",
    "can't be delivered",
    "could not deliver",
    "couldn't deliver",
    "cannot deliver",
    "unable to deliver",
    "not able to deliver",
    "wasn't able to deliver",
    "was not delivered",
    "not been delivered",
    "not delivered",
    "did not reach",
    "undeliverable",
    "undelivered",
    "permanent fatal errors",
    "fatal errors",
    "delivery errors",
    "delivery problems",
    "permanent error",
    "transient errors",
    "delivery failed",
    "delivery failure",
    "delivery has failed",
    "failed permanently",
    "delivery to the following",
    "delevery to the following",
    "error delivering",
    "failed recipients",
    "address failed",
    "addresses failed",
    "recipients failed",
    "user unknown",
    "unknown user",
    "no such user",
    "unknown recipient",
    "mailbox unavailable",
    "mailbox is full",
    "mailbox full",
    "over quota",
    "overquota",
    "exceeds allowed size",
    "exceeded storage",
    "recipient rejected",
    "address rejected",
    "final delivery userid",
    "could not be reached",
    "returned to sender",
    "rejected by",
    "was rejected",
    "does not exist",
    "an error occurred while trying to deliver",
    "returned unopened",
    "n'a pas pu etre",
    "konnte nicht zugestellt",
    "nicht zugestellt",
    "no se ha podido entregar",
    "non è stato possibile",
    "not accepted for delivery",
    "unable to be delivered",
    "message was rejected",
    "did not exactly match",
    "quota violation",
    "delivery status notification",
    "host unknown",
    "could not send",
    "been blocked",
    "delivery temporarily suspended",
    "cannot be sent",
    "non-delivered",
    "was undeliverable",
    "returned mail",
    "notificationtype",
    "non-delivery",
    "error during delivery",
    "mail delivery system",
    "this mail is returned",
    "delivery to these recipients",
    "will not be delivered",
    "has been rejected",
    "recipient problem",
    "unable to send",
    "invalid user address",
    "送信できませんでした",
    "配信できません",
    "お届けできません",
    "无法送达",
    "无法发送",
    "invalid recipient",
    "account has been disabled",
    "transcript of session follows",
    "送信に失敗しました",
    "退回",
    "не может быть доставлено",
    "non può essere consegnato",
    "não pôde ser entregue",
    "no pudo ser entregado",
    "kunne ikke leveres",
    "kon niet worden bezorgd",
    "nie została dostarczona",
};

static const char *const delays[] = {
    "has not yet been delivered",
    "not yet been delivered",
    "delivery attempts will continue",
    "still being retried",
    "will be retried",
    "will continue to be made",
    "will keep trying",
    "this is a warning message only",
    "this is a warning only",
    "do not need to resend",
    "no action is required on your part",
    "delivery to the following recipients has been delayed",
    "is delayed",
    "has been delayed",
    "delivery is delayed",
    "will continue trying",
    "we will continue to try",
    "will retry",
    "will try again",
    "is still trying",
    "continue to try to deliver",
    "delayed mail",
    "just a warning",
    "advisory-only email",
    "has been postponed",
    "delivery delayed",
};

static const char *const subjects[] = {
    "undeliver",
    "returned mail",
    "delivery status notification",
    "failure notice",
    "failure delivery",
    "mail delivery fail",
    "delivery failure",
    "message delivery failure",
    "delivery has failed",
    "delivery failed",
    "mail delivery problem",
    "delivery notification",
    "mail could not be delivered",
    "message could not be delivered",
    "mail system error",
    "unzustellbar",
    "undelivered",
    "returned to sender",
    "failed mail",
    "mail failure",
    "message status - undeliverable",
    "non-delivery",
    "nondeliverable",
    "warning: message",
    "warning: could not send",
    "delayed mail",
    "mail delivery",
    "unable to deliver",
    "delivery problem",
    "message not delivered",
    "mail not delivered",
    "no se puede entregar",
    "non remis",
    "mail undeliverable",
    "email not delivered",
    "message undeliverable",
    "delivery report",
    "delivery error",
    "rejected:",
    "returned message",
    "mail error",
    "mail returned",
    "aws notification message",
    "mail delivery error",
    "notificación de estado",
    "benachrichtigung zum",
    "wysyłanie nie powiodło",
    "mail failed",
    "returning to sender",
    "エラー通知",
    "退信",
    "postmaster notify",
    "message rejected",
    "postfix smtp server: errors",
    "delivery delayed",
    "message delivery delayed",
    "недоставленное",
    "系统退信",
    "送信エラー",
    "配信エラー",
    "impossibile recapitare",
    "niet bezorgd",
    "onbestelbaar",
    "ikke leveret",
    "kan inte levereras",
    "non recapitabile",
    "no entregado",
    "não entregue",
    "niedostarczon",
};

/* Whether the words stand at the beginning, case ignored; a blank stands for any white
 * space, because sentences are wrapped. */
static bool
begins_with(struct bytes text, const char *words)
{
    size_t at = 0;

    for (; *words; words++) {
        if (at >= text.n)
            return false;
        if (*words == ' ' && scan_is_blank(text.p[at])) {
            while (at < text.n && scan_is_blank(text.p[at]))
                at++;
            continue;
        }
        if (scan_lower(text.p[at++]) != scan_lower((unsigned char)*words))
            return false;
    }
    return true;
}

static bool
has_word(struct bytes text, const char *word)
{
    unsigned char first = scan_lower((unsigned char)word[0]);

    for (size_t i = 0; i < text.n; i++)
        if (scan_lower(text.p[i]) == first && begins_with(scan_from(text, i), word))
            return true;
    return false;
}

#define HAS_ANY(text, words) has_any((text), (words), sizeof(words) / sizeof *(words))

static bool
has_any(struct bytes text, const char *const *words, size_t words_n)
{
    for (size_t i = 0; i < words_n; i++)
        if (has_word(text, words[i]))
            return true;
    return false;
}

static struct bytes
bounded(struct bytes text, size_t most)
{
    return scan_slice(text, 0, most);
}

static bool
is_copy(struct bytes line)
{
    struct bytes plain = line;

    while (plain.n && (plain.p[0] == '>' || scan_is_blank(plain.p[0])))
        plain = scan_from(plain, 1);
    if (plain.n && (scan_starts_fold(plain, "Received: ") ||
                    scan_starts_fold(plain, "Return-Path:") ||
                    scan_starts_fold(plain, "X-Envelope-")))
        return true;
    if (has_word(line, "original message was received"))
        return false;
    return HAS_ANY(line, copies);
}

size_t
mime_prose_end(struct bytes text)
{
    bool any = false, fields = false;

    for (size_t at = 0; at < text.n;) {
        size_t start = at;
        struct bytes line = bounded(scan_line(text, &at), LINE_BYTES);

        fields = fields || has_word(line, "following header fields");
        if (any && !(fields && line.n && scan_is_blank(line.p[0])) && is_copy(line))
            return start;
        any = any || scan_trim(line).n;
    }
    return text.n;
}

static bool
is_local(unsigned char c)
{
    return scan_is_letter(c) || scan_is_digit(c) || c >= 0x80 ||
           (c && strchr("!#$%&'*+/=?^_`{|}~.-", c));
}

static bool
is_domain(unsigned char c)
{
    return scan_is_letter(c) || scan_is_digit(c) || c >= 0x80 || (c && strchr(".-_#", c));
}

/* The next address in a line at or after *at; moves *at behind it. n 0: none. */
static struct bytes
next_address(struct bytes line, size_t *at)
{
    for (size_t mark = scan_find(line, *at, '@'); mark < line.n;
         mark = scan_find(line, mark + 1, '@')) {
        size_t start = mark, end = mark + 1;

        if (start > *at && line.p[start - 1] == '"') { /* "a b"@example.com */
            for (start--; start > *at && line.p[start - 1] != '"'; start--)
                ;
            start -= start > *at;
        } else {
            while (start > *at && is_local(line.p[start - 1]))
                start--;
        }
        while (start < mark && (line.p[start] == '\'' || line.p[start] == '=' ||
                                line.p[start] == '*' || line.p[start] == '.'))
            start++;
        while (end < line.n && is_domain(line.p[end]))
            end++;
        while (end > mark + 1 && strchr(".-_", line.p[end - 1]))
            end--;
        *at = end;
        if (!memchr(line.p + mark, '.', end - mark) && end + 1 < line.n &&
            line.p[end] == '.' && line.p[end + 1] == '.')
            continue; /* shortened on purpose, "bob@exa..." */
        if (start < mark && end > mark + 1 &&
            !memmem(line.p + start, end - start, "..", 2))
            return scan_slice(line, start, end);
    }
    *at = line.n;
    return (struct bytes){0};
}

/* 3: the line begins with the address; 2: a word beside it says so; 1: it stands
 * somewhere. */
static int
evidence(struct bytes line, struct bytes address, struct bytes before)
{
    struct bytes lead = scan_slice(line, 0, (size_t)(address.p - line.p));

    if (HAS_ANY(lead, elsewhere) || has_word(address, "postmaster@") ||
        has_word(address, "mailer-daemon@"))
        return 0;
    for (size_t i = 0; i < lead.n; i++)
        if (!scan_is_blank(lead.p[i]) && !strchr("<>*-[(\"'", lead.p[i]))
            return HAS_ANY(line, labels) && !scan_starts_fold(scan_trim(line), "to:") ? 2
                   : HAS_ANY(before, labels)                                          ? 2
                                                                                      : 1;
    return HAS_ANY(before, elsewhere) && !HAS_ANY(before, failures) ? 1 : 3;
}

struct found {
    struct arena *arena;
    const struct mime_texts *not_these;
    VEC(const char *) emails;
    int best;
};

static bool
is_among(const struct found *found, const char *email)
{
    for (size_t i = 0; i < found->not_these->n; i++)
        if (str_eq_fold(found->not_these->at[i], email))
            return true;
    return false;
}

static void
consider(struct found *found, struct bytes address, int grade)
{
    const char *email = arena_strndup(found->arena, (const char *)address.p, address.n);

    if (grade > 1 && is_among(found, email))
        grade = 1;
    if (grade < found->best || grade == 0 || found->emails.n >= MIME_RECIPIENTS_N)
        return;
    if (grade > found->best)
        found->emails.n = 0;
    found->best = grade;
    for (size_t i = 0; i < found->emails.n; i++)
        if (str_eq_fold(found->emails.at[i], email))
            return;
    *vec_add(found->arena, &found->emails) = email;
}

struct mime_texts
mime_prose_recipients(struct arena *arena, struct bytes report,
                      const struct mime_texts *not_these)
{
    struct found found = {.arena = arena, .not_these = not_these};
    struct bytes before = {0};

    report = bounded(report, REPORT_BYTES);
    for (size_t at = 0; at < report.n;) {
        struct bytes line = bounded(scan_line(report, &at), LINE_BYTES), address;
        bool expanded = has_word(line, "expanded from");
        size_t in = 0;

        for (; (address = next_address(line, &in)).n;)
            consider(&found, address,
                     expanded && found.best == 3 ? 3 : evidence(line, address, before));
        if (scan_trim(line).n)
            before = line;
    }
    if (found.best == 1) /* only addresses in passing: the first is as good as it gets */
        for (size_t i = 0; i < found.emails.n; i++)
            if (!is_among(&found, found.emails.at[i])) {
                found.emails.at[0] = found.emails.at[i];
                return (struct mime_texts){found.emails.at, 1};
            }
    return found.best == 1 ? (struct mime_texts){0}
                           : (struct mime_texts){found.emails.at, found.emails.n};
}

/* One name, "bob_lee.2", alone on its line. */
static bool
is_name(struct bytes line)
{
    if (line.n < 2 || line.n > 64)
        return false;
    for (size_t i = 0; i < line.n; i++)
        if (!scan_is_letter(line.p[i]) && !scan_is_digit(line.p[i]) &&
            !(i && strchr("._-", line.p[i])))
            return false;
    return true;
}

struct mime_texts
mime_prose_names(struct arena *arena, struct bytes report, const char *domain)
{
    VEC(const char *) emails = {0};
    bool announced = false;

    report = bounded(report, REPORT_BYTES);
    for (size_t at = 0; *domain && at < report.n;) {
        struct bytes line = scan_trim(bounded(scan_line(report, &at), LINE_BYTES));

        if (announced && is_name(line) && emails.n < MIME_RECIPIENTS_N)
            *vec_add(arena, &emails) =
                arena_printf(arena, "%.*s@%s", (int)line.n, (const char *)line.p, domain);
        else if (line.n && emails.n)
            break;
        else if (line.n)
            announced = line.p[line.n - 1] == ':' && HAS_ANY(line, announcements);
    }
    return (struct mime_texts){emails.at, emails.n};
}

/* A code "5.1.1" at `at`, not a piece of an address or a version: its length or 0. */
static size_t
code_length(struct bytes text, size_t at)
{
    size_t end = at + 1;
    unsigned char before = at ? text.p[at - 1] : ' ';

    if ((text.p[at] != '4' && text.p[at] != '5') || scan_is_digit(before) ||
        before == '.' || before == '/' || scan_is_letter(before))
        return 0;
    for (int part = 0; part < 2; part++) {
        size_t digits = end + 1;

        if (end >= text.n || text.p[end] != '.')
            return 0;
        while (digits < text.n && digits < end + 5 && scan_is_digit(text.p[digits]))
            digits++;
        if (digits == end + 1 || digits > end + 4)
            return 0;
        end = digits;
    }
    if (end < text.n &&
        (scan_is_digit(text.p[end]) || scan_is_letter(text.p[end]) ||
         (text.p[end] == '.' && end + 1 < text.n && scan_is_digit(text.p[end + 1]))))
        return 0;
    return end - at;
}

/* Whether "550 " or "550-" stands in front. */
static bool
behind_reply(struct bytes text, size_t at)
{
    while (at &&
           (text.p[at - 1] == '\'' || text.p[at - 1] == '#' || text.p[at - 1] == '('))
        at--;
    return at >= 4 && (text.p[at - 4] == '4' || text.p[at - 4] == '5') &&
           scan_is_digit(text.p[at - 3]) && scan_is_digit(text.p[at - 2]) &&
           (text.p[at - 1] == ' ' || text.p[at - 1] == '-');
}

const char *
mime_prose_status(struct arena *arena, struct bytes text, int *grade_out)
{
    struct bytes best = {0};
    int best_grade = 0;

    text = bounded(text, REPORT_BYTES);
    for (size_t i = 0; i + 4 < text.n; i++) {
        size_t n = code_length(text, i);
        struct bytes code = scan_slice(text, i, i + n);
        int grade;

        if (!n)
            continue;
        grade = behind_reply(text, i)                 ? MIME_PROSE_REPLY
                : i && (text.p[i - 1] == '#')         ? 3
                : i && strchr("([ :<", text.p[i - 1]) ? 2
                                                      : 1;
        if (scan_starts(scan_from(code, 1), ".0.0"))
            grade = MIME_PROSE_VAGUE;
        else if (grade == MIME_PROSE_REPLY && scan_starts(scan_from(code, 1), ".4.7"))
            grade = MIME_PROSE_EXPIRED; /* the last try tells more */
        if (grade > best_grade) {
            best_grade = grade;
            best = code;
        }
        i += n;
    }
    if (grade_out)
        *grade_out = best_grade;
    return best.n ? arena_strndup(arena, (const char *)best.p, best.n) : NULL;
}

char
mime_prose_class(struct bytes text)
{
    text = bounded(text, REPORT_BYTES);
    for (size_t i = 0; i + 3 <= text.n; i++) {
        unsigned char before = i ? text.p[i - 1] : ' ',
                      after = i + 3 < text.n ? text.p[i + 3] : ' ';

        if ((text.p[i] == '4' || text.p[i] == '5') && text.p[i + 1] >= '0' &&
            text.p[i + 1] <= '7' && scan_is_digit(text.p[i + 2]) &&
            strchr(" \t\n(<[:'\"", before) && strchr(" -\n)]:,'\"", after))
            return (char)text.p[i];
    }
    return 0;
}

bool
mime_prose_failed(struct bytes text)
{
    return HAS_ANY(bounded(text, REPORT_BYTES), failures);
}

bool
mime_prose_delayed(struct bytes text)
{
    return HAS_ANY(bounded(text, REPORT_BYTES), delays);
}

bool
mime_prose_subject(const char *subject, bool anywhere)
{
    struct bytes text = scan_trim(bytes_of(subject));

    if (!text.n)
        return false;
    while (text.n && (text.p[0] == '*' || text.p[0] == '[' || text.p[0] == '"'))
        text = scan_from(text, 1);
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        if (anywhere ? has_word(text, subjects[i]) : scan_starts_fold(text, subjects[i]))
            return true;
    return false;
}
