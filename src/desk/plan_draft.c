/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/plan_draft.h"

#include "base/arena.h"
#include "base/lang.h"
#include "base/str.h"
#include "base/utf8.h"
#include "desk/desk.h"
#include "desk/policy.h"
#include "plan/plan.h"
#include "store/db.h"

#include <string.h>

enum { SUMMARY_CHARACTERS = 500 };

/* ---- Who may, and on which version. */

static struct err *
must_manage(struct cx *cx)
{
    bool mine;

    TRY(desk_is_mine(cx, desk_now(cx), &mine));
    if (!mine || (!cx->actor->system && cx->actor->role < ROLE_MANAGER))
        FAIL(cx, ERR_DENIED, "Only managers and administrators can change the plan.");
    return NULL;
}

static void
read_draft(struct db_rows *rows, struct plan_draft *out)
{
    out->state = (enum plan_draft_state)db_int(rows, 0);
    out->version = db_int(rows, 1);
    out->base = db_int(rows, 2);
    out->text = db_text(rows, 3);
    out->summary = db_text(rows, 4);
    out->author.v = db_int(rows, 5);
    out->author_name = db_text(rows, 6);
    out->updated_at = db_int(rows, 7);
    out->proposer.v = db_int(rows, 8);
    out->proposer_name = db_text(rows, 9);
    out->proposed_at = db_int(rows, 10);
    out->approver.v = db_int(rows, 11);
    out->approver_name = db_text(rows, 12);
    out->approved_at = db_int(rows, 13);
}

struct err *
plan_draft_get(struct cx *cx, struct plan_draft *out)
{
    const struct plan *plan;
    struct db_rows *rows;
    bool mine;

    *out = (struct plan_draft){.text = "", .summary = ""};
    TRY(desk_is_mine(cx, desk_now(cx), &mine));
    if (!mine)
        FAIL(cx, ERR_DENIED, "Only the staff can see the draft of the plan.");
    TRY(db_query(cx, &rows,
                 "SELECT d.state, d.version, d.base, d.text, d.summary, d.author, a.name,"
                 " d.updated_at, d.proposer, p.name, d.proposed_at, d.approver, q.name,"
                 " d.approved_at FROM plan_draft d"
                 " LEFT JOIN person a ON a.id = d.author"
                 " LEFT JOIN person p ON p.id = d.proposer"
                 " LEFT JOIN person q ON q.id = d.approver WHERE d.desk = $1",
                 ARG(desk_now(cx))));
    if (db_next(rows))
        read_draft(rows, out);
    db_close(rows);
    TRY(db_end(rows));
    TRY(policy_current(cx, &plan, &out->current));
    out->wants_approval = plan->approval;
    if (out->state == PLAN_DRAFT_NONE) {
        out->base = out->current;
        out->text = plan->text;
        out->summary = "";
    }
    TRY(policy_number(cx, out->base, &out->base_n));
    return policy_number(cx, out->current, &out->current_n);
}

static struct err *
take(struct cx *cx, int64_t version, struct plan_draft *out)
{
    struct err *err;

    TRY(must_manage(cx));
    TRY(plan_draft_get(cx, out));
    if (out->version == version)
        return NULL;
    err = out->author_name
              ? ERR(cx, ERR_CONFLICT,
                    "%s changed the draft meanwhile. Nothing of theirs was overwritten: "
                    "please compare, and take over what you need.",
                    out->author_name)
              : ERR(cx, ERR_CONFLICT,
                    "The draft was changed meanwhile. Please look at it "
                    "first.");
    err->field = "version";
    return err;
}

/* The row as it now is; the only statement that writes it. */
static struct err *
put(struct cx *cx, struct plan_draft *draft)
{
    int64_t changed;

    draft->version++;
    TRY(db_exec_n(
        cx, &changed,
        "INSERT INTO plan_draft (desk, state, version, base, text, summary, author,"
        " updated_at, proposer, proposed_at, approver, approved_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (desk) DO UPDATE SET state = $2, version = $3, base = $4, text = "
        "$5,"
        " summary = $6, author = $7, updated_at = $8, proposer = $9, proposed_at = $10,"
        " approver = $11, approved_at = $12 WHERE plan_draft.version = $13",
        ARG(desk_now(cx)), ARG((int)draft->state), ARG(draft->version), ARG(draft->base),
        ARG(draft->text), ARG(draft->summary), ARG(draft->author), ARG(draft->updated_at),
        ARG(draft->proposer), ARG_OPT(draft->proposed_at), ARG(draft->approver),
        ARG_OPT(draft->approved_at), ARG(draft->version - 1)));
    if (!changed)
        FAIL(cx, ERR_CONFLICT,
             "The draft was changed meanwhile. Please look at it first.");
    return NULL;
}

static struct err *
put_text(struct cx *cx, struct plan_draft *draft, enum plan_draft_state state,
         const char *text)
{
    draft->state = state;
    draft->text = text;
    draft->author = cx->actor->person;
    draft->updated_at = cx->now;
    draft->proposer = draft->approver = (struct person_id){0};
    draft->proposed_at = draft->approved_at = 0;
    return put(cx, draft);
}

/* ---- Writing. */

