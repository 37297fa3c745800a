/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/reach.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

enum { ANSWER_BYTES = 64 * 1024 };

/* ---- Which addresses. */

static const struct {
    uint32_t network;
    int bits;
} closed4[] = {
    {0x00000000, 8 }, /* this network */
    {0x0A000000, 8 }, /* private */
    {0x64400000, 10}, /* shared by carriers */
    {0x7F000000, 8 }, /* this machine */
    {0xA9FE0000, 16}, /* link-local, where clouds keep their secrets */
    {0xAC100000, 12}, /* private */
    {0xC0000000, 24}, /* protocols */
    {0xC0000200, 24}, /* documentation */
    {0xC0586300, 24}, /* 6to4 relays */
    {0xC0A80000, 16}, /* private */
    {0xC6120000, 15}, /* benchmarks */
    {0xC6336400, 24}, /* documentation */
    {0xCB007100, 24}, /* documentation */
    {0xE0000000, 4 }, /* multicast */
    {0xF0000000, 4 }, /* reserved, broadcast */
};

static bool
is_public4(uint32_t address)
{
    for (size_t i = 0; i < sizeof closed4 / sizeof *closed4; i++)
        if ((address ^ closed4[i].network) >> (32 - closed4[i].bits) == 0)
            return false;
    return true;
}

/* Of IPv6 only 2000::/3 is given out; in it, not what wraps IPv4 or is for books. */
static bool
is_public6(const unsigned char a[16])
{
    if ((a[0] & 0xE0) != 0x20)
        return false;
    if (a[0] == 0x20 && a[1] == 0x01 && a[2] < 0x02)
        return false; /* 2001::/23: Teredo, ORCHID, benchmarks */
    if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0D && a[3] == 0xB8)
        return false; /* documentation */
    if (a[0] == 0x20 && a[1] == 0x02)
        return false;                                      /* 6to4 */
    return !(a[0] == 0x3F && a[1] == 0xFF && a[2] < 0x10); /* documentation */
}

bool
reach_is_public(const struct sockaddr *address)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;

    if (address->sa_family == AF_INET) {
        memcpy(&four, address, sizeof four);
        return is_public4(ntohl(four.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6)
        return false;
    memcpy(&six, address, sizeof six);
    return is_public6(six.sin6_addr.s6_addr);
}

/* ---- Which URLs. */

static bool
is_inside(struct arena *arena, const char *list, const char *host, int port)
{
    const char *with_port = arena_printf(arena, "%s:%d", host, port);
    size_t n;
    char **names = str_split(arena, list ? list : "", ',', &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq_fold(names[i], host) || str_eq_fold(names[i], with_port))
            return true;
    return false;
}

static const char *
part(struct arena *arena, CURLU *parsed, CURLUPart which)
{
    char *text = NULL;
    const char *copy = NULL;

    if (!curl_url_get(parsed, which, &text,
                      which == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0))
        copy = arena_strdup(arena, text);
    curl_free(text);
    return copy;
}

static struct err *
check_parts(struct cx *cx, CURLU *parsed, const char *inside, const char **host_out,
            int *port_out, bool *inside_out)
{
    const char *scheme = part(cx->arena, parsed, CURLUPART_SCHEME);
    const char *port = part(cx->arena, parsed, CURLUPART_PORT);
    int64_t number = 0;

    *host_out = part(cx->arena, parsed, CURLUPART_HOST);
    if (str_blank(*host_out) || !str_to_int(port ? port : "", 1, 65535, &number))
        FAIL(cx, ERR_INVALID, "The address names no host.");
    if (part(cx->arena, parsed, CURLUPART_USER) ||
        part(cx->arena, parsed, CURLUPART_PASSWORD))
        FAIL(cx, ERR_INVALID, "The address must not hold a name or a password.");
    *port_out = (int)number;
    *inside_out = is_inside(cx->arena, inside, *host_out, *port_out);
    if (!str_eq(scheme, "https") && !(*inside_out && str_eq(scheme, "http")))
        FAIL(cx, ERR_INVALID, "The address must begin with https://.");
    return NULL;
}

struct err *
reach_check_url(struct cx *cx, const char *url, const char *inside, const char **host_out,
                int *port_out, bool *inside_out)
{
    CURLU *parsed;
    struct err *err;

    for (const char *at = url; *at; at++)
        if ((unsigned char)*at <= ' ' || *at == 127)
            FAIL(cx, ERR_INVALID, "The address holds a blank or a control character.");
    parsed = curl_url();
    if (!parsed || curl_url_set(parsed, CURLUPART_URL, url, 0)) {
        curl_url_cleanup(parsed);
        FAIL(cx, ERR_INVALID, "This is not the address of a web page.");
    }
    err = check_parts(cx, parsed, inside, host_out, port_out, inside_out);
    curl_url_cleanup(parsed);
    return err;
}

/* ---- Resolving once. */

struct target {
    struct sockaddr_storage address;
    char text[INET6_ADDRSTRLEN];
    bool inside;
};

static struct addrinfo *
look_up(const char *host, int port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC}, *list;
    char bare[256], service[8];
    size_t n = strlen(host);

    if (n >= sizeof bare)
        return NULL;
    if (*host == '[' && host[n - 1] == ']')
        snprintf(bare, sizeof bare, "%.*s", (int)n - 2, host + 1);
    else
        snprintf(bare, sizeof bare, "%s", host);
    snprintf(service, sizeof service, "%d", port);
    return getaddrinfo(bare, service, &hints, &list) ? NULL : list;
}

