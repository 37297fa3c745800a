/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a plan: read, printed, edited, compared and run, within the limits. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "plan/open.h"
#include "plan/publish.h"
#include "plan/rule.h"

#include <stdlib.h>
#include <time.h>

enum { MOST_BYTES = 64 << 20, MOST_MS = 1000 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* Of this thread: what other programs do on the machine is no finding. */
static int64_t
cpu_ms(void)
{
    struct timespec at;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return at.tv_sec * MS_SECOND + at.tv_nsec / 1000000;
}

static void
run(struct arena *arena, const struct plan *plan)
{
    const int64_t start = INT64_C(1790000000000);
    const struct plan_event history[] = {
        {.at = start, .id = 1, .kind = PLAN_EVENT_CREATED, .subject = "outage"},
        {.at = start + MS_HOUR, .id = 2, .kind = PLAN_EVENT_WAITING},
        {.at = start + MS_DAY, .id = 3, .kind = PLAN_EVENT_REPLY, .staff = true},
    };

    plan_decide(arena, plan, history, 3, start + 30 * MS_DAY);
    plan_open_add_ms(plan, NULL, true, start, 40 * MS_HOUR);
    plan_next_open(plan, NULL, start);
    plan_flow(arena, plan, NULL, true);
    plan_chapters(arena, plan, NULL, PLAN_AS_SOP, false);
    plan_public_text(arena, plan);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct arena *arena = arena_new(0);
    struct plan_problems problems = {0};
    const char *text = utf8_clean(arena, (struct bytes){data, size}, false);
    static const char *const values[] = {"a", "b", "c|", "\\", "e", "f", "g", "h",
                                         "i", "j", "k",  "l",  "m", "n", "o", "p",
                                         "a", "b", "c",  "d",  "e", "f", "g", "h",
                                         "i", "j", "k",  "l",  "m", "n", "o", "p"};
    int64_t began = cpu_ms();
    size_t used = arena_used(arena);
    struct plan *plan = plan_read(arena, text, &problems);

    if (arena_used(arena) - used > MOST_BYTES || cpu_ms() - began > MOST_MS)
        abort();
    plan_problems_text(arena, "FILE", &problems);
    if (plan) {
        run(arena, plan);
        plan_edit_row(arena, text, PLAN_TOPICS, 0, values);
        plan_edit_closed(arena, text, 0, "2026-01-01");
        plan_compare(arena, text, plan_default_text());
    }
    arena_free(&arena);
    return 0;
}
