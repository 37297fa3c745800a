/* SPDX-License-Identifier: Apache-2.0 */
/* Views of what anybody and requesters see. */
#ifndef WEB_VIEW_PUBLIC_H
#define WEB_VIEW_PUBLIC_H

#include "web/view_ticket.h"

/* ---- home.html  GET / */
struct view_topic {
    const char *name; /* for /new?topic= */
    const char *note; /* plain words that suggest it, or NULL */
};
/* One's own request in a list. state in the plan's words for requesters ("We are working
 * on it"); next  what comes next, a sentence, with next_at in it as a time, or NULL */
struct view_request_row {
    int64_t number;
    const char *subject, *state;
    const char *next;
    int64_t next_at, opened_at, changed_at;
    bool fresh;      /* something that they have not seen */
    bool needs_them; /* we wait for their answer */
    bool closed;
};
struct view_home {
    struct view_page page;
    const char *purpose; /* whom the desk helps, from the plan, plain text */
    const struct view_topic *topics;
    size_t topics_n;
    const struct view_way *ways;
    size_t ways_n;
    const struct view_request_row *requests; /* open ones, at most 5 */
    size_t requests_n;
};

/* ---- requests.html  GET /requests */
struct view_requests {
    struct view_page page;
    const struct view_request_row *open;
    size_t open_n;
    const struct view_request_row *closed;
    size_t closed_n;
    struct safe_url older; /* next page of the closed ones; .s NULL for none */
};

/* ---- new_topic.html and new.html  GET/POST /new, GET /new?topic=NAME
 * Without script it is two plain steps: the topic (new_topic), then the rest (new).
 * Names of fields: topic, ask_0 …, impact, urgency, subject, body, files (plain upload),
 * upload (ids of POST /uploads), name, email, and once (a random value: the same form
 * sent twice makes one ticket). */
struct view_new_topic {
    struct view_page page;
    struct view_errors errors;
    const struct view_option *topics; /* value and label the name, note the words */
    size_t topics_n;
    const char *q; /* what was typed on the home page, or NULL; goes on as the subject */
};
struct view_ask {
    const char *name;  /* "ask_0" */
    const char *label; /* "Asset tag" */
    struct view_input input;
};
struct view_new {
    struct view_page page;
    struct view_errors errors;
    const char *topic;
    const struct view_ask *asks;
    size_t asks_n;
    const struct view_option *impacts, *urgencies; /* in the plan's words */
    size_t impacts_n, urgencies_n;
    const char *impact_error, *urgency_error;
    struct view_input subject, body;
    struct view_input name, email; /* asked for when not signed in */
    struct view_uploads uploads;
    const char *once;
};

/* ---- received.html  after POST /new */
struct view_received {
    struct view_page page;
    int64_t number;
    const char *subject;
    const char *email; /* where the acknowledgement goes */
    bool unverified;   /* the address waits to be verified: say so */
    bool mailed;       /* false: this page is all, for so many mails went there already */
    struct view_priority priority;
    const char *priority_why; /* "One person is affected and work is hindered, so …" */
    int64_t answer_at;        /* by when a person answers; 0: the plan promises nothing */
    const char *answer_why;   /* "Within 1 day of open time", or NULL */
    struct safe_url link;     /* private, absolute, to keep */
    const char *topic, *body; /* what was received */
    const struct view_file *files;
    size_t files_n;
};

/* ---- ticket_public.html  GET /r/:ticket and GET /l/:token */
struct view_step {
    const char *label;
    int64_t at; /* when it was reached, or is expected */
    bool done, now;
};
struct view_ticket_public {
    struct view_page page;
    struct view_errors errors;
    int64_t number;
    const char *subject, *topic;
    const char *state; /* in the plan's words for requesters */
    const char *next;  /* what happens next: one sentence, or NULL */
    struct view_priority priority;
    const char *priority_why;
    const char *promise; /* why that time, in plain words; "" when none is promised */
    int64_t answer_at; /* next promise: a person writes by then; 0 none */
    const struct view_step *steps;
    size_t steps_n;
    const struct view_entry *entries; /* public ones only */
    size_t entries_n;

