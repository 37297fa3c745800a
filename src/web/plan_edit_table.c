/* SPDX-License-Identifier: Apache-2.0 */
/* GET /plan/edit/table and its forms: one table of the draft, row by row; the closed
 * days; the people of the teams. What is written back is tidy Markdown, nothing else
 * changes. */
#include "web/plan_edit.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/policy.h"
#include "desk/staff.h"
#include "desk/team.h"
#include "http/exchange.h"
#include "plan/publish.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/plan_tables.h"
#include "web/templates.h"

#include <string.h>

enum { WIDE = 28, TITLE_CHARACTERS = 80 };

/* ---- Showing it. */

static const struct view_plan_cell *
cells_of(struct cx *cx, const struct plan_table *table, const char *const *values)
{
    struct view_plan_cell *cells =
        NEW_N(cx->arena, table->columns_n + 1, struct view_plan_cell);

    for (size_t i = 0; i < table->columns_n; i++) {
        bool wide = strlen(table->headers[i]) > WIDE;

        for (size_t k = 0; k < table->rows_n; k++)
            wide = wide || strlen(table->cells[k * table->columns_n + i]) > WIDE;
        cells[i] =
            (struct view_plan_cell){arena_printf(cx->arena, "cell_%zu", i),
                                    table->headers[i], values ? values[i] : "", wide};
    }
    return cells;
}

static const char *
joined(struct cx *cx, const char *const *cells, size_t n)
{
    struct buf buf;

    buf_init(&buf, cx->arena, 0);
    for (size_t i = 0; i < n; i++)
        if (*cells[i])
            buf_printf(&buf, "%s%s", buf.n ? " · " : "", cells[i]);
    return buf_text(&buf);
}

static void
fill_rows(struct cx *cx, struct exchange *x, const char *text,
          enum plan_section_kind kind, struct view_plan_table *view)
{
    int64_t open = page_number(x, "line", -1);
    struct view_plan_row *rows;
    struct plan_table table;

    view->has_table = plan_table(cx->arena, text, kind, &table);
    if (!view->has_table)
        return;
    rows = NEW_N(cx->arena, table.rows_n + 1, struct view_plan_row);
    for (size_t i = 0; i < table.rows_n; i++) {
        const char **cells = table.cells + i * table.columns_n;

        rows[i] = (struct view_plan_row){
            .line = table.lines[i],
            .id = arena_printf(cx->arena, "row-%d", table.lines[i]),
            .title = *cells[0] ? cells[0] : "–",
            .rest = joined(cx, cells + 1, table.columns_n - 1),
            .cells = cells_of(cx, &table, cells),
            .cells_n = table.columns_n,
            .open = open == table.lines[i]};
    }
    view->rows = rows;
    view->rows_n = table.rows_n;
    view->add = (struct view_plan_row){
        .id = "row-0", .cells = cells_of(cx, &table, NULL), .cells_n = table.columns_n};
}

static const char *
line_of(struct arena *arena, const char *text, int line)
{
    for (; line > 1 && (text = strchr(text, '\n')); line--)
        text++;
    return text ? arena_strndup(arena, text, strcspn(text, "\n")) : NULL;
}

static void
fill_closed(struct cx *cx, const struct plan *plan, const char *text,
            struct view_plan_table *view)
{
    struct view_plan_closed *list =
        NEW_N(cx->arena, plan->closed.n + 1, struct view_plan_closed);

    for (size_t i = 0; i < plan->closed.n; i++) {
        int line = plan->closed.at[i].line;
        const char *item = line > 0 ? line_of(cx->arena, text, line) : NULL;

        if (!item || (view->closed_n && list[view->closed_n - 1].line == line))
            continue;
        list[view->closed_n++] =
            (struct view_plan_closed){line, item + strspn(item, " \t*+-")};
    }
    view->closed = list;
}

