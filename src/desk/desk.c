/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/desk.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/lang.h"
#include "base/str.h"
#include "desk/look.h"
#include "desk/policy.h"
#include "desk/team.h"
#include "plan/plan.h"
#include "store/db.h"

#include <string.h>

enum { SLUG_MOST = 40, URL_MOST = 200 };

static const char NO_DESK[] = N_("There is no such desk.");

#define COLUMNS "id, slug, host, url, accent, logo, logo_type, created_at"

static void
read_row(struct cx *cx, struct db_rows *rows, struct desk_row *out)
{
    *out = (struct desk_row){.id = {db_int(rows, 0)},
                             .slug = db_text(rows, 1),
                             .host = db_text(rows, 2),
                             .url = db_text(rows, 3),
                             .accent = db_text(rows, 4),
                             .logo_type = db_text(rows, 6),
                             .created_at = db_int(rows, 7)};
    if (!db_null(rows, 5))
        out->logo = db_blob(rows, 5);
    if (!*out->url)
        out->url = cx->config->url;
}

static struct err *
fill_name(struct cx *cx, struct desk_row *row)
{
    const struct plan *plan;

    TRY(policy_of_desk(cx, row->id, &plan, NULL));
    row->name = plan->desk;
    return NULL;
}

struct desk_id
desk_now(const struct cx *cx)
{
    return cx->desk.v ? cx->desk : DESK_FIRST;
}

struct err *
desk_get(struct cx *cx, struct desk_id id, struct desk_row *out)
{
    struct db_rows *rows;

    TRY(db_one(cx, &rows, NO_DESK, "SELECT " COLUMNS " FROM desk WHERE id = $1",
               ARG(id)));
    read_row(cx, rows, out);
    db_close(rows);
    return fill_name(cx, out);
}

struct err *
desk_by_slug(struct cx *cx, const char *slug, struct desk_row *out)
{
    struct db_rows *rows;

    TRY(db_one(cx, &rows, NO_DESK, "SELECT " COLUMNS " FROM desk WHERE slug = $1",
               ARG(slug)));
    read_row(cx, rows, out);
    db_close(rows);
    return fill_name(cx, out);
}

struct err *
desk_find(struct cx *cx, const char *slug, struct desk_id *id_out)
{
    return db_number(cx, &id_out->v, 0, "SELECT id FROM desk WHERE slug = $1",
                     ARG(slug ? slug : ""));
}

struct err *
desk_find_host(struct cx *cx, const char *host, struct desk_id *id_out)
{
    id_out->v = 0;
    if (str_blank(host))
        return NULL;
    return db_number(cx, &id_out->v, 0,
                     "SELECT id FROM desk WHERE host = $1 AND host <> ''",
                     ARG(str_lower(cx->arena, host)));
}

struct err *
desk_address(struct cx *cx, struct desk_id id, const char **slug_out,
             const char **url_out)
{
    struct db_rows *rows;

    TRY(db_one(cx, &rows, NO_DESK, "SELECT slug, url FROM desk WHERE id = $1", ARG(id)));
    *slug_out = db_text(rows, 0);
    *url_out = *db_text(rows, 1) ? db_text(rows, 1) : cx->config->url;
    db_close(rows);
    return NULL;
}

struct err *
desk_accent(struct cx *cx, struct desk_id id, const char **accent_out)
{
    struct db_rows *rows;

    TRY(db_one(cx, &rows, NO_DESK, "SELECT accent FROM desk WHERE id = $1", ARG(id)));
    *accent_out = db_text(rows, 0);
    db_close(rows);
    return NULL;
}

struct err *
desk_count(struct cx *cx, int64_t *n_out)
{
    return db_number(cx, n_out, 0, "SELECT count(*) FROM desk WHERE id > $1", ARG(0));
}

struct err *
desk_list(struct cx *cx, struct desk_row **list_out, size_t *n_out)
{
    VEC(struct desk_row) list = {0};
    struct db_rows *rows;

    TRY(db_query(cx, &rows, "SELECT " COLUMNS " FROM desk WHERE id > $1 ORDER BY id",
                 ARG(0)));
    while (db_next(rows))
        read_row(cx, rows, vec_add(cx->arena, &list));
    TRY(db_end(rows));
    for (size_t i = 0; i < list.n; i++)
        TRY(fill_name(cx, &list.at[i]));
    *list_out = list.at;
    *n_out = list.n;
    return NULL;
}

