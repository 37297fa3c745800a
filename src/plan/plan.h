/* SPDX-License-Identifier: Apache-2.0 */
/* A help desk plan: one Markdown text, read into what its tables and lists say.
 *
 * Everything in a struct plan lives in the arena it was read into and is never changed
 * after: many threads may use it. Lists are in the order of the text. `line` is the line
 * of the text that says it, 0 where a default stands in for an absent section.
 * organization: NULL rules every ticket, otherwise only those of that organization. */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct lang;
struct zone;
struct plan_calendar;

#define PLAN_LIST(type)                                                                  \
    struct {                                                                             \
        type *at;                                                                        \
        size_t n, room;                                                                  \
    }

enum { PLAN_TEXT_BYTES = 1 << 19, PLAN_PROBLEMS_N = 300 };

/* A mistake, or a remark (warning) that does not keep the plan from being adopted. */
struct plan_problem {
    int line, column;
    bool warning;
    const char *wrong, *right; /* right may be "" */
};
struct plan_problems {
    const struct lang *lang; /* in: of the texts; NULL English */
    PLAN_LIST(struct plan_problem);
    int errors_n; /* all found, also those beyond PLAN_PROBLEMS_N */
    int more_n;   /* found beyond PLAN_PROBLEMS_N */
};

enum plan_section_kind {
    PLAN_PROSE,
    PLAN_SETTINGS,
    PLAN_PURPOSE,
    PLAN_SCOPE,
    PLAN_CHANNELS,
    PLAN_HOURS,
    PLAN_PRIORITIES,
    PLAN_INTERNAL_TARGETS,
    PLAN_MATRIX,
    PLAN_TEAMS,
    PLAN_TOPICS,
    PLAN_WORKFLOW,
    PLAN_PROMISES,
    PLAN_ESCALATION,
    PLAN_FOLLOW_UP,
    PLAN_SURVEY,
    PLAN_FEEDBACK,
    PLAN_RESPONSIBILITIES,
    PLAN_TARGETS,
    PLAN_TRAINING,
    PLAN_DATA,
    PLAN_SECTIONS_N,
};
/* source: the Markdown below the heading, up to the next section; internal: the heading
 * or one above it says so ("(internal)", "Internal targets"): it stays with the staff. */
struct plan_section {
    enum plan_section_kind kind;
    int level, line, last_line;
    const char *heading, *source;
    bool internal;
};

enum plan_channel_kind {
    PLAN_WEB,
    PLAN_MAIL,
    PLAN_PHONE,
    PLAN_VOICEMAIL,
    PLAN_SHEET,
    PLAN_CHAT,
    PLAN_WALK_IN,
    PLAN_OTHER,
};
struct plan_channel {
    int line;
    enum plan_channel_kind kind;
    const char *name, *address, *organization;
    bool always; /* attended at all hours, not only when open */
};

/* Minutes after local midnight; close is over 1440 where the shift ends next day. */
struct plan_hours {
    int line;
    unsigned days; /* bit 0 Sunday … bit 6 Saturday */
    int open_min, close_min;
    const char *organization;
};
enum plan_closed_kind { PLAN_CLOSED_RANGE, PLAN_CLOSED_DATE, PLAN_CLOSED_WEEKDAY };
/* RANGE first_day to last_day, days since 1970; DATE every month-day to
 * last_month-last_day_of; WEEKDAY every nth (1–5, -1 last) weekday (0 Sunday) of month.
 */
struct plan_closed {
    int line;
    enum plan_closed_kind kind;
    int64_t first_day, last_day;
    int month, day, to_month, to_day, nth, weekday;
    const char *name; /* "" when it has none */
};

/* Minutes, hours, days, … as written; n 0 where none is given. */
enum plan_unit {
    PLAN_MINUTES,
    PLAN_HOURS_OF,
    PLAN_DAYS,
    PLAN_WEEKS,
    PLAN_MONTHS,
    PLAN_YEARS
};
struct plan_duration {
    int n;
    enum plan_unit unit;
    bool business; /* "2 business days": open time whatever the row's clock says */
    bool calendar; /* "3 calendar days": all time whatever the row's clock says */
};

