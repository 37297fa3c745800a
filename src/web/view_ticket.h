/* SPDX-License-Identifier: Apache-2.0 */
/* Views of a conversation: the same entries for requesters (public ones) and agents
 * (all). */
#ifndef WEB_VIEW_TICKET_H
#define WEB_VIEW_TICKET_H

#include "web/view_parts.h"

enum view_entry_kind {
    VIEW_ENTRY_REQUESTER, /* from the requester or somebody on their side */
    VIEW_ENTRY_REPLY,     /* from the desk, public */
    VIEW_ENTRY_NOTE,      /* internal */
    VIEW_ENTRY_EVENTS,    /* what happened between two messages, folded */
};

enum view_delivery {
    VIEW_DELIVERY_NONE, /* not mailed */
    VIEW_DELIVERY_UNDO, /* may be taken back until undo_until */
    VIEW_DELIVERY_WAITING,
    VIEW_DELIVERY_SENT,
    VIEW_DELIVERY_RETRYING,
    VIEW_DELIVERY_FAILED,
};

/* One line of history. text  "Marta changed the priority from Normal to High"
 * why  the reason given, or the rule of the plan, or NULL */
struct view_event {
    int64_t at;
    const char *text, *why;
};

/* One entry of a conversation, in order of time.
 * way       "by e-mail", "by web form", "by telephone", or NULL
 * body      cleaned; rest: quoted and repeated text, folded away, .s NULL when none
 * original  the HTML original can be shown at /html/ID
 * held      from an address that does not belong here: only agents see it, and may admit
 * it trust     what an agent should know about the sender ("First mail from this
 * address"), NULL delivery_note  "to ana@…", the last error, the next try */
struct view_entry {
    enum view_entry_kind kind;
    int64_t id, at;
    const char *author, *initials, *address, *way;
    bool mine;
    struct safe_html body, rest;
    bool original;
    int64_t mail_of; /* the ticket, where the mail itself can be opened; else 0 */
    const struct view_file *files;
    size_t files_n;

    bool held;
    const char *held_why, *trust;
    enum view_delivery delivery;
    const char *delivery_note;
    int64_t undo_until;

    const struct view_event *events;
    size_t events_n;
};

/* ---- ticket.html  GET /t/:ticket */

/* A property that the plan decided or a person set, with the reason. */
struct view_property {
    const char *value, *why;
};
struct view_presence {
    const char *name, *initials;
    bool writing;
};
/* Another ticket that this one belongs with. subject NULL: the reader may not see it. */
struct view_relation {
    const char *kind, *words; /* "problem", "Problem" */
    const char *subject, *state;
    int64_t number;
    bool done;
};
/* A conversation with a partner, in the list of the ticket. */
struct view_side_row {
    int64_t id;
    const char *partner, *subject;
    struct view_due due; /* .at their answer is expected; NONE without a time */
    int64_t waits_since; /* we wrote last: since then; 0 they did */
    bool closed;
};

struct view_ticket {
    struct view_page page;
    struct view_errors errors;
    int64_t number;
    const char *subject, *state,
        *state_public; /* the plan's name and its words for requesters */
    bool closed, resolved;
    struct view_priority priority;
    struct view_due due;           /* next */
    const struct view_due *clocks; /* all promises, each with why */
    size_t clocks_n;

    const char *requester, *requester_email, *requester_initials;
    int64_t requester_id, requester_open_n; /* their other open tickets */
    bool unverified;                        /* the requester's address */
    const char
        *requester_lang; /* "Spanish": mail to them goes out in it; NULL like ours */

    const struct view_entry *entries;
    size_t entries_n;
    int64_t seen; /* id of the newest message on this page */

