/* SPDX-License-Identifier: Apache-2.0 */
/* The sandbox is shown to hold: hostile functions, compiled in here only, run where a
 * taken-over parser would, and each is refused. */
#include "mime/reader.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/str.h"
#include "mime/sandbox.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

enum { SECRET_FD = 77 };

static const char *const echo_answer = "echo:";

static struct err *
job_echo(struct cx *cx, struct bytes in, struct bytes *out)
{
    char *p = arena_take(cx->arena, in.n + 6);

    memcpy(p, echo_answer, 5);
    memcpy(p + 5, in.p, in.n);
    *out = (struct bytes){(unsigned char *)p, in.n + 5};
    return NULL;
}

static struct err *
job_fails(struct cx *cx, struct bytes in, struct bytes *out)
{
    (void)in;
    *out = (struct bytes){0};
    FAIL_INTERNAL(cx, "it did not work");
}

static struct err *
job_loops(struct cx *cx, struct bytes in, struct bytes *out)
{
    volatile bool on = true;

    (void)cx, (void)in;
    while (on)
        ;
    *out = (struct bytes){0};
    return NULL;
}

static struct err *
job_crashes(struct cx *cx, struct bytes in, struct bytes *out)
{
    (void)cx, (void)in, (void)out;
    signal(SIGABRT, SIG_DFL);
    abort();
}

/* Answers "allowed" when the call came back at all. */
#define HOSTILE(name, call)                                                              \
    static struct err *hostile_##name(struct cx *cx, struct bytes in, struct bytes *out) \
    {                                                                                    \
        (void)cx, (void)in;                                                              \
        call;                                                                            \
        *out = bytes_of("allowed");                                                      \
        return NULL;                                                                     \
    }

HOSTILE(open, syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY))
HOSTILE(create,
        syscall(SYS_openat, AT_FDCWD, "/tmp/kindesk-hostile", O_CREAT | O_WRONLY, 0600))
HOSTILE(stat, syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", NULL, 0))
HOSTILE(unlink, syscall(SYS_unlink, "/tmp/kindesk-hostile"))
HOSTILE(directory, syscall(SYS_getdents64, SECRET_FD, NULL, 0))
HOSTILE(inherited, syscall(SYS_read, SECRET_FD, (char[8]){0}, 8))
HOSTILE(stdout, syscall(SYS_write, STDOUT_FILENO, "x", 1))
HOSTILE(socket, syscall(SYS_socket, AF_INET, SOCK_STREAM, 0))
HOSTILE(unix_socket, syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0))
HOSTILE(connect, syscall(SYS_connect, SANDBOX_SOCKET, NULL, 0))
HOSTILE(send_file, syscall(SYS_sendmsg, SANDBOX_SOCKET, NULL, 0))
HOSTILE(fork, syscall(SYS_fork))
HOSTILE(clone, syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0))
HOSTILE(exec, syscall(SYS_execve, "/bin/sh", NULL, NULL))
HOSTILE(kill, syscall(SYS_kill, 1, 0))
HOSTILE(ptrace, syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0))
HOSTILE(peek, syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0))
HOSTILE(bpf, syscall(SYS_bpf, 0, NULL, 0))
HOSTILE(io_uring, syscall(SYS_io_uring_setup, 1, NULL))
HOSTILE(perf, syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0))
HOSTILE(keys, syscall(SYS_keyctl, 0, 0, 0, 0, 0))
HOSTILE(user_namespace, syscall(SYS_unshare, 0x10000000))
HOSTILE(mount, syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, NULL))
HOSTILE(ioctl, syscall(SYS_ioctl, SANDBOX_SOCKET, 0x5412, "x"))
HOSTILE(limits, syscall(SYS_prlimit64, 0, 0, NULL, NULL))
HOSTILE(more_filters, syscall(SYS_prctl, 22, 0, NULL, 0, 0))
HOSTILE(set_clock, syscall(SYS_clock_settime, 0, NULL))
HOSTILE(sleep, syscall(SYS_nanosleep, &(struct timespec){0, 1}, NULL))
HOSTILE(map_file,
        syscall(SYS_mmap, NULL, 4096, PROT_READ, MAP_PRIVATE, SANDBOX_SOCKET, 0))
