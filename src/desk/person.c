/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/person.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "desk/address.h"
#include "desk/desk.h"
#include "desk/find.h"
#include "store/db.h"

enum { NAME_MOST = 100, PASSWORD_LEAST = 10, PASSWORD_MOST = 200 };

#define COLUMNS                                                                          \
    "id, email, name, role, language, zone, phone, organization, theme, compact, "       \
    "active,"                                                                            \
    " password IS NOT NULL, verified_at, bounced_at, created_at, away_until"

static const char NO_PERSON[] = N_("There is no such person.");

/* Whom a member of the staff meets: everybody when they work for all desks (`all` 1),
 * else the staff of their own ones, and requesters who asked there or nowhere. */
#define MINE(me) "(SELECT desk FROM desk_member WHERE person = " me ")"
#define KNOWN(all, me)                                                                   \
    " AND (" all " = 1 OR role = 4 OR id = " me                                          \
    " OR (role > 1 AND id IN (SELECT m.person FROM desk_member m WHERE m.desk IN " MINE( \
        me) "))"                                                                         \
            " OR (role = 1 AND (NOT EXISTS (SELECT 1 FROM ticket t WHERE t.requester ="  \
            " person.id) OR EXISTS (SELECT 1 FROM ticket t WHERE t.requester ="          \
            " person.id AND t.desk IN " MINE(me) "))))"

static void
read_row(struct db_rows *rows, struct person *out)
{
    *out = (struct person){
        .id = {db_int(rows, 0)},
        .email = db_text(rows, 1),
        .name = db_text(rows, 2),
        .role = (enum role)db_int(rows, 3),
        .language = db_text(rows, 4),
        .zone = db_text(rows, 5),
        .phone = db_text(rows, 6),
        .organization = db_text(rows, 7),
        .theme = db_text(rows, 8),
        .compact = db_int(rows, 9) != 0,
        .active = db_int(rows, 10) != 0,
        .has_password = db_int(rows, 11) != 0,
        .verified_at = db_int(rows, 12),
        .bounced_at = db_int(rows, 13),
        .created_at = db_int(rows, 14),
        .away_until = db_int(rows, 15),
    };
}

static const char *const role_names[] = {"nobody", "requester", "agent", "manager",
                                         "administrator"};

const char *
role_name(enum role role)
{
    return role_names[role];
}

bool
role_find(const char *name, enum role *role_out)
{
    for (int i = ROLE_REQUESTER; i <= ROLE_ADMINISTRATOR; i++)
        if (str_eq(name, role_names[i])) {
            *role_out = (enum role)i;
            return true;
        }
    return false;
}

struct err *
person_get(struct cx *cx, struct person_id id, struct person *out)
{
    struct db_rows *rows;

    TRY(db_one(cx, &rows, NO_PERSON, "SELECT " COLUMNS " FROM person WHERE id = $1",
               ARG(id)));
    read_row(rows, out);
    db_close(rows);
    return NULL;
}

struct err *
person_get_known(struct cx *cx, struct person_id id, struct person *out)
{
    int64_t n;
    bool all;

    TRY(person_get(cx, id, out));
    TRY(desk_all_mine(cx, &all));
    TRY(db_number(cx, &n, 0,
                  "SELECT count(*) FROM person WHERE id = $1" KNOWN("$2", "$3"), ARG(id),
                  ARG(all), ARG(cx->actor->person.v)));
    if (!n)
        FAIL(cx, ERR_NOT_FOUND, NO_PERSON);
    return NULL;
}

struct err *
person_find(struct cx *cx, const char *email, struct person *out, bool *found_out)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows, "SELECT " COLUMNS " FROM person WHERE email = $1",
                 ARG(str_lower(cx->arena, email))));
    *found_out = db_next(rows);
    if (*found_out)
        read_row(rows, out);
    db_close(rows);
    return db_end(rows);
}

static struct err *
check_fields(struct cx *cx, const struct person_fields *f)
{
    if (f->name && utf8_length(f->name) > NAME_MOST)
        FAIL_FIELD(cx, "name", "A name can have at most %d characters.", NAME_MOST);
    if (f->phone && utf8_length(f->phone) > NAME_MOST)
        FAIL_FIELD(cx, "phone", "A telephone number can have at most %d characters.",
                   NAME_MOST);
    if (f->organization && utf8_length(f->organization) > NAME_MOST)
        FAIL_FIELD(cx, "organization", "This can have at most %d characters.", NAME_MOST);
    if (!str_blank(f->language) && !lang_find(f->language))
        FAIL_FIELD(cx, "language",
                   "We do not have this language. Please choose another.");
    if (!str_blank(f->zone) && !zone_find(f->zone))
        FAIL_FIELD(cx, "zone",
                   "“%s” is not a time zone. It should look like America/New_York.",
                   f->zone);
    return NULL;
}

