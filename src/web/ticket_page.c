/* SPDX-License-Identifier: Apache-2.0 */
/* One ticket, for the staff. */
#include "web/ticket_page.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/draft.h"
#include "desk/person.h"
#include "desk/presence.h"
#include "desk/ticket_list.h"
#include "plan/rule.h"
#include "text/html.h"
#include "text/plain.h"
#include "web/entries.h"
#include "web/form.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/rows.h"
#include "web/templates.h"

struct err *
ticket_page_find(struct cx *cx, struct exchange *x, struct ticket *out)
{
    struct ticket_id id;

    TRY(page_ticket_id(cx, x, &id));
    return ticket_get(cx, id, out);
}

/* ---- Drafts. */

/* Pictures that were pasted and wait with their draft are shown from there. */
static struct safe_html
draft_html(struct cx *cx, const struct draft *draft)
{
    struct html_cid *cids;
    char **tokens;
    size_t n;

    if (str_blank(draft->html))
        return (struct safe_html){NULL};
    tokens = str_split(cx->arena, draft->uploads, ' ', &n);
    cids = NEW_N(cx->arena, n + 1, struct html_cid);
    for (size_t i = 0; i < n; i++)
        cids[i] = (struct html_cid){tokens[i],
                                    arena_printf(cx->arena, "/uploads/%s", tokens[i])};
    return html_clean(cx->arena, bytes_of(draft->html),
                      (struct html_options){.cids = cids, .cids_n = n});
}

/* A reply that can still be called back, as the entry that it will be. */
static struct view_entry
pending_entry(struct cx *cx, const struct draft *draft)
{
    return (struct view_entry){
        .kind = VIEW_ENTRY_REPLY,
        .at = draft->updated_at,
        .author = draft->person_name,
        .initials = view_initials(cx->arena, draft->person_name),
        .mine = draft->person.v == cx->actor->person.v,
        .body = draft_html(cx, draft),
        .delivery = VIEW_DELIVERY_UNDO,
        .undo_until = draft->send_at,
    };
}

struct err *
ticket_page_entries(struct cx *cx, const struct ticket *ticket, struct message_id after,
                    const struct view_entry **entries_out, size_t *n_out,
                    int64_t *last_out)
{
    const struct view_entry *said;
    struct view_entry *all;
    struct draft *pending;
    size_t said_n, pending_n;

    TRY(entries_of_ticket(cx, ticket, after, &said, &said_n, last_out));
    TRY(draft_pending(cx, ticket->id, &pending, &pending_n));
    all = NEW_N(cx->arena, said_n + pending_n + 1, struct view_entry);
    for (size_t i = 0; i < said_n; i++)
        all[i] = said[i];
    for (size_t i = 0; i < pending_n; i++)
        all[said_n + i] = pending_entry(cx, &pending[i]);
    *entries_out = all;
    *n_out = said_n + pending_n;
    return NULL;
}

/* ---- The composer. */

static void
choose_after(struct cx *cx, const char *state, struct view_ticket *view)
{
    struct view_option *list = NEW_N(cx->arena, view->after_n + 1, struct view_option);

    for (size_t i = 0; i < view->after_n; i++) {
        list[i] = view->after[i];
        list[i].chosen = str_eq(list[i].value, state);
    }
    view->after = list;
}

static void
fill_from_draft(struct cx *cx, const struct draft *draft, struct view_ticket *view)
{
    view->note = str_eq(draft->mode, "note");
    view->body_html = draft_html(cx, draft);
    view->body.value = plain_from_html(cx->arena, bytes_of(draft->html));
    view->draft_at = draft->updated_at;
    if (!str_blank(draft->next_state))
        choose_after(cx, draft->next_state, view);
}

/* What was sent and could not be taken is shown as it was. */
static void
fill_from_form(struct cx *cx, struct exchange *x, const struct err *err,
               struct view_ticket *view)
{
    struct draft sent = {
        .mode = request_line(&x->request, "mode"),
        .html = request_field(&x->request, "body_html"),
        .next_state = request_line(&x->request, "state"),
        .uploads = form_upload_tokens(cx, x),
    };

    if (str_blank(sent.html))
        sent.html = "";
    fill_from_draft(cx, &sent, view);
    view->body = view_input(request_field(&x->request, "body"), err, "body");
}

/* The actor's draft, or their reply that can still be called back. */
static struct err *
fill_composer(struct cx *cx, struct exchange *x, const struct ticket *ticket,
              enum ticket_form form, const struct err *err, struct view_ticket *view)
{
    struct draft draft;
    bool found;

    view->once = form_once(cx, x);
    TRY(draft_find(cx, ticket->id, &draft, &found));
    view->version = found ? draft.version : 0;
    if (found && draft.send_at > cx->now) {
        view->undo_until = draft.send_at;
        view->undo_left_s = (draft.send_at - cx->now + 999) / 1000;
    }
    if (form == TICKET_FORM_REPLY)
        fill_from_form(cx, x, err, view);
    else if (found && !draft.send_at)
        fill_from_draft(cx, &draft, view);
    if (form == TICKET_FORM_REPLY || !found || draft.send_at)
        return form_uploads(cx, x, err, &view->uploads);
    return form_uploads_of(cx, draft.uploads, &view->uploads);
}

