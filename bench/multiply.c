/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a small desk's database large: copies its tickets, with their messages, events,
 * mails and words, until there are N of them, as they are but for their ids and times.
 *
 *   multiply FILE N                 N tickets in all
 *   multiply FILE N due=K at=MS     K of the open ones are due at MS, the others never */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SQL_BYTES = 8192, ID_SHIFT = 24, SPREAD_MS = 30000, COPIES_A_COMMIT = 20 };

/* A table, and by how much of which step its columns move with each copy. */
struct table {
    const char *name;
    const char *moved[6][2]; /* column, step */
};

/* Steps: T tickets, M messages, O outgoing mails, S tickets among the words, A a moment,
 * R either of T and M by the row's kind; X makes a text unique. */
static const struct table tables[] = {
    {"ticket",          {{"id", "T"}, {"queue_at", "A"}, {"created_at", "A"}}                },
    {"message",         {{"id", "M"}, {"ticket", "T"}, {"created_at", "A"}}                  },
    {"event",           {{"ticket", "T"}, {"message", "M"}, {"at", "A"}}                     },
    {"outgoing",        {{"id", "O"}, {"ticket", "T"}, {"message", "M"}, {"message_id", "X"}}},
    {"search_document", {{"id", "S"}, {"ref", "R"}}                                          },
};
enum { TABLES_N = sizeof tables / sizeof *tables };

struct steps {
    int64_t tickets, messages, outgoing;
};

static sqlite3 *db;

