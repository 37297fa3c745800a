/* SPDX-License-Identifier: Apache-2.0 */
/* Views of what agents see, apart from the ticket. */
#ifndef WEB_VIEW_AGENT_H
#define WEB_VIEW_AGENT_H

#include "web/view_ticket.h"

/* ---- queue.html  GET /queue, and queue_rows.html, the fragment of GET /queue/rows
 * last     what happened last ("Ana Ruiz wrote", "Marta made a note"), with last_at
 * fresh    something in it that this agent has not seen: the subject is bold
 * assignee NULL: nobody */
struct view_row {
    int64_t number;
    const char *desk; /* NULL where there is only one */
    const char *subject, *requester, *topic, *team, *state;
    struct view_priority priority;
    struct view_due due;
    const char *last;
    int64_t last_at;
    const char *assignee, *initials;
    bool mine, fresh, held, unverified, closed;
};
/* rows as of `at` */
struct view_rows {
    const struct view_row *rows;
    size_t rows_n;
    int64_t total, at;
    struct safe_url next, first; /* keyset paging; .s NULL for none */
    bool filtered;               /* filters other than the view: "no tickets" says so */
    struct safe_url clear;       /* without them */
};
struct view_queue {
    struct view_page page;
    const char *desk; /* of the filter, "" none */
    const char *heading; /* of the view: "My tickets" */
    struct view_rows list;
    const char *query; /* the present filters as a query string, for the live page */
    const struct view_option *teams, *assignees, *states, *priorities, *topics;
    size_t teams_n, assignees_n, states_n, priorities_n, topics_n;
    const char *q;
};

/* ---- call.html  GET/POST /call: a ticket taken by telephone
 * Fields: requester (id) or name and email, topic, ask_0 …, impact, urgency, subject,
 * body, mine (take it at once), once. */
struct view_call {
    struct view_page page;
    struct view_errors errors;
    int64_t requester_id;
    struct view_input name, email, phone;
    const struct view_option *topics, *impacts, *urgencies;
    size_t topics_n, impacts_n, urgencies_n;
    const char *topic_error, *impact_error, *urgency_error;
    struct view_input subject, body;
    bool take;
    const char *once;
};

/* ---- people_found.html: fragment  GET /people/find?q= */
struct view_person_row {
    int64_t id;
    const char *name, *email, *initials, *role, *teams;
    int64_t open_n; /* open tickets of theirs */
    int64_t last_at;
    bool unverified, inactive;
};
struct view_people_found {
    const struct view_person_row *people;
    size_t people_n;
    const char *q;
};

/* ---- people.html  GET /people */
struct view_people {
    struct view_page page;
    const char *q;
    const struct view_option *roles; /* filter */
    size_t roles_n;
    const struct view_person_row *people;
    size_t people_n;
    int64_t total;
    struct safe_url next;
};

/* ---- person.html  GET /people/:person */
struct view_person {
    struct view_page page;
    struct view_person_row person;
    const char *lang, *zone;
    int64_t created_at;
    const struct view_row *tickets; /* newest first */
    size_t tickets_n;
    struct safe_url more;
};

/* ---- staff.html  GET/POST /staff, POST /staff/:person: who works here, for those in charge.
 * Fields: name, email, role, team (repeated), active. */
struct view_staff_row {
    int64_t id;
    const char *name, *email, *initials;
    const struct view_option *roles, *teams;
    size_t roles_n, teams_n;
    bool active;
};
struct view_staff {
    struct view_page page;
    struct view_errors errors;
    const struct view_staff_row *people;
    size_t people_n;
    struct view_input name, email;
    const struct view_option *roles, *teams;
    size_t roles_n, teams_n;
};

/* ---- mail_in.html  GET /mail/in: the ledger, one row for every message ever seen */
enum view_mail_state {
    VIEW_MAIL_WAITING,
    VIEW_MAIL_DONE,
    VIEW_MAIL_LEFT,
    VIEW_MAIL_FAILED
};
struct view_inbox_row {
    int64_t id, at;
    const char *from, *subject;
    enum view_mail_state state;
    const char *became; /* "Opened ticket 1042", "Dropped: automatic reply" */
    const char *rule;   /* by which rule */
    int64_t ticket;     /* number, 0 none */
};
struct view_mail_in {
    struct view_page page;
    const char *q;
    const struct view_option *states; /* filter, with counts in note */
    size_t states_n;
    const struct view_inbox_row *rows;
    size_t rows_n;
    struct safe_url next;
};

/* ---- mail_one.html  GET /mail/in/:inbox */
struct view_pair {
    const char *name, *value;
};
struct view_mail_one {
    struct view_page page;
    struct view_inbox_row row;
    const char *message_id, *hash, *recipient, *way; /* "by LMTP from 127.0.0.1" */
    int64_t size_bytes, tries;
    const char *error; /* why it failed, NULL not */
    bool can_retry;
    const struct view_pair *headers; /* those that decided: From, To, References … */
    size_t headers_n;
    const char *text; /* the beginning of its text, plain */
    const struct view_event *history;
    size_t history_n;
};

/* ---- message_mail.html  GET /t/:ticket/message/:message */
struct view_message_mail {
    struct view_page page;
    int64_t ticket, id, at, size_bytes;
    const char *from, *subject;
    struct safe_html body, rest;
    bool original; /* it has HTML, shown in a frame */
    const struct view_option *charsets;
    size_t charsets_n;
};

/* ---- mail_out.html  GET /mail/out */
struct view_outgoing_row {
    int64_t id, at, next_at, ticket;
    const char *to, *subject, *state_text; /* "Sent", "Tried 3 times, again in 20 min" */
    enum view_delivery state;
    const char *error;
};
struct view_mail_out {
    struct view_page page;
    const struct view_option *states;
    size_t states_n;
    const struct view_outgoing_row *rows;
    size_t rows_n;
    struct safe_url next;
    bool off; /* no mail server is configured: mail waits */
};

/* ---- shortcuts.html  GET /shortcuts, styleguide.html  GET /styleguide */
struct view_plain {
    struct view_page page;
};
struct view_styleguide {
    struct view_page page;
    struct view_errors errors;
    const struct view_option *options;
    size_t options_n;
    struct view_input good, bad;
    struct view_priority priorities[4];
    struct view_due dues[6];
    struct view_row row;
    const struct view_entry *entries;
    size_t entries_n;
    struct view_uploads uploads;
};

#endif
