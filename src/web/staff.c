/* SPDX-License-Identifier: Apache-2.0 */
/* Who works here: roles and teams, for managers and administrators. */
#include "desk/staff.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/policy.h"
#include "desk/team.h"
#include "plan/plan.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

static const char *
role_label(struct cx *cx, enum role role)
{
    static const char *const labels[] = {"", N_("Requester"), N_("Agent"), N_("Manager"),
                                         N_("Administrator")};

    return tr(cx->lang, labels[role]);
}

static const struct view_option *
role_options(struct cx *cx, enum role chosen, size_t *n_out)
{
    struct view_option *list = NEW_N(cx->arena, ROLE_ADMINISTRATOR, struct view_option);

    for (int i = ROLE_REQUESTER; i <= ROLE_ADMINISTRATOR; i++)
        list[i - 1] = (struct view_option){role_name((enum role)i),
                                           role_label(cx, (enum role)i), NULL,
                                           (enum role)i == chosen};
    *n_out = ROLE_ADMINISTRATOR;
    return list;
}

static bool
is_in(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static const struct view_option *
team_options(struct cx *cx, const struct plan *plan, const char *const *chosen, size_t chosen_n,
             size_t *n_out)
{
    struct view_option *list = NEW_N(cx->arena, plan->teams.n + 1, struct view_option);

    for (size_t i = 0; i < plan->teams.n; i++) {
        const char *name = plan->teams.at[i].name;

        list[i] = (struct view_option){name, name, NULL, is_in(chosen, chosen_n, name)};
    }
    *n_out = plan->teams.n;
    return list;
}

static struct err *
fill_row(struct cx *cx, const struct plan *plan, const struct person *person,
         struct view_staff_row *row)
{
    const char **teams;
    size_t n;

    TRY(team_list_of(cx, person->id, &teams, &n));
    *row = (struct view_staff_row){.id = person->id.v,
                                   .name = person_label(person),
                                   .email = person->email,
                                   .initials = view_initials(cx->arena, person_label(person)),
                                   .active = person->active};
    row->roles = role_options(cx, person->role, &row->roles_n);
    row->teams = team_options(cx, plan, teams, n, &row->teams_n);
    return NULL;
}

static struct err *
fill_people(struct cx *cx, const struct plan *plan, struct view_staff *view)
{
    struct view_staff_row *rows;
    struct person *people;
    size_t n;

    TRY(staff_list(cx, &people, &n));
    rows = NEW_N(cx->arena, n + 1, struct view_staff_row);
    for (size_t i = 0; i < n; i++)
        TRY(fill_row(cx, plan, &people[i], &rows[i]));
    view->people = rows;
    view->people_n = n;
    return NULL;
}

/* ---- What was sent. */

static struct err *
read_place(struct cx *cx, struct exchange *x, bool active, struct staff_place *out)
{
    size_t n = request_field_n(&x->request, "team");
    const char **teams = NEW_N(cx->arena, n + 1, const char *);

    for (size_t i = 0; i < n; i++)
        teams[i] = request_field_at(&x->request, "team", i);
    *out = (struct staff_place){.active = active,
                                .leaves = request_field(&x->request, "leaves") != NULL,
                                .teams = teams, .teams_n = n};
    if (!role_find(request_line(&x->request, "role"), &out->role))
        FAIL_FIELD(cx, "role", "Please choose a role.");
    return NULL;
}

static struct err *
show(struct cx *cx, struct exchange *x, const struct err *err)
{
    struct view_staff view = {.errors = view_errors(cx->arena, err)};
    struct staff_place place = {.role = ROLE_AGENT};
    const struct plan *plan;

    if (err && read_place(cx, x, true, &place))
        place.role = ROLE_AGENT;
    TRY(policy_current(cx, &plan, NULL));
    TRY(page_frame(cx, x, tr(cx->lang, "Staff"), VIEW_SECTION_PEOPLE, &view.page));
    TRY(fill_people(cx, plan, &view));
    view.name = view_input(request_line(&x->request, "name"), err, "name");
    view.email = view_input(request_line(&x->request, "email"), err, "email");
    view.roles = role_options(cx, place.role, &view.roles_n);
    view.teams = team_options(cx, plan, place.teams, place.teams_n, &view.teams_n);
    return PAGE(cx, x, err ? page_status(err->kind) : 200, staff, &view);
}

struct err *
page_staff(struct cx *cx, struct exchange *x)
{
    TRY(page_read_own_desk(cx, x));
    return show(cx, x, NULL);
}

static struct err *
shown_again(struct cx *cx, struct exchange *x, struct err *err)
{
    if (page_is_form_error(err))
        TRY(show(cx, x, err));
    return err;
}

static struct err *
back_to_staff(struct cx *cx, struct exchange *x)
{
    const char *slug = request_line(&x->request, "desk");

    if (str_blank(slug))
        return page_go(cx, x, "/staff");
    return page_go(cx, x, "/staff?desk=%s", slug); /* a name that was found */
}

struct err *
post_staff(struct cx *cx, struct exchange *x)
{
    struct person_fields fields = {.name = request_line(&x->request, "name"),
                                   .email = request_line(&x->request, "email")};
    struct staff_place place;
    struct person_id id;
    struct err *err;

    TRY(page_read_own_desk(cx, x));
    err = read_place(cx, x, true, &place);
    if (!err && str_blank(fields.email))
        err = ERR_FIELD(cx, "email", "Staff need an e-mail address to sign in.");
    if (!err)
        err = staff_add(cx, &fields, &place, &id);
    if (err)
        return shown_again(cx, x, err);
    page_notice(cx, x, arena_printf(cx->arena, tr(cx->lang, "%s was added and gets a link by mail."),
                                    fields.email));
    return back_to_staff(cx, x);
}

struct err *
post_staff_person(struct cx *cx, struct exchange *x)
{
    bool active = request_field(&x->request, "active") != NULL;
    struct staff_place place;
    struct person_id id;
    struct err *err;

    if (!str_to_int(request_param(&x->request, "person"), 1, INT64_MAX, &id.v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such person.");
    TRY(page_read_own_desk(cx, x));
    err = read_place(cx, x, active, &place);
    if (!err)
        err = staff_set(cx, id, &place);
    if (err)
        return shown_again(cx, x, err);
    page_notice(cx, x, tr(cx->lang, "Saved."));
    return back_to_staff(cx, x);
}
