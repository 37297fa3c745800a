/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks of one ticket: a function of the plan, the ticket's history and the moment.
 *
 * All three clocks run in states that run and pause in states that stop. What counts is
 * time that really ran, measured on the present priority's clock, so a change of
 * priority, topic, organization or revision loses no paused time. First response is done
 * by a person's public reply, never by the acknowledgement; a ticket taken on the
 * telephone or in person is answered at once. The update clock starts with each public
 * reply of staff. Resolve ends on entering a resolved, closed or spam state and goes on
 * when reopened, with at least the priority's first response time left. A merged ticket
 * has no clocks. */
#ifndef PLAN_CLOCKS_H
#define PLAN_CLOCKS_H

#include "plan/plan.h"

enum plan_event_kind {
    PLAN_EVENT_CREATED,      /* every property below that is not NULL */
    PLAN_EVENT_STATE,        /* state */
    PLAN_EVENT_PRIORITY,     /* priority */
    PLAN_EVENT_TOPIC,        /* topic */
    PLAN_EVENT_TEAM,         /* team (its tier follows) */
    PLAN_EVENT_ORGANIZATION, /* organization */
    PLAN_EVENT_ASSIGNED,     /* person; 0 takes it away */
    PLAN_EVENT_REPLY,        /* a public message: by staff or by the requester */
    PLAN_EVENT_NOTE,         /* an internal message */
    PLAN_EVENT_ACKNOWLEDGED, /* our automatic answer: changes nothing */
    PLAN_EVENT_WAITING,      /* "I am still waiting" was pressed */
    PLAN_EVENT_SURVEY,       /* text is the answer, number its score */
    PLAN_EVENT_TAG,          /* text was added as a tag */
    PLAN_EVENT_UNTAG,        /* text was taken away */
    PLAN_EVENT_SAME,         /* number of people who report the same by now */
    PLAN_EVENT_MERGED,       /* into another ticket: everything stops */
    PLAN_EVENT_FIRED,        /* a rule fired: rule and cause */
    PLAN_EVENT_ADOPTED,      /* from here on the present revision of the plan rules it */
};

/* One line of a ticket's history, oldest first, at never falling. NULL: not said.
 * id     of the event in the ticket, unique, > 0
 * staff  by a person of the desk (not by Kindesk, not by the requester)
 * cause  of an effect of a rule: the cause that its plan_action carried; else NULL
 * A ticket is reopened by a STATE event from a resolved or closed state to one that is
 * not. */
struct plan_event {
    int64_t at, id;
    enum plan_event_kind kind;
    bool staff;
    const char *state, *priority, *topic, *team, *organization, *subject, *text;
    enum plan_channel_kind channel; /* of CREATED and REPLY */
    int64_t person, number;
    const char *rule, *cause;
    const char *impact, *urgency; /* of CREATED, for plan_replay(); may be NULL */
};

/* A stretch of a ticket's life, for "why this time?". */
struct plan_segment {
    int64_t from, to; /* to is `now` for the last */
    bool runs;
    const char *state;
    int state_line; /* 0: a state that the plan does not know: it runs */
};

/* One target. due_at 0: none, or done; left_ms on its own clock.
 * missed_at  when it was first missed, 0 never; done_at when first met or passed by an
 * answer */
struct plan_clock {
    int64_t due_at, done_at, missed_at, elapsed_ms, target_ms;
    bool paused;
};

struct plan_clocks {
    struct plan_clock first, update, resolve, internal_first, internal_resolve;
    int64_t first_due_at, first_done_at, update_due_at, resolve_due_at;
    bool first_missed, resolve_missed;
    int64_t resolved_at; /* of the present resolution, 0 when it is not resolved */
    int64_t queue_at;    /* what the queue sorts by: the earliest of the dues; while all
                          * pause, PLAN_NEVER */
    int64_t next_due_at; /* when to ask plan_decide() again, PLAN_NEVER never: set by
                          * plan_decide() only */
    int reopened_n;
    bool merged, runs;
    const struct plan_priority *priority; /* never NULL */
    const char *state;                    /* the last one said, never NULL */
    int64_t state_since;
    struct plan_why priority_why;
    struct plan_segment *segments;
    size_t segments_n;
};

/* history may be empty (then all is 0). Segments live in the arena. */
struct plan_clocks plan_clocks(struct arena *arena, const struct plan *plan,
                               const struct plan_event *history, size_t n, int64_t now);

#endif
