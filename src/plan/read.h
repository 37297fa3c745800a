/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the folder: what the readers of the sections share. */
#ifndef PLAN_READ_H
#define PLAN_READ_H

#include "plan/plan.h"
#include "plan/rule.h"
#include "plan/scan.h"

enum {
    READ_ROWS_N = 500,
    READ_NAME_BYTES = 120,
    READ_LIST_N = 32,
    READ_TABLES_N = 200,
    READ_HEADINGS_N = 1000,
    READ_STEPS_N = 3000000, /* of matching sentences, in a whole plan */
};

/* The words of a column that most tables may have. */
#define ORGANIZATION_WORDS                                                               \
    "organization|organisation|organizations|client|customer|company|organizacion|"      \
    "cliente|"                                                                           \
    "empresa|entidad"

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof *(table)))

enum read_name_kind { NAME_TEAM, NAME_TOPIC, NAME_STATE, NAME_PRIORITY };

/* A name that stands for something elsewhere in the plan; looked up when all is read. */
struct read_name {
    const char **slot;
    enum read_name_kind kind;
    int line, column;
    size_t *list_n; /* of the list that ends with it and may grow by one; NULL: none */
};
/* A row of escalation or follow-up, read when all names are known. */
struct read_rule {
    struct scan_cell when, then;
    enum plan_section_kind section;
    bool is_default;
};

/* A row of internal targets, joined to its priority when all are known. */
struct read_internal {
    int line;
    const char *name, *organization;
    struct plan_duration first, resolve;
};

/* What the blocks being read stand under. */
struct read_under {
    enum plan_section_kind kind;
    bool exact;         /* the heading says only that */
    unsigned mentioned; /* bits of the kinds that its words speak of */
    int level;
    bool closed; /* what was said last announces closed days */
};

struct reader {
    struct arena *arena;
    struct plan *plan;
    struct plan_problems *problems;
    struct scan scan;
    struct read_under under;
    int tables_n, headings_n, steps_left;
    int *columns;    /* of each line: where the name of its row stands, 0 nowhere */
    int title_line;  /* where the title ends */
    bool is_default; /* reading the defaults: they stand at line 0 */
    PLAN_LIST(struct read_name) names;
    PLAN_LIST(struct read_rule) rules;
    PLAN_LIST(struct read_internal) internals;
    PLAN_LIST(const char *) organizations; /* that tables name, each once */
};

/* A column: its words in folded form, separated by '|', and what it is called. */
struct read_column {
    const char *name, *words;
    bool required;
};
/* A table whose columns were found: cell(…) gives the one of a column, never NULL. */
struct read_table {
    const struct scan_block *block;
    const struct read_column *columns;
    int n;
    int place[16]; /* of each column in the rows, -1 when absent */
};

/* ---- read.c */
/* A text for the reader of the problems: English msgid, translated and filled in. */
char *read_say(struct reader *reader, const char *text, ...)
    __attribute__((format(printf, 2, 3)));
bool read_has_room(struct reader *reader, bool warning);
void read_problem(struct reader *reader, const struct scan_cell *at, bool warning,
                  const char *wrong, const char *right);
/* The texts are only made when there is room for them. */
#define READ_ERROR(reader, at, wrong, right)                                             \
    do {                                                                                 \
        if (read_has_room((reader), false))                                              \
            read_problem((reader), (at), false, (wrong), (right));                       \
    } while (0)
#define READ_REMARK(reader, at, wrong, right)                                            \
    do {                                                                                 \
        if (read_has_room((reader), true))                                               \
            read_problem((reader), (at), true, (wrong), (right));                        \
    } while (0)

/* Room for one more in a list that names point into (it never moves), or NULL when full.
 */
#define READ_ADD(reader, list)                                                           \
    ((list)->n >= READ_ROWS_N                                                            \
         ? NULL                                                                          \
         : ((list)->at = (list)->at ? (list)->at                                         \
                                    : arena_take_n((reader)->arena, READ_ROWS_N,         \
                                                   sizeof *(list)->at),                  \
            &(list)->at[(list)->n++]))

/* The line to keep: 0 for what the defaults say. */
int read_line(const struct reader *reader, int line);

/* Finds the columns by their words; false when a required one is missing (said so). */
bool read_columns(struct reader *reader, const struct scan_block *block,
                  const struct read_column *columns, int n, struct read_table *out);
/* How many columns of such a table the block has; 0 when a required one is missing. *some
 * counts those that it has anyway. */
int read_fit(struct reader *reader, const struct scan_block *block,
             const struct read_column *columns, int n, int *some);
