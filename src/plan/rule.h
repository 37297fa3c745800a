/* SPDX-License-Identifier: Apache-2.0 */
/* The When | Then sentences of escalation and follow-up (docs/plan.md has one example of
 * each), and what follows from them for a ticket. */
#ifndef PLAN_RULE_H
#define PLAN_RULE_H

#include "plan/clocks.h"
#include "plan/plan.h"

enum plan_condition_kind {
    PLAN_IF_SHARE,        /* number percent of any of the targets */
    PLAN_IF_MISSED,       /* any of the targets */
    PLAN_IF_STATE_FOR,    /* name for duration */
    PLAN_IF_RESOLVED_FOR, /* duration */
    PLAN_IF_REOPENED,     /* number times */
    PLAN_IF_STILL_WAITING,
    PLAN_IF_SURVEY_ANSWER, /* name */
    PLAN_IF_SURVEY_SCORE,  /* compare number */
    PLAN_IF_CREATED,
    PLAN_IF_REPLIED, /* name NULL anybody, "user", "staff" */
    PLAN_IF_ASSIGNED,
    PLAN_IF_UNASSIGNED_FOR, /* duration */
    PLAN_IF_SAME,           /* more than number people */
    PLAN_IF_PRIORITY,       /* name, as all of the following */
    PLAN_IF_TOPIC,
    PLAN_IF_TEAM,
    PLAN_IF_TIER, /* compare number */
    PLAN_IF_CHANNEL,
    PLAN_IF_KIND,
    PLAN_IF_ORGANIZATION,
    PLAN_IF_STATE,
    PLAN_IF_TAG,
    PLAN_IF_SUBJECT, /* words in the subject */
    PLAN_IF_OUTSIDE_HOURS,
    PLAN_IF_INSIDE_HOURS,
};
enum plan_target_kind {
    PLAN_FIRST_RESPONSE,
    PLAN_UPDATE,
    PLAN_RESOLVE,
    PLAN_INTERNAL_FIRST,
    PLAN_INTERNAL_RESOLVE,
};
struct plan_condition {
    enum plan_condition_kind kind;
    unsigned targets; /* bits 1 << enum plan_target_kind */
    bool negated;     /* "is not" */
    char compare;     /* '=', '<', '>' , 'l' at most, 'g' at least */
    int number;
    const char *name;              /* as the plan spells it elsewhere */
    PLAN_LIST(const char *) names; /* "is A or B": all of them, name first */
    struct plan_duration duration;
};

enum plan_action_kind {
    PLAN_NOTIFY_ASSIGNEE,
    PLAN_NOTIFY_TEAM /* team NULL: the ticket's */,
    PLAN_NOTIFY_LEAD,
    PLAN_NOTIFY_MANAGER,
    PLAN_NOTIFY_ADDRESS /* text */,
    PLAN_ESCALATE,    /* to team; tier its tier. NULL: no tier above, nothing to do */
    PLAN_ASSIGN_TEAM, /* team */
    PLAN_ASSIGN_FEWEST,
    PLAN_ASSIGN_TURN,  /* to a person of team (NULL: the ticket's) */
    PLAN_SET_PRIORITY, /* text; a raise comes out as the priority to set; NULL at the top
                        */
    PLAN_SET_TOPIC,
    PLAN_SET_STATE, /* text */
    PLAN_ADD_TAG,
    PLAN_REMOVE_TAG, /* text */
    PLAN_REMIND_USER,
    PLAN_RESOLVE_AS, /* text: as what; state: the state to enter */
    PLAN_CLOSE,      /* state: the state to enter */
    PLAN_SEND_SURVEY,
    PLAN_OPEN_PROBLEM,
    PLAN_RESTRICT,      /* to the ticket's team */
    PLAN_REPORT_WITHIN, /* due_at: when; duration as written */
    PLAN_REPLY_WITH,    /* text */
    PLAN_CALL_WEBHOOK,  /* text: address */
    PLAN_ACTIONS_N,
};
struct plan_then {
    enum plan_action_kind kind;
    const char *team, *text, *state;
    int tier;   /* of "escalate to tier N"; 0 next tier */
    bool raise; /* of PLAN_SET_PRIORITY */
    struct plan_duration duration;
    int column;
};
/* key stays the same while the sentence does, whatever its line: what a FIRED event
 * keeps. */
struct plan_rule {
    int line;
    enum plan_section_kind section; /* PLAN_ESCALATION or PLAN_FOLLOW_UP */
    const char *when, *then, *key;
    PLAN_LIST(struct plan_condition) conditions;
    PLAN_LIST(struct plan_then) actions;
};

/* One thing to do now. `cause` goes into the FIRED event of its rule and into each event
 * that doing it writes (plan_event.cause): so a rule fires once for its cause, and what
 * it did cannot fire it again. */
struct plan_action {
    enum plan_action_kind kind;
    const struct plan_rule *rule;
    const char *cause, *team, *text, *state;
    int tier;
    int64_t due_at;
    struct plan_why why;
};
/* actions: rule after rule in the plan's order, all actions of a rule together. When any
 * stands here, write the FIRED event of each rule, do them, and ask again: with the same
 * `now` it ends. next_due_at: when to ask again although nothing changed, PLAN_NEVER
 * never. */
struct plan_decision {
    PLAN_LIST(struct plan_action) actions;
    int64_t next_due_at;
    struct plan_clocks clocks;
};
struct plan_decision *plan_decide(struct arena *arena, const struct plan *plan,
                                  const struct plan_event *history, size_t n,
                                  int64_t now);

/* ---- Where a new ticket goes. */
struct plan_route {
    const struct plan_topic *topic;
    const struct plan_team
        *team; /* the topic's, else one that answers for it, else the first */
    struct plan_why why;
};
/* topic NULL: by words, then plan_topic_other(). */
struct plan_route plan_route(const struct plan *plan, const char *topic,
                             const char *subject, const char *body);

/* Who takes it: the member with the fewest open tickets (the one longest without a new
 * one breaks a tie), or in turn (the one longest without). 0 when nobody is there. */
struct plan_member {
    int64_t person, open_n, last_assigned_at;
    bool away;
};
int64_t plan_pick(const struct plan_member *members, size_t n, enum plan_action_kind how);

/* The team to which a ticket of that team and topic goes at tier `tier` (0: the next that
 * exists); vendors only where nobody else is there. NULL when there is none. */
const struct plan_team *plan_team_at(const struct plan *plan, const char *team,
                                     const char *topic, int tier);

#endif
