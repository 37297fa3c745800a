/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/policy.h"

#include "base/arena.h"
#include "base/str.h"
#include "desk/desk.h"
#include "plan/plan.h"
#include "store/db.h"

#include <pthread.h>
#include <stdlib.h>

/* A plan once read; never freed before the process ends its work. */
struct kept {
    struct kept *before;
    int64_t revision;
    struct arena *arena;
    const struct plan *plan;
};

struct policy {
    pthread_mutex_t lock, reading;
    struct kept *newest;
};

struct policy *
policy_new(void)
{
    struct policy *policy = calloc(1, sizeof *policy);

    if (!policy)
        abort();
    pthread_mutex_init(&policy->lock, NULL);
    pthread_mutex_init(&policy->reading, NULL);
    return policy;
}

void
policy_free(struct policy **policy)
{
    if (!*policy)
        return;
    while ((*policy)->newest) {
        struct kept *kept = (*policy)->newest;

        (*policy)->newest = kept->before;
        arena_free(&kept->arena);
        free(kept);
    }
    pthread_mutex_destroy(&(*policy)->lock);
    pthread_mutex_destroy(&(*policy)->reading);
    free(*policy);
    *policy = NULL;
}

static const struct plan *
find_kept(struct policy *policy, int64_t revision)
{
    for (const struct kept *kept = policy->newest; kept; kept = kept->before)
        if (kept->revision == revision)
            return kept->plan;
    return NULL;
}

static const struct plan *
keep(struct policy *policy, int64_t revision, const char *text)
{
    struct plan_problems problems = {0};
    struct kept *kept = calloc(1, sizeof *kept);

    if (!kept)
        abort();
    kept->arena = arena_new(0);
    kept->revision = revision;
    kept->plan = plan_read(kept->arena, arena_strdup(kept->arena, text), &problems);
    kept->before = policy->newest;
    policy->newest = kept;
    return kept->plan;
}

struct err *
policy_get(struct cx *cx, int64_t revision, const struct plan **plan_out)
{
    const char *text;

    pthread_mutex_lock(&cx->policy->lock);
    *plan_out = find_kept(cx->policy, revision);
    pthread_mutex_unlock(&cx->policy->lock);
    if (*plan_out)
        return NULL;
    TRY(policy_text(cx, revision, &text));
    pthread_mutex_lock(&cx->policy->lock);
    *plan_out = find_kept(cx->policy, revision);
    if (!*plan_out)
        *plan_out = keep(cx->policy, revision, text);
    pthread_mutex_unlock(&cx->policy->lock);
    if (!*plan_out)
        FAIL_INTERNAL(cx, "plan revision %lld cannot be read", (long long)revision);
    return NULL;
}

/* 0: none was adopted yet. */
static struct err *
newest_of(struct cx *cx, struct desk_id desk, int64_t *revision_out)
{
    return db_number(cx, revision_out, 0,
                     "SELECT revision FROM plan WHERE desk = $1"
                     " ORDER BY number DESC LIMIT 1",
                     ARG(desk));
}

struct err *
policy_of_desk(struct cx *cx, struct desk_id desk, const struct plan **plan_out,
               int64_t *revision_out)
{
    int64_t revision;

    TRY(newest_of(cx, desk, &revision));
    if (!revision)
        FAIL_INTERNAL(cx, "no plan was adopted for desk %lld", (long long)desk.v);
    if (revision_out)
        *revision_out = revision;
    return policy_get(cx, revision, plan_out);
}

struct err *
policy_current(struct cx *cx, const struct plan **plan_out, int64_t *revision_out)
{
    return policy_of_desk(cx, desk_now(cx), plan_out, revision_out);
}

static bool
has_address(const struct plan *plan, const char *address)
{
    for (size_t i = 0; i < plan->channels.n; i++)
        if (plan->channels.at[i].address &&
            str_eq_fold(plan->channels.at[i].address, address))
            return true;
    return false;
}

struct err *
policy_find_address(struct cx *cx, const char *address, struct desk_id *desk_out)
{
    struct desk_row *desks;
    const struct plan *plan;
    size_t n;

    desk_out->v = 0;
    TRY(desk_list(cx, &desks, &n));
    for (size_t i = 0; i < n && !desk_out->v; i++) {
        TRY(policy_of_desk(cx, desks[i].id, &plan, NULL));
        if (has_address(plan, address))
            *desk_out = desks[i].id;
    }
    return NULL;
}

