/* SPDX-License-Identifier: Apache-2.0 */
/* The first page: whom we help, when, how to reach us. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "text/markdown.h"
#include "text/plain.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/rows.h"
#include "web/templates.h"

static const char *
plain_of_markdown(struct cx *cx, const char *markdown)
{
    return plain_from_html(cx->arena, bytes_of(markdown_html(cx->arena, markdown).s));
}

static void
fill_topics(struct cx *cx, const struct plan *plan, struct view_home *view)
{
    struct view_topic *list = NEW_N(cx->arena, plan->topics.n, struct view_topic);

    for (size_t i = 0; i < plan->topics.n; i++) {
        const struct plan_topic *topic = &plan->topics.at[i];
        struct buf note;

        buf_init(&note, cx->arena, 0);
        for (size_t w = 0; w < topic->words.n && w < 4; w++)
            buf_printf(&note, "%s%s", w ? ", " : "", topic->words.at[w]);
        list[i] = (struct view_topic){topic->name, note.n ? buf_text(&note) : NULL};
    }
    view->topics = list;
    view->topics_n = plan->topics.n;
}

static struct safe_url
way_url(struct cx *cx, const struct plan_channel *channel)
{
    switch (channel->kind) {
    case PLAN_WEB:
        return safe_url_of(cx->arena, channel->address);
    case PLAN_MAIL:
    case PLAN_VOICEMAIL:
        return safe_url_of(cx->arena,
                           arena_printf(cx->arena, "mailto:%s", channel->address));
    case PLAN_PHONE:
        return safe_url_of(cx->arena,
                           arena_printf(cx->arena, "tel:%s", channel->address));
    case PLAN_SHEET:
    case PLAN_CHAT:
    case PLAN_WALK_IN:
    case PLAN_OTHER:
        break;
    }
    return (struct safe_url){0};
}

static void
fill_ways(struct cx *cx, const struct plan *plan, struct view_home *view)
{
    struct view_way *list = NEW_N(cx->arena, plan->channels.n, struct view_way);

    for (size_t i = 0; i < plan->channels.n; i++) {
        const struct plan_channel *channel = &plan->channels.at[i];

        if (channel->organization || channel->kind == PLAN_SHEET)
            continue;
        list[view->ways_n++] = (struct view_way){
            channel->name,
            channel->kind == PLAN_WEB ? tr(cx->lang, "Ask for help") : channel->address,
            way_url(cx, channel),
            channel->always ? tr(cx->lang, "at any time") : tr(cx->lang, "in our hours")};
    }
    view->ways = list;
}

struct err *
page_home(struct cx *cx, struct exchange *x)
{
    struct view_home view = {0};
    const struct plan *plan;

    TRY(policy_current(cx, &plan, NULL));
    TRY(page_frame(cx, x, plan->desk, VIEW_SECTION_HOME, &view.page));
    view.purpose = plain_of_markdown(cx, plan->purpose);
    fill_topics(cx, plan, &view);
    fill_ways(cx, plan, &view);
    TRY(rows_of_own(cx, true, 5, &view.requests, &view.requests_n));
    return PAGE(cx, x, 200, home, &view);
}
