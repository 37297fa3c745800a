/* SPDX-License-Identifier: Apache-2.0 */
/* Open browsers that want to know when something changes. They are told only that it did;
 * what changed they ask for by an ordinary request, with its permission (threat C24). */
#ifndef APP_LIVE_H
#define APP_LIVE_H

#include "base/cx.h"
#include "http/stream.h"

struct exchange;
struct live;

struct live *live_new(void);
/* After the server was stopped. */
void live_free(struct live **live);

/* Turns the exchange into a stream that hears of the topic. */
void live_open(struct live *live, struct exchange *x, struct stream_topic topic);

/* Tells all whom it concerns, by the events "ticket" and "presence" with {"ticket": N};
 * any thread. */
void live_publish(struct live *live, const struct touched *touched);

int64_t live_count(struct live *live);

#endif
