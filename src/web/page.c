/* SPDX-License-Identifier: Apache-2.0 */
#include "web/page.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "desk/desk.h"
#include "desk/inbox.h"
#include "desk/person.h"
#include "desk/plan_draft.h"
#include "desk/policy.h"
#include "desk/team.h"
#include "desk/ticket_list.h"
#include "http/response.h"
#include "http/security.h"
#include "http/url.h"
#include "plan/open.h"
#include "plan/plan.h"
#include "text/say.h"
#include "web/templates.h"

#include <stdarg.h>

enum { PAGE_BYTES = 8 << 20, NOTICE_S = 60 };

/* A page on its way. */
struct page {
    struct buf buf;
    struct tpl tpl;
};

/* ---- Sending. */

void
page_begin(struct cx *cx, struct exchange *x)
{
    struct page *page = NEW(cx->arena, struct page);

    buf_init(&page->buf, cx->arena, PAGE_BYTES);
    buf_reserve(&page->buf, 32 * 1024);
    page->tpl = (struct tpl){&page->buf, cx->lang, cx->zone, cx->now, cx->actor->csrf};
    x->prepared = page;
}

struct tpl *
page_tpl(struct exchange *x)
{
    return &((struct page *)x->prepared)->tpl;
}

struct err *
page_end(struct cx *cx, struct exchange *x, int status)
{
    struct page *page = x->prepared;

    if (page->buf.full)
        FAIL_INTERNAL(cx, "a page is larger than %d bytes", PAGE_BYTES);
    response_text(&x->response, status, "text/html; charset=utf-8", &page->buf);
    security_headers(&x->response, SECURITY_PAGE);
    return NULL;
}

struct err *
page_go(struct cx *cx, struct exchange *x, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    response_redirect(&x->response, 303, arena_vprintf(cx->arena, format, args));
    va_end(args);
    security_headers(&x->response, SECURITY_PAGE);
    return NULL;
}

void
page_notice(struct cx *cx, struct exchange *x, const char *text)
{
    response_cookie(&x->response, NOTICE_COOKIE,
                    base64url_encode(cx->arena, bytes_of(text)), NOTICE_S);
}

/* ---- The frame. */

/* The text of a notice that was set by ourselves; shown once. Anybody could set the
 * cookie in their own browser, so it is plain text like any other. */
static const char *
take_notice(struct cx *cx, struct exchange *x)
{
    const char *cookie = request_cookie(&x->request, NOTICE_COOKIE);
    struct bytes raw;
    char *standard;

    if (!cookie || !*cookie || strlen(cookie) > 600)
        return NULL;
    response_cookie(&x->response, NOTICE_COOKIE, "", -1);
    standard = arena_printf(cx->arena, "%s%.*s", cookie,
                            (int)(3 - (strlen(cookie) + 3) % 4), "===");
    for (char *p = standard; *p; p++)
        *p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
    return base64_decode(cx->arena, standard, &raw) ? utf8_clean(cx->arena, raw, true)
                                                    : NULL;
}

static void
fill_languages(struct cx *cx, struct view_page *page)
{
    struct view_option *list = NEW_N(cx->arena, langs_n, struct view_option);

    for (size_t i = 0; i < langs_n; i++)
        list[i] = (struct view_option){langs[i]->code, langs[i]->name, NULL,
                                       langs[i] == cx->lang};
    page->langs = list;
    page->langs_n = langs_n;
    page->lang = cx->lang ? cx->lang->code : "en";
}

static void
fill_desk(struct cx *cx, const struct plan *plan, struct view_page *page)
{
    page->desk = plan->desk;
    page->open = plan_is_open(plan, NULL, cx->now);
    page->until = page->open ? plan_open_until(plan, NULL, cx->now)
                             : plan_next_open(plan, NULL, cx->now);
    if (page->until == PLAN_NEVER)
        page->until = 0;
    for (size_t i = 0; i < plan->channels.n; i++) {
        const struct plan_channel *channel = &plan->channels.at[i];

        if (channel->organization)
            continue;
        if (channel->kind == PLAN_PHONE && !page->phone) {
            page->phone = channel->address;
            page->phone_url = safe_url_of(
                cx->arena, arena_printf(cx->arena, "tel:%s", channel->address));
        }
        if (channel->kind == PLAN_MAIL && !page->email) {
            page->email = channel->address;
            page->email_url = safe_url_of(
                cx->arena, arena_printf(cx->arena, "mailto:%s", channel->address));
        }
    }
}