static bool
may_act_on(struct cx *cx, struct person_id id, enum role role)
{
    return cx->actor->system || cx->actor->person.v == id.v ||
           (cx->actor->role >= ROLE_AGENT && cx->actor->role >= role);
}

static struct err *
insert(struct cx *cx, enum role role, const struct person_fields *f,
       struct person_id *id_out)
{
    return db_insert(cx, &id_out->v,
                     "INSERT INTO person (email, name, role, language, zone, phone,"
                     " organization, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                     ARG(f->email), ARG(f->name), ARG((int)role),
                     ARG(f->language ? f->language : ""), ARG(f->zone ? f->zone : ""),
                     ARG(f->phone ? f->phone : ""),
                     ARG(f->organization ? f->organization : ""), ARG(cx->now));
}

struct err *
person_add(struct cx *cx, enum role role, const struct person_fields *fields,
           struct person_id *id_out)
{
    struct person_fields f = *fields;
    struct person known;
    bool found = false;

    if (!cx->actor->system && role > cx->actor->role)
        FAIL(cx, ERR_DENIED, "You cannot give more rights than you have yourself.");
    f.name = str_trim(cx->arena, f.name);
    if (str_blank(f.email))
        f.email = NULL;
    else
        TRY(address_clean(cx, "email", f.email, &f.email));
    if (!f.email && role > ROLE_REQUESTER)
        FAIL_FIELD(cx, "email", "Staff need an e-mail address to sign in.");
    if (!f.email && !*f.name)
        FAIL_FIELD(cx, "name", "Please write a name or an e-mail address.");
    TRY(check_fields(cx, &f));
    if (f.email)
        TRY(person_find(cx, f.email, &known, &found));
    if (found)
        FAIL(cx, ERR_CONFLICT, "There is already a person with the address %s.", f.email);
    TRY(insert(cx, role, &f, id_out));
    return role > ROLE_REQUESTER ? desk_add_member(cx, desk_now(cx), *id_out) : NULL;
}

/* The search index holds the requester's name with each message. */
static struct err *
set_name(struct cx *cx, struct person_id id, const char *name)
{
    TRY(find_remove_person(cx, id));
    TRY(db_exec_one(cx, "UPDATE person SET name = $2 WHERE id = $1", ARG(id), ARG(name)));
    return find_add_person(cx, id);
}

struct err *
person_reach(struct cx *cx, const char *email, const char *name, const char *language,
             struct person *out)
{
    struct person_fields f = {
        .name =
            name ? utf8_shorten(cx->arena, str_trim(cx->arena, name), NAME_MOST - 1) : "",
        .language = language};
    bool found;

    TRY(address_clean(cx, "email", email, &f.email));
    TRY(person_find(cx, f.email, out, &found));
    if (!found) {
        struct person_id id;

        TRY(insert(cx, ROLE_REQUESTER, &f, &id));
        return person_get(cx, id, out);
    }
    if (!out->active)
        FAIL(cx, ERR_DENIED, "This account was closed. Please telephone us.");
    if (*out->name || !*f.name)
        return NULL;
    out->name = f.name;
    return set_name(cx, out->id, f.name);
}

static const char *
chosen(const char *given, const char *was)
{
    return given ? given : was;
}

struct err *
person_set(struct cx *cx, struct person_id id, const struct person_fields *fields,
           const bool *compact)
{
    const char *name;
    struct person was;

    TRY(person_get(cx, id, &was));
    if (!may_act_on(cx, id, was.role))
        FAIL(cx, ERR_NOT_FOUND, NO_PERSON);
    TRY(check_fields(cx, fields));
    name = str_trim(cx->arena, chosen(fields->name, was.name));
    if (!str_eq(name, was.name))
        TRY(set_name(cx, id, name));
    return db_exec_one(
        cx,
        "UPDATE person SET language = $2, zone = $3, phone = $4, organization = $5,"
        " theme = $6, compact = $7 WHERE id = $1",
        ARG(id), ARG(chosen(fields->language, was.language)),
        ARG(chosen(fields->zone, was.zone)), ARG(chosen(fields->phone, was.phone)),
        ARG(chosen(fields->organization, was.organization)),
        ARG(chosen(fields->theme, was.theme)), ARG(compact ? *compact : was.compact));
}

