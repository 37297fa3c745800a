/* SPDX-License-Identifier: Apache-2.0 */
/* The desks of the installation, for administrators: their names in addresses, addresses,
 * colours and staff. Everything else stands in their plans. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/person.h"
#include "desk/staff.h"
#include "plan/plan.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/templates.h"

static struct err *
fill_people(struct cx *cx, struct desk_id desk, struct view_desk_row *row)
{
    struct view_option *list;
    struct person *people;
    size_t n;

    TRY(staff_everywhere(cx, &people, &n));
    list = NEW_N(cx->arena, n + 1, struct view_option);
    for (size_t i = 0; i < n; i++) {
        bool here;

        TRY(desk_has_person(cx, desk, people[i].id, &here));
        list[i] = (struct view_option){
            arena_printf(cx->arena, "%lld", (long long)people[i].id.v),
            person_label(&people[i]), NULL, here};
    }
    row->people = list;
    row->people_n = n;
    return NULL;
}

static struct err *
fill_row(struct cx *cx, const struct desk_row *desk, struct view_desk_row *row)
{
    *row = (struct view_desk_row){
        .slug = desk->slug,
        .name = desk->name,
        .url = *desk->host ? desk->url : "",
        .entry = *desk->host ? desk->url
                             : arena_printf(cx->arena, "%s/d/%s", desk->url, desk->slug),
        .accent = desk->accent};
    return fill_people(cx, desk->id, row);
}

static struct err *
show(struct cx *cx, struct exchange *x, const struct err *err, bool adding)
{
    const struct err *shown = adding ? err : NULL;
    struct view_desks view = {.errors = view_errors(cx->arena, err)};
    const struct request *r = &x->request;
    struct view_desk_row *rows;
    struct desk_row *desks;

    TRY(page_frame(cx, x, tr(cx->lang, "Desks"), VIEW_SECTION_NONE, &view.page));
    TRY(desk_list(cx, &desks, &view.desks_n));
    rows = NEW_N(cx->arena, view.desks_n, struct view_desk_row);
    for (size_t i = 0; i < view.desks_n; i++)
        TRY(fill_row(cx, &desks[i], &rows[i]));
    view.desks = rows;
    view.slug = view_input(shown ? request_line(r, "slug") : NULL, shown, "slug");
    view.url = view_input(shown ? request_line(r, "url") : NULL, shown, "url");
    view.accent = view_input(shown ? request_line(r, "accent") : NULL, shown, "accent");
    view.plan = view_input(shown ? request_field(r, "plan") : NULL, shown, "plan");
    return PAGE(cx, x, err ? page_status(err->kind) : 200, desks, &view);
}

struct err *
page_desks(struct cx *cx, struct exchange *x)
{
    return show(cx, x, NULL, false);
}

static struct desk_fields
read_fields(struct cx *cx, struct exchange *x)
{
    const struct request *r = &x->request;

    return (struct desk_fields){str_trim(cx->arena, request_line(r, "slug")),
                                str_trim(cx->arena, request_line(r, "url")),
                                str_trim(cx->arena, request_line(r, "accent"))};
}

struct err *
post_desks(struct cx *cx, struct exchange *x)
{
    const char *plan = request_field(&x->request, "plan");
    struct desk_fields fields = read_fields(cx, x);
    struct desk_id id;
    struct err *err =
        desk_add(cx, &fields, str_blank(plan) ? plan_default_text() : plan, &id);

    if (err) {
        if (page_is_form_error(err))
            TRY(show(cx, x, err, true));
        return err;
    }
    page_notice(cx, x, tr(cx->lang, "The desk is there. Now choose who works at it."));
    return page_go(cx, x, "/desks");
}

struct err *
post_desk(struct cx *cx, struct exchange *x)
{
    size_t n = request_field_n(&x->request, "person");
    struct person_id *people = NEW_N(cx->arena, n + 1, struct person_id);
    struct desk_fields fields = read_fields(cx, x);
    struct desk_row desk;
    struct err *err;

    TRY(desk_by_slug(cx, request_param(&x->request, "desk"), &desk));
    for (size_t i = 0; i < n; i++)
        if (!str_to_int(request_field_at(&x->request, "person", i), 1, INT64_MAX,
                        &people[i].v))
            FAIL_FIELD(cx, "person", "There is no such person.");
    err = desk_set(cx, desk.id, &fields);
    if (!err)
        err = staff_set_desk(cx, desk.id, people, n);
    if (err) {
        if (page_is_form_error(err))
            TRY(show(cx, x, err, false));
        return err;
    }
    page_notice(cx, x, tr(cx->lang, "Saved."));
    return page_go(cx, x, "/desks");
}