static struct err *
fill_people(struct cx *cx, struct view_plan_table *view)
{
    struct view_edit_team *teams;
    struct view_option *staff;
    struct person *people;
    const struct plan *plan;
    size_t n;

    TRY(policy_current(cx, &plan, NULL));
    teams = NEW_N(cx->arena, plan->teams.n + 1, struct view_edit_team);
    for (size_t i = 0; i < plan->teams.n; i++) {
        struct view_edit_member *list;
        struct team_member *members;

        TRY(team_members(cx, plan->teams.at[i].name, &members, &n));
        list = NEW_N(cx->arena, n + 1, struct view_edit_member);
        for (size_t k = 0; k < n; k++)
            list[k] = (struct view_edit_member){members[k].person.v, members[k].name,
                                                view_initials(cx->arena, members[k].name),
                                                plan->teams.at[i].name, members[k].lead};
        teams[i] = (struct view_edit_team){plan->teams.at[i].name, list, n};
    }
    view->people = teams;
    view->people_n = plan->teams.n;
    TRY(staff_list(cx, &people, &n));
    staff = NEW_N(cx->arena, n + 1, struct view_option);
    for (size_t i = 0; i < n; i++)
        if (people[i].active)
            staff[view->staff_n++] = (struct view_option){
                arena_printf(cx->arena, "%lld", (long long)people[i].id.v),
                person_label(&people[i]), NULL, false};
    view->staff = staff;
    return NULL;
}

/* The mistakes in the lines of this section; all of them are counted. */
static void
fill_problems(struct cx *cx, const struct plan *plan,
              const struct plan_problems *problems, enum plan_section_kind kind,
              struct view_plan_table *view)
{
    size_t n;
    const struct view_problem *all = plan_edit_problems(cx, problems, true, &n);
    struct view_problem *list = NEW_N(cx->arena, n + 1, struct view_problem);

    view->mistakes = problems->errors_n;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; plan && k < plan->sections.n; k++) {
            const struct plan_section *section = &plan->sections.at[k];

            if (section->kind == kind && all[i].line >= section->line &&
                all[i].line <= section->last_line) {
                list[view->problems_n++] = all[i];
                break;
            }
        }
    view->problems = list;
}

static struct err *
show(struct cx *cx, struct exchange *x, const struct plan_table_form *form,
     const struct err *err)
{
    struct view_plan_table view = {.kind = form->name,
                                   .label = tr(cx->lang, form->label),
                                   .hint = tr(cx->lang, form->hint),
                                   .hours = form->kind == PLAN_HOURS,
                                   .teams = form->kind == PLAN_TEAMS,
                                   .errors = view_errors(cx->arena, err)};
    struct plan_problems problems;
    struct plan_draft draft;
    struct plan *plan;

    TRY(plan_draft_get(cx, &draft));
    TRY(policy_try(cx, draft.text, true, &plan, &problems));
    TRY(page_frame(cx, x, view.label, VIEW_SECTION_PLAN, &view.page));
    plan_edit_fill_draft(cx, &draft, &view.draft);
    view.forms = plan_edit_forms(cx, draft.text, &view.forms_n);
    fill_rows(cx, x, draft.text, form->kind, &view);
    fill_problems(cx, plan, &problems, form->kind, &view);
    if (view.hours && plan)
        fill_closed(cx, plan, draft.text, &view);
    if (view.teams)
        TRY(fill_people(cx, &view));
    view.date = view_input(err ? request_line(&x->request, "date") : NULL, err, "date");
    view.name = view_input(err ? request_line(&x->request, "name") : NULL, err, "name");
    return PAGE(cx, x, err ? page_status(err->kind) : 200, plan_table, &view);
}

static struct err *
read_form(struct cx *cx, struct exchange *x, const struct plan_table_form **out)
{
    *out = plan_table_form(request_field(&x->request, "kind"));
    if (!*out)
        FAIL(cx, ERR_NOT_FOUND, "This table has no form.");
    return NULL;
}

struct err *
page_plan_table(struct cx *cx, struct exchange *x)
{
    const struct plan_table_form *form;

    TRY(read_form(cx, x, &form));
    return show(cx, x, form, NULL);
}

static struct err *
shown_again(struct cx *cx, struct exchange *x, const struct plan_table_form *form,
            struct err *err)
{
    if (page_is_form_error(err))
        TRY(show(cx, x, form, err));
    return err;
}

static struct err *
done(struct cx *cx, struct exchange *x, const struct plan_table_form *form)
{
    page_notice(cx, x,
                tr(cx->lang, "It stands in the draft. It counts once that is adopted."));
    return page_go(cx, x, "/plan/edit/table?kind=%s", form->name);
}

/* ---- A row. */

static struct err *
row_values(struct cx *cx, struct exchange *x, const struct plan_table *table,
           const char ***values_out)
{
    const char **values = NEW_N(cx->arena, table->columns_n + 1, const char *);
    bool any = false;

    for (size_t i = 0; i < table->columns_n; i++) {
        values[i] = request_line(&x->request, arena_printf(cx->arena, "cell_%zu", i));
        if (!values[i])
            values[i] = "";
        any = any || *values[i];
    }
    if (!any)
        FAIL_FIELD(cx, "cell_0", "Please fill in the row.");
    *values_out = values;
    return NULL;
}

