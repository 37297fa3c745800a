/* SPDX-License-Identifier: Apache-2.0 */
/* What page handlers share: the frame around a page, sending it, errors, forms. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/err.h"
#include "http/exchange.h"
#include "text/tpl.h"
#include "web/views.h"

struct plan;
struct ticket;

/* Cookies: the session, the visitor's form secret, the chosen language, the desk. */
#define SESSION_COOKIE "kindesk"
#define GUEST_COOKIE   "kindesk_guest"
#define LANG_COOKIE    "kindesk_lang"
#define NOTICE_COOKIE  "kindesk_notice"
/* The desk whose entry /d/SLUG was taken, where several share one address. */
#define DESK_COOKIE "kindesk_desk"

/* Fills what frames every page: desk, language, person, opening hours, and for the staff
 * the navigation with its counts. title in the reader's language. */
struct err *page_frame(struct cx *cx, struct exchange *x, const char *title,
                       enum view_section section, struct view_page *out) MUST_CHECK;

/* Sends a page made by its template:
 *     struct view_home view = {0};
 *     …
 *     return PAGE(cx, x, 200, home, &view);                                          */
#define PAGE(cx, x, status, name, view)                                                  \
    (page_begin((cx), (x)), name##_html(page_tpl(x), (view)),                            \
     page_end((cx), (x), (status)))
void page_begin(struct cx *cx, struct exchange *x);
struct tpl *page_tpl(struct exchange *x);
struct err *page_end(struct cx *cx, struct exchange *x, int status);

/* The page of an error, with the status of its kind. Needs cx->db. */
void page_error(struct cx *cx, struct exchange *x, struct err *err);
int page_status(enum err_kind kind);

/* A page that says one thing. good: something went well; link may be NULL. */
struct err *page_say(struct cx *cx, struct exchange *x, int status, const char *title,
                     const char *text, const char *advice) MUST_CHECK;

/* 303 to a path of ours; printf form, arguments already encoded (numbers, tokens,
 * constants). */
struct err *page_go(struct cx *cx, struct exchange *x, const char *format, ...) MUST_CHECK
    __attribute__((format(printf, 3, 4)));
/* What was done, shown on the next page (a cookie that is shown once). */
void page_notice(struct cx *cx, struct exchange *x, const char *text);

/* The desk for which a form was shown (its field "desk"), where there are several: sets
 * cx->desk. Errors  INVALID "desk" */
struct err *page_read_desk(struct cx *cx, struct exchange *x) MUST_CHECK;

/* The same of a page of the staff. Errors  also for a desk of others */
struct err *page_read_own_desk(struct cx *cx, struct exchange *x) MUST_CHECK;

/* The actor as a requester like any other: who works for one desk may ask another one for
 * help, and then sees of it what every requester does. */
void page_as_requester(const struct cx *cx, struct cx *as, struct actor *actor);

/* The number in the route's pattern, or in a field; NOT_FOUND / 0 when it is none. */
struct err *page_ticket_id(struct cx *cx, struct exchange *x,
                           struct ticket_id *out) MUST_CHECK;
int64_t page_number(struct exchange *x, const char *field, int64_t missing);

/* Whether an error is about what was filled in, so that the form is shown again: INVALID,
 * CONFLICT or LIMIT. */
bool page_is_form_error(const struct err *err);

#endif
