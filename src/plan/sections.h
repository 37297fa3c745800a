/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the folder: which section a heading begins. */
#ifndef PLAN_SECTIONS_H
#define PLAN_SECTIONS_H

#include "plan/plan.h"

/* By the words of the heading; PLAN_PROSE for one that is nothing to the program. */
enum plan_section_kind sections_kind(struct arena *arena, const char *heading);

/* The heading that the defaults use, in English: a msgid. */
const char *sections_name(enum plan_section_kind kind);

#endif
