/* SPDX-License-Identifier: Apache-2.0 */
/* The queue of the staff: by what is due next, 50 a page; and its rows alone, for the
 * page that keeps itself up to date. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "http/url.h"
#include "web/agents.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/rows.h"
#include "web/templates.h"

enum { PAGE_ROWS = 50, QUERY_BYTES = 16 * 1024 };

/* The value of the filter "state" for open and closed ones together. */
static const char EVERY_STATE[] = "*";

/* What was asked for, as texts: the filter of the desk is made of it. */
struct asked {
    const char *desk, *team, *assignee, *state, *priority, *topic, *q, *after;
    const char *desk_name;
    struct ticket_filter filter;
};

static const char *
field(struct exchange *x, const char *name)
{
    const char *value = request_line(&x->request, name);

    return value ? value : "";
}

/* A search without a word on states looks at all of them. */
static void
read_state(struct exchange *x, struct asked *asked)
{
    if (!request_line(&x->request, "state") && *asked->q)
        asked->state = EVERY_STATE;
    if (str_eq(asked->state, EVERY_STATE))
        return;
    asked->filter.state = asked->state;
    asked->filter.open = true;
}

static struct err *
read_assignee(struct cx *cx, struct asked *asked)
{
    int64_t *id = &asked->filter.assignee;

    *id = -1;
    if (str_eq(asked->assignee, "me"))
        *id = cx->actor->person.v;
    else if (str_eq(asked->assignee, "none"))
        *id = 0;
    else if (*asked->assignee && !str_to_int(asked->assignee, 1, INT64_MAX, id))
        FAIL_FIELD(cx, "assignee", "There is nobody with that number.");
    return NULL;
}

static struct err *
read_asked(struct cx *cx, struct exchange *x, struct asked *out)
{
    const struct plan *plan;

    *out = (struct asked){.desk = field(x, "desk"),
                          .team = field(x, "team"),
                          .assignee = field(x, "assignee"),
                          .state = field(x, "state"),
                          .priority = field(x, "priority"),
                          .topic = field(x, "topic"),
                          .q = field(x, "q"),
                          .after = field(x, "after")};
    TRY(page_read_own_desk(cx, x));
    if (*out->desk) {
        out->filter.desk = cx->desk;
        TRY(policy_current(cx, &plan, NULL));
        out->desk_name = plan->desk;
    }
    read_state(x, out);
    out->filter.team = out->team;
    out->filter.priority = out->priority;
    out->filter.topic = out->topic;
    out->filter.q = out->q;
    return read_assignee(cx, out);
}

/* ---- Addresses. */

static void
add_filled(struct buf *url, const char *name, const char *value)
{
    if (*value)
        url_add(url, name, value);
}

/* "/queue?…" with the filters; narrow: with all of them, else with those of the view. */
static struct safe_url
address(struct cx *cx, const struct asked *asked, bool narrow, const char *after)
{
    struct buf url;

    buf_init(&url, cx->arena, QUERY_BYTES);
    buf_lit(&url, "/queue");
    add_filled(&url, "desk", asked->desk);
    add_filled(&url, "team", asked->team);
    add_filled(&url, "assignee", asked->assignee);
    if (narrow) {
        add_filled(&url, "state", asked->state);
        add_filled(&url, "priority", asked->priority);
        add_filled(&url, "topic", asked->topic);
        add_filled(&url, "q", asked->q);
    }
    add_filled(&url, "after", after);
    return safe_url_of(cx->arena, buf_text(&url));
}

/* One of those in the navigation: mine, nobody's, a team's, or all. */
static bool
is_view(const struct asked *asked)
{
    if (*asked->team && *asked->assignee)
        return false;
    return !*asked->assignee || str_eq(asked->assignee, "me") ||
           str_eq(asked->assignee, "none");
}

static bool
is_filtered(const struct asked *asked)
{
    return *asked->state || *asked->priority || *asked->topic || *asked->q ||
           !is_view(asked);
}

