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

struct nearest {
    struct arena *arena; /* for the comparison only */
    char **words;
    size_t words_n;
    const char *best;
    int most;
};

static void
compare_example(struct nearest *nearest, const char *example)
{
    int likeness = example ? sentence_likeness(nearest->arena, nearest->words,
                                               nearest->words_n, example)
                           : 0;

    if (likeness <= nearest->most)
        return;
    nearest->most = likeness;
    nearest->best = example;
}

static const char *
nearest_phrase(const char *folded, bool when)
{
    struct nearest nearest = {.arena = arena_new(0)};
    size_t n;
    const struct read_phrase *phrases =
        when ? read_when_phrases(&n) : read_then_phrases(&n);
    const char *const *more;

    nearest.words = str_split(nearest.arena, folded, ' ', &nearest.words_n);
    nearest.most = nearest.words_n == 1 ? 1 : LIKE_ENOUGH - 1;
    for (size_t i = 0; i < n; i++)
        compare_example(&nearest, phrases[i].example);
    more = read_more_examples(when, &n);
    for (size_t i = 0; i < n; i++)
        compare_example(&nearest, more[i]);
    arena_free(&nearest.arena);
    return nearest.best;
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
/* A cell of conditions, folded and cut. */
struct pieces {
    const struct scan_cell *cell;
    const char *folded;
    struct piece at[CONDITIONS_N];
    size_t n;
};

/* Where " and " or a comma separates conditions, outside quotes. */
static void
cut_at_and(struct pieces *pieces)
{
    static const char *const AND[] = {
        ", and ", ", y ",    "; ",         ", ",        " and ",    " y ",      " e ",
        " & ",    " while ", " mientras ", " outside ", " during ", " fuera de"};
    enum { ITSELF = 10 }; /* from here on the words belong to what follows */
    size_t start = 0, length = strlen(pieces->folded);
    bool quoted = false;

    for (size_t i = 0; i < length && pieces->n + 1 < CONDITIONS_N; i++) {
        quoted ^= pieces->folded[i] == '"';
        for (int k = 0; k < COUNT_OF(AND) && !quoted; k++) {
            if (!str_starts(pieces->folded + i, AND[k]))
                continue;
            pieces->at[pieces->n++] = (struct piece){start, i};
            start = k < ITSELF ? i + strlen(AND[k]) : i + 1;
            i += strlen(AND[k]) - 1;
            break;
        }
    }
    pieces->at[pieces->n++] = (struct piece){start, length};
}

/* n pieces from `first` on as one cell. */
static struct scan_cell
cell_of(struct reader *reader, const struct pieces *pieces, size_t first, size_t n)
{
    size_t from = pieces->at[first].from, to = pieces->at[first + n - 1].to;

    return (struct scan_cell){
        arena_strndup(reader->arena, pieces->folded + from, to - from),
        pieces->cell->line,
        pieces->cell->column +
            (int)fold_origin(pieces->cell->text, pieces->folded, from)};
}

/* Several pieces may make one condition ("topic is Repairs and parts"): the shortest that
 * leave a condition for each piece behind them, found from the end. */
static bool
take_conditions(struct reader *reader, const struct pieces *pieces,
                struct plan_rule *rule)
{
    struct plan_condition found[CONDITIONS_N];
    size_t length[CONDITIONS_N] = {0};

    for (size_t i = pieces->n; i-- > 0;) {
        for (size_t n = 1; n <= JOINED_N && i + n <= pieces->n && !length[i]; n++) {
            const struct read_phrase *like = NULL;
            const char *name = NULL;

            if (i + n < pieces->n && !length[i + n])
                continue;
            if (read_condition(reader, cell_of(reader, pieces, i, n).text, &found[i],
                               &like, &name))
                length[i] = n;
        }
    }
    for (size_t i = 0; length[0] && i < pieces->n; i += length[i])
        *vec_add(reader->arena, &rule->conditions) = found[i];
    return length[0] > 0;
}

/* Says of each piece that is no condition why. */
static void
blame_conditions(struct reader *reader, const struct pieces *pieces)
{
    for (size_t i = 0, n; i < pieces->n; i += n) {
        const struct read_phrase *like = NULL;
        const char *name = NULL;
        struct plan_condition condition;
        struct scan_cell at;
        bool good = false;

        for (n = 1; n <= JOINED_N && i + n <= pieces->n && !good; n++)
            good = read_condition(reader, cell_of(reader, pieces, i, n).text, &condition,
                                  &like, &name);
        n = good ? n - 1 : 1;
        at = cell_of(reader, pieces, i, 1);
        if (!good && like)
            unknown_thing(reader, &at, true, like->kind, name);
        else if (!good)
            unknown_sentence(reader, &at, at.text, true);
    }
}

static bool
read_conditions(struct reader *reader, const struct scan_cell *cell,
                struct plan_rule *rule)
{
    struct pieces pieces = {.cell = cell, .folded = fold_text(reader->arena, cell->text)};

    if (!*pieces.folded || strlen(pieces.folded) > SENTENCE_BYTES) {
        READ_ERROR(reader, cell,
                   *pieces.folded ? read_say(reader, "this sentence is too long")
                                  : read_say(reader, "there is no condition here"),
                   read_say(reader, "write it like \"%s\"", "first response missed"));
        return false;
    }
    cut_at_and(&pieces);
    if (take_conditions(reader, &pieces, rule))
        return true;
    blame_conditions(reader, &pieces);
    return false;
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

/* "manager" behind "notify lead": the verb is said once. */
static bool
add_with_verb(struct reader *reader, const struct scan_cell *piece, const char *verb,
              struct plan_rule *rule)
{
    const char *none = NULL;
    const struct read_phrase *like = NULL;
    struct scan_cell whole = *piece;

    if (!*verb)
        return false;
    whole.text = arena_printf(reader->arena, "%s %s", verb, piece->text);
    return add_action(reader, &whole, rule, &like, &none);
}

/* "notify lead and manager", "notify lead and close": two in one. */
static bool
take_two(struct reader *reader, const struct scan_cell *piece, const char *verb,
         struct plan_rule *rule)
{
    static const char *const AND[] = {" and ", " y ", " & "};
    size_t before = rule->actions.n;

    for (int i = 0; i < COUNT_OF(AND); i++) {
        const char *cut = strstr(piece->text, AND[i]), *none = NULL;
        const struct read_phrase *like = NULL;
        struct scan_cell first = *piece, second = *piece;

        if (!cut)
            continue;
        first.text =
            arena_strndup(reader->arena, piece->text, (size_t)(cut - piece->text));
        second.text = cut + strlen(AND[i]);
        second.column += (int)(second.text - piece->text);
        if (add_action(reader, &first, rule, &like, &none))
            verb = arena_strndup(reader->arena, first.text, strcspn(first.text, " "));
        else if (!add_with_verb(reader, &first, verb, rule))
            continue;
        if (add_action(reader, &second, rule, &like, &none) ||
            add_with_verb(reader, &second, verb, rule))
            return true;
        rule->actions.n = before;
    }
    return false;
}

/* verb: of the action before, or "". */
static bool
take_action(struct reader *reader, const struct scan_cell *piece, const char *verb,
            struct plan_rule *rule)
{
    const struct read_phrase *like = NULL;
    const char *name = NULL;

    if (add_action(reader, piece, rule, &like, &name) ||
        take_two(reader, piece, verb, rule) || add_with_verb(reader, piece, verb, rule))
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
    const char *verb = "";
    size_t at = 0, n = 0;
    bool good = true;

    while (n < ACTIONS_N && read_piece(reader, cell, &at, &piece)) {
        if (!take_action(reader, &piece, verb, rule))
            good = false;
        else if (rule->actions.at[rule->actions.n - 1].kind <= PLAN_NOTIFY_ADDRESS)
            verb = "notify";
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

/* Typographic quotes and signs as plain ones, so that a quoted text can be cut out. */
static const char *
plain_signs(struct reader *reader, const char *s)
{
    static const char *const SIGNS[][2] = {
        {"\342\200\234", "\""},
        {"\342\200\235", "\""},
        {"\342\200\236", "\""},
        {"\302\253",     "\""},
        {"\302\273",     "\""},
        {"\342\211\244", "<="},
        {"\342\211\245", ">="},
        {"\342\211\240", "!="}
    };
    char *out = arena_take(reader->arena, strlen(s) + 1);
    size_t n = 0;

    while (*s) {
        int i = 0;

        while (i < COUNT_OF(SIGNS) && !str_starts(s, SIGNS[i][0]))
            i++;
        if (i == COUNT_OF(SIGNS)) {
            out[n++] = *s++;
            continue;
        }
        memcpy(out + n, SIGNS[i][1], strlen(SIGNS[i][1]));
        n += strlen(SIGNS[i][1]);
        s += strlen(SIGNS[i][0]);
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

    when.text = plain_signs(reader, when.text);
    then.text = plain_signs(reader, then.text);
    rule.line = read_line(reader, row->when.line);
    read_remember(reader, &row->when);
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
    reader->steps_left = READ_STEPS_N;
    for (size_t i = 0; i < reader->rules.n; i++) {
        const struct read_rule *row = &reader->rules.at[i];

        reader->is_default = row->is_default;
        if (reader->steps_left >= 0)
            read_rule_row(reader, row);
        if (reader->steps_left >= 0)
            continue;
        reader->is_default = false;
        READ_ERROR(reader, &row->when,
                   read_say(reader, "the rules from here on were not read: those before "
                                    "them take too long to understand"),
                   read_say(reader, "write shorter sentences"));
        return;
    }
    reader->is_default = false;
}
