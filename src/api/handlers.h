/* SPDX-License-Identifier: Apache-2.0 */
/* The handlers of the API, for app/routes.c. prepare_x read and check the body before the
 * transaction begins. */
#ifndef API_HANDLERS_H
#define API_HANDLERS_H

#include "base/err.h"

struct exchange;

typedef struct err *(api_handler)(struct cx *cx, struct exchange *x);

api_handler api_tickets, api_ticket, api_ticket_events, api_ticket_why, api_desks, api_people, api_file;
api_handler prepare_ticket_add, api_ticket_add, prepare_ticket_change, api_ticket_change,
    prepare_message_add, api_message_add;
api_handler prepare_plan_check, api_plan_check, api_plan_draft, prepare_plan_draft,
    api_plan_draft_change, api_plan_revisions, api_plan_revision, prepare_plan_revision,
    api_plan_revision_add, api_plan_replay, prepare_plan_replay, api_plan_replay_add;

#endif