static void
fail(const char *what)
{
    fprintf(stderr, "multiply: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static void
exec(const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(sql);
}

static sqlite3_stmt *
prepare(const char *sql)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail(sql);
    return statement;
}

static int64_t
number(const char *sql)
{
    sqlite3_stmt *statement = prepare(sql);
    int64_t value =
        sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;

    sqlite3_finalize(statement);
    return value;
}

static const char *
step_of(const struct table *table, const char *column)
{
    for (int i = 0; i < 6 && table->moved[i][0]; i++)
        if (strcmp(table->moved[i][0], column) == 0)
            return table->moved[i][1];
    return "";
}

/* What the copy ?1 has in this column. */
static void
add_value(char *sql, const char *column, char step, const struct steps *steps)
{
    size_t n = strlen(sql);
    long long by = step == 'T'   ? steps->tickets
                   : step == 'M' ? steps->messages
                   : step == 'O' ? steps->outgoing
                   : step == 'A' ? SPREAD_MS
                                 : steps->tickets << ID_SHIFT;

    if (!step)
        snprintf(sql + n, SQL_BYTES - n, "\"%s\"", column);
    else if (step == 'X')
        snprintf(sql + n, SQL_BYTES - n, "\"%s\" || '.' || ?1", column);
    else if (step == 'R')
        snprintf(sql + n, SQL_BYTES - n,
                 "\"%s\" + ?1 * CASE kind WHEN 1 THEN %lld ELSE %lld END", column,
                 (long long)steps->tickets, (long long)steps->messages);
    else
        snprintf(sql + n, SQL_BYTES - n, "\"%s\" + ?1 * %lld", column, by);
}

/* Whatever columns the schema has by now. */
static sqlite3_stmt *
copier(const struct table *table, const struct steps *steps)
{
    static char sql[SQL_BYTES], names[SQL_BYTES];
    sqlite3_stmt *column;
    const char *comma = "";

    snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s')", table->name);
    column = prepare(sql);
    *sql = *names = '\0';
    while (sqlite3_step(column) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(column, 0);
        size_t n = strlen(names);

        snprintf(names + n, sizeof names - n, "%s\"%s\"", comma, name);
        n = strlen(sql);
        snprintf(sql + n, sizeof sql - n, "%s", comma);
        add_value(sql, name, *step_of(table, name), steps);
        comma = ", ";
    }
    sqlite3_finalize(column);
    static char whole[3 * SQL_BYTES];
    snprintf(whole, sizeof whole, "INSERT INTO %s (%s) SELECT %s FROM temp.first_%s",
             table->name, names, sql, table->name);
    return prepare(whole);
}

/* The tables as they were, and the words of each document, put together again. */
static void
remember(void)
{
    char sql[SQL_BYTES];

    for (int i = 0; i < TABLES_N; i++) {
        snprintf(sql, sizeof sql, "CREATE TEMP TABLE first_%s AS SELECT * FROM main.%s",
                 tables[i].name, tables[i].name);
        exec(sql);
    }
    exec("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, search_text, instance)");
    exec("CREATE TEMP TABLE first_words AS SELECT doc,"
         " coalesce(group_concat(term, ' ') FILTER (WHERE col = 'title'), '') AS title,"
         " coalesce(group_concat(term, ' ') FILTER (WHERE col = 'body'), '') AS body"
         " FROM (SELECT doc, col, term FROM temp.word ORDER BY doc, col, \"offset\")"
         " GROUP BY doc");
}

static void
run(sqlite3_stmt *statement, int64_t copy)
{
    sqlite3_bind_int64(statement, 1, copy);
    if (sqlite3_step(statement) != SQLITE_DONE)
        fail(sqlite3_sql(statement));
    sqlite3_reset(statement);
}

static void
multiply(int64_t wanted)
{
    int64_t first_n = number("SELECT count(*) FROM ticket");
    struct steps steps = {number("SELECT max(id) FROM ticket"),
                          number("SELECT max(id) FROM message"),
                          number("SELECT coalesce(max(id), 0) FROM outgoing")};
    int64_t copies = (wanted - first_n + first_n - 1) / (first_n ? first_n : 1);
    sqlite3_stmt *copiers[TABLES_N + 1];
    char sql[256];

    if (first_n < 1)
        fail("there are no tickets in it");
    if (copies < 1)
        return;
    remember();
    for (int i = 0; i < TABLES_N; i++)
        copiers[i] = copier(&tables[i], &steps);
    snprintf(sql, sizeof sql,
             "INSERT INTO search_text (rowid, title, body)"
             " SELECT doc + ?1 * %lld, title, body FROM temp.first_words",
             (long long)(steps.tickets << ID_SHIFT));
    copiers[TABLES_N] = prepare(sql);
    for (int64_t copy = 1; copy <= copies; copy++) {
        if (copy % COPIES_A_COMMIT == 1)
            exec("BEGIN IMMEDIATE");
        for (int i = 0; i <= TABLES_N; i++)
            run(copiers[i], copy);
        if (copy % COPIES_A_COMMIT == 0 || copy == copies)
            exec("COMMIT");
    }
    for (int i = 0; i <= TABLES_N; i++)
        sqlite3_finalize(copiers[i]);
    snprintf(sql, sizeof sql, "UPDATE ticket_tally SET n = n * %lld",
             (long long)copies + 1);
    exec(sql);
}

static void
make_due(int64_t due_n, int64_t at)
{
    char sql[512];

    snprintf(sql, sizeof sql,
             "UPDATE ticket SET next_due_at = NULL WHERE next_due_at IS NOT NULL;"
             "UPDATE ticket SET next_due_at = %lld WHERE id IN (SELECT id FROM ticket"
             " WHERE phase < 4 ORDER BY id DESC LIMIT %lld)",
             (long long)at, (long long)due_n);
    exec(sql);
}

int
main(int argc, char **argv)
{
    int64_t due_n = -1, at = 0;

    if (argc != 3 && argc != 5) {
        fprintf(stderr, "Usage: multiply FILE N [due=K at=MS]\n");
        return 64;
    }
    for (int i = 3; i < argc; i++)
        if (strncmp(argv[i], "due=", 4) == 0)
            due_n = strtoll(argv[i] + 4, NULL, 10);
        else if (strncmp(argv[i], "at=", 3) == 0)
            at = strtoll(argv[i] + 3, NULL, 10);
    if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        fail(argv[1]);
    exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;"
         "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF");
    multiply(strtoll(argv[2], NULL, 10));
    if (due_n >= 0)
        make_due(due_n, at);
    exec("PRAGMA wal_checkpoint(TRUNCATE)");
    printf("%lld tickets\n", (long long)number("SELECT count(*) FROM ticket"));
    sqlite3_close(db);
    return 0;
}
