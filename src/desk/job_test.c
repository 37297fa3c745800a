/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/job.h"

#include "desk/desk_fixture_test.h"

static void
add(struct desk *d, int64_t ref, int64_t run_at, const char *key)
{
    DONE(d, job_add(as(d, KINDESK), "test", ref, 0, run_at, key));
}

static size_t
claim(struct desk *d, struct job **jobs)
{
    size_t n;

    DONE(d, job_claim(as(d, KINDESK), 2, MS_MINUTE, jobs, &n));
    return n;
}

static void
test_a_job_is_claimed_once_when_its_time_came(void **state)
{
    struct desk *d = desk_of(state);
    struct job *jobs;
    int64_t at;

    add(d, 1, DESK_NOW + 5, NULL);
    add(d, 2, DESK_NOW, NULL);
    add(d, 3, DESK_NOW - 5, NULL);
    add(d, 4, DESK_NOW - 9, NULL);
    assert_int_equal(claim(d, &jobs), 2); /* the oldest first */
    assert_int_equal(jobs[0].ref, 4);
    assert_int_equal(jobs[1].ref, 3);
    assert_int_equal(claim(d, &jobs), 1);
    assert_int_equal(jobs[0].ref, 2);
    assert_int_equal(claim(d, &jobs), 0);
    assert_done(job_next_at(as(d, KINDESK), &at));
    assert_int_equal(at, DESK_NOW + 5);
}

static void
test_a_lease_that_ends_gives_the_job_to_another(void **state)
{
    struct desk *d = desk_of(state);
    struct job *jobs;
    int64_t waiting_n, given_up_n;

    add(d, 1, DESK_NOW, NULL);
    assert_int_equal(claim(d, &jobs), 1);
    assert_int_equal(jobs[0].tries, 0);
    d->cx.now += MS_MINUTE - 1;
    assert_int_equal(claim(d, &jobs), 0);
    d->cx.now += 1;
    assert_int_equal(claim(d, &jobs), 1);
    assert_int_equal(jobs[0].tries, 1);
    DONE(d, job_retry(as(d, KINDESK), jobs[0].id, d->cx.now + 7, "no route"));
    assert_int_equal(claim(d, &jobs), 0);
    d->cx.now += 7;
    assert_int_equal(claim(d, &jobs), 1);
    DONE(d, job_give_up(as(d, KINDESK), jobs[0].id, "no route"));
    assert_int_equal(claim(d, &jobs), 0);
    assert_done(job_count(as(d, KINDESK), &waiting_n, &given_up_n));
    assert_int_equal(waiting_n, 0);
    assert_int_equal(given_up_n, 1);
}

static void
test_the_same_key_waits_once_and_may_be_asked_for_again(void **state)
{
    struct desk *d = desk_of(state);
    struct job *jobs;

    add(d, 1, DESK_NOW, "key");
    add(d, 2, DESK_NOW, "key");
    assert_int_equal(claim(d, &jobs), 1);
    assert_int_equal(jobs[0].ref, 1);
    DONE(d, job_done(as(d, KINDESK), jobs[0].id));
    add(d, 3, DESK_NOW, "key");
    assert_int_equal(claim(d, &jobs), 1);
    assert_int_equal(jobs[0].ref, 3);
}

static void
test_only_what_waits_is_called_back(void **state)
{
    struct desk *d = desk_of(state);
    struct job *jobs;
    bool cancelled;

    add(d, 1, DESK_NOW, NULL);
    add(d, 2, DESK_NOW, NULL);
    DONE(d, job_cancel(as(d, KINDESK), "test", 1, 0, &cancelled));
    assert_true(cancelled);
    DONE(d, job_cancel(as(d, KINDESK), "test", 1, 0, &cancelled));
    assert_false(cancelled);
    assert_int_equal(claim(d, &jobs), 1);
    DONE(d, job_cancel(as(d, KINDESK), "test", 2, 0, &cancelled));
    assert_false(cancelled);
}

static const struct CMUnitTest tests[] = {
    DESK_BOTH(test_a_job_is_claimed_once_when_its_time_came),
    DESK_BOTH(test_a_lease_that_ends_gives_the_job_to_another),
    DESK_BOTH(test_the_same_key_waits_once_and_may_be_asked_for_again),
    DESK_BOTH(test_only_what_waits_is_called_back),
};
FIXTURE_MAIN(tests)
