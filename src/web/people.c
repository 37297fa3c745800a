/* SPDX-License-Identifier: Apache-2.0 */
/* People: the list, the finder of the telephone form, and one of them. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/ticket_list.h"
#include "http/url.h"
#include "web/agents.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/rows.h"
#include "web/templates.h"

enum { PEOPLE_A_PAGE = 50, FOUND_MOST = 8, TICKETS_MOST = 20 };

static const char *
searched(struct exchange *x)
{
    const char *q = request_line(&x->request, "q");

    return q ? q : "";
}

static struct err *
rows_of(struct cx *cx, const struct person *people, size_t n,
        const struct view_person_row **out)
{
    struct view_person_row *rows = NEW_N(cx->arena, n + 1, struct view_person_row);

    for (size_t i = 0; i < n; i++)
        TRY(agents_person_row(cx, &people[i], &rows[i]));
    *out = rows;
    return NULL;
}

struct err *
page_people_find(struct cx *cx, struct exchange *x)
{
    struct view_people_found view = {.q = searched(x)};
    struct person *people;

    TRY(person_list(cx, &(struct person_filter){.q = view.q}, FOUND_MOST, &people,
                    &view.people_n));
    TRY(rows_of(cx, people, view.people_n, &view.people));
    return PAGE(cx, x, 200, people_found, &view);
}

static void
fill_roles(struct cx *cx, enum role chosen, struct view_people *view)
{
    enum { N = ROLE_ADMINISTRATOR };
    struct view_option *list = NEW_N(cx->arena, N, struct view_option);

    for (size_t i = 0; i < N; i++) {
        enum role role = (enum role)(ROLE_REQUESTER + i);

        list[i] = (struct view_option){role_name(role), agents_role(cx, role), NULL,
                                       role == chosen};
    }
    view->roles = list;
    view->roles_n = N;
}

static struct safe_url
next_people(struct cx *cx, const char *q, enum role role, struct person_id after)
{
    struct buf url;

    buf_init(&url, cx->arena, 0);
    buf_lit(&url, "/people");
    url_add(&url, "q", *q ? q : NULL);
    url_add(&url, "role", role == ROLE_NOBODY ? NULL : role_name(role));
    url_add_int(&url, "after", after.v);
    return safe_url_of(cx->arena, buf_text(&url));
}

struct err *
page_people(struct cx *cx, struct exchange *x)
{
    const char *wanted = request_line(&x->request, "role");
    struct person_id after = {page_number(x, "after", 0)};
    struct view_people view = {.q = searched(x)};
    enum role role = ROLE_NOBODY;
    struct person *people;

    if (!str_blank(wanted) && !role_find(wanted, &role))
        role = ROLE_NOBODY;
    TRY(page_frame(cx, x, tr(cx->lang, "People"), VIEW_SECTION_PEOPLE, &view.page));
    TRY(person_list(cx, &(struct person_filter){view.q, role, after}, PEOPLE_A_PAGE + 1,
                    &people, &view.people_n));
    TRY(person_count(cx, &(struct person_filter){.q = view.q, .role = role},
                     &view.total));
    if (view.people_n > PEOPLE_A_PAGE) {
        view.people_n = PEOPLE_A_PAGE;
        view.next = next_people(cx, view.q, role, people[PEOPLE_A_PAGE - 1].id);
    }
    TRY(rows_of(cx, people, view.people_n, &view.people));
    fill_roles(cx, role, &view);
    return PAGE(cx, x, 200, people, &view);
}

static struct err *
fill_tickets(struct cx *cx, struct exchange *x, struct person_id person,
             struct view_person *view)
{
    const char *after = request_line(&x->request, "after");
    struct ticket_page page;
    struct buf url;

    TRY(ticket_list(
        cx, &(struct ticket_filter){.assignee = -1, .requester = person, .by_id = true},
        after, TICKETS_MOST, &page));
    TRY(rows_of_queue(cx, &page, &view->tickets));
    view->tickets_n = page.n;
    if (!page.next)
        return NULL;
    buf_init(&url, cx->arena, 0);
    buf_printf(&url, "/people/%lld", (long long)person.v);
    url_add(&url, "after", page.next);
    view->more = safe_url_of(cx->arena, buf_text(&url));
    return NULL;
}

struct err *
page_person(struct cx *cx, struct exchange *x)
{
    const struct lang *lang;
    struct view_person view = {0};
    struct person person;
    struct person_id id;

    if (!str_to_int(request_param(&x->request, "person"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such person.");
    TRY(person_get_known(cx, id, &person));
    TRY(page_frame(cx, x, person_label(&person), VIEW_SECTION_PEOPLE, &view.page));
    TRY(agents_person_row(cx, &person, &view.person));
    TRY(fill_tickets(cx, x, id, &view));
    lang = lang_find(person.language);
    view.lang = lang ? lang->name : NULL;
    view.zone = person.zone;
    view.created_at = person.created_at;
    return PAGE(cx, x, 200, person, &view);
}
