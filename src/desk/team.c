/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/team.h"

#include "base/arena.h"
#include "desk/desk.h"
#include "desk/person.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "store/db.h"

static struct err *
may_staff(struct cx *cx)
{
    bool mine;

    TRY(desk_is_mine(cx, desk_now(cx), &mine));
    if (!mine || (!cx->actor->system && cx->actor->role < ROLE_MANAGER))
        FAIL(cx, ERR_DENIED,
             "Only managers and administrators can change who is in a team.");
    return NULL;
}

struct err *
team_add_member(struct cx *cx, const char *team, struct person_id person, bool lead)
{
    const struct plan_team *known;
    const struct plan *plan;
    struct person who;

    TRY(may_staff(cx));
    TRY(policy_current(cx, &plan, NULL));
    known = plan_team_find(plan, team);
    if (!known)
        FAIL_FIELD(cx, "team", "The plan has no team “%s”.", team);
    TRY(person_get(cx, person, &who));
    if (who.role < ROLE_AGENT)
        FAIL_FIELD(cx, "person", "%s is not an agent yet, and so cannot join a team.",
                   person_label(&who));
    TRY(desk_add_member(cx, desk_now(cx), person));
    return db_exec(
        cx,
        "INSERT INTO team_member (desk, team, person, lead) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (desk, team, person) DO UPDATE SET lead = $4",
        ARG(desk_now(cx)), ARG(known->name), ARG(person), ARG(lead));
}

struct err *
team_remove_member(struct cx *cx, const char *team, struct person_id person)
{
    TRY(may_staff(cx));
    return db_exec_one(cx,
                       "DELETE FROM team_member WHERE desk = $1 AND team = $2"
                       " AND person = $3",
                       ARG(desk_now(cx)), ARG(team), ARG(person));
}

struct err *
team_leave_desk(struct cx *cx, struct desk_id desk, struct person_id person)
{
    return db_exec(cx, "DELETE FROM team_member WHERE desk = $1 AND person = $2",
                   ARG(desk), ARG(person));
}

struct err *
team_leave_all(struct cx *cx, struct person_id person)
{
    return db_exec(cx, "DELETE FROM team_member WHERE person = $1", ARG(person));
}

struct err *
team_rename(struct cx *cx, const char *was, const char *becomes)
{
    TRY(may_staff(cx));
    TRY(db_exec(cx,
                "INSERT INTO team_member (desk, team, person, lead)"
                " SELECT desk, $3, person, lead FROM team_member"
                " WHERE desk = $1 AND team = $2"
                " ON CONFLICT (desk, team, person) DO NOTHING",
                ARG(desk_now(cx)), ARG(was), ARG(becomes)));
    return db_exec(cx, "DELETE FROM team_member WHERE desk = $1 AND team = $2",
                   ARG(desk_now(cx)), ARG(was));
}

struct err *
team_members(struct cx *cx, const char *team, struct team_member **list_out,
             size_t *n_out)
{
    VEC(struct team_member) list = {0};
    struct db_rows *rows;

    TRY(db_query(
        cx, &rows,
        "SELECT p.id, p.name, m.lead FROM team_member m JOIN person p ON p.id = m.person"
        " WHERE m.desk = $1 AND m.team = $2 AND p.active = 1"
        " ORDER BY m.lead DESC, p.name, p.id",
        ARG(desk_now(cx)), ARG(team)));
    while (db_next(rows))
        *vec_add(cx->arena, &list) = (struct team_member){
            {db_int(rows, 0)}, db_text(rows, 1), db_int(rows, 2) != 0};
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

struct err *
team_pick(struct cx *cx, const char *team, enum plan_action_kind how,
          struct person_id *person_out)
{
    VEC(struct plan_member) members = {0};
    struct db_rows *rows;

    TRY(db_query(
        cx, &rows,
        "SELECT p.id, p.assigned_at, p.away_until,"
        " (SELECT count(*) FROM ticket t WHERE t.assignee = p.id AND t.phase < 4)"
        " FROM team_member m JOIN person p ON p.id = m.person"
        " WHERE m.team = $1 AND p.active = 1 AND m.desk = $2 ORDER BY p.id",
        ARG(team), ARG(desk_now(cx))));
    while (db_next(rows))
        *vec_add(cx->arena, &members) =
            (struct plan_member){.person = db_int(rows, 0),
                                 .last_assigned_at = db_int(rows, 1),
                                 .away = db_int(rows, 2) > cx->now,
                                 .open_n = db_int(rows, 3)};
    TRY(db_end(rows));
    person_out->v = plan_pick(members.at, members.n, how);
    return NULL;
}

struct err *
team_list_of(struct cx *cx, struct person_id person, const char ***names_out,
             size_t *n_out)
{
    VEC(const char *) names = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT team FROM team_member WHERE desk = $1 AND person = $2"
                 " ORDER BY team",
                 ARG(desk_now(cx)), ARG(person)));
    while (db_next(rows))
        *vec_add(cx->arena, &names) = db_text(rows, 0);
    *names_out = names.at;
    *n_out = names.n;
    return db_end(rows);
}
