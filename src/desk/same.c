/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/same.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "plan/fold.h"
#include "store/db.h"

#include <string.h>

enum { LOOK_N = 500, WORD_BYTES = 3 };
#define WINDOW_MS MS_DAY

/* Folded, between blanks. What says only that something is wrong, where it is, or
 * nothing at all, in English and Spanish. */
static const char no_matter[] =
    " the and for with without from into this that these those there here have has had "
    "is are "
    "was were been being its our your their his her all any some every many much more "
    "most "
    "very too also just still again since today now morning afternoon yesterday week "
    "please help need needs needed urgent asap question request ticket issue issues "
    "problem "
    "problems trouble error errors fault fail fails failed failing failure broken break "
    "breaks work works working worked down dead gone out off not does doesn't dont don't "
    "cannot can't cant won't wont isn't isnt stop stops stopped happen happens again how "
    "what when where why who which you they we subject "
    "room rooms classroom class floor building hall library office school campus gym lab "
    "desk site house department everywhere nowhere "
    "los las una uno unos unas del por para con sin que como esta este esto estos estas "
    "hay "
    "hoy ayer ahora semana manana tarde desde todo toda todos todas muy mas favor ayuda "
    "urgente pregunta solicitud asunto problema problemas error errores fallo fallos "
    "falla "
    "roto rota funciona funcionan puedo puede podemos tengo tiene cuando donde quien "
    "porque "
    "aula aulas sala clase planta piso edificio biblioteca oficina despacho colegio "
    "escuela "
    "instituto laboratorio gimnasio sede departamento ";

struct words {
    const char *at[SAME_WORDS_N];
    size_t n;
};

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80 || c == '\'';
}

static bool
has_word(const struct words *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (str_eq(words->at[i], word))
            return true;
    return false;
}

static bool
is_little(struct arena *arena, const char *word)
{
    return strstr(no_matter, arena_printf(arena, " %s ", word)) != NULL;
}

static void
add_word(struct arena *arena, const char *at, size_t n, struct words *words)
{
    char *word = arena_strndup(arena, at, n);

    if (n < WORD_BYTES || words->n == SAME_WORDS_N || is_little(arena, word))
        return;
    if (n > WORD_BYTES + 1 && word[n - 1] == 's')
        word[n - 1] = 0;
    if (!is_little(arena, word) && !has_word(words, word))
        words->at[words->n++] = word;
}

/* The words that count. A word that holds a digit is a number or a place. */
static struct words
words_of(struct arena *arena, const char *subject)
{
    const char *folded = fold_text(arena, subject), *at = folded;
    struct words words = {.n = 0};

    while (*at) {
        size_t n = 0;
        bool digit = false;

        while (is_letter(at[n]) || (at[n] >= '0' && at[n] <= '9')) {
            digit = digit || (at[n] >= '0' && at[n] <= '9');
            n++;
        }
        if (n && !digit)
            add_word(arena, at, n, &words);
        at += n ? n : 1;
    }
    return words;
}

static bool
same_words(const struct words *a, const struct words *b)
{
    size_t shared = 0;

    for (size_t i = 0; i < a->n; i++)
        shared += has_word(b, a->at[i]);
    return shared >= 2 || (shared && shared == a->n && shared == b->n);
}

bool
same_subject(struct arena *arena, const char *a, const char *b)
{
    struct words one = words_of(arena, a), other = words_of(arena, b);

    return same_words(&one, &other);
}

static bool
knows(const int64_t *people, size_t n, int64_t person)
{
    for (size_t i = 0; i < n; i++)
        if (people[i] == person)
            return true;
    return false;
}

static void
read_same(struct cx *cx, struct db_rows *rows, const struct ticket *ticket,
          struct same *out)
{
    struct words words = words_of(cx->arena, ticket->subject);
    int64_t *people = NEW_N(cx->arena, LOOK_N + 1, int64_t);

    people[0] = ticket->requester.v;
    out->people_n = 1;
    while (words.n && db_next(rows)) {
        struct words other = words_of(cx->arena, db_text(rows, 2));

        if (!same_words(&words, &other))
            continue;
        out->ids[out->n++] = (struct ticket_id){db_int(rows, 0)};
        if (!knows(people, (size_t)out->people_n, db_int(rows, 1)))
            people[out->people_n++] = db_int(rows, 1);
    }
    for (size_t i = 0; i < out->n / 2; i++) {
        struct ticket_id swap = out->ids[i];

        out->ids[i] = out->ids[out->n - 1 - i];
        out->ids[out->n - 1 - i] = swap;
    }
}

struct err *
same_find(struct cx *cx, const struct ticket *ticket, struct same *out)
{
    struct db_rows *rows;

    *out = (struct same){.ids = NEW_N(cx->arena, LOOK_N + 1, struct ticket_id),
                         .people_n = 1};
    if (ticket->restricted)
        return NULL;
    TRY(db_query(
        cx, &rows,
        "SELECT id, requester, subject FROM ticket WHERE topic = $1 AND created_at > $2"
        " AND id <> $3 AND phase <> 6 AND restricted = 0 AND channel <> 'problem'"
        " AND COALESCE(merged_into, 0) = 0 AND desk = $5"
        " ORDER BY created_at DESC LIMIT $4",
        ARG(ticket->topic), ARG(ticket->created_at - WINDOW_MS), ARG(ticket->id),
        ARG((int64_t)LOOK_N), ARG(ticket->desk)));
    read_same(cx, rows, ticket, out);
    db_close(rows);
    return db_end(rows);
}