    const char *link_token; /* by private link: reading only; NULL when signed in */
    bool can_reply;         /* signed in and the ticket takes replies */
    bool can_wait;          /* the promised time has passed: "I am still waiting" */
    bool waited;            /* they have said so already */
    bool can_confirm;       /* resolved: "Did that solve it?" */
    bool needs_them;        /* we wait for their answer */
    bool closed;
    int64_t complaint_due_at, complaint_done_at; /* this is a complaint; 0 none */
    int64_t complaint, about;                    /* the ticket it belongs to; 0 none */
    bool can_complain;
    struct view_input reply;
    struct view_uploads uploads;
    const char *once;
};

/* ---- complain.html  GET/POST /r/:ticket/complain */
struct view_complain {
    struct view_page page;
    struct view_errors errors;
    int64_t number;
    const char *subject;
    int64_t answer_at; /* by when it is answered, by the plan; 0 it does not say */
    struct safe_html feedback; /* the plan's own words */
    struct view_input body;
};

/* ---- survey.html  GET/POST /survey/:token */
struct view_survey {
    struct view_page page;
    struct view_errors errors;
    int64_t number;
    const char *subject;
    const char *question;              /* "How did we do?" */
    const struct view_option *answers; /* value the score, best first */
    size_t answers_n;
    const char *ask_also; /* "What could we have done better?", or NULL */
    struct view_input comment;
    const char *token;
    bool clicked;  /* an answer was pressed in the mail: the page sends it by itself */
    bool thanks;   /* the score is in; the comment may follow */
    bool finished; /* all is in */
};

/* ---- plan.html GET /plan, plan_document.html GET /plan/document and /plan/sop */
struct view_plan_section {
    const char *anchor, *title;
    struct safe_html body; /* deeper headings are inside */
    bool wide;             /* holds a table, which may need to be moved sideways */
    bool internal;         /* stays with the staff */
    bool standard;         /* a default stands in */
};
/* svg.s NULL: words only. */
struct view_plan_chart {
    const char *anchor, *title, *description;
    struct safe_html svg, words;
};
struct view_plan_revision {
    int64_t number;
    const char *date; /* with its year */
    const char *author, *summary;
    bool first;
};
struct view_plan_team {
    const char *name, *members;
};
struct view_plan {
    struct view_page page;
    const struct view_plan_section *sections;
    size_t sections_n;
    const struct view_plan_chart *charts;
    size_t charts_n;
    int64_t chart_number; /* of its chapter in a document */
    const struct view_plan_revision *history;
    size_t history_n;
    const struct view_plan_team *teams; /* who works where, for the staff */
    size_t teams_n;
    struct safe_html preface;
    int64_t revision;
    const char *adopted_on, *adopted_by, *owner, *zone;
    bool staff, internal; /* works here; sees what is internal */
    bool calendar;        /* the hours are published */
    bool sop;
};

/* ---- plan_changes.html  GET /plan/changes/:revision */
struct view_plan_line {
    const char *text;
};
struct view_plan_change {
    const char *heading;
    bool fresh, removed; /* the whole section */
    const struct view_plan_line *gone;
    size_t gone_n;
    const struct view_plan_line *come;
    size_t come_n;
};
struct view_plan_changes {
    struct view_page page;
    const char *summary, *author;
    int64_t at;
    bool first, internal;
    const struct view_plan_change *changes;
    size_t changes_n;
};

/* ---- message.html: a page with one thing to say (errors, link sent, signed out …)
 * code 0 or the HTTP status; links: label and where */
struct view_link {
    const char *label;
    struct safe_url url;
};
struct view_message_page {
    struct view_page page;
    int64_t code;
    const char *text, *advice; /* what happened; what to do, or NULL */
    const struct view_link *links;
    size_t links_n;
    const char *request_id; /* to tell us, on 500 */
    bool good;              /* something went well */
};

#endif
