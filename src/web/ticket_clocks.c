/* SPDX-License-Identifier: Apache-2.0 */
#include "web/ticket_page.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "text/say.h"

enum { PAUSES_SHOWN = 4 };

static enum view_due_state
state_of(const struct plan_clock *clock, int64_t now)
{
    if (clock->done_at)
        return clock->missed_at ? VIEW_DUE_MISSED : VIEW_DUE_MET;
    if (clock->paused)
        return VIEW_DUE_PAUSED;
    if (clock->due_at < now)
        return VIEW_DUE_LATE;
    return (clock->target_ms - clock->elapsed_ms) * 4 < clock->target_ms ? VIEW_DUE_SOON
                                                                         : VIEW_DUE_LATER;
}

/* When the clocks stood still, so that the moment can be understood. */
static void
say_pauses(struct cx *cx, const struct plan_clocks *clocks, struct buf *out)
{
    size_t shown = 0;

    for (size_t i = 0; i < clocks->segments_n && shown < PAUSES_SHOWN; i++) {
        const struct plan_segment *part = &clocks->segments[i];

        if (part->runs || part->to == part->from)
            continue;
        shown++;
        buf_char(out, ' ');
        buf_printf(out, tr(cx->lang, "It stood still in “%s” from %s until %s."),
                   part->state,
                   say_time(cx->arena, cx->lang, cx->zone, cx->now, part->from),
                   part->to >= cx->now
                       ? tr(cx->lang, "now")
                       : say_time(cx->arena, cx->lang, cx->zone, cx->now, part->to));
    }
}

static const char *
say_why(struct cx *cx, const struct plan_clocks *clocks, const struct plan_clock *clock)
{
    const struct plan_priority *priority = clocks->priority;
    const char *within = say_duration(cx->arena, cx->lang, clock->target_ms);
    struct buf why;

    buf_init(&why, cx->arena, 0);
    buf_printf(&why,
               priority->business
                   ? tr(cx->lang, "“%s” promises it within %s of our open hours.")
                   : tr(cx->lang, "“%s” promises it within %s, day and night."),
               priority->name, within);
    if (priority->line)
        buf_printf(&why, " (%s %d)", tr(cx->lang, "plan, line"), priority->line);
    say_pauses(cx, clocks, &why);
    return buf_text(&why);
}

/* A clock beside the promises: begun, due and done. */
struct beside {
    const char *label, *why;
    int64_t at, due_at, done_at;
};

static void
add_beside(struct cx *cx, const struct beside *clock, struct view_due *list, size_t *n)
{
    struct view_due due = {.label = clock->label, .at = clock->due_at, .why = clock->why};

    if (!clock->due_at)
        return;
    if (clock->done_at)
        due.state = clock->done_at > clock->due_at ? VIEW_DUE_MISSED : VIEW_DUE_MET;
    else if (clock->due_at < cx->now)
        due.state = VIEW_DUE_LATE;
    else
        due.state = (clock->due_at - cx->now) * 4 < clock->due_at - clock->at
                        ? VIEW_DUE_SOON
                        : VIEW_DUE_LATER;
    if (clock->done_at)
        due.at = clock->done_at;
    list[(*n)++] = due;
}

/* Report and complaint. */
static void
add_duties(struct cx *cx, const struct ticket *t, struct view_due *list, size_t *n)
{
    add_beside(cx,
               &(struct beside){tr(cx->lang, "Report"),
                                tr(cx->lang, "A rule of the plan asks for a report by"
                                             " then, whatever becomes of the ticket."),
                                t->report_at, t->report_due_at, t->report_done_at},
               list, n);
    add_beside(cx,
               &(struct beside){tr(cx->lang, "Answer to the complaint"),
                                tr(cx->lang, "The plan promises under “Feedback” by when"
                                             " complaints are answered."),
                                t->complaint_at, t->complaint_due_at,
                                t->complaint_done_at},
               list, n);
}

void
ticket_page_clocks(struct cx *cx, const struct ticket *ticket,
                   const struct plan_clocks *clocks, struct view_ticket *view)
{
    const struct {
        const char *label;
        const struct plan_clock *clock;
    } all[] = {
        {tr(cx->lang, "First answer"), &clocks->first  },
        {tr(cx->lang, "Next update"),  &clocks->update },
        {tr(cx->lang, "Solution"),     &clocks->resolve},
    };
    enum { ALL = sizeof all / sizeof *all };
    struct view_due *list = NEW_N(cx->arena, ALL + 2, struct view_due);

    for (size_t i = 0; i < ALL; i++) {
        const struct plan_clock *clock = all[i].clock;
        bool ended = clocks->resolved_at && clock == &clocks->update;

        if (!clock->target_ms || (!clock->due_at && !clock->done_at && !clock->paused) ||
            ended)
            continue;
        list[view->clocks_n++] = (struct view_due){
            .label = all[i].label,
            .at = clock->done_at ? clock->done_at : clock->due_at,
            .state = state_of(clock, cx->now),
            .why = say_why(cx, clocks, clock),
        };
    }
    add_duties(cx, ticket, list, &view->clocks_n);
    view->clocks = list;
}
