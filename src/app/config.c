/* SPDX-License-Identifier: Apache-2.0 */
#include "app/config.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* NUMBER in the unit that unit_ms or the name says; low and high are its bounds. */
enum type { TEXT, NUMBER, SECONDS, MEGABYTES, LEVEL };

struct setting {
    const char *name;
    enum type type;
    size_t offset;
    const char *initial;
    int64_t low, high;
    const char *help;
};

#define AT(field) offsetof(struct config, field)
enum { MANY = 1000000 };

/* clang-format off */
static const struct setting settings[] = {
    {"data",          TEXT, AT(data),          "var", 0, 0, "directory in which everything is kept"},
    {"database",      TEXT, AT(database),      "", 0, 0, "empty: SQLite in the data directory; or postgresql://…"},
    {"listen",        TEXT, AT(listen),        "127.0.0.1:8080", 0, 0, "ADDRESS:PORT for pages and the API"},
    {"lmtp",          TEXT, AT(lmtp),          "", 0, 0, "ADDRESS:PORT on which mail is taken by LMTP; empty: off"},
    {"smtp",          TEXT, AT(smtp),          "", 0, 0, "smtp://HOST:PORT or smtps://HOST:PORT that takes our mail; empty: mail waits"},
    {"smtp-user",     TEXT, AT(smtp_user),     "", 0, 0, "name for the mail server; empty: no authentication"},
    {"smtp-password", TEXT, AT(smtp_password), "", 0, 0, "password for the mail server"},
    {"smtp-tls",      TEXT, AT(smtp_tls),      "opportunistic", 0, 0, "STARTTLS: required, opportunistic or off"},
    {"url",           TEXT, AT(url),           "", 0, 0, "public address, such as https://help.example.org; every link in mail begins with it"},
    {"mail-domain",   TEXT, AT(mail_domain),   "", 0, 0, "domain of our Message-IDs; empty: the host of url"},
    {"trusted-proxies", TEXT, AT(trusted_proxies), "", 0, 0, "networks whose X-Forwarded-For is believed, such as 127.0.0.1, 10.0.0.0/8"},
    {"webhook-hosts", TEXT, AT(webhook_hosts), "", 0, 0, "hosts inside that rules may call, also by http: hooks.internal, 10.0.0.5:8080"},
    {"log-level",     LEVEL, AT(log_level),    "info", 0, 0, "debug, info, warn or error"},
    {"body-limit-mb",        MEGABYTES, AT(body_bytes),       "1",  1, 64, "of a request without files"},
    {"upload-limit-mb",      MEGABYTES, AT(upload_bytes),     "60", 1, 1024, "of all files of one request"},
    {"attachment-limit-mb",  MEGABYTES, AT(attachment_bytes), "25", 1, 1024, "of one file"},
    {"attachments-limit",    NUMBER, AT(attachments_n),       "20", 1, 200, "files on one message"},
    {"mail-limit-mb",        MEGABYTES, AT(mail_bytes),       "50", 1, 200, "of one incoming mail"},
    {"field-limit",          NUMBER, AT(field_characters),    "200", 20, 2000, "characters of a subject"},
    {"text-limit",           NUMBER, AT(text_characters),     "100000", 1000, MANY * 10, "characters of a message"},
    {"header-limit",         NUMBER, AT(header_bytes),        "16384", 4096, MANY, "bytes of a request's headers"},
    {"connections-limit",    NUMBER, AT(connections_n),       "2000", 10, MANY, "connections at a time"},
    {"connections-per-address-limit", NUMBER, AT(connections_per_address_n), "100", 1, MANY, "connections from one address"},
    {"request-timeout",      SECONDS, AT(request_timeout_ms), "20", 1, 3600, "seconds for a request to arrive"},
    {"threads",              NUMBER, AT(threads_n),           "0", 0, 256, "that serve pages; 0: as many as processors"},
    {"session-idle",         SECONDS, AT(session_idle_ms),    "86400", 60, MANY * 10, "seconds without use after which one must sign in again"},
    {"session-absolute",     SECONDS, AT(session_absolute_ms), "1209600", 60, MANY * 100, "seconds after which one must sign in again in any case"},
    {"sign-in-link-life",    SECONDS, AT(link_ms),            "900", 60, 86400, "seconds for which a sign-in link is good"},
    {"ticket-link-life",     SECONDS, AT(ticket_link_ms),     "2592000", 3600, MANY * 100, "seconds for which a private link to a ticket is good"},
    {"undo-send",            SECONDS, AT(undo_send_ms),       "10", 0, 120, "seconds in which a reply can be called back"},
    {"mail-give-up",         SECONDS, AT(mail_give_up_ms),    "432000", 60, MANY * 10, "seconds after which a mail that cannot be sent has failed"},
    {"sign-in-per-account",  NUMBER, AT(sign_in_per_account_n), "10", 1, MANY, "failed sign-ins for one account in 15 minutes"},
    {"sign-in-per-network",  NUMBER, AT(sign_in_per_address_n), "50", 1, MANY, "failed sign-ins from one network in 15 minutes"},
    {"first-mail-per-address", NUMBER, AT(first_mail_per_address_n), "3", 0, MANY, "first mails to one unverified address in 24 hours"},
    {"first-mail-per-network", NUMBER, AT(first_mail_per_network_n), "30", 0, MANY, "first mails caused from one network in 24 hours"},
    {"first-mail-per-domain",  NUMBER, AT(first_mail_per_domain_n),  "200", 0, MANY, "first mails to one domain in 24 hours"},
    {"new-per-network",      NUMBER, AT(new_per_network_n),   "300", 1, MANY, "requests by web form from one network in an hour"},
    {"auto-mail-per-address", NUMBER, AT(auto_mail_per_address_n), "10", 1, MANY, "automatic mails to one address in an hour"},
};
/* clang-format on */
enum { SETTINGS_N = sizeof settings / sizeof *settings };

