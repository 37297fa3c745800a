/* SPDX-License-Identifier: Apache-2.0 */
/* A listening socket for "ADDR:PORT" or "[v6]:PORT". */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include "base/err.h"

/* Bound, listening, non-blocking, closed on exec; port 0 lets the system choose.
 * Errors  INVALID "listen"; CONFLICT the port is in use; DENIED; INTERNAL */
struct err *listen_open(struct cx *cx, const char *where, int *fd_out,
                        int *port_out) MUST_CHECK;

#endif
