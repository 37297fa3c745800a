/* SPDX-License-Identifier: Apache-2.0 */
/* A plan is written by several, approved by another, and adopted without losing a ticket.
 */
#include "desk/plan_draft.h"

#include "desk/desk_fixture_test.h"

#include "base/buf.h"
#include "desk/job.h"
#include "desk/plan_adopt.h"
#include "plan/plan.h"

static const char *
replaced(struct desk *d, const char *text, const char *from, const char *to)
{
    struct buf buf;
    const char *at;

    buf_init(&buf, d->cx.arena, 0);
    while ((at = strstr(text, from))) {
        buf_add(&buf, text, (size_t)(at - text));
        buf_str(&buf, to);
        text = at + strlen(from);
    }
    buf_str(&buf, text);
    return buf_text(&buf);
}

static struct plan_draft
draft_of(struct desk *d)
{
    struct plan_draft draft;

    assert_done(plan_draft_get(as(d, FRAN), &draft));
    return draft;
}

static int64_t
write_plan(struct desk *d, enum who who, const char *text)
{
    int64_t version;

    DONE(d, plan_draft_save(as(d, who), text, draft_of(d).version, &version));
    return version;
}

/* Adopts it as the console does. */
static int64_t
adopt(struct desk *d, const char *text, const struct plan_move *moves, size_t n)
{
    struct plan_adoption adoption = {
        .text = text, .summary = "because", .moves = moves, .moves_n = n};
    const struct plan *plan;
    int64_t revision;

    assert_done(policy_current(as(d, KINDESK), &plan, &adoption.expected));
    DONE(d, plan_adopt(as(d, KINDESK), &adoption, &revision));
    return revision;
}

static void
run_moves(struct desk *d, int64_t revision)
{
    struct job job = {.ref = revision, .ref2 = 1};

    desk_exec(d, "DELETE FROM job WHERE kind = 'plan-move'");
    DONE(d, plan_move_job(as(d, KINDESK), &job, NULL));
}

static void
test_the_draft_begins_as_the_plan_in_force(void **state)
{
    struct desk *d = desk_of(state);
    struct plan_draft draft = draft_of(d);

    assert_int_equal(draft.state, PLAN_DRAFT_NONE);
    assert_int_equal(draft.version, 0);
    assert_string_equal(draft.text, desk_plan);
    assert_refused(plan_draft_get(as(d, ROSA), &draft), ERR_DENIED);
}

static void
test_two_managers_do_not_overwrite_each_other(void **state)
{
    struct desk *d = desk_of(state);
    int64_t version = write_plan(d, MIA, replaced(d, desk_plan, "Bad", "Poor")), other;
    struct err *err;

    assert_int_equal(version, 1);
    assert_done(db_begin(&d->cx, true));
    err = plan_draft_save(as(d, ADA), replaced(d, desk_plan, "Bad", "Awful"), 0, &other);
    assert_refused(err, ERR_CONFLICT);
    assert_string_equal(err->field, "version");
    assert_non_null(strstr(err->text, "Mia Manager"));
    db_rollback(&d->cx);
    assert_non_null(strstr(draft_of(d).text, "| Poor | 1 |"));
    assert_string_equal(draft_of(d).author_name, "Mia Manager");
    /* the same text again is no change */
    DONE(d, plan_draft_save(as(d, ADA), draft_of(d).text, 1, &other));
    assert_int_equal(other, 1);
}

static void
test_only_managers_change_the_plan(void **state)
{
    struct desk *d = desk_of(state);
    int64_t version;

    REFUSED(d, ERR_DENIED, plan_draft_save(as(d, FRAN), "# A\n", 0, &version));
    REFUSED(d, ERR_DENIED, plan_draft_discard(as(d, FRAN), 0));
    write_plan(d, MIA, replaced(d, desk_plan, "Bad", "Poor"));
    REFUSED(d, ERR_DENIED, plan_draft_propose(as(d, FRAN), 1, "x"));
    REFUSED(d, ERR_DENIED, plan_adopt_draft(as(d, FRAN), 1, "x", NULL, 0, &version));
}

static void
test_a_plan_over_its_bound_is_refused(void **state)
{
    struct desk *d = desk_of(state);
    char *text = arena_take(d->cx.arena, PLAN_TEXT_BYTES + 2);
    int64_t version;

    memset(text, 'a', PLAN_TEXT_BYTES + 1);
    REFUSED(d, ERR_LIMIT, plan_draft_save(as(d, MIA), text, 0, &version));
    text[PLAN_TEXT_BYTES] = '\0';
    DONE(d, plan_draft_save(as(d, MIA), text, 0, &version));
}

