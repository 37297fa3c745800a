/* SPDX-License-Identifier: Apache-2.0 */
/* Writes rows of tickets.
 *
 * A change writes only the groups of columns that it touches: an index is written again
 * for each column of it that an UPDATE names, changed or not, and SQLite runs one that
 * names a foreign key in a savepoint, at which the full-text index goes to its tables. */
#include "desk/ticket_row.h"
#include "base/buf.h"
#include "base/str.h"
#include "desk/tally.h"
#include "store/db.h"

enum group { PEOPLE = 1, INDEXED = 2, OTHERS = 4, EVERY = 7 };
enum kind { NAME, NUMBER, OPTIONAL, PHASE };

struct column {
    const char *name;
    size_t offset;
    enum kind kind; /* OPTIONAL: a number or an id, NULL for 0 */
    enum group group;
};

#define COLUMN(name, kind, group)                                                        \
    {                                                                                    \
#name, offsetof(struct ticket, name), kind, group                                \
    }

static const struct column columns[] = {
    COLUMN(requester, OPTIONAL, PEOPLE),
    COLUMN(assignee, OPTIONAL, PEOPLE),
    COLUMN(team, NAME, INDEXED),
    COLUMN(topic, NAME, INDEXED),
    COLUMN(priority, NAME, INDEXED),
    COLUMN(state, NAME, INDEXED),
    COLUMN(desk, NUMBER, INDEXED),
    COLUMN(phase, PHASE, INDEXED),
    COLUMN(queue_at, NUMBER, INDEXED),
    COLUMN(next_due_at, OPTIONAL, INDEXED),
    COLUMN(subject, NAME, OTHERS),
    COLUMN(tier, NUMBER, OTHERS),
    COLUMN(impact, NAME, OTHERS),
    COLUMN(urgency, NAME, OTHERS),
    COLUMN(organization, NAME, OTHERS),
    COLUMN(channel, NAME, OTHERS),
    COLUMN(language, NAME, OTHERS),
    COLUMN(tags, NAME, OTHERS),
    COLUMN(solution, NAME, OTHERS),
    COLUMN(restricted, NUMBER, OTHERS),
    COLUMN(merged_into, OPTIONAL, OTHERS),
    COLUMN(plan, NUMBER, OTHERS),
    COLUMN(priority_rank, NUMBER, OTHERS),
    COLUMN(created_at, NUMBER, INDEXED),
    COLUMN(updated_at, NUMBER, OTHERS),
    COLUMN(first_due_at, OPTIONAL, OTHERS),
    COLUMN(first_done_at, OPTIONAL, OTHERS),
    COLUMN(update_due_at, OPTIONAL, OTHERS),
    COLUMN(resolve_due_at, OPTIONAL, OTHERS),
    COLUMN(resolved_at, OPTIONAL, OTHERS),
    COLUMN(closed_at, OPTIONAL, OTHERS),
    COLUMN(reopened_n, NUMBER, OTHERS),
    COLUMN(message_n, NUMBER, OTHERS),
    COLUMN(last_message_at, OPTIONAL, OTHERS),
    COLUMN(unanswered, NUMBER, OTHERS),
    COLUMN(event_n, NUMBER, OTHERS),
    COLUMN(report_at, NUMBER, OTHERS),
    COLUMN(report_due_at, NUMBER, OTHERS),
    COLUMN(report_done_at, NUMBER, OTHERS),
    COLUMN(complaint_at, NUMBER, OTHERS),
    COLUMN(complaint_due_at, NUMBER, OTHERS),
    COLUMN(complaint_done_at, NUMBER, OTHERS),
};
enum { COLUMNS_N = sizeof columns / sizeof *columns, SQL_BYTES = 2000 };

/* An SQL text that grows, and what is bound to it. */
struct write_row {
    struct buf sql;
    struct db_arg args[COLUMNS_N + 2];
    size_t n;
};

