/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/staff.h"

#include "base/arena.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/outgoing.h"
#include "desk/team.h"
#include "store/db.h"

static struct err *
may_place(struct cx *cx, enum role was, const struct staff_place *place)
{
    if (cx->actor->system || cx->actor->role == ROLE_ADMINISTRATOR)
        return NULL;
    if (cx->actor->role < ROLE_MANAGER || was >= ROLE_MANAGER ||
        place->role >= ROLE_MANAGER)
        FAIL(cx, ERR_DENIED, "Only an administrator can do that.");
    return NULL;
}

/* A manager is one of the desk only: others' people are not there, and what concerns all
 * of a person's desks is for who is in charge of all of them. */
static struct err *
may_place_here(struct cx *cx, const struct person *was, const struct staff_place *place)
{
    bool here;
    int64_t others_n;

    if (cx->actor->system || cx->actor->role == ROLE_ADMINISTRATOR)
        return NULL;
    TRY(desk_is_mine(cx, desk_now(cx), &here));
    if (here && was->role >= ROLE_AGENT)
        TRY(desk_has_person(cx, desk_now(cx), was->id, &here));
    if (!here)
        FAIL(cx, ERR_NOT_FOUND, "There is no such person.");
    if (was->role < ROLE_AGENT ||
        (was->role == place->role && was->active == place->active))
        return NULL;
    TRY(db_number(cx, &others_n, 0,
                  "SELECT count(*) FROM desk_member WHERE person = $1 AND desk NOT IN"
                  " (SELECT desk FROM desk_member WHERE person = $2)",
                  ARG(was->id), ARG(cx->actor->person.v)));
    if (others_n)
        FAIL(cx, ERR_DENIED,
             "%s works for other desks too, so only an administrator can change the role"
             " or the sign-in.",
             person_label(was));
    return NULL;
}

/* Somebody must be able to let others in. */
static struct err *
keep_one_administrator(struct cx *cx, const struct person *was,
                       const struct staff_place *place)
{
    int64_t others_n;

    if (was->role != ROLE_ADMINISTRATOR ||
        (place->role == ROLE_ADMINISTRATOR && place->active))
        return NULL;
    TRY(db_number(
        cx, &others_n, 0,
        "SELECT count(*) FROM person WHERE role = $1 AND active = 1 AND id <> $2",
        ARG((int)ROLE_ADMINISTRATOR), ARG(was->id)));
    if (!others_n)
        FAIL(cx, ERR_DENIED, "This is the only administrator. Make another one first.");
    return NULL;
}

static bool
named(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static struct err *
set_teams(struct cx *cx, struct person_id id, const struct staff_place *place)
{
    size_t wanted_n = place->role >= ROLE_AGENT ? place->teams_n : 0, n;
    const char **now;

    TRY(team_list_of(cx, id, &now, &n));
    for (size_t i = 0; i < n; i++)
        if (!named(place->teams, wanted_n, now[i]))
            TRY(team_remove_member(cx, now[i], id));
    for (size_t i = 0; i < wanted_n; i++)
        if (!named(now, n, place->teams[i]))
            TRY(team_add_member(cx, place->teams[i], id, false));
    return NULL;
}

struct err *
staff_list(struct cx *cx, struct person **list_out, size_t *n_out)
{
    VEC(struct person) list = {0};
    VEC(struct person_id) ids = {0};
    struct db_rows *rows;

    TRY(db_query(
        cx, &rows,
        "SELECT id FROM person WHERE role >= $1 AND (role = $2 OR id IN"
        " (SELECT person FROM desk_member WHERE desk = $3) OR ($4 = 1 AND NOT EXISTS"
        " (SELECT 1 FROM desk_member m WHERE m.person = person.id))) ORDER BY name, id",
        ARG((int)ROLE_AGENT), ARG((int)ROLE_ADMINISTRATOR), ARG(desk_now(cx)),
        ARG(cx->actor->system || cx->actor->role == ROLE_ADMINISTRATOR)));
    while (db_next(rows))
        *vec_add(cx->arena, &ids) = (struct person_id){db_int(rows, 0)};
    TRY(db_end(rows));
    for (size_t i = 0; i < ids.n; i++)
        TRY(person_get(cx, ids.at[i], vec_add(cx->arena, &list)));
    *list_out = list.at;
    *n_out = list.n;
    return NULL;
}

struct err *
staff_add(struct cx *cx, const struct person_fields *fields,
          const struct staff_place *place, struct person_id *id_out)
{
    TRY(may_place(cx, ROLE_REQUESTER, place));
    TRY(person_add(cx, place->role, fields, id_out));
    TRY(set_teams(cx, *id_out, place));
    return outgoing_add(cx, OUTGOING_SIGN_IN, *id_out, (struct ticket_id){0},
                        (struct message_id){0}, NULL);
}

struct err *
staff_set(struct cx *cx, struct person_id id, const struct staff_place *place)
{
    static const struct actor judged = {.system = true, .address = ""};
    struct cx as = *cx;
    struct person was;

    TRY(person_get(cx, id, &was));
    TRY(may_place(cx, was.role, place));
    TRY(may_place_here(cx, &was, place));
    TRY(keep_one_administrator(cx, &was, place));
    if (place->role >= ROLE_AGENT && !was.email)
        FAIL_FIELD(cx, "email", "Staff need an e-mail address to sign in.");
    as.actor = &judged;
    if (was.role != place->role)
        TRY(person_set_role(&as, id, place->role));
    if (was.active != place->active)
        TRY(person_set_active(cx, id, place->active));
    if (place->leaves)
        return desk_remove_member(cx, desk_now(cx), id);
    if (place->role >= ROLE_AGENT)
        TRY(desk_add_member(cx, desk_now(cx), id));
    return set_teams(cx, id, place);
}

struct err *
staff_everywhere(struct cx *cx, struct person **list_out, size_t *n_out)
{
    VEC(struct person) list = {0};
    VEC(struct person_id) ids = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT id FROM person WHERE role IN ($1, $2) AND active = 1"
                 " ORDER BY name, id",
                 ARG((int)ROLE_AGENT), ARG((int)ROLE_MANAGER)));
    while (db_next(rows))
        *vec_add(cx->arena, &ids) = (struct person_id){db_int(rows, 0)};
    TRY(db_end(rows));
    for (size_t i = 0; i < ids.n; i++)
        TRY(person_get(cx, ids.at[i], vec_add(cx->arena, &list)));
    *list_out = list.at;
    *n_out = list.n;
    return NULL;
}

static bool
is_among(const struct person_id *people, size_t n, struct person_id id)
{
    for (size_t i = 0; i < n; i++)
        if (people[i].v == id.v)
            return true;
    return false;
}

struct err *
staff_set_desk(struct cx *cx, struct desk_id desk, const struct person_id *people,
               size_t n)
{
    struct person *all;
    size_t all_n, found_n = 0, wanted_n = 0;

    if (!cx->actor->system && cx->actor->role < ROLE_ADMINISTRATOR)
        FAIL(cx, ERR_DENIED, "Only an administrator can do that.");
    TRY(staff_everywhere(cx, &all, &all_n));
    for (size_t i = 0; i < n; i++)
        wanted_n += !is_among(people, i, people[i]);
    for (size_t i = 0; i < all_n; i++) {
        if (!is_among(people, n, all[i].id)) {
            TRY(desk_remove_member(cx, desk, all[i].id));
            continue;
        }
        found_n++;
        TRY(desk_add_member(cx, desk, all[i].id));
    }
    if (found_n != wanted_n)
        FAIL(cx, ERR_NOT_FOUND, "There is no such person.");
    return NULL;
}