struct plan_priority {
    int line, rank; /* rank 1 is the highest */
    const char *name, *means, *organization;
    struct plan_duration first_response, update_every, resolve;
    bool business;     /* clock: open time, or always */
    int internal_line; /* of its row under internal targets, 0 none */
    struct plan_duration internal_first, internal_resolve;
};

struct plan_label {
    int line;
    const char *name;
};
struct plan_team {
    int line, tier;
    const char *name, *role;
    PLAN_LIST(const char *) answers_for; /* topics */
    bool vendor;
};
enum plan_topic_kind {
    PLAN_QUESTION,
    PLAN_INCIDENT,
    PLAN_REQUEST,
    PLAN_CHANGE,
    PLAN_SECURITY,
    PLAN_PROBLEM,
    PLAN_COMPLAINT,
};
/* "service request", "security incident", … in English. */
const char *plan_topic_kind_name(enum plan_topic_kind kind);
struct plan_topic {
    int line;
    enum plan_topic_kind kind;
    const char *name, *kind_text, *team;
    PLAN_LIST(const char *) ask_for;
    PLAN_LIST(const char *) words;
};

/* What a state is for, seen from how the states are joined (docs/plan.md, "Workflow"). */
enum plan_phase {
    PLAN_NEW,
    PLAN_OPEN,
    PLAN_WAITING,
    PLAN_VENDOR,
    PLAN_RESOLVED,
    PLAN_CLOSED,
    PLAN_SPAM,
};
struct plan_state {
    int line;
    enum plan_phase phase;
    const char *name, *shown_as; /* shown_as "" : not shown to requesters */
    bool runs, main;             /* main: the one of its phase that a phase means */
    PLAN_LIST(const char *) next;
};

/* Lines of the text, the first and the last included. */
struct plan_lines {
    int first, last;
};
struct plan_line {
    int line;
    const char *text;
};
struct plan_answer {
    int line, score;
    const char *name;
};
struct plan_target {
    int line;
    const char *measure, *target, *organization;
    char bound; /* '<' at most, '>' at least */
    double value;
    bool percent;
};
struct plan_course {
    int line;
    const char *name, *for_whom, *when;
    struct plan_duration valid; /* n 0: for ever */
};
enum plan_retention_then { PLAN_ANONYMIZE, PLAN_ERASE, PLAN_KEEP };
struct plan_retention {
    int line;
    const char *data, *topic; /* topic: "… on TOPIC", or NULL */
    struct plan_duration keep;
    enum plan_retention_then then;
};

struct plan_rule; /* plan/rule.h */

struct plan {
    const char *text, *title, *desk, *zone_name, *language, *owner;
    bool approval; /* a draft is adopted only after another person approved it */
    const struct zone *zone;           /* never NULL */
    PLAN_LIST(const char *) languages; /* at least one */
    const char *purpose, *scope, *feedback,
        *responsibilities; /* Markdown, "" when absent, without what is internal */
    PLAN_LIST(struct plan_section) sections;
    PLAN_LIST(struct plan_lines) internal; /* parts that stay with the staff, in order */
    PLAN_LIST(struct plan_channel) channels;
    PLAN_LIST(struct plan_hours) hours;
    PLAN_LIST(struct plan_closed) closed;
    struct plan_line
        day_sentence; /* "A day is 8 h of open time.", text NULL when absent */
    int64_t day_ms;   /* what it says, 0 when absent */
    PLAN_LIST(struct plan_priority) priorities;
    PLAN_LIST(struct plan_label) impacts;
    PLAN_LIST(struct plan_label) urgencies;
    const char **matrix; /* [impact * urgencies.n + urgency] → priority name */
    PLAN_LIST(struct plan_team) teams;
    PLAN_LIST(struct plan_topic) topics;
    PLAN_LIST(struct plan_state) states;
    PLAN_LIST(struct plan_line) promises;
    PLAN_LIST(struct plan_rule) rules;
    const char *survey_question, *survey_ask_also; /* also "" when it asks no more */
    int survey_line;
    PLAN_LIST(struct plan_answer) answers;
    struct plan_duration complaint_within; /* from the feedback; n 0 when it says none */
    int complaint_line;
    PLAN_LIST(struct plan_target) targets;
    PLAN_LIST(struct plan_course) courses;
    PLAN_LIST(struct plan_retention) retention;
    PLAN_LIST(struct plan_line) masks; /* what to hide in messages */
    bool has[PLAN_SECTIONS_N];         /* in the text itself, not from the defaults */
    bool has_table[PLAN_SECTIONS_N];   /* and with a table that is read */
    /* the calendar of everybody, then one for each organization named under hours */
    struct plan_calendar *calendars;
    size_t calendars_n;
};

