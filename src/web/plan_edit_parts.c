/* SPDX-License-Identifier: Apache-2.0 */
#include "web/plan_edit.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/policy.h"
#include "plan/publish.h"
#include "text/markdown.h"
#include "web/page.h"
#include "web/plan_tables.h"

#include <ctype.h>
#include <string.h>

enum {
    PREVIEW_BYTES = 2 << 20, /* of HTML; longer ones are not shown */
    LINES_N = 400,           /* of a section that differs */
    LINE_CHARACTERS = 600,
};

void
plan_edit_fill_draft(struct cx *cx, const struct plan_draft *draft,
                     struct view_draft *out)
{
    *out = (struct view_draft){
        .version = draft->version,
        .base = draft->base_n,
        .current = draft->current_n,
        .none = draft->state == PLAN_DRAFT_NONE,
        .written = draft->state == PLAN_DRAFT_WRITTEN,
        .proposed = draft->state == PLAN_DRAFT_PROPOSED,
        .approved = draft->state == PLAN_DRAFT_APPROVED,
        .stale = draft->base != draft->current,
        .wants_approval = draft->wants_approval,
        .author = draft->author_name,
        .proposer = draft->proposer_name,
        .approver = draft->approver_name,
        .summary = draft->summary,
        .updated_at = draft->updated_at,
        .proposed_at = draft->proposed_at,
        .approved_at = draft->approved_at,
        .manager = cx->actor->role >= ROLE_MANAGER,
    };
}

/* "what is wrong; what would be right" as a sentence. */
static const char *
sentence(struct cx *cx, const struct plan_problem *problem)
{
    char *text =
        arena_printf(cx->arena, "%s%s%s%s", problem->wrong, *problem->right ? "; " : "",
                     problem->right, strpbrk(problem->right, "?!") ? "" : ".");

    *text = (char)toupper((unsigned char)*text);
    return text;
}

const struct view_problem *
plan_edit_problems(struct cx *cx, const struct plan_problems *problems, bool errors_only,
                   size_t *n_out)
{
    struct view_problem *list = NEW_N(cx->arena, problems->n + 1, struct view_problem);

    *n_out = 0;
    for (size_t i = 0; i < problems->n; i++)
        if (!errors_only || !problems->at[i].warning)
            list[(*n_out)++] = (struct view_problem){
                problems->at[i].line, problems->at[i].column, problems->at[i].warning,
                sentence(cx, &problems->at[i])};
    return list;
}

struct err *
plan_edit_check(struct cx *cx, const char *text, bool wait, bool preview,
                struct view_plan_check *out)
{
    struct plan_problems problems;
    struct plan *plan;

    *out = (struct view_plan_check){0};
    TRY(policy_try(cx, text, wait, &plan, &problems));
    out->problems = plan_edit_problems(cx, &problems, false, &out->problems_n);
    out->errors = problems.errors_n;
    out->more = problems.more_n;
    for (size_t i = 0; i < out->problems_n; i++)
        out->remarks += out->problems[i].remark;
    if (!preview)
        return NULL;
    out->preview = markdown_html(cx->arena, text);
    if (strlen(out->preview.s) > PREVIEW_BYTES)
        out->preview = text_html(
            cx->arena, tr(cx->lang, "This text is too long to be shown here as it will "
                                    "look."));
    return NULL;
}

static bool
is_rule(const char *line)
{
    return *line && !line[strspn(line, "|-: ")];
}

/* A line as it is compared: blanks that only align a table are one. */
static const char *
squeezed(struct cx *cx, const char *line)
{
    char *out = str_trim(cx->arena, utf8_shorten(cx->arena, line, LINE_CHARACTERS));
    size_t n = 0;

    for (size_t i = 0; out[i]; i++)
        if (out[i] != ' ' || !n || out[n - 1] != ' ')
            out[n++] = out[i];
    out[n] = '\0';
    return out;
}

/* Lines that hold something, squeezed. */
static size_t
real_lines(struct cx *cx, const char *const *lines, size_t n, const char ***out)
{
    size_t kept = 0;

    *out = NEW_N(cx->arena, n + 1, const char *);
    for (size_t i = 0; i < n && kept < LINES_N; i++)
        if (!str_blank(lines[i]) && !is_rule(lines[i]))
            (*out)[kept++] = squeezed(cx, lines[i]);
    return kept;
}

/* What a line says that the other does not, in whole words. */
static struct view_diff_line
split(struct cx *cx, const char *line, const char *other, bool come)
{
    size_t n = strlen(line), m = strlen(other), head = 0, tail = 0, same = 0;

    while (line[same] && line[same] == other[same])
        if (line[same++] == ' ')
            head = same;
    for (same = 0;
         same + head < n && same + head < m && line[n - same - 1] == other[m - same - 1];)
        if (line[n - ++same] == ' ')
            tail = same;
    if (head + tail < 3)
        return (struct view_diff_line){.before = line, .come = come};
    return (struct view_diff_line){arena_strndup(cx->arena, line, head),
                                   arena_strndup(cx->arena, line + head, n - head - tail),
                                   line + n - tail, come};
}

/* As many lines go as come: each stands above the one that takes its place. */
static void
fill_lines(struct cx *cx, const struct plan_change *change, struct view_diff *diff)
{
    const char **gone, **come;
    size_t gone_n = real_lines(cx, change->gone.at, change->gone.n, &gone);
    size_t come_n = real_lines(cx, change->come.at, change->come.n, &come);
    struct view_diff_line *list =
        NEW_N(cx->arena, gone_n + come_n + 1, struct view_diff_line);
    bool pairs = gone_n == come_n;

    for (size_t i = 0; i < gone_n; i++) {
        list[diff->lines_n++] = pairs ? split(cx, gone[i], come[i], false)
                                      : (struct view_diff_line){.before = gone[i]};
        if (pairs)
            list[diff->lines_n++] = split(cx, come[i], gone[i], true);
    }
    for (size_t i = 0; i < come_n && !pairs; i++)
        list[diff->lines_n++] = (struct view_diff_line){.before = come[i], .come = true};
    diff->lines = list;
}

void
plan_edit_differs(struct cx *cx, const char *before, const char *after,
                  struct view_differs *out)
{
    const struct plan_changes *changes = plan_compare(cx->arena, before, after);
    struct view_diff *list = NEW_N(cx->arena, changes->n + 1, struct view_diff);

    *out = (struct view_differs){list, 0};
    for (size_t i = 0; i < changes->n; i++) {
        const struct plan_change *change = &changes->at[i];
        struct view_diff *diff = &list[out->sections_n];

        *diff = (struct view_diff){.heading = change->heading,
                                   .line = change->after_line,
                                   .added = !change->before_line,
                                   .removed = !change->after_line};
        fill_lines(cx, change, diff);
        out->sections_n += diff->lines_n > 0 || diff->added || diff->removed;
    }
}

const struct view_plan_form *
plan_edit_forms(struct cx *cx, const char *text, size_t *n_out)
{
    struct view_plan_form *list = NEW_N(cx->arena, plan_tables_n, struct view_plan_form);

    *n_out = 0;
    for (size_t i = 0; i < plan_tables_n; i++) {
        struct plan_table table;

        if (plan_tables[i].kind == PLAN_HOURS ||
            plan_table(cx->arena, text, plan_tables[i].kind, &table))
            list[(*n_out)++] = (struct view_plan_form){
                plan_tables[i].name, tr(cx->lang, plan_tables[i].label)};
    }
    return list;
}

int64_t
plan_edit_version(struct exchange *x)
{
    return page_number(x, "version", -1);
}
