/* SPDX-License-Identifier: Apache-2.0 */
/* The schema's versions, oldest first, one SQL script for each engine; compiled in from
 * src/store/schema/NNN.sql by tools/schema.py. A released file is never changed: what
 * comes after is a new file. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/db.h"

struct schema {
    const char *sql[2]; /* by enum db_engine */
};

extern const struct schema schemas[];
extern const int schemas_n;

#endif
