/* SPDX-License-Identifier: Apache-2.0 */
/* Where the engines differ: FTS5 without content on SQLite, a tsvector with GIN on
 * PostgreSQL. Both get words that fold.c has made, so neither takes a text apart by
 * itself.
 *
 * A document's id is ticket << 24 | n << 1 | internal: a hit names its ticket and its
 * secrecy without a look-up, and the newest tickets come first when hits are read
 * backwards. */
#include "store/search.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/db.h"
#include "store/fold.h"

#include <stdlib.h>
#include <string.h>

enum {
    TICKET_SHIFT = 24,
    WORDS_MAX = 16000, /* a tsvector counts positions to 16,383 */
    BUF_MAX = 1 << 20, /* and holds at most 1 MB */
    TERMS_MAX = 16,
    TERM_WORDS_MAX = 32,
    RANKED_MAX = 5000,
};

/* ---- Documents. */

/* The words of a document, title before body; hash tells whether it is the same later. */
struct words {
    const char *title, *body;
    int64_t hash;
};

static int64_t
hash_of(const char *title, const char *body)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

    for (; *title; title++)
        hash = (hash ^ (unsigned char)*title) * UINT64_C(0x100000001b3);
    hash *= UINT64_C(0x100000001b3);
    for (; *body; body++)
        hash = (hash ^ (unsigned char)*body) * UINT64_C(0x100000001b3);
    return (int64_t)(hash >> 1);
}

static struct words
words_of(struct cx *cx, const struct search_document *document)
{
    struct buf title, body;
    size_t n;

    buf_init(&title, cx->arena, BUF_MAX / 4);
    buf_init(&body, cx->arena, BUF_MAX / 4);
    n = fold_words_of(&title, document->title ? document->title : "", WORDS_MAX);
    fold_words_of(&body, document->body ? document->body : "", WORDS_MAX - n);
    return (struct words){buf_text(&title), buf_text(&body),
                          hash_of(buf_text(&title), buf_text(&body))};
}

/* Each word with its place and weight: 'printer':3A. Words hold no quotes. */
static void
add_lexemes(struct buf *out, const char *words, int *place, char weight)
{
    while (*words) {
        size_t n = strcspn(words, " ");
        buf_char(out, '\'');
        buf_add(out, words, n);
        buf_printf(out, "':%d%c ", ++*place, weight);
        words += n + (words[n] == ' ');
    }
}

static const char *
lexemes_of(struct cx *cx, const struct words *words)
{
    struct buf out;
    int place = 0;

    buf_init(&out, cx->arena, 4 * BUF_MAX);
    add_lexemes(&out, words->title, &place, 'A');
    add_lexemes(&out, words->body, &place, 'D');
    return buf_text(&out);
}

/* The next free id of a document of this ticket. */
static struct err *
next_id(struct cx *cx, const struct search_document *document, int64_t *id_out)
{
    int64_t first = document->ticket.v << TICKET_SHIFT, last;

    TRY(db_number(cx, &last, first,
                  "SELECT max(id) FROM search_document WHERE id >= $1 AND id < $2",
                  ARG(first), ARG(first + (INT64_C(1) << TICKET_SHIFT))));
    *id_out = (((last >> 1) + 1) << 1) | (document->internal ? 1 : 0);
    return NULL;
}

struct err *
search_add(struct cx *cx, const struct search_document *document)
{
    struct words words = words_of(cx, document);
    int64_t id;

    TRY(next_id(cx, document, &id));
    if (db_engine(cx->db) == DB_POSTGRESQL)
        return db_exec(cx,
                       "INSERT INTO search_document (id, kind, ref, hash, words)"
                       " VALUES ($1, $2, $3, $4, CAST($5 AS tsvector))",
                       ARG(id), ARG((int)document->kind), ARG(document->ref),
                       ARG(words.hash), ARG(lexemes_of(cx, &words)));
    TRY(db_exec(
        cx, "INSERT INTO search_document (id, kind, ref, hash) VALUES ($1, $2, $3, $4)",
        ARG(id), ARG((int)document->kind), ARG(document->ref), ARG(words.hash)));
    return db_exec(cx, "INSERT INTO search_text (rowid, title, body) VALUES ($1, $2, $3)",
                   ARG(id), ARG(words.title), ARG(words.body));
}