static const char *
heading(struct cx *cx, const struct asked *asked)
{
    if (str_eq(asked->assignee, "me"))
        return tr(cx->lang, "My tickets");
    if (str_eq(asked->assignee, "none"))
        return tr(cx->lang, "Unassigned");
    if (*asked->team)
        return asked->team;
    if (*asked->desk && !*asked->q)
        return asked->desk_name;
    return *asked->q ? tr(cx->lang, "Tickets found") : tr(cx->lang, "All open");
}

/* ---- The page. */

static struct err *
fill_list(struct cx *cx, const struct asked *asked, struct view_rows *list)
{
    struct ticket_page page;

    TRY(ticket_list(cx, &asked->filter, asked->after, PAGE_ROWS, &page));
    TRY(ticket_count_some(cx, &asked->filter, &list->total));
    TRY(rows_of_queue(cx, &page, &list->rows));
    list->rows_n = page.n;
    list->at = cx->now;
    list->filtered = is_filtered(asked);
    list->clear =
        is_view(asked) ? address(cx, asked, false, "") : safe_url_of(cx->arena, "/queue");
    if (page.next)
        list->next = address(cx, asked, true, page.next);
    if (*asked->after)
        list->first = address(cx, asked, true, "");
    return NULL;
}

static void
fill_states(struct cx *cx, const struct plan *plan, const struct asked *asked,
            struct view_queue *view)
{
    struct view_option *list = NEW_N(cx->arena, plan->states.n + 1, struct view_option);

    list[0] = (struct view_option){EVERY_STATE, tr(cx->lang, "Closed ones too"), NULL,
                                   str_eq(asked->state, EVERY_STATE)};
    for (size_t i = 0; i < plan->states.n; i++)
        list[i + 1] =
            (struct view_option){plan->states.at[i].name, plan->states.at[i].name, NULL,
                                 str_eq(plan->states.at[i].name, asked->state)};
    view->states = list;
    view->states_n = plan->states.n + 1;
}

static struct err *
fill_assignees(struct cx *cx, const struct asked *asked, struct view_queue *view)
{
    struct view_option *list;
    struct person *agents;
    size_t n;

    TRY(person_agents(cx, &agents, &n));
    list = NEW_N(cx->arena, n + 2, struct view_option);
    list[0] = (struct view_option){"me", tr(cx->lang, "Me"), NULL,
                                   str_eq(asked->assignee, "me")};
    list[1] = (struct view_option){"none", tr(cx->lang, "Nobody"), NULL,
                                   str_eq(asked->assignee, "none")};
    for (size_t i = 0; i < n; i++)
        list[i + 2] = agents_option(cx, &agents[i], asked->filter.assignee);
    if (list[0].chosen)
        for (size_t i = 2; i < n + 2; i++)
            list[i].chosen = false;
    view->assignees = list;
    view->assignees_n = n + 2;
    return NULL;
}

static struct err *
fill_filters(struct cx *cx, const struct asked *asked, struct view_queue *view)
{
    const struct plan *plan;

    TRY(policy_current(cx, &plan, NULL));
    view->teams = agents_teams(cx, plan, asked->team);
    view->teams_n = plan->teams.n;
    view->topics = form_topics(cx, plan, asked->topic);
    view->topics_n = plan->topics.n;
    view->priorities =
        agents_priorities(cx, plan, NULL, asked->priority, &view->priorities_n);
    fill_states(cx, plan, asked, view);
    return fill_assignees(cx, asked, view);
}

struct err *
page_queue(struct cx *cx, struct exchange *x)
{
    struct view_queue view = {0};
    struct asked asked;

    TRY(read_asked(cx, x, &asked));
    view.heading = heading(cx, &asked);
    view.desk = asked.desk;
    view.q = asked.q;
    view.query = x->request.query_text;
    TRY(page_frame(cx, x, view.heading, VIEW_SECTION_QUEUE, &view.page));
    TRY(fill_filters(cx, &asked, &view));
    TRY(fill_list(cx, &asked, &view.list));
    return PAGE(cx, x, 200, queue, &view);
}

struct err *
page_queue_rows(struct cx *cx, struct exchange *x)
{
    struct view_rows view = {0};
    struct asked asked;

    TRY(read_asked(cx, x, &asked));
    TRY(fill_list(cx, &asked, &view));
    return PAGE(cx, x, 200, queue_rows, &view);
}
