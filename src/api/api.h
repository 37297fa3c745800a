/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON API under /api/v1: what its handlers share. app/routes.c names the handlers of
 * handlers.h; shape.h says which members there are. */
#ifndef API_API_H
#define API_API_H

#include "base/err.h"
#include "base/json.h"

struct exchange;

/* Problem details (RFC 9457) with the status of the error's kind; "errors" lists every
 * field that is wrong. */
void api_error(struct cx *cx, struct exchange *x, struct err *err);

/* The same with another status than the kind's. */
void api_error_as(struct cx *cx, struct exchange *x, int status, const struct err *err);
/* And as an error of a handler, answered already. */
struct err *api_refuse(struct cx *cx, struct exchange *x, int status,
                       struct err *err) MUST_CHECK;

/* 200 with that JSON. */
struct err *api_send(struct exchange *x, int status, const struct buf *body) MUST_CHECK;

/* Runs a POST's work, once for each Idempotency-Key of a person: the second time the
 * first answer comes again, marked by the header Idempotency-Replayed. work writes the
 * answer's body, an object whose "ticket" or "number" is the ticket that Location names,
 * and that number.
 * Answers 201.
 * Errors  of work; INVALID "Idempotency-Key" for a key of another request */
typedef struct err *(api_work)(struct cx *cx, struct exchange *x, struct json_out *out,
                               int64_t *ticket_out);
struct err *api_once(struct cx *cx, struct exchange *x, api_work *work) MUST_CHECK;
/* The same with another status, for what makes nothing. */
struct err *api_once_as(struct cx *cx, struct exchange *x, int status,
                        api_work *work) MUST_CHECK;

/* The number of the pattern's ":ticket", NOT_FOUND when it is none. */
struct err *api_ticket_id(struct cx *cx, struct exchange *x,
                          struct ticket_id *out) MUST_CHECK;

/* Query parameters that are not among these names (separated by blanks) are refused, and
 * those that come twice. */
struct err *api_check_query(struct cx *cx, struct exchange *x,
                            const char *names) MUST_CHECK;
/* The desk of that short name, 0 without one. Errors  INVALID "desk" also for the staff
 * of others */
struct err *api_desk(struct cx *cx, const char *slug, struct desk_id *out) MUST_CHECK;
/* "limit" of the query, 50 without. Errors  INVALID "limit" outside 1 to 200 */
struct err *api_limit(struct cx *cx, struct exchange *x, int64_t *out) MUST_CHECK;

#endif
