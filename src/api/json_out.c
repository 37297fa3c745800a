/* SPDX-License-Identifier: Apache-2.0 */
#include "api/json_out.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/relation.h"
#include "desk/side.h"
#include "plan/plan.h"

enum { RELATIONS_MOST = 500 };

static void
put_opt(struct json_out *out, const char *name, int64_t value)
{
    json_name(out, name);
    if (value)
        json_int(out, value);
    else
        json_none(out);
}

static void
put_text(struct json_out *out, const char *name, const char *text)
{
    json_put_text(out, name, text ? text : "");
}

static const char *
phase_name(enum plan_phase phase)
{
    static const char *const names[] = {"new",      "open",   "waiting", "vendor",
                                        "resolved", "closed", "spam"};

    return names[phase];
}

static void
put_target(struct json_out *out, const char *name, int64_t due_at, int64_t done_at)
{
    json_name(out, name);
    json_open(out, '{');
    json_put_time(out, "due_at", due_at);
    json_put_time(out, "done_at", done_at);
    json_close(out, '}');
}

static void
put_short_person(struct json_out *out, const char *name, struct person_id id,
                 const char *email, const char *person_name)
{
    json_name(out, name);
    if (!id.v) {
        json_none(out);
        return;
    }
    json_open(out, '{');
    json_put_int(out, "id", id.v);
    json_put_text(out, "email", email);
    put_text(out, "name", person_name);
    json_close(out, '}');
}

/* NULL sentence: null. */
static void
put_why(struct cx *cx, struct json_out *out, const struct plan_why *why)
{
    json_name(out, "why");
    if (!why->sentence) {
        json_none(out);
        return;
    }
    json_open(out, '{');
    json_put_text(out, "text", plan_why_text(cx->arena, cx->lang, why));
    json_put_int(out, "line", why->line);
    json_close(out, '}');
}

/* The plan's word, unless a person chose another priority. */
static struct err *
put_priority_why(struct cx *cx, struct json_out *out, const struct ticket *ticket)
{
    const char *organization =
        str_blank(ticket->organization) ? NULL : ticket->organization;
    const struct plan_priority *priority;
    struct plan_why why = {0};
    const struct plan *plan;

    TRY(ticket_plan(cx, ticket, &plan));
    priority =
        plan_priority_of(plan, organization, ticket->impact, ticket->urgency, &why);
    if (!str_eq(priority->name, ticket->priority))
        why = (struct plan_why){0};
    put_why(cx, out, &why);
    return NULL;
}

static void
put_tags(struct cx *cx, struct json_out *out, const char *tags)
{
    size_t n = 0;
    char **list = str_split(cx->arena, tags ? tags : "", ',', &n);

    json_name(out, "tags");
    json_open(out, '[');
    for (size_t i = 0; i < n; i++)
        json_text(out, list[i]);
    json_close(out, ']');
}

static void
put_names(struct cx *cx, struct json_out *out, const struct ticket *ticket)
{
    json_put_int(out, "number", ticket->id.v);
    put_text(out, "subject", ticket->subject);
    put_text(out, "state", ticket->state);
    json_put_text(out, "phase", phase_name(ticket->phase));
    put_text(out, "priority", ticket->priority);
    put_text(out, "team", ticket->team);
    json_put_int(out, "tier", ticket->tier);
    json_put_int(out, "reopened", ticket->reopened_n);
    put_text(out, "topic", ticket->topic);
    put_text(out, "impact", ticket->impact);
    put_text(out, "urgency", ticket->urgency);
    put_short_person(out, "requester", ticket->requester, ticket->requester_email,
                     ticket->requester_name);
    put_text(out, "organization", ticket->organization);
    put_text(out, "channel", ticket->channel);
    put_tags(cx, out, ticket->tags);
}

/* A clock beside the promises; null where none was begun. */
static void
put_clock(struct json_out *out, const char *name, int64_t at, int64_t due_at,
          int64_t done_at)
{
    if (at)
        put_target(out, name, due_at, done_at);
    else
        json_put_text(out, name, NULL);
}

