/* SPDX-License-Identifier: Apache-2.0 */
/* Parts that the pages share. A view is plain data that a handler fills and a template
 * shows: every text is in the reader's language and ready to be shown (the template
 * escapes it), or NULL or "" when there is none; times are UTC ms, 0 for none; a list is
 * a pointer and a count whose name ends in _n. No HTML but in struct safe_html. */
#ifndef WEB_VIEW_PARTS_H
#define WEB_VIEW_PARTS_H

#include "base/err.h"
#include "text/safe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One choice of a select, a set of radios or a set of links.
 * value  what is submitted     label  what is read     note  a line under it, or NULL */
struct view_option {
    const char *value, *label, *note;
    bool chosen;
};

/* One field of a form: what stands in it and what is wrong with it (NULL when nothing).
 */
struct view_input {
    const char *value, *error;
};

/* One thing wrong with a submitted form, for the summary on top; field is the id and the
 * name of the input, or NULL. */
struct view_error {
    const char *field, *text;
};

/* The errors of one submission as a list; NULL gives none. */
struct view_errors {
    const struct view_error *list;
    size_t list_n;
};
struct view_errors view_errors(struct arena *arena, const struct err *err);

/* The text of the error that concerns the field, or NULL. */
const char *view_error_of(const struct err *err, const char *field);

/* A field with its error, in one. */
struct view_input view_input(const char *value, const struct err *err, const char *field);

/* "Ana María Ruiz" gives "AR"; "ana@x.example" gives "a" (the style sheet makes them
 * large); NULL gives "". */
const char *view_initials(struct arena *arena, const char *name);

/* The mark of a priority: rank 1 is the most pressing of the plan's, level 1 to 4 picks
 * shape and colour (see view_priority_level). name NULL: none yet. */
struct view_priority {
    const char *name;
    int64_t level;
};

/* Level of the rank-th of n priorities (rank from 1): the first is 1, the last 4, evenly.
 */
int64_t view_priority_level(size_t rank, size_t n);

/* What is due next. label  "First answer", "Next update", "Solution"
 * state  picks the chip's look;  why  how the plan came to this time, or NULL */
enum view_due_state {
    VIEW_DUE_NONE, /* nothing is due: the chip is left out */
    VIEW_DUE_LATER,
    VIEW_DUE_SOON, /* less than a quarter of the time is left */
    VIEW_DUE_LATE,
    VIEW_DUE_PAUSED, /* the clock stands still */
    VIEW_DUE_MET,    /* done in time */
    VIEW_DUE_MISSED, /* done, but late */
};
struct view_due {
    const char *label;
    int64_t at;
    enum view_due_state state;
    const char *why;
};

/* A file on a message. Shown at /files/ID. */
struct view_file {
    int64_t id;
    const char *name, *type;
    int64_t size_bytes;
    bool picture; /* of a type that we show in place */
};

/* A file that was uploaded for the form on this page and waits for its submission. */
struct view_upload {
    const char *id;
    const char *name;
    int64_t size_bytes;
};
struct view_uploads {
    const struct view_upload *list;
    size_t list_n;
    int64_t max_bytes; /* of one file */
    int64_t max_n;
    const char *error;
};

/* A way to reach the desk: "Web form", "E-mail", "Phone", …; url.s NULL when it is no
 * link. */
struct view_way {
    const char *label, *address;
    struct safe_url url;
    const char *attended; /* "always", "in our hours" */
};

/* One line of the opening hours: "Monday to Thursday", "07:30 to 16:30". */
struct view_hours {
    const char *days, *times;
};

/* A view of the queue in the left navigation. */
struct view_nav_item {
    const char *label;
    struct safe_url url;
    int64_t count; /* shown when not negative */
    int64_t late;  /* of those, how many are late */
    bool current;
    const char *key; /* short-cut: "m" for g m; NULL none */
};

enum view_section {
    VIEW_SECTION_NONE,
    VIEW_SECTION_HOME,
    VIEW_SECTION_REQUESTS,
    VIEW_SECTION_QUEUE,
    VIEW_SECTION_CALL,
    VIEW_SECTION_PEOPLE,
    VIEW_SECTION_MAIL_IN,
    VIEW_SECTION_MAIL_OUT,
    VIEW_SECTION_PLAN,
    VIEW_SECTION_PROFILE,
};

/* What frames every page. Filled by one helper for all handlers.
 * title   of the page, without the desk's name     desk  "Riverside Help Desk"
 * path    of this request with its query, to come back to after a change of language
 * langs   value is the code, label the name in the language itself, chosen the present
 * one theme   "auto", "light" or "dark"     density  "comfortable" or "compact" notice
 * what has just been done ("The ticket is yours now."), or NULL open    the desk is open
 * now          until  when that changes (0: it does not) */
struct view_page {
    const char *title, *desk, *path;
    struct safe_url look; /* the desk's colours, .s NULL for Kindesk's own */
    const char *desk_slug;           /* NULL where there is only one */
    const struct view_option *desks; /* those the reader works for, when more than one */
    struct desk_id *desk_ids; /* of the same */
    size_t desks_n;
    const char *lang;
    const struct view_option *langs;
    size_t langs_n;
    const char *theme, *density;
    const char *notice;
    bool notice_bad;
    enum view_section section;

    bool signed_in, agent, manager, administrator;
    const char *person_name, *person_initials;

    bool open;
    int64_t until;
    const char *phone, *email; /* of the desk, NULL none */
    struct safe_url phone_url, email_url;
    const struct view_hours *hours;
    size_t hours_n;

    /* agents only */
    const struct view_nav_item *nav;
    size_t nav_n;
    int64_t mail_failed; /* mails in the ledger that need somebody */
    bool plan_waits;     /* a draft of the plan waits for this manager */
    const char *version;
};

#endif
