/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/plan_adopt.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/job.h"
#include "desk/person.h"
#include "desk/plan_draft.h"
#include "desk/policy.h"
#include "desk/team.h"
#include "desk/ticket.h"
#include "plan/rule.h"
#include "store/db.h"

#include <stdlib.h>

enum { MOVED_AT_ONCE = 100 };

#define FIRST_OF(column)                                                                 \
    "SELECT id FROM ticket WHERE desk = $1 AND " column " = $2 AND phase < 5"            \
    " ORDER BY id LIMIT $3"
static const struct {
    const char *name;
    const char *first; /* the next tickets of a name, without those it is too late for */
} kinds[] = {
    [PLAN_NAME_TEAM] = {N_("team"),     FIRST_OF("team")    },
    [PLAN_NAME_TOPIC] = {N_("topic"),    FIRST_OF("topic")   },
    [PLAN_NAME_PRIORITY] = {N_("priority"), FIRST_OF("priority")},
    [PLAN_NAME_STATE] = {N_("state"),    FIRST_OF("state")   },
};

const char *
plan_name_kind_name(enum plan_name_kind kind)
{
    return kinds[kind].name;
}

bool
plan_name_kind_find(const char *name, enum plan_name_kind *out)
{
    for (int i = 0; i < PLAN_NAME_KINDS_N; i++)
        if (str_eq(name, kinds[i].name)) {
            *out = (enum plan_name_kind)i;
            return true;
        }
    return false;
}

/* ---- Names of a plan. */

const char **
plan_names(struct cx *cx, const struct plan *plan, enum plan_name_kind kind,
           size_t *n_out)
{
    size_t n[] = {plan->teams.n, plan->topics.n, plan->priorities.n, plan->states.n};
    const char **names = NEW_N(cx->arena, n[kind] + 1, const char *);

    *n_out = 0;
    for (size_t i = 0; i < n[kind]; i++) {
        if (kind == PLAN_NAME_PRIORITY && plan->priorities.at[i].organization)
            continue;
        names[(*n_out)++] = kind == PLAN_NAME_TEAM       ? plan->teams.at[i].name
                            : kind == PLAN_NAME_TOPIC    ? plan->topics.at[i].name
                            : kind == PLAN_NAME_PRIORITY ? plan->priorities.at[i].name
                                                         : plan->states.at[i].name;
    }
    return names;
}

/* As the plan writes it, NULL when it has it not. */
static const char *
find_name(const struct plan *plan, enum plan_name_kind kind, const char *name)
{
    const struct plan_priority *priority;
    const struct plan_topic *topic;
    const struct plan_state *state;
    const struct plan_team *team;

    switch (kind) {
    case PLAN_NAME_TEAM:
        team = plan_team_find(plan, name);
        return team ? team->name : NULL;
    case PLAN_NAME_TOPIC:
        topic = plan_topic_find(plan, name);
        return topic ? topic->name : NULL;
    case PLAN_NAME_PRIORITY:
        priority = plan_priority_find(plan, NULL, name);
        return priority ? priority->name : NULL;
    case PLAN_NAME_STATE:
        state = plan_state_find(plan, name);
        return state ? state->name : NULL;
    case PLAN_NAME_KINDS_N:
        break;
    }
    return NULL;
}

static const char *
nearest_team(const struct plan *before, const struct plan *plan, const char *name)
{
    const struct plan_team *was = plan_team_find(before, name), *best = NULL;
    int tier = was ? was->tier : 1;

    for (size_t i = 0; i < plan->teams.n; i++) {
        const struct plan_team *team = &plan->teams.at[i];

        if (!best || abs(team->tier - tier) < abs(best->tier - tier))
            best = team;
    }
    return best->name;
}

static const char *
nearest_priority(const struct plan *before, const struct plan *plan, const char *name)
{
    const struct plan_priority *was = plan_priority_find(before, NULL, name);
    const struct plan_priority *best = NULL;
    int rank = was ? was->rank : (int)plan->priorities.n;

    for (size_t i = 0; i < plan->priorities.n; i++) {
        const struct plan_priority *priority = &plan->priorities.at[i];

        if (!priority->organization &&
            (!best || abs(priority->rank - rank) < abs(best->rank - rank)))
            best = priority;
    }
    return best->name;
}

