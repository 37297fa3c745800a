/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that explain the others: the keys, and every component once. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/lang.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "text/markdown.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

struct err *
page_shortcuts(struct cx *cx, struct exchange *x)
{
    struct view_plain view = {0};

    TRY(page_frame(cx, x, tr(cx->lang, "Keys"), VIEW_SECTION_NONE, &view.page));
    return PAGE(cx, x, 200, shortcuts, &view);
}

static void
fill_marks(struct cx *cx, const struct plan *plan, struct view_styleguide *view)
{
    static const enum view_due_state states[] = {VIEW_DUE_LATER, VIEW_DUE_SOON,
                                                 VIEW_DUE_LATE,  VIEW_DUE_PAUSED,
                                                 VIEW_DUE_MET,   VIEW_DUE_MISSED};
    static const int64_t from_now[] = {MS_DAY, 20 * MS_MINUTE, -2 * MS_HOUR,
                                       MS_DAY, -MS_HOUR,       -MS_HOUR};

    for (size_t i = 0; i < 4; i++)
        view->priorities[i] = (struct view_priority){
            plan->priorities.at[i < plan->priorities.n ? i : plan->priorities.n - 1].name,
            (int64_t)i + 1};
    for (size_t i = 0; i < 6; i++)
        view->dues[i] = (struct view_due){.label = tr(cx->lang, "First answer"),
                                          .at = cx->now + from_now[i],
                                          .state = states[i]};
}

static void
fill_row(struct cx *cx, const struct plan *plan, struct view_styleguide *view)
{
    view->row = (struct view_row){
        .number = 1042,
        .subject = tr(cx->lang, "The printer on the 2nd floor eats paper"),
        .requester = view->page.person_name,
        .topic = plan->topics.at[0].name,
        .team = plan->teams.at[0].name,
        .state = plan->states.at[0].name,
        .priority = view->priorities[1],
        .due = view->dues[1],
        .last = tr(cx->lang, "Changed"),
        .last_at = cx->now - 5 * MS_MINUTE,
        .assignee = view->page.person_name,
        .initials = view->page.person_initials,
        .mine = true,
        .fresh = true,
        .unverified = true,
    };
}

static void
fill_entries(struct cx *cx, struct view_styleguide *view)
{
    static const enum view_entry_kind kinds[] = {VIEW_ENTRY_REQUESTER, VIEW_ENTRY_REPLY,
                                                 VIEW_ENTRY_NOTE};
    struct view_entry *list = NEW_N(cx->arena, 3, struct view_entry);

    for (size_t i = 0; i < 3; i++)
        list[i] = (struct view_entry){
            .kind = kinds[i],
            .id = (int64_t)i + 1,
            .at = cx->now - (int64_t)(3 - i) * MS_HOUR,
            .author = view->page.person_name,
            .initials = view->page.person_initials,
            .way = i == 2 ? NULL : tr(cx->lang, "by e-mail"),
            .body = text_html(cx->arena,
                              tr(cx->lang, "The printer on the 2nd floor eats paper")),
            .delivery = i == 1 ? VIEW_DELIVERY_SENT : VIEW_DELIVERY_NONE,
        };
    view->entries = list;
    view->entries_n = 3;
}

struct err *
page_styleguide(struct cx *cx, struct exchange *x)
{
    struct view_styleguide view = {0};
    const struct plan *plan;
    struct err *wrong;

    TRY(policy_current(cx, &plan, NULL));
    TRY(page_frame(cx, x, tr(cx->lang, "Style guide"), VIEW_SECTION_NONE, &view.page));
    wrong = ERR_FIELD(cx, "sg-bad", "Please write an address such as name@example.org.");
    view.errors = view_errors(cx->arena, wrong);
    view.good.value = view.page.person_name;
    view.bad = view_input("name.example.org", wrong, "sg-bad");
    view.options = form_topics(cx, plan, plan->topics.at[0].name);
    view.options_n = plan->topics.n < 4 ? plan->topics.n : 4;
    fill_marks(cx, plan, &view);
    fill_row(cx, plan, &view);
    fill_entries(cx, &view);
    TRY(form_uploads_of(cx, "", &view.uploads));
    return PAGE(cx, x, 200, styleguide, &view);
}