/* ---- Making and changing. */

static struct err *
must_administer(struct cx *cx)
{
    if (!cx->actor->system && cx->actor->role < ROLE_ADMINISTRATOR)
        FAIL(cx, ERR_DENIED, "Only an administrator can do that.");
    return NULL;
}

static bool
is_slug(const char *slug)
{
    size_t n = strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return n && n <= SLUG_MOST && !slug[n] && slug[0] != '-' && slug[n - 1] != '-';
}

/* "https://help.example:8443": the host, or NULL when it is no such address. */
static const char *
host_of(struct arena *arena, const char *url)
{
    const char *host = str_starts(url, "https://")  ? url + 8
                       : str_starts(url, "http://") ? url + 7
                                                    : NULL;

    if (!host || !*host || strlen(url) > URL_MOST ||
        host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                          "0123456789.-:[]")])
        return NULL;
    return str_lower(arena, host);
}

/* Every fault of the form at once. */
static struct err *
check_fields(struct cx *cx, const struct desk_fields *f)
{
    struct err *first = NULL, **next = &first;

    if (f->slug && !is_slug(f->slug)) {
        *next = ERR_FIELD(cx, "slug",
                          "The short name is part of addresses: small letters, digits and"
                          " hyphens, at most %d.",
                          SLUG_MOST);
        next = &(*next)->next;
    }
    if (!str_blank(f->url) && !host_of(cx->arena, f->url)) {
        *next = ERR_FIELD(cx, "url", "An address should look like https://help.example.");
        next = &(*next)->next;
    }
    if (!str_blank(f->accent))
        *next = look_check_accent(cx, f->accent);
    return first;
}

static struct err *
taken(struct cx *cx, const struct desk_row *row)
{
    int64_t slugs_n, hosts_n;

    TRY(db_number(cx, &slugs_n, 0,
                  "SELECT count(*) FROM desk WHERE slug = $1 AND id <> $2",
                  ARG(row->slug), ARG(row->id.v)));
    if (slugs_n)
        FAIL(cx, ERR_CONFLICT, "Another desk is called “%s” already.", row->slug);
    TRY(db_number(cx, &hosts_n, 0,
                  "SELECT count(*) FROM desk WHERE host = $1 AND host <> '' AND id <> $2",
                  ARG(row->host), ARG(row->id.v)));
    if (hosts_n)
        FAIL(cx, ERR_CONFLICT, "Another desk has the address %s already.", row->url);
    return NULL;
}

static void
take_fields(struct cx *cx, const struct desk_fields *f, struct desk_row *row)
{
    if (f->slug)
        row->slug = f->slug;
    if (f->accent)
        row->accent = str_lower(cx->arena, f->accent);
    if (!f->url)
        return;
    row->url = str_trim(cx->arena, f->url);
    row->host = *row->url ? host_of(cx->arena, row->url) : "";
}

struct err *
desk_add(struct cx *cx, const struct desk_fields *fields, const char *plan,
         struct desk_id *id_out)
{
    struct desk_row row = {.slug = "", .host = "", .url = "", .accent = ""};
    struct cx as = *cx;
    int64_t revision;

    TRY(must_administer(cx));
    TRY(check_fields(cx, &(struct desk_fields){fields->slug ? fields->slug : "",
                                               fields->url, fields->accent}));
    TRY(policy_check(cx, plan)); /* before there is a desk without one */
    take_fields(cx, fields, &row);
    TRY(taken(cx, &row));
    TRY(db_number(cx, &id_out->v, 0,
                  "INSERT INTO desk (slug, host, url, accent, created_at)"
                  " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                  ARG(row.slug), ARG(row.host), ARG(row.url), ARG(row.accent),
                  ARG(cx->now)));
    as.desk = *id_out;
    return policy_adopt(&as, plan, tr(cx->lang, "The first plan"), 0, &revision);
}