static void
test_a_draft_with_mistakes_is_kept_but_not_adopted(void **state)
{
    struct desk *d = desk_of(state);
    int64_t version =
        write_plan(d, MIA, replaced(d, desk_plan, "notify lead", "whistle"));
    int64_t revision;

    REFUSED(d, ERR_INVALID, plan_draft_propose(as(d, MIA), version, "whistle"));
    REFUSED(d, ERR_INVALID,
            plan_adopt_draft(as(d, MIA), version, "whistle", NULL, 0, &revision));
    REFUSED(d, ERR_INVALID,
            plan_adopt_draft(as(d, MIA), version, " ", NULL, 0, &revision));
}

static void
test_a_draft_is_adopted_and_gone(void **state)
{
    struct desk *d = desk_of(state);
    int64_t version = write_plan(d, MIA, replaced(d, desk_plan, "Bad", "Poor"));
    struct policy_revision *list;
    int64_t revision;
    size_t n;

    DONE(d, plan_adopt_draft(as(d, MIA), version, " Kinder words ", NULL, 0, &revision));
    assert_int_equal(revision, 2);
    assert_done(policy_history(as(d, FRAN), &list, &n));
    assert_int_equal(n, 2);
    assert_string_equal(list[0].summary, "Kinder words");
    assert_string_equal(list[0].author, "Mia Manager");
    assert_null(list[0].approver);
    assert_int_equal(draft_of(d).state, PLAN_DRAFT_NONE);
    assert_int_equal(draft_of(d).current, 2);
    REFUSED(d, ERR_CONFLICT,
            plan_adopt_draft(as(d, MIA), version, "again", NULL, 0, &revision));
    REFUSED(
        d, ERR_CONFLICT,
        plan_adopt_draft(as(d, MIA), draft_of(d).version, "again", NULL, 0, &revision));
}

/* Begun from a revision that another replaced: it must be looked at once more. */
static void
test_a_draft_of_an_older_revision_must_be_looked_at(void **state)
{
    struct desk *d = desk_of(state);
    int64_t version = write_plan(d, MIA, replaced(d, desk_plan, "Bad", "Poor")), revision;

    adopt(d, replaced(d, desk_plan, "Great", "Splendid"), NULL, 0);
    assert_int_equal(draft_of(d).base, 1);
    REFUSED(d, ERR_CONFLICT,
            plan_adopt_draft(as(d, MIA), version, "words", NULL, 0, &revision));
    DONE(d, plan_draft_rebase(as(d, MIA), version));
    DONE(d, plan_adopt_draft(as(d, MIA), version + 1, "words", NULL, 0, &revision));
    assert_int_equal(revision, 3);
}

static void
test_another_person_approves_where_the_plan_wants_it(void **state)
{
    struct desk *d = desk_of(state);
    const char *strict =
        replaced(d, desk_plan, "| Language | en |\n",
                 "| Language | en |\n| Approval | by another person |\n");
    struct policy_revision *list;
    int64_t version, revision;
    bool waits;
    size_t n;

    adopt(d, strict, NULL, 0);
    assert_true(draft_of(d).wants_approval);
    version = write_plan(d, MIA, replaced(d, strict, "Bad", "Poor"));
    REFUSED(d, ERR_CONFLICT,
            plan_adopt_draft(as(d, MIA), version, "words", NULL, 0, &revision));
    REFUSED(d, ERR_CONFLICT, plan_draft_approve(as(d, ADA), version));
    DONE(d, plan_draft_propose(as(d, MIA), version++, "words"));
    REFUSED(d, ERR_DENIED, plan_draft_approve(as(d, MIA), version));
    REFUSED(d, ERR_DENIED, plan_draft_approve(as(d, FRAN), version));
    REFUSED(d, ERR_DENIED, plan_draft_approve(as(d, KINDESK), version));
    assert_done(plan_draft_waits(as(d, MIA), &waits));
    assert_false(waits);
    assert_done(plan_draft_waits(as(d, FRAN), &waits));
    assert_false(waits);
    assert_done(plan_draft_waits(as(d, ADA), &waits));
    assert_true(waits);
    DONE(d, plan_draft_approve(as(d, ADA), version++));
    /* a word changed after the approval: it is none any more */
    DONE(d, plan_draft_save(as(d, MIA), replaced(d, strict, "Bad", "Awful"), version,
                            &version));
    assert_int_equal(draft_of(d).state, PLAN_DRAFT_WRITTEN);
    REFUSED(d, ERR_CONFLICT,
            plan_adopt_draft(as(d, MIA), version, "words", NULL, 0, &revision));
    DONE(d, plan_draft_propose(as(d, MIA), version++, "words"));
    DONE(d, plan_draft_approve(as(d, ADA), version++));
    DONE(d, plan_adopt_draft(as(d, MIA), version, NULL, NULL, 0, &revision));
    assert_done(policy_history(as(d, FRAN), &list, &n));
    assert_string_equal(list[0].approver, "Ada Admin");
}