static struct err *
set_number(struct cx *cx, const struct setting *s, const char *value, const char *where,
           int64_t *out)
{
    if (!str_to_int(value, s->low, s->high, out))
        FAIL_FIELD(cx, s->name,
                   "%s: %s must be a whole number from %lld to %lld, not “%s”.", where,
                   s->name, (long long)s->low, (long long)s->high, value);
    if (s->type == SECONDS)
        *out *= 1000;
    if (s->type == MEGABYTES)
        *out *= 1000000;
    return NULL;
}

static struct err *
set_level(struct cx *cx, const struct setting *s, const char *value, const char *where,
          int64_t *out)
{
    static const char *const levels[] = {"debug", "info", "warn", "error"};

    for (*out = 0; *out < 4; ++*out)
        if (str_eq(value, levels[*out]))
            return NULL;
    FAIL_FIELD(cx, s->name, "%s: %s must be debug, info, warn or error, not “%s”.", where,
               s->name, value);
}

/* where: "kindesk.conf:12", "KINDESK_LISTEN", "--listen" */
static struct err *
set(struct cx *cx, struct config *config, const struct setting *s, const char *value,
    const char *where)
{
    char *at = (char *)config + s->offset;
    int64_t number = 0;

    if (s->type == TEXT) {
        const char *text = utf8_clean(cx->arena, bytes_of(value), true);

        memcpy(at, &text, sizeof text);
        return NULL;
    }
    if (s->type == LEVEL)
        TRY(set_level(cx, s, value, where, &number));
    else
        TRY(set_number(cx, s, value, where, &number));
    memcpy(at, &number, sizeof number);
    return NULL;
}

static const struct setting *
find(const char *name, size_t length)
{
    for (int i = 0; i < SETTINGS_N; i++)
        if (strlen(settings[i].name) == length && !memcmp(settings[i].name, name, length))
            return &settings[i];
    return NULL;
}

static const char *
environment_name(struct cx *cx, const char *name)
{
    char *env = arena_printf(cx->arena, "KINDESK_%s", name);

    for (char *p = env; *p; p++)
        *p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
    return env;
}

/* ---- Options. */

static void
take_out(char **args, int *args_n, int i, int n)
{
    for (int at = i; at + n <= *args_n; at++)
        args[at] = args[at + n];
    *args_n -= n;
}

/* Stops at "--"; what is not a setting is left for the command. */
static struct err *
read_options(struct cx *cx, char **args, int *args_n, struct config *config, bool take)
{
    for (int i = 0; i < *args_n && !str_eq(args[i], "--");) {
        const char *name = str_starts(args[i], "--") ? args[i] + 2 : "";
        size_t length = strcspn(name, "=");
        const struct setting *s = find(name, length);
        const char *value = NULL;
        int used = 1;

        if (!s) {
            i++;
            continue;
        }
        if (name[length] == '=')
            value = name + length + 1;
        else if (i + 1 < *args_n)
            value = args[i + used++];
        if (!value)
            FAIL_FIELD(cx, s->name, "--%s needs a value: %s.", s->name, s->help);
        TRY(set(cx, config, s, value, arena_printf(cx->arena, "--%s", s->name)));
        if (take)
            take_out(args, args_n, i, used);
        else
            i += used;
    }
    return NULL;
}

