/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a plan that have a form of their own. */
#ifndef WEB_PLAN_TABLES_H
#define WEB_PLAN_TABLES_H

#include "plan/plan.h"

/* name  in addresses; label, hint  English msgids */
struct plan_table_form {
    enum plan_section_kind kind;
    const char *name, *label, *hint;
};
extern const struct plan_table_form plan_tables[];
extern const size_t plan_tables_n;

/* NULL when there is none of that name. */
const struct plan_table_form *plan_table_form(const char *name);

#endif
