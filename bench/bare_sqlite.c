/* SPDX-License-Identifier: Apache-2.0 */
/* What bare SQLite needs for the rows that Kindesk wrote: reads every row of SOURCE into
 * memory, then inserts them, ticket by ticket, into an empty TARGET of the same schema
 * (same indexes, same full-text table, WAL, synchronous=FULL), GROUP tickets a commit,
 * and prints tickets per second. Rows without a ticket (people, jobs, limits) are spread
 * evenly. */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct row {
    int64_t group;
    sqlite3_value **values;
};

struct table {
    char *name;
    int columns_n;
    struct row *rows;
    size_t n, room, next;
    sqlite3_stmt *insert;
};

struct copy {
    sqlite3 *source, *target;
    struct table tables[64];
    int tables_n;
    int64_t tickets_n, first_ticket;
};

static void
fail(sqlite3 *db, const char *what)
{
    fprintf(stderr, "bare_sqlite: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static void *
take(void *old, size_t bytes)
{
    void *p = realloc(old, bytes);

    if (!p)
        fail(NULL, "out of memory");
    return p;
}

static void
exec(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(db, sql);
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail(db, sql);
    return statement;
}

static int64_t
number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = prepare(db, sql);
    int64_t value =
        sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;

    sqlite3_finalize(statement);
    return value;
}

static void
make_schema(struct copy *copy)
{
    sqlite3_stmt *made =
        prepare(copy->source, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
                              " AND name NOT LIKE 'sqlite_%'"
                              " AND name NOT LIKE 'search_text_%'"
                              " ORDER BY type = 'index', rowid");

    while (sqlite3_step(made) == SQLITE_ROW)
        exec(copy->target, (const char *)sqlite3_column_text(made, 0));
    sqlite3_finalize(made);
}

/* Which ticket a row belongs to; -1: to none in particular. */
static int64_t
group_of(const struct copy *copy, const struct table *table, sqlite3_stmt *row)
{
    const char *wanted = strcmp(table->name, "ticket") == 0 ? "id" : "ticket";
    bool search = strncmp(table->name, "search_", 7) == 0;

    if (search)
        return (sqlite3_column_int64(row, 0) >> 24) - copy->first_ticket;
    for (int i = 0; i < table->columns_n; i++)
        if (strcmp(sqlite3_column_name(row, i), wanted) == 0 &&
            sqlite3_column_type(row, i) == SQLITE_INTEGER)
            return sqlite3_column_int64(row, i) - copy->first_ticket;
    return -1;
}

static void
prepare_insert(struct copy *copy, struct table *table, const char *into)
{
    char sql[1024];
    size_t n = (size_t)snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (", into);

    for (int i = 0; i < table->columns_n; i++)
        n += (size_t)snprintf(sql + n, sizeof sql - n, "%s?", i ? ", " : "");
    snprintf(sql + n, sizeof sql - n, ")");
    table->insert = prepare(copy->target, sql);
}

static int
by_group(const void *a, const void *b)
{
    int64_t x = ((const struct row *)a)->group, y = ((const struct row *)b)->group;

    return x < y ? -1 : x > y;
}

static void
read_table(struct copy *copy, const char *name, const char *select, const char *into)
{
    struct table *table = &copy->tables[copy->tables_n++];
    sqlite3_stmt *row = prepare(copy->source, select);

    table->name = strdup(name);
    table->columns_n = sqlite3_column_count(row);
    while (sqlite3_step(row) == SQLITE_ROW) {
        if (table->n == table->room) {
            table->room = table->room ? table->room * 2 : 1024;
            table->rows = take(table->rows, table->room * sizeof *table->rows);
        }
        struct row *new = &table->rows[table->n++];
        new->group = group_of(copy, table, row);
        new->values = take(NULL, (size_t)table->columns_n * sizeof *new->values);
        for (int i = 0; i < table->columns_n; i++)
            new->values[i] = sqlite3_value_dup(sqlite3_column_value(row, i));
    }
    for (size_t i = 0; i < table->n; i++)
        if (table->rows[i].group < 0)
            table->rows[i].group = (int64_t)i * copy->tickets_n / (int64_t)table->n;
    if (table->n > 0)
        qsort(table->rows, table->n, sizeof *table->rows, by_group);
    prepare_insert(copy, table, into);
    sqlite3_finalize(row);
}

static void
read_tables(struct copy *copy)
{
    sqlite3_stmt *list =
        prepare(copy->source, "SELECT name FROM sqlite_schema WHERE type = 'table'"
                              " AND name NOT LIKE 'sqlite_%'"
                              " AND name NOT LIKE 'search_text%'");
    char sql[256];

    while (sqlite3_step(list) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(list, 0);
        snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", name);
        read_table(copy, name, sql, name);
    }
    sqlite3_finalize(list);
    /* The full-text table keeps no text of its own: its words come from the rows. */
    read_table(copy, "search_text",
               "SELECT d.id, coalesce(t.subject, ''), coalesce(m.text, '')"
               " FROM search_document d"
               " LEFT JOIN ticket t ON d.kind = 1 AND t.id = d.ref"
               " LEFT JOIN message m ON d.kind = 2 AND m.id = d.ref WHERE d.kind > 0",
               "search_text (rowid, title, body)");
}

static int64_t
insert_group(struct copy *copy, int64_t group)
{
    int64_t rows_n = 0;

    for (int i = 0; i < copy->tables_n; i++) {
        struct table *table = &copy->tables[i];
        while (table->next < table->n && table->rows[table->next].group <= group) {
            struct row *row = &table->rows[table->next++];
            for (int c = 0; c < table->columns_n; c++)
                sqlite3_bind_value(table->insert, c + 1, row->values[c]);
            if (sqlite3_step(table->insert) != SQLITE_DONE)
                fail(copy->target, table->name);
            sqlite3_reset(table->insert);
            rows_n++;
        }
    }
    return rows_n;
}

static double
seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
    static struct copy copy;
    int64_t rows_n = 0, size;

    if (argc != 4 || (size = strtol(argv[3], NULL, 10)) < 1) {
        fprintf(stderr, "Usage: bare_sqlite SOURCE TARGET GROUP\n");
        return 64;
    }
    if (sqlite3_open_v2(argv[1], &copy.source, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        fail(copy.source, argv[1]);
    if (sqlite3_open(argv[2], &copy.target) != SQLITE_OK)
        fail(copy.target, argv[2]);
    exec(copy.target, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "PRAGMA temp_store = MEMORY");
    copy.tickets_n = number(copy.source, "SELECT count(*) FROM ticket");
    copy.first_ticket = number(copy.source, "SELECT min(id) FROM ticket");
    if (copy.tickets_n == 0)
        fail(NULL, "there are no tickets in the source");
    make_schema(&copy);
    read_tables(&copy);

    double began = seconds();
    for (int64_t i = 0; i < copy.tickets_n; i += size) {
        exec(copy.target, "BEGIN IMMEDIATE");
        for (int64_t j = i; j < i + size && j < copy.tickets_n; j++)
            rows_n += insert_group(&copy, j);
        exec(copy.target, "COMMIT");
    }
    double took = seconds() - began;
    printf("%.0f tickets/s, %.1f rows each\n", (double)copy.tickets_n / took,
           (double)rows_n / (double)copy.tickets_n);
    return 0;
}
