/* SPDX-License-Identifier: Apache-2.0 */
/* /api/v1/plan: the draft, its checks and replays, and the revisions. */
#include "api/api.h"
#include "api/handlers.h"
#include "api/json_in.h"
#include "base/arena.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/plan_adopt.h"
#include "desk/plan_draft.h"
#include "desk/policy.h"
#include "desk/replay.h"
#include "http/exchange.h"
#include "plan/plan.h"

enum { MOVES_N = 200, REPLAY_DAYS = 90 };

/* ---- Taking what was sent. */

static struct err *
prepare(struct cx *cx, struct exchange *x, const struct api_shape *shape)
{
    const struct json *json;

    TRY(json_in_body(cx, x, shape, &json));
    x->prepared = (void *)json;
    return NULL;
}

struct err *
prepare_plan_draft(struct cx *cx, struct exchange *x)
{
    return prepare(cx, x, &api_plan_draft_changes);
}

struct err *
prepare_plan_revision(struct cx *cx, struct exchange *x)
{
    return prepare(cx, x, &api_new_plan_revision);
}

struct err *
prepare_plan_replay(struct cx *cx, struct exchange *x)
{
    return prepare(cx, x, &api_new_plan_replay);
}

/* Reading a plan may take a second: not on the writer's thread. */
struct checked {
    struct plan_problems problems;
};
struct err *
prepare_plan_check(struct cx *cx, struct exchange *x)
{
    struct checked *checked = NEW(cx->arena, struct checked);
    struct plan *plan;

    TRY(prepare(cx, x, &api_new_plan_check));
    TRY(policy_try(cx, json_in_text(cx, x->prepared, "text"), false, &plan,
                   &checked->problems));
    x->prepared = checked;
    return NULL;
}

static struct err *
staff_only(struct cx *cx)
{
    bool mine;

    TRY(desk_is_mine(cx, desk_now(cx), &mine));
    if (!mine)
        FAIL(cx, ERR_DENIED, "Only the staff can see the draft of the plan.");
    return NULL;
}

/* ---- Checking. */

