/* SPDX-License-Identifier: Apache-2.0 */
/* What belongs to a ticket beside its row, against what its events say. */
#ifndef DESK_CHECK_BELONG_H
#define DESK_CHECK_BELONG_H

#include "base/err.h"
#include "desk/check.h"

/* Its relations to other tickets, its side conversations, and the messages of these. */
struct err *check_belonging(struct cx *cx, struct check *check,
                            struct ticket_id id) MUST_CHECK;

#endif
