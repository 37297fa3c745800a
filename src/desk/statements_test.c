/* SPDX-License-Identifier: Apache-2.0 */
/* What people wait for must not grow with the desk: whatever those paths asked of the
 * database is explained, and no plan may go through a table that grows. */
#include "base/buf.h"
#include "desk/desk_fixture_test.h"
#include "desk/draft.h"
#include "desk/file.h"
#include "desk/inbox.h"
#include "desk/job.h"
#include "desk/outgoing.h"
#include "desk/policy.h"
#include "desk/presence.h"
#include "desk/rate.h"
#include "desk/session.h"
#include "desk/survey.h"
#include "desk/team.h"
#include "desk/ticket_list.h"
#include "store/db_driver.h"

#include <ctype.h>

/* As many rows as there are desks, revisions, teams with people, or settings. */
static const char *const small[] = {"desk",          "desk_member",  "plan",
                                    "team_member",   "ticket_tally", "setting",
                                    "schema_version"};

/* ---- Reading plans. */

static bool
is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The table that stands before this alias ("ticket t" for t), or the name itself. */
static const char *
table_of(struct arena *arena, const char *sql, const char *name)
{
    size_t n = strlen(name);

    for (const char *at = sql; (at = strstr(at, name)); at += n) {
        const char *end = at, *start;

        if (is_word(at[n]) || at[n] == '.' || at == sql || at[-1] != ' ')
            continue;
        while (end > sql && end[-1] == ' ')
            end--;
        for (start = end; start > sql && is_word(start[-1]);)
            start--;
        size_t length = (size_t)(end - start);
        if (length > 2 && !(length == 4 && strncmp(start, "FROM", 4) == 0) &&
            !(length == 4 && strncmp(start, "JOIN", 4) == 0) &&
            !(length == 6 && strncmp(start, "UPDATE", 6) == 0))
            return arena_strndup(arena, start, length);
    }
    return name;
}

static bool
is_small(const char *table)
{
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (str_eq(table, small[i]))
            return true;
    /* a subquery: its parts are read too */
    return *table == '(' || str_eq(table, "CONSTANT") || str_eq(table, "first_ones") ||
           str_eq(table, "soon");
}

/* All tickets that one may see, newest first: nothing else is asked of them. */
static bool
takes_any(const char *sql)
{
    return strstr(sql, "FROM ticket t") && !strstr(sql, " AND t.");
}

/* One line of a plan. ends_early: the first rows in an index's order are enough. */
static bool
grows(struct arena *arena, const char *sql, const char *line, bool ends_early)
{
    const char *name;

    if (strstr(line, "TEMP B-TREE FOR ORDER BY") && strstr(sql, "FROM ticket t") &&
        !strstr(sql, "MATCH"))
        return true; /* all of them, for the first few */
    if (strncmp(line, "SCAN ", 5) != 0)
        return false;
    name = arena_strndup(arena, line + 5, strcspn(line + 5, " "));
    if (is_small(name) || is_small(table_of(arena, sql, name)))
        return false;
    if (strstr(line, "VIRTUAL TABLE INDEX 0:M"))
        return false; /* the full-text index looks words up */
    return !(ends_early && (strstr(line, " INDEX ") || takes_any(sql)));
}

static const char *
plan_of(struct desk *d, const struct db_statement *statement, bool *grows_out)
{
    struct db_arg args[DB_ARGS_MAX];
    struct db_rows *rows;
    struct buf plan;
    VEC(const char *) lines = {0};
    bool sorts = false;

    for (size_t i = 0; i < strlen(statement->types); i++)
        args[i] = ARG(0);
    buf_init(&plan, d->cx.arena, 0);
    assert_done(db_query_args(
        &d->cx, &rows, arena_printf(d->cx.arena, "EXPLAIN QUERY PLAN %s", statement->sql),
        args, strlen(statement->types)));
    while (db_next(rows)) {
        const char *line = db_text(rows, 3);

        *vec_add(d->cx.arena, &lines) = line;
        sorts = sorts || strstr(line, "TEMP B-TREE");
        buf_printf(&plan, "    %s\n", line);
    }
    assert_done(db_end(rows));
    *grows_out = false;
    for (size_t i = 0; i < lines.n; i++)
        if (grows(d->cx.arena, statement->sql, lines.at[i],
                  !sorts && strstr(statement->sql, "LIMIT")))
            *grows_out = true;
    return buf_text(&plan);
}

/* Every statement that this connection has prepared. */
static int
check_statements(struct desk *d)
{
    VEC(const struct db_statement *) list = {0};
    int wrong_n = 0;

    for (int i = 0; i < DB_BUCKETS; i++)
        for (const struct db_statement *s = d->cx.db->buckets[i]; s; s = s->next)
            if (strncmp(s->sql, "SELECT", 6) == 0 || strncmp(s->sql, "UPDATE", 6) == 0 ||
                strncmp(s->sql, "DELETE", 6) == 0 || strncmp(s->sql, "WITH", 4) == 0)
                *vec_add(d->cx.arena, &list) = s;
    assert_true(list.n > 30 && list.n < DB_STATEMENTS_MAX - 1);
    for (size_t i = 0; i < list.n; i++) {
        struct db_statement copy = *list.at[i]; /* explaining may push it out */
        bool bad;

        copy.sql = arena_strdup(d->cx.arena, copy.sql);
        const char *plan = plan_of(d, &copy, &bad);
        if (bad)
            print_error("this grows with the desk: %s\n%s", copy.sql, plan);
        wrong_n += bad;
    }
    return wrong_n;
}