/* What suits a name that vanished best. */
static const char *
suggest(const struct plan *before, const struct plan *plan, enum plan_name_kind kind,
        const char *name)
{
    const struct plan_state *was, *state;

    switch (kind) {
    case PLAN_NAME_TEAM:
        return nearest_team(before, plan, name);
    case PLAN_NAME_TOPIC:
        return plan_topic_other(plan)->name;
    case PLAN_NAME_PRIORITY:
        return nearest_priority(before, plan, name);
    case PLAN_NAME_STATE:
    case PLAN_NAME_KINDS_N:
        break;
    }
    was = plan_state_find(before, name);
    state = was ? plan_state_of_phase(plan, was->phase) : NULL;
    if (!state)
        state = plan_state_of_phase(plan, PLAN_OPEN);
    return state ? state->name : plan->states.at[0].name;
}

const char *
plan_name_there(const struct plan *before, const struct plan *plan,
                enum plan_name_kind kind, const char *name)
{
    const char *same = find_name(plan, kind, name);

    return same ? same : suggest(before, plan, kind, name);
}

/* ---- What would be stranded. */

struct stranding {
    const struct plan *before, *plan;
    VEC(struct plan_stranded) list;
};

static void
add_stranded(struct cx *cx, struct stranding *stranding, enum plan_name_kind kind,
             const char *name, const int64_t n[2])
{
    struct plan_stranded *found = NULL;

    if (find_name(stranding->plan, kind, name))
        return;
    for (size_t i = 0; i < stranding->list.n && !found; i++)
        if (stranding->list.at[i].move.kind == kind &&
            str_eq(stranding->list.at[i].move.was, name))
            found = &stranding->list.at[i];
    if (!found) {
        found = vec_add(cx->arena, &stranding->list);
        *found = (struct plan_stranded){
            .move = {kind, name,
                     suggest(stranding->before, stranding->plan, kind, name)}
        };
    }
    found->tickets_n += n[0];
    found->people_n += n[1];
}

static int
by_kind(const void *a, const void *b)
{
    const struct plan_stranded *x = a, *y = b;

    if (x->move.kind != y->move.kind)
        return x->move.kind < y->move.kind ? -1 : 1;
    return strcmp(x->move.was, y->move.was);
}

struct err *
plan_stranded(struct cx *cx, const struct plan *plan, struct plan_stranded **list_out,
              size_t *n_out)
{
    struct stranding stranding = {.plan = plan};
    struct db_rows *rows;

    TRY(policy_current(cx, &stranding.before, NULL));
    TRY(db_query(cx, &rows,
                 "SELECT team, topic, priority, state, count(*) FROM ticket"
                 " WHERE desk = $1 AND phase < $2 GROUP BY team, topic, priority, state",
                 ARG(desk_now(cx)), ARG((int)PLAN_CLOSED)));
    while (db_next(rows))
        for (int kind = 0; kind < PLAN_NAME_KINDS_N; kind++)
            add_stranded(cx, &stranding, (enum plan_name_kind)kind, db_text(rows, kind),
                         (int64_t[]){db_int(rows, 4), 0});
    TRY(db_end(rows));
    TRY(db_query(cx, &rows,
                 "SELECT team, count(*) FROM team_member WHERE desk = $1 GROUP BY team",
                 ARG(desk_now(cx))));
    while (db_next(rows))
        add_stranded(cx, &stranding, PLAN_NAME_TEAM, db_text(rows, 0),
                     (int64_t[]){0, db_int(rows, 1)});
    if (stranding.list.n)
        qsort(stranding.list.at, stranding.list.n, sizeof *stranding.list.at, by_kind);
    *list_out = stranding.list.at;
    *n_out = stranding.list.n;
    return db_end(rows);
}

/* ---- Adopting. */

static const struct plan_move *
find_move(const struct plan_adoption *adoption, const struct plan_move *of)
{
    for (size_t i = 0; i < adoption->moves_n; i++)
        if (adoption->moves[i].kind == of->kind &&
            str_eq(adoption->moves[i].was, of->was))
            return &adoption->moves[i];
    return NULL;
}