    const char *priority_why, *team_why, *state_why;
    const struct view_option *desks; /* to which it can be moved */
    size_t desks_n;
    const struct view_option *assignees, *teams, *topics, *priorities, *impacts,
        *urgencies, *states; /* states: those that the workflow allows next, and this */
    size_t assignees_n, teams_n, topics_n, priorities_n, impacts_n, urgencies_n, states_n;
    const char *assignee, *team, *topic, *impact, *urgency;
    bool mine, can_take, can_resolve, can_reopen;
    int64_t opened_at, changed_at;
    const char *opened_way; /* "by e-mail" */
    const char *summary;    /* what was asked for at the start: asset tag …, plain */

    const struct view_relation *relations;
    size_t relations_n;
    bool can_join; /* to a problem: it is none itself and belongs to none */
    struct view_input join;
    const struct view_side_row *sides;
    size_t sides_n;
    bool report_open; /* a report is asked for and not made */
    struct view_input report;

    const struct view_event *history; /* everything, newest first */
    size_t history_n;
    const struct view_presence *present; /* others who look or write */
    size_t present_n;

    /* composer */
    bool note;                  /* the note mode is on, else the reply mode */
    struct view_input body;     /* plain text, of the draft or of a failed submission */
    struct safe_html body_html; /* the same as cleaned HTML, .s NULL none */
    int64_t draft_at;           /* 0: no draft */
    const struct view_option *after; /* state after sending; chosen the usual one */
    size_t after_n;
    struct view_uploads uploads;
    const char *once;
    bool unseen; /* the reply was held back: something arrived meanwhile */
    const struct view_entry *unseen_entries;
    size_t unseen_entries_n;
    int64_t version;     /* of the draft */
    int64_t undo_until;  /* one's own reply may be taken back until then; 0 none */
    int64_t undo_left_s; /* whole seconds left, at least 1 */
    bool solving;        /* "resolve" came back with an error */
    struct view_input solution;
};

/* ---- side.html  GET /t/:ticket/partner, GET/POST /t/:ticket/side/:side
 * The staff and one person outside; the requester never sees it. */
struct view_side {
    struct view_page page;
    struct view_errors errors;
    int64_t number, id; /* of the ticket; of the conversation, 0: a new one */
    const char *ticket_subject, *partner, *partner_email;
    struct view_side_row row;
    const struct view_entry *entries;
    size_t entries_n;
    struct view_input address, name, subject, body;
    const struct view_option *teams, *within;
    size_t teams_n, within_n;
    const char *hand_over; /* the state that the ticket would go to; NULL none */
    struct view_uploads uploads;
};

/* ---- why.html  GET /t/:ticket/why */

/* url.s NULL: no link (an earlier plan, or a default) */
struct view_why_line {
    const char *text;
    int line;
    struct safe_url url;
};
struct view_why_choice {
    const char *label, *value, *reason;
    int64_t at;
    struct view_why_line why;
};
struct view_why_clock {
    const char *name;
    int64_t target_ms, elapsed_ms, due_at, done_at, missed_at;
    bool paused;
    struct view_why_line why;
};
/* Of a bar that is 1000 wide. */
struct view_why_piece {
    int64_t x, width;
    bool counts, closed;
};
/* to 0: until now */
struct view_why_part {
    int64_t from, to;
    const char *state;
    bool counts;
    int64_t length_ms, counted_ms;
    struct view_why_line why;
};
struct view_why_decision {
    int64_t at;
    const char *text, *reason;
    struct view_why_line why;
};
struct view_why {
    struct view_page page;
    int64_t number;
    const char *subject;
    const struct view_why_choice *choices;
    size_t choices_n;
    const struct view_why_clock *clocks;
    size_t clocks_n;
    const struct view_why_piece *pieces;
    size_t pieces_n;
    int64_t from, to;
    const struct view_why_part *parts;
    size_t parts_n;
    const struct view_why_decision *decisions;
    size_t decisions_n;
};

/* ---- ticket_entries.html: fragment  GET /t/:ticket/messages?after= */
struct view_ticket_entries {
    int64_t number;
    const struct view_entry *entries;
    size_t entries_n;
    int64_t seen;
};

#endif
