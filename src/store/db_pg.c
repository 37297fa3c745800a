/* SPDX-License-Identifier: Apache-2.0 */
/* The PostgreSQL engine by libpq: extended protocol, each statement prepared once for
 * each connection, arguments typed even when NULL, results whole in memory (lists are
 * paged).
 *
 * A connection may vanish at any time: the transaction under way fails with BUSY, the
 * next one connects again, to whichever host of the connection string takes writes. */
#include "base/arena.h"
#include "base/str.h"
#include "store/db_driver.h"

#include <assert.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Type numbers that never change (pg_type.dat). */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_NUMERIC = 1700,
};

struct pg_db {
    struct db db;
    PGconn *connection;
    bool read_only;
    unsigned long long names_n;
};

struct pg_statement {
    struct db_statement statement;
    char name[24];
};

static struct pg_db *
pg_of(const struct db *db)
{
    return (struct pg_db *)db;
}

/* ---- Errors. */

static struct err *
err_by_state(struct cx *cx, const char *state)
{
    if (str_starts(state, "23"))
        return ERR(
            cx, ERR_CONFLICT,
            "This does not fit with what is there already. Please look at it again.");
    if (str_eq(state, "53100"))
        return ERR(
            cx, ERR_BUSY,
            "The disk is full. Nothing was changed; please try again when there is "
            "room.");
    if (str_starts(state, "40") || str_starts(state, "53") || str_starts(state, "55"))
        return ERR(cx, ERR_BUSY, "The desk is very busy. Please try again in a moment.");
    if (str_starts(state, "08") && !str_eq(state, "08P01")) /* which is our mistake */
        state = "57P01";
    if (str_starts(state, "57"))
        return ERR(
            cx, ERR_BUSY,
            "The database cannot be reached at the moment. Please try again soon.");
    if (str_starts(state, "28") || str_eq(state, "3D000"))
        return ERR(
            cx, ERR_INTERNAL,
            "The database refuses the connection. Please check its name, the account "
            "and the password.");
    return ERR(
        cx, ERR_INTERNAL,
        "Something went wrong on our side. Nothing was lost; please try again in a "
        "minute.");
}

/* The detail names the rule that was broken; never the values (PostgreSQL's DETAIL line
 * has them). */
static struct err *
err_of(struct cx *cx, struct db *db, const PGresult *result, const char *sql)
{
    const PGconn *connection = pg_of(db)->connection;
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *rule =
        result ? PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME) : NULL;
    const char *words =
        result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;

    if (PQstatus(connection) != CONNECTION_OK) {
        state = "08006";
        db->lost = db->in_transaction;
    }
    if (!state)
        state = "XX000";
    if (str_eq(state, "40001") || str_eq(state, "40P01"))
        db->retry = true;
    return err_detail(cx, err_by_state(cx, state), "PostgreSQL %s: %s%s%s in %s", state,
                      words ? words : PQerrorMessage(connection), rule ? ", rule " : "",
                      rule ? rule : "", sql);
}

/* ---- The connection. */

static void
no_notice(void *arg, const char *message)
{
    (void)arg;
    (void)message;
}

/* What every new connection needs; readers cannot write. */
static struct err *
greet(struct cx *cx, struct pg_db *db)
{
    if (PQstatus(db->connection) != CONNECTION_OK)
        return err_detail(cx,
                          ERR(cx, ERR_BUSY,
                              "The database cannot be reached at the moment. Please try "
                              "again soon."),
                          "%s", PQerrorMessage(db->connection));
    PQsetNoticeProcessor(db->connection, no_notice, NULL);
    if (db->read_only)
        return db->db.driver->script(
            cx, &db->db, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
    return NULL;
}

/* Connects again when the connection was lost; its prepared statements went with it. */
static struct err *
pg_ready(struct cx *cx, struct db *db)
{
    PGconn *connection = pg_of(db)->connection;

    if (PQstatus(connection) == CONNECTION_OK || db->in_transaction)
        return NULL;
    db_forget(db);
    PQreset(connection);
    return greet(cx, pg_of(db));
}

struct err *
db_pg_open(struct cx *cx, const char *url, bool read_only, struct db **out)
{
    /* What stands before dbname may be overruled by the URL, what stands behind may not.
     */
    static const char *const names[] = {
        "connect_timeout", "target_session_attrs", "fallback_application_name",
        "dbname",          "client_encoding",      NULL};
    const char *const values[] = {"10", "read-write", "kindesk", url, "UTF8", NULL};
    struct pg_db *db = calloc(1, sizeof *db);
    struct db *opened;

    if (!db)
        abort();
    opened = &db->db;
    opened->driver = &db_pg_driver;
    db->read_only = read_only;
    db->connection = PQconnectdbParams(names, values, 1);
    if (!db->connection)
        abort();
    struct err *err = greet(cx, db);
    if (err)
        db_free(&opened);
    else
        *out = opened;
    return err;
}

static void
pg_close(struct db *db)
{
    PQfinish(pg_of(db)->connection);
    free(db);
}

/* ---- Statements. */

static struct err *
pg_prepare(struct cx *cx, struct db *db, const char *sql, const char *types,
           struct db_statement **out)
{
    struct pg_statement *statement = calloc(1, sizeof *statement);
    Oid oids[DB_ARGS_MAX];
    int n = (int)strlen(types);

    if (!statement)
        abort();
    for (int i = 0; i < n; i++)
        oids[i] = types[i] == 'i'   ? OID_INT8
                  : types[i] == 't' ? OID_TEXT
                  : types[i] == 'b' ? OID_BYTEA
                                    : OID_FLOAT8;
    snprintf(statement->name, sizeof statement->name, "k%llu", ++pg_of(db)->names_n);
    PGresult *result = PQprepare(pg_of(db)->connection, statement->name, sql, n, oids);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        struct err *err = err_of(cx, db, result, sql);
        PQclear(result);
        free(statement);
        return err;
    }
    PQclear(result);
    *out = &statement->statement;
    return NULL;
}