/* "Mon–Thu" of a set of days; runs of days are joined. */
static const char *
say_days(struct cx *cx, unsigned days)
{
    static const char *const names[] = {N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"),
                                        N_("Thu"), N_("Fri"), N_("Sat")};
    struct buf buf;

    buf_init(&buf, cx->arena, 0);
    for (int i = 1; i <= 7; i++) {
        int day = i % 7, last = i;

        if (!(days >> day & 1))
            continue;
        while (last < 7 && days >> ((last + 1) % 7) & 1)
            last++;
        buf_printf(&buf, "%s%s", buf.n ? ", " : "", tr(cx->lang, names[day]));
        if (last > i)
            buf_printf(&buf, "–%s", tr(cx->lang, names[last % 7]));
        i = last;
    }
    return buf_text(&buf);
}

static void
fill_hours(struct cx *cx, const struct plan *plan, struct view_page *page)
{
    struct view_hours *list = NEW_N(cx->arena, plan->hours.n + 1, struct view_hours);

    for (size_t i = 0; i < plan->hours.n; i++) {
        const struct plan_hours *row = &plan->hours.at[i];

        if (row->organization)
            continue;
        list[page->hours_n++] = (struct view_hours){
            say_days(cx, row->days),
            arena_printf(cx->arena, "%02d:%02d–%02d:%02d", row->open_min / 60,
                         row->open_min % 60, row->close_min / 60 % 24,
                         row->close_min % 60)};
    }
    page->hours = list;
}

static struct err *
fill_person(struct cx *cx, struct view_page *page)
{
    struct person person;

    page->theme = "auto";
    page->density = "comfortable";
    if (!cx->actor->person.v || !cx->actor->session)
        return NULL;
    TRY(person_get(cx, cx->actor->person, &person));
    page->signed_in = true;
    page->agent = person.role >= ROLE_AGENT;
    page->manager = person.role >= ROLE_MANAGER;
    page->administrator = person.role >= ROLE_ADMINISTRATOR;
    page->person_name = person_label(&person);
    page->person_initials = view_initials(cx->arena, page->person_name);
    page->theme = *person.theme ? person.theme : "auto";
    page->density = person.compact ? "compact" : "comfortable";
    return NULL;
}

/* What the actor sees that is open, counted by team and assignee. */
struct counts {
    struct ticket_tally *at;
    size_t n;
};

/* desk 0, assignee -1, team NULL: whichever. */
static int64_t
count_open(const struct counts *counts, struct desk_id desk, int64_t assignee,
           const char *team)
{
    int64_t sum = 0;

    for (size_t i = 0; i < counts->n; i++)
        if ((!desk.v || counts->at[i].desk.v == desk.v) &&
            (assignee < 0 || counts->at[i].assignee.v == assignee) &&
            (!team || str_eq(counts->at[i].team, team)))
            sum += counts->at[i].n;
    return sum;
}

static void
add_nav(struct cx *cx, struct exchange *x, struct view_page *page,
        struct view_nav_item item, const char *query)
{
    struct view_nav_item *list = (struct view_nav_item *)page->nav;

    item.url = safe_url_of(
        cx->arena, arena_printf(cx->arena, "/queue%s%s", *query ? "?" : "", query));
    item.current =
        page->section == VIEW_SECTION_QUEUE && str_eq(x->request.query_text, query);
    list[page->nav_n++] = item;
}

/* One for each desk of those who work for several. */
static void
add_desks(struct cx *cx, struct exchange *x, const struct counts *counts,
          struct view_page *page)
{
    for (size_t i = 0; i < page->desks_n; i++)
        add_nav(cx, x, page,
                (struct view_nav_item){
                    .label = page->desks[i].label,
                    .count = count_open(counts, page->desk_ids[i], -1, NULL)},
                arena_printf(cx->arena, "desk=%s", page->desks[i].value));
}

