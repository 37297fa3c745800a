/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/reader.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "mime/nursery.h"
#include "mime/sandbox.h"
#include "mime/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The children that are ready wait in the socket `children`: pid and descriptor. */
struct reader {
    pthread_mutex_t lock;
    pid_t nursery;
    int orders, children, statuses;
    const struct reader_job *jobs;
    size_t jobs_n;
};

struct child {
    pid_t pid;
    int socket;
};

/* One piece of work under way. */
struct work {
    struct reader *reader;
    struct cx *cx;
    struct child child;
    int64_t deadline;
};

static bool
order(struct reader *reader, enum nursery_order what, pid_t child)
{
    struct nursery_request request = {what, child};

    return send(reader->orders, &request, sizeof request, MSG_NOSIGNAL) ==
           (ssize_t)sizeof request;
}

/* In the nursery's own process: everything that was open before is closed. */
static _Noreturn void
become_nursery(int orders, int children, int statuses, const struct reader_job *jobs,
               size_t jobs_n)
{
    int from[3] = {orders, children, statuses}, base = 10;

    for (int i = 0; i < 3; i++)
        if ((from[i] = fcntl(from[i], F_DUPFD, 64)) < 0)
            _exit(1);
    for (int i = 0; i < 3; i++)
        if (dup2(from[i], base + i) < 0)
            _exit(1);
    if (close_range(3, (unsigned)base - 1, 0) != 0 ||
        close_range((unsigned)base + 3, ~0u, 0) != 0)
        _exit(1);
    nursery_run(base, base + 1, base + 2, jobs, jobs_n);
}

static bool
open_sockets(int pairs[3][2])
{
    int n = 0;

    while (n < 3 && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pairs[n]) == 0)
        n++;
    if (n == 3)
        return true;
    while (n-- > 0) {
        close(pairs[n][0]);
        close(pairs[n][1]);
    }
    return false;
}

/* A machine without seccomp must not read mail at all. */
static bool
sandbox_works(void)
{
    struct sandbox *sandbox = sandbox_new();
    bool works = sandbox != NULL;

    sandbox_free(&sandbox);
    if (!works)
        LOG(LOG_LEVEL_ERROR, "seccomp cannot be used; mail cannot be read safely");
    else if (sandbox_landlock() == 0)
        LOG(LOG_LEVEL_WARN, "this kernel has no Landlock; going on with seccomp alone");
    return works;
}

struct reader *
reader_new(size_t children_n, const struct reader_job *jobs, size_t jobs_n)
{
    struct reader *reader = calloc(1, sizeof *reader);
    int pairs[3][2];

    if (!reader || !sandbox_works() || !open_sockets(pairs)) {
        free(reader);
        return NULL;
    }
    reader->nursery = fork();
    if (reader->nursery == 0)
        become_nursery(pairs[0][1], pairs[1][1], pairs[2][1], jobs, jobs_n);
    for (int i = 0; i < 3; i++)
        close(pairs[i][1]);
    reader->orders = pairs[0][0];
    reader->children = pairs[1][0];
    reader->statuses = pairs[2][0];
    reader->jobs = jobs;
    reader->jobs_n = jobs_n;
    pthread_mutex_init(&reader->lock, NULL);
    if (children_n > READER_CHILDREN_MAX)
        children_n = READER_CHILDREN_MAX;
    for (size_t i = 0; i < (children_n ? children_n : 1); i++)
        if (reader->nursery < 0 || !order(reader, NURSERY_FORK, 0)) {
            reader_free(&reader);
            return NULL;
        }
    return reader;
}