struct err *
json_out_ticket(struct cx *cx, struct json_out *out, const struct ticket *ticket)
{
    struct person assignee = {0};
    const char *slug, *url;

    TRY(desk_address(cx, ticket->desk, &slug, &url));
    put_names(cx, out, ticket);
    json_put_text(out, "desk", slug);
    if (ticket->assignee.v)
        TRY(person_get(cx, ticket->assignee, &assignee));
    put_short_person(out, "assignee", assignee.id,
                     ticket_is_staff(cx) ? assignee.email : NULL, assignee.name);
    json_put_time(out, "created_at", ticket->created_at);
    json_put_time(out, "updated_at", ticket->updated_at);
    put_target(out, "first_response", ticket->first_due_at, ticket->first_done_at);
    json_put_time(out, "update_due_at", ticket->update_due_at);
    put_target(out, "resolve", ticket->resolve_due_at, ticket->resolved_at);
    json_put_time(out, "closed_at", ticket->closed_at);
    put_text(out, "solution", ticket->solution);
    json_put_bool(out, "restricted", ticket->restricted != 0);
    put_clock(out, "report", ticket_is_staff(cx) ? ticket->report_at : 0,
              ticket->report_due_at, ticket->report_done_at);
    put_clock(out, "complaint", ticket->complaint_at, ticket->complaint_due_at,
              ticket->complaint_done_at);
    TRY(put_priority_why(cx, out, ticket));
    json_put_text(out, "url",
                  arena_printf(cx->arena, "%s/%c/%lld", url,
                               ticket_is_staff(cx) ? 't' : 'r', (long long)ticket->id.v));
    return NULL;
}

/* ---- Messages. */

static void
put_files(struct cx *cx, struct json_out *out, struct message_id message,
          const struct attachment *files, size_t n)
{
    json_name(out, "attachments");
    json_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (files[i].message.v != message.v)
            continue;
        json_open(out, '{');
        json_put_text(out, "filename", files[i].name);
        json_put_text(out, "type", files[i].type);
        json_put_int(out, "size", files[i].size_bytes);
        json_put_text(out, "url",
                      arena_printf(cx->arena, "%s/api/v1/files/%lld", cx->config->url,
                                   (long long)files[i].id.v));
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* Requesters see the staff's names, not their addresses, as on the pages. */
void
json_out_message(struct cx *cx, struct json_out *out, const struct message *message,
                 const struct attachment *files, size_t files_n)
{
    bool hidden = !ticket_is_staff(cx) && message->author_role >= ROLE_AGENT;

    json_open(out, '{');
    json_put_int(out, "id", message->id.v);
    json_put_int(out, "ticket", message->ticket.v);
    json_put_text(out, "kind", message_kind_name(message->kind));
    json_put_bool(out, "public", message_is_public(message->kind));
    put_short_person(out, "author", message->author,
                     hidden ? NULL : message->author_email, message->author_name);
    put_text(out, "channel", message->channel);
    put_opt(out, "side", message->side);
    put_text(out, "text", message->text);
    json_put_time(out, "created_at", message->created_at);
    put_files(cx, out, message->id, files, files_n);
    json_close(out, '}');
}

struct err *
json_out_messages(struct cx *cx, struct json_out *out, const struct ticket *ticket)
{
    struct message *messages;
    struct attachment *files;
    size_t n, files_n;

    TRY(message_list(cx, ticket->id, (struct message_id){0}, &messages, &n));
    TRY(attachment_list(cx, ticket->id, &files, &files_n));
    json_name(out, "messages");
    json_open(out, '[');
    for (size_t i = 0; i < n; i++)
        json_out_message(cx, out, &messages[i], files, files_n);
    json_close(out, ']');
    return NULL;
}

/* ---- What it belongs with. */

/* Of other tickets only those that the actor may see. */
struct err *
json_out_relations(struct cx *cx, struct json_out *out, const struct ticket *ticket)
{
    struct relation *relations;
    size_t n;

    TRY(relation_list(cx, ticket->id, RELATIONS_MOST, &relations, &n));
    json_name(out, "relations");
    json_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (!relations[i].subject)
            continue;
        json_open(out, '{');
        json_put_text(out, "kind", relation_name(relations[i].kind));
        json_put_int(out, "number", relations[i].other.v);
        json_close(out, '}');
    }
    json_close(out, ']');
    return NULL;
}

