/* SPDX-License-Identifier: Apache-2.0 */
/* When two tickets report the same.
 *
 * They have the same topic, were opened within a day of each other, and say the same
 * thing in their subjects: of the words that count either all are the same, or two are.
 * Numbers, places ("room", "library"), and words that say only that something is wrong
 * ("not working", "help") do not count; nor do case, accents and a plural's s. Spam,
 * merged and restricted tickets are never the same as another. docs/plan.md says so too.
 */
#ifndef DESK_SAME_H
#define DESK_SAME_H

#include "base/err.h"
#include "desk/ticket.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { SAME_WORDS_N = 16 };

/* Whether two subjects say the same. */
bool same_subject(struct arena *arena, const char *a, const char *b);

/* The newest tickets that report the same as this one, oldest first, with room for one
 * more; how many people these are, with this one's requester. One indexed query, at most
 * 500 rows. */
struct same {
    struct ticket_id *ids;
    size_t n;
    int64_t people_n;
};
struct err *same_find(struct cx *cx, const struct ticket *ticket,
                      struct same *out) MUST_CHECK;

#endif