/* Who wrote the last word may not approve it, though another proposed it. */
static void
test_who_wrote_it_does_not_approve_it(void **state)
{
    struct desk *d = desk_of(state);
    int64_t version = write_plan(d, ADA, replaced(d, desk_plan, "Bad", "Poor"));

    DONE(d, plan_draft_propose(as(d, MIA), version++, "words"));
    REFUSED(d, ERR_DENIED, plan_draft_approve(as(d, ADA), version));
    REFUSED(d, ERR_DENIED, plan_draft_approve(as(d, MIA), version));
    DONE(d, plan_draft_withdraw(as(d, ADA), version++));
    assert_int_equal(draft_of(d).state, PLAN_DRAFT_WRITTEN);
    DONE(d, plan_draft_discard(as(d, ADA), version));
    assert_string_equal(draft_of(d).text, desk_plan);
}

static void
test_the_console_needs_an_approver_too(void **state)
{
    struct desk *d = desk_of(state);
    const char *strict = replaced(d, desk_plan, "| Language | en |\n",
                                  "| Idioma | en |\n| Aprobación | por otra persona |\n");
    struct plan_adoption adoption = {.text = desk_plan, .summary = "x", .expected = 2};
    int64_t revision;

    adopt(d, strict, NULL, 0);
    REFUSED(d, ERR_DENIED, plan_adopt(as(d, KINDESK), &adoption, &revision));
    adoption.approver = d->person[FRAN];
    REFUSED(d, ERR_DENIED, plan_adopt(as(d, KINDESK), &adoption, &revision));
    adoption.approver = d->person[MIA];
    DONE(d, plan_adopt(as(d, KINDESK), &adoption, &revision));
}

static void
test_an_earlier_revision_returns_as_a_new_one(void **state)
{
    struct desk *d = desk_of(state);
    const char *text;
    int64_t revision;

    adopt(d, replaced(d, desk_plan, "Great", "Splendid"), NULL, 0);
    DONE(d, plan_draft_return(as(d, MIA), 1, 0));
    assert_string_equal(draft_of(d).text, desk_plan);
    assert_string_equal(draft_of(d).summary, "Back to revision 1");
    DONE(d, plan_adopt_draft(as(d, MIA), 1, "It was better", NULL, 0, &revision));
    assert_int_equal(revision, 3);
    assert_done(policy_text(as(d, FRAN), 3, &text));
    assert_string_equal(text, desk_plan);
    REFUSED(d, ERR_NOT_FOUND, plan_draft_return(as(d, MIA), 9, draft_of(d).version));
}

/* ---- Tickets whose names vanish. */

static const char *
renamed(struct desk *d)
{
    const char *text = replaced(d, desk_plan, "| Network | 2 |", "| Wires | 2 |");

    text = replaced(d, text, "| incident | Network |", "| incident | Wires |");
    text = replaced(d, text, "Waiting on user", "Your turn");
    return replaced(d, text, "Normal", "Usual");
}

static void
test_stranded_tickets_are_told_before(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "No wifi", "The wifi is gone");
    struct plan_problems problems = {0};
    struct plan_adoption adoption = {
        .text = renamed(d), .summary = "names", .expected = 1};
    struct plan_move wrong = {PLAN_NAME_TEAM, "Network", "Cables"};
    struct plan_stranded *list;
    struct plan *plan;
    struct err *err;
    int64_t revision;
    size_t n;

    desk_reply(d, NORA, ticket.id, "Which room?", "Waiting on user");
    plan = plan_read(d->cx.arena, adoption.text, &problems);
    assert_int_equal(problems.errors_n, 0);
    assert_done(plan_stranded(as(d, MIA), plan, &list, &n));
    assert_int_equal(n, 3);
    assert_string_equal(list[0].move.was, "Network");
    assert_string_equal(list[0].move.becomes, "Wires");
    assert_int_equal(list[0].tickets_n, 1);
    assert_int_equal(list[0].people_n, 1);
    assert_string_equal(list[1].move.becomes, "Usual");
    assert_string_equal(list[2].move.becomes, "Your turn");
    assert_done(db_begin(&d->cx, true));
    err = plan_adopt(as(d, MIA), &adoption, &revision);
    assert_refused(err, ERR_CONFLICT);
    assert_non_null(err->next);
    assert_non_null(err->next->next);
    assert_null(err->next->next->next);
    adoption.moves = &wrong;
    adoption.moves_n = 1;
    assert_refused(plan_adopt(as(d, MIA), &adoption, &revision), ERR_INVALID);
    db_rollback(&d->cx);
}

