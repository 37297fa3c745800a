/* SPDX-License-Identifier: Apache-2.0 */
/* Proves the invariants of a whole desk: hash chains, rows derivable from their events,
 * files there and unchanged, the search index complete. */
#ifndef DESK_CHECK_H
#define DESK_CHECK_H

#include "base/err.h"

#include <stdint.h>

/* fault: called once for each, with an English sentence for the console. */
struct check {
    void (*fault)(void *arg, const char *text);
    void *arg;
    int64_t tickets_n, events_n, files_n, faults_n; /* out */
};
struct err *check_desk(struct cx *cx, struct check *check) MUST_CHECK;

#endif