static void
pg_discard(struct db *db, struct db_statement *statement)
{
    PGconn *connection = pg_of(db)->connection;
    char sql[48];

    if (PQstatus(connection) == CONNECTION_OK &&
        PQtransactionStatus(connection) != PQTRANS_INERROR) {
        snprintf(sql, sizeof sql, "DEALLOCATE %s",
                 ((struct pg_statement *)statement)->name);
        PQclear(PQexec(connection, sql));
    }
    free(statement);
}

/* Arguments as libpq wants them. */
struct params {
    const char *values[DB_ARGS_MAX];
    int lengths[DB_ARGS_MAX], formats[DB_ARGS_MAX];
    char numbers[DB_ARGS_MAX][32];
};

static void
add_param(struct params *params, size_t i, const struct db_arg *arg)
{
    char *number = params->numbers[i];

    params->lengths[i] = 0;
    params->formats[i] = arg->type == DB_BLOB;
    params->values[i] = NULL;
    if (arg->null)
        return;
    switch (arg->type) {
    case DB_INT:
        snprintf(number, sizeof params->numbers[i], "%" PRId64, arg->integer);
        params->values[i] = number;
        break;
    case DB_REAL:
        snprintf(number, sizeof params->numbers[i], "%.17g", arg->real);
        params->values[i] = number;
        break;
    case DB_TEXT: /* NUL-terminated, as every text inside */
    case DB_BLOB:
        params->values[i] = arg->bytes.n > 0 ? (const char *)arg->bytes.p : "";
        params->lengths[i] = (int)arg->bytes.n;
        break;
    }
}

static struct err *
pg_start(struct db_rows *rows, const struct db_arg *args, size_t args_n)
{
    const struct pg_statement *statement = (const struct pg_statement *)rows->statement;
    struct params params;

    for (size_t i = 0; i < args_n; i++)
        add_param(&params, i, &args[i]);
    PGresult *result =
        PQexecPrepared(pg_of(rows->db)->connection, statement->name, (int)args_n,
                       params.values, params.lengths, params.formats, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        struct err *err = err_of(&rows->cx, rows->db, result, statement->statement.sql);
        PQclear(result);
        return err;
    }
    rows->result = result;
    rows->row = -1;
    return NULL;
}

static bool
pg_step(struct db_rows *rows)
{
    PGresult *result = rows->result;

    if (++rows->row < PQntuples(result))
        return true;
    if (!str_starts(PQcmdStatus(result), "SELECT") &&
        !str_to_int(PQcmdTuples(result), 0, INT64_MAX, &rows->changed))
        rows->changed = 0;
    return false;
}

static void
pg_finish(struct db_rows *rows)
{
    PQclear(rows->result);
    rows->result = NULL;
}

/* ---- Columns. */

static int
pg_columns(struct db_rows *rows)
{
    return PQnfields(rows->result);
}

static const char *
pg_column_name(struct db_rows *rows, int column)
{
    return PQfname(rows->result, column);
}

static enum db_type
pg_column_type(struct db_rows *rows, int column)
{
    switch (PQftype(rows->result, column)) {
    case OID_BOOL:
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
        return DB_INT;
    case OID_FLOAT4:
    case OID_FLOAT8:
        return DB_REAL;
    case OID_NUMERIC: /* a sum of whole numbers is one */
        return strchr(PQgetvalue(rows->result, rows->row, column), '.') ? DB_REAL
                                                                        : DB_INT;
    case OID_BYTEA:
        return DB_BLOB;
    default:
        return DB_TEXT;
    }
}

static bool
pg_is_null(struct db_rows *rows, int column)
{
    return PQgetisnull(rows->result, rows->row, column);
}

static int64_t
pg_integer(struct db_rows *rows, int column)
{
    const char *value = PQgetvalue(rows->result, rows->row, column);

    if (PQftype(rows->result, column) == OID_BOOL)
        return *value == 't';
    return strtoll(value, NULL, 10);
}

static double
pg_real(struct db_rows *rows, int column)
{
    return strtod(PQgetvalue(rows->result, rows->row, column), NULL);
}

static struct bytes
pg_bytes(struct db_rows *rows, int column, bool text)
{
    const unsigned char *value =
        (const unsigned char *)PQgetvalue(rows->result, rows->row, column);
    size_t n = (size_t)PQgetlength(rows->result, rows->row, column);

    if (text || PQftype(rows->result, column) != OID_BYTEA)
        return (struct bytes){value, n};
    unsigned char *raw = PQunescapeBytea(value, &n);
    if (!raw)
        abort();
    void *copy = arena_memdup(rows->cx.arena, raw, n);
    PQfreemem(raw);
    return (struct bytes){copy, n};
}

/* ---- Scripts. */

static struct err *
pg_script(struct cx *cx, struct db *db, const char *sql)
{
    PGresult *result = PQexec(pg_of(db)->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    struct err *err = NULL;

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        err = err_of(cx, db, result, sql);
    PQclear(result);
    return err;
}

const struct db_driver db_pg_driver = {
    .engine = DB_POSTGRESQL,
    .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .begin_write = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
    .ready = pg_ready,
    .prepare = pg_prepare,
    .discard = pg_discard,
    .start = pg_start,
    .step = pg_step,
    .finish = pg_finish,
    .columns = pg_columns,
    .column_name = pg_column_name,
    .column_type = pg_column_type,
    .is_null = pg_is_null,
    .integer = pg_integer,
    .real = pg_real,
    .bytes = pg_bytes,
    .script = pg_script,
    .close = pg_close,
};
