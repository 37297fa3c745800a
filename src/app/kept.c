/* SPDX-License-Identifier: Apache-2.0 */
#include "app/kept.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "http/exchange.h"
#include "web/page.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Who looks at a ticket, and the like, ends by itself within such a time. */
enum { HEADERS_MOST = 16, KEY_BYTES = 16 << 10, KEPT_MS = 15000 };

/* In one piece of memory with its key, texts and body.
 * refs  one of its slot, one of each response that is being sent */
struct kept_page {
    atomic_int refs;
    int64_t moment, ends_at;
    struct person_id person;
    struct bytes key, body;
    const char *type;
    const char *names[HEADERS_MOST], *values[HEADERS_MOST];
    size_t headers_n;
};

struct kept {
    pthread_mutex_t lock;
    struct kept_page *slots[KEPT_SLOTS];
};

struct kept *
kept_new(void)
{
    struct kept *kept = calloc(1, sizeof *kept);

    if (!kept)
        abort();
    pthread_mutex_init(&kept->lock, NULL);
    return kept;
}

void
kept_free(struct kept **kept)
{
    if (!*kept)
        return;
    for (size_t i = 0; i < KEPT_SLOTS; i++)
        kept_release((*kept)->slots[i]);
    pthread_mutex_destroy(&(*kept)->lock);
    free(*kept);
    *kept = NULL;
}

void
kept_release(struct kept_page *page)
{
    if (page && atomic_fetch_sub(&page->refs, 1) == 1)
        free(page);
}

struct person_id
kept_person(const struct kept_page *page)
{
    return page->person;
}

/* ---- Keys. */

/* With its length, so that no two lists of parts are the same bytes. */
static void
add_part(struct buf *key, const char *part)
{
    size_t n = part ? strlen(part) : 0;

    buf_int(key, part ? (int64_t)n : -1);
    buf_char(key, ':');
    if (n)
        buf_add(key, part, n);
}

struct bytes
kept_key(struct cx *cx, const struct exchange *x)
{
    const struct request *request = &x->request;
    struct buf key;

    if (request->method != HTTP_GET || !request_cookie(request, SESSION_COOKIE) ||
        request_cookie(request, NOTICE_COOKIE))
        return (struct bytes){0};
    buf_init(&key, cx->arena, KEY_BYTES);
    buf_reserve(&key, 512);
    buf_int(&key, cx->now / MS_MINUTE);
    buf_str(&key, x->response.https ? "s" : "-");
    add_part(&key, request->path);
    add_part(&key, request->query_text);
    add_part(&key, request_header(request, "Host"));
    for (size_t i = 0; i < request->headers.n; i++) /* session, desk, language */
        if (str_eq_fold(request->headers.at[i].name, "Cookie"))
            add_part(&key, request->headers.at[i].value);
    add_part(&key, request_header(request, "Accept-Language"));
    add_part(&key, request_header(request, "Accept"));
    return key.full ? (struct bytes){0} : buf_bytes(&key);
}

static size_t
slot_of(struct bytes key)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

    for (size_t i = 0; i < key.n; i++)
        hash = (hash ^ key.p[i]) * UINT64_C(0x100000001b3);
    return (size_t)((hash ^ hash >> 32) % KEPT_SLOTS);
}

/* ---- Finding. */

static bool
fits(const struct kept_page *page, struct bytes key, int64_t moment)
{
    return page && page->moment == moment && page->key.n == key.n &&
           memcmp(page->key.p, key.p, key.n) == 0;
}

struct kept_page *
kept_find(struct kept *kept, struct cx *cx, struct bytes key, int64_t moment,
          struct exchange *x)
{
    size_t slot = slot_of(key);
    struct kept_page *page;

    pthread_mutex_lock(&kept->lock);
    page = kept->slots[slot];
    if (!fits(page, key, moment) || page->ends_at <= cx->now)
        page = NULL;
    else
        atomic_fetch_add(&page->refs, 1);
    pthread_mutex_unlock(&kept->lock);
    if (!page)
        return NULL;
    response_body(&x->response, 200, page->type, page->body);
    for (size_t i = 0; i < page->headers_n; i++)
        response_header_add(&x->response, page->names[i], page->values[i]);
    return page;
}

/* ---- Keeping. */

/* Only a whole page that sets nothing in the browser. */
static bool
is_plain(const struct response *response)
{
    for (size_t i = 0; i < response->headers.n; i++)
        if (str_eq_fold(response->headers.at[i].name, "Set-Cookie"))
            return false;
    return response->status == 200 && response->fd < 0 && !response->asset &&
           !response->etag && !response->compress && !response->wrong &&
           !response->close && response->type && response->body.n <= KEPT_PAGE_BYTES &&
           response->headers.n <= HEADERS_MOST;
}

static char *
put(char **at, const void *p, size_t n)
{
    char *start = *at;

    if (n)
        memcpy(start, p, n);
    *at += n;
    return start;
}

static size_t
size_of(struct bytes key, const struct response *response)
{
    size_t n =
        sizeof(struct kept_page) + key.n + response->body.n + strlen(response->type) + 1;

    for (size_t i = 0; i < response->headers.n; i++)
        n += strlen(response->headers.at[i].name) +
             strlen(response->headers.at[i].value) + 2;
    return n;
}

static struct kept_page *
copy_of(struct bytes key, const struct response *response, size_t headers_skip)
{
    struct kept_page *page = malloc(size_of(key, response));
    char *at = (char *)(page + 1);

    if (!page)
        abort();
    *page = (struct kept_page){.refs = 1};
    page->key = (struct bytes){(unsigned char *)put(&at, key.p, key.n), key.n};
    page->body = (struct bytes){
        (unsigned char *)put(&at, response->body.p, response->body.n), response->body.n};
    page->type = put(&at, response->type, strlen(response->type) + 1);
    for (size_t i = headers_skip; i < response->headers.n; i++) {
        const char *name = response->headers.at[i].name;
        const char *value = response->headers.at[i].value;

        page->names[page->headers_n] = put(&at, name, strlen(name) + 1);
        page->values[page->headers_n++] = put(&at, value, strlen(value) + 1);
    }
    return page;
}

void
kept_put(struct kept *kept, struct cx *cx, struct bytes key, const struct exchange *x,
         const struct kept_made *made)
{
    size_t slot = slot_of(key);
    struct kept_page *page, *before;

    if (!is_plain(&x->response) || !made->moment)
        return;
    page = copy_of(key, &x->response, made->headers_n);
    page->moment = made->moment;
    page->ends_at = made->ends_at < cx->now + KEPT_MS ? made->ends_at : cx->now + KEPT_MS;
    page->person = cx->actor->person;
    pthread_mutex_lock(&kept->lock);
    before = kept->slots[slot];
    kept->slots[slot] = page;
    pthread_mutex_unlock(&kept->lock);
    kept_release(before);
}