/* Something came while they wrote. */
static struct err *
fill_unseen(struct cx *cx, struct exchange *x, const struct ticket *ticket,
            const struct err *err, struct view_ticket *view)
{
    struct message_id seen = {page_number(x, "seen", 0)};
    int64_t last;

    view->unseen = err && err->kind == ERR_CONFLICT && str_eq(err->field, "seen");
    if (!view->unseen) {
        view->errors = view_errors(cx->arena, err);
        return NULL;
    }
    return entries_of_ticket(cx, ticket, seen, &view->unseen_entries,
                             &view->unseen_entries_n, &last);
}

/* ---- The rest. */

static struct err *
fill_requester(struct cx *cx, const struct ticket *ticket, struct view_ticket *view)
{
    const struct lang *lang;
    struct person person;

    TRY(person_get(cx, ticket->requester, &person));
    TRY(ticket_count_some(
        cx, &(struct ticket_filter){.open = true, .assignee = -1, .requester = person.id},
        &view->requester_open_n));
    if (ticket->phase < PLAN_RESOLVED && view->requester_open_n)
        view->requester_open_n--;
    lang = lang_find(*person.language ? person.language : ticket->language);
    view->requester = person_label(&person);
    view->requester_email = str_blank(person.email) ? person.phone : person.email;
    view->requester_initials = view_initials(cx->arena, view->requester);
    view->requester_id = person.id.v;
    view->unverified = !str_blank(person.email) && !person.verified_at;
    view->requester_lang = lang && lang != cx->lang ? lang->name : NULL;
    return NULL;
}

static struct err *
fill_reasons(struct cx *cx, const struct ticket *ticket, struct view_ticket *view)
{
    TRY(entries_why(cx, ticket, "priority", &view->priority_why));
    TRY(entries_why(cx, ticket, "team", &view->team_why));
    TRY(entries_why(cx, ticket, "state", &view->state_why));
    return entries_history(cx, ticket, &view->history, &view->history_n);
}

static struct err *
fill_present(struct cx *cx, const struct ticket *ticket, struct view_ticket *view)
{
    struct view_presence *list;
    struct presence *present;

    TRY(presence_list(cx, ticket->id, &present, &view->present_n));
    list = NEW_N(cx->arena, view->present_n + 1, struct view_presence);
    for (size_t i = 0; i < view->present_n; i++)
        list[i] = (struct view_presence){present[i].name,
                                         view_initials(cx->arena, present[i].name),
                                         present[i].writing};
    view->present = list;
    return NULL;
}

static struct err *
fill_ticket(struct cx *cx, const struct ticket *ticket, struct view_ticket *view)
{
    struct plan_decision *decision;
    const struct plan *plan;
    struct ticket told;

    TRY(ticket_plan(cx, ticket, &plan));
    TRY(ticket_fold(cx, ticket->id, cx->now, &told, &decision));
    view->state = ticket->state;
    view->state_public = row_state_shown(plan, ticket);
    view->closed = ticket->phase >= PLAN_CLOSED;
    view->resolved = ticket->phase == PLAN_RESOLVED;
    view->priority = row_priority(plan, ticket);
    view->due = row_due(cx, plan, ticket);
    view->mine = ticket->assignee.v == cx->actor->person.v;
    view->opened_at = ticket->created_at;
    view->changed_at = ticket->updated_at;
    view->opened_way = entries_way(cx, ticket->channel);
    ticket_page_clocks(cx, ticket, &decision->clocks, view);
    TRY(ticket_page_belonging(cx, ticket, plan, view));
    return ticket_page_choices(cx, ticket, plan, view);
}

struct err *
ticket_page_show(struct cx *cx, struct exchange *x, const struct ticket *ticket,
                 enum ticket_form form, const struct err *err)
{
    struct view_ticket view = {.number = ticket->id.v, .subject = ticket->subject};

    TRY(page_frame(
        cx, x,
        arena_printf(cx->arena, "%s · #%lld", ticket->subject, (long long)ticket->id.v),
        VIEW_SECTION_NONE, &view.page));
    TRY(fill_requester(cx, ticket, &view));
    TRY(fill_ticket(cx, ticket, &view));
    TRY(fill_reasons(cx, ticket, &view));
    TRY(fill_present(cx, ticket, &view));
    TRY(ticket_page_entries(cx, ticket, (struct message_id){0}, &view.entries,
                            &view.entries_n, &view.seen));
    TRY(fill_composer(cx, x, ticket, form, err, &view));
    TRY(fill_unseen(cx, x, ticket, err, &view));
    view.report =
        view_input(form == TICKET_FORM_REPORT ? request_field(&x->request, "note") : NULL,
                   err, "note");
    view.join =
        view_input(form == TICKET_FORM_JOIN ? request_line(&x->request, "problem") : NULL,
                   err, "problem");
    view.solving = form == TICKET_FORM_RESOLVE;
    if (view.solving)
        view.solution =
            view_input(request_field(&x->request, "solution"), err, "solution");
    return PAGE(cx, x, err ? page_status(err->kind) : 200, ticket, &view);
}

struct err *
page_ticket(struct cx *cx, struct exchange *x)
{
    struct ticket ticket;

    TRY(ticket_page_find(cx, x, &ticket));
    return ticket_page_show(cx, x, &ticket, TICKET_FORM_NONE, NULL);
}

struct err *
page_ticket_messages(struct cx *cx, struct exchange *x)
{
    struct message_id after = {page_number(x, "after", 0)};
    struct view_ticket_entries view = {0};
    struct ticket ticket;

    TRY(ticket_page_find(cx, x, &ticket));
    view.number = ticket.id.v;
    TRY(ticket_page_entries(cx, &ticket, after, &view.entries, &view.entries_n,
                            &view.seen));
    return PAGE(cx, x, 200, ticket_entries, &view);
}
