/* SPDX-License-Identifier: Apache-2.0 */
/* The history of a ticket: append-only, numbered from 1, chained by SHA-256. The ticket's
 * row is what its events say (ticket.h); `kindesk check` proves both. */
#ifndef DESK_EVENT_H
#define DESK_EVENT_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum event_kind {
    EVENT_CREATED,
    EVENT_ACKNOWLEDGED,    /* our automatic answer was queued */
    EVENT_REQUESTER_WROTE, /* a message from the requester's side */
    EVENT_REPLIED,         /* a public message of the staff */
    EVENT_NOTED,
    EVENT_HELD,     /* a message of a stranger, kept aside */
    EVENT_ADMITTED, /* the staff let it in */
    EVENT_CHANGED,  /* properties, by a person */
    EVENT_RESOLVED,
    EVENT_REOPENED,
    EVENT_CLOSED,
    EVENT_STILL_WAITING,
    EVENT_CONFIRMED,  /* "that solved it" */
    EVENT_NOT_SOLVED, /* "it did not" */
    EVENT_SURVEY_ASKED,
    EVENT_SURVEY_ANSWERED,
    EVENT_MAIL_FAILED,
    EVENT_VERIFIED, /* the requester proved to read mail at the address */
    EVENT_FIRED,    /* a rule of the plan: what it did follows in "set" and "text" */
    EVENT_JOINED,   /* a person follows the ticket from now on */
    EVENT_LEFT,
    EVENT_MOVED,   /* to another desk, under its plan: "desk" and "plan" in "set" */
    EVENT_ADOPTED, /* another revision of the plan rules it from now on: "plan" in "set" */
    EVENT_SAME,          /* so many people report the same (same.h) */
    EVENT_JOINED_TO,     /* belongs to another ticket from now on (relation.h) */
    EVENT_PARTED_FROM,   /* or no longer */
    EVENT_AUTO_REPLIED,  /* a rule's own words, mailed to the requester */
    EVENT_REPORTED,      /* the report that the plan asks for was made */
    EVENT_COMPLAINED,    /* the ticket is a complaint: its answer's clock began */
    EVENT_SIDE_ASKED,    /* somebody outside was written to (side.h) */
    EVENT_SIDE_ANSWERED, /* and wrote */
    EVENT_SIDE_CLOSED,
    EVENT_HOOK_FAILED, /* another system could not be told (hook.h) */
    EVENT_READ_AS, /* a mail was read anew by the character set in "text" */
    EVENT_KINDS_N,
};

/* name is what the database and the API say, text an English msgid for people. */
const char *event_kind_name(enum event_kind kind);
const char *event_kind_text(enum event_kind kind);
bool event_kind_find(const char *name, enum event_kind *kind_out);

struct event {
    struct ticket_id ticket;
    int64_t n, at;
    enum event_kind kind;
    struct person_id actor; /* 0: Kindesk */
    const char *actor_name;
    enum role actor_role;
    struct message_id message;
    const char *data; /* a JSON object */
    struct bytes hash;
};

/* Appends event->n, which must be the next; fills in `at` (now, or that of the
 * event before when that is later), `actor` and `hash`.
 * Errors  CONFLICT when another came first */
struct err *event_add(struct cx *cx, struct event *event) MUST_CHECK;

/* All of a ticket, oldest first, for callers that have the ticket. */
struct err *event_list(struct cx *cx, struct ticket_id ticket, struct event **list_out,
                       size_t *n_out) MUST_CHECK;

/* The hash that an event must have after that one (NULL for the first); in the arena. */
struct bytes event_hash(struct cx *cx, const struct event *event, struct bytes before);

#endif
