/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts the rows of escalation and follow-up into sentences, and suggests the nearest
 * known one for what is none. */
#include "plan/read_rule.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "plan/fold.h"

#include <inttypes.h>
#include <string.h>

enum { CONDITIONS_N = 8, JOINED_N = 3, ACTIONS_N = 12, LIKE_ENOUGH = 5 };

/* ---- Suggestions. */

static const char *
nearest_phrase(const char *folded, bool when)
{
    size_t n;
    const struct read_phrase *phrases =
        when ? read_when_phrases(&n) : read_then_phrases(&n);
    struct arena *arena = arena_new(0); /* for the comparison only */
    const char *best = NULL;
    int most = LIKE_ENOUGH - 1;

    for (size_t i = 0; i < n; i++) {
        int likeness =
            phrases[i].example ? sentence_likeness(arena, folded, phrases[i].example) : 0;
        if (likeness > most) {
            most = likeness;
            best = phrases[i].example;
        }
    }
    arena_free(&arena);
    return best;
}

/* Names of what a condition or action speaks of. */
static const char **
candidates(struct reader *reader, bool when, int kind, size_t *n_out,
           const char **what_out)
{
    const struct plan *plan = reader->plan;
    const char **names = NEW_N(reader->arena, READ_ROWS_N + 8, const char *);
    size_t n = 0;

    if (when ? kind == PLAN_IF_PRIORITY : kind == PLAN_SET_PRIORITY) {
        *what_out = N_("there is no priority \"%s\"");
        for (; n < plan->priorities.n; n++)
            names[n] = plan->priorities.at[n].name;
    } else if (when ? kind == PLAN_IF_TOPIC : kind == PLAN_SET_TOPIC) {
        *what_out = N_("there is no topic \"%s\"");
        for (; n < plan->topics.n; n++)
            names[n] = plan->topics.at[n].name;
    } else if (when ? kind == PLAN_IF_STATE || kind == PLAN_IF_STATE_FOR
                    : kind == PLAN_SET_STATE) {
        *what_out = N_("there is no state \"%s\"");
        for (; n < plan->states.n; n++)
            names[n] = plan->states.at[n].name;
    } else if (when && kind == PLAN_IF_CHANNEL) {
        *what_out = N_("there is no channel \"%s\"");
        for (; n < plan->channels.n; n++)
            names[n] = plan->channels.at[n].name;
    } else if (when && kind == PLAN_IF_SURVEY_ANSWER) {
        *what_out = N_("the survey has no answer \"%s\"");
        for (; n < plan->answers.n; n++)
            names[n] = plan->answers.at[n].name;
    } else if (when && kind == PLAN_IF_KIND) {
        *what_out = N_("there is no kind of topic \"%s\"");
        for (; n <= PLAN_COMPLAINT; n++)
            names[n] = plan_topic_kind_name((enum plan_topic_kind)n);
    } else if (!when && kind == PLAN_NOTIFY_ADDRESS) {
        *what_out = N_("\"%s\" is nobody to notify");
        names[n++] = "assignee";
        names[n++] = "team";
        names[n++] = "lead";
        names[n++] = "manager";
    } else if (!when && kind == PLAN_CALL_WEBHOOK) {
        *what_out = N_("\"%s\" is not an address that begins with https://");
    } else {
        *what_out = N_("there is no team \"%s\"");
        for (; n < plan->teams.n; n++)
            names[n] = plan->teams.at[n].name;
    }
    *n_out = n;
    return names;
}

static void
unknown_thing(struct reader *reader, const struct scan_cell *at, bool when, int kind,
              const char *name)
{
    size_t n;
    const char *what, *nearest, **names;
    struct plan_why why = {0, NULL, {name}};

    if (reader->problems->n >= PLAN_PROBLEMS_N) {
        read_has_room(reader, false);
        return;
    }
    names = candidates(reader, when, kind, &n, &what);
    why.sentence = what;
    nearest = read_nearest(reader, name, names, n);
    READ_ERROR(reader, at, plan_why_text(reader->arena, reader->problems->lang, &why),
               nearest ? read_say(reader, "did you mean \"%s\"?", nearest)
               : n     ? read_say(reader, "write one of them, such as \"%s\"", names[0])
                       : read_say(reader, "write one that there is"));
}