static struct err *
change_row(struct cx *cx, struct exchange *x, const struct plan_table_form *form)
{
    bool remove = request_field(&x->request, "remove") != NULL;
    int64_t line = page_number(x, "line", 0), version;
    const char **values = NULL;
    struct plan_table table;
    struct plan_draft draft;
    const char *text;

    TRY(plan_draft_get(cx, &draft));
    if (draft.version == plan_edit_version(x)) {
        if (!plan_table(cx->arena, draft.text, form->kind, &table))
            FAIL(cx, ERR_CONFLICT, "The draft has no such table any more.");
        if (!remove)
            TRY(row_values(cx, x, &table, &values));
        text = plan_edit_row(cx->arena, draft.text, form->kind, (int)line, values);
        if (!text)
            FAIL(cx, ERR_CONFLICT, "The draft has no such row any more.");
    } else {
        text = draft.text;
    }
    return plan_draft_save(cx, text, plan_edit_version(x), &version);
}

struct err *
post_plan_row(struct cx *cx, struct exchange *x)
{
    const struct plan_table_form *form;
    struct err *err;

    TRY(read_form(cx, x, &form));
    err = change_row(cx, x, form);
    return err ? shown_again(cx, x, form, err) : done(cx, x, form);
}

/* ---- A closed day. */

/* A date that cannot be read is refused here, where it can be put right at once. */
static struct err *
check_closed(struct cx *cx, const char *before, const char *after)
{
    struct plan_problems was, is;
    struct plan *plan;

    TRY(policy_try(cx, before, true, &plan, &was));
    TRY(policy_try(cx, after, true, &plan, &is));
    if (is.errors_n <= was.errors_n)
        return NULL;
    for (size_t i = 0; i < is.n; i++) {
        bool known = is.at[i].warning;

        for (size_t k = 0; k < was.n; k++)
            known = known || str_eq(was.at[k].wrong, is.at[i].wrong);
        if (!known)
            FAIL_FIELD(cx, "date", "%s; %s", is.at[i].wrong, is.at[i].right);
    }
    return NULL;
}

static struct err *
change_closed(struct cx *cx, struct exchange *x)
{
    const char *date = request_line(&x->request, "date");
    const char *name = request_line(&x->request, "name"), *item = NULL, *text;
    bool remove = request_field(&x->request, "remove") != NULL;
    int64_t line = page_number(x, "line", 0), version;
    struct plan_draft draft;

    TRY(plan_draft_get(cx, &draft));
    if (draft.version != plan_edit_version(x))
        return plan_draft_save(cx, draft.text, plan_edit_version(x), &version);
    if (!remove && str_blank(date))
        FAIL_FIELD(cx, "date", "Please write the day.");
    if (!remove)
        item = str_blank(name) ? date : arena_printf(cx->arena, "%s: %s", date, name);
    text = plan_edit_closed(cx->arena, draft.text, (int)line, item);
    if (!text)
        FAIL(cx, ERR_CONFLICT, "The draft has no hours to which a closed day belongs.");
    if (!remove)
        TRY(check_closed(cx, draft.text, text));
    return plan_draft_save(cx, text, draft.version, &version);
}

struct err *
post_plan_closed(struct cx *cx, struct exchange *x)
{
    const struct plan_table_form *form = plan_table_form("hours");
    struct err *err = change_closed(cx, x);

    return err ? shown_again(cx, x, form, err) : done(cx, x, form);
}

/* ---- A person of a team: not in the plan, so at once. */

static struct err *
change_member(struct cx *cx, struct exchange *x)
{
    const char *team = request_line(&x->request, "team");
    struct person_id person = {page_number(x, "person", 0)};

    if (!person.v)
        FAIL_FIELD(cx, "person", "Please choose a person.");
    if (request_field(&x->request, "remove"))
        return team_remove_member(cx, team, person);
    return team_add_member(cx, team ? team : "", person,
                           request_field(&x->request, "lead") != NULL);
}

struct err *
post_plan_member(struct cx *cx, struct exchange *x)
{
    const struct plan_table_form *form = plan_table_form("teams");
    struct err *err = change_member(cx, x);

    if (err)
        return shown_again(cx, x, form, err);
    page_notice(cx, x, tr(cx->lang, "Saved. It counts from now on."));
    return page_go(cx, x, "/plan/edit/table?kind=teams");
}