/* Every mistake becomes an error of its own, in order. */
static struct err *
problems_err(struct cx *cx, const struct plan_problems *problems)
{
    struct err *first = NULL, **next = &first;

    for (size_t i = 0; i < problems->n; i++) {
        const struct plan_problem *p = &problems->at[i];

        if (p->warning)
            continue;
        *next = ERR_FIELD(cx, "plan", "Line %d: %s; %s", p->line, p->wrong, p->right);
        next = &(*next)->next;
    }
    return first;
}

struct err *
policy_check(struct cx *cx, const char *text)
{
    struct plan_problems problems = {.lang = cx->lang};
    struct plan *plan = plan_read(cx->arena, arena_strdup(cx->arena, text), &problems);

    if (!plan && !problems.n)
        FAIL_FIELD(cx, "plan", "This plan is too long. It can have at most %d KB.",
                   PLAN_TEXT_BYTES / 1024);
    return problems_err(cx, &problems);
}

struct err *
policy_adopt(struct cx *cx, const char *text, const char *summary, int64_t expected,
             int64_t *revision_out)
{
    int64_t newest, number = 0;
    bool mine;

    TRY(desk_is_mine(cx, desk_now(cx), &mine));
    if (!mine || (!cx->actor->system && cx->actor->role < ROLE_MANAGER))
        FAIL(cx, ERR_DENIED, "Only managers and administrators can adopt a plan.");
    TRY(policy_check(cx, text));
    TRY(newest_of(cx, desk_now(cx), &newest));
    if (newest != expected)
        FAIL(cx, ERR_CONFLICT,
             "Somebody else adopted a plan meanwhile. Please look at it first.");
    if (newest)
        TRY(policy_number(cx, newest, &number));
    return db_number(
        cx, revision_out, 0,
        "INSERT INTO plan (revision, text, author, adopted_at, summary, desk, number)"
        " VALUES ((SELECT coalesce(max(revision), 0) + 1 FROM plan), $1, $2, $3, $4, $5,"
        " $6) RETURNING revision",
        ARG(text), ARG(cx->actor->person), ARG(cx->now), ARG(summary), ARG(desk_now(cx)),
        ARG(number + 1));
}

struct err *
policy_try(struct cx *cx, const char *text, bool wait, struct plan **plan_out,
           struct plan_problems *problems)
{
    *problems = (struct plan_problems){.lang = cx->lang};
    if (wait)
        pthread_mutex_lock(&cx->policy->reading);
    else if (pthread_mutex_trylock(&cx->policy->reading))
        FAIL(cx, ERR_BUSY, "Another text is being checked. Please try again in a second.");
    *plan_out = plan_read(cx->arena, arena_strdup(cx->arena, text), problems);
    pthread_mutex_unlock(&cx->policy->reading);
    return NULL;
}

struct err *
policy_set_approver(struct cx *cx, int64_t revision, struct person_id approver)
{
    return db_exec_one(cx, "UPDATE plan SET approver = $2 WHERE revision = $1",
                       ARG(revision), ARG(approver));
}

struct err *
policy_history(struct cx *cx, struct policy_revision **list_out, size_t *n_out)
{
    VEC(struct policy_revision) list = {0};
    struct db_rows *rows;

    TRY(db_query(
        cx, &rows,
        "SELECT p.revision, p.number, p.adopted_at, a.name, p.summary,"
        " q.name FROM plan p LEFT JOIN person a ON a.id = p.author"
        " LEFT JOIN person q ON q.id = p.approver WHERE p.desk = $1"
        " ORDER BY p.number DESC",
        ARG(desk_now(cx))));
    while (db_next(rows))
        *vec_add(cx->arena, &list) =
            (struct policy_revision){db_int(rows, 0), db_int(rows, 1), db_int(rows, 2),
                                     db_text(rows, 3), db_text(rows, 4),
                                     db_text(rows, 5)};
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

struct err *
policy_text(struct cx *cx, int64_t revision, const char **text_out)
{
    struct db_rows *rows;

    TRY(db_one(cx, &rows, "There is no such revision of the plan.",
               "SELECT text FROM plan WHERE revision = $1", ARG(revision)));
    *text_out = db_text(rows, 0);
    db_close(rows);
    return NULL;
}

struct err *
policy_number(struct cx *cx, int64_t revision, int64_t *number_out)
{
    return db_number(cx, number_out, 0, "SELECT number FROM plan WHERE revision = $1",
                     ARG(revision));
}

struct err *
policy_find_number(struct cx *cx, int64_t number, int64_t *revision_out)
{
    TRY(db_number(cx, revision_out, 0,
                  "SELECT revision FROM plan WHERE desk = $1 AND number = $2",
                  ARG(desk_now(cx)), ARG(number)));
    if (!*revision_out)
        FAIL(cx, ERR_NOT_FOUND, "There is no such revision of the plan.");
    return NULL;
}