void
reader_free(struct reader **reader)
{
    struct reader *r = *reader;

    if (!r)
        return;
    close(r->orders);
    close(r->children);
    close(r->statuses);
    if (r->nursery > 0) {
        kill(r->nursery, SIGKILL); /* its children die with it (PR_SET_PDEATHSIG) */
        while (waitpid(r->nursery, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    pthread_mutex_destroy(&r->lock);
    free(r);
    *reader = NULL;
}

/* Waits for a descriptor until the deadline; false when it passed. */
static bool
wait_for(int fd, short what, int64_t deadline)
{
    for (;;) {
        struct pollfd poll_fd = {.fd = fd, .events = what};
        int64_t left = deadline - clock_monotonic();
        int n = poll(&poll_fd, 1, left > 0 ? (int)left : 0);

        if (n > 0)
            return true;
        if (n == 0 || errno != EINTR)
            return false;
    }
}

static bool
receive_child(struct reader *reader, struct child *child)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec data = {&child->pid, sizeof child->pid};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof control.room};

    if (recvmsg(reader->children, &message, MSG_CMSG_CLOEXEC) !=
            (ssize_t)sizeof child->pid ||
        child->pid <= 0 || control.head.cmsg_type != SCM_RIGHTS ||
        control.head.cmsg_len != CMSG_LEN(sizeof(int)))
        return false;
    memcpy(&child->socket, CMSG_DATA(&control.head), sizeof child->socket);
    return true;
}

/* Takes a ready child and orders the next. */
static struct err *
take_child(struct work *work)
{
    struct reader *reader = work->reader;
    bool done;

    pthread_mutex_lock(&reader->lock);
    done = order(reader, NURSERY_FORK, 0) &&
           wait_for(reader->children, POLLIN, work->deadline) &&
           receive_child(reader, &work->child);
    pthread_mutex_unlock(&reader->lock);
    if (!done)
        return err_detail(
            work->cx,
            ERR(work->cx, ERR_BUSY,
                "Too much is going on right now. Please try again in a minute."),
            "no child for reading can be had");
    return NULL;
}

/* How the child ended; -1 when nobody knows. */
static int
end_child(struct work *work, bool tell)
{
    struct reader *reader = work->reader;
    int status = -1;

    close(work->child.socket);
    pthread_mutex_lock(&reader->lock);
    if (order(reader, tell ? NURSERY_END_AND_TELL : NURSERY_END, work->child.pid) &&
        tell &&
        (!wait_for(reader->statuses, POLLIN, clock_monotonic() + READER_TIMEOUT_MS) ||
         recv(reader->statuses, &status, sizeof status, 0) != (ssize_t)sizeof status))
        status = -1;
    pthread_mutex_unlock(&reader->lock);
    return status;
}

static bool
send_all(struct work *work, const void *from, size_t n)
{
    const unsigned char *p = from;

    while (n > 0) {
        ssize_t put = send(work->child.socket, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (put > 0) {
            p += put;
            n -= (size_t)put;
        } else if (put < 0 && errno != EAGAIN && errno != EINTR) {
            return false;
        } else if (!wait_for(work->child.socket, POLLOUT, work->deadline)) {
            return false;
        }
    }
    return true;
}

static bool
receive_all(struct work *work, void *to, size_t n)
{
    unsigned char *p = to;

    while (n > 0) {
        ssize_t got;

        if (!wait_for(work->child.socket, POLLIN, work->deadline))
            return false;
        got = recv(work->child.socket, p, n, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return false;
        if (got > 0) {
            p += got;
            n -= (size_t)got;
        }
    }
    return true;
}

static struct err *
failed(struct work *work, bool too_late, int status, const char *said)
{
    struct err *err =
        ERR(work->cx, ERR_INTERNAL,
            "This could not be read. It is kept whole; please tell an administrator.");

    if (said)
        return err_detail(work->cx, err, "the reader says: %s", said);
    if (too_late)
        return err_detail(work->cx, err, "the reader took longer than %d ms",
                          READER_TIMEOUT_MS);
    if (status != -1 && WIFSIGNALED(status))
        return err_detail(work->cx, err, "the reader was stopped by signal %d%s",
                          WTERMSIG(status),
                          WTERMSIG(status) == SIGSYS ? " (a forbidden system call)" : "");
    return err_detail(work->cx, err, "the reader ended without an answer");
}

/* job -1: a mail. head goes in front of the input. */
static struct err *
run(struct reader *reader, struct cx *cx, int job, const struct bytes in[2],
    struct bytes *out)
{
    struct work work = {reader, cx, {0}, clock_monotonic() + READER_TIMEOUT_MS};
    struct nursery_frame frame = {job, 0, in[0].n + in[1].n}, answer = {0};
    unsigned char *room = NULL;
    bool done, too_late;

    if (in[1].n > READER_INPUT_BYTES)
        FAIL(cx, ERR_LIMIT, "This is larger than what can be read.");
    TRY(take_child(&work));
    done = send_all(&work, &frame, sizeof frame) && send_all(&work, in[0].p, in[0].n) &&
           send_all(&work, in[1].p, in[1].n) &&
           receive_all(&work, &answer, sizeof answer) &&
           answer.bytes_n <= READER_OUTPUT_BYTES;
    if (done) {
        room = arena_take(cx->arena, answer.bytes_n + 1);
        done = receive_all(&work, room, answer.bytes_n);
    }
    too_late = !done && clock_monotonic() >= work.deadline;
    if (!done)
        return failed(&work, too_late, end_child(&work, true), NULL);
    end_child(&work, false);
    if (answer.job_or_fault)
        return failed(
            &work, false, -1,
            utf8_clean(cx->arena,
                       (struct bytes){room, answer.bytes_n < 500 ? answer.bytes_n : 500},
                       true));
    *out = (struct bytes){room, answer.bytes_n};
    return NULL;
}

struct err *
reader_read(struct reader *reader, struct cx *cx, struct bytes raw, const char *charset,
            struct mime_message **out)
{
    const char *name = charset && strlen(charset) < 64 ? charset : "";
    struct bytes in[2] =
        {
            {(const unsigned char *)name, strlen(name) + 1},
            raw
    },
                 answer;

    TRY(run(reader, cx, -1, in, &answer));
    *out = mime_wire_read(cx->arena, answer);
    if (!*out)
        return err_detail(cx,
                          ERR(cx, ERR_INTERNAL,
                              "This could not be read. It is kept whole; please tell an "
                              "administrator."),
                          "the reader's answer is no message");
    return NULL;
}

struct err *
reader_run(struct reader *reader, struct cx *cx, const char *job, struct bytes in,
           struct bytes *out)
{
    for (size_t i = 0; i < reader->jobs_n; i++)
        if (str_eq(reader->jobs[i].name, job)) {
            struct bytes pieces[2] = {{0}, in};

            return run(reader, cx, (int)i, pieces, out);
        }
    FAIL_INTERNAL(cx, "the reader knows no job %s", job);
}