static struct err *
missing_move(struct cx *cx, const struct plan_stranded *stranded)
{
    const char *kind = kinds[stranded->move.kind].name;
    struct err *err =
        stranded->tickets_n
            ? ERR(cx, ERR_CONFLICT,
                  "The new plan has no %s “%s”, but %lld tickets are there. Please say "
                  "where they go (perhaps “%s”).",
                  tr(cx->lang, kind), stranded->move.was, (long long)stranded->tickets_n,
                  stranded->move.becomes)
            : ERR(cx, ERR_CONFLICT,
                  "The new plan has no %s “%s”, but %lld people are in it. Please say "
                  "where they go (perhaps “%s”).",
                  tr(cx->lang, kind), stranded->move.was, (long long)stranded->people_n,
                  stranded->move.becomes);

    err->field = "moves";
    return err;
}

/* Every stranded name has a move to a name of the new plan; they come out in it. */
static struct err *
check_moves(struct cx *cx, const struct plan *plan, const struct plan_adoption *adoption,
            struct plan_stranded **list_out, size_t *n_out)
{
    struct err *first = NULL, **next = &first;

    TRY(plan_stranded(cx, plan, list_out, n_out));
    for (size_t i = 0; i < *n_out; i++) {
        struct plan_stranded *stranded = &(*list_out)[i];
        const struct plan_move *move = find_move(adoption, &stranded->move);
        const char *becomes = move ? find_name(plan, move->kind, move->becomes) : NULL;

        if (!move)
            *next = missing_move(cx, stranded);
        else if (!becomes)
            *next = ERR_FIELD(cx, "moves", "The new plan has no %s “%s”.",
                              tr(cx->lang, kinds[move->kind].name), move->becomes);
        else
            stranded->move.becomes = becomes;
        if (*next)
            next = &(*next)->next;
    }
    return first;
}

static struct err *
check_approval(struct cx *cx, const struct plan_adoption *adoption)
{
    const struct plan *plan;
    struct person person;
    bool here;

    TRY(policy_current(cx, &plan, NULL));
    if (!plan->approval)
        return NULL;
    if (!adoption->approver.v)
        FAIL(
            cx, ERR_DENIED,
            "The plan in force wants another person to approve: please propose the draft "
            "first.");
    TRY(person_get(cx, adoption->approver, &person));
    TRY(desk_has_person(cx, desk_now(cx), person.id, &here));
    if (!here || !person.active || person.role < ROLE_MANAGER)
        FAIL(cx, ERR_DENIED, "%s cannot approve a plan: that is for managers.",
             person_label(&person));
    return NULL;
}

struct err *
plan_adopt(struct cx *cx, const struct plan_adoption *adoption, int64_t *revision_out)
{
    struct plan_problems problems = {.lang = cx->lang};
    struct plan_stranded *stranded;
    struct plan *plan;
    size_t n, tickets_n = 0;

    TRY(policy_check(cx, adoption->text));
    TRY(check_approval(cx, adoption));
    plan = plan_read(cx->arena, arena_strdup(cx->arena, adoption->text), &problems);
    TRY(check_moves(cx, plan, adoption, &stranded, &n));
    TRY(policy_adopt(cx, adoption->text, adoption->summary, adoption->expected,
                     revision_out));
    if (adoption->approver.v)
        TRY(policy_set_approver(cx, *revision_out, adoption->approver));
    for (size_t i = 0; i < n; i++) {
        const struct plan_move *move = &stranded[i].move;

        tickets_n += stranded[i].tickets_n > 0;
        TRY(db_exec(cx,
                    "INSERT INTO plan_move (revision, kind, was, becomes)"
                    " VALUES ($1, $2, $3, $4)",
                    ARG(*revision_out), ARG(kinds[move->kind].name), ARG(move->was),
                    ARG(move->becomes)));
        if (move->kind == PLAN_NAME_TEAM && stranded[i].people_n)
            TRY(team_rename(cx, move->was, move->becomes));
    }
    return tickets_n
               ? job_add(cx, "plan-move", *revision_out, desk_now(cx).v, cx->now, NULL)
               : NULL;
}