static void
unknown_sentence(struct reader *reader, const struct scan_cell *at, const char *folded,
                 bool when)
{
    const char *nearest =
        reader->problems->n < PLAN_PROBLEMS_N ? nearest_phrase(folded, when) : NULL;

    READ_ERROR(reader, at,
               when ? read_say(reader, "\"%s\" is not a condition", at->text)
                    : read_say(reader, "\"%s\" is not an action", at->text),
               nearest ? read_say(reader, "did you mean \"%s\"?", nearest)
               : when  ? read_say(reader, "write it like \"%s\"", "first response missed")
                       : read_say(reader, "write it like \"%s\"", "notify lead"));
}

/* ---- Conditions. */

struct piece {
    size_t from, to;
};
/* A cell of conditions, folded and cut; `next` is the piece to read. */
struct pieces {
    const struct scan_cell *cell;
    const char *folded;
    struct piece at[CONDITIONS_N];
    size_t n, next;
};

/* Where " and " separates conditions, outside quotes. */
static void
cut_at_and(struct pieces *pieces)
{
    static const char *const AND[] = {" and ", " y ", " e ", " & ", ", and ", ", y "};
    size_t start = 0, length = strlen(pieces->folded);
    bool quoted = false;

    for (size_t i = 0; i < length && pieces->n + 1 < CONDITIONS_N; i++) {
        quoted ^= pieces->folded[i] == '"';
        for (int k = 0; k < COUNT_OF(AND) && !quoted; k++) {
            if (!str_starts(pieces->folded + i, AND[k]))
                continue;
            pieces->at[pieces->n++] = (struct piece){start, i};
            start = i + strlen(AND[k]);
            i = start - 1;
            break;
        }
    }
    pieces->at[pieces->n++] = (struct piece){start, length};
}

/* The next n pieces as one cell. */
static struct scan_cell
cell_of(struct reader *reader, const struct pieces *pieces, size_t n)
{
    size_t from = pieces->at[pieces->next].from, to = pieces->at[pieces->next + n - 1].to;

    return (struct scan_cell){
        arena_strndup(reader->arena, pieces->folded + from, to - from),
        pieces->cell->line, pieces->cell->column + (int)from};
}

/* As many pieces as make one condition ("topic is Repairs and parts"); false when none
 * do. */
static bool
take_condition(struct reader *reader, struct pieces *pieces, struct plan_condition *out)
{
    const struct read_phrase *like = NULL;
    const char *name = NULL;
    struct scan_cell at;

    for (size_t n = 1; n <= JOINED_N && pieces->next + n <= pieces->n; n++) {
        at = cell_of(reader, pieces, n);
        if (read_condition(reader, at.text, out, &like, &name)) {
            pieces->next += n;
            return true;
        }
    }
    at = cell_of(reader, pieces, 1);
    if (like)
        unknown_thing(reader, &at, true, like->kind, name);
    else
        unknown_sentence(reader, &at, at.text, true);
    pieces->next++;
    return false;
}

static bool
read_conditions(struct reader *reader, const struct scan_cell *cell,
                struct plan_rule *rule)
{
    struct pieces pieces = {.cell = cell, .folded = fold_text(reader->arena, cell->text)};
    bool good = true;

    if (!*pieces.folded || strlen(pieces.folded) > SENTENCE_BYTES) {
        READ_ERROR(reader, cell,
                   *pieces.folded ? read_say(reader, "this sentence is too long")
                                  : read_say(reader, "there is no condition here"),
                   read_say(reader, "write it like \"%s\"", "first response missed"));
        return false;
    }
    cut_at_and(&pieces);
    while (pieces.next < pieces.n) {
        struct plan_condition condition;

        if (take_condition(reader, &pieces, &condition))
            *vec_add(reader->arena, &rule->conditions) = condition;
        else
            good = false;
    }
    return good;
}

/* ---- Actions. */

static bool
add_action(struct reader *reader, const struct scan_cell *piece, struct plan_rule *rule,
           const struct read_phrase **like, const char **name)
{
    struct plan_then then;

    if (!read_action(reader, piece, &then, like, name))
        return false;
    *vec_add(reader->arena, &rule->actions) = then;
    return true;
}

/* "notify lead and manager", "notify lead and close": two in one, the verb said once or
 * twice. */
