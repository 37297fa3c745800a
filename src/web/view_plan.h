/* SPDX-License-Identifier: Apache-2.0 */
/* Views of changing the plan: writing it, comparing, trying it on the past, adopting. */
#ifndef WEB_VIEW_PLAN_H
#define WEB_VIEW_PLAN_H

#include "text/safe.h"
#include "web/view_parts.h"

/* ---- plan_check.html: what is wrong with a text, and how it will look.
 * sentence  "A day is missing; write …", whole
 * line, column  from 1 */
struct view_problem {
    int64_t line, column;
    bool remark;
    const char *sentence;
};
struct view_plan_check {
    const struct view_problem *problems;
    size_t problems_n;
    int64_t errors, remarks, more; /* more: found but not listed */
    int64_t version;               /* of the draft that holds this text */
    struct safe_html preview;
};

/* Where the draft stands, for the head of its pages. */
struct view_draft {
    int64_t version, base, current; /* numbers of revisions */
    bool none, written, proposed, approved;
    bool stale; /* another revision was adopted since it was begun */
    bool wants_approval;
    const char *author, *proposer, *approver, *summary;
    int64_t updated_at, proposed_at, approved_at;
    bool manager; /* may change it */
};

/* ---- plan_differs.html: by section. */
/* before, changed, after: a line in three, where the other side has a line like it. */
struct view_diff_line {
    const char *before, *changed, *after;
    bool come; /* else gone */
};
struct view_diff {
    const char *heading;
    int64_t line; /* in the later text, 0 none */
    bool added, removed;
    const struct view_diff_line *lines;
    size_t lines_n;
};
struct view_differs {
    const struct view_diff *sections;
    size_t sections_n;
};

/* ---- plan_edit.html  GET/POST /plan/edit: fields text, version, live.
 * conflict  somebody changed the draft meanwhile: theirs differs from what was sent */
struct view_plan_form {
    const char *kind, *label;
};
struct view_plan_edit {
    struct view_page page;
    struct view_errors errors;
    struct view_draft draft;
    struct view_plan_check check;
    struct view_differs theirs;
    bool conflict;
    const char *conflict_text;
    const char *text;
    const struct view_plan_form *forms; /* tables that have one */
    size_t forms_n;
};

/* ---- plan_table.html  GET /plan/edit/table?kind=, POST /plan/edit/row, …/closed,
 * …/member */
struct view_plan_cell {
    const char *name, *label, *value; /* name "cell_0" */
    bool wide;
};
struct view_plan_row {
    int64_t line;
    const char *id; /* of its form */
    const char *title, *rest;
    const struct view_plan_cell *cells;
    size_t cells_n;
    bool open;
};
struct view_plan_closed {
    int64_t line;
    const char *text;
};
struct view_edit_member {
    int64_t person;
    const char *name, *initials, *team;
    bool lead;
};
struct view_edit_team {
    const char *name;
    const struct view_edit_member *members;
    size_t members_n;
};
struct view_plan_table {
    struct view_page page;
    struct view_errors errors;
    struct view_draft draft;
    const char *kind, *label, *hint;
    const struct view_plan_form *forms;
    size_t forms_n;
    const struct view_plan_row *rows;
    size_t rows_n;
    struct view_plan_row add;
    bool has_table;
    bool hours; /* closed days too */
    const struct view_plan_closed *closed;
    size_t closed_n;
    struct view_input date, name;
    bool teams; /* their people too */
    const struct view_edit_team *people;
    size_t people_n;
    const struct view_option *staff;
    size_t staff_n;
    const struct view_problem *problems; /* of this section's text */
    size_t problems_n;
    int64_t mistakes; /* of the whole draft */
};

/* ---- plan_draft.html  GET /plan/draft: comparing, proposing, adopting.
 * moves  names that vanish: field is "move_0", the hidden "was_0" says of which */
struct view_plan_move {
    const char *field, *kind_field, *was_field, *kind, *kind_label, *was;
    int64_t tickets, people;
    const struct view_option *options;
    size_t options_n;
};
struct view_plan_draft {
    struct view_page page;
    struct view_errors errors;
    struct view_draft draft;
    struct view_differs differs;
    const struct view_problem *problems; /* mistakes only */
    size_t problems_n;
    const struct view_plan_move *moves;
    size_t moves_n;
    struct view_input summary;
    bool can_propose, can_approve, can_adopt, can_withdraw;
    int64_t replay, replay_differ, replay_tickets, replay_days; /* 0: none of this text */
    bool replay_done;
};

/* ---- plan_revisions.html  GET /plan/revisions */
struct view_revision {
    int64_t number, adopted_at;
    const char *author, *approver, *summary;
    bool current;
    const char *const *sections; /* that differ from the one before */
    size_t sections_n;
    bool first;
};
struct view_plan_revisions {
    struct view_page page;
    const struct view_revision *revisions;
    size_t revisions_n;
    struct safe_url older;
    bool draft, manager;
};

/* ---- plan_revision.html  GET /plan/revisions/:revision */
struct view_revision_page {
    struct view_page page;
    struct view_revision revision;
    struct view_differs differs; /* from the one before */
    struct safe_html body;
    int64_t draft_version;
    bool can_return, draft;
};

/* ---- plan_replay.html  GET /plan/replay/:replay
 * bars  0 to 1000 of the widest */
struct view_replay_count {
    const char *label, *kind;
    bool counted; /* before and after are numbers of it; else only `differ` is */
    int64_t before, after, differ, before_bar, after_bar;
    bool chosen;
};
struct view_replay_says {
    const char *label, *before, *after;
    int64_t before_at, after_at; /* moments instead, when not 0 */
};
struct view_replay_ticket {
    int64_t number;
    const char *subject; /* NULL: restricted, not for this reader */
    const struct view_replay_says *says;
    size_t says_n;
};
struct view_plan_replay {
    struct view_page page;
    int64_t id, days, created_at, done, all, percent;
    const char *person, *error;
    bool runs, failed, finished, of_draft;
    int64_t from, until, tickets, differ;
    const struct view_replay_count *kinds, *teams, *priorities;
    size_t kinds_n, teams_n, priorities_n;
    const struct view_replay_ticket *listed;
    size_t listed_n;
    const char *kind; /* that the list is narrowed to, NULL all */
    bool manager;
};

#endif