/* What paused before stays paused: the state has another name, not another use. */
static void
test_stranded_tickets_go_over_with_their_clocks(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "No wifi", "The wifi is gone"), after;
    struct ticket other = desk_ask(d, RUI, "A key", "Where is it?");
    struct plan_move moves[] = {
        {PLAN_NAME_TEAM,     "Network",         "Wires"    },
        {PLAN_NAME_PRIORITY, "Normal",          "Usual"    },
        {PLAN_NAME_STATE,    "Waiting on user", "Your turn"},
    };
    const char **teams;
    int64_t revision;
    size_t n;

    desk_reply(d, NORA, ticket.id, "Which room?", "Waiting on user");
    ticket = desk_ticket(d, ticket.id);
    d->cx.now += MS_DAY;
    revision = adopt(d, renamed(d), moves, 3);
    assert_int_equal(desk_ticket(d, ticket.id).plan, 1);
    run_moves(d, revision);
    after = desk_ticket(d, ticket.id);
    assert_int_equal(after.plan, revision);
    assert_string_equal(after.team, "Wires");
    assert_int_equal(after.tier, 2);
    assert_string_equal(after.state, "Your turn");
    assert_string_equal(after.priority, "Usual");
    assert_int_equal(after.phase, PLAN_WAITING);
    assert_int_equal(after.first_done_at, ticket.first_done_at);
    assert_int_equal(desk_events(d, ticket.id, EVENT_ADOPTED), 1);
    assert_int_equal(desk_events(d, ticket.id, EVENT_FIRED), 0);
    assert_int_equal(after.next_due_at, ticket.next_due_at);
    assert_string_equal(desk_ticket(d, other.id).priority, "Usual");
    assert_done(team_list_of(as(d, MIA), d->person[NORA], &teams, &n));
    assert_int_equal(n, 1);
    assert_string_equal(teams[0], "Wires");
    run_moves(d, revision);
    assert_int_equal(desk_number(d, "SELECT count(*) FROM job WHERE kind = 'plan-move'"),
                     0);
    desk_write(d, ROSA, ticket.id, "Room 7.");
    assert_string_equal(desk_ticket(d, ticket.id).state, "Open");
}

static void
test_a_ticket_that_is_not_stranded_keeps_its_promise(void **state)
{
    struct desk *d = desk_of(state);
    struct ticket ticket = desk_ask(d, ROSA, "A key", "Where is it?"), later;

    adopt(d,
          replaced(d, desk_plan, "| 4 h | 1 day | 3 days |", "| 2 h | 1 day | 3 days |"),
          NULL, 0);
    later = desk_ask(d, RUI, "A key", "Where is it?");
    assert_int_equal(desk_ticket(d, ticket.id).first_due_at, ticket.first_due_at);
    assert_int_equal(ticket.first_due_at - later.first_due_at, 2 * MS_HOUR);
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_the_draft_begins_as_the_plan_in_force),
    DESK_BOTH(test_two_managers_do_not_overwrite_each_other),
    DESK_BOTH(test_only_managers_change_the_plan),
    DESK_SQLITE(test_a_plan_over_its_bound_is_refused),
    DESK_BOTH(test_a_draft_with_mistakes_is_kept_but_not_adopted),
    DESK_BOTH(test_a_draft_is_adopted_and_gone),
    DESK_BOTH(test_a_draft_of_an_older_revision_must_be_looked_at),
    DESK_BOTH(test_another_person_approves_where_the_plan_wants_it),
    DESK_BOTH(test_who_wrote_it_does_not_approve_it),
    DESK_BOTH(test_the_console_needs_an_approver_too),
    DESK_BOTH(test_an_earlier_revision_returns_as_a_new_one),
    DESK_BOTH(test_stranded_tickets_are_told_before),
    DESK_BOTH(test_stranded_tickets_go_over_with_their_clocks),
    DESK_BOTH(test_a_ticket_that_is_not_stranded_keeps_its_promise),
};
FIXTURE_MAIN(tests)
