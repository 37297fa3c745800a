/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the folder: which section a heading begins. */
#ifndef PLAN_SECTIONS_H
#define PLAN_SECTIONS_H

#include "plan/plan.h"

/* kind       the section it begins; PLAN_PROSE for one that is nothing to the program
 * exact      the heading is one of the known phrases, but for its number and an aside
 * mentioned  bits of all kinds whose words stand in it ("Hours and channels") */
struct sections_heading {
    enum plan_section_kind kind;
    bool exact;
    unsigned mentioned;
};
struct sections_heading sections_read(struct arena *arena, const char *heading);

/* Its kind alone. */
enum plan_section_kind sections_kind(struct arena *arena, const char *heading);

/* The heading that the defaults use, in English: a msgid. */
const char *sections_name(enum plan_section_kind kind);

#endif
