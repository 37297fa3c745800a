/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/why.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/message.h"
#include "plan/open.h"
#include "text/say.h"

enum { PAUSES_N = 3, CLOSED_STEPS = 60 };

/* ---- Clocks. */

static const char *
clock_why(struct cx *cx, const struct plan_priority *priority, int64_t target_ms)
{
    return arena_printf(
        cx->arena,
        priority->business ? tr(cx->lang, "“%s” promises it within %s of our open hours.")
                           : tr(cx->lang, "“%s” promises it within %s, day and night."),
        priority->name, say_duration(cx->arena, cx->lang, target_ms));
}

static void
fill_clocks(struct cx *cx, const struct plan_clocks *clocks, struct why *why)
{
    const struct {
        const char *name;
        const struct plan_clock *clock;
        int line;
        bool internal;
    } all[] = {
        {tr(cx->lang, "First answer"),                  &clocks->first,            clocks->priority->line, false},
        {tr(cx->lang, "Next update"),                   &clocks->update,           clocks->priority->line, false},
        {tr(cx->lang, "Solution"),                      &clocks->resolve,          clocks->priority->line, false},
        {tr(cx->lang, "First answer, internal target"), &clocks->internal_first,
         clocks->priority->internal_line,                                                                  true },
        {tr(cx->lang, "Solution, internal target"),     &clocks->internal_resolve,
         clocks->priority->internal_line,                                                                  true },
    };
    enum { ALL = sizeof all / sizeof *all };

    why->clocks = NEW_N(cx->arena, ALL, struct why_clock);
    for (size_t i = 0; i < ALL; i++) {
        const struct plan_clock *clock = all[i].clock;

        if (!clock->target_ms || (all[i].internal && !ticket_is_staff(cx)) ||
            (!clock->due_at && !clock->done_at && !clock->paused))
            continue;
        why->clocks[why->clocks_n++] = (struct why_clock){
            .name = all[i].name,
            .why = clock_why(cx, clocks->priority, clock->target_ms),
            .target_ms = clock->target_ms,
            .elapsed_ms = clock->elapsed_ms,
            .due_at = clock->due_at == PLAN_NEVER ? 0 : clock->due_at,
            .done_at = clock->done_at,
            .missed_at = clock->missed_at,
            .paused = clock->paused,
            .line = all[i].line,
        };
    }
}

/* ---- The timeline. */

struct timeline {
    struct cx *cx;
    const struct plan *plan;
    const char *organization;
    bool business;
    struct why *why;
};

static const char *
state_shown(const struct timeline *timeline, const char *name)
{
    const struct plan_state *state = plan_state_find(timeline->plan, name);

    if (ticket_is_staff(timeline->cx))
        return name;
    return state && *state->shown_as ? state->shown_as : "–";
}

/* Nights, and closed days among them by their names. */
static const char *
closed_cause(const struct timeline *timeline, int64_t from, int64_t to)
{
    for (int i = 0; i < CLOSED_STEPS && from < to; i++, from += 12 * MS_HOUR) {
        const char *name = plan_closed_name(timeline->plan, from);

        if (name && *name)
            return arena_printf(timeline->cx->arena,
                                tr(timeline->cx->lang, "The desk is closed: %s."), name);
    }
    return tr(timeline->cx->lang, "Outside the hours of the desk.");
}

/* Open and closed stretches within a stay in which the clock runs. */
static void
add_pieces(struct timeline *timeline, const struct why_part *stay)
{
    struct why *why = timeline->why;
    int64_t at = stay->from;
    struct plan_stretch open;

    while (at < stay->to && why->pieces_n + 2 < WHY_PIECES_N) {
        struct why_part piece = *stay;

        piece.from = at;
        if (plan_is_open(timeline->plan, timeline->organization, at)) {
            at = plan_open_until(timeline->plan, timeline->organization, at);
        } else {
            piece.run = WHY_CLOSED;
            piece.line = 0;
            at = plan_open_stretch(timeline->plan, timeline->organization, at, &open)
                     ? open.from
                     : stay->to;
        }
        piece.to = at < stay->to ? at : stay->to;
        if (piece.run == WHY_CLOSED)
            piece.cause = closed_cause(timeline, piece.from, piece.to);
        why->pieces[why->pieces_n++] = piece;
    }
    if (at < stay->to && why->pieces_n < WHY_PIECES_N) {
        why->pieces[why->pieces_n] = *stay;
        why->pieces[why->pieces_n++].from = at;
    }
}

static void
add_stay(struct timeline *timeline, const struct plan_segment *segment)
{
    struct cx *cx = timeline->cx;
    struct why *why = timeline->why;
    const char *state = state_shown(timeline, segment->state);
    struct why_part stay = {.from = segment->from,
                            .to = segment->to,
                            .run = segment->runs ? WHY_COUNTS : WHY_STANDS,
                            .state = state,
                            .line = segment->state_line};

    if (!segment->runs)
        stay.cause =
            arena_printf(cx->arena, tr(cx->lang, "“%s” stops the clock."), state);
    else
        stay.cause = timeline->business
                         ? tr(cx->lang, "The clock runs while the desk is open.")
                         : tr(cx->lang, "The clock runs day and night.");
    if (segment->runs)
        stay.counted_ms = plan_open_between(timeline->plan, timeline->organization,
                                            timeline->business, stay.from, stay.to);
    why->parts[why->parts_n++] = stay;
    if (segment->runs && timeline->business)
        add_pieces(timeline, &stay);
    else if (why->pieces_n < WHY_PIECES_N)
        why->pieces[why->pieces_n++] = stay;
}