/* The row of (kind, ref); id 0 when there is none. */
static struct err *
find(struct cx *cx, const struct search_document *document, int64_t *id_out,
     int64_t *hash_out)
{
    struct db_rows *rows;

    *id_out = *hash_out = 0;
    TRY(db_query(cx, &rows,
                 "SELECT id, hash FROM search_document WHERE kind = $1 AND ref = $2",
                 ARG((int)document->kind), ARG(document->ref)));
    if (db_next(rows)) {
        *id_out = db_int(rows, 0);
        *hash_out = db_int(rows, 1);
    }
    return db_end(rows);
}

struct err *
search_remove(struct cx *cx, const struct search_document *document)
{
    struct words words = words_of(cx, document);
    int64_t id, hash;

    TRY(find(cx, document, &id, &hash));
    if (id == 0)
        return NULL;
    if (db_engine(cx->db) == DB_POSTGRESQL)
        return db_exec(cx, "DELETE FROM search_document WHERE id = $1", ARG(id));
    if (hash != words.hash) /* FTS5 can only take out the words that it is told */
        return db_exec(cx, "UPDATE search_document SET kind = 0, ref = $1 WHERE id = $1",
                       ARG(id));
    TRY(db_exec(cx,
                "INSERT INTO search_text (search_text, rowid, title, body)"
                " VALUES ('delete', $1, $2, $3)",
                ARG(id), ARG(words.title), ARG(words.body)));
    return db_exec(cx, "DELETE FROM search_document WHERE id = $1", ARG(id));
}

struct err *
search_holds(struct cx *cx, const struct search_document *document, bool *holds_out)
{
    struct words words = words_of(cx, document);
    int64_t id, hash;

    TRY(find(cx, document, &id, &hash));
    *holds_out = id != 0 && hash == words.hash &&
                 id >> TICKET_SHIFT == document->ticket.v &&
                 (id & 1) == (document->internal ? 1 : 0);
    return NULL;
}

struct err *
search_clear(struct cx *cx)
{
    if (db_engine(cx->db) == DB_SQLITE)
        TRY(db_exec(cx, "INSERT INTO search_text (search_text) VALUES ('delete-all')"));
    return db_exec(cx, "DELETE FROM search_document");
}

/* ---- Queries. */

static void
add_fts5(struct buf *out, const char *words, bool prefix)
{
    if (out->n > 0)
        buf_str(out, " AND ");
    buf_char(out, '"');
    buf_str(out, words);
    buf_str(out, prefix ? "\" *" : "\"");
}

static void
add_tsquery(struct buf *out, const char *words, bool prefix)
{
    buf_str(out, out->n > 0 ? " & (" : "(");
    for (bool first = true; *words; first = false) {
        size_t n = strcspn(words, " ");
        buf_str(out, first ? "'" : " <-> '");
        buf_add(out, words, n);
        buf_char(out, '\'');
        words += n + (words[n] == ' ');
    }
    buf_str(out, prefix ? ":*)" : ")");
}

/* The next term of what was typed: up to a blank, or between quotes. */
static char *
next_term(struct cx *cx, const char **at, bool *quoted_out)
{
    const char *start = *at + strspn(*at, " \t\n");
    size_t n;

    *quoted_out = *start == '"';
    if (*quoted_out)
        n = strcspn(++start, "\"");
    else
        n = strcspn(start, " \t\n\"");
    *at = start + n;
    if (*quoted_out && **at == '"')
        ++*at;
    return arena_strndup(cx->arena, start, n);
}

static bool
long_enough(const char *words)
{
    const char *last = strrchr(words, ' ');

    return strlen(last ? last + 1 : words) >= 2;
}

const char *
search_query(struct cx *cx, const char *typed)
{
    bool sqlite = db_engine(cx->db) == DB_SQLITE, quoted;
    struct buf out, words;
    int terms_n = 0;

    buf_init(&out, cx->arena, 0);
    while (typed && typed[strspn(typed, " \t\n")] && terms_n < TERMS_MAX) {
        const char *term = next_term(cx, &typed, &quoted);
        buf_init(&words, cx->arena, 0);
        if (fold_words_of(&words, term, TERM_WORDS_MAX) == 0)
            continue;
        bool last = str_blank(typed) && !quoted && long_enough(buf_text(&words));
        (sqlite ? add_fts5 : add_tsquery)(&out, buf_text(&words), last);
        terms_n++;
    }
    return terms_n > 0 ? buf_text(&out) : NULL;
}

