/* SPDX-License-Identifier: Apache-2.0 */
/* The process that forks the reader's children, and what a child does. Internal to mime/.
 */
#ifndef MIME_NURSERY_H
#define MIME_NURSERY_H

#include "mime/reader.h"

#include <sys/types.h>

enum nursery_order { NURSERY_FORK, NURSERY_END, NURSERY_END_AND_TELL };

struct nursery_request {
    enum nursery_order order;
    pid_t child;
};

/* In front of each piece of work and of each answer. job -1: a mail. */
struct nursery_frame {
    int32_t job_or_fault;
    int32_t reserved;
    uint64_t bytes_n;
};

/* The nursery's end of three sequenced-packet sockets: orders come in, children (pid,
 * with their socket) and wait statuses go out. Never returns. */
_Noreturn void nursery_run(int orders, int children, int statuses,
                           const struct reader_job *jobs, size_t jobs_n);

#endif