static struct err *
check(struct cx *cx, struct exchange *x, struct json_out *out, int64_t *ticket_out)
{
    const struct plan_problems *problems = &((struct checked *)x->prepared)->problems;

    (void)cx;
    (void)ticket_out;
    json_open(out, '{');
    json_put_int(out, "mistakes", problems->errors_n);
    json_put_int(out, "more", problems->more_n);
    json_name(out, "items");
    json_open(out, '[');
    for (size_t i = 0; i < problems->n; i++) {
        json_open(out, '{');
        json_put_int(out, "line", problems->at[i].line);
        json_put_int(out, "column", problems->at[i].column);
        json_put_bool(out, "remark", problems->at[i].warning);
        json_put_text(out, "wrong", problems->at[i].wrong);
        json_put_text(out, "right", problems->at[i].right);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
    return NULL;
}

struct err *
api_plan_check(struct cx *cx, struct exchange *x)
{
    return api_once_as(cx, x, 200, check);
}

/* ---- The draft. */

static void
put_moves(struct json_out *out, const struct plan_stranded *list, size_t n)
{
    json_name(out, "stranded");
    json_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(out, '{');
        json_put_text(out, "kind", plan_name_kind_name(list[i].move.kind));
        json_put_text(out, "was", list[i].move.was);
        json_put_text(out, "becomes", list[i].move.becomes);
        json_put_int(out, "tickets", list[i].tickets_n);
        json_put_int(out, "people", list[i].people_n);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static struct err *
write_draft(struct cx *cx, struct json_out *out, bool checked)
{
    static const char *const states[] = {"none", "written", "proposed", "approved"};
    struct plan_problems problems = {0};
    struct plan_stranded *list = NULL;
    struct plan_draft draft;
    struct plan *plan;
    size_t n = 0;

    TRY(plan_draft_get(cx, &draft));
    if (checked) {
        TRY(policy_try(cx, draft.text, true, &plan, &problems));
        if (plan && !problems.errors_n)
            TRY(plan_stranded(cx, plan, &list, &n));
    }
    json_open(out, '{');
    json_put_text(out, "state", states[draft.state]);
    json_put_int(out, "version", draft.version);
    json_put_int(out, "begun_from", draft.base_n);
    json_put_int(out, "in_force", draft.current_n);
    json_put_bool(out, "wants_approval", draft.wants_approval);
    json_put_text(out, "text", draft.text);
    json_put_text(out, "summary", draft.summary);
    json_put_text(out, "author", draft.author_name);
    json_put_time(out, "updated_at", draft.updated_at);
    json_put_text(out, "proposer", draft.proposer_name);
    json_put_time(out, "proposed_at", draft.proposed_at);
    json_put_text(out, "approver", draft.approver_name);
    json_put_time(out, "approved_at", draft.approved_at);
    if (checked) {
        json_put_int(out, "mistakes", problems.errors_n);
        put_moves(out, list, n);
    }
    json_close(out, '}');
    return NULL;
}

static struct err *
send_draft(struct cx *cx, struct exchange *x, bool checked)
{
    struct buf buf;
    struct json_out out = {.buf = &buf};

    buf_init(&buf, cx->arena, 0);
    TRY(write_draft(cx, &out, checked));
    return api_send(x, 200, &buf);
}

struct err *
api_plan_draft(struct cx *cx, struct exchange *x)
{
    TRY(api_check_query(cx, x, ""));
    return send_draft(cx, x, true);
}

static struct err *
do_step(struct cx *cx, const char *step, int64_t version, const char *summary)
{
    if (str_blank(step))
        return NULL;
    if (str_eq(step, "propose"))
        return plan_draft_propose(cx, version, summary);
    if (str_eq(step, "approve"))
        return plan_draft_approve(cx, version);
    if (str_eq(step, "withdraw"))
        return plan_draft_withdraw(cx, version);
    if (str_eq(step, "rebase"))
        return plan_draft_rebase(cx, version);
    if (str_eq(step, "discard"))
        return plan_draft_discard(cx, version);
    FAIL_FIELD(cx, "step",
               "“step” must be propose, approve, withdraw, rebase or discard.");
}

struct err *
api_plan_draft_change(struct cx *cx, struct exchange *x)
{
    const struct json *json = x->prepared;
    int64_t version = json_as_int(json_member(json, "version"));
    const char *text = json_in_text(cx, json, "text");
    const char *step = json_in_line(cx, json, "step");

    if (!text && str_blank(step))
        FAIL_FIELD(cx, "text", "Please give “text”, “step”, or both.");
    if (text)
        TRY(plan_draft_save(cx, text, version, &version));
    TRY(do_step(cx, step, version, json_in_line(cx, json, "summary")));
    return send_draft(cx, x, false);
}

/* ---- Revisions. */

static void
put_revision(struct json_out *out, const struct policy_revision *revision, bool current)
{
    json_put_int(out, "revision", revision->number);
    json_put_bool(out, "in_force", current);
    json_put_time(out, "adopted_at", revision->adopted_at);
    json_put_text(out, "author", revision->author);
    json_put_text(out, "approver", revision->approver);
    json_put_text(out, "summary", revision->summary);
}

struct err *
api_plan_revisions(struct cx *cx, struct exchange *x)
{
    struct policy_revision *list;
    struct buf buf;
    struct json_out out = {.buf = &buf};
    size_t n;

    TRY(staff_only(cx));
    TRY(api_check_query(cx, x, ""));
    TRY(policy_history(cx, &list, &n));
    buf_init(&buf, cx->arena, 0);
    json_open(&out, '{');
    json_name(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(&out, '{');
        put_revision(&out, &list[i], i == 0);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    return api_send(x, 200, &buf);
}

static struct err *
write_revision(struct cx *cx, struct json_out *out, int64_t number)
{
    struct policy_revision *list;
    const char *text;
    size_t n, i = 0;

    TRY(policy_history(cx, &list, &n));
    while (i < n && list[i].number != number)
        i++;
    if (i == n)
        FAIL(cx, ERR_NOT_FOUND, "There is no such revision of the plan.");
    TRY(policy_text(cx, list[i].revision, &text));
    json_open(out, '{');
    put_revision(out, &list[i], i == 0);
    json_put_text(out, "text", text);
    json_close(out, '}');
    return NULL;
}

struct err *
api_plan_revision(struct cx *cx, struct exchange *x)
{
    struct buf buf;
    struct json_out out = {.buf = &buf};
    int64_t number = 0;

    TRY(staff_only(cx));
    TRY(api_check_query(cx, x, ""));
    if (!str_to_int(request_param(&x->request, "revision"), 1, INT64_MAX, &number))
        FAIL(cx, ERR_NOT_FOUND, "There is no such revision of the plan.");
    buf_init(&buf, cx->arena, 0);
    TRY(write_revision(cx, &out, number));
    return api_send(x, 200, &buf);
}

static struct err *
read_moves(struct cx *cx, const struct json *json, struct plan_move **moves_out,
           size_t *n_out)
{
    const struct json *list = json_member(json, "moves");

    *n_out = json_count(list);
    if (*n_out > MOVES_N)
        FAIL_FIELD(cx, "moves", "These are too many.");
    *moves_out = NEW_N(cx->arena, *n_out + 1, struct plan_move);
    for (size_t i = 0; i < *n_out; i++) {
        struct plan_move *move = &(*moves_out)[i];
        const struct json *one = json_at(list, i);

        if (!plan_name_kind_find(json_in_line(cx, one, "kind"), &move->kind))
            FAIL_FIELD(cx, "moves", "“kind” must be team, topic, priority or state.");
        move->was = json_in_line(cx, one, "was");
        move->becomes = json_in_line(cx, one, "becomes");
    }
    return NULL;
}

/* A text at once, from a revision that its author saw; or the draft, of a version. */
static struct err *
adopt(struct cx *cx, struct exchange *x, struct json_out *out, int64_t *ticket_out)
{
    const struct json *json = x->prepared;
    struct plan_adoption adoption = {.text = json_in_text(cx, json, "text"),
                                     .summary = json_in_line(cx, json, "summary")};
    int64_t version = json_as_int(json_member(json, "version")), revision, number;
    struct plan_move *moves = NULL;

    (void)ticket_out;
    TRY(read_moves(cx, json, &moves, &adoption.moves_n));
    adoption.moves = moves;
    if (adoption.text) {
        if (str_blank(adoption.summary))
            FAIL_FIELD(cx, "summary", "Please say in a sentence what changes.");
        TRY(policy_find_number(cx, json_as_int(json_member(json, "expected_revision")),
                               &adoption.expected));
        TRY(plan_adopt(cx, &adoption, &revision));
    } else {
        TRY(plan_adopt_draft(cx, version, adoption.summary, moves, adoption.moves_n,
                             &revision));
    }
    TRY(policy_number(cx, revision, &number));
    return write_revision(cx, out, number);
}

struct err *
api_plan_revision_add(struct cx *cx, struct exchange *x)
{
    return api_once(cx, x, adopt);
}

/* ---- Replays. */

static struct err *
write_replay(struct cx *cx, struct json_out *out, int64_t id)
{
    static const char *const states[] = {"running", "done", "failed"};
    struct replay_row row;

    TRY(replay_get(cx, id, &row));
    json_open(out, '{');
    json_put_int(out, "id", row.id);
    json_put_text(out, "state", states[row.state]);
    json_put_int(out, "days", row.days);
    json_put_time(out, "asked_at", row.created_at);
    json_put_text(out, "asked_by", row.person_name);
    json_put_int(out, "done", row.done_n);
    json_put_int(out, "all", row.all_n);
    json_put_text(out, "error", row.error);
    json_name(out, "result");
    if (row.state == REPLAY_DONE) {
        json_open(out, '{');
        replay_write(out, &row.result);
        json_close(out, '}');
    } else {
        json_none(out);
    }
    json_close(out, '}');
    return NULL;
}

struct err *
api_plan_replay(struct cx *cx, struct exchange *x)
{
    struct buf buf;
    struct json_out out = {.buf = &buf};
    int64_t id;

    TRY(api_check_query(cx, x, ""));
    if (!str_to_int(request_param(&x->request, "replay"), 1, INT64_MAX, &id))
        FAIL(cx, ERR_NOT_FOUND, "There is no such replay.");
    buf_init(&buf, cx->arena, 0);
    TRY(write_replay(cx, &out, id));
    return api_send(x, 200, &buf);
}

static struct err *
ask_replay(struct cx *cx, struct exchange *x, struct json_out *out, int64_t *ticket_out)
{
    const struct json *json = x->prepared, *days = json_member(json, "days");
    const char *text = json_in_text(cx, json, "text");
    struct plan_draft draft;
    int64_t id;

    (void)ticket_out;
    if (!text) {
        TRY(plan_draft_get(cx, &draft));
        text = draft.text;
    }
    TRY(replay_add(cx, text, days ? json_as_int(days) : REPLAY_DAYS, &id));
    return write_replay(cx, out, id);
}

struct err *
api_plan_replay_add(struct cx *cx, struct exchange *x)
{
    return api_once(cx, x, ask_replay);
}
