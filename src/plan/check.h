/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the folder: the parts of read_check(). */
#ifndef PLAN_CHECK_H
#define PLAN_CHECK_H

#include "plan/read.h"

/* check_rules.c: rules that say the same, cannot work, or fire each other without end. */
void check_rules(struct reader *reader);

#endif