static int64_t
number_of(const struct ticket *ticket, const struct column *column)
{
    int64_t value;

    if (column->kind == PHASE)
        return (int64_t)ticket->phase;
    memcpy(&value, (const char *)ticket + column->offset, sizeof value);
    return value;
}

static const char *
text_of(const struct ticket *ticket, const struct column *column)
{
    const char *value;

    memcpy(&value, (const char *)ticket + column->offset, sizeof value);
    return value ? value : "";
}

static struct db_arg
value_of(const struct ticket *ticket, const struct column *column)
{
    switch (column->kind) {
    case NAME:
        return ARG(text_of(ticket, column));
    case OPTIONAL:
        return ARG_OPT(number_of(ticket, column));
    case NUMBER:
    case PHASE:
        break;
    }
    return ARG(number_of(ticket, column));
}

static unsigned
changed_groups(const struct ticket *was, const struct ticket *ticket)
{
    unsigned groups = OTHERS; /* event_n */

    for (size_t i = 0; i < COLUMNS_N; i++)
        if (columns[i].kind == NAME
                ? !str_eq(text_of(was, &columns[i]), text_of(ticket, &columns[i]))
                : number_of(was, &columns[i]) != number_of(ticket, &columns[i]))
            groups |= columns[i].group;
    return groups;
}

/* "$N" after what stands before it; without printf: it runs for every column. */
static void
add_slot(struct buf *sql, const char *before, size_t n)
{
    char slot[] = {'$', (char)('0' + n / 10), (char)('0' + n % 10), '\0'};

    buf_str(sql, before);
    if (n < 10)
        slot[1] = slot[2], slot[2] = '\0';
    buf_str(sql, slot);
}
_Static_assert(COLUMNS_N + 2 < 100, "two digits are enough");

struct err *
ticket_row_set(struct cx *cx, const struct ticket *was, const struct ticket *ticket)
{
    unsigned groups = changed_groups(was, ticket);
    struct write_row row = {.n = 0};

    buf_init(&row.sql, cx->arena, 0);
    buf_reserve(&row.sql, SQL_BYTES);
    buf_lit(&row.sql, "UPDATE ticket SET ");
    for (size_t i = 0; i < COLUMNS_N; i++) {
        if (!(columns[i].group & groups))
            continue;
        if (row.n)
            buf_lit(&row.sql, ", ");
        row.args[row.n++] = value_of(ticket, &columns[i]);
        buf_str(&row.sql, columns[i].name);
        add_slot(&row.sql, " = ", row.n);
    }
    row.args[row.n++] = ARG(ticket->id);
    add_slot(&row.sql, " WHERE id = ", row.n);
    row.args[row.n++] = ARG(was->event_n);
    add_slot(&row.sql, " AND event_n = ", row.n);
    TRY(db_exec_one_args(cx, buf_text(&row.sql), row.args, row.n));
    return tally_move(cx, was, ticket);
}

struct err *
ticket_row_add(struct cx *cx, struct ticket *ticket)
{
    struct write_row row = {.n = 0};

    buf_init(&row.sql, cx->arena, 0);
    buf_reserve(&row.sql, SQL_BYTES);
    buf_lit(&row.sql, "INSERT INTO ticket (");
    for (size_t i = 0; i < COLUMNS_N; i++) {
        row.args[row.n++] = value_of(ticket, &columns[i]);
        if (i)
            buf_lit(&row.sql, ", ");
        buf_str(&row.sql, columns[i].name);
    }
    buf_lit(&row.sql, ") VALUES (");
    for (size_t i = 0; i < COLUMNS_N; i++)
        add_slot(&row.sql, i ? ", " : "", i + 1);
    buf_lit(&row.sql, ")");
    TRY(db_insert_args(cx, &ticket->id.v, buf_text(&row.sql), row.args, row.n));
    return tally_move(cx, NULL, ticket);
}