struct err *
desk_set(struct cx *cx, struct desk_id id, const struct desk_fields *fields)
{
    struct desk_row row;

    TRY(must_administer(cx));
    TRY(check_fields(cx, fields));
    TRY(desk_get(cx, id, &row));
    if (str_eq(row.url, cx->config->url) && !*row.host)
        row.url = "";
    take_fields(cx, fields, &row);
    TRY(taken(cx, &row));
    return db_exec_one(
        cx, "UPDATE desk SET slug = $2, host = $3, url = $4, accent = $5 WHERE id = $1",
        ARG(id), ARG(row.slug), ARG(row.host), ARG(row.url), ARG(row.accent));
}

/* ---- Who works where. */

static bool
is_everywhere(const struct cx *cx)
{
    return cx->actor->system || cx->actor->role >= ROLE_ADMINISTRATOR;
}

struct err *
desk_list_mine(struct cx *cx, struct desk_id **list_out, size_t *n_out, bool *all_out)
{
    VEC(struct desk_id) list = {0};
    struct db_rows *rows;
    bool all = true;

    *list_out = NULL;
    *n_out = 0;
    TRY(db_query(cx, &rows,
                 "SELECT d.id, m.person FROM desk d LEFT JOIN desk_member m"
                 " ON m.desk = d.id AND m.person = $1 ORDER BY d.id",
                 ARG(cx->actor->person.v)));
    while (db_next(rows)) {
        if (is_everywhere(cx) || (cx->actor->role >= ROLE_AGENT && !db_null(rows, 1)))
            *vec_add(cx->arena, &list) = (struct desk_id){db_int(rows, 0)};
        else
            all = false;
    }
    *list_out = list.at;
    *n_out = list.n;
    if (all_out)
        *all_out = all;
    return db_end(rows);
}

struct err *
desk_all_mine(struct cx *cx, bool *all_out)
{
    struct desk_id *list;
    size_t n;

    *all_out = is_everywhere(cx);
    return *all_out ? NULL : desk_list_mine(cx, &list, &n, all_out);
}

struct err *
desk_is_mine(struct cx *cx, struct desk_id desk, bool *yes_out)
{
    int64_t n;

    *yes_out = is_everywhere(cx);
    if (*yes_out || cx->actor->role < ROLE_AGENT)
        return NULL;
    TRY(db_number(cx, &n, 0,
                  "SELECT count(*) FROM desk_member WHERE desk = $1 AND person = $2",
                  ARG(desk), ARG(cx->actor->person.v)));
    *yes_out = n > 0;
    return NULL;
}

struct err *
desk_has_person(struct cx *cx, struct desk_id desk, struct person_id person,
                bool *yes_out)
{
    int64_t n;

    TRY(db_number(cx, &n, 0,
                  "SELECT count(*) FROM person p WHERE p.id = $2 AND (p.role = $3 OR"
                  " (p.role > 1 AND EXISTS (SELECT 1 FROM desk_member m"
                  " WHERE m.desk = $1 AND m.person = p.id)))",
                  ARG(desk), ARG(person), ARG((int)ROLE_ADMINISTRATOR)));
    *yes_out = n > 0;
    return NULL;
}

struct err *
desk_add_member(struct cx *cx, struct desk_id desk, struct person_id person)
{
    return db_exec(cx,
                   "INSERT INTO desk_member (desk, person) VALUES ($1, $2)"
                   " ON CONFLICT (desk, person) DO NOTHING",
                   ARG(desk), ARG(person));
}

struct err *
desk_remove_member(struct cx *cx, struct desk_id desk, struct person_id person)
{
    TRY(team_leave_desk(cx, desk, person));
    return db_exec(cx, "DELETE FROM desk_member WHERE desk = $1 AND person = $2",
                   ARG(desk), ARG(person));
}

struct err *
desk_add_first(struct cx *cx, struct person_id person)
{
    int64_t n;

    TRY(db_number(cx, &n, 0, "SELECT count(*) FROM desk_member WHERE person = $1",
                  ARG(person)));
    return n ? NULL : desk_add_member(cx, desk_now(cx), person);
}

struct err *
desk_remove_everywhere(struct cx *cx, struct person_id person)
{
    TRY(team_leave_all(cx, person));
    return db_exec(cx, "DELETE FROM desk_member WHERE person = $1", ARG(person));
}
