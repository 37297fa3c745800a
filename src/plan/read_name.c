/* SPDX-License-Identifier: Apache-2.0 */
/* Names that stand for something elsewhere in the plan: kept while reading, looked up
 * when everything is read. */
#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/read.h"

#include <stdlib.h>
#include <string.h>

const char *
read_nearest(struct reader *reader, const char *name, const char *const *candidates,
             size_t n)
{
    const char *folded = fold_text(reader->arena, name), *best = NULL;
    size_t length = strlen(folded);
    int limit = length < 4 ? 1 : length < 8 ? 2 : 3, nearest;

    nearest = limit + 1;
    for (size_t i = 0; i < n && reader->problems->n < PLAN_PROBLEMS_N; i++) {
        size_t other = strlen(candidates[i]);
        int distance;

        if (other > length + 8 || length > other + 8)
            continue;
        distance = fold_distance(folded, fold_text(reader->arena, candidates[i]), limit);
        if (distance < nearest) {
            nearest = distance;
            best = candidates[i];
        }
    }
    return best;
}

void
read_name_later(struct reader *reader, const char **slot, enum read_name_kind kind,
                const struct scan_cell *at)
{
    *vec_add(reader->arena, &reader->names) =
        (struct read_name){slot, kind, at->line, at->column, NULL};
}

void
read_names_later(struct reader *reader, const struct scan_cell *cell,
                 const struct read_names *names)
{
    struct scan_cell piece;
    size_t at = 0, n = 0;

    *names->at = NEW_N(reader->arena, READ_LIST_N + 1, const char *);
    while (n < READ_LIST_N && read_piece(reader, cell, &at, &piece)) {
        const char **slot = &(*names->at)[n++];

        if (str_starts_fold(piece.text, "and "))
            piece.text += strlen("and ");
        *slot = read_name_in(reader, &piece, names->of_what);
        read_name_later(reader, slot, names->kind, &piece);
    }
    *names->n = n;
    if (n)
        reader->names.at[reader->names.n - 1].list_n = names->n;
    if (read_piece(reader, cell, &at, &piece))
        READ_ERROR(reader, &piece,
                   read_say(reader, "this list has more than %d entries", READ_LIST_N),
                   read_say(reader, "leave some out"));
}

/* A name as the plan spells it, and folded: sorted by that. */
struct known {
    const char *name, *folded;
};
struct known_names {
    struct known *at;
    const char **names; /* in the plan's order */
    size_t n;
};

static int
by_folded(const void *a, const void *b)
{
    const struct known *x = a, *y = b;

    return strcmp(x->folded, y->folded);
}

static struct known_names
names_of(struct reader *reader, enum read_name_kind kind)
{
    const struct plan *plan = reader->plan;
    size_t n = kind == NAME_TEAM    ? plan->teams.n
               : kind == NAME_TOPIC ? plan->topics.n
               : kind == NAME_STATE ? plan->states.n
                                    : plan->priorities.n;
    struct known_names known = {NEW_N(reader->arena, n + 1, struct known),
                                NEW_N(reader->arena, n + 1, const char *), n};

    for (size_t i = 0; i < n; i++) {
        known.names[i] = kind == NAME_TEAM    ? plan->teams.at[i].name
                         : kind == NAME_TOPIC ? plan->topics.at[i].name
                         : kind == NAME_STATE ? plan->states.at[i].name
                                              : plan->priorities.at[i].name;
        known.at[i] =
            (struct known){known.names[i], fold_text(reader->arena, known.names[i])};
    }
    qsort(known.at, n, sizeof *known.at, by_folded);
    return known;
}

static void
unknown_name(struct reader *reader, const struct read_name *name,
             const char *const *names, size_t n)
{
    static const char *const WRONG[] = {
        N_("there is no team \"%s\""), N_("there is no topic \"%s\""),
        N_("there is no state \"%s\""), N_("there is no priority \"%s\"")};
    struct scan_cell at = {"", name->line, name->column};
    const char *nearest = read_nearest(reader, *name->slot, names, n);
    struct plan_why why = {0, WRONG[name->kind], {*name->slot}};

    READ_ERROR(reader, &at, plan_why_text(reader->arena, reader->problems->lang, &why),
               nearest ? read_say(reader, "did you mean \"%s\"?", nearest)
               : n     ? read_say(reader,
                                  "add it to its table, or name another, such as \"%s\"",
                                  names[0])
                       : read_say(reader, "add it to its table"));
}

static const char *
known_as(struct reader *reader, const struct known_names *known, const char *name)
{
    struct known wanted = {name, fold_text(reader->arena, name)};
    const struct known *found =
        bsearch(&wanted, known->at, known->n, sizeof *known->at, by_folded);

    return found ? found->name : NULL;
}

/* "Open and Closed" at the end of a list: two names. */
static bool
join_two(struct reader *reader, const struct read_name *name,
         const struct known_names *known)
{
    static const char *const AND[] = {" and ", " or ", " y ", " o ",
                                      " e ",   " & ",  " / ", "/"};

    for (int i = 0; name->list_n && i < COUNT_OF(AND); i++) {
        const char *cut = strstr(*name->slot, AND[i]), *first, *second;

        if (!cut)
            continue;
        first = known_as(
            reader, known,
            arena_strndup(reader->arena, *name->slot, (size_t)(cut - *name->slot)));
        second = known_as(reader, known, cut + strlen(AND[i]));
        if (!first || !second)
            continue;
        name->slot[0] = first;
        name->slot[1] = second;
        ++*name->list_n;
        return true;
    }
    return false;
}

void
read_join_names(struct reader *reader)
{
    struct known_names known[4];

    for (int kind = 0; kind < 4; kind++)
        known[kind] = names_of(reader, (enum read_name_kind)kind);
    for (size_t i = 0; i < reader->names.n; i++) {
        const struct read_name *name = &reader->names.at[i];
        const char *found = known_as(reader, &known[name->kind], *name->slot);

        if (found)
            *name->slot = found;
        else if (!join_two(reader, name, &known[name->kind]))
            unknown_name(reader, name, known[name->kind].names, known[name->kind].n);
    }
}