static void
fill_timeline(struct cx *cx, const struct plan_clocks *clocks, struct why *why)
{
    struct timeline timeline = {.cx = cx,
                                .plan = why->plan,
                                .organization = str_blank(why->ticket.organization)
                                                    ? NULL
                                                    : why->ticket.organization,
                                .business = clocks->priority->business,
                                .why = why};

    why->parts = NEW_N(cx->arena, clocks->segments_n + 1, struct why_part);
    why->pieces = NEW_N(cx->arena, WHY_PIECES_N, struct why_part);
    for (size_t i = 0; i < clocks->segments_n; i++)
        if (clocks->segments[i].to > clocks->segments[i].from)
            add_stay(&timeline, &clocks->segments[i]);
}

/* ---- Decisions. */

/* What only says that somebody wrote decides nothing. */
static bool
decides(const struct event_said *said, enum event_kind kind)
{
    return kind == EVENT_CREATED || kind == EVENT_FIRED || kind == EVENT_CHANGED ||
           kind == EVENT_RESOLVED || kind == EVENT_REOPENED || kind == EVENT_CLOSED ||
           kind == EVENT_STILL_WAITING || kind == EVENT_ADOPTED || said->why ||
           said->reason;
}

static struct err *
fill_decisions(struct cx *cx, const struct event *events, size_t n, struct why *why)
{
    why->decisions = NEW_N(cx->arena, n + 1, struct event_said);
    for (size_t i = 0; i < n && ticket_is_staff(cx); i++) {
        struct event_said *said = &why->decisions[why->decisions_n];

        TRY(event_say(cx, &events[i], said));
        if (decides(said, events[i].kind))
            why->decisions_n++;
    }
    return NULL;
}

/* A mail says no topic: its words do. Elsewhere the topic was chosen, unless the words
 * suggest the same to a program that said none. */
static bool
came_without_topic(const char *channel)
{
    return str_eq(channel, "mail") || str_eq(channel, "voicemail") ||
           str_eq(channel, "sheet") || str_eq(channel, "api");
}

/* The team that it was opened with, from how it was routed. */
static struct err *
say_routing(struct cx *cx, struct why *why)
{
    const struct ticket *ticket = &why->ticket;
    struct plan_route chosen = plan_route(why->plan, ticket->topic, "", ""),
                      route = chosen;
    struct message *messages;
    size_t n;

    if (came_without_topic(ticket->channel)) {
        TRY(message_list(cx, ticket->id, (struct message_id){0}, &messages, &n));
        route = plan_route(why->plan, NULL, ticket->subject, n ? messages[0].text : "");
        if (route.topic != chosen.topic)
            route = chosen;
    }
    why->team_why.why = arena_printf(
        cx->arena, "%s %s", plan_why_text(cx->arena, cx->lang, &route.why),
        arena_printf(cx->arena, tr(cx->lang, "Its team is %s."), route.team->name));
    why->team_why.line =
        plan_line_is_internal(why->plan, route.why.line) && !ticket_is_staff(cx)
            ? 0
            : route.why.line;
    return NULL;
}

struct err *
why_get(struct cx *cx, struct ticket_id id, struct why *out)
{
    struct plan_decision *decision;
    const struct plan_state *state;
    struct ticket told;
    struct event *events;
    size_t n;

    *out = (struct why){0};
    TRY(ticket_get(cx, id, &out->ticket));
    TRY(ticket_plan(cx, &out->ticket, &out->plan));
    TRY(ticket_fold(cx, id, cx->now, &told, &decision));
    TRY(event_list(cx, id, &events, &n));
    state = plan_state_find(out->plan, out->ticket.state);
    out->state = ticket_is_staff(cx) || !state ? out->ticket.state : state->shown_as;
    TRY(event_say_why(cx, out->plan, events, n, "priority", &out->priority_why));
    TRY(event_say_why(cx, out->plan, events, n, "team", &out->team_why));
    TRY(event_say_why(cx, out->plan, events, n, "state", &out->state_why));
    if (out->team_why.at && out->team_why.n == 1)
        TRY(say_routing(cx, out));
    if (out->state_why.n == 1) /* what begins a ticket is no decision about its state */
        out->state_why.why = NULL;
    fill_clocks(cx, &decision->clocks, out);
    fill_timeline(cx, &decision->clocks, out);
    return fill_decisions(cx, events, n, out);
}

/* ---- For the requester. */

static const struct why_clock *
next_clock(const struct why *why)
{
    const struct why_clock *next = NULL;

    for (size_t i = 0; i < why->clocks_n; i++)
        if (why->clocks[i].due_at && !why->clocks[i].done_at &&
            (!next || why->clocks[i].due_at < next->due_at))
            next = &why->clocks[i];
    return next;
}

const char *
why_promise(struct cx *cx, const struct why *why)
{
    const struct why_clock *clock = next_clock(why);
    size_t pauses = 0;
    struct buf buf;

    if (!clock)
        return "";
    buf_init(&buf, cx->arena, 0);
    buf_printf(&buf, "%s: %s", clock->name, clock->why);
    for (size_t i = why->parts_n; i-- > 0 && pauses < PAUSES_N;) {
        const struct why_part *part = &why->parts[i];

        if (part->run != WHY_STANDS)
            continue;
        pauses++;
        buf_char(&buf, ' ');
        buf_printf(&buf, tr(cx->lang, "It stood still in “%s” from %s until %s."),
                   part->state,
                   say_time(cx->arena, cx->lang, cx->zone, cx->now, part->from),
                   say_time(cx->arena, cx->lang, cx->zone, cx->now, part->to));
    }
    return buf_text(&buf);
}
