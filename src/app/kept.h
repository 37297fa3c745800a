/* SPDX-License-Identifier: Apache-2.0 */
/* Pages kept for a moment, so that the same page asked for again need not be made again.
 *
 * A page is given out only for the very same request (host, address, cookies, languages,
 * minute) while nothing at all has been committed since (store_moment()), the session
 * lasts, and no more than 15 s passed. So nobody can get what belongs to another, nor
 * anything that was changed. Only GET routes marked ROUTE_KEPT, whose pages depend on
 * nothing else, and only with a session. Bounded: KEPT_SLOTS pages of at most
 * KEPT_PAGE_BYTES. Any thread. */
#ifndef APP_KEPT_H
#define APP_KEPT_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum { KEPT_SLOTS = 64, KEPT_PAGE_BYTES = 128 << 10 };

struct exchange;
struct kept;
struct kept_page;

struct kept *kept_new(void);
void kept_free(struct kept **kept);

/* What the page of this request depends on beside the database; n 0: it is not kept. */
struct bytes kept_key(struct cx *cx, const struct exchange *x);

/* Fills the response from a page made at that moment, or gives NULL. The page is held
 * until kept_release(), which follows the sending. */
struct kept_page *kept_find(struct kept *kept, struct cx *cx, struct bytes key,
                            int64_t moment, struct exchange *x);
void kept_release(struct kept_page *page);
struct person_id kept_person(const struct kept_page *page);

/* Keeps x->response, made for that person at cx->now. headers: how many of its headers
 * belong to this request only. ends_at: when the session ends. */
struct kept_made {
    int64_t moment, ends_at;
    size_t headers_n;
};
void kept_put(struct kept *kept, struct cx *cx, struct bytes key,
              const struct exchange *x, const struct kept_made *made);

#endif