static bool
take_two(struct reader *reader, const struct scan_cell *piece, struct plan_rule *rule)
{
    static const char *const AND[] = {" and ", " y "};
    const char *none = NULL;
    const struct read_phrase *like = NULL;
    size_t before = rule->actions.n;

    for (int i = 0; i < COUNT_OF(AND); i++) {
        const char *cut = strstr(piece->text, AND[i]);
        struct scan_cell first = *piece, second = *piece;

        if (!cut)
            continue;
        first.text =
            arena_strndup(reader->arena, piece->text, (size_t)(cut - piece->text));
        second.text = cut + strlen(AND[i]);
        second.column += (int)(second.text - piece->text);
        if (!add_action(reader, &first, rule, &like, &none))
            continue;
        if (add_action(reader, &second, rule, &like, &none))
            return true;
        second.text =
            arena_printf(reader->arena, "%.*s %s", (int)strcspn(first.text, " "),
                         first.text, second.text);
        if (add_action(reader, &second, rule, &like, &none))
            return true;
        rule->actions.n = before;
    }
    return false;
}

static bool
take_action(struct reader *reader, const struct scan_cell *piece, struct plan_rule *rule)
{
    const struct read_phrase *like = NULL;
    const char *name = NULL;

    if (add_action(reader, piece, rule, &like, &name) || take_two(reader, piece, rule))
        return true;
    if (like)
        unknown_thing(reader, piece, false, like->kind, name);
    else
        unknown_sentence(reader, piece, fold_text(reader->arena, piece->text), false);
    return false;
}

static bool
read_actions(struct reader *reader, const struct scan_cell *cell, struct plan_rule *rule)
{
    struct scan_cell piece;
    size_t at = 0, n = 0;
    bool good = true;

    while (n < ACTIONS_N && read_piece(reader, cell, &at, &piece)) {
        good = take_action(reader, &piece, rule) && good;
        n++;
    }
    if (read_piece(reader, cell, &at, &piece)) {
        READ_ERROR(reader, &piece,
                   read_say(reader, "this list has more than %d entries", ACTIONS_N),
                   read_say(reader, "leave some out"));
        good = false;
    }
    if (!n) {
        READ_ERROR(reader, cell, read_say(reader, "there is no action here"),
                   read_say(reader, "write it like \"%s\"", "notify lead"));
        return false;
    }
    return good;
}

/* ---- Rules. */

/* Typographic quotes as plain ones, so that a quoted text can be cut out. */
static const char *
plain_quotes(struct reader *reader, const char *s)
{
    static const char *const QUOTES[] = {"\342\200\234", "\342\200\235", "\302\253",
                                         "\302\273"};
    char *out = arena_take(reader->arena, strlen(s) + 1);
    size_t n = 0;

    while (*s) {
        size_t skip = 0;
        for (int i = 0; i < COUNT_OF(QUOTES) && !skip; i++)
            if (str_starts(s, QUOTES[i]))
                skip = strlen(QUOTES[i]);
        out[n++] = skip ? '"' : *s;
        s += skip ? skip : 1;
    }
    return out;
}

/* FNV-1a (draft-eastlake-fnv) of the folded sentence. */
static const char *
key_of(struct reader *reader, const struct plan_rule *rule)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    const char *text =
        arena_printf(reader->arena, "%s|%s", fold_text(reader->arena, rule->when),
                     fold_text(reader->arena, rule->then));

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return arena_printf(reader->arena, "%016" PRIx64, hash);
}

static void
read_rule_row(struct reader *reader, const struct read_rule *row)
{
    struct plan_rule rule = {.section = row->section};
    struct scan_cell when = row->when, then = row->then;
    bool good;

    when.text = plain_quotes(reader, when.text);
    then.text = plain_quotes(reader, then.text);
    rule.line = read_line(reader, row->when.line);
    rule.when = when.text;
    rule.then = then.text;
    rule.key = key_of(reader, &rule);
    good = read_conditions(reader, &when, &rule);
    good = read_actions(reader, &then, &rule) && good;
    if (good)
        *vec_add(reader->arena, &reader->plan->rules) = rule;
}

void
read_sentences(struct reader *reader)
{
    for (size_t i = 0; i < reader->rules.n; i++) {
        const struct read_rule *row = &reader->rules.at[i];

        reader->is_default = row->is_default;
        read_rule_row(reader, row);
    }
    reader->is_default = false;
}