/* Why something was decided: a sentence of ours with %s in it, values from the plan, and
 * the line of the plan that says so (0: a default). Texts live as long as the plan. */
struct plan_why {
    int line;
    const char *sentence;
    const char *values[4];
};
/* The sentence in that language (NULL English), in the arena. */
char *plan_why_text(struct arena *arena, const struct lang *lang,
                    const struct plan_why *why);

/* Reads a plan. What absent sections would say comes from plan_default_text_in().
 * text      kept; must live as long as the plan; valid UTF-8, at most PLAN_TEXT_BYTES
 * problems  filled, sorted by line; errors_n 0 means that the plan may be adopted
 * Returns NULL only when nothing is usable (too long). At most 1 s and 64 MB, whatever
 * the text is. */
struct plan *plan_read(struct arena *arena, const char *text,
                       struct plan_problems *problems);

/* One line for each problem, "FILE:LINE:COLUMN: what is wrong; what would be right\n",
 * and a last one for those beyond PLAN_PROBLEMS_N. In the arena. */
char *plan_problems_text(struct arena *arena, const char *file,
                         const struct plan_problems *problems);

/* Whether the line stands in a part that stays with the staff: the heading above it says
 * so, or one further up. Line 0 (a default) does not. */
bool plan_line_is_internal(const struct plan *plan, int line);

/* The defaults, as a plan; in Spanish for a desk whose first language is Spanish. */
const char *plan_default_text(void);
const char *plan_default_text_in(const char *language);

/* Names are compared without case and accents; NULL when there is none. */
const struct plan_topic *plan_topic_find(const struct plan *plan, const char *name);
const struct plan_state *plan_state_find(const struct plan *plan, const char *name);
const struct plan_team *plan_team_find(const struct plan *plan, const char *name);
/* The organization's own row where it has one. */
const struct plan_priority *
plan_priority_find(const struct plan *plan, const char *organization, const char *name);

/* The state of that phase (of several the one whose name says so, else the first), or
 * NULL. */
const struct plan_state *plan_state_of_phase(const struct plan *plan,
                                             enum plan_phase phase);
/* From one state to another in one step; a state may always stay. */
bool plan_may_change(const struct plan *plan, const char *from, const char *to);

/* Priority by the matrix. A NULL or unknown label: the last row or column (the mildest).
 * Never NULL. why may be NULL. */
const struct plan_priority *plan_priority_of(const struct plan *plan,
                                             const char *organization, const char *impact,
                                             const char *urgency, struct plan_why *why);

/* The topic that most of its words suggest (whole words, without case and accents; the
 * subject counts twice; the earlier topic wins a tie); NULL when no word does. */
const struct plan_topic *plan_topic_guess(const struct plan *plan, const char *subject,
                                          const char *body, struct plan_why *why);
/* The topic for what nobody could place: the last of kind question, else the last. */
const struct plan_topic *plan_topic_other(const struct plan *plan);

/* The mail channel with that address, or NULL. */
const struct plan_channel *plan_channel_by_address(const struct plan *plan,
                                                   const char *address);

#endif
