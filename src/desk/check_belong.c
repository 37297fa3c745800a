/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/check_belong.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "desk/event.h"
#include "desk/side.h"
#include "store/db.h"

static void
say(struct cx *cx, struct check *check, struct ticket_id id, const char *what)
{
    check->faults_n++;
    check->fault(check->arg,
                 arena_printf(cx->arena, "ticket %lld: %s", (long long)id.v, what));
}

/* ---- Relations. */

struct told {
    const char *kind;
    int64_t other;
    bool there;
};

/* The last word of the events on each. */
static void
fold_relations(struct cx *cx, const struct event *events, size_t n,
               struct told **list_out, size_t *n_out)
{
    VEC(struct told) list = {0};

    for (size_t i = 0; i < n; i++) {
        const struct json *data;
        const char *wrong, *kind;
        struct told *told = NULL;
        int64_t other;

        if (events[i].kind != EVENT_JOINED_TO && events[i].kind != EVENT_PARTED_FROM)
            continue;
        data = json_parse(cx->arena, bytes_of(events[i].data), &wrong);
        kind = json_as_text(json_member(data, "relation"));
        other = json_as_int(json_member(data, "other"));
        for (size_t k = 0; k < list.n; k++)
            if (list.at[k].other == other && str_eq(list.at[k].kind, kind))
                told = &list.at[k];
        if (!told)
            told = vec_add(cx->arena, &list);
        *told = (struct told){kind, other, events[i].kind == EVENT_JOINED_TO};
    }
    *list_out = list.at;
    *n_out = list.n;
}

static struct err *
check_relations(struct cx *cx, struct check *check, struct ticket_id id,
                const struct event *events, size_t events_n)
{
    int64_t rows_n, found, there_n = 0;
    struct told *told;
    size_t n;

    fold_relations(cx, events, events_n, &told, &n);
    for (size_t i = 0; i < n; i++) {
        there_n += told[i].there;
        TRY(db_number(cx, &found, 0,
                      "SELECT count(*) FROM relation WHERE ticket = $1 AND kind = $2"
                      " AND other = $3",
                      ARG(id), ARG(told[i].kind), ARG(told[i].other)));
        if ((found != 0) != told[i].there)
            say(cx, check, id, "a relation is not what its events say");
    }
    TRY(db_number(cx, &rows_n, 0, "SELECT count(*) FROM relation WHERE ticket = $1",
                  ARG(id)));
    if (rows_n != there_n)
        say(cx, check, id, "it has relations of which its events know nothing");
    return NULL;
}

/* ---- Side conversations. */

static bool
same_side(const struct side *a, const struct side *b)
{
    return a->id.v == b->id.v && a->person.v == b->person.v && str_eq(a->team, b->team) &&
           str_eq(a->subject, b->subject) && a->asked_at == b->asked_at &&
           a->due_at == b->due_at && a->answered_at == b->answered_at &&
           a->closed_at == b->closed_at;
}

static struct err *
check_sides(struct cx *cx, struct check *check, struct ticket_id id,
            const struct event *events, size_t events_n)
{
    struct side *rows, *told;
    size_t rows_n, told_n;
    int64_t strays;

    TRY(side_list(cx, id, &rows, &rows_n));
    side_fold(cx->arena, events, events_n, &told, &told_n);
    if (rows_n != told_n)
        say(cx, check, id, "it has other side conversations than its events say");
    for (size_t i = 0; i < rows_n && i < told_n; i++)
        if (!same_side(&rows[i], &told[i]))
            say(cx, check, id, "a side conversation is not what its events say");
    TRY(db_number(cx, &strays, 0,
                  "SELECT count(*) FROM message m WHERE m.ticket = $1"
                  " AND (m.kind IN (6, 7)) <> (m.side > 0)",
                  ARG(id)));
    if (strays)
        say(cx, check, id, "messages stand half in a side conversation");
    TRY(db_number(cx, &strays, 0,
                  "SELECT count(*) FROM message m WHERE m.ticket = $1 AND m.side > 0"
                  " AND NOT EXISTS (SELECT 1 FROM side s WHERE s.id = m.side"
                  " AND s.ticket = m.ticket)",
                  ARG(id)));
    if (strays)
        say(cx, check, id, "messages belong to side conversations of other tickets");
    return NULL;
}

struct err *
check_belonging(struct cx *cx, struct check *check, struct ticket_id id)
{
    struct event *events;
    size_t n;

    TRY(event_list(cx, id, &events, &n));
    TRY(check_relations(cx, check, id, events, n));
    return check_sides(cx, check, id, events, n);
}
