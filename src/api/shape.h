/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON objects of the API, one table for both uses: what is taken is checked against
 * it, and the OpenAPI document prints it. */
#ifndef API_SHAPE_H
#define API_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

enum api_type {
    API_LINE, /* one line of text */
    API_TEXT,
    API_INT,
    API_BOOL,
    API_TIME,   /* RFC 3339 in UTC */
    API_OBJECT, /* of `of`; NULL: any members */
    API_LIST,   /* of objects `of` */
    API_LINES,  /* a list of texts */
};

enum { API_NEEDED = 1, API_NULL = 2 }; /* must be there; may be null */

struct api_shape;
struct api_member {
    const char *name;
    enum api_type type;
    unsigned flags;
    const struct api_shape *of;
    const char *help;
};
struct api_shape {
    const char *name;
    const struct api_member *members;
    size_t n;
};

/* Taken. */
extern const struct api_shape api_new_requester, api_new_attachment, api_new_ticket,
    api_ticket_changes, api_new_message, api_new_plan_check, api_plan_draft_changes,
    api_plan_move, api_new_plan_revision, api_new_plan_replay;
/* Given. */
extern const struct api_shape api_choice_shape, api_clock_shape, api_segment_shape,
    api_decided_shape, api_ticket_why_shape, api_person_shape, api_why_shape, api_target_shape,
    api_attachment_shape, api_message_shape, api_ticket_shape, api_event_shape,
    api_tickets_shape, api_events_shape, api_people_shape, api_wrong_field_shape,
    api_problem_shape, api_desk_shape, api_desks_shape, api_plan_problem_shape,
    api_plan_check_shape, api_plan_stranded_shape, api_plan_draft_shape,
    api_plan_revision_shape, api_plan_revisions_shape, api_plan_replay_shape;

/* All of them. */
extern const struct api_shape *const api_shapes[];
extern const size_t api_shapes_n;

#endif
