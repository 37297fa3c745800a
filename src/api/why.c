/* SPDX-License-Identifier: Apache-2.0 */
/* /api/v1/tickets/N/why */
#include "desk/why.h"
#include "api/api.h"
#include "api/handlers.h"
#include "base/arena.h"
#include "http/exchange.h"

static void
put_sentence(struct json_out *out, const char *name, const char *text, int line)
{
    json_name(out, name);
    if (!text) {
        json_none(out);
        return;
    }
    json_open(out, '{');
    json_put_text(out, "text", text);
    json_put_int(out, "line", line);
    json_close(out, '}');
}

static void
put_choice(struct json_out *out, const char *name, const char *value,
           const struct event_said *said)
{
    json_name(out, name);
    json_open(out, '{');
    json_put_text(out, "value", value);
    json_put_text(out, "reason", said->reason);
    put_sentence(out, "why", said->why, said->line);
    json_close(out, '}');
}

static void
put_clocks(struct json_out *out, const struct why *why)
{
    json_name(out, "clocks");
    json_open(out, '[');
    for (size_t i = 0; i < why->clocks_n; i++) {
        const struct why_clock *clock = &why->clocks[i];

        json_open(out, '{');
        json_put_text(out, "name", clock->name);
        json_put_int(out, "target_ms", clock->target_ms);
        json_put_int(out, "elapsed_ms", clock->elapsed_ms);
        json_put_time(out, "due_at", clock->due_at);
        json_put_time(out, "done_at", clock->done_at);
        json_put_time(out, "missed_at", clock->missed_at);
        json_put_bool(out, "paused", clock->paused);
        put_sentence(out, "why", clock->why, clock->line);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
put_parts(struct json_out *out, const struct why *why)
{
    static const char *const runs[] = {"counts", "stands", "closed"};

    json_name(out, "segments");
    json_open(out, '[');
    for (size_t i = 0; i < why->pieces_n; i++) {
        const struct why_part *piece = &why->pieces[i];

        json_open(out, '{');
        json_put_time(out, "from", piece->from);
        json_put_time(out, "to", piece->to);
        json_put_text(out, "state", piece->state);
        json_put_text(out, "clock", runs[piece->run]);
        put_sentence(out, "why", piece->cause, piece->line);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void
put_decisions(struct json_out *out, const struct why *why)
{
    json_name(out, "decisions");
    json_open(out, '[');
    for (size_t i = 0; i < why->decisions_n; i++) {
        const struct event_said *said = &why->decisions[i];

        json_open(out, '{');
        json_put_time(out, "at", said->at);
        json_put_text(out, "text", said->text);
        json_put_text(out, "reason", said->reason);
        put_sentence(out, "why", said->why, said->line);
        json_close(out, '}');
    }
    json_close(out, ']');
}

struct err *
api_ticket_why(struct cx *cx, struct exchange *x)
{
    struct ticket_id id;
    struct why why;
    struct buf buf;
    struct json_out out = {.buf = &buf};

    TRY(api_check_query(cx, x, ""));
    TRY(api_ticket_id(cx, x, &id));
    TRY(why_get(cx, id, &why));
    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_put_int(&out, "ticket", id.v);
    put_choice(&out, "priority", why.ticket.priority, &why.priority_why);
    put_choice(&out, "team", why.ticket.team, &why.team_why);
    put_choice(&out, "state", why.state, &why.state_why);
    put_clocks(&out, &why);
    put_parts(&out, &why);
    put_decisions(&out, &why);
    json_close(&out, '}');
    return api_send(x, 200, &buf);
}
