/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between two texts of a plan, section by section. */
#include "plan/publish.h"

#include "base/arena.h"
#include "base/str.h"
#include "plan/fold.h"
#include "plan/scan.h"
#include "plan/sections.h"

#include <string.h>

enum { LINES_N = 400 }; /* of a section, for the exact comparison */

struct part {
    enum plan_section_kind kind;
    const char *heading;
    int line;
    char **lines;
    size_t lines_n;
    bool paired;
};
struct parts {
    PLAN_LIST(struct part);
};

/* The texts between headings that begin a section; the first is the title's. */
static struct parts
cut(struct arena *arena, const char *text)
{
    struct parts parts = {0};
    struct scan scan;
    const char *end = text + strlen(text);

    scan_text(arena, text, &scan);
    *vec_add(arena, &parts) =
        (struct part){.kind = PLAN_SETTINGS, .heading = "", .line = 1};
    for (size_t i = 0; i < scan.blocks.n; i++) {
        const struct scan_block *block = &scan.blocks.at[i];
        if (block->kind != SCAN_HEADING || block->level > 2)
            continue;
        if (block->level == 1 && !*parts.at[0].heading)
            parts.at[0].heading = block->text;
        else
            *vec_add(arena, &parts) =
                (struct part){.kind = sections_kind(arena, block->text),
                              .heading = block->text,
                              .line = block->line};
    }
    for (size_t i = 0; i < parts.n; i++) {
        struct part *part = &parts.at[i];
        const char *from = scan.lines.n ? scan.lines.at[part->line - 1] : text;
        const char *to = i + 1 < parts.n ? scan.lines.at[parts.at[i + 1].line - 1] : end;
        part->lines = str_split(arena, arena_strndup(arena, from, (size_t)(to - from)),
                                '\n', &part->lines_n);
    }
    return parts;
}

/* Table rows are the same when only their blanks differ. */
static bool
same_line(const char *a, const char *b)
{
    while (*a || *b) {
        while (*a == ' ' || (*a == '-' && a[1] == '-'))
            a++;
        while (*b == ' ' || (*b == '-' && b[1] == '-'))
            b++;
        if (*a != *b)
            return false;
        if (*a) {
            a++;
            b++;
        }
    }
    return true;
}

/* Longest common subsequence; in longer sections what stands anywhere in the other. */
static void
compare_lines(struct arena *arena, const struct part *a, const struct part *b,
              struct plan_change *change)
{
    size_t n = a ? a->lines_n : 0, m = b ? b->lines_n : 0, i = 0, k = 0;
    unsigned short *length;

    if (n > LINES_N || m > LINES_N)
        n = n > LINES_N ? LINES_N : n, m = m > LINES_N ? LINES_N : m;
    length = NEW_N(arena, (n + 1) * (m + 1), unsigned short);
    for (size_t x = n; x-- > 0;) {
        for (size_t y = m; y-- > 0;) {
            unsigned short *at = &length[x * (m + 1) + y];
            unsigned short down = at[m + 1], right = at[1];
            *at = same_line(a->lines[x], b->lines[y])
                      ? (unsigned short)(length[(x + 1) * (m + 1) + y + 1] + 1)
                  : down > right ? down
                                 : right;
        }
    }
    while (i < n || k < m) {
        if (i < n && k < m && same_line(a->lines[i], b->lines[k])) {
            i++;
            k++;
        } else if (k >= m || (i < n && length[(i + 1) * (m + 1) + k] >=
                                           length[i * (m + 1) + k + 1])) {
            *vec_add(arena, &change->gone) = a->lines[i++];
        } else {
            *vec_add(arena, &change->come) = b->lines[k++];
        }
    }
}

static struct part *
partner(const struct parts *parts, const struct part *of)
{
    for (int by_heading = 1; by_heading >= 0; by_heading--)
        for (size_t i = 0; i < parts->n; i++) {
            struct part *part = &parts->at[i];
            if (!part->paired && part->kind == of->kind &&
                (by_heading ? fold_eq(part->heading, of->heading)
                            : of->kind != PLAN_PROSE))
                return part;
        }
    return NULL;
}

static void
add_change(struct arena *arena, struct plan_changes *out, const struct part *before,
           const struct part *after)
{
    struct plan_change change = {.kind = after ? after->kind : before->kind,
                                 .heading = after ? after->heading : before->heading,
                                 .before_line = before ? before->line : 0,
                                 .after_line = after ? after->line : 0};

    compare_lines(arena, before, after, &change);
    if (change.gone.n || change.come.n)
        *vec_add(arena, out) = change;
}

struct plan_changes *
plan_compare(struct arena *arena, const char *before, const char *after)
{
    struct plan_changes *out = NEW(arena, struct plan_changes);
    struct parts old = cut(arena, before), new = cut(arena, after);

    for (size_t i = 0; i < new.n; i++) {
        struct part *other = partner(&old, &new.at[i]);
        if (other)
            other->paired = true;
        add_change(arena, out, other, &new.at[i]);
    }
    for (size_t i = 0; i < old.n; i++)
        if (!old.at[i].paired)
            add_change(arena, out, &old.at[i], NULL);
    return out;
}
