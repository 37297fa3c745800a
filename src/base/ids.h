/* SPDX-License-Identifier: Apache-2.0 */
/* Ids are structs of their own, so that passing a person's id for a ticket's does not
 * compile.  v == 0 means none. */
#ifndef BASE_IDS_H
#define BASE_IDS_H

#include <stdint.h>

#define IDS(X)                                                                           \
    X(desk)                                                                              \
    X(person)                                                                            \
    X(ticket)                                                                            \
    X(message)                                                                           \
    X(attachment)                                                                        \
    X(job)                                                                               \
    X(outgoing)                                                                          \
    X(inbox)                                                                             \
    X(survey)                                                                            \
    X(token)

#define ID_STRUCT(name) struct name##_id { int64_t v; };
IDS(ID_STRUCT)
#undef ID_STRUCT

#endif
