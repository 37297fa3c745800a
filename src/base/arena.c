/* SPDX-License-Identifier: Apache-2.0 */
/* A chain of blocks, each twice the last; big requests get a block of their own. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024 };

struct block {
    struct block *before;
    size_t size, used;
    alignas(max_align_t) unsigned char data[];
};

struct cleanup {
    struct cleanup *before;
    void (*release)(void *);
    void *object;
};

struct arena {
    struct block *block;
    struct cleanup *cleanup;
    size_t used, max, next_block;
};

static void
stop(const char *why)
{
    fprintf(stderr, "kindesk: %s; stopping so that the supervisor starts afresh\n", why);
    abort();
}

static struct block *
block_new(size_t size, struct block *before)
{
    struct block *block = malloc(sizeof *block + size);

    if (!block)
        stop("out of memory");
    *block = (struct block){.before = before, .size = size};
    return block;
}

struct arena *
arena_new(size_t max_bytes)
{
    struct arena *arena = calloc(1, sizeof *arena);

    if (!arena)
        stop("out of memory");
    arena->max = max_bytes ? max_bytes : (size_t)1 << 30;
    arena->next_block = FIRST_BLOCK;
    return arena;
}

static void
run_cleanups(struct arena *arena)
{
    while (arena->cleanup) {
        struct cleanup *last = arena->cleanup;

        arena->cleanup = last->before;
        last->release(last->object);
    }
}

void
arena_free(struct arena **arena)
{
    struct arena *a = *arena;

    if (!a)
        return;
    run_cleanups(a);
    while (a->block) {
        struct block *before = a->block->before;

        free(a->block);
        a->block = before;
    }
    free(a);
    *arena = NULL;
}

void
arena_reset(struct arena *arena)
{
    run_cleanups(arena);
    while (arena->block && arena->block->before) {
        struct block *before = arena->block->before;

        free(arena->block);
        arena->block = before;
    }
    if (arena->block)
        arena->block->used = 0;
    arena->used = 0;
    arena->next_block = FIRST_BLOCK;
}

void *
arena_take(struct arena *arena, size_t size_bytes)
{
    size_t align = alignof(max_align_t);
    struct block *block = arena->block;
    size_t size;
    void *p;

    if (size_bytes > arena->max - arena->used)
        stop("a request took more memory than its limit");
    size = (size_bytes + align - 1) / align * align;
    if (!block || block->size - block->used < size) {
        size_t want = size > arena->next_block ? size : arena->next_block;

        block = arena->block = block_new(want, block);
        if (arena->next_block < LARGEST_BLOCK)
            arena->next_block *= 2;
    }
    p = block->data + block->used;
    block->used += size;
    arena->used += size;
    return memset(p, 0, size_bytes);
}

void *
arena_take_n(struct arena *arena, size_t n, size_t size_bytes)
{
    if (size_bytes && n > SIZE_MAX / size_bytes)
        stop("a request took more memory than its limit");
    return arena_take(arena, n * size_bytes);
}

void *
arena_memdup(struct arena *arena, const void *p, size_t n)
{
    void *copy = arena_take(arena, n ? n : 1);

    return n ? memcpy(copy, p, n) : copy;
}

char *
arena_strndup(struct arena *arena, const char *s, size_t n)
{
    size_t length = strnlen(s, n);
    char *copy = arena_take(arena, length + 1);

    memcpy(copy, s, length);
    return copy;
}

char *
arena_strdup(struct arena *arena, const char *s)
{
    return s ? arena_memdup(arena, s, strlen(s) + 1) : NULL;
}

char *
arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    char brief[256]; /* most fit, and need formatting only once */
    va_list again;
    int length;
    char *s;

    va_copy(again, args);
    length = vsnprintf(brief, sizeof brief, format, again);
    va_end(again);
    if (length < 0)
        stop("a text could not be formatted");
    if ((size_t)length < sizeof brief)
        return arena_memdup(arena, brief, (size_t)length + 1);
    s = arena_take(arena, (size_t)length + 1);
    vsnprintf(s, (size_t)length + 1, format, args);
    return s;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char *s;

    va_start(args, format);
    s = arena_vprintf(arena, format, args);
    va_end(args);
    return s;
}

void
arena_on_free(struct arena *arena, void (*release)(void *), void *object)
{
    struct cleanup *cleanup = arena_take(arena, sizeof *cleanup);

    *cleanup = (struct cleanup){arena->cleanup, release, object};
    arena->cleanup = cleanup;
}

size_t
arena_used(const struct arena *arena)
{
    return arena->used;
}

void *
arena_grow(struct arena *arena, void *at, size_t n, size_t *room, size_t size_bytes)
{
    void *wider;

    if (n < *room)
        return at;
    *room = *room ? *room * 2 : 8;
    wider = arena_take_n(arena, *room, size_bytes);
    if (n)
        memcpy(wider, at, n * size_bytes);
    return wider;
}