/* The first address; refused when any of them is not public. */
static struct reach_result
resolve(struct cx *cx, const char *host, int port, struct target *out)
{
    struct addrinfo *list = look_up(host, port);

    if (!list)
        return (struct reach_result){.text = tr(cx->lang, "The host was not found.")};
    for (struct addrinfo *one = list; one && !out->inside; one = one->ai_next)
        if (!reach_is_public(one->ai_addr)) {
            freeaddrinfo(list);
            return (struct reach_result){
                .refused = true,
                .text = tr(cx->lang, "The host is not on the public internet. Name it in"
                                     " webhook-hosts if it may be called.")};
        }
    memcpy(&out->address, list->ai_addr, list->ai_addrlen);
    getnameinfo(list->ai_addr, list->ai_addrlen, out->text, sizeof out->text, NULL, 0,
                NI_NUMERICHOST);
    freeaddrinfo(list);
    return (struct reach_result){0};
}

/* ---- Calling. */

static size_t
drop_answer(char *from, size_t size, size_t n, void *cls)
{
    size_t *seen = cls;

    (void)from;
    *seen += size * n;
    return *seen > ANSWER_BYTES ? 0 : size * n;
}

static bool
same_address(const struct sockaddr *a, const struct sockaddr *b)
{
    struct sockaddr_in four[2];
    struct sockaddr_in6 six[2];

    if (a->sa_family != b->sa_family)
        return false;
    if (a->sa_family == AF_INET) {
        memcpy(&four[0], a, sizeof four[0]);
        memcpy(&four[1], b, sizeof four[1]);
        return four[0].sin_port == four[1].sin_port &&
               four[0].sin_addr.s_addr == four[1].sin_addr.s_addr;
    }
    memcpy(&six[0], a, sizeof six[0]);
    memcpy(&six[1], b, sizeof six[1]);
    return a->sa_family == AF_INET6 && six[0].sin6_port == six[1].sin6_port &&
           !memcmp(&six[0].sin6_addr, &six[1].sin6_addr, sizeof six[0].sin6_addr);
}

/* Only to the address that was checked, whatever curl was told. */
static curl_socket_t
open_checked(void *cls, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct target *target = cls;
    struct sockaddr_storage asked = {0};

    (void)purpose;
    if (address->addrlen > sizeof asked)
        return CURL_SOCKET_BAD;
    memcpy(&asked, &address->addr, address->addrlen);
    if (!same_address((const struct sockaddr *)&asked,
                      (const struct sockaddr *)&target->address))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static struct curl_slist *
lines(const char *const *headers)
{
    struct curl_slist *list = NULL;

    for (size_t i = 0; headers && headers[i]; i++)
        list = curl_slist_append(list, headers[i]);
    return curl_slist_append(list, "Expect:");
}

static void
set_options(CURL *curl, const struct reach_request *request, struct target *target,
            size_t *seen)
{
    int64_t timeout_ms = request->timeout_ms ? request->timeout_ms : 10000;

    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
                     target->inside ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.p);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)request->body.n);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)timeout_ms / 2);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, seen);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_checked);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, target);
}

static struct reach_result
call(struct cx *cx, const struct reach_request *request, const char *pin,
     struct target *target)
{
    struct curl_slist *headers = lines(request->headers);
    struct curl_slist *pins = curl_slist_append(NULL, pin);
    CURL *curl = curl_easy_init();
    char said[CURL_ERROR_SIZE] = "";
    size_t seen = 0;
    long status = 0;
    CURLcode code;

    set_options(curl, request, target, &seen);
    curl_easy_setopt(curl, CURLOPT_RESOLVE, pins);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said);
    code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    curl_slist_free_all(headers);
    curl_slist_free_all(pins);
    if (status && (!code || code == CURLE_WRITE_ERROR))
        return (struct reach_result){
            .status = (int)status,
            .text =
                arena_printf(cx->arena, tr(cx->lang, "It answered %d."), (int)status)};
    return (struct reach_result){
        .text = arena_strdup(cx->arena, *said ? said : curl_easy_strerror(code))};
}

struct reach_result
reach_post(struct cx *cx, const struct reach_request *request)
{
    struct reach_result result;
    struct target target = {0};
    const char *host;
    int port;
    struct err *err;

    curl_global_init(CURL_GLOBAL_DEFAULT); /* counts its callers */
    err =
        reach_check_url(cx, request->url, request->inside, &host, &port, &target.inside);
    if (err)
        return (struct reach_result){.refused = true, .text = err->text};
    result = resolve(cx, host, port, &target);
    if (result.text)
        return result;
    return call(
        cx, request,
        arena_printf(cx->arena,
                     target.address.ss_family == AF_INET6 ? "%s:%d:[%s]" : "%s:%d:%s",
                     host, port, target.text),
        &target);
}