/* Only above one's own rank is refused; administrators may change each other. */
static struct err *
person_of_lower_rank(struct cx *cx, struct person_id id, enum role role)
{
    struct person was;

    TRY(person_get(cx, id, &was));
    if (!cx->actor->system &&
        (cx->actor->role < ROLE_ADMINISTRATOR || role > cx->actor->role))
        FAIL(cx, ERR_DENIED, "Only an administrator can do that.");
    return NULL;
}

/* A desk without an administrator could be set up again by anybody (threat E51). */
static struct err *
other_administrator(struct cx *cx, struct person_id id)
{
    int64_t is_one, others_n;

    TRY(db_number(cx, &is_one, 0,
                  "SELECT count(*) FROM person WHERE id = $1 AND role = $2", ARG(id),
                  ARG((int)ROLE_ADMINISTRATOR)));
    TRY(db_number(cx, &others_n, 0,
                  "SELECT count(*) FROM person WHERE id <> $1 AND role = $2"
                  " AND active = 1",
                  ARG(id), ARG((int)ROLE_ADMINISTRATOR)));
    if (is_one && !others_n)
        FAIL(cx, ERR_CONFLICT,
             "A desk needs an administrator. Please make somebody else one first.");
    return NULL;
}

static struct err *
end_sessions(struct cx *cx, struct person_id id)
{
    TRY(db_exec(cx, "DELETE FROM session WHERE person = $1", ARG(id)));
    return db_exec(cx, "DELETE FROM link WHERE person = $1", ARG(id));
}

struct err *
person_set_away(struct cx *cx, struct person_id id, int64_t until)
{
    if (!cx->actor->system && cx->actor->person.v != id.v &&
        cx->actor->role < ROLE_MANAGER)
        FAIL(cx, ERR_DENIED, "Only managers can say when somebody else is away.");
    if (until && (until <= cx->now || until > cx->now + 2 * 366 * MS_DAY))
        FAIL_FIELD(cx, "away", "Please choose a day to come, within two years.");
    return db_exec_one(cx, "UPDATE person SET away_until = $2 WHERE id = $1", ARG(id),
                       ARG(until));
}

struct err *
person_mark_assigned(struct cx *cx, struct person_id id)
{
    return db_exec(cx, "UPDATE person SET assigned_at = $2 WHERE id = $1", ARG(id),
                   ARG(cx->now));
}

struct err *
person_set_role(struct cx *cx, struct person_id id, enum role role)
{
    TRY(person_of_lower_rank(cx, id, role));
    if (role < ROLE_ADMINISTRATOR)
        TRY(other_administrator(cx, id));
    TRY(db_exec_one(cx, "UPDATE person SET role = $2 WHERE id = $1", ARG(id),
                    ARG((int)role)));
    if (role < ROLE_AGENT) {
        TRY(desk_remove_everywhere(cx, id));
        TRY(db_exec(cx,
                    "UPDATE api_token SET revoked_at = $2 WHERE person = $1 AND"
                    " revoked_at IS NULL",
                    ARG(id), ARG(cx->now)));
    } else {
        TRY(desk_add_first(cx, id));
    }
    return db_exec(cx, "DELETE FROM session WHERE person = $1", ARG(id));
}

struct err *
person_set_active(struct cx *cx, struct person_id id, bool active)
{
    TRY(person_of_lower_rank(cx, id, ROLE_REQUESTER));
    if (!active)
        TRY(other_administrator(cx, id));
    TRY(db_exec_one(cx, "UPDATE person SET active = $2 WHERE id = $1", ARG(id),
                    ARG(active)));
    TRY(db_exec(cx,
                "UPDATE api_token SET revoked_at = $2 WHERE person = $1 AND $3 = 0 AND "
                "revoked_at IS NULL",
                ARG(id), ARG(cx->now), ARG(active)));
    return active ? NULL : end_sessions(cx, id);
}

struct err *
person_set_password(struct cx *cx, struct person_id id, const char *hash)
{
    TRY(db_exec_one(cx, "UPDATE person SET password = $2 WHERE id = $1", ARG(id),
                    ARG(hash)));
    return end_sessions(cx, id);
}

struct err *
person_password(struct cx *cx, const char *email, struct person_id *id_out,
                const char **hash_out)
{
    struct db_rows *rows;

    *hash_out = NULL;
    id_out->v = 0;
    TRY(db_query(cx, &rows,
                 "SELECT id, password FROM person WHERE email = $1 AND active = 1",
                 ARG(str_lower(cx->arena, str_trim(cx->arena, email)))));
    if (db_next(rows)) {
        id_out->v = db_int(rows, 0);
        *hash_out = db_text(rows, 1);
    }
    db_close(rows);
    return db_end(rows);
}