HOSTILE(code, syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
HOSTILE(make_code, syscall(SYS_mprotect, (uintptr_t)&echo_answer & ~(uintptr_t)4095, 4096,
                           PROT_READ | PROT_EXEC))
HOSTILE(memory_file, syscall(SYS_memfd_create, "x", 0))

#define JOB(name)                                                                        \
    {                                                                                    \
#name, hostile_##name                                                            \
    }

static const struct reader_job jobs[] = {
    {"echo",    job_echo   },
    {"fails",   job_fails  },
    {"loops",   job_loops  },
    {"crashes", job_crashes},
    JOB(open),
    JOB(create),
    JOB(stat),
    JOB(unlink),
    JOB(directory),
    JOB(inherited),
    JOB(stdout),
    JOB(socket),
    JOB(unix_socket),
    JOB(connect),
    JOB(send_file),
    JOB(fork),
    JOB(clone),
    JOB(exec),
    JOB(kill),
    JOB(ptrace),
    JOB(peek),
    JOB(bpf),
    JOB(io_uring),
    JOB(perf),
    JOB(keys),
    JOB(user_namespace),
    JOB(mount),
    JOB(ioctl),
    JOB(limits),
    JOB(more_filters),
    JOB(set_clock),
    JOB(sleep),
    JOB(map_file),
    JOB(code),
    JOB(make_code),
    JOB(memory_file),
};
enum { JOBS_N = sizeof jobs / sizeof *jobs, FIRST_HOSTILE = 4 };

struct fixture {
    struct reader *reader;
    struct cx cx;
};

static int
setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    crypto_init();
    dup2(STDIN_FILENO, SECRET_FD); /* open in the parent: must not be in the child */
    fixture->reader = reader_new(3, jobs, JOBS_N);
    fixture->cx.arena = arena_new(0);
    *state = fixture;
    return fixture->reader ? 0 : -1;
}

static int
teardown(void **state)
{
    struct fixture *fixture = *state;

    reader_free(&fixture->reader);
    arena_free(&fixture->cx.arena);
    free(fixture);
    close(SECRET_FD);
    return 0;
}

static void
test_mail_is_read_in_a_child_as_it_is_here(void **state)
{
    struct fixture *fixture = *state;
    struct mime_message *m;
    const char *raw =
        "From: Ana <ana@example.org>\nTo: a@example.com, b@example.com\nReferences: "
        "<1@x> <2@x>\n"
        "Subject: =?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=\nReturn-Path: <>\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
        "Content-Type: multipart/alternative; boundary=c\n\n--c\n"
        "Content-Type: text/plain; charset=koi8-r\n\n\xf0\xd2\xc9\xd7\xc5\xd4\n--c\n"
        "Content-Type: text/html; "
        "charset=gb18030\n\n<p>\xc4\xe3\xba\xc3</p>\n--c--\n--b\n"
        "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n"
        "a\nb\n--b--\n";

    assert_null(reader_read(fixture->reader, &fixture->cx, bytes_of(raw), NULL, &m));
    assert_string_equal(m->from.email, "ana@example.org");
    assert_int_equal(m->to.n, 2);
    assert_string_equal(m->references.at[1], "2@x");
    assert_string_equal(m->subject, "こんにちは");
    assert_string_equal(m->text, "Привет");
    assert_string_equal(m->html, "<p>你好</p>");
    assert_int_equal(m->attachments_n, 1);
    assert_string_equal(m->attachments[0].filename, "a.txt");
    assert_memory_equal(m->attachments[0].bytes.p, "a\nb", 3);
    assert_string_equal(m->return_path, "");
    assert_true(m->auto_submitted);
    assert_string_equal(m->auto_reason, "Return-Path");
    assert_string_equal(mime_field(m, "to"), "a@example.com, b@example.com");
    assert_null(reader_read(fixture->reader, &fixture->cx,
                            bytes_of("\n\xcf\xf0\xe8\xe2\xe5\xf2"), "windows-1251", &m));
    assert_string_equal(m->text, "Привет");
}

static void
test_every_charset_is_there_without_files(void **state)
{
    static const char *const charsets[] = {
        "utf-8",        "utf-7",        "utf-16",       "iso-8859-2",   "iso-8859-7",
        "iso-8859-15",  "koi8-u",       "big5",         "windows-1250", "windows-1253",
        "windows-1255", "windows-1256", "windows-1258", "euc-jp",       "shift_jis",
        "iso-2022-jp",  "iso-2022-kr",  "euc-kr",       "gb2312",       "hz-gb-2312",
        "tis-620",      "macintosh",    "ibm850",       "nonsense"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
        struct mime_message *m;
        const char *raw =
            arena_printf(fixture->cx.arena,
                         "From: a@example.org\nContent-Type: text/plain; charset=%s\n\n"
                         "abc \xb1\xb2\xb3\xb4\xb5\xb6 \xe1\xe2\xe3\n",
                         charsets[i]);

        assert_null(reader_read(fixture->reader, &fixture->cx, bytes_of(raw), NULL, &m));
        assert_string_equal(m->from.email, "a@example.org");
    }
}