const char *
search_sql(struct cx *cx, int slot, bool internal)
{
    if (db_engine(cx->db) == DB_POSTGRESQL)
        return arena_printf(cx->arena,
                            "SELECT id >> %d FROM search_document"
                            " WHERE words @@ CAST($%d AS tsquery)%s",
                            TICKET_SHIFT, slot, internal ? "" : " AND id & 1 = 0");
    return arena_printf(
        cx->arena, "SELECT rowid >> %d FROM search_text WHERE search_text MATCH $%d%s",
        TICKET_SHIFT, slot, internal ? "" : " AND rowid & 1 = 0");
}

const char *
search_ranked_sql(struct cx *cx, int slot, bool internal)
{
    const char *public = internal ? "" : " AND id & 1 = 0";

    if (db_engine(cx->db) == DB_POSTGRESQL)
        return arena_printf(
            cx->arena,
            "SELECT ticket, min(score) AS rank FROM (SELECT id >> %d AS ticket,"
            " CAST(-ts_rank(words, CAST($%d AS tsquery)) AS double precision) AS score"
            " FROM search_document WHERE words @@ CAST($%d AS tsquery)%s"
            " ORDER BY id DESC LIMIT %d) hit GROUP BY ticket",
            TICKET_SHIFT, slot, slot, public, RANKED_MAX);
    return arena_printf(
        cx->arena,
        "SELECT ticket, min(score) AS rank FROM (SELECT id >> %d AS ticket, score FROM"
        " (SELECT rowid AS id, bm25(search_text, 4.0, 1.0) AS score FROM search_text"
        " WHERE search_text MATCH $%d ORDER BY rowid DESC)"
        " WHERE 1 = 1%s LIMIT %d) hit GROUP BY ticket",
        TICKET_SHIFT, slot, public, RANKED_MAX);
}

/* ---- Checking. */

struct check {
    void (*fault)(void *arg, const char *text);
    void *arg;
};

/* One fault for each row of (kind, ref, ticket). */
static struct err *
report(struct cx *cx, const struct check *check, const char *what, const char *sql)
{
    static const char *const kinds[] = {
        [0] = "document", [SEARCH_TICKET] = "ticket", [SEARCH_MESSAGE] = "message"};
    struct db_rows *rows;

    TRY(db_query(cx, &rows, sql));
    while (db_next(rows)) {
        int64_t kind = db_int(rows, 0);
        check->fault(check->arg,
                     arena_printf(cx->arena, "full-text index: %s %lld of ticket %lld %s",
                                  kinds[kind == 1 || kind == 2 ? kind : 0],
                                  (long long)db_int(rows, 1), (long long)db_int(rows, 2),
                                  what));
    }
    return db_end(rows);
}

static struct err *
check_inside(struct cx *cx, const struct check *check)
{
    if (db_engine(cx->db) == DB_POSTGRESQL)
        return NULL; /* the words stand in the document's own row */
    TRY(report(cx, check, "has no words",
               "SELECT kind, ref, id >> 24 FROM search_document"
               " WHERE id NOT IN (SELECT id FROM search_text_docsize)"));
    return report(cx, check, "has words without a document",
                  "SELECT 0, id, id >> 24 FROM search_text_docsize"
                  " WHERE id NOT IN (SELECT id FROM search_document)");
}

struct err *
search_check(struct cx *cx, const char *expected_sql,
             void (*fault)(void *arg, const char *text), void *arg)
{
    static const char *const held =
        "SELECT kind, ref, id >> 24, id & 1 FROM search_document"
        " WHERE kind <> 0";
    struct check check = {fault, arg};

    TRY(report(
        cx, &check, "is missing",
        arena_printf(cx->arena, "SELECT * FROM (%s) e EXCEPT %s", expected_sql, held)));
    TRY(report(
        cx, &check, "is there and should not be",
        arena_printf(cx->arena, "%s EXCEPT SELECT * FROM (%s) e", held, expected_sql)));
    TRY(report(cx, &check, "was changed and still has its old words",
               "SELECT kind, ref, id >> 24 FROM search_document WHERE kind = 0"));
    return check_inside(cx, &check);
}