struct err *
person_check_password(struct cx *cx, const char *password)
{
    static const char *const common[] = {"password", "contraseña", "123456",  "qwerty",
                                         "abc123",   "letmein",    "welcome", "kindesk"};
    size_t length = password ? utf8_length(password) : 0;

    if (length < PASSWORD_LEAST)
        FAIL_FIELD(cx, "password", "Please choose a password of at least %d characters.",
                   PASSWORD_LEAST);
    if (length > PASSWORD_MOST)
        FAIL_FIELD(cx, "password", "A password can have at most %d characters.",
                   PASSWORD_MOST);
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (str_find_fold(password, common[i]) && length < strlen(common[i]) + 6)
            FAIL_FIELD(
                cx, "password",
                "This password is among the first that others would try. Three or four"
                " words that do not belong together are better.");
    return NULL;
}

struct err *
person_mark_verified(struct cx *cx, struct person_id id)
{
    return db_exec(cx,
                   "UPDATE person SET verified_at = $2, bounced_at = NULL"
                   " WHERE id = $1 AND verified_at IS NULL",
                   ARG(id), ARG(cx->now));
}

struct err *
person_mark_bounced(struct cx *cx, const char *email)
{
    return db_exec(cx, "UPDATE person SET bounced_at = $2 WHERE email = $1", ARG(email),
                   ARG(cx->now));
}

static struct err *
read_list(struct cx *cx, struct db_rows *rows, struct person **list_out, size_t *n_out)
{
    VEC(struct person) list = {0};

    while (db_next(rows))
        read_row(rows, vec_add(cx->arena, &list));
    *list_out = list.at;
    *n_out = list.n;
    return db_end(rows);
}

/* $1 the role or 0, $2 what is looked for, in small letters, $3 as it was typed: lower()
 * of SQLite knows ASCII only. */
#define FITS                                                                             \
    " WHERE ($1 = 0 OR role = $1)"                                                       \
    " AND ($2 = '' OR replace(lower(name), $2, '') <> lower(name)"                       \
    " OR replace(name, $3, '') <> name"                                                  \
    " OR replace(email, $2, '') <> email OR replace(phone, $2, '') <> phone)" KNOWN(     \
        "$4", "$5")

struct err *
person_count(struct cx *cx, const struct person_filter *filter, int64_t *n_out)
{
    const char *q = str_trim(cx->arena, filter->q);
    bool all;

    TRY(desk_all_mine(cx, &all));
    return db_number(cx, n_out, 0, "SELECT count(*) FROM person" FITS,
                     ARG((int)filter->role), ARG(str_lower(cx->arena, q)), ARG(q),
                     ARG(all), ARG(cx->actor->person.v));
}

struct err *
person_list(struct cx *cx, const struct person_filter *filter, size_t limit,
            struct person **list_out, size_t *n_out)
{
    const char *q = str_trim(cx->arena, filter->q);
    struct person last = {.name = ""};
    struct db_rows *rows;
    bool all;

    TRY(desk_all_mine(cx, &all));

    if (filter->after.v)
        TRY(person_get(cx, filter->after, &last));
    TRY(db_query(cx, &rows,
                 "SELECT " COLUMNS " FROM person" FITS
                 " AND (name > $6 OR (name = $6 AND id > $7)) ORDER BY name, id LIMIT $8",
                 ARG((int)filter->role), ARG(str_lower(cx->arena, q)), ARG(q), ARG(all),
                 ARG(cx->actor->person.v), ARG(last.name), ARG(filter->after.v),
                 ARG(limit)));
    return read_list(cx, rows, list_out, n_out);
}

struct err *
person_agents(struct cx *cx, struct person **list_out, size_t *n_out)
{
    struct db_rows *rows;

    TRY(db_query(cx, &rows,
                 "SELECT " COLUMNS
                 " FROM person WHERE role >= $1 AND active = 1 AND (role = $2 OR id IN"
                 " (SELECT person FROM desk_member WHERE desk = $3)) ORDER BY name, id",
                 ARG((int)ROLE_AGENT), ARG((int)ROLE_ADMINISTRATOR), ARG(desk_now(cx))));
    return read_list(cx, rows, list_out, n_out);
}

struct err *
person_count_role(struct cx *cx, enum role role, int64_t *n_out)
{
    return db_number(cx, n_out, 0, "SELECT count(*) FROM person WHERE role = $1",
                     ARG((int)role));
}

const char *
person_label(const struct person *person)
{
    if (!str_blank(person->name))
        return person->name;
    return person->email ? person->email : person->phone;
}
