/* SPDX-License-Identifier: Apache-2.0 */
#include "api/openapi.h"

#include "api/shape.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

#include <ctype.h>

/* query  parameters, separated by blanks; gives NULL: bytes of a file */
struct operation {
    const char *method, *pattern, *id, *summary, *query;
    const struct api_shape *takes, *gives;
};

/* clang-format off */
static const struct operation operations[] = {
    {"GET",   "/api/v1/tickets", "listTickets", "Tickets that the caller may see, by what is due next",
     "desk state team assignee priority topic requester q limit after", NULL, &api_tickets_shape},
    {"POST",  "/api/v1/tickets", "openTicket", "Opens a ticket", "", &api_new_ticket, &api_ticket_shape},
    {"GET",   "/api/v1/tickets/:ticket", "getTicket", "A ticket with its messages", "", NULL, &api_ticket_shape},
    {"PATCH", "/api/v1/tickets/:ticket", "changeTicket", "Changes properties of a ticket (staff)", "",
     &api_ticket_changes, &api_ticket_shape},
    {"POST",  "/api/v1/tickets/:ticket/messages", "writeMessage", "Writes a reply or a note", "",
     &api_new_message, &api_message_shape},
    {"GET",   "/api/v1/tickets/:ticket/events", "listEvents", "A ticket's history, oldest first; requesters see what concerns them", "",
     NULL, &api_events_shape},
    {"GET",   "/api/v1/tickets/:ticket/why", "explainTicket", "Why it has its priority, team and times; requesters see what concerns them", "",
     NULL, &api_ticket_why_shape},
    {"GET",   "/api/v1/desks", "listDesks", "The desks that the caller works for (staff)", "", NULL, &api_desks_shape},
    {"GET",   "/api/v1/people", "listPeople", "People, by name (staff)", "q role limit after", NULL, &api_people_shape},
    {"POST",  "/api/v1/plan/check", "checkPlan", "Finds every mistake in a plan (staff)", "",
     &api_new_plan_check, &api_plan_check_shape},
    {"GET",   "/api/v1/plan/draft", "getPlanDraft", "The draft of the next plan, and what its adoption would strand (staff)", "", NULL, &api_plan_draft_shape},
    {"PUT",   "/api/v1/plan/draft", "changePlanDraft", "Saves the draft, proposes, approves, withdraws or discards it (managers)", "",
     &api_plan_draft_changes, &api_plan_draft_shape},
    {"GET",   "/api/v1/plan/revisions", "listPlanRevisions", "Every plan that was ever in force, newest first (staff)", "", NULL, &api_plan_revisions_shape},
    {"POST",  "/api/v1/plan/revisions", "adoptPlan", "Adopts a text or the draft as the next revision (managers)", "",
     &api_new_plan_revision, &api_plan_revision_shape},
    {"GET",   "/api/v1/plan/revisions/:revision", "getPlanRevision", "A revision with its text (staff)", "", NULL, &api_plan_revision_shape},
    {"POST",  "/api/v1/plan/replay", "replayPlan", "Runs the tickets of the last days through a text or the draft (managers)", "",
     &api_new_plan_replay, &api_plan_replay_shape},
    {"GET",   "/api/v1/plan/replay/:replay", "getPlanReplay", "How far a replay is, and its result (staff)", "", NULL, &api_plan_replay_shape},
    {"GET",   "/api/v1/files/:attachment", "getFile", "The bytes of an attachment", "", NULL, NULL},
};

static const struct { const char *name, *help; } parameters[] = {
    {"desk", "The short name of a desk."}, {"state", "A state of the plan."}, {"team", "A team of the plan."},
    {"assignee", "E-mail address, or none."}, {"priority", "A priority of the plan."},
    {"topic", "A topic of the plan."}, {"requester", "E-mail address."},
    {"q", "Words in any place of the ticket or the person."}, {"role", "requester, agent, manager or administrator."},
    {"limit", "1 to 200, 50 when left out."}, {"after", "The `next` of the page before."},
};
/* clang-format on */

static const struct operation *
find(const struct openapi_route *route)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (str_eq(operations[i].method, route->method) &&
            str_eq(operations[i].pattern, route->pattern))
            return &operations[i];
    return NULL;
}

/* ---- Schemas. */

static void
put_ref(struct json_out *out, const struct api_shape *shape)
{
    struct arena *arena = out->buf->arena;

    json_open(out, '{');
    json_put_text(out, "$ref",
                  arena_printf(arena, "#/components/schemas/%s", shape->name));
    json_close(out, '}');
}

