/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of one request or one job: taken piece by piece, freed all at once.
 *
 * Allocation cannot fail: when the system has no memory, or an arena would pass its
 * ceiling, the process says so and stops; sizes are bounded at the door (limits in
 * base/config.h).  An arena belongs to one thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* max_bytes: ceiling of what may be taken; 0 means 1 GiB. */
struct arena *arena_new(size_t max_bytes);

/* Runs the registered clean-ups, newest first, and frees everything. *arena becomes NULL. */
void arena_free(struct arena **arena);

/* Like arena_free(), but keeps the first block for the next request. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type; lives until the arena is freed or reset. */
void *arena_take(struct arena *arena, size_t size_bytes);
void *arena_take_n(struct arena *arena, size_t n, size_t size_bytes);

/* Copies; a NULL string gives NULL. */
char *arena_strdup(struct arena *arena, const char *s);
char *arena_strndup(struct arena *arena, const char *s, size_t n);
void *arena_memdup(struct arena *arena, const void *p, size_t n);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args);

/* Calls release(object) when the arena ends: register a file, a handle, a result set the
 * moment it is opened. */
void arena_on_free(struct arena *arena, void (*release)(void *), void *object);

/* Bytes taken so far. */
size_t arena_used(const struct arena *arena);

#define NEW(arena, type)      ((type *)arena_take((arena), sizeof(type)))
#define NEW_N(arena, n, type) ((type *)arena_take_n((arena), (n), sizeof(type)))

/* A growing array in an arena: struct { T *at; size_t n, room; } */
#define VEC(type)       struct { type *at; size_t n, room; }
#define vec_add(arena, vec)                                                              \
    ((vec)->at = arena_grow((arena), (vec)->at, (vec)->n, &(vec)->room,                  \
                            sizeof *(vec)->at),                                          \
     &(vec)->at[(vec)->n++])
void *arena_grow(struct arena *arena, void *at, size_t n, size_t *room, size_t size_bytes);

#endif