static void
test_jobs_run_by_name_and_large_input_passes(void **state)
{
    struct fixture *fixture = *state;
    struct bytes in = {arena_take(fixture->cx.arena, 20 << 20), 20 << 20}, out;

    assert_null(
        reader_run(fixture->reader, &fixture->cx, "echo", bytes_of("hello"), &out));
    assert_int_equal(out.n, 10);
    assert_memory_equal(out.p, "echo:hello", 10);
    assert_null(reader_run(fixture->reader, &fixture->cx, "echo", in, &out));
    assert_int_equal(out.n, in.n + 5);
    assert_int_equal(reader_run(fixture->reader, &fixture->cx, "no such", in, &out)->kind,
                     ERR_INTERNAL);
    assert_int_equal(reader_run(fixture->reader, &fixture->cx, "echo",
                                (struct bytes){in.p, (size_t)READER_INPUT_BYTES + 1},
                                &out)
                         ->kind,
                     ERR_LIMIT);
}

static void
test_every_hostile_call_is_refused(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = FIRST_HOSTILE; i < JOBS_N; i++) {
        struct bytes out;
        struct err *err =
            reader_run(fixture->reader, &fixture->cx, jobs[i].name, bytes_of("x"), &out);

        if (!err)
            fail_msg("%s came back", jobs[i].name);
        assert_int_equal(err->kind, ERR_INTERNAL);
        if (!strstr(err->detail, "a forbidden system call"))
            fail_msg("%s: %s", jobs[i].name, err->detail);
    }
    assert_int_not_equal(access("/tmp/kindesk-hostile", F_OK), 0);
}

static void
test_a_child_that_fails_or_dies_harms_no_other(void **state)
{
    struct fixture *fixture = *state;
    struct bytes out;
    struct err *err =
        reader_run(fixture->reader, &fixture->cx, "fails", bytes_of(""), &out);

    assert_string_equal(err->detail, "the reader says: it did not work");
    for (int i = 0; i < 5; i++) {
        err = reader_run(fixture->reader, &fixture->cx, "crashes", bytes_of(""), &out);
        assert_int_equal(err->kind, ERR_INTERNAL);
    }
    assert_null(
        reader_run(fixture->reader, &fixture->cx, "echo", bytes_of("still"), &out));
}

static void
test_a8_endless_work_is_stopped_in_time(void **state)
{
    struct fixture *fixture = *state;
    int64_t start = clock_monotonic();
    struct bytes out;
    struct err *err =
        reader_run(fixture->reader, &fixture->cx, "loops", bytes_of(""), &out);

    assert_int_equal(err->kind, ERR_INTERNAL);
    assert_non_null(strstr(err->detail, "longer than"));
    assert_true(clock_monotonic() - start < READER_TIMEOUT_MS + 5000);
    assert_null(reader_run(fixture->reader, &fixture->cx, "echo", bytes_of("on"), &out));
}

static void *
many_mails(void *argument)
{
    struct reader *reader = argument;
    struct cx cx = {.arena = arena_new(0)};
    size_t wrong = 0;

    for (int i = 0; i < 20; i++) {
        struct mime_message *m;
        const char *subject = arena_printf(cx.arena, "%d of %p", i, (void *)&cx);
        const char *raw = arena_printf(cx.arena, "Subject: %s\n\nx", subject);
        struct err *err = reader_read(reader, &cx, bytes_of(raw), NULL, &m);

        wrong += err || !str_eq(m->subject, subject);
    }
    arena_free(&cx.arena);
    return (void *)wrong;
}

static void
test_threads_get_their_own_answers(void **state)
{
    struct fixture *fixture = *state;
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, many_mails, fixture->reader),
                         0);
    for (int i = 0; i < 4; i++) {
        void *wrong = NULL;

        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mail_is_read_in_a_child_as_it_is_here),
        cmocka_unit_test(test_every_charset_is_there_without_files),
        cmocka_unit_test(test_jobs_run_by_name_and_large_input_passes),
        cmocka_unit_test(test_every_hostile_call_is_refused),
        cmocka_unit_test(test_a_child_that_fails_or_dies_harms_no_other),
        cmocka_unit_test(test_a8_endless_work_is_stopped_in_time),
        cmocka_unit_test(test_threads_get_their_own_answers),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
