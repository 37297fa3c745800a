/* SPDX-License-Identifier: Apache-2.0 */
/* Takes every right away from this process but memory and one socket. Internal to mime/.
 *
 * Three walls behind each other: Landlock (no files, no TCP, no signals or abstract
 * sockets beyond), resource limits, and seccomp with a list of what is allowed; all else
 * ends the process on the spot. */
#ifndef MIME_SANDBOX_H
#define MIME_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SANDBOX_SOCKET = 3,             /* the one descriptor that may be read and written */
    SANDBOX_MEMORY_BYTES = 1 << 30, /* address space */
    SANDBOX_CPU_S = 15,             /* of one process */
};

/* The seccomp program, prepared once so that a new child enters quickly. */
struct sandbox;

/* NULL when seccomp is not to be had: then nothing from outside may be read. */
struct sandbox *sandbox_new(void);

/* Landlock's version in this kernel, 0 when it has none. */
int sandbox_landlock(void);

/* False when a wall could not be put up (Landlock missing is no such fault): the caller
 * ends. */
bool sandbox_enter(const struct sandbox *sandbox) __attribute__((warn_unused_result));

void sandbox_free(struct sandbox **sandbox);

#endif