/* Mine, unassigned, everything open, and one for each of one's desks and teams. */
static struct err *
fill_navigation(struct cx *cx, struct exchange *x, struct view_page *page)
{
    int64_t me = cx->actor->person.v;
    struct desk_id any = {0};
    struct counts counts;
    const char **teams;
    size_t n;

    TRY(team_list_of(cx, cx->actor->person, &teams, &n));
    TRY(ticket_list_tally(cx, &counts.at, &counts.n));
    page->nav = NEW_N(cx->arena, n + page->desks_n + 3, struct view_nav_item);
    add_nav(cx, x, page,
            (struct view_nav_item){.label = tr(cx->lang, "My tickets"),
                                   .key = "m",
                                   .count = count_open(&counts, any, me, NULL)},
            "assignee=me");
    add_nav(cx, x, page,
            (struct view_nav_item){.label = tr(cx->lang, "Unassigned"),
                                   .key = "u",
                                   .count = count_open(&counts, any, 0, NULL)},
            "assignee=none");
    add_nav(cx, x, page,
            (struct view_nav_item){.label = tr(cx->lang, "All open"),
                                   .key = "a",
                                   .count = count_open(&counts, any, -1, NULL)},
            "");
    add_desks(cx, x, &counts, page);
    for (size_t i = 0; i < n; i++) {
        struct buf query;

        buf_init(&query, cx->arena, 0);
        if (page->desks_n)
            buf_printf(&query, "desk=%s&", page->desk_slug);
        buf_lit(&query, "team=");
        url_encode(&query, teams[i]);
        add_nav(cx, x, page,
                (struct view_nav_item){
                    .label = teams[i],
                    .count = count_open(&counts, desk_now(cx), -1, teams[i])},
                buf_text(&query));
    }
    TRY(plan_draft_waits(cx, &page->plan_waits));
    return inbox_count(cx, INBOX_FAILED, &page->mail_failed);
}

static struct err *
fill_look(struct cx *cx, struct view_page *page)
{
    const char *accent;

    TRY(desk_accent(cx, desk_now(cx), &accent));
    if (*accent)
        page->look = safe_url_of(
            cx->arena, arena_printf(cx->arena, "/look/%s.css", accent + strlen("#")));
    return NULL;
}

/* What tells this desk from others, where there are others. */
static struct err *
fill_desks(struct cx *cx, struct view_page *page)
{
    struct view_option *list;
    struct desk_row *desks;
    int64_t count;
    size_t n;

    TRY(fill_look(cx, page));
    TRY(desk_count(cx, &count));
    if (count < 2)
        return NULL;
    TRY(desk_list(cx, &desks, &n));
    list = NEW_N(cx->arena, n + 1, struct view_option);
    page->desk_ids = NEW_N(cx->arena, n + 1, struct desk_id);
    for (size_t i = 0; i < n; i++) {
        bool now = desks[i].id.v == desk_now(cx).v, mine;

        if (now)
            page->desk_slug = desks[i].slug;
        TRY(desk_is_mine(cx, desks[i].id, &mine));
        if (!mine)
            continue;
        page->desk_ids[page->desks_n] = desks[i].id;
        list[page->desks_n++] =
            (struct view_option){desks[i].slug, desks[i].name, NULL, now};
    }
    page->desks = list;
    if (page->desks_n < 2)
        page->desks_n = 0;
    return NULL;
}

struct err *
page_frame(struct cx *cx, struct exchange *x, const char *title,
           enum view_section section, struct view_page *out)
{
    const struct plan *plan;

    *out = (struct view_page){.title = title, .section = section};
    TRY(policy_current(cx, &plan, NULL));
    out->path = *x->request.query_text ? arena_printf(cx->arena, "%s?%s", x->request.path,
                                                      x->request.query_text)
                                       : x->request.path;
    out->notice = take_notice(cx, x);
    fill_languages(cx, out);
    fill_desk(cx, plan, out);
    fill_hours(cx, plan, out);
    TRY(fill_desks(cx, out));
    TRY(fill_person(cx, out));
    return out->agent && ticket_is_staff(cx) ? fill_navigation(cx, x, out) : NULL;
}

/* ---- Errors. */

int
page_status(enum err_kind kind)
{
    switch (kind) {
    case ERR_INVALID:
        return 422;
    case ERR_DENIED:
        return 403;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_CONFLICT:
        return 409;
    case ERR_LIMIT:
        return 429;
    case ERR_BUSY:
        return 503;
    case ERR_INTERNAL:
        return 500;
    }
    return 500;
}

