/* SPDX-License-Identifier: Apache-2.0 */
/* The demonstration desk as it is written down in demo/: its people, and what they say
 * and do on each ticket, with times that count back from now. */
#ifndef CLI_DEMO_SCRIPT_H
#define CLI_DEMO_SCRIPT_H

#include "base/bytes.h"
#include "base/err.h"

#include <stddef.h>

/* A file of demo/, compiled in by tools/embed.py. */
struct demo_file {
    const char *name;
    struct bytes bytes;
};
extern const struct demo_file demo_files[];
extern const size_t demo_files_n;
/* NULL when there is none. */
const struct demo_file *demo_file_find(const char *name);

/* A line "key | role | name | address | language | telephone | organization | teams"; "-"
 * for none, teams separated by commas, the lead's team marked by "*". */
struct demo_person {
    const char *key, *role, *name, *email, *language, *phone, *organization, *teams;
    struct person_id id;
};

enum demo_verb {
    DEMO_OPEN,
    DEMO_TAKE,
    DEMO_REPLY, /* argument: the state to go to, or NULL */
    DEMO_NOTE,
    DEMO_RESOLVE,
    DEMO_CHANGE, /* argument: "priority=High", …; text: the reason */
    DEMO_WRITE,
    DEMO_CONFIRM,
    DEMO_UNSOLVED,
    DEMO_WAITING,
    DEMO_SURVEY, /* argument: the answer; text: the comment */
    DEMO_HOLD,   /* argument: "Name, address" */
};

/* What somebody does. who  key of a person; for DEMO_OPEN who enters it (the requester,
 * or an agent on the telephone). file  a name in demo/, or NULL */
struct demo_step {
    enum demo_verb verb;
    int64_t at;
    size_t ticket; /* which of the script */
    int order;     /* in the script */
    const char *who, *argument, *text, *file;
};

/* The rest of a new ticket. */
struct demo_ticket {
    const char *requester, *channel, *topic, *impact, *urgency, *subject;
    struct ticket_id id;
};

struct demo_script {
    struct demo_person *people;
    struct demo_ticket *tickets;
    struct demo_step *steps; /* by time; none after cx->now */
    size_t people_n, tickets_n, steps_n;
};

/* Reads demo/people.txt and demo/tickets.txt; times are local to zone.
 * Errors  INTERNAL naming the line */
struct zone;
struct err *demo_script_read(struct cx *cx, const struct zone *zone,
                             struct demo_script *out) MUST_CHECK;
struct demo_person *demo_person_find(const struct demo_script *script, const char *key);

#endif
