/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/smtp.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { REPLY_BYTES = 1000 };

struct smtp {
    CURL *curl;
    struct arena *arena; /* the options' texts */
};

/* One message on its way. */
struct sending {
    struct bytes left;
    bool all_read;
    char reply[REPLY_BYTES];   /* the last line */
    char refusal[REPLY_BYTES]; /* the last one of 4xx or 5xx; QUIT's reply comes after it
                                */
    char error[CURL_ERROR_SIZE];
};

enum smtp_tls
smtp_tls_of(const char *word)
{
    if (str_eq(word, "opportunistic"))
        return SMTP_TLS_OPPORTUNISTIC;
    return str_eq(word, "off") ? SMTP_TLS_OFF : SMTP_TLS_REQUIRED;
}

static size_t
read_message(char *to, size_t size, size_t n, void *cls)
{
    struct sending *sending = cls;
    size_t room = size * n, take = sending->left.n < room ? sending->left.n : room;

    if (take)
        memcpy(to, sending->left.p, take);
    sending->left = (struct bytes){sending->left.p + take, sending->left.n - take};
    if (sending->left.n == 0)
        sending->all_read = true;
    return take;
}

static size_t
read_reply(char *line, size_t size, size_t n, void *cls)
{
    struct sending *sending = cls;
    size_t length = size * n, keep = length < REPLY_BYTES - 1 ? length : REPLY_BYTES - 1;

    memcpy(sending->reply, line, keep);
    sending->reply[keep] = 0;
    if (length && (*line == '4' || *line == '5'))
        memcpy(sending->refusal, sending->reply, keep + 1);
    return length;
}

static void
set_options(CURL *curl, struct arena *arena, const struct smtp_options *options)
{
    static const long tls[] = {[SMTP_TLS_REQUIRED] = CURLUSESSL_ALL,
                               [SMTP_TLS_OPPORTUNISTIC] = CURLUSESSL_TRY,
                               [SMTP_TLS_OFF] = CURLUSESSL_NONE};
    bool checked = options->tls != SMTP_TLS_OPPORTUNISTIC;
    struct buf url;

    buf_init(&url, arena, 4096);
    buf_str(&url, options->url);
    if (options->name) {
        buf_char(&url, '/');
        buf_str(&url, options->name);
    }
    curl_easy_setopt(curl, CURLOPT_URL, buf_text(&url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_SASL_IR, 1L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, tls[options->tls]);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, checked ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, checked ? 2L : 0L);
    if (options->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, options->ca_file);
    if (options->user && *options->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, options->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD,
                         options->password ? options->password : "");
    }
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                     (long)(options->timeout_ms ? options->timeout_ms : 120000));
    curl_easy_setopt(
        curl, CURLOPT_CONNECTTIMEOUT_MS,
        (long)(options->connect_timeout_ms ? options->connect_timeout_ms : 20000));
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, read_reply);
}

struct smtp *
smtp_new(const struct smtp_options *options)
{
    struct smtp *smtp = calloc(1, sizeof *smtp);

    if (!smtp)
        abort();
    curl_global_init(CURL_GLOBAL_DEFAULT); /* counts its callers */
    smtp->curl = curl_easy_init();
    if (!smtp->curl)
        abort();
    smtp->arena = arena_new(0);
    set_options(smtp->curl, smtp->arena, options);
    return smtp;
}

void
smtp_free(struct smtp **smtp)
{
    struct smtp *s = *smtp;

    if (!s)
        return;
    curl_easy_cleanup(s->curl);
    curl_global_cleanup();
    arena_free(&s->arena);
    free(s);
    *smtp = NULL;
}

/* No blank, control character or angle bracket: nothing that ends the address or the
 * line. */
static bool
address_fits(const char *s)
{
    size_t n = strlen(s);

    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f || s[i] == '<' || s[i] == '>')
            return false;
    return n <= 320 && utf8_valid(bytes_of(s));
}

/* RFC 5321 §2.3.8: CR and LF only together. */
static struct bytes
with_crlf(struct arena *arena, struct bytes message)
{
    struct buf buf;

    buf_init(&buf, arena, 2 * message.n + 2);
    for (size_t i = 0; i < message.n;) {
        size_t start = i;

        while (i < message.n && message.p[i] != '\r' && message.p[i] != '\n')
            i++;
        buf_add(&buf, message.p + start, i - start);
        if (i == message.n)
            break;
        i +=
            message.p[i] == '\r' && i + 1 < message.n && message.p[i + 1] == '\n' ? 2 : 1;
        buf_lit(&buf, "\r\n");
    }
    if (buf.n < 2 || memcmp(buf.p + buf.n - 2, "\r\n", 2) != 0)
        buf_lit(&buf, "\r\n");
    return buf_bytes(&buf);
}

static const char *
reply_text(struct arena *arena, const char *reply)
{
    const char *text = str_trim(arena, utf8_clean(arena, bytes_of(reply), true));
    size_t digits = strspn(text, "0123456789");

    if (digits == 3 && (text[3] == ' ' || text[3] == '-'))
        text += 4;
    return text;
}

/* Which replies are the server's last word on this message: to MAIL, RCPT and DATA
 * (CURLE_SEND_ERROR) and to the message itself. A refusal to greet us, to encrypt or to
 * let us sign in is about our settings and passes. */
static bool
is_about_message(CURLcode code, const struct sending *sending)
{
    return code == CURLE_SEND_ERROR ||
           (code == CURLE_WEIRD_SERVER_REPLY && sending->all_read);
}

static struct smtp_result
judge(struct arena *arena, CURL *curl, CURLcode code, const struct sending *sending)
{
    struct smtp_result result = {SMTP_TEMPORARY, 0, ""};
    long reply = 0;

    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    result.code = (int)reply;
    if (code == CURLE_OK) {
        result.outcome = SMTP_SENT;
        result.text = reply_text(arena, sending->reply);
        return result;
    }
    if (reply >= 400 && reply <= 599) {
        result.text = reply_text(arena, sending->refusal);
        if (reply >= 500 && is_about_message(code, sending))
            result.outcome = SMTP_PERMANENT;
        return result;
    }
    result.code = 0;
    result.text = utf8_clean(
        arena, bytes_of(*sending->error ? sending->error : curl_easy_strerror(code)),
        true);
    return result;
}

struct smtp_result
smtp_send(struct smtp *smtp, struct arena *arena, const char *from, const char *recipient,
          struct bytes message)
{
    struct sending sending = {.left = with_crlf(arena, message)};
    struct curl_slist *recipients;
    struct smtp_result result;
    CURL *curl = smtp->curl;
    CURLcode code;

    if (!address_fits(from) || !address_fits(recipient) || !*recipient)
        return (struct smtp_result){SMTP_PERMANENT, 0, "The address cannot be written."};
    recipients = curl_slist_append(NULL, arena_printf(arena, "<%s>", recipient));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(arena, "<%s>", from));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)sending.left.n);
    curl_easy_setopt(curl, CURLOPT_READDATA, &sending);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &sending);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, sending.error);
    code = curl_easy_perform(curl);
    result = judge(arena, curl, code, &sending);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    return result;
}
