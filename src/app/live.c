/* SPDX-License-Identifier: Apache-2.0 */
#include "app/live.h"

#include "http/exchange.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct listener {
    struct listener *next, **link;
    struct live *live;
    struct stream_topic topic;
    struct stream *stream;
    bool closed;
};

struct live {
    pthread_mutex_t lock;
    struct listener *first;
    int64_t n;
};

struct live *
live_new(void)
{
    struct live *live = calloc(1, sizeof *live);

    if (!live)
        abort();
    pthread_mutex_init(&live->lock, NULL);
    return live;
}

static void
unlink_listener(struct listener *listener)
{
    *listener->link = listener->next;
    if (listener->next)
        listener->next->link = listener->link;
    listener->live->n--;
}

static void
listener_free(struct listener *listener)
{
    stream_free(&listener->stream);
    free(listener);
}

/* May come before live_open() knows its stream: then live_open() frees it. */
static void
closed(void *owner)
{
    struct listener *listener = owner;
    struct live *live = listener->live;
    bool known;

    pthread_mutex_lock(&live->lock);
    known = listener->stream != NULL;
    listener->closed = true;
    if (known)
        unlink_listener(listener);
    pthread_mutex_unlock(&live->lock);
    if (known)
        listener_free(listener);
}

void
live_open(struct live *live, struct exchange *x, struct stream_topic topic)
{
    struct listener *listener = calloc(1, sizeof *listener);
    struct stream *stream;
    bool gone;

    if (!listener)
        abort();
    listener->live = live;
    listener->topic = topic;
    stream = exchange_stream(x, closed, listener);
    stream_send(stream, "ready", NULL, "{}");
    pthread_mutex_lock(&live->lock);
    listener->stream = stream;
    gone = listener->closed;
    if (!gone) {
        listener->next = live->first;
        listener->link = &live->first;
        if (live->first)
            live->first->link = &listener->next;
        live->first = listener;
        live->n++;
    }
    pthread_mutex_unlock(&live->lock);
    if (gone)
        listener_free(listener);
}

static bool
is_of_desk(const struct stream_topic *topic, struct desk_id desk)
{
    bool yes = topic->all_desks;

    for (size_t i = 0; i < topic->desks_n && !yes; i++)
        yes = topic->desks[i].v == desk.v;
    return yes;
}

/* The queue hears of every ticket of its reader's desks, but not of who looks at it. */
static void
tell(struct live *live, struct ticket_id ticket, struct desk_id desk, bool presence)
{
    char data[48];

    snprintf(data, sizeof data, "{\"ticket\":%lld}", (long long)ticket.v);
    pthread_mutex_lock(&live->lock);
    for (struct listener *l = live->first; l; l = l->next)
        if (l->topic.ticket.v ? l->topic.ticket.v == ticket.v
                              : !presence && is_of_desk(&l->topic, desk))
            stream_send(l->stream, presence ? "presence" : "ticket", NULL, data);
    pthread_mutex_unlock(&live->lock);
}

void
live_publish(struct live *live, const struct touched *touched)
{
    for (; touched; touched = touched->before) {
        const struct touched *same = touched->before;

        while (same &&
               (same->ticket.v != touched->ticket.v || same->desk.v != touched->desk.v ||
                same->presence != touched->presence))
            same = same->before;
        if (!same)
            tell(live, touched->ticket, touched->desk, touched->presence);
    }
}

int64_t
live_count(struct live *live)
{
    int64_t n;

    pthread_mutex_lock(&live->lock);
    n = live->n;
    pthread_mutex_unlock(&live->lock);
    return n;
}

void
live_free(struct live **live)
{
    struct listener *listener, *next;

    if (!*live)
        return;
    for (listener = (*live)->first; listener; listener = next) {
        next = listener->next;
        listener_free(listener);
    }
    pthread_mutex_destroy(&(*live)->lock);
    free(*live);
    *live = NULL;
}