static void
put_type(struct json_out *out, const char *type, bool may_be_null)
{
    if (!may_be_null) {
        json_put_text(out, "type", type);
        return;
    }
    json_name(out, "type");
    json_open(out, '[');
    json_text(out, type);
    json_text(out, "null");
    json_close(out, ']');
}

static void
put_objects(struct json_out *out, const struct api_member *member)
{
    bool may_be_null = member->flags & API_NULL;

    if (member->type == API_LIST) {
        put_type(out, "array", may_be_null);
        json_name(out, "items");
        put_ref(out, member->of);
        return;
    }
    if (!member->of) {
        put_type(out, "object", may_be_null);
        return;
    }
    json_name(out, "anyOf");
    json_open(out, '[');
    put_ref(out, member->of);
    if (may_be_null) {
        json_open(out, '{');
        json_put_text(out, "type", "null");
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
put_member(struct json_out *out, const struct api_member *member)
{
    bool may_be_null = member->flags & API_NULL;

    json_name(out, member->name);
    json_open(out, '{');
    switch (member->type) {
    case API_LINE:
    case API_TEXT:
        put_type(out, "string", may_be_null);
        break;
    case API_TIME:
        put_type(out, "string", may_be_null);
        json_put_text(out, "format", "date-time");
        break;
    case API_INT:
        put_type(out, "integer", may_be_null);
        break;
    case API_BOOL:
        put_type(out, "boolean", may_be_null);
        break;
    case API_LINES:
        put_type(out, "array", may_be_null);
        json_name(out, "items");
        json_open(out, '{');
        json_put_text(out, "type", "string");
        json_close(out, '}');
        break;
    case API_OBJECT:
    case API_LIST:
        put_objects(out, member);
        break;
    }
    if (member->help)
        json_put_text(out, "description", member->help);
    json_close(out, '}');
}

static void
put_shape(struct json_out *out, const struct api_shape *shape)
{
    json_name(out, shape->name);
    json_open(out, '{');
    json_put_text(out, "type", "object");
    json_name(out, "properties");
    json_open(out, '{');
    for (size_t i = 0; i < shape->n; i++)
        put_member(out, &shape->members[i]);
    json_close(out, '}');
    json_name(out, "required");
    json_open(out, '[');
    for (size_t i = 0; i < shape->n; i++)
        if (shape->members[i].flags & API_NEEDED)
            json_text(out, shape->members[i].name);
    json_close(out, ']');
    json_put_bool(out, "additionalProperties", false);
    json_close(out, '}');
}

/* ---- Operations. */

static void
put_parameter(struct json_out *out, const char *name, const char *in, const char *type,
              const char *help)
{
    json_open(out, '{');
    json_put_text(out, "name", name);
    json_put_text(out, "in", in);
    json_put_bool(out, "required", str_eq(in, "path"));
    json_name(out, "schema");
    json_open(out, '{');
    json_put_text(out, "type", type);
    json_close(out, '}');
    if (help)
        json_put_text(out, "description", help);
    json_close(out, '}');
}

static const char *
parameter_help(const char *name)
{
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        if (str_eq(parameters[i].name, name))
            return parameters[i].help;
    return NULL;
}

static void
put_parameters(struct json_out *out, const struct operation *operation)
{
    struct arena *arena = out->buf->arena;
    const char *colon = strchr(operation->pattern, ':');
    size_t n;
    char **names = str_split(arena, operation->query, ' ', &n);

    json_name(out, "parameters");
    json_open(out, '[');
    if (colon)
        put_parameter(out, arena_strndup(arena, colon + 1, strcspn(colon + 1, "/")),
                      "path", "integer", NULL);
    for (size_t i = 0; i < n; i++)
        put_parameter(out, names[i], "query",
                      str_eq(names[i], "limit") ? "integer" : "string",
                      parameter_help(names[i]));
    if (str_eq(operation->method, "POST"))
        put_parameter(
            out, "Idempotency-Key", "header", "string",
            "At most 200 characters: the same request with the same key is done "
            "once and answered twice, for 24 hours.");
    json_close(out, ']');
}

static void
put_content(struct json_out *out, const char *type, const struct api_shape *shape)
{
    json_name(out, "content");
    json_open(out, '{');
    json_name(out, type);
    json_open(out, '{');
    json_name(out, "schema");
    if (shape) {
        put_ref(out, shape);
    } else {
        json_open(out, '{');
        json_put_text(out, "type", "string");
        json_put_text(out, "contentMediaType", type);
        json_close(out, '}');
    }
    json_close(out, '}');
    json_close(out, '}');
}

static void
put_response(struct json_out *out, const char *status, const char *description,
             const char *type, const struct api_shape *shape)
{
    json_name(out, status);
    json_open(out, '{');
    json_put_text(out, "description", description);
    put_content(out, type, shape);
    json_close(out, '}');
}

static void
put_operation(struct json_out *out, const struct operation *operation)
{
    bool checks = operation->gives == &api_plan_check_shape; /* makes nothing */
    bool makes = str_eq(operation->method, "POST") && !checks;

    json_name(out, str_lower(out->buf->arena, operation->method));
    json_open(out, '{');
    json_put_text(out, "operationId", operation->id);
    json_put_text(out, "summary", operation->summary);
    put_parameters(out, operation);
    if (operation->takes) {
        json_name(out, "requestBody");
        json_open(out, '{');
        json_put_bool(out, "required", true);
        put_content(out, "application/json", operation->takes);
        json_close(out, '}');
    }
    json_name(out, "responses");
    json_open(out, '{');
    put_response(out, makes ? "201" : "200", makes ? "Made" : "Done",
                 operation->gives ? "application/json" : "application/octet-stream",
                 operation->gives);
    put_response(out, "default", "What went wrong (RFC 9457)", "application/problem+json",
                 &api_problem_shape);
    json_close(out, '}');
    json_close(out, '}');
}

/* "/tickets/:ticket" → "/tickets/{ticket}", without the server's part. */
static const char *
path_of(struct arena *arena, const char *pattern)
{
    const char *p =
        str_starts(pattern, "/api/v1") ? pattern + strlen("/api/v1") : pattern;
    struct buf buf;

    buf_init(&buf, arena, 1024);
    while (*p) {
        if (*p != ':') {
            buf_char(&buf, *p++);
            continue;
        }
        buf_char(&buf, '{');
        for (p++; *p && *p != '/'; p++)
            buf_char(&buf, *p);
        buf_char(&buf, '}');
    }
    return buf_text(&buf);
}

static bool
put_paths(struct json_out *out, const struct openapi_route *routes, size_t n,
          const char **missing_out)
{
    const char *open = NULL;

    json_name(out, "paths");
    json_open(out, '{');
    for (size_t i = 0; i < n; i++) {
        const struct operation *operation = find(&routes[i]);

        if (!operation) {
            *missing_out = arena_printf(out->buf->arena, "%s %s", routes[i].method,
                                        routes[i].pattern);
            return false;
        }
        if (open && !str_eq(open, routes[i].pattern))
            json_close(out, '}');
        if (!open || !str_eq(open, routes[i].pattern)) {
            json_name(out, path_of(out->buf->arena, routes[i].pattern));
            json_open(out, '{');
        }
        open = routes[i].pattern;
        put_operation(out, operation);
    }
    if (open)
        json_close(out, '}');
    json_close(out, '}');
    return true;
}

static void
put_components(struct json_out *out)
{
    json_name(out, "components");
    json_open(out, '{');
    json_name(out, "securitySchemes");
    json_open(out, '{');
    json_name(out, "token");
    json_open(out, '{');
    json_put_text(out, "type", "http");
    json_put_text(out, "scheme", "bearer");
    json_close(out, '}');
    json_close(out, '}');
    json_name(out, "schemas");
    json_open(out, '{');
    for (size_t i = 0; i < api_shapes_n; i++)
        put_shape(out, api_shapes[i]);
    json_close(out, '}');
    json_close(out, '}');
}

static void
put_head(struct json_out *out, const char *url)
{
    json_put_text(out, "openapi", "3.1.0");
    json_name(out, "info");
    json_open(out, '{');
    json_put_text(out, "title", "Kindesk");
    json_put_text(out, "version", "1");
    json_put_text(out, "description",
                  "Tickets, messages and people of a help desk. Make a token with "
                  "`kindesk token add`.");
    json_close(out, '}');
    json_name(out, "servers");
    json_open(out, '[');
    json_open(out, '{');
    json_put_text(out, "url", arena_printf(out->buf->arena, "%s/api/v1", url));
    json_close(out, '}');
    json_close(out, ']');
    json_name(out, "security");
    json_open(out, '[');
    json_open(out, '{');
    json_name(out, "token");
    json_open(out, '[');
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, ']');
}

bool
openapi_write(struct buf *buf, const char *url, const struct openapi_route *routes,
              size_t n, const char **missing_out)
{
    struct json_out out = {.buf = buf};

    json_open(&out, '{');
    put_head(&out, url);
    if (!put_paths(&out, routes, n, missing_out))
        return false;
    put_components(&out);
    json_close(&out, '}');
    return true;
}