struct err *
plan_draft_save(struct cx *cx, const char *text, int64_t version, int64_t *version_out)
{
    struct plan_draft draft;
    struct err *err;

    *version_out = version;
    if (strlen(text) > PLAN_TEXT_BYTES) {
        err = ERR(cx, ERR_LIMIT, "This plan is too long. It can have at most %d KB.",
                  PLAN_TEXT_BYTES / 1024);
        err->field = "text";
        return err;
    }
    TRY(take(cx, version, &draft));
    if (str_eq(text, draft.text))
        return NULL;
    TRY(put_text(cx, &draft, PLAN_DRAFT_WRITTEN, text));
    *version_out = draft.version;
    return NULL;
}

struct err *
plan_draft_discard(struct cx *cx, int64_t version)
{
    struct plan_draft draft;

    TRY(take(cx, version, &draft));
    draft.summary = "";
    return put_text(cx, &draft, PLAN_DRAFT_NONE, "");
}

struct err *
plan_draft_rebase(struct cx *cx, int64_t version)
{
    struct plan_draft draft;

    TRY(take(cx, version, &draft));
    draft.base = draft.current;
    return put_text(cx, &draft, PLAN_DRAFT_WRITTEN, draft.text);
}

struct err *
plan_draft_return(struct cx *cx, int64_t number, int64_t version)
{
    struct plan_draft draft;
    int64_t revision;
    const char *text;

    TRY(take(cx, version, &draft));
    TRY(policy_find_number(cx, number, &revision));
    TRY(policy_text(cx, revision, &text));
    draft.base = draft.current;
    draft.summary = arena_printf(cx->arena, tr(cx->lang, "Back to revision %lld"),
                                 (long long)revision);
    return put_text(cx, &draft, PLAN_DRAFT_WRITTEN, text);
}

/* ---- Proposing and approving. */

static struct err *
check_summary(struct cx *cx, const char *summary)
{
    if (str_blank(summary))
        FAIL_FIELD(cx, "summary", "Please say in a sentence what changes.");
    if (utf8_length(summary) > SUMMARY_CHARACTERS)
        FAIL_FIELD(cx, "summary", "This can have at most %d characters.",
                   SUMMARY_CHARACTERS);
    return NULL;
}

struct err *
plan_draft_propose(struct cx *cx, int64_t version, const char *summary)
{
    const char *said = str_trim(cx->arena, summary);
    struct plan_draft draft;

    TRY(take(cx, version, &draft));
    TRY(check_summary(cx, said));
    if (draft.state == PLAN_DRAFT_NONE)
        FAIL(cx, ERR_CONFLICT, "Nothing was changed, so there is nothing to propose.");
    if (draft.base != draft.current)
        FAIL(cx, ERR_CONFLICT,
             "Somebody else adopted a plan meanwhile. Please look at it first.");
    TRY(policy_check(cx, draft.text));
    draft.state = PLAN_DRAFT_PROPOSED;
    draft.summary = said;
    draft.proposer = cx->actor->person;
    draft.proposed_at = cx->now;
    draft.approver.v = draft.approved_at = 0;
    return put(cx, &draft);
}

bool
plan_draft_may_approve(const struct cx *cx, const struct plan_draft *draft)
{
    int64_t person = cx->actor->person.v;

    return person && cx->actor->role >= ROLE_MANAGER &&
           draft->state == PLAN_DRAFT_PROPOSED && person != draft->author.v &&
           person != draft->proposer.v;
}

struct err *
plan_draft_waits(struct cx *cx, bool *yes_out)
{
    int64_t n = 0;

    if (cx->actor->role >= ROLE_MANAGER)
        TRY(db_number(cx, &n, 0,
                      "SELECT count(*) FROM plan_draft WHERE desk = $1 AND (state = $2 OR"
                      " (state = $3 AND author <> $4 AND proposer <> $4))",
                      ARG(desk_now(cx)), ARG((int)PLAN_DRAFT_APPROVED),
                      ARG((int)PLAN_DRAFT_PROPOSED), ARG(cx->actor->person)));
    *yes_out = n > 0;
    return NULL;
}

struct err *
plan_draft_approve(struct cx *cx, int64_t version)
{
    struct plan_draft draft;

    TRY(take(cx, version, &draft));
    if (draft.state != PLAN_DRAFT_PROPOSED)
        FAIL(cx, ERR_CONFLICT, "This draft is not proposed, so it cannot be approved.");
    if (!plan_draft_may_approve(cx, &draft))
        FAIL(cx, ERR_DENIED,
             "The plan wants another person to approve: somebody who neither wrote nor "
             "proposed this draft.");
    draft.state = PLAN_DRAFT_APPROVED;
    draft.approver = cx->actor->person;
    draft.approved_at = cx->now;
    return put(cx, &draft);
}

struct err *
plan_draft_withdraw(struct cx *cx, int64_t version)
{
    struct plan_draft draft;

    TRY(take(cx, version, &draft));
    if (draft.state < PLAN_DRAFT_PROPOSED)
        FAIL(cx, ERR_CONFLICT, "This draft is not proposed.");
    draft.state = PLAN_DRAFT_WRITTEN;
    draft.proposer.v = draft.proposed_at = draft.approver.v = draft.approved_at = 0;
    return put(cx, &draft);
}
