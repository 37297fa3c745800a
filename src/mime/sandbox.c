/* SPDX-License-Identifier: Apache-2.0 */
#include "mime/sandbox.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

struct sandbox {
    struct sock_fprog program;
};

/* What memory and ending need. */
static const int allowed[] = {
    SCMP_SYS(munmap),  SCMP_SYS(mremap),     SCMP_SYS(brk),
    SCMP_SYS(madvise), SCMP_SYS(futex),      SCMP_SYS(rt_sigreturn),
    SCMP_SYS(exit),    SCMP_SYS(exit_group), SCMP_SYS(restart_syscall),
};

/* What the sanitizers' own run time needs beside. */
static const int sanitizers[] = {
    SCMP_SYS(sigaltstack),    SCMP_SYS(getpid),    SCMP_SYS(gettid),
    SCMP_SYS(sched_yield),    SCMP_SYS(getrandom), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
};

static bool
add_rules(scmp_filter_ctx filter)
{
    int fault = 0;

    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        fault |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    /* no file behind it, never executable */
    fault |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                              SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
    fault |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    fault |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1,
                              SCMP_A0(SCMP_CMP_EQ, SANDBOX_SOCKET));
    fault |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                              SCMP_A0(SCMP_CMP_EQ, SANDBOX_SOCKET));
    if (SANITIZED) {
        for (size_t i = 0; i < sizeof sanitizers / sizeof *sanitizers; i++)
            fault |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, sanitizers[i], 0);
        fault |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                                  SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO));
    }
    return fault == 0;
}

/* libseccomp writes the program into a descriptor only. */
static bool
export_program(scmp_filter_ctx filter, struct sock_fprog *out)
{
    int fd = memfd_create("seccomp", MFD_CLOEXEC);
    off_t size;
    bool done = false;

    if (fd < 0)
        return false;
    if (seccomp_export_bpf(filter, fd) == 0 && (size = lseek(fd, 0, SEEK_END)) > 0 &&
        (out->filter = malloc((size_t)size)) != NULL) {
        out->len = (unsigned short)((size_t)size / sizeof *out->filter);
        done = pread(fd, out->filter, (size_t)size, 0) == size;
    }
    close(fd);
    return done;
}

struct sandbox *
sandbox_new(void)
{
    struct sandbox *sandbox = calloc(1, sizeof *sandbox);
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

    if (sandbox && filter && add_rules(filter) &&
        export_program(filter, &sandbox->program)) {
        seccomp_release(filter);
        return sandbox;
    }
    if (filter)
        seccomp_release(filter);
    sandbox_free(&sandbox);
    return NULL;
}

void
sandbox_free(struct sandbox **sandbox)
{
    if (*sandbox)
        free((*sandbox)->program.filter);
    free(*sandbox);
    *sandbox = NULL;
}

/* Landlock (Documentation/userspace-api/landlock.rst), by its numbers: Debian 12's
 * headers know only the first version, the kernel may know more. */
enum {
    LANDLOCK_CREATE = 444,
    LANDLOCK_RESTRICT = 446,
    LANDLOCK_ASK_VERSION = 1,
};

struct landlock_ruleset {
    uint64_t files, net, scoped;
};

int
sandbox_landlock(void)
{
    long version = syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_ASK_VERSION);

    return version > 0 ? (int)version : 0;
}

static bool
enter_landlock(void)
{
    int version = sandbox_landlock();
    struct landlock_ruleset rules = {
        .files = (1u << 13) - 1,        /* version 1: everything about files */
        .net = version >= 4 ? 3 : 0,    /* bind, connect of TCP */
        .scoped = version >= 6 ? 3 : 0, /* abstract sockets, signals */
    };
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    long fd;
    bool done;

    if (version == 0)
        return true;
    rules.files |= version >= 2 ? 1u << 13 : 0; /* refer */
    rules.files |= version >= 3 ? 1u << 14 : 0; /* truncate */
    rules.files |= version >= 5 ? 1u << 15 : 0; /* ioctl of devices */
    fd = syscall(LANDLOCK_CREATE, &rules, size, 0);
    if (fd < 0)
        return false;
    done = syscall(LANDLOCK_RESTRICT, (int)fd, 0) == 0;
    close((int)fd);
    return done;
}

static bool
limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit value = {most, most};

    return setrlimit(what, &value) == 0;
}

bool
sandbox_enter(const struct sandbox *sandbox)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return false;
    if (!enter_landlock())
        return false;
    /* The sanitizers reserve terabytes of addresses. */
    if (!SANITIZED && !limit(RLIMIT_AS, SANDBOX_MEMORY_BYTES))
        return false;
    if (!limit(RLIMIT_CPU, SANDBOX_CPU_S) || !limit(RLIMIT_FSIZE, 0) ||
        !limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NOFILE, 0) || !limit(RLIMIT_NPROC, 0))
        return false;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &sandbox->program, 0, 0) == 0;
}