struct err *
json_out_sides(struct cx *cx, struct json_out *out, const struct ticket *ticket)
{
    struct side *sides = NULL;
    size_t n = 0;

    if (ticket_is_staff(cx))
        TRY(side_list(cx, ticket->id, &sides, &n));
    json_name(out, "sides");
    json_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(out, '{');
        json_put_int(out, "id", sides[i].id.v);
        put_short_person(out, "partner", sides[i].person, sides[i].person_email,
                         sides[i].person_name);
        json_put_text(out, "team", *sides[i].team ? sides[i].team : NULL);
        put_text(out, "subject", sides[i].subject);
        json_put_time(out, "asked_at", sides[i].asked_at);
        json_put_time(out, "due_at", sides[i].due_at);
        json_put_time(out, "answered_at", sides[i].answered_at);
        json_put_time(out, "closed_at", sides[i].closed_at);
        json_close(out, '}');
    }
    json_close(out, ']');
    return NULL;
}

/* ---- Events and people. */

static void
put_event_why(struct cx *cx, struct json_out *out, const struct json *data)
{
    const struct json *why = json_member(data, "why");
    const struct json *values = json_member(why, "values");
    struct plan_why sentence = {.line = (int)json_as_int(json_member(why, "line")),
                                .sentence = json_as_text(json_member(why, "sentence"))};

    for (size_t i = 0; i < 4 && i < json_count(values); i++)
        sentence.values[i] = json_as_text(json_at(values, i));
    put_why(cx, out, &sentence);
}

/* The engine's own bookkeeping stays inside: numbers of persons are given as such. */
static void
put_set(struct json_out *out, const struct json *set)
{
    json_name(out, "set");
    json_open(out, '{');
    for (size_t i = 0; i < json_count(set); i++) {
        const char *name = json_member_name(set, i);
        const struct json *value = json_member(set, name);

        json_name(out, name);
        if (json_kind(value) == JSON_KIND_TEXT)
            json_text(out, json_as_text(value));
        else
            json_int(out, json_as_int(value));
    }
    json_close(out, '}');
}

void
json_out_event(struct cx *cx, struct json_out *out, const struct event *event)
{
    const char *wrong;
    const struct json *data = json_parse(cx->arena, bytes_of(event->data), &wrong);

    json_open(out, '{');
    json_put_int(out, "n", event->n);
    json_put_time(out, "at", event->at);
    json_put_text(out, "kind", event_kind_name(event->kind));
    json_put_text(out, "text", tr(cx->lang, event_kind_text(event->kind)));
    json_put_text(out, "actor", event->actor.v ? event->actor_name : NULL);
    put_opt(out, "message", event->message.v);
    if (!ticket_is_staff(cx)) /* reasons and properties are the staff's */
        data = NULL;
    json_put_text(out, "reason", json_as_text(json_member(data, "reason")));
    put_event_why(cx, out, data);
    put_set(out, json_member(data, "set"));
    json_close(out, '}');
}

void
json_out_person(struct json_out *out, const struct person *person)
{
    json_open(out, '{');
    json_put_int(out, "id", person->id.v);
    json_put_text(out, "email", person->email);
    put_text(out, "name", person->name);
    json_put_text(out, "role", role_name(person->role));
    put_text(out, "language", person->language);
    put_text(out, "phone", person->phone);
    put_text(out, "organization", person->organization);
    json_put_bool(out, "verified", person->verified_at != 0);
    json_put_bool(out, "active", person->active);
    json_close(out, '}');
}

void
json_out_desk(struct json_out *out, const struct desk_row *desk)
{
    json_open(out, '{');
    json_put_text(out, "desk", desk->slug);
    json_put_text(out, "name", desk->name);
    json_put_text(out, "url", desk->url);
    json_close(out, '}');
}