static const char *
error_title(struct cx *cx, enum err_kind kind)
{
    switch (kind) {
    case ERR_INVALID:
        return tr(cx->lang, "Something needs to be changed");
    case ERR_DENIED:
        return tr(cx->lang, "This is not open to you");
    case ERR_NOT_FOUND:
        return tr(cx->lang, "Not found");
    case ERR_CONFLICT:
        return tr(cx->lang, "Something changed meanwhile");
    case ERR_LIMIT:
        return tr(cx->lang, "That is too much at once");
    case ERR_BUSY:
        return tr(cx->lang, "Please try again in a moment");
    case ERR_INTERNAL:
        break;
    }
    return tr(cx->lang, "Something went wrong");
}

static struct err *
send_message(struct cx *cx, struct exchange *x, int status,
             struct view_message_page *view)
{
    struct view_link *home = NEW(cx->arena, struct view_link);

    *home = (struct view_link){tr(cx->lang, "To the start page"),
                               safe_url_of(cx->arena, "/")};
    view->links = home;
    view->links_n = 1;
    return PAGE(cx, x, status, message, view);
}

/* When not even the frame can be filled (no database), plain words remain. */
void
page_error(struct cx *cx, struct exchange *x, struct err *err)
{
    int status = page_status(err->kind);
    struct view_message_page view = {0};
    struct buf plain;

    if (cx->db && err->kind != ERR_INTERNAL && err->kind != ERR_BUSY &&
        !page_frame(cx, x, error_title(cx, err->kind), VIEW_SECTION_NONE, &view.page)) {
        view.code = status;
        view.text = err->text;
        if (!send_message(cx, x, status, &view))
            return;
    }
    buf_init(&plain, cx->arena, 0);
    buf_printf(&plain, "%s\n\n%s\n", error_title(cx, err->kind), err->text);
    if (x->request.id)
        buf_printf(&plain, "(%s)\n", x->request.id);
    response_text(&x->response, status, "text/plain; charset=utf-8", &plain);
    if (err->kind == ERR_BUSY)
        response_header(&x->response, "Retry-After", "5");
    security_headers(&x->response, SECURITY_PAGE);
}

struct err *
page_say(struct cx *cx, struct exchange *x, int status, const char *title,
         const char *text, const char *advice)
{
    struct view_message_page view = {
        .text = text, .advice = advice, .good = status < 400};

    TRY(page_frame(cx, x, title, VIEW_SECTION_NONE, &view.page));
    return send_message(cx, x, status, &view);
}

bool
page_is_form_error(const struct err *err)
{
    return err && (err->kind == ERR_INVALID || err->kind == ERR_CONFLICT ||
                   err->kind == ERR_LIMIT);
}

void
page_as_requester(const struct cx *cx, struct cx *as, struct actor *actor)
{
    *actor = *cx->actor;
    actor->role = ROLE_REQUESTER;
    *as = *cx;
    as->actor = actor;
}

struct err *
page_read_desk(struct cx *cx, struct exchange *x)
{
    const char *slug = request_line(&x->request, "desk");
    struct desk_id desk;

    if (str_blank(slug))
        return NULL;
    TRY(desk_find(cx, slug, &desk));
    if (!desk.v)
        FAIL_FIELD(cx, "desk", "There is no such desk.");
    cx->desk = desk;
    return NULL;
}

struct err *
page_read_own_desk(struct cx *cx, struct exchange *x)
{
    bool mine;

    TRY(page_read_desk(cx, x));
    TRY(desk_is_mine(cx, desk_now(cx), &mine));
    if (!mine && cx->actor->role < ROLE_ADMINISTRATOR)
        FAIL_FIELD(cx, "desk", "There is no such desk.");
    return NULL;
}

/* ---- Numbers. */

struct err *
page_ticket_id(struct cx *cx, struct exchange *x, struct ticket_id *out)
{
    if (!str_to_int(request_param(&x->request, "ticket"), 1, INT64_MAX, &out->v))
        FAIL(cx, ERR_NOT_FOUND, "There is no such ticket.");
    return NULL;
}

int64_t
page_number(struct exchange *x, const char *field, int64_t missing)
{
    int64_t number;

    return str_to_int(request_field(&x->request, field), 0, INT64_MAX, &number) ? number
                                                                                : missing;
}