struct err *
plan_adopt_draft(struct cx *cx, int64_t version, const char *summary,
                 const struct plan_move *moves, size_t moves_n, int64_t *revision_out)
{
    struct plan_adoption adoption = {.moves = moves, .moves_n = moves_n};
    struct plan_draft draft;

    TRY(plan_draft_get(cx, &draft));
    if (!draft.wants_approval && draft.state != PLAN_DRAFT_PROPOSED) {
        TRY(plan_draft_propose(cx, version, summary));
        TRY(plan_draft_get(cx, &draft));
        version = draft.version;
    }
    if (draft.wants_approval && draft.state != PLAN_DRAFT_APPROVED)
        FAIL(cx, ERR_CONFLICT,
             "The plan in force wants another person to approve this draft first.");
    adoption.text = draft.text;
    adoption.summary = draft.wants_approval || str_blank(summary)
                           ? draft.summary
                           : str_trim(cx->arena, summary);
    adoption.expected = draft.base;
    adoption.approver = draft.approver;
    TRY(plan_draft_discard(cx, version));
    return plan_adopt(cx, &adoption, revision_out);
}

/* ---- Taking tickets over. */

struct moving {
    const struct plan *plan;
    int64_t revision;
    VEC(struct plan_move) moves;
};

static struct err *
load_moves(struct cx *cx, struct moving *moving)
{
    struct db_rows *rows;

    TRY(policy_get(cx, moving->revision, &moving->plan));
    TRY(db_query(cx, &rows,
                 "SELECT kind, was, becomes FROM plan_move WHERE revision = $1"
                 " ORDER BY kind, was",
                 ARG(moving->revision)));
    while (db_next(rows)) {
        struct plan_move move = {.was = db_text(rows, 1), .becomes = db_text(rows, 2)};

        if (plan_name_kind_find(db_text(rows, 0), &move.kind))
            *vec_add(cx->arena, &moving->moves) = move;
    }
    return db_end(rows);
}

/* The name in the plan to which the ticket goes. */
static const char *
new_name(const struct moving *moving, const struct plan *before, enum plan_name_kind kind,
         const char *name)
{
    for (size_t i = 0; i < moving->moves.n; i++)
        if (moving->moves.at[i].kind == kind && str_eq(moving->moves.at[i].was, name))
            return moving->moves.at[i].becomes;
    return plan_name_there(before, moving->plan, kind, name);
}

static struct err *
move_ticket(struct cx *cx, const struct moving *moving, struct ticket_id id)
{
    const struct plan *before;
    struct ticket was, ticket;

    TRY(ticket_get(cx, id, &was));
    TRY(ticket_plan(cx, &was, &before));
    ticket = was;
    ticket.plan = moving->revision;
    ticket.team = new_name(moving, before, PLAN_NAME_TEAM, was.team);
    ticket.tier = plan_team_find(moving->plan, ticket.team)->tier;
    ticket.topic = new_name(moving, before, PLAN_NAME_TOPIC, was.topic);
    ticket.priority = new_name(moving, before, PLAN_NAME_PRIORITY, was.priority);
    ticket.state = new_name(moving, before, PLAN_NAME_STATE, was.state);
    return ticket_save(
        cx, &was, &ticket,
        &(struct ticket_note){.kind = EVENT_ADOPTED, .number = moving->revision});
}

static struct err *
tickets_of(struct cx *cx, struct desk_id desk, const struct plan_move *move,
           struct ticket_id *ids, size_t *n)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows, kinds[move->kind].first, ARG(desk), ARG(move->was),
                 ARG(MOVED_AT_ONCE)));
    while (db_next(rows))
        ids[(*n)++].v = db_int(rows, 0);
    return db_end(rows);
}

struct err *
plan_move_job(struct cx *cx, const struct job *job, const struct job_tools *tools)
{
    struct ticket_id ids[MOVED_AT_ONCE];
    struct moving moving = {.revision = job->ref};
    size_t n = 0;

    (void)tools;
    TRY(load_moves(cx, &moving));
    for (size_t i = 0; i < moving.moves.n && !n; i++)
        TRY(tickets_of(cx, (struct desk_id){job->ref2}, &moving.moves.at[i], ids, &n));
    for (size_t i = 0; i < n; i++)
        TRY(move_ticket(cx, &moving, ids[i]));
    return n ? job_add(cx, "plan-move", job->ref, job->ref2, cx->now, NULL) : NULL;
}