const struct scan_cell *read_cell(const struct read_table *table,
                                  const struct scan_row *row, int column);
/* The cell's text folded; "" when absent. */
const char *read_folded(struct reader *reader, const struct read_table *table,
                        const struct scan_row *row, int column);
/* The cell's text as a name: an error when empty or too long; never NULL. */
const char *read_name_in(struct reader *reader, const struct scan_cell *cell,
                         const char *of_what);
/* Remembers where the name of a row stands, and says it again for problems of that row.
 */
void read_remember(struct reader *reader, const struct scan_cell *cell);
struct scan_cell read_row_at(const struct reader *reader, int line);
/* "" gives NULL: an organization. */
const char *read_organization(struct reader *reader, const struct scan_cell *cell);
/* A duration, an error when it is none. */
struct plan_duration read_duration(struct reader *reader, const struct scan_cell *cell);

/* The next piece of a list in a cell, separated by commas or semicolons outside quotes;
 * false at the end. *at moves on; *out is a cell of its own. */
bool read_piece(struct reader *reader, const struct scan_cell *cell, size_t *at,
                struct scan_cell *out);

/* One of the words of a value: index of the phrase list that holds the folded text, or
 * -1. */
int read_choice(const char *folded, const char *const *choices, int n);
/* The same by the longest phrase that stands in the text. */
int read_best_choice(struct reader *reader, const char *text, const char *const *choices,
                     int n);

/* Remembers a name to be looked up. */
void read_name_later(struct reader *reader, const char **slot, enum read_name_kind kind,
                     const struct scan_cell *at);

/* A list of names in a cell: kept in *at and *n and looked up later; "A and B" are two
 * when they are no name together. */
struct read_names {
    enum read_name_kind kind;
    const char *of_what;
    const char ***at;
    size_t *n;
};
void read_names_later(struct reader *reader, const struct scan_cell *cell,
                      const struct read_names *names);

/* Looks all of them up; says which there are not. */
void read_join_names(struct reader *reader);

/* Best of the candidates within reach of a misspelt name, or NULL. n <= READ_ROWS_N. */
const char *read_nearest(struct reader *reader, const char *name,
                         const char *const *candidates, size_t n);

/* ---- read_desk.c, read_work.c, read_care.c: one table, item or paragraph of a section.
 */
const struct read_column *read_desk_columns(enum plan_section_kind kind, int *n);
const struct read_column *read_work_columns(enum plan_section_kind kind, int *n);
const struct read_column *read_care_columns(enum plan_section_kind kind, int *n);
void read_hours_heading(struct reader *reader, const struct scan_block *block);
void read_settings(struct reader *reader, const struct scan_block *block);
void read_channels(struct reader *reader, const struct scan_block *block);
void read_hours(struct reader *reader, const struct scan_block *block);
void read_day_sentence(struct reader *reader, const struct scan_block *block);
void read_priorities(struct reader *reader, const struct scan_block *block);
void read_internal_targets(struct reader *reader, const struct scan_block *block);
void read_matrix(struct reader *reader, const struct scan_block *block);
void read_teams(struct reader *reader, const struct scan_block *block);
void read_topics(struct reader *reader, const struct scan_block *block);
void read_workflow(struct reader *reader, const struct scan_block *block);
void read_promises(struct reader *reader, const struct scan_block *block);
void read_rules(struct reader *reader, const struct scan_block *block,
                enum plan_section_kind section);
void read_survey(struct reader *reader, const struct scan_block *block);
void read_feedback(struct reader *reader, const struct scan_block *block);
void read_targets(struct reader *reader, const struct scan_block *block);
void read_training(struct reader *reader, const struct scan_block *block);
void read_data(struct reader *reader, const struct scan_block *block);

/* ---- phase.c: what each state is for. */
void read_phases(struct plan *plan);
/* A state by name, else by what it is for ("waiting on user", "resolved"), or NULL. */
const struct plan_state *read_state(struct arena *arena, const struct plan *plan,
                                    const char *words);

/* ---- read_rule.c: the sentences, when everything else is known. */
void read_sentences(struct reader *reader);

/* ---- default.c: fills absent sections. */
void read_defaults(struct reader *reader);
/* Forgets topics of retention that there are not. */
void read_retention_topics(struct reader *reader);
/* Joins internal targets to their priorities. */
void read_internals(struct reader *reader);
/* The default plan's own sections, its names not joined yet. */
void read_default_plan(struct arena *arena, const char *language, struct reader *out);

/* ---- check.c: what single cells cannot show. */
void read_check(struct reader *reader);

#endif
