/* SPDX-License-Identifier: Apache-2.0 */
/* Writing what shape.h declares. */
#ifndef API_JSON_OUT_H
#define API_JSON_OUT_H

#include "base/err.h"
#include "base/json.h"
#include "desk/desk.h"
#include "desk/event.h"
#include "desk/file.h"
#include "desk/message.h"
#include "desk/person.h"
#include "desk/ticket.h"

/* The members of a ticket, without the brackets. */
struct err *json_out_ticket(struct cx *cx, struct json_out *out,
                            const struct ticket *ticket) MUST_CHECK;
/* "messages" with their attachments: those that the actor may see. */
struct err *json_out_relations(struct cx *cx, struct json_out *out,
                               const struct ticket *ticket) MUST_CHECK;
struct err *json_out_sides(struct cx *cx, struct json_out *out,
                           const struct ticket *ticket) MUST_CHECK;
struct err *json_out_messages(struct cx *cx, struct json_out *out,
                              const struct ticket *ticket) MUST_CHECK;
void json_out_message(struct cx *cx, struct json_out *out, const struct message *message,
                      const struct attachment *files, size_t files_n);
void json_out_event(struct cx *cx, struct json_out *out, const struct event *event);
void json_out_desk(struct json_out *out, const struct desk_row *desk);
void json_out_person(struct json_out *out, const struct person *person);

#endif