static struct err *
read_environment(struct cx *cx, struct config *config)
{
    for (int i = 0; i < SETTINGS_N; i++) {
        const char *env = environment_name(cx, settings[i].name);
        const char *value = getenv(env);

        if (value)
            TRY(set(cx, config, &settings[i], value, env));
    }
    return NULL;
}

/* ---- The file: "name = value" lines, # comments. */

static struct err *
read_line(struct cx *cx, struct config *config, const char *where, char *line)
{
    const struct setting *s;
    char *equals, *name;

    line = str_trim(cx->arena, line);
    if (!*line || *line == '#')
        return NULL;
    equals = strchr(line, '=');
    if (!equals)
        FAIL_FIELD(cx, "config", "%s: “%s” should read “name = value”.", where, line);
    name = str_trim(cx->arena, arena_strndup(cx->arena, line, (size_t)(equals - line)));
    s = find(name, strlen(name));
    if (!s)
        FAIL_FIELD(cx, "config",
                   "%s: there is no setting “%s”; “kindesk config” lists them.", where,
                   name);
    return set(cx, config, s, str_trim(cx->arena, equals + 1), where);
}

static struct err *
read_file(struct cx *cx, const char *path, bool required, struct config *config)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), number = 0;
    char *text = arena_take(cx->arena, 65536), *line, *rest;
    ssize_t n;

    if (fd < 0 && !required && errno == ENOENT)
        return NULL;
    n = fd < 0 ? -1 : read(fd, text, 65535);
    if (fd >= 0)
        close(fd);
    if (n < 0)
        FAIL(cx, ERR_NOT_FOUND, "The configuration file “%s” cannot be read: %s.", path,
             strerror(errno));
    text = utf8_clean(cx->arena, (struct bytes){(unsigned char *)text, (size_t)n}, false);
    for (rest = text; (line = strsep(&rest, "\n"));)
        TRY(read_line(cx, config, arena_printf(cx->arena, "%s:%d", path, ++number),
                      line));
    return NULL;
}

static const char *
file_option(char **args, int *args_n)
{
    for (int i = 0; i + 1 < *args_n; i++)
        if (str_eq(args[i], "--config")) {
            const char *path = args[i + 1];

            take_out(args, args_n, i, 2);
            return path;
        }
    return getenv("KINDESK_CONFIG");
}

/* The URL that we print when none is set. */
static void
fill_url(struct cx *cx, struct config *config)
{
    size_t n = strlen(config->url);

    if (!n)
        config->url = arena_printf(cx->arena, "http://%s", config->listen);
    else if (config->url[n - 1] == '/')
        config->url = arena_strndup(cx->arena, config->url, n - 1);
}

struct err *
config_load(struct cx *cx, char **args, int *args_n, struct config *config)
{
    const char *file = file_option(args, args_n);
    struct config early;

    for (int i = 0; i < SETTINGS_N; i++)
        TRY(set(cx, config, &settings[i], settings[i].initial, "default"));
    early = *config;
    TRY(read_environment(cx, &early));
    TRY(read_options(cx, args, args_n, &early, false));
    TRY(read_file(cx,
                  file ? file : arena_printf(cx->arena, "%s/kindesk.conf", early.data),
                  file != NULL, config));
    TRY(read_environment(cx, config));
    TRY(read_options(cx, args, args_n, config, true));
    if (!str_starts(config->url, "http://") && !str_starts(config->url, "https://") &&
        *config->url)
        FAIL_FIELD(cx, "url", "url must begin with https:// or http://, not “%s”.",
                   config->url);
    fill_url(cx, config);
    log_set_level((enum log_level)config->log_level);
    return NULL;
}

const char *
config_example(struct cx *cx)
{
    struct buf buf;

    buf_init(&buf, cx->arena, 0);
    buf_lit(&buf,
            "# Settings of Kindesk. Each can also be given in the environment"
            " (KINDESK_LISTEN) or as an\n# option (--listen), which win over this file."
            " What the desk promises stands in its plan,\n# not here.\n");
    for (int i = 0; i < SETTINGS_N; i++)
        buf_printf(&buf, "\n# %s: %s\n#%s = %s\n", settings[i].name, settings[i].help,
                   settings[i].name, settings[i].initial);
    return buf_text(&buf);
}
