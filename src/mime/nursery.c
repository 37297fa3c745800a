/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/nursery.h"

#include "base/arena.h"
#include "base/buf.h"
#include "mime/charset.h"
#include "mime/sandbox.h"
#include "mime/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARENA_BYTES = 900 * 1024 * 1024 };

struct nursery {
    int orders, children, statuses;
    struct sandbox *sandbox;
    const struct reader_job *jobs;
    size_t jobs_n;
};

static bool
read_all(void *to, size_t n)
{
    unsigned char *p = to;

    while (n > 0) {
        ssize_t got = read(SANDBOX_SOCKET, p, n);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

static bool
write_all(const void *from, size_t n)
{
    const unsigned char *p = from;

    while (n > 0) {
        ssize_t put = write(SANDBOX_SOCKET, p, n);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        p += put;
        n -= (size_t)put;
    }
    return true;
}

/* charset, NUL, message → the message on the wire */
static struct err *
read_mail(struct cx *cx, struct bytes in, struct bytes *out)
{
    const unsigned char *end = memchr(in.p, '\0', in.n);
    const char *charset = (const char *)in.p;
    size_t skip = end ? (size_t)(end - in.p) + 1 : in.n;
    struct mime_message *message;
    struct buf buf;

    if (!end)
        FAIL_INTERNAL(cx, "no charset in front of the message");
    TRY(mime_read_as(cx, (struct bytes){in.p + skip, in.n - skip},
                     *charset ? charset : NULL, &message));
    buf_init(&buf, cx->arena, READER_OUTPUT_BYTES);
    mime_wire_write(&buf, message);
    if (buf.full)
        FAIL_INTERNAL(cx, "the decoded message is too large");
    *out = buf_bytes(&buf);
    return NULL;
}

/* One piece of work, then the end. */
static _Noreturn void
child_work(const struct nursery *nursery)
{
    struct nursery_frame frame, answer = {0};
    struct cx cx = {.arena = arena_new(ARENA_BYTES)};
    struct bytes in = {0}, out = {0};
    struct err *err;
    unsigned char *room;

    if (!sandbox_enter(nursery->sandbox) || !read_all(&frame, sizeof frame) ||
        frame.bytes_n > READER_INPUT_BYTES + 100 ||
        frame.job_or_fault >= (int)nursery->jobs_n)
        _exit(1);
    room = arena_take(cx.arena, frame.bytes_n + 1);
    if (!read_all(room, frame.bytes_n))
        _exit(1);
    in = (struct bytes){room, frame.bytes_n};
    err = frame.job_or_fault < 0 ? read_mail(&cx, in, &out)
                                 : nursery->jobs[frame.job_or_fault].run(&cx, in, &out);
    if (err) {
        answer.job_or_fault = 1;
        out = bytes_of(err->detail ? err->detail : err->text);
    }
    answer.bytes_n = out.n;
    _exit(!(write_all(&answer, sizeof answer) && write_all(out.p, out.n)));
}

/* Leaves the child nothing but its socket: not the nursery's sockets, not our log. */
static void
child_start(const struct nursery *nursery, int socket)
{
    int null = open("/dev/null", O_RDWR);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
#ifdef KINDESK_TEST
        if (fd != STDERR_FILENO) /* where the sanitizers report */
#endif
            dup2(null, fd);
    if (socket != SANDBOX_SOCKET && dup2(socket, SANDBOX_SOCKET) < 0)
        _exit(1);
    if (close_range(SANDBOX_SOCKET + 1, ~0u, 0) != 0)
        _exit(1);
    child_work(nursery);
}

/* Sends a child's pid with its socket (SCM_RIGHTS); pid -1 when there is none. */
static void
send_child(const struct nursery *nursery, pid_t pid, int socket)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec data = {&pid, sizeof pid};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};

    if (pid > 0) {
        message.msg_control = control.room;
        message.msg_controllen = sizeof control.room;
        control.head.cmsg_level = SOL_SOCKET;
        control.head.cmsg_type = SCM_RIGHTS;
        control.head.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&control.head), &socket, sizeof socket);
    }
    if (sendmsg(nursery->children, &message, MSG_NOSIGNAL) < 0)
        _exit(0);
}

static void
fork_child(const struct nursery *nursery)
{
    int pair[2];
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        send_child(nursery, -1, -1);
        return;
    }
    pid = fork();
    if (pid == 0)
        child_start(nursery, pair[1]);
    send_child(nursery, pid, pair[0]);
    close(pair[0]);
    close(pair[1]);
}

static void
end_child(const struct nursery *nursery, const struct nursery_request *request)
{
    int status = 0;

    /* Never reaped elsewhere, so the number is still this child's. A short look first:
     * one that is ending by itself should tell how. */
    if (waitpid(request->child, &status, WNOHANG) == 0) {
        kill(request->child, SIGKILL);
        while (waitpid(request->child, &status, 0) < 0 && errno == EINTR)
            ;
    }
    if (request->order == NURSERY_END_AND_TELL &&
        send(nursery->statuses, &status, sizeof status, MSG_NOSIGNAL) < 0)
        _exit(0);
}

/* Converters and detectors load their tables once, before the sandbox. */
static void
warm_up(void)
{
    struct arena *arena = arena_new(0);

    mime_charset_init();
    mime_charset_text(arena,
                      bytes_of("\xe4\xf6\xfc Gr\xfc\xdf"
                               "e"),
                      NULL, false, NULL);
    mime_charset_text(arena, bytes_of("\x1b$B$3\x1b(B"), "iso-2022-jp", false, NULL);
    arena_free(&arena);
}

_Noreturn void
nursery_run(int orders, int children, int statuses, const struct reader_job *jobs,
            size_t jobs_n)
{
    struct nursery nursery = {orders, children, statuses, sandbox_new(), jobs, jobs_n};
    struct nursery_request request;
    ssize_t got;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN); /* the parent decides when to end */
    signal(SIGTERM, SIG_IGN);
    if (!nursery.sandbox)
        _exit(1);
    warm_up();
    for (;;) {
        got = recv(orders, &request, sizeof request, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got != (ssize_t)sizeof request)
            _exit(0);
        if (request.order == NURSERY_FORK)
            fork_child(&nursery);
        else
            end_child(&nursery, &request);
    }
}