/* ---- What people wait for. */

static void
look_at_lists(struct cx *cx)
{
    static const struct ticket_filter filters[] = {
        {.open = true,        .assignee = -1},
        {.open = true,        .assignee = 0 },
        {.open = true,        .assignee = 5 },
        {.open = true,        .assignee = -1, .team = "Network"},
        {.assignee = -1,                   .state = "Open"                   },
        {.open = true,                   .assignee = -1,   .priority = "High"},
        {.open = true, .assignee = -1,             .topic = "Network"},
        {.assignee = -1,     .q = "laptop"},
        {.assignee = -1,      .by_id = true  },
    };
    struct ticket_tally *tally;
    struct ticket_page page;
    int64_t n;

    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        assert_done(ticket_list(cx, &filters[i], NULL, 50, &page));
        if (page.next)
            assert_done(ticket_list(cx, &filters[i], page.next, 50, &page));
        assert_done(ticket_count_some(cx, &filters[i], &n));
    }
    assert_done(ticket_list_tally(cx, &tally, (size_t *)&n));
    assert_done(inbox_count(cx, INBOX_FAILED, &n));
}

static void
look_at_ticket(struct cx *cx, struct ticket_id id)
{
    struct attachment *attachments;
    struct outgoing *mails;
    struct message *messages;
    struct event *events;
    struct ticket ticket;
    const struct plan *plan;
    struct ticket_page own;
    size_t n;

    assert_done(policy_current(cx, &plan, NULL));
    assert_done(ticket_get(cx, id, &ticket));
    assert_done(event_list(cx, id, &events, &n));
    assert_done(message_list(cx, id, (struct message_id){0}, &messages, &n));
    assert_done(attachment_list(cx, id, &attachments, &n));
    assert_done(outgoing_of_ticket(cx, id, &mails, &n));
    assert_done(ticket_list_own(cx, NULL, 50, &own));
}

static void
do_the_work(struct desk *d)
{
    struct ticket_id *ids;
    struct job *jobs;
    struct cx *cx = as(d, KINDESK);
    const char *token;
    struct session session;
    int64_t at;
    size_t n;

    assert_done(ticket_list_due(cx, 10, &ids, &n));
    assert_done(ticket_next_due(cx, &at));
    assert_done(job_claim(cx, 10, MS_MINUTE, &jobs, &n));
    assert_done(job_next_at(cx, &at));
    assert_done(session_start(cx, d->person[FRAN], NULL, &token));
    assert_done(session_get(cx, token, &session));
    assert_done(session_mark_seen(cx, token));
    assert_done(session_may_try(cx, "fran@desk.example", "192.0.2.7"));
}

static void
test_nothing_that_people_wait_for_goes_through_a_table_that_grows(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "The laptop", "The laptop is dark.");

    desk_reply(d, FRAN, ticket.id, "Which laptop?", "Waiting on user");
    desk_write(d, ROSA, ticket.id, "The grey one.");
    desk_note(d, FRAN, ticket.id, "It is old.");
    for (enum who who = FRAN; who <= MIA; who++)
        look_at_lists(as(d, who));
    look_at_ticket(as(d, FRAN), ticket.id);
    look_at_ticket(as(d, ROSA), ticket.id);
    do_the_work(d);
    as(d, KINDESK);
    assert_int_equal(check_statements(d), 0);
}

/* The test would notice. */
static void
test_a_scan_is_noticed(void **state)
{
    static const struct {
        const char *sql;
        bool grows;
    } statements[] = {
        {"SELECT id FROM ticket WHERE subject = 'x'",                             true },
        {"SELECT id FROM ticket t ORDER BY t.updated_at LIMIT 5",                 true },
        {"SELECT t.id FROM ticket t WHERE t.team = 'x' AND t.phase < 4"
         " ORDER BY t.updated_at LIMIT 5",                               true },
        {"SELECT count(*) FROM message",                                          true },
        {"SELECT id FROM ticket WHERE id = 5",                                    false},
        {"SELECT id FROM ticket t WHERE phase < 4 ORDER BY queue_at, id LIMIT 5", false},
        {"SELECT sum(t.n) FROM ticket_tally t",                                   false},
        {"SELECT rowid FROM search_text WHERE search_text MATCH 'x'",             false},
    };
    struct desk *d = desk_of(state);

    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        struct db_statement statement = {
            .sql = arena_strdup(d->cx.arena, statements[i].sql)};
        bool bad;
        const char *plan = plan_of(d, &statement, &bad);

        if (bad != statements[i].grows)
            print_error("%s\n%s", statements[i].sql, plan);
        assert_int_equal(bad, statements[i].grows);
    }
}

static const struct CMUnitTest tests[] = {
    DESK_SQLITE(test_nothing_that_people_wait_for_goes_through_a_table_that_grows),
    DESK_SQLITE(test_a_scan_is_noticed),
};
FIXTURE_MAIN(tests)
